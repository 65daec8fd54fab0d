//! Regione Valdombra: a group row above an Excel table that has two empty rows, a totals row and notes below
//! it, amounts as text with points and a comma, a visible legend.

use rust_xlsxwriter::{Table, TableColumn, Workbook, XlsxError};

use crate::layout::Kind::{Date, Text};
use crate::layout::{across, lines, prose, values};

/// Rows of the sheet, counted from 0, that someone emptied without taking them out of the table.
const EMPTIED: [u32; 2] = [7, 12];

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("Iniziative")?;
    across(sheet, 0, 0..=10, "Regione Valdombra – Elenco delle iniziative di innovazione 2025")?;
    across(sheet, 1, 0..=2, "ANAGRAFICA")?;
    across(sheet, 1, 3..=6, "CONTENUTO")?;
    across(sheet, 1, 7..=10, "IMPORTI E TEMPI")?;

    let rows = lines(include_str!("regione_valdombra.tsv"));
    let names: Vec<TableColumn> = rows[0].iter().map(|name| TableColumn::new().set_header(*name)).collect();
    sheet.add_table(2, 0, 15, 10, &Table::new().set_name("Iniziative").set_columns(&names))?;
    let kinds = [Text, Text, Text, Text, Text, Text, Text, Text, Date, Date, Text];
    let filled = (3..).filter(|row| !EMPTIED.contains(row));
    for (row, line) in filled.zip(&rows[1..]) {
        values(sheet, row, line, &kinds)?;
    }
    sheet.write_string(16, 0, "TOTALE")?;
    sheet.write_string(16, 7, "34.403.901,25")?;
    prose(
        sheet,
        18,
        &[
            "Nota: importi al netto dell'IVA e comprensivi del cofinanziamento.",
            "Fonte: Direzione bilancio, estrazione del 30 giugno 2025.",
        ],
    )?;

    let legend = book.add_worksheet().set_name("Legenda")?;
    let stages = ["Pianificato", "Sperimentazione", "In attuazione", "In esercizio", "A regime", "Dismesso"];
    prose(legend, 0, &["Valori ammessi per lo stato"])?;
    prose(legend, 1, &stages)
}
