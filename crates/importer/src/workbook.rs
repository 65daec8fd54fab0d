//! Workbooks as they lie on disk: archives of XML parts, read a part at a time under a budget, so that no
//! file makes this process allocate more than it holds.
//!
//! XLSX, XLSB and OpenDocument sheets are read here and not by calamine, because its reader takes broken cells for
//! other ones in silence (a bad string number is string 0, a number after a comment is cut), leaves out what
//! a ledger needs (hidden rows, formulas without a result, where a bad cell stands), fails a whole sheet or
//! hangs on single odd cells, and allocates what a file merely declares. calamine reads XLS.

pub(crate) mod archive;
pub(crate) mod biff;
mod iso;
pub(crate) mod number_format;
pub(crate) mod oddities;
pub(crate) mod ods;
mod ods_styles;
pub(crate) mod package;
pub(crate) mod reference;
pub(crate) mod strings;
pub(crate) mod styles;
pub(crate) mod xlsb;
pub(crate) mod xlsx;
pub(crate) mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::content::Content;
use crate::format::Format;
use crate::limits::Limits;
use crate::rows::dense;
use crate::rows::grid::{Receiver, Trouble};

/// Reads a workbook of the given format into `receiver`.
pub(crate) fn read(
    content: &Content,
    format: Format,
    limits: &Limits,
    receiver: &mut dyn Receiver,
) -> Result<(), Trouble> {
    match format {
        Format::Xlsx | Format::Xlsm => xlsx::read(content, limits, receiver),
        Format::Ods => ods::read(content, limits, receiver),
        Format::Xls => contained(|| dense::read_xls(content, limits, receiver)),
        Format::Xlsb => xlsb::read(content, limits, receiver),
        Format::Csv | Format::Tsv => Ok(()),
    }
}

/// Turns a panic of the library into trouble with the file. Running out of memory cannot be turned.
fn contained(read: impl FnOnce() -> Result<(), Trouble>) -> Result<(), Trouble> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Trouble::damaged("the workbook is broken in a way that cannot be read past")))
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
