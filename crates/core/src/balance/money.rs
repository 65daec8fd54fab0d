//! Balance by money: the same question weighed by budgets, in one currency, or in one reporting currency at
//! rates that the user gives; and the same once more without the largest initiative.

use std::collections::BTreeMap;

use serde::Serialize;

use super::chance::Likely;
use super::{Extent, FEW, Targets, Verdict, measures, real, real_wide, shares_of, thousandths};
use crate::money::{Currency, wide};
use crate::position::Facet;
use crate::tally::{Class, FacetTable, MoneySum};

/// Exchange rates into one reporting currency, as exact fractions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rates {
    reporting: Currency,
    /// Smallest units of the reporting currency for one smallest unit of this one.
    rates: BTreeMap<Currency, (i128, i128)>,
}

impl Rates {
    /// Rates into that currency; its own rate is 1.
    pub fn into(reporting: Currency) -> Self {
        Self { reporting, rates: BTreeMap::from([(reporting, (1, 1))]) }
    }

    /// Sets a rate: one unit of `currency` (one pound, not one penny) is worth `numerator / denominator` units
    /// of the reporting currency. `None` for a rate of zero or without a denominator.
    ///
    /// ```
    /// use evenfolio_core::{balance::Rates, money::Currency};
    /// let [euro, pound] = ["EUR", "GBP"].map(|code| Currency::new(code).unwrap());
    /// let rates = Rates::into(euro).with(pound, 11_735, 10_000).unwrap(); // 1 GBP = 1.1735 EUR
    /// assert_eq!(rates.reporting(), euro);
    /// ```
    #[must_use]
    pub fn with(mut self, currency: Currency, numerator: u32, denominator: u32) -> Option<Self> {
        if numerator == 0 || denominator == 0 {
            return None;
        }
        let units = |currency: Currency| 10_i128.pow(currency.decimals());
        let rate = (i128::from(numerator) * units(self.reporting), i128::from(denominator) * units(currency));
        self.rates.insert(currency, rate);
        Some(self)
    }

    /// The reporting currency.
    pub fn reporting(&self) -> Currency {
        self.reporting
    }

    /// The amount in the smallest unit of the reporting currency, rounded towards zero; `None` without a rate.
    fn convert(&self, minor: i128, currency: Currency) -> Option<i128> {
        let (numerator, denominator) = *self.rates.get(&currency)?;
        let whole = (minor / denominator).saturating_mul(numerator);
        Some(whole.saturating_add(minor % denominator * numerator / denominator))
    }

    fn factor(&self, currency: Currency) -> Option<f64> {
        let (numerator, denominator) = *self.rates.get(&currency)?;
        Some(real_wide(numerator.unsigned_abs()) / real_wide(denominator.unsigned_abs()))
    }
}

/// One facet's part of the money.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MoneyShare {
    /// Which facet.
    pub facet: Facet,
    /// How many initiatives its money comes from.
    pub entries: u64,
    /// Its money in the smallest unit of the currency.
    #[serde(serialize_with = "wide::serialize")]
    pub minor: i128,
    /// Its share of the money of all placed initiatives, 0 to 1. A facet whose sum is negative counts as zero.
    pub share: f64,
    /// The least share it must have, 0 to 1.
    pub floor: f64,
    /// The share declared for it, 0 to 1.
    pub target: Option<f64>,
    /// Its share if the money of each placed initiative is spread over the facets by its chances.
    pub expected: f64,
    /// The lower end of the interval for the share that would be found if someone who knows decided each placed
    /// initiative. It holds `share`, as [`FacetShare::low`](super::FacetShare::low) says.
    pub low: f64,
    /// The upper end of that interval.
    pub high: f64,
    /// Its share when the largest initiative of the whole portfolio is left out.
    pub without_largest: f64,
    /// The largest single amount at this facet, in the smallest unit of the currency.
    #[serde(serialize_with = "wide::serialize")]
    pub largest: i128,
}

impl MoneyShare {
    /// Whether the facet is below its floor.
    pub fn is_gap(&self) -> bool {
        self.share < self.floor
    }

    /// Whether one initiative alone has more than half of the facet's money.
    pub fn is_dominated(&self) -> bool {
        self.entries > 1 && self.largest.saturating_mul(2) > self.minor
    }
}

/// The balance of one portfolio, or of one part of it, by money.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MoneyBalance {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The answer: the same floors and mix, applied to money.
    pub verdict: Verdict,
    /// The answer when the largest initiative is left out.
    pub verdict_without_largest: Verdict,
    /// How firm the answer is, in plain words that continue "the verdict by money …".
    pub firmness: String,
    /// How many placed initiatives have an amount that is counted here.
    pub priced: u64,
    /// How many placed initiatives have no amount that is counted here.
    pub unpriced: u64,
    /// The money of the counted initiatives that have no facet, in the smallest unit of the currency.
    #[serde(serialize_with = "wide::serialize")]
    pub without_facet: i128,
    /// Currencies for which there is no rate, with the number of placed initiatives that are left out for it.
    pub left_out: BTreeMap<Currency, u64>,
    /// The four shares, in the order of [`Facet::ALL`].
    pub shares: [MoneyShare; 4],
    /// The share of all money that the largest initiative has, 0 to 1.
    pub largest_share: f64,
    /// Pielou's evenness of the money, 0 to 1.
    pub evenness: f64,
    /// The effective number of facets by money (Hill number of order 1).
    pub effective_number: f64,
    /// The share of the money that would have to move to reach the declared mix.
    pub distance_to_target: Option<f64>,
}

/// The money of one facet in one currency.
#[derive(Clone, Copy, Default)]
struct Purse {
    entries: u64,
    minor: i128,
    largest: i128,
    /// Expected money and variance by facet, over this facet's initiatives.
    weighed: [f64; 4],
    spread: [f64; 4],
    /// The amounts squared, added up.
    squares: f64,
}

impl MoneyBalance {
    /// Weighs the money in one currency, for registers that list all initiatives there are; amounts in others are
    /// left out and said to be.
    pub fn in_currency(table: &FacetTable, targets: &Targets, currency: Currency) -> Self {
        Self::converted(table, targets, &Rates::into(currency))
    }

    /// Weighs all money for which there is a rate, in the reporting currency, for registers that list all
    /// initiatives there are.
    pub fn converted(table: &FacetTable, targets: &Targets, rates: &Rates) -> Self {
        Self::weigh(table, targets, rates, Extent::Census)
    }

    /// Weighs all money for which there is a rate, in the reporting currency.
    ///
    /// There is a verdict if at least [`FEW`] placed initiatives have an amount, and at least half of the money of
    /// all that count belongs to placed ones.
    pub fn weigh(table: &FacetTable, targets: &Targets, rates: &Rates, extent: Extent) -> Self {
        let mut left_out = BTreeMap::new();
        let purses = Facet::ALL.map(|facet| purse(table, Class::of_facet(facet), rates, Some(&mut left_out)));
        let without_facet = [Class::Mixed, Class::Unplaced]
            .map(|class| purse(table, class, rates, None).minor)
            .into_iter()
            .fold(0, i128::saturating_add);
        let amounts = purses.map(|purse| positive(purse.minor));
        let priced = purses.iter().fold(0_u64, |sum, purse| sum.saturating_add(purse.entries));
        let largest_at = Facet::ALL.into_iter().rev().max_by_key(|facet| purses[facet.index()].largest);
        let mut without = amounts;
        let mut largest = 0;
        if let Some(facet) = largest_at {
            largest = positive(purses[facet.index()].largest);
            without[facet.index()] = without[facet.index()].saturating_sub(largest);
        }
        let shares = shares_of(amounts);
        let shares_without = shares_of(without);
        let whole: u128 = amounts.iter().fold(0, |sum, amount| sum.saturating_add(*amount));
        let mix = targets.mix.map(|mix| mix.map(thousandths));
        let they_speak = priced >= FEW && whole >= positive(without_facet);
        let mut balance = Self {
            currency: rates.reporting,
            verdict: Verdict::of(amounts, they_speak, targets),
            // Leaving one out does not make a verdict impossible that was possible.
            verdict_without_largest: Verdict::of(without, they_speak, targets),
            firmness: String::new(),
            priced,
            unpriced: table.placed().saturating_sub(priced),
            without_facet,
            left_out,
            shares: Facet::ALL.map(|facet| {
                let place = facet.index();
                let (expected, likely) = doubt(&purses, place, extent);
                let [low, high] = likely.interval_with(shares[place]);
                MoneyShare {
                    facet,
                    entries: purses[place].entries,
                    minor: purses[place].minor,
                    share: shares[place],
                    floor: thousandths(targets.floors[place]),
                    target: mix.map(|mix| mix[place]),
                    expected,
                    low,
                    high,
                    without_largest: shares_without[place],
                    largest: purses[place].largest,
                }
            }),
            largest_share: if whole == 0 { 0.0 } else { real_wide(largest) / real_wide(whole) },
            evenness: measures::evenness(shares),
            effective_number: measures::effective_number(shares),
            distance_to_target: mix.map(|mix| measures::distance(shares, mix)),
        };
        balance.firmness = balance.in_words();
        balance
    }

    /// The money balance in every currency that the table holds, in the order of their codes.
    pub fn each(table: &FacetTable, targets: &Targets, extent: Extent) -> Vec<Self> {
        let of = |currency| Self::weigh(table, targets, &Rates::into(currency), extent);
        table.currencies().into_iter().map(of).collect()
    }

    fn in_words(&self) -> String {
        let Self { currency, priced, largest_share, .. } = self;
        let percent = 100.0 * largest_share;
        match (self.verdict, self.verdict_without_largest) {
            (Verdict::TooFewToTell, _) if *priced == 0 => {
                format!("cannot be given: no placed initiative has an amount in {currency}")
            }
            (Verdict::TooFewToTell, _) if *priced < FEW => format!(
                "cannot be given: only {priced} placed {} an amount in {currency}, fewer than {FEW}",
                if *priced == 1 { "initiative has" } else { "initiatives have" }
            ),
            (Verdict::TooFewToTell, _) => format!(
                "cannot be given: more than half of the money in {currency} belongs to initiatives without a facet"
            ),
            (with, without) if with != without => format!(
                "rests on one initiative: without the largest, which has {percent:.0}% of the money, it would \
                 be {}",
                without.word()
            ),
            _ if *largest_share > 0.5 => format!(
                "holds without the largest initiative too, but that one alone has {percent:.0}% of the money"
            ),
            _ => "holds without the largest initiative too".to_owned(),
        }
    }
}

/// The money of the initiatives of a class, at the rates; notes the currencies without one.
fn purse(
    table: &FacetTable,
    class: Class,
    rates: &Rates,
    mut left_out: Option<&mut BTreeMap<Currency, u64>>,
) -> Purse {
    let mut purse = Purse::default();
    let Some(tally) = table.tally(class) else { return purse };
    for (currency, sum) in &tally.money {
        let MoneySum { minor, entries, largest, weighed, spread, squares } = *sum;
        let converted = (
            rates.convert(minor, *currency),
            rates.convert(largest.into(), *currency),
            rates.factor(*currency),
        );
        let (Some(minor), Some(largest), Some(factor)) = converted else {
            if let Some(left_out) = &mut left_out {
                let missing = left_out.entry(*currency).or_insert(0_u64);
                *missing = missing.saturating_add(entries);
            }
            continue;
        };
        purse.largest = if purse.entries == 0 { largest } else { purse.largest.max(largest) };
        purse.entries = purse.entries.saturating_add(entries);
        purse.minor = purse.minor.saturating_add(minor);
        purse.squares += real_wide(squares.unsigned_abs()) * factor * factor;
        for place in 0..4 {
            let sign = if weighed[place] < 0 { -1.0 } else { 1.0 };
            purse.weighed[place] += sign * real_wide(weighed[place].unsigned_abs()) * factor / 1e3;
            purse.spread[place] += real_wide(spread[place]) * factor * factor / 1e6;
        }
    }
    purse
}

/// The expected share of a facet and how it may turn out, by the chances of all placed initiatives with money.
///
/// A sample of unequal amounts says as much as a smaller one of equal amounts: of so many as the square of
/// their sum over the sum of their squares (Kish's effective size, Survey Sampling, 1965, 11.7).
fn doubt(purses: &[Purse; 4], place: usize, extent: Extent) -> (f64, Likely) {
    let whole: f64 = purses.iter().map(|purse| real_wide(positive(purse.minor))).sum();
    if whole <= 0.0 {
        return (0.0, Likely::Exactly(0.0));
    }
    let expected = purses.iter().map(|purse| purse.weighed[place]).sum::<f64>() / whole;
    let variance = purses.iter().map(|purse| purse.spread[place]).sum::<f64>() / (whole * whole);
    let expected = expected.clamp(0.0, 1.0);
    let likely = match extent {
        Extent::Census => Likely::of_moments(expected, variance),
        Extent::Sample => {
            let squares = purses.iter().map(|purse| purse.squares).sum::<f64>();
            let entries = purses.iter().map(|purse| real(purse.entries)).sum::<f64>();
            let size = (whole * whole / squares).clamp(1.0, entries.max(1.0));
            Likely::sampled(expected * size, variance * size * size, size)
        }
    };
    (expected, likely)
}

fn positive(minor: i128) -> u128 {
    u128::try_from(minor).unwrap_or(0)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the figures compared are exact")]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::placement::{Basis, Placement, Probabilities};
    use crate::position::Position;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    fn note(table: &mut FacetTable, facet: Facet, minor: i64, code: &str, chance: u16) {
        let mut weights = [0.0; 4];
        weights[facet.index()] = f64::from(chance);
        weights[facet.opposite().index()] = f64::from(1000 - chance);
        let placement = Placement {
            basis: Basis::Inferred,
            position: Position::at(facet),
            facet: Some(facet),
            probabilities: Probabilities::from_weights(weights),
            because: Vec::new(),
        };
        table.note(&placement, Some(Money { minor, currency: currency(code) }));
    }

    /// Five initiatives of 100 EUR at each facet.
    fn even() -> FacetTable {
        let mut table = FacetTable::default();
        for facet in Facet::ALL {
            for _ in 0..5 {
                note(&mut table, facet, 10_000, "EUR", 1000);
            }
        }
        table
    }

    #[test]
    fn one_large_initiative_tilts_the_money_and_is_named_as_the_reason() {
        let mut table = even();
        let balance = MoneyBalance::in_currency(&table, &Targets::default(), currency("EUR"));
        assert_eq!(
            (balance.verdict, balance.firmness.as_str()),
            (Verdict::Balanced, "holds without the largest initiative too")
        );
        note(&mut table, Facet::Mission, 9_000_000, "EUR", 1000);
        let balance = MoneyBalance::in_currency(&table, &Targets::default(), currency("EUR"));
        assert_eq!(balance.verdict, Verdict::Uneven);
        assert_eq!(balance.shares.map(|share| share.without_largest), [0.25; 4]);
        assert!(balance.shares[1].is_dominated() && !balance.shares[0].is_dominated());
        assert_eq!(
            balance.firmness,
            "rests on one initiative: without the largest, which has 98% of the money, it would be balanced"
        );
    }

    #[test]
    fn currencies_meet_only_at_a_rate() {
        let mut table = even();
        note(&mut table, Facet::Adaptive, 1_000_000, "JPY", 1000); // one million yen, which has no cents
        let targets = Targets::default();
        let euro = MoneyBalance::in_currency(&table, &targets, currency("EUR"));
        assert_eq!(euro.left_out, BTreeMap::from([(currency("JPY"), 1)]));
        assert_eq!((euro.priced, euro.unpriced), (20, 1));
        let rates = Rates::into(currency("EUR")).with(currency("JPY"), 6, 1_000).unwrap();
        let all = MoneyBalance::converted(&table, &targets, &rates);
        assert_eq!(all.shares.map(|share| share.minor), [50_000, 50_000, 650_000, 50_000]);
        assert!(all.left_out.is_empty());
        assert_eq!(MoneyBalance::each(&table, &targets, Extent::Census).len(), 2);
        assert_eq!(Rates::into(currency("EUR")).with(currency("JPY"), 0, 1), None);
    }

    #[test]
    fn doubt_about_a_large_initiative_is_doubt_about_the_share() {
        let mut table = FacetTable::default();
        for facet in Facet::ALL {
            for _ in 0..10 {
                note(&mut table, facet, 10_000, "EUR", 900);
            }
        }
        let narrow = MoneyBalance::in_currency(&table, &Targets::default(), currency("EUR")).shares[0];
        note(&mut table, Facet::Enhancement, 300_000, "EUR", 600);
        let wide = MoneyBalance::in_currency(&table, &Targets::default(), currency("EUR")).shares[0];
        assert_eq!(
            format!("{:.3} {:.3}–{:.3}", narrow.expected, narrow.low, narrow.high),
            "0.250 0.187–0.318"
        );
        assert!(wide.high - wide.low > 3.0 * (narrow.high - narrow.low), "{}–{}", wide.low, wide.high);
    }

    #[test]
    fn money_of_the_unplaced_and_chance_in_a_sample() {
        let mut table = even();
        let targets = Targets::default();
        let unplaced = Placement {
            basis: Basis::Unplaced,
            position: Position::CENTRE,
            facet: None,
            probabilities: Probabilities::EVEN,
            because: Vec::new(),
        };
        table.note(&unplaced, Some(Money { minor: 200_000, currency: currency("EUR") }));
        let half = MoneyBalance::in_currency(&table, &targets, currency("EUR"));
        assert_eq!((half.verdict, half.without_facet), (Verdict::Balanced, 200_000));
        table.note(&unplaced, Some(Money { minor: 1, currency: currency("EUR") }));
        let less = MoneyBalance::in_currency(&table, &targets, currency("EUR"));
        assert_eq!(less.verdict, Verdict::TooFewToTell);
        assert_eq!(
            less.firmness,
            "cannot be given: more than half of the money in EUR belongs to initiatives without a facet"
        );
        let rates = Rates::into(currency("EUR"));
        let interval = |table: &FacetTable| {
            let share = MoneyBalance::weigh(table, &targets, &rates, Extent::Sample).shares[1];
            format!("{:.3} in {:.3}–{:.3}", share.share, share.low, share.high)
        };
        // Twenty equal amounts are a sample of twenty: Beta(5.5, 16.5). With one of half the money they are as
        // good as 400² / (20 · 10² + 200²) = 3.81: Beta(0.98, 4.83).
        assert_eq!(interval(&table), "0.250 in 0.097–0.446");
        note(&mut table, Facet::Enhancement, 200_000, "EUR", 1000);
        assert_eq!(interval(&table), "0.125 in 0.005–0.530");
    }

    #[test]
    fn negative_and_absurd_amounts_do_no_harm() {
        let mut table = even();
        note(&mut table, Facet::Mission, -90_000, "EUR", 1000);
        for _ in 0..40 {
            note(&mut table, Facet::Anticipatory, i64::MAX, "EUR", 500);
            note(&mut table, Facet::Adaptive, i64::MIN, "EUR", 500);
        }
        let rates = Rates::into(currency("JPY")).with(currency("EUR"), u32::MAX, 1).unwrap();
        let balance = MoneyBalance::converted(&table, &Targets::default(), &rates);
        assert_eq!(balance.shares[1].share, 0.0);
        assert!(serde_json::to_value(&balance).is_ok(), "sums beyond 64 bits are written as text");
        for share in balance.shares {
            assert!(
                [share.share, share.expected, share.low, share.high]
                    .iter()
                    .all(|part| (0.0..=1.0).contains(part))
            );
        }
    }
}
