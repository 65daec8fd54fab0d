//! An archive of one entry, put together from bytes that are already compressed, so that the archive writer
//! can copy it like an entry of any other archive.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::listing::deflate::Deflated;

/// Bytes in memory, bytes in a file, bytes in memory: read as one.
#[derive(Debug)]
pub(crate) struct Chain {
    before: Vec<u8>,
    file: Option<(File, u64)>,
    after: Vec<u8>,
    at: u64,
}

/// The date of entries, 1 January 1980, the first that an archive can hold: the same for every run.
const DATE: u16 = 0x0021;
const DEFLATE: u16 = 8;
const VERSION: u16 = 20;

impl Chain {
    /// An archive of one entry of `size` bytes, whose deflated bytes are `head`, then `rows`, then `tail`.
    ///
    /// Sizes stay below 4 GiB, because a listing goes on in another part before.
    pub(crate) fn entry(
        name: &str,
        crc: u32,
        size: u64,
        head: Vec<u8>,
        rows: Option<Deflated>,
        tail: Vec<u8>,
    ) -> Self {
        let middle = rows.as_ref().map_or(0, |rows| rows.length);
        let squeezed = narrow(head.len() as u64 + middle + tail.len() as u64);
        let size = narrow(size);
        let common = |record: &mut Vec<u8>| {
            for short in [VERSION, 0, DEFLATE, 0, DATE] {
                record.extend(short.to_le_bytes());
            }
            for long in [crc, squeezed, size] {
                record.extend(long.to_le_bytes());
            }
            record.extend(short(name.len()).to_le_bytes());
            record.extend([0; 2]);
        };
        let mut before = b"PK\x03\x04".to_vec();
        common(&mut before);
        before.extend(name.as_bytes());
        before.extend(head);
        let directory_at = narrow(before.len() as u64 + middle + tail.len() as u64);
        let mut after = tail;
        let begins = after.len();
        after.extend(b"PK\x01\x02");
        after.extend(VERSION.to_le_bytes());
        common(&mut after);
        // No comment, disk 0, no attributes, at the beginning of the archive.
        after.extend([0; 14]);
        after.extend(name.as_bytes());
        let directory = narrow((after.len() - begins) as u64);
        after.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        after.extend(directory.to_le_bytes());
        after.extend(directory_at.to_le_bytes());
        after.extend([0; 2]);
        Self { before, file: rows.map(|rows| (rows.file, rows.length)), after, at: 0 }
    }

    fn middle(&self) -> u64 {
        self.file.as_ref().map_or(0, |(_, length)| *length)
    }

    fn length(&self) -> u64 {
        self.before.len() as u64 + self.middle() + self.after.len() as u64
    }
}

fn narrow(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

impl Read for Chain {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let first = self.before.len() as u64;
        let second = first + self.middle();
        let read = if self.at < first {
            (&self.before[usize::try_from(self.at).unwrap_or(usize::MAX)..]).read(buffer)?
        } else if let (Some((file, _)), true) = (&mut self.file, self.at < second) {
            let left = usize::try_from(second - self.at).unwrap_or(usize::MAX).min(buffer.len());
            file.seek(SeekFrom::Start(self.at - first))?;
            file.read(&mut buffer[..left])?
        } else {
            let from = usize::try_from(self.at - second).unwrap_or(usize::MAX).min(self.after.len());
            (&self.after[from..]).read(buffer)?
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Chain {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
