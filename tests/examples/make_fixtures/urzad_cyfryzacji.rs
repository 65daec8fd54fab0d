//! Urząd Cyfryzacji: a register on its side, projects as columns, one column left empty.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::layout::Kind::{Date, Text};
use crate::layout::{columns, header, lines, value};

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("Portfel 2025")?;
    let projects = lines(include_str!("urzad_cyfryzacji.tsv"));
    let kinds = [Text, Text, Text, Text, Text, Text, Date, Date, Text, Text, Text];

    // Column A names what each row holds. Column F once held a project and was emptied.
    let places = columns().filter(|column| *column != 5);
    for (column, project) in places.zip(&projects) {
        for ((row, text), kind) in (0..).zip(project).zip(kinds) {
            value(sheet, row, column, text, kind)?;
        }
    }
    for (row, name) in (0..).zip(&projects[0]) {
        header(sheet, row, &[name])?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}
