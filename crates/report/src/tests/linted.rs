//! The rules, held against our own workbooks and against one that breaks as many as it can.

use rust_xlsxwriter::{Chart, ChartType, Color, DocProperties, Format, Note, Table, TableColumn, Workbook};

use super::*;
use crate::lint::{Flaw, check};

fn flaws(bytes: &[u8], style: Style) -> String {
    let show = |flaw: &Flaw| {
        let place = [flaw.sheet.as_deref(), flaw.cell.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        format!("{:>2} {}: {}\n", flaw.rule, place.join("!"), flaw.says)
    };
    check(Cursor::new(bytes), style).unwrap().iter().map(show).collect()
}

#[test]
fn our_own_workbooks_pass() {
    let everything = [invented::assessments(), invented::odd()].concat();
    for style in [Style::Workbench, Style::Publication] {
        for all in [&everything[..], &everything[..1], &[]] {
            let (bytes, _) = workbook(&settings(style), all, ROOM);
            // A date before the calendar of spreadsheets begins is kept as words rather than lost.
            let expected = if all.len() > 60 {
                "30 Register!S65: the column \"Start\" holds numbers, and here words\n"
            } else {
                ""
            };
            let found = flaws(&bytes, style);
            // The notes say the same.
            assert_eq!(as_text(&bytes).contains("It passes these checks"), found.is_empty());
            assert_eq!(
                found.replace("S66", "S65").replace("R65", "S65").replace("R66", "S65"),
                expected,
                "{style:?} of {}",
                all.len()
            );
        }
    }
}

/// A workbook that breaks as many rules as one can.
fn bad() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_author(" "));
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Report").unwrap();
    sheet.set_selection(4, 4, 4, 4).unwrap();
    sheet.write(2, 3, "beside the table").unwrap();
    let headers = ["Name", "Amount*", "Comment", "Blank", "Link"];
    let columns: Vec<_> = headers.iter().map(|header| TableColumn::new().set_header(*header)).collect();
    sheet.add_table(5, 1, 10, 5, &Table::new().set_columns(&columns)).unwrap();
    let left = Format::new().set_align(rust_xlsxwriter::FormatAlign::Left);
    let right = Format::new().set_align(rust_xlsxwriter::FormatAlign::Right);
    let pale = Format::new()
        .set_font_color(Color::RGB(0xDD_DD_DD))
        .set_background_color(Color::RGB(0xEE_EE_EE))
        .set_align(rust_xlsxwriter::FormatAlign::Left);
    for row in [6, 7, 9, 10] {
        sheet.write_with_format(row, 1, "a", &right).unwrap();
        sheet.write_with_format(row, 2, f64::from(row), &left).unwrap();
        sheet
            .write_with_format(row, 3, "a comment that is a good deal wider than its column", &pale)
            .unwrap();
        sheet.write_url(row, 5, "https://example.org/a").unwrap();
    }
    sheet.write(9, 2, "about ten").unwrap();
    sheet.write(12, 1, "Source: us").unwrap();
    sheet.merge_range(13, 1, 13, 3, "merged", &Format::new()).unwrap();
    sheet.set_row_hidden(20).unwrap();
    sheet.set_freeze_panes(6, 0).unwrap();
    sheet.set_header("&CReport");
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values(("Sheet1", 6, 2, 10, 2));
    sheet.insert_chart(1, 8, &chart).unwrap();
    sheet.insert_note(0, 0, &Note::new("a note")).unwrap();

    let block = book.add_worksheet().set_name("Notes on data").unwrap();
    for row in 0..4 {
        for column in 0..4 {
            block.write(row, column, "x [note 1]").unwrap();
        }
    }
    block.set_active(true);
    book.add_worksheet().set_name("Empty sheet").unwrap();
    let hidden = book.add_worksheet().set_name("Pick lists").unwrap();
    hidden.write(0, 0, "yes").unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_bad_workbook_is_told_so() {
    let bytes = bad();
    insta::assert_snapshot!("bad-publication", flaws(&bytes, Style::Publication));
    insta::assert_snapshot!("bad-workbench", flaws(&bytes, Style::Workbench));
}

#[test]
fn what_is_no_workbook_is_an_error() {
    for bytes in [&b""[..], b"PK", b"Title;Agency\n", &bad()[..2000]] {
        assert!(check(Cursor::new(bytes), Style::Publication).is_err());
    }
}
