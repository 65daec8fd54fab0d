//! Reads a workbook's parts into facts, sheet by sheet, within limits.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

use super::book::{Book, ColumnFacts, LinkFacts, SheetFacts, TableFacts, cell_name, place, range};
use super::cells::{Holds, Widths, take};
use super::styles::{Look, looks};
use super::xml::{Node, Tag, walk};
use crate::error::Error;

const READ: &str = "read the workbook";
/// The largest part that is read, inflated.
const LARGEST: u64 = 1 << 30;
/// The most parts that a workbook may have.
const PARTS: usize = 10_000;

type Archive<R> = ZipArchive<R>;

/// Reads it.
pub(crate) fn read<R: Read + Seek>(workbook: R) -> Result<Book, Error> {
    let mut archive = ZipArchive::new(workbook).map_err(Error::zip(READ))?;
    if archive.len() > PARTS {
        return Err(Error::library(READ)("it has too many parts"));
    }
    let names: Vec<String> = (0..archive.len())
        .filter_map(|place| archive.by_index_raw(place).ok()?.name().ok().map(std::borrow::Cow::into_owned))
        .collect();
    if !names.iter().any(|name| name == "xl/workbook.xml") {
        return Err(Error::library(READ)("it is no XLSX workbook"));
    }
    let mut book = Book {
        macros: names.iter().any(|name| name.ends_with("vbaProject.bin")),
        pictures: names.iter().filter(|name| name.starts_with("xl/media/")).cloned().collect(),
        ..Book::default()
    };
    properties(&mut archive, &mut book)?;
    if let Some(part) = part(&mut archive, "xl/styles.xml")? {
        book.looks = looks(part)?;
    }
    let strings = strings(&mut archive)?;
    let relations = relations(&mut archive, "xl/workbook.xml")?;
    let mut printed = Vec::new();
    let mut ids = Vec::new();
    if let Some(part) = part(&mut archive, "xl/workbook.xml")? {
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

/// A part, if the workbook has it.
fn part<'a, R: Read + Seek>(
    archive: &'a mut Archive<R>,
    name: &str,
) -> Result<Option<impl BufRead + use<'a, R>>, Error> {
    match archive.by_name(name) {
        Ok(file) if file.size() > LARGEST => Err(Error::library(READ)("a part of it is too large")),
        // What the archive says of its size is not believed.
        Ok(file) => Ok(Some(BufReader::with_capacity(1 << 16, file.take(LARGEST)))),
        Err(zip::result::ZipError::FileNotFound) => Ok(None),
        Err(error) => Err(Error::zip(READ)(error)),
    }
}

fn properties<R: Read + Seek>(archive: &mut Archive<R>, book: &mut Book) -> Result<(), Error> {
    let Some(part) = part(archive, "docProps/core.xml")? else { return Ok(()) };
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

/// The shared strings, each cut at what the rules look at.
fn strings<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Vec<Box<str>>, Error> {
    let Some(part) = part(archive, "xl/sharedStrings.xml")? else { return Ok(Vec::new()) };
    let mut strings = Vec::new();
    let mut text = String::new();
    let (mut in_text, mut phonetic) = (false, false);
    walk(part, |node| match node {
        Node::Open("si", _) => text.clear(),
        Node::Close("si") => strings.push(text.as_str().into()),
        Node::Open("rPh", _) => phonetic = true,
        Node::Close("rPh") => phonetic = false,
        Node::Open("t", _) => in_text = !phonetic,
        Node::Close("t") => in_text = false,
        Node::Text(words) if in_text => text.push_str(words),
        _ => {}
    })?;
    Ok(strings)
}

/// Where a part leads.
struct Relation {
    kind: String,
    target: String,
}

/// The relations of a part, by id, targets as paths in the archive.
fn relations<R: Read + Seek>(
    archive: &mut Archive<R>,
    of: &str,
) -> Result<BTreeMap<String, Relation>, Error> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let mut relations = BTreeMap::new();
    if let Some(part) = part(archive, &format!("{folder}/_rels/{file}.rels"))? {
        walk(part, |node| {
            if let Node::Open("Relationship", tag) = node
                && let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target"))
            {
                let kind = tag.get("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id, Relation { kind, target: resolve(folder, &target) });
            }
        })?;
    }
    Ok(relations)
}

/// A target as a path in the archive.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            ".." => {
                parts.pop();
            }
            "." => {}
            step => parts.push(step),
        }
    }
    parts.join("/")
}

fn read_sheet<R: Read + Seek>(
    archive: &mut Archive<R>,
    path: &str,
    sheet: &mut SheetFacts,
    looks: &[Look],
    strings: &[Box<str>],
) -> Result<(), Error> {
    let relations = relations(archive, path)?;
    for relation in relations.values() {
        match relation.kind.as_str() {
            "table" => sheet.tables.extend(read_table(archive, &relation.target)?),
            "drawing" => read_drawing(archive, &relation.target, sheet)?,
            _ => {}
        }
    }
    sheet.tables.sort_by_key(|table| (table.range.0, table.range.1));
    let Some(part) = part(archive, path)? else { return Ok(()) };
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

fn read_table<R: Read + Seek>(archive: &mut Archive<R>, path: &str) -> Result<Option<TableFacts>, Error> {
    let Some(part) = part(archive, path)? else { return Ok(None) };
    let mut table = TableFacts { has_header: true, ..TableFacts::default() };
    let mut known = false;
    walk(part, |node| match node {
        Node::Open("table", tag) => {
            table.name = tag.get("displayName").or_else(|| tag.get("name")).unwrap_or_default();
            table.has_header = tag.get("headerRowCount").as_deref() != Some("0");
            if let Some(found) = tag.get("ref").and_then(|found| range(&found)) {
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
    archive: &mut Archive<R>,
    path: &str,
    sheet: &mut SheetFacts,
) -> Result<(), Error> {
    let Some(part) = part(archive, path)? else { return Ok(()) };
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
