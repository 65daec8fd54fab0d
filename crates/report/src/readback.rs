//! A workbook of ours as it comes back, perhaps saved by another program in between: its properties, and the
//! rows of its tables by the names of their columns, wherever a person has moved them.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use evenfolio_core::origin::Column;

use crate::error::Error;
use crate::lint::book::{place, range};
use crate::package::Package;
use crate::package::xml::{Node, walk};
use crate::sheet::Missing;

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
pub(crate) const AGENCY: &str = "evenfolio agency";

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

/// The tables that people write in, and headers by which they are known.
const PLAIN: &[(&str, &[&str])] =
    &[("Register", &["Title", "Agency", "Facet", "Marks"]), ("What_to_fix", TO_FIX)];
const TO_FIX: &[&str] = &["Kind", "Now", "About", "Source row"];
/// In which rows such a header may stand.
const HEADERS: u32 = 60;

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
    path: String,
    header_row: u32,
    columns: (u32, u32),
    headers: Vec<String>,
}

impl Place {
    /// Whether the table has all of these headers.
    pub(crate) fn has(&self, headers: &[&str]) -> bool {
        headers.iter().all(|header| self.headers.iter().any(|known| known.trim() == *header))
    }

    /// Whether it asks what to fix: also a copy that a person made, whose table has another name.
    pub(crate) fn asks(&self) -> bool {
        self.has(TO_FIX)
    }

    /// Whether its rows have marks.
    pub(crate) fn is_marked(&self) -> bool {
        self.has(&[crate::marks::COLUMN])
    }
}

/// One row of a table.
pub(crate) struct Row<'a> {
    table: &'a Place,
    cells: &'a BTreeMap<u32, Held>,
    number: u32,
}

/// What a cell holds.
struct Held {
    text: String,
    is_number: bool,
    is_formula: bool,
}

/// What stands in a cell somewhere in the workbook.
pub(crate) struct Anywhere<'a> {
    /// The cell as a person would write it: `Cover!B7`.
    pub cell: String,
    /// The place of the table in whose columns it stands, at or below the header, and whether it is the header.
    pub table: Option<(usize, bool)>,
    /// What stands there.
    pub text: &'a str,
    /// Whether it is a number.
    pub is_number: bool,
    /// Whether a formula gives it.
    pub is_formula: bool,
    /// What stands in the first column of its row, where that is another cell.
    pub beside: Option<&'a str>,
}

impl Row<'_> {
    /// What stands under a header; `None` for blanks, and for shorthand that says there is nothing.
    pub(crate) fn get(&self, header: &str) -> Option<&str> {
        let cell = &self.held(header)?.text;
        (!cell.trim().is_empty() && !Missing::is_shorthand(cell)).then_some(cell)
    }

    fn held(&self, header: &str) -> Option<&Held> {
        self.cells.get(&self.column(header)?)
    }

    /// The column under a header, counted from 1.
    fn column(&self, header: &str) -> Option<u32> {
        let column = self.table.headers.iter().position(|known| known.trim() == header)?;
        Some(self.table.columns.0 + u32::try_from(column).ok()?)
    }

    /// Whether the table still has a column of that header.
    pub(crate) fn has(&self, header: &str) -> bool {
        self.column(header).is_some()
    }

    /// Whether a number stands under a header.
    pub(crate) fn is_number(&self, header: &str) -> bool {
        self.held(header).is_some_and(|held| held.is_number)
    }

    /// The cell under a header as a person would write it: `Register!D7`.
    pub(crate) fn cell(&self, header: &str) -> String {
        let index = self.column(header).unwrap_or(1) - 1;
        let letters = Column { index, header: header.into() }.letters();
        format!("{}!{letters}{}", self.table.sheet, self.number)
    }

    /// The words of the whole row, in the order of the columns.
    pub(crate) fn words(&self) -> String {
        self.cells
            .values()
            .map(|held| held.text.trim())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    }

    /// The headers of the table, and what stands under each.
    pub(crate) fn headers(&self) -> impl Iterator<Item = &str> {
        self.table.headers.iter().map(|header| header.trim())
    }

    /// The number under a header.
    pub(crate) fn number(&self, header: &str) -> Option<f64> {
        self.get(header)?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

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
        readback.find_plain()?;
        Ok(readback)
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
        })
    }

    /// The text of the cell beside a label: of that sheet, or of one that has no table, should it have another name by
    /// now.
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
                if found.is_none() && cells.get(&1).is_some_and(|held| held.text.trim() == label) {
                    found = cells.remove(&2).map(|held| held.text).filter(|text| !text.trim().is_empty());
                }
            })?;
        }
        Ok(found)
    }

    /// Hands over all cells that hold anything.
    pub(crate) fn everywhere(&mut self, mut take: impl FnMut(&Anywhere<'_>)) -> Result<(), Error> {
        for part in self.package.sheets()? {
            let tables: Vec<_> = self
                .tables
                .iter()
                .map(|table| (table.path == part.path).then_some((table.header_row, table.columns)))
                .collect();
            self.cells(&part.path, |number, cells| {
                for (column, held) in &*cells {
                    let table = tables.iter().position(|table| {
                        table.is_some_and(|(header, (first, last))| {
                            number >= header && (first..=last).contains(column)
                        })
                    });
                    let table =
                        table.map(|place| (place, tables[place].is_some_and(|(header, _)| header == number)));
                    let beside = cells.get(&1).filter(|_| *column > 1).map(|held| held.text.trim());
                    let letters = Column { index: column.saturating_sub(1), header: "".into() }.letters();
                    take(&Anywhere {
                        cell: format!("{}!{letters}{number}", part.name),
                        table,
                        text: &held.text,
                        is_number: held.is_number,
                        is_formula: held.is_formula,
                        beside,
                    });
                }
            })?;
        }
        Ok(())
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

    /// Tables that a program has kept as plain cells when it saved the workbook, found by their headers.
    fn find_plain(&mut self) -> Result<(), Error> {
        for (name, wanted) in PLAIN {
            // What is asked may be answered in a copy; a copy of the Register would only repeat its rows.
            if *name == "Register" && self.tables.iter().any(|table| table.name == *name) {
                continue;
            }
            for part in self.package.sheets()? {
                if self.tables.iter().any(|table| table.path == part.path) {
                    continue;
                }
                let mut found = None;
                self.cells(&part.path, |number, cells| {
                    let has = |header: &&str| cells.values().any(|held| held.text.trim() == *header);
                    if found.is_none() && number <= HEADERS && wanted.iter().all(has) {
                        let columns = (cells.keys().min().copied(), cells.keys().max().copied());
                        if let (Some(first), Some(last)) = columns {
                            let header = |column| {
                                cells.get(&column).map_or_else(String::new, |held| held.text.clone())
                            };
                            found = Some((number, (first, last), (first..=last).map(header).collect()));
                        }
                    }
                })?;
                if let Some((header_row, columns, headers)) = found {
                    // A Register that goes on has its parts in the order of their sheets.
                    let parts = self.tables.iter().filter(|table| table.name.starts_with(name)).count();
                    let name = if parts == 0 { (*name).to_owned() } else { format!("{name}_{}", parts + 1) };
                    self.tables.push(Place {
                        name,
                        sheet: part.name,
                        path: part.path,
                        header_row,
                        columns,
                        headers,
                    });
                }
            }
        }
        Ok(())
    }

    fn cells(
        &mut self,
        path: &str,
        mut take: impl FnMut(u32, &mut BTreeMap<u32, Held>),
    ) -> Result<(), Error> {
        let strings = &self.strings;
        let Some(part) = self.package.part(path)? else {
            return Err(Error::library(READ)("a sheet that it names is not in it"));
        };
        let mut cells = BTreeMap::new();
        let (mut at, mut kind, mut text, mut inside) = ((0, 0), String::new(), String::new(), false);
        let (mut formula, mut in_formula) = (String::new(), false);
        walk(part, |node| match node {
            Node::Open("row", tag) => at = (tag.number("r").unwrap_or(at.0 + 1), 0),
            Node::Close("row") => {
                take(at.0, &mut cells);
                cells.clear();
            }
            Node::Open("c", tag) => {
                at = tag.get("r").and_then(|name| place(&name)).unwrap_or((at.0, at.1 + 1));
                kind = tag.get("t").unwrap_or_default();
                text.clear();
                formula.clear();
            }
            Node::Open("v" | "t", _) => inside = true,
            Node::Close("v" | "t") => inside = false,
            Node::Open("f", _) => in_formula = true,
            Node::Close("f") => in_formula = false,
            Node::Text(words) if inside => text.push_str(words),
            Node::Text(words) if in_formula => formula.push_str(words),
            // A formula that was never calculated is what someone wrote, not an empty cell.
            Node::Close("c") if text.is_empty() && !formula.is_empty() && kind != "e" => {
                let text = format!("={}", unescaped(&formula));
                cells.insert(at.1, Held { text, is_number: false, is_formula: true });
            }
            Node::Close("c") => {
                let held = match kind.as_str() {
                    "s" => text
                        .trim()
                        .parse::<usize>()
                        .ok()
                        .and_then(|place| strings.get(place))
                        .map(|text| &**text),
                    // An error of a formula is no value.
                    "e" => None,
                    _ => Some(text.as_str()),
                };
                if let Some(held) = held.filter(|held| !held.is_empty()) {
                    let is_number = matches!(kind.as_str(), "" | "n");
                    let is_formula = !formula.is_empty();
                    cells.insert(at.1, Held { text: unescaped(held), is_number, is_formula });
                }
            }
            _ => {}
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

/// Resolves `_x000D_` and its like, by which workbooks write characters that XML does not hold.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let known = code
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let (taken, end) = if known.is_some() { (at, at + 7) } else { (at + 2, at + 2) };
        out.push_str(&rest[..taken]);
        out.extend(known);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_what_looks_like_one_stays() {
        assert_eq!(unescaped("_x005F_x0041_ a_x000A_b _x _x00é_ _x"), "_x0041_ a\nb _x _x00é_ _x");
    }
}
