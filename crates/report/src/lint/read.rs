//! Reads a workbook's parts into facts, sheet by sheet, within limits.

use std::io::{Read, Seek};

use super::book::{Book, ColumnFacts, LinkFacts, SheetFacts, TableFacts, cell_name, place, range};
use super::cells::{Holds, Widths, take};
use super::styles::{Look, looks};
use crate::error::Error;
use crate::package::Package;
use crate::package::xml::{Node, Tag, walk};

/// Reads it.
pub(crate) fn read<R: Read + Seek>(workbook: R) -> Result<Book, Error> {
    let mut archive = Package::open(workbook)?;
    let names = archive.names();
    let mut book = Book {
        macros: names.iter().any(|name| name.ends_with("vbaProject.bin")),
        pictures: names.iter().filter(|name| name.starts_with("xl/media/")).cloned().collect(),
        ..Book::default()
    };
    properties(&mut archive, &mut book)?;
    if let Some(part) = archive.part("xl/styles.xml")? {
        book.looks = looks(part)?;
    }
    let strings = archive.strings()?;
    let relations = archive.relations("xl/workbook.xml")?;
    let mut printed = Vec::new();
    let mut ids = Vec::new();
    if let Some(part) = archive.part("xl/workbook.xml")? {
        let mut name = None;
        walk(part, |node| match node {
            Node::Open("sheet", tag) => {
                ids.push(tag.get("id").unwrap_or_default());
                let hidden = matches!(tag.get("state").as_deref(), Some("hidden" | "veryHidden"));
                let name = tag.get("name").unwrap_or_default();
                book.sheets.push(SheetFacts { name, hidden, ..SheetFacts::default() });
            }
            Node::Open("workbookView", tag) => book.opens = tag.number("activeTab").unwrap_or(0),
            Node::Open("definedName", tag) => {
                name = tag
                    .get("name")
                    .is_some_and(|name| name.eq_ignore_ascii_case("_xlnm.Print_Titles"))
                    .then(|| tag.number("localSheetId"))
                    .flatten();
                printed.extend(name);
            }
            _ => {}
        })?;
    }
    for (place, id) in ids.iter().enumerate() {
        let Some(path) = relations.get(id).map(|relation| relation.target.clone()) else { continue };
        let mut sheet = std::mem::take(&mut book.sheets[place]);
        sheet.repeats_rows = printed.iter().any(|printed| *printed as usize == place);
        read_sheet(&mut archive, &path, &mut sheet, &book.looks, &strings)?;
        book.sheets[place] = sheet;
    }
    Ok(book)
}

fn properties<R: Read + Seek>(archive: &mut Package<R>, book: &mut Book) -> Result<(), Error> {
    let Some(part) = archive.part("docProps/core.xml")? else { return Ok(()) };
    let mut inside = String::new();
    walk(part, |node| match node {
        Node::Open(name, _) => name.clone_into(&mut inside),
        Node::Close(_) => inside.clear(),
        Node::Text(text) => match inside.as_str() {
            "title" => book.title.push_str(text),
            "creator" => book.author.push_str(text),
            "keywords" => book.keywords.push_str(text),
            "created" => book.created.push_str(text),
            _ => {}
        },
    })
}

fn read_sheet<R: Read + Seek>(
    archive: &mut Package<R>,
    path: &str,
    sheet: &mut SheetFacts,
    looks: &[Look],
    strings: &[Box<str>],
) -> Result<(), Error> {
    let relations = archive.relations(path)?;
    for relation in relations.values() {
        match relation.kind.as_str() {
            "table" => sheet.tables.extend(read_table(archive, &relation.target)?),
            "drawing" => read_drawing(archive, &relation.target, sheet)?,
            _ => {}
        }
    }
    sheet.tables.sort_by_key(|table| (table.range.0, table.range.1));
    let Some(part) = archive.part(path)? else { return Ok(()) };
    let mut reader = SheetReader::new(sheet, looks, strings);
    walk(part, |node| reader.take(node))?;
    for table in &mut sheet.tables {
        let (body, last) = (table.body(), table.range.2);
        if body <= last && table.last_row < last {
            table.blank_row.get_or_insert(table.last_row.max(body - 1) + 1);
        }
        for column in &mut table.columns {
            if body <= last && column.last_row < last {
                column.first_blank.get_or_insert(column.last_row.max(body - 1) + 1);
            }
        }
    }
    Ok(())
}

fn read_table<R: Read + Seek>(archive: &mut Package<R>, path: &str) -> Result<Option<TableFacts>, Error> {
    let Some(part) = archive.part(path)? else { return Ok(None) };
    let mut table = TableFacts { has_header: true, ..TableFacts::default() };
    let mut known = false;
    walk(part, |node| match node {
        // An extension within has the same name, and no range.
        Node::Open("table", tag) => {
            if let Some(found) = tag.get("ref").and_then(|found| range(&found)) {
                table.name = tag.get("displayName").or_else(|| tag.get("name")).unwrap_or_default();
                table.has_header = tag.get("headerRowCount").as_deref() != Some("0");
                table.range = found;
                known = true;
            }
        }
        Node::Open("autoFilter", _) => table.filter = true,
        Node::Open("tableColumn", tag) => {
            table.headers.push(tag.get("name").unwrap_or_default());
            table.columns.push(ColumnFacts::default());
        }
        _ => {}
    })?;
    Ok(known.then_some(table))
}

fn read_drawing<R: Read + Seek>(
    archive: &mut Package<R>,
    path: &str,
    sheet: &mut SheetFacts,
) -> Result<(), Error> {
    let Some(part) = archive.part(path)? else { return Ok(()) };
    let mut in_frame = false;
    walk(part, |node| match node {
        Node::Open("graphicFrame", _) => in_frame = true,
        Node::Close("graphicFrame") => in_frame = false,
        Node::Open("cNvPr", tag) if in_frame => sheet.charts.push(tag.get("descr").unwrap_or_default()),
        Node::Open("sp" | "pic", _) => sheet.shapes += 1,
        _ => {}
    })
}

/// Reads the nodes of a sheet's part.
struct SheetReader<'a> {
    sheet: &'a mut SheetFacts,
    looks: &'a [Look],
    strings: &'a [Box<str>],
    widths: Widths,
    at: (u32, u32),
    style: u32,
    kind: String,
    text: String,
    inside: Inside,
}

/// Where in the part the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Elsewhere,
    Cell,
    Value,
    RunningTitle,
}

impl<'a> SheetReader<'a> {
    fn new(sheet: &'a mut SheetFacts, looks: &'a [Look], strings: &'a [Box<str>]) -> Self {
        Self {
            sheet,
            looks,
            strings,
            widths: Widths::new(),
            at: (0, 0),
            style: 0,
            kind: String::new(),
            text: String::new(),
            inside: Inside::Elsewhere,
        }
    }

    fn take(&mut self, node: Node<'_>) {
        match node {
            Node::Open("row", tag) => {
                self.at = (tag.number("r").unwrap_or(self.at.0 + 1), 0);
                if tag.yes("hidden") {
                    self.sheet.hides.get_or_insert(format!("row {}", self.at.0));
                }
            }
            Node::Open("c", tag) => self.begin(&tag),
            Node::Close("c") => self.end(),
            Node::Open("v" | "t", _) if self.inside == Inside::Cell => self.inside = Inside::Value,
            Node::Close("v" | "t") if self.inside == Inside::Value => self.inside = Inside::Cell,
            Node::Text(text) => match self.inside {
                Inside::Value => self.text.push_str(text),
                Inside::RunningTitle => self.sheet.running_title |= !text.trim().is_empty(),
                _ => {}
            },
            Node::Open("headerFooter", _) => self.inside = Inside::RunningTitle,
            Node::Close("headerFooter") => self.inside = Inside::Elsewhere,
            Node::Open(name, tag) => self.note(name, &tag),
            Node::Close(_) => {}
        }
    }

    fn begin(&mut self, tag: &Tag) {
        let next = (self.at.0, self.at.1 + 1);
        self.at = tag.get("r").and_then(|name| place(&name)).unwrap_or(next);
        self.style = tag.number("s").unwrap_or(0);
        self.kind = tag.get("t").unwrap_or_default();
        self.text.clear();
        self.inside = Inside::Cell;
    }

    fn end(&mut self) {
        self.inside = Inside::Elsewhere;
        let holds = match self.kind.as_str() {
            "" | "n" | "d" => Holds::Number,
            _ => Holds::Words,
        };
        let words = if self.kind == "s" {
            let string = self.text.trim().parse::<usize>().ok().and_then(|place| self.strings.get(place));
            string.map_or("", |string| &**string)
        } else {
            &self.text
        };
        if !words.is_empty() {
            take(self.sheet, self.looks, &self.widths, self.at, self.style, holds, words);
        }
    }

    fn note(&mut self, name: &str, tag: &Tag) {
        let sheet = &mut *self.sheet;
        match name {
            "col" => {
                let (first, last) = (tag.number("min").unwrap_or(1), tag.number("max").unwrap_or(1));
                let width = tag.get("width").and_then(|width| width.parse().ok()).unwrap_or(8.43);
                self.widths.insert(last, (first, width));
                if tag.yes("hidden") {
                    let column = cell_name(1, first);
                    sheet.hides.get_or_insert(format!("column {}", column.trim_end_matches('1')));
                }
            }
            "selection" => sheet.cursors.push(tag.get("activeCell").unwrap_or_else(|| "A1".to_owned())),
            "pane" if tag.get("state").is_some_and(|state| state.starts_with("frozen")) => {
                let count = |name| {
                    let count = tag.get(name)?;
                    count.split('.').next()?.parse::<u32>().ok()
                };
                let count = |name| count(name).unwrap_or(0);
                sheet.frozen = Some((count("ySplit"), count("xSplit")));
            }
            "mergeCell" => sheet.merged.extend(tag.get("ref")),
            "autoFilter" => sheet.filter = true,
            "pageSetUpPr" => sheet.one_page_wide = tag.yes("fitToPage"),
            "pageSetup" => {
                sheet.paper = tag.number("paperSize");
                sheet.landscape = tag.get("orientation").as_deref() == Some("landscape");
                sheet.one_page_wide &= tag.number("fitToWidth").is_none_or(|pages| pages == 1);
            }
            "hyperlink" => sheet
                .links
                .push(LinkFacts { cell: tag.get("ref").unwrap_or_default(), place: tag.get("location") }),
            _ => {}
        }
    }
}
