//! Data quality: what is the matter in the registers, where, and what to do about it.

use evenfolio_core::finding::{Finding, Severities};
use evenfolio_core::origin::{Origin, Place};

use super::{Scene, numbered};
use crate::error::Error;
use crate::listing::Finished;
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table, Value};
use crate::text::{counted, thousands};
use crate::theme::Class;

/// How many links Excel takes on a sheet, less a few.
const LINKS: usize = 65_000;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene, finished: &mut Finished) -> Result<Sheet, Error> {
    let findings = scene.contents.findings;
    let counts = scene.contents.finding_counts;
    let known = &scene.settings.severities;
    let severities = known.count(counts);
    let all: u64 = counts.values().sum();
    let mut rows = Vec::with_capacity(findings.len());
    let mut links = 0;
    // What keeps something out of the figures stands first; within a severity, the order of the registers.
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(known.of(finding.code)));
    for finding in sorted {
        let found = match &finding.place {
            Place::Row(origin) | Place::Cell { origin, .. } if links < LINKS => find(finished, origin)?,
            _ => None,
        };
        links += usize::from(found.is_some());
        rows.push(row(finding, known, found));
    }
    let mut prose = vec![Line::text(format!(
        "{}, {} and {} (info). Errors keep something out of the figures; warnings say that something was guessed or set \
         aside.",
        counted(severities.error, "error", "errors"),
        counted(severities.warning, "warning", "warnings"),
        counted(severities.info, "remark", "remarks"),
    ))];
    if all > findings.len() as u64 {
        prose.push(Line::text(format!(
            "{} of {} are listed here; the others are of the same kinds and are counted above.",
            thousands(findings.len() as u64),
            thousands(all)
        )));
    }
    if finished.shortened > 0 {
        prose.push(Line::text(format!(
            "{} too long for a cell and cut at 32,767 characters; the whole text is in the register.",
            counted(finished.shortened, "text was", "texts were")
        )));
    }
    let head = Sheet {
        name: "Data quality".to_owned(),
        title: "Data quality: what to put right".to_owned(),
        about: "What is the matter in the registers, where it is, and what to do.".to_owned(),
        ..Sheet::default()
    };
    if rows.is_empty() {
        prose.push(Line::text("Nothing was found that a person should know."));
        return Ok(Sheet { prose, ..head });
    }
    let table = Table {
        name: "Findings".to_owned(),
        alt: "Findings in the registers, one a row, with place and advice.".to_owned(),
        columns: vec![
            Column::text("Severity", 11),
            Column::text("Code", 9),
            Column::text("Name", 20),
            Column::text("What is the matter", 42),
            Column::text("Value", 20),
            Column::text("What to do", 44),
            Column::text("File", 34),
            Column::text("Sheet", 15),
            Column::number("Row", 10),
            Column::text("Column", 24),
            Column::text("In the Register", 20),
        ],
        rows,
        ..Table::default()
    };
    Ok(Sheet { prose, tables: vec![table], ..head })
}

/// A link to the row of the Register that lists an origin.
pub(super) fn find(finished: &mut Finished, origin: &Origin) -> Result<Option<Value>, Error> {
    Ok(finished.find(origin)?.map(|(part, row)| Value::Link {
        text: format!("Register row {}", row + 1),
        sheet: numbered("Register", part),
        row,
        column: 0,
    }))
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn row(finding: &Finding, known: &Severities, found: Option<Value>) -> Vec<Cell> {
    let none = || Cell::missing(Missing::NotApplicable);
    let words = |words: Option<&str>| words.filter(|words| !words.is_empty()).map_or_else(none, Cell::text);
    let place = &finding.place;
    let column = place.column().map(|column| {
        let letters = column.letters();
        if column.header.is_empty() { letters } else { format!("{letters}: {}", column.header) }
    });
    vec![
        Cell::text(known.of(finding.code).word()),
        Cell::text(finding.code.code()),
        Cell::text(finding.code.entry().name.as_str()),
        Cell::text(super::cover::sentence(&finding.message)),
        words(finding.value.as_deref()),
        Cell::text(finding.advice()),
        words(place.path().map(AsRef::as_ref)),
        words(place.sheet().map(AsRef::as_ref)),
        place.row().map_or_else(none, |row| Cell::number(row as f64, Class::Plain)),
        words(column.as_deref()),
        found.map_or_else(none, |value| Cell { value, class: Class::Link, formula: None }),
    ]
}
