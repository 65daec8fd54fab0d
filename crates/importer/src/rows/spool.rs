//! A spool: rows kept in a compact form, in memory while they are few and in a temporary file beyond, that can
//! be read back any number of times.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::sync::Arc;

use evenfolio_core::finding::Code;

use super::{CellKind, Fault, Row, RowReader};
use crate::content::ContentReader;
use crate::lift::money::shown::ShownUnit;

/// Rows in the order in which they were pushed.
///
/// ```
/// use evenfolio_importer::rows::{CellKind, Row, RowReader, Spool};
///
/// let mut row = Row::default();
/// row.begin(7);
/// row.push("Chatbot", CellKind::Text);
/// let mut spool = Spool::new(1 << 20);
/// spool.push(&row)?;
///
/// for _ in 0..2 {
///     let mut reader = spool.reader();
///     let mut back = Row::default();
///     assert!(reader.next_row(&mut back).is_ok_and(|more| more));
///     assert_eq!((back.number, back.cell(0).text), (7, "Chatbot"));
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Spool {
    /// The last bytes pushed; all of them while there is no file.
    memory: Vec<u8>,
    file: Option<Arc<File>>,
    /// Bytes in the file.
    filed: u64,
    limit: usize,
    rows: u64,
}

impl Spool {
    /// An empty spool that keeps up to `limit` bytes in memory.
    pub fn new(limit: usize) -> Self {
        Self { memory: Vec::new(), file: None, filed: 0, limit, rows: 0 }
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        encode(row, &mut self.memory);
        self.rows += 1;
        if self.memory.len() > self.limit {
            let file = match &self.file {
                Some(file) => file,
                None => self.file.insert(Arc::new(tempfile::tempfile()?)),
            };
            (&**file).write_all(&self.memory)?;
            self.filed += self.memory.len() as u64;
            self.memory.clear();
            // Once there is a file, memory is only a buffer before it.
            self.limit = self.limit.min(256 << 10);
            self.memory.shrink_to(self.limit);
        }
        Ok(())
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Reads all rows from the first.
    pub fn reader(&self) -> SpoolReader<'_> {
        let file = self.file.as_ref().map(|file| {
            BufReader::with_capacity(256 << 10, ContentReader::new(Arc::clone(file), self.filed))
        });
        SpoolReader { file, filed: self.filed, memory: &self.memory, bytes: Vec::new(), left: self.rows }
    }
}

/// Reads a [`Spool`] from the first row to the last.
#[derive(Debug)]
pub struct SpoolReader<'a> {
    file: Option<BufReader<ContentReader>>,
    /// Bytes of the file that are still to be read.
    filed: u64,
    memory: &'a [u8],
    /// The row that was read last.
    bytes: Vec<u8>,
    left: u64,
}

impl RowReader for SpoolReader<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        if self.left == 0 {
            return Ok(false);
        }
        self.read(row).map_err(|error| Fault {
            code: Code::FileUnreadable,
            message: format!("the temporary file cannot be read back: {}", crate::source::refusal(&error)),
        })?;
        self.left -= 1;
        Ok(true)
    }
}

impl SpoolReader<'_> {
    fn read(&mut self, row: &mut Row) -> io::Result<()> {
        // The length of each row stands before it, so that a row is decoded from one piece.
        let mut len = [0; 4];
        self.take(&mut len)?;
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.resize(u32::from_le_bytes(len) as usize, 0);
        self.take(&mut bytes)?;
        let decoded = decode(&bytes, row);
        self.bytes = bytes;
        decoded.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
    }

    fn take(&mut self, out: &mut [u8]) -> io::Result<()> {
        // The file ends with a whole row, so a row never stands half in the file and half in memory.
        match &mut self.file {
            Some(file) if self.filed > 0 => {
                self.filed = self.filed.saturating_sub(out.len() as u64);
                file.read_exact(out)
            }
            _ => self.memory.read_exact(out),
        }
    }
}

/// Appends a row with its length before it.
pub(crate) fn encode(row: &Row, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    put(row.number, out);
    out.push(u8::from(row.hidden) | u8::from(row.damaged) << 1 | u8::from(!row.units.is_empty()) << 2);
    put(row.cells.len() as u64, out);
    let mut last = 0;
    for (end, kind) in &row.cells {
        put((end - last) as u64, out);
        last = *end;
        out.push(match kind {
            CellKind::Empty => 0,
            CellKind::Text => 1,
            CellKind::Number(_) => 2,
            CellKind::Date => 3,
            CellKind::Duration => 4,
            CellKind::Bool(false) => 5,
            CellKind::Bool(true) => 6,
            CellKind::Error => 7,
            CellKind::NoResult => 8,
        });
        if let CellKind::Number(number) = kind {
            out.extend_from_slice(&number.to_le_bytes());
        }
    }
    if !row.units.is_empty() {
        put(row.units.len() as u64, out);
        for (column, unit) in &row.units {
            put(*column as u64, out);
            out.extend_from_slice(&unit.to_bytes());
        }
    }
    out.extend_from_slice(row.text.as_bytes());
    let len = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
    out[start..start + 4].copy_from_slice(&len.to_le_bytes());
}

/// Reads a row back; `None` when the bytes are none.
pub(crate) fn decode(mut bytes: &[u8], row: &mut Row) -> Option<()> {
    row.begin(get(&mut bytes)?);
    let flags = *bytes.split_off_first()?;
    (row.hidden, row.damaged) = (flags & 1 != 0, flags & 2 != 0);
    let cells = usize::try_from(get(&mut bytes)?).ok()?;
    let mut end = 0_usize;
    for _ in 0..cells {
        end = end.checked_add(usize::try_from(get(&mut bytes)?).ok()?)?;
        let kind = match bytes.split_off_first()? {
            0 => CellKind::Empty,
            1 => CellKind::Text,
            2 => CellKind::Number(f64::from_le_bytes(bytes.split_off(..8)?.try_into().ok()?)),
            3 => CellKind::Date,
            4 => CellKind::Duration,
            5 => CellKind::Bool(false),
            6 => CellKind::Bool(true),
            7 => CellKind::Error,
            8 => CellKind::NoResult,
            _ => return None,
        };
        row.cells.push((end, kind));
    }
    if flags & 4 != 0 {
        for _ in 0..get(&mut bytes)? {
            let column = usize::try_from(get(&mut bytes)?).ok()?;
            let unit = ShownUnit::from_bytes(bytes.split_off(..5)?.try_into().ok()?)?;
            row.units.push((column, unit));
        }
    }
    row.text.push_str(std::str::from_utf8(bytes).ok()?);
    let whole = row.cells.iter().all(|(end, _)| row.text.is_char_boundary(*end)) && end == row.text.len();
    whole.then_some(())
}

/// Writes a number in seven-bit groups, the lowest first.
fn put(mut number: u64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return out.push(low & 0x7f);
        }
        out.push(low | 0x80);
    }
}

fn get(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::money::shown::ShownCurrency;
    use evenfolio_core::money::Currency;
    use proptest::prelude::*;

    fn kind() -> impl Strategy<Value = CellKind> {
        prop_oneof![
            Just(CellKind::Empty),
            Just(CellKind::Text),
            (-1e300..1e300_f64).prop_map(CellKind::Number),
            Just(CellKind::Date),
            Just(CellKind::Duration),
            any::<bool>().prop_map(CellKind::Bool),
            Just(CellKind::Error),
            Just(CellKind::NoResult),
        ]
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let row = (any::<u64>(), any::<bool>(), any::<bool>(), prop::collection::vec((".*", kind()), 0..6));
        prop::collection::vec(
            row.prop_map(|(number, hidden, damaged, cells)| {
                let mut row = Row::default();
                row.begin(number);
                (row.hidden, row.damaged) = (hidden, damaged);
                for (text, kind) in &cells {
                    row.push(text, *kind);
                    row.show_unit(ShownUnit {
                        currency: match text.len() % 4 {
                            0 => Some(ShownCurrency::Crown),
                            1 => Some(ShownCurrency::Dollar),
                            2 => Some(ShownCurrency::One(Currency::UNKNOWN)),
                            _ => None,
                        },
                        power: (text.len() % 3 == 0).then_some(6),
                        thousands: u8::try_from(text.len() % 3).unwrap(),
                    });
                }
                row
            }),
            0..20,
        )
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were_from_memory_and_from_a_file(rows in rows(), limit in 0_usize..200) {
            let mut spool = Spool::new(limit);
            for row in &rows {
                spool.push(row).unwrap();
            }
            for _ in 0..2 {
                let (mut reader, mut back) = (spool.reader(), Row::default());
                for row in &rows {
                    prop_assert!(reader.next_row(&mut back).unwrap());
                    prop_assert_eq!(format!("{row:?}"), format!("{back:?}"));
                }
                prop_assert!(!reader.next_row(&mut back).unwrap());
            }
        }

        #[test]
        fn any_bytes_decode_to_a_row_or_to_nothing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, &mut Row::default());
        }
    }
}
