//! Rates into one currency, as people write them: `GBP = 1.1735`.

use std::borrow::Cow;
use std::fmt;

use evenfolio_core::balance::Rates;
use evenfolio_core::money::Currency;
use evenfolio_importer::lift::money::unit::by_code;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

/// Rates into the currency that all money is added up in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange(pub(crate) Rates);

/// The key that names the currency to add up in; the other keys are currencies themselves.
const INTO: &str = "currency";

impl<'de> Deserialize<'de> for Exchange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table)
    }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = Exchange;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table such as { currency = \"EUR\", GBP = 1.17 }")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Exchange, A::Error> {
        let (mut into, mut rates) = (None, Vec::new());
        while let Some(key) = map.next_key()? {
            match key {
                Key::Into => into = Some(map.next_value::<Code>()?.0),
                Key::Of(currency) => rates.push((currency, map.next_value::<Rate>()?)),
            }
        }
        let Some(into) = into else {
            return Err(A::Error::custom(format!(
                "the rates need the currency that all is added up in, such as {INTO} = \"EUR\""
            )));
        };
        rates
            .into_iter()
            .try_fold(Rates::into(into), |all, (currency, Rate(numerator, denominator))| {
                if currency == into && numerator != denominator {
                    let fault = format!("all is added up in {into}, so that its own rate is 1");
                    return Err(A::Error::custom(fault));
                }
                all.with(currency, numerator, denominator).ok_or_else(|| A::Error::custom(POSITIVE))
            })
            .map(Exchange)
    }
}

const POSITIVE: &str = "a rate is a number above 0: what one unit of the currency is worth";

enum Key {
    Into,
    Of(Currency),
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == INTO {
            return Ok(Self::Into);
        }
        // Whatever is longer than a code was perhaps to be the one key that is none.
        if text.len() > 3 && strsim::jaro_winkler(&text, INTO) > 0.75 {
            return Err(D::Error::custom(format!("there is no key `{text}`; perhaps `{INTO}`")));
        }
        known(&text).map(Self::Of).map_err(D::Error::custom)
    }
}

struct Code(Currency);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        known(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

/// A currency of ISO 4217, or what was perhaps meant.
fn known(text: &str) -> Result<Currency, String> {
    if let Some(currency) = by_code(text) {
        return Ok(currency);
    }
    let capitals = text.to_ascii_uppercase();
    match std::iter::once(capitals.clone()).chain(neighbours(&capitals)).find(|code| by_code(code).is_some())
    {
        Some(near) => Err(format!("there is no currency `{text}`; perhaps `{near}`")),
        None => Err(format!("there is no currency `{text}`; give its code by ISO 4217, such as EUR")),
    }
}

/// The codes that differ in the order of two letters, then those that differ in one letter.
fn neighbours(code: &str) -> Vec<String> {
    let letters: Vec<char> = code.chars().collect();
    let mut all: Vec<String> = (1..letters.len())
        .map(|at| {
            let mut swapped = letters.clone();
            swapped.swap(at - 1, at);
            swapped.into_iter().collect()
        })
        .collect();
    for at in (0..letters.len()).rev() {
        all.extend(('A'..='Z').map(|letter| {
            let mut other = letters.clone();
            other[at] = letter;
            other.into_iter().collect::<String>()
        }));
    }
    all
}

/// A rate as an exact fraction.
struct Rate(u32, u32);

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
        }
        let Ok(Written::Number(number)) = Written::deserialize(deserializer) else {
            return Err(D::Error::custom(POSITIVE));
        };
        fraction(number).ok_or_else(|| D::Error::custom(POSITIVE))
    }
}

/// The number as it was typed: decimals over a power of ten; of more than nine digits the first.
fn fraction(number: f64) -> Option<Rate> {
    if !number.is_finite() || number <= 0.0 {
        return None;
    }
    let text = number.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    (0..=decimals.len().min(9)).rev().find_map(|kept| {
        let numerator = format!("{whole}{}", &decimals[..kept]).parse().ok()?;
        (numerator > 0).then(|| Some(Rate(numerator, 10_u32.checked_pow(u32::try_from(kept).ok()?)?)))?
    })
}

impl JsonSchema for Exchange {
    fn schema_name() -> Cow<'static, str> {
        "Rates".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": { INTO: { "type": "string", "pattern": "^[A-Z]{3}$" } },
            "required": [INTO],
            "additionalProperties": { "type": "number", "exclusiveMinimum": 0 },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_what_was_typed() {
        let of = |number| fraction(number).map(|Rate(numerator, denominator)| (numerator, denominator));
        assert_eq!(of(1.1735), Some((11_735, 10_000)));
        assert_eq!(of(7.0), Some((7, 1)));
        assert_eq!(of(0.000_056_7), Some((567, 10_000_000)));
        assert_eq!(of(16_250.5), Some((162_505, 10)));
        assert_eq!(of(1.0 / 3.0), Some((333_333_333, 1_000_000_000)));
        for number in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-12, 1e12] {
            assert_eq!(of(number), None, "{number}");
        }
    }
}
