//! The package of an XLSX or XLSB workbook: which part is the workbook, which are its sheets.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::archive::Archive;
use super::xml::{Xml, attribute, local};
use crate::limits::Limits;
use crate::rows::grid::Trouble;
use crate::serial::Epoch;

/// A workbook's own part, read.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) sheets: Vec<SheetPart>,
    pub(crate) epoch: Epoch,
    pub(crate) strings: Option<String>,
    pub(crate) styles: Option<String>,
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    pub(crate) visible: bool,
    pub(crate) kind: Kind,
}

/// What is behind a sheet's name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Cells, in the part of that name.
    Cells(String),
    /// A chart, a dialog or macros.
    NoCells,
    /// Nothing that can be found in the file.
    Missing,
}

/// From which day the workbook counts, by the value of its attribute.
fn epoch(date1904: &str) -> Epoch {
    if matches!(date1904, "1" | "true" | "on") { Epoch::Year1904 } else { Epoch::Year1900 }
}

/// What a part relates to.
pub(crate) struct Relation {
    kind: String,
    target: String,
    external: bool,
}

impl SheetPart {
    /// A sheet of that name, and where the workbook says it is.
    pub(crate) fn new(name: String, visible: bool, relation: Option<&Relation>) -> Self {
        let kind = match relation {
            Some(relation) if relation.external => Kind::Missing,
            Some(relation) if relation.kind == "worksheet" => Kind::Cells(relation.target.clone()),
            Some(_) => Kind::NoCells,
            None => Kind::Missing,
        };
        Self { name, visible, kind }
    }
}

impl Package {
    pub(crate) fn read(archive: &mut Archive, limits: &Limits) -> Result<Self, Trouble> {
        let (mut package, book, related) = Self::begin(archive, "xl/workbook.xml")?;
        let mut xml = Xml::new(archive.part(&book)?, &book)?;
        loop {
            match xml.next()? {
                Event::Start(element) => match local(&element) {
                    // An extension has an element of this name too, which says nothing of dates.
                    "workbookPr" => {
                        if let Some(old) = attribute(&element, "date1904") {
                            package.epoch = epoch(&old);
                        }
                    }
                    "sheet" => {
                        let relation = attribute(&element, "id").and_then(|id| related.get(&id));
                        let state = attribute(&element, "state").unwrap_or_default();
                        let visible = !matches!(state.as_str(), "hidden" | "veryHidden");
                        let name = attribute(&element, "name").unwrap_or_default();
                        package.list(SheetPart::new(name, visible, relation), limits)?;
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        xml.finish()?;
        Ok(package)
    }

    /// A package without sheets yet, the part that lists them (usually `usual`), and what that relates to.
    pub(crate) fn begin(
        archive: &mut Archive,
        usual: &str,
    ) -> Result<(Self, String, BTreeMap<String, Relation>), Trouble> {
        let root = relations(archive, "")?;
        let book = root.values().find(|relation| relation.kind == "officeDocument" && !relation.external);
        let book = book.map_or_else(|| usual.to_owned(), |relation| relation.target.clone());
        let related = relations(archive, &book)?;
        if related.is_empty() {
            return Err(Trouble::damaged("the list of the workbook's parts is missing"));
        }
        let part = |kind: &str| {
            related.values().find(|relation| relation.kind == kind).map(|relation| relation.target.clone())
        };
        let (strings, styles) = (part("sharedStrings"), part("styles"));
        Ok((Self { sheets: Vec::new(), epoch: Epoch::Year1900, strings, styles }, book, related))
    }

    /// Adds a sheet to the list.
    pub(crate) fn list(&mut self, sheet: SheetPart, limits: &Limits) -> Result<(), Trouble> {
        self.sheets.push(sheet);
        if self.sheets.len() > limits.sheets {
            let most = limits.sheets;
            return Err(Trouble::too_large(format!("there are more than {most} sheets (limit: sheets)")));
        }
        Ok(())
    }
}

/// The relations of a part (of the package for the empty name), by their identifier.
fn relations(archive: &mut Archive, part: &str) -> Result<BTreeMap<String, Relation>, Trouble> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name =
        if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut relations = BTreeMap::new();
    if !archive.has(&name) {
        return Ok(relations);
    }
    let mut xml = Xml::new(archive.part(&name)?, &name)?;
    loop {
        match xml.next()? {
            Event::Start(element) if local(&element) == "Relationship" => {
                let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target"))
                else {
                    continue;
                };
                let kind = attribute(&element, "Type").unwrap_or_default();
                let relation = Relation {
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolve(folder, &target),
                    external: attribute(&element, "TargetMode")
                        .is_some_and(|mode| mode.eq_ignore_ascii_case("external")),
                };
                relations.insert(id, relation);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(relations)
}

/// A target as a name in the archive: relative to the folder of the part that names it, or from the root.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let start = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = start.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_inside_the_archive() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "..\\..\\../etc/passwd"), "etc/passwd");
    }
}
