//! A person's word on an initiative, with name, day and reason. The tool applies it and never overwrites it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil;
use serde::{Serialize, Serializer};

use crate::fold::fold;
use crate::initiative::Initiative;
use crate::innovation_test::Outcome;
use crate::position::Facet;

/// Whom a decision is about: an initiative of one agency, by the agency's own identifier or else by title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    by_title: bool,
    key: String,
}

impl Subject {
    /// By agency and identifier; `None` for an empty identifier.
    pub fn by_id(agency: &str, id: &str) -> Option<Self> {
        let id = id.trim();
        (!id.is_empty()).then(|| Self { by_title: false, key: format!("{}\u{1f}{id}", fold(agency)) })
    }

    /// By agency and title, both compared folded; `None` for an empty title.
    pub fn by_title(agency: &str, title: &str) -> Option<Self> {
        let title = fold(title);
        (!title.is_empty()).then(|| Self { by_title: true, key: format!("{}\u{1f}{title}", fold(agency)) })
    }
}

/// Agency and identifier, or agency and title, folded as they are compared.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (agency, key) = self.key.split_once('\u{1f}').unwrap_or(("", &self.key));
        let what = if self.by_title { "title" } else { "identifier" };
        write!(f, "{what} “{key}” of “{agency}”")
    }
}

/// What a person decided about one initiative.
///
/// Any of the four may be decided alone; what is `None` is left to the register and its texts.
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
    /// Who decided.
    pub by: String,
    /// On what day.
    #[serde(serialize_with = "iso")]
    pub on: civil::Date,
    /// Why.
    pub why: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn iso<S: Serializer>(date: &civil::Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// All decisions of a run, each initiative at most once.
///
/// ```
/// use evenfolio_core::decision::{Decision, Decisions, Subject};
/// use evenfolio_core::position::Facet;
///
/// let on = |day| jiff::civil::date(2026, 3, day);
/// let decided = |facet, day| Decision {
///     subject: Subject::by_title("City of Lund", "Night bus").unwrap(),
///     facet: Some(facet), novel: None, implemented: None, value: None,
///     by: "portfolio board".into(), on: on(day), why: "asked for by riders".into(),
/// };
/// let mut decisions = Decisions::default();
/// assert!(decisions.insert(decided(Facet::Adaptive, 9)).is_none());
/// // The later word holds, in whatever order the two are read.
/// let displaced = decisions.insert(decided(Facet::Enhancement, 2)).unwrap();
/// assert_eq!(displaced.on, on(2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions(BTreeMap<Subject, Arc<Decision>>);

impl Decisions {
    /// Adds a decision. If there is one about the same initiative, the later holds (on the same day: the one
    /// added last) and the other is given back, to be reported.
    pub fn insert(&mut self, decision: Decision) -> Option<Arc<Decision>> {
        let decision = Arc::new(decision);
        match self.0.get(&decision.subject) {
            Some(held) if held.on > decision.on => Some(decision),
            _ => self.0.insert(decision.subject.clone(), decision),
        }
    }

    /// The decision about an initiative: by its agency's identifier, else by its title.
    pub fn about(&self, initiative: &Initiative) -> Option<&Arc<Decision>> {
        if self.0.is_empty() {
            return None;
        }
        let key = |by_title, key: Option<String>| Some(Subject { by_title, key: key? });
        let by_id = key(false, initiative.id_key()).and_then(|subject| self.0.get(&subject));
        by_id.or_else(|| key(true, initiative.title_key()).and_then(|subject| self.0.get(&subject)))
    }

    /// All decisions, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Decision>> {
        self.0.values()
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
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
