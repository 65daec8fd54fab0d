//! Rows of the older workbooks, XLS, by way of calamine.
//!
//! calamine loads a whole XLS sheet and allocates what the file asks for, so a hostile file can end the
//! process. That cannot be caught from inside: see [`Containment`](crate::open::Containment).

use std::io::BufReader;

use calamine::{Data, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError};
use evenfolio_core::finding::Code;

use super::CellKind;
use super::grid::{Budget, Grid, Receiver, Trouble, check_names, read_sheet, without_cells};
use crate::content::{Content, ContentReader};
use crate::limits::Limits;
use crate::serial::{self, Epoch};
use crate::workbook::biff::{Audit, SheetAudit};
use crate::workbook::number_format::NumberFormat;

/// Reads an XLS workbook.
pub(crate) fn read_xls(
    content: &Content,
    limits: &Limits,
    receiver: &mut dyn Receiver,
) -> Result<(), Trouble> {
    let audit = Audit::of(content)?;
    // The library holds each sheet as a rectangle, twice, at 32 bytes a cell.
    audit.refuse_wide(limits.worker_bytes / 64)?;
    let mut book: Book = Xls::new(BufReader::new(content.read()?)).map_err(xls_trouble)?;
    let epoch = epoch(book.has_1904_epoch());
    let nothing = SheetAudit::default();
    sheets(&mut book, limits, receiver, |book, index, name, grid| {
        let audit = audit.sheets.get(index).unwrap_or(&nothing);
        let mut places = Vec::new();
        let range = book.worksheet_range(name).map_err(|error| of_sheet(xls_trouble(error)))?;
        let Some((first_row, first_column)) = range.start() else { return audit.compare(&places) };
        for (row, cells) in (first_row..).zip(range.rows()) {
            grid.row(row, audit.is_hidden(row))?;
            for (column, cell) in (first_column..).zip(cells) {
                if *cell != Data::Empty {
                    places.push((row, column));
                    if let Some(text) = audit.long_text(row, column) {
                        text_cell(grid, column, text)?;
                        continue;
                    }
                    // The library's own word on dates takes some decorated numbers for them.
                    match (audit.format(row, column), stored_number(cell)) {
                        (Some(format), Some(number)) => number_cell(grid, column, number, format, epoch)?,
                        _ => put(grid, column, cell, epoch)?,
                    }
                }
            }
        }
        audit.compare(&places)
    })
}

fn epoch(is_1904: bool) -> Epoch {
    if is_1904 { Epoch::Year1904 } else { Epoch::Year1900 }
}

/// A workbook as the library has it.
type Book = Xls<BufReader<ContentReader>>;

/// Reads the sheets of a book one after the other.
fn sheets(
    book: &mut Book,
    limits: &Limits,
    receiver: &mut dyn Receiver,
    mut read: impl FnMut(&mut Book, usize, &str, &mut Grid<'_>) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets {
        let message = format!("the workbook has {} sheets (limit: sheets, {})", sheets.len(), limits.sheets);
        return Err(Trouble::too_large(message));
    }
    check_names(sheets.iter().map(|sheet| sheet.name.as_str()))?;
    let mut budget = Budget::default();
    for (index, sheet) in sheets.iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            receiver.remark(without_cells(&sheet.name))?;
            continue;
        }
        read_sheet(receiver, &sheet.name, sheet.visible == SheetVisible::Visible, |receiver| {
            let mut grid = Grid::new(receiver, limits, &mut budget);
            read(book, index, &sheet.name, &mut grid)?;
            grid.finish(&sheet.name)
        })?;
    }
    Ok(())
}

fn put(grid: &mut Grid<'_>, column: u32, value: &Data, epoch: Epoch) -> Result<(), Trouble> {
    match value {
        Data::Empty => grid.cell(column, "", CellKind::Empty),
        Data::String(text) => text_cell(grid, column, text),
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets have no whole numbers beyond 2^53")]
        Data::Int(number) => grid.cell(column, &number.to_string(), CellKind::Number(*number as f64)),
        Data::Float(number) if number.is_finite() => {
            grid.cell(column, &serial::shortest(*number), CellKind::Number(*number))
        }
        // What spreadsheets show where a number is none.
        Data::Float(_) => grid.cell(column, "#NUM!", CellKind::Error),
        Data::Bool(value) => grid.cell(column, if *value { "TRUE" } else { "FALSE" }, CellKind::Bool(*value)),
        Data::DateTime(moment) => date_cell(grid, column, *moment, epoch),
        Data::DateTimeIso(text) => grid.cell(column, text, CellKind::Date),
        Data::DurationIso(text) => grid.cell(column, text, CellKind::Duration),
        Data::Error(error) => grid.cell(column, &error.to_string(), CellKind::Error),
    }
}

fn text_cell(grid: &mut Grid<'_>, column: u32, text: &str) -> Result<(), Trouble> {
    // In files of some programs calamine takes two-byte letters for one-byte ones.
    if text.contains('\0') {
        return Err(Trouble::sheet(
            "its text cannot be decoded: there are NUL characters between the letters",
        ));
    }
    if text.contains('\r') {
        return grid.text(column, &text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    grid.text(column, text)
}

/// The number that a cell stores, as which dates are stored too.
fn stored_number(cell: &Data) -> Option<f64> {
    match cell {
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets have no whole numbers beyond 2^53")]
        Data::Int(number) => Some(*number as f64),
        Data::Float(number) => Some(*number),
        Data::DateTime(moment) => Some(moment.as_f64()),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

fn number_cell(
    grid: &mut Grid<'_>,
    column: u32,
    number: f64,
    format: NumberFormat,
    epoch: Epoch,
) -> Result<(), Trouble> {
    let (text, kind) = format
        .shown
        .text(number, epoch)
        .unwrap_or_else(|| (serial::shortest(number), CellKind::Number(number)));
    grid.number(column, &text, kind, format.unit)
}

fn date_cell(grid: &mut Grid<'_>, column: u32, moment: ExcelDateTime, epoch: Epoch) -> Result<(), Trouble> {
    let number = moment.as_f64();
    let (text, kind) = if moment.is_duration() || (0.0..1.0).contains(&number) {
        (serial::duration(number), CellKind::Duration)
    } else {
        (serial::iso(number, epoch), CellKind::Date)
    };
    match text {
        Some(text) => grid.cell(column, &text, kind),
        None => grid.cell(column, &serial::shortest(number), CellKind::Number(number)),
    }
}

fn xls_trouble(error: XlsError) -> Trouble {
    match error {
        XlsError::Password => encrypted(),
        XlsError::Io(error) => Trouble::Io(error),
        error => Trouble::damaged(reason(&error)),
    }
}

/// What a reader says of one sheet does not concern the others.
fn of_sheet(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Wrong { code: Code::FileCorrupt, message } => Trouble::sheet(message),
        other => other,
    }
}

pub(crate) fn encrypted() -> Trouble {
    Trouble::new(Code::FileEncrypted, "the workbook is protected by a password; save a copy without one")
}

/// An error's text, cut: some carry a good part of the file.
fn reason(error: &dyn std::error::Error) -> String {
    const LONGEST: usize = 120;
    let text = error.to_string();
    let short: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    format!("the workbook cannot be understood ({short})")
}
