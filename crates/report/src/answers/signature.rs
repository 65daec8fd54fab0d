//! Who answered, and on what day: two cells of the cover.

use std::io::{Read, Seek};

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::error::Error;
use crate::readback::Readback;

/// What the cover asks for: who answered.
pub(crate) const BY: &str = "Answered by (name or office):";
/// What the cover asks for: on what day.
pub(crate) const ON: &str = "Answered on (such as 2026-06-30):";
/// What stands in a cell that waits for an answer.
pub(crate) const OPEN: &str = "[open]";

/// Who answered, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) by: String,
    pub(super) on: Date,
}

/// Why an answer cannot be attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsigned {
    Nobody,
    NoDay,
    UnknownDay,
}

impl Unsigned {
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Nobody => "something is answered, and the cover does not say by whom",
            Self::NoDay => "something is answered, and the cover does not say on what day",
            Self::UnknownDay => {
                "something is answered, and the day on the cover is no date such as 2026-06-30"
            }
        }
    }
}

impl Signature {
    pub(super) fn read<R: Read + Seek>(readback: &mut Readback<R>) -> Result<Result<Self, Unsigned>, Error> {
        let mut cell = |label| {
            let cell = readback.beside("Cover", label)?;
            Ok::<_, Error>(cell.map(|text| text.trim().to_owned()).filter(|text| text != OPEN))
        };
        let Some(by) = cell(BY)? else { return Ok(Err(Unsigned::Nobody)) };
        let Some(on) = cell(ON)? else { return Ok(Err(Unsigned::NoDay)) };
        Ok(day(&on).map(|on| Self { by, on }).ok_or(Unsigned::UnknownDay))
    }
}

/// A day as written, or as the number that a spreadsheet makes of it.
fn day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    // With points, the day always comes first.
    if let [day, month, year] = text.split('.').map(str::trim).collect::<Vec<_>>()[..]
        && year.len() == 4
    {
        return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let serial: f64 = text.parse().ok()?;
    // Days from March 1900 to the end of the calendar of spreadsheets.
    #[expect(clippy::cast_possible_truncation, reason = "within the calendar")]
    let days = (61.0..2_958_466.0).contains(&serial).then_some(serial as i64)?;
    date(1899, 12, 30).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_and_spreadsheets_write_them() {
        let known = Some(date(2026, 6, 30));
        assert_eq!([day("2026-06-30"), day("30.6.2026"), day("46203"), day("46203.5")], [known; 4]);
        assert_eq!([day("30/06/2026"), day("31.6.2026"), day("soon"), day("-1"), day("NaN")], [None; 5]);
    }
}
