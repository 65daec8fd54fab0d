//! Sources: the ledger. Every file and sheet that was read, and what became of its rows.

use evenfolio_core::ledger::Fate;

use super::Scene;
use crate::contents::SourceLine;
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::{capitalised, counted};
use crate::theme::Class;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let sources = scene.contents.sources;
    let open = sources.iter().filter(|source| !source.ledger.balances()).count();
    let read: u64 = sources.iter().map(|source| source.ledger.read).sum();
    let mut prose = vec![Line::text(format!(
        "{} with {} read. Every row has a fate, and the fates add up to the rows read{}.",
        counted(sources.len() as u64, "register", "registers"),
        counted(read, "row", "rows"),
        if open == 0 { "" } else { " — but not in all registers: see column Adds up" },
    ))];
    let head = Sheet {
        name: "Sources".to_owned(),
        title: "Sources: what was read, and what became of every row".to_owned(),
        about: "Every file and sheet that was read, with the fates of its rows.".to_owned(),
        ..Sheet::default()
    };
    if sources.is_empty() {
        prose.push(Line::text("No register was read."));
        return Sheet { prose, ..head };
    }
    let mut columns = vec![
        Column::text("File", 34),
        Column::text("Sheet", 20),
        Column::text("Agency", 24),
        Column::text("Format", 9),
        Column::text("Encoding", 14),
        Column::text("Delimiter", 11),
        Column::number("Header row", 10),
        Column::number("Rows read", 11),
    ];
    columns.extend(Fate::ALL.into_iter().map(|fate| Column::number(fate_heading(fate), 13)));
    columns.push(Column::text("Adds up", 10));
    // On paper nobody compares digests, and without them the rest can be read.
    let printed = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    columns.push(Column::text("SHA-256 of the file", 36));
    let live = scene.live.is_some();
    let table = Table {
        name: "Sources".to_owned(),
        alt: "Registers, one a row, with the fates of their rows.".to_owned(),
        columns,
        rows: sources.iter().map(|source| row(source, live)).collect(),
        ..Table::default()
    };
    Sheet { prose, tables: vec![table], printed: Some((0, printed)), ..head }
}

/// The header over the rows of a fate.
fn fate_heading(fate: Fate) -> String {
    capitalised(&fate.word().replace('-', " "))
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn row(source: &SourceLine, live: bool) -> Vec<Cell> {
    let none = || Cell::missing(Missing::NotApplicable);
    let words = |words: &Option<String>| words.as_deref().map_or_else(none, Cell::text);
    let sum = format!(
        "=IF(Sources[[#This Row],[Rows read]]=SUM(Sources[[#This Row],[{}]:[{}]]),\"yes\",\"no\")",
        fate_heading(Fate::Initiative),
        fate_heading(Fate::Quarantined)
    );
    let mut row = vec![
        Cell::text(source.path.as_str()),
        words(&source.sheet),
        Cell::optional(source.agency.as_deref()),
        Cell::text(source.format.as_str()),
        words(&source.encoding),
        words(&source.delimiter),
        source.header_row.map_or_else(none, |row| Cell::number(row as f64, Class::Plain)),
        Cell::count(source.ledger.read),
    ];
    row.extend(Fate::ALL.into_iter().map(|fate| Cell::count(source.ledger.count(fate))));
    let adds_up = if source.ledger.balances() { "yes" } else { "no" };
    row.push(Cell::text(adds_up).with_formula(live.then_some(sum)));
    row.push(Cell::text(source.sha256.as_str()));
    row
}
