//! Cells that are not quite right, gathered so that a sheet gets one finding for each kind and not ten
//! thousand.

use evenfolio_core::finding::Code;

use crate::rows::grid::{Receiver, Remark, Trouble, address};

/// The word for a cell whose value cannot be told, in the manner of spreadsheets' own error values.
pub(crate) const UNREADABLE: &str = "#UNREADABLE!";

/// What was odd in a sheet: how often, and the first case.
#[derive(Debug, Default)]
pub(crate) struct Oddities {
    unreadable: Option<(u64, String)>,
    long: Option<(u64, String)>,
    covered: Option<(u64, String)>,
    merged: Option<(u64, String)>,
}

impl Oddities {
    /// A cell holds something that is no value of its kind; `why` completes "cell B7 …".
    pub(crate) fn unreadable(&mut self, row: u32, column: u32, why: &str) {
        count(&mut self.unreadable, || format!("{} {why}", address(row, column)));
    }

    /// A cell holds a whole number with more digits than spreadsheets keep.
    pub(crate) fn long(&mut self, row: u32, column: u32) {
        count(&mut self.long, || address(row, column));
    }

    /// A cell that lies under a merged one holds a value.
    pub(crate) fn covered(&mut self, row: u32, column: u32) {
        count(&mut self.covered, || address(row, column));
    }

    /// Cells of several rows are merged into one, the first of which is that of a row below the sheet's first.
    pub(crate) fn merged(&mut self, row: u32, column: u32) {
        if row > 0 {
            count(&mut self.merged, || address(row, column));
        }
    }

    /// Says what there was.
    pub(crate) fn tell(self, sheet: &str, receiver: &mut dyn Receiver) -> Result<(), Trouble> {
        let mut say =
            |code, message| receiver.remark(Remark { code, sheet: Some(sheet.to_owned()), message });
        if let Some((cells, first)) = self.unreadable {
            say(
                Code::CellsUnreadable,
                format!("{} that cannot be read; the first: {first}", counted(cells)),
            )?;
        }
        if let Some((cells, first)) = self.covered {
            say(
                Code::CellsUnreadable,
                format!("{} hidden under merged ones, left out; the first: {first}", counted(cells)),
            )?;
        }
        if let Some((cells, first)) = self.merged {
            let are = if cells == 1 { "is" } else { "are" };
            let message = format!(
                "{} {are} merged over several rows; the value is that of the first row only; the first: {first}",
                counted(cells)
            );
            say(Code::CellsMerged, message)?;
        }
        if let Some((cells, first)) = self.long {
            let message =
                format!("{} with whole numbers of more than 15 digits; the first: {first}", counted(cells));
            say(Code::NumbersTooLong, message)?;
        }
        Ok(())
    }
}

fn count(slot: &mut Option<(u64, String)>, first: impl FnOnce() -> String) {
    match slot {
        Some((cells, _)) => *cells += 1,
        None => *slot = Some((1, first())),
    }
}

fn counted(cells: u64) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}
