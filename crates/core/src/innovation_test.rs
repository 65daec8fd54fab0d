//! OPSI's definition as a test: novel in its context, implemented, a shift in public value.
//!
//! Each criterion has three outcomes, because most registers are silent on at least one of them and silence
//! is not failure. Sources: oecd-opsi.org, "What an innovation is and is not"; the Danish Innovation Barometer
//! for the strict reading; the Greek national register for the one in between.

pub(crate) mod examine;

use serde::{Deserialize, Serialize};

use crate::evidence::Ground;
use crate::merge::Merge;

/// What the test found on one criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The register shows it.
    Met,
    /// The register shows the contrary.
    NotMet,
    /// The register does not say.
    #[default]
    NotEvidenced,
}

impl Outcome {
    /// The lower-case word used in JSON and the workbook.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::NotEvidenced => "not-evidenced",
        }
    }
}

/// One criterion: its outcome and the grounds for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// What was found.
    pub outcome: Outcome,
    /// Why. Empty exactly when nothing is evidenced, and where a person decided: then the decision says why.
    pub because: Vec<Ground>,
}

/// The three criteria for one initiative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InnovationTest {
    /// Novel in its context: new to this organisation is enough, a copy from elsewhere passes.
    pub novel: Criterion,
    /// Implemented: begun to reach users; pilots pass, plans do not.
    pub implemented: Criterion,
    /// A shift in public value: potential value counts under [`Strictness::Library`].
    pub value: Criterion,
}

/// How strict the criterion of public value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// OPSI's case library: potential value counts, silence does not exclude.
    #[default]
    Library,
    /// Greece's national register: the intended value must be stated.
    Intended,
    /// The Danish barometer: value must have been created.
    Barometer,
}

/// Whether an initiative belongs to the portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// In the portfolio.
    Counted,
    /// Not yet implemented, otherwise fine: shown beside the portfolio.
    Pipeline,
    /// Nothing new for the organisation.
    NotNovel,
    /// Cancelled before it reached anyone.
    NeverImplemented,
    /// No shift in public value, by the strictness chosen.
    NoValue,
}

impl Standing {
    /// All standings, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Counted, Self::Pipeline, Self::NotNovel, Self::NeverImplemented, Self::NoValue];

    /// The lower-case word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Pipeline => "pipeline",
            Self::NotNovel => "not-novel",
            Self::NeverImplemented => "never-implemented",
            Self::NoValue => "no-value",
        }
    }

    /// The reason in words that a civil servant reads.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Counted => "counted in the portfolio",
            Self::Pipeline => "not yet implemented: in the pipeline",
            Self::NotNovel => "not counted: nothing new for the organisation",
            Self::NeverImplemented => "not counted: stopped before it reached anyone",
            Self::NoValue => "not counted: no shift in public value shown",
        }
    }
}

/// How many initiatives met, did not meet, or were silent on a criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OutcomeCount {
    /// Met.
    pub met: u64,
    /// Not met.
    pub not_met: u64,
    /// Silent.
    pub not_evidenced: u64,
}

impl OutcomeCount {
    /// Adds one.
    pub fn note(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Met => self.met += 1,
            Outcome::NotMet => self.not_met += 1,
            Outcome::NotEvidenced => self.not_evidenced += 1,
        }
    }
}

impl Merge for OutcomeCount {
    fn merge_from(&mut self, other: &Self) {
        self.met += other.met;
        self.not_met += other.not_met;
        self.not_evidenced += other.not_evidenced;
    }
}
