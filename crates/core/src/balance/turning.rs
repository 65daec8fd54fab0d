//! How firm a verdict is: the least number of borderline initiatives that have to go the other way to turn it.
//!
//! A borderline initiative with a facet can go to its runner-up; one without a facet can go to any. The answer
//! is exact: it is what trying all combinations would find.

use super::flow::Network;
use super::targets::{Needs, Targets};
use crate::position::Facet;
use crate::tally::FacetTable;

/// Beyond this many initiatives the question is not asked, so that no sum overflows.
const MANY: u64 = 1 << 30;

/// What a move costs that no borderline initiative can make: more than all others together.
const IMPOSSIBLE: u128 = 1 << 50;

const SOURCE: usize = 4;
const PLACING: usize = 5;
const COUNTED: usize = 6;
const REST: usize = 7;
const SINK: usize = 8;

/// The initiatives of a table as far as turning its verdict is concerned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// How many at each facet.
    numbers: [u64; 4],
    /// How many of facet `a` might as well be at `b`.
    moves: [[u64; 4]; 4],
    /// How many have no facet and might be at any.
    free: u64,
}

impl Standing {
    pub(super) fn of(table: &FacetTable) -> Self {
        Self { numbers: table.facets(), moves: table.moves(), free: table.without_facet() }
    }

    /// How many initiatives have a facet that may well be another one.
    pub(super) fn near_calls(&self) -> u64 {
        self.moves.iter().flatten().fold(0, |sum, number| sum.saturating_add(*number))
    }

    /// How many initiatives are borderline: near calls, and those without a facet.
    pub(super) fn borderline(&self) -> u64 {
        self.near_calls().saturating_add(self.free)
    }

    /// The least number of borderline initiatives that have to go elsewhere for the targets to be met if they
    /// are not, or missed if they are met; `None` if all of them together cannot do it.
    pub(super) fn least_to_turn(&self, targets: &Targets) -> Option<u64> {
        let placed: u64 = self.numbers.iter().try_fold(0_u64, |sum, number| sum.checked_add(*number))?;
        if placed.max(self.borderline()) > MANY || targets.fault().is_some() {
            return None;
        }
        if targets.are_met_by(self.numbers.map(u128::from)) {
            [self.least_to_uncover(targets, placed), self.least_to_misfit(targets, placed)]
                .into_iter()
                .flatten()
                .min()
        } else {
            self.least_to_mend(targets, placed)
        }
    }

    /// To push one facet below its floor: take from it what can go, then place others elsewhere.
    fn least_to_uncover(&self, targets: &Targets, placed: u64) -> Option<u64> {
        Facet::ALL
            .into_iter()
            .filter_map(|facet| {
                let floor = u64::from(targets.floors[facet.index()]);
                let spare = self.numbers[facet.index()] * 1000 - floor * placed;
                let leave = self.moves[facet.index()].iter().sum();
                count_to_reach(spare + 1, [(1000, leave), (floor, self.free)])
            })
            .min()
    }

    /// To push the mix out of its tolerance: the distance is the largest of sixteen plain sums, one for each
    /// choice of facets counted as having too much.
    fn least_to_misfit(&self, targets: &Targets, placed: u64) -> Option<u64> {
        let mix = targets.mix?;
        let placed = i64::try_from(placed).ok()?;
        (0..16_u8)
            .filter_map(|choice| {
                let too_much = |facet: Facet| choice >> facet.index() & 1 == 1;
                let sign = |facet: Facet| if too_much(facet) { 1 } else { -1 };
                let of_mix: i64 =
                    Facet::ALL.map(|facet| sign(facet) * i64::from(mix[facet.index()])).iter().sum();
                let allowed = 2 * i64::from(targets.tolerance);
                let mut off = -(of_mix + allowed) * placed;
                let mut across = 0;
                for facet in Facet::ALL {
                    off += sign(facet) * 1000 * i64::try_from(self.numbers[facet.index()]).ok()?;
                    let others = Facet::ALL.into_iter().filter(|other| !too_much(facet) && too_much(*other));
                    across += others.map(|other| self.moves[facet.index()][other.index()]).sum::<u64>();
                }
                let best_place = if choice == 0 { -1000 } else { 1000 };
                let by_placing = u64::try_from(best_place - of_mix - allowed).unwrap_or(0);
                count_to_reach(u64::try_from(1 - off).ok()?, [(2000, across), (by_placing, self.free)])
            })
            .min()
    }

    /// To meet the targets: for each number of initiatives newly placed, the fewest moves that help.
    ///
    /// Which number is best is not found by trying all. If initiatives could be placed and moved in parts, the
    /// cost would be a convex function of how many are placed, so that its lowest point is found by halving.
    /// Whole initiatives cost at least as much, and exactly as much where the portfolio is a multiple of 1000,
    /// for there all floors and shares are whole. So the search goes out from the lowest point to both sides,
    /// as long as parts would cost less than the best found with whole initiatives.
    fn least_to_mend(&self, targets: &Targets, placed: u64) -> Option<u64> {
        let in_parts = |placing| self.cost_in_parts(targets, placing, placed + placing);
        let (mut low, mut high) = (0, self.free);
        while low < high {
            let middle = u64::midpoint(low, high);
            if in_parts(middle + 1) < in_parts(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut best = None;
        let outwards: [&mut dyn Iterator<Item = u64>; 2] = [&mut (low..=self.free), &mut (0..low).rev()];
        for side in outwards {
            for placing in side {
                let limit = best.unwrap_or(MANY * 4);
                let at_least = in_parts(placing).div_ceil(1000);
                if at_least >= limit.into() {
                    break;
                }
                if placed + placing == 0 {
                    continue; // Nothing at all meets no targets.
                }
                let needs = Needs::of(targets, u128::from(placed + placing));
                for taken in 0..if needs.fit.is_some() { 16 } else { 1 } {
                    let limit = best.unwrap_or(MANY * 4).saturating_sub(placing);
                    if let Some(moves) = self.fewest_moves(&needs, placing, placed + placing, taken, limit) {
                        best = Some(placing + moves);
                    }
                }
            }
        }
        best
    }

    /// What it would cost to meet the targets with so many newly placed, in thousandths of an initiative, if
    /// initiatives could be moved in parts. Where it cannot be done the missing moves are priced as
    /// [`IMPOSSIBLE`], so that the cost still says in which direction it would be nearer.
    fn cost_in_parts(&self, targets: &Targets, placing: u64, whole: u64) -> u128 {
        let mut network = self.network(placing, 1000);
        let mut goal =
            targets.mix.map_or(0, |_| whole * u64::from(1000_u16.saturating_sub(targets.tolerance)));
        let mut fixed = 0;
        for facet in Facet::ALL {
            let place = facet.index();
            for other in 0..4 {
                network.connect(place, other, whole * 1000, i64::try_from(IMPOSSIBLE).unwrap_or(i64::MAX));
            }
            let least = whole * u64::from(targets.floors[place]);
            let share = targets.mix.map_or(0, |mix| whole * u64::from(mix[place]));
            network.connect(place, SINK, least, 0);
            network.connect(place, COUNTED, share.saturating_sub(least), 0);
            network.connect(place, REST, whole * 1000, 0);
            goal = goal.saturating_sub(share.min(least));
            fixed += least;
        }
        network.connect(COUNTED, SINK, goal, 0);
        network.connect(REST, SINK, (whole * 1000).saturating_sub(fixed + goal), 0);
        let cost = network.cheapest(SOURCE, SINK, whole * 1000, u128::MAX);
        // Targets without fault can be met by moving whatever is needed.
        cost.unwrap_or(u128::MAX >> 1) + u128::from(placing) * 1000
    }

    /// Where initiatives stand and where borderline ones could go, in units of one over `parts`.
    fn network(&self, placing: u64, parts: u64) -> Network {
        let mut network = Network::new(9);
        network.connect(SOURCE, PLACING, placing * parts, 0);
        for (place, number) in self.numbers.into_iter().enumerate() {
            network.connect(SOURCE, place, number * parts, 0);
            network.connect(PLACING, place, placing * parts, 0);
            for (other, moving) in self.moves[place].into_iter().enumerate() {
                network.connect(place, other, moving * parts, 1);
            }
        }
        network
    }

    /// The fewest moves that meet the needs of `whole` initiatives, `placing` of them newly placed. Of the
    /// facets in the set `taken`, the unit that counts in part only must be there.
    fn fewest_moves(&self, needs: &Needs, placing: u64, whole: u64, taken: u8, limit: u64) -> Option<u64> {
        let mut network = self.network(placing, 1);
        // What has to be counted towards the mix by units that count in full.
        let mut goal = needs.fit.map_or(0, |fit| fit.goal);
        let mut fixed = 0_u64;
        for facet in Facet::ALL {
            let place = facet.index();
            let mut least = needs.least[place];
            if let Some(fit) = needs.fit {
                let mut counted = least.min(fit.full[place]);
                if taken >> place & 1 == 1 {
                    least = least.max(fit.full[place] + 1);
                    counted = fit.full[place];
                    goal = goal.saturating_sub(fit.part[place]);
                } else {
                    let room = u64::try_from(fit.full[place].saturating_sub(least)).ok()?;
                    network.connect(place, COUNTED, room, 0);
                }
                goal = goal.saturating_sub(counted * 1000);
            }
            let least = u64::try_from(least).ok()?;
            network.connect(place, SINK, least, 0);
            network.connect(place, REST, whole, 0);
            fixed += least;
        }
        let counted = u64::try_from(goal.div_ceil(1000)).ok()?;
        network.connect(COUNTED, SINK, counted, 0);
        network.connect(REST, SINK, whole.checked_sub(fixed.checked_add(counted)?)?, 0);
        u64::try_from(network.cheapest(SOURCE, SINK, whole, limit.into())?).ok()
    }
}

/// How many steps it takes to reach `goal`, taking the larger steps first: (size, how many there are).
fn count_to_reach(goal: u64, mut steps: [(u64, u64); 2]) -> Option<u64> {
    steps.sort_by_key(|step| std::cmp::Reverse(step.0));
    let (mut left, mut count) = (goal, 0);
    for (size, number) in steps.into_iter().filter(|step| step.0 > 0) {
        let taken = left.div_ceil(size).min(number);
        count += taken;
        left = left.saturating_sub(taken.saturating_mul(size));
    }
    (left == 0).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// The least number by trying every combination.
    fn by_trying(standing: &Standing, targets: &Targets) -> Option<u64> {
        let goal = !targets.are_met_by(standing.numbers.map(u128::from));
        let mut least = BTreeMap::from([(standing.numbers, 0_u64)]);
        let mut step = |reach: &dyn Fn([u64; 4]) -> Vec<[u64; 4]>| {
            let mut next = least.clone();
            for (numbers, count) in &least {
                for reached in reach(*numbers) {
                    let known = next.entry(reached).or_insert(u64::MAX);
                    *known = (*known).min(count + 1);
                }
            }
            least = next;
        };
        for from in 0..4 {
            for to in 0..4 {
                for _ in 0..standing.moves[from][to] {
                    step(&|mut numbers| {
                        // A facet may run dry for a moment: others arrive in the same breath.
                        numbers[from] = numbers[from].wrapping_sub(1);
                        numbers[to] = numbers[to].wrapping_add(1);
                        vec![numbers]
                    });
                }
            }
        }
        for _ in 0..standing.free {
            step(&|numbers| {
                (0..4)
                    .map(|to| {
                        let mut numbers = numbers;
                        numbers[to] += 1;
                        numbers
                    })
                    .collect()
            });
        }
        least
            .into_iter()
            .filter(|(numbers, _)| targets.are_met_by(numbers.map(u128::from)) == goal)
            .map(|(_, count)| count)
            .min()
    }

    fn standings() -> impl Strategy<Value = Standing> {
        (prop::array::uniform4(0_u64..7), prop::collection::vec((0_usize..4, 0_usize..4), 0..7), 0_u64..4)
            .prop_map(|(mut numbers, borderline, free)| {
                let mut moves = [[0; 4]; 4];
                for (from, to) in borderline {
                    let leaving: u64 = moves[from].iter().sum();
                    if from != to {
                        moves[from][to] += 1;
                        numbers[from] = numbers[from].max(leaving + 1);
                    }
                }
                Standing { numbers, moves, free }
            })
    }

    fn targets() -> impl Strategy<Value = Targets> {
        let floors = prop::array::uniform4(prop::sample::select(vec![0_u16, 50, 100, 150, 200, 250]));
        let mixes = vec![
            None,
            Some([250; 4]),
            Some([700, 200, 70, 30]),
            Some([400, 300, 200, 100]),
            Some([0, 333, 333, 334]),
        ];
        (floors, prop::sample::select(mixes), prop::sample::select(vec![0_u16, 50, 100, 177, 300, 1000]))
            .prop_map(|(floors, mix, tolerance)| Targets { floors, mix, tolerance })
            .prop_filter("no portfolio can meet them", |targets| targets.fault().is_none())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn it_is_what_trying_everything_finds(standing in standings(), targets in targets()) {
            prop_assert_eq!(standing.least_to_turn(&targets), by_trying(&standing, &targets));
        }
    }

    /// Portfolios of hundreds with many that have no facet.
    fn larger_standings() -> impl Strategy<Value = Standing> {
        let moves = prop::collection::vec((0_usize..4, 0_usize..4, 0_u64..40), 0..6);
        (prop::array::uniform4(0_u64..300), moves, 0_u64..150).prop_map(|(numbers, borderline, free)| {
            let mut moves = [[0; 4]; 4];
            for (from, to, number) in borderline {
                let staying = numbers[from] - moves[from].iter().sum::<u64>();
                if from != to {
                    moves[from][to] += number.min(staying);
                }
            }
            Standing { numbers, moves, free }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        /// To search outwards from the lowest point finds what trying every number of placements finds.
        #[test]
        fn searching_outwards_misses_nothing(standing in larger_standings(), targets in targets()) {
            let placed: u64 = standing.numbers.iter().sum();
            let some = (0..=standing.free).filter(|placing| placed + placing > 0);
            let every = some.flat_map(|placing| {
                let needs = Needs::of(&targets, u128::from(placed + placing));
                (0..if needs.fit.is_some() { 16 } else { 1 }).filter_map(move |taken| {
                    let moves = standing.fewest_moves(&needs, placing, placed + placing, taken, u64::MAX)?;
                    Some(placing + moves)
                })
            });
            prop_assert_eq!(standing.least_to_mend(&targets, placed), every.min());
        }
    }

    #[test]
    fn large_portfolios_are_answered_too() {
        let mut moves = [[0; 4]; 4];
        moves[0] = [0, 3_000, 9_000, 4_000];
        moves[2] = [500, 0, 0, 1_500];
        let standing = Standing { numbers: [70_000, 12_000, 12_000, 1_000], moves, free: 20_000 };
        // Anticipatory needs a tenth of 95,000 and of all that are newly placed: 5,500 can move there, and of
        // 3,334 placed there nine tenths make up the other 3,000.
        assert_eq!(standing.least_to_turn(&Targets::default()), Some(8_834));
        let with_mix = Targets { mix: Some([550, 150, 200, 100]), ..Targets::default() };
        assert!(standing.least_to_turn(&with_mix) > Some(8_834));
    }
}
