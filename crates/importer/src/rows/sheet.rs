//! Rows of a workbook's sheets, read once into spools, numbered as a spreadsheet numbers them.

use std::io::{Read, Seek};
use std::sync::Arc;

use calamine::{CellErrorType, Data, DataRef, Reader, SheetType, SheetVisible};
use evenfolio_core::finding::Code;

use super::spool::Spool;
use super::{CellKind, Fault, Row};
use crate::format::Format;
use crate::limits::Limits;

/// A sheet as read.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Whether a person who opens the workbook sees it.
    pub visible: bool,
    /// Its rows.
    pub rows: Spool,
    /// Why it could not be read, or not to its end.
    pub fault: Option<Fault>,
    /// Rows that were passed over because they lie more than a thousand empty rows below the others.
    pub gaps: u64,
}

/// Reads all sheets of a workbook.
///
/// # Errors
/// When the workbook as a whole cannot be opened.
pub fn read<R: Read + Seek + Clone>(bytes: R, format: Format, limits: &Limits) -> Result<Vec<Sheet>, Fault> {
    match format {
        Format::Xlsx => {
            let mut book = calamine::Xlsx::new(bytes).map_err(damaged)?;
            let list = sheets(&book);
            list.into_iter()
                .map(|(name, visible)| {
                    let mut sink = Sink::new(limits);
                    let mut failures = 0;
                    let fault = match book.worksheet_cells_reader(&name) {
                        Err(error) => Some(unreadable(&name, error)),
                        Ok(mut cells) => loop {
                            match cells.next_cell() {
                                Ok(Some(cell)) => {
                                    let (row, column) = cell.get_position();
                                    if let Err(fault) = sink.borrowed(row, column, cell.get_value()) {
                                        break Some(fault);
                                    }
                                }
                                Ok(None) => break None,
                                Err(error) => {
                                    failures += 1;
                                    if failures > 1000 {
                                        break Some(unreadable(&name, error));
                                    }
                                }
                            }
                        },
                    };
                    let fault = fault.or_else(|| {
                        (failures > 0).then(|| Fault {
                            code: Code::CellError,
                            message: format!("{failures} cells of the sheet {name} could not be read"),
                        })
                    });
                    sink.finish(&name, visible, fault)
                })
                .collect()
        }
        Format::Xlsb => {
            let mut book = calamine::Xlsb::new(bytes).map_err(damaged)?;
            let list = sheets(&book);
            list.into_iter()
                .map(|(name, visible)| {
                    let mut sink = Sink::new(limits);
                    let fault = match book.worksheet_cells_reader(&name) {
                        Err(error) => Some(unreadable(&name, error)),
                        Ok(mut cells) => loop {
                            match cells.next_cell() {
                                Ok(Some(cell)) => {
                                    let (row, column) = cell.get_position();
                                    if let Err(fault) = sink.borrowed(row, column, cell.get_value()) {
                                        break Some(fault);
                                    }
                                }
                                Ok(None) => break None,
                                Err(error) => break Some(unreadable(&name, error)),
                            }
                        },
                    };
                    sink.finish(&name, visible, fault)
                })
                .collect()
        }
        Format::Xls => dense(calamine::Xls::new(bytes).map_err(damaged)?, limits),
        Format::Ods => dense(calamine::Ods::new(bytes).map_err(damaged)?, limits),
        Format::Csv => Ok(Vec::new()),
    }
}

/// XLS and ODS: the library holds a whole sheet, so only its used part is gone through.
fn dense<RS: Read + Seek, B: Reader<RS>>(mut book: B, limits: &Limits) -> Result<Vec<Sheet>, Fault>
where
    B::Error: std::fmt::Display,
{
    let list = sheets(&book);
    list.into_iter()
        .map(|(name, visible)| {
            let mut sink = Sink::new(limits);
            let fault = match book.worksheet_range(&name) {
                Err(error) => Some(unreadable(&name, error)),
                Ok(range) => {
                    let (top, left) = range.start().unwrap_or((0, 0));
                    range
                        .used_cells()
                        .try_for_each(|(row, column, value)| {
                            let at = |offset: u32, index: usize| {
                                u32::try_from(index).ok().and_then(|index| offset.checked_add(index))
                            };
                            let (Some(row), Some(column)) = (at(top, row), at(left, column)) else {
                                return Ok(());
                            };
                            sink.owned(row, column, value)
                        })
                        .err()
                }
            };
            sink.finish(&name, visible, fault)
        })
        .collect()
}

fn sheets<RS: Read + Seek, B: Reader<RS>>(book: &B) -> Vec<(String, bool)> {
    let sheet = |sheet: &calamine::Sheet| {
        (sheet.typ == SheetType::WorkSheet)
            .then(|| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
    };
    book.sheets_metadata().iter().filter_map(sheet).collect()
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    let text = short(&error);
    if text.to_lowercase().contains("password") {
        return Fault {
            code: Code::FileEncrypted,
            message: "the workbook is protected by a password".into(),
        };
    }
    Fault { code: Code::FileCorrupt, message: format!("the workbook cannot be opened ({text})") }
}

fn unreadable(name: &str, error: impl std::fmt::Display) -> Fault {
    Fault {
        code: Code::SheetUnreadable,
        message: format!("the sheet {name} cannot be read ({})", short(&error)),
    }
}

/// The library's messages can carry the whole input.
fn short(error: &impl std::fmt::Display) -> String {
    error.to_string().chars().filter(|c| !c.is_control()).take(160).collect()
}

/// Puts single cells together to rows.
struct Sink<'a> {
    limits: &'a Limits,
    spool: Spool,
    row: Row,
    open: Option<u32>,
    text: String,
    cells: u64,
    gaps: u64,
}

impl<'a> Sink<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            spool: Spool::default(),
            row: Row::default(),
            open: None,
            text: String::new(),
            cells: 0,
            gaps: 0,
        }
    }

    fn borrowed(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<(), Fault> {
        match value {
            DataRef::SharedString(text) => self.text_cell(row, column, text),
            DataRef::String(text) => self.text_cell(row, column, text),
            DataRef::Int(number) => self.typed(row, column, &Data::Int(*number)),
            DataRef::Float(number) => self.typed(row, column, &Data::Float(*number)),
            DataRef::Bool(value) => self.typed(row, column, &Data::Bool(*value)),
            DataRef::DateTime(date) => self.typed(row, column, &Data::DateTime(*date)),
            DataRef::DateTimeIso(text) => self.typed(row, column, &Data::DateTimeIso(text.clone())),
            DataRef::DurationIso(text) => self.typed(row, column, &Data::DurationIso(text.clone())),
            DataRef::Error(error) => self.typed(row, column, &Data::Error(error.clone())),
            DataRef::Empty => Ok(()),
        }
    }

    fn owned(&mut self, row: u32, column: u32, value: &Data) -> Result<(), Fault> {
        match value {
            Data::String(text) => self.text_cell(row, column, text),
            Data::Empty => Ok(()),
            other => self.typed(row, column, other),
        }
    }

    fn text_cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), Fault> {
        if text.is_empty() { Ok(()) } else { self.push(row, column, text, CellKind::Text) }
    }

    #[expect(clippy::cast_precision_loss, reason = "spreadsheets store whole numbers as floats")]
    fn typed(&mut self, row: u32, column: u32, value: &Data) -> Result<(), Fault> {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        let kind = match value {
            Data::Int(number) => {
                text.push_str(&number.to_string());
                CellKind::Number(*number as f64)
            }
            Data::Float(number) => {
                text.push_str(&number.to_string());
                CellKind::Number(*number)
            }
            Data::Bool(value) => {
                text.push_str(if *value { "TRUE" } else { "FALSE" });
                CellKind::Bool(*value)
            }
            Data::DateTime(date) => date_text(date, &mut text),
            Data::DateTimeIso(date) => {
                text.push_str(date.strip_suffix("T00:00:00").unwrap_or(date));
                CellKind::Date
            }
            Data::DurationIso(length) => {
                text.push_str(length);
                CellKind::Duration
            }
            Data::Error(error) => {
                text.push_str(error_word(error));
                CellKind::Error
            }
            _ => CellKind::Empty,
        };
        let result = self.push(row, column, &text, kind);
        self.text = text;
        result
    }

    fn push(&mut self, row: u32, column: u32, text: &str, kind: CellKind) -> Result<(), Fault> {
        self.cells += 1;
        if self.cells > self.limits.cells || column >= self.limits.columns {
            return Err(Fault {
                code: Code::FileTooLarge,
                message: format!(
                    "the sheet has more than {} cells or a cell beyond column {}; the rest of it is not read",
                    self.limits.cells, self.limits.columns
                ),
            });
        }
        self.turn_to(row)?;
        let column = column as usize;
        if column < self.row.width() {
            return Err(Fault {
                code: Code::FileCorrupt,
                message: format!("row {} holds the same cell twice; nothing below it is read", row + 1),
            });
        }
        self.row.pad_to(column);
        let end = text.floor_char_boundary(self.limits.cell_bytes);
        self.row.push(&text[..end], kind);
        Ok(())
    }

    /// Ends the row before and fills in the blank ones between; a long gap is a stray cell far below.
    fn turn_to(&mut self, row: u32) -> Result<(), Fault> {
        let mut next = match self.open {
            Some(open) if open == row => return Ok(()),
            Some(open) if open > row => {
                return Err(Fault {
                    code: Code::FileCorrupt,
                    message: format!(
                        "row {} stands below row {}; nothing after it is read",
                        row + 1,
                        open + 1
                    ),
                });
            }
            Some(open) => {
                self.keep()?;
                open + 1
            }
            None => 0,
        };
        if row - next > self.limits.gap {
            self.gaps += u64::from(row - next);
            next = row;
        }
        for blank in next..row {
            self.row.begin(u64::from(blank) + 1);
            self.keep()?;
        }
        self.row.begin(u64::from(row) + 1);
        self.open = Some(row);
        Ok(())
    }

    fn keep(&mut self) -> Result<(), Fault> {
        self.spool.push(&self.row).map_err(|error| Fault {
            code: Code::FileUnreadable,
            message: format!("a temporary file of this run could not be written: {error}"),
        })
    }

    fn finish(mut self, name: &str, visible: bool, fault: Option<Fault>) -> Result<Sheet, Fault> {
        if self.open.is_some() {
            self.keep()?;
        }
        self.spool.finish().map_err(|error| Fault {
            code: Code::FileUnreadable,
            message: format!("a temporary file of this run could not be written: {error}"),
        })?;
        Ok(Sheet { name: name.into(), visible, rows: self.spool, fault, gaps: self.gaps })
    }
}

/// Excel's day 60 never was, and beyond 9999 there is no calendar: such values stay numbers.
fn date_text(date: &calamine::ExcelDateTime, text: &mut String) -> CellKind {
    use std::fmt::Write as _;
    let serial = date.as_f64();
    if date.is_duration() {
        let seconds = serial * 86_400.0;
        if !(0.0..1e12).contains(&seconds) {
            text.push_str(&serial.to_string());
            return CellKind::Number(serial);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        let seconds = seconds.round() as u64;
        let _ = write!(text, "{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        return CellKind::Duration;
    }
    if !(1.0..2_958_466.0).contains(&serial) || (60.0..61.0).contains(&serial) {
        text.push_str(&serial.to_string());
        return CellKind::Number(serial);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let _ = write!(text, "{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        let _ = write!(text, "T{hour:02}:{minute:02}:{second:02}");
    }
    CellKind::Date
}

const fn error_word(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}
