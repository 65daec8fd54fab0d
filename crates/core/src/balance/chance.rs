//! How a share may turn out, given that labels can be wrong and that a register may be a sample.
//!
//! Everything is computed, nothing is drawn: the same counts give the same interval.

/// The share of its mass that an interval leaves out on either side: 95 % lies within.
const TAIL: f64 = 0.025;

/// A share between 0 and 1 that is not known exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Likely {
    /// It is known.
    Exactly(f64),
    /// It follows a beta distribution.
    Beta {
        /// Weight towards 1.
        a: f64,
        /// Weight towards 0.
        b: f64,
    },
    /// It is a whole number of so many initiatives; in between it follows a beta distribution.
    Count {
        /// Weight towards 1.
        a: f64,
        /// Weight towards 0.
        b: f64,
        /// How many initiatives.
        of: f64,
    },
}

impl Likely {
    /// The beta distribution of that mean and variance.
    pub(super) fn of_moments(mean: f64, variance: f64) -> Self {
        let widest = mean * (1.0 - mean);
        if variance <= widest * 1e-12 {
            return Self::Exactly(mean);
        }
        let weight = (widest / variance - 1.0).max(1e-6);
        Self::Beta { a: mean * weight, b: (1.0 - mean) * weight }
    }

    /// The share of a facet in a whole register whose labels may be wrong: the count is a sum of independent
    /// labels, of which mean and variance are known.
    pub(super) fn labelled(count: f64, variance: f64, placed: f64) -> Self {
        match Self::of_moments(count / placed, variance / (placed * placed)) {
            Self::Beta { a, b } => Self::Count { a, b, of: placed },
            known => known,
        }
    }

    /// The share of a facet in a sample: Dirichlet with Jeffreys' prior of a half for each of four facets,
    /// where the count itself has a mean and a variance because labels may be wrong.
    pub(super) fn sampled(count: f64, variance: f64, placed: f64) -> Self {
        let (alpha, all) = (count + 0.5, placed + 2.0);
        let within = (alpha * (all - alpha) - variance) / (all * all * (all + 1.0));
        Self::of_moments(alpha / all, within + variance / (all * all))
    }

    /// The interval in which it lies with a chance of 95 %.
    pub(super) fn interval(self) -> [f64; 2] {
        match self {
            Self::Exactly(share) => [share, share],
            Self::Beta { a, b } => [beta_quantile(TAIL, a, b), beta_quantile(1.0 - TAIL, a, b)],
            Self::Count { a, b, of } => {
                let [low, high] = Self::Beta { a, b }.interval();
                // Rounding up to nothing leaves a zero with a sign, which adding another takes away.
                [libm::ceil(low * of - 0.5) / of + 0.0, libm::floor(high * of + 0.5) / of]
            }
        }
    }

    /// The same interval, stretched as far as a share that was counted: an estimate of the same quantity that
    /// takes every label for right.
    pub(super) fn interval_with(self, counted: f64) -> [f64; 2] {
        let [low, high] = self.interval();
        [libm::fmin(low, counted), libm::fmax(high, counted)]
    }

    /// The chance that it is below `bound`.
    pub(super) fn below(self, bound: f64) -> f64 {
        match self {
            Self::Exactly(share) => f64::from(u8::from(share < bound)),
            Self::Beta { a, b } => beta_below(bound, a, b),
            // Half-way between the last count below and the first that is not.
            Self::Count { a, b, of } => beta_below((libm::ceil(bound * of - 1e-9) - 0.5) / of, a, b),
        }
    }
}

/// The chance that a beta variable is below `x`: the regularised incomplete beta function, by its continued
/// fraction (Lentz's method; Press and others, Numerical Recipes, 6.4).
fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let log_front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let front = libm::exp(log_front);
    // The fraction converges fast on the near side of the mean only; the other side is its mirror image.
    let below = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    };
    below.clamp(0.0, 1.0)
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut ahead = 1.0;
    let mut behind = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut result = behind;
    for step in 1..20_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut last = 1.0;
        for term in [even, odd] {
            behind = 1.0 / away_from_zero(1.0 + term * behind);
            ahead = away_from_zero(1.0 + term / ahead);
            last = ahead * behind;
            result *= last;
        }
        if (last - 1.0).abs() < 1e-14 {
            break;
        }
    }
    result
}

/// The value that a beta variable is below with that chance, by halving.
fn beta_quantile(chance: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beta_below(middle, a, b) < chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The chance that a portfolio of that many initiatives has an empty facet although each facet is equally
/// likely for each of them: by inclusion and exclusion.
pub fn of_empty_facet(placed: u64) -> f64 {
    let n = libm::fmin(placed_as_f64(placed), 1e6);
    let without = |facets: f64| libm::pow(1.0 - facets / 4.0, n);
    (4.0 * without(1.0) - 6.0 * without(2.0) + 4.0 * without(3.0)).clamp(0.0, 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a large count need not be exact here")]
fn placed_as_f64(placed: u64) -> f64 {
    placed as f64
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the figures compared are exact")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jeffreys(count: f64, placed: f64) -> [String; 2] {
        Likely::sampled(count, 0.0, placed).interval().map(|end| format!("{end:.3}"))
    }

    #[test]
    fn intervals_of_a_sample_of_twenty() {
        // Beta(12.5, 9.5), Beta(5.5, 16.5), Beta(2.5, 19.5), Beta(1.5, 20.5).
        let shown = [12.0, 5.0, 2.0, 1.0].map(|count| jeffreys(count, 20.0));
        // Checked against a sum of the density in 400,000 steps.
        assert_eq!(
            shown.map(|[low, high]| format!("{low}–{high}")),
            ["0.362–0.763", "0.097–0.446", "0.020–0.272", "0.005–0.202"]
        );
        assert_eq!(format!("{:.2}", Likely::sampled(1.0, 0.0, 20.0).below(0.10)), "0.78");
    }

    #[test]
    fn an_empty_facet_of_five_may_be_a_third() {
        let likely = Likely::sampled(0.0, 0.0, 5.0);
        let Likely::Beta { a, b } = likely else { unreachable!("a sample is never known exactly") };
        assert_eq!(format!("{:.3}", a / (a + b)), "0.071");
        assert_eq!(likely.interval().map(|end| format!("{end:.2}")), ["0.00", "0.33"]);
    }

    #[test]
    fn the_beta_function_agrees_with_binomial_sums() {
        // P(Beta(k, n − k + 1) < x) = P(at least k of n succeed with chance x).
        for n in 1_u32..40 {
            for k in 1..=n {
                for x in [0.02, 0.3, 0.5, 0.71, 0.999] {
                    let mut term = libm::pow(1.0 - x, f64::from(n));
                    let mut at_least = if k == 0 { term } else { 0.0 };
                    for successes in 1..=n {
                        term *= f64::from(n - successes + 1) / f64::from(successes) * x / (1.0 - x);
                        if successes >= k {
                            at_least += term;
                        }
                    }
                    let found = beta_below(x, f64::from(k), f64::from(n - k + 1));
                    assert!((found - at_least).abs() < 1e-9, "n {n} k {k} x {x}: {found} {at_least}");
                }
            }
        }
    }

    #[test]
    fn small_even_portfolios_often_lack_a_facet() {
        let table = [4, 8, 10, 12, 15, 20].map(|placed| format!("{:.3}", of_empty_facet(placed)));
        assert_eq!(table, ["0.906", "0.377", "0.219", "0.125", "0.053", "0.013"]);
        assert_eq!(of_empty_facet(0), 1.0);
    }

    /// Every way in which n initiatives, each facet equally likely, fall on four facets: evenness and chance,
    /// in order of evenness.
    fn evenness_of_even_portfolios(n: u32) -> Vec<(f64, f64)> {
        let factorial = |k: u32| libm::lgamma(f64::from(k) + 1.0);
        let mut all = Vec::new();
        for a in 0..=n {
            for b in 0..=n - a {
                for c in 0..=n - a - b {
                    let counts = [a, b, c, n - a - b - c];
                    let ways = factorial(n) - counts.map(factorial).iter().sum::<f64>();
                    let chance = libm::exp(ways - f64::from(n) * libm::log(4.0));
                    let shares = counts.map(|count| f64::from(count) / f64::from(n));
                    all.push((crate::balance::measures::evenness(shares), chance));
                }
            }
        }
        all.sort_by(|x, y| x.0.total_cmp(&y.0));
        all
    }

    #[test]
    fn small_even_portfolios_look_uneven() {
        let mean = |n| {
            let mean: f64 =
                evenness_of_even_portfolios(n).iter().map(|(evenness, chance)| evenness * chance).sum();
            format!("{mean:.2}")
        };
        assert_eq!([4, 8, 10, 20, 50].map(mean), ["0.66", "0.84", "0.88", "0.94", "0.98"]);
        let five_percent_point = |n| {
            let mut below = 0.0;
            let found = evenness_of_even_portfolios(n).into_iter().find(|(_, chance)| {
                below += chance;
                below >= 0.05
            });
            format!("{:.2}", found.unwrap().0)
        };
        assert_eq!(five_percent_point(10), "0.68");
    }

    /// The chances of each count of independent labels, exactly.
    fn counts(chances: &[f64]) -> Vec<f64> {
        let mut counts = vec![1.0];
        for chance in chances {
            let mut next = vec![0.0; counts.len() + 1];
            for (count, so_far) in counts.iter().enumerate() {
                next[count] += so_far * (1.0 - chance);
                next[count + 1] += so_far * chance;
            }
            counts = next;
        }
        counts
    }

    proptest! {
        #[test]
        fn beta_quantiles_are_where_the_chance_is(a in 0.05_f64..500.0, b in 0.05_f64..500.0, chance in 0.01_f64..0.99) {
            let x = beta_quantile(chance, a, b);
            prop_assume!(x > 1e-12 && x < 1.0 - 1e-12);
            prop_assert!((beta_below(x, a, b) - chance).abs() < 1e-6);
        }

        /// The interval holds the true count at least 92 times in 100 (mostly 95 to 99: counts are coarse).
        #[test]
        fn labels_fall_into_their_interval(chances in label_chances()) {
            let of = |sum: f64| sum / 1000.0;
            let count = chances.iter().map(|chance| of(f64::from(*chance))).sum::<f64>();
            let variance = chances.iter().map(|chance| of(f64::from(*chance)) * (1.0 - of(f64::from(*chance)))).sum();
            let placed = f64::from(u32::try_from(chances.len()).unwrap());
            let [low, high] = Likely::labelled(count, variance, placed).interval();
            let exact = counts(&chances.iter().map(|chance| of(f64::from(*chance))).collect::<Vec<_>>());
            let inside: f64 = (0_u32..)
                .zip(&exact)
                .filter(|(count, _)| (low - 1e-9..=high + 1e-9).contains(&(f64::from(*count) / placed)))
                .map(|(_, chance)| chance)
                .sum();
            prop_assert!(inside > 0.92, "{inside} in {low}–{high}");
        }

        /// The chance of being below a floor is within a tenth of the exact one, and mostly much nearer.
        #[test]
        fn labels_fall_below_a_floor_as_often_as_said(chances in label_chances(), floor in 1_u32..500) {
            let of = |sum: f64| sum / 1000.0;
            let count = chances.iter().map(|chance| of(f64::from(*chance))).sum::<f64>();
            let variance = chances.iter().map(|chance| of(f64::from(*chance)) * (1.0 - of(f64::from(*chance)))).sum();
            let placed = u32::try_from(chances.len()).unwrap();
            let exact = counts(&chances.iter().map(|chance| of(f64::from(*chance))).collect::<Vec<_>>());
            let below: f64 =
                (0_u32..).zip(&exact).filter(|(count, _)| count * 1000 < floor * placed).map(|(_, chance)| chance).sum();
            let said = Likely::labelled(count, variance, f64::from(placed)).below(f64::from(floor) / 1000.0);
            prop_assert!((said - below).abs() < 0.1, "said {said}, exactly {below}");
        }
    }

    /// Chances in thousandths: spread out, mostly low, mostly high, all but certain.
    fn label_chances() -> impl Strategy<Value = Vec<u32>> {
        let ranges = vec![(0_u32, 1000_u32), (0, 100), (900, 1000), (0, 20), (500, 1000), (0, 5)];
        (15_usize..60, prop::sample::select(ranges))
            .prop_flat_map(|(placed, (low, high))| prop::collection::vec(low..=high, placed))
    }
}
