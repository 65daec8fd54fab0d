//! Rows as every format delivers them: one buffer, lent to the reader and used again for the next row.

pub(crate) mod dense;
pub(crate) mod grid;
pub(crate) mod spool;
pub(crate) mod text;

use evenfolio_core::origin::Column;

use crate::lift::money::shown::ShownUnit;

pub use spool::{Spool, SpoolReader};

/// What a cell holds beside its text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as written. Text files have no other kind.
    Text,
    /// A number that a spreadsheet stores; its text is the shortest that reads back as the same number,
    /// whole numbers without a point.
    Number(f64),
    /// A date or date and time that a spreadsheet stores as such; its text is ISO 8601.
    Date,
    /// A length of time; its text is `h:mm:ss`.
    Duration,
    /// True or false; its text is `TRUE` or `FALSE`.
    Bool(bool),
    /// An error value; its text is the spreadsheet's word for it, such as `#REF!`.
    Error,
    /// A formula whose result was never stored; its text is empty.
    NoResult,
}

/// One cell: its text and what kind of value it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'a> {
    /// The text as a person sees it, not trimmed.
    pub text: &'a str,
    /// What the spreadsheet says it is.
    pub kind: CellKind,
}

impl Cell<'_> {
    /// A cell that is not there.
    pub const EMPTY: Cell<'static> = Cell { text: "", kind: CellKind::Empty };

    /// Whether a person sees nothing in it: no text, or only white space and invisible marks.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || evenfolio_core::fold::is_invisible(c))
            && !matches!(self.kind, CellKind::NoResult)
    }
}

/// One row, reused from row to row so that reading a million rows allocates a handful of times.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// As a spreadsheet counts it, or the physical line where the record begins; the first is 1.
    pub number: u64,
    /// Hidden or filtered out in the workbook.
    pub hidden: bool,
    /// Not read whole: it exceeds a limit, or the file is broken there. A finding of [`open`](crate::open::open)
    /// says so already; what is here of it is for showing, and the row cannot be an initiative.
    pub damaged: bool,
    text: String,
    cells: Vec<(usize, CellKind)>,
    /// The units that number formats show, by column from left to right; of most rows, none.
    units: Vec<(usize, ShownUnit)>,
}

impl Row {
    /// Empties the row and gives it its number.
    pub fn begin(&mut self, number: u64) {
        self.number = number;
        self.hidden = false;
        self.damaged = false;
        self.text.clear();
        self.cells.clear();
        self.units.clear();
    }

    /// Appends a cell.
    pub fn push(&mut self, text: &str, kind: CellKind) {
        self.text.push_str(text);
        self.cells.push((self.text.len(), kind));
    }

    /// Says which unit the number format of the last cell shows.
    pub fn show_unit(&mut self, unit: ShownUnit) {
        if let Some(last) = self.cells.len().checked_sub(1).filter(|_| !unit.is_none()) {
            self.units.push((last, unit));
        }
    }

    /// The unit that the number format of a cell shows, by the cell's place, counted from 0. It is no part of
    /// the cell's text: the same table without formats has the same content.
    pub fn unit(&self, index: usize) -> ShownUnit {
        let found = self.units.binary_search_by_key(&index, |(column, _)| *column);
        found.map_or_else(|_| ShownUnit::default(), |found| self.units[found].1)
    }

    /// Appends empty cells up to `width`.
    pub fn pad_to(&mut self, width: usize) {
        while self.cells.len() < width {
            self.push("", CellKind::Empty);
        }
    }

    /// How many cells the row has, empty ones at the end included.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// A cell by its place, counted from 0; [`Cell::EMPTY`] beyond the end.
    pub fn cell(&self, index: usize) -> Cell<'_> {
        let Some(&(end, kind)) = self.cells.get(index) else { return Cell::EMPTY };
        let start = if index == 0 { 0 } else { self.cells[index - 1].0 };
        Cell { text: &self.text[start..end], kind }
    }

    /// All cells from left to right.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.width()).map(|index| self.cell(index))
    }

    /// Whether a person sees nothing in any cell.
    pub fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.is_blank())
    }
}

/// Delivers rows one after the other.
pub trait RowReader {
    /// Fills `row` with the next row; `false` at the end. Rows come in the order of their numbers; a row
    /// number that is skipped is a row that the file does not hold.
    ///
    /// # Errors
    /// [`Fault`] when the rest of the table cannot be read; rows delivered before it are good.
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault>;
}

/// Why a table could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The finding that says so.
    pub code: evenfolio_core::finding::Code,
    /// The sentence for it: lower case, no full stop.
    pub message: String,
}

/// A row-by-row table held in memory: for small sheets, turned tables and tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryRows {
    rows: Vec<Row>,
    next: usize,
}

impl MemoryRows {
    /// Rows as given.
    pub fn new(rows: Vec<Row>) -> Self {
        Self { rows, next: 0 }
    }

    /// Text cells, numbered from 1: for tests and examples.
    pub fn from_text(rows: &[&[&str]]) -> Self {
        let row = |(index, cells): (usize, &&[&str])| {
            let mut row = Row::default();
            row.begin(index as u64 + 1);
            for text in *cells {
                row.push(text, if text.is_empty() { CellKind::Empty } else { CellKind::Text });
            }
            row
        };
        Self::new(rows.iter().enumerate().map(row).collect())
    }
}

impl RowReader for MemoryRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        let Some(next) = self.rows.get(self.next) else { return Ok(false) };
        self.next += 1;
        row.clone_from(next);
        Ok(true)
    }
}

/// The column at `index` under the given header text, for a finding.
pub fn column(index: usize, header: &str) -> Column {
    Column { index: u32::try_from(index).unwrap_or(u32::MAX), header: header.into() }
}
