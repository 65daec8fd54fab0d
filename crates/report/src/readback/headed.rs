//! The tables that people write in, found by their headers.

use std::io::{Read, Seek};

use super::{Cells, Held, Place, Readback};
use crate::columns::{Item, MARKED, MARKED_NOT_COUNTED};
use crate::error::Error;
use crate::marks;

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
const TO_FIX: [&str; 12] = [
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

impl<R: Read + Seek> Readback<R> {
    /// Finds the tables that people write in by their headers: a program may keep them as plain cells when it saves the
    /// workbook, or leave what it says of them as it was when rows or columns were put in.
    pub(super) fn find_headed(&mut self) -> Result<(), Error> {
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
