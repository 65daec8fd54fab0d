//! A person's word on an initiative, with name, day and reason. The tool applies it and never overwrites it.

mod correction;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil;
use serde::Serialize;

use crate::comparison::Digest;
use crate::field::Field;
use crate::fold::fold;
use crate::initiative::{Initiative, iso};
use crate::innovation_test::Outcome;
use crate::position::Facet;

pub use correction::{Correction, Mark, Target, Was};

/// Whom a decision is about: an initiative of one agency, by the agency's own identifier, by title, or, where
/// neither tells it from others, by everything that its register says of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    by: By,
    key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum By {
    Id,
    Title,
    Words,
}

impl Subject {
    /// By agency and identifier; `None` for an empty identifier.
    pub fn by_id(agency: &str, id: &str) -> Option<Self> {
        let id = id.trim();
        (!id.is_empty()).then(|| Self { by: By::Id, key: format!("{}\u{1f}{id}", fold(agency)) })
    }

    /// By agency and title, both compared folded; `None` for an empty title.
    pub fn by_title(agency: &str, title: &str) -> Option<Self> {
        let title = fold(title);
        (!title.is_empty()).then(|| Self { by: By::Title, key: format!("{}\u{1f}{title}", fold(agency)) })
    }

    /// Everything by which decisions may know an initiative.
    pub fn all_of(initiative: &Initiative) -> impl Iterator<Item = Self> {
        let of = |field| initiative.registered(field).unwrap_or_default();
        let agency = of(Field::Agency);
        let named = [Self::by_title(agency, of(Field::Title)), Self::by_id(agency, of(Field::Id))];
        named.into_iter().flatten().chain([Self::by_words(Digest::of_words(initiative))])
    }

    /// By the digest of everything that the register says: the one row that says it, wherever it stands.
    pub fn by_words(words: Digest) -> Self {
        Self { by: By::Words, key: words.to_string() }
    }
}

/// Agency and identifier, or agency and title, folded as they are compared.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (agency, key) = self.key.split_once('\u{1f}').unwrap_or(("", &self.key));
        match self.by {
            By::Id => write!(f, "identifier “{key}” of “{agency}”"),
            By::Title => write!(f, "title “{key}” of “{agency}”"),
            By::Words => write!(f, "a row with the text digest {key}"),
        }
    }
}

/// What a person decided about one initiative.
///
/// Any of it may be decided alone; what is `None` is left to the register and its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Whom it is about.
    #[serde(skip)]
    pub subject: Subject,
    /// The facet.
    pub facet: Option<Facet>,
    /// Whether it is novel in its context.
    pub novel: Option<Outcome>,
    /// Whether it is implemented.
    pub implemented: Option<Outcome>,
    /// Whether it shifts public value.
    pub value: Option<Outcome>,
    /// Values of its register that the person put right.
    #[serde(skip)]
    pub corrections: Vec<Correction>,
    /// Who decided.
    pub by: String,
    /// On what day.
    #[serde(serialize_with = "iso")]
    pub on: civil::Date,
    /// Why.
    pub why: String,
}

impl Decision {
    /// Whether it puts a value of the register or an outcome of the test right.
    pub fn amends(&self) -> bool {
        let outcomes = [self.novel, self.implemented, self.value];
        outcomes.iter().any(Option::is_some) || !self.corrections.is_empty()
    }
}

/// All decisions of a run. Several may be about one initiative: on each matter the latest word holds.
///
/// ```
/// use evenfolio_core::decision::{Decision, Decisions, Subject};
/// use evenfolio_core::position::Facet;
///
/// let on = |day| jiff::civil::date(2026, 3, day);
/// let decided = |facet, day| Decision {
///     subject: Subject::by_title("City of Lund", "Night bus").unwrap(),
///     facet: Some(facet), novel: None, implemented: None, value: None,
///     corrections: Vec::new(), by: "portfolio board".into(), on: on(day), why: "asked for by riders".into(),
/// };
/// let mut decisions = Decisions::default();
/// assert!(decisions.insert(decided(Facet::Adaptive, 9)).is_none());
/// // The later word holds, in whatever order the two are read.
/// let displaced = decisions.insert(decided(Facet::Enhancement, 2)).unwrap();
/// assert_eq!(displaced.on, on(2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// In the order in which they came.
    all: Vec<Arc<Decision>>,
    by_subject: BTreeMap<Subject, Vec<usize>>,
}

impl Decisions {
    /// Adds a decision. Where another says something else on the same matter about the same initiative, the
    /// later holds (on the same day: the one added last) and the other is given back, to be reported.
    pub fn insert(&mut self, decision: Decision) -> Option<Arc<Decision>> {
        let decision = Arc::new(decision);
        let about = self.by_subject.entry(decision.subject.clone()).or_default();
        let contradicted =
            about.iter().map(|place| &self.all[*place]).find(|held| held.contradicts(&decision));
        let displaced = contradicted.map(|held| if held.on > decision.on { &decision } else { held }.clone());
        about.push(self.all.len());
        self.all.push(decision);
        displaced
    }

    /// The decisions about an initiative, by whatever its register calls it: the latest last.
    pub fn about(&self, initiative: &Initiative) -> Vec<Arc<Decision>> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let agency = initiative.registered(Field::Agency).unwrap_or_default();
        let subjects = [
            Subject::by_title(agency, initiative.registered(Field::Title).unwrap_or_default()),
            Subject::by_id(agency, initiative.registered(Field::Id).unwrap_or_default()),
            self.has_words().then(|| Subject::by_words(Digest::of_words(initiative))),
        ];
        let mut places: Vec<usize> = subjects
            .into_iter()
            .flatten()
            .filter_map(|subject| self.by_subject.get(&subject))
            .flatten()
            .copied()
            .collect();
        places.sort_by_key(|place| (self.all[*place].on, *place));
        places.into_iter().map(|place| Arc::clone(&self.all[place])).collect()
    }

    /// Subjects known by their words come last in the order of subjects.
    fn has_words(&self) -> bool {
        self.by_subject.last_key_value().is_some_and(|(subject, _)| subject.by == By::Words)
    }

    /// All decisions, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Decision>> {
        self.by_subject.values().flatten().map(|place| &self.all[*place])
    }

    /// The decisions about none of the initiatives whose subjects are given, in a fixed order.
    pub fn unmatched<'a>(
        &'a self,
        matched: &'a BTreeSet<Subject>,
    ) -> impl Iterator<Item = &'a Arc<Decision>> {
        self.iter().filter(|decision| !matched.contains(&decision.subject))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Decision {
    /// Whether both speak of one matter and do not say the same.
    fn contradicts(&self, other: &Self) -> bool {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        differ(self.facet, other.facet)
            || differ(self.novel, other.novel)
            || differ(self.implemented, other.implemented)
            || differ(self.value, other.value)
            || self.corrections.iter().any(|mine| {
                other
                    .corrections
                    .iter()
                    .any(|theirs| mine.target == theirs.target && mine.value != theirs.value)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Judge;
    use crate::initiative::{Corrected, Declared, Initiative};
    use crate::origin::Origin;
    use jiff::civil::date;

    fn initiative(title: &str, id: &str) -> Initiative {
        Initiative {
            origin: Origin { path: "a.csv".into(), sheet: None, row: 2 },
            texts: [(Field::Title, title.to_owned()), (Field::Id, id.to_owned())].into_iter().collect(),
            agency: "City".to_owned(),
            status: None,
            start: None,
            end: None,
            budget: None,
            declared: Declared::default(),
        }
    }

    fn decision(subject: Subject, by: &str, day: i8) -> Decision {
        let (facet, novel, implemented, value) = (None, None, None, None);
        let (corrections, on, why) = (Vec::new(), date(2026, 3, day), String::new());
        Decision { subject, facet, novel, implemented, value, corrections, by: by.to_owned(), on, why }
    }

    #[test]
    fn a_later_word_on_one_matter_leaves_earlier_words_on_others() {
        let subject = Subject::by_id("City", "7").unwrap();
        let mut decisions = Decisions::default();
        let novel = Some(Outcome::Met);
        let first = Decision { facet: Some(Facet::Mission), novel, ..decision(subject, "Board", 2) };
        assert_eq!(decisions.insert(first), None);
        let by_title = Subject::by_title("City", "Night bus").unwrap();
        let novel = Some(Outcome::NotMet);
        assert_eq!(decisions.insert(Decision { novel, ..decision(by_title, "Office", 9) }), None);
        let assessment =
            Judge::default().with_decisions(Arc::new(decisions)).assess(initiative("Night bus", "7"));
        assert_eq!(assessment.placement.facet, Some(Facet::Mission));
        assert_eq!(assessment.test.novel.outcome, Outcome::NotMet);
        assert_eq!(assessment.decided(|decision| decision.facet).unwrap().by, "Board");
        assert_eq!(assessment.decided(|decision| decision.novel).unwrap().by, "Office");
    }

    #[test]
    fn an_initiative_is_known_by_what_its_register_says() {
        let mut corrected = initiative("Night bus", "");
        let words = Digest::of_words(&corrected);
        corrected.texts.correct(
            "Day bus",
            Corrected {
                field: Field::Title,
                was: Some("Night bus".to_owned()),
                by: "Office".to_owned(),
                on: date(2026, 3, 1),
            },
        );
        let mut decisions = Decisions::default();
        decisions.insert(decision(Subject::by_title("City", "Night bus").unwrap(), "Board", 2));
        decisions.insert(decision(Subject::by_words(words), "Office", 1));
        let by: Vec<_> = decisions.about(&corrected).iter().map(|decision| decision.by.clone()).collect();
        assert_eq!(by, ["Office", "Board"]);
        assert!(decisions.about(&initiative("Day bus", "")).is_empty());
    }

    #[test]
    fn an_agency_that_no_cell_names_may_be_put_right() {
        let mut corrected = initiative("Night bus", "");
        assert_eq!(corrected.text(Field::Agency), None);
        let mut decisions = Decisions::default();
        decisions.insert(decision(Subject::by_words(Digest::of_words(&corrected)), "Board", 1));
        let (by, on) = ("Office".to_owned(), date(2026, 3, 1));
        let was = Some(corrected.agency.clone());
        corrected.texts.correct("Transport", Corrected { field: Field::Agency, was, by, on });
        assert_eq!(decisions.about(&corrected).len(), 1);
    }
}
