//! Digitaliseringsenheden: the two answers that OPSI's Portfolio Exploration Tool asks for, amounts in
//! thousands of kroner, guidance on a second visible sheet.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::layout::Kind::{Date, Number, Text};
use crate::layout::{across, header, lines, prose, values};

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("Portefølje")?;
    across(sheet, 0, 0..=11, "Digitaliseringsenhedens portefølje pr. 30. juni 2025")?;
    let table = lines(include_str!("digitaliseringsenheden.tsv"));
    header(sheet, 1, &table[0])?;
    let kinds = [Text, Text, Text, Text, Text, Text, Text, Text, Date, Number, Text, Text];
    for (row, line) in (2..).zip(&table[1..]) {
        values(sheet, row, line, &kinds)?;
    }

    let guide = book.add_worksheet().set_name("Vejledning")?;
    prose(
        guide,
        0,
        &[
            "Vejledning",
            "Formål og drivkraft vælges hver for sig: hvad er initiativet til for, og hvad skubber det frem?",
            "Er flere formål lige vigtige, vælges Alle ovenstående.",
            "Spørgsmål sendes til portefolje@digital.example.org",
        ],
    )
}
