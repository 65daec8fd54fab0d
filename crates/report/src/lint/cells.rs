//! The cells of a sheet, taken one after the other and not kept, save those outside tables.

use std::collections::BTreeMap;

use super::book::{CellFacts, OUTSIDE, SheetFacts, TableFacts};
use super::styles::Look;
use crate::text;

/// How much of a text is kept.
const KEPT: usize = 200;
/// How many texts are kept for links.
const TEXTS: usize = 100_000;

/// Column widths by the last column of a span: its first column, and the width in digits.
pub(crate) type Widths = BTreeMap<u32, (u32, f64)>;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Number,
    Words,
}

/// Takes a cell that is not empty.
pub(crate) fn take(
    sheet: &mut SheetFacts,
    looks: &[Look],
    widths: &Widths,
    (row, column): (u32, u32),
    style: u32,
    holds: Holds,
    words: &str,
) {
    sheet.cells += 1;
    let look = looks.get(style as usize);
    let short: String = words.chars().take(KEPT).collect();
    if sheet.texts.len() < TEXTS {
        sheet.texts.insert((row, column), short.clone());
    }
    let table = sheet.tables.iter_mut().find(|table| table.holds(row, column));
    sheet.styles.entry((style, table.is_some())).or_insert((row, column));
    let span = widths.range(column..).next().filter(|(_, (first, _))| *first <= column);
    let width = span.map_or(8.43, |(_, (_, width))| *width);
    let Some(table) = table else {
        if sheet.outside.len() < OUTSIDE {
            sheet.outside.push(CellFacts { row, column, style, text: short, number: holds == Holds::Number });
        }
        return;
    };
    let place = (column - table.range.1) as usize;
    let body = table.body();
    if width < NARROW
        && longest_word(words) > f64::from(width_in_characters(width))
        && let Some(facts) = table.columns.get_mut(place)
    {
        facts.squeezed.get_or_insert(row);
    }
    if row < body {
        return;
    }
    note_row(table, row);
    let Some(facts) = table.columns.get_mut(place) else { return };
    let expected = if facts.last_row == 0 { body } else { facts.last_row + 1 };
    if row > expected {
        facts.first_blank.get_or_insert(expected);
    }
    facts.last_row = row;
    let shorthand = is_shorthand(&short);
    match holds {
        Holds::Number => {
            facts.numbers += 1;
            if look.is_some_and(|look| look.left) {
                facts.number_left.get_or_insert(row);
            }
        }
        Holds::Words if shorthand => facts.shorthand += 1,
        Holds::Words => {
            facts.words += 1;
            facts.first_words.get_or_insert(row);
            if look.is_some_and(|look| look.right) {
                facts.words_right.get_or_insert(row);
            }
            let lines = text::lines(words, width_in_characters(width));
            if lines > 1 && !look.is_some_and(|look| look.wrapped) {
                facts.cut.get_or_insert(row);
            }
        }
    }
}

/// Columns narrower than this, in digits, are looked at word by word: wider ones break few words.
const NARROW: f64 = 5.0;

/// How many letters the longest word has; of a number, how many digits it has before the point.
fn longest_word(words: &str) -> f64 {
    let word = |word: &str| word.split('.').next().unwrap_or_default().chars().count();
    let longest = words.split_whitespace().map(word).max().unwrap_or(0);
    f64::from(u16::try_from(longest).unwrap_or(u16::MAX))
}

/// Letters are narrower than the digits by which a column is measured.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 1 and 1000")]
fn width_in_characters(width: f64) -> u16 {
    (width * 1.2 + 1.0).clamp(1.0, 1000.0) as u16
}

fn note_row(table: &mut TableFacts, row: u32) {
    if table.last_row == row {
        return;
    }
    let expected = if table.last_row == 0 { table.body() } else { table.last_row + 1 };
    if row > expected {
        table.blank_row.get_or_insert(expected);
    }
    table.last_row = row;
    table.rows += 1;
}

/// Whether a text is the shorthand of official statistics: a few letters in brackets, or `-` and `..`.
pub(crate) fn is_shorthand(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|inside| {
        (1..=8).contains(&inside.chars().count()) && inside.chars().all(|c| c.is_alphabetic() || c == ' ')
    })
}
