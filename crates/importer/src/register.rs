//! A register that was found, and the reading of it: every row gets a fate, every entry becomes an initiative.

mod cut;
mod entry;
mod flood;

use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::Initiative;
use evenfolio_core::ledger::{Fate, Ledger};
use evenfolio_core::origin::{Origin, Place};

use crate::fate::Judge;
use crate::layout::Layout;
use crate::rows::{Fault, Row, RowReader as _};
use crate::shape::Shape;
use crate::table::{Counted, Tabular};
use crate::turn;

use cut::Cuts;
use entry::Reader;
pub(crate) use entry::out_of_order;
use flood::Flood;

/// One table of initiatives, ready to be read.
pub struct Register<'a> {
    /// How it is read.
    pub layout: Layout,
    /// What a person should know about it as a whole.
    pub findings: Vec<Finding>,
    /// The digest of its content in lower-case hexadecimal: two registers with the same one are the same
    /// register, whatever their files are called. `None` where it has no rows.
    pub digest: Option<String>,
    pub(crate) shape: Shape,
    pub(crate) table: &'a dyn Tabular,
}

impl std::fmt::Debug for Register<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register")
            .field("layout", &self.layout)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

/// What became of one row.
#[derive(Debug)]
pub struct Outcome {
    /// The row as a person counts it.
    pub row: u64,
    /// Its fate.
    pub fate: Fate,
    /// Why, in words; empty where the fate speaks for itself.
    pub reason: &'static str,
    /// The entry, if it is one.
    pub initiative: Option<Initiative>,
    /// What a person should know about the row and its cells.
    pub findings: Vec<Finding>,
}

/// What is known when a register was read to its end.
#[derive(Debug, Default)]
pub struct Reading {
    /// The fates counted.
    pub ledger: Ledger,
    /// What concerns more than one row: findings that are too many to list one by one, and faults.
    pub findings: Vec<Finding>,
}

impl Register<'_> {
    /// Reads all rows and hands the outcome of each to `take`, in order. Memory does not grow with the rows.
    ///
    /// Nothing in the data makes this fail: a table that cannot be read to its end gives a finding that says
    /// so, and the rows before it are good.
    pub fn read(&self, take: &mut dyn FnMut(Outcome)) -> Reading {
        let mut reading = Reading::default();
        if let Err(fault) = self.read_rows(&mut reading, take) {
            let place = Place::Register { path: self.layout.path.clone(), sheet: self.layout.sheet.clone() };
            reading.findings.push(Finding::new(fault.code, place, fault.message));
        } else if reading.ledger.initiative == 0 {
            let place = Place::Register { path: self.layout.path.clone(), sheet: self.layout.sheet.clone() };
            let message = "the register names its columns, and has no entries";
            reading.findings.push(Finding::new(Code::RegisterEmpty, place, message));
        }
        reading
    }

    fn read_rows(&self, reading: &mut Reading, take: &mut dyn FnMut(Outcome)) -> Result<(), Fault> {
        let rows = self.table.rows()?;
        let mut rows = Counted::new(if self.layout.turned { turn::turned(rows)? } else { rows });
        let mut judge = Judge::new(&self.layout, self.shape);
        let mut reader = Reader::new(&self.layout, self.table.is_text());
        let mut flood = Flood::default();
        let mut cuts = Cuts::new(&self.layout, self.table.is_text());
        let mut row = Row::default();
        let ended = loop {
            match rows.next_row(&mut row) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(fault) => break Err(fault),
            }
            let outcome = self.outcome(&row, &mut judge, &mut reader, &mut cuts, &mut flood);
            reading.ledger.note(outcome.fate);
            take(outcome);
        };
        reading.ledger.read = rows.read;
        reading.findings.extend(flood.summaries(&self.layout.path, self.layout.sheet.as_ref()));
        ended
    }

    fn outcome(
        &self,
        row: &Row,
        judge: &mut Judge,
        reader: &mut Reader<'_>,
        cuts: &mut Cuts,
        flood: &mut Flood,
    ) -> Outcome {
        let verdict = judge.judge(row);
        let mut findings = Vec::new();
        let (path, sheet) = self.place();
        let origin = Origin { path, sheet, row: row.number };
        findings.extend(cuts.note(row, verdict.fate, origin.clone()));
        let initiative = match verdict.fate {
            Fate::Initiative => Some(reader.read(row, &mut findings)),
            Fate::Quarantined => {
                let finding = Finding::new(
                    Code::RowQuarantined,
                    Place::Row(origin),
                    format!("the row {}", verdict.reason),
                );
                findings.push(finding.with_value(raw(row)));
                None
            }
            _ => None,
        };
        findings.retain(|finding| flood.lets_pass(finding));
        Outcome { row: row.number, fate: verdict.fate, reason: verdict.reason, initiative, findings }
    }

    /// The file and sheet, for messages and for the ledger of sources.
    pub fn place(&self) -> (Arc<str>, Option<Arc<str>>) {
        (self.layout.path.clone(), self.layout.sheet.clone())
    }
}

/// The raw cells of a row, separated so that they can be told apart again.
fn raw(row: &Row) -> String {
    let mut raw = String::new();
    for (at, cell) in row.cells().enumerate() {
        if at > 0 {
            raw.push_str(" ¦ ");
        }
        raw.push_str(cell.text);
    }
    let end = raw.trim_end_matches([' ', '¦']).len();
    raw.truncate(end);
    raw
}

#[cfg(test)]
mod tests;
