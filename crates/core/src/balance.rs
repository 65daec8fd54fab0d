//! Balance: whether all four facets are covered, whether the mix is the one that was declared, and how firm
//! the answer is.

mod chance;
mod flow;
pub mod measures;
mod money;
mod targets;
mod turning;
mod words;

use serde::{Deserialize, Serialize};

use crate::position::Facet;
use crate::tally::{Class, FacetTable};
use chance::Likely;
use turning::Standing;

pub use chance::of_empty_facet as chance_of_empty_facet;
pub use money::{MoneyBalance, MoneyShare, Rates};
pub use targets::Targets;
pub(crate) use targets::{Fit, Needs, total};

/// Below this number of placed initiatives no verdict is given: an even portfolio of 15 has an empty facet
/// one time in twenty by chance alone, one of 10 more than one time in five ([`chance_of_empty_facet`]).
pub const FEW: u64 = 15;

/// Whether so many placed initiatives say anything about all that are counted: there are at least [`FEW`], and
/// at least a third of those counted have a facet. What is known of a few among many, and of some that were not chosen
/// by lot (clear texts are placed, thin ones are not), does not speak for the whole; short of that, how firm the
/// verdict is says what those without a facet could do to it.
///
/// ```
/// use evenfolio_core::balance::speaks;
/// assert!(speaks(194, 402) && !speaks(14, 14));
/// assert!(!speaks(21, 1_113), "of the others nothing is known");
/// ```
pub const fn speaks(placed: u64, counted: u64) -> bool {
    placed >= FEW && placed >= counted.div_ceil(3)
}

/// What the registers are of all the initiatives that there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All of them: what is uncertain is only whether each has the right facet.
    #[default]
    Census,
    /// A sample: to doubt about labels comes chance in what was sampled.
    Sample,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every facet reaches its floor, and the mix fits the declared one if there is one.
    Balanced,
    /// A facet is below its floor, or the mix is too far from the declared one.
    Uneven,
    /// Too few initiatives are placed to say: in number, or of those counted ([`speaks`]).
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

    /// By amounts at the four facets, if they speak for the whole.
    fn of(amounts: [u128; 4], they_speak: bool, targets: &Targets) -> Self {
        if !they_speak {
            Self::TooFewToTell
        } else if targets.are_met_by(amounts) {
            Self::Balanced
        } else {
            Self::Uneven
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
    /// The share that the chances of all placed initiatives add up to, 0 to 1. Counting each where it most
    /// likely belongs favours the facet that is likeliest for most; where this is far from `share`, many
    /// placements are near calls in the same direction.
    pub expected: f64,
    /// The lower end of the interval for the share that would be found if someone who knows decided each placed
    /// initiative (of a sample: each that there is).
    ///
    /// The interval reaches over both estimates of that one quantity: over the share as counted, which is right
    /// if every initiative is where it most likely belongs, and over the range in which it lies with a chance of
    /// 95 % if every label is right as often as its chance says. So it holds the share shown, has at least 95 %
    /// of the chances in it, and is the wider the more the labels pull one way.
    pub low: f64,
    /// The upper end of that interval.
    pub high: f64,
    /// The chance that the share is below its floor, 0 to 1, if every label is right as often as its chance says.
    pub chance_below_floor: f64,
}

impl FacetShare {
    /// Whether the facet is below its floor.
    pub fn is_gap(&self) -> bool {
        // Both are quotients of whole numbers rounded once, and rounding keeps their order.
        self.share < self.floor
    }
}

/// The balance of one portfolio, or of one part of it, by number of initiatives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Balance {
    /// The answer.
    pub verdict: Verdict,
    /// How firm the answer is, in plain words that continue "the verdict …".
    pub firmness: String,
    /// What the registers were taken for.
    pub extent: Extent,
    /// How many initiatives are counted, with or without a facet.
    pub counted: u64,
    /// How many initiatives have a facet.
    pub placed: u64,
    /// How many counted initiatives are borderline: `near_calls`, and those that have no facet.
    pub borderline: u64,
    /// How many of them have a facet that is not firm ([`crate::tally::FIRM`]): it may well be another one.
    pub near_calls: u64,
    /// The least number of borderline initiatives that have to go the other way for the verdict to turn; `None`
    /// if all of them together cannot turn it, or if there is no verdict.
    pub turned_by: Option<u64>,
    /// The four shares, in the order of [`Facet::ALL`].
    pub shares: [FacetShare; 4],
    /// Pielou's evenness, 0 to 1: describes, does not judge.
    pub evenness: f64,
    /// The effective number of facets (Hill number of order 1), 1 to 4; 0 for an empty portfolio.
    pub effective_number: f64,
    /// The same with more weight on large facets (Hill number of order 2).
    pub effective_number_of_large: f64,
    /// The Herfindahl–Hirschman index, ¼ to 1.
    pub concentration: f64,
    /// Rao's quadratic entropy with distances in the diamond, 0 to 0.604.
    pub diversity: f64,
    /// The share that would have to move to reach the declared mix.
    pub distance_to_target: Option<f64>,
    /// The Jensen–Shannon divergence from the declared mix, in bits.
    pub divergence_from_target: Option<f64>,
}

impl Balance {
    /// Weighs a table of tallies by number, for registers that list all initiatives there are: what is
    /// uncertain is only whether each has the right facet.
    ///
    /// Intervals take the initiatives' labels as independent of each other, each right with its own chance.
    pub fn of(table: &FacetTable, targets: &Targets) -> Self {
        Self::weigh(table, targets, Extent::Census)
    }

    /// Weighs a table of tallies by number, for registers that are a sample of the initiatives there are: to
    /// doubt about labels comes chance in what was sampled. The verdict is the same, intervals are wider.
    pub fn of_sample(table: &FacetTable, targets: &Targets) -> Self {
        Self::weigh(table, targets, Extent::Sample)
    }

    /// Weighs a table of tallies by number.
    pub fn weigh(table: &FacetTable, targets: &Targets, extent: Extent) -> Self {
        let numbers = table.facets();
        let placed = table.placed();
        let shares = shares_of(numbers.map(u128::from));
        let standing = Standing::of(table);
        let verdict = Verdict::of(numbers.map(u128::from), speaks(placed, table.total()), targets);
        let turned_by = (verdict != Verdict::TooFewToTell).then(|| standing.least_to_turn(targets)).flatten();
        let mix = targets.mix.map(|mix| mix.map(thousandths));
        let mut balance = Self {
            verdict,
            firmness: String::new(),
            extent,
            counted: table.total(),
            placed,
            borderline: standing.borderline(),
            near_calls: standing.near_calls(),
            turned_by,
            shares: Facet::ALL.map(|facet| {
                let place = facet.index();
                let floor = thousandths(targets.floors[place]);
                let (count, variance) = labels(table, facet);
                let (expected, likely) = match extent {
                    _ if placed == 0 => (0.0, Likely::Exactly(0.0)),
                    Extent::Census => (count / real(placed), Likely::labelled(count, variance, real(placed))),
                    Extent::Sample => (count / real(placed), Likely::sampled(count, variance, real(placed))),
                };
                let [low, high] = likely.interval_with(shares[place]);
                FacetShare {
                    facet,
                    number: numbers[place],
                    share: shares[place],
                    floor,
                    target: mix.map(|mix| mix[place]),
                    expected,
                    low,
                    high,
                    chance_below_floor: likely.below(floor),
                }
            }),
            evenness: measures::evenness(shares),
            effective_number: measures::effective_number(shares),
            effective_number_of_large: measures::effective_number_of_large(shares),
            concentration: measures::concentration(shares),
            diversity: measures::diversity(shares),
            distance_to_target: mix.map(|mix| measures::distance(shares, mix)),
            divergence_from_target: mix.map(|mix| measures::divergence(shares, mix)),
        };
        balance.firmness = words::firmness(&balance);
        balance
    }
}

/// The expected number of placed initiatives at a facet, and its variance, by the chances of all that are
/// placed anywhere.
fn labels(table: &FacetTable, facet: Facet) -> (f64, f64) {
    let (mut sum, mut squares) = (0_u128, 0_u128);
    for tally in Facet::ALL.into_iter().filter_map(|placed| table.tally(Class::of_facet(placed))) {
        sum += u128::from(tally.chances[facet.index()]);
        squares += u128::from(tally.squares[facet.index()]);
    }
    // p − p², in millionths: exact until it is divided.
    (real_wide(sum) / 1e3, real_wide((sum * 1000).saturating_sub(squares)) / 1e6)
}

/// Four amounts as shares of their sum; all zero if there is nothing.
fn shares_of(amounts: [u128; 4]) -> [f64; 4] {
    match total(amounts) {
        Some(whole) if whole > 0 => amounts.map(|amount| real_wide(amount) / real_wide(whole)),
        _ => [0.0; 4],
    }
}

fn thousandths(part: u16) -> f64 {
    f64::from(part) / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "divided only after all exact comparisons are made")]
fn real(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "divided only after all exact comparisons are made")]
fn real_wide(number: u128) -> f64 {
    number as f64
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the figures compared are exact")]
mod tests {
    use super::*;
    use crate::placement::{Basis, Placement, Probabilities};
    use crate::position::Position;

    /// So many initiatives at each facet, each placed there with that chance in thousandths and else at the
    /// next facet in order; and so many without a facet.
    pub(super) fn table(numbers: [u64; 4], chance: u16, unplaced: u64) -> FacetTable {
        let mut table = FacetTable::default();
        for facet in Facet::ALL {
            let mut weights = [0.0; 4];
            weights[facet.index()] = f64::from(chance);
            weights[(facet.index() + 1) % 4] = f64::from(1000 - chance);
            for _ in 0..numbers[facet.index()] {
                let placement = Placement {
                    basis: Basis::Inferred,
                    position: Position::at(facet),
                    facet: Some(facet),
                    probabilities: Probabilities::from_weights(weights),
                    because: Vec::new(),
                };
                table.note(&placement, None);
            }
        }
        for _ in 0..unplaced {
            let placement = Placement {
                basis: Basis::Unplaced,
                position: Position::CENTRE,
                facet: None,
                probabilities: Probabilities::EVEN,
                because: Vec::new(),
            };
            table.note(&placement, None);
        }
        table
    }

    fn verdict(numbers: [u64; 4], targets: &Targets) -> Verdict {
        Balance::of(&table(numbers, 1000, 0), targets).verdict
    }

    #[test]
    fn coverage_comes_before_fit() {
        let floors = Targets::default();
        assert_eq!(verdict([12, 4, 2, 2], &floors), Verdict::Balanced, "a tenth each is enough");
        assert_eq!(verdict([12, 5, 2, 1], &floors), Verdict::Uneven);
        let mix = Targets { mix: Some([250; 4]), tolerance: 350, ..floors };
        assert_eq!(verdict([12, 4, 2, 2], &mix), Verdict::Balanced, "just within the tolerance");
        let strict = Targets { tolerance: 349, ..mix };
        assert_eq!(verdict([12, 4, 2, 2], &strict), Verdict::Uneven);
        assert_eq!(verdict([4, 4, 4, 2], &floors), Verdict::TooFewToTell);
    }

    #[test]
    fn labels_that_are_certain_leave_no_doubt_in_a_census_but_in_a_sample() {
        let table = table([12, 5, 2, 1], 1000, 0);
        let targets = Targets { mix: Some([250; 4]), ..Targets::default() };
        let census = Balance::of(&table, &targets);
        assert_eq!([census.shares[0].low, census.shares[0].high, census.shares[0].expected], [0.6; 3]);
        assert_eq!(census.shares.map(|share| share.chance_below_floor), [0.0, 0.0, 0.0, 1.0]);
        let sample = Balance::of_sample(&table, &targets);
        assert_eq!(
            sample.shares.map(|share| format!("{:.2}–{:.2}", share.low, share.high)),
            ["0.36–0.76", "0.10–0.45", "0.02–0.27", "0.01–0.20"]
        );
        assert_eq!(format!("{:.2}", sample.shares[3].chance_below_floor), "0.78");
        assert_eq!(
            [census.distance_to_target, census.divergence_from_target]
                .map(|figure| format!("{:.4}", figure.unwrap())),
            ["0.3500", "0.1300"]
        );
    }

    #[test]
    fn chances_move_the_expected_share_and_the_interval_reaches_over_both() {
        let balance = Balance::of(&table([20, 0, 0, 0], 600, 0), &Targets::default());
        let [enhancement, mission, ..] = balance.shares;
        assert_eq!((enhancement.share, enhancement.expected), (1.0, 0.6));
        assert_eq!(format!("{:.2}–{:.2}", enhancement.low, enhancement.high), "0.40–1.00");
        assert_eq!((mission.share, mission.expected), (0.0, 0.4));
        assert_eq!(format!("{:.2}–{:.2}", mission.low, mission.high), "0.00–0.60");
        assert!(mission.is_gap() && mission.chance_below_floor < 0.01);
    }

    #[test]
    fn a_minority_does_not_speak_for_the_whole() {
        let verdict = |unplaced| {
            let balance = Balance::of(&table([10, 5, 3, 2], 1000, unplaced), &Targets::default());
            (balance.verdict, balance.turned_by.is_some())
        };
        assert_eq!(verdict(40), (Verdict::Balanced, true), "a third of those counted");
        assert_eq!(verdict(41), (Verdict::TooFewToTell, false));
    }

    proptest::proptest! {
        /// Whatever the labels, census or sample: the interval holds the share shown.
        #[test]
        fn a_share_lies_in_its_interval(numbers in proptest::array::uniform4(0_u64..60), chance in 251_u16..=1000, unplaced in 0_u64..40) {
            let table = table(numbers, chance, unplaced);
            for extent in [Extent::Census, Extent::Sample] {
                for share in Balance::weigh(&table, &Targets::default(), extent).shares {
                    proptest::prop_assert!(share.low <= share.share && share.share <= share.high, "{share:?}");
                    proptest::prop_assert!((0.0..=1.0).contains(&share.low) && (0.0..=1.0).contains(&share.high));
                }
            }
        }
    }

    #[test]
    fn firmness_reads_as_a_sentence() {
        let words = |numbers, chance, unplaced| {
            Balance::of(&table(numbers, chance, unplaced), &Targets::default()).firmness
        };
        let shown = [
            words([0; 4], 1000, 0),
            words([1, 0, 0, 0], 1000, 0),
            words([3, 3, 2, 2], 1000, 0),
            words([10, 5, 3, 2], 1000, 0),
            words([10, 5, 3, 2], 1000, 1),
            words([20, 0, 0, 0], 1000, 1),
            words([20, 0, 0, 0], 1000, 3),
            words([17, 3, 3, 1], 1000, 2),
            words([14, 3, 3, 1], 1000, 4),
            words([7, 3, 4, 1], 600, 4),
            words([10, 5, 0, 0], 600, 2),
            words([16, 0, 2, 2], 1000, 3),
            words([18, 2, 1, 0], 1000, 1_092),
            words([700, 200, 99, 99], 600, 1),
        ];
        insta::assert_snapshot!(shown.join("\n"), @r"
        cannot be given: no initiative has a facet
        cannot be given: only 1 initiative has a facet, too few to cover four
        cannot be given: only 10 initiatives have a facet, fewer than 15; of portfolios of that size spread evenly over the four facets, 22 in 100 miss one by chance
        holds: no initiative is borderline
        holds unless the one borderline initiative goes the other way (it has no facet yet)
        holds whichever way the one borderline initiative goes (it has no facet yet)
        holds whichever way the 3 borderline initiatives go (none of them has a facet yet)
        holds unless both borderline initiatives go the other way (neither has a facet yet)
        holds unless 2 of the 4 borderline initiatives go the other way (none of them has a facet yet)
        holds unless 1 of the 19 borderline initiatives goes the other way (15 have a facet that is a near call, 4 have none yet)
        holds unless 4 of the 17 borderline initiatives go the other way (15 have a facet that is a near call, 2 have none yet)
        holds whichever way the 3 borderline initiatives go (none of them has a facet yet)
        cannot be given: only 21 of the 1,113 counted initiatives could be placed at a facet, and the other 1,092 could turn any answer; it takes 350 more with a facet
        holds unless 32 of the 1,099 borderline initiatives go the other way (1,098 have a facet that is a near call, 1 has none yet)
        ");
    }
}
