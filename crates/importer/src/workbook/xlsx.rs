//! XLSX: sheets streamed cell by cell.

use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::oddities::{Oddities, UNREADABLE};
use super::package::{Kind, Package};
use super::strings::{self, Strings};
use super::styles::Styles;
use super::xml::{Xml, local};
use super::{iso, reference};
use crate::content::Content;
use crate::limits::Limits;
use crate::rows::CellKind;
use crate::rows::grid::{Budget, Grid, Receiver, Trouble, check_names, read_sheet, without_cells};
use crate::serial::{self, Epoch};

/// Reads all sheets of a workbook.
pub(crate) fn read(content: &Content, limits: &Limits, receiver: &mut dyn Receiver) -> Result<(), Trouble> {
    let mut archive = Archive::open(content, limits)?;
    let package = Package::read(&mut archive, limits).map_err(Trouble::of_file)?;
    check_names(package.sheets.iter().map(|sheet| sheet.name.as_str()))?;
    let strings = match &package.strings {
        Some(name) => Strings::read(&mut archive, name, limits).map_err(Trouble::of_file)?,
        None => Strings::default(),
    };
    let styles = match &package.styles {
        Some(name) => Styles::read(&mut archive, name, limits).map_err(Trouble::of_file)?,
        None => Styles::default(),
    };
    let book = Book { strings, styles, epoch: package.epoch };
    let mut budget = Budget::default();
    for sheet in &package.sheets {
        match &sheet.kind {
            Kind::NoCells => {
                receiver.remark(without_cells(&sheet.name))?;
            }
            kind => {
                read_sheet(receiver, &sheet.name, sheet.visible, |receiver| {
                    let Kind::Cells(part) = kind else {
                        return Err(Trouble::sheet("the workbook lists the sheet, but does not hold it"));
                    };
                    let mut odd = Oddities::default();
                    let mut grid = Grid::new(receiver, limits, &mut budget);
                    let has_cells = read_cells(&mut archive, part, &book, &mut grid, &mut odd)?;
                    grid.finish(&sheet.name)?;
                    if !has_cells {
                        receiver.remark(without_cells(&sheet.name))?;
                    }
                    odd.tell(&sheet.name, receiver)
                })?;
            }
        }
    }
    Ok(())
}

/// What the cells of all sheets refer to.
struct Book {
    strings: Strings,
    styles: Styles,
    epoch: Epoch,
}

/// Reads the cells of a sheet; `false` when it is of a kind that has none.
fn read_cells(
    archive: &mut Archive,
    part: &str,
    book: &Book,
    grid: &mut Grid<'_>,
    odd: &mut Oddities,
) -> Result<bool, Trouble> {
    if !archive.has(part) {
        return Err(Trouble::sheet(format!("the sheet's part {part:?} is missing from the file")));
    }
    let mut xml = Xml::new(archive.part(part)?, part)?;
    let mut inside = false;
    // The rows and columns that come next where the file does not number them.
    let (mut row, mut column) = (None, 0);
    let mut text = String::new();
    loop {
        match xml.next()? {
            Event::Start(element) => match local(&element) {
                "sheetData" => inside = true,
                "row" if inside => {
                    let (number, hidden) = row_attributes(&element)?;
                    let number = number.unwrap_or_else(|| row.map_or(0, |last: u32| last + 1));
                    grid.row(number, hidden)?;
                    row = Some(number);
                    column = 0;
                }
                "c" if inside => {
                    let cell = CellStart::read(&element)?;
                    let current = row.unwrap_or_default();
                    if let Some((stated, at)) = cell.place {
                        if stated != current {
                            return Err(Trouble::sheet(format!(
                                "cell {} stands in row {}",
                                crate::rows::grid::address(stated, at),
                                u64::from(current) + 1
                            )));
                        }
                        column = at;
                    }
                    text.clear();
                    read_cell(&mut xml, &cell, book, &mut text, At { row: current, column }, grid, odd)?;
                    column += 1;
                }
                _ => {}
            },
            Event::End(element) if element.local_name().into_inner() == "sheetData" => break,
            // A sheet of another kind, whatever the workbook lists it as.
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
    read_merges(&mut xml, odd)?;
    xml.finish()?;
    Ok(true)
}

/// What stands behind the cells: which of them are merged. References that cannot be are of no use to anyone.
fn read_merges(xml: &mut Xml<'_>, odd: &mut Oddities) -> Result<(), Trouble> {
    loop {
        match xml.next()? {
            Event::Start(element) if local(&element) == "mergeCell" => {
                let ends = |text: &str| {
                    let (first, last) = text.split_once(':')?;
                    reference::cell(first).zip(reference::cell(last))
                };
                let mut attributes = element.attributes();
                let mut attributes = attributes.with_checks(false).flatten();
                let span = attributes.find(|attribute| attribute.key.local_name().into_inner() == "ref");
                if let Some((first, last)) = span.and_then(|attribute| ends(&attribute.value))
                    && first.0 < last.0
                {
                    odd.merged(first.0, first.1);
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn row_attributes(element: &BytesStart<'_>) -> Result<(Option<u32>, bool), Trouble> {
    let (mut number, mut hidden) = (None, false);
    for attribute in element.attributes().with_checks(false).flatten() {
        match attribute.key.local_name().into_inner() {
            "r" => {
                let found = reference::row(&attribute.value);
                number = Some(found.ok_or_else(|| {
                    Trouble::sheet(format!("there is no row {:?}", short(&attribute.value)))
                })?);
            }
            "hidden" => hidden = matches!(&*attribute.value, "1" | "true" | "on"),
            _ => {}
        }
    }
    Ok((number, hidden))
}

/// What stands in the tag of a cell.
struct CellStart {
    place: Option<(u32, u32)>,
    format: usize,
    kind: Stored,
}

/// How the value of a cell is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stored {
    Number,
    SharedString,
    InlineString,
    FormulaString,
    Bool,
    Error,
    IsoDate,
    Unknown,
}

impl CellStart {
    fn read(element: &BytesStart<'_>) -> Result<Self, Trouble> {
        let mut cell = Self { place: None, format: 0, kind: Stored::Number };
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = &*attribute.value;
            match attribute.key.local_name().into_inner() {
                "r" => {
                    let place = reference::cell(value);
                    cell.place = Some(
                        place
                            .ok_or_else(|| Trouble::sheet(format!("there is no cell {:?}", short(value))))?,
                    );
                }
                "s" => cell.format = value.parse().unwrap_or(usize::MAX),
                "t" => {
                    cell.kind = match value {
                        "n" => Stored::Number,
                        "s" => Stored::SharedString,
                        "inlineStr" => Stored::InlineString,
                        "str" => Stored::FormulaString,
                        "b" => Stored::Bool,
                        "e" => Stored::Error,
                        "d" => Stored::IsoDate,
                        _ => Stored::Unknown,
                    };
                }
                _ => {}
            }
        }
        Ok(cell)
    }
}

/// Where a cell is, counted from 0.
#[derive(Clone, Copy)]
struct At {
    row: u32,
    column: u32,
}

fn read_cell(
    xml: &mut Xml<'_>,
    cell: &CellStart,
    book: &Book,
    text: &mut String,
    at: At,
    grid: &mut Grid<'_>,
    odd: &mut Oddities,
) -> Result<(), Trouble> {
    let outside = xml.depth() - 1;
    let (mut formula, mut value) = (false, false);
    while xml.depth() > outside {
        let Event::Start(element) = xml.next()? else { continue };
        match local(&element) {
            "v" => {
                value = true;
                // An inline string can carry its value once more.
                if cell.kind == Stored::InlineString { xml.skip()? } else { xml.text(text)? }
            }
            "is" => {
                value = true;
                strings::item(xml, text)?;
            }
            "f" => {
                formula = true;
                xml.skip()?;
            }
            _ => xml.skip()?,
        }
    }
    // An empty value beside a formula is what programs write that calculate nothing.
    if !value || formula && cell.kind != Stored::FormulaString && text.trim().is_empty() {
        let kind = if formula { CellKind::NoResult } else { CellKind::Empty };
        return grid.cell(at.column, "", kind);
    }
    match cell.kind {
        Stored::SharedString => shared(book, text, at, grid, odd),
        Stored::Number => number(book, cell.format, text, at, grid, odd),
        Stored::InlineString => grid.text(at.column, text),
        Stored::FormulaString => {
            strings::unescape(text, 0);
            grid.text(at.column, text)
        }
        Stored::Bool => match text.trim() {
            "1" => grid.cell(at.column, "TRUE", CellKind::Bool(true)),
            "0" => grid.cell(at.column, "FALSE", CellKind::Bool(false)),
            "" => grid.cell(at.column, "", CellKind::Empty),
            word if word.eq_ignore_ascii_case("true") => grid.cell(at.column, "TRUE", CellKind::Bool(true)),
            word if word.eq_ignore_ascii_case("false") => {
                grid.cell(at.column, "FALSE", CellKind::Bool(false))
            }
            _ => {
                odd.unreadable(at.row, at.column, "is neither true nor false");
                grid.cell(at.column, UNREADABLE, CellKind::Error)
            }
        },
        Stored::Error => grid.cell(at.column, text.trim(), CellKind::Error),
        Stored::IsoDate => {
            if let Some((text, kind)) = iso::tidy(text) {
                return grid.cell(at.column, &text, kind);
            }
            odd.unreadable(at.row, at.column, "is no date of the calendar");
            grid.text(at.column, text)
        }
        Stored::Unknown => {
            odd.unreadable(at.row, at.column, "is of a kind that is not known");
            grid.text(at.column, text)
        }
    }
}

fn shared(book: &Book, text: &str, at: At, grid: &mut Grid<'_>, odd: &mut Oddities) -> Result<(), Trouble> {
    let number = text.trim();
    let number = if number.bytes().all(|byte| byte.is_ascii_digit()) { number.parse().ok() } else { None };
    if let Some(string) = number.and_then(|number| book.strings.get(number)) {
        return grid.text(at.column, string);
    }
    odd.unreadable(at.row, at.column, "refers to a text that the workbook does not hold");
    grid.cell(at.column, UNREADABLE, CellKind::Error)
}

fn number(
    book: &Book,
    format: usize,
    text: &str,
    at: At,
    grid: &mut Grid<'_>,
    odd: &mut Oddities,
) -> Result<(), Trouble> {
    let raw = text.trim();
    if raw.is_empty() {
        return grid.cell(at.column, "", CellKind::Empty);
    }
    let plain =
        raw.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    let Some(number) = raw.parse::<f64>().ok().filter(|number| plain && number.is_finite()) else {
        odd.unreadable(at.row, at.column, "is stored as a number and is none");
        return grid.text(at.column, text);
    };
    let format = book.styles.format(format);
    if let Some((text, kind)) = format.shown.text(number, book.epoch) {
        return grid.number(at.column, &text, kind, format.unit);
    }
    // A whole number is kept digit by digit: an identifier may have more of them than a number can hold.
    if raw.bytes().all(|byte| byte.is_ascii_digit()) {
        if raw.trim_start_matches('0').len() > 15 {
            odd.long(at.row, at.column);
        }
        return grid.number(at.column, raw, CellKind::Number(number), format.unit);
    }
    if number.abs() > 9_007_199_254_740_992.0 {
        odd.long(at.row, at.column);
    }
    grid.number(at.column, &serial::shortest(number), CellKind::Number(number), format.unit)
}

/// The beginning of a value, for a message.
fn short(text: &str) -> String {
    text.chars().take(20).collect()
}
