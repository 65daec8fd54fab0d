//! An initiative with what was found about it: the innovation test, its standing, its placement.

use std::sync::Arc;

use jiff::civil;
use serde::Serialize;

use crate::decision::{Decision, Decisions};
use crate::field::Field;
use crate::initiative::Initiative;
use crate::innovation_test::examine::{Examiner, standing};
use crate::innovation_test::{Criterion, InnovationTest, Standing, Strictness};
use crate::placement::weigh::inferred;
use crate::placement::{Calibration, Placement, given};
use crate::rulebook::repetition::Repetition;
use crate::rulebook::{Found, Rulebook};

/// An initiative and everything that was found about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// The entry itself.
    pub initiative: Initiative,
    /// The three criteria.
    pub test: InnovationTest,
    /// Whether it counts.
    pub standing: Standing,
    /// Where it stands.
    pub placement: Placement,
    /// What people decided about it, the latest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Arc<Decision>>,
}

impl Assessment {
    /// The latest decision that says something on a matter.
    pub fn decided<T>(&self, on: impl Fn(&Decision) -> Option<T>) -> Option<&Decision> {
        self.decisions.iter().rev().find(|decision| on(decision).is_some()).map(AsRef::as_ref)
    }
}

/// Tests and places initiatives, by one rulebook and one strictness. Cheap to clone, and one judge may serve
/// any number of threads.
#[derive(Clone, Debug)]
pub struct Judge {
    strictness: Strictness,
    rulebook: Arc<Rulebook>,
    calibration: Calibration,
    decisions: Arc<Decisions>,
    repetition: Option<Arc<Repetition>>,
    as_of: Option<civil::Date>,
}

impl Default for Judge {
    fn default() -> Self {
        Self::new(Strictness::default())
    }
}

impl Judge {
    /// A judge of that strictness with the rulebook that is built in.
    pub fn new(strictness: Strictness) -> Self {
        let (rulebook, calibration) = (Rulebook::built_in(), Calibration::default());
        let decisions = Arc::default();
        Self { strictness, rulebook, calibration, decisions, repetition: None, as_of: None }
    }

    /// The same judge with another rulebook.
    #[must_use]
    pub fn with_rulebook(self, rulebook: Arc<Rulebook>) -> Self {
        Self { rulebook, ..self }
    }

    /// The same judge with other figures for turning pulls into chances.
    #[must_use]
    pub fn with_calibration(self, calibration: Calibration) -> Self {
        Self { calibration, ..self }
    }

    /// The same judge bound by what people decided.
    #[must_use]
    pub fn with_decisions(self, decisions: Arc<Decisions>) -> Self {
        Self { decisions, ..self }
    }

    /// The same judge knowing which sentences stand in many rows: they say less about any one of them.
    #[must_use]
    pub fn with_repetition(self, repetition: Arc<Repetition>) -> Self {
        Self { repetition: Some(repetition), ..self }
    }

    /// The same judge speaking for that day. Without one, dates say nothing about what is implemented.
    #[must_use]
    pub fn with_as_of(self, as_of: civil::Date) -> Self {
        Self { as_of: Some(as_of), ..self }
    }

    /// The figures that it judges by.
    pub fn calibration(&self) -> Calibration {
        self.calibration
    }

    /// What people decided.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// The rulebook that it judges by.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Tests and places one initiative. Pure: the same initiative gives the same assessment.
    pub fn assess(&self, initiative: Initiative) -> Assessment {
        let decisions = self.decisions.about(&initiative);
        let reading = self.rulebook.find_in(&initiative, self.repetition.as_deref());
        let examiner = Examiner { strictness: self.strictness, as_of: self.as_of };
        let mut test = examiner.examine(&initiative, &reading);
        for decision in &decisions {
            apply(decision, &mut test);
        }
        let standing = standing(&test, initiative.status, self.strictness);
        let decided = decisions.iter().rev().find_map(|decision| decision.facet).map(given::decided);
        let placement = decided.or_else(|| given::by_register(&initiative)).unwrap_or_else(|| {
            let has_text = tells_more_than_its_title(&initiative);
            inferred(&reading, &self.calibration, has_text, |found| self.weight(found))
        });
        Assessment { initiative, test, standing, placement, decisions }
    }

    /// How much a find weighs, in percent: by its field, and by how often its sentence is repeated.
    fn weight(&self, found: &Found) -> i32 {
        self.rulebook.weight(found.field) * found.share / 100
    }
}

/// Whether there is at least a short sentence to read besides the title.
fn tells_more_than_its_title(initiative: &Initiative) -> bool {
    [Field::Description, Field::Objective, Field::Problem]
        .into_iter()
        .any(|field| initiative.text(field).is_some_and(|text| text.split_whitespace().nth(7).is_some()))
}

/// A person's word replaces what the register shows, grounds and all.
fn apply(decision: &Decision, test: &mut InnovationTest) {
    let criteria = [
        (decision.novel, &mut test.novel),
        (decision.implemented, &mut test.implemented),
        (decision.value, &mut test.value),
    ];
    for (outcome, criterion) in criteria {
        if let Some(outcome) = outcome {
            *criterion = Criterion { outcome, because: Vec::new() };
        }
    }
}
