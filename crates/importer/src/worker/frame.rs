//! What goes between parent and worker: a request, and frames, each with its kind and its length before it.

use std::io::{self, Read, Write};
use std::time::Duration;

use evenfolio_core::finding::Code;

use crate::format::Format;
use crate::limits::Limits;
use crate::rows::Row;
use crate::rows::grid::Remark;
use crate::rows::spool;

/// Stands at the beginning of a request; changes whenever the form of what follows does.
const MAGIC: &[u8; 8] = b"evenfo02";

/// The largest frame that is believed: a row of the most cells, or one of the largest cells.
const LARGEST: usize = 64 << 20;

/// What the worker is asked to do. The workbook's bytes follow it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) format: Format,
    pub(super) limits: Limits,
}

const FORMATS: [Format; 5] = [Format::Xlsx, Format::Xlsm, Format::Xlsb, Format::Xls, Format::Ods];

impl Job {
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let format = FORMATS.iter().position(|format| *format == self.format).unwrap_or_default();
        out.write_all(MAGIC)?;
        for number in [format as u64].into_iter().chain(numbers(&self.limits)) {
            out.write_all(&number.to_le_bytes())?;
        }
        Ok(())
    }

    pub(super) fn read(input: &mut dyn Read) -> io::Result<Self> {
        let mut magic = [0; 8];
        input.read_exact(&mut magic)?;
        if &magic != MAGIC {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "this is not a request to a worker"));
        }
        let mut next = || -> io::Result<u64> {
            let mut bytes = [0; 8];
            input.read_exact(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        };
        let format = usize::try_from(next()?).ok().and_then(|number| FORMATS.get(number).copied());
        let format = format.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        Ok(Self { format, limits: limits(next)? })
    }
}

/// The limits as numbers, in the order in which [`limits`] reads them.
fn numbers(limits: &Limits) -> [u64; 19] {
    let Limits {
        workbook_bytes,
        part_bytes,
        inflated_bytes,
        inflation,
        parts,
        sheets,
        sheet_cells,
        workbook_cells,
        rows,
        columns,
        gap_rows,
        strings,
        styles,
        cell_bytes,
        record_bytes,
        quoted_lines,
        spool_bytes,
        worker_bytes,
        worker_time,
    } = limits;
    [
        *workbook_bytes,
        *part_bytes,
        *inflated_bytes,
        *inflation,
        *parts as u64,
        *sheets as u64,
        *sheet_cells,
        *workbook_cells,
        u64::from(*rows),
        u64::from(*columns),
        u64::from(*gap_rows),
        *strings as u64,
        *styles as u64,
        *cell_bytes as u64,
        *record_bytes as u64,
        *quoted_lines as u64,
        *spool_bytes as u64,
        *worker_bytes,
        u64::try_from(worker_time.as_millis()).unwrap_or(u64::MAX),
    ]
}

fn limits(mut next: impl FnMut() -> io::Result<u64>) -> io::Result<Limits> {
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Limits {
        workbook_bytes: next()?,
        part_bytes: next()?,
        inflated_bytes: next()?,
        inflation: next()?,
        parts: size(next()?),
        sheets: size(next()?),
        sheet_cells: next()?,
        workbook_cells: next()?,
        rows: short(next()?),
        columns: short(next()?),
        gap_rows: short(next()?),
        strings: size(next()?),
        styles: size(next()?),
        cell_bytes: size(next()?),
        record_bytes: size(next()?),
        quoted_lines: size(next()?),
        spool_bytes: size(next()?),
        worker_bytes: next()?,
        worker_time: Duration::from_millis(next()?),
    })
}

/// One thing that the worker says, rows excepted, which go as [`encode_row`] writes them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Sheet {
        name: String,
        visible: bool,
    },
    Discard,
    Remark(Remark),
    /// The workbook cannot be read.
    Trouble {
        code: Code,
        message: String,
    },
    /// The worker cannot do its work.
    Failed {
        message: String,
    },
    /// All is said.
    Done,
}

const ROW: u8 = 0;
const SHEET: u8 = 1;
const DISCARD: u8 = 2;
const REMARK: u8 = 3;
const TROUBLE: u8 = 4;
const FAILED: u8 = 5;
const DONE: u8 = 6;

impl Frame {
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Sheet { name, visible } => texts(SHEET, &[if *visible { "1" } else { "0" }, name], out),
            Self::Discard => texts(DISCARD, &[], out),
            Self::Remark(Remark { code, sheet, message }) => match sheet {
                Some(sheet) => texts(REMARK, &[code.code(), message, sheet], out),
                None => texts(REMARK, &[code.code(), message], out),
            },
            Self::Trouble { code, message } => texts(TROUBLE, &[code.code(), message], out),
            Self::Failed { message } => texts(FAILED, &[message], out),
            Self::Done => texts(DONE, &[], out),
        }
    }

    fn decode(kind: u8, bytes: &[u8]) -> Option<Self> {
        let texts = split(bytes)?;
        Some(match (kind, texts.as_slice()) {
            (SHEET, [visible, name]) => Self::Sheet { name: name.clone(), visible: visible == "1" },
            (DISCARD, []) => Self::Discard,
            (REMARK, [code, message, sheet @ ..]) => Self::Remark(Remark {
                code: Code::from_code(code)?,
                sheet: sheet.first().cloned(),
                message: message.clone(),
            }),
            (TROUBLE, [code, message]) => {
                Self::Trouble { code: Code::from_code(code)?, message: message.clone() }
            }
            (FAILED, [message]) => Self::Failed { message: message.clone() },
            (DONE, []) => Self::Done,
            _ => return None,
        })
    }
}

/// Appends a row as a frame.
pub(super) fn encode_row(row: &Row, out: &mut Vec<u8>) {
    out.push(ROW);
    spool::encode(row, out);
}

fn texts(kind: u8, texts: &[&str], out: &mut Vec<u8>) {
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
    out.push(kind);
    let total: u32 = texts.iter().map(|text| 4 + length(text)).sum();
    out.extend_from_slice(&total.to_le_bytes());
    for text in texts {
        out.extend_from_slice(&length(text).to_le_bytes());
        out.extend_from_slice(text.as_bytes());
    }
}

fn split(mut bytes: &[u8]) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    while !bytes.is_empty() {
        let length = u32::from_le_bytes(bytes.split_off(..4)?.try_into().ok()?) as usize;
        texts.push(String::from_utf8(bytes.split_off(..length)?.to_vec()).ok()?);
    }
    Some(texts)
}

/// What [`next`] read.
pub(super) enum Next {
    /// A row, which is in the buffer that was given.
    Row,
    Frame(Frame),
}

/// Reads the next row or frame. The worker may have been taken over by the file that it read: nothing that it
/// sends is believed before it is checked.
pub(super) fn next(input: &mut dyn Read, bytes: &mut Vec<u8>, row: &mut Row) -> io::Result<Next> {
    let mut head = [0; 5];
    input.read_exact(&mut head)?;
    let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    if length > LARGEST {
        return Err(broken());
    }
    bytes.resize(length, 0);
    input.read_exact(bytes)?;
    if head[0] == ROW {
        spool::decode(bytes, row).ok_or_else(broken)?;
        return Ok(Next::Row);
    }
    Frame::decode(head[0], bytes).map(Next::Frame).ok_or_else(broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn requests_and_frames_come_back_as_they_were() {
        let limits = Limits { columns: 7, worker_time: Duration::from_millis(1500), ..Limits::default() };
        let job = Job { format: Format::Ods, limits };
        let mut bytes = Vec::new();
        job.write(&mut bytes).unwrap();
        assert_eq!(Job::read(&mut bytes.as_slice()).unwrap(), job);

        for frame in [
            Frame::Sheet { name: "Projekte – Übersicht".to_owned(), visible: false },
            Frame::Discard,
            Frame::Remark(Remark { code: Code::CellsFarAway, sheet: None, message: "m".to_owned() }),
            Frame::Remark(Remark {
                code: Code::CellsFarAway,
                sheet: Some(String::new()),
                message: "m".to_owned(),
            }),
            Frame::Trouble { code: Code::FileCorrupt, message: "broken".to_owned() },
            Frame::Failed { message: String::new() },
            Frame::Done,
        ] {
            let mut bytes = Vec::new();
            frame.encode(&mut bytes);
            let Ok(Next::Frame(back)) = next(&mut bytes.as_slice(), &mut Vec::new(), &mut Row::default())
            else {
                panic!("{frame:?}")
            };
            assert_eq!(back, frame);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_frame_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64), kind in 0_u8..8) {
            let mut framed = vec![kind];
            framed.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
            framed.extend_from_slice(&bytes);
            for bytes in [framed, bytes] {
                let _ = next(&mut bytes.as_slice(), &mut Vec::new(), &mut Row::default());
                let _ = Job::read(&mut bytes.as_slice());
            }
        }
    }
}
