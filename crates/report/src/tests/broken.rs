//! Our own workbook with one thing broken at a time, as a careless editor would: each rule sees its own.

use super::*;
use crate::lint::check;

/// The workbook with one part rewritten, or added where there is none of that name.
pub(super) fn rewritten(bytes: &[u8], part: &str, rewrite: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, content: &[u8]| {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, content).unwrap();
    };
    let mut found = false;
    for entry in 0..archive.len() {
        let mut file = archive.by_index(entry).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut xml = String::new();
        file.read_to_string(&mut xml).unwrap();
        if name == part {
            let written = rewrite(&xml);
            assert_ne!(written, xml, "{part} stays as it was");
            (xml, found) = (written, true);
        }
        put(&name, xml.as_bytes());
    }
    if !found {
        put(part, rewrite("").as_bytes());
    }
    out.finish().unwrap().into_inner()
}

/// What stands between two marks, both included, replaced.
fn cut(xml: &str, from: &str, to: &str, by: &str) -> String {
    let (before, rest) = xml.split_once(from).unwrap_or_else(|| panic!("{from} is not there"));
    let (_, after) = rest.split_once(to).unwrap();
    format!("{before}{by}{after}")
}

fn cell(reference: &str, words: &str) -> String {
    format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
}

type Rewrite = Box<dyn Fn(&str) -> String>;

fn swap(from: &'static str, to: &'static str) -> Rewrite {
    Box::new(move |xml| xml.replacen(from, to, 1))
}

/// The path of a sheet's part.
fn part_of(names: &[String], sheet: &str) -> String {
    format!("xl/worksheets/sheet{}.xml", names.iter().position(|name| name == sheet).unwrap() + 1)
}

fn rules_broken(bytes: &[u8], style: Style) -> Vec<u8> {
    let mut rules: Vec<u8> =
        check(Cursor::new(bytes), style).unwrap().into_iter().map(|flaw| flaw.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn each_rule_sees_its_own() {
    let (bytes, written) = workbook(&settings(Style::Publication), &invented::assessments(), ROOM);
    let sheet = |name: &str| part_of(&written.sheets, name);
    let table = |name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let parts: Vec<String> = (1..30).map(|number| format!("xl/tables/table{number}.xml")).collect();
        parts
            .into_iter()
            .find(|part| {
                let mut xml = String::new();
                archive.by_name(part).is_ok_and(|mut file| file.read_to_string(&mut xml).is_ok())
                    && xml.contains(&format!("displayName=\"{name}\""))
            })
            .unwrap()
    };
    let (book, styles) = ("xl/workbook.xml".to_owned(), "xl/styles.xml".to_owned());
    let core = || "docProps/core.xml".to_owned();
    let gaps = || sheet("Gaps");
    let cases: Vec<(&[u8], String, Rewrite)> = vec![
        (&[1], core(), Box::new(|xml| cut(xml, "<dc:title>", "</dc:title>", ""))),
        (&[2], core(), Box::new(|xml| cut(xml, "<cp:keywords>", "</cp:keywords>", ""))),
        (&[3], book.clone(), swap("<workbookView ", "<workbookView activeTab=\"2\" ")),
        (&[4], sheet("Cover"), Box::new(|xml| cut(xml, "<row r=\"4\"", "</sheetData>", "</sheetData>"))),
        (&[4], "xl/sharedStrings.xml".to_owned(), Box::new(|xml| xml.replace("Next update", "Later"))),
        (&[4], "xl/sharedStrings.xml".to_owned(), Box::new(|xml| xml.replace("Questions: ", ""))),
        (&[2], core(), swap("<dc:creator>Innovation Unit", "<dc:creator>openpyxl")),
        (&[5], sheet("Contents"), Box::new(|xml| cut(xml, "<hyperlink ", "/>", ""))),
        (&[5, 7], book.clone(), swap("name=\"Gaps\"", "name=\"Tabelle3\"")),
        (&[4, 8], sheet("Cover"), Box::new(|xml| cut(xml, "<sheetData>", "</sheetData>", "<sheetData/>"))),
        (&[9], gaps(), swap("<c r=\"A1\" s=\"19\"", "<c r=\"A1\" s=\"1\"")),
        (&[10], gaps(), Box::new(|xml| cut(xml, "<c r=\"A2\"", "</c>", &cell("A2", "In short")))),
        (
            &[11],
            gaps(),
            Box::new(|xml| cut(xml, "<c r=\"A3\"", "</c>", &(cell("A3", "So") + &cell("D3", "there")))),
        ),
        (
            &[12],
            sheet("Cover"),
            Box::new(|xml| {
                let block = |row: u8| {
                    let cells: String =
                        ["B", "C", "D"].map(|column| cell(&format!("{column}{row}"), "x")).concat();
                    format!("<row r=\"{row}\">{cells}</row>")
                };
                xml.replacen("</sheetData>", &format!("{}{}</sheetData>", block(90), block(91)), 1)
            }),
        ),
        (&[13], table("Gaps"), swap("displayName=\"Gaps\"", "displayName=\"Table7\"")),
        (&[14], table("Gaps"), swap("name=\"Floor\"", "name=\"Share of placed\"")),
        (
            &[16],
            gaps(),
            Box::new(|xml| {
                let row = format!("<row r=\"90\">{}</row></sheetData>", cell("A90", "Source: us"));
                xml.replacen("</sheetData>", &row, 1)
            }),
        ),
        (
            &[18],
            gaps(),
            swap(
                "</sheetData>",
                "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells>",
            ),
        ),
        (&[20], book.clone(), swap("name=\"Notes\" ", "name=\"Notes\" state=\"hidden\" ")),
        (&[20], gaps(), swap("<col ", "<col hidden=\"1\" ")),
        (&[21], table("Gaps"), swap("<tableColumns", "<autoFilter ref=\"A8:J12\"/><tableColumns")),
        (
            &[22],
            gaps(),
            swap(
                "<sheetView workbookViewId=\"0\"/>",
                "<sheetView workbookViewId=\"0\"><pane ySplit=\"4\" state=\"frozen\"/></sheetView>",
            ),
        ),
        (
            &[23],
            gaps(),
            swap("<tableParts", "<headerFooter><oddHeader>&amp;CDraft</oddHeader></headerFooter><tableParts"),
        ),
        (&[24], "xl/media/image1.png".to_owned(), Box::new(|_| "a picture".to_owned())),
        (&[24], "xl/vbaProject.bin".to_owned(), Box::new(|_| "macros".to_owned())),
        (&[27], styles.clone(), Box::new(|xml| xml.replace("FF12436D", "FFDDDDDD"))),
        (&[33], table("Gaps"), swap("name=\"Floor\"", "name=\"Floor*\"")),
        (&[34], "xl/sharedStrings.xml".to_owned(), swap("<t>Cover</t>", "<t>here</t>")),
        (&[35], styles, Box::new(|xml| xml.replace("wrapText=\"1\"", ""))),
        (&[5, 36], book, swap("name=\"Dictionary\"", "name=\"Columns\"")),
        (&[37], gaps(), swap("orientation=\"landscape\"", "orientation=\"portrait\"")),
    ];
    for (expected, part, rewrite) in cases {
        let bytes = rewritten(&bytes, &part, rewrite);
        assert_eq!(rules_broken(&bytes, Style::Publication), expected, "{part}");
    }
}

#[test]
fn rules_about_cells_see_their_own() {
    let (bytes, written) = workbook(&settings(Style::Publication), &invented::assessments(), ROOM);
    let gaps = part_of(&written.sheets, "Gaps");
    let mut book = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let range = book.worksheet_range("Gaps").unwrap();
    let first = range.rows().position(|row| row[0] == *"Facet").unwrap() + 2;
    // Column C has numbers, column H words.
    for (expected, column, by) in [
        (&[29][..], 'C', String::new()),
        (&[30], 'C', cell(&format!("C{first}"), "about ten")),
        (&[32], 'H', format!("<c r=\"H{first}\" s=\"1\"><v>7</v></c>")),
    ] {
        let changed =
            rewritten(&bytes, &gaps, |xml| cut(xml, &format!("<c r=\"{column}{first}\""), "</c>", &by));
        assert_eq!(rules_broken(&changed, Style::Publication), expected);
    }
}

#[test]
fn rules_for_workbenches_see_their_own() {
    let (bytes, written) = workbook(&settings(Style::Workbench), &invented::assessments(), ROOM);
    let silent =
        rewritten(&bytes, "xl/drawings/drawing1.xml", |xml| cut(xml, "descr=\"", "\"", "descr=\"\""));
    assert_eq!(rules_broken(&silent, Style::Workbench), [25]);
    let loose = rewritten(&bytes, &part_of(&written.sheets, "Register"), |xml| cut(xml, "<pane ", "/>", ""));
    assert_eq!(rules_broken(&loose, Style::Workbench), [3, 22]);
}

/// A row by its number, and its cells from column B on.
type Typed<'a> = (u32, &'a [&'a str]);

/// A row of words and numbers, as they would be typed: `.` leaves a cell out.
fn typed(row: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .zip('B'..)
        .filter(|(holds, _)| **holds != ".")
        .map(|(holds, column)| match holds.parse::<f64>() {
            Ok(number) => format!("<c r=\"{column}{row}\"><v>{number}</v></c>"),
            Err(_) => cell(&format!("{column}{row}"), holds),
        })
        .collect();
    format!("<row r=\"{row}\">{cells}</row>")
}

#[test]
fn data_outside_of_tables_are_seen() {
    let (bytes, written) = workbook(&settings(Style::Publication), &invented::assessments(), ROOM);
    let cover = part_of(&written.sheets, "Cover");
    let whole = ["Name", "Amount", "Since"];
    let cases: [(&[u8], Vec<Typed>); 8] = [
        (&[12], vec![(90, &whole), (91, &["a", ".", "2020"])]),
        (&[12, 19], vec![(90, &whole), (92, &["a", "7", "2020"])]),
        (&[12, 19], vec![(90, &["Name", "Amount", ".", "Since"]), (91, &["a", "7", ".", "2020"])]),
        (
            &[12, 30],
            vec![
                (90, &["Name", "Amount"]),
                (91, &["a", "7"]),
                (92, &["b", "about ten"]),
                (93, &["c", "8"]),
                (94, &["d", "9"]),
            ],
        ),
        (&[12], vec![(90, &["Name", "Amount"]), (91, &["a", "7"]), (92, &["b", "8"]), (93, &["c", "[x]"])]),
        // Names and what they stand for, a line of three words, and rows far apart are no data.
        (
            &[],
            vec![(90, &["Office", "Delivery unit"]), (91, &["Telephone", "112"]), (92, &["Since", "spring"])],
        ),
        (&[], vec![(90, &["one", "line", "alone"])]),
        (&[], vec![(90, &whole), (95, &whole)]),
    ];
    for (expected, rows) in cases {
        let rows: String = rows.iter().map(|(row, cells)| typed(*row, cells)).collect();
        let bytes =
            rewritten(&bytes, &cover, |xml| xml.replacen("</sheetData>", &format!("{rows}</sheetData>"), 1));
        assert_eq!(rules_broken(&bytes, Style::Publication), expected, "{rows}");
    }
}

#[test]
fn columns_too_narrow_for_a_word_are_seen() {
    let (bytes, written) = workbook(&settings(Style::Publication), &invented::assessments(), ROOM);
    let gaps = part_of(&written.sheets, "Gaps");
    // Column A has words, columns C and D numbers below longer headers.
    for (expected, columns, width) in [(&[35][..], (1, 1), 2), (&[35], (3, 4), 2), (&[], (1, 1), 12)] {
        let from = format!("<col min=\"{}\" max=\"{}\" width=\"", columns.0, columns.1);
        let narrow = rewritten(&bytes, &gaps, |xml| cut(xml, &from, "\"", &format!("{from}{width}\"")));
        assert_eq!(rules_broken(&narrow, Style::Publication), expected);
    }
}
