//! Dates, times and lengths of time in ISO 8601, as XLSX and OpenDocument store them.

use jiff::civil::{Date, DateTime, Time};

use crate::rows::CellKind;

/// A date, or date and time, checked against the calendar; midnight is left out, and so are fractions of a
/// second. The offset of a time zone stays. A time alone is a [`CellKind::Duration`].
pub(crate) fn tidy(text: &str) -> Option<(String, CellKind)> {
    let text = text.trim();
    if let Some((date, time)) = text.split_once('T') {
        let (time, offset) = time.split_at(without_offset(time).len());
        let moment: DateTime = format!("{date}T{time}").parse().ok()?;
        let time = moment.time().with().subsec_nanosecond(0).build().ok()?;
        let date = moment.date();
        let at_midnight = time == Time::midnight() && offset.is_empty();
        let text = if at_midnight { date.to_string() } else { format!("{date}T{time}{offset}") };
        return Some((text, CellKind::Date));
    }
    if text.contains('-') {
        let date: Date = text.parse().ok()?;
        return Some((date.to_string(), CellKind::Date));
    }
    let time: Time = without_offset(text).parse().ok()?;
    let text = format!("{}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    text.contains(':').then_some((text, CellKind::Duration))
}

fn without_offset(time: &str) -> &str {
    time.split(['Z', '+', '-']).next().unwrap_or_default()
}

/// `PT36H00M00S` as `36:00:00`.
pub(crate) fn duration(text: &str) -> Option<String> {
    let mut rest = text.trim().strip_prefix("PT")?;
    let mut unit = |letter: char| -> Option<f64> {
        match rest.split_once(letter) {
            Some((number, after)) => {
                let number: f64 = number.replace(',', ".").parse().ok()?;
                rest = after;
                Some(number)
            }
            None => Some(0.0),
        }
    };
    let days = (unit('H')? * 3_600.0 + unit('M')? * 60.0 + unit('S')?) / 86_400.0;
    if rest.is_empty() { crate::serial::duration(days) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_checked_against_the_calendar() {
        let text = |text| tidy(text).map(|(text, _)| text);
        assert_eq!(text("2024-02-29").as_deref(), Some("2024-02-29"));
        assert_eq!(text("2024-02-29T00:00:00").as_deref(), Some("2024-02-29"));
        assert_eq!(text("2024-02-29T10:20:30.5Z").as_deref(), Some("2024-02-29T10:20:30Z"));
        assert_eq!(text("2024-02-29T10:20+02:00").as_deref(), Some("2024-02-29T10:20:00+02:00"));
        assert_eq!(text("08:05:00").as_deref(), Some("8:05:00"));
        for wrong in ["2024-02-30", "2023-02-29", "24", "", "T", "soon", "-"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(duration("PT36H00M00S").as_deref(), Some("36:00:00"));
        assert_eq!(duration("PT8H5M").as_deref(), Some("8:05:00"));
        for wrong in ["36:00", "P1D", "PTxH", "PT1H-5M"] {
            assert_eq!(duration(wrong).filter(|_| wrong != "PT1H-5M"), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = (tidy(&text), duration(&text));
        }
    }
}
