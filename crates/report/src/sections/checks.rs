//! What the workbook says of itself: whether it passes the rules of a good government workbook.

use std::collections::BTreeSet;

use crate::lint::{Flaw, rules};
use crate::listing::Finished;
use crate::sheet::Sheet;
use crate::theme::Style;

/// The rules that the workbook was found to break, by number.
pub(crate) type Broken = BTreeSet<u8>;

/// Rules about cells that are blank: streamed rows are not in place yet when the rest is checked, and have no
/// blank cells.
const BLANK: [u8; 2] = [19, 29];
/// The rule that columns of numbers hold numbers only.
const NUMBERS: u8 = 30;

/// Which rules are broken, by what was found before the streamed rows were put in, and by those rows.
pub(crate) fn broken(flaws: &[Flaw], sheets: &[Sheet], finished: &Finished) -> Broken {
    let streamed = |name: &str| sheets.iter().any(|sheet| sheet.streamed && sheet.name == name);
    let mut broken: Broken = flaws
        .iter()
        .filter(|flaw| !(BLANK.contains(&flaw.rule) && flaw.sheet.as_deref().is_some_and(streamed)))
        .map(|flaw| flaw.rule)
        .collect();
    if finished.words_for_numbers > 0 {
        broken.insert(NUMBERS);
    }
    broken
}

/// The result in words, for the notes.
pub(crate) fn said(style: Style, broken: &Broken) -> String {
    let mine = || rules().iter().filter(|rule| rule.scope.covers(style));
    let checked = mine().filter(|rule| !rule.by_hand).count();
    let by_hand: Vec<_> =
        mine().filter(|rule| rule.by_hand).map(|rule| format!("{} ({})", rule.number, rule.says)).collect();
    let result = if broken.is_empty() {
        format!(
            "It passes these checks: all {checked} rules for a {} that a program can check.",
            style.word()
        )
    } else {
        let named: Vec<_> = broken
            .iter()
            .filter_map(|number| rules().iter().find(|rule| rule.number == *number))
            .map(|rule| format!("{} ({})", rule.number, rule.says))
            .collect();
        format!(
            "Of {checked} rules for a {} that a program can check it breaks {}.",
            style.word(),
            named.join("; ")
        )
    };
    format!("{result} A person has to look at {}. evenfolio lint shows the rules.", by_hand.join("; "))
}
