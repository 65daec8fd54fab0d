//! Answers on the sheet of what to fix.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use evenfolio_core::decision::{Correction, Mark, Target, Was};
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::origin::Origin;

use super::edits::{VOID, parse_marks};
use super::signature::OPEN;
use super::stray::Stray;
use super::{Decided, origin};
use crate::error::Error;
use crate::marks;
use crate::readback::{Readback, Row};

/// One answer as it was written.
#[derive(Debug)]
pub(super) struct Written {
    question: bool,
    about: String,
    was: Was,
    is_number: bool,
    is_void: bool,
    /// Where the initiative was read.
    pub(super) origin: Option<Origin>,
    /// The identifier of the initiative that it is about.
    pub(super) id: Option<String>,
    /// What was written.
    pub(super) answer: String,
    /// Where, within the workbook.
    pub(super) cell: String,
}

/// Answers by the marks of where the initiative was read that they are about.
pub(super) type WrittenByRow = BTreeMap<String, Vec<Written>>;

/// The columns that are marked, in the order of the marks.
const MARKED: [&str; 10] = [
    "Kind",
    "Initiative",
    "Identifier",
    "What is the matter",
    "What to do",
    NOW,
    "About",
    "Source file",
    "Source sheet",
    "Source row",
];
/// Those of them that say what a row is about.
const SUBJECT: [&str; 6] = ["Kind", "Identifier", "About", "Source file", "Source sheet", "Source row"];
/// Those that say where the initiative was read.
const PLACE: [&str; 3] = ["Source file", "Source sheet", "Source row"];
const NOW: &str = "Now";
const ANSWER: &str = "Answer";

/// Reads them, and what was written beside the answers.
pub(super) fn written<R: Read + Seek>(
    readback: &mut Readback<R>,
) -> Result<(WrittenByRow, Vec<Stray>), Error> {
    let (mut written, mut strays) = (WrittenByRow::new(), Vec::new());
    let tables: Vec<_> = readback.tables.iter().filter(|table| table.asks()).cloned().collect();
    for table in tables {
        readback.rows(&table, |row| {
            if let Some(answer) = take(row, &mut strays) {
                let place = PLACE.map(|header| mark_now(row, header).to_string()).concat();
                written.entry(place).or_default().push(answer);
            }
        })?;
    }
    Ok((written, strays))
}

/// The answer of a row, if there is one.
fn take(row: &Row, strays: &mut Vec<Stray>) -> Option<Written> {
    let mut stray =
        |header: &str, words: String, why| strays.push(Stray { cell: row.cell(header), words, why });
    let value = |header: &str| row.get(header).map(str::trim).unwrap_or_default().to_owned();
    for header in
        row.headers().filter(|header| ![&MARKED[..], &[ANSWER, marks::COLUMN]].concat().contains(header))
    {
        if row.get(header).is_some() {
            stray(header, value(header), "the column is none of the workbook's own");
        }
    }
    let changed: Option<Vec<(&str, Mark)>> = if row.has(marks::COLUMN) {
        let marks = parse_marks(value(marks::COLUMN).as_str(), MARKED.len());
        let Some(marks) = marks else {
            stray(ANSWER, row.words(), "the row is none of those that the workbook was written with");
            return None;
        };
        let was = MARKED.into_iter().zip(marks);
        Some(was.filter(|(header, mark)| row.has(header) && mark_now(row, header) != *mark).collect())
    } else {
        None
    };
    let of =
        |header: &str| changed.iter().flatten().find(|(known, _)| *known == header).map(|(_, mark)| *mark);
    let answer = row.get(ANSWER).map(str::trim).filter(|answer| *answer != OPEN);
    let typed_now = of(NOW).filter(|_| row.get(NOW).is_some());
    let answered_in = match (answer, typed_now) {
        (Some(_), _) => Some(ANSWER),
        // A value put right in its own place, and not in the cell beside it.
        (None, Some(_)) => Some(NOW),
        (None, None) => None,
    };
    let lost_subject = SUBJECT.iter().any(|header| of(header).is_some());
    for (header, _) in changed.iter().flatten() {
        let why = match *header {
            NOW if answered_in == Some(NOW) => continue,
            NOW if answer.is_some() => "the answer beside it is taken instead",
            NOW => "what was emptied there stays; write into column Answer what should stand in its place",
            _ => "the cell is not read; write into column Answer",
        };
        stray(header, value(header), why);
    }
    let header = answered_in?;
    if lost_subject {
        stray(header, value(header), "the row does not say any more what it is about");
        return None;
    }
    let now = row.get(NOW).filter(|_| header == ANSWER);
    Some(Written {
        question: row.get("Kind") == Some("question"),
        about: value("About"),
        was: match (of(NOW), now) {
            (Some(mark), _) => Was::Words(mark),
            (None, Some(now)) => Was::Text(now.to_owned()),
            (None, None) => Was::Blank,
        },
        is_number: row.is_number(header),
        is_void: row.is_void(header),
        origin: origin(row),
        id: row.get("Identifier").map(|id| id.trim().to_owned()),
        answer: value(header),
        cell: row.cell(header),
    })
}

/// The mark of what stands there now.
fn mark_now(row: &Row, header: &str) -> Mark {
    let number = row.number(header).filter(|_| row.is_number(header));
    let words = row.get(header).unwrap_or_default();
    // A program may have made a number of a text that is one; only the row of the source was written as one.
    match number.filter(|_| header == "Source row") {
        Some(number) => Mark::of_number(number),
        None => Mark::of_text(words),
    }
}

impl Written {
    /// Takes what it says, or says why that cannot be.
    pub(super) fn take(self, path: &str, decided: &mut Decided) -> Result<(), &'static str> {
        let answer = self.answer;
        if self.is_void {
            return Err(VOID);
        }
        if !self.question {
            if self.about.is_empty() {
                return Err(
                    "no one cell of the register is to be put right there, and an answer is understood only \
                            where [open] stood; put it right in the register itself, as column What to do says",
                );
            }
            return decided.correct(Correction {
                target: Target::Column(self.about),
                was: self.was,
                value: answer,
                is_number: self.is_number,
                cell: format!("{path}, {}", self.cell),
            });
        }
        let slot: fn(&mut Decided) -> &mut Option<Outcome> = match self.about.as_str() {
            "Facet" => return decided.facet(&answer),
            "Novel" => |decided| &mut decided.novel,
            "Implemented" => |decided| &mut decided.implemented,
            "Public value" => |decided| &mut decided.value,
            _ => return Err("the sheet no longer says what the answer is about"),
        };
        let outcome = match answer.to_lowercase().as_str() {
            "yes" | "met" => Outcome::Met,
            "no" | "not-met" | "not met" => Outcome::NotMet,
            _ => return Err("the answer is neither yes nor no; write one of the two"),
        };
        decided.outcome(slot, outcome, &answer)
    }
}
