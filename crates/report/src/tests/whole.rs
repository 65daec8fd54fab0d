//! Every workbook is whole as a package, whatever registers hold: parts that are well-formed, known by type and
//! referred to rightly, and tables that say what their cells say.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::lint::book::range;
use crate::package::Package;
use crate::package::xml::{Node, walk};

/// What is wrong with a package.
fn faults(bytes: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut package = Package::open(Cursor::new(bytes)).unwrap();
    let names = package.names();
    let folded: BTreeSet<_> = names.iter().map(|name| name.to_lowercase()).collect();
    if folded.len() != names.len() {
        faults.push("two parts have one name".to_owned());
    }
    let (mut endings, mut types) = (BTreeSet::new(), BTreeSet::new());
    walk(package.part("[Content_Types].xml").unwrap().unwrap(), |node| match node {
        Node::Open("Default", tag) => endings.extend(tag.get("Extension")),
        Node::Open("Override", tag) => types.extend(tag.get("PartName")),
        _ => {}
    })
    .unwrap();
    for missing in types.iter().filter(|name| !names.contains(&name[1..].to_owned())) {
        faults.push(format!("{missing} has a type and is not there"));
    }
    for name in names.iter().filter(|name| *name != "[Content_Types].xml") {
        let ending = name.rsplit('.').next().unwrap();
        if !types.contains(&format!("/{name}")) && (!endings.contains(ending) || ending == "xml") {
            faults.push(format!("{name} has no type"));
        }
        let mut unfit = false;
        let parsed = walk(package.part(name).unwrap().unwrap(), |node| {
            if let Node::Text(text) = node {
                unfit |= text.chars().any(|c| {
                    c < ' ' && !['\t', '\n', '\r'].contains(&c) || c > '\u{fffd}' && c <= '\u{ffff}'
                });
            }
        });
        if let Err(error) = parsed {
            faults.push(format!("{name}: {error}"));
        }
        if unfit {
            faults.push(format!("{name} holds characters that XML does not"));
        }
        if ending != "rels" {
            for (id, relation) in package.relations(name).unwrap() {
                // A hyperlink leads out of the package.
                if relation.kind != "hyperlink" && !names.contains(&relation.target) {
                    faults.push(format!("{name}: {id} leads to {}, which is not there", relation.target));
                }
            }
        }
    }
    // What is not well-formed cannot be looked into.
    if faults.is_empty() {
        faults = tables(bytes);
    }
    faults
}

fn tables(bytes: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut package = Package::open(Cursor::new(bytes)).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut known = BTreeSet::new();
    for sheet in package.sheets().unwrap() {
        if sheet.name.encode_utf16().count() > 31 || !known.insert(sheet.name.to_lowercase()) {
            faults.push(format!("the sheet name {:?} is taken or too long", sheet.name));
        }
        let cells = book.worksheet_range(&sheet.name).unwrap();
        for relation in package.relations(&sheet.path).unwrap().into_values() {
            if relation.kind != "table" {
                continue;
            }
            let (mut cover, mut headers) = (None, Vec::new());
            let Some(part) = package.part(&relation.target).unwrap() else { continue };
            walk(part, |node| match node {
                Node::Open("table", tag) if tag.get("ref").is_some() => {
                    for name in [tag.get("id"), tag.get("displayName").map(|name| name.to_lowercase())] {
                        if !known.insert(format!("table {}", name.unwrap_or_default())) {
                            faults.push(format!("{}: its number or name is taken", relation.target));
                        }
                    }
                    cover = range(&tag.get("ref").unwrap());
                }
                Node::Open("tableColumn", tag) => headers.extend(tag.get("name")),
                _ => {}
            })
            .unwrap();
            let (first_row, first, last_row, last) = cover.unwrap();
            let at = |row: u32, column: u32| {
                cells.get_value((row - 1, column - 1)).map(ToString::to_string).unwrap_or_default()
            };
            let shown: Vec<_> = (first..=last).map(|column| at(first_row, column)).collect();
            if shown != headers {
                faults.push(format!("{}: headers {headers:?} over {shown:?}", relation.target));
            }
            if at(last_row, first).is_empty() {
                faults.push(format!("{}: its last row is blank", relation.target));
            }
        }
    }
    faults
}

fn many(agencies: usize) -> Vec<Assessment> {
    let all = invented::assessments();
    (0..agencies)
        .map(|number| {
            let mut assessment = all[number % all.len()].clone();
            assessment.initiative.agency = format!("Agency {number}");
            assessment.standing = evenfolio_core::innovation_test::Standing::Counted;
            assessment
        })
        .collect()
}

#[test]
fn workbooks_are_whole() {
    let everything = [invented::assessments(), invented::odd()].concat();
    let cases: BTreeMap<&str, Vec<Assessment>> = [
        ("everything", everything.clone()),
        ("odd entries alone", invented::odd()),
        ("one", everything[..1].to_vec()),
        // Only rows that were set aside: findings and sources without a single initiative.
        ("none", Vec::new()),
        ("many agencies", many(600)),
    ]
    .into();
    for style in [Style::Workbench, Style::Publication] {
        for (case, all) in &cases {
            let (bytes, _) = workbook(&settings(style), all, if *case == "everything" { 30 } else { ROOM });
            assert_eq!(faults(&bytes), Vec::<String>::new(), "{case}, {style:?}");
        }
    }
}

#[test]
fn packs_are_whole() {
    for (pack, bytes) in packs::packs(&[invented::assessments(), invented::odd()].concat()) {
        assert_eq!(faults(&bytes), Vec::<String>::new(), "{}", pack.agency);
    }
}

/// The checks can fail.
#[test]
fn a_workbook_that_is_not_whole_is_told_so() {
    let (bytes, _) = workbook(&settings(Style::Workbench), &invented::assessments(), ROOM);
    let broken = |part: &str, from: &str, to: &str| {
        faults(&broken::rewritten(&bytes, part, |xml| xml.replacen(from, to, 1))).join("; ")
    };
    let said = [
        broken("xl/tables/table1.xml", "name=\"Sheet\"", "name=\"Leaf\""),
        broken("[Content_Types].xml", "/xl/tables/table2.xml", "/xl/tables/table99.xml"),
        broken("xl/worksheets/_rels/sheet2.xml.rels", "table1.xml", "table77.xml"),
        broken("xl/tables/table2.xml", "displayName=\"Balance\"", "displayName=\"Contents\""),
        broken("xl/sharedStrings.xml", "</si>", ""),
    ];
    for (said, expected) in
        said.iter().zip(["headers", "has no type", "is not there", "is taken", "sharedStrings"])
    {
        assert!(said.contains(expected), "{said}");
    }
}
