//! The records of a binary part: a number, a length, and so many bytes (\[MS-XLSB\] 2.1.4).

use std::io::{self, BufReader, Read as _};

use crate::limits::Limits;
use crate::rows::grid::Trouble;
use crate::workbook::archive::Part;

/// Reads the records of a part one after the other.
pub(super) struct Records<'a> {
    part: BufReader<Part<'a>>,
    name: &'a str,
    /// No record that is read is longer: a cell's text at two bytes a letter, and what stands around it.
    longest: u64,
    bytes: Vec<u8>,
}

impl<'a> Records<'a> {
    pub(super) fn new(part: Part<'a>, name: &'a str, limits: &Limits) -> Self {
        let longest = 2 * limits.cell_bytes as u64 + (1 << 16);
        Self { part: BufReader::new(part), name, longest, bytes: Vec::new() }
    }

    /// The next record: its number and its bytes. `None` at the end of the part.
    pub(super) fn next(&mut self) -> Result<Option<(u16, Body<'_>)>, Trouble> {
        let Some(low) = self.byte()? else { return Ok(None) };
        let number = if low & 0x80 == 0 {
            u16::from(low)
        } else {
            u16::from(low & 0x7f) | u16::from(self.more()? & 0x7f) << 7
        };
        let mut length = 0_u64;
        for shift in [0, 7, 14, 21] {
            let byte = self.more()?;
            length |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > self.longest {
            return Err(Trouble::sheet(format!(
                "the part {:?} holds a record of {length} bytes (limit: cell_bytes)",
                self.name
            )));
        }
        self.bytes.clear();
        let read = (&mut self.part).take(length).read_to_end(&mut self.bytes);
        let read = read.map_err(|error| Trouble::from_part(&error, self.name))?;
        if (read as u64) < length {
            return Err(broken_off());
        }
        Ok(Some((number, Body { rest: &self.bytes })))
    }

    /// Reads the part to its end: only then is its checksum known to hold.
    pub(super) fn finish(&mut self) -> Result<(), Trouble> {
        io::copy(&mut self.part, &mut io::sink())
            .map(drop)
            .map_err(|error| Trouble::from_part(&error, self.name))
    }

    fn byte(&mut self) -> Result<Option<u8>, Trouble> {
        let mut byte = [0];
        let read = self.part.read(&mut byte).map_err(|error| Trouble::from_part(&error, self.name))?;
        Ok((read == 1).then_some(byte[0]))
    }

    fn more(&mut self) -> Result<u8, Trouble> {
        self.byte()?.ok_or_else(broken_off)
    }
}

fn broken_off() -> Trouble {
    Trouble::sheet("a record breaks off")
}

/// The bytes of a record, from the left.
pub(super) struct Body<'a> {
    rest: &'a [u8],
}

impl Body<'_> {
    pub(super) fn skip(&mut self, bytes: usize) -> Result<(), Trouble> {
        self.rest.split_off(..bytes).map(drop).ok_or_else(broken_off)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Trouble> {
        self.rest.split_off_first().copied().ok_or_else(broken_off)
    }

    pub(super) fn short(&mut self) -> Result<u16, Trouble> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn int(&mut self) -> Result<u32, Trouble> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn real(&mut self) -> Result<f64, Trouble> {
        self.array().map(f64::from_le_bytes)
    }

    /// A number in 30 bits: a whole one, or the upper bits of a real one; the other two bits say which, and
    /// whether it is in hundredths.
    pub(super) fn packed(&mut self) -> Result<f64, Trouble> {
        let bits = self.int()?;
        let number = if bits & 2 == 0 {
            f64::from_bits(u64::from(bits & !3) << 32)
        } else {
            f64::from(bits.cast_signed() >> 2)
        };
        Ok(if bits & 1 == 0 { number } else { number / 100.0 })
    }

    /// A text: how many units of UTF-16, and the units. Every line end becomes a line feed.
    pub(super) fn text(&mut self) -> Result<String, Trouble> {
        let units = self.int()? as usize;
        let bytes = units.checked_mul(2).and_then(|bytes| self.rest.split_off(..bytes));
        let bytes = bytes.ok_or_else(broken_off)?;
        let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes);
        Ok(if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.into_owned()
        })
    }

    /// A text that may be none, which is not the same as an empty one.
    pub(super) fn optional_text(&mut self) -> Result<Option<String>, Trouble> {
        if self.rest.starts_with(&[0xff; 4]) { self.skip(4).map(|()| None) } else { self.text().map(Some) }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Trouble> {
        self.rest.split_off(..N).and_then(|bytes| bytes.try_into().ok()).ok_or_else(broken_off)
    }
}
