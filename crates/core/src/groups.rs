//! The portfolio cut into groups: by agency, sector, year, status and kind of change, each with its numbers, its
//! money and its own verdict. A group need not be balanced; the portfolio as a whole should.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::balance::{Balance, Targets, Verdict};
use crate::money::Currency;
use crate::portfolio::Portfolio;
use crate::position::{Change, Facet};
use crate::status::Status;
use crate::tally::{Class, FacetTable};

/// By what a portfolio is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// The organisation.
    Agency,
    /// The policy area, as the registers name it.
    Sector,
    /// The year in which it began.
    Year,
    /// How far along it is.
    Status,
    /// The kind of change it works.
    Change,
}

impl Cut {
    /// All five, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Agency, Self::Sector, Self::Year, Self::Status, Self::Change];

    /// The words for it in a table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Sector => "sector",
            Self::Year => "year",
            Self::Status => "status",
            Self::Change => "kind of change",
        }
    }
}

/// The counted initiatives that have one thing in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// By what they are grouped.
    pub by: Cut,
    /// What they have in common; `None` for those of which the register does not say, and for those that stand on
    /// an axis, between no two facets.
    pub name: Option<String>,
    /// They themselves, facet by facet.
    pub table: FacetTable,
    /// Whether they alone would be a balanced portfolio.
    pub verdict: Verdict,
    /// The facets below their floor among them; none where there are too few to tell.
    pub below_floor: Vec<Facet>,
}

/// All groups: agencies and sectors with the most initiatives first, years, steps and kinds of change in their
/// order; in each cut those of which the register does not say come last.
pub fn groups(portfolio: &Portfolio, targets: &Targets) -> Vec<Group> {
    let named = |tables: BTreeMap<String, FacetTable>| {
        let mut named: Vec<_> =
            tables.into_iter().map(|(name, table)| ((!name.is_empty()).then_some(name), table)).collect();
        named.sort_by_key(|(name, table)| (name.is_none(), Reverse(table.total())));
        named
    };
    Cut::ALL
        .into_iter()
        .flat_map(|by| {
            let tables = match by {
                Cut::Agency => named(portfolio.agencies()),
                Cut::Sector => named(portfolio.sectors()),
                Cut::Year => in_order(&portfolio.by_year, ToString::to_string),
                Cut::Status => in_order(&portfolio.by_status, |status: &Status| status.word().to_owned()),
                Cut::Change => in_order(&portfolio.by_change, |change: &Change| change.word().to_owned()),
            };
            tables.into_iter().map(move |(name, table)| Group::of(by, name, table, targets))
        })
        .collect()
}

fn in_order<K: Ord>(
    tables: &BTreeMap<Option<K>, FacetTable>,
    word: impl Fn(&K) -> String,
) -> Vec<(Option<String>, FacetTable)> {
    // `None` is the smallest key.
    let known = tables.iter().filter(|(key, _)| key.is_some());
    let unknown = tables.iter().filter(|(key, _)| key.is_none());
    known.chain(unknown).map(|(key, table)| (key.as_ref().map(&word), table.clone())).collect()
}

impl Group {
    fn of(by: Cut, name: Option<String>, table: FacetTable, targets: &Targets) -> Self {
        let balance = Balance::of(&table, targets);
        let below_floor = match balance.verdict {
            Verdict::TooFewToTell => Vec::new(),
            _ => balance.shares.iter().filter(|share| share.is_gap()).map(|share| share.facet).collect(),
        };
        Self { by, name, table, verdict: balance.verdict, below_floor }
    }
}

/// By, name, how many, verdict, facets below their floor, numbers by class, and money by currency and class in
/// its smallest unit.
impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers: BTreeMap<Class, u64> =
            Class::ALL.into_iter().map(|class| (class, self.table.number(class))).collect();
        let money: BTreeMap<Currency, BTreeMap<Class, Minor>> = self
            .table
            .currencies()
            .into_iter()
            .map(|currency| {
                let of = |class| (class, Minor(self.table.money(class, currency).minor));
                (currency, Class::ALL.into_iter().map(of).collect())
            })
            .collect();
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("by", &self.by)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("counted", &self.table.total())?;
        map.serialize_entry("verdict", &self.verdict)?;
        map.serialize_entry("below_floor", &self.below_floor)?;
        map.serialize_entry("by_facet", &numbers)?;
        map.serialize_entry("money", &money)?;
        map.end()
    }
}

#[derive(Serialize)]
struct Minor(#[serde(serialize_with = "crate::money::wide::serialize")] i128);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::samples;
    use proptest::prelude::*;

    proptest! {
        /// Each cut shows every counted initiative and all its money once.
        #[test]
        fn every_cut_adds_up_to_the_whole(assessments in prop::collection::vec(samples::assessments(), 0..40)) {
            let mut portfolio = Portfolio::default();
            for assessment in &assessments {
                portfolio.note(assessment);
            }
            let groups = groups(&portfolio, &Targets::default());
            for cut in Cut::ALL {
                use crate::merge::Merge as _;
                let mut whole = FacetTable::default();
                for group in groups.iter().filter(|group| group.by == cut) {
                    whole.merge_from(&group.table);
                }
                prop_assert_eq!(&whole, &portfolio.counted);
            }
        }
    }

    #[test]
    fn groups_come_in_an_order_that_a_reader_expects() {
        use proptest::strategy::ValueTree as _;
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut portfolio = Portfolio::default();
        for assessment in
            prop::collection::vec(samples::assessments(), 200).new_tree(&mut runner).unwrap().current()
        {
            portfolio.note(&assessment);
        }
        let groups = groups(&portfolio, &Targets::default());
        let names: Vec<_> = groups
            .iter()
            .filter(|group| group.by != Cut::Agency)
            .map(|group| group.name.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(
            names.join(" "),
            "tax health - 2018 2019 2020 2021 2022 2023 2024 2025 - idea planned development prototype pilot \
             implemented scaled retired cancelled - sustaining transformative disruptive optimising -"
        );
        let agencies: Vec<u64> =
            groups.iter().filter(|group| group.by == Cut::Agency).map(|group| group.table.total()).collect();
        assert!(agencies.len() > 1 && agencies.is_sorted_by(|a, b| a >= b), "{agencies:?}");
        let json = serde_json::to_value(&groups[0]).unwrap();
        assert_eq!(json["counted"], agencies[0]);
        assert!(json["money"]["EUR"]["mission"].is_number(), "{json}");
    }
}
