use super::fixture::{Book, archive, heard, ods};
use crate::format::Format;
use crate::limits::Limits;

fn xlsx(book: &Book) -> Vec<String> {
    heard(&book.bytes(), Format::Xlsx, &Limits::default())
}

/// What is heard of a single sheet, after its name.
fn rows(book: &Book) -> Vec<String> {
    xlsx(book).split_off(1)
}

fn table(rows: &str) -> Vec<String> {
    let bytes = ods(&format!("<table:table table:name=\"S\">{rows}</table:table>"));
    heard(&bytes, Format::Ods, &Limits::default()).split_off(1)
}

#[test]
fn rows_are_numbered_as_a_person_counts_and_blank_ones_are_put_back() {
    let book = Book::of(
        "<row r=\"5\"><c r=\"C5\"><v>1</v></c></row><row r=\"6\"><c r=\"A6\" s=\"3\"/></row><row r=\"8\" hidden=\"1\"><c r=\"A8\"><v>2</v></c></row><row r=\"9\"/>",
    );
    assert_eq!(xlsx(&book), ["# Sheet1", "5:  |  | 1", "6: ", "7: ", "8h: 2"]);
}

#[test]
fn numbers_without_references_follow_each_other() {
    let book = Book::of(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"4\"><c r=\"C4\"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>",
    );
    assert_eq!(rows(&book), ["1: 1 | 2", "2: ", "3: ", "4:  |  | 3 | 4", "5: 5"]);
}

#[test]
fn texts_are_joined_and_unescaped_and_reading_aids_left_out() {
    let book = Book::of(
        "<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><t>in &amp; out</t></is></c><c t=\"str\"><f>A1</f><v>a_x000D_\nb</v></c><c t=\"s\"><v>2</v></c></row>",
    )
    .strings("<si><r><t>Alpha</t></r><r><t xml:space=\"preserve\"> beta</t></r></si><si><t>漢</t><rPh><t>kan</t></rPh></si><si><t/></si>");
    assert_eq!(rows(&book), ["1: 'Alpha beta' | '漢' | 'in & out' | 'a\nb'"]);
}

#[test]
fn a_bad_string_number_costs_one_cell() {
    let cells: Vec<String> = ["0", "1", "-1", "1.0", "abc", " 0 ", ""]
        .iter()
        .map(|number| format!("<c t=\"s\"><v>{number}</v></c>"))
        .collect();
    let cells = cells.concat();
    let book = Book::of(&format!("<row>{cells}</row>")).strings("<si><t>one</t></si>");
    assert_eq!(
        rows(&book),
        [
            "1: 'one' | error #UNREADABLE! | error #UNREADABLE! | error #UNREADABLE! | error #UNREADABLE! | 'one' | error #UNREADABLE!",
            "F015 5 cells that cannot be read; the first: B1 refers to a text that the workbook does not hold",
        ]
    );
}

#[test]
fn values_in_any_legal_xml_are_whole() {
    let cells: Vec<String> = ["<![CDATA[5]]>", "&#53;", "<!--x-->5", "1<!--x-->2", "1&#50;", " 5 "]
        .iter()
        .map(|value| format!("<c><v>{value}</v></c>"))
        .collect();
    let cells = cells.concat();
    assert_eq!(rows(&Book::of(&format!("<row>{cells}</row>"))), ["1: 5 | 5 | 5 | 12 | 12 | 5"]);
}

#[test]
fn numbers_keep_their_digits() {
    let cells: Vec<String> =
        ["007", "1.10", "12345678901234567890", "1E+3", "0.1", "-0", "1e400", "1_000", "NaN"]
            .iter()
            .map(|value| format!("<c><v>{value}</v></c>"))
            .collect();
    let cells = cells.concat();
    assert_eq!(
        rows(&Book::of(&format!("<row>{cells}</row>"))),
        [
            "1: 007 | 1.1 | 12345678901234567890 | 1000 | 0.1 | 0 | '1e400' | '1_000' | 'NaN'",
            "F015 3 cells that cannot be read; the first: G1 is stored as a number and is none",
            "F020 1 cell with whole numbers of more than 15 digits; the first: C1",
        ]
    );
}

#[test]
fn number_formats_decide_what_a_number_is() {
    let book = |properties| {
        let cells: Vec<String> = (0..=6)
            .map(|format| {
                format!("<c s=\"{format}\"><v>{}</v></c>", if format == 5 { "7" } else { "45351.5" })
            })
            .collect();
        let cells = cells.concat();
        Book::of(&format!("<row>{cells}<c s=\"1\"><v>60</v></c><c s=\"1\"><v>-1</v></c><c s=\"3\"><v>0.5</v></c><c s=\"99\"><v>2</v></c></row>"))
            .formats(&["dd/mm/yyyy", "Rs. #,##0", "h:mm", "[h]:mm", "00000", "yyyy"])
            .properties(properties)
    };
    assert_eq!(
        rows(&book("")),
        [
            "1: 45351.5 | date 2024-02-29T12:00:00 | 45351.5 | date 2024-02-29T12:00:00 | time 1088436:00:00 | 00007 | date 2024-02-29T12:00:00 | 60 | -1 | time 12:00:00 | 2"
        ]
    );
    assert!(rows(&book("date1904=\"1\""))[0].contains("date 2028-03-01T12:00:00"));
    // Excel for Mac writes an extension of the same name behind it.
    let extended =
        "date1904=\"1\"/><extLst><ext><x14:workbookPr defaultImageDpi=\"32767\"/></ext></extLst><x";
    assert!(rows(&book(extended))[0].contains("date 2028-03-01T12:00:00"));
}

#[test]
fn formulas_without_a_result_are_told_from_empty_cells() {
    let book = Book::of(
        "<row><c><f>1+1</f></c><c><f>1+1</f><v/></c><c><f>1+1</f><v>2</v></c><c t=\"str\"><f>\"\"</f><v></v></c><c t=\"e\"><f>1/0</f><v>#SPILL!</v></c><c/><c t=\"b\"><v>1</v></c></row>",
    );
    assert_eq!(rows(&book), ["1: no result | no result | 2 |  | error #SPILL! |  | bool TRUE"]);
}

#[test]
fn odd_cells_cost_themselves_and_no_others() {
    let book = Book::of(
        "<row><c t=\"b\"><v>2</v></c><c t=\"zzz\"><v>x</v></c><c t=\"n\"><v>bad</v></c><c t=\"d\"><v>2024-02-30</v></c><c t=\"d\"><v>2024-02-29</v></c><c><v>3</v><extLst><ext/></extLst></c></row>",
    );
    assert_eq!(
        rows(&book),
        [
            "1: error #UNREADABLE! | 'x' | 'bad' | '2024-02-30' | date 2024-02-29 | 3",
            "F015 4 cells that cannot be read; the first: A1 is neither true nor false",
        ]
    );
}

#[test]
fn a_sheet_that_contradicts_itself_is_refused_and_the_others_are_read() {
    for (wrong, why) in [
        (
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
            "cell A1 is there twice or out of order",
        ),
        ("<row r=\"1\"><c><v>1</v></c></row><row r=\"1\"><c><v>2</v></c></row>", "row 1 is there twice"),
        (
            "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>2</v></c></row>",
            "row 1 stands after a later one",
        ),
        ("<row r=\"1\"><c r=\"B7\"><v>1</v></c></row>", "cell B7 stands in row 1"),
        ("<row r=\"1\"><c r=\"A4294967297\"><v>1</v></c></row>", "there is no cell \"A4294967297\""),
        ("<row r=\"4294967297\"><c><v>1</v></c></row>", "there is no row \"4294967297\""),
        ("<row><c><v>1</v></c>", "the part \"xl/worksheets/sheet1.xml\" is broken or incomplete XML"),
        ("<row><c><v>&xxe;</v></c></row>", "the XML refers to an entity that is not known"),
    ] {
        let book = Book::of(wrong).sheet("Good", "hidden", "<row><c><v>1</v></c></row>");
        // Rows before the trouble may have been delivered; they are discarded with the sheet.
        let heard = xlsx(&book);
        let at = heard.iter().position(|line| line == "discarded").unwrap();
        assert_eq!(heard[at + 1..], [&format!("F012 {why}"), "#(hidden) Good", "1: 1"]);
    }
}

#[test]
fn a_stray_cell_far_below_takes_no_rows_and_is_said() {
    let book =
        Book::of("<row r=\"1\"><c><v>1</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>2</v></c></row>");
    assert_eq!(
        rows(&book),
        [
            "1: 1",
            "1048576: 2",
            "F014 nothing stands between row 1 and row 1048576; the rows between them are not counted"
        ]
    );
}

#[test]
fn sheets_of_one_name_are_refused() {
    let book = Book::of("").sheet("sheet1", "visible", "");
    assert_eq!(xlsx(&book), ["whole file: F005 two sheets have the name \"sheet1\""]);
}

#[test]
fn a_sheet_without_cells_is_said() {
    let book = Book::of("").raw_sheet("Chart", "visible", b"<chartsheet/>");
    assert_eq!(
        xlsx(&book),
        ["# Sheet1", "# Chart", "F019 the sheet holds a chart, a dialog or macros, and no cells"]
    );
}

#[test]
fn parts_in_other_encodings_are_read() {
    let part = |encoding: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><worksheet><sheetData><row><c t=\"str\"><v>café ž</v></c></row></sheetData></worksheet>"
        )
    };
    let wide: Vec<u8> =
        format!("\u{feff}{}", part("UTF-16")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{}", part("UTF-8")).into_bytes();
    let narrow = encoding_rs::WINDOWS_1250.encode(&part("windows-1250")).0.into_owned();
    for bytes in [wide, marked, narrow] {
        let book = Book::of("").raw_sheet("Other", "visible", &bytes);
        assert_eq!(xlsx(&book).split_off(1), ["# Other", "1: 'café ž'"]);
    }
}

#[test]
fn document_types_and_deep_nesting_are_refused() {
    let bomb = b"<!DOCTYPE w [<!ENTITY a \"aaaa\">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>";
    let deep = [b"<worksheet>".to_vec(), b"<a>".repeat(100_000)].concat();
    for (part, word) in [(bomb.to_vec(), "document type"), (deep, "too deep")] {
        let book = Book::of("").raw_sheet("Bad", "visible", &part);
        assert!(xlsx(&book).last().unwrap().contains(word), "{:?}", xlsx(&book));
    }
}

#[test]
fn what_inflates_too_much_is_refused_before_it_fills_memory() {
    let spaces = [b"<worksheet>".to_vec(), vec![b' '; 40 << 20]].concat();
    let book = Book::of("").raw_sheet("Bad", "visible", &spaces);
    assert!(xlsx(&book).last().unwrap().starts_with("whole file: F006"), "{:?}", xlsx(&book));
    let limits = Limits { part_bytes: 1 << 20, ..Limits::default() };
    let many = "<row><c><v>1</v></c></row>".repeat(100_000);
    let heard = heard(&Book::of(&many).bytes(), Format::Xlsx, &limits);
    assert!(heard.last().unwrap().starts_with("whole file: F006 the part \"xl/worksheets/sheet1.xml\""));
}

#[test]
fn counts_are_limited() {
    let two = "<row><c><v>1</v></c><c><v>2</v></c></row>";
    for (limits, word) in [
        (Limits { columns: 1, ..Limits::default() }, "column"),
        (Limits { rows: 0, ..Limits::default() }, "row"),
        (Limits { sheet_cells: 1, ..Limits::default() }, "sheet_cells"),
        (Limits { workbook_cells: 1, ..Limits::default() }, "workbook_cells"),
        (Limits { parts: 3, ..Limits::default() }, "limit: parts"),
        (Limits { strings: 0, ..Limits::default() }, "limit: strings"),
        (Limits { styles: 0, ..Limits::default() }, "limit: styles"),
        (Limits { sheets: 0, ..Limits::default() }, "limit: sheets"),
    ] {
        let book = Book::of(two).strings("<si/>").formats(&["0"]);
        let heard = heard(&book.bytes(), Format::Xlsx, &limits);
        assert!(heard.last().unwrap().contains(word), "{word}: {heard:?}");
    }
}

#[test]
fn a_part_that_does_not_match_its_checksum_spoils_the_file() {
    let mut bytes = Book::of("<row><c><v>1</v></c></row>").bytes();
    // The checksum of the first sheet stands 16 bytes into its entry in the directory.
    let name = b"xl/worksheets/sheet1.xml";
    let entry = (0..bytes.len() - name.len()).rev().find(|at| bytes[*at..].starts_with(name)).unwrap() - 46;
    assert!(bytes[entry..].starts_with(b"PK\x01\x02"));
    bytes[entry + 16] ^= 1;
    let heard = heard(&bytes, Format::Xlsx, &Limits::default());
    assert_eq!(
        heard.last().unwrap(),
        "whole file: F005 the part \"xl/worksheets/sheet1.xml\" does not match its checksum; the file was damaged on its way"
    );
}

#[test]
fn parts_whose_names_differ_in_case_only_are_refused() {
    let mut parts = Book::of("").parts();
    parts.push(("XL/worksheets/Sheet1.xml".to_owned(), b"<worksheet/>".to_vec()));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let heard = heard(&archive(&parts), Format::Xlsx, &Limits::default());
    assert_eq!(
        heard,
        ["whole file: F005 two parts of the workbook have the same name, so one of them would be lost"]
    );
}

#[test]
fn a_missing_part_costs_its_sheet() {
    let parts = Book::of("<row><c><v>1</v></c></row>").sheet("Gone", "visible", "").parts();
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .filter(|(name, _)| !name.ends_with("sheet2.xml"))
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let heard = heard(&archive(&parts), Format::Xlsx, &Limits::default());
    assert_eq!(
        heard,
        [
            "# Sheet1",
            "1: 1",
            "# Gone",
            "discarded",
            "F012 the sheet's part \"xl/worksheets/sheet2.xml\" is missing from the file"
        ]
    );
}

const TEXT: &str = "<table:table-cell office:value-type=\"string\"><text:p>";

#[test]
fn opendocument_cells_of_all_kinds() {
    let cells = [
        "office:value-type=\"float\" office:value=\"7\"><text:p>007</text:p>",
        "office:value-type=\"percentage\" office:value=\"0.125\"><text:p>12.5%</text:p>",
        "office:value-type=\"date\" office:date-value=\"2024-02-29\"><text:p>29/02/24</text:p>",
        "office:value-type=\"time\" office:time-value=\"PT36H00M00S\"><text:p>36:00</text:p>",
        "office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p>",
        "table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p>",
        "table:formula=\"of:=A1\">",
        "office:value-type=\"string\"><text:p>a<text:s text:c=\"2\"/>b</text:p><text:p>c<text:tab/>d  e\n   f</text:p>",
        "office:value-type=\"string\"><office:annotation><text:p>secret</text:p></office:annotation><text:p>val</text:p>",
        "office:value-type=\"float\" office:value=\"abc\"><text:p>abc</text:p>",
    ];
    let cells: Vec<String> =
        cells.iter().map(|cell| format!("<table:table-cell {cell}</table:table-cell>")).collect();
    let cells = cells.concat();
    assert_eq!(
        table(&format!("<table:table-row>{cells}</table:table-row>")),
        [
            "1: 007 | 0.125 | date 2024-02-29 | time 36:00:00 | bool TRUE | error #DIV/0! | no result | 'a  b\nc\td  e f' | 'val' | 'abc'",
            "F015 1 cell that cannot be read; the first: J1 is stored as a number and is none",
        ]
    );
}

#[test]
fn opendocument_rows_are_repeated_grouped_and_hidden() {
    let row = |attributes: &str, text: &str| {
        format!("<table:table-row {attributes}>{TEXT}{text}</text:p></table:table-cell></table:table-row>")
    };
    let blank = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let rows = [
        blank,
        &format!("<table:table-header-rows>{}</table:table-header-rows>", row("", "h")),
        &format!(
            "<table:table-row-group>{}</table:table-row-group>",
            row("table:visibility=\"filter\"", "g")
        ),
        "<text:soft-page-break/>",
        &row("table:number-rows-repeated=\"2\"", "r"),
        blank,
    ]
    .concat();
    assert_eq!(table(&rows), ["3: 'h'", "4h: 'g'", "5: 'r'", "6: 'r'"]);
}

#[test]
fn opendocument_merges_nested_tables_and_comments_do_not_leak() {
    let rows = format!(
        "<table:table-row> {TEXT}a</text:p></table:table-cell><!-- c --><table:covered-table-cell office:value-type=\"string\"><text:p>under</text:p></table:covered-table-cell><table:table-cell><table:table table:name=\"inner\"><table:table-row>{TEXT}in</text:p></table:table-cell></table:table-row></table:table></table:table-cell>{TEXT}z</text:p></table:table-cell></table:table-row>"
    );
    assert_eq!(
        table(&rows),
        ["1: 'a' |  |  | 'z'", "F015 1 cell hidden under merged ones, left out; the first: B1"]
    );
}

#[test]
fn opendocument_bombs_are_refused_at_once() {
    let cell = |repeat: &str, text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{repeat}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let grid = format!(
        "<table:table-row table:number-rows-repeated=\"1048576\">{}</table:table-row>",
        cell("16384", "x")
    );
    assert!(table(&grid)[1].contains("more than 20000000 cells"));
    let blanks = format!(
        "<table:table-row>{}{}</table:table-row>",
        cell("1", "a<text:s text:c=\"2000000000\"/>b"),
        cell("1", "ok")
    );
    assert_eq!(table(&blanks)[0], "1: error #UNREADABLE! | 'ok'");
    for repeat in ["-1", "99999999999999999999", "x"] {
        assert!(
            table(&format!("<table:table-row>{}</table:table-row>", cell(repeat, "x")))[1]
                .contains("impossible number")
        );
    }
}

#[test]
fn opendocument_that_ends_early_is_refused() {
    let whole = ods("<table:table table:name=\"S\"><table:table-row/></table:table>");
    assert_eq!(heard(&whole, Format::Ods, &Limits::default()), ["# S"]);
    let cut = archive(&[("content.xml", b"<o:body><t:table t:name=\"S\"><t:table-row></t:table-row>")]);
    assert!(heard(&cut, Format::Ods, &Limits::default()).last().unwrap().starts_with("whole file: F005"));
}

#[test]
fn encrypted_opendocument_is_named() {
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let bytes = archive(&[("content.xml", b"\x01\x02"), ("META-INF/manifest.xml", manifest)]);
    assert!(heard(&bytes, Format::Ods, &Limits::default())[0].starts_with("whole file: F004"));
}

proptest::proptest! {
    #[test]
    fn no_sheet_panics(pieces in proptest::collection::vec(0_usize..16, 0..30)) {
        const PIECES: [&str; 16] = [
            "<row r=\"1\">", "<row>", "</row>", "<c r=\"A1\">", "<c t=\"s\">", "<c s=\"1\">", "</c>", "<v>1</v>", "<v>", "</v>",
            "<f>A</f>", "<is><t>x</t></is>", "<c/>", "&amp;", "<!---->", "</sheetData>",
        ];
        let inside: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        xlsx(&Book::of(&inside).strings("<si><t>a</t></si>").formats(&["yyyy"]));
    }

    #[test]
    fn no_table_panics(pieces in proptest::collection::vec(0_usize..12, 0..30)) {
        const PIECES: [&str; 12] = [
            "<table:table-row>", "</table:table-row>", "<table:table-cell>", "</table:table-cell>", "<text:p>", "</text:p>", "a",
            "<text:s text:c=\"3\"/>", "<table:table-cell table:number-columns-repeated=\"9\">", "<table:table table:name=\"T\">",
            "</table:table>", "<table:table-row-group>",
        ];
        let inside: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        table(&inside);
    }

    #[test]
    fn a_damaged_workbook_never_panics(place: usize, byte: u8) {
        let mut bytes = Book::of("<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>5</v></c></row>").strings("<si><t>a</t></si>").formats(&["yyyy"]).bytes();
        let at = place % bytes.len();
        bytes[at] = byte;
        heard(&bytes, Format::Xlsx, &Limits::default());
        bytes.truncate(at);
        heard(&bytes, Format::Xlsx, &Limits::default());
    }
}

#[test]
fn a_number_format_shows_a_currency_and_leaves_the_text_as_it_is() {
    let cells: Vec<String> = (0..=4).map(|format| format!("<c s=\"{format}\"><v>1500000</v></c>")).collect();
    let cells = cells.concat();
    let book = Book::of(&format!("<row>{cells}<c s=\"1\" t=\"str\"><v>none</v></c></row>")).formats(&[
        "[$€-407] #,##0.00",
        "#,##0 [$kr-41D]",
        "\"£\"#,##0.0,,\"M\"",
        "#,##0.0,,\"M\"",
    ]);
    assert_eq!(
        rows(&book),
        ["1: 1500000 | 1500000 One(EUR) | 1500000 One(SEK) | 1500000 One(GBP) E6,, | 1500000 E6,, | 'none'"]
    );
}

#[test]
fn opendocument_cells_rows_and_columns_show_currencies() {
    let styles = "<number:currency-style style:name=\"N1\"><number:number/><number:text> </number:text><number:currency-symbol number:language=\"nb\" number:country=\"NO\">kr</number:currency-symbol></number:currency-style><number:number-style style:name=\"N2\"><number:text>£</number:text><number:number/></number:number-style><style:style style:name=\"crowns\" style:family=\"table-cell\" style:data-style-name=\"N1\"/><style:style style:name=\"bold\" style:family=\"table-cell\" style:parent-style-name=\"crowns\"/><style:style style:name=\"pounds\" style:family=\"table-cell\" style:data-style-name=\"N2\"/><style:style style:name=\"plain\" style:family=\"table-cell\"/>";
    let cell = |attributes: &str| {
        format!("<table:table-cell office:value-type=\"float\" office:value=\"5\" {attributes}/>")
    };
    let bytes = ods(&format!(
        "{styles}<table:table table:name=\"S\"><table:table-column table:number-columns-repeated=\"3\"/><table:table-column table:default-cell-style-name=\"pounds\"/><table:table-row>{}{}{}{}</table:table-row><table:table-row table:default-cell-style-name=\"crowns\">{}{}</table:table-row></table:table>",
        cell("office:currency=\"EUR\" table:style-name=\"crowns\""),
        cell("table:style-name=\"bold\""),
        cell(""),
        cell(""),
        cell(""),
        cell("table:style-name=\"plain\""),
    ));
    assert_eq!(
        heard(&bytes, Format::Ods, &Limits::default()).split_off(1),
        ["1: 5 One(EUR) | 5 One(NOK) | 5 | 5 One(GBP)", "2: 5 One(NOK) | 5"]
    );
}
