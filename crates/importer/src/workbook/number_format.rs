//! Number formats: whether a number is shown as a date, a time, a length of time, or with leading zeros.

use crate::rows::CellKind;
use crate::serial::{self, Epoch};

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A number, however decorated.
    #[default]
    Number,
    /// A number with zeros in front, up to so many digits.
    Padded(usize),
    /// A day, with or without a time.
    Date,
    /// A time of day.
    Time,
    /// A length of time: hours, minutes or seconds that do not start again.
    Duration,
}

impl Shown {
    /// The text of a date, a time, a length of time or a number with zeros in front; `None` for plain numbers
    /// and for those that no date stands for.
    pub(crate) fn text(self, number: f64, epoch: Epoch) -> Option<(String, CellKind)> {
        let duration = |number| Some((serial::duration(number)?, CellKind::Duration));
        match self {
            Self::Time if (0.0..1.0).contains(&number) => duration(number),
            Self::Duration => duration(number),
            Self::Date | Self::Time => Some((serial::iso(number, epoch)?, CellKind::Date)),
            Self::Padded(digits) if number >= 0.0 && number.fract() == 0.0 => {
                Some((format!("{:0>digits$}", serial::shortest(number)), CellKind::Number(number)))
            }
            Self::Number | Self::Padded(_) => None,
        }
    }
}

/// The formats that workbooks use by number without defining them (ECMA-376 part 1, 18.8.30; those from 27 on
/// are East Asian).
pub(crate) fn built_in(id: u32) -> Shown {
    match id {
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Time,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// Reads a format code, such as `dd/mm/yyyy` or `#,##0.00`. Only its first section counts, the one for
/// positive numbers.
pub(crate) fn of_code(code: &str) -> Shown {
    let mut found = Parts::default();
    let mut letters = code.chars().peekable();
    // The last meaningful character, to tell minutes from months and fractions of seconds from decimals.
    let mut last = ' ';
    while let Some(c) = letters.next() {
        match c {
            ';' => break,
            '"' => letters.by_ref().take_while(|c| *c != '"').for_each(drop),
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                let lower = inside.to_ascii_lowercase();
                let elapsed = !lower.is_empty()
                    && ["h", "m", "s"].iter().any(|unit| lower.replace(unit, "").is_empty());
                found.elapsed |= elapsed;
                if elapsed {
                    last = 's';
                }
            }
            '0' | '#' | '?' if last == '.' && found.seconds => {}
            '0' => {
                found.zeros += 1;
                found.digits = true;
                last = c;
            }
            '#' | '?' => {
                found.digits = true;
                found.other = true;
                last = c;
            }
            'g' | 'G' if starts_with(&letters, "eneral") => return Shown::Number,
            'a' | 'A' if starts_with(&letters, "m/pm") || starts_with(&letters, "/p") => {
                found.time = true;
                while letters.next_if(|c| matches!(c.to_ascii_lowercase(), 'a' | 'm' | '/' | 'p')).is_some() {
                }
            }
            'e' | 'E' if found.digits => {
                // An exponent.
                found.other = true;
                letters.next();
            }
            'y' | 'Y' | 'd' | 'D' | 'e' | 'g' | 'b' => {
                found.day = true;
                last = 'd';
            }
            'h' | 'H' => {
                found.time = true;
                last = 'h';
            }
            's' | 'S' => {
                found.time = true;
                found.seconds = true;
                last = 's';
            }
            'm' | 'M' => {
                let run =
                    1 + std::iter::from_fn(|| letters.next_if(|c| c.eq_ignore_ascii_case(&'m'))).count();
                // Minutes stand after hours or before seconds; anything else is a month.
                let minutes = run <= 2 && (matches!(last, 'h') || before_seconds(&letters));
                if minutes {
                    found.time = true;
                } else {
                    found.day = true;
                }
                last = if minutes { 'h' } else { 'd' };
            }
            '.' => {
                found.other |= !found.seconds;
                last = '.';
            }
            ',' | '%' | '@' => found.other = true,
            ' ' if last == '.' => last = ' ',
            _ => {}
        }
    }
    found.shown()
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one format code")]
struct Parts {
    day: bool,
    time: bool,
    seconds: bool,
    elapsed: bool,
    /// A digit that is no fraction of a second.
    digits: bool,
    zeros: usize,
    other: bool,
}

impl Parts {
    fn shown(&self) -> Shown {
        match self {
            // No format shows a day and a number at once: the letters are decoration that was not quoted.
            Self { digits: true, other: false, day: false, time: false, zeros, .. } if *zeros > 1 => {
                Shown::Padded(*zeros)
            }
            Self { digits: true, .. } => Shown::Number,
            Self { elapsed: true, .. } => Shown::Duration,
            Self { day: true, .. } => Shown::Date,
            Self { time: true, .. } => Shown::Time,
            _ => Shown::Number,
        }
    }
}

fn starts_with(letters: &std::iter::Peekable<std::str::Chars<'_>>, word: &str) -> bool {
    let mut letters = letters.clone();
    word.chars().all(|c| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&c)))
}

/// Whether the next unit is seconds.
fn before_seconds(letters: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    letters.clone().find(char::is_ascii_alphabetic).is_some_and(|letter| letter.eq_ignore_ascii_case(&'s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_and_times() {
        for code in [
            "yyyy\\-mm\\-dd",
            "d/m/yyyy h:mm:ss",
            "mmm yyyy",
            "yyyy",
            "dd.mm.yyyy;@",
            "[$-409]d-mmm-yy;@",
            "mmmm",
            "gge\"年\"m\"月\"",
            "m/d",
        ] {
            assert_eq!(of_code(code), Shown::Date, "{code}");
        }
        for code in ["h:mm", "[$-409]h:mm AM/PM", "mm:ss", "mm:ss.0", "h:mm:ss.00", "hh\" h \"mm"] {
            assert_eq!(of_code(code), Shown::Time, "{code}");
        }
        for code in ["[h]:mm:ss", "[mm]:ss", "[hh]"] {
            assert_eq!(of_code(code), Shown::Duration, "{code}");
        }
    }

    #[test]
    fn formats_of_numbers_with_decoration() {
        for code in [
            "0.00%",
            "[$€-407] #,##0.00",
            "# ?/?",
            "General",
            "0\" days\"",
            "@",
            "0.00E+00",
            "#,##0.00 \"dm\"",
            "0;d",
            "Rs. #,##0",
            "#,##0_);[Red](#,##0)",
            "[Red]0",
            "\"Q\"0",
            "0\\d",
            "0 s",
            "#,##0 \"Kčs\"",
            "General;@;dd/mm/yyyy",
            "0.00",
            "0",
            "[>=1000]#,##0;0",
            "",
        ] {
            assert_eq!(of_code(code), Shown::Number, "{code}");
        }
    }

    #[test]
    fn formats_that_put_zeros_in_front() {
        assert_eq!(of_code("00000"), Shown::Padded(5));
        assert_eq!(of_code("000\\-00"), Shown::Padded(5));
    }

    #[test]
    fn numbers_of_formats_that_need_no_definition() {
        assert_eq!(
            [built_in(0), built_in(14), built_in(20), built_in(46)],
            [Shown::Number, Shown::Date, Shown::Time, Shown::Duration]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_code_panics(code in ".*") {
            let _ = of_code(&code);
        }
    }
}
