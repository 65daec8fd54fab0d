//! Marks of what a workbook was written with, so that what a person has typed beside it is noticed when it comes back.

use std::collections::BTreeSet;

use evenfolio_core::decision::Mark;

use crate::layout::Layout;
use crate::sheet::{Cell, Line, Sheet, Table, Value};
use crate::text;

/// The properties that hold the marks: this, and a number.
pub(crate) const MARKS: &str = "evenfolio marks ";
/// The column that holds the marks of the other cells of its row.
pub(crate) const COLUMN: &str = "Marks";
/// How many letters a property holds: whole marks, within what spreadsheets take.
const ROOM: usize = 84 * Mark::LETTERS;

/// The mark of what a cell shows, as letters; shorthand counts as nothing.
pub(crate) fn mark(cell: &Cell) -> String {
    let mark = match &cell.value {
        Value::Number(number) => Mark::of_number(*number),
        Value::Text(words) | Value::Link { text: words, .. } => Mark::of_text(&text::fit(words).0),
        Value::Missing(_) => Mark::of_text(""),
    };
    mark.to_string()
}

/// The marks of all cells outside of tables, and, where `whole`, of those of tables that are not to be written in.
pub(crate) fn of(sheets: &[Sheet], layouts: &[Layout], whole: bool) -> Vec<String> {
    let mut marks = BTreeSet::new();
    let mut words = |words: &str| {
        marks.insert(Mark::of_text(&text::fit(words).0).to_string());
    };
    for (sheet, layout) in sheets.iter().zip(layouts) {
        words(&text::one_line(&sheet.title));
        for (_, line) in &layout.prose {
            match line {
                Line::Text(text) | Line::Heading(text) | Line::Link { text, .. } => words(text),
                Line::Chooser { label, now, .. } | Line::Field { label, now } => {
                    words(label);
                    words(now);
                }
                // What formulas give is nobody's word, also where a program has kept their values alone.
                Line::Live(cell) => words(&cell.value.to_string()),
            }
        }
        sheet.tables.iter().flat_map(|table| &table.columns).for_each(|column| words(&column.header));
    }
    if whole {
        // A table with marks of its own needs none here.
        let has_marks = |table: &&Table| table.columns.iter().any(|column| column.header == COLUMN);
        let tables = sheets.iter().flat_map(|sheet| &sheet.tables).filter(|table| !has_marks(table));
        marks.extend(tables.flat_map(|table| &table.rows).flatten().map(mark));
    }
    let letters: String = marks.into_iter().collect();
    letters.as_bytes().chunks(ROOM).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}
