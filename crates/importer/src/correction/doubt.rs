//! Amounts that a person wrote in other units than they are read in: pounds where a column counts millions, or
//! millions where whole pounds are shown.

use evenfolio_core::field::Field;
use evenfolio_core::initiative::Initiative;
use evenfolio_core::money::Money;

use crate::lift::money::{self, Style};
use crate::lift::text::beginning;

/// A correction changes an amount by less than this factor, unless another unit was meant.
const FACTOR: u128 = 100;
/// How far an amount may lie above the largest of its column.
const ABOVE: u128 = 10;

/// Why an amount is not taken without a word on its unit. What says its own scale (`12.5 million`) is never doubted;
/// an amount in whole units (`is_whole`, or a column without a scale) neither, where it names its currency.
pub(super) fn of(
    text: &str,
    amount: Money,
    initiative: &Initiative,
    column: Style,
    is_whole: bool,
) -> Option<String> {
    let full = is_whole || column.power == 0;
    if amount.minor == 0 || money::names_scale(text) || full && money::names_currency(text) {
        return None;
    }
    let say = |why: String| {
        Some(format!(
            "“{}” would be {amount}, {why}; if it is meant, write the unit with it, such as 12.5 million{}",
            beginning(text, 60),
            if full { " or 12500000 EUR" } else { "" }
        ))
    };
    let other_currency =
        initiative.texts.corrected().iter().any(|corrected| corrected.field == Field::Currency);
    if let Some(old) = initiative.budget.filter(|old| old.minor != 0 && !other_currency) {
        let (was, is) = (u128::from(old.minor.unsigned_abs()), u128::from(amount.minor.unsigned_abs()));
        let is_far = is >= was * FACTOR || was >= is * FACTOR;
        return is_far.then(|| say(format!("and {old} stood there")))?;
    }
    let scale = column.scale()?;
    let one = 10_u128.pow(column.power);
    let most = u128::from(column.largest.unsigned_abs()) * ABOVE;
    // In hundredths, as the largest of the column is.
    let written = u128::from(amount.minor.unsigned_abs()) * 100 / 10_u128.pow(amount.currency.decimals());
    if is_whole {
        let is_small = written < 100 * one && (most == 0 || written <= most);
        return is_small.then(|| say(format!("and its register counts in {scale}")))?;
    }
    let written = written / one;
    (written >= 100 * one && written > most).then(|| {
        say(format!("for its column counts in {scale}, and no other amount there is nearly as large"))
    })?
}
