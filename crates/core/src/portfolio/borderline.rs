//! The initiatives that are most nearly something else: where a person's look is worth most.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::assessment::Assessment;
use crate::merge::Merge;
use crate::origin::Origin;
use crate::position::Facet;
use crate::tally::{self, Class};

/// How many of them are kept.
pub const KEPT: usize = 50;

/// Names are kept up to this many characters.
const NAME_LENGTH: usize = 120;

/// One borderline initiative. Orders by how near a call it is; those that nothing is known of come last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// By how much the likeliest facet is likelier than the next, in thousandths.
    pub margin: u16,
    /// Where it is counted.
    pub class: Class,
    /// Where it might as well be: the likeliest facet that is not its own.
    pub runner_up: Facet,
    /// Its agency.
    pub agency: String,
    /// What it is called, shortened.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
}

impl Candidate {
    fn key(&self) -> impl Ord {
        let Self { margin, class, runner_up, agency, name, origin } = self;
        (*class == Class::Unplaced, *margin, agency, name, origin, *class, *runner_up)
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The [`KEPT`] nearest calls among the counted initiatives, nearest first.
///
/// Keeping the smallest of a totally ordered set joins exactly: what falls out of a part has [`KEPT`] smaller
/// ones before it, and has them in every whole that the part is joined into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Borderline(BTreeSet<Candidate>);

impl Borderline {
    /// Takes in a counted initiative, if it is borderline and among the nearest calls.
    pub fn note(&mut self, Assessment { initiative, placement, .. }: &Assessment) {
        if !tally::is_borderline(placement) {
            return;
        }
        let chances = placement.probabilities;
        let [first, second, ..] = chances.ranked();
        self.keep(Candidate {
            margin: chances.of(first) - chances.of(second),
            class: Class::of(placement),
            runner_up: tally::runner_up(placement),
            agency: shortened(&initiative.agency),
            name: shortened(initiative.name()),
            origin: initiative.origin.clone(),
        });
    }

    /// The candidates, nearest call first.
    pub fn iter(&self) -> impl Iterator<Item = &Candidate> {
        self.0.iter()
    }

    fn keep(&mut self, candidate: Candidate) {
        if self.0.len() < KEPT || self.0.last().is_some_and(|last| candidate < *last) {
            self.0.insert(candidate);
            if self.0.len() > KEPT {
                self.0.pop_last();
            }
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(NAME_LENGTH) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

impl Merge for Borderline {
    fn merge_from(&mut self, other: &Self) {
        for candidate in &other.0 {
            self.keep(candidate.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::laws;
    use proptest::prelude::*;

    /// Few distinct values, so that sets overlap and ties are common; enough of them to overflow.
    fn borderlines() -> impl Strategy<Value = Borderline> {
        let candidate = (0_u16..6, 0_usize..6, 0_usize..4, 0_u64..30);
        prop::collection::vec(candidate, 0..140).prop_map(|candidates| {
            let mut kept = Borderline::default();
            for (margin, class, runner_up, row) in candidates {
                kept.keep(Candidate {
                    margin,
                    class: Class::ALL[class],
                    runner_up: Facet::ALL[runner_up],
                    agency: String::new(),
                    name: String::new(),
                    origin: Origin { path: "register.csv".into(), sheet: None, row },
                });
            }
            kept
        })
    }

    proptest! {
        #[test]
        fn the_nearest_calls_obey(a in borderlines(), b in borderlines(), c in borderlines()) {
            laws::hold(&a, &b, &c);
            let mut all: Vec<_> = [&a, &b, &c].into_iter().flat_map(|part| part.iter().cloned()).collect();
            all.sort();
            all.dedup();
            all.truncate(KEPT);
            let mut joined = a;
            joined.merge_from(&b);
            joined.merge_from(&c);
            prop_assert!(joined.iter().eq(&all));
        }
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(shortened("één"), "één");
        let long = "é".repeat(NAME_LENGTH + 1);
        assert_eq!(shortened(&long).chars().count(), NAME_LENGTH + 1);
        assert!(shortened(&long).ends_with("é…"));
    }
}
