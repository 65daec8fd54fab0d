//! What stands behind each facet: the methods, the sources of money and the drivers that the registers name.
//! Whoever uses one method or answers to one funder tends to make one kind of innovation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::fold::fold;
use crate::initiative::Initiative;
use crate::merge::Merge;
use crate::position::Facet;

/// Values are told apart by this many characters, folded; what is longer is a sentence, not a category.
pub const VALUE_LENGTH: usize = 60;

/// At most this many values are taken from one cell.
const VALUES_PER_CELL: usize = 12;

/// The counted initiatives that have a facet, by what they name. Keys are folded values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backing {
    /// By way of working.
    pub methods: BTreeMap<String, Backed>,
    /// By who pays.
    pub funding_sources: BTreeMap<String, Backed>,
    /// By what pushes them.
    pub drivers: BTreeMap<String, Backed>,
}

/// The initiatives that name one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backed {
    /// The value as a register writes it; of several spellings the first in the order of their characters.
    pub label: Option<String>,
    /// How many at each facet, in the order of [`Facet::ALL`].
    pub numbers: [u64; 4],
}

impl Backing {
    /// Takes in an initiative that has a facet.
    pub fn note(&mut self, initiative: &Initiative, facet: Facet) {
        // Names of payers and drivers may hold commas; lists of methods are most often parted by them.
        note(&mut self.methods, initiative.text(Field::Method), &[';', '|', '\n', '\r', '•', ','], facet);
        note(
            &mut self.funding_sources,
            initiative.text(Field::FundingSource),
            &[';', '|', '\n', '\r', '•'],
            facet,
        );
        note(&mut self.drivers, initiative.text(Field::Driver), &[';', '|', '\n', '\r', '•'], facet);
    }
}

fn note(values: &mut BTreeMap<String, Backed>, cell: Option<&str>, marks: &[char], facet: Facet) {
    let mut seen = BTreeMap::new();
    for value in cell.unwrap_or_default().split(marks) {
        let label: String = value.trim().chars().take(VALUE_LENGTH).collect();
        let key: String = fold(&label).chars().take(VALUE_LENGTH).collect();
        if !key.is_empty() && seen.len() < VALUES_PER_CELL {
            seen.entry(key).or_insert(label);
        }
    }
    for (key, label) in seen {
        let mut one = Backed { label: Some(label), numbers: [0; 4] };
        one.numbers[facet.index()] = 1;
        values.entry(key).or_default().merge_from(&one);
    }
}

impl Merge for Backed {
    fn merge_from(&mut self, other: &Self) {
        self.label = match (self.label.take(), &other.label) {
            (Some(mine), Some(theirs)) => Some(if mine <= *theirs { mine } else { theirs.clone() }),
            (mine, theirs) => mine.or_else(|| theirs.clone()),
        };
        self.numbers.merge_from(&other.numbers);
    }
}

impl Merge for Backing {
    fn merge_from(&mut self, other: &Self) {
        self.methods.merge_from(&other.methods);
        self.funding_sources.merge_from(&other.funding_sources);
        self.drivers.merge_from(&other.drivers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::laws;
    use crate::portfolio::samples;
    use proptest::prelude::*;

    fn backings() -> impl Strategy<Value = Backing> {
        prop::collection::vec(samples::assessments(), 0..8).prop_map(|assessments| {
            let mut backing = Backing::default();
            for assessment in assessments {
                if let Some(facet) = assessment.placement.facet {
                    backing.note(&assessment.initiative, facet);
                }
            }
            backing
        })
    }

    proptest! {
        #[test]
        fn backings_obey(a in backings(), b in backings(), c in backings()) {
            laws::hold(&a, &b, &c);
        }
    }

    #[test]
    fn a_cell_names_several_methods_each_once() {
        let mut methods = BTreeMap::new();
        note(&mut methods, Some("Lean, co-creation; LEAN | "), &[';', '|', ','], Facet::Mission);
        note(&mut methods, Some("lean"), &[';', '|', ','], Facet::Enhancement);
        let shown: Vec<_> = methods
            .iter()
            .map(|(key, backed)| (key.as_str(), backed.label.as_deref(), backed.numbers))
            .collect();
        assert_eq!(
            shown,
            [("co creation", Some("co-creation"), [0, 1, 0, 0]), ("lean", Some("Lean"), [1, 1, 0, 0]),]
        );
    }
}
