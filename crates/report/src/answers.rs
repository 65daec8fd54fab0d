//! Reads what people wrote into workbooks that they were given: agency packs with answers and corrections, and
//! reports in whose Register someone has chosen another facet, another outcome, or put a value right.
//!
//! Nothing that a person wrote is lost: it becomes a decision, with the values that it puts right, or a finding
//! that holds its words and says why it could not be applied.

mod edits;
mod figures;
mod signature;
mod stray;
mod whom;
mod written;

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::sync::Arc;

use evenfolio_core::decision::{Correction, Decision, Subject};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::origin::{Origin, Place};
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Facet;

use crate::baseline::registers;
use crate::error::Error;
use crate::readback::{KIND, RUN, Readback, Row};
use crate::text;
pub(crate) use signature::{BY, ON, OPEN};
use signature::{Signature, Unsigned};
use whom::{Row as Whom, Whoms};
use written::{Written, WrittenByRow, written};

const READ: &str = "read the answers";

/// What a workbook that came back says.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The run that made the workbook.
    pub run_id: String,
    /// Whose pack it is; `None` for a report.
    pub agency: Option<String>,
    /// What a person decided or put right, in the order of the rows.
    pub decisions: Vec<Decision>,
    /// What could not be applied, with the words that were written.
    pub findings: Vec<Finding>,
    /// What the workbook shows as decided before it was made.
    pub shown: Vec<Shown>,
}

/// Something that a workbook shows as decided by a person in an earlier run. It is no decision of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Everything by which decisions may know the initiative.
    pub subjects: Vec<Subject>,
    /// Whether it is the facet; else values or outcomes of the test.
    pub is_facet: bool,
    /// The workbook that shows it.
    pub path: Arc<str>,
    /// Where, within the workbook.
    pub cell: String,
    /// What is said of it there, with name and day.
    pub words: String,
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
    let agency = readback.agency();
    let (written, mut strays) = written(&mut readback)?;
    strays.append(&mut stray::strays(&mut readback)?);
    let mut taking = Taking {
        path: path.into(),
        signature,
        written,
        whoms: Whoms::default(),
        rows: BTreeMap::new(),
        decided: Vec::new(),
        findings: Vec::new(),
        shown: Vec::new(),
    };
    for table in registers(&readback.tables) {
        readback.rows(&table, |row| taking.row(row))?;
    }
    taking.leftover(agency.as_deref());
    for stray in strays {
        taking.unclear(None, &stray.words, &stray.cell, stray.why);
    }
    let decisions = taking.decisions();
    let run_id = readback.property(RUN).unwrap_or_default().to_owned();
    Ok(Answers { run_id, agency, decisions, findings: taking.findings, shown: taking.shown })
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

/// What was decided in one row, before it is known whether what names the row names others too.
#[derive(Debug, Default)]
struct Decided {
    facet: Option<Facet>,
    novel: Option<Outcome>,
    implemented: Option<Outcome>,
    value: Option<Outcome>,
    corrections: Vec<Correction>,
    /// Where something is said that is being taken.
    cell: String,
    /// The cells and the words that were written, for the case that they cannot be applied.
    words: Vec<(String, String)>,
    /// Whether some of it was written into the row itself.
    edited: bool,
}

/// Everything while it is taken.
struct Taking {
    path: Arc<str>,
    signature: Result<Signature, Unsigned>,
    written: WrittenByRow,
    whoms: Whoms,
    /// How many rows of the Register were read from one place.
    rows: BTreeMap<String, u32>,
    decided: Vec<(Whom, String, Decided)>,
    findings: Vec<Finding>,
    shown: Vec<Shown>,
}

impl Taking {
    /// A row of the Register: what was answered about it, and what someone changed in it.
    fn row(&mut self, row: &Row) {
        let mut decided = Decided::default();
        let edits = edits::of(row);
        let written = self.written.remove(&edits.key).unwrap_or_default();
        *self.rows.entry(edits.key.clone()).or_default() += 1;
        self.show(row);
        let origin = origin(row).filter(|_| edits.keep_the_place());
        let whom = self.whoms.note(row, origin, edits.names());
        for written in written {
            self.answer(&whom, written, &mut decided);
        }
        for edit in edits.all {
            let at = format!("{}, {}", self.path, edit.cell);
            decided.cell.clone_from(&edit.cell);
            decided.edited = true;
            if let Err(why) = edit.take(at, &mut decided) {
                self.unclear(whom.origin.as_ref(), &edit.value, &edit.cell, why);
            }
        }
        self.keep(whom, edits.key, decided);
    }

    /// Notes what the row shows as decided before.
    fn show(&mut self, row: &Row) {
        let facet = (row.get("Basis") == Some(Basis::Decided.word())).then_some(("Facet", "Because"));
        let amended = row.get("Corrected").map(|_| ("Corrected", "Corrected"));
        for (header, says) in facet.into_iter().chain(amended) {
            self.shown.push(Shown {
                subjects: whom::subjects(row),
                is_facet: header == "Facet",
                path: Arc::clone(&self.path),
                cell: row.cell(header),
                words: row.get(says).unwrap_or_default().to_owned(),
            });
        }
    }

    /// Keeps what was decided, if anything was and someone signed it.
    fn keep(&mut self, whom: Whom, key: String, decided: Decided) {
        if decided.words.is_empty() {
            return;
        }
        match &self.signature {
            Ok(_) => self.decided.push((whom, key, decided)),
            Err(why) => {
                let why = why.sentence();
                for (cell, words) in decided.words {
                    self.finding(Code::AnswerUnsigned, whom.origin.as_ref(), &words, &cell, why);
                }
            }
        }
    }

    fn answer(&mut self, whom: &Whom, written: Written, decided: &mut Decided) {
        let (answer, cell) = (written.answer.clone(), written.cell.clone());
        decided.cell.clone_from(&cell);
        if let Err(why) = written.take(&self.path, decided) {
            self.unclear(whom.origin.as_ref(), &answer, &cell, why);
        }
    }

    /// Answers about rows that the Register of the workbook does not list any more, or never did.
    fn leftover(&mut self, agency: Option<&str>) {
        for (key, written) in std::mem::take(&mut self.written) {
            for written in written {
                let origin = written.origin.clone();
                let whom = Whom::by_answer(agency, written.id.as_deref(), origin.clone());
                if whom.is_known() {
                    let mut decided = Decided::default();
                    self.answer(&whom, written, &mut decided);
                    self.keep(whom, key.clone(), decided);
                } else {
                    let (answer, cell) = (written.answer.clone(), written.cell.clone());
                    let why = written.take(&self.path, &mut Decided::default()).err();
                    let why = why.unwrap_or("the Register of the workbook does not list what it is about");
                    self.unclear(origin.as_ref(), &answer, &cell, why);
                }
            }
        }
    }

    /// What was decided, signed; rows that nothing tells apart are findings.
    fn decisions(&mut self) -> Vec<Decision> {
        let Ok(Signature { by, on }) = self.signature.clone() else { return Vec::new() };
        let mut decisions = Vec::new();
        for (whom, key, decided) in std::mem::take(&mut self.decided) {
            // Which of them is meant, and whether another entry was to be begun with it, nobody can tell.
            let is_copied = decided.edited && self.rows.get(&key).is_some_and(|times| *times > 1);
            let subject = if is_copied {
                Err(
                    "the row stands in the Register more than once; change one of them, or add a new entry to the register",
                )
            } else {
                self.whoms.subject(&whom).ok_or(
                    "nothing tells the initiative from others: it has neither identifier nor title of its own",
                )
            };
            let subject = match subject {
                Ok(subject) => subject,
                Err(why) => {
                    for (cell, words) in decided.words {
                        self.unclear(whom.origin.as_ref(), &words, &cell, why);
                    }
                    continue;
                }
            };
            decisions.push(Decision {
                subject,
                facet: decided.facet,
                novel: decided.novel,
                implemented: decided.implemented,
                value: decided.value,
                corrections: decided.corrections,
                by: by.clone(),
                on,
                why: format!("answered in {}", self.path),
            });
        }
        decisions
    }

    fn unclear(&mut self, origin: Option<&Origin>, words: &str, cell: &str, why: &str) {
        self.finding(Code::AnswerUnclear, origin, words, cell, why);
    }

    /// A finding about words in a cell of the workbook.
    fn finding(&mut self, code: Code, origin: Option<&Origin>, words: &str, cell: &str, why: &str) {
        let place = match origin {
            Some(origin) => Place::Row(origin.clone()),
            None => Place::File { path: Arc::clone(&self.path) },
        };
        let quoted = text::at_most(&text::one_line(words), 200);
        let message = format!("in {}, {cell} says “{quoted}”: {why}", self.path);
        self.findings.push(Finding::new(code, place, message).with_value(words));
    }
}

impl Decided {
    fn facet(&mut self, word: &str) -> Result<(), &'static str> {
        let facet = Facet::from_word(&word.trim().to_lowercase())
            .ok_or("a facet is one of enhancement, mission, adaptive and anticipatory, and this is none")?;
        self.fill(|decided| &mut decided.facet, facet, word)
    }

    fn outcome(
        &mut self,
        slot: fn(&mut Self) -> &mut Option<Outcome>,
        outcome: Outcome,
        word: &str,
    ) -> Result<(), &'static str> {
        self.fill(slot, outcome, word)
    }

    fn correct(&mut self, correction: Correction) -> Result<(), &'static str> {
        let said = self.corrections.iter().find(|said| said.target == correction.target);
        if said.is_some_and(|said| said.value != correction.value) {
            return Err(CONTRADICTS);
        }
        self.words.push((self.cell.clone(), correction.value.clone()));
        self.corrections.push(correction);
        Ok(())
    }

    /// Sets what is not set yet, unless something else was said before.
    fn fill<T: Copy + PartialEq>(
        &mut self,
        slot: impl FnOnce(&mut Self) -> &mut Option<T>,
        value: T,
        word: &str,
    ) -> Result<(), &'static str> {
        if *slot(self).get_or_insert(value) != value {
            return Err(CONTRADICTS);
        }
        self.words.push((self.cell.clone(), word.to_owned()));
        Ok(())
    }
}

const CONTRADICTS: &str = "the same workbook says something else about the same initiative";
