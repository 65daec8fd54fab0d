//! The unit that a spreadsheet shows beside a number by the number's format alone: currency and scale.

use evenfolio_core::money::Currency;

use super::unit;
use crate::vocabulary::LanguageId;

/// What a number format shows of an amount's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShownUnit {
    /// The currency.
    pub currency: Option<ShownCurrency>,
    /// The power of ten that a word of the format names: 6 for `" Mio. €"`.
    pub power: Option<u32>,
    /// How many times the number is shown divided by a thousand: twice by `#,##0,,`.
    pub thousands: u8,
}

impl ShownUnit {
    /// Reads what a format shows around the digits, and the currency sign that it marks as one, with its language.
    /// Where it marks none, `sign` is empty.
    pub(crate) fn of(around: &str, sign: &str, language: &str) -> Self {
        let currency =
            if sign.is_empty() { ShownCurrency::of(around, "") } else { ShownCurrency::of(sign, language) };
        // More than a unit is something else than an amount: a price a metre, a sentence.
        let (unit, other) = unit::scan(around.trim(), None);
        Self { currency, power: unit.power.filter(|_| !other), thousands: 0 }
    }

    /// Whether it shows nothing of a unit.
    pub(crate) fn is_none(self) -> bool {
        self == Self::default()
    }

    /// The power of ten by which the stored number is to be multiplied, so that it is the amount that a person
    /// sees; `header` is the power that the header names. Where nothing names one, the number is stored in full,
    /// however it is shown.
    ///
    /// ```
    /// use evenfolio_importer::lift::money::shown::ShownUnit;
    /// let unit = |power, thousands| ShownUnit { power, thousands, ..ShownUnit::default() };
    /// assert_eq!(unit(Some(6), 0).scale(None), 6, "1.5 is shown as 1.5 M");
    /// assert_eq!(unit(Some(6), 2).scale(None), 0, "1500000 is shown as 1.5 M");
    /// assert_eq!(unit(None, 1).scale(Some(3)), 0, "1500000 is shown as 1500, and the header says thousands");
    /// assert_eq!(unit(None, 1).scale(None), 0);
    /// ```
    pub fn scale(self, header: Option<u32>) -> u32 {
        self.power.or(header).unwrap_or(0).saturating_sub(3 * u32::from(self.thousands))
    }

    /// As five bytes, for keeping.
    pub(crate) fn to_bytes(self) -> [u8; 5] {
        let [a, b, c] = self.currency.map_or(*b"   ", ShownCurrency::to_bytes);
        let power = self.power.map_or(u8::MAX, |power| u8::try_from(power).unwrap_or(u8::MAX));
        [a, b, c, power, self.thousands]
    }

    /// Back from five bytes.
    pub(crate) fn from_bytes([a, b, c, power, thousands]: [u8; 5]) -> Option<Self> {
        let currency = match [a, b, c] {
            [b' ', b' ', b' '] => None,
            code => Some(ShownCurrency::from_bytes(code)?),
        };
        Some(Self { currency, power: (power != u8::MAX).then_some(u32::from(power)), thousands })
    }
}

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
        if unit.is_bare_crown && unit.currency.is_none() && !other {
            return Some(Self::Crown);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowns_by_the_million_are_both() {
        for around in ["mio. kr.", "mia kr", "miljoner kr", "mill. kr", "mrd kr"] {
            let shown = ShownUnit::of(around, "", "");
            assert_eq!(shown.currency, Some(ShownCurrency::Crown), "{around}");
            assert!(matches!(shown.power, Some(6 | 9)), "{around}: {shown:?}");
        }
        assert_eq!(ShownUnit::of("kr", "", "").power, None);
        assert_eq!(ShownUnit::of("kr pr. meter", "", ""), ShownUnit::default(), "a price a metre");
    }
}
