//! A workbook of ours as it comes back, perhaps saved by another program in between: its properties, and the
//! rows of its tables by the names of their columns, wherever a person has moved them.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use evenfolio_core::origin::Column;

use crate::columns::{Item, MARKED, MARKED_NOT_COUNTED};
use crate::error::Error;
use crate::lint::book::{place, range};
use crate::marks;
use crate::package::Package;
use crate::package::xml::{Node, walk, walk_while};
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

/// In which rows the header of a table may stand.
pub(crate) const HEADERS: u32 = 200;

/// The tables that people write in or that have marks in their rows, and their headers from left to right.
fn headed() -> [(&'static str, Vec<&'static str>); 3] {
    let listing = |items: &[Item]| items.iter().map(|item| item.header()).chain([marks::COLUMN]).collect();
    [
        ("Register", listing(MARKED)),
        ("Not_counted", listing(MARKED_NOT_COUNTED)),
        ("What_to_fix", TO_FIX.to_vec()),
    ]
}

/// The headers of the sheet of what to fix.
pub(crate) const TO_FIX: [&str; 12] = [
    "Kind",
    "Initiative",
    "Identifier",
    "What is the matter",
    "What to do",
    "Now",
    "Answer",
    "About",
    "Source file",
    "Source sheet",
    "Source row",
    marks::COLUMN,
];

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

/// One row of a table.
pub(crate) struct Row<'a> {
    table: &'a Place,
    cells: &'a Cells,
    number: u32,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// What it shows; the error, where a formula gives one.
    pub text: String,
    /// Whether it is a number.
    pub is_number: bool,
    /// The formula that gives it; empty where the workbook says it with another cell's.
    pub formula: Option<String>,
    /// Whether it is an error, or was never calculated: then it is no value.
    pub is_void: bool,
}

/// The cells of a row that hold anything, by column, counted from 1.
pub(crate) type Cells = BTreeMap<u32, Held>;

/// A sheet: its name and the path of its part.
pub(crate) use crate::package::SheetPart;

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

    /// Whether what stands under a header is no value: an error, or a formula that was never calculated.
    pub(crate) fn is_void(&self, header: &str) -> bool {
        self.held(header).is_some_and(|held| held.is_void)
    }

    /// The cell under a header as a person would write it: `Register!D7`.
    pub(crate) fn cell(&self, header: &str) -> String {
        name(&self.table.sheet, self.column(header).unwrap_or(1), self.number)
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

    /// Finds the tables that people write in by their headers: a program may keep them as plain cells when it saves the
    /// workbook, or leave what it says of them as it was when rows or columns were put in.
    fn find_headed(&mut self) -> Result<(), Error> {
        for (name, headers) in headed() {
            for part in self.package.sheets()? {
                let known = self.tables.iter().position(|table| table.path == part.path);
                let is_another = |place: usize| !self.tables[place].name.starts_with(name);
                // What is asked may be answered in a copy; a copy of the Register only repeats its rows.
                let is_copy = name == "Register" && self.tables.iter().any(|table| table.name == name);
                if known.is_some_and(is_another) {
                    continue;
                }
                let mut best: Option<(usize, Place)> = None;
                self.cells(&part.path, |number, cells| {
                    let found = located(&headers, cells);
                    let many = found.iter().flatten().count();
                    if many * 4 >= headers.len() * 3 && best.as_ref().is_none_or(|(most, _)| many > *most) {
                        let columns = (cells.keys().min().copied(), cells.keys().max().copied());
                        if let (Some(first), Some(last)) = columns {
                            let header = |column| {
                                let ours = found.iter().position(|at| *at == Some(column));
                                ours.map(|place| headers[place].to_owned())
                                    .or_else(|| cells.get(&column).map(|held: &Held| held.text.clone()))
                            };
                            best = Some((
                                many,
                                Place {
                                    name: name.to_owned(),
                                    sheet: part.name.clone(),
                                    path: part.path.clone(),
                                    header_row: number,
                                    columns: (first, last),
                                    headers: (first..=last).map(|c| header(c).unwrap_or_default()).collect(),
                                },
                            ));
                        }
                    }
                    number < HEADERS
                })?;
                let Some((_, mut found)) = best else { continue };
                if let Some(known) = known {
                    found.name.clone_from(&self.tables[known].name);
                    self.tables[known] = found;
                } else {
                    // A Register that goes on has its parts in the order of their sheets.
                    let parts = self.tables.iter().filter(|table| table.name.starts_with(name)).count();
                    if is_copy {
                        found.name = format!("Copy_of_{name}");
                    } else if parts > 0 {
                        found.name = format!("{name}_{}", parts + 1);
                    }
                    self.tables.push(found);
                }
            }
        }
        Ok(())
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

fn held(kind: &str, text: &str, formula: Option<String>, strings: &[Box<str>]) -> Option<Held> {
    // A formula that was never calculated is what someone wrote, not an empty cell.
    if let Some(formula) = formula.as_ref().filter(|formula| text.is_empty() && !formula.is_empty()) {
        let formula = unescaped(formula);
        let text = format!("={formula}");
        return Some(Held { text, is_number: false, formula: Some(formula), is_void: true });
    }
    let text = match kind {
        "s" => text.trim().parse::<usize>().ok().and_then(|place| strings.get(place)).map(|text| &**text)?,
        "b" => {
            if text.trim() == "1" {
                "TRUE"
            } else {
                "FALSE"
            }
        }
        _ => text,
    };
    (!text.is_empty()).then(|| Held {
        text: unescaped(text),
        is_number: matches!(kind, "" | "n"),
        formula,
        is_void: kind == "e",
    })
}

/// The column of each of the wanted headers in a row of cells, as far as they stand there in that order: those that read
/// so, and one that reads otherwise but stands alone between its neighbours.
fn located(wanted: &[&str], cells: &Cells) -> Vec<Option<u32>> {
    let is = |wanted: &&str, held: &Held| held.text.trim() == *wanted;
    let mut found = located_by(wanted, cells, is);
    // Without its name nothing is taken for marks.
    if let Some(last) = found.last_mut()
        && last.and_then(|last| cells.get(&last)).is_some_and(|held| !is(&marks::COLUMN, held))
    {
        *last = None;
    }
    found
}

/// The same by whatever tells a header.
pub(crate) fn located_by<T>(wanted: &[T], cells: &Cells, is: impl Fn(&T, &Held) -> bool) -> Vec<Option<u32>> {
    let mut found: Vec<Option<u32>> = Vec::with_capacity(wanted.len());
    let mut from = 0;
    for header in wanted {
        let at = cells.range(from..).find(|(_, held)| is(header, held)).map(|(column, _)| *column);
        from = at.map_or(from, |at| at + 1);
        found.push(at);
    }
    for place in 0..found.len() {
        let before = place.checked_sub(1).map(|before| found[before]);
        let behind = found.get(place + 1).copied();
        let at = match (found[place], before, behind) {
            (None, Some(Some(before)), Some(Some(behind))) if behind == before + 2 => before + 1,
            (None, Some(Some(before)), None) => before + 1,
            (None, None, Some(Some(behind))) if behind > 1 => behind - 1,
            _ => continue,
        };
        found[place] = cells.contains_key(&at).then_some(at);
    }
    found
}

/// The cell to the right of a label, if a row has one.
pub(crate) fn field(cells: &Cells, is_label: impl Fn(&str) -> bool) -> Option<(u32, &Held)> {
    let (label, _) = cells.iter().find(|(_, held)| is_label(held.text.trim()))?;
    let (column, held) = cells.range(label + 1..).find(|(_, held)| !held.text.trim().is_empty())?;
    Some((*column, held))
}

/// A cell as a person would write it: `Cover!B7`. Columns are counted from 1.
pub(crate) fn name(sheet: &str, column: u32, row: u32) -> String {
    let letters = Column { index: column.saturating_sub(1), header: "".into() }.letters();
    format!("{sheet}!{letters}{row}")
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
