//! Ministère de la Transition énergétique: prose first, three levels of header, a hidden pick list, totals
//! as formulas, footnotes.

use rust_xlsxwriter::{ColNum, DataValidation, Formula, Workbook, XlsxError};

use crate::layout::Kind::{Number, Text};
use crate::layout::{across, header, lines, prose, values};

const STAGES: &[&str] = &[
    "Avancement",
    "Prévu",
    "Expérimentation",
    "Pilote",
    "En cours de déploiement",
    "Mis en œuvre",
    "Déployé",
    "Généralisé",
    "Achevé",
    "Abandonné avant lancement",
];

pub(crate) fn fill(book: &mut Workbook) -> Result<(), XlsxError> {
    let read_me = book.add_worksheet().set_name("Lisez-moi")?;
    prose(
        read_me,
        0,
        &[
            "Suivi des projets innovants du ministère",
            "Le présent classeur est mis à jour deux fois par an par la mission d'innovation.",
            "Un projet est inscrit dès qu'une direction lui a affecté un agent et une échéance.",
            "Les montants sont exprimés en millions d'euros courants. ND signifie « non disponible ».",
            "Pour toute question : mission-innovation@ecologie.example.org",
        ],
    )?;

    let sheet = book.add_worksheet().set_name("Projets 2025")?;
    across(sheet, 0, 0..=12, "Ministère de la Transition énergétique – Suivi des projets innovants")?;
    across(sheet, 1, 0..=12, "Situation au 30 juin 2025")?;
    across(sheet, 3, 0..=3, "IDENTIFICATION")?;
    across(sheet, 3, 4..=6, "CONTENU")?;
    across(sheet, 3, 7..=9, "FINANCEMENT")?;
    across(sheet, 3, 10..=12, "CALENDRIER")?;
    across(sheet, 4, 7..=8, "Crédits de l'État")?;
    sheet.write_string(4, 9, "Autres")?;
    across(sheet, 4, 10..=11, "Dates")?;

    let table = lines(include_str!("transition_energetique.tsv"));
    header(sheet, 5, &table[0])?;
    // A year alone is a number in the date columns; quarters and months are text.
    let kinds = [Text, Text, Text, Text, Text, Text, Text, Number, Number, Number, Number, Number, Text];
    for (row, line) in (6..).zip(&table[1..]) {
        values(sheet, row, line, &kinds)?;
    }

    sheet.write_string(18, 0, "Total")?;
    for (column, letter) in [(7, 'H'), (8, 'I'), (9, 'J')] {
        let sum: f64 = table[1..].iter().filter_map(|line| line[column].parse::<f64>().ok()).sum();
        let formula = Formula::new(format!("=SUM({letter}7:{letter}18)")).set_result(format!("{sum:.2}"));
        sheet.write_formula(18, ColNum::try_from(column).unwrap_or_default(), formula)?;
    }
    prose(
        sheet,
        20,
        &[
            "(1) Projet distingué par le prix de l'action publique locale.",
            "Source : direction des affaires financières, arrêté provisoire.",
        ],
    )?;
    let picks = DataValidation::new().allow_list_formula("=Listes!$A$2:$A$10".into());
    sheet.add_data_validation(6, 12, 17, 12, &picks)?;

    let lists = book.add_worksheet().set_name("Listes")?;
    prose(lists, 0, STAGES)?;
    lists.set_hidden(true);
    Ok(())
}
