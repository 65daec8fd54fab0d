//! What can go wrong outside: the temporary folder, the disk, the output.

use std::{fmt, io};

/// Why a workbook could not be written. Data are never the reason: whatever registers hold can be written.
#[derive(Debug)]
pub struct Error {
    doing: &'static str,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Io(io::Error),
    /// What a library said, kept as words so that its types stay inside.
    Library(String),
}

impl Error {
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self { doing, cause: Cause::Io(cause) }
    }

    pub(crate) fn library<E: fmt::Display>(doing: &'static str) -> impl FnOnce(E) -> Self {
        move |cause| Self { doing, cause: Cause::Library(cause.to_string()) }
    }

    pub(crate) fn zip(doing: &'static str) -> impl FnOnce(zip::result::ZipError) -> Self {
        move |cause| match cause {
            zip::result::ZipError::Io(cause) => Self { doing, cause: Cause::Io(cause) },
            cause => Self { doing, cause: Cause::Library(cause.to_string()) },
        }
    }

    /// What the operating system said, if it was the one to refuse.
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        match &self.cause {
            Cause::Io(cause) => Some(cause.kind()),
            Cause::Library(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Io(_) => write!(f, "could not {}", self.doing),
            Cause::Library(words) => write!(f, "could not {}: {words}", self.doing),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Io(cause) => Some(cause),
            Cause::Library(_) => None,
        }
    }
}
