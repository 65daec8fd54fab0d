//! Whether what an earlier workbook shows as decided is decided in this run, too.

use std::collections::{BTreeMap, BTreeSet};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::decision::Subject;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;
use evenfolio_report::answers::Shown;

/// What was found of it so far.
#[derive(Default)]
pub(crate) struct Carried {
    by_subject: BTreeMap<Subject, Vec<usize>>,
    carried: BTreeSet<usize>,
}

impl Carried {
    /// Begins with all that is shown.
    pub(crate) fn of(shown: &[Shown]) -> Self {
        let mut by_subject: BTreeMap<Subject, Vec<usize>> = BTreeMap::new();
        for (place, shown) in shown.iter().enumerate() {
            for subject in &shown.subjects {
                by_subject.entry(subject.clone()).or_default().push(place);
            }
        }
        Self { by_subject, carried: BTreeSet::new() }
    }

    /// Notes what is decided about an initiative.
    pub(crate) fn note(&mut self, assessment: &Assessment, shown: &[Shown]) {
        if self.by_subject.is_empty() || assessment.decisions.is_empty() {
            return;
        }
        let has_facet = assessment.decided(|decision| decision.facet).is_some();
        let is_amended = assessment.decisions.iter().any(|decision| decision.amends());
        for subject in Subject::all_of(&assessment.initiative) {
            for place in self.by_subject.get(&subject).into_iter().flatten() {
                if if shown[*place].is_facet { has_facet } else { is_amended } {
                    self.carried.insert(*place);
                }
            }
        }
    }

    /// What is shown and was not decided.
    pub(crate) fn missing(&self, shown: &[Shown]) -> Vec<Finding> {
        let missing = shown.iter().enumerate().filter(|(place, _)| !self.carried.contains(place));
        missing
            .map(|(_, shown)| {
                let Shown { path, cell, words, .. } = shown;
                let message = format!(
                    "in {path}, {cell} shows what was decided before: “{words}”; no file that was given holds that \
                     decision, and it is not applied"
                );
                Finding::new(Code::DecisionNotCarried, Place::File { path: path.clone() }, message)
            })
            .collect()
    }
}
