//! XLSB: the parts of an XLSX workbook as binary records, streamed one by one (\[MS-XLSB\] 2.1.4).
//!
//! What is behind a cell's format, which rows are hidden and formulas that end in an error are needed here, and
//! the library that reads XLS gives none of them.

mod parts;
mod records;

use super::archive::Archive;
use super::oddities::{Oddities, UNREADABLE};
use super::package::{Kind, Package};
use super::strings::Strings;
use super::styles::Styles;
use crate::content::Content;
use crate::limits::Limits;
use crate::rows::CellKind;
use crate::rows::grid::{Budget, Grid, Receiver, Trouble, check_names, read_sheet, without_cells};
use crate::serial::{self, Epoch};

use records::{Body, Records};

/// Reads all sheets of a workbook.
pub(crate) fn read(content: &Content, limits: &Limits, receiver: &mut dyn Receiver) -> Result<(), Trouble> {
    let mut archive = Archive::open(content, limits)?;
    let package = Package::read_binary(&mut archive, limits).map_err(Trouble::of_file)?;
    check_names(package.sheets.iter().map(|sheet| sheet.name.as_str()))?;
    let strings = match &package.strings {
        Some(name) => Strings::read_binary(&mut archive, name, limits).map_err(Trouble::of_file)?,
        None => Strings::default(),
    };
    let styles = match &package.styles {
        Some(name) => Styles::read_binary(&mut archive, name, limits).map_err(Trouble::of_file)?,
        None => Styles::default(),
    };
    let book = Book { strings, styles, epoch: package.epoch };
    let mut budget = Budget::default();
    for sheet in &package.sheets {
        if sheet.kind == Kind::NoCells {
            receiver.remark(without_cells(&sheet.name))?;
            continue;
        }
        read_sheet(receiver, &sheet.name, sheet.visible, |receiver| {
            let Kind::Cells(part) = &sheet.kind else {
                return Err(Trouble::sheet("the workbook lists the sheet, but does not hold it"));
            };
            if !archive.has(part) {
                return Err(Trouble::sheet(format!("the sheet's part {part:?} is missing from the file")));
            }
            let mut odd = Oddities::default();
            let mut grid = Grid::new(receiver, limits, &mut budget);
            let mut records = Records::new(archive.part(part)?, part, limits);
            read_cells(&mut records, &book, &mut grid, &mut odd)?;
            records.finish()?;
            grid.finish(&sheet.name)?;
            odd.tell(&sheet.name, receiver)
        })?;
    }
    Ok(())
}

/// What the cells of all sheets refer to.
struct Book {
    strings: Strings,
    styles: Styles,
    epoch: Epoch,
}

/// The numbers of the records that are read of a sheet.
mod number {
    pub(super) const ROW: u16 = 0;
    pub(super) const BLANK: u16 = 1;
    pub(super) const RK: u16 = 2;
    pub(super) const ERROR: u16 = 3;
    pub(super) const BOOL: u16 = 4;
    pub(super) const REAL: u16 = 5;
    pub(super) const TEXT: u16 = 6;
    pub(super) const SHARED: u16 = 7;
    pub(super) const FORMULA_TEXT: u16 = 8;
    pub(super) const FORMULA_REAL: u16 = 9;
    pub(super) const FORMULA_BOOL: u16 = 10;
    pub(super) const FORMULA_ERROR: u16 = 11;
    pub(super) const RICH_TEXT: u16 = 62;
    pub(super) const CELLS_BEGIN: u16 = 145;
    pub(super) const CELLS_END: u16 = 146;
    pub(super) const MERGED: u16 = 176;
}

fn read_cells(
    records: &mut Records<'_>,
    book: &Book,
    grid: &mut Grid<'_>,
    odd: &mut Oddities,
) -> Result<(), Trouble> {
    let (mut inside, mut row) = (false, None);
    while let Some((number, mut body)) = records.next()? {
        match number {
            number::CELLS_BEGIN => inside = true,
            number::CELLS_END => {
                inside = false;
            }
            number::ROW if inside => {
                let at = body.int()?;
                body.skip(7)?;
                let hidden = body.byte()? & 0x10 != 0;
                grid.row(at, hidden)?;
                row = Some(at);
            }
            number::BLANK..=number::FORMULA_ERROR | number::RICH_TEXT if inside => {
                let Some(row) = row else { return Err(Trouble::sheet("a cell stands in no row")) };
                cell(number, &mut body, row, book, grid, odd)?;
            }
            number::MERGED => {
                let (first, last) = (body.int()?, body.int()?);
                if first < last {
                    odd.merged(first, body.int()?);
                }
            }
            _ => {}
        }
    }
    if inside { Err(Trouble::sheet("it breaks off among its cells")) } else { Ok(()) }
}

fn cell(
    number: u16,
    body: &mut Body<'_>,
    row: u32,
    book: &Book,
    grid: &mut Grid<'_>,
    odd: &mut Oddities,
) -> Result<(), Trouble> {
    let column = body.int()?;
    // The format takes three bytes of four.
    let format = (body.int()? & 0x00ff_ffff) as usize;
    match number {
        number::RK => numeric(body.packed()?, format, column, book, grid),
        number::REAL | number::FORMULA_REAL => numeric(body.real()?, format, column, book, grid),
        number::BOOL | number::FORMULA_BOOL => {
            let truth = body.byte()? != 0;
            grid.cell(column, if truth { "TRUE" } else { "FALSE" }, CellKind::Bool(truth))
        }
        number::ERROR | number::FORMULA_ERROR => grid.cell(column, error(body.byte()?), CellKind::Error),
        number::TEXT | number::FORMULA_TEXT => grid.text(column, &body.text()?),
        number::RICH_TEXT => {
            body.skip(1)?;
            grid.text(column, &body.text()?)
        }
        number::SHARED => {
            let place = body.int()? as usize;
            if let Some(text) = book.strings.get(place) {
                return grid.text(column, text);
            }
            // Where the texts are gone altogether, a sheet of numbers would be left.
            if book.strings.get(0).is_none() {
                return Err(Trouble::sheet("its texts are missing from the file"));
            }
            odd.unreadable(row, column, "refers to a text that the workbook does not hold");
            grid.cell(column, UNREADABLE, CellKind::Error)
        }
        _ => grid.cell(column, "", CellKind::Empty),
    }
}

fn numeric(number: f64, format: usize, column: u32, book: &Book, grid: &mut Grid<'_>) -> Result<(), Trouble> {
    if !number.is_finite() {
        return grid.cell(column, "#NUM!", CellKind::Error);
    }
    let format = book.styles.format(format);
    let (text, kind) = format
        .shown
        .text(number, book.epoch)
        .unwrap_or_else(|| (serial::shortest(number), CellKind::Number(number)));
    grid.number(column, &text, kind, format.unit)
}

/// The word for an error by its code.
const fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}

#[cfg(test)]
mod tests;
