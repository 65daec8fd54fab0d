//! Compound files: the container of older Office documents and of encrypted newer ones ([MS-CFB]).

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use crate::content::{Content, ContentReader};
use crate::rows::grid::Trouble;

pub(crate) const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Streams shorter than this lie in a stream of their own, cut into pieces of 64 bytes.
const SMALL: u64 = 4096;

/// Numbers of sectors from here on mean that there is none.
const NONE: u32 = 0xffff_fffa;

/// A compound file: its allocation table and its streams.
pub(crate) struct Compound {
    file: ContentReader,
    sector: u64,
    /// For each sector, the one that follows it.
    table: Vec<u32>,
    small_table: Vec<u32>,
    streams: BTreeMap<String, Stream>,
    /// The stream that holds the small ones.
    root: Stream,
}

#[derive(Clone, Copy, Debug, Default)]
struct Stream {
    start: u32,
    len: u64,
}

impl Compound {
    pub(crate) fn open(content: &Content) -> Result<Self, Trouble> {
        let mut file = content.read()?;
        let mut header = [0; 512];
        file.read_exact(&mut header).map_err(|_| broken())?;
        let shift = u16::from_le_bytes([header[30], header[31]]);
        if !header.starts_with(SIGNATURE) || !matches!(shift, 9 | 12) {
            return Err(broken());
        }
        let sector = 1_u64 << shift;
        // No chain can be longer than the file has sectors.
        let most = content.len() / sector + 1;
        let mut compound = Self {
            file,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            streams: BTreeMap::new(),
            root: Stream::default(),
        };
        for place in compound.table_sectors(&header, most)? {
            let bytes = compound.sector_bytes(place)?;
            compound.table.extend(words(&bytes));
        }
        let directory = compound.chain(word(&header, 48), u64::MAX, most)?;
        for entry in directory.chunks_exact(128) {
            compound.enter(entry);
        }
        compound.small_table = words(&compound.chain(word(&header, 60), u64::MAX, most)?).collect();
        Ok(compound)
    }

    /// Whether there is a stream or folder of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.streams.contains_key(&name.to_lowercase())
    }

    /// The bytes of a stream.
    pub(crate) fn stream(&mut self, name: &str) -> Result<Vec<u8>, Trouble> {
        let stream = self.streams.get(&name.to_lowercase()).copied().ok_or_else(broken)?;
        let most = self.table.len() as u64;
        if stream.len >= SMALL {
            return self.chain(stream.start, stream.len, most);
        }
        let pool = self.chain(self.root.start, self.root.len, most)?;
        let mut bytes = Vec::new();
        let mut piece = stream.start;
        while (bytes.len() as u64) < stream.len {
            let at = piece as usize * 64;
            bytes.extend_from_slice(pool.get(at..at + 64).ok_or_else(broken)?);
            piece = *self.small_table.get(piece as usize).ok_or_else(broken)?;
        }
        bytes.truncate(usize::try_from(stream.len).unwrap_or(usize::MAX));
        Ok(bytes)
    }

    /// Where the sectors of the allocation table are: 109 are listed in the header, more in a chain.
    fn table_sectors(&mut self, header: &[u8], most: u64) -> Result<Vec<u32>, Trouble> {
        let mut places: Vec<u32> = words(&header[76..]).filter(|place| *place < NONE).collect();
        let mut next = word(header, 68);
        let mut seen = 0;
        while next < NONE {
            seen += 1;
            if seen > most {
                return Err(broken());
            }
            let bytes = self.sector_bytes(next)?;
            let (listed, last) = bytes.split_at(bytes.len() - 4);
            places.extend(words(listed).filter(|place| *place < NONE));
            next = word(last, 0);
        }
        if places.len() as u64 > most { Err(broken()) } else { Ok(places) }
    }

    fn enter(&mut self, entry: &[u8]) {
        let len = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
        let Some(letters) = len.min(64).checked_sub(2).and_then(|len| entry.get(..len)) else { return };
        let letters: Vec<u16> =
            letters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let name = String::from_utf16_lossy(&letters).to_lowercase();
        // Versions with small sectors have only the lower half of the length.
        let high = if self.sector == 512 { 0 } else { u64::from(word(entry, 124)) };
        let stream = Stream { start: word(entry, 116), len: u64::from(word(entry, 120)) | high << 32 };
        match entry[66] {
            5 => self.root = stream,
            1 | 2 => drop(self.streams.entry(name).or_insert(stream)),
            _ => {}
        }
    }

    /// The bytes of a chain of sectors, at most `len`.
    fn chain(&mut self, start: u32, len: u64, most: u64) -> Result<Vec<u8>, Trouble> {
        let (mut bytes, mut next, mut seen) = (Vec::new(), start, 0);
        while next < NONE && (bytes.len() as u64) < len {
            seen += 1;
            if seen > most {
                return Err(broken());
            }
            let sector = self.sector_bytes(next)?;
            bytes.extend_from_slice(&sector);
            next = *self.table.get(next as usize).ok_or_else(broken)?;
        }
        if len != u64::MAX && (bytes.len() as u64) < len {
            return Err(broken());
        }
        bytes.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(bytes)
    }

    /// One sector; the last one of a file can be cut, and is filled up.
    fn sector_bytes(&mut self, number: u32) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start((u64::from(number) + 1) * self.sector))?;
        (&mut self.file).take(self.sector).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Err(broken());
        }
        bytes.resize(usize::try_from(self.sector).unwrap_or_default(), 0);
        Ok(bytes)
    }
}

fn broken() -> Trouble {
    Trouble::damaged("the file is incomplete or damaged: a part that it refers to cannot be found in it")
}

fn word(bytes: &[u8], place: usize) -> u32 {
    u32::from_le_bytes([bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3]])
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_panic_or_hang(bytes in prop::collection::vec(any::<u8>(), 0..2048), shift in 9_u8..13) {
            let mut file = SIGNATURE.to_vec();
            file.resize(30, 0);
            file.extend_from_slice(&[shift, 0]);
            file.extend_from_slice(&bytes);
            let content = Content::gather(&mut file.as_slice()).unwrap();
            if let Ok(mut compound) = Compound::open(&content) {
                let names: Vec<String> = compound.streams.keys().cloned().collect();
                for name in names {
                    let _ = compound.stream(&name);
                }
            }
        }
    }
}
