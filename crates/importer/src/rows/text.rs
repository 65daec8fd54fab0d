//! Rows of a text file: every record that the file holds, blank ones too, with the line where it begins.

use std::collections::VecDeque;
use std::io::Read;

use encoding_rs::Encoding;
use evenfolio_core::finding::Code;

use super::lines::Lines;
use super::{CellKind, Fault, Row, RowReader};

/// The longest record, in bytes of decoded text.
pub const RECORD_BYTES: usize = 16 << 20;
/// The most physical lines that one quoted cell may span. More means that its quotation mark was never
/// closed, and it would swallow the rest of the file.
pub const LINES_IN_QUOTES: usize = 1_000;

/// Reads delimited text, lenient where real files are: quotation marks count only where a cell begins with
/// one, rows may be of any length, and a mark that is never closed costs the line on which it stands at most.
pub struct TextRows<R> {
    lines: Lines<R>,
    delimiter: u8,
    line: u64,
    ahead: VecDeque<String>,
    record: String,
    unclosed: Vec<u64>,
}

impl<R: Read> TextRows<R> {
    /// Rows of `reader`.
    pub fn new(reader: R, encoding: &'static Encoding, delimiter: u8) -> Self {
        Self {
            lines: Lines::new(reader, encoding),
            delimiter,
            line: 0,
            ahead: VecDeque::new(),
            record: String::new(),
            unclosed: Vec::new(),
        }
    }

    fn next_line(&mut self) -> Result<Option<String>, Fault> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut line = String::new();
        match self.lines.next(&mut line, RECORD_BYTES) {
            Ok(None) => Ok(None),
            Ok(Some(false)) => Ok(Some(line)),
            Ok(Some(true)) => Err(Fault {
                code: Code::FileTooLarge,
                message: format!(
                    "line {} is longer than {} MiB; the rest of the file is not read",
                    self.line + 1,
                    RECORD_BYTES >> 20
                ),
            }),
            Err(error) => Err(Fault {
                code: Code::FileUnreadable,
                message: format!("reading stopped after line {}: {error}", self.line),
            }),
        }
    }

    /// The lines on which a quotation mark opens that is never closed.
    pub fn unclosed(&self) -> &[u64] {
        &self.unclosed
    }
}

impl<R: Read> RowReader for TextRows<R> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        let Some(first) = self.next_line()? else { return Ok(false) };
        let start = self.line + 1;
        self.line = start;
        row.begin(start);
        self.record.clear();
        self.record.push_str(&first);
        let mut taken = vec![];
        while open_at_end(&self.record, self.delimiter) {
            let next = if taken.len() < LINES_IN_QUOTES && self.record.len() < RECORD_BYTES {
                self.next_line()?
            } else {
                None
            };
            let Some(next) = next else {
                // Never closed: give the lines back, and read this one with its mark as a plain character.
                for line in taken.drain(..).rev() {
                    self.ahead.push_front(line);
                }
                self.unclosed.push(start);
                cells(&first, self.delimiter, false, row);
                return Ok(true);
            };
            self.record.push('\n');
            self.record.push_str(&next);
            taken.push(next);
        }
        self.line += taken.len() as u64;
        cells(&self.record, self.delimiter, true, row);
        Ok(true)
    }
}

/// Whether the record ends inside a quoted cell.
fn open_at_end(record: &str, delimiter: u8) -> bool {
    if !record.contains('"') {
        return false;
    }
    let mut at_start = true;
    let mut quoted = false;
    let mut bytes = record.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                quoted = false;
            }
        } else if byte == b'"' && at_start {
            quoted = true;
            at_start = false;
        } else {
            at_start = byte == delimiter;
        }
    }
    quoted
}

/// Cuts a record into cells.
fn cells(record: &str, delimiter: u8, quotes: bool, row: &mut Row) {
    let mut push =
        |text: &str| row.push(text, if text.is_empty() { CellKind::Empty } else { CellKind::Text });
    if record.is_empty() {
        return;
    }
    let bytes = record.as_bytes();
    let mut at = 0;
    let mut unquoted = String::new();
    loop {
        if quotes && bytes.get(at) == Some(&b'"') {
            unquoted.clear();
            let mut from = at + 1;
            let mut end = from;
            // Up to the closing mark; a doubled one is a mark that belongs to the text.
            while let Some(found) = memchr::memchr(b'"', &bytes[end..]) {
                end += found;
                unquoted.push_str(&record[from..end]);
                if bytes.get(end + 1) == Some(&b'"') {
                    unquoted.push('"');
                    end += 2;
                    from = end;
                } else {
                    end += 1;
                    break;
                }
            }
            // What stands between the closing mark and the delimiter still belongs to the cell.
            let tail = memchr::memchr(delimiter, &bytes[end..]).map_or(bytes.len(), |found| end + found);
            unquoted.push_str(&record[end..tail]);
            push(&unquoted);
            at = tail;
        } else {
            let end = memchr::memchr(delimiter, &bytes[at..]).map_or(bytes.len(), |found| at + found);
            push(&record[at..end]);
            at = end;
        }
        if at >= bytes.len() {
            return;
        }
        at += 1;
        if at == bytes.len() {
            push("");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(u64, Vec<String>)>, Vec<u64>) {
        let mut rows = TextRows::new(text.as_bytes(), encoding_rs::UTF_8, b',');
        let mut row = Row::default();
        let mut all = Vec::new();
        while rows.next_row(&mut row).unwrap() {
            all.push((row.number, row.cells().map(|cell| cell.text.to_owned()).collect()));
        }
        (all, rows.unclosed().to_vec())
    }

    fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quoted_breaks_doubled_marks_and_blank_lines_keep_their_lines() {
        let (rows, unclosed) = read("a,\"b\nb\"\"\",c\n\n,x,\n\"q\" tail,5\" pipe\n");
        let expected = [
            row(1, &["a", "b\nb\"", "c"]),
            row(3, &[]),
            row(4, &["", "x", ""]),
            row(5, &["q tail", "5\" pipe"]),
        ];
        assert_eq!(rows, expected);
        assert!(unclosed.is_empty());
    }

    #[test]
    fn a_mark_never_closed_costs_its_own_line_only() {
        let (rows, unclosed) = read("id,title\n1,\"open\n2,two\n3,three\n");
        let expected = [
            row(1, &["id", "title"]),
            row(2, &["1", "\"open"]),
            row(3, &["2", "two"]),
            row(4, &["3", "three"]),
        ];
        assert_eq!(rows, expected);
        assert_eq!(unclosed, [2]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_rows_and_every_line_is_in_one(bytes: Vec<u8>) {
            let mut rows = TextRows::new(bytes.as_slice(), encoding_rs::WINDOWS_1252, b',');
            let mut row = Row::default();
            let mut last = 0;
            while rows.next_row(&mut row).unwrap() {
                proptest::prop_assert!(row.number > last);
                last = row.number;
            }
        }
    }
}
