//! Comparison of two runs: which initiatives entered, which left, what moved between facets, and whether the
//! register, the rules or a person moved it.

mod matching;
mod series;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::assessment::Assessment;
use crate::field::Field;
use crate::fold::fold;
use crate::initiative::Initiative;
use crate::innovation_test::{Outcome, Standing};
use crate::money::Money;
use crate::placement::Basis;
use crate::tally::Class;

pub use matching::{LIKE, Near, Reason};
pub use series::{Point, over_time};

/// What is kept of a run so that a later one can be compared with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// By what the entries were judged: the digest or version of rulebook and strictness. Any text will do, as
    /// long as it changes when the rules do.
    pub rules: String,
    /// The entries, in any order.
    pub entries: Vec<Entry>,
}

/// What is kept of one initiative.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its agency.
    pub agency: String,
    /// Its title; empty for entries without one.
    pub title: String,
    /// The agency's own identifier.
    pub id: Option<String>,
    /// Where it is counted.
    pub class: Class,
    /// Whether it is counted.
    pub standing: Standing,
    /// Is it novel, is it implemented, does it shift public value?
    pub outcomes: [Outcome; 3],
    /// Its money.
    pub budget: Option<Money>,
    /// What its placement rests on.
    pub basis: Basis,
    /// Whether a person put a value or an outcome of it right.
    #[serde(default)]
    pub amended: bool,
    /// A digest of everything its register says of it; `None` where the baseline was made by hand.
    pub words: Option<Digest>,
}

impl Entry {
    /// What is kept of an assessed initiative.
    pub fn of(assessment: &Assessment) -> Self {
        let Assessment { initiative, test, standing, placement, decisions } = assessment;
        Self {
            agency: initiative.agency.clone(),
            title: initiative.title().to_owned(),
            id: initiative.text(Field::Id).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()),
            class: Class::of(placement),
            standing: *standing,
            outcomes: [test.novel.outcome, test.implemented.outcome, test.value.outcome],
            budget: initiative.budget,
            basis: placement.basis,
            amended: decisions.iter().any(|decision| decision.amends()),
            words: Some(Digest::of_words(initiative)),
        }
    }

    /// Whether a person decided its placement.
    pub fn is_decided(&self) -> bool {
        self.basis == Basis::Decided
    }

    fn agency_key(&self) -> String {
        fold(&self.agency)
    }
}

/// Sixty-four bits by which two texts are told apart (FNV-1a). Stable across versions and machines; made to
/// notice change, not to withstand forgery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(u64);

impl Digest {
    /// The digest of named texts in the order given.
    pub fn of<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for (name, text) in texts {
            // Bytes that no UTF-8 text holds keep names and texts from running into each other.
            for byte in name.bytes().chain([0xfe]).chain(text.bytes()).chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Self(hash)
    }

    /// The digest of everything that the register says of an initiative, whatever a person has put right since.
    pub fn of_words(initiative: &Initiative) -> Self {
        Self::of(initiative.texts.registered().iter().map(|(field, text)| (field.key(), text)))
    }

    /// Reads sixteen hexadecimal digits, as [`Display`](fmt::Display) writes them.
    ///
    /// ```
    /// use evenfolio_core::comparison::Digest;
    /// let digest = Digest::of([("title", "Night bus")]);
    /// assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
    /// assert_eq!(Digest::parse("night bus"), None);
    /// ```
    pub fn parse(digits: &str) -> Option<Self> {
        u64::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 16).map(Self)
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        Self::parse(&digits)
            .ok_or_else(|| serde::de::Error::custom("a digest has sixteen hexadecimal digits"))
    }
}

/// Who or what changed an initiative's placement or test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The register says something else than before.
    Data,
    /// The register says the same, and the rules differ.
    Rules,
    /// A person decided, or a person's decision is gone.
    Person,
}

impl Cause {
    /// The lower-case word used in JSON and the workbook.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Rules => "rules",
            Self::Person => "person",
        }
    }
}

/// One initiative that stands in both runs and is not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Changed<'a> {
    /// As it was.
    pub old: &'a Entry,
    /// As it is.
    pub new: &'a Entry,
    /// What changed it.
    pub cause: Cause,
}

/// What changed between two runs. Every list is in the order of agency, title and identifier, whatever the
/// order of the entries; an initiative can be in several of the lists of changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison<'a> {
    /// Initiatives that were not there before.
    pub entered: Vec<&'a Entry>,
    /// Initiatives that are no longer there.
    pub left: Vec<&'a Entry>,
    /// Initiatives counted at another facet, or now with or without one.
    pub moved: Vec<Changed<'a>>,
    /// Initiatives whose test came out differently, or that now count or no longer do.
    pub retested: Vec<Changed<'a>>,
    /// Initiatives with another amount of money.
    pub repriced: Vec<Changed<'a>>,
    /// How many initiatives stand in both runs and are in none of these three lists.
    pub unchanged: u64,
    /// Pairs for a person to look at: they may be the same initiative, or, under one identifier, two.
    pub near: Vec<Near<'a>>,
}

impl Comparison<'_> {
    /// Whether the two runs say the same.
    pub fn is_empty(&self) -> bool {
        self.entered.is_empty()
            && self.left.is_empty()
            && self.moved.is_empty()
            && self.retested.is_empty()
            && self.repriced.is_empty()
    }
}

/// Compares two runs.
///
/// An initiative is the same if its register says the very same of it, else if its agency gives it the same
/// identifier, else if agency and title are the same (save that one has its own abbreviation in brackets);
/// identifier and title must be unique in both runs. Where an identifier leads to an entry with quite another
/// title, and the title stands elsewhere, the numbers were given anew and the title counts. Agencies and titles
/// are compared folded. Titles that are nearly the same are proposed in [`Comparison::near`], and not taken for
/// the same.
pub fn compare<'a>(old: &'a Baseline, new: &'a Baseline) -> Comparison<'a> {
    let matched = matching::matches(&old.entries, &new.entries);
    let mut comparison = Comparison { near: matched.near, ..Comparison::default() };
    let rules_differ = old.rules != new.rules;
    for (old, new) in matched.pairs {
        let changed = Changed { old, new, cause: cause(old, new, rules_differ) };
        let moved = old.class != new.class;
        let retested = old.outcomes != new.outcomes || old.standing != new.standing;
        let repriced = old.budget != new.budget;
        if moved {
            comparison.moved.push(changed);
        }
        // A decision on the facet places; it does not test, nor does it change a value.
        let amended = old.amended || new.amended;
        if retested {
            let cause = if amended { Cause::Person } else { without_person(old, new, rules_differ) };
            comparison.retested.push(Changed { cause, ..changed });
        }
        if repriced {
            let cause = if amended { Cause::Person } else { Cause::Data };
            comparison.repriced.push(Changed { cause, ..changed });
        }
        comparison.unchanged += u64::from(!(moved || retested || repriced));
    }
    comparison.entered = matched.entered;
    comparison.left = matched.left;
    comparison
}

fn cause(old: &Entry, new: &Entry, rules_differ: bool) -> Cause {
    if old.is_decided() || new.is_decided() { Cause::Person } else { without_person(old, new, rules_differ) }
}

fn without_person(old: &Entry, new: &Entry, rules_differ: bool) -> Cause {
    let same_words = old.words.is_some() && old.words == new.words;
    if same_words && rules_differ { Cause::Rules } else { Cause::Data }
}

#[cfg(test)]
mod tests;
