use super::*;

use crate::rows::Row;
use crate::source::Location;

fn opened(name: &str, bytes: &[u8]) -> (tempfile::TempDir, Opened) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let source = Source { path: name.into(), location: Location::File(path) };
    let opened = open(&source, &ReadOptions::default());
    (folder, opened)
}

fn rows(table: &Table) -> Vec<(u64, Vec<String>)> {
    let (mut reader, mut row, mut all) = (table.rows().unwrap(), Row::default(), Vec::new());
    while reader.next_row(&mut row).unwrap() {
        all.push((row.number, row.cells().map(|cell| cell.text.to_owned()).collect()));
    }
    all
}

fn codes(opened: &Opened) -> Vec<&'static str> {
    opened.findings.iter().map(|finding| finding.code.code()).collect()
}

#[test]
fn a_text_file_can_be_read_twice() {
    let (_folder, opened) = opened("a.csv", b"id,name\r\n1,\"A\nB\"\r\n\r\n2,C");
    assert_eq!(
        (opened.format, opened.encoding.as_deref(), opened.delimiter.as_ref().map(Delimiter::as_str)),
        (Some(Format::Csv), Some("UTF-8"), Some(","))
    );
    let expected = [
        (1, vec!["id".to_owned(), "name".to_owned()]),
        (2, vec!["1".to_owned(), "A\nB".to_owned()]),
        (4, vec![]),
        (5, vec!["2".to_owned(), "C".to_owned()]),
    ];
    assert_eq!(rows(&opened.tables[0]), expected);
    assert_eq!(rows(&opened.tables[0]), expected);
    assert!(opened.findings.is_empty());
}

#[test]
fn what_cannot_be_read_has_one_finding_and_no_tables() {
    for (bytes, code) in [
        (&b""[..], "F002"),
        (b"%PDF-1.7", "F003"),
        (b"PK\x03\x04", "F005"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "F005"),
    ] {
        let (_folder, opened) = opened("a.xlsx", bytes);
        assert!(opened.tables.is_empty());
        assert_eq!(codes(&opened), [code]);
    }
    let source = Source { path: "gone.csv".into(), location: Location::File("gone.csv".into()) };
    assert_eq!(codes(&open(&source, &ReadOptions::default())), ["F001"]);
}

#[test]
fn an_unclosed_quotation_mark_is_named_by_its_line() {
    let (_folder, opened) = opened("a.csv", b"id,name,city\n1,\"Alice,London\n2,Bob,Leeds\n3,Carol,York\n");
    assert_eq!(codes(&opened), ["R004"]);
    assert_eq!(opened.findings[0].place.row(), Some(2));
    assert_eq!(rows(&opened.tables[0]).len(), 4);
}

#[test]
fn a_file_that_was_changed_is_not_read_on() {
    let (folder, opened) = opened("a.csv", b"id,name\n1,A\n");
    std::fs::write(folder.path().join("a.csv"), b"id,name\n1,A\n2,B\n").unwrap();
    assert_eq!(opened.tables[0].rows().err().map(|fault| fault.code), Some(Code::FileUnreadable));
}

#[test]
fn what_was_opened_can_go_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Opened>();
}
