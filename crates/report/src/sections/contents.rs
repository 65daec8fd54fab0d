//! The table of contents: every sheet by name, with a link and what it shows.

use crate::sheet::{Cell, Column, Line, Sheet, Table, Value};
use crate::theme::Class;

/// Makes the sheet from all others. It leaves itself out.
pub(crate) fn sheet(sheets: &[Sheet]) -> Sheet {
    let rows = sheets
        .iter()
        .filter(|sheet| !sheet.name.is_empty())
        .map(|sheet| {
            let link = Value::Link { text: sheet.name.clone(), sheet: sheet.name.clone(), row: 0, column: 0 };
            vec![Cell { value: link, class: Class::Link, formula: None }, Cell::text(sheet.about.clone())]
        })
        .collect();
    Sheet {
        name: "Contents".to_owned(),
        title: "Contents".to_owned(),
        about: "The sheets of this workbook.".to_owned(),
        prose: vec![Line::text("Each name leads to its sheet.")],
        tables: vec![Table {
            name: "Contents".to_owned(),
            alt: "The sheets of this workbook, with a link to each and what it shows.".to_owned(),
            columns: vec![Column::text("Sheet", 24), Column::text("What it shows", 100)],
            rows,
            ..Table::default()
        }],
        ..Sheet::default()
    }
}
