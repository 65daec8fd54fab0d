//! A table's rows kept compactly, so that a sheet is read from its workbook once and can be gone through
//! any number of times: in memory while it is small, in a temporary file beyond that.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Write};

use evenfolio_core::finding::Code;
use tempfile::NamedTempFile;

use super::{CellKind, Fault, Row, RowReader};

/// How many bytes are kept in memory before the rest of a table goes to a temporary file.
const IN_MEMORY: usize = 32 << 20;

/// Rows kept for reading again.
#[derive(Debug, Default)]
pub struct Spool {
    memory: Vec<u8>,
    file: Option<BufWriter<NamedTempFile>>,
    rows: u64,
}

impl Spool {
    /// Appends a row.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        self.rows += 1;
        let at = self.memory.len();
        self.memory.extend_from_slice(&row.number.to_le_bytes());
        self.memory.push(u8::from(row.hidden));
        self.memory.extend_from_slice(&length(row.width())?);
        for cell in row.cells() {
            let tag = match cell.kind {
                CellKind::Empty => 0,
                CellKind::Text => 1,
                CellKind::Number(_) => 2,
                CellKind::Date => 3,
                CellKind::Duration => 4,
                CellKind::Bool(false) => 5,
                CellKind::Bool(true) => 6,
                CellKind::Error => 7,
                CellKind::NoResult => 8,
            };
            self.memory.push(tag);
            if let CellKind::Number(number) = cell.kind {
                self.memory.extend_from_slice(&number.to_le_bytes());
            }
            self.memory.extend_from_slice(&length(cell.text.len())?);
            self.memory.extend_from_slice(cell.text.as_bytes());
        }
        if self.file.is_some() || self.memory.len() > IN_MEMORY {
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(BufWriter::new(NamedTempFile::new()?)),
            };
            let start = if self.memory.len() > IN_MEMORY { 0 } else { at };
            file.write_all(&self.memory[start..])?;
            self.memory = Vec::new();
        }
        Ok(())
    }

    /// Ends writing.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }

    /// How many rows were pushed.
    pub fn len(&self) -> u64 {
        self.rows
    }

    /// Whether no row was pushed.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Goes through the rows from the first.
    ///
    /// # Errors
    /// When the temporary file cannot be opened again.
    pub fn reader(&self) -> io::Result<SpoolRows<'_>> {
        let bytes = match &self.file {
            Some(file) => Bytes::File(BufReader::new(file.get_ref().reopen()?)),
            None => Bytes::Memory(Cursor::new(&self.memory)),
        };
        Ok(SpoolRows { bytes, left: self.rows, text: Vec::new() })
    }
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    let length = u32::try_from(length).map_err(|_| io::Error::other("a cell of more than 4 GiB"))?;
    Ok(length.to_le_bytes())
}

enum Bytes<'a> {
    Memory(Cursor<&'a Vec<u8>>),
    File(BufReader<File>),
}

/// Rows of a [`Spool`].
pub struct SpoolRows<'a> {
    bytes: Bytes<'a>,
    left: u64,
    text: Vec<u8>,
}

impl SpoolRows<'_> {
    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        match &mut self.bytes {
            Bytes::Memory(memory) => memory.read_exact(&mut bytes)?,
            Bytes::File(file) => file.read_exact(&mut bytes)?,
        }
        Ok(bytes)
    }

    fn text(&mut self) -> io::Result<&str> {
        let length = u32::from_le_bytes(self.take()?) as usize;
        self.text.resize(length, 0);
        match &mut self.bytes {
            Bytes::Memory(memory) => memory.read_exact(&mut self.text)?,
            Bytes::File(file) => file.read_exact(&mut self.text)?,
        }
        std::str::from_utf8(&self.text).map_err(io::Error::other)
    }

    fn read(&mut self, row: &mut Row) -> io::Result<()> {
        row.begin(u64::from_le_bytes(self.take()?));
        row.hidden = self.take::<1>()?[0] == 1;
        let width = u32::from_le_bytes(self.take()?);
        for _ in 0..width {
            let kind = match self.take::<1>()?[0] {
                1 => CellKind::Text,
                2 => CellKind::Number(f64::from_le_bytes(self.take()?)),
                3 => CellKind::Date,
                4 => CellKind::Duration,
                5 => CellKind::Bool(false),
                6 => CellKind::Bool(true),
                7 => CellKind::Error,
                8 => CellKind::NoResult,
                _ => CellKind::Empty,
            };
            row.push(self.text()?, kind);
        }
        Ok(())
    }
}

impl RowReader for SpoolRows<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        self.read(row).map(|()| true).map_err(|error| Fault {
            code: Code::FileUnreadable,
            message: format!("a temporary file of this run could not be read back: {error}"),
        })
    }
}
