//! Which fields a header cell may name, each with a certainty and the reason for it.

use std::collections::BTreeMap;

use evenfolio_core::field::{Field, Kind};

use super::Name;
use crate::vocabulary::grammar::{Grammar, Head};
use crate::vocabulary::{LanguageId, Vocabulary, vocabulary};

/// The least certainty, in hundredths, with which a column is bound to a field.
pub const CERTAIN_ENOUGH: u8 = 60;

/// A field that a header cell may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The field.
    pub field: Field,
    /// How sure that is, in hundredths.
    pub confidence: u8,
    /// Why, in words.
    pub reason: String,
}

/// Matches header cells against the words of the languages that a table is likely to be in.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The table's own language first.
    languages: Vec<LanguageId>,
}

impl Matcher {
    /// A matcher for a table in these languages, its own first. English is always among them.
    pub fn new(mut languages: Vec<LanguageId>) -> Self {
        if !languages.contains(&LanguageId::ENGLISH) {
            languages.push(LanguageId::ENGLISH);
        }
        Self { languages }
    }

    /// Finds the languages of a table from cells that may be its header: the one in which most of them are
    /// known words comes first, and others that know some of them follow.
    pub fn for_names<'a>(names: impl Iterator<Item = &'a Name>) -> Self {
        let words = vocabulary();
        let mut known: BTreeMap<LanguageId, u32> = BTreeMap::new();
        for name in names {
            let mut here: BTreeMap<LanguageId, u32> = BTreeMap::new();
            for (reading, _) in &name.readings {
                for (language, _) in words.headers.meanings(reading) {
                    // A word that few languages share says more.
                    let rare = if words.headers.meanings(reading).len() <= 2 { 3 } else { 2 };
                    let most = here.entry(*language).or_default();
                    *most = (*most).max(rare);
                }
            }
            for (language, points) in here {
                *known.entry(language).or_default() += points;
            }
        }
        let mut languages: Vec<_> = known.into_iter().collect();
        // Of equals the first in the list, which is English.
        languages.sort_by_key(|(language, points)| (std::cmp::Reverse(*points), *language));
        Self::new(languages.into_iter().take(4).map(|(language, _)| language).collect())
    }

    /// The table's own language.
    pub fn language(&self) -> LanguageId {
        self.languages.first().copied().unwrap_or(LanguageId::ENGLISH)
    }

    /// The field that the cell names word for word, in any of the languages.
    pub fn exact(&self, name: &Name) -> Option<Field> {
        let words = vocabulary();
        name.readings.iter().find_map(|(reading, _)| {
            let meanings = words.headers.meanings(reading);
            let own =
                self.languages.iter().find_map(|id| meanings.iter().find(|(language, _)| language == id));
            own.map(|(_, field)| *field)
        })
    }

    /// All fields that the cell may name, the surest first; of equals the first in [`Field::ALL`].
    pub fn candidates(&self, name: &Name) -> Vec<Candidate> {
        let mut found = Found::default();
        for (reading, cost) in &name.readings {
            for (rank, language) in self.languages.iter().enumerate() {
                let foreign = if rank == 0 { 0 } else { 3 };
                let reader = Reader {
                    words: vocabulary(),
                    language: *language,
                    reading,
                    cost: cost + foreign,
                    own: rank == 0,
                };
                reader.read(&mut found);
            }
        }
        let mut candidates: Vec<_> = found
            .0
            .into_iter()
            .map(|(field, (confidence, reason))| Candidate { field, confidence, reason })
            .collect();
        candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.confidence), candidate.field));
        candidates
    }

    /// The known header words that are nearest to a cell that matches nothing: for suggestions only.
    pub fn suggestion(&self, name: &Name) -> Option<(Field, String)> {
        let folded = name.folded();
        if folded.chars().count() < 4 || folded.len() > 60 {
            return None;
        }
        let own = |languages: &[(LanguageId, Field)]| {
            languages.iter().find(|(language, _)| self.languages.contains(language)).map(|(_, field)| *field)
        };
        vocabulary()
            .headers
            .iter()
            .filter(|(word, _)| word.len().abs_diff(folded.len()) <= 3)
            .filter_map(|(word, meanings)| Some((word, own(meanings)?)))
            .map(|(word, field)| (strsim::jaro_winkler(word, folded), word, field))
            .filter(|(likeness, _, _)| *likeness >= 0.9)
            .max_by(|(a, _, _), (b, _, _)| a.total_cmp(b))
            .map(|(_, word, field)| (field, word.to_owned()))
    }
}

#[derive(Debug, Default)]
struct Found(BTreeMap<Field, (u8, String)>);

impl Found {
    fn add(&mut self, field: Field, confidence: u8, reason: impl FnOnce() -> String) {
        let entry = self.0.entry(field).or_default();
        if confidence > entry.0 {
            *entry = (confidence, reason());
        }
    }
}

/// One reading in one language.
struct Reader<'a> {
    words: &'a Vocabulary,
    language: LanguageId,
    reading: &'a str,
    cost: u8,
    /// It is the table's own language. Words of others count only as they stand: in a phrase they may mean
    /// anything.
    own: bool,
}

impl Reader<'_> {
    fn read(&self, found: &mut Found) {
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
        let is_dated = words.iter().take(3).any(|word| grammar.date.contains(*word))
            || self.ends_in_date(grammar, &words);
        self.dated(&words, is_dated, found);
        self.headed(grammar, found);
        self.contained(grammar, &bare, words.len(), found);
    }

    fn tongue(&self) -> &str {
        &self.words.of(self.language).english
    }

    fn add(&self, found: &mut Found, field: Field, confidence: u8, reason: impl FnOnce() -> String) {
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

    fn bare(&self, text: &str) -> impl Iterator<Item = Field> {
        self.words
            .bare_headers
            .meanings(text)
            .iter()
            .filter(|(language, _)| *language == self.language)
            .map(|(_, field)| *field)
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

    fn ends_in_date(&self, grammar: &Grammar, words: &[&str]) -> bool {
        grammar.head == Head::Last && words.last().is_some_and(|word| grammar.date.contains(*word))
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

    /// The main word of the phrase, where the rest only says which.
    fn headed(&self, grammar: &Grammar, found: &mut Found) {
        let words: Vec<&str> = self.reading.split(' ').collect();
        if words.len() > 14 {
            return;
        }
        let first = words.iter().position(|word| !grammar.small.contains(*word)).unwrap_or(0);
        let end = words[first..]
            .iter()
            .position(|word| grammar.small.contains(*word))
            .map_or(words.len(), |at| first + at);
        let segment: Vec<&str> =
            words[first..end].iter().copied().filter(|word| !grammar.modify.contains(*word)).collect();
        let plain = words.iter().filter(|word| !grammar.small.contains(**word)).count();
        let main = match grammar.head {
            Head::Last => segment.last(),
            Head::First => segment.first(),
        };
        let Some(main) = main.copied() else { return };
        if !grammar.aspect.contains(main) {
            for length in (1..=3.min(segment.len())).rev() {
                let phrase = match grammar.head {
                    Head::Last => segment[segment.len() - length..].join(" "),
                    Head::First => segment[..length].join(" "),
                };
                self.main_word(grammar, &phrase, length, plain, &segment, found);
            }
        }
        if grammar.head == Head::Last && segment.len() == 1 {
            self.compound(grammar, main, plain, found);
        }
    }

    fn main_word(
        &self,
        grammar: &Grammar,
        phrase: &str,
        length: usize,
        plain: usize,
        segment: &[&str],
        found: &mut Found,
    ) {
        // Short words are abbreviations with many meanings.
        if phrase.chars().count() < 3 {
            return;
        }
        let things = segment.iter().filter(|word| grammar.things.contains(**word)).count();
        for field in self.bare(phrase).filter(|field| may_be_headed(*field)) {
            let share = 28 * (length + things).min(plain) / plain.max(1);
            let share = u8::try_from(share).unwrap_or(0);
            let confidence = match field {
                // "System name" is not the initiative's.
                Field::Title => 34 + share,
                // Whether a code tells the entries apart, its values show.
                Field::Id => 42 + share,
                _ => 58 + share,
            };
            self.add(found, field, confidence, || format!("its main word “{phrase}” in {}", self.tongue()));
        }
    }

    /// Germanic, Nordic, Finnic and Hungarian compounds: `Projektbezeichnung`, `Umsetzungsstatus`.
    fn compound(&self, grammar: &Grammar, word: &str, plain: usize, found: &mut Found) {
        if matches!(self.words.of(self.language).code, "en" | "tr" | "lv" | "lt") {
            return;
        }
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3).collect();
        for start in starts {
            let (front, back) = word.split_at(start);
            if back.chars().count() < 4 || grammar.aspect.contains(back) {
                continue;
            }
            let thing =
                grammar.things.contains(front) || grammar.things.contains(front.trim_end_matches('s'));
            if grammar.names.contains(back) && thing {
                self.add(found, Field::Title, 92, || format!("“{front}” and “{back}” in {}", self.tongue()));
            }
            let fields: Vec<Field> = self.bare(back).filter(|field| may_be_headed(*field)).collect();
            for field in &fields {
                let confidence = match (field, thing) {
                    (_, true) => 88,
                    (Field::Title | Field::Id, false) => 46,
                    (_, false) if plain == 1 => 70,
                    (_, false) => 62,
                };
                self.add(found, *field, confidence, || {
                    format!("“{back}” at the end of a compound, in {}", self.tongue())
                });
            }
            if !fields.is_empty() {
                return;
            }
        }
    }

    /// A known phrase of two words or more somewhere inside, or a single one at the front.
    fn contained(&self, grammar: &Grammar, bare: &str, plain: usize, found: &mut Found) {
        let words: Vec<&str> = bare.split(' ').collect();
        if plain == 0
            || words.last().is_some_and(|word| grammar.head == Head::Last && grammar.aspect.contains(*word))
        {
            return;
        }
        if grammar.head == Head::First && words.first().is_some_and(|word| grammar.aspect.contains(*word)) {
            return;
        }
        for length in (2..=5.min(words.len())).rev() {
            for window in words.windows(length) {
                let phrase = window.join(" ");
                for field in
                    self.bare(&phrase).filter(|field| may_be_headed(*field) && *field != Field::Title)
                {
                    let share = u8::try_from(30 * length / plain).unwrap_or(0);
                    self.add(found, field, 52 + share, || {
                        format!("“{phrase}” inside it, in {}", self.tongue())
                    });
                }
            }
        }
        if let (Some(first), 2..=4) = (words.first().filter(|word| word.chars().count() >= 3), plain) {
            for field in self.bare(first).filter(|field| is_checkable(*field)) {
                self.add(found, field, 54, || format!("“{first}” at its beginning, in {}", self.tongue()));
            }
        }
    }
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

/// Fields whose values show whether the guess is right.
fn is_checkable(field: Field) -> bool {
    matches!(field.kind(), Kind::Money | Kind::Date | Kind::Status) && field != Field::Year
}

/// Fields that a longer phrase may name by its main word. The others have words that mean many things.
fn may_be_headed(field: Field) -> bool {
    !matches!(
        field,
        Field::Level
            | Field::Country
            | Field::Year
            | Field::Priority
            | Field::LinksTo
            | Field::Horizon
            | Field::NoveltyLevel
            | Field::DeclaredFacet
            | Field::DeclaredUncertainty
            | Field::DeclaredDirection
            | Field::Purpose
            | Field::Driver
            | Field::Currency
            | Field::Confidence
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(cell: &str) -> Option<Field> {
        let name = Name::new(cell, "");
        let candidates = Matcher::new(vec![LanguageId::ENGLISH]).candidates(&name);
        candidates
            .first()
            .filter(|candidate| candidate.confidence >= CERTAIN_ENOUGH)
            .map(|candidate| candidate.field)
    }

    #[test]
    fn english_headers_as_they_come() {
        for (cell, field) in [
            ("tool_desc_brief", Some(Field::Description)),
            ("lead_organisation_name", Some(Field::Agency)),
            ("Vendor(s) Name", Some(Field::Partners)),
            ("What problem is the AI intended to solve?", Some(Field::Problem)),
            ("What are the expected benefits and positive outcomes for us?", Some(Field::Results)),
            ("Date when the tool became operational", Some(Field::StartDate)),
            ("Stage of System Development Life Cycle", Some(Field::Status)),
            ("Responsible agency for delivery", Some(Field::Agency)),
            ("Total whole life cost of the project", Some(Field::Budget)),
            ("Contract manager name", None),
            ("Name of Commercial Product or Service Used", None),
            ("Agency Use (Y/N)?", None),
            ("Is the AI use case high-impact?", None),
            ("Does this use case have a budget?", None),
            ("How is the agency providing notice?", None),
            ("Which, if any, demographic variables are used?", None),
        ] {
            assert_eq!(best(cell), field, "{cell}");
        }
    }

    #[test]
    fn near_misses_are_suggested_and_not_bound() {
        let matcher = Matcher::new(vec![LanguageId::ENGLISH]);
        let name = Name::new("Descripton", "");
        assert_eq!(best("Descripton"), None);
        assert_eq!(matcher.suggestion(&name).map(|(field, _)| field), Some(Field::Description));
    }
}
