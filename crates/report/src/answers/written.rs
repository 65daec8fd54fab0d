//! Answers on the sheet of what to fix.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use evenfolio_core::decision::{Correction, Target, Was};
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::origin::Origin;

use super::signature::OPEN;
use super::{Decided, origin};
use crate::error::Error;
use crate::readback::Readback;

/// One answer as it was written.
#[derive(Debug)]
pub(super) struct Written {
    question: bool,
    about: String,
    now: Option<String>,
    is_number: bool,
    /// The identifier of the initiative that it is about.
    pub(super) id: Option<String>,
    /// What was written.
    pub(super) answer: String,
    /// Where, within the workbook.
    pub(super) cell: String,
}

/// Answers by the row of the register that they are about.
pub(super) type WrittenByRow = BTreeMap<Option<Origin>, Vec<Written>>;

/// Reads them.
pub(super) fn written<R: Read + Seek>(readback: &mut Readback<R>) -> Result<WrittenByRow, Error> {
    let mut written = WrittenByRow::new();
    let tables: Vec<_> =
        readback.tables.iter().filter(|table| table.name == "What_to_fix").cloned().collect();
    for table in tables {
        readback.rows(&table, |row| {
            if let Some(answer) = row.get("Answer").map(str::trim).filter(|answer| *answer != OPEN) {
                written.entry(origin(row)).or_default().push(Written {
                    question: row.get("Kind") == Some("question"),
                    about: row.get("About").unwrap_or_default().trim().to_owned(),
                    now: row.get("Now").map(str::to_owned),
                    is_number: row.is_number("Answer"),
                    id: row.get("Identifier").map(|id| id.trim().to_owned()),
                    answer: answer.to_owned(),
                    cell: row.cell("Answer"),
                });
            }
        })?;
    }
    Ok(written)
}

impl Written {
    /// Takes what it says, or says why that cannot be.
    pub(super) fn take(self, path: &str, decided: &mut Decided) -> Result<(), &'static str> {
        let answer = self.answer;
        if !self.question {
            if self.about.is_empty() {
                return Err("no one cell of the register is to be put right there");
            }
            return decided.correct(Correction {
                target: Target::Column(self.about),
                was: self.now.map_or(Was::Blank, Was::Text),
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
            _ => return Err("the answer is neither yes nor no"),
        };
        decided.outcome(slot, outcome, &answer)
    }
}
