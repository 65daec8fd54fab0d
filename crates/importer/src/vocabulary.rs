//! The words of all languages in which registers are kept, loaded once from the files in `languages/` and
//! folded, so that any spelling of a word finds it.

pub mod grammar;
mod language;
pub mod phrases;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use evenfolio_core::field::Field;
use evenfolio_core::fold::fold;
use evenfolio_core::position::Facet;
use evenfolio_core::status::Status;

use crate::lift::answer;
use grammar::Grammar;
pub use language::LANGUAGE_CODES;
use language::{File, LanguageFile};
use phrases::Phrases;

/// A language by its place in [`Vocabulary::languages`]; English is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(u8);

impl LanguageId {
    /// English, which turns up in registers of every country.
    pub const ENGLISH: Self = Self(0);

    fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One language.
#[derive(Debug)]
pub struct Language {
    /// ISO 639-1.
    pub code: &'static str,
    /// Its name in English.
    pub english: String,
    /// Its own name.
    pub own: String,
    /// How it builds headers.
    pub grammar: Grammar,
}

/// A header that names a start or end date, without articles and prepositions.
#[derive(Debug)]
pub struct DateHeader {
    /// The language.
    pub language: LanguageId,
    /// [`Field::StartDate`] or [`Field::EndDate`].
    pub field: Field,
    /// The folded words that tell it from other dates; never empty.
    pub telling: Vec<String>,
}

/// A step of a score given in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The lowest of three.
    Low,
    /// The middle one.
    Medium,
    /// The highest.
    High,
}

/// All words of all languages.
#[derive(Debug)]
pub struct Vocabulary {
    /// The languages, English first, then by code.
    pub languages: Vec<Language>,
    /// Header cells, whole.
    pub headers: Phrases<Field>,
    /// Header cells that have articles and prepositions, without them.
    bare_headers: Phrases<Field>,
    /// Headers of start and end dates, word by word.
    pub date_headers: Vec<DateHeader>,
    /// Steps of the status ladder.
    pub status: Phrases<Status>,
    /// Facets by name and in everyday words.
    pub facets: Phrases<Facet>,
    /// How rows of sums begin.
    pub totals: Phrases<()>,
    /// How footnotes begin.
    pub notes: Phrases<()>,
    /// How rows are marked that only show how to fill in the others.
    pub examples: Phrases<()>,
    /// Steps of a score.
    pub grades: Phrases<Grade>,
    /// Powers of ten: 3, 6 or 9.
    pub scales: Phrases<u32>,
    months: BTreeMap<String, u8>,
    answers: BTreeMap<String, bool>,
    missing: BTreeSet<String>,
    /// The first two ASCII letters or digits of those words, so that most cells need no folding.
    missing_begins: BTreeSet<[u8; 2]>,
    not: BTreeSet<String>,
    pivots: Phrases<()>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::load);

/// The vocabulary, loaded at the first call.
pub fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

impl Vocabulary {
    /// The language with that ISO 639-1 code, in any letter case; regional variants count as their language.
    pub fn language(&self, code: &str) -> Option<LanguageId> {
        let code = code.split(['-', '_']).next().unwrap_or(code);
        let place = self.languages.iter().position(|language| language.code.eq_ignore_ascii_case(code))?;
        u8::try_from(place).ok().map(LanguageId)
    }

    /// The language with that id.
    pub fn of(&self, id: LanguageId) -> &Language {
        &self.languages[id.index()]
    }

    /// The fields that a folded header without articles and prepositions means.
    pub fn bare_header(&self, folded: &str) -> impl Iterator<Item = (LanguageId, Field)> {
        self.headers.meanings(folded).iter().chain(self.bare_headers.meanings(folded)).copied()
    }

    /// The number, 1 to 12, of a month by its folded name or abbreviation in any language.
    pub fn month(&self, folded: &str) -> Option<u8> {
        self.months.get(folded).copied()
    }

    /// Yes or no, folded, in any language.
    pub fn answer(&self, folded: &str) -> Option<bool> {
        self.answers.get(folded).copied()
    }

    /// Whether the folded text is one of the words for "no value".
    pub fn is_missing(&self, folded: &str) -> bool {
        self.missing.contains(folded)
    }

    /// Whether a text that is not folded begins in a way in which no word for "no value" does.
    pub(crate) fn never_begins_missing(&self, text: &str) -> bool {
        let mut letters =
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
        match (text.is_ascii(), letters.next(), letters.next()) {
            (true, Some(first), Some(second)) => !self.missing_begins.contains(&[first, second]),
            _ => false,
        }
    }

    /// Whether the folded word turns a statement around.
    pub fn is_negation(&self, folded: &str) -> bool {
        self.not.contains(folded)
    }

    /// Whether a spreadsheet wrote that folded header over a summary of its own.
    pub fn is_pivot(&self, folded: &str) -> bool {
        self.pivots.leading(folded).is_some()
    }

    fn load() -> Self {
        let mut grammars = grammar::load();
        let mut vocabulary = Self {
            languages: Vec::new(),
            headers: Phrases::default(),
            bare_headers: Phrases::default(),
            date_headers: Vec::new(),
            status: Phrases::default(),
            facets: Phrases::default(),
            totals: Phrases::default(),
            notes: Phrases::default(),
            examples: Phrases::default(),
            grades: Phrases::default(),
            scales: Phrases::default(),
            months: BTreeMap::new(),
            answers: BTreeMap::new(),
            missing: BTreeSet::new(),
            missing_begins: BTreeSet::new(),
            not: BTreeSet::new(),
            pivots: Phrases::default(),
        };
        for (place, File { code, text }) in language::FILES.iter().enumerate() {
            let id = LanguageId(u8::try_from(place).expect("there are fewer than 256 languages"));
            let file: LanguageFile = toml::from_str(text).expect("language files are checked by a test");
            let grammar = grammars.remove(*code).unwrap_or_default();
            vocabulary.take(id, &file, &grammar);
            let [english, own] = file.language;
            vocabulary.languages.push(Language { code, english, own, grammar });
        }
        vocabulary.missing_begins = vocabulary
            .missing
            .iter()
            .filter_map(|word| {
                let mut letters = word.bytes().filter(u8::is_ascii_alphanumeric);
                Some([letters.next()?, letters.next()?])
            })
            .collect();
        for (key, word) in answer::reversed_headers() {
            let field = Field::from_key(key).expect("the words are checked by a test");
            vocabulary.headers.add(LanguageId::ENGLISH, word, field);
        }
        vocabulary
    }

    fn take(&mut self, id: LanguageId, file: &LanguageFile, grammar: &Grammar) {
        for (key, synonyms) in &file.headers {
            let field = Field::from_key(key).expect("language files are checked by a test");
            for synonym in synonyms {
                let folded = fold(synonym);
                let bare = grammar.without_small(&folded);
                if bare != folded {
                    self.bare_headers.add(id, &bare, field);
                }
                let words = bare.split(' ').filter(|word| !word.is_empty() && !grammar.date.contains(*word));
                let telling: Vec<String> = words.map(str::to_owned).collect();
                if matches!(field, Field::StartDate | Field::EndDate) && !telling.is_empty() {
                    self.date_headers.push(DateHeader { language: id, field, telling });
                }
                self.headers.add(id, &folded, field);
            }
        }
        let by_word = |steps: &BTreeMap<String, Vec<String>>| {
            steps
                .iter()
                .flat_map(|(step, words)| words.iter().map(move |word| (step.clone(), fold(word))))
                .filter(|(_, word)| !word.is_empty())
                .collect::<Vec<_>>()
        };
        for (step, word) in by_word(&file.status) {
            self.status.add(id, &word, Status::from_word(&step).expect("checked by a test"));
        }
        for (step, word) in by_word(&file.facets) {
            self.facets.add(id, &word, Facet::from_word(&step).expect("checked by a test"));
        }
        for (step, word) in by_word(&file.levels) {
            let grade = match step.as_str() {
                "low" => Grade::Low,
                "medium" => Grade::Medium,
                _ => Grade::High,
            };
            self.grades.add(id, &word, grade);
        }
        for (step, word) in by_word(&file.scale) {
            let power = match step.as_str() {
                "thousand" => 3,
                "million" => 6,
                _ => 9,
            };
            self.scales.add(id, &word, power);
        }
        for (step, word) in by_word(&file.answers) {
            self.answers.entry(word).or_insert(step == "yes");
        }
        for (month, names) in file.months.names.iter().enumerate() {
            for name in names {
                self.months.entry(fold(name)).or_insert(u8::try_from(month + 1).unwrap_or(0));
            }
        }
        self.missing.extend(file.missing.words.iter().map(|word| fold(word)).filter(|word| !word.is_empty()));
        for word in &file.rows.total {
            self.totals.add(id, &fold(word), ());
        }
        for word in &file.rows.example {
            self.examples.add(id, &fold(word), ());
        }
        for word in &file.rows.note {
            self.notes.add(id, &fold(word), ());
        }
        self.not.extend(grammar.not.iter().cloned());
        for word in &grammar.pivot {
            self.pivots.add(id, word, ());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_knows_titles_states_and_months() {
        let words = vocabulary();
        assert_eq!(words.languages.first().map(|language| language.code), Some("en"));
        for (place, File { code, text }) in language::FILES.iter().enumerate() {
            let file: LanguageFile = toml::from_str(text).unwrap_or_else(|error| panic!("{code}: {error}"));
            assert_eq!(file.months.names.len(), 12, "{code}: months");
            for key in file.headers.keys() {
                assert!(Field::from_key(key).is_some(), "{code}: {key} is no field");
            }
            for step in file.status.keys() {
                assert!(Status::from_word(step).is_some(), "{code}: {step} is no status");
            }
            for facet in file.facets.keys() {
                assert!(Facet::from_word(facet).is_some(), "{code}: {facet} is no facet");
            }
            let grammar = &words.languages[place].grammar;
            assert!(!grammar.things.is_empty(), "{code}: no grammar");
        }
    }

    #[test]
    fn months_of_all_languages_are_one_table() {
        let words = vocabulary();
        assert_eq!(words.month("december"), Some(12));
        assert_eq!(words.month(&fold("Sept.")), Some(9));
        assert_eq!(words.month("smarch"), None);
    }
}
