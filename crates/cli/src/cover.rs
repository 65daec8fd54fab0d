//! What is said on the cover by those who call the program: names that can stand there.

use serde::Deserialize as _;

/// How long a name may be: longer ones are no names, and would fill the cover.
const LONGEST: usize = 250;

/// A name or a contact as one line; refused where nothing would stand on the cover.
pub(crate) fn line(text: &str) -> Result<String, String> {
    let lines: Vec<_> = text
        .lines()
        .map(|line| line.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect::<String>())
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    let line = lines.join(", ");
    if !line.chars().any(char::is_alphanumeric) {
        return Err("the cover needs words here; leave it out for the usual ones".to_owned());
    }
    let length = line.chars().count();
    if length > LONGEST {
        return Err(format!("this has {length} characters; the cover has room for {LONGEST}"));
    }
    Ok(line)
}

/// The same in a configuration.
pub(crate) fn optional<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| line(&text)).transpose().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_can_stand_on_a_cover() {
        assert_eq!(line(" Office of\r\n  Innovation \n"), Ok("Office of, Innovation".to_owned()));
        assert_eq!(line("内阁府\u{0}"), Ok("内阁府".to_owned()));
        assert!(["", "  ", "\n", "-"].iter().all(|text| line(text).is_err()));
        assert!(line(&"x".repeat(251)).is_err());
    }
}
