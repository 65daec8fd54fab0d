//! The workbook of the fixtures, written by the program and read back as text, as a reader of it would.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use calamine::{Data, Reader as _, Xlsx, open_workbook};

#[test]
fn the_workbook_of_the_fixtures_reads_as_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio.xlsx");
    // Where the checkout lies is no part of the report, nor of the marks of its rows.
    let registers = Path::new("../fixtures/registers");
    let arguments = [
        "evenfolio".as_ref(),
        "report".as_ref(),
        registers.as_os_str(),
        "-o".as_ref(),
        path.as_os_str(),
        "--as-of".as_ref(),
        "2026-06-30".as_ref(),
        "--quiet".as_ref(),
    ];
    assert_eq!(evenfolio::run(arguments, None), ExitCode::SUCCESS);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    for sheet in book.sheet_names() {
        let mut text = String::new();
        let range = book.worksheet_range(&sheet).unwrap();
        for row in range.rows() {
            let cells: Vec<String> = row.iter().map(shown).collect();
            writeln!(text, "{}", cells.join(" | ").trim_end_matches([' ', '|'])).unwrap();
        }
        let text = text.replace(&format!("{}/", registers.display()), "registers/");
        let text = text.lines().filter(|line| !line.contains("run identity")).collect::<Vec<_>>().join("\n");
        insta::assert_snapshot!(format!("workbook_{}", sheet.to_lowercase().replace(' ', "_")), text);
    }
}

#[test]
fn the_workbooks_of_the_fixtures_pass_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    let registers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/registers");
    for style in ["workbench", "publication"] {
        let path = folder.path().join(format!("{style}.xlsx"));
        let report =
            ["evenfolio", "report", "--quiet", "--as-of", "2026-06-30", "--workbook-style", style, "-o"];
        let paths = [path.as_os_str(), registers.as_os_str()];
        assert_eq!(evenfolio::run(report.iter().map(AsRef::as_ref).chain(paths), None), ExitCode::SUCCESS);
        assert_eq!(
            evenfolio::run(["evenfolio".as_ref(), "lint".as_ref(), path.as_os_str()], None),
            ExitCode::SUCCESS
        );
    }
    // A workbook that is no report breaks some.
    let register = registers.join("../formats/water_board.xlsx");
    assert_eq!(
        evenfolio::run(["evenfolio".as_ref(), "lint".as_ref(), register.as_os_str()], None),
        ExitCode::from(1)
    );
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => format!("{}", (number * 1e6).round() / 1e6),
        other => other.to_string().replace('\n', " ⏎ "),
    }
}
