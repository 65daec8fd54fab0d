//! Tallies: how many, how likely, and how much money, facet by facet. Exact integers, joined in any order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::merge::Merge;
use crate::money::{Currency, Money};
use crate::placement::{Placement, Probabilities};
use crate::position::Facet;

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

/// A sum of money in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneySum {
    /// The sum in minor units.
    pub minor: i128,
    /// How many initiatives it comes from.
    pub entries: u64,
    /// The largest single amount in minor units, so that the sum can be shown without it.
    pub largest: i64,
}

impl Merge for MoneySum {
    fn merge_from(&mut self, other: &Self) {
        self.largest = match (self.entries, other.entries) {
            (0, _) => other.largest,
            (_, 0) => self.largest,
            _ => self.largest.max(other.largest),
        };
        self.minor += other.minor;
        self.entries += other.entries;
    }
}

/// What is counted for one class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many initiatives.
    pub number: u64,
    /// The chances of the four facets added up, in thousandths, in the order of [`Facet::ALL`].
    pub chances: [u64; 4],
    /// Money by currency; never added across currencies.
    pub money: BTreeMap<Currency, MoneySum>,
}

impl Tally {
    fn note(&mut self, probabilities: Probabilities, budget: Option<Money>) {
        self.number += 1;
        for (sum, chance) in self.chances.iter_mut().zip(probabilities.parts()) {
            *sum += u64::from(chance);
        }
        if let Some(Money { minor, currency }) = budget {
            let one = MoneySum { minor: minor.into(), entries: 1, largest: minor };
            self.money.entry(currency).or_default().merge_from(&one);
        }
    }
}

impl Merge for Tally {
    fn merge_from(&mut self, other: &Self) {
        self.number += other.number;
        for (sum, more) in self.chances.iter_mut().zip(other.chances) {
            *sum += more;
        }
        self.money.merge_from(&other.money);
    }
}

/// A row of tallies: one a class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetTable(BTreeMap<Class, Tally>);

impl FacetTable {
    /// Counts one placement.
    pub fn note(&mut self, placement: &Placement, budget: Option<Money>) {
        self.0.entry(Class::of(placement)).or_default().note(placement.probabilities, budget);
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
        self.0.values().map(|tally| tally.number).sum()
    }

    /// How many initiatives that have a facet.
    pub fn placed(&self) -> u64 {
        self.facets().iter().sum()
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
        let mut all: Vec<_> = self.0.values().flat_map(|tally| tally.money.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Merge for FacetTable {
    fn merge_from(&mut self, other: &Self) {
        self.0.merge_from(&other.0);
    }
}
