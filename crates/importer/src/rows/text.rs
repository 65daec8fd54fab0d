//! Rows of a text file: every physical line belongs to exactly one row, and a quotation mark that is never
//! closed costs its own line and no other.

mod record;

use std::io;

use evenfolio_core::finding::Code;

use super::{CellKind, Fault, Row, RowReader};
use crate::content::Content;
use crate::encoding::{Charset, Decoder};
use crate::limits::Limits;
use crate::source::refusal;

pub(crate) use record::{Field, Outcome, Record, Rules, split};

/// How a text file is to be read.
#[derive(Clone, Debug)]
pub(crate) struct TextTable {
    pub(crate) content: Content,
    pub(crate) charset: Charset,
    pub(crate) rules: Rules,
    pub(crate) cell_bytes: usize,
    pub(crate) record_bytes: usize,
    /// How many bytes are read at a time.
    piece: usize,
}

impl TextTable {
    pub(crate) fn new(content: Content, charset: Charset, rules: Rules, limits: &Limits) -> Self {
        Self {
            content,
            charset,
            rules,
            cell_bytes: limits.cell_bytes,
            record_bytes: limits.record_bytes,
            piece: 64 << 10,
        }
    }

    pub(crate) fn rows(&self) -> io::Result<TextRows<'_>> {
        Ok(TextRows {
            table: self,
            decoder: Decoder::new(self.content.read()?, self.charset),
            text: String::new(),
            at: 0,
            complete: false,
            line: 1,
            record: Record::default(),
            notes: Notes::default(),
        })
    }

    /// Reads the whole file for what a person should know of how it is cut into rows.
    pub(crate) fn notes(&self) -> io::Result<Notes> {
        let mut rows = self.rows()?;
        while rows.advance()?.is_some() {}
        Ok(rows.notes)
    }
}

/// Lines of which something is to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) count: u64,
    /// The first of them.
    pub(crate) first: Vec<u64>,
}

impl Lines {
    const NAMED: usize = 10;

    pub(crate) fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < Self::NAMED {
            self.first.push(line);
        }
    }
}

/// What stood out while a text was cut into rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// How many rows there are, blank ones included.
    pub(crate) rows: u64,
    /// Quotation marks that open a cell and are not closed, by the line where they stand.
    pub(crate) unclosed: Lines,
    /// Quoted cells with something between the closing mark and the delimiter.
    pub(crate) misplaced: Lines,
    /// Rows too long or too wide to read.
    pub(crate) damaged: Lines,
    /// Rows with NUL characters.
    pub(crate) nuls: Lines,
}

/// Reads the rows of a text file.
pub(crate) struct TextRows<'a> {
    table: &'a TextTable,
    decoder: Decoder,
    /// Decoded text; what stands before `at` is done.
    text: String,
    at: usize,
    complete: bool,
    /// The physical line at `at`.
    line: u64,
    record: Record,
    notes: Notes,
}

/// Where the record that [`TextRows::advance`] found begins.
struct Found {
    line: u64,
    start: usize,
    damaged: bool,
}

impl TextRows<'_> {
    /// Cuts the next record into `self.record`.
    fn advance(&mut self) -> io::Result<Option<Found>> {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            if rest.is_empty() && self.complete {
                return Ok(None);
            }
            let outcome = if rest.is_empty() {
                Outcome::NeedMore
            } else {
                split(rest, self.complete, &self.table.rules, &mut self.record)
            };
            match outcome {
                Outcome::NeedMore if rest.len() > self.table.record_bytes => {
                    return self.too_long().map(Some);
                }
                Outcome::NeedMore => self.refill()?,
                Outcome::Record { used } => {
                    self.record.too_wide |= used > self.table.record_bytes || self.has_long_cell(used);
                    let found = Found { line: self.line, start: self.at, damaged: self.record.too_wide };
                    let nul = memchr::memchr(0, &rest[..used]).is_some();
                    self.note(nul);
                    self.at += used;
                    self.line += self.record.lines;
                    return Ok(Some(found));
                }
            }
        }
    }

    /// Whether a cell of the record, which takes `used` bytes, has more text than the limit.
    fn has_long_cell(&self, used: usize) -> bool {
        let (most, text) = (self.table.cell_bytes, &self.text[self.at..]);
        used > most
            && self.record.fields.iter().any(|field| {
                let mut cell = String::new();
                field.end - field.start > most && {
                    field.write(text, &mut cell);
                    cell.len() > most
                }
            })
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        // Reading more for a long record keeps small the number of times that it is cut from its beginning.
        let want = self.text.len().clamp(self.table.piece, 4 << 20);
        self.complete = !self.decoder.fill(&mut self.text, want)?;
        Ok(())
    }

    /// Passes over a record that exceeds the limit, to the end of its line, and keeps its beginning.
    fn too_long(&mut self) -> io::Result<Found> {
        const KEPT: usize = 200;
        let beginning: String = self.text[self.at..].chars().take(KEPT).collect();
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            if let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
                self.at += end;
                break;
            }
            self.at = self.text.len();
            if self.complete {
                break;
            }
            self.refill()?;
        }
        // What is left of the line is its end; it is cut as a record of its own and thrown away.
        while self.text.len() - self.at < 2 && !self.complete {
            self.refill()?;
        }
        let rest = &self.text.as_bytes()[self.at..];
        self.at += if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        let line = self.line;
        self.line += 1;
        // The text before `at` is done with, so the beginning can take its place.
        self.text.replace_range(..self.at, &beginning);
        self.at = beginning.len();
        self.record.only(beginning.len());
        self.notes.rows += 1;
        self.notes.damaged.add(line);
        Ok(Found { line, start: 0, damaged: true })
    }

    fn note(&mut self, nul: bool) {
        let notes = &mut self.notes;
        notes.rows += 1;
        for offset in &self.record.unclosed {
            notes.unclosed.add(self.line + offset);
        }
        if self.record.misplaced {
            notes.misplaced.add(self.line);
        }
        if self.record.too_wide {
            notes.damaged.add(self.line);
        }
        if nul {
            notes.nuls.add(self.line);
        }
    }
}

impl RowReader for TextRows<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        let found = self.advance().map_err(|error| Fault {
            code: Code::FileUnreadable,
            message: format!("reading stopped: {}", refusal(&error)),
        })?;
        let Some(found) = found else { return Ok(false) };
        row.begin(found.line);
        row.damaged = found.damaged;
        let text = &self.text[found.start..];
        for field in &self.record.fields {
            let start = row.text.len();
            field.write(text, &mut row.text);
            without_wrapper(&mut row.text, start);
            if row.text.len() - start > self.table.cell_bytes {
                let mut end = start + self.table.cell_bytes;
                while !row.text.is_char_boundary(end) {
                    end -= 1;
                }
                row.text.truncate(end);
            }
            let kind = if row.text.len() == start { CellKind::Empty } else { CellKind::Text };
            row.cells.push((row.text.len(), kind));
        }
        Ok(true)
    }
}

/// Takes the cell that begins there out of `="…"`, by which exports tell a spreadsheet that a cell is text: the
/// spreadsheet shows what stands between.
fn without_wrapper(text: &mut String, start: usize) {
    let inner = text[start..].strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    if inner.is_some_and(|inner| !inner.contains('"')) {
        text.pop();
        text.replace_range(start..start + 2, "");
    }
}

#[cfg(test)]
mod tests;
