//! The diamond: two axes, four poles with a facet at each, four quadrants with a kind of change in each.
//!
//! x runs from certain (−1) to uncertain (+1), y from undirected (−1) to directed (+1), and |x| + |y| ≤ 1.
//! Source: OPSI, "Innovation facets: different tools for different aims", and the drawing of its Portfolio
//! Exploration Tool (PET).

use std::fmt;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};

/// The unit of a position: coordinates are counted in thousandths, so that sums are exact and ties are ties.
pub const ONE: i32 = 1000;

/// One end of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pole {
    /// Exploiting, incremental: the problem and the answer are known.
    Certainty,
    /// Shaping, top-down: someone has set the course.
    Directed,
    /// Responding, bottom-up: the need or the idea came from where the work is done.
    Undirected,
    /// Exploring, radical: neither the problem nor the answer is settled.
    Uncertainty,
}

/// One of the four facets of innovation. None is best.
///
/// The order (enhancement, mission, adaptive, anticipatory) is the order of every table and chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facet {
    /// How might we do X better? Upgrades what exists.
    Enhancement,
    /// How might we achieve X? A clear goal steers the work.
    Mission,
    /// How might our changed situation change how we do X? Answers what users and surroundings show.
    Adaptive,
    /// How might what is emerging change what X could or should be? Explores before the need is pressing.
    Anticipatory,
}

impl Facet {
    /// All four, in the order of every table and chart.
    pub const ALL: [Self; 4] = [Self::Enhancement, Self::Mission, Self::Adaptive, Self::Anticipatory];

    /// The pole where the facet stands.
    pub const fn pole(self) -> Pole {
        match self {
            Self::Enhancement => Pole::Certainty,
            Self::Mission => Pole::Directed,
            Self::Adaptive => Pole::Undirected,
            Self::Anticipatory => Pole::Uncertainty,
        }
    }

    /// The place in [`Facet::ALL`], 0 to 3.
    pub const fn index(self) -> usize {
        match self {
            Self::Enhancement => 0,
            Self::Mission => 1,
            Self::Adaptive => 2,
            Self::Anticipatory => 3,
        }
    }

    /// The facet at the other end of the axis.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Enhancement => Self::Anticipatory,
            Self::Mission => Self::Adaptive,
            Self::Adaptive => Self::Mission,
            Self::Anticipatory => Self::Enhancement,
        }
    }

    /// The lower-case word used in code, JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enhancement => "enhancement",
            Self::Mission => "mission",
            Self::Adaptive => "adaptive",
            Self::Anticipatory => "anticipatory",
        }
    }

    /// The facet of that exact word, in any letter case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.word().eq_ignore_ascii_case(word.trim()))
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Pole {
    /// The facet that stands at this pole.
    pub const fn facet(self) -> Facet {
        match self {
            Self::Certainty => Facet::Enhancement,
            Self::Directed => Facet::Mission,
            Self::Undirected => Facet::Adaptive,
            Self::Uncertainty => Facet::Anticipatory,
        }
    }

    /// The unit step towards the pole, as (uncertainty, direction).
    pub const fn step(self) -> (i32, i32) {
        match self {
            Self::Certainty => (-1, 0),
            Self::Directed => (0, 1),
            Self::Undirected => (0, -1),
            Self::Uncertainty => (1, 0),
        }
    }

    /// The lower-case word used in code, JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Certainty => "certainty",
            Self::Directed => "directed",
            Self::Undirected => "undirected",
            Self::Uncertainty => "uncertainty",
        }
    }
}

impl fmt::Display for Pole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The kind of change that an initiative between two facets works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Between enhancement and mission.
    Sustaining,
    /// Between mission and anticipatory.
    Transformative,
    /// Between anticipatory and adaptive.
    Disruptive,
    /// Between adaptive and enhancement.
    Optimising,
}

impl Change {
    /// All four, clockwise from the upper left of the diamond.
    pub const ALL: [Self; 4] = [Self::Sustaining, Self::Transformative, Self::Disruptive, Self::Optimising];

    /// The lower-case word used in code, JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sustaining => "sustaining",
            Self::Transformative => "transformative",
            Self::Disruptive => "disruptive",
            Self::Optimising => "optimising",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A point in the diamond, in thousandths. Serialised as `{"uncertainty": −1…1, "direction": −1…1}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    uncertainty: i32,
    direction: i32,
}

impl Position {
    /// Neither certain nor uncertain, neither directed nor undirected.
    pub const CENTRE: Self = Self { uncertainty: 0, direction: 0 };

    /// A point given in thousandths; `None` outside the diamond.
    ///
    /// ```
    /// use evenfolio_core::position::Position;
    /// assert!(Position::new(-600, 400).is_some());
    /// assert!(Position::new(-600, 401).is_none());
    /// ```
    pub const fn new(uncertainty: i32, direction: i32) -> Option<Self> {
        if uncertainty.unsigned_abs() as u64 + direction.unsigned_abs() as u64 <= ONE as u64 {
            Some(Self { uncertainty, direction })
        } else {
            None
        }
    }

    /// The pole at which a facet stands.
    pub const fn at(facet: Facet) -> Self {
        let (x, y) = facet.pole().step();
        Self { uncertainty: x * ONE, direction: y * ONE }
    }

    /// Half-way between two facets: the facet itself if they are the same, the centre if they are opposites.
    pub const fn between(a: Facet, b: Facet) -> Self {
        let (a, b) = (Self::at(a), Self::at(b));
        Self {
            uncertainty: i32::midpoint(a.uncertainty, b.uncertainty),
            direction: i32::midpoint(a.direction, b.direction),
        }
    }

    /// The point in the direction of (x, y), drawn in to the edge of the diamond if it lies outside.
    ///
    /// The result keeps the signs and the tie |x| = |y| of what it was given, so that rounding never decides
    /// a facet.
    pub fn drawn_in(x: i64, y: i64) -> Self {
        let one = i128::from(ONE);
        let (x, y) = (i128::from(x), i128::from(y));
        let length = x.abs() + y.abs();
        let clip = |value: i128| {
            let value = if length > one { value * one / length } else { value };
            i32::try_from(value).unwrap_or(0)
        };
        let point = Self { uncertainty: clip(x), direction: clip(y) };
        if point.uncertainty.abs() == point.direction.abs() && x.abs() != y.abs() {
            // Rounding made a tie that was none: step the lesser one back towards the centre.
            let back = |value: i32| value - value.signum();
            return if x.abs() > y.abs() {
                Self { direction: back(point.direction), ..point }
            } else {
                Self { uncertainty: back(point.uncertainty), ..point }
            };
        }
        point
    }

    /// −1000 certain … +1000 uncertain.
    pub const fn uncertainty(self) -> i32 {
        self.uncertainty
    }

    /// −1000 undirected … +1000 directed.
    pub const fn direction(self) -> i32 {
        self.direction
    }

    /// How far from the centre, 0 to 1000: how clearly the initiative stands anywhere at all.
    pub const fn clarity(self) -> i32 {
        self.uncertainty.abs() + self.direction.abs()
    }

    /// The facet whose pole is nearest; `None` at the centre and on a tie between two neighbours.
    pub const fn facet(self) -> Option<Facet> {
        let (x, y) = (self.uncertainty, self.direction);
        if x.abs() > y.abs() {
            Some(if x < 0 { Facet::Enhancement } else { Facet::Anticipatory })
        } else if y.abs() > x.abs() {
            Some(if y > 0 { Facet::Mission } else { Facet::Adaptive })
        } else {
            None
        }
    }

    /// The quadrant, which is a kind of change; `None` on an axis.
    pub const fn change(self) -> Option<Change> {
        match (self.uncertainty.signum(), self.direction.signum()) {
            (-1, 1) => Some(Change::Sustaining),
            (1, 1) => Some(Change::Transformative),
            (1, -1) => Some(Change::Disruptive),
            (-1, -1) => Some(Change::Optimising),
            _ => None,
        }
    }

    /// One of PET's nine zones: a facet on an axis, a kind of change between two facets, mixed at the centre.
    pub const fn zone(self) -> Zone {
        match (self.change(), self.facet()) {
            (Some(change), _) => Zone::Change(change),
            (None, Some(facet)) => Zone::Facet(facet),
            (None, None) => Zone::Mixed,
        }
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut point = serializer.serialize_struct("Position", 2)?;
        point.serialize_field("uncertainty", &(f64::from(self.uncertainty) / f64::from(ONE)))?;
        point.serialize_field("direction", &(f64::from(self.direction) / f64::from(ONE)))?;
        point.end()
    }
}

/// One of the nine zones into which PET sorts a project by two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// On an axis.
    Facet(Facet),
    /// Between two neighbouring facets.
    Change(Change),
    /// At the centre: the answers cancel.
    Mixed,
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facet(facet) => facet.fmt(f),
            Self::Change(change) => change.fmt(f),
            Self::Mixed => f.pad("mixed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    #[test]
    fn each_facet_stands_at_its_own_pole() {
        for facet in Facet::ALL {
            assert_eq!(Position::at(facet).facet(), Some(facet));
            assert_eq!(Position::at(facet).change(), None);
            assert_eq!(facet.pole().facet(), facet);
            assert_eq!(Position::between(facet, facet.opposite()), Position::CENTRE);
            assert_eq!(Facet::ALL[facet.index()], facet);
        }
    }

    proptest! {
        #[test]
        fn drawing_in_keeps_facet_and_stays_inside(x in -1_000_000_i64..1_000_000, y in -1_000_000_i64..1_000_000) {
            let point = Position::drawn_in(x, y);
            prop_assert!(point.clarity() <= ONE);
            let nearest = match x.abs().cmp(&y.abs()) {
                Ordering::Greater => Some(if x < 0 { Facet::Enhancement } else { Facet::Anticipatory }),
                Ordering::Less => Some(if y > 0 { Facet::Mission } else { Facet::Adaptive }),
                Ordering::Equal => None,
            };
            prop_assert_eq!(point.facet(), nearest);
        }
    }
}
