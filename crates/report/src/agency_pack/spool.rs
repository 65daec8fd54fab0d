//! Rows that wait in a temporary file for the pack of their agency.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::origin::Origin;
use evenfolio_core::tally::Class as FacetClass;

use super::MISSING;
use crate::columns::{self, Cells, Item};
use crate::error::Error;
use crate::sheet::Missing;
use crate::theme::Class;

const WRITE: &str = "write rows for agency packs to the temporary folder";
const READ: &str = "read rows for agency packs from the temporary folder";

/// What a cell of a waiting row holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Held {
    Text(String),
    Number(f64, Class),
    Missing(Missing),
}

/// A row as it comes out again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Where it came from.
    pub(super) origin: Origin,
    /// Which questions its register leaves open: one bit for each of [`Open::ALL`].
    pub(super) open: u8,
    /// What a reader calls it.
    pub(super) name: String,
    /// The agency's own identifier.
    pub(super) id: Option<String>,
    /// Its cells.
    pub(super) cells: Vec<Held>,
}

/// A question that a register leaves open about an initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    Facet,
    Novel,
    Implemented,
    Value,
}

impl Open {
    pub(super) const ALL: [Self; 4] = [Self::Facet, Self::Novel, Self::Implemented, Self::Value];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Row {
    pub(super) fn leaves_open(&self, question: Open) -> bool {
        self.open & question.bit() != 0
    }
}

/// The temporary file.
#[derive(Debug)]
pub(super) struct Spool {
    file: BufWriter<File>,
    length: u64,
    record: Vec<u8>,
}

impl Spool {
    pub(super) fn begin() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(Error::io(WRITE))?;
        Ok(Self { file: BufWriter::new(file), length: 0, record: Vec::new() })
    }

    /// Takes a row, and says where it can be read again.
    pub(super) fn push(
        &mut self,
        assessment: &Assessment,
        items: &[Item],
        words: &mut String,
    ) -> Result<u64, Error> {
        let Assessment { initiative, test, placement, .. } = assessment;
        let facet = FacetClass::of(placement).facet();
        let mut open = if facet.is_none() { Open::Facet.bit() } else { 0 };
        for (question, criterion) in
            [(Open::Novel, &test.novel), (Open::Implemented, &test.implemented), (Open::Value, &test.value)]
        {
            if criterion.outcome == Outcome::NotEvidenced {
                open |= question.bit();
            }
        }
        let mut record = Record(std::mem::take(&mut self.record));
        record.0.clear();
        record.0.push(open);
        record.0.extend(initiative.origin.row.to_le_bytes());
        record.text(&initiative.origin.path);
        record.optional(initiative.origin.sheet.as_deref());
        record.text(initiative.name());
        record.optional(initiative.text(evenfolio_core::field::Field::Id));
        columns::write_row(items, assessment, words, &mut record);
        self.record = record.0;
        let at = self.length;
        let length = u32::try_from(self.record.len()).unwrap_or(u32::MAX);
        self.file.write_all(&length.to_le_bytes()).map_err(Error::io(WRITE))?;
        self.file.write_all(&self.record).map_err(Error::io(WRITE))?;
        self.length += 4 + u64::from(length);
        Ok(at)
    }

    /// Reads the row at that place.
    pub(super) fn read(&mut self, at: u64) -> Result<Row, Error> {
        self.file.flush().map_err(Error::io(WRITE))?;
        let mut file = self.file.get_ref();
        file.seek(SeekFrom::Start(at)).map_err(Error::io(READ))?;
        let mut file = BufReader::new(file);
        let mut length = [0; 4];
        file.read_exact(&mut length).map_err(Error::io(READ))?;
        let mut record = vec![0; u32::from_le_bytes(length) as usize];
        file.read_exact(&mut record).map_err(Error::io(READ))?;
        Reader(&record).row().ok_or_else(|| Error::library(READ)("a row is not whole"))
    }
}

/// A row as bytes.
struct Record(Vec<u8>);

impl Record {
    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.missing(Missing::NotApplicable),
        }
    }
}

impl Cells for Record {
    fn text(&mut self, text: &str) {
        self.0.push(b't');
        self.0.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.0.extend(text.as_bytes());
    }

    fn number(&mut self, number: f64, class: Class) {
        self.0.push(b'n');
        self.0.extend(number.to_le_bytes());
        self.0.push(class as u8);
    }

    fn missing(&mut self, why: Missing) {
        self.0.push(b'm');
        self.0.push(why as u8);
    }
}

/// Takes a row apart again; `None` where bytes are lacking.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn row(mut self) -> Option<Row> {
        let open = self.take::<1>()?[0];
        let row = u64::from_le_bytes(self.take()?);
        let path = words(self.held()?)?;
        let sheet = words(self.held()?);
        let name = words(self.held()?)?;
        let id = words(self.held()?);
        let mut cells = Vec::new();
        while !self.0.is_empty() {
            cells.push(self.held()?);
        }
        let origin = Origin { path: path.into(), sheet: sheet.map(Into::into), row };
        Some(Row { origin, open, name, id, cells })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn held(&mut self) -> Option<Held> {
        Some(match self.take::<1>()?[0] {
            b't' => {
                let length = u32::from_le_bytes(self.take()?) as usize;
                let (text, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                Held::Text(String::from_utf8_lossy(text).into_owned())
            }
            b'n' => {
                let number = f64::from_le_bytes(self.take()?);
                Held::Number(number, *Class::ALL.get(usize::from(self.take::<1>()?[0]))?)
            }
            _ => Held::Missing(*MISSING.get(usize::from(self.take::<1>()?[0]))?),
        })
    }
}

fn words(held: Held) -> Option<String> {
    match held {
        Held::Text(text) => Some(text),
        Held::Number(..) | Held::Missing(_) => None,
    }
}
