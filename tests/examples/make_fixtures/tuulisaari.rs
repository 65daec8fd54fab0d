//! Tuulisaaren kaupunki: scores on both axes, Excel dates, and one row that someone hid.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::layout::Kind::{Date, Number, Text};
use crate::layout::{header, lines, values};

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("Kokeilut 2025")?;
    let table = lines(include_str!("tuulisaari.tsv"));
    header(sheet, 0, &table[0])?;
    let kinds = [Text, Text, Text, Text, Text, Text, Date, Date, Number, Text, Number, Number];
    for (row, line) in (1..).zip(&table[1..]) {
        values(sheet, row, line, &kinds)?;
    }
    // 0108, the service that went wrong.
    sheet.set_row_hidden(8)?;
    Ok(())
}
