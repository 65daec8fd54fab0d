//! When the next report is due: a day, or a rule that names one from the date of this report.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Deserialize;

/// A day, or a rule that names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextUpdate {
    /// The last day of the month after that of the report.
    NextMonthEnd,
    /// The last day of the quarter after that of the report.
    NextQuarterEnd,
    /// That day.
    On(Date),
}

impl NextUpdate {
    /// The day, for a report of that date.
    pub(crate) fn after(self, as_of: Date) -> Date {
        let first = as_of.first_of_month();
        let end_after = |months: i32| first.saturating_add(months.months()).saturating_sub(1.day());
        match self {
            Self::On(date) => date,
            Self::NextMonthEnd => end_after(2),
            Self::NextQuarterEnd => end_after(6 - i32::from((as_of.month() - 1) % 3)),
        }
    }
}

impl FromStr for NextUpdate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "next-month-end" => Ok(Self::NextMonthEnd),
            "next-quarter-end" => Ok(Self::NextQuarterEnd),
            day => day
                .parse()
                .map(Self::On)
                .map_err(|_| "give a day such as 2026-09-30, or next-month-end, next-quarter-end".to_owned()),
        }
    }
}

impl fmt::Display for NextUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NextMonthEnd => f.write_str("next-month-end"),
            Self::NextQuarterEnd => f.write_str("next-quarter-end"),
            Self::On(date) => date.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for NextUpdate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::as_of::text_or_date(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn rules_name_the_end_of_the_time_after() {
        let after = |rule: &str, as_of| rule.parse::<NextUpdate>().unwrap().after(as_of);
        assert_eq!(after("next-month-end", date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(after("next-month-end", date(2026, 12, 1)), date(2027, 1, 31));
        assert_eq!(after("next-quarter-end", date(2026, 6, 30)), date(2026, 9, 30));
        assert_eq!(after("next-quarter-end", date(2026, 11, 2)), date(2027, 3, 31));
        assert_eq!(after("2026-09-15", date(2026, 6, 30)), date(2026, 9, 15));
        assert!("soon".parse::<NextUpdate>().is_err());
    }
}
