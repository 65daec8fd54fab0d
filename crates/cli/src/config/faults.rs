//! What is wrong with a configuration file, where, and what was perhaps meant.

use schemars::schema_for;
use serde::de::{Deserialize as _, Deserializer, Error as _};

use super::Config;

/// The fault that TOML found, for a person who has never heard of TOML.
pub(super) fn explained(error: &toml::de::Error, text: &str) -> String {
    let place = error.span().map_or(String::new(), |span| {
        let before = &text[..span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("line {line}, column {column}: ")
    });
    let message = error.message().lines().next().unwrap_or_default();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (Some(given), Some(what)) =
        (quoted.next(), message.strip_prefix("unknown ").and_then(|rest| rest.split(' ').next()))
    else {
        return format!("{place}{}", plain(message));
    };
    let is_key = what == "field";
    let what = if is_key { "key" } else { "value" };
    if is_key && is_key_of_the_whole(given) {
        return format!("{place}the key `{given}` belongs further up, above the first line in [brackets]");
    }
    let like = |known: &&str| strsim::jaro_winkler(given, known);
    match quoted.max_by(|a, b| like(a).total_cmp(&like(b))).filter(|best| like(best) > 0.75) {
        Some(nearest) => format!("{place}there is no {what} `{given}`; perhaps `{nearest}`"),
        None => format!("{place}there is no {what} `{given}`"),
    }
}

/// The words of a library in those of its reader.
fn plain(message: &str) -> String {
    let numbers = ["usize", "u64", "u32", "u8"].map(|kind| (kind, "a whole number from 0 on"));
    let kinds = [
        ("a sequence", "a list such as [\"registers\"]"),
        ("a boolean", "true or false"),
        ("a string", "a text in quotation marks"),
    ];
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("the key {key} is missing");
    }
    let Some((found, wanted)) = message
        .strip_prefix("invalid value: ")
        .or_else(|| message.strip_prefix("invalid type: "))
        .and_then(|rest| rest.split_once(", expected "))
    else {
        return message.to_owned();
    };
    let wanted = numbers
        .into_iter()
        .chain(kinds)
        .find_map(|(theirs, ours)| (wanted == theirs).then_some(ours))
        .unwrap_or(wanted);
    format!("here stands {found}; {wanted} is expected")
}

fn is_key_of_the_whole(given: &str) -> bool {
    let schema = schema_for!(Config);
    schema.get("properties").and_then(|properties| properties.get(given)).is_some()
}

/// Where a value stands, as `line 3: `; where it stands twice, the last.
pub(super) fn line_of(text: &str, value: &str) -> String {
    let stands = |line: &&str| ["\"", "'"].iter().any(|mark| line.contains(&format!("{mark}{value}{mark}")));
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().rposition(stands).map_or(String::new(), |at| format!("line {}: ", at + 1))
}

/// A number from 0 to 100.
pub(super) fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let number =
        i64::deserialize(deserializer).map_err(|_| D::Error::custom("give a whole number from 0 to 100"))?;
    u8::try_from(number)
        .ok()
        .filter(|number| *number <= 100)
        .map(Some)
        .ok_or_else(|| D::Error::custom("give a whole number from 0 to 100"))
}

/// A number from 1 on.
pub(super) fn positive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    let number = i64::deserialize(deserializer).unwrap_or_default();
    usize::try_from(number)
        .ok()
        .filter(|number| *number > 0)
        .map(Some)
        .ok_or_else(|| D::Error::custom("give a whole number from 1 on"))
}
