//! Balance: whether all four facets are covered, and whether the mix is the one that was declared.

use serde::{Deserialize, Serialize};

use crate::position::Facet;
use crate::tally::FacetTable;

/// Below this number of placed initiatives no verdict is given: an even portfolio of 15 has an empty facet
/// one time in twenty by chance alone, one of 10 more than one time in five.
pub const FEW: u64 = 15;

/// What a portfolio is held against. Shares are in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// The least share that each facet must have, in the order of [`Facet::ALL`].
    pub floors: [u16; 4],
    /// The mix that the unit declared, adding up to 1000; without one the fit is not judged, for OPSI's
    /// balance is not equality.
    pub mix: Option<[u16; 4]>,
    /// How far from the declared mix is still fine, as the share that would have to move.
    pub tolerance: u16,
}

impl Default for Targets {
    /// A floor of a tenth for each facet, no declared mix, a tolerance of a tenth.
    fn default() -> Self {
        Self { floors: [100; 4], mix: None, tolerance: 100 }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every facet reaches its floor, and the mix fits the declared one if there is one.
    Balanced,
    /// A facet is below its floor, or the mix is too far from the declared one.
    Uneven,
    /// Too few initiatives are placed to say.
    TooFewToTell,
}

impl Verdict {
    /// The lower-case word used in JSON and the workbook.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::Uneven => "uneven",
            Self::TooFewToTell => "too-few-to-tell",
        }
    }
}

/// One facet's part of the portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FacetShare {
    /// Which facet.
    pub facet: Facet,
    /// How many placed initiatives.
    pub number: u64,
    /// Its share of all placed initiatives, 0 to 1.
    pub share: f64,
    /// The least share it must have, 0 to 1.
    pub floor: f64,
    /// The share declared for it, 0 to 1.
    pub target: Option<f64>,
}

impl FacetShare {
    /// Whether the facet is below its floor.
    pub fn is_gap(&self) -> bool {
        self.share < self.floor
    }
}

/// The balance of one portfolio, or of one part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Balance {
    /// The answer.
    pub verdict: Verdict,
    /// How firm the answer is, in one sentence.
    pub firmness: String,
    /// How many initiatives have a facet.
    pub placed: u64,
    /// The four shares, in the order of [`Facet::ALL`].
    pub shares: [FacetShare; 4],
    /// Pielou's evenness, 0 to 1: describes, does not judge.
    pub evenness: f64,
    /// The effective number of facets (Hill number of order 1), 1 to 4; 0 for an empty portfolio.
    pub effective_number: f64,
    /// The share that would have to move to reach the declared mix.
    pub distance_to_target: Option<f64>,
}

impl Balance {
    /// Weighs a table of tallies by number.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    pub fn of(table: &FacetTable, targets: &Targets) -> Self {
        let placed = table.placed();
        let share_of = |number: u64| if placed == 0 { 0.0 } else { number as f64 / placed as f64 };
        let shares = Facet::ALL.map(|facet| {
            let number = table.facets()[facet.index()];
            FacetShare {
                facet,
                number,
                share: share_of(number),
                floor: f64::from(targets.floors[facet.index()]) / 1000.0,
                target: targets.mix.map(|mix| f64::from(mix[facet.index()]) / 1000.0),
            }
        });
        let entropy: f64 = shares.iter().filter(|s| s.share > 0.0).map(|s| -s.share * s.share.ln()).sum();
        let distance_to_target = targets
            .mix
            .is_some()
            .then(|| shares.iter().map(|s| (s.share - s.target.unwrap_or(0.0)).abs()).sum::<f64>() / 2.0);
        let fits =
            distance_to_target.is_none_or(|distance| distance <= f64::from(targets.tolerance) / 1000.0);
        let verdict = if placed < FEW {
            Verdict::TooFewToTell
        } else if fits && !shares.iter().any(FacetShare::is_gap) {
            Verdict::Balanced
        } else {
            Verdict::Uneven
        };
        let unplaced = table.total() - placed;
        Self {
            verdict,
            firmness: format!(
                "{placed} of {} counted initiatives have a facet, {unplaced} have none",
                table.total()
            ),
            placed,
            shares,
            evenness: entropy / 4_f64.ln(),
            effective_number: if placed == 0 { 0.0 } else { entropy.exp() },
            distance_to_target,
        }
    }
}
