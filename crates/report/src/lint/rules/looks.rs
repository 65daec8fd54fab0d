//! Rules about how cells look.

use super::super::book::{Book, cell_name};
use super::{Found, in_table, on, sheets};
use crate::theme::{Style, contrast};

pub(crate) fn legible(book: &Book, _: Style) -> Vec<Found> {
    /// What text needs; large text could do with less, but is held to the same.
    const ENOUGH: f64 = 4.5;
    sheets(book, |sheet| {
        let poor = sheet.styles.iter().filter_map(|((style, _), (row, column))| {
            let look = book.looks.get(*style as usize)?;
            if look.filled && (look.ground.is_none() || look.ink.is_none()) {
                // Colours of the theme are not looked up, so nothing can be said.
                return None;
            }
            let found = contrast(look.ink.unwrap_or(0), look.ground.unwrap_or(0xFF_FF_FF));
            let says = format!("text contrasts with its background only {found:.1} to 1");
            (found < ENOUGH).then(|| on(sheet, Some(cell_name(*row, *column)), says))
        });
        poor.collect()
    })
}

pub(crate) fn fills(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let filled = sheet.styles.iter().filter(|((style, in_table), _)| {
            *in_table && book.looks.get(*style as usize).is_some_and(|look| look.filled)
        });
        filled
            .map(|(_, (row, column))| {
                on(sheet, Some(cell_name(*row, *column)), "a cell of a table has a background fill")
            })
            .collect()
    })
}

pub(crate) fn alignment(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let mut found = Vec::new();
        for table in &sheet.tables {
            for (place, column) in table.columns.iter().enumerate() {
                let says = |what: &str| format!("{what} in the column {:?}", table.headers[place]);
                if let Some(row) = column.number_left {
                    found.push(in_table(sheet, table, row, place, says("a number stands on the left")));
                }
                if let Some(row) = column.words_right.filter(|_| column.numbers == 0) {
                    found.push(in_table(sheet, table, row, place, says("words stand on the right")));
                }
            }
        }
        found
    })
}
