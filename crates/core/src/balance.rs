//! Balance: whether all four facets are covered, whether the mix is the one that was declared, and how firm
//! the answer is.

mod chance;
mod flow;
pub mod measures;
mod money;
mod targets;
mod turning;

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

    fn of(amounts: [u128; 4], placed: u64, targets: &Targets) -> Self {
        if placed < FEW {
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
    /// Its share if each placed initiative is spread over the facets by its chances, 0 to 1. Where this is far
    /// from `share`, many placements are near calls in the same direction.
    pub expected: f64,
    /// The lower end of the interval in which the share lies with a chance of 95 %. Around `expected`.
    pub low: f64,
    /// The upper end of that interval.
    pub high: f64,
    /// The chance that the share is below its floor, 0 to 1.
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
    /// How many initiatives are counted, with or without a facet.
    pub counted: u64,
    /// How many initiatives have a facet.
    pub placed: u64,
    /// How many counted initiatives are borderline: their facet is not firm ([`crate::tally::FIRM`]), or they
    /// have none.
    pub borderline: u64,
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
        Self::weigh(table, targets, Likely::labelled)
    }

    /// Weighs a table of tallies by number, for registers that are a sample of the initiatives there are: to
    /// doubt about labels comes chance in what was sampled. The verdict is the same, intervals are wider.
    pub fn of_sample(table: &FacetTable, targets: &Targets) -> Self {
        Self::weigh(table, targets, Likely::sampled)
    }

    fn weigh(table: &FacetTable, targets: &Targets, likely: fn(f64, f64, f64) -> Likely) -> Self {
        let numbers = table.facets();
        let placed = table.placed();
        let shares = shares_of(numbers.map(u128::from));
        let standing = Standing::of(table);
        let verdict = Verdict::of(numbers.map(u128::from), placed, targets);
        let turned_by = (verdict != Verdict::TooFewToTell).then(|| standing.least_to_turn(targets)).flatten();
        let mix = targets.mix.map(|mix| mix.map(thousandths));
        let mut balance = Self {
            verdict,
            firmness: String::new(),
            counted: table.total(),
            placed,
            borderline: standing.borderline(),
            turned_by,
            shares: Facet::ALL.map(|facet| {
                let place = facet.index();
                let floor = thousandths(targets.floors[place]);
                let (count, variance) = labels(table, facet);
                let (expected, likely) = if placed == 0 {
                    (0.0, Likely::Exactly(0.0))
                } else {
                    (count / real(placed), likely(count, variance, real(placed)))
                };
                let [low, high] = likely.interval();
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
        balance.firmness = balance.in_words();
        balance
    }

    fn in_words(&self) -> String {
        let Self { placed, borderline, .. } = *self;
        match (self.verdict, self.turned_by, borderline) {
            (Verdict::TooFewToTell, _, _) if placed == 0 => {
                "cannot be given: no initiative has a facet".to_owned()
            }
            (Verdict::TooFewToTell, _, _) => format!(
                "cannot be given: only {placed} {} a facet, fewer than {FEW}; of portfolios of that size spread \
                 evenly over the four facets, {:.0} in 100 miss one by chance",
                if placed == 1 { "initiative has" } else { "initiatives have" },
                100.0 * chance_of_empty_facet(placed),
            ),
            (_, _, 0) => "holds: no initiative is borderline".to_owned(),
            (_, None, 1) => "holds whichever way the one borderline initiative goes".to_owned(),
            (_, None, _) => {
                format!("holds whichever way the {borderline} borderline initiatives go")
            }
            (_, Some(_), 1) => "holds unless the one borderline initiative goes the other way".to_owned(),
            (_, Some(2), 2) => "holds unless both borderline initiatives go the other way".to_owned(),
            (_, Some(least), _) if least == borderline => {
                format!("holds unless all {borderline} borderline initiatives go the other way")
            }
            (_, Some(least), _) => format!(
                "holds unless {least} of the {borderline} borderline initiatives {} the other way",
                if least == 1 { "goes" } else { "go" },
            ),
        }
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
    fn chances_move_the_expected_share_and_widen_the_interval() {
        let balance = Balance::of(&table([20, 0, 0, 0], 600, 0), &Targets::default());
        let [enhancement, mission, ..] = balance.shares;
        assert_eq!((enhancement.share, enhancement.expected), (1.0, 0.6));
        assert_eq!(format!("{:.2}–{:.2}", enhancement.low, enhancement.high), "0.40–0.80");
        assert_eq!(mission.expected, 0.4);
        assert!(mission.is_gap() && mission.chance_below_floor < 0.01);
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
        ];
        insta::assert_snapshot!(shown.join("\n"), @r"
        cannot be given: no initiative has a facet
        cannot be given: only 1 initiative has a facet, fewer than 15; of portfolios of that size spread evenly over the four facets, 100 in 100 miss one by chance
        cannot be given: only 10 initiatives have a facet, fewer than 15; of portfolios of that size spread evenly over the four facets, 22 in 100 miss one by chance
        holds: no initiative is borderline
        holds unless the one borderline initiative goes the other way
        holds whichever way the one borderline initiative goes
        holds whichever way the 3 borderline initiatives go
        holds unless both borderline initiatives go the other way
        holds unless 2 of the 4 borderline initiatives go the other way
        holds unless 1 of the 19 borderline initiatives goes the other way
        holds unless 4 of the 17 borderline initiatives go the other way
        holds whichever way the 3 borderline initiatives go
        ");
    }
}
