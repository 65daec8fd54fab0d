//! Yes and no, and the answers to the questions of OPSI's Portfolio Exploration Tool.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use evenfolio_core::fold::fold;
use evenfolio_core::initiative::Purpose;
use evenfolio_core::position::Facet;
use serde::Deserialize;

use super::facet;
use crate::vocabulary::phrases::find;
use crate::vocabulary::vocabulary;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    all: Vec<String>,
    drivers: BTreeMap<String, Vec<String>>,
    reversed: BTreeMap<String, Vec<String>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words =
        toml::from_str(include_str!("../../words/answers.toml")).expect("the words are checked by a test");
    let lists = words.drivers.values_mut().chain(words.reversed.values_mut());
    for word in lists.flatten().chain(words.all.iter_mut()) {
        *word = fold(word);
    }
    words
});

/// Yes or no in any language; `None` for anything else.
pub fn yes_no(text: &str) -> Option<bool> {
    if text.len() > 24 {
        return None;
    }
    vocabulary().answer(&fold(text))
}

/// The answer to "what is it for?": one facet, or all of them.
pub fn purpose(text: &str) -> Option<Purpose> {
    if WORDS.all.contains(&fold(text)) {
        return Some(Purpose::All);
    }
    facet::read(text).map(Purpose::One)
}

/// The answer to "what drives it?".
pub fn driver(text: &str) -> Option<Facet> {
    let folded = fold(text);
    let mut named = WORDS
        .drivers
        .iter()
        .filter(|(_, phrases)| phrases.iter().any(|phrase| find(&folded, phrase).is_some()))
        .filter_map(|(word, _)| Facet::from_word(word));
    match (named.next(), named.next()) {
        (Some(facet), None) => Some(facet),
        (Some(_), Some(_)) => None,
        (None, _) => facet::read(text),
    }
}

/// Headers of scores that run the other way round, folded, with the key of their field.
pub(crate) fn reversed_headers() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.reversed.iter().flat_map(|(key, words)| words.iter().map(|word| (key.as_str(), word.as_str())))
}

/// Whether a score under that header runs the other way round: from uncertain to certain, from directed to
/// undirected.
pub fn is_reversed(field_key: &str, folded_header: &str) -> bool {
    WORDS.reversed.get(field_key).is_some_and(|words| {
        words.iter().any(|word| folded_header == word || whole_phrase(folded_header, word))
    })
}

fn whole_phrase(header: &str, word: &str) -> bool {
    // "certainty uncertainty" names the axis from its lower end, and is not turned round.
    let at = find(header, word);
    at.is_some_and(|at| {
        let rest = header[at + word.len()..].trim();
        !rest.split(' ').any(|other| other.contains(word) || other.starts_with("un") || other == "directed")
            && !header[..at].contains("undirected ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_the_exploration_tool() {
        assert_eq!(purpose("All of the above"), Some(Purpose::All));
        assert_eq!(purpose("Enhancement"), Some(Purpose::One(Facet::Enhancement)));
        assert_eq!(purpose("because"), None);
        assert_eq!(driver("Senior leaders and politicians want results"), Some(Facet::Mission));
        assert_eq!(driver("Need to cut costs"), Some(Facet::Enhancement));
        assert_eq!(driver("Mission"), Some(Facet::Mission));
        assert_eq!(driver("cut costs for users"), None, "two drivers are none");
    }

    #[test]
    fn yes_and_no() {
        assert_eq!((yes_no("Yes"), yes_no(" n "), yes_no("maybe")), (Some(true), Some(false), None));
    }

    #[test]
    fn certainty_runs_the_other_way() {
        assert!(is_reversed("declared_uncertainty", "certainty 1 5"));
        assert!(!is_reversed("declared_uncertainty", "uncertainty"));
        assert!(!is_reversed("declared_uncertainty", "certainty uncertainty"));
        assert!(!is_reversed("declared_direction", "undirected directed"));
    }
}
