//! The archive that a workbook is: parts by name, each inflated under a budget and checked against its
//! checksum.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use crate::content::{Content, ContentReader};
use crate::limits::Limits;
use crate::rows::dense::encrypted;
use crate::rows::grid::Trouble;

/// A part may always inflate to this much, whatever the ratio.
const FREE: u64 = 16 << 20;

/// An archive with its names checked.
pub(crate) struct Archive {
    zip: ZipArchive<BufReader<ContentReader>>,
    /// Places in the archive by name in lower case, for that is how Excel looks parts up.
    names: BTreeMap<String, usize>,
    /// Bytes inflated so far, of all parts.
    inflated: Rc<Cell<u64>>,
    limits: Limits,
}

impl Archive {
    /// Reads the directory of an archive.
    pub(crate) fn open(content: &Content, limits: &Limits) -> Result<Self, Trouble> {
        let mut zip = ZipArchive::new(BufReader::new(content.read()?)).map_err(|error| trouble(error, ""))?;
        if zip.len() > limits.parts {
            let message = format!("the archive has {} parts (limit: parts, {})", zip.len(), limits.parts);
            return Err(Trouble::too_large(message));
        }
        let mut names = BTreeMap::new();
        let mut twice = zip.has_duplicate_names();
        for index in 0..zip.len() {
            let name = zip.name_for_index(index).and_then(Result::ok).unwrap_or_default();
            twice |= names.insert(lookup(&name), index).is_some();
        }
        if twice {
            return Err(Trouble::damaged(
                "two parts of the workbook have the same name, so one of them would be lost",
            ));
        }
        if zip.has_overlapping_files().map_err(|error| trouble(error, ""))? {
            return Err(Trouble::damaged("parts of the workbook overlap in the file"));
        }
        Ok(Self { zip, names, inflated: Rc::default(), limits: limits.clone() })
    }

    /// Whether there is a part of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&lookup(name))
    }

    /// The names of all parts, in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// A part, to be read to its end: only then is its checksum known to hold.
    pub(crate) fn part(&mut self, name: &str) -> Result<Part<'_>, Trouble> {
        let Some(&index) = self.names.get(&lookup(name)) else {
            return Err(Trouble::damaged(format!("the part {name:?} is missing")));
        };
        let file = self.zip.by_index(index).map_err(|error| trouble(error, name))?;
        let allowed = self
            .limits
            .part_bytes
            .min(file.compressed_size().saturating_mul(self.limits.inflation).max(FREE));
        Ok(Part {
            file,
            read: 0,
            allowed,
            inflated: Rc::clone(&self.inflated),
            all_allowed: self.limits.inflated_bytes,
        })
    }

    /// A small part as a whole, or as much of it as `most` bytes; `None` where there is none.
    pub(crate) fn small(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        if !self.has(name) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.part(name)?
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| Trouble::from_part(&error, name))?;
        Ok(Some(bytes))
    }
}

/// Excel compares part names without letter case; some programs write backslashes or a slash in front.
fn lookup(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// The inflated bytes of a part.
pub(crate) struct Part<'a> {
    file: ZipFile<'a, BufReader<ContentReader>>,
    read: u64,
    allowed: u64,
    inflated: Rc<Cell<u64>>,
    all_allowed: u64,
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read as u64;
        self.inflated.set(self.inflated.get() + read as u64);
        if self.read > self.allowed || self.inflated.get() > self.all_allowed {
            return Err(io::Error::other(TooLarge));
        }
        Ok(read)
    }
}

/// What a reader says when a budget is spent.
#[derive(Debug, thiserror::Error)]
#[error("it unfolds to more than the limits allow (limits: part_bytes, inflated_bytes, inflation)")]
pub(crate) struct TooLarge;

impl Trouble {
    /// What an error means that came up while a part was read.
    pub(crate) fn from_part(error: &io::Error, name: &str) -> Self {
        if matches!(error.get_ref(), Some(inner) if inner.is::<TooLarge>()) {
            return Self::too_large(format!("the part {name:?} is too large: {TooLarge}"));
        }
        match error.kind() {
            io::ErrorKind::Unsupported => unusual(name),
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other => {
                let checksum = error.to_string().to_lowercase().contains("checksum");
                let what = if checksum { "does not match its checksum" } else { "cannot be unpacked" };
                Self::damaged(format!("the part {name:?} {what}; the file was damaged on its way"))
            }
            kind => Self::Io(io::Error::new(kind, error.to_string())),
        }
    }
}

fn unusual(name: &str) -> Trouble {
    Trouble::damaged(format!("the part {name:?} is compressed in a way that workbooks do not use"))
}

fn trouble(error: ZipError, name: &str) -> Trouble {
    match error {
        ZipError::Io(error) if name.is_empty() && error.kind() != io::ErrorKind::UnexpectedEof => {
            Trouble::Io(error)
        }
        ZipError::Io(error) => Trouble::from_part(&error, name),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => encrypted(),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => unusual(name),
        _ if name.is_empty() => {
            Trouble::damaged("the file is incomplete or damaged: the directory at its end cannot be read")
        }
        _ => Trouble::damaged(format!("the part {name:?} cannot be found in the archive")),
    }
}
