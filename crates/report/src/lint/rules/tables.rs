//! Rules about tables.

use std::collections::BTreeSet;

use super::super::blocks::{Block, blocks};
use super::super::book::{Book, SheetFacts, TableFacts, cell_name};
use super::{Found, in_table, on, sheets};
use crate::theme::Style;

/// Looks at every table of every sheet that can be seen.
fn tables(book: &Book, mut look: impl FnMut(&SheetFacts, &TableFacts) -> Vec<Found>) -> Vec<Found> {
    sheets(book, |sheet| sheet.tables.iter().flat_map(|table| look(sheet, table)).collect())
}

pub(crate) fn names(book: &Book, _: Style) -> Vec<Found> {
    tables(book, |sheet, table| {
        let stem = table.name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').to_lowercase();
        let dull =
            ["table", "tabelle", "tableau", "tabla", "tabella", "tabela", "tabell", "tabel", "taulukko"];
        dull.contains(&stem.as_str())
            .then(|| on(sheet, None, format!("the name {} says nothing about the table", table.name)))
            .into_iter()
            .collect()
    })
}

pub(crate) fn headers(book: &Book, _: Style) -> Vec<Found> {
    tables(book, |sheet, table| {
        if !table.has_header {
            return vec![on(sheet, None, format!("the table {} has no header", table.name))];
        }
        let mut seen = BTreeSet::new();
        let bad = table.headers.iter().enumerate().filter_map(|(place, header)| {
            let stem = header.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
            let says = if header.trim().is_empty() || (stem == "column" && stem.len() < header.len()) {
                "the column has no name".to_owned()
            } else if seen.insert(header.to_lowercase()) {
                return None;
            } else {
                format!("another column is called {header:?} too")
            };
            Some(in_table(sheet, table, table.range.0, place, says))
        });
        bad.collect()
    })
}

pub(crate) fn first_in_column_a(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let away = sheet.tables.first().filter(|first| first.range.1 != 1);
        away.map(|table| on(sheet, None, format!("the table {} does not begin in column A", table.name)))
            .into_iter()
            .collect()
    })
}

pub(crate) fn one_a_sheet(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| match sheet.tables.len() {
        0 | 1 => Vec::new(),
        many => vec![on(sheet, None, format!("the sheet has {many} tables"))],
    })
}

pub(crate) fn blank_rows_and_columns(book: &Book, _: Style) -> Vec<Found> {
    let mut found = tables(book, |sheet, table| {
        let mut found = Vec::new();
        if let Some(row) = table.blank_row {
            found.push(in_table(
                sheet,
                table,
                row,
                0,
                format!("row {row} of the table {} is blank", table.name),
            ));
        }
        for (place, column) in table.columns.iter().enumerate() {
            if column.numbers + column.words + column.shorthand == 0 && table.rows > 0 {
                let says = format!("the column {:?} is blank", table.headers[place]);
                found.push(in_table(sheet, table, table.body(), place, says));
            }
        }
        found
    });
    found.extend(sheets(book, |sheet| {
        let gap = blocks(sheet).iter().find_map(Block::gap);
        let cell = gap.map(|(row, column)| cell_name(row, column));
        cell.map(|cell| on(sheet, Some(cell), "a row or column within a block of data is blank"))
            .into_iter()
            .collect()
    }));
    found
}

pub(crate) fn filters(book: &Book, _: Style) -> Vec<Found> {
    let mut found = tables(book, |sheet, table| {
        let says = format!("the table {} has filter buttons", table.name);
        table.filter.then(|| on(sheet, None, says)).into_iter().collect()
    });
    found.extend(sheets(book, |sheet| {
        sheet.filter.then(|| on(sheet, None, "the sheet has filter buttons")).into_iter().collect()
    }));
    found
}

pub(crate) fn blank_cells(book: &Book, _: Style) -> Vec<Found> {
    tables(book, |sheet, table| {
        let blank = table.columns.iter().enumerate().filter_map(|(place, column)| {
            let row = column.first_blank?;
            Some(in_table(
                sheet,
                table,
                row,
                place,
                format!("a cell of the column {:?} is blank", table.headers[place]),
            ))
        });
        blank.collect()
    })
}

pub(crate) fn mixed_columns(book: &Book, _: Style) -> Vec<Found> {
    let mut found = tables(book, |sheet, table| {
        let mixed = table.columns.iter().enumerate().filter_map(|(place, column)| {
            // A column is one of numbers if most of what it holds are numbers.
            let row = column.first_words.filter(|_| column.numbers > column.words)?;
            let says = format!("the column {:?} holds numbers, and here words", table.headers[place]);
            Some(in_table(sheet, table, row, place, says))
        });
        mixed.collect()
    });
    found.extend(sheets(book, |sheet| {
        let blocks = blocks(sheet);
        let words = blocks.iter().find_map(Block::words_among_numbers);
        let cell = words.map(|cell| cell_name(cell.row, cell.column));
        cell.map(|cell| on(sheet, Some(cell), "words stand among numbers")).into_iter().collect()
    }));
    found
}

pub(crate) fn note_marks(book: &Book, _: Style) -> Vec<Found> {
    tables(book, |sheet, table| {
        let marked = table.headers.iter().enumerate().filter(|(_, header)| {
            let header = header.trim_end();
            header.ends_with(['*', '†', '‡', '¹', '²', '³']) && header.chars().count() > 1
        });
        marked
            .map(|(place, _)| {
                in_table(sheet, table, table.range.0, place, "a note is marked by a symbol".to_owned())
            })
            .collect()
    })
}

pub(crate) fn cut_texts(book: &Book, _: Style) -> Vec<Found> {
    tables(book, |sheet, table| {
        let cut = table.columns.iter().enumerate().filter_map(|(place, column)| {
            let says = format!("a text of the column {:?} is wider than its column", table.headers[place]);
            Some(in_table(sheet, table, column.cut?, place, says))
        });
        let squeezed = table.columns.iter().enumerate().filter_map(|(place, column)| {
            let says = format!("the column {:?} is too narrow for a word or a number", table.headers[place]);
            Some(in_table(sheet, table, column.squeezed?, place, says))
        });
        cut.chain(squeezed).collect()
    })
}
