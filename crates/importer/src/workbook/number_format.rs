//! Number formats: whether a number is shown as a date, a time, a length of time, or with leading zeros, and
//! beside which
//! currency and scale.

use crate::lift::money::shown::ShownUnit;
use crate::rows::CellKind;
use crate::serial::{self, Epoch};

/// All that a number format says of the numbers in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    pub(crate) shown: Shown,
    pub(crate) unit: ShownUnit,
}

impl NumberFormat {
    /// Reads a format code.
    pub(crate) fn of_code(code: &str) -> Self {
        let shown = of_code(code);
        let is_number = matches!(shown, Shown::Number | Shown::Padded(_));
        Self { shown, unit: if is_number { unit(code) } else { ShownUnit::default() } }
    }

    /// A format that is not defined. Those for money (5 to 8, 42 and 44) show the currency of whoever opens
    /// the workbook, which is none.
    pub(crate) fn built_in(id: u32) -> Self {
        Self { shown: built_in(id), unit: ShownUnit::default() }
    }
}

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
fn built_in(id: u32) -> Shown {
    match id {
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Time,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// Reads a format code, such as `dd/mm/yyyy` or `#,##0.00`. Only its first section counts, the one for
/// positive numbers.
fn of_code(code: &str) -> Shown {
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

/// The unit that the first section of a format code shows. Each comma behind the last digit divides what is shown
/// by a thousand.
fn unit(code: &str) -> ShownUnit {
    let (mut around, mut sign, mut language) = (String::new(), String::new(), String::new());
    let (mut commas, mut thousands, mut condition) = (0_u8, 0_u8, false);
    let mut letters = code.chars();
    while let Some(c) = letters.next() {
        match c {
            ';' => break,
            '%' => return ShownUnit::default(),
            '"' => around.extend(letters.by_ref().take_while(|c| *c != '"')),
            '\\' => around.extend(letters.next()),
            // The width of a character, and one that fills the cell.
            '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                // `[$sign-language]`; a language alone says nothing of a currency.
                if let Some(inside) = inside.strip_prefix('$') {
                    let (shown, of) = inside.split_once('-').unwrap_or((inside, ""));
                    if sign.is_empty() {
                        (sign, language) = (shown.to_owned(), of.to_owned());
                    }
                }
                condition |= inside.starts_with(['<', '>', '=']);
            }
            '$' => around.push(c),
            '0' | '#' | '?' => {
                commas = 0;
                around.push(' ');
            }
            ',' => commas = commas.saturating_add(1),
            '.' => thousands = thousands.saturating_add(std::mem::take(&mut commas)),
            c if c.is_ascii() => around.push(' '),
            c => around.push(c),
        }
    }
    let unit = ShownUnit::of(&around, &sign, &language);
    // A section for some of the numbers says nothing of the scale of the others.
    if condition {
        return ShownUnit { power: None, ..unit };
    }
    ShownUnit { thousands: thousands.saturating_add(commas), ..unit }
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
    use crate::lift::money::shown::ShownCurrency;

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
    fn formats_that_show_a_currency() {
        for (code, expected) in [
            ("[$€-407] #,##0.00", "EUR"),
            ("#,##0.00 \"€\"", "EUR"),
            ("#,##0.00\\ \"€\";[Red]\\-#,##0.00\\ \"€\"", "EUR"),
            ("_-* #,##0.00\\ \"€\"_-;\\-* #,##0.00\\ \"€\"_-;_-* \"-\"??\\ \"€\"_-;_-@_-", "EUR"),
            ("[$€-2] #,##0", "EUR"),
            ("[$EUR] #,##0", "EUR"),
            ("[$€-de-DE]#,##0", "EUR"),
            ("\"£\"#,##0", "GBP"),
            ("£#,##0", "GBP"),
            ("[$kr-414] #,##0", "NOK"),
            ("#,##0 [$kr-41D]", "SEK"),
            ("#,##0 [$kr.-406]", "DKK"),
            ("#,##0 \"kr\"", "kr "),
            ("#,##0\\ [$zł-415]", "PLN"),
            ("#,##0\\ [$Kč-405]", "CZK"),
            ("#,##0\\ [$Ft-40E]", "HUF"),
            ("#,##0\\ [$лв.-402]", "BGN"),
            ("[$CHF-807] #,##0", "CHF"),
            ("[$$-409]#,##0", "USD"),
            ("[$$-1009]#,##0", "CAD"),
            ("[$$-10C0C0C]#,##0", "CAD"),
            ("[$$-en-AU]#,##0", "AUD"),
            ("[$US$-409]#,##0", "USD"),
            ("$#,##0_);($#,##0)", "$  "),
            ("_(\"$\"* #,##0_)", "$  "),
            ("[$¥-804]#,##0", "CNY"),
            ("[$¥-411]#,##0", "JPY"),
            ("\"€\"#,##0.0,,\"M\"", "EUR"),
            ("[>=1000000]#,##0.0,,\" M€\";#,##0 \"€\"", "EUR"),
        ] {
            let currency = NumberFormat::of_code(code).unit.currency.map(ShownCurrency::to_bytes);
            assert_eq!(
                currency.as_ref().map(|code| std::str::from_utf8(code).unwrap()),
                Some(expected),
                "{code}"
            );
        }
    }

    #[test]
    fn formats_that_show_a_scale() {
        for (code, power, thousands) in [
            ("#,##0.0\" Mio. €\"", Some(6), 0),
            ("0.0\" Mio.\"", Some(6), 0),
            ("#,##0.0\\ \"Mio. \"[$€-407]", Some(6), 0),
            ("#,##0.0,,\"M\"", Some(6), 2),
            ("\"£\"#,##0.0,,\"m\"", Some(6), 2),
            ("#,##0,\" Tsd. €\"", Some(3), 1),
            ("#,##0,", None, 1),
            ("#,##0,.0", None, 1),
            ("\"£\"0.0\"bn\"", Some(9), 0),
            ("#,##0 \"€\"", None, 0),
            ("0\" days\"", None, 0),
            ("#,##0 \"€/m²\"", None, 0),
            ("[>=1000000]#,##0.0,,\" M€\";#,##0 \"€\"", None, 0),
        ] {
            let unit = NumberFormat::of_code(code).unit;
            assert_eq!((unit.power, unit.thousands), (power, thousands), "{code}");
        }
    }

    #[test]
    fn formats_that_show_none() {
        for code in [
            "General",
            "#,##0.00",
            "#,##0\\ _€",
            "[$-407]#,##0",
            "[$-F800]dddd\\,\\ mmmm",
            "0 \"days\"",
            "#,##0.0,,\"M\"",
            "#,##0 \"€/m²\"",
            "0.0% \"€\"",
            "\"€\" dd.mm.yyyy",
            "[$Stk-407] 0",
            "[Red]0",
            "@",
            "[$",
        ] {
            assert_eq!(NumberFormat::of_code(code).unit.currency, None, "{code}");
        }
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
            let _ = NumberFormat::of_code(&code);
        }
    }
}
