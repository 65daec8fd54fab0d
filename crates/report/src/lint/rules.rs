//! The rules themselves: one function a rule, from facts to flaws.

mod document;
mod layout;
mod looks;
mod tables;

use super::book::{Book, SheetFacts, TableFacts, cell_name};
use crate::theme::Style;

/// What a rule found.
pub(crate) struct Found {
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub says: String,
}

type Check = fn(&Book, Style) -> Vec<Found>;

/// Every rule that a program can check, by number.
pub(crate) const ALL: [(u8, Check); 35] = [
    (1, document::title),
    (2, document::properties),
    (3, document::opens_at_the_beginning),
    (4, document::cover),
    (5, document::contents),
    (6, document::notes),
    (7, document::names),
    (8, document::empty_sheets),
    (9, layout::title_in_a1),
    (10, layout::number_of_tables),
    (11, layout::prose_in_column_a),
    (12, layout::data_in_tables),
    (13, tables::names),
    (14, tables::headers),
    (15, tables::first_in_column_a),
    (16, layout::nothing_below),
    (17, tables::one_a_sheet),
    (18, layout::merged),
    (19, tables::blank_rows_and_columns),
    (20, layout::hidden),
    (21, tables::filters),
    (22, layout::panes),
    (23, layout::running_titles),
    (24, document::pictures_and_macros),
    (25, layout::charts),
    (27, looks::legible),
    (28, looks::fills),
    (29, tables::blank_cells),
    (30, tables::mixed_columns),
    (32, looks::alignment),
    (33, tables::note_marks),
    (34, document::link_texts),
    (35, tables::cut_texts),
    (36, document::dictionary),
    (37, layout::printing),
];

fn book(says: impl Into<String>) -> Found {
    Found { sheet: None, cell: None, says: says.into() }
}

fn on(sheet: &SheetFacts, cell: Option<String>, says: impl Into<String>) -> Found {
    Found { sheet: Some(sheet.name.clone()), cell, says: says.into() }
}

/// A flaw in a cell of a table, by its row and the column's place in the table.
fn in_table(sheet: &SheetFacts, table: &TableFacts, row: u32, place: usize, says: String) -> Found {
    let column = table.range.1 + u32::try_from(place).unwrap_or(0);
    on(sheet, Some(cell_name(row, column)), says)
}

/// Looks at every sheet that can be seen.
fn sheets(book: &Book, look: impl FnMut(&SheetFacts) -> Vec<Found>) -> Vec<Found> {
    book.sheets.iter().filter(|sheet| !sheet.hidden).flat_map(look).collect()
}
