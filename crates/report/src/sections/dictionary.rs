//! The dictionary: every column of the Register, what it says and where it comes from, made from the lists
//! of columns and fields themselves.

use evenfolio_core::field::{Field, Kind};

use crate::columns;
use crate::contents::Settings;
use crate::sheet::{Cell, Column, Line, Sheet, Table};

/// Makes the sheet.
pub(crate) fn sheet(settings: &Settings) -> Sheet {
    let mut rows: Vec<_> = columns::register(settings)
        .into_iter()
        .map(|item| {
            vec![
                Cell::text("Register"),
                Cell::text(item.header()),
                Cell::text(item.kind().word()),
                Cell::text(item.meaning()),
            ]
        })
        .collect();
    rows.extend(Field::ALL.iter().map(|field| {
        vec![
            Cell::text("read from registers"),
            Cell::text(field.label()),
            Cell::text(kind(field.kind())),
            Cell::text(field.meaning()),
        ]
    }));
    Sheet {
        name: "Dictionary".to_owned(),
        title: "Dictionary: what the columns say".to_owned(),
        about: "Every column of the Register, and every column that is looked for in registers.".to_owned(),
        prose: vec![Line::text(
            "First the columns of the Register in this workbook, then the columns that are looked for in the \
             agencies' registers.",
        )],
        tables: vec![Table {
            name: "Dictionary".to_owned(),
            alt: "Columns, one a row, with the kind of their values and what they say.".to_owned(),
            columns: vec![
                Column::text("Where", 22),
                Column::text("Column", 24),
                Column::text("Kind of value", 28),
                Column::text("What it says", 90),
            ],
            rows,
            ..Table::default()
        }],
        ..Sheet::default()
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Identifier => "code, never a number",
        Kind::Text => "text",
        Kind::Status => "step on the status ladder",
        Kind::Date => "date",
        Kind::Money => "amount",
        Kind::Facet => "one of the four facets",
        Kind::Score => "score on an axis",
        Kind::Personal => "data about a person",
    }
}
