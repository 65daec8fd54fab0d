//! The rulebook: which words of a register speak for which pole or for which outcome of the innovation test.
//!
//! It is data. `rulebook/rules.toml` says what each rule means, how strongly it pulls and why;
//! `rulebook/<language>.toml` says in which words. A rule has the same code in every language. Users add rules
//! and phrases, or switch rules off, in a file of their own ([`Rulebook::extended`]).
//!
//! What a text says the initiative is for, and how it came about, is evidence. The technology that it uses is
//! not: no rule rests on words such as AI, blockchain or app alone.

mod classes;
mod file;
mod language;
mod lexicon;
mod phrase;
mod reading;
pub mod repetition;
mod tokens;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::position::Pole;
use file::{Extension, LanguageFile, Patterns, RulesFile};
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
        let file: RulesFile = toml::from_str(RULES).map_err(|error| RulebookError::new(&error))?;
        let patterns: Patterns = toml::from_str(PATTERNS).map_err(|error| RulebookError::new(&error))?;
        let languages = Languages::read(LANGUAGES).map_err(RulebookError)?;
        let shelves = languages.known.iter().map(|_| Shelf::default()).collect();
        let mut weights = vec![0; Field::ALL.len()];
        for (field, weight) in &file.fields {
            weights[*field as usize] = *weight;
        }
        let default = file.fields.keys().fold(0, |fields, field| fields | bit(*field));
        let rules = file.rules.into_iter().map(|(code, entry)| entry.rule(&code, default));
        let rules: Vec<Rule> = rules.collect::<Result<_, _>>()?;
        let read = rules.iter().fold(0, |fields, rule| fields | rule.fields);
        Ok(Self {
            rules,
            weights,
            read,
            languages: Arc::new(languages),
            patterns: Arc::new(patterns),
            shelves,
        })
    }

    /// This rulebook with a user's own file: rules of their own, phrases of their own for rules that exist,
    /// and rules switched off.
    ///
    /// ```
    /// use evenfolio_core::rulebook::Rulebook;
    /// let own = Rulebook::built_in().extended(r#"
    ///     language = "en"
    ///     off = ["E-SHARED"]
    ///     [rules.E-COST]
    ///     phrases = ["pays for itself"]
    ///     [rules.X-GAEL]
    ///     name = "Language of the region"
    ///     pole = "directed"
    ///     strength = 60
    ///     why = "The regional plan makes bilingual services an aim."
    ///     phrases = ["bilingual service*"]
    ///     example = "Bilingual services at every counter."
    /// "#)?;
    /// assert!(own.rule("X-GAEL").is_some() && own.rule("E-SHARED").unwrap().off);
    /// # Ok::<(), evenfolio_core::rulebook::RulebookError>(())
    /// ```
    pub fn extended(&self, toml: &str) -> Result<Self, RulebookError> {
        let file: Extension = toml::from_str(toml).map_err(|error| RulebookError::new(&error))?;
        let code = &file.language;
        let place = self.languages.place(code);
        let place = place.ok_or_else(|| RulebookError(format!("`{code}` is no language of the rulebook")))?;
        let mut rules = self.rules.clone();
        let mut shelves: Vec<Shelf> = self.shelves.iter().map(Shelf::emptied).collect();
        for code in &file.off {
            let rule = rules.iter_mut().find(|rule| *rule.code == **code);
            rule.ok_or_else(|| RulebookError(format!("there is no rule `{code}` to switch off")))?.off = true;
        }
        let default = (0..self.weights.len()).filter(|place| self.weights[*place] != 0);
        let default = default.fold(0, |fields, place| fields | 1 << place);
        let classes = built_in_wordings(code).map(|file| file.classes).unwrap_or_default();
        for (code, (entry, wording)) in file.rules()? {
            wording.check(&code, &classes)?;
            match (entry, rules.iter().any(|rule| *rule.code == *code)) {
                (Some(_), true) => {
                    return Err(RulebookError(format!("rule `{code}` exists already: add phrases only")));
                }
                (None, false) => return Err(RulebookError(format!("rule `{code}` needs a name and a why"))),
                (Some(entry), false) => rules.push(entry.rule(&code, default)?),
                (None, true) => {}
            }
            shelves[place].added.entry(code).or_default().join(wording);
        }
        if rules.len() > usize::from(u16::MAX) {
            return Err(RulebookError("too many rules".to_owned()));
        }
        let read = rules.iter().fold(0, |fields, rule| fields | rule.fields);
        Ok(Self {
            rules,
            weights: self.weights.clone(),
            read,
            languages: Arc::clone(&self.languages),
            patterns: Arc::clone(&self.patterns),
            shelves,
        })
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
            wording.phrases.extend_from_slice(patterns);
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
            (!phrases.is_empty()).then(|| Lexicon::new(phrases))
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
    fn new(error: &impl fmt::Display) -> Self {
        Self(error.to_string().trim_end().to_owned())
    }
}

impl fmt::Display for RulebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rulebook cannot be read: {}", self.0)
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
        let reading = rulebook.find_in(&initiative);
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
            for phrase in file.denial.iter().chain(&file.no_denial).chain(&file.mention) {
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
            for ((language, toml), pattern) in
                WORDINGS.iter().flat_map(|file| patterns.iter().map(move |p| (file, p)))
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
