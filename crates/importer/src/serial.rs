//! Numbers as spreadsheets store them: their shortest text, and the dates and times that some of them stand
//! for.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is the first of January 1900, and 60 the 29 February 1900, which never was.
    #[default]
    Year1900,
    /// 0 is the first of January 1904.
    Year1904,
}

/// A day and time as ISO 8601, without the time where it is midnight; `None` when the number stands for no
/// day that there was.
pub(crate) fn iso(serial: f64, epoch: Epoch) -> Option<String> {
    let (days, seconds) = split(serial)?;
    let day = civil(days, epoch)?;
    Some(if seconds == 0 { day.to_string() } else { format!("{day}T{}", clock(seconds, true)) })
}

/// A length of time as `h:mm:ss`; hours go beyond 24.
pub(crate) fn duration(serial: f64) -> Option<String> {
    let (days, seconds) = split(serial)?;
    Some(clock(days * DAY + seconds, false))
}

const DAY: i64 = 86_400;

/// The highest day that spreadsheets know: 31 December 9999.
const LAST: f64 = 2_958_466.0;

/// Whole days and the seconds of the day, rounded as spreadsheets show them.
fn split(serial: f64) -> Option<(i64, i64)> {
    if !(0.0..LAST).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "at most 3 million days of seconds")]
    let seconds = seconds as i64;
    Some((seconds / DAY, seconds % DAY))
}

fn civil(days: i64, epoch: Epoch) -> Option<Date> {
    let start = match (epoch, days) {
        (Epoch::Year1904, _) => date(1904, 1, 1),
        (Epoch::Year1900, 1..=59) => date(1899, 12, 31),
        (Epoch::Year1900, 61..) => date(1899, 12, 30),
        (Epoch::Year1900, _) => return None,
    };
    start.checked_add(days.days()).ok()
}

fn clock(seconds: i64, padded: bool) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if padded {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

/// The shortest text that reads back as the same number: whole numbers without a point, exponents only where
/// there would be more than 21 digits.
pub(crate) fn shortest(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if !(1e-7..1e21).contains(&size) {
        format!("{number:E}")
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_of_both_epochs() {
        let day = |serial, epoch| iso(serial, epoch).unwrap_or_else(|| "-".to_owned());
        let old = [0.0, 1.0, 59.0, 60.0, 61.0, 2_958_465.0, 2_958_466.0, -1.0, f64::NAN, 1e300];
        let expected = ["-", "1900-01-01", "1900-02-28", "-", "1900-03-01", "9999-12-31", "-", "-", "-", "-"];
        assert_eq!(old.map(|serial| day(serial, Epoch::Year1900)), expected);
        assert_eq!(day(0.0, Epoch::Year1904), "1904-01-01");
        assert_eq!(day(44_481.5, Epoch::Year1904), "2025-10-13T12:00:00");
        assert_eq!(day(45_000.999_999, Epoch::Year1900), "2023-03-16");
    }

    #[test]
    fn times_and_durations() {
        assert_eq!(duration(1.5).as_deref(), Some("36:00:00"));
        assert_eq!(duration(0.5).as_deref(), Some("12:00:00"));
        assert_eq!(duration(-0.1), None);
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let texts = [7.0, -0.0, 2.5, 0.1 + 0.2, 1e20, 1e21, 1.5e-9, -1234.5].map(shortest);
        assert_eq!(
            texts,
            ["7", "0", "2.5", "0.30000000000000004", "100000000000000000000", "1E21", "1.5E-9", "-1234.5"]
        );
    }

    proptest! {
        #[test]
        fn the_shortest_text_reads_back(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            prop_assert_eq!(shortest(number).parse::<f64>().unwrap().to_bits(), (number + 0.0).to_bits());
        }

        #[test]
        fn no_number_panics(number in any::<f64>()) {
            let _ = (iso(number, Epoch::Year1900), iso(number, Epoch::Year1904), duration(number));
        }
    }
}
