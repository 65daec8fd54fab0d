//! The portfolio: the exact sum of everything that was read, which any number of parts join into.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::assessment::Assessment;
use crate::finding::{Code, SeverityCount};
use crate::innovation_test::{OutcomeCount, Standing};
use crate::ledger::Ledger;
use crate::merge::Merge;
use crate::placement::Basis;
use crate::position::Change;
use crate::status::Status;
use crate::tally::FacetTable;

/// The exact, mergeable aggregate of placements, money and ledgers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portfolio {
    /// The counted initiatives, facet by facet.
    pub counted: FacetTable,
    /// The initiatives not yet implemented, facet by facet.
    pub pipeline: FacetTable,
    /// How many initiatives have each standing.
    pub standings: BTreeMap<Standing, u64>,
    /// Counted initiatives by agency.
    pub by_agency: BTreeMap<String, FacetTable>,
    /// Counted initiatives by sector as the registers name it; those without one under the empty name.
    pub by_sector: BTreeMap<String, FacetTable>,
    /// Counted initiatives by the year in which they began.
    pub by_year: BTreeMap<Option<i16>, FacetTable>,
    /// Counted initiatives by how far along they are.
    pub by_status: BTreeMap<Option<Status>, FacetTable>,
    /// Counted initiatives by the change they work.
    pub by_change: BTreeMap<Option<Change>, FacetTable>,
    /// Counted initiatives by what their placement rests on.
    pub by_basis: BTreeMap<Basis, FacetTable>,
    /// All initiatives: is it novel?
    pub novel: OutcomeCount,
    /// All initiatives: is it implemented?
    pub implemented: OutcomeCount,
    /// All initiatives: does it shift public value?
    pub value: OutcomeCount,
    /// How often each finding was made.
    pub findings: BTreeMap<Code, u64>,
    /// What was read: by path and sheet.
    pub sources: BTreeMap<(Arc<str>, Option<Arc<str>>), SourceRecord>,
}

/// What is kept of a register that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The fates of its rows.
    pub ledger: Ledger,
}

impl Portfolio {
    /// Takes one assessed initiative in.
    pub fn note(&mut self, assessment: &Assessment) {
        let Assessment { initiative, test, standing, placement, .. } = assessment;
        *self.standings.entry(*standing).or_default() += 1;
        self.novel.note(test.novel.outcome);
        self.implemented.note(test.implemented.outcome);
        self.value.note(test.value.outcome);
        let tables: &mut [&mut FacetTable] = match standing {
            Standing::Counted => &mut [
                &mut self.counted,
                entry(&mut self.by_agency, &initiative.agency),
                entry(&mut self.by_sector, initiative.text(crate::field::Field::Sector).unwrap_or_default()),
                self.by_year.entry(initiative.year()).or_default(),
                self.by_status.entry(initiative.status).or_default(),
                self.by_change.entry(placement.change()).or_default(),
                self.by_basis.entry(placement.basis).or_default(),
            ],
            Standing::Pipeline => &mut [&mut self.pipeline],
            _ => &mut [],
        };
        for table in tables {
            table.note(placement, initiative.budget);
        }
    }

    /// Notes that a finding was made.
    pub fn note_finding(&mut self, code: Code) {
        *self.findings.entry(code).or_default() += 1;
    }

    /// How many initiatives have that standing.
    pub fn standing(&self, standing: Standing) -> u64 {
        self.standings.get(&standing).copied().unwrap_or(0)
    }

    /// How many initiatives were read, whatever their standing.
    pub fn initiatives(&self) -> u64 {
        self.standings.values().sum()
    }

    /// How many initiatives are neither counted nor in the pipeline.
    pub fn not_counted(&self) -> u64 {
        self.initiatives() - self.standing(Standing::Counted) - self.standing(Standing::Pipeline)
    }

    /// Findings by severity.
    pub fn severities(&self) -> SeverityCount {
        SeverityCount::of(&self.findings)
    }
}

fn entry<'a>(tables: &'a mut BTreeMap<String, FacetTable>, name: &str) -> &'a mut FacetTable {
    if !tables.contains_key(name) {
        tables.insert(name.to_owned(), FacetTable::default());
    }
    tables.get_mut(name).expect("inserted above")
}

impl Merge for SourceRecord {
    /// Sources are told apart by path and sheet, so that two records meet only when one of them is empty.
    fn merge_from(&mut self, other: &Self) {
        if self.sha256.is_empty() {
            self.sha256.clone_from(&other.sha256);
        }
        self.ledger.merge_from(&other.ledger);
    }
}

impl Merge for Portfolio {
    fn merge_from(&mut self, other: &Self) {
        self.counted.merge_from(&other.counted);
        self.pipeline.merge_from(&other.pipeline);
        self.standings.merge_from(&other.standings);
        self.by_agency.merge_from(&other.by_agency);
        self.by_sector.merge_from(&other.by_sector);
        self.by_year.merge_from(&other.by_year);
        self.by_status.merge_from(&other.by_status);
        self.by_change.merge_from(&other.by_change);
        self.by_basis.merge_from(&other.by_basis);
        self.novel.merge_from(&other.novel);
        self.implemented.merge_from(&other.implemented);
        self.value.merge_from(&other.value);
        self.findings.merge_from(&other.findings);
        self.sources.merge_from(&other.sources);
    }
}
