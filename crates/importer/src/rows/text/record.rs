//! One record of a text file, cut into fields: RFC 4180, and what people make of it.

use memchr::{memchr, memchr_iter, memchr3};

use crate::delimiter::Delimiter;
use crate::limits::Limits;

/// How records are cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// What parts the fields; `None` where every line is one field.
    pub(crate) delimiter: Option<Delimiter>,
    /// What encloses fields: `"` nearly everywhere, `'` in the exports of some databases.
    pub(crate) quote: u8,
    quoted_lines: usize,
    quoted_bytes: usize,
    columns: usize,
}

impl Rules {
    pub(crate) fn new(delimiter: Option<Delimiter>, limits: &Limits) -> Self {
        Self {
            delimiter,
            quote: b'"',
            quoted_lines: limits.quoted_lines,
            quoted_bytes: limits.record_bytes,
            columns: limits.columns as usize,
        }
    }

    /// The same with another mark that encloses fields.
    pub(crate) fn with_quote(self, quote: u8) -> Self {
        Self { quote, ..self }
    }

    /// The end of a field without quotes; a line end is searched for where there is no delimiter.
    fn plain_end(&self, text: &[u8], complete: bool) -> Option<usize> {
        let first = self.first();
        let mut from = 0;
        loop {
            let at = from + memchr3(first, b'\n', b'\r', &text[from..])?;
            match self.ends_field(&text[at..], complete) {
                Some(true) => return Some(at),
                Some(false) => from = at + 1,
                None => return None,
            }
        }
    }

    /// Whether a line end or the delimiter stands here; `None` when more text is needed to tell.
    fn ends_field(&self, text: &[u8], complete: bool) -> Option<bool> {
        if matches!(text.first(), Some(b'\n' | b'\r')) {
            return Some(true);
        }
        let Some(delimiter) = &self.delimiter else { return Some(false) };
        let delimiter = delimiter.as_bytes();
        let cut_short = !complete && text.len() < delimiter.len() && delimiter.starts_with(text);
        if cut_short { None } else { Some(text.starts_with(delimiter)) }
    }

    fn first(&self) -> u8 {
        self.delimiter.as_ref().map_or(b'\n', Delimiter::first)
    }

    /// How many bytes the delimiter takes.
    fn step(&self) -> usize {
        self.delimiter.as_ref().map_or(1, |delimiter| delimiter.as_bytes().len())
    }

    fn is_padding(&self, byte: u8) -> bool {
        matches!(byte, b' ' | b'\t') && byte != self.first()
    }
}

/// A record as places in the text that it was cut from. Used again for the next record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    /// How many physical lines it takes.
    pub(crate) lines: u64,
    /// Lines, counted from the first of the record as 0, with a quotation mark that is never closed. It stands
    /// in the text of its field, and what follows on the line is cut as if it were no quotation mark.
    pub(crate) unclosed: Vec<u64>,
    /// A closing quotation mark is followed by something else than the end of the field, or closes nothing.
    pub(crate) misplaced: bool,
    /// It exceeds a limit: in its bytes, in those of a cell, or in its cells, of which those beyond it are left out.
    pub(crate) too_wide: bool,
}

/// A field: where its text stands and what is to be undone in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) start: usize,
    pub(crate) end: usize,
    quote: u8,
    escapes: Escapes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    None,
    /// `""` stands for `"`.
    Doubled,
    /// `\"` stands for `"` too, as some databases write it.
    Backslash,
}

impl Field {
    /// Whether it stands between marks that enclose it.
    pub(crate) fn is_quoted(&self, text: &[u8]) -> bool {
        self.start > 0
            && text.get(self.start - 1) == Some(&self.quote)
            && text.get(self.end) == Some(&self.quote)
    }

    /// Appends the text of the field.
    pub(crate) fn write(&self, text: &str, out: &mut String) {
        let mut rest = &text[self.start..self.end];
        if self.escapes != Escapes::None {
            while let Some(at) = memchr(self.quote, rest.as_bytes()) {
                let before = &rest[..at];
                let backslash = self.escapes == Escapes::Backslash && before.ends_with('\\');
                out.push_str(if backslash { &before[..at - 1] } else { before });
                out.push(char::from(self.quote));
                let doubled = !backslash && rest.as_bytes().get(at + 1) == Some(&self.quote);
                rest = &rest[at + if doubled { 2 } else { 1 }..];
            }
        }
        out.push_str(rest);
    }
}

impl Record {
    /// Makes it a record of one field, the first `end` bytes.
    pub(crate) fn only(&mut self, end: usize) {
        self.clear();
        self.push(Field { start: 0, end, quote: b'"', escapes: Escapes::None }, 1);
    }

    fn clear(&mut self) {
        self.fields.clear();
        self.lines = 1;
        self.unclosed.clear();
        self.misplaced = false;
        self.too_wide = false;
    }

    fn push(&mut self, field: Field, columns: usize) {
        if self.fields.len() < columns {
            self.fields.push(field);
        } else {
            self.too_wide = true;
        }
    }
}

/// What [`split`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A record was cut; it takes `used` bytes with its line end.
    Record {
        /// Bytes.
        used: usize,
    },
    /// The text ends before the record does.
    NeedMore,
}

/// Cuts the first record of `text`, which is not empty, into fields. `complete` says that nothing follows it.
pub(crate) fn split(text: &[u8], complete: bool, rules: &Rules, record: &mut Record) -> Outcome {
    record.clear();
    let mut at = 0;
    loop {
        let Some((field, end)) = field(text, at, complete, rules, record) else { return Outcome::NeedMore };
        let used = match text.get(end) {
            Some(b'\n') => Some(end + 1),
            Some(b'\r') => match text.get(end + 1) {
                Some(b'\n') => Some(end + 2),
                None if !complete => return Outcome::NeedMore,
                _ => Some(end + 1),
            },
            Some(_) => None,
            None => Some(end),
        };
        // A line without anything has no fields at all.
        if used.is_none() || end > 0 {
            record.push(field, rules.columns);
        }
        match used {
            Some(used) => return Outcome::Record { used },
            None => at = end + rules.step(),
        }
    }
}

/// The field that begins at `at`, and where its delimiter or line end stands (the end of the text where there
/// is none); `None` when more text is needed to tell.
fn field(
    text: &[u8],
    at: usize,
    complete: bool,
    rules: &Rules,
    record: &mut Record,
) -> Option<(Field, usize)> {
    let padding = text[at..].iter().take_while(|byte| rules.is_padding(**byte)).count();
    let open = at + padding;
    if text.get(open) == Some(&rules.quote) {
        match quoted(text, open, complete, rules) {
            Quoted::NeedMore => return None,
            Quoted::Closed { end, next, breaks, escapes } if padding == 0 || breaks == 0 => {
                record.lines += breaks;
                record.misplaced |= escapes == Escapes::Backslash;
                return Some((Field { start: open + 1, end, quote: rules.quote, escapes }, next));
            }
            Quoted::Astray { quote } if padding == 0 => {
                let rest = &text[quote..];
                let end = match rules.plain_end(rest, complete) {
                    Some(end) => quote + end,
                    None if complete => text.len(),
                    None => return None,
                };
                record.misplaced = true;
                return Some((Field { start: at, end, quote: rules.quote, escapes: Escapes::None }, end));
            }
            Quoted::Unclosed if padding == 0 => {
                let line = record.lines - 1;
                if record.unclosed.last() != Some(&line) {
                    record.unclosed.push(line);
                }
            }
            // After blanks, a quotation mark that does not enclose the field is part of the text.
            _ => {}
        }
    }
    let end = match rules.plain_end(&text[at..], complete) {
        Some(end) => at + end,
        None if complete => text.len(),
        None => return None,
    };
    // A mark that closes what none has opened. Programs that write CSV enclose a cell such as `27"`.
    let plain = &text[at..end];
    record.misplaced |= plain.len() > 1
        && plain[0] != rules.quote
        && plain.ends_with(&[rules.quote])
        && rules.quote == b'"'
        && memchr_iter(rules.quote, plain).count() % 2 == 1;
    Some((Field { start: at, end, quote: rules.quote, escapes: Escapes::None }, end))
}

enum Quoted {
    NeedMore,
    /// The closing mark stands at `end`, the delimiter or line end at `next`.
    Closed {
        end: usize,
        next: usize,
        breaks: u64,
        escapes: Escapes,
    },
    /// The mark at `quote`, on the same line, is followed by text.
    Astray {
        quote: usize,
    },
    /// Never closed, or only where another field begins that is quoted itself.
    Unclosed,
}

/// Follows the quoted field whose opening mark stands at `open`.
fn quoted(text: &[u8], open: usize, complete: bool, rules: &Rules) -> Quoted {
    let mut escapes = Escapes::None;
    let mut from = open + 1;
    // Line breaks are counted up to here.
    let (mut breaks, mut counted) = (0, open);
    loop {
        let found = memchr(rules.quote, &text[from..]);
        let quote = found.map_or(text.len(), |at| from + at);
        breaks += line_breaks(&text[counted..quote]);
        counted = quote;
        if breaks > rules.quoted_lines as u64 || quote - open > rules.quoted_bytes {
            return Quoted::Unclosed;
        }
        if found.is_none() {
            return if complete { Quoted::Unclosed } else { Quoted::NeedMore };
        }
        let padding = text[quote + 1..].iter().take_while(|byte| rules.is_padding(**byte)).count();
        let next = quote + 1 + padding;
        let backslash = text[..quote].ends_with(b"\\") && quote - 1 > open;
        let Some(byte) = text.get(next) else {
            return if complete {
                Quoted::Closed { end: quote, next, breaks, escapes }
            } else {
                Quoted::NeedMore
            };
        };
        match rules.ends_field(&text[next..], complete) {
            Some(true) => return Quoted::Closed { end: quote, next, breaks, escapes },
            Some(false) => {}
            None => return Quoted::NeedMore,
        }
        if *byte == rules.quote && padding == 0 {
            if backslash && escapes == Escapes::Backslash {
                from = quote + 1;
            } else {
                if escapes == Escapes::None {
                    escapes = Escapes::Doubled;
                }
                from = quote + 2;
            }
        } else if breaks > 0 {
            return Quoted::Unclosed;
        } else if backslash {
            escapes = Escapes::Backslash;
            from = quote + 1;
        } else {
            return Quoted::Astray { quote };
        }
    }
}

/// Line ends in a piece of text: LF, CR, and CR LF as one.
fn line_breaks(text: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', text)
        .filter(|at| text[*at] == b'\n' || text.get(at + 1) != Some(&b'\n'))
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, delimiter: &str) -> Vec<(u64, Vec<String>, Record)> {
        let rules = Rules::new(Delimiter::new(delimiter), &Limits::default());
        let (mut record, mut rest, mut line, mut all) = (Record::default(), text, 1, Vec::new());
        while !rest.is_empty() {
            let Outcome::Record { used } = split(rest.as_bytes(), true, &rules, &mut record) else {
                panic!()
            };
            let fields = record.fields.iter().map(|field| {
                let mut out = String::new();
                field.write(rest, &mut out);
                out
            });
            all.push((line, fields.collect(), record.clone()));
            line += record.lines;
            rest = &rest[used..];
        }
        all
    }

    fn cut(text: &str) -> Vec<(u64, Vec<String>)> {
        records(text, ",").into_iter().map(|(line, fields, _)| (line, fields)).collect()
    }

    fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn every_line_end_ends_a_row_and_blank_lines_are_rows() {
        assert_eq!(
            cut("a\r\n\r\nb\rc\n\n"),
            [row(1, &["a"]), row(2, &[]), row(3, &["b"]), row(4, &["c"]), row(5, &[])]
        );
        assert_eq!(cut("a,\n,"), [row(1, &["a", ""]), row(2, &["", ""])]);
    }

    #[test]
    fn quotes_hide_delimiters_and_line_ends() {
        assert_eq!(cut("\"a,\"\"b\"\"\",\"c\r\nd\"\ne\n"), [row(1, &["a,\"b\"", "c\r\nd"]), row(3, &["e"])]);
        assert_eq!(cut("1, \"a, b\" ,c"), [row(1, &["1", "a, b", "c"])]);
    }

    #[test]
    fn a_mark_inside_a_plain_cell_is_text() {
        assert_eq!(cut("Al\"ice,5\" pipe"), [row(1, &["Al\"ice", "5\" pipe"])]);
        assert_eq!(cut("say \"a, b\" twice,x"), [row(1, &["say \"a", " b\" twice", "x"])]);
    }

    #[test]
    fn text_after_a_closing_mark_is_kept_and_said() {
        let all = records("\"Alice\" Smith,x\n\"a\"b\"c\",y\n", ",");
        assert_eq!(all[0].1, ["\"Alice\" Smith", "x"]);
        assert_eq!(all[1].1, ["\"a\"b\"c\"", "y"]);
        assert!(all[0].2.misplaced && all[1].2.misplaced);
    }

    #[test]
    fn backslashes_before_marks_are_undone_and_said() {
        let all = records("\"A \\\"quoted, so\\\" name\",x\n\"C:\\dir\\\",y\n", ",");
        assert_eq!(all[0].1, ["A \"quoted, so\" name", "x"]);
        assert!(all[0].2.misplaced);
        assert_eq!(all[1].1, ["C:\\dir\\", "y"]);
        assert!(!all[1].2.misplaced);
    }

    #[test]
    fn an_unclosed_mark_costs_no_other_line() {
        let all = records("1,\"Alice,London\n2,Bob,Leeds\n3,\"Carol\",York\n", ",");
        assert_eq!(all[0].1, ["1", "\"Alice", "London"]);
        assert_eq!(all[0].2.unclosed, [0]);
        assert_eq!(all[1].1, ["2", "Bob", "Leeds"]);
        assert_eq!(all[2].1, ["3", "Carol", "York"]);
        assert_eq!(all[2].0, 3);
    }

    #[test]
    fn an_unclosed_mark_after_a_cell_of_several_lines_is_named_by_its_own_line() {
        let all = records("\"a\nb\",\"c\nd,e\n", ",");
        assert_eq!(all[0].1, ["a\nb", "\"c"]);
        assert_eq!((all[0].2.lines, all[0].2.unclosed.as_slice()), (2, &[1][..]));
        assert_eq!((all[1].0, all[1].1.as_slice()), (3, &["d".to_owned(), "e".to_owned()][..]));
    }

    #[test]
    fn a_delimiter_of_several_characters_parts_whole() {
        let all = records("a||\"b||c\"||d | e\r\n||\"f\" ||g|h", "||");
        assert_eq!(all[0].1, ["a", "b||c", "d | e"]);
        assert_eq!(all[1].1, ["", "f", "g|h"]);
        let rules = Rules::new(Delimiter::new("||"), &Limits::default());
        for text in ["a|", "\"a\"|"] {
            let outcome = split(text.as_bytes(), false, &rules, &mut Record::default());
            assert_eq!(outcome, Outcome::NeedMore, "{text}");
        }
    }

    #[test]
    fn a_piece_that_ends_early_asks_for_more() {
        let rules = Rules::new(Delimiter::new(","), &Limits::default());
        for text in ["a,b", "a\r", "\"a\"", "\"a", "\"a\" ", "\"a\"\r", " "] {
            let mut record = Record::default();
            assert_eq!(split(text.as_bytes(), false, &rules, &mut record), Outcome::NeedMore, "{text:?}");
        }
    }
}
