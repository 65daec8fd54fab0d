//! Agencies and sectors under one name each, however the registers spell it.

use std::collections::BTreeMap;

use super::Portfolio;
use crate::merge::Merge as _;
use crate::tally::FacetTable;

impl Portfolio {
    /// The counted initiatives by agency, with spellings that differ only in letter case or blanks taken for
    /// one agency: `HEALTH BOARD` and `Health Board`.
    ///
    /// [`Portfolio::by_agency`] keeps every spelling, for what is seen first depends on the order of reading
    /// and would not join exactly. Here, when everything is known, the spelling that most initiatives have is
    /// the name; of equals the one that has small letters, then the first in order. Accents and punctuation
    /// do tell names apart: formulas over the Register compare them too.
    pub fn agencies(&self) -> BTreeMap<String, FacetTable> {
        joined(&self.by_agency)
    }

    /// The counted initiatives by sector, with spellings joined as those of agencies are; those without one under
    /// the empty name.
    pub fn sectors(&self) -> BTreeMap<String, FacetTable> {
        joined(&self.by_sector)
    }
}

fn joined(by_name: &BTreeMap<String, FacetTable>) -> BTreeMap<String, FacetTable> {
    let mut spellings: BTreeMap<String, Vec<(&str, &FacetTable)>> = BTreeMap::new();
    for (name, table) in by_name {
        spellings.entry(key(name)).or_default().push((name, table));
    }
    let joined = spellings.into_values().filter_map(|spellings| {
        let shouted = |name: &str| !name.chars().any(char::is_lowercase);
        let rank = |(name, table): &(&str, &FacetTable)| (std::cmp::Reverse(table.total()), shouted(name));
        let (name, _) = spellings.iter().min_by_key(|spelling| rank(spelling))?;
        let mut table = FacetTable::default();
        for (_, part) in &spellings {
            table.merge_from(part);
        }
        Some(((*name).to_owned(), table))
    });
    joined.collect()
}

fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::{Basis, Placement, Probabilities};
    use crate::position::Position;
    use proptest::prelude::*;

    fn of(names: &[&str]) -> Vec<(String, u64)> {
        let mut portfolio = Portfolio::default();
        let placement = Placement {
            basis: Basis::Unplaced,
            position: Position::drawn_in(0, 0),
            facet: None,
            probabilities: Probabilities::from_weights([1.0; 4]),
            because: Vec::new(),
        };
        for name in names {
            portfolio.by_agency.entry((*name).to_owned()).or_default().note(&placement, None);
        }
        portfolio.agencies().into_iter().map(|(name, table)| (name, table.total())).collect()
    }

    #[test]
    fn spellings_of_one_agency_are_one() {
        assert_eq!(
            of(&["TAX OFFICE", "Tax  office", "Tax Office", "Tax Office", "Health"]),
            [("Health".to_owned(), 1), ("Tax Office".to_owned(), 4)]
        );
        assert_eq!(of(&["TAX", "Tax"]), [("Tax".to_owned(), 2)]);
        assert_eq!(of(&["Santé", "Sante"]).len(), 2);
    }

    proptest! {
        #[test]
        fn the_order_of_reading_changes_nothing(
            (names, shuffled) in prop::collection::vec("[aA] ?[bB]", 0..12)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let shuffled: Vec<&str> = shuffled.iter().map(String::as_str).collect();
            prop_assert_eq!(of(&names), of(&shuffled));
        }
    }
}
