//! How languages build headers; the words are in `words/grammar.toml`.

use std::collections::{BTreeMap, BTreeSet};

use evenfolio_core::fold::fold;
use serde::Deserialize;

/// Where the main word of a short phrase stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Head {
    /// *Nom* du projet.
    First,
    /// Project *name*.
    #[default]
    Last,
}

/// The grammar of one language, folded.
#[derive(Debug, Default)]
pub struct Grammar {
    /// Where the main word stands.
    pub head: Head,
    /// What entries are called.
    pub things: BTreeSet<String>,
    /// Words for "name".
    pub names: BTreeSet<String>,
    /// Words for "title": what a piece of work has, and an entry of a glossary has not.
    pub titles: BTreeSet<String>,
    /// Articles, prepositions and the like.
    pub small: BTreeSet<String>,
    /// Adjectives that do not change what a column holds.
    pub modify: BTreeSet<String>,
    /// How open questions begin.
    pub ask: Vec<String>,
    /// How questions begin whose answer is yes or no.
    pub polar: Vec<String>,
    /// Words for one aspect of something else.
    pub aspect: BTreeSet<String>,
    /// Words for a date.
    pub date: BTreeSet<String>,
    /// Words for amounts over the whole life.
    pub whole: Vec<String>,
    /// Words for a part of an amount.
    pub part: Vec<String>,
    /// Headers of summaries.
    pub pivot: Vec<String>,
    /// Negations.
    pub not: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    head: Head,
    things: Vec<String>,
    names: Vec<String>,
    titles: Vec<String>,
    small: Vec<String>,
    modify: Vec<String>,
    ask: Vec<String>,
    polar: Vec<String>,
    aspect: Vec<String>,
    date: Vec<String>,
    whole: Vec<String>,
    part: Vec<String>,
    pivot: Vec<String>,
    not: Vec<String>,
}

/// The grammars by language code.
pub(super) fn load() -> BTreeMap<String, Grammar> {
    let files: BTreeMap<String, Words> =
        toml::from_str(include_str!("../../words/grammar.toml")).expect("the grammar is checked by a test");
    files.into_iter().map(|(code, words)| (code, words.fold())).collect()
}

impl Words {
    fn fold(self) -> Grammar {
        let set = |words: Vec<String>| words.iter().map(|word| fold(word)).collect();
        let list = |words: Vec<String>| words.iter().map(|word| fold(word)).collect();
        Grammar {
            head: self.head,
            things: set(self.things),
            names: set(self.names),
            titles: set(self.titles),
            small: set(self.small),
            modify: set(self.modify),
            ask: list(self.ask),
            polar: list(self.polar),
            aspect: set(self.aspect),
            date: set(self.date),
            whole: list(self.whole),
            part: list(self.part),
            pivot: list(self.pivot),
            not: set(self.not),
        }
    }
}

impl Grammar {
    /// The folded text without articles and prepositions.
    pub fn without_small(&self, folded: &str) -> String {
        join(folded.split(' ').filter(|word| !self.small.contains(*word)))
    }

    /// The folded text without articles, prepositions, adjectives and the names of things.
    pub fn core(&self, folded: &str) -> String {
        let mut text = folded.to_owned();
        for thing in self.things.iter().filter(|thing| thing.contains(' ')) {
            text = without_phrase(&text, thing);
        }
        join(text.split(' ').filter(|word| {
            !self.small.contains(*word) && !self.modify.contains(*word) && !self.things.contains(*word)
        }))
    }

    /// Whether the folded text begins with one of the phrases.
    pub fn begins(folded: &str, phrases: &[String]) -> bool {
        phrases.iter().any(|phrase| {
            folded.strip_prefix(phrase.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }

    /// Whether one of the phrases occurs in the folded text, as whole words.
    pub fn holds(folded: &str, phrases: &[String]) -> bool {
        phrases.iter().any(|phrase| super::phrases::find(folded, phrase).is_some())
    }
}

fn without_phrase(text: &str, phrase: &str) -> String {
    match super::phrases::find(text, phrase) {
        Some(at) => join(text[..at].split(' ').chain(text[at + phrase.len()..].split(' '))),
        None => text.to_owned(),
    }
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_of_a_header_is_what_distinguishes_it() {
        let grammars = load();
        assert_eq!(grammars["en"].core("short description of the use case"), "description");
        assert_eq!(grammars["it"].core("intervento nome"), "nome");
        assert_eq!(grammars["de"].core("name der massnahme"), "name");
    }
}
