//! What the rulebook's files hold, and how they become rules and phrases.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::classes::{Classes, expanded};
use super::lexicon::Sense;
use super::phrase::Phrase;
use super::{Rule, Shows, bit};
use crate::field::Field;
use crate::position::Pole;

/// `rules.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesFile {
    pub(super) fields: BTreeMap<Field, i32>,
    pub(super) rules: BTreeMap<String, RuleEntry>,
}

/// A rule as `rules.toml` and a user's file write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    name: String,
    pole: Option<Pole>,
    strength: Option<i32>,
    shows: Option<Shows>,
    fields: Option<Vec<Field>>,
    #[serde(default)]
    hint: bool,
    #[serde(default)]
    supports: bool,
    why: String,
}

impl RuleEntry {
    pub(super) fn rule(self, code: &str, default: u64) -> Result<Rule, String> {
        let wrong = |what: &str| Err(format!("rule `{code}`: {what}"));
        let pull = match (self.pole, self.strength) {
            (Some(pole), Some(strength @ 1..=200)) => Some((pole, strength)),
            (None, None) => None,
            _ => return wrong("pole and strength (1 to 200) go together"),
        };
        if pull.is_none() && self.shows.is_none() {
            return wrong("it needs a pole with a strength, or what it shows");
        }
        let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if code.is_empty() || !code.bytes().all(letters) {
            return wrong("a code is made of capital letters, digits and hyphens");
        }
        let fields = self.fields.map(|fields| fields.into_iter().fold(0, |all, field| all | bit(field)));
        Ok(Rule {
            code: Arc::from(code),
            name: self.name,
            pull,
            shows: self.shows,
            why: self.why,
            hint: self.hint,
            supports: self.supports || self.hint,
            off: false,
            fields: fields.unwrap_or(default),
        })
    }
}

/// The words of one rule in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Phrases that speak for the rule, as the rulebook writes them: `improv* … service*`.
    pub phrases: Vec<String>,
    /// Phrases in which the words are not meant so.
    #[serde(default)]
    pub except: Vec<String>,
    /// A sentence in which the rule is found.
    #[serde(default)]
    pub example: String,
}

impl Wording {
    pub(super) fn join(&mut self, other: Self) {
        self.phrases.extend(other.phrases);
        self.except.extend(other.except);
        if self.example.is_empty() {
            self.example = other.example;
        }
    }

    /// The first phrase that cannot be read, and why.
    pub(super) fn check(&self, classes: &Classes) -> Result<(), (String, String)> {
        for phrase in self.phrases.iter().chain(&self.except) {
            expanded(phrase, classes)
                .and_then(|text| Phrase::parse(&text))
                .map_err(|error| (phrase.clone(), error))?;
        }
        Ok(())
    }
}

/// `patterns.toml`: phrases made of classes alone, the same in every language, by rule.
pub(super) type Patterns = BTreeMap<String, Wording>;

/// `<language>.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    /// Words that deny what follows.
    #[serde(default)]
    pub(super) denial: Vec<String>,
    /// Words that deny the verb of a clause, and with it all that the clause says.
    #[serde(default)]
    pub(super) denial_of_clause: Vec<String>,
    /// Sentences that take back what the one before said: "It did not."
    #[serde(default)]
    pub(super) takes_back: Vec<String>,
    /// Words that join two clauses.
    #[serde(default)]
    pub(super) joins: Vec<String>,
    /// Words that begin a clause which says of whom or what another speaks, where no comma closes it.
    #[serde(default)]
    pub(super) relatives: Vec<String>,
    /// Phrases that look like a denial but are none.
    #[serde(default)]
    pub(super) no_denial: Vec<String>,
    /// Names of things in passing: words in them speak for nothing.
    #[serde(default)]
    pub(super) mention: Vec<String>,
    /// Words of one meaning, by the name under which phrases call them.
    #[serde(default)]
    pub(super) classes: Classes,
    pub(super) rules: BTreeMap<String, Wording>,
}

impl LanguageFile {
    /// All phrases with what they mean. Phrases that cannot be read are left out: those built in are checked
    /// by a test, those of a user when their file is read.
    pub(super) fn senses(
        &self,
        rules: &[Rule],
        patterns: &Patterns,
        added: &BTreeMap<String, Wording>,
    ) -> Vec<(Sense, Phrase)> {
        let mut senses = Vec::new();
        let mut add = |sense: Sense, phrases: &[String]| {
            let read = |text: &String| Phrase::parse(&expanded(text, &self.classes).ok()?).ok();
            for phrase in phrases.iter().filter_map(read) {
                senses.extend(phrase.into_iter().map(|phrase| (sense, phrase)));
            }
        };
        add(Sense::Denial, &self.denial);
        add(Sense::DenialOfClause, &self.denial_of_clause);
        add(Sense::TakesBack, &self.takes_back);
        add(Sense::NoDenial, &self.no_denial);
        add(Sense::Mention, &self.mention);
        for (rule, place) in rules.iter().zip(0_u16..).filter(|(rule, _)| !rule.off) {
            // A language without words of its own for anything has no classes either.
            let patterns = patterns.get(&*rule.code).filter(|_| !self.classes.is_empty());
            let own = self.rules.get(&*rule.code);
            for wording in [patterns, own, added.get(&*rule.code)].into_iter().flatten() {
                add(Sense::Rule(place), &wording.phrases);
                add(Sense::Except(place), &wording.except);
            }
        }
        senses
    }
}
