//! An initiative with what was found about it: the innovation test, its standing, its placement.

use serde::Serialize;

use crate::initiative::{Declared, Initiative, Purpose};
use crate::innovation_test::{InnovationTest, Outcome, Standing, Strictness};
use crate::placement::{Basis, Placement, Probabilities};
use crate::position::Position;
use crate::status::Status;

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

/// Tests and places initiatives, by one rulebook and one strictness.
#[derive(Debug, Default)]
pub struct Judge {
    strictness: Strictness,
}

impl Judge {
    /// A judge of that strictness with the rulebook that is built in.
    pub fn new(strictness: Strictness) -> Self {
        Self { strictness }
    }

    /// Tests and places one initiative. Pure: the same initiative gives the same assessment.
    pub fn assess(&self, initiative: Initiative) -> Assessment {
        let mut test = InnovationTest::default();
        test.implemented.outcome = match initiative.status {
            Some(Status::Pilot | Status::Implemented | Status::Scaled | Status::Retired) => Outcome::Met,
            Some(Status::Prototype) | None => Outcome::NotEvidenced,
            Some(_) => Outcome::NotMet,
        };
        let standing = match initiative.status {
            Some(Status::Cancelled) => Standing::NeverImplemented,
            _ if test.implemented.outcome == Outcome::NotMet => Standing::Pipeline,
            _ if self.strictness > Strictness::Library && test.value.outcome != Outcome::Met => {
                Standing::NoValue
            }
            _ => Standing::Counted,
        };
        let placement = declared(&initiative.declared);
        Assessment { initiative, test, standing, placement }
    }
}

fn declared(declared: &Declared) -> Placement {
    let (basis, position) = match *declared {
        Declared { facet: Some(facet), .. } => (Basis::Declared, Position::at(facet)),
        Declared { uncertainty: Some(x), direction: Some(y), .. } => {
            (Basis::Scored, Position::drawn_in(x.into(), y.into()))
        }
        Declared { purpose: Some(Purpose::One(purpose)), driver: Some(driver), .. } => {
            (Basis::Answered, Position::between(purpose, driver))
        }
        _ => (Basis::Unplaced, Position::CENTRE),
    };
    let facet = position.facet();
    let probabilities = facet.map_or(Probabilities::EVEN, Probabilities::certain);
    Placement { basis, position, facet, probabilities, because: Vec::new() }
}
