//! The register of `fixtures/formats` as XLSB, which no free program writes: written here record by record
//! (\[MS-XLSB\] 2.1.4), it must read as the XLSX does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::io::{Cursor, Write as _};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use evenfolio_core::initiative::Initiative;
use evenfolio_importer::format::Format;
use evenfolio_importer::open::{ReadOptions, open};
use evenfolio_importer::source::discover;
use evenfolio_importer::survey::{Options, survey};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// One record: its number, its length, its bytes.
fn record(out: &mut Vec<u8>, number: u16, body: &[u8]) {
    let [low, high] = [number & 0x7f, number >> 7].map(|part| u8::try_from(part).unwrap());
    if high == 0 {
        out.push(low);
    } else {
        out.extend([low | 0x80, high]);
    }
    let mut length = body.len();
    loop {
        let part = u8::try_from(length & 0x7f).unwrap();
        length >>= 7;
        out.push(if length == 0 { part } else { part | 0x80 });
        if length == 0 {
            break;
        }
    }
    out.extend(body);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap().to_le_bytes();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// A cell: column, format (1 is a date), value.
fn cell(out: &mut Vec<u8>, column: usize, value: &Data) {
    let place = |format: u32| [u32::try_from(column).unwrap().to_le_bytes(), format.to_le_bytes()].concat();
    match value {
        Data::Empty => {}
        Data::Float(number) => record(out, 5, &[place(0), number.to_le_bytes().to_vec()].concat()),
        Data::DateTime(date) => record(out, 5, &[place(1), date.as_f64().to_le_bytes().to_vec()].concat()),
        Data::Bool(truth) => record(out, 4, &[place(0), vec![u8::from(*truth)]].concat()),
        Data::String(text) => record(out, 6, &[place(0), wide(text)].concat()),
        other => panic!("the fixture has no {other:?}"),
    }
}

/// The sheet of the XLSX fixture as XLSB.
fn xlsb(name: &str, rows: &[Vec<Data>]) -> Vec<u8> {
    let mut book = Vec::new();
    record(&mut book, 0x83, &[]);
    let sheet =
        [0_u32.to_le_bytes().to_vec(), 1_u32.to_le_bytes().to_vec(), wide("rId1"), wide(name)].concat();
    record(&mut book, 0x8f, &[]);
    record(&mut book, 0x9c, &sheet);
    record(&mut book, 0x90, &[]);
    record(&mut book, 0x9d, &[0; 26]);
    record(&mut book, 0x84, &[]);
    let mut styles = Vec::new();
    record(&mut styles, 0x116, &[]);
    record(&mut styles, 0x269, &2_u32.to_le_bytes());
    for format in [0_u16, 14] {
        let mut body = [0; 16];
        body[2..4].copy_from_slice(&format.to_le_bytes());
        record(&mut styles, 0x2f, &body);
    }
    record(&mut styles, 0x26a, &[]);
    record(&mut styles, 0x117, &[]);
    let mut cells = Vec::new();
    record(&mut cells, 0x81, &[]);
    let width = rows.iter().map(Vec::len).max().unwrap_or(1);
    let corners = [0, rows.len() - 1, 0, width - 1].map(|at| u32::try_from(at).unwrap().to_le_bytes());
    record(&mut cells, 0x94, &corners.concat());
    record(&mut cells, 0x91, &[]);
    for (at, row) in rows.iter().enumerate() {
        let mut head = [0; 17];
        head[..4].copy_from_slice(&u32::try_from(at).unwrap().to_le_bytes());
        record(&mut cells, 0, &head);
        row.iter().enumerate().for_each(|(column, value)| cell(&mut cells, column, value));
    }
    record(&mut cells, 0x92, &[]);
    record(&mut cells, 0x82, &[]);
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>"#;
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#,
            1 + usize::from(kind == "styles")
        )
    };
    let relations = |inner: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#
        )
    };
    let of_book = relation("worksheet", "worksheets/sheet1.bin") + &relation("styles", "styles.bin");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (part, bytes) in [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations(&relation("officeDocument", "xl/workbook.bin")).as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relations(&of_book).as_bytes()),
        ("xl/styles.bin", &styles),
        ("xl/worksheets/sheet1.bin", &cells),
    ] {
        zip.start_file(part, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(path: &Path) -> (Option<Format>, Vec<Initiative>) {
    let found = discover(&[path.display().to_string()]);
    let opened = open(&found.sources[0], &ReadOptions::default());
    let surveyed = survey(&opened, &Options::default());
    let [register] = &surveyed.registers[..] else {
        panic!("not one register: {:?} {surveyed:?}", opened.findings)
    };
    let mut initiatives = Vec::new();
    register.read(&mut |outcome| initiatives.extend(outcome.initiative));
    (opened.format, initiatives)
}

#[test]
fn the_register_reads_as_the_xlsx_does() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/formats/water_board.xlsx");
    let mut book: Xlsx<_> = open_workbook(&fixture).unwrap();
    let range = book.worksheet_range("Register").unwrap();
    assert_eq!(range.start(), Some((0, 0)));
    let rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("water_board.xlsb");
    std::fs::write(&path, xlsb("Register", &rows)).unwrap();
    let ((_, expected), (format, found)) = (read(&fixture), read(&path));
    assert_eq!((format, found.len()), (Some(Format::Xlsb), 6));
    for (found, expected) in found.iter().zip(&expected) {
        let values = |of: &Initiative| {
            format!("{:?} {:?} {:?} {:?} {:?}", of.status, of.start, of.end, of.budget, of.declared)
        };
        assert_eq!(found.texts, expected.texts);
        assert_eq!((values(found), &found.agency), (values(expected), &expected.agency));
    }
}
