//! Classes: words of one meaning under one name, so that a phrase is written once and holds in every language.
//!
//! `@people … @decide` in `patterns.toml` is found wherever some word of the class `people` stands before some
//! word of the class `decide`; each language file says which words these are there.

use std::collections::BTreeMap;

/// The words of each class, by its name.
pub(super) type Classes = BTreeMap<String, Vec<String>>;

/// A phrase with its classes spelled out.
pub(super) fn expanded(phrase: &str, classes: &Classes) -> Result<String, String> {
    if !phrase.contains('@') {
        return Ok(phrase.to_owned());
    }
    let alternative = |alternative: &str| match alternative.strip_prefix('@') {
        None => Ok(alternative.to_owned()),
        Some(name) => match classes.get(name) {
            // A blank inside one alternative is written as a hyphen in a phrase.
            Some(words) if !words.is_empty() => Ok(words.join("|").replace(' ', "-")),
            _ => Err(format!("there is no class `@{name}`")),
        },
    };
    let part =
        |part: &str| Ok(part.split('|').map(alternative).collect::<Result<Vec<_>, String>>()?.join("|"));
    Ok(phrase.split_whitespace().map(part).collect::<Result<Vec<_>, String>>()?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_stands_for_its_words() {
        let classes = [("less".to_owned(), vec!["fewer".to_owned(), "no longer".to_owned()])].into();
        assert_eq!(expanded("@less|lower … cost*", &classes).unwrap(), "fewer|no-longer|lower … cost*");
        assert_eq!(expanded("@more", &classes).unwrap_err(), "there is no class `@more`");
    }
}
