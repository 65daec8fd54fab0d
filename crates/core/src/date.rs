//! Dates as registers give them: a day, a month, a quarter or a year, never more precise than was said.

use std::fmt;

use jiff::civil;
use serde::{Serialize, Serializer};

/// A date with the precision that was given. Orders by its first day, then the less precise first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// A year alone.
    Year(i16),
    /// A quarter of a year, 1 to 4.
    Quarter(i16, u8),
    /// A month of a year, 1 to 12.
    Month(i16, u8),
    /// A day.
    Day(civil::Date),
}

impl PartialDate {
    /// A quarter; `None` unless `quarter` is 1 to 4.
    pub fn quarter(year: i16, quarter: u8) -> Option<Self> {
        (1..=4).contains(&quarter).then_some(Self::Quarter(year, quarter))
    }

    /// A month; `None` unless `month` is 1 to 12.
    pub fn month(year: i16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self::Month(year, month))
    }

    /// A day; `None` for a day that does not exist, such as 30 February.
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        civil::Date::new(year, month, day).ok().map(Self::Day)
    }

    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Quarter(year, _) | Self::Month(year, _) => year,
            Self::Day(date) => date.year(),
        }
    }

    /// The first day of the span; `None` for years that no calendar date can hold.
    pub fn first_day(self) -> Option<civil::Date> {
        let month = match self {
            Self::Year(_) => 1,
            Self::Quarter(_, quarter) => i8::try_from((quarter - 1) * 3 + 1).ok()?,
            Self::Month(_, month) => i8::try_from(month).ok()?,
            Self::Day(date) => return Some(date),
        };
        civil::Date::new(self.year(), month, 1).ok()
    }

    /// The number of its first day in the calendar of spreadsheets, where that calendar is right: from 1 March 1900.
    pub fn serial(self) -> Option<f64> {
        let days = (self.first_day()? - civil::date(1899, 12, 30)).get_days();
        (days >= 61).then(|| f64::from(days))
    }

    fn key(self) -> (i16, u8, u8, u8) {
        match self {
            Self::Year(year) => (year, 1, 1, 0),
            Self::Quarter(year, quarter) => (year, (quarter - 1) * 3 + 1, 1, 1),
            Self::Month(year, month) => (year, month, 1, 2),
            Self::Day(date) => (date.year(), date.month().unsigned_abs(), date.day().unsigned_abs(), 3),
        }
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// ISO 8601 where it has a form: `2024`, `2024-Q3`, `2024-05`, `2024-05-31`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
