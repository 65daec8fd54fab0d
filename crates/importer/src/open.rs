//! From a source to its tables. Never fails on data: what cannot be read gives a finding and no table.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;
use sha2::{Digest as _, Sha256};
use tempfile::TempPath;

use crate::format::{Content, Format, recognise};
use crate::limits::Limits;
use crate::rows::spool::Spool;
use crate::rows::text::TextRows;
use crate::rows::{Fault, Row, RowReader, sheet};
use crate::source::{Location, Source};
use crate::{dialect, encoding, preflight};

/// How files are read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// How much one file may take.
    pub limits: Limits,
    /// The encoding of text files, where the user gives it.
    pub encoding: Option<&'static Encoding>,
    /// The delimiter of text files, where the user gives it.
    pub delimiter: Option<u8>,
}

/// A file that was opened, or of which a finding says why it was not.
#[derive(Debug)]
pub struct Opened {
    /// The path as the user knows it.
    pub path: Arc<str>,
    /// SHA-256 of its bytes, in hexadecimal; empty if they could not be read.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// What it is; `None` if it is nothing that is read.
    pub format: Option<Format>,
    /// The encoding of a text file.
    pub encoding: Option<String>,
    /// The delimiter of a text file.
    pub delimiter: Option<char>,
    /// Its tables, in the order of the file.
    pub tables: Vec<Table>,
    /// What a person should know.
    pub findings: Vec<Finding>,
}

/// One table of a file.
#[derive(Debug)]
pub struct Table {
    /// The sheet of a workbook; `None` for a text file.
    pub sheet: Option<Arc<str>>,
    /// Whether a person who opens the workbook sees it.
    pub visible: bool,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Spool(Spool),
    Text { file: Arc<Held>, encoding: &'static Encoding, delimiter: u8 },
}

impl Table {
    /// Goes through the rows from the first; as often as wanted.
    ///
    /// # Errors
    /// When the file can no longer be opened.
    pub fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
        let gone = |error: io::Error| Fault {
            code: Code::FileUnreadable,
            message: format!("the file can no longer be opened: {error}"),
        };
        match &self.rows {
            Rows::Spool(spool) => Ok(Box::new(spool.reader().map_err(gone)?)),
            Rows::Text { file, encoding, delimiter } => {
                let file = File::open(file.path()).map_err(gone)?;
                Ok(Box::new(TextRows::new(file, encoding, *delimiter)))
            }
        }
    }
}

/// A file of the user's, or a copy of standard input that goes away with the last table.
#[derive(Debug)]
enum Held {
    Users(PathBuf),
    Copy(TempPath),
}

impl Held {
    fn path(&self) -> &Path {
        match self {
            Self::Users(path) => path,
            Self::Copy(path) => path,
        }
    }
}

/// Opens a source and finds its tables.
pub fn open(source: &Source, options: &ReadOptions) -> Opened {
    let mut opened = Opened {
        path: source.path.clone(),
        sha256: String::new(),
        bytes: 0,
        format: None,
        encoding: None,
        delimiter: None,
        tables: Vec::new(),
        findings: Vec::new(),
    };
    if let Err(fault) = fill(source, options, &mut opened) {
        let place = Place::File { path: source.path.clone() };
        opened.findings.push(Finding::new(fault.code, place, fault.message));
        opened.tables.clear();
    }
    opened
}

fn fill(source: &Source, options: &ReadOptions, opened: &mut Opened) -> Result<(), Fault> {
    let refused = |error: io::Error| Fault {
        code: if error.kind() == io::ErrorKind::NotFound { Code::FileMissing } else { Code::FileUnreadable },
        message: format!("the file cannot be read: {error}"),
    };
    let held = match &source.location {
        Location::File(path) => {
            if !path.metadata().map_err(refused)?.is_file() {
                let message = "this is no file but a folder, a pipe or a device".to_owned();
                return Err(Fault { code: Code::FileUnreadable, message });
            }
            Held::Users(path.clone())
        }
        Location::StandardInput => {
            let mut copy = tempfile::NamedTempFile::new().map_err(refused)?;
            io::copy(&mut io::stdin().lock(), &mut copy).map_err(refused)?;
            copy.flush().map_err(refused)?;
            Held::Copy(copy.into_temp_path())
        }
    };
    let mut file = File::open(held.path()).map_err(refused)?;
    (opened.sha256, opened.bytes) = digest(&mut file).map_err(refused)?;
    file.rewind().map_err(refused)?;
    let format = match recognise(BufReader::new(&file)) {
        Content::Known(format) => format,
        Content::Empty => {
            return Err(Fault { code: Code::FileEmpty, message: "the file is empty".into() });
        }
        Content::Encrypted => {
            let message = "the workbook is protected by a password; ask for a copy without one".into();
            return Err(Fault { code: Code::FileEncrypted, message });
        }
        Content::Damaged(why) => {
            return Err(Fault {
                code: Code::FileCorrupt,
                message: format!("the file is damaged: {why}; ask for a fresh copy"),
            });
        }
        Content::Other(what) => {
            return Err(Fault {
                code: Code::FormatUnknown,
                message: format!("this is {what}, not a register; open it and save it as XLSX or CSV"),
            });
        }
    };
    opened.format = Some(format);
    note_ending(source, format, opened);
    if format == Format::Csv {
        text(Arc::new(held), options, opened).map_err(refused)
    } else {
        workbook(held.path(), format, options, opened)
    }
}

fn digest(file: &mut File) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        bytes += length as u64;
        hash.update(&buffer[..length]);
    }
    Ok((hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), bytes))
}

fn note_ending(source: &Source, format: Format, opened: &mut Opened) {
    let Location::File(path) = &source.location else { return };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let said = match ending.as_str() {
        "csv" | "tsv" | "txt" | "tab" => Format::Csv,
        "xlsx" | "xlsm" => Format::Xlsx,
        "xlsb" => Format::Xlsb,
        "xls" => Format::Xls,
        "ods" => Format::Ods,
        _ => return,
    };
    if said != format {
        opened.findings.push(Finding::new(
            Code::EndingMisleads,
            Place::File { path: source.path.clone() },
            format!("the file name ends in .{ending}, but the content is {format} and was read as such"),
        ));
    }
}

fn workbook(path: &Path, format: Format, options: &ReadOptions, opened: &mut Opened) -> Result<(), Fault> {
    let limits = &options.limits;
    if opened.bytes > limits.file_bytes {
        return Err(Fault {
            code: Code::FileTooLarge,
            message: format!("the workbook is larger than {} MiB", limits.file_bytes >> 20),
        });
    }
    let bytes = std::fs::read(path).map_err(|error| Fault {
        code: Code::FileUnreadable,
        message: format!("the file cannot be read: {error}"),
    })?;
    if format != Format::Xls {
        preflight::archive(Cursor::new(bytes.as_slice()), opened.bytes, limits)?;
    }
    // The library panics on some damaged files; a panic there is a damaged file here.
    let sheets = std::panic::catch_unwind(|| sheet::read(Cursor::new(bytes.as_slice()), format, limits))
        .unwrap_or_else(|_| {
            Err(Fault {
                code: Code::FileCorrupt,
                message: "the workbook is damaged; ask for a fresh copy".into(),
            })
        })?;
    for sheet in sheets {
        let place = Place::Register { path: opened.path.clone(), sheet: Some(sheet.name.clone()) };
        if sheet.gaps > 0 {
            let message = format!(
                "{} empty rows lie between the table and a stray cell far below it; they are passed over",
                sheet.gaps
            );
            opened.findings.push(Finding::new(Code::RowRagged, place.clone(), message));
        }
        if let Some(fault) = sheet.fault {
            opened.findings.push(Finding::new(fault.code, place, fault.message));
        }
        opened.tables.push(Table {
            sheet: Some(sheet.name),
            visible: sheet.visible,
            rows: Rows::Spool(sheet.rows),
        });
    }
    Ok(())
}

fn text(held: Arc<Held>, options: &ReadOptions, opened: &mut Opened) -> io::Result<()> {
    /// Enough for the header and some hundred rows.
    const SAMPLE: u64 = 256 << 10;
    let place = Place::File { path: opened.path.clone() };
    let encoding = if let Some(encoding) = options.encoding {
        encoding
    } else {
        let guess = encoding::detect(File::open(held.path())?)?;
        if guess.guessed {
            let message = format!("the text does not say its encoding; read as {}", guess.encoding.name());
            opened.findings.push(Finding::new(Code::EncodingGuessed, place.clone(), message));
        }
        if guess.bad_lines > 0 {
            let message = format!(
                "{} lines, the first of them line {}, hold bytes that are not UTF-8; each such byte reads as a \
                 replacement mark",
                guess.bad_lines, guess.first_bad_line
            );
            opened.findings.push(Finding::new(Code::UndecodableBytes, place.clone(), message));
        }
        guess.encoding
    };
    let mut sample = Vec::new();
    File::open(held.path())?.take(SAMPLE).read_to_end(&mut sample)?;
    let delimiter = options.delimiter.unwrap_or_else(|| dialect::delimiter(&sample, encoding));
    if sample.contains(&b'"') || opened.bytes > SAMPLE {
        let mut rows = TextRows::new(File::open(held.path())?, encoding, delimiter);
        let mut row = Row::default();
        while matches!(rows.next_row(&mut row), Ok(true)) {}
        if let Some(line) = rows.unclosed().first() {
            let message = format!(
                "a quotation mark that opens a cell on line {line} is never closed{}; the mark is read as text and \
                 the lines after it as rows of their own",
                match rows.unclosed().len() {
                    1 => String::new(),
                    more => format!(" (and on {} more lines)", more - 1),
                }
            );
            opened.findings.push(Finding::new(Code::QuoteUnclosed, place, message));
        }
    }
    opened.encoding = Some(encoding.name().to_owned());
    opened.delimiter = Some(char::from(delimiter));
    let rows = Rows::Text { file: held, encoding, delimiter };
    opened.tables.push(Table { sheet: None, visible: true, rows });
    Ok(())
}

impl crate::table::Tabular for Table {
    fn sheet(&self) -> Option<&Arc<str>> {
        self.sheet.as_ref()
    }

    fn visible(&self) -> bool {
        self.visible
    }

    fn is_text(&self) -> bool {
        matches!(self.rows, Rows::Text { .. })
    }

    fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
        Self::rows(self)
    }
}
