//! Water Board: a small, clean register with one cell of each kind, to be kept in every format we read.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::layout::Kind::{Date, Number, Text};
use crate::layout::{header, lines, values};

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("Register")?;
    let table = lines(include_str!("water_board.tsv"));
    header(sheet, 0, &table[0])?;
    // Columns H and I are written below, as a percentage and as a truth value.
    let kinds = [Text, Text, Text, Text, Text, Date, Number, Text, Text, Number, Number];
    let percent = Format::new().set_num_format("0 %");
    for (row, line) in (1..).zip(&table[1..]) {
        values(sheet, row, line, &kinds)?;
        sheet.write_number_with_format(row, 7, line[7].parse::<f64>().unwrap_or_default(), &percent)?;
        sheet.write_boolean(row, 8, line[8] == "TRUE")?;
    }
    Ok(())
}
