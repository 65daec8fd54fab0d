//! How a mix of four facets is described in one figure. These describe; only floors and a declared mix judge.
//!
//! Shares are four numbers from 0 to 1 in the order of [`Facet::ALL`] that add up to 1; shares that are all
//! zero, those of an empty portfolio, give 0 throughout.

use crate::position::Facet;

/// Shannon's entropy in nats, 0 to ln 4.
pub fn entropy(shares: [f64; 4]) -> f64 {
    shares.iter().filter(|share| **share > 0.0).map(|share| -share * libm::log(*share)).sum()
}

/// Pielou's evenness, 0 to 1: entropy over the entropy of four equal shares. It does not say which facet
/// dominates.
pub fn evenness(shares: [f64; 4]) -> f64 {
    // One facet alone has an entropy of minus zero, which is no number to show.
    entropy(shares) / libm::log(4.0) + 0.0
}

/// The effective number of facets: how many equal ones would be as diverse. Hill number of order 1, 1 to 4.
pub fn effective_number(shares: [f64; 4]) -> f64 {
    if is_empty(shares) { 0.0 } else { libm::exp(entropy(shares)) }
}

/// The same with more weight on large facets: Hill number of order 2, 1 to 4.
pub fn effective_number_of_large(shares: [f64; 4]) -> f64 {
    if is_empty(shares) { 0.0 } else { 1.0 / concentration(shares) }
}

/// The Herfindahl–Hirschman index, also Simpson's: the chance that two initiatives drawn at random share a
/// facet; ¼ for four equal facets, 1 for one alone.
pub fn concentration(shares: [f64; 4]) -> f64 {
    shares.iter().map(|share| share * share).sum()
}

/// Rao's quadratic entropy: how far apart in the diamond two initiatives drawn at random stand, opposite
/// poles being 1 apart and neighbours √½. 0 for one facet alone, ½ for opposites in equal parts, 0.604 for
/// four equal facets. It tells 50/50 between neighbours from 50/50 between opposites; evenness does not.
pub fn diversity(shares: [f64; 4]) -> f64 {
    let mut sum = 0.0;
    for a in Facet::ALL {
        for b in Facet::ALL {
            let apart = match b {
                _ if a == b => 0.0,
                _ if a == b.opposite() => 1.0,
                _ => std::f64::consts::FRAC_1_SQRT_2,
            };
            sum += apart * shares[a.index()] * shares[b.index()];
        }
    }
    sum
}

/// Total variation: the smallest share that would have to move for one mix to become the other, 0 to 1.
pub fn distance(shares: [f64; 4], target: [f64; 4]) -> f64 {
    shares.iter().zip(target).map(|(share, target)| (share - target).abs()).sum::<f64>() / 2.0
}

/// The Jensen–Shannon divergence in bits, 0 for the same mix to 1 for mixes without a common facet: how much
/// one initiative's facet tells about which of the two mixes it was drawn from.
pub fn divergence(shares: [f64; 4], target: [f64; 4]) -> f64 {
    let half = |from: f64, middle: f64| if from > 0.0 { from * libm::log2(from / middle) / 2.0 } else { 0.0 };
    let sum: f64 = shares
        .iter()
        .zip(target)
        .map(|(share, target)| {
            let middle = f64::midpoint(*share, target);
            half(*share, middle) + half(target, middle)
        })
        .sum();
    sum.max(0.0)
}

fn is_empty(shares: [f64; 4]) -> bool {
    shares.iter().all(|share| *share <= 0.0)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the figures compared are exact")]
mod tests {
    use super::*;

    const EVEN: [f64; 4] = [0.25; 4];

    fn four_decimals(value: f64) -> String {
        format!("{value:.4}")
    }

    #[test]
    fn a_portfolio_of_twenty_that_leans_to_enhancement() {
        let shares = [12.0 / 20.0, 5.0 / 20.0, 2.0 / 20.0, 1.0 / 20.0];
        let figures = [
            entropy(shares),
            evenness(shares),
            effective_number(shares),
            concentration(shares),
            effective_number_of_large(shares),
            diversity(shares),
            distance(shares, EVEN),
            divergence(shares, EVEN),
        ];
        assert_eq!(
            figures.map(four_decimals),
            ["1.0331", "0.7452", "2.8098", "0.4350", "2.2989", "0.4317", "0.3500", "0.1300"]
        );
    }

    #[test]
    fn other_portfolios_worked_by_hand() {
        assert_eq!(four_decimals(evenness([0.6, 0.2, 0.2, 0.0])), "0.6855");
        let wide = [0.70, 0.20, 0.07, 0.03];
        assert_eq!(
            [evenness(wide), effective_number(wide), diversity(wide)].map(four_decimals),
            ["0.6225", "2.3700", "0.3487"]
        );
    }

    #[test]
    fn distance_in_the_diamond_tells_neighbours_from_opposites() {
        assert_eq!(four_decimals(diversity(EVEN)), "0.6036");
        assert_eq!(four_decimals(diversity([0.5, 0.0, 0.0, 0.5])), "0.5000", "opposite poles");
        assert_eq!(four_decimals(diversity([0.5, 0.5, 0.0, 0.0])), "0.3536", "neighbours");
    }

    #[test]
    fn the_ends_of_each_scale() {
        let one = [0.0, 1.0, 0.0, 0.0];
        assert_eq!([evenness(one), effective_number(one), diversity(one)], [0.0, 1.0, 0.0]);
        assert_eq!(
            [effective_number(EVEN), effective_number_of_large(EVEN)].map(four_decimals),
            ["4.0000"; 2]
        );
        assert_eq!(four_decimals(divergence(one, [1.0, 0.0, 0.0, 0.0])), "1.0000");
        let none = [0.0; 4];
        assert_eq!([evenness(none), effective_number(none), effective_number_of_large(none)], [0.0; 3]);
    }
}
