//! The rulebook: which words of a register speak for which pole or for which outcome of the innovation test.
//!
//! It is data. `rulebook/rules.toml` says what each rule means, how strongly it pulls and why;
//! `rulebook/<language>.toml` says in which words. A rule has the same code in every language. Users add rules
//! and phrases, or switch rules off, in a file of their own ([`Rulebook::extended`]).
//!
//! What a text says the initiative is for, and how it came about, is evidence. The technology that it uses is
//! not: no rule rests on words such as AI, blockchain or app alone.

mod classes;
mod clauses;
mod compile;
mod file;
mod language;
mod lexicon;
mod looked_up;
mod memo;
mod near;
mod own;
mod phrase;
mod places;
mod reading;
pub mod repetition;
mod settle;
mod tokens;
mod trie;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::position::Pole;
use clauses::Clauses;
use file::{LanguageFile, Patterns, RulesFile};
use language::Languages;
use lexicon::Lexicon;
#[cfg(test)]
use {classes::expanded, phrase::Phrase};

pub use file::Wording;
pub(crate) use reading::{Found, Reading};

static BUILT_IN: LazyLock<Arc<Rulebook>> =
    LazyLock::new(|| Arc::new(Rulebook::read().expect("the rulebook built in is checked by a test")));

const RULES: &str = include_str!("../rulebook/rules.toml");
const PATTERNS: &str = include_str!("../rulebook/patterns.toml");
const LANGUAGES: &str = include_str!("../rulebook/languages.toml");
macro_rules! wordings {
    ($($code:literal)*) => {
        &[$(($code, include_str!(concat!("../rulebook/", $code, ".toml")))),*]
    };
}

/// The files of words that are built in, by language.
const WORDINGS: &[(&str, &str)] = wordings!["da" "de" "en" "es" "fi" "fr" "it" "nl" "no" "pl" "pt" "sv"];

/// What a rule shows about the innovation test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// It is new to the organisation.
    Novel,
    /// Nothing about it is new.
    NotNovel,
    /// It has reached users, if only on trial.
    Used,
    /// It has not begun.
    NotUsed,
    /// It is meant to change something for people or for the administration.
    ValueIntended,
    /// It has changed something, for better or worse.
    ValueCreated,
    /// It changed nothing.
    NoValue,
}

impl Shows {
    /// What it shows, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Novel => "it is new to the organisation",
            Self::NotNovel => "nothing about it is new",
            Self::Used => "it has reached users",
            Self::NotUsed => "it has not begun",
            Self::ValueIntended => "it is meant to change something for the better",
            Self::ValueCreated => "it has changed something",
            Self::NoValue => "it changed nothing",
        }
    }
}

/// One rule: what it means, how it weighs and why.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The permanent code, the same in every language: `E-COST`.
    pub code: Arc<str>,
    /// What it is about, in a few words.
    pub name: String,
    /// The pole that it pulls to, and how strongly, in hundredths: 100 is one plain statement of purpose.
    pub pull: Option<(Pole, i32)>,
    /// What it shows about the innovation test.
    pub shows: Option<Shows>,
    /// Why these words speak for it: the source in the field's literature.
    pub why: String,
    /// Whether it rests on single words, which say something only where several of them come together.
    pub hint: bool,
    /// Whether it bears a placement out but does not make one by itself: it names a subject rather than a purpose.
    /// So do all hints.
    pub supports: bool,
    /// Switched off by the user.
    pub off: bool,
    fields: u64,
}

impl Rule {
    /// Whether the rule reads a field.
    pub fn reads(&self, field: Field) -> bool {
        self.fields & bit(field) != 0
    }
}

fn bit(field: Field) -> u64 {
    1 << (field as u32)
}

/// A rulebook ready to read with. Compiled language by language, when a text in it first turns up.
#[derive(Debug)]
pub struct Rulebook {
    rules: Vec<Rule>,
    /// How much a field weighs, in percent, by the field's place.
    weights: Vec<i32>,
    /// The fields that any rule reads.
    read: u64,
    languages: Arc<Languages>,
    /// Phrases that hold in every language.
    patterns: Arc<Patterns>,
    /// One a language, in the order of `languages`.
    shelves: Vec<Shelf>,
    /// The digest of the files built in.
    built_in: u64,
    /// The digest of the user's own files.
    own: Option<u64>,
}

#[derive(Debug)]
struct Shelf {
    /// The user's own wordings beside those built in.
    added: BTreeMap<String, Wording>,
    lexicon: OnceLock<Option<Lexicon>>,
}

impl Rulebook {
    /// The rulebook that is built in; read once.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    fn read() -> Result<Self, RulebookError> {
        let file: RulesFile = toml::from_str(RULES).map_err(|error| RulebookError::of_toml(&error, RULES))?;
        let patterns: Patterns =
            toml::from_str(PATTERNS).map_err(|error| RulebookError::of_toml(&error, PATTERNS))?;
        let languages = Languages::read(LANGUAGES).map_err(RulebookError)?;
        let shelves = languages.known.iter().map(|_| Shelf::default()).collect();
        let mut weights = vec![0; Field::ALL.len()];
        for (field, weight) in &file.fields {
            weights[*field as usize] = *weight;
        }
        let default = file.fields.keys().fold(0, |fields, field| fields | bit(*field));
        let rules = file.rules.into_iter().map(|(code, entry)| entry.rule(&code, default));
        let rules: Vec<Rule> = rules.collect::<Result<_, _>>().map_err(RulebookError)?;
        let read = rules.iter().fold(0, |fields, rule| fields | rule.fields);
        let texts = [RULES, PATTERNS, LANGUAGES].into_iter().chain(WORDINGS.iter().map(|(_, toml)| *toml));
        Ok(Self {
            rules,
            weights,
            read,
            languages: Arc::new(languages),
            patterns: Arc::new(patterns),
            shelves,
            built_in: digest(texts.flat_map(str::bytes)),
            own: None,
        })
    }

    /// Which rulebook this is, in words: a digest of the files built in and, where there are any, of the
    /// user's own. It changes whenever a placement may.
    ///
    /// ```
    /// use evenfolio_core::rulebook::Rulebook;
    /// let built_in = Rulebook::built_in();
    /// let own = built_in.extended("language = 'en'\noff = ['E-COST']").unwrap();
    /// assert!(built_in.version().starts_with("built in, "));
    /// assert!(own.version().starts_with(&built_in.version()) && own.version() != built_in.version());
    /// ```
    pub fn version(&self) -> String {
        let own = self.own.map_or(String::new(), |own| format!(", with own rules {own:016x}"));
        format!("built in, {:016x}{own}", self.built_in)
    }

    fn codes(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| &*rule.code)
    }

    /// All rules, by code; a user's own come last.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with that code, in any letter case.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
    }

    /// The languages that the rulebook has phrases in: ISO 639-1 code and English name.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.languages.known.iter().map(|language| (&*language.code, &*language.name))
    }

    /// The words of a rule in one language, the user's own included; `None` if it has none.
    pub fn wording(&self, code: &str, language: &str) -> Option<Wording> {
        let code = &self.rule(code)?.code;
        let mut file = built_in_wordings(language);
        let mut wording = file.as_mut().and_then(|file| file.rules.remove(&**code));
        if let (Some(wording), Some(patterns)) = (&mut wording, self.patterns.get(&**code)) {
            wording.join(patterns.clone());
        }
        if let Some(own) = self.shelves[self.languages.place(language)?].added.get(&**code) {
            wording.get_or_insert_default().join(own.clone());
        }
        wording
    }

    /// How much a field weighs, in percent.
    pub(crate) fn weight(&self, field: Field) -> i32 {
        self.weights[field as usize]
    }

    fn reads(&self, field: Field) -> bool {
        self.read & bit(field) != 0
    }

    /// The compiled phrases of a language.
    fn lexicon(&self, place: usize) -> Option<&Lexicon> {
        let Shelf { added, lexicon } = &self.shelves[place];
        let compile = || {
            let file = built_in_wordings(&self.languages.known[place].code).unwrap_or_default();
            let phrases = file.senses(&self.rules, &self.patterns, added);
            let clauses = Clauses::new(&file.joins, &file.relatives);
            let usual = self.languages.known[place].usual();
            (!phrases.is_empty()).then(|| Lexicon::new(&phrases, clauses, &usual))
        };
        lexicon.get_or_init(compile).as_ref()
    }
}

impl Shelf {
    fn emptied(&self) -> Self {
        Self { added: self.added.clone(), lexicon: OnceLock::new() }
    }
}

impl Default for Shelf {
    fn default() -> Self {
        Self { added: BTreeMap::new(), lexicon: OnceLock::new() }
    }
}

fn built_in_wordings(language: &str) -> Option<LanguageFile> {
    let (_, toml) = WORDINGS.iter().find(|(code, _)| *code == language)?;
    Some(toml::from_str(toml).expect("the rulebook built in is checked by a test"))
}

/// A user's rulebook file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulebookError(String);

impl RulebookError {
    /// A fault in the form of the file; the line is counted in `text`.
    fn of_toml(error: &toml::de::Error, text: &str) -> Self {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        Self(format!("line {line}: {}", error.message()))
    }

    /// A fault in what the file says, at the first line that holds `needle`.
    fn at(text: &str, needle: &str, message: String) -> Self {
        match text.lines().position(|line| line.contains(needle)) {
            Some(line) => Self(format!("line {}: {message}", line + 1)),
            None => Self(message),
        }
    }
}

/// A fixed hash (FNV-1a): it tells versions apart, it does not guard against forgery.
fn digest(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

impl fmt::Display for RulebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rules cannot be read: {}", self.0)
    }
}

impl std::error::Error for RulebookError {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::initiative::{Declared, Initiative};
    use crate::origin::Origin;

    pub(crate) fn described(field: Field, text: &str) -> Initiative {
        Initiative {
            origin: Origin { path: "a.csv".into(), sheet: None, row: 2 },
            texts: [(field, text.to_owned())].into_iter().collect(),
            agency: "Agency".to_owned(),
            status: None,
            start: None,
            end: None,
            budget: None,
            declared: Declared::default(),
        }
    }

    fn codes(rulebook: &Rulebook, field: Field, text: &str) -> Vec<String> {
        let initiative = described(field, text);
        let reading = rulebook.find_in(&initiative, None);
        reading.iter().map(|found| found.rule.code.to_string()).collect()
    }

    #[test]
    fn every_wording_belongs_to_a_rule_and_can_be_read() {
        let mut wrong = String::new();
        let rulebook = Rulebook::built_in();
        for (code, toml) in WORDINGS {
            let file: LanguageFile = toml::from_str(toml).unwrap_or_else(|error| panic!("{code}: {error}"));
            for (rule, wording) in &file.rules {
                assert!(rulebook.rule(rule).is_some(), "{code}: {rule}");
                for phrase in wording.phrases.iter().chain(&wording.except) {
                    let spelled_out = expanded(phrase, &file.classes);
                    if let Err(error) = spelled_out.and_then(|phrase| Phrase::parse(&phrase)) {
                        wrong += &format!("{code} {rule}: {phrase}: {error}\n");
                    }
                }
            }
            for phrase in file
                .denial
                .iter()
                .chain(&file.denial_of_clause)
                .chain(&file.takes_back)
                .chain(&file.no_denial)
                .chain(&file.mention)
            {
                Phrase::parse(phrase).unwrap_or_else(|error| panic!("{code}: {phrase}: {error}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn every_pattern_belongs_to_a_rule_and_every_language_has_its_classes() {
        let mut wrong = String::new();
        let rulebook = Rulebook::built_in();
        for (code, patterns) in &*rulebook.patterns {
            assert!(rulebook.rule(code).is_some(), "{code}");
            for ((language, toml), pattern) in WORDINGS
                .iter()
                .flat_map(|file| patterns.phrases.iter().chain(&patterns.except).map(move |p| (file, p)))
            {
                let file: LanguageFile = toml::from_str(toml).unwrap();
                let read = expanded(pattern, &file.classes).and_then(|phrase| Phrase::parse(&phrase));
                if let Err(error) = read {
                    wrong += &format!("{language} {code}: {pattern}: {error}\n");
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn every_example_is_found_by_its_rule_in_its_own_language() {
        let rulebook = Rulebook::built_in();
        let mut missed = String::new();
        for (language, toml) in WORDINGS {
            let file: LanguageFile = toml::from_str(toml).unwrap();
            for (code, wording) in &file.rules {
                let reads = |field: &&Field| rulebook.rule(code).unwrap().reads(**field);
                let fields = [Field::Description, Field::NoveltyLevel];
                let found = codes(&rulebook, *fields.iter().find(reads).unwrap(), &wording.example);
                if !found.contains(code) {
                    missed += &format!("{language} {code}: {:?} gives {found:?}\n", wording.example);
                }
            }
        }
        assert!(missed.is_empty(), "{missed}");
    }
}
