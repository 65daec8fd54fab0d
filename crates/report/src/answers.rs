//! Reads what people wrote into workbooks that they were given: agency packs with answers and corrections, and
//! reports in whose Register someone has chosen another facet.
//!
//! Nothing that a person wrote is lost: it becomes a decision, a correction, or a finding that holds its words
//! and says why it could not be applied.

mod signature;

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::sync::Arc;

use evenfolio_core::comparison::Entry;
use evenfolio_core::decision::{Decision, Subject};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::origin::{Origin, Place};
use evenfolio_core::placement::Basis;
use evenfolio_core::position::{Facet, Position};
use evenfolio_core::tally::Class;
use jiff::civil::Date;

use crate::baseline::{class, entry, registers};
use crate::error::Error;
use crate::readback::{AGENCY, KIND, RUN, Readback, Row};
pub(crate) use signature::{BY, ON, OPEN};
use signature::{Signature, Unsigned};

const READ: &str = "read the answers";

/// What a workbook that came back says.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The run that made the workbook.
    pub run_id: String,
    /// Whose pack it is; `None` for a report.
    pub agency: Option<String>,
    /// Placements and outcomes of the test that a person decided, each initiative at most once.
    pub decisions: Vec<Decision>,
    /// Cells of registers that a person put right.
    pub corrections: Vec<Correction>,
    /// What could not be applied, with the words that were written.
    pub findings: Vec<Finding>,
}

/// A cell of a register that a person put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The row.
    pub origin: Origin,
    /// The column, by its header, or by its letters where it has none.
    pub column: String,
    /// What the register said, where the workbook told.
    pub was: Option<String>,
    /// What is to stand there.
    pub value: String,
    /// Who said so.
    pub by: String,
    /// On what day.
    pub on: Date,
}

/// Reads them. `path` is what the workbook is called in findings.
///
/// Fails if the file is no XLSX workbook, or none that this program made.
pub fn read<R: Read + Seek>(path: &str, workbook: R) -> Result<Answers, Error> {
    let mut readback = Readback::open(workbook)?;
    if !matches!(readback.property(KIND), Some("report" | "pack")) {
        return Err(Error::library(READ)("it was not made by evenfolio as a report or an agency pack"));
    }
    let signature = Signature::read(&mut readback)?;
    let mut taking = Taking {
        path: path.into(),
        signature,
        written: written(&mut readback)?,
        decisions: BTreeMap::new(),
        corrections: Vec::new(),
        findings: Vec::new(),
    };
    for table in registers(&readback.tables) {
        readback.rows(&table, |row| taking.row(row))?;
    }
    taking.leftover();
    let property = |name| readback.property(name).map(str::to_owned);
    Ok(Answers {
        run_id: property(RUN).unwrap_or_default(),
        agency: property(AGENCY),
        decisions: taking.decisions.into_values().collect(),
        corrections: taking.corrections,
        findings: taking.findings,
    })
}

/// One answer as it was written.
#[derive(Debug)]
struct Written {
    question: bool,
    about: String,
    now: Option<String>,
    answer: String,
}

/// The answers on the sheet of what to fix, by the row of the register that they are about.
fn written<R: Read + Seek>(
    readback: &mut Readback<R>,
) -> Result<BTreeMap<Option<Origin>, Vec<Written>>, Error> {
    let mut written: BTreeMap<_, Vec<Written>> = BTreeMap::new();
    let tables: Vec<_> =
        readback.tables.iter().filter(|table| table.name == "What_to_fix").cloned().collect();
    for table in tables {
        readback.rows(&table, |row| {
            if let Some(answer) = row.get("Answer").map(str::trim).filter(|answer| *answer != OPEN) {
                written.entry(origin(row)).or_default().push(Written {
                    question: row.get("Kind") == Some("question"),
                    about: row.get("About").unwrap_or_default().trim().to_owned(),
                    now: row.get("Now").map(str::to_owned),
                    answer: answer.to_owned(),
                });
            }
        })?;
    }
    Ok(written)
}

/// Where a row says that its initiative stands.
fn origin(row: &Row) -> Option<Origin> {
    let number = row.number("Source row").filter(|number| *number >= 1.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number of a row")]
    let number = number as u64;
    Some(Origin {
        path: row.get("Source file")?.into(),
        sheet: row.get("Source sheet").map(Into::into),
        row: number,
    })
}

/// Everything while it is taken.
struct Taking {
    path: Arc<str>,
    signature: Result<Signature, Unsigned>,
    written: BTreeMap<Option<Origin>, Vec<Written>>,
    decisions: BTreeMap<Subject, Decision>,
    corrections: Vec<Correction>,
    findings: Vec<Finding>,
}

impl Taking {
    /// A row of the Register: what was answered about it, and the facet that someone chose in it.
    fn row(&mut self, row: &Row) {
        let origin = origin(row);
        let Some(entry) = entry(row) else { return };
        for written in self.written.remove(&origin).unwrap_or_default() {
            self.answer(&entry, origin.as_ref(), written);
        }
        let chosen = row.get("Facet").unwrap_or_default().trim();
        if stood(row).is_none_or(|stood| stood.word() == chosen.to_lowercase()) {
            return;
        }
        match facet(chosen) {
            Some(facet) => {
                self.decide(&entry, origin.as_ref(), chosen, |decision| fill(&mut decision.facet, facet));
            }
            None => self.unclear(
                origin.as_ref(),
                chosen,
                "a facet is decided by one of the four, and this is none",
            ),
        }
    }

    fn answer(&mut self, entry: &Entry, origin: Option<&Origin>, written: Written) {
        let Written { question, about, now, answer } = written;
        if !question {
            return self.correct(origin, about, now, answer);
        }
        if about == "Facet" {
            return match facet(&answer) {
                Some(facet) => {
                    self.decide(entry, origin, &answer, |decision| fill(&mut decision.facet, facet));
                }
                None => self.unclear(origin, &answer, "the answer is none of the four facets"),
            };
        }
        let Some(outcome) = outcome(&answer) else {
            return self.unclear(origin, &answer, "the answer is neither yes nor no");
        };
        let slot: fn(&mut Decision) -> &mut Option<Outcome> = match about.as_str() {
            "Novel" => |decision| &mut decision.novel,
            "Implemented" => |decision| &mut decision.implemented,
            "Public value" => |decision| &mut decision.value,
            _ => return self.unclear(origin, &answer, "the sheet no longer says what the answer is about"),
        };
        self.decide(entry, origin, &answer, |decision| fill(slot(decision), outcome));
    }

    fn correct(&mut self, origin: Option<&Origin>, column: String, was: Option<String>, value: String) {
        let Some(origin) = origin.cloned().filter(|_| !column.is_empty()) else {
            return self.unclear(origin, &value, "the sheet no longer says which cell is to be put right");
        };
        match &self.signature {
            Ok(Signature { by, on }) => {
                let (by, on) = (by.clone(), *on);
                self.corrections.push(Correction { origin, column, was, value, by, on });
            }
            Err(why) => {
                let why = why.sentence();
                self.finding(Code::AnswerUnsigned, Some(&origin), &value, why);
            }
        }
    }

    /// Decides; `set` says whether what it had to say fits what was decided before in the same workbook.
    fn decide(
        &mut self,
        entry: &Entry,
        origin: Option<&Origin>,
        answer: &str,
        set: impl FnOnce(&mut Decision) -> bool,
    ) {
        let Signature { by, on } = match &self.signature {
            Ok(signature) => signature,
            Err(why) => {
                let why = why.sentence();
                return self.finding(Code::AnswerUnsigned, origin, answer, why);
            }
        };
        let subject = entry.id.as_deref().and_then(|id| Subject::by_id(&entry.agency, id));
        let Some(subject) = subject.or_else(|| Subject::by_title(&entry.agency, &entry.title)) else {
            return self.unclear(
                origin,
                answer,
                "the initiative has neither identifier nor title to know it by",
            );
        };
        let decision = self.decisions.entry(subject.clone()).or_insert_with(|| Decision {
            subject,
            facet: None,
            novel: None,
            implemented: None,
            value: None,
            by: by.clone(),
            on: *on,
            why: format!("answered in {}", self.path),
        });
        if !set(decision) {
            self.unclear(origin, answer, "the same workbook says something else about the same initiative");
        }
    }

    /// Answers about rows that the Register of the workbook does not list any more, or never did.
    fn leftover(&mut self) {
        for (origin, written) in std::mem::take(&mut self.written) {
            for written in written {
                if written.question {
                    self.unclear(
                        origin.as_ref(),
                        &written.answer,
                        "the Register of the workbook no longer lists the initiative that it is about",
                    );
                } else {
                    self.correct(origin.as_ref(), written.about, written.now, written.answer);
                }
            }
        }
    }

    fn unclear(&mut self, origin: Option<&Origin>, value: &str, message: &str) {
        self.finding(Code::AnswerUnclear, origin, value, message);
    }

    fn finding(&mut self, code: Code, origin: Option<&Origin>, value: &str, message: &str) {
        let place = match origin {
            Some(origin) => Place::Row(origin.clone()),
            None => Place::File { path: Arc::clone(&self.path) },
        };
        let message = format!("in {}, {message}", self.path);
        self.findings.push(Finding::new(code, place, message).with_value(value));
    }
}

/// The class that the Register gave the initiative when it was written: what the tool gave, or, where a person
/// had decided, the facet of the place on the map.
fn stood(row: &Row) -> Option<Class> {
    let basis = Basis::ALL.into_iter().find(|basis| row.get("Basis") == Some(basis.word()));
    if basis != Some(Basis::Decided) {
        return class(row, "Facet by tool");
    }
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
    let thousandths = |header| row.number(header).map(|number| (number * 1000.0).round() as i32);
    let position = Position::new(thousandths("Uncertainty")?, thousandths("Direction")?)?;
    position.facet().map(Class::of_facet)
}

/// Sets what is not set yet; says whether it agrees.
fn fill<T: Copy + PartialEq>(slot: &mut Option<T>, value: T) -> bool {
    *slot.get_or_insert(value) == value
}

fn facet(word: &str) -> Option<Facet> {
    Facet::from_word(&word.trim().to_lowercase())
}

fn outcome(word: &str) -> Option<Outcome> {
    match word.trim().to_lowercase().as_str() {
        "yes" | "met" => Some(Outcome::Met),
        "no" | "not-met" | "not met" => Some(Outcome::NotMet),
        _ => None,
    }
}
