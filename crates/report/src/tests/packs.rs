//! Agency packs as an agency finds them, and what is read when they come back.

use evenfolio_core::comparison::Entry;
use evenfolio_core::decision::{Decision, Subject, Was};
use evenfolio_core::field::Field;
use evenfolio_core::finding::Code;
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Facet;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::agency_pack::{Pack, Packs};
use crate::answers::{self, Answers, BY, ON};
use crate::error::Error;

pub(super) fn packs(all: &[Assessment]) -> Vec<(Pack, Vec<u8>)> {
    let settings = settings(Style::Publication);
    let mut packs = Packs::begin(&settings).unwrap();
    for assessment in all {
        packs.push(assessment).unwrap();
    }
    let mut made = Vec::new();
    with_contents(&settings, all, |contents| {
        let sources: Vec<_> = contents
            .sources
            .iter()
            .map(|source| SourceLine { agency: Some("Keeper of lists".to_owned()), ..source.clone() })
            .collect();
        packs
            .write(contents.run, &sources, contents.findings, |pack, bytes| {
                made.push((pack.clone(), bytes.to_vec()));
                Ok::<_, Error>(())
            })
            .unwrap();
    });
    made
}

pub(super) fn of<'a>(packs: &'a [(Pack, Vec<u8>)], agency: &str) -> &'a [u8] {
    &packs.iter().find(|(pack, _)| pack.agency == agency).unwrap().1
}

#[test]
fn every_agency_gets_its_rows_and_what_to_fix() {
    let all = invented::assessments();
    let packs = packs(&all);
    let shown: Vec<_> = packs
        .iter()
        .map(|(pack, _)| {
            format!("{} {}: {} rows, {} to fix", pack.file_name, pack.agency, pack.initiatives, pack.to_fix)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert_eq!(packs.iter().map(|(pack, _)| pack.initiatives).sum::<u64>(), all.len() as u64);
    insta::assert_snapshot!(as_text(of(&packs, "Tax Agency")));
}

#[test]
fn packs_pass_the_rules() {
    for (pack, bytes) in packs(&[invented::assessments(), invented::odd()].concat()) {
        let flaws = crate::lint::check(Cursor::new(bytes), Style::Workbench).unwrap();
        // A date before the calendar of spreadsheets begins is kept as words rather than lost.
        let flaws: Vec<_> = flaws.into_iter().filter(|flaw| flaw.rule != 30).collect();
        assert_eq!(flaws, [], "{}", pack.agency);
    }
}

/// Writes text into a cell as a person would.
pub(super) fn write_in(bytes: &[u8], sheet: &str, cell: &str, text: &str) -> Vec<u8> {
    let names = Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names().clone();
    let place = names.iter().position(|name| name == sheet).unwrap() + 1;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in 0..archive.len() {
        let mut file = archive.by_index(entry).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == format!("xl/worksheets/sheet{place}.xml") {
            let xml = String::from_utf8(content).unwrap();
            let (before, from) = xml.split_once(&format!("<c r=\"{cell}\"")).unwrap();
            let (_, after) = from.split_once("</c>").unwrap();
            let written = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
            content = format!("{before}{written}{after}").into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, &content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The first cell in a column (by letter) of a sheet in whose row the words stand one after the other.
pub(super) fn cell_beside(bytes: &[u8], sheet: &str, words: &[&str], letter: char) -> String {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let row = range
        .rows()
        .position(|row| words.iter().all(|word| row.iter().any(|cell| *cell == **word)))
        .unwrap_or_else(|| panic!("{words:?} stand on no row of {sheet}"));
    format!("{letter}{}", row + 1)
}

pub(super) fn answered(bytes: &[u8], cells: &[(&str, String, &str)]) -> Answers {
    let edited =
        cells.iter().fold(bytes.to_vec(), |bytes, (sheet, cell, text)| write_in(&bytes, sheet, cell, text));
    answers::read("tax.xlsx", Cursor::new(edited)).unwrap()
}

pub(super) fn signed(bytes: &[u8]) -> [(&'static str, String, &'static str); 2] {
    [
        ("Cover", cell_beside(bytes, "Cover", &[BY], 'B'), "Portfolio board"),
        ("Cover", cell_beside(bytes, "Cover", &[ON], 'B'), "2026-07-14"),
    ]
}

#[test]
fn an_untouched_pack_says_nothing() {
    let packs = packs(&invented::assessments());
    let answers = answered(of(&packs, "Tax Agency"), &[]);
    assert_eq!((answers.run_id.as_str(), answers.agency.as_deref()), ("3f6a", Some("Tax Agency")));
    assert!(answers.decisions.is_empty() && answers.findings.is_empty());
}

#[test]
fn an_untouched_workbook_says_nothing_however_odd_its_entries() {
    let all = [invented::assessments(), invented::odd()].concat();
    let (bytes, _) = workbook(&settings(Style::Workbench), &all, ROOM);
    let answers = answered(&bytes, &signed(&bytes));
    assert_eq!((answers.decisions, answers.findings), (Vec::new(), Vec::new()));
    for (pack, bytes) in packs(&all) {
        let answers = answered(&bytes, &signed(&bytes));
        assert_eq!((answers.decisions, answers.findings), (Vec::new(), Vec::new()), "{}", pack.agency);
    }
}

#[test]
fn what_was_changed_in_the_register_is_told_cell_by_cell() {
    let all = invented::assessments();
    let (bytes, _) = workbook(&settings(Style::Workbench), &all, ROOM);
    let (with_id, without) = (all[0].initiative.text(Field::Id).unwrap(), all[3].initiative.title());
    let rows = [with_id, without].map(|words| cell_beside(&bytes, "Register", &[words], 'A')[1..].to_owned());
    let at = |header: &str, row: usize| (header.to_owned(), rows[row].clone());
    let mut book = Xlsx::new(Cursor::new(&*bytes)).unwrap();
    let range = book.worksheet_range("Register").unwrap();
    let headers: Vec<_> = range.rows().nth(3).unwrap().iter().map(ToString::to_string).collect();
    let cell = |(header, row): (String, String)| {
        let index = u32::try_from(headers.iter().position(|known| *known == header).unwrap()).unwrap();
        format!("{}{row}", evenfolio_core::origin::Column { index, header: "".into() }.letters())
    };
    let mut cells: Vec<_> = [
        ("Novel", 0, "not-met"),
        ("Public value", 0, "Met"),
        ("Status", 0, "in service"),
        ("Start", 0, "soon"),
        ("Because", 0, "because I say so"),
        ("Title", 1, "Another title"),
        ("Implemented", 1, "half"),
    ]
    .into_iter()
    .map(|(header, row, words)| ("Register", cell(at(header, row)), words))
    .collect();
    cells.extend(signed(&bytes));
    let mut shown = String::new();
    let answers = answered(&bytes, &cells);
    for decision in &answers.decisions {
        writeln!(shown, "{} {} {}", decision.subject, decision.by, decision.on).unwrap();
        writeln!(shown, "  {:?} {:?} {:?}", decision.novel, decision.implemented, decision.value).unwrap();
        for correction in &decision.corrections {
            writeln!(shown, "  {:?} {:?} at {}", correction.target, correction.value, correction.cell)
                .unwrap();
        }
    }
    for finding in &answers.findings {
        writeln!(shown, "{} {} {:?}", finding.code, finding.message, finding.value).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn answers_become_decisions_and_corrections() {
    let all = invented::assessments();
    let packs = packs(&all);
    let bytes = of(&packs, "Tax Agency");
    let open = |about: &str| {
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("What to fix").unwrap();
        let row = range.rows().position(|row| row[0] == *"question" && row[7] == *about).unwrap();
        (format!("G{}", row + 1), range.rows().nth(row).unwrap()[2].to_string())
    };
    let ((novel, novel_id), (value, value_id)) = (open("Novel"), open("Public value"));
    let mine: Vec<_> = all
        .iter()
        .filter(|assessment| assessment.initiative.agency == "Tax Agency")
        .map(|assessment| assessment.initiative.text(Field::Id).unwrap())
        .collect();
    assert!(mine.contains(&novel_id.as_str()));
    let finding = cell_beside(bytes, "What to fix", &["V005"], 'G');
    let facet = cell_beside(bytes, "Register", &[mine[0]], 'D');
    let mut cells = vec![
        ("What to fix", novel, "yes"),
        ("What to fix", value, "perhaps"),
        ("What to fix", finding, "pilot"),
        ("Register", facet, "anticipatory"),
    ];
    // Without a name nothing is applied, and nothing is lost.
    let unsigned = answered(bytes, &cells);
    assert!(unsigned.decisions.is_empty());
    let mut kept: Vec<_> = unsigned.findings.iter().map(|finding| finding.value.clone().unwrap()).collect();
    kept.sort();
    assert_eq!(kept, ["anticipatory", "perhaps", "pilot", "yes"]);

    cells.extend(signed(bytes));
    let answers = answered(bytes, &cells);
    let subject = |id: &str| Subject::by_id("Tax Agency", id).unwrap();
    let decided =
        |id: &str| answers.decisions.iter().find(|decision| decision.subject == subject(id)).unwrap();
    let Decision { novel, by, on, .. } = decided(&novel_id);
    assert_eq!(
        (*novel, by.as_str(), *on),
        (Some(Outcome::Met), "Portfolio board", jiff::civil::date(2026, 7, 14))
    );
    assert_eq!(decided(mine[0]).facet, Some(Facet::Anticipatory));
    let corrections: Vec<_> = answers.decisions.iter().flat_map(|decision| &decision.corrections).collect();
    let [correction] = corrections[..] else { panic!("{corrections:?}") };
    assert_eq!((correction.value.as_str(), &correction.was), ("pilot", &Was::Text("=on hold".to_owned())));
    let [unclear] = answers.findings.as_slice() else { panic!("{:?}", answers.findings) };
    assert_eq!((unclear.code, unclear.value.as_deref()), (Code::AnswerUnclear, Some("perhaps")));
    assert!(!value_id.is_empty());
}

#[test]
fn what_is_typed_beside_the_answers_is_taken_or_told() {
    let packs = packs(&invented::assessments());
    let bytes = of(&packs, "Tax Agency");
    let row = |letter| cell_beside(bytes, "What to fix", &["V005"], letter);
    let [now, matter, kind] = ['F', 'D', 'A'].map(row);
    let told = |cells: &[(&str, &str, &str)]| {
        let mut cells: Vec<_> =
            cells.iter().map(|(sheet, cell, text)| (*sheet, (*cell).to_owned(), *text)).collect();
        cells.extend(signed(bytes));
        let answers = answered(bytes, &cells);
        let taken: Vec<_> = answers.decisions.into_iter().flat_map(|decision| decision.corrections).collect();
        let told: Vec<_> = answers.findings.into_iter().map(|finding| finding.value.unwrap()).collect();
        (taken, told)
    };
    // Over the value itself: the value is put right.
    let (taken, findings) = told(&[("What to fix", &now, "pilot")]);
    assert_eq!((taken[0].value.as_str(), findings), ("pilot", Vec::new()));
    assert!(taken[0].cell.ends_with(&format!("What to fix!{now}")), "{}", taken[0].cell);
    // An answer beside it goes first, and what was typed over the value is told.
    let answer = row('G');
    let (taken, findings) = told(&[("What to fix", &now, "idea"), ("What to fix", &answer, "pilot")]);
    assert_eq!((taken[0].value.as_str(), findings), ("pilot", vec!["idea".to_owned()]));
    // Where nothing is read, and where it is no longer said what a row is about.
    let (taken, findings) = told(&[
        ("What to fix", &matter, "call us"),
        ("Cover", "A1", "our title"),
        ("What to fix", "A2", "a remark"),
        ("Dictionary", "B5", "another word"),
    ]);
    assert_eq!(
        (taken, findings),
        (Vec::new(), ["call us", "our title", "a remark", "another word"].map(String::from).to_vec())
    );
    let (taken, findings) = told(&[("What to fix", &kind, "question"), ("What to fix", &answer, "pilot")]);
    assert_eq!((taken, findings), (Vec::new(), ["question", "pilot"].map(String::from).to_vec()));
}

#[test]
fn a_facet_chosen_in_a_report_is_a_decision() {
    let all = invented::assessments();
    let (bytes, _) = workbook(&settings(Style::Workbench), &all, ROOM);
    let inferred = |assessment: &&Assessment| {
        assessment.placement.basis == Basis::Inferred
            && assessment.placement.facet == Some(Facet::Enhancement)
    };
    let one = all.iter().find(inferred).unwrap();
    let id = one.initiative.text(Field::Id).unwrap();
    let mut cells = vec![("Register", cell_beside(&bytes, "Register", &[id], 'D'), "Mission")];
    cells.extend(signed(&bytes));
    let answers = answered(&bytes, &cells);
    assert_eq!(answers.agency, None);
    let [decision] = answers.decisions.as_slice() else { panic!("{:?}", answers.decisions) };
    assert_eq!(decision.subject, Subject::by_id(&one.initiative.agency, id).unwrap());
    assert_eq!((decision.facet, decision.novel), (Some(Facet::Mission), None));
    // What was decided before can be decided anew.
    let decided = |assessment: &&Assessment| {
        assessment.placement.basis == Basis::Decided && assessment.placement.facet == Some(Facet::Mission)
    };
    let id = all.iter().find(decided).unwrap().initiative.text(Field::Id).unwrap();
    let anew = ("Register", cell_beside(&bytes, "Register", &[id], 'D'), "adaptive");
    let mut again = signed(&bytes).to_vec();
    again.push(anew);
    let [decision] = &answered(&bytes, &again).decisions[..] else { panic!("one decision is expected") };
    assert_eq!(decision.facet, Some(Facet::Adaptive));
    // The report that is read as a baseline has it as decided.
    let edited = write_in(&bytes, "Register", &cells[0].1, "mission");
    let earlier = crate::baseline::read(Cursor::new(edited)).unwrap();
    let decided = |entries: &[Entry]| entries.iter().filter(|entry| entry.is_decided()).count();
    let before: Vec<_> = all.iter().map(Entry::of).collect();
    assert_eq!(decided(&earlier.baseline.entries), decided(&before) + 1);
}
