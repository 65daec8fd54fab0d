//! A workbook as it lies in its file: an archive of XML parts, read within limits, that refer to each other.

pub(crate) mod xml;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

use crate::error::Error;
use xml::{Node, walk};

const READ: &str = "read the workbook";
/// The largest part that is read, inflated.
const LARGEST: u64 = 1 << 30;
/// The most parts that a workbook may have.
const PARTS: usize = 10_000;

/// The archive.
pub(crate) struct Package<R>(ZipArchive<R>);

/// Where a part leads.
pub(crate) struct Relation {
    /// The last word of the relation's type: `table`, `drawing`.
    pub kind: String,
    /// The path in the archive.
    pub target: String,
}

/// A sheet of the workbook.
pub(crate) struct SheetPart {
    /// The name on the tab.
    pub name: String,
    /// The path of its part.
    pub path: String,
}

impl<R: Read + Seek> Package<R> {
    /// Opens it. Fails if it is no XLSX workbook, or has too many parts.
    pub(crate) fn open(workbook: R) -> Result<Self, Error> {
        let archive = ZipArchive::new(workbook).map_err(Error::zip(READ))?;
        if archive.len() > PARTS {
            return Err(Error::library(READ)("it has too many parts"));
        }
        let mut package = Self(archive);
        if !package.names().iter().any(|name| name == "xl/workbook.xml") {
            return Err(Error::library(READ)("it is no XLSX workbook"));
        }
        Ok(package)
    }

    /// The paths of all parts.
    pub(crate) fn names(&mut self) -> Vec<String> {
        (0..self.0.len())
            .filter_map(|place| {
                self.0.by_index_raw(place).ok()?.name().ok().map(std::borrow::Cow::into_owned)
            })
            .collect()
    }

    /// A part, if the workbook has it.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<impl BufRead + use<'_, R>>, Error> {
        match self.0.by_name(name) {
            Ok(file) if file.size() > LARGEST => Err(Error::library(READ)("a part of it is too large")),
            // What the archive says of its size is not believed.
            Ok(file) => Ok(Some(BufReader::with_capacity(1 << 16, file.take(LARGEST)))),
            Err(zip::result::ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(Error::zip(READ)(error)),
        }
    }

    /// The shared strings.
    pub(crate) fn strings(&mut self) -> Result<Vec<Box<str>>, Error> {
        let Some(part) = self.part("xl/sharedStrings.xml")? else { return Ok(Vec::new()) };
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

    /// The relations of a part, by id.
    pub(crate) fn relations(&mut self, of: &str) -> Result<BTreeMap<String, Relation>, Error> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let mut relations = BTreeMap::new();
        if let Some(part) = self.part(&format!("{folder}/_rels/{file}.rels"))? {
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

    /// The sheets in the order of their tabs.
    pub(crate) fn sheets(&mut self) -> Result<Vec<SheetPart>, Error> {
        let relations = self.relations("xl/workbook.xml")?;
        let mut sheets = Vec::new();
        let Some(part) = self.part("xl/workbook.xml")? else { return Ok(sheets) };
        walk(part, |node| {
            if let Node::Open("sheet", tag) = node
                && let Some(relation) = tag.get("id").and_then(|id| relations.get(&id))
            {
                let name = tag.get("name").unwrap_or_default();
                sheets.push(SheetPart { name, path: relation.target.clone() });
            }
        })?;
        Ok(sheets)
    }

    /// The custom properties of the document, by name.
    pub(crate) fn properties(&mut self) -> Result<BTreeMap<String, String>, Error> {
        let mut properties = BTreeMap::new();
        let Some(part) = self.part("docProps/custom.xml")? else { return Ok(properties) };
        let mut name = String::new();
        walk(part, |node| match node {
            Node::Open("property", tag) => name = tag.get("name").unwrap_or_default(),
            Node::Close("property") => name.clear(),
            Node::Text(text) if !name.is_empty() => {
                properties.entry(name.clone()).or_insert_with(String::new).push_str(text);
            }
            _ => {}
        })?;
        Ok(properties)
    }
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
