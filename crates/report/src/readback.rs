//! A workbook of ours as it comes back, perhaps saved by another program in between: its properties, and the
//! rows of its tables by the names of their columns, wherever a person has moved them.

mod headed;
mod row;

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use crate::error::Error;
use crate::lint::book::{place, range};
use crate::package::Package;
use crate::package::xml::{Node, walk, walk_while};
use row::{held, unescaped};

pub(crate) use headed::{HEADERS, field, located_by};
pub(crate) use row::{Cells, Held, Row, name};

const READ: &str = "read the workbook";

/// The property that says what kind of workbook of ours it is.
pub(crate) const KIND: &str = "evenfolio kind";
/// The property that says which run made it.
pub(crate) const RUN: &str = "evenfolio run";
/// The property that says which style it has.
pub(crate) const STYLE: &str = "evenfolio style";
/// The property with the date that it speaks for.
pub(crate) const AS_OF: &str = "evenfolio as of";
/// The property that says by which rules it was judged.
pub(crate) const RULES: &str = "evenfolio rules";
/// The property of a pack that says whose it is.
const AGENCY: &str = "evenfolio agency";

/// The property with that part (from 1) of the name of whom a pack is for: one holds 255 characters.
pub(crate) fn agency_part(number: u32) -> String {
    if number == 1 { AGENCY.to_owned() } else { format!("{AGENCY} {number}") }
}

/// What kind of workbook of ours this is: `report` or `pack`; `None` for anybody else's, and for what is no
/// workbook. One that was saved as ODS since is known too. Cheap, and safe on files from anywhere: no more than the
/// beginning of one part is read.
pub fn kind_of<R: Read + Seek>(workbook: R) -> Option<&'static str> {
    let mut archive = zip::ZipArchive::new(workbook).ok()?;
    // The part with the properties, and what begins each of them, in XLSX and in ODS.
    [("docProps/custom.xml", "<property "), ("meta.xml", "<meta:user-defined ")].into_iter().find_map(
        |(part, begins)| {
            let mut beginning = Vec::new();
            archive.by_name(part).ok()?.take(1 << 16).read_to_end(&mut beginning).ok()?;
            let text = String::from_utf8_lossy(&beginning);
            let property = text.split(begins).find(|property| property.contains(KIND))?;
            ["report", "pack"].into_iter().find(|kind| property.contains(&format!(">{kind}<")))
        },
    )
}

/// A workbook that was opened.
pub(crate) struct Readback<R> {
    package: Package<R>,
    properties: BTreeMap<String, String>,
    strings: Vec<Box<str>>,
    /// Its tables.
    pub tables: Vec<Place>,
}

/// Where a table stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The table's name.
    pub name: String,
    /// The name of its sheet.
    pub sheet: String,
    /// The path of its sheet's part.
    path: String,
    /// The row of its header, counted from 1.
    pub header_row: u32,
    /// Its first and last column, counted from 1.
    pub columns: (u32, u32),
    headers: Vec<String>,
}

impl Place {
    /// Whether the table has all of these headers.
    pub(crate) fn has(&self, headers: &[&str]) -> bool {
        headers.iter().all(|header| self.headers.iter().any(|known| known.trim() == *header))
    }

    /// Whether it asks what to fix: also a copy that a person made, whose table has another name.
    pub(crate) fn asks(&self) -> bool {
        self.has(&["Kind", "Now", "About", "Source row"])
    }

    /// Whether its rows have marks.
    pub(crate) fn is_marked(&self) -> bool {
        self.has(&[crate::marks::COLUMN])
    }
}

/// A sheet: its name and the path of its part.
pub(crate) use crate::package::SheetPart;

impl<R: Read + Seek> Readback<R> {
    /// Opens it, if a workbook it is.
    pub(crate) fn open(workbook: R) -> Result<Self, Error> {
        let mut package = Package::open(workbook)?;
        let properties = package.properties()?;
        let strings = package.strings()?;
        let mut tables = Vec::new();
        for sheet in package.sheets()? {
            for relation in package.relations(&sheet.path)?.values() {
                if relation.kind == "table"
                    && let Some(mut table) = read_table(&mut package, &relation.target)?
                {
                    table.sheet.clone_from(&sheet.name);
                    table.path.clone_from(&sheet.path);
                    tables.push(table);
                }
            }
        }
        let mut readback = Self { package, properties, strings, tables };
        readback.find_headed()?;
        Ok(readback)
    }

    /// Whose pack it is.
    pub(crate) fn agency(&self) -> Option<String> {
        self.property(AGENCY)?;
        Some((1..).map_while(|number| self.property(&agency_part(number))).collect())
    }

    /// The letters that stand in several properties of that name with a number.
    pub(crate) fn numbered(&self, name: &str) -> String {
        (1_u32..).map_while(|number| self.property(&format!("{name}{number}"))).collect()
    }

    /// A custom property of the document.
    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        self.properties.get(name).map(String::as_str)
    }

    /// Hands over the rows of a table that hold anything, also those that a person wrote right below it.
    pub(crate) fn rows(&mut self, table: &Place, mut take: impl FnMut(&Row<'_>)) -> Result<(), Error> {
        self.cells(&table.path, |number, cells| {
            cells.retain(|column, _| (table.columns.0..=table.columns.1).contains(column));
            if number > table.header_row && !cells.is_empty() {
                take(&Row { table, cells, number });
            }
            true
        })
    }

    /// The text of the cell to the right of a label: of that sheet, or of one that has no table, should it have another
    /// name by now.
    pub(crate) fn beside(&mut self, sheet: &str, label: &str) -> Result<Option<String>, Error> {
        let mut parts = self.package.sheets()?;
        if parts.iter().any(|part| part.name == sheet) {
            parts.retain(|part| part.name == sheet);
        } else {
            parts.retain(|part| self.tables.iter().all(|table| table.path != part.path));
        }
        let mut found = None;
        for part in parts {
            self.cells(&part.path, |_, cells| {
                if found.is_none() {
                    found = field(cells, |words| words == label).map(|(_, held)| held.text.clone());
                }
                true
            })?;
        }
        Ok(found)
    }

    /// The sheets in the order of their tabs.
    pub(crate) fn sheets(&mut self) -> Result<Vec<SheetPart>, Error> {
        self.package.sheets()
    }

    /// The tables of a sheet that people write in, and those whose rows have marks.
    pub(crate) fn tables_of(&self, sheet: &SheetPart) -> Vec<Place> {
        self.tables.iter().filter(|table| table.path == sheet.path).cloned().collect()
    }

    /// The comments that people have pinned to cells: cell and words.
    pub(crate) fn comments(&mut self) -> Result<Vec<(String, String)>, Error> {
        let mut comments = Vec::new();
        for sheet in self.package.sheets()? {
            for relation in self.package.relations(&sheet.path)?.into_values() {
                if relation.kind != "comments" {
                    continue;
                }
                let Some(part) = self.package.part(&relation.target)? else { continue };
                let (mut cell, mut words, mut inside) = (String::new(), String::new(), false);
                walk(part, |node| match node {
                    Node::Open("comment", tag) => {
                        cell = format!("{}!{}", sheet.name, tag.get("ref").unwrap_or_default());
                        words.clear();
                    }
                    Node::Open("t", _) => inside = true,
                    Node::Close("t") => inside = false,
                    Node::Text(text) if inside => words.push_str(text),
                    Node::Close("comment") if !words.trim().is_empty() => {
                        comments.push((std::mem::take(&mut cell), unescaped(words.trim())));
                    }
                    _ => {}
                })?;
            }
        }
        Ok(comments)
    }

    /// Hands over the cells of each row of a sheet, by its number, until `take` says that it has seen enough.
    pub(crate) fn cells(
        &mut self,
        path: &str,
        mut take: impl FnMut(u32, &mut Cells) -> bool,
    ) -> Result<(), Error> {
        let strings = &self.strings;
        let Some(part) = self.package.part(path)? else {
            return Err(Error::library(READ)("a sheet that it names is not in it"));
        };
        let mut cells = BTreeMap::new();
        let (mut at, mut kind, mut text, mut inside) = ((0, 0), String::new(), String::new(), false);
        let (mut formula, mut in_formula) = (None::<String>, false);
        walk_while(part, |node| {
            match node {
                Node::Open("row", tag) => at = (tag.number("r").unwrap_or(at.0 + 1), 0),
                Node::Close("row") => {
                    let goes_on = take(at.0, &mut cells);
                    cells.clear();
                    return goes_on;
                }
                Node::Open("c", tag) => {
                    at = tag.get("r").and_then(|name| place(&name)).unwrap_or((at.0, at.1 + 1));
                    kind = tag.get("t").unwrap_or_default();
                    text.clear();
                    formula = None;
                }
                Node::Open("v" | "t", _) => inside = true,
                Node::Close("v" | "t") => inside = false,
                Node::Open("f", _) => (formula, in_formula) = (Some(String::new()), true),
                Node::Close("f") => in_formula = false,
                Node::Text(words) if inside => text.push_str(words),
                Node::Text(words) if in_formula => {
                    formula.get_or_insert_default().push_str(words);
                }
                Node::Close("c") => {
                    cells.extend(held(&kind, &text, formula.take(), strings).map(|held| (at.1, held)));
                }
                _ => {}
            }
            true
        })
    }
}

fn read_table<R: Read + Seek>(package: &mut Package<R>, path: &str) -> Result<Option<Place>, Error> {
    let Some(part) = package.part(path)? else { return Ok(None) };
    let mut found = None;
    let mut headers = Vec::new();
    walk(part, |node| match node {
        Node::Open("table", tag) => {
            // An extension within has the same name, and no range.
            if let Some(cells) = tag.get("ref").and_then(|cells| range(&cells)) {
                let name = tag.get("displayName").or_else(|| tag.get("name")).unwrap_or_default();
                found = Some((name, cells));
            }
        }
        Node::Open("tableColumn", tag) => headers.push(unescaped(&tag.get("name").unwrap_or_default())),
        _ => {}
    })?;
    Ok(found.map(|(name, (header_row, first, _, last))| Place {
        name,
        sheet: String::new(),
        path: String::new(),
        header_row,
        columns: (first, last),
        headers,
    }))
}
