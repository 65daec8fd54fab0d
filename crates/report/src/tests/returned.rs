//! What an unfriendly clerk makes of a workbook, and what comes back: nothing typed is lost, and nothing goes to another
//! entry.

use evenfolio_core::decision::Subject;
use evenfolio_core::field::Field;
use evenfolio_core::position::Facet;

use super::packs::{answered, cell_beside, of, packs, signed, write_in};
use super::*;
use crate::answers::{self, Answers};

fn told(answers: &Answers) -> Vec<&str> {
    answers.findings.iter().filter_map(|finding| finding.value.as_deref()).collect()
}

fn report() -> (Vec<Assessment>, Vec<u8>) {
    let all = invented::assessments();
    let (bytes, _) = workbook(&settings(Style::Workbench), &all, ROOM);
    (all, bytes)
}

/// The cell under a header of the Register, in the row of these words.
fn in_register(bytes: &[u8], words: &str, header: &str) -> String {
    let row = cell_beside(bytes, "Register", &[words], 'A')[1..].to_owned();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Register").unwrap();
    let headers = range.rows().find(|row| row[0] == *"Title").unwrap();
    let index = u32::try_from(headers.iter().position(|known| *known == *header).unwrap()).unwrap();
    format!("{}{row}", evenfolio_core::origin::Column { index, header: "".into() }.letters())
}

/// Puts a column before the first of a sheet and leaves what the workbook says of its tables as it was, as some programs
/// do.
fn push_right(bytes: &[u8], place: usize) -> Vec<u8> {
    edit_part(bytes, &format!("xl/worksheets/sheet{place}.xml"), |xml| {
        let mut cells = xml.split("<c r=\"");
        let mut out = cells.next().unwrap().to_owned();
        for cell in cells {
            let end = cell.find(|c: char| c.is_ascii_digit()).unwrap();
            let index =
                cell[..end].bytes().fold(0, |index, letter| index * 26 + u32::from(letter - b'A') + 1);
            let letters = evenfolio_core::origin::Column { index, header: "".into() }.letters();
            out.push_str(&format!("<c r=\"{letters}{}", &cell[end..]));
        }
        out
    })
}

fn edit_part(bytes: &[u8], part: &str, edit: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for entry in 0..archive.len() {
        let mut file = archive.by_index(entry).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == part {
            content = edit(String::from_utf8(content).unwrap()).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, &content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn what_is_typed_over_figures_is_told() {
    let (_, bytes) = report();
    let typed = [
        ("Balance", cell_beside(&bytes, "Balance", &["mission"], 'B'), "7"),
        ("Balance", cell_beside(&bytes, "Balance", &["Facet", "Initiatives"], 'B'), "How many"),
        ("Agencies", cell_beside(&bytes, "Agencies", &["Tax Agency"], 'A'), "mission"),
        ("Dictionary", cell_beside(&bytes, "Dictionary", &["Facet"], 'A'), "Title"),
        ("Not counted", "D6".to_owned(), "counted"),
    ];
    let answers = answered(&bytes, &[&typed[..], &signed(&bytes)].concat());
    let mut told = told(&answers);
    told.sort_unstable();
    assert_eq!(told, ["7", "How many", "Title", "counted", "mission"], "{:?}", answers.findings);
    assert!(answers.decisions.is_empty());
    // The agency that is shown is chosen, not typed over.
    let chooser = cell_beside(&bytes, "Balance", &[crate::sections::balance::CHOOSER], 'B');
    assert_eq!(answered(&bytes, &[("Balance", chooser, "Tax Agency")]).findings, []);
}

#[test]
fn a_publication_is_compared_too() {
    let (bytes, _) = workbook(&settings(Style::Publication), &invented::assessments(), ROOM);
    assert_eq!(answered(&bytes, &[]).findings, []);
    let typed = [("Balance", cell_beside(&bytes, "Balance", &["mission"], 'B'), "7")];
    assert_eq!(told(&answered(&bytes, &typed)), ["7"]);
    // It has no place to sign in, and what is changed in its rows is told.
    let (all, _) = report();
    let id = all[0].initiative.text(Field::Id).unwrap();
    let mut cells = vec![("Register", in_register(&bytes, id, "Facet"), "adaptive")];
    assert_eq!(told(&answered(&bytes, &cells)), ["adaptive"]);
    cells[0].1 = in_register(&bytes, id, "Status");
    cells[0].2 = "paused for now";
    cells.push(("Not counted", "D7".to_owned(), "counted, I think"));
    let answers = answered(&bytes, &cells);
    let told = told(&answers);
    assert!(
        told.len() == 2 && told[0].contains("paused for now") && told[1].contains("counted, I think"),
        "{told:?}"
    );
}

#[test]
fn columns_that_were_pushed_aside_are_read_where_they_stand() {
    let packs = packs(&invented::assessments());
    let bytes = of(&packs, "Tax Agency");
    let answer = cell_beside(bytes, "What to fix", &["V005"], 'G');
    let mut edited = write_in(bytes, "What to fix", &answer, "pilot");
    for (sheet, cell, words) in signed(bytes) {
        edited = write_in(&edited, sheet, &cell, words);
    }
    for place in 1..=4 {
        edited = push_right(&edited, place);
    }
    let answers = answers::read("tax.xlsx", Cursor::new(edited)).unwrap();
    assert_eq!(answers.findings, []);
    let [decision] = &answers.decisions[..] else { panic!("{:?}", answers.decisions) };
    assert_eq!(decision.corrections[0].value, "pilot");
    assert!(decision.corrections[0].cell.contains("What to fix!H"), "{:?}", decision.corrections);
}

#[test]
fn a_row_is_the_one_that_it_was_whatever_it_says_of_its_source() {
    let (all, bytes) = report();
    let id = all[0].initiative.text(Field::Id).unwrap();
    let mut cells = vec![
        ("Register", in_register(&bytes, id, "Source file"), "elsewhere.csv"),
        ("Register", in_register(&bytes, id, "Source row"), "9999"),
        ("Register", in_register(&bytes, id, "Because"), "I say so"),
        ("Register", in_register(&bytes, id, "Facet"), "adaptive"),
    ];
    cells.extend(signed(&bytes));
    let answers = answered(&bytes, &cells);
    let [decision] = &answers.decisions[..] else { panic!("{:?}", answers.decisions) };
    assert_eq!(decision.subject, Subject::by_id(&all[0].initiative.agency, id).unwrap());
    assert_eq!(decision.facet, Some(Facet::Adaptive));
    assert_eq!(told(&answers), ["I say so", "elsewhere.csv", "9999"]);
    assert!(answers.findings.iter().all(|finding| finding.place.row().is_none()), "{:?}", answers.findings);
}

#[test]
fn a_row_that_was_copied_changes_nothing() {
    let (all, bytes) = report();
    let [first, second] = [0, 1].map(|place: usize| all[place].initiative.text(Field::Id).unwrap());
    let mut book = Xlsx::new(Cursor::new(&*bytes)).unwrap();
    let range = book.worksheet_range("Register").unwrap();
    let row = range.rows().find(|row| row.iter().any(|cell| *cell == *first)).unwrap();
    // The marks of one row in another: the other is what somebody made of a copy.
    let marks = row.last().unwrap().to_string();
    let mut cells = vec![("Register", in_register(&bytes, second, "Marks"), &*marks)];
    cells.extend(signed(&bytes));
    let answers = answered(&bytes, &cells);
    assert_eq!(answers.decisions, []);
    assert!(told(&answers).contains(&second), "{:?}", answers.findings);
}

#[test]
fn formulas_without_a_value_put_nothing_right() {
    let (all, bytes) = report();
    let id = all[0].initiative.text(Field::Id).unwrap();
    let cell = in_register(&bytes, id, "Title");
    let names = Xlsx::new(Cursor::new(&*bytes)).unwrap().sheet_names().clone();
    let place = names.iter().position(|name| name == "Register").unwrap() + 1;
    let mut edited = edit_part(&bytes, &format!("xl/worksheets/sheet{place}.xml"), |xml| {
        let (before, from) = xml.split_once(&format!("<c r=\"{cell}\"")).unwrap();
        let after = from.split_once("</c>").unwrap().1;
        format!("{before}<c r=\"{cell}\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>{after}")
    });
    for (sheet, cell, words) in signed(&bytes) {
        edited = write_in(&edited, sheet, &cell, words);
    }
    let answers = answers::read("r.xlsx", Cursor::new(edited)).unwrap();
    assert_eq!((&answers.decisions[..], told(&answers)), (&[][..], vec!["#DIV/0!"]));
}

#[test]
fn long_names_of_agencies_come_back_whole() {
    let mut assessment = invented::assessments().remove(0);
    assessment.initiative.agency = format!("Office of {}trees", "many and very old ".repeat(20));
    let (pack, bytes) = packs(&[assessment]).into_iter().find(|(pack, _)| pack.initiatives == 1).unwrap();
    assert!(pack.agency.chars().count() > 255);
    assert_eq!(answered(&bytes, &[]).agency, Some(pack.agency));
}

#[test]
fn what_was_decided_before_is_noted() {
    let (all, bytes) = report();
    let decided = all.iter().filter(|one| one.placement.basis == evenfolio_core::placement::Basis::Decided);
    let shown = answered(&bytes, &[]).shown;
    assert_eq!(shown.iter().filter(|shown| shown.is_facet).count(), decided.count());
    assert!(shown.iter().all(|shown| !shown.subjects.is_empty() && !shown.words.is_empty()), "{shown:?}");
}
