//! Where a value came from, so that a person can find it again: file, sheet, row, column.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One row of one register. Orders by path, then sheet, then row: the order of every output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The file, as the user named it or as it was found below a folder that the user named.
    pub path: Arc<str>,
    /// The sheet of a workbook; `None` for a text file.
    pub sheet: Option<Arc<str>>,
    /// The row as a spreadsheet shows it, or the physical line where the record begins; the first is 1.
    pub row: u64,
}

/// `path:row` for text, `path!sheet:row` for a workbook; [`Origin::parse`] reads it back.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(f, "{}!{sheet}:{}", self.path, self.row),
            None => write!(f, "{}:{}", self.path, self.row),
        }
    }
}

impl Origin {
    /// Reads `path:row` or `path!sheet:row`, as [`Display`](fmt::Display) writes it.
    ///
    /// ```
    /// use evenfolio_core::origin::Origin;
    /// let origin = Origin::parse("tax.xlsx!Projects:14").unwrap();
    /// assert_eq!((origin.sheet.as_deref(), origin.row), (Some("Projects"), 14));
    /// assert_eq!(Origin::parse("tax.csv"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (place, row) = text.rsplit_once(':')?;
        let row = row.parse().ok().filter(|row| *row > 0)?;
        let (path, sheet) = match place.rsplit_once('!') {
            Some((path, sheet)) => (path, Some(sheet.into())),
            None => (place, None),
        };
        (!path.is_empty()).then(|| Self { path: path.into(), sheet, row })
    }
}

/// A column of a register: its place and what its header says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Column {
    /// Counted from 0.
    pub index: u32,
    /// The header as it stands in the file, white space tidied; empty where the column has no name.
    pub header: Arc<str>,
}

impl Column {
    /// The letters by which spreadsheets know the column: `A`, `Z`, `AA`.
    ///
    /// ```
    /// use evenfolio_core::origin::Column;
    /// let letters = |index| Column { index, header: "".into() }.letters();
    /// assert_eq!([letters(0), letters(25), letters(26), letters(16_383)], ["A", "Z", "AA", "XFD"]);
    /// ```
    pub fn letters(&self) -> String {
        let mut letters = Vec::new();
        let mut rest = u64::from(self.index) + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
            rest /= 26;
        }
        letters.iter().rev().collect()
    }
}

/// What a finding points at, from the whole run down to one cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "place")]
pub enum Place {
    /// The run as a whole.
    Run,
    /// One file.
    File {
        /// The file as the user would name it.
        path: Arc<str>,
    },
    /// One register: a text file (no sheet) or a sheet of a workbook.
    Register {
        /// The file as the user would name it.
        path: Arc<str>,
        /// The sheet of a workbook; `None` for a text file.
        sheet: Option<Arc<str>>,
    },
    /// One column of a register.
    Column {
        /// The file as the user would name it.
        path: Arc<str>,
        /// The sheet of a workbook; `None` for a text file.
        sheet: Option<Arc<str>>,
        /// Which column.
        column: Column,
    },
    /// One row.
    Row(Origin),
    /// One cell.
    Cell {
        /// The row.
        origin: Origin,
        /// The column.
        column: Column,
    },
}

impl Place {
    /// The file that the place is in, if it is in one.
    pub fn path(&self) -> Option<&Arc<str>> {
        match self {
            Self::Run => None,
            Self::File { path } | Self::Register { path, .. } | Self::Column { path, .. } => Some(path),
            Self::Row(origin) | Self::Cell { origin, .. } => Some(&origin.path),
        }
    }

    /// The sheet that the place is in, if it is in one.
    pub fn sheet(&self) -> Option<&Arc<str>> {
        match self {
            Self::Run | Self::File { .. } => None,
            Self::Register { sheet, .. } | Self::Column { sheet, .. } => sheet.as_ref(),
            Self::Row(origin) | Self::Cell { origin, .. } => origin.sheet.as_ref(),
        }
    }

    /// The row, where the place is as narrow as that.
    pub fn row(&self) -> Option<u64> {
        match self {
            Self::Row(origin) | Self::Cell { origin, .. } => Some(origin.row),
            _ => None,
        }
    }

    /// The column, where the place is as narrow as that.
    pub fn column(&self) -> Option<&Column> {
        match self {
            Self::Column { column, .. } | Self::Cell { column, .. } => Some(column),
            _ => None,
        }
    }
}

/// As a person would write it: `tax.xlsx!Projects:C14`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let register = |f: &mut fmt::Formatter<'_>, path: &str, sheet: &Option<Arc<str>>| match sheet {
            Some(sheet) => write!(f, "{path}!{sheet}"),
            None => write!(f, "{path}"),
        };
        match self {
            Self::Run => write!(f, "this run"),
            Self::File { path } => write!(f, "{path}"),
            Self::Register { path, sheet } => register(f, path, sheet),
            Self::Column { path, sheet, column } => {
                register(f, path, sheet)?;
                write!(f, ":{}", column.letters())
            }
            Self::Row(origin) => write!(f, "{origin}"),
            Self::Cell { origin, column } => {
                register(f, &origin.path, &origin.sheet)?;
                write!(f, ":{}{}", column.letters(), origin.row)
            }
        }
    }
}
