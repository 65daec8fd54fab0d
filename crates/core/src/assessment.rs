//! An initiative with what was found about it: the innovation test, its standing, its placement.

use std::sync::Arc;

use jiff::civil;
use serde::Serialize;

use crate::initiative::Initiative;
use crate::innovation_test::examine::{Examiner, standing};
use crate::innovation_test::{InnovationTest, Standing, Strictness};
use crate::placement::weigh::inferred;
use crate::placement::{Calibration, Placement, given};
use crate::rulebook::Rulebook;

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
}

/// Tests and places initiatives, by one rulebook and one strictness. Cheap to clone, and one judge may serve
/// any number of threads.
#[derive(Clone, Debug)]
pub struct Judge {
    strictness: Strictness,
    rulebook: Arc<Rulebook>,
    calibration: Calibration,
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
        Self { strictness, rulebook, calibration, as_of: None }
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

    /// The same judge speaking for that day. Without one, dates say nothing about what is implemented.
    #[must_use]
    pub fn with_as_of(self, as_of: civil::Date) -> Self {
        Self { as_of: Some(as_of), ..self }
    }

    /// The rulebook that it judges by.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Tests and places one initiative. Pure: the same initiative gives the same assessment.
    pub fn assess(&self, initiative: Initiative) -> Assessment {
        let reading = self.rulebook.find_in(&initiative);
        let test = Examiner { strictness: self.strictness, as_of: self.as_of }.examine(&initiative, &reading);
        let standing = standing(&test, initiative.status, self.strictness);
        let placement = given::by_register(&initiative).unwrap_or_else(|| {
            inferred(&reading, &self.calibration, |found| self.rulebook.weight(found.field))
        });
        drop(reading);
        Assessment { initiative, test, standing, placement }
    }
}
