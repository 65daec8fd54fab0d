//! A placement: where an initiative stands in the diamond, on what basis, how surely, and why.

pub(crate) mod given;
pub(crate) mod weigh;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

use crate::evidence::Evidence;
use crate::position::{Change, Facet, Position};

pub use weigh::Calibration;

/// What a placement rests on, strongest first. Bases are never mixed up: a person's word, a register's own
/// column and a phrase found in a text are different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A person decided it, with name and date.
    Decided,
    /// The register has a facet column.
    Declared,
    /// The register scores the axes.
    Scored,
    /// The register answers PET's questions on purpose and driver.
    Answered,
    /// Read from the text.
    Inferred,
    /// The evidence is too thin.
    Unplaced,
}

impl Basis {
    /// All bases, strongest first.
    pub const ALL: [Self; 6] =
        [Self::Decided, Self::Declared, Self::Scored, Self::Answered, Self::Inferred, Self::Unplaced];

    /// The lower-case word used in JSON and the workbook.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Declared => "declared",
            Self::Scored => "scored",
            Self::Answered => "answered",
            Self::Inferred => "inferred",
            Self::Unplaced => "unplaced",
        }
    }
}

/// Where one initiative stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// What it rests on.
    pub basis: Basis,
    /// Where in the diamond.
    pub position: Position,
    /// The facet; `None` for `unplaced`, and for `mixed`, where strong evidence pulls apart.
    pub facet: Option<Facet>,
    /// How likely each facet is.
    pub probabilities: Probabilities,
    /// Why, the strongest first. Empty when nothing was found, and where a person decided: then the decision
    /// says why.
    pub because: Vec<Evidence>,
}

impl Placement {
    /// The kind of change: the quadrant in which the position lies. None where the evidence is too thin to place
    /// anything: it says no more of the change than of the facet.
    pub fn change(&self) -> Option<Change> {
        self.position.change().filter(|_| self.basis != Basis::Unplaced)
    }

    /// How likely the facet given is right, in thousandths; the likeliest facet's where none is given.
    pub fn confidence(&self) -> u16 {
        match self.facet {
            Some(facet) => self.probabilities.of(facet),
            None => self.probabilities.highest(),
        }
    }

    /// Whether there is evidence, but it pulls apart: shown as `mixed`, not as `unplaced`.
    pub fn is_mixed(&self) -> bool {
        self.facet.is_none() && self.basis != Basis::Unplaced
    }
}

/// The contract's form: basis, facet, change, position, confidence, probabilities, because.
impl Serialize for Placement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("basis", &self.basis)?;
        map.serialize_entry("facet", &self.facet)?;
        map.serialize_entry("change", &self.change())?;
        map.serialize_entry("position", &self.position)?;
        map.serialize_entry("confidence", &(f64::from(self.confidence()) / 1000.0))?;
        map.serialize_entry("probabilities", &self.probabilities)?;
        map.serialize_entry("because", &self.because)?;
        map.end()
    }
}

/// The chance of each facet, in thousandths that add up to exactly 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probabilities([u16; 4]);

impl Probabilities {
    /// Nothing is known: a quarter each.
    pub const EVEN: Self = Self([250; 4]);

    /// Certainty about one facet.
    pub const fn certain(facet: Facet) -> Self {
        let mut parts = [0; 4];
        parts[facet.index()] = 1000;
        Self(parts)
    }

    /// Four weights (not negative, in the order of [`Facet::ALL`]) brought to a sum of 1000 by the largest
    /// remainder, ties to the earlier facet. Weights that are all zero give [`Probabilities::EVEN`].
    ///
    /// ```
    /// use evenfolio_core::{placement::Probabilities, position::Facet};
    /// let thirds = Probabilities::from_weights([1.0, 1.0, 1.0, 0.0]);
    /// assert_eq!(Facet::ALL.map(|facet| thirds.of(facet)), [334, 333, 333, 0]);
    /// ```
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares lie between 0 and 1000"
    )]
    pub fn from_weights(weights: [f64; 4]) -> Self {
        let sum: f64 = weights.iter().sum();
        if !(sum.is_finite() && sum > 0.0) || weights.iter().any(|weight| *weight < 0.0) {
            return Self::EVEN;
        }
        let exact = weights.map(|weight| weight / sum * 1000.0);
        let mut parts = exact.map(|share| share.floor() as u16);
        let mut order = [0, 1, 2, 3];
        order.sort_by(|a: &usize, b: &usize| {
            let rest = |i: usize| exact[i] - exact[i].floor();
            rest(*b).total_cmp(&rest(*a)).then(a.cmp(b))
        });
        let missing = 1000_u16.saturating_sub(parts.iter().sum());
        for place in order.into_iter().cycle().take(usize::from(missing)) {
            parts[place] += 1;
        }
        Self(parts)
    }

    /// The chance of one facet, in thousandths.
    pub const fn of(self, facet: Facet) -> u16 {
        self.0[facet.index()]
    }

    /// All four, in the order of [`Facet::ALL`].
    pub const fn parts(self) -> [u16; 4] {
        self.0
    }

    /// The chance of the likeliest facet, in thousandths.
    pub fn highest(self) -> u16 {
        self.0.into_iter().max().unwrap_or(0)
    }

    /// The facets from the likeliest to the least likely, ties in the order of [`Facet::ALL`].
    pub fn ranked(self) -> [Facet; 4] {
        let mut facets = Facet::ALL;
        facets.sort_by_key(|facet| std::cmp::Reverse(self.of(*facet)));
        facets
    }
}

impl Serialize for Probabilities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Facet::ALL.map(|facet| (facet, f64::from(self.of(facet)) / 1000.0)))
    }
}
