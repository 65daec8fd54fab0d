//! Opening a source: what it is, and its tables, whose rows can be read any number of times.

mod gather;
mod text;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;

use crate::content::Content;
use crate::delimiter::Delimiter;
use crate::encoding;
use crate::format::{self, Format};
use crate::limits::Limits;
use crate::rows::grid::Trouble;
use crate::rows::spool::Spool;
use crate::rows::text::TextTable;
use crate::rows::{Fault, RowReader};
use crate::source::{Source, refusal};
use crate::{workbook, worker};

use gather::Gather;

/// How files are to be read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The encoding of text that is not Unicode, by any of its usual names; found out where it is not given.
    pub encoding: Option<String>,
    /// What parts the cells of text; found out where it is not given.
    pub delimiter: Option<Delimiter>,
    /// How much of the machine one file may take.
    pub limits: Limits,
    /// Where workbooks are read.
    pub containment: Containment,
}

/// Where workbooks are read.
///
/// XLSX, XLSB and OpenDocument workbooks are read within the [`Limits`] wherever that is. XLS workbooks are
/// read by a library that allocates what the file asks for and may not come to an end; a file made for that
/// purpose can end the process that reads it, and no limit inside the process can prevent it. A program that
/// reads files from unknown hands should use a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Containment {
    /// In this process.
    #[default]
    InProcess,
    /// In a process of its own for each workbook, with limits on memory and time.
    Worker {
        /// The program, which must call [`worker::serve`].
        program: PathBuf,
        /// Its arguments.
        args: Vec<OsString>,
    },
}

/// A source after opening it.
#[derive(Debug)]
pub struct Opened {
    /// The file as a person would name it.
    pub path: Arc<str>,
    /// SHA-256 of its bytes in hexadecimal; empty where they cannot be read.
    pub sha256: String,
    /// How many bytes there are.
    pub bytes: u64,
    /// What it is; `None` where that could not be told.
    pub format: Option<Format>,
    /// The encoding of a text file, such as `UTF-8` or `windows-1252`.
    pub encoding: Option<String>,
    /// What parts the cells of a text file; `None` where every line is one cell.
    pub delimiter: Option<Delimiter>,
    /// The tables: one for a text file, one a sheet for a workbook. None where the source is unreadable.
    pub tables: Vec<Table>,
    /// What a person should know.
    pub findings: Vec<Finding>,
    /// Its bytes; `None` where there are none to be had.
    content: Option<Content>,
}

/// A table of a source.
#[derive(Debug)]
pub struct Table {
    /// The sheet of a workbook; `None` for a text file.
    pub sheet: Option<Arc<str>>,
    /// Whether a person who opens the workbook sees the sheet.
    pub visible: bool,
    rows: Kept,
}

#[derive(Debug)]
enum Kept {
    Text(TextTable),
    Spool(Spool),
}

impl Table {
    /// Reads the rows from the first one, independently of any other reader.
    ///
    /// # Errors
    /// [`Fault`] when the file is gone or was changed since it was opened.
    pub fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
        match &self.rows {
            Kept::Spool(spool) => Ok(Box::new(spool.reader())),
            Kept::Text(table) => match table.rows() {
                Ok(rows) => Ok(Box::new(rows)),
                Err(error) => Err(Fault { code: Code::FileUnreadable, message: refusal(&error) }),
            },
        }
    }
}

/// Opens a source. It never fails: a source that cannot be read has no tables and a finding that says in one
/// sentence why, and what to do.
///
/// ```no_run
/// use evenfolio_importer::open::{ReadOptions, open};
/// use evenfolio_importer::rows::Row;
/// use evenfolio_importer::source::discover;
///
/// for source in discover(&["registers".to_owned()]).sources {
///     let opened = open(&source, &ReadOptions::default());
///     for table in &opened.tables {
///         let (mut rows, mut row) = (table.rows()?, Row::default());
///         while rows.next_row(&mut row)? {
///             // Each row in turn, in the same buffer.
///         }
///     }
/// }
/// # Ok::<(), evenfolio_importer::rows::Fault>(())
/// ```
pub fn open(source: &Source, options: &ReadOptions) -> Opened {
    let mut opened = Opened {
        path: Arc::clone(&source.path),
        sha256: String::new(),
        bytes: 0,
        format: None,
        encoding: None,
        delimiter: None,
        tables: Vec::new(),
        findings: Vec::new(),
        content: None,
    };
    let content = match Content::of(&source.location) {
        Ok(content) => content,
        Err(error) => {
            opened.give_up(outside(&error));
            return opened;
        }
    };
    if let Err(trouble) = read(&content, options, &mut opened) {
        opened.give_up(trouble);
    }
    opened.content = Some(content);
    opened
}

fn read(content: &Content, options: &ReadOptions, opened: &mut Opened) -> Result<(), Trouble> {
    opened.bytes = content.len();
    if content.len() == 0 {
        return Err(Trouble::new(Code::FileEmpty, "the file is empty"));
    }
    let survey = encoding::survey(content)?;
    opened.sha256.clone_from(&survey.sha256);
    let format = format::tell(content, &survey, &options.limits)?;
    opened.format = Some(format);
    if !format.suits(&opened.path) {
        let message = format!("the ending of the name misleads: the file is {}", described(format));
        opened.say(Code::EndingMisleads, message);
    }
    if format.is_workbook() {
        read_workbook(content, format, options, opened)
    } else {
        text::read(content, &survey, options, opened)
    }
}

fn read_workbook(
    content: &Content,
    format: Format,
    options: &ReadOptions,
    opened: &mut Opened,
) -> Result<(), Trouble> {
    let mut gather = Gather::new(Arc::clone(&opened.path), options.limits.spool_bytes);
    let result = match &options.containment {
        Containment::InProcess => workbook::read(content, format, &options.limits, &mut gather),
        Containment::Worker { program, args } => {
            worker::read(program, args, content, format, &options.limits, &mut gather)
        }
    };
    // What was said of its sheets is of no use where the whole file is.
    result?;
    let (tables, findings) = gather.into_parts();
    opened.findings.extend(findings);
    opened.tables = tables;
    Ok(())
}

const fn described(format: Format) -> &'static str {
    match format {
        Format::Csv | Format::Tsv => "text",
        Format::Xlsx => "an XLSX workbook",
        Format::Xlsm => "an XLSX workbook with macros (XLSM)",
        Format::Xlsb => "a binary workbook (XLSB)",
        Format::Xls => "an XLS workbook",
        Format::Ods => "an OpenDocument spreadsheet (ODS)",
    }
}

/// What it means that the operating system refused.
fn outside(error: &io::Error) -> Trouble {
    if error.kind() == io::ErrorKind::NotFound {
        Trouble::new(Code::FileMissing, "there is no file of this name")
    } else {
        Trouble::new(Code::FileUnreadable, format!("it cannot be read: {}", refusal(error)))
    }
}

impl Opened {
    /// The bytes of the source from the first one, also of standard input; `None` where they cannot be read.
    pub fn content(&self) -> Option<impl io::Read + io::Seek + use<>> {
        self.content.as_ref()?.read().ok()
    }

    /// Says something of the file.
    fn say(&mut self, code: Code, message: impl Into<String>) {
        self.findings.push(Finding::new(code, Place::File { path: Arc::clone(&self.path) }, message));
    }

    /// The file cannot be read: none of it is used, and that is said.
    fn give_up(&mut self, trouble: Trouble) {
        self.tables.clear();
        if matches!(trouble, Trouble::Wrong { code: Code::FormatUnknown, .. }) {
            self.format = None;
        }
        match trouble {
            Trouble::Wrong { code, message } => self.say(code, message),
            Trouble::Io(error) => {
                if let Trouble::Wrong { code, message } = outside(&error) {
                    self.say(code, message);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
