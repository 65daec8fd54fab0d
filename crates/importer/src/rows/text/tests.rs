use super::*;
use crate::delimiter::Delimiter;

use proptest::prelude::*;

/// Reads a text in pieces of `piece` bytes.
fn table(text: &[u8], piece: usize, limits: &Limits) -> TextTable {
    let content = Content::gather(&mut &text[..]).unwrap();
    TextTable {
        piece,
        ..TextTable::new(content, Charset::Utf8, Rules::new(Delimiter::new(","), limits), limits)
    }
}

fn read(table: &TextTable) -> Vec<Row> {
    let (mut rows, mut row, mut all) = (table.rows().unwrap(), Row::default(), Vec::new());
    while rows.next_row(&mut row).unwrap() {
        all.push(row.clone());
    }
    all
}

fn texts(rows: &[Row]) -> Vec<(u64, Vec<&str>)> {
    rows.iter().map(|row| (row.number, row.cells().map(|cell| cell.text).collect())).collect()
}

/// Physical lines as an editor counts them: LF, CR, CR LF; the last one counts where it holds anything.
fn physical_lines(text: &str) -> u64 {
    let ends = text.replace("\r\n", "\n").replace('\r', "\n");
    ends.split_inclusive('\n').count() as u64
}

/// Pieces that make quoting and line ends interesting.
fn awkward_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\""),
        Just("\"\""),
        Just(","),
        Just("\n"),
        Just("\r"),
        Just("\r\n"),
        Just(" "),
        Just("\\"),
        Just("\0"),
        Just("é"),
        Just("ab"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_line_belongs_to_one_row_and_every_letter_to_a_cell(text in awkward_text(), quoted_lines in 0_usize..4) {
        let limits = Limits { quoted_lines, ..Limits::default() };
        let table = table(text.as_bytes(), 64, &limits);
        let mut rows = table.rows().unwrap();
        let mut line = 1;
        while let Some(found) = rows.advance().unwrap() {
            prop_assert_eq!(found.line, line);
            line += rows.record.lines;
        }
        prop_assert_eq!(line - 1, physical_lines(&text));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() || *c == '\0').count();
        let read: usize = read(&table).iter().flat_map(Row::cells).map(|cell| letters(cell.text)).sum();
        prop_assert_eq!(read, letters(&text));
    }

    #[test]
    fn it_makes_no_difference_how_much_is_read_at_a_time(text in awkward_text(), piece in 1_usize..40) {
        let limits = Limits { quoted_lines: 3, ..Limits::default() };
        let (whole, pieces) = (table(text.as_bytes(), 1 << 16, &limits), table(text.as_bytes(), piece, &limits));
        let (rows, same_rows) = (read(&whole), read(&pieces));
        prop_assert_eq!(texts(&rows), texts(&same_rows));
        prop_assert_eq!(whole.notes().unwrap(), pieces.notes().unwrap());
    }

    #[test]
    fn what_a_csv_library_writes_comes_back(
        rows in prop::collection::vec(prop::collection::vec("[a\"\\\\, \r\n;é]{0,6}", 2..5), 1..8),
        crlf: bool,
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .quote_style(csv::QuoteStyle::Always)
            .terminator(terminator)
            .from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let back = read(&table(&text, 64, &Limits::default()));
        let back: Vec<Vec<&str>> = texts(&back).into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(back, rows);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let content = Content::gather(&mut bytes.as_slice()).unwrap();
        for charset in [Charset::Utf8, Charset::Ibm850, Charset::Utf32 { big_endian: true }, Charset::Named(encoding_rs::UTF_16LE)] {
            let table = TextTable { piece: 16, ..TextTable::new(content.clone(), charset, Rules::new(Delimiter::new(";"), &Limits::default()), &Limits::default()) };
            read(&table);
        }
    }
}

#[test]
fn a_record_beyond_the_limit_costs_only_its_line() {
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    let text = format!("id,name\r\n1,{}\r\n2,b\r\n", "x".repeat(5_000));
    let table = table(text.as_bytes(), 64, &limits);
    let rows = read(&table);
    assert_eq!(
        rows.iter().map(|row| (row.number, row.damaged)).collect::<Vec<_>>(),
        [(1, false), (2, true), (3, false)]
    );
    assert!(rows[1].cell(0).text.starts_with("1,xxx"));
    assert_eq!(rows[2].cell(1).text, "b");
    assert_eq!(table.notes().unwrap().damaged.first, [2]);
}

#[test]
fn a_record_of_too_many_cells_is_damaged() {
    let limits = Limits { columns: 3, ..Limits::default() };
    let table = table(b"a,b,c\n1,2,3,4\n", 64, &limits);
    let rows = read(&table);
    assert!(!rows[0].damaged && rows[1].damaged);
    assert_eq!(rows[1].width(), 3);
}

#[test]
fn a_cell_of_too_much_text_is_cut_between_letters_and_damaged() {
    let limits = Limits { cell_bytes: 5, ..Limits::default() };
    let rows = read(&table("a,ééé,b\n".as_bytes(), 64, &limits));
    assert_eq!(texts(&rows), [(1, vec!["a", "éé", "b"])]);
    assert!(rows[0].damaged);
    assert_eq!(table("a,ééé,b\n".as_bytes(), 64, &limits).notes().unwrap().damaged.first, [1]);
    // Marks that stand for one do not count twice.
    assert!(!read(&table(b"a,\"b\"\"\"\"c\",d\n", 64, &limits))[0].damaged);
}

#[test]
fn an_unclosed_mark_gives_up_after_the_limit_of_lines() {
    let limits = Limits { quoted_lines: 10, ..Limits::default() };
    let between: Vec<String> = (2..100).map(|n| format!("{n},x\n")).collect();
    let text = format!("id,name\n1,\"open\n{}100,\"\n", between.concat());
    let table = table(text.as_bytes(), 64, &limits);
    let rows = read(&table);
    assert_eq!(rows.len(), 101);
    assert_eq!(rows[1].cell(1).text, "\"open");
    assert_eq!(table.notes().unwrap().unclosed.first, [2, 101]);
}

#[test]
fn a_cell_that_a_spreadsheet_is_told_is_text_is_what_it_shows() {
    let limits = Limits::default();
    let table = table(b"=\"007\",\"=\"\"a, b\"\"\",=\"\",=\"\n=\"a\"&\"b\",=1+1,x=\"1\"", 1 << 16, &limits);
    let rows = read(&table);
    let expected: [(u64, Vec<&str>); 2] =
        [(1, vec!["007", "a, b", "", "=\""]), (2, vec!["=\"a\"&\"b\"", "=1+1", "x=\"1\""])];
    assert_eq!(texts(&rows), expected);
}
