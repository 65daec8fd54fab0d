//! One reading of a header cell in one language: as it stands, without small words, as a question, as a date.

use std::collections::BTreeMap;

use evenfolio_core::field::Field;

use crate::vocabulary::grammar::{Grammar, Head};
use crate::vocabulary::{LanguageId, Vocabulary};

#[derive(Debug, Default)]
pub(super) struct Found(pub(super) BTreeMap<Field, (u8, String)>);

impl Found {
    fn add(&mut self, field: Field, confidence: u8, reason: impl FnOnce() -> String) {
        let entry = self.0.entry(field).or_default();
        if confidence > entry.0 {
            *entry = (confidence, reason());
        }
    }
}

/// One reading in one language.
pub(super) struct Reader<'a> {
    pub(super) words: &'a Vocabulary,
    pub(super) language: LanguageId,
    pub(super) reading: &'a str,
    pub(super) cost: u8,
    /// It is the table's own language. Words of others count only as they stand: in a phrase they may mean
    /// anything.
    pub(super) own: bool,
}

impl Reader<'_> {
    pub(super) fn read(&self, found: &mut Found) {
        let grammar = &self.words.of(self.language).grammar;
        for field in self.whole(self.reading) {
            self.add(found, field, 100, || format!("known in {}", self.tongue()));
        }
        if self.reading.len() > 400 {
            return;
        }
        let bare = grammar.without_small(self.reading);
        for field in self.bare(&bare) {
            self.add(found, field, 97, || format!("known in {}", self.tongue()));
        }
        let core = grammar.core(self.reading);
        if core != bare && !core.is_empty() {
            for field in self.bare(&core) {
                self.add(found, field, 90, || {
                    format!("“{core}” with words that say no more, in {}", self.tongue())
                });
            }
        }
        self.doubled(&core, found);
        self.named(grammar, &core, found);
        if !self.own {
            return;
        }
        if Grammar::begins(self.reading, &grammar.polar) {
            return;
        }
        if Grammar::begins(self.reading, &grammar.ask) {
            self.asked(grammar, found);
            return;
        }
        let words: Vec<&str> = bare.split(' ').filter(|word| !word.is_empty()).collect();
        let is_dated =
            words.iter().take(3).any(|word| grammar.date.contains(*word)) || ends_in_date(grammar, &words);
        self.dated(&words, is_dated, found);
        self.headed(grammar, found);
        self.contained(grammar, &bare, words.len(), found);
    }

    pub(super) fn tongue(&self) -> &str {
        &self.words.of(self.language).english
    }

    pub(super) fn add(
        &self,
        found: &mut Found,
        field: Field,
        confidence: u8,
        reason: impl FnOnce() -> String,
    ) {
        found.add(field, confidence.saturating_sub(self.cost), reason);
    }

    fn whole(&self, text: &str) -> impl Iterator<Item = Field> {
        self.words
            .headers
            .meanings(text)
            .iter()
            .filter(|(language, _)| *language == self.language)
            .map(|(_, field)| *field)
    }

    pub(super) fn bare(&self, text: &str) -> impl Iterator<Item = Field> {
        self.words
            .bare_header(text)
            .filter(|(language, _)| *language == self.language)
            .map(|(_, field)| field)
    }

    /// "ID number", "results impact": every word says the same.
    fn doubled(&self, core: &str, found: &mut Found) {
        let words: Vec<&str> = core.split(' ').collect();
        if !(2..=3).contains(&words.len()) {
            return;
        }
        for field in self.bare(words[0]) {
            if words[1..].iter().all(|word| self.bare(word).any(|other| other == field)) {
                self.add(found, field, 86, || format!("each of its words in {}", self.tongue()));
            }
        }
    }

    /// "Name of …": of an entry, or of whatever else the rest names.
    fn named(&self, grammar: &Grammar, core: &str, found: &mut Found) {
        let (names, rest): (Vec<&str>, Vec<&str>) =
            core.split(' ').filter(|word| !word.is_empty()).partition(|word| grammar.names.contains(*word));
        if names.is_empty() {
            return;
        }
        if rest.is_empty() {
            self.add(found, Field::Title, 94, || format!("the name of an entry, in {}", self.tongue()));
            return;
        }
        let rest = rest.join(" ");
        for field in self.bare(&rest).filter(|field| !matches!(field, Field::Title | Field::Id)) {
            self.add(found, field, 90, || format!("the name of “{rest}”, in {}", self.tongue()));
        }
    }

    /// An open question: what it asks for comes soon.
    fn asked(&self, grammar: &Grammar, found: &mut Found) {
        let question =
            grammar.ask.iter().filter(|ask| Grammar::begins(self.reading, std::slice::from_ref(ask)));
        let Some(ask) = question.max_by_key(|ask| ask.len()) else { return };
        let rest = grammar.without_small(&self.reading[ask.len()..]);
        let telling = |word: &&str| {
            !word.is_empty() && (!grammar.modify.contains(*word) || self.bare(word).next().is_some())
        };
        let words: Vec<&str> = rest.split(' ').filter(telling).take(5).collect();
        for start in 0..words.len().min(4) {
            for length in (1..=3.min(words.len() - start)).rev() {
                let phrase = words[start..start + length].join(" ");
                let fields: Vec<Field> = self
                    .bare(&phrase)
                    .filter(|field| is_narrative(*field) || start == 0 && is_asked_for(*field))
                    .collect();
                for field in &fields {
                    let confidence = if start <= 1 { 72 } else { 64 };
                    self.add(found, *field, confidence, || format!("the question asks for “{phrase}”"));
                }
                if !fields.is_empty() {
                    return;
                }
            }
        }
    }

    /// A date or year with words around it: whichever known date shares most words with it.
    fn dated(&self, words: &[&str], is_dated: bool, found: &mut Found) {
        let known = self.words.date_headers.iter().filter(|known| known.language == self.language);
        let best = known
            .filter(|known| known.telling.iter().all(|word| words.contains(&word.as_str())))
            .map(|known| (known.telling.len(), known.field, known.telling.join(" ")))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        if let Some((telling, field, phrase)) = best {
            let share = 30 * telling.min(words.len()) / words.len().max(1);
            // Without a word for a date the values have to bear it out.
            let confidence = if is_dated { 62 + u8::try_from(share).unwrap_or(0) } else { 54 };
            self.add(found, field, confidence, || format!("a date with the words of “{phrase}”"));
        }
    }
}

fn ends_in_date(grammar: &Grammar, words: &[&str]) -> bool {
    grammar.head == Head::Last && words.last().is_some_and(|word| grammar.date.contains(*word))
}

/// Fields whose columns are texts that a question may ask for.
fn is_narrative(field: Field) -> bool {
    matches!(
        field,
        Field::Description
            | Field::Objective
            | Field::Problem
            | Field::Method
            | Field::Technology
            | Field::Novelty
            | Field::Results
            | Field::Replication
            | Field::InitiatedBy
            | Field::Driver
            | Field::Risk
            | Field::Partners
            | Field::Beneficiaries
            | Field::Notes
    )
}

/// Fields that a question may ask for in its first words only: further on they are someone else's.
fn is_asked_for(field: Field) -> bool {
    matches!(
        field,
        Field::Status | Field::Agency | Field::Unit | Field::Sector | Field::DeclaredFacet | Field::Objective
    )
}
