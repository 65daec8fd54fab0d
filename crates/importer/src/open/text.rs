//! Opening a text file: encoding, dialect, and what stands out in its lines.

use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::{Origin, Place};

use super::{Kept, Opened, ReadOptions, Table};
use crate::content::Content;
use crate::delimiter::Delimiter;
use crate::dialect::{self, Dialect};
use crate::encoding::{self, BadLines, Charset, Decoder, Survey, Verdict};
use crate::format::Format;
use crate::limits::Limits;
use crate::rows::grid::Trouble;
use crate::rows::text::{Lines, Notes, Rules, TextTable};

/// How many bytes of text tell the dialect.
const SAMPLE: usize = 64 << 10;

/// A file that ends in so many NUL bytes was being written when the machine stopped.
const NUL_TAIL: u64 = 64;

pub(super) fn read(
    content: &Content,
    survey: &Survey,
    options: &ReadOptions,
    opened: &mut Opened,
) -> Result<(), Trouble> {
    if survey.trailing_nuls >= NUL_TAIL {
        let message =
            format!("the file ends in {} NUL bytes; it was not written to its end", survey.trailing_nuls);
        return Err(Trouble::damaged(message));
    }
    let declared = options.encoding.as_deref().and_then(Charset::from_name);
    if let (Some(name), None) = (&options.encoding, declared) {
        opened.say(Code::EncodingGuessed, format!("the encoding {name:?} that was given is not known"));
    }
    let verdict = encoding::detect(content, survey, declared)?;
    let verdict = verdict.map_err(|message| Trouble::new(Code::FormatUnknown, message))?;
    opened.encoding = Some(verdict.charset.name().to_owned());
    let (sample, complete) = sample(content, verdict.charset)?;
    say_encoding(&verdict, survey, &sample, opened);

    let dialect = match options.delimiter {
        Some(delimiter) => {
            let quote = dialect::quote(&sample, complete, delimiter, &options.limits);
            Dialect { delimiter: Some(delimiter), quote, doubtful: false, rare: false }
        }
        None => dialect::detect(&sample, complete, &options.limits),
    };
    if !sample.trim().is_empty() {
        say_dialect(dialect, &sample, opened);
    }
    let delimiter = dialect.delimiter;
    opened.delimiter = delimiter;
    opened.format = Some(if delimiter.is_some_and(|delimiter| delimiter.as_str() == "\t") {
        Format::Tsv
    } else {
        Format::Csv
    });

    let rules = Rules::new(delimiter, &options.limits).with_quote(dialect.quote);
    let table = TextTable::new(content.clone(), verdict.charset, rules, &options.limits);
    let notes = table.notes()?;
    say_notes(&notes, &options.limits, opened);
    opened.tables.push(Table { sheet: None, visible: true, rows: Kept::Text(table) });
    Ok(())
}

fn sample(content: &Content, charset: Charset) -> Result<(String, bool), Trouble> {
    let mut decoder = Decoder::new(content.read()?, charset);
    let mut text = String::new();
    while text.len() < SAMPLE {
        if !decoder.fill(&mut text, SAMPLE)? {
            return Ok((text, true));
        }
    }
    Ok((text, false))
}

fn say_encoding(verdict: &Verdict, survey: &Survey, sample: &str, opened: &mut Opened) {
    let name = verdict.charset.name();
    if verdict.guessed {
        opened.say(
            Code::EncodingGuessed,
            format!("the file is not Unicode and does not name its encoding; it was read as {name}"),
        );
    }
    if verdict.cut_short {
        let message = "the file ends in the middle of a character; it may be incomplete";
        opened.say(Code::UndecodableBytes, message);
    } else if verdict.bad.count > 0 {
        let BadLines { count, first, .. } = &verdict.bad;
        let lines = Lines { count: *count, first: first.clone() };
        opened.say(
            Code::UndecodableBytes,
            format!("{} bytes that mean nothing in {name}", subject(&lines, "holds", "hold")),
        );
    }
    if survey.twice_encoded {
        let lines = lines_of(sample, encoding::looks_twice_encoded);
        let lines = if lines.count == 0 {
            String::new()
        } else {
            format!("; {} such", subject(&lines, "has", "have"))
        };
        let message = format!(
            "the text looks as if it was converted to UTF-8 twice: letters with accents have become two or three \
             others{lines}"
        );
        opened.say(Code::TwiceEncoded, message);
    }
}

fn say_dialect(found: Dialect, sample: &str, opened: &mut Opened) {
    if found.quote == b'\'' {
        let message = "cells are enclosed in single quotation marks, which were taken off";
        opened.say(Code::DialectGuessed, message);
    }
    if has_curly_cells(sample, found.delimiter) {
        let lines = lines_of(sample, |line| line.trim_start().starts_with(CURLY));
        let message = format!(
            "cells stand between curly quotation marks, which enclose nothing; ask for straight ones; {} them",
            subject(&lines, "begins with", "begin with")
        );
        opened.say(Code::QuotesMisplaced, message);
    }
    let message = match found {
        Dialect { delimiter: None, .. } => {
            "no delimiter was found; every line is taken as one cell".to_owned()
        }
        Dialect { delimiter: Some(delimiter), doubtful: true, .. } => {
            format!("the cells seem to be parted by {}, but that is not clear", delimiter.named())
        }
        Dialect { delimiter: Some(delimiter), rare: true, .. } => {
            format!("the cells are parted by {}, as few files' are", delimiter.named())
        }
        Dialect { .. } => return,
    };
    opened.say(Code::DialectGuessed, message);
}

/// Whether as many cells as there are lines begin with a curly mark: a word processor made it of a straight one.
fn has_curly_cells(sample: &str, delimiter: Option<Delimiter>) -> bool {
    let Some(delimiter) = delimiter else { return false };
    let cells = sample.lines().flat_map(|line| line.split(delimiter.as_str()));
    let curly = cells.filter(|cell| cell.trim_start().starts_with(CURLY)).count();
    curly >= 3 && curly >= sample.lines().count()
}

/// Marks that word processors make of straight ones.
const CURLY: [char; 5] = ['“', '”', '„', '«', '»'];

/// The lines of a sample that a test holds for.
fn lines_of(sample: &str, holds: impl Fn(&str) -> bool) -> Lines {
    let mut lines = Lines::default();
    for (line, _) in (1..).zip(sample.lines()).filter(|(_, text)| holds(text)) {
        lines.add(line);
    }
    lines
}

fn say_notes(notes: &Notes, limits: &Limits, opened: &mut Opened) {
    for line in &notes.unclosed.first {
        let place = Place::Row(Origin { path: Arc::clone(&opened.path), sheet: None, row: *line });
        let message = "a quotation mark opens a cell here and is not closed; it was taken as text, and the lines after it stand for themselves";
        opened.findings.push(Finding::new(Code::QuoteUnclosed, place, message));
    }
    if notes.unclosed.count > notes.unclosed.first.len() as u64 {
        let message =
            format!("{} a quotation mark that is not closed", subject(&notes.unclosed, "holds", "hold"));
        opened.say(Code::QuoteUnclosed, message);
    }
    if notes.misplaced.count > 0 {
        let message =
            format!("{} text beside the quotation marks of a cell", subject(&notes.misplaced, "has", "have"));
        opened.say(Code::QuotesMisplaced, message);
    }
    if notes.damaged.count > 0 {
        let what = format!(
            "too long or too wide to be read: a row may have {} bytes and {} cells, a cell {} bytes (limits: record_bytes, columns, cell_bytes)",
            limits.record_bytes, limits.columns, limits.cell_bytes
        );
        opened.say(Code::RowsTooLong, format!("{} {what}", subject(&notes.damaged, "is", "are")));
    }
    if notes.nuls.count > 0 {
        opened.say(Code::NulCharacters, format!("{} NUL characters", subject(&notes.nuls, "holds", "hold")));
    }
}

/// `line 7 holds`, or `12 lines (3, 4, 9 …) hold`.
fn subject(lines: &Lines, one: &str, several: &str) -> String {
    let named: Vec<String> = lines.first.iter().map(u64::to_string).collect();
    if lines.count == 1 {
        return format!("line {} {one}", named.join(""));
    }
    let more = if lines.count > named.len() as u64 { " …" } else { "" };
    format!("{} lines ({}{more}) {several}", lines.count, named.join(", "))
}
