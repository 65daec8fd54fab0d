//! What goes into a workbook, and how it is to be written.

use std::collections::BTreeMap;

use evenfolio_core::balance::{Balance, Rates, Targets};
use evenfolio_core::comparison::{Comparison, Point};
use evenfolio_core::finding::{Code, Finding, Severities};
use evenfolio_core::innovation_test::Strictness;
use evenfolio_core::ledger::Ledger;
use evenfolio_core::portfolio::Portfolio;
use jiff::civil::Date;

use crate::theme::Style;

/// How the workbook is to be written.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For work or for a website.
    pub style: Style,
    /// The title of the report.
    pub title: String,
    /// Who publishes it: the author in the document's properties.
    pub organisation: String,
    /// Whom to ask, in words: an office, an address.
    pub contact: Option<String>,
    /// The date that the report speaks for; also the document's creation date.
    pub as_of: Date,
    /// The date on which the next report is to come, if it is set.
    pub next_update: Option<Date>,
    /// What the portfolio is held against.
    pub targets: Targets,
    /// Rates into one currency, so that all money can be added up; without them each currency stands for itself.
    pub rates: Option<Rates>,
    /// How much findings matter.
    pub severities: Severities,
    /// How hard to compress: 1 (fast) to 9 (small). 2 or 3 is where the gain in size ends.
    pub compression: u8,
    /// Whether columns with data about persons go into a publication. A workbench has them always.
    pub include_personal: bool,
}

impl Settings {
    /// The usual settings for a report of that organisation on that date: a workbench, the default targets,
    /// a light compression, no personal data in publications.
    pub fn new(organisation: impl Into<String>, as_of: Date) -> Self {
        Self {
            style: Style::Workbench,
            title: "Innovation portfolio".to_owned(),
            organisation: organisation.into(),
            contact: None,
            as_of,
            next_update: None,
            targets: Targets::default(),
            rates: None,
            severities: Severities::default(),
            compression: 3,
            include_personal: false,
        }
    }

    pub(crate) fn workbench(&self) -> bool {
        self.style == Style::Workbench
    }

    /// Whether columns of data about persons are written.
    pub(crate) fn personal(&self) -> bool {
        self.workbench() || self.include_personal
    }
}

/// One register that was read: how, and what became of its rows.
#[derive(Clone, Debug, Default)]
pub struct SourceLine {
    /// The file as the user named it.
    pub path: String,
    /// The sheet of a workbook; `None` for a text file.
    pub sheet: Option<String>,
    /// The format as found in the content: `csv`, `xlsx` and so on.
    pub format: String,
    /// The character encoding of a text file.
    pub encoding: Option<String>,
    /// The delimiter of a text file.
    pub delimiter: Option<String>,
    /// The row of the header as a spreadsheet counts it.
    pub header_row: Option<u64>,
    /// The agency that the register is known by.
    pub agency: Option<String>,
    /// The fates of its rows.
    pub ledger: Ledger,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// Which run made the workbook, so that a reader can ask for the same again.
#[derive(Clone, Debug, Default)]
pub struct RunIdentity {
    /// The version of the program.
    pub program_version: String,
    /// The name and version of the rulebook.
    pub rulebook: String,
    /// How strict the innovation test was.
    pub strictness: Strictness,
    /// What tells the run from others: a digest of inputs and settings.
    pub run_id: String,
}

impl RunIdentity {
    /// By what the initiatives were judged, as one text that changes when the rules do. It stands in the
    /// workbook, and is what [`Baseline::rules`](evenfolio_core::comparison::Baseline::rules) of the run must be.
    pub fn rules(&self) -> String {
        let strictness = match self.strictness {
            Strictness::Library => "library",
            Strictness::Intended => "intended",
            Strictness::Barometer => "barometer",
        };
        format!("{}, {strictness}", self.rulebook)
    }
}

/// What goes into a workbook, beside the rows of its register.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    /// The figures.
    pub portfolio: &'a Portfolio,
    /// What they come to.
    pub balance: &'a Balance,
    /// The registers that were read, in the order of the report.
    pub sources: &'a [SourceLine],
    /// What a person should know, in the order of the report; at most as many as are worth listing.
    pub findings: &'a [Finding],
    /// How many findings there are of each code, listed or not.
    pub finding_counts: &'a BTreeMap<Code, u64>,
    /// Which run it was.
    pub run: &'a RunIdentity,
    /// What changed since an earlier report; `None` where there is none to compare with.
    pub changes: Option<Changes<'a>>,
}

/// What changed since an earlier report.
#[derive(Clone, Copy, Debug)]
pub struct Changes<'a> {
    /// What the earlier report is called: the name of its file.
    pub baseline: &'a str,
    /// The date that the earlier report speaks for, where it is known.
    pub baseline_as_of: Option<Date>,
    /// Who entered, left and moved.
    pub comparison: &'a Comparison<'a>,
    /// The figures at each date for which there is a report, this one included, by date. With fewer than two
    /// there is no sheet of them.
    pub over_time: &'a [Point],
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the counts are to be checked against those of the run"]
pub struct Written {
    /// The names of the sheets, in order.
    pub sheets: Vec<String>,
    /// How many initiatives the Register lists.
    pub register_rows: u64,
    /// How many initiatives the sheet of those not counted lists.
    pub not_counted_rows: u64,
    /// How many texts were too long for a cell and were shortened.
    pub shortened: u64,
    /// How many cells hold a formula.
    pub formulas: u64,
}
