//! OpenDocument spreadsheets: all sheets stand one after the other in one part and are streamed from it.

use std::collections::{BTreeMap, BTreeSet};

use evenfolio_core::finding::Code;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::iso;
use super::oddities::{Oddities, UNREADABLE};
use super::ods_styles::CellStyles;
use super::xml::{Xml, append, attribute, local, unescaped};
use crate::content::Content;
use crate::lift::money::shown::{ShownCurrency, ShownUnit};
use crate::lift::money::unit;
use crate::limits::Limits;
use crate::rows::CellKind;
use crate::rows::dense::encrypted;
use crate::rows::grid::{Budget, Grid, Receiver, Trouble, read_sheet};
use crate::serial;

/// Reads all sheets of a spreadsheet.
pub(crate) fn read(content: &Content, limits: &Limits, receiver: &mut dyn Receiver) -> Result<(), Trouble> {
    const PART: &str = "content.xml";
    let mut archive = Archive::open(content, limits)?;
    if is_encrypted(&mut archive)? {
        return Err(encrypted());
    }
    let mut styles = CellStyles::named(&mut archive, limits).map_err(Trouble::of_file)?;
    let mut xml = Xml::new(archive.part(PART)?, PART)?;
    let mut hidden_styles = BTreeMap::new();
    let mut names = BTreeSet::new();
    let mut budget = Budget::default();
    let mut style = String::new();
    loop {
        match xml.next().map_err(Trouble::of_file)? {
            Event::Start(element) => match local(&element) {
                "style" => {
                    styles.cell_style(&element, limits);
                    style = attribute(&element, "name").unwrap_or_default();
                }
                "currency-style" | "number-style" => {
                    let name = attribute(&element, "name").unwrap_or_default();
                    styles.number_style(&mut xml, name, limits).map_err(Trouble::of_file)?;
                }
                "table-properties" => {
                    let hidden = attribute(&element, "display").as_deref() == Some("false");
                    hidden_styles.insert(std::mem::take(&mut style), hidden);
                }
                "table" => {
                    let name = attribute(&element, "name").unwrap_or_default();
                    let style = attribute(&element, "style-name").unwrap_or_default();
                    let visible = !hidden_styles.get(&style).copied().unwrap_or(false);
                    if !names.insert(name.to_lowercase()) {
                        return Err(Trouble::damaged(format!("two sheets have the name {name:?}")));
                    }
                    if names.len() > limits.sheets {
                        let most = limits.sheets;
                        return Err(Trouble::too_large(format!(
                            "there are more than {most} sheets (limit: sheets)"
                        )));
                    }
                    let outside = xml.depth() - 1;
                    read_sheet(receiver, &name, visible, |receiver| {
                        let mut odd = Oddities::default();
                        let mut grid = Grid::new(receiver, limits, &mut budget);
                        let mut sheet = Sheet::new(&mut grid, &mut odd, &styles, limits);
                        sheet.rows(&mut xml, outside)?;
                        grid.finish(&name)?;
                        odd.tell(&name, receiver)
                    })?;
                    // After trouble in a sheet, the next one begins behind its end.
                    while xml.depth() > outside {
                        xml.next().map_err(Trouble::of_file)?;
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish().map_err(Trouble::of_file)?;
    if names.is_empty() {
        return Err(Trouble::new(Code::FormatUnknown, "the document holds no sheets"));
    }
    Ok(())
}

fn is_encrypted(archive: &mut Archive) -> Result<bool, Trouble> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    if archive.has("encrypted-package") {
        return Ok(true);
    }
    let manifest = archive.small(MANIFEST, 4 << 20)?.unwrap_or_default();
    Ok(memchr::memmem::find(&manifest, b"encryption-data").is_some())
}

/// A sheet being read.
struct Sheet<'a, 'g> {
    grid: &'a mut Grid<'g>,
    odd: &'a mut Oddities,
    styles: &'a CellStyles,
    limits: &'a Limits,
    /// The units that the columns' own styles show, each with the column after its last.
    columns: Vec<(u64, ShownUnit)>,
    /// The row that comes next, counted from 0. Blank rows at the end can take it beyond any sheet.
    row: u64,
    /// The cells of the row at hand that hold something.
    cells: Vec<Found>,
    /// Their texts, one after the other.
    text: String,
}

/// A cell, or several alike beside each other.
struct Found {
    column: u32,
    times: u32,
    end: usize,
    kind: CellKind,
    unit: ShownUnit,
}

impl<'a, 'g> Sheet<'a, 'g> {
    fn new(
        grid: &'a mut Grid<'g>,
        odd: &'a mut Oddities,
        styles: &'a CellStyles,
        limits: &'a Limits,
    ) -> Self {
        Self {
            grid,
            odd,
            styles,
            limits,
            columns: Vec::new(),
            row: 0,
            cells: Vec::new(),
            text: String::new(),
        }
    }

    /// Reads the rows up to the end of the table.
    fn rows(&mut self, xml: &mut Xml<'_>, outside: usize) -> Result<(), Trouble> {
        while xml.depth() > outside {
            let Event::Start(element) = xml.next()? else { continue };
            match local(&element) {
                "table-row-group" | "table-header-rows" | "table-rows" => {}
                "table-column-group" | "table-header-columns" | "table-columns" => {}
                "table-column" => {
                    let times = repeated(&element, "number-columns-repeated")?;
                    let style = attribute(&element, "default-cell-style-name");
                    let end = self.columns.last().map_or(0, |(end, _)| *end).saturating_add(times);
                    if end <= u64::from(self.limits.columns) {
                        self.columns
                            .push((end, style.map(|style| self.styles.of(&style)).unwrap_or_default()));
                    }
                }
                "table-row" => {
                    let times = repeated(&element, "number-rows-repeated")?;
                    let visibility = attribute(&element, "visibility").unwrap_or_default();
                    let hidden = matches!(visibility.as_str(), "collapse" | "filter");
                    let style = attribute(&element, "default-cell-style-name");
                    self.cells(xml, style.as_deref())?;
                    self.deliver(times, hidden)?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn deliver(&mut self, times: u64, hidden: bool) -> Result<(), Trouble> {
        if !self.cells.is_empty() {
            let width: u64 = self.cells.iter().map(|cell| u64::from(cell.times)).sum();
            self.grid.afford(width.saturating_mul(times))?;
            if self.row + times > u64::from(self.limits.rows) {
                return Err(Trouble::sheet(format!(
                    "the sheet has more than {} rows (limit: rows)",
                    self.limits.rows
                )));
            }
            for row in self.row..self.row + times {
                self.grid.row(u32::try_from(row).unwrap_or(u32::MAX), hidden)?;
                let mut start = 0;
                for cell in &self.cells {
                    let text = &self.text[start..cell.end];
                    start = cell.end;
                    for column in cell.column..cell.column + cell.times {
                        self.grid.number(column, text, cell.kind, cell.unit)?;
                    }
                }
            }
        }
        self.row = self.row.saturating_add(times);
        Ok(())
    }

    /// Reads the cells of the row that has just begun.
    fn cells(&mut self, xml: &mut Xml<'_>, row_style: Option<&str>) -> Result<(), Trouble> {
        self.cells.clear();
        self.text.clear();
        let outside = xml.depth() - 1;
        let mut column = 0_u64;
        while xml.depth() > outside {
            let Event::Start(element) = xml.next()? else { continue };
            let covered = match local(&element) {
                "table-cell" => false,
                "covered-table-cell" => true,
                _ => {
                    xml.skip()?;
                    continue;
                }
            };
            let times = repeated(&element, "number-columns-repeated")?;
            let tall = !covered && repeated(&element, "number-rows-spanned").is_ok_and(|rows| rows > 1);
            let value = Value::of(&element);
            let start = self.text.len();
            let whole = self.paragraphs(xml)?;
            let at = (u32::try_from(self.row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
            let kind = if whole {
                value.settle(&mut self.text, start, at, self.odd)
            } else {
                self.odd.unreadable(at.0, at.1, "holds more text than the limit allows (limit: cell_bytes)");
                self.text.truncate(start);
                self.text.push_str(UNREADABLE);
                CellKind::Error
            };
            if tall {
                self.odd.merged(at.0, at.1);
            }
            column = column.saturating_add(times);
            if kind == CellKind::Empty || covered {
                if kind != CellKind::Empty {
                    self.odd.covered(at.0, at.1);
                }
                self.text.truncate(start);
                continue;
            }
            if column > u64::from(self.limits.columns) {
                let limit = self.limits.columns;
                return Err(Trouble::sheet(format!("row {} has cells beyond column {limit}", self.row + 1)));
            }
            let times = u32::try_from(times).unwrap_or(u32::MAX);
            let unit = if matches!(kind, CellKind::Number(_)) {
                let shown = self.shown(value.style.as_deref().or(row_style), at.1);
                ShownUnit { currency: value.currency.or(shown.currency), ..shown }
            } else {
                ShownUnit::default()
            };
            self.cells.push(Found { column: at.1, times, end: self.text.len(), kind, unit });
        }
        Ok(())
    }

    /// The unit that the style of a cell shows: its own, its row's, or its column's.
    fn shown(&self, style: Option<&str>, column: u32) -> ShownUnit {
        if let Some(style) = style {
            return self.styles.of(style);
        }
        let at = self.columns.partition_point(|(end, _)| *end <= u64::from(column));
        self.columns.get(at).map_or_else(ShownUnit::default, |(_, unit)| *unit)
    }

    /// Appends the paragraphs of the cell that has just begun; `false` when there is too much text.
    fn paragraphs(&mut self, xml: &mut Xml<'_>) -> Result<bool, Trouble> {
        let outside = xml.depth() - 1;
        let start = self.text.len();
        let (mut any, mut whole) = (false, true);
        while xml.depth() > outside {
            let Event::Start(element) = xml.next()? else { continue };
            // Comments, drawings and tables inside the cell are not its value.
            if !matches!(local(&element), "p" | "h") {
                xml.skip()?;
                continue;
            }
            if std::mem::replace(&mut any, true) {
                self.text.push('\n');
            }
            whole &= self.paragraph(xml, start)?;
        }
        Ok(whole)
    }

    /// Appends one paragraph; `false` when there is too much text. Line ends and what indents the next line are
    /// one blank, for they only lay out the XML; other blanks are kept, as LibreOffice means them.
    fn paragraph(&mut self, xml: &mut Xml<'_>, start: usize) -> Result<bool, Trouble> {
        let outside = xml.depth() - 1;
        let mut piece = String::new();
        let (mut laid_out, mut whole) = (false, true);
        while xml.depth() > outside {
            let event = xml.next()?;
            if let Event::Start(element) = &event {
                match local(element) {
                    "s" => {
                        let count = attribute(element, "c").unwrap_or_else(|| "1".to_owned());
                        let none = count.starts_with('-');
                        let count = count.parse().unwrap_or(if none { 0 } else { usize::MAX });
                        whole &= self.has_room(start, count);
                        if whole {
                            self.text.extend(std::iter::repeat_n(' ', count));
                        }
                    }
                    "tab" => self.text.push('\t'),
                    "line-break" => self.text.push('\n'),
                    "annotation" | "note" | "ruby-text" | "frame" => xml.skip()?,
                    _ => {}
                }
                continue;
            }
            piece.clear();
            append(&event, &mut piece)?;
            whole &= self.has_room(start, piece.len());
            if !whole {
                continue;
            }
            if matches!(event, Event::GeneralRef(_)) {
                self.text.push_str(&piece);
                continue;
            }
            for c in piece.chars() {
                let blank = matches!(c, ' ' | '\t' | '\r' | '\n');
                if matches!(c, '\r' | '\n') && !laid_out {
                    let end = self.text.trim_end_matches([' ', '\t']).len().max(start);
                    self.text.truncate(end);
                    if !self.text[start..].is_empty() && !self.text.ends_with('\n') {
                        self.text.push(' ');
                    }
                }
                laid_out = matches!(c, '\r' | '\n') || (laid_out && blank);
                if !laid_out {
                    self.text.push(c);
                }
            }
        }
        Ok(whole)
    }

    fn has_room(&self, start: usize, more: usize) -> bool {
        (self.text.len() - start).saturating_add(more) <= self.limits.cell_bytes
    }
}

fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u64, Trouble> {
    match attribute(element, name) {
        None => Ok(1),
        Some(count) => match count.trim().parse::<u32>() {
            Ok(count) => Ok(u64::from(count.max(1))),
            Err(_) => Err(Trouble::sheet("a row or cell is repeated an impossible number of times")),
        },
    }
}

/// What the tag of a cell says of its value.
struct Value {
    kind: Option<String>,
    stored: Option<String>,
    formula: bool,
    error: bool,
    style: Option<String>,
    /// The currency that the cell itself names.
    currency: Option<ShownCurrency>,
}

impl Value {
    fn of(element: &BytesStart<'_>) -> Self {
        let mut found =
            Self { kind: None, stored: None, formula: false, error: false, style: None, currency: None };
        for attribute in element.attributes().with_checks(false).flatten() {
            let text = || unescaped(&attribute);
            match attribute.key.local_name().into_inner() {
                "value-type" if attribute.key.as_ref().starts_with("calcext") => {
                    found.error |= text() == "error";
                }
                "value-type" => found.kind = Some(text()),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    found.stored = Some(text());
                }
                "formula" => found.formula = true,
                "style-name" => found.style = Some(text()),
                "currency" => found.currency = unit::by_code(&text()).map(ShownCurrency::One),
                _ => {}
            }
        }
        found
    }

    /// Decides what the cell is. `text` from `start` on holds its paragraphs before, and its text after.
    fn settle(&self, text: &mut String, start: usize, at: (u32, u32), odd: &mut Oddities) -> CellKind {
        let shown = &text[start..];
        let kind = self.kind.as_deref();
        if self.error || (self.formula && is_error(shown)) {
            return CellKind::Error;
        }
        let value = self.stored.as_deref().unwrap_or_default();
        let (new, kind) = match kind {
            Some("float" | "percentage" | "currency") => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    if number.abs() > 999_999_999_999_999.0 && number.fract() == 0.0 {
                        odd.long(at.0, at.1);
                    }
                    (number_text(number, value.trim(), shown), CellKind::Number(number))
                }
                _ => {
                    odd.unreadable(at.0, at.1, "is stored as a number and is none");
                    (either(shown, value), CellKind::Text)
                }
            },
            Some("date") => iso::tidy(value).unwrap_or_else(|| {
                odd.unreadable(at.0, at.1, "is no date of the calendar");
                (either(shown, value), CellKind::Text)
            }),
            Some("time") => match iso::duration(value) {
                Some(found) => (found, CellKind::Duration),
                None => (either(shown, value), CellKind::Text),
            },
            Some("boolean") => {
                let is = value.trim() == "true";
                (if is { "TRUE" } else { "FALSE" }.to_owned(), CellKind::Bool(is))
            }
            None if shown.is_empty() && self.formula => (String::new(), CellKind::NoResult),
            // What is shown can be decorated by a number format.
            _ => (either(value, shown), CellKind::Text),
        };
        text.truncate(start);
        text.push_str(&new);
        if new.is_empty() && kind == CellKind::Text { CellKind::Empty } else { kind }
    }
}

/// The first text, or the second where that is empty.
fn either(first: &str, second: &str) -> String {
    if first.is_empty() { second } else { first }.to_owned()
}

/// A number with the zeros in front that its format shows; a whole one digit by digit.
fn number_text(number: f64, value: &str, shown: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if shown.len() > 1 && shown.starts_with('0') && digits(shown) && shown.parse() == Ok(number) {
        shown.to_owned()
    } else if digits(value) {
        value.to_owned()
    } else {
        serial::shortest(number)
    }
}

/// The words by which spreadsheet programs show that a formula failed.
fn is_error(shown: &str) -> bool {
    shown.starts_with("Err:") || (shown.starts_with('#') && shown.ends_with(['!', '?', 'A']))
}
