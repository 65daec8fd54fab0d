//! What would balance a portfolio: the fewest additions, or the fewest shifts between facets, that reach every
//! floor and the declared mix; and the same in money.
//!
//! Both answers are the smallest there are, not merely small: tests hold them against trying everything. They
//! say what the arithmetic needs, not what is wise: which initiative to start or to turn is for people.

use serde::Serialize;

use crate::balance::{Fit, Needs, Targets, total};
use crate::money::{Currency, wide};
use crate::position::Facet;
use crate::tally::{Class, FacetTable};

/// So much moved from one facet to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// The facet that has to spare.
    pub from: Facet,
    /// The facet that lacks.
    pub to: Facet,
    /// How much: initiatives, or money in its smallest unit.
    #[serde(serialize_with = "wide::serialize")]
    pub amount: u128,
}

/// The two ways to balance, in the same unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// The least to add at each facet, in the order of [`Facet::ALL`]; `None` if no addition helps.
    #[serde(serialize_with = "wide::four::serialize_option")]
    pub additions: Option<[u128; 4]>,
    /// The least to shift; `None` if no shift helps.
    pub shifts: Option<Vec<Shift>>,
}

/// What would balance a portfolio, by number and by money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rebalance {
    /// Initiatives.
    pub by_number: Remedy,
    /// Money by currency, in its smallest unit; only currencies in which a placed initiative has an amount.
    pub by_money: Vec<(Currency, Remedy)>,
}

impl Rebalance {
    /// What would balance the initiatives that have a facet. A portfolio that is balanced needs nothing.
    pub fn of(table: &FacetTable, targets: &Targets) -> Self {
        let money_in = |currency: Currency| {
            Facet::ALL.map(|facet| {
                u128::try_from(table.money(Class::of_facet(facet), currency).minor).unwrap_or_default()
            })
        };
        let by_money = table
            .currencies()
            .into_iter()
            .map(|currency| (currency, money_in(currency)))
            .filter(|(_, amounts)| amounts.iter().any(|amount| *amount > 0))
            .map(|(currency, amounts)| (currency, Remedy::of(amounts, targets)))
            .collect();
        Self { by_number: Remedy::of(table.facets().map(u128::from), targets), by_money }
    }
}

impl Remedy {
    /// The least additions and shifts for amounts at the four facets.
    pub fn of(amounts: [u128; 4], targets: &Targets) -> Self {
        Self { additions: additions(amounts, targets), shifts: shifts(amounts, targets) }
    }
}

/// The least to add at each facet so that all floors and the declared mix are reached; `None` if the targets
/// contradict themselves or nothing that is added helps.
///
/// ```
/// use evenfolio_core::{balance::Targets, rebalance::additions};
/// // Of 20 initiatives one is anticipatory; with two more there are 3 of 22, and two would not be a tenth.
/// let floors = Targets { floors: [100; 4], ..Targets::default() };
/// assert_eq!(additions([12, 4, 3, 1], &floors), Some([0, 0, 0, 2]));
/// ```
pub fn additions(amounts: [u128; 4], targets: &Targets) -> Option<[u128; 4]> {
    let whole = total(amounts)?;
    if targets.fault().is_some() {
        return None;
    }
    // If parts of units could be added, all larger sums would do as well as the least: what reaches the
    // targets reaches them with more of the same mix on top. So the least can be found by halving.
    let helps = |added: u128| nearly_helps(amounts, targets, whole + added, added);
    let mut too_much = 4000 * whole + 1000;
    if !helps(too_much) {
        return None;
    }
    let mut too_little = 0;
    while too_little < too_much {
        let middle = u128::midpoint(too_little, too_much);
        if helps(middle) {
            too_much = middle;
        } else {
            too_little = middle + 1;
        }
    }
    // Whole units need a little more: at the latest where the portfolio is a multiple of 1000, for there all
    // floors and shares are whole themselves.
    (too_little..=too_little + 1000)
        .filter(|added| whole + added > 0)
        .find_map(|added| spread(amounts, &Needs::of(targets, whole + added), added))
}

/// Whether so much would do if parts of units could be added.
fn nearly_helps(amounts: [u128; 4], targets: &Targets, whole: u128, added: u128) -> bool {
    let (mut left, mut reached, mut room) = (added * 1000, 0, 0);
    for facet in Facet::ALL {
        let has = amounts[facet.index()] * 1000;
        let floored = has.max(whole * u128::from(targets.floors[facet.index()]));
        let Some(rest) = left.checked_sub(floored - has) else { return false };
        left = rest;
        if let Some(mix) = targets.mix {
            let share = whole * u128::from(mix[facet.index()]);
            reached += floored.min(share);
            room += share.saturating_sub(floored);
        }
    }
    targets.mix.is_none()
        || reached + room.min(left) >= whole * u128::from(1000 - targets.tolerance.min(1000))
}

/// Spreads `added` over the facets so that the needs are met, if it can be done: floors first, then units that
/// count in full towards the mix, then those that count most, and what is left where most is wanted.
fn spread(amounts: [u128; 4], needs: &Needs, added: u128) -> Option<[u128; 4]> {
    let mut added_at: [u128; 4] =
        std::array::from_fn(|place| needs.least[place].saturating_sub(amounts[place]));
    let mut left = added.checked_sub(added_at.iter().sum())?;
    let Some(Fit { full, part, goal }) = needs.fit else {
        added_at[most_wanted(needs.least)] += left;
        return Some(added_at);
    };
    for place in 0..4 {
        let room = full[place].saturating_sub(amounts[place] + added_at[place]).min(left);
        added_at[place] += room;
        left -= room;
    }
    let mut by_part = [0, 1, 2, 3];
    by_part.sort_by_key(|place| std::cmp::Reverse(part[*place]));
    for place in by_part {
        if left > 0 && amounts[place] + added_at[place] == full[place] {
            added_at[place] += 1;
            left -= 1;
        }
    }
    added_at[most_wanted(full)] += left;
    let reached: u128 = (0..4)
        .map(|place| {
            let amount = amounts[place] + added_at[place];
            amount.min(full[place]) * 1000 + if amount > full[place] { part[place] } else { 0 }
        })
        .sum();
    (reached >= goal).then_some(added_at)
}

fn most_wanted(amounts: [u128; 4]) -> usize {
    (0..4).rev().max_by_key(|place| amounts[*place]).unwrap_or_default()
}

/// The least to shift from some facets to others so that all floors and the declared mix are reached; `None`
/// if the targets contradict themselves, there is nothing to shift, or too little for whole units to come out.
///
/// ```
/// use evenfolio_core::{balance::Targets, position::Facet, rebalance::{Shift, shifts}};
/// let one = Shift { from: Facet::Enhancement, to: Facet::Anticipatory, amount: 1 };
/// assert_eq!(shifts([12, 4, 3, 1], &Targets::default()), Some(vec![one]));
/// ```
pub fn shifts(amounts: [u128; 4], targets: &Targets) -> Option<Vec<Shift>> {
    let whole = total(amounts).filter(|whole| *whole > 0)?;
    if targets.fault().is_some() {
        return None;
    }
    let needs = Needs::of(targets, whole);
    // A facet may take one unit more than counts in full towards its share: try each set of facets that do.
    let sets = if needs.fit.is_some() { 16 } else { 1 };
    let goals = (0..sets).filter_map(|set| least_shift(amounts, &needs, set));
    let goal =
        goals.min_by_key(|goal| (0..4).map(|place| goal[place].abs_diff(amounts[place])).sum::<u128>())?;
    Some(pair(amounts, goal))
}

/// The amounts after the least shift that gives each facet of `set` a unit beyond those that count in full.
fn least_shift(amounts: [u128; 4], needs: &Needs, set: u8) -> Option<[u128; 4]> {
    let in_set = |place: usize| set >> place & 1 == 1;
    // What each facet must have at least, and up to where its units count towards the goal.
    let mut least = needs.least;
    let mut counted = [0; 4];
    let mut goal = 0;
    if let Some(Fit { full, part, goal: all }) = needs.fit {
        let given: u128 =
            (0..4).filter(|place| in_set(*place)).map(|place| full[place] * 1000 + part[place]).sum();
        goal = all.saturating_sub(given).div_ceil(1000);
        for place in 0..4 {
            if in_set(place) {
                least[place] = least[place].max(full[place] + 1);
            } else {
                counted[place] = full[place];
            }
        }
    }
    let mut after: [u128; 4] = std::array::from_fn(|place| amounts[place].max(least[place]));
    let mut owed: u128 = (0..4).map(|place| after[place] - amounts[place]).sum();
    // What can be taken at no loss: whatever is neither needed nor counted.
    let spare = |place: usize| amounts[place].saturating_sub(least[place].max(counted[place]));
    let spare_in_all: u128 = (0..4).map(spare).sum();
    let reached: u128 = (0..4).map(|place| after[place].min(counted[place])).sum();
    let lost = owed.saturating_sub(spare_in_all);
    // To bring one more unit to where it counts helps only while it comes from where it does not.
    let mut missing = (goal + lost).saturating_sub(reached);
    if missing > 0 && owed + missing > spare_in_all {
        return None;
    }
    owed += missing;
    for place in 0..4 {
        let room = counted[place].saturating_sub(after[place]).min(missing);
        after[place] += room;
        missing -= room;
    }
    if missing > 0 {
        return None;
    }
    let mut donors = [0, 1, 2, 3];
    donors.sort_by_key(|place| std::cmp::Reverse(spare(*place)));
    for place in donors {
        let taken = spare(place).min(owed);
        after[place] -= taken;
        owed -= taken;
    }
    for place in donors {
        let taken = if amounts[place] >= after[place] { (after[place] - least[place]).min(owed) } else { 0 };
        after[place] -= taken;
        owed -= taken;
    }
    (owed == 0).then_some(after)
}

/// Who gives to whom: givers and takers in the order of the facets.
fn pair(before: [u128; 4], after: [u128; 4]) -> Vec<Shift> {
    let mut gives: [u128; 4] = std::array::from_fn(|place| before[place].saturating_sub(after[place]));
    let mut takes: [u128; 4] = std::array::from_fn(|place| after[place].saturating_sub(before[place]));
    let mut shifts = Vec::new();
    for from in Facet::ALL {
        for to in Facet::ALL {
            let amount = gives[from.index()].min(takes[to.index()]);
            if amount > 0 {
                gives[from.index()] -= amount;
                takes[to.index()] -= amount;
                shifts.push(Shift { from, to, amount });
            }
        }
    }
    shifts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All ways to have `n` at four facets.
    fn tables(n: u128) -> Vec<[u128; 4]> {
        let mut all = Vec::new();
        for a in 0..=n {
            for b in 0..=n - a {
                for c in 0..=n - a - b {
                    all.push([a, b, c, n - a - b - c]);
                }
            }
        }
        all
    }

    fn several_targets() -> Vec<Targets> {
        let floors = [[100; 4], [0; 4], [250; 4], [50, 200, 0, 330], [400, 100, 100, 100]];
        let mixes = [
            (None, 0),
            (Some([250; 4]), 0),
            (Some([250; 4]), 100),
            (Some([700, 200, 70, 30]), 77),
            (Some([700, 200, 100, 0]), 0),
            (Some([400, 300, 200, 100]), 250),
            (Some([333, 333, 334, 0]), 150),
            (Some([0, 0, 500, 500]), 40),
        ];
        let all = floors.into_iter().flat_map(|floors| {
            mixes.into_iter().map(move |(mix, tolerance)| Targets { floors, mix, tolerance })
        });
        all.filter(|targets| targets.fault().is_none()).collect()
    }

    fn moved(before: [u128; 4], after: [u128; 4]) -> u128 {
        (0..4).map(|place| before[place].abs_diff(after[place])).sum::<u128>() / 2
    }

    #[test]
    fn no_smaller_shift_exists() {
        for targets in several_targets() {
            for n in 1..=10 {
                let met: Vec<_> = tables(n).into_iter().filter(|table| targets.are_met_by(*table)).collect();
                for table in tables(n) {
                    let least = met.iter().map(|goal| moved(table, *goal)).min();
                    let found = shifts(table, &targets);
                    let amount = found.as_ref().map(|shifts| shifts.iter().map(|shift| shift.amount).sum());
                    assert_eq!(amount, least, "{table:?} {targets:?}");
                    let mut after = table;
                    for Shift { from, to, amount } in found.unwrap_or_default() {
                        after[from.index()] -= amount;
                        after[to.index()] += amount;
                    }
                    assert!(least.is_none() || targets.are_met_by(after), "{table:?} {targets:?}");
                }
            }
        }
    }

    #[test]
    fn no_smaller_addition_exists() {
        /// Beyond this many nothing is tried.
        const TRIED: u128 = 14;
        let ways: Vec<_> = (0..=TRIED).map(tables).collect();
        for targets in several_targets() {
            for table in (0..=6).flat_map(tables) {
                let with = |more: &[u128; 4]| std::array::from_fn(|place| table[place] + more[place]);
                let least =
                    ways.iter().position(|ways| ways.iter().any(|more| targets.are_met_by(with(more))));
                let found = additions(table, &targets);
                let amount = found.map(|added| added.iter().sum::<u128>());
                match least {
                    Some(least) => assert_eq!(amount, Some(least as u128), "{table:?} {targets:?}"),
                    None => assert!(amount.is_none_or(|amount| amount > TRIED), "{table:?} {targets:?}"),
                }
                assert!(found.is_none_or(|added| targets.are_met_by(with(&added))), "{table:?} {targets:?}");
            }
        }
    }

    /// Floors, mix and tolerance of any size that a portfolio can meet.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "parts of a thousand")]
    fn any_targets() -> impl Strategy<Value = Targets> {
        let parts = || prop::array::uniform4(0_u16..=330);
        (parts(), prop::option::of(prop::array::uniform4(0_u16..100)), 0_u16..400)
            .prop_map(|(floors, weights, tolerance)| {
                let mix = weights.filter(|weights| weights.iter().any(|weight| *weight > 0)).map(|weights| {
                    let sum: f64 = weights.iter().copied().map(f64::from).sum();
                    let mut mix = weights.map(|weight| (f64::from(weight) / sum * 1000.0).floor() as u16);
                    mix[3] += 1000 - mix.iter().sum::<u16>();
                    mix
                });
                Targets { floors, mix, tolerance }
            })
            .prop_filter("no portfolio can meet them", |targets| targets.fault().is_none())
    }

    /// Whether some way to have `whole` with no less than `amounts` meets the targets, by trying every corner: each
    /// facet has what it must, or what counts in full, or one unit more, and one of them takes what is left.
    fn can_be_met(amounts: [u128; 4], whole: u128, targets: &Targets) -> bool {
        let least: [u128; 4] = std::array::from_fn(|place| {
            amounts[place].max((whole * u128::from(targets.floors[place])).div_ceil(1000))
        });
        let corner = |place: usize, level: u32| {
            let share = targets.mix.map_or(0, |mix| whole * u128::from(mix[place]) / 1000);
            least[place].max([0, share, share + 1][level as usize])
        };
        (0..81_u32).any(|choice| {
            let corners: [u128; 4] = [
                corner(0, choice % 3),
                corner(1, choice / 3 % 3),
                corner(2, choice / 9 % 3),
                corner(3, choice / 27),
            ];
            (0..4).any(|rest| {
                let others: u128 = (0..4).filter(|place| *place != rest).map(|place| corners[place]).sum();
                let Some(left) = whole.checked_sub(others).filter(|left| *left >= least[rest]) else {
                    return false;
                };
                let mut mix = corners;
                mix[rest] = left;
                targets.are_met_by(mix)
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        /// On random portfolios, floors, mixes and tolerances: the least shift is what trying everything finds.
        #[test]
        fn no_smaller_shift_exists_at_random(table in prop::array::uniform4(0_u128..11), targets in any_targets()) {
            let whole: u128 = table.iter().sum();
            prop_assume!(whole > 0);
            let met = tables(whole).into_iter().filter(|goal| targets.are_met_by(*goal));
            let least = met.map(|goal| moved(table, goal)).min();
            let found = shifts(table, &targets).map(|shifts| shifts.iter().map(|shift| shift.amount).sum());
            prop_assert_eq!(found, least);
        }

        /// The same for additions, as far as can be tried.
        #[test]
        fn no_smaller_addition_exists_at_random(table in prop::array::uniform4(0_u128..9), targets in any_targets()) {
            const TRIED: u128 = 22;
            let with = |more: &[u128; 4]| std::array::from_fn(|place| table[place] + more[place]);
            let least = (0..=TRIED).find(|added| tables(*added).iter().any(|more| targets.are_met_by(with(more))));
            let found = additions(table, &targets);
            let amount = found.map(|added| added.iter().sum::<u128>());
            match least {
                Some(least) => prop_assert_eq!(amount, Some(least)),
                None => prop_assert!(amount.is_none_or(|amount| amount > TRIED)),
            }
            prop_assert!(found.is_none_or(|added| targets.are_met_by(with(&added))));
        }

        /// Money: of the amounts just below the one found none will do, and far below it none either.
        #[test]
        fn no_smaller_sum_of_money_is_enough(amounts in prop::array::uniform4(0_u128..5_000_000_000), targets in any_targets()) {
            let whole: u128 = amounts.iter().sum();
            if let Some(added) = additions(amounts, &targets) {
                let least: u128 = added.iter().sum();
                prop_assert!(whole + least == 0 || can_be_met(amounts, whole + least, &targets));
                let near = (1..=150).map(|less| least.checked_sub(less));
                let far = (1..10).map(|tenth| (least > 10).then(|| least * tenth / 10));
                for less in near.chain(far).flatten().filter(|less| whole + less > 0) {
                    prop_assert!(!can_be_met(amounts, whole + less, &targets), "{less} of {least}");
                }
            }
        }
    }

    proptest! {
        /// On amounts of money, where trying everything is out of reach: the answer is met, and one unit less
        /// in any facet that was added to is not.
        #[test]
        fn money_is_met_and_not_by_less(amounts in prop::array::uniform4(0_u128..5_000_000_000_000), choice in 0_usize..99) {
            let all = several_targets();
            let targets = all[choice % all.len()];
            if let Some(added) = additions(amounts, &targets) {
                let after: [u128; 4] = std::array::from_fn(|place| amounts[place] + added[place]);
                prop_assert!(targets.are_met_by(after), "{added:?}");
                for place in (0..4).filter(|place| added[*place] > 2000) {
                    let mut less = after;
                    less[place] -= 1001;
                    prop_assert!(!targets.are_met_by(less), "{added:?}");
                }
            }
            if let Some(shifts) = shifts(amounts, &targets) {
                let mut after = amounts;
                for Shift { from, to, amount } in shifts {
                    after[from.index()] -= amount;
                    after[to.index()] += amount;
                }
                prop_assert!(targets.are_met_by(after), "{after:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_reached_is_not_promised() {
        let nothing_anticipatory = Targets { floors: [0; 4], mix: Some([500, 500, 0, 0]), tolerance: 0 };
        assert_eq!(additions([1, 1, 0, 1], &nothing_anticipatory), None);
        assert_eq!(shifts([1, 1, 0, 1], &nothing_anticipatory), None, "three cannot be halved");
        assert_eq!(additions([0; 4], &Targets::default()), Some([1; 4]), "from nothing, one at each facet");
        let contradiction = Targets { floors: [500; 4], ..Targets::default() };
        assert_eq!(additions([1; 4], &contradiction), None);
        assert_eq!(additions([u128::MAX; 4], &Targets::default()), None);
    }
}
