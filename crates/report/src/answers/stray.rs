//! Words that a person wrote where nothing is read: beside the tables, over the prose and over what is worked out, on a
//! sheet of their own, or pinned to a cell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use evenfolio_core::decision::Mark;

use super::edits;
use super::figures::{Figures, compare};
use super::signature::{BY, ON};
use crate::baseline::registers;
use crate::columns::{Item, MARKED_NOT_COUNTED, row_mark};
use crate::error::Error;
use crate::marks::{FIGURES, MARKS, ROWS, called};
use crate::readback::{Cells, Held, Place, Readback, Row, field, name};
use crate::sections::balance::CHOOSER;
use crate::sheet::Missing;

/// How many cells of one sheet are told one by one.
const TOLD: usize = 200;

const NOT_READ: &str = "nothing is read from this cell";
const WORKED_OUT: &str = "the program gives what stood there, and nothing is read from this cell; \
                          facets, outcomes and values are changed in the Register";

/// Something that is not read: the cell, what stands there, and why it is not.
#[derive(Debug)]
pub(super) struct Stray {
    pub(super) cell: String,
    pub(super) words: String,
    pub(super) why: &'static str,
}

/// Finds it. In a workbook that was written without marks, only comments.
pub(super) fn strays<R: Read + Seek>(readback: &mut Readback<R>) -> Result<Vec<Stray>, Error> {
    let pinned = "comments are not read";
    let comments = readback.comments()?.into_iter();
    let mut strays: Vec<_> = comments.map(|(cell, words)| Stray { cell, words, why: pinned }).collect();
    let letters = readback.numbered(MARKS);
    if letters.is_empty() {
        return Ok(strays);
    }
    let known = Known {
        marks: of(&letters, 1),
        figures: Figures::parse(&readback.numbered(FIGURES)),
        rows: of(&readback.numbered(ROWS), 2),
    };
    // Tables that are read cell by cell, each for itself.
    let read = registers(&readback.tables);
    let is_read = |table: &Place| table.asks() || read.iter().any(|known| known.sheet == table.sheet);
    for sheet in readback.sheets()? {
        let mut telling = Telling { sheet: &sheet.name, strays: &mut strays, told: 0, rest: None };
        let tables = readback.tables_of(&sheet);
        // Of a publication, whose rows have no marks.
        let is_listing = |table: &Place| table.is_marked() || table.name.starts_with("Not_counted");
        if let Some(table) = tables.iter().find(|table| is_read(table) || is_listing(table)) {
            readback.cells(&sheet.path, |number, cells| {
                let (first, last) = table.columns;
                for (column, held) in &*cells {
                    let is_inside = number > table.header_row && (first..=last).contains(column);
                    if !is_inside && !known.is_ours(*column, held, cells) {
                        telling.tell(*column, number, held, NOT_READ);
                    }
                }
                true
            })?;
            if !table.is_marked() {
                readback.rows(table, |row| telling.plain_row(row, &known.rows))?;
            } else if !is_read(table) {
                readback.rows(table, |row| telling.row(row))?;
            }
            continue;
        }
        let mut rows = Vec::new();
        readback.cells(&sheet.path, |number, cells| {
            if !cells.is_empty() {
                rows.push((number, std::mem::take(cells)));
            }
            true
        })?;
        let compared = compare(&known.figures, &sheet.name, &rows);
        for (number, cells) in &rows {
            for (column, held) in cells {
                let at = (*number, *column);
                if compared.changed.contains(&at) {
                    telling.tell(*column, *number, held, WORKED_OUT);
                } else if !compared.known.contains(&at) && !known.is_ours(*column, held, cells) {
                    telling.tell(*column, *number, held, NOT_READ);
                }
            }
        }
    }
    Ok(strays)
}

fn of(letters: &str, together: usize) -> BTreeSet<String> {
    letters
        .as_bytes()
        .chunks(Mark::LETTERS * together)
        .map(|mark| String::from_utf8_lossy(mark).into_owned())
        .collect()
}

/// What the workbook was written with.
struct Known {
    /// The marks of words outside of tables, and of headers.
    marks: BTreeSet<String>,
    figures: Vec<Figures>,
    /// The marks of rows that have none of their own.
    rows: BTreeSet<String>,
}

impl Known {
    /// Whether a cell outside of the bodies of tables is as it was, or is asked for.
    fn is_ours(&self, column: u32, held: &Held, cells: &Cells) -> bool {
        let is_known = |words: &str| self.marks.contains(&Mark::of_text(words).to_string());
        if let Some(formula) = &held.formula {
            return is_known(&called(formula));
        }
        let is_asked = |label: &str| [BY, ON, CHOOSER].contains(&label);
        held.text.trim().is_empty()
            || Missing::is_shorthand(&held.text)
            || is_known(&held.text)
            || field(cells, is_asked).is_some_and(|(asked, _)| asked == column)
    }
}

/// Tells the cells of one sheet.
struct Telling<'a> {
    sheet: &'a str,
    strays: &'a mut Vec<Stray>,
    told: usize,
    /// What is told in one, where there is too much: the first cell, and each with its words.
    rest: Option<(String, String)>,
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        if let Some((cell, words)) = self.rest.take() {
            let why = "nothing is read from these cells, which are so many that they are told together";
            self.strays.push(Stray { cell, words, why });
        }
    }
}

impl Telling<'_> {
    fn tell(&mut self, column: u32, row: u32, held: &Held, why: &'static str) {
        let words = held.text.trim();
        let words = match &held.formula {
            Some(formula) if !formula.is_empty() && !words.starts_with('=') => {
                format!("{words} (={formula})")
            }
            _ => words.to_owned(),
        };
        self.push(name(self.sheet, column, row), words, why);
    }

    fn push(&mut self, cell: String, words: String, why: &'static str) {
        self.told += 1;
        if self.told <= TOLD {
            return self.strays.push(Stray { cell, words, why });
        }
        let (_, rest) = self.rest.get_or_insert_with(|| (cell.clone(), String::new()));
        rest.push_str(&format!("{}{cell}: {words}", if rest.is_empty() { "" } else { " | " }));
    }

    /// What was changed in a row that only repeats one of the Register: of those not counted, or of a copy.
    fn row(&mut self, row: &Row) {
        let repeats = "the sheet only repeats the Register; change it there";
        let letters = row.get(Item::Marks.header()).map(str::trim).unwrap_or_default();
        let items = [edits::ITEMS, MARKED_NOT_COUNTED];
        let marked =
            items.into_iter().find_map(|items| Some((items, edits::parse_marks(letters, items.len())?)));
        let Some((items, marks)) = marked else {
            let why = "the row is none of those that the workbook was written with";
            return self.push(row.cell(Item::Title.header()), row.words(), why);
        };
        let marks: BTreeMap<_, _> =
            items.iter().map(|item| item.header()).zip(items.iter().zip(marks)).collect();
        for header in row.headers().filter(|header| *header != Item::Marks.header()) {
            let is_same = marks.get(header).is_some_and(|(item, mark)| edits::stands(row, **item, *mark));
            if let Some(words) = row.get(header).filter(|_| !is_same) {
                self.push(row.cell(header), words.trim().to_owned(), repeats);
            }
        }
    }

    /// A row that has no marks of its own and is not as it was written.
    fn plain_row(&mut self, row: &Row, known: &BTreeSet<String>) {
        let items = if row.has(Item::Words.header()) { edits::ITEMS } else { MARKED_NOT_COUNTED };
        // Owners are left out unless asked for; without another column nothing can be compared.
        let here: Vec<_> = items.iter().copied().filter(|item| row.has(item.header())).collect();
        let is_whole = items.iter().all(|item| *item == Item::Owner || here.contains(item));
        let marks: String = here.iter().map(|item| edits::now(row, *item).to_string()).collect();
        if is_whole && !known.is_empty() && !known.contains(&row_mark(&here, &marks)) {
            let why = "the row is not as it was written, and a publication has no place for decisions; change it in a \
                       workbench, which is read back";
            self.push(row.cell(Item::Title.header()), row.words(), why);
        }
    }
}
