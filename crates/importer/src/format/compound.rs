//! Compound files: the container of older Office documents and of encrypted newer ones. Only the names of
//! their streams are read, for they tell what it is.

use std::io::{Read, Seek, SeekFrom};

use crate::content::{Content, ContentReader};
use crate::rows::grid::Trouble;

pub(super) const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How many sectors of the directory are looked at; streams that tell the format stand among the first.
const SECTORS: usize = 64;

/// The names of the streams ([MS-CFB] 2.6).
pub(super) fn names(content: &Content) -> Result<Vec<String>, Trouble> {
    let mut file = content.read()?;
    let header = at(&mut file, 0, 512)?;
    let shift = u16::from_le_bytes([header[30], header[31]]);
    if !matches!(shift, 9 | 12) {
        return Err(Trouble::damaged("the head of the file is damaged"));
    }
    let size = 1_u64 << shift;
    let place = |sector: u32| (u64::from(sector) + 1) * size;
    let mut names = Vec::new();
    let mut sector = word(&header, 48);
    for _ in 0..SECTORS {
        let directory = at(&mut file, place(sector), size as usize)?;
        names.extend(directory.chunks_exact(128).filter_map(name));
        // The next sector of the directory stands in the allocation table, whose sectors the header lists.
        let per_sector = (size / 4) as u32;
        let listed = 76 + 4 * (sector / per_sector) as usize;
        if listed + 4 > header.len() {
            break;
        }
        let table = place(word(&header, listed)) + u64::from(sector % per_sector) * 4;
        sector = word(&at(&mut file, table, 4)?, 0);
        if sector >= 0xffff_fffa {
            break;
        }
    }
    Ok(names)
}

fn at(file: &mut ContentReader, place: u64, len: usize) -> Result<Vec<u8>, Trouble> {
    let mut bytes = vec![0; len];
    file.seek(SeekFrom::Start(place))?;
    let read = file.take(len as u64).read(&mut bytes)?;
    if read < len.min(128) || (len == 512 && read < len) {
        return Err(Trouble::damaged("the file is incomplete: a part that it refers to lies behind its end"));
    }
    Ok(bytes)
}

fn word(bytes: &[u8], place: usize) -> u32 {
    u32::from_le_bytes([bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3]])
}

fn name(entry: &[u8]) -> Option<String> {
    let len = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let letters = entry.get(..len.min(64).checked_sub(2)?)?;
    let letters: Vec<u16> =
        letters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    (entry[66] != 0).then(|| String::from_utf16_lossy(&letters))
}
