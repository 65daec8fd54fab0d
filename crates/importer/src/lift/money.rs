//! Amounts of money, read digit by digit into the smallest unit of their currency, never by way of
//! floating-point numbers.

pub mod number;
pub mod shown;
pub mod unit;

use evenfolio_core::money::{Currency, Money};

use number::Mark;
pub use unit::{Unit, in_header};

use crate::vocabulary::LanguageId;

/// How the amounts of a column are written, decided from the whole column and its header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The sign before the decimals, where the column or the language decides it.
    pub decimal: Option<Mark>,
    /// The power of ten that the header names: 6 for millions.
    pub power: u32,
    /// The currency that header, neighbouring column, profile or sibling cells name.
    pub currency: Option<Currency>,
    /// Whether the number format of a cell, where it shows a currency, goes before [`Style::currency`]: no
    /// header names one.
    pub by_format: bool,
    /// Whether a scale that the number format of a cell shows is that of its amount.
    pub scale_by_format: bool,
    /// The language, for abbreviations that several currencies share.
    pub language: Option<LanguageId>,
    /// The largest amount that the first rows of the column hold, as it is written there, in hundredths; 0 where none
    /// is known.
    pub largest: i64,
}

impl Style {
    /// What a scaled column counts in: `millions`; `None` where amounts are written in full.
    pub const fn scale(&self) -> Option<&'static str> {
        Some(match self.power {
            0 => return None,
            3 => "thousands",
            6 => "millions",
            9 => "billions",
            5 => "units of 100,000",
            _ => "units of 10,000,000",
        })
    }
}

/// Why a cell is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It holds no number, or more than a number with its unit.
    NotAnAmount,
    /// A share, not an amount.
    Percentage,
    /// A range or a limit: "1–2 million", "< 500".
    Range,
    /// `1,234` or `1.234`: nothing decides whether that is a thousand or one and a bit.
    Ambiguous,
    /// More than fits: above 92 quadrillion.
    TooLarge,
}

impl Unreadable {
    /// The reason in words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotAnAmount => "is not an amount",
            Self::Percentage => "is a percentage, not an amount",
            Self::Range => "is a range or a limit, not one amount",
            Self::Ambiguous => "may be thousands or a decimal fraction; nothing in the column decides",
            Self::TooLarge => "is larger than any amount that can be kept",
        }
    }
}

/// Reads one cell. An amount finer than the smallest unit is rounded to it, half away from zero.
///
/// ```
/// use evenfolio_importer::lift::money::{Style, read};
/// let shown = |text| read(text, Style::default()).unwrap().to_string();
/// assert_eq!(shown("£12.3m"), "12300000.00 GBP");
/// assert_eq!(shown("1.234.567,89 €"), "1234567.89 EUR");
/// assert_eq!(shown("(500)"), "-500.00 XXX");
/// ```
///
/// # Errors
/// [`Unreadable`] where the cell is no amount that can be read without guessing.
pub fn read(text: &str, style: Style) -> Result<Money, Unreadable> {
    let parts = unit::Parts::of(text, style.language)?;
    let number = number::read(&parts.digits, style.decimal)?;
    let currency = match (parts.currency, style.currency) {
        (Some(named), Some(known)) if parts.is_bare_dollar && unit::is_dollar(known) => {
            debug_assert!(unit::is_dollar(named));
            known
        }
        (Some(named), _) => named,
        (None, Some(known)) => known,
        (None, None) => Currency::UNKNOWN,
    };
    // A cell that names its own scale is not scaled again by the header.
    let power = parts.power.unwrap_or(style.power);
    let minor = number.scaled(power + currency.decimals()).ok_or(Unreadable::TooLarge)?;
    let minor = if parts.negative { -minor } else { minor };
    let minor = i64::try_from(minor).map_err(|_| Unreadable::TooLarge)?;
    Ok(Money { minor, currency })
}

/// The digits of a cell that may be an amount, with the marks among them.
pub(crate) fn digits(text: &str) -> Option<String> {
    unit::Parts::of(text, None).ok().map(|parts| parts.digits)
}

/// Whether a cell names its own scale: `£3m`.
pub(crate) fn names_scale(text: &str) -> bool {
    unit::Parts::of(text, None).is_ok_and(|parts| parts.power.is_some())
}

/// Whether a cell names its own currency: `£3`.
pub(crate) fn names_currency(text: &str) -> bool {
    unit::Parts::of(text, None).is_ok_and(|parts| parts.currency.is_some())
}

/// Whether a cell says nothing but a currency.
pub(crate) fn is_currency(text: &str) -> bool {
    text.trim().chars().count() <= 3 && unit::in_currency_cell(text, None).is_some()
}

/// Whether a cell holds an amount, whatever its decimal sign.
pub fn looks_like(text: &str) -> bool {
    match read(text, Style::default()) {
        Ok(_) | Err(Unreadable::Ambiguous) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, style: Style) -> String {
        match read(text, style) {
            Ok(money) => money.to_string(),
            Err(why) => why.reason().to_owned(),
        }
    }

    #[test]
    fn as_registers_write_them() {
        let comma = Style { decimal: Some(Mark::Comma), ..Style::default() };
        let point = Style { decimal: Some(Mark::Point), ..Style::default() };
        for (text, style, expected) in [
            ("£1,403.00", point, "1403.00 GBP"),
            ("\u{a0}£9941.96", point, "9941.96 GBP"),
            ("1.234.567,89", comma, "1234567.89 XXX"),
            ("1 234,56", comma, "1234.56 XXX"),
            ("1\u{202f}234\u{a0}567 €", comma, "1234567.00 EUR"),
            ("1'234'567.50 CHF", point, "1234567.50 CHF"),
            ("EUR 1,5 Mio.", comma, "1500000.00 EUR"),
            ("€2.5bn", point, "2500000000.00 EUR"),
            ("12k", point, "12000.00 XXX"),
            ("-5", point, "-5.00 XXX"),
            ("\u{2212}5", point, "-5.00 XXX"),
            ("(1,234.50)", point, "-1234.50 XXX"),
            ("500-", point, "-500.00 XXX"),
            ("$0.10", point, "0.10 USD"),
            ("1,200 JPY", point, "1200 JPY"),
            ("2799051.5700000003", point, "2799051.57 XXX"),
            ("5.", point, "5.00 XXX"),
            (".5", point, "0.50 XXX"),
            ("US$ 3 million", point, "3000000.00 USD"),
            ("ca. £3m", point, "3000000.00 GBP"),
            ("12.000,-", Style::default(), "12000.00 XXX"),
            ("50 000,-- €", Style::default(), "50000.00 EUR"),
            ("CHF 12'000.–", Style::default(), "12000.00 CHF"),
        ] {
            assert_eq!(shown(text, style), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_not_read() {
        for text in [
            "Exempt under Section 43 of the Act",
            "12%",
            "1-2 million",
            "< £500",
            "1E5",
            "1e400",
            "inf",
            "0x1F",
            "٣",
            "12.34.56",
            "1,23,456.7.8",
            "2024-05-31",
            "£",
            "",
            "12 projects",
            "99999999999999999999",
        ] {
            let point = Style { decimal: Some(Mark::Point), ..Style::default() };
            assert!(read(text, point).is_err(), "{text}: {:?}", read(text, point));
        }
        assert_eq!(read("1,234", Style::default()), Err(Unreadable::Ambiguous));
    }

    #[test]
    fn the_header_scales_and_the_cell_overrides() {
        let millions = Style {
            decimal: Some(Mark::Point),
            power: 6,
            currency: Currency::new("GBP"),
            ..Style::default()
        };
        assert_eq!(shown("12,131.50", millions), "12131500000.00 GBP");
        assert_eq!(shown("£3k", millions), "3000.00 GBP");
        let canadian = Style { currency: Currency::new("CAD"), ..millions };
        assert_eq!(shown("$2", Style { power: 0, ..canadian }), "2.00 CAD");
        assert_eq!(shown("US$2", Style { power: 0, ..canadian }), "2.00 USD");
    }

    proptest! {
        #[test]
        fn what_was_written_is_what_is_read(minor in -1_000_000_000_000_i64..1_000_000_000_000) {
            let sign = if minor < 0 { "-" } else { "" };
            let (whole, part) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
            let mut digits = whole.to_string();
            let mut at = digits.len();
            while at > 3 {
                at -= 3;
                digits.insert(at, '.');
            }
            let text = format!("{sign}{digits},{part:02} €");
            let style = Style { decimal: Some(Mark::Comma), ..Style::default() };
            prop_assert_eq!(read(&text, style).map(|money| money.minor), Ok(minor));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = read(&text, Style::default());
            let _ = in_header(&text, None);
        }
    }
}
