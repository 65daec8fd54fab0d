//! Words that a person wrote where nothing is read: beside the tables, over the prose, on a sheet of their own, or pinned
//! to a cell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use evenfolio_core::decision::Mark;

use super::signature::{BY, ON};
use crate::baseline::registers;
use crate::error::Error;
use crate::marks::MARKS;
use crate::readback::{Place, Readback};
use crate::sections::balance::CHOOSER;
use crate::sheet::Missing;

/// How many cells of one sheet are told one by one.
const TOLD: usize = 50;

/// Something that is not read: the cell, what stands there, and why it is not.
pub(super) struct Stray {
    pub(super) cell: String,
    pub(super) words: String,
    pub(super) why: &'static str,
}

/// Finds it. In a workbook that was written without marks, only comments.
pub(super) fn strays<R: Read + Seek>(readback: &mut Readback<R>, is_pack: bool) -> Result<Vec<Stray>, Error> {
    let pinned = "comments are not read";
    let mut strays: Vec<_> =
        readback.comments()?.into_iter().map(|(cell, words)| Stray { cell, words, why: pinned }).collect();
    let Some(known) = known(readback) else { return Ok(strays) };
    // Tables that are read cell by cell, each for itself.
    let read = registers(&readback.tables);
    let is_read = |table: &Place| table.asks() || read.iter().any(|known| known.sheet == table.sheet);
    // In a report the other tables are worked out from the Register; a copy of the Register is none of them.
    let is_told = |table: &Place| !is_read(table) && (is_pack || table.is_marked());
    let told: Vec<bool> = readback.tables.iter().map(is_told).collect();
    let mut by_sheet: BTreeMap<String, usize> = BTreeMap::new();
    readback.everywhere(|found| {
        let is_elsewhere = match found.table {
            None => true,
            Some((_, true)) => is_pack,
            Some((table, false)) => told[table],
        };
        let is_field = found.beside.is_some_and(|label| [BY, ON, CHOOSER].contains(&label));
        // In a report formulas follow what was changed.
        let is_ours = |mark: Mark| known.contains(&mark.to_string());
        let number = || found.text.parse().ok().filter(|_| found.is_number).map(Mark::of_number);
        if !is_elsewhere
            || is_field
            || found.is_formula && !is_pack
            || found.text.trim().is_empty()
            || Missing::is_shorthand(found.text)
            || is_ours(Mark::of_text(found.text))
            || number().is_some_and(is_ours)
        {
            return;
        }
        let sheet = found.cell.rsplit_once('!').map_or("", |(sheet, _)| sheet);
        let all = by_sheet.entry(sheet.to_owned()).or_default();
        *all += 1;
        let why = match (*all).cmp(&TOLD) {
            std::cmp::Ordering::Less => "nothing is read from this cell",
            std::cmp::Ordering::Equal => {
                "nothing is read from this cell, nor from others of this sheet that follow"
            }
            std::cmp::Ordering::Greater => return,
        };
        strays.push(Stray { cell: found.cell.clone(), words: found.text.trim().to_owned(), why });
    })?;
    Ok(strays)
}

/// The marks of what the workbook was written with.
fn known<R: Read + Seek>(readback: &Readback<R>) -> Option<BTreeSet<String>> {
    let part = |number: u32| readback.property(&format!("{MARKS}{number}"));
    let letters: String = (1..).map_while(part).collect();
    let marks =
        letters.as_bytes().chunks(Mark::LETTERS).map(|mark| String::from_utf8_lossy(mark).into_owned());
    (!letters.is_empty()).then(|| marks.collect())
}
