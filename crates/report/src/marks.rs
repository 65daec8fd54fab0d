//! Marks of what a workbook was written with, so that what a person has typed beside it or over it is noticed when it
//! comes back. They stand in the document's properties, which programs keep when they save a workbook.

use std::collections::BTreeSet;

use evenfolio_core::decision::Mark;

use crate::layout::Layout;
use crate::sheet::{Cell, Line, Sheet, Table, Value};
use crate::text;

/// The properties that hold the marks of words outside of tables, and of headers: this, and a number.
pub(crate) const MARKS: &str = "evenfolio marks ";
/// The properties that hold the marks of tables, cell by cell: this, and a number.
pub(crate) const FIGURES: &str = "evenfolio figures ";
/// The properties that hold the marks of rows that have no column for them: this, and a number.
pub(crate) const ROWS: &str = "evenfolio rows ";
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

/// The marks of all words outside of tables, and of headers, as properties hold them.
pub(crate) fn of(sheets: &[Sheet], layouts: &[Layout]) -> Vec<String> {
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
                // A program may have kept the words alone that the formula gives.
                Line::Live(cell) => {
                    words(&cell.value.to_string());
                    cell.formula.iter().for_each(|formula| words(&called(formula)));
                }
            }
        }
        sheet.tables.iter().flat_map(|table| &table.columns).for_each(|column| words(&column.header));
    }
    in_parts(&marks.into_iter().collect::<String>())
}

/// The marks of tables whose rows have none of their own, as properties hold them. For each: `columns,rows;`, the mark
/// of the sheet's name, those of the headers, and row by row those of the cells; the mark of what a formula gives
/// stands between `=` and one letter for the formula.
pub(crate) fn figures(sheets: &[Sheet]) -> Vec<String> {
    let mut letters = String::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.streamed) {
        let has_marks = |table: &&Table| table.columns.iter().any(|column| column.header == COLUMN);
        for table in sheet.tables.iter().filter(|table| !has_marks(table)) {
            letters.push_str(&format!("{},{};", table.columns.len(), table.rows.len()));
            letters.push_str(&Mark::of_text(&sheet.name).to_string());
            for column in &table.columns {
                letters.push_str(&Mark::of_text(&column.header).to_string());
            }
            for cell in table.rows.iter().flatten() {
                match &cell.formula {
                    None => letters.push_str(&mark(cell)),
                    Some(formula) => letters.push_str(&format!("={}{}", mark(cell), functions(formula))),
                }
            }
        }
    }
    in_parts(&letters)
}

/// A letter for the functions that a formula calls.
pub(crate) fn functions(formula: &str) -> char {
    Mark::of_text(&called(formula)).to_string().chars().last().unwrap_or('A')
}

/// The functions that a formula calls: programs write references in forms of their own, and keep those.
pub(crate) fn called(formula: &str) -> String {
    let mut called = "=".to_owned();
    let mut name = String::new();
    let mut is_quoted = false;
    for c in formula.chars() {
        is_quoted ^= c == '"';
        match c {
            c if !is_quoted && c.is_ascii_alphabetic() => name.push(c.to_ascii_uppercase()),
            '(' if !is_quoted && !name.is_empty() => {
                called.push_str(&name);
                called.push(' ');
                name.clear();
            }
            _ => name.clear(),
        }
    }
    called
}

/// Letters in parts that properties hold.
pub(crate) fn in_parts(letters: &str) -> Vec<String> {
    letters.as_bytes().chunks(ROOM).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}
