//! The survey of a whole register: what its columns decide, its shape, its digest.

use std::collections::BTreeMap;

use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::fold::fold;
use evenfolio_core::origin::Place;

use super::{Draft, Options};
use crate::agency::Agency;
use crate::columns::{BY_FORMAT, ColumnsSeen, Given, SCALE_BY_FORMAT, SCALE_UNLIKELY, UNIT_DOUBT};
use crate::digest::ContentDigest;
use crate::layout::{BoundColumn, Decision, Layout};
use crate::lift::money;
use crate::register::Register;
use crate::rows::{Fault, Row};
use crate::shape::ShapeSeen;
use crate::turn;
use crate::vocabulary::vocabulary;

/// Reads the whole table once.
pub(super) fn survey<'a>(draft: Draft<'a>, options: &Options) -> Result<Register<'a>, Fault> {
    let Draft { table, mut layout, profile, groups, above, by_values, missing, .. } = draft;
    let rows = table.rows()?;
    let mut rows = if layout.turned { turn::turned(rows)? } else { rows };
    let width = layout.columns.len();
    let mut shape = ShapeSeen::new(width);
    let mut digest = ContentDigest::default();
    let mut seen = ColumnsSeen::new(&layout.columns);
    let watched = seen.watched();
    let mut nameless = vec![0_u64; width];
    let unnamed: Vec<usize> = (0..width).filter(|at| layout.columns[*at].column.header.is_empty()).collect();
    let mut rows_below: u64 = 0;
    let mut hidden: (u64, u64) = (0, 0);
    let mut row = Row::default();
    // A table that breaks off is read as far as it goes; the reading says so.
    while matches!(rows.next_row(&mut row), Ok(true)) {
        if row.number < layout.header_first {
            continue;
        }
        digest.note(&row);
        if row.number <= layout.header_last || row.is_blank() {
            continue;
        }
        shape.note(&row);
        rows_below += 1;
        for at in &watched {
            seen.note(*at, row.cell(*at), row.unit(*at));
        }
        for at in unnamed.iter().take_while(|at| **at < row.width()) {
            nameless[*at] += u64::from(!row.cell(*at).is_blank());
        }
        if row.hidden {
            hidden = (hidden.0 + 1, if hidden.0 == 0 { row.number } else { hidden.1 });
        }
    }
    let given = Given {
        language: vocabulary().language(layout.language).unwrap_or_default(),
        order: options.order.or_else(|| profile.as_ref().and_then(|profile| profile.date_order)),
        currency: options.currency.or_else(|| profile.as_ref().and_then(|profile| profile.currency)),
    };
    seen.decide(&mut layout.columns, &groups, &above, given);
    let mut findings = Vec::new();
    say_what_was_found(&layout, by_values, &mut findings);
    say_what_has_one_name(&layout, &mut findings);
    say_what_is_not_read(&layout, &nameless, &mut findings);
    say_what_is_in_doubt(&layout, &mut findings);
    for header in missing {
        let message = format!("the profile names a column “{header}”, which the table does not have");
        findings.push(Finding::new(Code::ProfileMismatch, register(&layout), message));
    }
    if hidden.0 > 0 {
        let message = match hidden {
            (1, row) => format!("row {row} is hidden and part of the register"),
            (rows, first) => format!("{rows} hidden rows are part of the register, the first is row {first}"),
        };
        findings.push(Finding::new(Code::RowHidden, register(&layout), message));
    }
    Ok(Register {
        layout,
        findings,
        digest: (rows_below > 0).then(|| digest.finish()),
        shape: shape.shape(),
        table,
    })
}

fn register(layout: &Layout) -> Place {
    Place::Register { path: layout.path.clone(), sheet: layout.sheet.clone() }
}

fn column(layout: &Layout, at: usize) -> Place {
    Place::Column {
        path: layout.path.clone(),
        sheet: layout.sheet.clone(),
        column: layout.columns[at].column.clone(),
    }
}

fn say_what_was_found(layout: &Layout, by_values: bool, findings: &mut Vec<Finding>) {
    if by_values && let Some(title) = layout.columns_of(Field::Title).next() {
        let message = format!(
            "no column is named as the title; “{}” was taken, for its values tell the entries apart",
            title.column.header
        );
        findings.push(Finding::new(Code::TitleByValues, register(layout), message));
    }
    if !layout.has(Field::Agency) && !matches!(layout.agency, Agency::Given(_) | Agency::Above(_)) {
        let message =
            format!("no column names the agency; its entries are shown under “{}”", layout.agency.name());
        findings.push(Finding::new(Code::AgencyMissing, register(layout), message));
    }
    let telling = [
        Field::Description,
        Field::Objective,
        Field::Problem,
        Field::Results,
        Field::Novelty,
        Field::Purpose,
    ];
    if !telling.into_iter().any(|field| layout.has(field)) && !layout.has(Field::DeclaredFacet) {
        let message = "no column says what the initiatives are for";
        findings.push(Finding::new(Code::NoEvidenceText, register(layout), message));
    }
    for field in Field::ALL {
        let columns: Vec<_> = layout.columns_of(*field).map(|column| column.column.header.as_ref()).collect();
        if columns.len() > 1 {
            let message = format!("{} is asked in this order: {}", field.label(), quoted(&columns, 6));
            findings.push(Finding::new(Code::ColumnDuplicate, register(layout), message));
        }
    }
}

/// Columns of one name of which not all are read: a person cannot tell from the name which one is.
fn say_what_has_one_name(layout: &Layout, findings: &mut Vec<Finding>) {
    let mut named: BTreeMap<String, Vec<&BoundColumn>> = BTreeMap::new();
    for column in layout.columns.iter().filter(|column| !column.column.header.is_empty()) {
        named.entry(fold(&column.column.header)).or_default().push(column);
    }
    for columns in named.into_values().filter(|columns| columns.len() > 1) {
        let read: Vec<String> = columns
            .iter()
            .filter(|column| column.field.is_some())
            .map(|column| column.column.letters())
            .collect();
        if read.is_empty() || read.len() == columns.len() {
            continue;
        }
        let all: Vec<String> = columns.iter().map(|column| column.column.letters()).collect();
        let message = format!(
            "columns {} have the same name, “{}”; only {} is read",
            joined(&all),
            crate::lift::text::beginning(&columns[0].column.header, 60),
            joined(&read),
        );
        findings.push(Finding::new(Code::ColumnDuplicate, register(layout), message));
    }
}

fn say_what_is_not_read(layout: &Layout, nameless: &[u64], findings: &mut Vec<Finding>) {
    let unread: Vec<&str> = layout
        .columns
        .iter()
        .filter(|column| column.field.is_none() && !column.column.header.is_empty())
        .map(|column| column.column.header.as_ref())
        .collect();
    if !unread.is_empty() {
        let columns = if unread.len() == 1 { "column is" } else { "columns are" };
        let message = format!("{} {columns} not read: {}", unread.len(), quoted(&unread, LISTED));
        findings.push(Finding::new(Code::ColumnUnmapped, register(layout), message));
    }
    let mut holding = nameless.iter().enumerate().filter(|(_, values)| **values > 0);
    for (at, values) in holding.by_ref().take(LISTED) {
        let message = format!("the column has no name and holds {values} values, which are not read");
        findings.push(Finding::new(Code::ColumnNameless, column(layout, at), message));
    }
    if let Some((first, _)) = holding.next() {
        let message = format!(
            "{} more columns without a name hold values, which are not read; the first is {}",
            holding.count() + 1,
            layout.columns[first].column.letters()
        );
        findings.push(Finding::new(Code::ColumnNameless, register(layout), message));
    }
}

fn say_what_is_in_doubt(layout: &Layout, findings: &mut Vec<Finding>) {
    for (at, bound) in layout.columns.iter().enumerate() {
        match &bound.decision {
            Decision::Date(style, why) if style.order.is_none() && why.contains("only the year") => {
                findings.push(Finding::new(Code::DateAmbiguous, column(layout, at), why.clone()));
            }
            Decision::Money(style, why) => {
                let money::Style { currency, .. } = style;
                if currency.is_none() && why.contains("no currency") && !layout.has(Field::Currency) {
                    let message = "neither header nor cells name a currency";
                    findings.push(Finding::new(Code::CurrencyUnknown, column(layout, at), message));
                }
                if why.contains(BY_FORMAT) && !layout.has(Field::Currency) {
                    let message = "the currency is taken from the number format of the cells; a copy as CSV loses it unless the header names it";
                    findings.push(Finding::new(Code::CurrencyFromFormat, column(layout, at), message));
                }
                if why.contains(SCALE_BY_FORMAT) {
                    let message = "the scale of the amounts is taken from the number format of the cells; a copy as CSV loses it unless the header names it";
                    findings.push(Finding::new(Code::CurrencyFromFormat, column(layout, at), message));
                }
                if why.contains(SCALE_UNLIKELY) {
                    let message = "the number format shows thousands, millions or billions of amounts that are stored in full; they are read as they are stored";
                    findings.push(Finding::new(Code::ScaleDoubtful, column(layout, at), message));
                }
                if why.contains(UNIT_DOUBT) {
                    let message =
                        "all amounts are small for whole projects: thousands or millions may be meant";
                    findings.push(Finding::new(Code::ScaleDoubtful, column(layout, at), message));
                }
            }
            Decision::Score(None, why) => {
                findings.push(Finding::new(Code::ScoreUnreadable, column(layout, at), why.clone()));
            }
            _ => {}
        }
    }
}

/// So many columns are listed one by one.
const LISTED: usize = 12;

/// Columns by their letters: `A and C`; the rest of many by number.
fn joined(letters: &[String]) -> String {
    match letters.len().checked_sub(LISTED).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", letters[..LISTED].join(", ")),
        None => letters.join(" and "),
    }
}

fn quoted(names: &[&str], most: usize) -> String {
    let mut listed: Vec<String> =
        names.iter().take(most).map(|name| format!("“{}”", crate::lift::text::beginning(name, 60))).collect();
    if names.len() > most {
        listed.push(format!("{} more", names.len() - most));
    }
    listed.join(", ")
}
