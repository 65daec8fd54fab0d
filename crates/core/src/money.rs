//! Amounts of money, exact to the smallest unit of their currency.

pub(crate) mod wide;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency by its ISO 4217 code. `XXX`, the code for "no currency", stands for one that was not named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency was not named.
    pub const UNKNOWN: Self = Self(*b"XXX");

    /// A code of three letters A to Z.
    ///
    /// ```
    /// use evenfolio_core::money::Currency;
    /// assert_eq!(Currency::new("eur").unwrap().code(), "EUR");
    /// assert!(Currency::new("€").is_none());
    /// ```
    pub fn new(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_alphabetic).then(|| Self(code.map(|byte| byte.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal digits the smallest unit has: 2 for most, 0 for yen, 3 for dinars. Source: ISO 4217.
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::new(&code).ok_or_else(|| serde::de::Error::custom("a currency code has three letters"))
    }
}

/// An amount in the smallest unit of its currency (cents, pence, yen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units; negative for a saving or a correction.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The amount in whole units, for showing; never for adding.
    #[expect(clippy::cast_precision_loss, reason = "only for showing")]
    pub fn major(self) -> f64 {
        self.minor as f64 / 10_f64.powi(i32::try_from(self.currency.decimals()).unwrap_or(2))
    }
}

/// `1403000000.00 GBP`: exact, with a point and the code.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals();
        let unit = 10_u64.pow(decimals);
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        if decimals == 0 {
            write!(f, "{sign}{whole} {}", self.currency)
        } else {
            write!(f, "{sign}{whole}.{part:0width$} {}", self.currency, width = decimals as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_minor_units_by_currency() {
        let money = |minor, code| Money { minor, currency: Currency::new(code).unwrap() }.to_string();
        assert_eq!(money(140_305, "GBP"), "1403.05 GBP");
        assert_eq!(money(-5, "EUR"), "-0.05 EUR");
        assert_eq!(money(1200, "JPY"), "1200 JPY");
        assert_eq!(money(1_234_567, "KWD"), "1234.567 KWD");
    }
}
