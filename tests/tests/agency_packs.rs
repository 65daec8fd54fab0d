//! A pack goes out, comes back with an answer, and the next run counts what the person said.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calamine::{Reader as _, Xlsx, open_workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn registers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/registers/tax-administration")
}

fn report(output: &Path, more: &[&Path]) {
    let registers = registers();
    let fixed = ["evenfolio", "report", "--quiet", "--as-of", "2026-06-30", "-o"].map(Path::new);
    let arguments = fixed.into_iter().chain([output, &*registers]).chain(more.iter().copied());
    assert_eq!(evenfolio::run(arguments, None), ExitCode::SUCCESS);
}

/// Writes text into cells as a person would.
fn write_in(path: &Path, cells: &[(&str, String, &str)]) {
    let names = open_workbook::<Xlsx<_>, _>(path).unwrap().sheet_names().clone();
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for entry in 0..archive.len() {
        let mut file = archive.by_index(entry).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        for (sheet, cell, text) in cells {
            let place = names.iter().position(|name| name == sheet).unwrap() + 1;
            if name == format!("xl/worksheets/sheet{place}.xml") {
                let xml = String::from_utf8(content).unwrap();
                let (before, from) = xml.split_once(&format!("<c r=\"{cell}\"")).unwrap();
                let (_, after) = from.split_once("</c>").unwrap();
                let written = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
                content = format!("{before}{written}{after}").into_bytes();
            }
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    fs::write(path, out.finish().unwrap().into_inner()).unwrap();
}

/// The row (counted from 1) of a sheet in which a cell begins with these words, and what stands in it.
fn row(path: &Path, sheet: &str, words: &str) -> (usize, Vec<String>) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let shown = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>();
    let found = range.rows().position(|row| row.iter().any(|cell| cell.to_string().starts_with(words)));
    let place = found.unwrap_or_else(|| panic!("{words} is not on {sheet}"));
    (place + 1, shown(range.rows().nth(place).unwrap()))
}

#[test]
fn an_answer_in_a_pack_is_a_decision_in_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first.xlsx"), folder.path().join("second.xlsx"));
    let packs = folder.path().join("packs");
    report(&first, &[Path::new("--agency-packs"), &packs]);
    let pack = packs.join("tax-administration.xlsx");
    let (number, question) = row(&pack, "What to fix", "question");
    assert_eq!(question[7], "Facet");
    let id = &question[2];
    let before = row(&first, "Register", id).1[3].clone();
    assert!(before == "mixed" || before == "unplaced", "{before}");

    let by = row(&pack, "Cover", "Answered by").0;
    let on = row(&pack, "Cover", "Answered on").0;
    let cells = [
        ("What to fix", format!("G{number}"), "mission"),
        ("Cover", format!("B{by}"), "Head of office"),
        ("Cover", format!("B{on}"), "2026-07-14"),
    ];
    write_in(&pack, &cells);
    report(&second, &[Path::new("--decisions"), &packs]);
    let decided = row(&second, "Register", id).1;
    assert_eq!(
        (decided[3].as_str(), decided[5].as_str(), decided[6].as_str()),
        ("mission", "person", "decided")
    );

    // The report after it says that a person moved it.
    report(&second, &[Path::new("--decisions"), &packs, Path::new("--baseline"), &first]);
    let moved = row(&second, "Changes", "moved").1;
    assert_eq!(
        (moved[3].as_str(), moved[4].as_str(), moved[5].as_str(), moved[6].as_str()),
        (id.as_str(), before.as_str(), "mission", "person")
    );

    // A report only shows it: given alone, it is told that no file holds the decision.
    let third = folder.path().join("third.xlsx");
    report(&third, &[Path::new("--decisions"), &second]);
    assert_eq!(row(&third, "Register", id).1[3], before);
    let told = row(&third, "Data quality", "P007").1.join(" ");
    assert!(told.contains("Head of office on 2026-07-14"), "{told}");
    report(&third, &[Path::new("--decisions"), &second, Path::new("--decisions"), &packs]);
    assert_eq!(row(&third, "Register", id).1[3], "mission");
    let mut book: Xlsx<_> = open_workbook(&third).unwrap();
    let range = book.worksheet_range("Data quality").unwrap();
    assert!(!range.rows().flatten().any(|cell| *cell == *"P007"));
}

#[test]
fn a_value_that_is_put_right_in_a_pack_is_a_persons_in_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let register = folder.path().join("city.csv");
    let entries = "id,title,status,start date\n1,Night bus,pilto,31.02.2025\n2,Chat,pilot,2025-03-01\n";
    fs::write(&register, entries).unwrap();
    let run = |more: &[&Path]| {
        let fixed =
            ["evenfolio", "report", "--quiet", "--as-of", "2026-06-30", "--fail-on", "never"].map(Path::new);
        let arguments = fixed.into_iter().chain([&*register]).chain(more.iter().copied());
        assert_eq!(evenfolio::run(arguments, None), ExitCode::SUCCESS);
    };
    let (first, second) = (folder.path().join("first.xlsx"), folder.path().join("second.xlsx"));
    let packs = folder.path().join("packs");
    run(&[Path::new("-o"), &first, Path::new("--agency-packs"), &packs]);
    let pack = packs.join("city.xlsx");
    let [by, on] = ["Answered by", "Answered on"].map(|label| row(&pack, "Cover", label).0);
    let [status, start] = ["V005", "V001"].map(|code| row(&pack, "What to fix", code).0);
    let title = row(&pack, "Register", "Chat").0;
    let cells = [
        ("What to fix", format!("G{status}"), "pilot"),
        ("What to fix", format!("G{start}"), "soon"),
        ("Register", format!("A{title}"), "Chat for pupils"),
        ("Cover", format!("B{by}"), "Head of office"),
        ("Cover", format!("B{on}"), "2026-07-14"),
    ];
    write_in(&pack, &cells);
    run(&[Path::new("-o"), &second, Path::new("--decisions"), &packs]);
    let header = row(&second, "Register", "Title").1;
    let at = |name: &str| header.iter().position(|header| header == name).unwrap();
    let bus = row(&second, "Register", "Night bus").1;
    assert_eq!(bus[at("Status")], "pilot");
    assert_eq!(
        bus[at("Corrected")],
        "Status is “pilot” by Head of office on 2026-07-14; the register says “pilto”"
    );
    let chat = row(&second, "Register", "Chat for pupils").1;
    assert!(chat[at("Corrected")].ends_with("by Head of office on 2026-07-14; the register says “Chat”"));
    let refused = row(&second, "Data quality", "A003").1.join(" ");
    assert!(refused.contains("What to fix!G") && refused.contains("“soon” is not a date"), "{refused}");
    // The register is put right and the pack is given once more: nothing is left to say.
    fs::write(&register, entries.replace("pilto", "pilot")).unwrap();
    run(&[Path::new("-o"), &second, Path::new("--decisions"), &packs]);
    assert_eq!(row(&second, "Register", "Night bus").1[at("Corrected")], "[z]");
}
