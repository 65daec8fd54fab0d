//! Cells on their way from a sheet to rows: checks that they come in order and within the limits, and puts
//! back the blank rows and cells that workbooks leave out.

use std::collections::BTreeSet;
use std::fmt;
use std::io;

use evenfolio_core::finding::Code;
use evenfolio_core::origin::Column;

use super::{CellKind, Row};
use crate::lift::money::shown::ShownUnit;
use crate::limits::Limits;

/// Takes what a workbook holds, in order: a sheet, its rows, the next sheet.
pub(crate) trait Receiver {
    /// A sheet begins.
    fn sheet(&mut self, name: &str, visible: bool) -> io::Result<()>;
    /// The next row of the sheet.
    fn row(&mut self, row: &Row) -> io::Result<()>;
    /// The sheet cannot be read: the rows received of it are not to be used.
    fn discard(&mut self) -> io::Result<()>;
    /// Something to say of a sheet or of the file.
    fn remark(&mut self, remark: Remark) -> io::Result<()>;
}

/// Something a person should know about a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) code: Code,
    /// The sheet that it is about; the whole file where there is none.
    pub(crate) sheet: Option<String>,
    pub(crate) message: String,
}

/// The remark on a sheet that holds something else than cells.
pub(crate) fn without_cells(sheet: &str) -> Remark {
    let message = "the sheet holds a chart, a dialog or macros, and no cells".to_owned();
    Remark { code: Code::SheetWithoutCells, sheet: Some(sheet.to_owned()), message }
}

/// Why reading a workbook or a sheet of it stopped.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// What the file holds is wrong; the sentence says what.
    Wrong { code: Code, message: String },
    /// The outside world got in the way.
    Io(io::Error),
}

impl Trouble {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self::Wrong { code, message: message.into() }
    }

    /// One sheet cannot be read; the others may be.
    pub(crate) fn sheet(message: impl Into<String>) -> Self {
        Self::new(Code::SheetUnreadable, message)
    }

    /// The same trouble in a part that all sheets need.
    pub(crate) fn of_file(self) -> Self {
        match self {
            Self::Wrong { code: Code::SheetUnreadable, message } => Self::damaged(message),
            other => other,
        }
    }

    pub(crate) fn damaged(message: impl Into<String>) -> Self {
        Self::new(Code::FileCorrupt, message)
    }

    pub(crate) fn too_large(message: impl Into<String>) -> Self {
        Self::new(Code::FileTooLarge, message)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong { message, .. } => f.write_str(message),
            Self::Io(error) => f.write_str(&crate::source::refusal(error)),
        }
    }
}

/// Reads one sheet by way of `read`. When the sheet turns out unreadable, that is said and the next can be read;
/// what concerns the whole file is passed on.
pub(crate) fn read_sheet(
    receiver: &mut dyn Receiver,
    name: &str,
    visible: bool,
    read: impl FnOnce(&mut dyn Receiver) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    receiver.sheet(name, visible)?;
    match read(receiver) {
        Err(Trouble::Wrong { code: Code::SheetUnreadable, message }) => {
            receiver.discard()?;
            receiver.remark(Remark { code: Code::SheetUnreadable, sheet: Some(name.to_owned()), message })?;
            Ok(())
        }
        result => result,
    }
}

/// Refuses a workbook without sheets, and one two of whose sheets have one name, for a reader by name would read
/// one of them twice.
pub(crate) fn check_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Trouble> {
    let mut known = BTreeSet::new();
    for name in names {
        if !known.insert(name.to_lowercase()) {
            return Err(Trouble::damaged(format!("two sheets have the name {name:?}")));
        }
    }
    if known.is_empty() { Err(Trouble::damaged("the workbook lists no sheets")) } else { Ok(()) }
}

/// A cell's address as spreadsheets write it, from places counted from 0.
pub(crate) fn address(row: u32, column: u32) -> String {
    format!("{}{}", Column { index: column, header: "".into() }.letters(), u64::from(row) + 1)
}

/// Counts the cells of a whole workbook.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    pub(crate) cells: u64,
}

/// A cell so many columns away from the one before it in its row stands astray.
const GAP: u32 = 1000;

/// The rows of one sheet in the making.
pub(crate) struct Grid<'a> {
    receiver: &'a mut dyn Receiver,
    limits: &'a Limits,
    budget: &'a mut Budget,
    cells: u64,
    row: Row,
    /// The number of the row in the making, counted from 0.
    open: Option<u32>,
    /// The last row that was delivered, counted from 0.
    delivered: Option<u32>,
    /// The last column in the row, counted from 0; there can be an empty cell in it.
    column: Option<u32>,
    filled: bool,
    gap: Option<(u32, u32)>,
    /// The first cell that stands far to the right of the one before it in its row: its row and column.
    astray: Option<(u32, u32)>,
}

impl<'a> Grid<'a> {
    pub(crate) fn new(receiver: &'a mut dyn Receiver, limits: &'a Limits, budget: &'a mut Budget) -> Self {
        Self {
            receiver,
            limits,
            budget,
            cells: 0,
            row: Row::default(),
            open: None,
            delivered: None,
            column: None,
            filled: false,
            gap: None,
            astray: None,
        }
    }

    /// A row begins, counted from 0.
    pub(crate) fn row(&mut self, number: u32, hidden: bool) -> Result<(), Trouble> {
        self.close()?;
        if number >= self.limits.rows {
            let limit = self.limits.rows;
            return Err(Trouble::sheet(format!(
                "a row stands below row {limit}, the last that a sheet can have"
            )));
        }
        if let Some(last) = self.open.filter(|last| *last >= number) {
            let message = if last == number { "is there twice" } else { "stands after a later one" };
            return Err(Trouble::sheet(format!("row {} {message}", u64::from(number) + 1)));
        }
        self.open = Some(number);
        self.row.begin(u64::from(number) + 1);
        self.row.hidden = hidden;
        self.column = None;
        self.filled = false;
        Ok(())
    }

    /// A cell of the row that [`Grid::row`] began, counted from 0.
    pub(crate) fn cell(&mut self, column: u32, text: &str, kind: CellKind) -> Result<(), Trouble> {
        let row = self.open.unwrap_or_default();
        if column >= self.limits.columns {
            let limit = self.limits.columns;
            return Err(Trouble::sheet(format!(
                "row {} has cells beyond column {limit}, the last that a sheet can have",
                u64::from(row) + 1
            )));
        }
        if self.column.is_some_and(|last| last >= column) {
            return Err(Trouble::sheet(format!(
                "cell {} is there twice or out of order",
                address(row, column)
            )));
        }
        if text.len() > self.limits.cell_bytes {
            return Err(Trouble::sheet(format!(
                "cell {} holds more than {} bytes of text (limit: cell_bytes)",
                address(row, column),
                self.limits.cell_bytes
            )));
        }
        self.column = Some(column);
        self.cells += 1;
        self.budget.cells += 1;
        self.afford(0)?;
        if kind != CellKind::Empty {
            if column as usize > self.row.width() + GAP as usize && self.astray.is_none() {
                self.astray = Some((row, column));
            }
            self.row.pad_to(column as usize);
            self.row.push(text, kind);
            self.filled = true;
        }
        Ok(())
    }

    /// A cell that holds a number, and the unit that its format shows.
    pub(crate) fn number(
        &mut self,
        column: u32,
        text: &str,
        kind: CellKind,
        unit: ShownUnit,
    ) -> Result<(), Trouble> {
        self.cell(column, text, kind)?;
        self.row.show_unit(unit);
        Ok(())
    }

    /// A cell that holds text, or nothing.
    pub(crate) fn text(&mut self, column: u32, text: &str) -> Result<(), Trouble> {
        self.cell(column, text, if text.is_empty() { CellKind::Empty } else { CellKind::Text })
    }

    /// Refuses when so many more cells would exceed the limits.
    pub(crate) fn afford(&self, more: u64) -> Result<(), Trouble> {
        let (sheet, book) = (self.limits.sheet_cells, self.limits.workbook_cells);
        if self.cells.saturating_add(more) > sheet {
            return Err(Trouble::sheet(format!(
                "the sheet has more than {sheet} cells (limit: sheet_cells)"
            )));
        }
        if self.budget.cells.saturating_add(more) > book {
            return Err(Trouble::too_large(format!(
                "the workbook has more than {book} cells (limit: workbook_cells)"
            )));
        }
        Ok(())
    }

    /// Delivers the row in the making and the blank ones before it.
    fn close(&mut self) -> Result<(), Trouble> {
        let Some(number) = self.open else { return Ok(()) };
        if !std::mem::take(&mut self.filled) {
            return Ok(());
        }
        if let Some(last) = self.delivered {
            let missing = number - last - 1;
            if missing > self.limits.gap_rows {
                self.gap.get_or_insert((last, number));
            } else if missing > 0 {
                let mut blank = Row::default();
                for between in last + 1..number {
                    blank.begin(u64::from(between) + 1);
                    self.receiver.row(&blank)?;
                }
            }
        }
        self.receiver.row(&self.row)?;
        self.delivered = Some(number);
        Ok(())
    }

    /// Delivers the last row and says what stood out.
    pub(crate) fn finish(mut self, sheet: &str) -> Result<(), Trouble> {
        self.close()?;
        if let Some((last, next)) = self.gap {
            let message = format!(
                "nothing stands between row {} and row {}; the rows between them are not counted",
                u64::from(last) + 1,
                u64::from(next) + 1
            );
            self.receiver.remark(Remark {
                code: Code::CellsFarAway,
                sheet: Some(sheet.to_owned()),
                message,
            })?;
        }
        if let Some((row, column)) = self.astray {
            let message = format!(
                "cell {} stands more than {GAP} columns away from any other of its row",
                address(row, column)
            );
            self.receiver.remark(Remark {
                code: Code::CellsFarAway,
                sheet: Some(sheet.to_owned()),
                message,
            })?;
        }
        Ok(())
    }
}
