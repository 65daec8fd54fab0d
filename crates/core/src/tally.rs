//! Tallies: how many, how likely, and how much money, facet by facet. Exact integers, joined in any order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::merge::Merge;
use crate::money::{Currency, Money, wide};
use crate::placement::{Basis, Placement};
use crate::position::Facet;

/// A placement is firm if the chance that its facet is right is at least this, in thousandths: two in three.
/// Below it, it is borderline. A person's decision is always firm.
pub const FIRM: u16 = 667;

/// Where a counted initiative is counted: at a facet, or shown as mixed or unplaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// [`Facet::Enhancement`].
    Enhancement,
    /// [`Facet::Mission`].
    Mission,
    /// [`Facet::Adaptive`].
    Adaptive,
    /// [`Facet::Anticipatory`].
    Anticipatory,
    /// The evidence pulls apart.
    Mixed,
    /// The evidence is too thin.
    Unplaced,
}

impl Class {
    /// The facets, then mixed, then unplaced: the order of every table.
    pub const ALL: [Self; 6] =
        [Self::Enhancement, Self::Mission, Self::Adaptive, Self::Anticipatory, Self::Mixed, Self::Unplaced];

    /// The class of a facet.
    pub const fn of_facet(facet: Facet) -> Self {
        match facet {
            Facet::Enhancement => Self::Enhancement,
            Facet::Mission => Self::Mission,
            Facet::Adaptive => Self::Adaptive,
            Facet::Anticipatory => Self::Anticipatory,
        }
    }

    /// The class in which a placement is counted.
    pub fn of(placement: &Placement) -> Self {
        match placement.facet {
            Some(facet) => Self::of_facet(facet),
            None if placement.is_mixed() => Self::Mixed,
            None => Self::Unplaced,
        }
    }

    /// The facet, unless it is mixed or unplaced.
    pub const fn facet(self) -> Option<Facet> {
        match self {
            Self::Enhancement => Some(Facet::Enhancement),
            Self::Mission => Some(Facet::Mission),
            Self::Adaptive => Some(Facet::Adaptive),
            Self::Anticipatory => Some(Facet::Anticipatory),
            Self::Mixed | Self::Unplaced => None,
        }
    }

    /// The lower-case word used in JSON and the workbook.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enhancement => "enhancement",
            Self::Mission => "mission",
            Self::Adaptive => "adaptive",
            Self::Anticipatory => "anticipatory",
            Self::Mixed => "mixed",
            Self::Unplaced => "unplaced",
        }
    }
}

/// Whether a placement could well be another: it has no facet, or one whose chance is below [`FIRM`] and
/// that no person decided.
pub fn is_borderline(placement: &Placement) -> bool {
    placement.facet.is_none() || (placement.confidence() < FIRM && placement.basis != Basis::Decided)
}

/// The facet that a placement would most likely have if not the one it has.
pub fn runner_up(placement: &Placement) -> Facet {
    let [first, second, ..] = placement.probabilities.ranked();
    if placement.facet == Some(first) { second } else { first }
}

/// A sum of money in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneySum {
    /// The sum in minor units.
    #[serde(with = "wide")]
    pub minor: i128,
    /// How many initiatives it comes from.
    pub entries: u64,
    /// The largest single amount in minor units, so that the sum can be shown without it.
    pub largest: i64,
    /// Each amount times the chance of each facet in thousandths, added up, in the order of [`Facet::ALL`].
    #[serde(with = "wide::four")]
    pub weighed: [i128; 4],
    /// Each amount squared times p(1 − p) in millionths, added up: how much the labels alone can move the
    /// money of each facet. It stops at the largest number.
    #[serde(with = "wide::four")]
    pub spread: [u128; 4],
    /// Each amount squared, added up: how few initiatives have most of the money. It stops at the largest number.
    #[serde(with = "wide")]
    pub squares: i128,
}

impl MoneySum {
    fn of(minor: i64, chances: [u16; 4]) -> Self {
        let square = u128::from(minor.unsigned_abs()).pow(2);
        Self {
            minor: minor.into(),
            entries: 1,
            largest: minor,
            weighed: chances.map(|chance| i128::from(minor) * i128::from(chance)),
            spread: chances.map(|chance| {
                let chance = u128::from(chance);
                square.saturating_mul(chance * (1000 - chance))
            }),
            squares: i128::from(minor).pow(2),
        }
    }
}

impl Merge for MoneySum {
    fn merge_from(&mut self, other: &Self) {
        self.largest = match (self.entries, other.entries) {
            (0, _) => other.largest,
            (_, 0) => self.largest,
            _ => self.largest.max(other.largest),
        };
        // 2^54 amounts of 64 bits times a chance fit in 128 bits; wrapping keeps the law whatever a damaged
        // part holds.
        self.minor = self.minor.wrapping_add(other.minor);
        self.entries.merge_from(&other.entries);
        for (sum, more) in self.weighed.iter_mut().zip(other.weighed) {
            *sum = sum.wrapping_add(more);
        }
        for (sum, more) in self.spread.iter_mut().zip(other.spread) {
            *sum = sum.saturating_add(more);
        }
        self.squares = self.squares.saturating_add(other.squares);
    }
}

/// What is counted for one class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// How many initiatives.
    pub number: u64,
    /// The chances of the four facets added up, in thousandths, in the order of [`Facet::ALL`].
    pub chances: [u64; 4],
    /// The squares of those chances added up, in millionths.
    pub squares: [u64; 4],
    /// How many of them are borderline, by the facet that they would go to, in the order of [`Facet::ALL`].
    /// All zero for mixed and unplaced ones, which are borderline throughout and could go anywhere.
    pub borderline: [u64; 4],
    /// Money by currency; never added across currencies.
    pub money: BTreeMap<Currency, MoneySum>,
}

impl Tally {
    /// The tally of one placement.
    pub(crate) fn of(placement: &Placement, budget: Option<Money>) -> Self {
        let chances = placement.probabilities.parts();
        let mut borderline = [0; 4];
        if placement.facet.is_some() && is_borderline(placement) {
            borderline[runner_up(placement).index()] = 1;
        }
        Self {
            number: 1,
            chances: chances.map(u64::from),
            squares: chances.map(|chance| u64::from(chance).pow(2)),
            borderline,
            money: budget
                .map(|Money { minor, currency }| (currency, MoneySum::of(minor, chances)))
                .into_iter()
                .collect(),
        }
    }
}

impl Merge for Tally {
    fn merge_from(&mut self, other: &Self) {
        self.number.merge_from(&other.number);
        self.chances.merge_from(&other.chances);
        self.squares.merge_from(&other.squares);
        self.borderline.merge_from(&other.borderline);
        self.money.merge_from(&other.money);
    }
}

/// A row of tallies: one a class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetTable(BTreeMap<Class, Tally>);

impl FacetTable {
    /// Counts one placement.
    pub fn note(&mut self, placement: &Placement, budget: Option<Money>) {
        self.add(Class::of(placement), &Tally::of(placement, budget));
    }

    /// Adds what was counted for one class.
    pub(crate) fn add(&mut self, class: Class, tally: &Tally) {
        self.0.entry(class).or_default().merge_from(tally);
    }

    /// How many initiatives in that class.
    pub fn number(&self, class: Class) -> u64 {
        self.0.get(&class).map_or(0, |tally| tally.number)
    }

    /// How many initiatives at each facet, in the order of [`Facet::ALL`].
    pub fn facets(&self) -> [u64; 4] {
        Facet::ALL.map(|facet| self.number(Class::of_facet(facet)))
    }

    /// How many initiatives in all, placed or not.
    pub fn total(&self) -> u64 {
        self.0.values().fold(0, |sum, tally| sum.saturating_add(tally.number))
    }

    /// How many initiatives that have a facet.
    pub fn placed(&self) -> u64 {
        self.facets().into_iter().fold(0, u64::saturating_add)
    }

    /// The borderline initiatives that have a facet: `moves()[a][b]` of facet `a` might as well be at `b`.
    pub fn moves(&self) -> [[u64; 4]; 4] {
        Facet::ALL.map(|facet| self.tally(Class::of_facet(facet)).map_or([0; 4], |tally| tally.borderline))
    }

    /// The borderline initiatives that have no facet and might be at any: mixed and unplaced ones.
    pub fn without_facet(&self) -> u64 {
        self.number(Class::Mixed).saturating_add(self.number(Class::Unplaced))
    }

    /// The tally of a class, if anything is in it.
    pub fn tally(&self, class: Class) -> Option<&Tally> {
        self.0.get(&class)
    }

    /// Money of a class in one currency.
    pub fn money(&self, class: Class, currency: Currency) -> MoneySum {
        self.tally(class).and_then(|tally| tally.money.get(&currency)).copied().unwrap_or_default()
    }

    /// All currencies in which any class has money, in the order of their codes.
    pub fn currencies(&self) -> Vec<Currency> {
        let all: BTreeSet<_> = self.0.values().flat_map(|tally| tally.money.keys().copied()).collect();
        all.into_iter().collect()
    }
}

impl Merge for FacetTable {
    fn merge_from(&mut self, other: &Self) {
        self.0.merge_from(&other.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::laws;
    use crate::portfolio::samples;
    use proptest::prelude::*;

    fn tables() -> impl Strategy<Value = FacetTable> {
        let entry = (samples::placements(), samples::budgets());
        prop::collection::vec(entry, 0..8).prop_map(|entries| {
            let mut table = FacetTable::default();
            for (placement, budget) in entries {
                table.note(&placement, budget);
            }
            table
        })
    }

    proptest! {
        #[test]
        fn tables_obey(a in tables(), b in tables(), c in tables()) {
            laws::hold(&a, &b, &c);
            for class in Class::ALL {
                let of = |table: &FacetTable| table.tally(class).cloned().unwrap_or_default();
                laws::hold(&of(&a), &of(&b), &of(&c));
                let euro = Currency::new("EUR").unwrap();
                laws::hold(&a.money(class, euro), &b.money(class, euro), &c.money(class, euro));
            }
        }

        #[test]
        fn tables_come_back_from_json(table in tables()) {
            let text = serde_json::to_string(&table).unwrap();
            prop_assert_eq!(serde_json::from_str::<FacetTable>(&text).unwrap(), table.clone());
            // The same through a tree of values, which holds no number wider than 64 bits.
            let tree = serde_json::to_value(&table).unwrap();
            prop_assert_eq!(serde_json::from_value::<FacetTable>(tree).unwrap(), table);
        }

        #[test]
        fn every_borderline_initiative_is_counted_once(table in tables()) {
            let on_the_move: u64 = table.moves().into_iter().flatten().sum();
            prop_assert!(on_the_move <= table.placed());
            prop_assert_eq!(table.placed() + table.without_facet(), table.total());
            for facet in Facet::ALL {
                prop_assert_eq!(table.moves()[facet.index()][facet.index()], 0, "nothing moves to where it is");
            }
        }
    }
}
