//! The currency that a spreadsheet shows beside a number by the number's format alone.

use evenfolio_core::money::Currency;

use super::unit;
use crate::vocabulary::LanguageId;

/// A currency as a number format shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownCurrency {
    /// By a sign or code that names one.
    One(Currency),
    /// By a dollar sign that says no country.
    Dollar,
    /// By the crown's abbreviation, `kr`, that says no country.
    Crown,
}

impl ShownCurrency {
    /// Reads what a format shows around the digits. `language` is the format's own, by number in hexadecimal
    /// or by tag, empty where it has none; it decides signs that several countries share.
    ///
    /// ```
    /// use evenfolio_importer::lift::money::shown::ShownCurrency;
    /// let code = |text, language| match ShownCurrency::of(text, language) {
    ///     Some(ShownCurrency::One(currency)) => currency.to_string(),
    ///     other => format!("{other:?}"),
    /// };
    /// assert_eq!(code("kr", "41D"), "SEK");
    /// assert_eq!(code("kr.", "da-DK"), "DKK");
    /// assert_eq!(code("€", ""), "EUR");
    /// assert_eq!(code("days", ""), "None");
    /// ```
    pub fn of(text: &str, language: &str) -> Option<Self> {
        let sign = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '–' | '/'));
        let sign = if sign.eq_ignore_ascii_case("kr") { "kr" } else { sign };
        if let Some(currency) = unit::shared(sign, language) {
            return Some(Self::One(currency));
        }
        if sign == "kr" {
            return Some(Self::Crown);
        }
        // More than a unit is something else than an amount: a price a metre, a sentence.
        let (unit, other) = unit::scan(sign, None);
        let currency = unit.currency.filter(|_| !other)?;
        Some(if unit.is_bare_dollar { Self::Dollar } else { Self::One(currency) })
    }

    /// The currency meant in a register of the given language; `known` is one that the register names, which
    /// can say whose dollar it is.
    pub fn meant(self, language: Option<LanguageId>, known: Option<Currency>) -> Option<Currency> {
        match self {
            Self::One(currency) => Some(currency),
            Self::Dollar => known.filter(|known| unit::is_dollar(*known)).or_else(|| Currency::new("USD")),
            Self::Crown => unit::crown(language),
        }
    }

    /// As three bytes, for keeping.
    pub(crate) fn to_bytes(self) -> [u8; 3] {
        match self {
            Self::One(currency) => currency.code().as_bytes().try_into().unwrap_or(*b"XXX"),
            Self::Dollar => *b"$  ",
            Self::Crown => *b"kr ",
        }
    }

    /// Back from three bytes.
    pub(crate) fn from_bytes(bytes: [u8; 3]) -> Option<Self> {
        match &bytes {
            b"$  " => Some(Self::Dollar),
            b"kr " => Some(Self::Crown),
            code => Currency::new(std::str::from_utf8(code).ok()?).map(Self::One),
        }
    }
}
