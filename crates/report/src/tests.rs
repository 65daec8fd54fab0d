//! The workbook as a reader finds it: every sheet as text, and the whole file read back.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use evenfolio_core::assessment::Assessment;
use evenfolio_core::balance::Balance;
use evenfolio_core::ledger::{Fate, Ledger};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::columns::{self, Cells};
use crate::contents::{Contents, RunIdentity, Settings, SourceLine, Written};
use crate::listing::Listing;
use crate::render::formats::Formats;
use crate::sections::{self, Scene};
use crate::sheet::Missing;
use crate::text;
use crate::theme::{Class, Style};
use crate::workbook::write;

mod broken;
mod compared;
#[path = "../examples/sample/invented.rs"]
mod invented;
mod linted;
mod packs;
mod returned;
mod whole;

fn settings(style: Style) -> Settings {
    let mut settings = Settings::new("Innovation Unit", jiff::civil::date(2026, 6, 30));
    settings.style = style;
    settings.title = "Innovation portfolio 2026".to_owned();
    settings
}

fn listing(settings: &Settings, all: &[Assessment], last_row: u32) -> Listing {
    let mut listing = Listing::with_room(settings, last_row).unwrap();
    for assessment in all {
        listing.push(assessment).unwrap();
    }
    listing
}

/// Makes contents of assessments and hands them on.
fn with_contents<T>(settings: &Settings, all: &[Assessment], then: impl FnOnce(&Contents) -> T) -> T {
    let portfolio = invented::portfolio(all);
    let (findings, finding_counts) = invented::findings();
    let mut ledger = Ledger { read: 3, ..Ledger::default() };
    for fate in [Fate::Title, Fate::Initiative, Fate::Blank] {
        ledger.note(fate);
    }
    let lost = Ledger { read: 2, ..ledger };
    let sources = [("health.csv", None, ledger), ("tax.xlsx", Some("Projects 2026"), lost)].map(
        |(path, sheet, ledger)| SourceLine {
            path: path.to_owned(),
            sheet: sheet.map(str::to_owned),
            format: "csv".to_owned(),
            header_row: Some(1),
            ledger,
            ..SourceLine::default()
        },
    );
    let run = RunIdentity { run_id: "3f6a".to_owned(), ..RunIdentity::default() };
    then(&Contents {
        portfolio: &portfolio,
        balance: &Balance::of(&portfolio.counted, &settings.targets),
        sources: &sources,
        findings: &findings,
        finding_counts: &finding_counts,
        run: &run,
        changes: None,
    })
}

fn workbook(settings: &Settings, all: &[Assessment], last_row: u32) -> (Vec<u8>, Written) {
    let listing = listing(settings, all, last_row);
    let mut out = Cursor::new(Vec::new());
    let written =
        with_contents(settings, all, |contents| write(listing, contents, settings, &mut out)).unwrap();
    (out.into_inner(), written)
}

const ROOM: u32 = 1_048_576;

/// Every cell that holds anything, one a line, sheet by sheet; long texts cut for the eye.
fn as_text(bytes: &[u8]) -> String {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    for name in book.sheet_names().clone() {
        let range = book.worksheet_range(&name).unwrap();
        writeln!(out, "=== {name} {:?} to {:?}", range.start(), range.end()).unwrap();
        for row in range.rows() {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| match cell {
                    Data::Empty => String::new(),
                    Data::DateTime(date) => format!("date {}", date.as_f64()),
                    cell => cell.to_string().replace('\n', "⏎"),
                })
                .map(|cell| {
                    if cell.chars().count() > 160 {
                        format!("{}…", cell.chars().take(160).collect::<String>())
                    } else {
                        cell
                    }
                })
                .collect();
            writeln!(out, "{}", cells.join(" | ").trim_end_matches([' ', '|'])).unwrap();
        }
    }
    out
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut xml = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[test]
fn every_sheet_as_text() {
    for style in [Style::Workbench, Style::Publication] {
        let settings = settings(style);
        let all = invented::assessments();
        let mut finished = listing(&settings, &all, ROOM).finish().unwrap();
        with_contents(&settings, &all, |contents| {
            let scene = Scene::new(contents, &settings, &finished);
            for sheet in sections::all(&scene, &mut finished, &sections::checks::Broken::new()).unwrap() {
                let name = format!("{style:?}-{}", sheet.name.replace(' ', "-")).to_lowercase();
                insta::assert_snapshot!(name, sheet);
            }
        });
    }
}

#[test]
fn the_whole_workbook_read_back() {
    let (bytes, written) = workbook(&settings(Style::Workbench), &invented::assessments(), ROOM);
    assert_eq!((written.register_rows, written.shortened), (60, 0));
    insta::assert_snapshot!(as_text(&bytes));
}

#[test]
fn odd_entries_stay_text() {
    let odd = invented::odd();
    let (bytes, written) = workbook(&settings(Style::Publication), &odd, ROOM);
    assert_eq!(written.shortened, 1);
    assert_eq!(written.formulas, 0);
    let mut book = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    assert!(book.worksheet_formula("Register").unwrap().is_empty());
    insta::assert_snapshot!(as_text(&bytes));
}

#[test]
fn the_same_again_gives_the_same_bytes() {
    let settings = settings(Style::Workbench);
    let all = [invented::assessments(), invented::odd()].concat();
    assert!(workbook(&settings, &all, ROOM).0 == workbook(&settings, &all, ROOM).0);
}

/// Writes rows by the library alone.
struct ByLibrary<'a> {
    worksheet: Worksheet,
    formats: &'a Formats,
    numeric: Vec<bool>,
    row: u32,
    column: u16,
}

impl ByLibrary<'_> {
    fn put(&mut self, text: &str, class: Class) {
        let format: &Format = self.formats.of(class);
        self.worksheet.write_string_with_format(self.row, self.column, text, format).unwrap();
        self.column += 1;
    }
}

impl Cells for ByLibrary<'_> {
    fn text(&mut self, text: &str) {
        let text = text::fit(text).0;
        match &*text {
            "" => self.missing(Missing::NotAvailable),
            text if text::looks_like_formula(text) => self.put(text, Class::Quoted),
            text => self.put(text, Class::Text),
        }
    }

    fn number(&mut self, number: f64, class: Class) {
        self.worksheet
            .write_number_with_format(self.row, self.column, number, self.formats.of(class))
            .unwrap();
        self.column += 1;
    }

    fn missing(&mut self, why: Missing) {
        let numeric = self.numeric[usize::from(self.column)];
        self.put(why.shorthand(), if numeric { Class::Missing } else { Class::MissingWords });
    }
}

/// The style number of every cell, by its reference, from a sheet's part.
fn styles(xml: &str) -> BTreeMap<String, String> {
    xml.split("<c r=\"")
        .skip(1)
        .map(|cell| {
            let (reference, rest) = cell.split_once('"').unwrap();
            let style = rest.split_once(" s=\"").and_then(|(_, style)| style.split_once('"'));
            (reference.to_owned(), style.map_or("0", |(style, _)| style).to_owned())
        })
        .collect()
}

#[test]
fn streamed_rows_are_those_that_the_library_writes() {
    let settings = settings(Style::Workbench);
    let all = [invented::assessments(), invented::odd()].concat();
    let (spliced, written) = workbook(&settings, &all, ROOM);
    let place = written.sheets.iter().position(|name| name == "Register").unwrap();

    let items = columns::register(&settings);
    let formats = Formats::new(&settings);
    let mut workbook = Workbook::new();
    for class in Class::ALL {
        workbook.register_format(formats.of(class));
    }
    let mut by_library = ByLibrary {
        worksheet: Worksheet::new(),
        formats: &formats,
        numeric: items.iter().map(|item| item.kind().is_number()).collect(),
        row: 4,
        column: 0,
    };
    let mut words = String::new();
    for assessment in &all {
        columns::write_row(&items, assessment, &mut words, &mut by_library);
        by_library.row += 1;
        by_library.column = 0;
    }
    by_library.worksheet.set_name("Register").unwrap();
    workbook.push_worksheet(by_library.worksheet);
    let whole = workbook.save_to_buffer().unwrap();

    let read = |bytes: &[u8]| {
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("Register").unwrap();
        let (end_row, end_column) = range.end().unwrap();
        range.range((4, 0), (end_row, end_column))
    };
    let (ours, theirs) = (read(&spliced), read(&whole));
    assert_eq!(ours.get_size(), (70, items.len()));
    for (ours, theirs) in ours.cells().zip(theirs.cells()) {
        assert_eq!(ours, theirs);
    }

    let mut ours = styles(&part(&spliced, &format!("xl/worksheets/sheet{}.xml", place + 1)));
    let theirs = styles(&part(&whole, "xl/worksheets/sheet1.xml"));
    ours.retain(|reference, _| theirs.contains_key(reference));
    assert_eq!(ours, theirs);
}

#[test]
fn the_register_goes_on_where_a_sheet_is_full() {
    let settings = settings(Style::Workbench);
    let all = invented::assessments();
    // Title, two lines of prose and the header leave room for 20 of 60 rows.
    let (bytes, written) = workbook(&settings, &all, 24);
    let registers: Vec<_> = written.sheets.iter().filter(|name| name.starts_with("Register")).collect();
    assert_eq!(registers, ["Register", "Register 2", "Register 3"]);
    let mut book = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut titles = Vec::new();
    for name in registers {
        let range = book.worksheet_range(name).unwrap();
        assert_eq!(range.end().unwrap().0, 23, "{name}");
        titles.extend((4..24).map(|row| range.get_value((row, 0)).unwrap().to_string()));
    }
    let expected: Vec<_> = all.iter().map(|assessment| assessment.initiative.name().to_owned()).collect();
    assert_eq!(titles, expected);
    book.load_tables().unwrap();
    let tables: Vec<_> = book.table_names().into_iter().filter(|name| name.starts_with("Reg")).collect();
    assert_eq!(tables, ["Register", "Register_2", "Register_3"]);
    let formulas = book.worksheet_formula("Balance").unwrap();
    assert!(formulas.used_cells().any(|(_, _, formula)| formula.contains("+COUNTIFS(Register_3[Facet]")));
    // The link of a finding leads to the part in which the row stands.
    let quality = part(
        &bytes,
        &format!(
            "xl/worksheets/sheet{}.xml",
            written.sheets.iter().position(|n| n == "Data quality").unwrap() + 1
        ),
    );
    let row = all
        .iter()
        .position(|a| a.initiative.origin.path.as_ref() == "tax.xlsx" && a.initiative.origin.row == 4);
    if let Some(row) = row {
        let (sheet, row) = (row / 20, row % 20 + 5);
        assert!(
            quality.contains(&format!("'{}'!A{row}", sections::numbered("Register", sheet))),
            "{quality}"
        );
    }
}

#[test]
fn tables_reach_to_the_last_row() {
    let (bytes, written) = workbook(&settings(Style::Workbench), &invented::assessments(), ROOM);
    let mut book = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    book.load_tables().unwrap();
    let sizes: BTreeMap<_, _> = ["Register", "Not_counted"]
        .map(|name| (name, book.table_by_name(name).unwrap().data().get_size().0 as u64))
        .into();
    assert_eq!(sizes["Register"], written.register_rows);
    assert_eq!(sizes["Not_counted"], written.not_counted_rows);
    let place = written.sheets.iter().position(|name| name == "Register").unwrap();
    let xml = part(&bytes, &format!("xl/worksheets/sheet{}.xml", place + 1));
    assert!(xml.contains("<dimension ref=\"A1:AH64\"/>"), "{}", &xml[..600]);
    assert!(xml.contains("sqref=\"D5:D64\""), "the drop-down of facets");
}

#[test]
fn the_numbers_of_balance_are_those_of_the_register() {
    let all = [invented::assessments(), invented::odd()].concat();
    let (bytes, _) = workbook(&settings(Style::Workbench), &all, ROOM);
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let register = book.worksheet_range("Register").unwrap();
    let header: Vec<_> = register.rows().nth(3).unwrap().iter().map(ToString::to_string).collect();
    let column = |name: &str| header.iter().position(|header| header == name).unwrap();
    let (facet, standing) = (column("Facet"), column("Standing"));
    let mut counted: BTreeMap<String, f64> = BTreeMap::new();
    for row in register.rows().skip(4).filter(|row| row[standing] == *"counted") {
        *counted.entry(row[facet].to_string()).or_default() += 1.0;
    }
    let balance = book.worksheet_range("Balance").unwrap();
    let first = balance.rows().position(|row| row[0] == *"Facet").unwrap();
    for row in balance.rows().skip(first + 1) {
        let word = row[0].to_string();
        assert_eq!(row[1], Data::Float(counted.get(&word).copied().unwrap_or(0.0)), "{word}");
    }
}

#[test]
fn few_and_many_open_clean() {
    let all = invented::assessments();
    for style in [Style::Workbench, Style::Publication] {
        for count in [0, 1] {
            let (bytes, written) = workbook(&settings(style), &all[..count], ROOM);
            assert_eq!(written.register_rows, count as u64);
            assert_eq!(as_text(&bytes).contains("No initiative was read."), count == 0);
        }
    }
    let mut many: Vec<_> = (0..4_000).map(|_| all[0].clone()).collect();
    for (number, assessment) in many.iter_mut().enumerate() {
        assessment.initiative.agency = format!("Agency {number}");
        assessment.standing = evenfolio_core::innovation_test::Standing::Counted;
    }
    let (bytes, written) = workbook(&settings(Style::Workbench), &many, ROOM);
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.load_tables().unwrap();
    assert_eq!(book.table_by_name("Agencies").unwrap().data().height() as u64, written.register_rows + 1);
    // As formulas these would look through the Register 24,000 times.
    assert!(written.formulas < 200, "{}", written.formulas);
}

#[test]
fn a_long_name_leaves_room_for_the_bars() {
    let settings = settings(Style::Workbench);
    let mut all = invented::assessments();
    let agencies = |all: &[Assessment]| {
        with_contents(&settings, all, |contents| {
            let mut finished = listing(&settings, all, ROOM).finish().unwrap();
            let scene = Scene::new(contents, &settings, &finished);
            let sheets = sections::all(&scene, &mut finished, &sections::checks::Broken::new()).unwrap();
            sheets.into_iter().find(|sheet| sheet.name == "Agencies").unwrap()
        })
    };
    assert_eq!(agencies(&all).charts[0].series[0].categories.column, 0);

    for assessment in &mut all {
        assessment.initiative.agency = "of roads, of bridges ".repeat(20);
    }
    let sheet = agencies(&all);
    let (table, names) = (&sheet.tables[0], sheet.charts[0].series[0].categories.column);
    assert_eq!(table.columns[names].header, "Chart label");
    let label = table.rows[1][names].value.to_string();
    assert!(label.starts_with("of roads, of bridges") && label.chars().count() <= 60, "{label}");
}
