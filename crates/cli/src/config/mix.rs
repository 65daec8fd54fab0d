//! Shares of the four facets, as people write them: in percent.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::Error as _;

/// Four shares in thousandths that add up to the whole. On the command line four numbers with commas between,
/// in the file one a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ByFacet")]
pub(crate) struct Mix(pub(crate) [u16; 4]);

/// The least share of each facet, in thousandths. One number for all, or one a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Floor(pub(crate) [u16; 4]);

/// One number a facet, in percent.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ByFacet {
    enhancement: f64,
    mission: f64,
    adaptive: f64,
    anticipatory: f64,
}

impl ByFacet {
    fn parts(self) -> [f64; 4] {
        [self.enhancement, self.mission, self.adaptive, self.anticipatory]
    }
}

impl Mix {
    /// Reads four shares that add up to 100, or to 1.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        Self::of(four(text)?)
    }

    fn of(parts: [f64; 4]) -> Result<Self, String> {
        let sum: f64 = parts.iter().sum();
        let is_whole = (sum - 100.0).abs() < 0.01 || (sum - 1.0).abs() < 0.0001;
        if !is_whole || parts.iter().any(|part| *part < 0.0) {
            return Err(format!("the four shares add up to {sum}, not to 100"));
        }
        Ok(Self(evenfolio_core::placement::Probabilities::from_weights(parts).parts()))
    }
}

impl TryFrom<ByFacet> for Mix {
    type Error = String;

    fn try_from(shares: ByFacet) -> Result<Self, String> {
        Self::of(shares.parts())
    }
}

impl JsonSchema for Mix {
    fn schema_name() -> Cow<'static, str> {
        "Mix".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        ByFacet::json_schema(generator)
    }
}

impl Floor {
    /// Reads one number for all facets, or four.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let percent = |text: &str| text.trim().trim_end_matches('%').trim_end().parse::<f64>();
        match percent(text) {
            Ok(all) => Self::of([all; 4]),
            Err(_) => Self::of(four(text)?),
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    fn of(parts: [f64; 4]) -> Result<Self, String> {
        let is_share = |part: &f64| (0.0..=100.0).contains(part);
        if !parts.iter().all(is_share) || parts.iter().sum::<f64>() > 100.0 {
            return Err("floors are percentages, and the four of them together at most 100: one number for all is at most 25".to_owned());
        }
        // A mix may be given in shares of one, so that somebody will give floors so, too.
        if let Some(part) = parts.iter().find(|part| (0.0..1.0).contains(*part) && **part != 0.0) {
            let percent = part * 100.0;
            return Err(format!(
                "floors are percentages: {part} is less than one percent; write {percent:.0} for {percent:.0} percent"
            ));
        }
        Ok(Self(parts.map(|part| (part * 10.0).round() as u16)))
    }
}

impl<'de> Deserialize<'de> for Floor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            All(f64),
            Each(ByFacet),
        }
        let written = Written::deserialize(deserializer)
            .map_err(|_| D::Error::custom("a floor is one number, or one for each of the four facets"))?;
        let parts = match written {
            Written::All(all) => [all; 4],
            Written::Each(each) => each.parts(),
        };
        Self::of(parts).map_err(D::Error::custom)
    }
}

impl JsonSchema for Floor {
    fn schema_name() -> Cow<'static, str> {
        "Floor".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let each = generator.subschema_for::<ByFacet>();
        json_schema!({"anyOf": [{"type": "number", "minimum": 0, "maximum": 25}, each]})
    }
}

fn four(text: &str) -> Result<[f64; 4], String> {
    let parts: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().trim_end_matches('%').trim_end().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| "give four numbers with commas between, such as 40,25,20,15".to_owned())?;
    parts.try_into().map_err(|_| "give exactly four numbers, one a facet".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        assert_eq!(Mix::parse("40,25,20,15"), Ok(Mix([400, 250, 200, 150])));
        assert_eq!(Mix::parse("0.4, 0.25, 0.2, 0.15"), Ok(Mix([400, 250, 200, 150])));
        assert_eq!(Floor::parse("10 %"), Ok(Floor([100; 4])));
        assert_eq!(Floor::parse("10,5,12.5,0"), Ok(Floor([100, 50, 125, 0])));
        for text in ["40,30", "a,b,c,d", "50,50,50,50", "-20,40,40,40"] {
            assert!(Mix::parse(text).is_err(), "{text}");
        }
        for text in ["26", "-1", "40,40,40,40", "ten", "0.1", "0.1,0.1,0.1,0"] {
            assert!(Floor::parse(text).is_err(), "{text}");
        }
    }
}
