//! The columns and sentences of money on the sheet Balance: each currency for itself, and all together at the rates
//! that were given.

use evenfolio_core::balance::{MoneyBalance, Rates, Verdict};
use evenfolio_core::money::Currency;
use evenfolio_core::tally::Class as FacetClass;

use super::conditions;
use crate::formula::this_row;
use crate::sections::Scene;
use crate::sections::cover::sentence;
use crate::sheet::{Cell, Column, Line, Missing};
use crate::text;
use crate::theme::Class;

/// How many currencies have columns of their own: with more the sheet is too small to read on paper. The others are
/// named below the title.
const CURRENCIES: usize = 2;
/// How many columns a currency has.
const A_CURRENCY: usize = 5;

/// The money of the portfolio.
pub(super) struct ByMoney {
    /// In the currencies that have columns.
    shown: Vec<MoneyBalance>,
    /// The other currencies.
    left_out: Vec<Currency>,
    /// Everything at the rates that were given.
    together: Option<MoneyBalance>,
}

impl ByMoney {
    pub(super) fn of(scene: &Scene) -> Self {
        let counted = &scene.contents.portfolio.counted;
        let (targets, extent) = (&scene.settings.targets, scene.contents.balance.extent);
        let weigh = |rates: &Rates| MoneyBalance::weigh(counted, targets, rates, extent);
        let mut shown = by_entries(scene);
        let left_out = shown.split_off(shown.len().min(CURRENCIES));
        Self {
            shown: shown.into_iter().map(|currency| weigh(&Rates::into(currency))).collect(),
            left_out,
            together: scene.settings.rates.as_ref().map(weigh),
        }
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        self.shown.iter().flat_map(|MoneyBalance { currency, .. }| -> [Column; A_CURRENCY] {
            [
                Column::number(format!("Budget ({currency})"), 20),
                Column::number(format!("Share of placed budget ({currency})"), 16),
                Column::number(format!("Budget likely from ({currency})"), 13),
                Column::number(format!("Budget likely to ({currency})"), 13),
                Column::number(format!("Without the largest ({currency})"), 13),
            ]
        })
    }

    pub(super) fn cells(&self, scene: &Scene, class: FacetClass) -> Vec<Cell> {
        self.shown.iter().flat_map(|money| cells(scene, class, money)).collect()
    }

    /// The verdicts by money.
    pub(super) fn said(&self) -> Vec<Line> {
        let mut said: Vec<_> = self.shown.iter().map(verdict).collect();
        said.extend(self.together.as_ref().map(together));
        if !self.left_out.is_empty() {
            let codes: Vec<_> = self.left_out.iter().map(ToString::to_string).collect();
            said.push(format!("Budgets in {} stand in the sheet Breakdown.", text::listed(&codes)));
        }
        said.into_iter().map(Line::Text).collect()
    }
}

/// The verdict by all money for which there is a rate, as sentences.
fn together(balance: &MoneyBalance) -> String {
    let mut words = format!("All money together, at the rates given. {}", verdict(balance));
    if !balance.left_out.is_empty() {
        let codes: Vec<_> = balance.left_out.keys().map(ToString::to_string).collect();
        words.push_str(&format!(" Left out, for there is no rate: {}.", text::listed(&codes)));
    }
    words
}

/// The verdict by money, as a sentence.
fn verdict(balance: &MoneyBalance) -> String {
    let said = match balance.verdict {
        Verdict::Balanced => "the portfolio is balanced",
        Verdict::Uneven => "the portfolio is uneven",
        Verdict::TooFewToTell => return sentence(&format!("the verdict by money {}", balance.firmness)),
    };
    let priced = format!(
        "{} of {} placed initiatives {} an amount",
        text::thousands(balance.priced),
        text::thousands(balance.priced + balance.unpriced),
        if balance.priced == 1 { "has" } else { "have" },
    );
    sentence(&format!(
        "By money in {} ({priced}), {said}; that verdict {}",
        balance.currency, balance.firmness
    ))
}

fn cells(scene: &Scene, class: FacetClass, money: &MoneyBalance) -> Vec<Cell> {
    let currency = money.currency;
    let decimals = currency.decimals();
    let mine = scene.contents.portfolio.counted.money(class, currency);
    let column = format!("Budget ({currency})");
    let formula = scene.live.as_ref().map(|live| {
        let mut conditions = conditions(class);
        conditions.push(("Currency", crate::formula::quoted(currency.code())));
        live.sum("Budget", decimals, &conditions)
    });
    let sum = Cell::number(major(mine.minor, decimals), Class::money(decimals)).with_formula(formula);
    let Some(share) = money.shares.iter().find(|share| FacetClass::of_facet(share.facet) == class) else {
        let none = || Cell::missing(Missing::NotApplicable);
        return vec![sum, none(), none(), none(), none()];
    };
    // A facet whose money adds up to less than nothing has none.
    let all = format!("SUMIF(INDEX(Balance[{column}],1):INDEX(Balance[{column}],4),\">0\")");
    let this = this_row("Balance", &column);
    vec![
        sum,
        Cell::number(share.share, Class::Percent)
            .with_formula(scene.live.as_ref().map(|_| format!("=IF({all}>0,MAX({this},0)/{all},0)"))),
        Cell::number(share.low, Class::Percent),
        Cell::number(share.high, Class::Percent),
        Cell::number(share.without_largest, Class::Percent),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "only for showing")]
pub(in crate::sections) fn major(minor: i128, decimals: u32) -> f64 {
    minor as f64 / 10_f64.powi(i32::try_from(decimals).unwrap_or(2))
}

/// All currencies of counted initiatives: those of the most initiatives that have a facet first, for only they speak
/// for a balance, then those of the most initiatives.
fn by_entries(scene: &Scene) -> Vec<Currency> {
    let counted = &scene.contents.portfolio.counted;
    let entries = |currency, classes: &[FacetClass]| -> u64 {
        classes.iter().map(|class| counted.money(*class, currency).entries).sum()
    };
    let mut currencies = counted.currencies();
    currencies.sort_by_key(|currency| {
        let placed = entries(*currency, &FacetClass::ALL[..4]);
        std::cmp::Reverse((placed, entries(*currency, &FacetClass::ALL)))
    });
    currencies
}
