use proptest::prelude::*;

use super::super::fixture::{archive, heard};
use crate::format::Format;
use crate::limits::Limits;

/// One record: its number, its length, its bytes.
fn record(number: u16, body: &[u8]) -> Vec<u8> {
    let groups = |mut rest: usize| {
        let mut bytes = Vec::new();
        while rest > 0x7f {
            bytes.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
            rest >>= 7;
        }
        bytes.push(u8::try_from(rest).unwrap());
        bytes
    };
    [groups(usize::from(number)), groups(body.len()), body.to_vec()].concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap().to_le_bytes();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// The head of a row; 0x10 hides it.
fn row(number: u32, flags: u8) -> Vec<u8> {
    record(0, &[&number.to_le_bytes()[..], &[0; 7], &[flags], &[0; 4]].concat())
}

fn cell(kind: u16, column: u32, format: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes()[..], &format.to_le_bytes(), value].concat())
}

/// A workbook of one sheet with the given records between the begin and the end of its cells.
fn book(cells: &[u8], formats: &[&str], is_1904: bool) -> Vec<u8> {
    let sheet = [&record(145, &[])[..], cells, &record(146, &[])].concat();
    workbook(&sheet, formats, is_1904)
}

fn workbook(sheet: &[u8], formats: &[&str], is_1904: bool) -> Vec<u8> {
    let strings = record(19, &[&[0][..], &wide("shared\r\ntext")].concat());
    with_strings(&strings, sheet, formats, is_1904)
}

fn with_strings(strings: &[u8], sheet: &[u8], formats: &[&str], is_1904: bool) -> Vec<u8> {
    let names = [&0_u32.to_le_bytes()[..], &1_u32.to_le_bytes(), &wide("rId1"), &wide("Sheet1")].concat();
    let list = [record(153, &[u8::from(is_1904), 0, 0, 0]), record(156, &names)].concat();
    let mut styles = Vec::new();
    for (id, code) in (164_u16..).zip(formats) {
        styles.extend(record(44, &[&id.to_le_bytes()[..], &wide(code)].concat()));
    }
    // Formats that cells do not refer to come first.
    styles.extend(record(47, &[0; 16]));
    styles.extend(record(617, &[0; 4]));
    for id in std::iter::once(0).chain((164_u16..).take(formats.len())) {
        styles.extend(record(47, &[&[0, 0][..], &id.to_le_bytes(), &[0; 12]].concat()));
    }
    styles.extend(record(618, &[]));
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"r/{kind}\" Target=\"{target}\"/>")
    };
    let relations = [
        relation("rId1", "worksheet", "worksheets/sheet1.bin"),
        relation("rId2", "styles", "styles.bin"),
        relation("rId3", "sharedStrings", "sharedStrings.bin"),
    ];
    let relations = format!("<Relationships>{}</Relationships>", relations.concat());
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &list),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/styles.bin", &styles),
        ("xl/sharedStrings.bin", strings),
        ("xl/worksheets/sheet1.bin", sheet),
    ])
}

fn read(bytes: &[u8]) -> Vec<String> {
    heard(bytes, Format::Xlsb, &Limits::default()).split_off(1)
}

#[test]
fn cells_of_all_kinds() {
    let real = |number: f64| number.to_le_bytes();
    let packed = |bits: i32| bits.to_le_bytes();
    let cells = [
        row(1, 0),
        cell(7, 0, 0, &[0; 4]),
        cell(6, 1, 0, &wide("Grüße")),
        cell(62, 2, 0, &[&[1][..], &wide("rich")].concat()),
        cell(1, 3, 0, &[]),
        cell(4, 4, 0, &[1]),
        cell(3, 5, 0, &[0x2a]),
        cell(7, 6, 0, &[9, 0, 0, 0]),
        row(2, 0x10),
        cell(2, 0, 0, &packed(-7 << 2 | 2)),
        cell(2, 1, 0, &packed(1234 << 2 | 3)),
        cell(5, 2, 0, &real(0.1)),
        cell(9, 3, 0, &real(2.5)),
        cell(8, 4, 0, &[&wide("sum")[..], &[0; 6]].concat()),
        cell(10, 5, 0, &[0, 0, 0]),
        cell(11, 6, 0, &[0x1d, 0, 0]),
        cell(5, 7, 0, &real(f64::NAN)),
    ]
    .concat();
    let merged: Vec<u8> = [1_u32, 3, 4, 4].into_iter().flat_map(u32::to_le_bytes).collect();
    let cells = [&record(145, &[])[..], &cells, &record(146, &[]), &record(176, &merged)].concat();
    assert_eq!(
        read(&workbook(&cells, &[], false)),
        [
            "2: 'shared\ntext' | 'Grüße' | 'rich' |  | bool TRUE | error #N/A | error #UNREADABLE!",
            "3h: -7 | 12.34 | 0.1 | 2.5 | 'sum' | bool FALSE | error #NAME? | error #NUM!",
            "F015 1 cell that cannot be read; the first: G2 refers to a text that the workbook does not hold",
            "F023 1 cell is merged over several rows; the value is that of the first row only; the first: E2",
        ]
    );
}

#[test]
fn formats_show_dates_zeros_and_currencies() {
    let number = 45_351.5_f64.to_le_bytes();
    let cells: Vec<u8> = (1..=4).flat_map(|at| cell(5, at - 1, at, &number)).collect();
    let cells = [row(0, 0), cells, cell(5, 4, 3, &7.0_f64.to_le_bytes())].concat();
    let formats = ["dd/mm/yyyy", "#,##0.00\\ \"€\"", "00000", "[$£-809]#,##0"];
    assert_eq!(
        read(&book(&cells, &formats, false)),
        ["1: date 2024-02-29T12:00:00 | 45351.5 One(EUR) | 45351.5 | 45351.5 One(GBP) | 00007"]
    );
    assert!(read(&book(&cells, &formats, true))[0].starts_with("1: date 2028-03-01T12:00:00"));
}

#[test]
fn a_sheet_that_breaks_off_is_refused() {
    let whole = [record(145, &[]), row(0, 0), cell(6, 0, 0, &wide("text"))].concat();
    assert_eq!(read(&workbook(&whole, &[], false)), ["discarded", "F012 it breaks off among its cells"]);
    let cut = &whole[..whole.len() - 3];
    assert_eq!(read(&workbook(cut, &[], false)), ["discarded", "F012 a record breaks off"]);
    let shared = [record(145, &[]), row(0, 0), cell(7, 0, 0, &[0; 4]), record(146, &[])].concat();
    assert_eq!(
        read(&with_strings(&[], &shared, &[], false)),
        ["discarded", "F012 its texts are missing from the file"]
    );
}

proptest! {
    #[test]
    fn no_sheet_panics(sheet in prop::collection::vec(any::<u8>(), 0..300), cells in prop::collection::vec((0_u16..12, prop::collection::vec(any::<u8>(), 0..20)), 0..8)) {
        read(&workbook(&sheet, &[], false));
        let cells: Vec<u8> = cells.iter().flat_map(|(number, body)| record(*number, body)).collect();
        read(&book(&[row(0, 0), cells].concat(), &[], false));
    }
}
