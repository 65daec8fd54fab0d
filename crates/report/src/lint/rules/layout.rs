//! Rules about where things stand on a sheet, and how it is shown and printed.

use super::super::blocks::blocks;
use super::super::book::{Book, cell_name};
use super::{Found, on, sheets};
use crate::theme::Style;

/// A table longer than this does not fit a screen.
const SCREEN: u32 = 30;

pub(crate) fn title_in_a1(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        if sheet.cells == 0 {
            return Vec::new();
        }
        let title = sheet.outside.iter().find(|cell| (cell.row, cell.column) == (1, 1));
        let says = match title {
            None => "A1 holds no title",
            Some(cell) => match book.looks.get(cell.style as usize) {
                Some(look) if look.bold && look.size > book.looks.first().map_or(11.0, |look| look.size) => {
                    return Vec::new();
                }
                _ => "the title is not bold and larger than the text",
            },
        };
        vec![on(sheet, Some("A1".to_owned()), says)]
    })
}

pub(crate) fn number_of_tables(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let said = sheet.outside.iter().any(|cell| {
            let text = cell.text.to_lowercase();
            // "table" in the languages in which the word is alike.
            (cell.row, cell.column) == (2, 1)
                && ["tab", "πίνακ", "таблиц", "kuadro"].iter().any(|stem| text.contains(stem))
        });
        let unsaid = !said && !sheet.tables.is_empty();
        unsaid
            .then(|| on(sheet, Some("A2".to_owned()), "A2 does not say how many tables there are"))
            .into_iter()
            .collect()
    })
}

pub(crate) fn prose_in_column_a(book: &Book, style: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let Some(first) = sheet.tables.first().map(|table| table.range.0) else { return Vec::new() };
        // The framed cell of a drop-down stands beside its label in a workbench.
        let allowed = if style == Style::Workbench { 2 } else { 1 };
        let away = sheet.outside.iter().find(|cell| cell.row < first && cell.column > allowed);
        away.map(|cell| {
            on(sheet, Some(cell_name(cell.row, cell.column)), "text above the table is not in column A")
        })
        .into_iter()
        .collect()
    })
}

pub(crate) fn data_in_tables(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let first = blocks(sheet).first().map(|block| &block.rows[0][0]);
        let cell = first.map(|cell| cell_name(cell.row, cell.column));
        cell.map(|cell| on(sheet, Some(cell), "a block of data is not a table")).into_iter().collect()
    })
}

pub(crate) fn nothing_below(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let below = sheet.outside.iter().find(|cell| {
            sheet.tables.iter().any(|table| {
                cell.row > table.range.2 && (table.range.1..=table.range.3).contains(&cell.column)
            })
        });
        let table_below = sheet.tables.iter().find(|table| {
            sheet.tables.iter().any(|other| {
                table.range.0 > other.range.2
                    && table.range.1 <= other.range.3
                    && table.range.3 >= other.range.1
            })
        });
        let cell = below
            .map(|cell| (cell.row, cell.column))
            .or_else(|| table_below.map(|table| (table.range.0, table.range.1)));
        cell.map(|(row, column)| on(sheet, Some(cell_name(row, column)), "something stands below a table"))
            .into_iter()
            .collect()
    })
}

pub(crate) fn merged(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        sheet.merged.iter().map(|range| on(sheet, Some(range.clone()), "cells are merged")).collect()
    })
}

pub(crate) fn hidden(book: &Book, _: Style) -> Vec<Found> {
    let hidden_sheets = book.sheets.iter().filter(|sheet| sheet.hidden);
    let mut found: Vec<_> = hidden_sheets.map(|sheet| on(sheet, None, "the sheet is hidden")).collect();
    found.extend(sheets(book, |sheet| {
        sheet.hides.iter().map(|what| on(sheet, None, format!("{what} is hidden"))).collect()
    }));
    found
}

pub(crate) fn panes(book: &Book, style: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let says = match (style, sheet.frozen) {
            (Style::Publication, Some(_)) => "panes are frozen".to_owned(),
            (Style::Workbench, frozen) => {
                // Below a chart a header cannot be frozen in any useful way: half the screen would stand still.
                let long = sheet.tables.iter().find(|table| {
                    let (first, _, last, _) = table.range;
                    let reached = frozen.is_some_and(|(rows, _)| rows >= first);
                    last - first > SCREEN && first < SCREEN / 2 && !reached
                });
                let Some(table) = long else { return Vec::new() };
                format!("the header of the long table {} is not frozen", table.name)
            }
            _ => return Vec::new(),
        };
        vec![on(sheet, None, says)]
    })
}

pub(crate) fn running_titles(book: &Book, _: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let has = sheet.running_title;
        has.then(|| on(sheet, None, "the sheet prints a header or footer")).into_iter().collect()
    })
}

pub(crate) fn charts(book: &Book, style: Style) -> Vec<Found> {
    sheets(book, |sheet| {
        let bad = sheet.charts.iter().filter(|text| style == Style::Publication || text.trim().is_empty());
        let says = if style == Style::Publication {
            "a publication has no charts"
        } else {
            "a chart has no alternative text"
        };
        bad.map(|_| on(sheet, None, says)).collect()
    })
}

pub(crate) fn printing(book: &Book, _: Style) -> Vec<Found> {
    /// A4 in the numbering of the file format.
    const A4: u32 = 9;
    sheets(book, |sheet| {
        let long = sheet.tables.iter().any(|table| table.range.2 - table.range.0 > SCREEN);
        let lacks: Vec<_> = [
            (sheet.paper != Some(A4), "A4"),
            (!sheet.landscape, "landscape"),
            (!sheet.one_page_wide, "one page wide"),
            (long && !sheet.repeats_rows, "a header on every page"),
        ]
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect();
        if lacks.is_empty() || sheet.cells == 0 {
            return Vec::new();
        }
        vec![on(sheet, None, format!("the sheet is not set to print as {}", crate::text::listed(&lacks)))]
    })
}
