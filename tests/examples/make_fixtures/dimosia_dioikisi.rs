//! Υπουργείο Δημόσιας Διοίκησης: several bodies in one register, prose first, the header in Greek and again
//! in English below, facets declared by the bodies themselves.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::layout::Kind::{Number, Text};
use crate::layout::{across, header, lines, prose, values};

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let guide = book.add_worksheet().set_name("Οδηγίες")?;
    prose(
        guide,
        0,
        &[
            "Οδηγίες συμπλήρωσης",
            "Κάθε φορέας καταχωρίζει μία γραμμή ανά δράση και δηλώνει την όψη της κατά OPSI.",
            "Αν δεν υπάρχει στοιχείο, σημειώνεται --.",
        ],
    )?;

    let sheet = book.add_worksheet().set_name("Μητρώο")?;
    across(sheet, 0, 0..=9, "Μητρώο καινοτομίας και βέλτιστων πρακτικών")?;
    let table = lines(include_str!("dimosia_dioikisi.tsv"));
    header(sheet, 2, &table[0])?;
    header(sheet, 3, &table[1])?;
    let kinds = [Number, Text, Text, Text, Text, Text, Text, Number, Text, Text];
    for (row, line) in (4..).zip(&table[2..]) {
        values(sheet, row, line, &kinds)?;
    }
    prose(sheet, 14, &["Σημείωση: οι εγγραφές 8 και 9 δεν έχουν ακόμη ελεγχθεί από τη μονάδα καινοτομίας."])
}
