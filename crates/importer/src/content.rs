//! The bytes of a source, which can be read any number of times: a file, or what came through standard input.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::source::Location;

/// The bytes of a source.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    keep: Keep,
    len: u64,
}

#[derive(Clone, Debug)]
enum Keep {
    /// Opened anew for each reading, so that a run over ten thousand files does not hold ten thousand of them
    /// open; `modified` tells when somebody replaces the file meanwhile.
    Path { path: PathBuf, modified: Option<SystemTime> },
    /// An open file: a temporary one that has no name.
    File(Arc<File>),
}

impl Content {
    /// Finds the file, or reads standard input to its end.
    pub(crate) fn of(location: &Location) -> io::Result<Self> {
        match location {
            Location::File(path) => {
                let known = std::fs::metadata(path)?;
                if !known.is_file() {
                    return Err(io::Error::other("this is not a regular file"));
                }
                let keep = Keep::Path { path: path.clone(), modified: known.modified().ok() };
                Ok(Self { keep, len: known.len() })
            }
            Location::StandardInput => Self::gather(&mut io::stdin().lock()),
        }
    }

    /// Reads `input` to its end into a temporary file.
    pub(crate) fn gather(input: &mut dyn Read) -> io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        let len = io::copy(input, &mut file)?;
        Ok(Self::held(file, len))
    }

    /// The first `len` bytes of an open file.
    pub(crate) fn held(file: File, len: u64) -> Self {
        Self { keep: Keep::File(Arc::new(file)), len }
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// A reader from the first byte, independent of all others.
    ///
    /// # Errors
    /// When the file cannot be opened, or is not the one that was there at first.
    pub(crate) fn read(&self) -> io::Result<ContentReader> {
        let file = match &self.keep {
            Keep::File(file) => Arc::clone(file),
            Keep::Path { path, modified } => {
                let file = File::open(path)?;
                let now = file.metadata()?;
                if now.len() != self.len || now.modified().ok() != *modified {
                    return Err(io::Error::other("the file changed while it was being read"));
                }
                Arc::new(file)
            }
        };
        Ok(ContentReader::new(file, self.len))
    }
}

/// Reads a [`Content`] with a position of its own.
#[derive(Debug)]
pub(crate) struct ContentReader {
    file: Arc<File>,
    at: u64,
    len: u64,
}

impl ContentReader {
    /// The first `len` bytes of an open file.
    pub(crate) fn new(file: Arc<File>, len: u64) -> Self {
        Self { file, at: 0, len }
    }

    /// How many bytes are still to come.
    pub(crate) fn left(&self) -> u64 {
        self.len.saturating_sub(self.at)
    }
}

impl Read for ContentReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left()).unwrap_or(usize::MAX);
        let want = buffer.len().min(left);
        let read = read_at(&self.file, &mut buffer[..want], self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for ContentReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(unix)]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}
