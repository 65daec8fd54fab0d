//! A register for agencies to fill in: one row an initiative, drop-downs where there is a choice, and guidance
//! beside it. What is filled in reads back without a guess; the example rows are never counted.

mod sheets;
mod wording;

use std::io::{Seek, Write};

use evenfolio_core::field::Field;
use evenfolio_core::initiative::Texts;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::error::Error;
pub use wording::{LANGUAGES, Wording};

/// A register to be filled in.
///
/// ```
/// use evenfolio_report::template::{Template, Wording};
/// let mut workbook = std::io::Cursor::new(Vec::new());
/// Template { wording: Wording::of("fr").unwrap(), entries: &[] }.write(&mut workbook).unwrap();
/// assert!(Wording::of("xx").is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// The words, in the language of those who fill it in.
    pub wording: &'static Wording,
    /// Entries that are known already and are put below the examples, to be checked and completed.
    pub entries: &'a [Texts],
}

impl Template<'_> {
    /// Writes the workbook. The same template gives the same bytes.
    ///
    /// Fails only where `out` does.
    pub fn write<W: Write + Seek + Send>(&self, out: W) -> Result<(), Error> {
        let mut workbook = Workbook::new();
        let made = (|| {
            // Not the clock's: the same template is the same file.
            workbook.set_properties(
                &DocProperties::new()
                    .set_title(&self.wording.title)
                    .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?)
                    .set_custom_property("evenfolio kind", "template")
                    .set_custom_property("evenfolio version", env!("CARGO_PKG_VERSION")),
            );
            sheets::register(workbook.add_worksheet(), self.wording, self.entries)?;
            sheets::guidance(workbook.add_worksheet(), self.wording)?;
            workbook.save_to_writer(out)
        })();
        made.map_err(Error::library("write the template"))
    }

    /// The fields that it has columns for, from left to right.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.wording.columns().map(|column| column.field)
    }
}
