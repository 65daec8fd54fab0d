//! How a portfolio develops: one point for each date for which there is a portfolio.

use jiff::civil;
use serde::Serialize;

use crate::balance::{Balance, Targets, Verdict};
use crate::innovation_test::Standing;
use crate::portfolio::Portfolio;

/// A portfolio in figures at one date.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The date it speaks for.
    pub as_of: civil::Date,
    /// How many initiatives are counted.
    pub counted: u64,
    /// How many are not yet implemented.
    pub pipeline: u64,
    /// How many of the counted ones have a facet.
    pub placed: u64,
    /// How many at each facet, in the order of [`Facet::ALL`](crate::position::Facet::ALL).
    pub numbers: [u64; 4],
    /// Their shares, 0 to 1.
    pub shares: [f64; 4],
    /// The verdict by the targets of today: a change in this line is a change in the portfolio, never in what
    /// it is held against.
    pub verdict: Verdict,
    /// Pielou's evenness.
    pub evenness: f64,
}

/// One point a portfolio, by date; portfolios of one date stay in the order given.
pub fn over_time<'a>(
    portfolios: impl IntoIterator<Item = (civil::Date, &'a Portfolio)>,
    targets: &Targets,
) -> Vec<Point> {
    let mut points: Vec<Point> = portfolios
        .into_iter()
        .map(|(as_of, portfolio)| {
            let balance = Balance::of(&portfolio.counted, targets);
            Point {
                as_of,
                counted: balance.counted,
                pipeline: portfolio.standing(Standing::Pipeline),
                placed: balance.placed,
                numbers: portfolio.counted.facets(),
                shares: balance.shares.map(|share| share.share),
                verdict: balance.verdict,
                evenness: balance.evenness,
            }
        })
        .collect();
    points.sort_by_key(|point| point.as_of);
    points
}
