//! The date that a report speaks for: a day, or a rule that names one. No output depends on the clock but through
//! this.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};
use serde::Deserialize;

/// A day, or a rule that names one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AsOf {
    /// The day on which the program runs.
    #[default]
    Today,
    /// The last day of the month before.
    LastMonthEnd,
    /// The last day of the quarter before.
    LastQuarterEnd,
    /// That day.
    On(Date),
}

impl AsOf {
    /// The day.
    pub(crate) fn date(self) -> Date {
        match self {
            Self::On(date) => date,
            rule => rule.seen_from(Zoned::now().date()),
        }
    }

    fn seen_from(self, today: Date) -> Date {
        let first = today.first_of_month();
        match self {
            Self::Today => today,
            Self::On(date) => date,
            Self::LastMonthEnd => first.saturating_sub(1.day()),
            Self::LastQuarterEnd => {
                let into = i32::from((today.month() - 1) % 3);
                first.saturating_sub(into.months()).saturating_sub(1.day())
            }
        }
    }
}

impl FromStr for AsOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "today" => Ok(Self::Today),
            "last-month-end" => Ok(Self::LastMonthEnd),
            "last-quarter-end" => Ok(Self::LastQuarterEnd),
            day => day.parse().map(Self::On).map_err(|_| {
                "give a day such as 2026-06-30, or today, last-month-end, last-quarter-end".to_owned()
            }),
        }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => f.write_str("today"),
            Self::LastMonthEnd => f.write_str("last-month-end"),
            Self::LastQuarterEnd => f.write_str("last-quarter-end"),
            Self::On(date) => date.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for AsOf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_date(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A text, or a date that was written without quotation marks.
pub(crate) fn text_or_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Date(toml::value::Datetime),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Date(date) => date.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn rules_name_the_end_of_the_time_before() {
        let on = |rule: &str, today| rule.parse::<AsOf>().unwrap().seen_from(today);
        assert_eq!(on("last-month-end", date(2026, 3, 31)), date(2026, 2, 28));
        assert_eq!(on("last-month-end", date(2026, 1, 1)), date(2025, 12, 31));
        assert_eq!(on("last-quarter-end", date(2026, 3, 31)), date(2025, 12, 31));
        assert_eq!(on("last-quarter-end", date(2026, 11, 24)), date(2026, 9, 30));
        assert_eq!(on("2026-06-30", date(2026, 3, 31)), date(2026, 6, 30));
        assert!("last-week".parse::<AsOf>().is_err());
    }
}
