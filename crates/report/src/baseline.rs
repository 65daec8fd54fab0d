//! Reads an earlier report, so that a new one can be compared with it: the rows of its Register by the names of
//! their columns, whatever style it has and whoever has saved it since.

use std::io::{Read, Seek};

use evenfolio_core::balance::Targets;
use evenfolio_core::comparison::{Baseline, Digest, Entry, Point, over_time};
use evenfolio_core::innovation_test::{Outcome, Standing};
use evenfolio_core::money::{Currency, Money};
use evenfolio_core::placement::{Basis, Placement, Probabilities};
use evenfolio_core::portfolio::Portfolio;
use evenfolio_core::position::Position;
use evenfolio_core::tally::Class;
use jiff::civil::Date;

use crate::error::Error;
use crate::readback::{AS_OF, KIND, Place, RULES, RUN, Readback, Row};

const READ: &str = "read the earlier report";

/// An earlier report.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// The date that it speaks for.
    pub as_of: Option<Date>,
    /// The identity of the run that made it.
    pub run_id: String,
    /// Its initiatives and the rules by which they were judged, for
    /// [`compare`](evenfolio_core::comparison::compare).
    pub baseline: Baseline,
}

impl Earlier {
    /// Its figures as a point of a time series, judged by the targets of today; `None` if it has no date.
    pub fn point(&self, targets: &Targets) -> Option<Point> {
        let mut portfolio = Portfolio::default();
        for entry in &self.baseline.entries {
            *portfolio.standings.entry(entry.standing).or_default() += 1;
            if entry.standing == Standing::Counted {
                portfolio.counted.note(&placement(entry.class), None);
            }
        }
        over_time([(self.as_of?, &portfolio)], targets).pop()
    }
}

/// Reads it.
///
/// A facet that a person has chosen in the Register is taken as that person's decision.
///
/// Fails if the file is no XLSX workbook, or none that this program made as a report.
pub fn read<R: Read + Seek>(workbook: R) -> Result<Earlier, Error> {
    let mut readback = Readback::open(workbook)?;
    if readback.property(KIND) != Some("report") {
        return Err(Error::library(READ)("it was not made by evenfolio as a report"));
    }
    let tables = registers(&readback.tables);
    if tables.is_empty() && readback.tables.is_empty() {
        return Err(Error::library(READ)("it has no tables any more"));
    }
    let mut entries = Vec::new();
    for table in &tables {
        readback.rows(table, |row| entries.extend(entry(row)))?;
    }
    let property = |name| readback.property(name).unwrap_or_default().to_owned();
    Ok(Earlier {
        as_of: property(AS_OF).parse().ok(),
        run_id: property(RUN),
        baseline: Baseline { rules: property(RULES), entries },
    })
}

/// The tables of the Register, in order.
pub(crate) fn registers(tables: &[Place]) -> Vec<Place> {
    let part = |table: &Place| match table.name.strip_prefix("Register") {
        Some("") => Some(1),
        Some(rest) => rest.strip_prefix('_')?.parse::<u32>().ok(),
        None => None,
    };
    let mut found: Vec<_> = tables.iter().filter_map(|table| Some((part(table)?, table.clone()))).collect();
    found.sort_by_key(|(part, _)| *part);
    found.into_iter().map(|(_, table)| table).collect()
}

/// What a row says; `None` for a row without anything that names an initiative.
pub(crate) fn entry(row: &Row) -> Option<Entry> {
    let name = row.get("Title").map(str::to_owned);
    let id = row.get("Identifier").map(|id| id.trim().to_owned());
    let words = row.get("Text digest").and_then(|digits| Digest::parse(digits.trim()));
    if name.is_none() && id.is_none() && words.is_none() {
        return None;
    }
    let class = class(row, "Facet").unwrap_or(Class::Unplaced);
    let basis = Basis::ALL.into_iter().find(|basis| row.get("Basis") == Some(basis.word()));
    let by_tool = self::class(row, "Facet by tool");
    let basis = match basis.unwrap_or(Basis::Unplaced) {
        basis if by_tool.is_none_or(|tool| tool == class) => basis,
        _ => Basis::Decided,
    };
    // An entry without a title is shown under its identifier or description, which is no title.
    let stand_in = |name: &str| Some(name.trim()) == id.as_deref() || Some(name) == row.get("Description");
    Some(Entry {
        agency: row.get("Agency").unwrap_or_default().to_owned(),
        title: name.filter(|name| !stand_in(name)).unwrap_or_default(),
        id,
        class,
        standing: Standing::ALL
            .into_iter()
            .find(|standing| row.get("Standing") == Some(standing.word()))
            .unwrap_or(Standing::Counted),
        outcomes: ["Novel", "Implemented", "Public value"]
            .map(|header| outcome(row, header).unwrap_or_default()),
        budget: budget(row),
        basis,
        amended: row.get("Corrected").is_some(),
        words,
    })
}

/// The class under a header.
pub(crate) fn class(row: &Row, header: &str) -> Option<Class> {
    let word = row.get(header)?.trim().to_lowercase();
    Class::ALL.into_iter().find(|class| class.word() == word)
}

/// The outcome under a header.
pub(crate) fn outcome(row: &Row, header: &str) -> Option<Outcome> {
    let word = row.get(header)?.trim().to_lowercase();
    [Outcome::Met, Outcome::NotMet, Outcome::NotEvidenced].into_iter().find(|outcome| outcome.word() == word)
}

/// The amount, exact again in the smallest unit.
fn budget(row: &Row) -> Option<Money> {
    let currency = Currency::new(row.get("Currency")?)?;
    let minor = row.number("Budget")? * 10_f64.powi(i32::try_from(currency.decimals()).ok()?);
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
    let minor = minor.round() as i64;
    Some(Money { minor, currency })
}

/// A placement of that class, as firm as can be: only what is counted matters.
fn placement(class: Class) -> Placement {
    let facet = class.facet();
    Placement {
        basis: if class == Class::Unplaced { Basis::Unplaced } else { Basis::Decided },
        position: facet.map_or_else(Position::default, Position::at),
        facet,
        probabilities: facet.map_or_else(|| Probabilities::from_weights([1.0; 4]), Probabilities::certain),
        because: Vec::new(),
    }
}
