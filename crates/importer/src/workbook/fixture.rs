//! Workbooks for tests, made from their parts.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::read;
use crate::content::Content;
use crate::format::Format;
use crate::limits::Limits;
use crate::rows::grid::{Receiver, Remark, Trouble};
use crate::rows::{CellKind, Row};

/// An archive of the given parts.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An XLSX workbook in the making.
pub(crate) struct Book {
    /// The inside of each sheet's `worksheet`, by name and state.
    sheets: Vec<(String, &'static str, Vec<u8>)>,
    strings: String,
    styles: String,
    properties: &'static str,
}

impl Book {
    /// A workbook of one sheet, whose rows are given as XML.
    pub(crate) fn of(rows: &str) -> Self {
        Self { sheets: Vec::new(), strings: String::new(), styles: String::new(), properties: "" }
            .sheet("Sheet1", "visible", rows)
    }

    pub(crate) fn sheet(self, name: &str, state: &'static str, rows: &str) -> Self {
        let part = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"
        );
        self.raw_sheet(name, state, part.as_bytes())
    }

    /// A sheet whose part is given as it is.
    pub(crate) fn raw_sheet(mut self, name: &str, state: &'static str, part: &[u8]) -> Self {
        self.sheets.push((name.to_owned(), state, part.to_vec()));
        self
    }

    /// The shared strings, as XML of their items.
    pub(crate) fn strings(mut self, items: &str) -> Self {
        self.strings = format!("<sst xmlns=\"{MAIN}\" uniqueCount=\"4000000000\">{items}</sst>");
        self
    }

    /// Cell formats by number format: numbers from 1 on, after the plain one.
    pub(crate) fn formats(mut self, codes: &[&str]) -> Self {
        let own: Vec<String> = (164..)
            .zip(codes)
            .map(|(id, code)| {
                format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", code.replace('"', "&quot;"))
            })
            .collect();
        let own = own.concat();
        let cells: Vec<String> =
            (164..).zip(codes).map(|(id, _)| format!("<xf numFmtId=\"{id}\"/>")).collect();
        let cells = cells.concat();
        self.styles = format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts>{own}</numFmts><cellXfs><xf/>{cells}</cellXfs></styleSheet>"
        );
        self
    }

    pub(crate) fn properties(mut self, properties: &'static str) -> Self {
        self.properties = properties;
        self
    }

    /// The parts of the archive.
    pub(crate) fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let mut relations = String::new();
        let mut sheets = String::new();
        let mut parts = vec![(
            "[Content_Types].xml".to_owned(),
            b"<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>".to_vec(),
        )];
        for (number, (name, state, part)) in (1..).zip(&self.sheets) {
            relations = format!(
                "{relations}{}",
                format_args!(
                    "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
                )
            );
            sheets = format!(
                "{sheets}{}",
                format_args!(
                    "<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"rId{number}\"/>"
                )
            );
            parts.push((format!("xl/worksheets/sheet{number}.xml"), part.clone()));
        }
        for (kind, file, part) in
            [("sharedStrings", "sharedStrings.xml", &self.strings), ("styles", "styles.xml", &self.styles)]
        {
            if !part.is_empty() {
                relations = format!(
                    "{relations}{}",
                    format_args!(
                        "<Relationship Id=\"{kind}\" Type=\"{RELATIONS}/{kind}\" Target=\"/xl/{file}\"/>"
                    )
                );
                parts.push((format!("xl/{file}"), part.clone().into_bytes()));
            }
        }
        let properties = self.properties;
        parts.push(("xl/workbook.xml".to_owned(), format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr {properties}/><sheets>{sheets}</sheets></workbook>").into_bytes()));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{relations}</Relationships>").into_bytes(),
        ));
        parts.push(("_rels/.rels".to_owned(), format!("<Relationships><Relationship Id=\"r\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").into_bytes()));
        parts
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let parts = self.parts();
        archive(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
    }
}

/// An OpenDocument spreadsheet with the given tables as XML.
pub(crate) fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:calcext=\"c\" xmlns:style=\"s\" xmlns:number=\"n\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

/// What a reader delivered, as text that a person can check.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Heard(pub(crate) Vec<String>);

impl Receiver for Heard {
    fn sheet(&mut self, name: &str, visible: bool) -> std::io::Result<()> {
        self.0.push(format!("{}{name}", if visible { "# " } else { "#(hidden) " }));
        Ok(())
    }

    fn row(&mut self, row: &Row) -> std::io::Result<()> {
        let cells: Vec<String> = row
            .cells()
            .enumerate()
            .map(|(at, cell)| match cell.kind {
                CellKind::Empty => String::new(),
                CellKind::Text => format!("'{}'", cell.text),
                CellKind::Number(_) => {
                    let unit = row.unit(at);
                    let currency = unit.currency.map(|currency| format!(" {currency:?}")).unwrap_or_default();
                    let power = unit.power.map(|power| format!(" E{power}")).unwrap_or_default();
                    format!("{}{currency}{power}{}", cell.text, ",".repeat(unit.thousands.into()))
                }
                CellKind::Date => format!("date {}", cell.text),
                CellKind::Duration => format!("time {}", cell.text),
                CellKind::Bool(_) => format!("bool {}", cell.text),
                CellKind::Error => format!("error {}", cell.text),
                CellKind::NoResult => "no result".to_owned(),
            })
            .collect();
        self.0.push(format!("{}{}: {}", row.number, if row.hidden { "h" } else { "" }, cells.join(" | ")));
        Ok(())
    }

    fn discard(&mut self) -> std::io::Result<()> {
        self.0.push("discarded".to_owned());
        Ok(())
    }

    fn remark(&mut self, remark: Remark) -> std::io::Result<()> {
        self.0.push(format!("{} {}", remark.code, remark.message));
        Ok(())
    }
}

/// Reads a workbook and says what was heard, trouble with the whole file last.
pub(crate) fn heard(bytes: &[u8], format: Format, limits: &Limits) -> Vec<String> {
    let content = Content::gather(&mut &bytes[..]).unwrap();
    let mut heard = Heard::default();
    match read(&content, format, limits, &mut heard) {
        Ok(()) => {}
        Err(Trouble::Wrong { code, message }) => heard.0.push(format!("whole file: {code} {message}")),
        Err(Trouble::Io(error)) => heard.0.push(format!("io: {error}")),
    }
    heard.0
}
