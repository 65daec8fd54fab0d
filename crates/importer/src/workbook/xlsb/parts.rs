//! What a binary workbook keeps beside its sheets: the list of them, the shared strings, the cell formats.

use std::collections::BTreeMap;

use super::records::Records;
use crate::limits::Limits;
use crate::rows::grid::Trouble;
use crate::serial::Epoch;
use crate::workbook::archive::Archive;
use crate::workbook::number_format::NumberFormat;
use crate::workbook::package::{Package, SheetPart};
use crate::workbook::strings::Strings;
use crate::workbook::styles::Styles;

const STRING: u16 = 19;
const NUMBER_FORMAT: u16 = 44;
const CELL_FORMAT: u16 = 47;
const BOOK_PROPERTIES: u16 = 153;
const SHEET: u16 = 156;
const CELL_FORMATS_BEGIN: u16 = 617;
const CELL_FORMATS_END: u16 = 618;

impl Package {
    /// Reads the list of the sheets of a binary workbook.
    pub(super) fn read_binary(archive: &mut Archive, limits: &Limits) -> Result<Self, Trouble> {
        let (mut package, book, related) = Self::begin(archive, "xl/workbook.bin")?;
        let mut records = Records::new(archive.part(&book)?, &book, limits);
        while let Some((number, mut body)) = records.next()? {
            match number {
                BOOK_PROPERTIES if body.int()? & 1 != 0 => package.epoch = Epoch::Year1904,
                SHEET => {
                    let state = body.int()?;
                    body.skip(4)?;
                    let relation = body.optional_text()?.and_then(|id| related.get(&id));
                    let name = body.text()?;
                    package.list(SheetPart::new(name, state == 0, relation), limits)?;
                }
                _ => {}
            }
        }
        records.finish()?;
        Ok(package)
    }
}

impl Strings {
    /// Reads the shared strings of a binary workbook.
    pub(super) fn read_binary(archive: &mut Archive, name: &str, limits: &Limits) -> Result<Self, Trouble> {
        let mut strings = Self::default();
        let mut records = Records::new(archive.part(name)?, name, limits);
        while let Some((number, mut body)) = records.next()? {
            if number == STRING {
                // Whether runs of different type follow the text.
                body.skip(1)?;
                strings.push(&body.text()?, limits)?;
            }
        }
        records.finish()?;
        Ok(strings)
    }
}

impl Styles {
    /// Reads the cell formats of a binary workbook.
    pub(super) fn read_binary(archive: &mut Archive, name: &str, limits: &Limits) -> Result<Self, Trouble> {
        let (mut own, mut formats, mut in_cell_formats) = (BTreeMap::new(), Vec::new(), false);
        let mut records = Records::new(archive.part(name)?, name, limits);
        while let Some((number, mut body)) = records.next()? {
            match number {
                NUMBER_FORMAT => {
                    let id = u32::from(body.short()?);
                    own.insert(id, NumberFormat::of_code(&body.text()?));
                }
                CELL_FORMATS_BEGIN => in_cell_formats = true,
                CELL_FORMATS_END => in_cell_formats = false,
                CELL_FORMAT if in_cell_formats => {
                    body.skip(2)?;
                    let id = u32::from(body.short()?);
                    formats.push(own.get(&id).copied().unwrap_or_else(|| NumberFormat::built_in(id)));
                }
                _ => {}
            }
            Self::check(formats.len().max(own.len()), limits)?;
        }
        records.finish()?;
        Ok(Self::new(formats))
    }
}
