//! Where the header stands: which of the first rows names the columns, and which rows above and below it
//! belong to it.

use std::collections::BTreeSet;

use evenfolio_core::field::Field;

use super::{Matcher, Name};
use crate::rows::{CellKind, Row};

/// So many rows may stand above the header.
pub const HUNTED: usize = 30;

/// Longer cells are paragraphs of a title, or data.
const LONGEST_CELL: usize = 1200;

/// So many cells are looked at while the header is hunted for; of rows that come when they are used up, only the
/// first [`GLANCE`] are. A wide sheet has its header above its values, so the header is seen whole.
const HUNTED_CELLS: usize = 40_000;

/// So many cells of a row that comes late are looked at.
const GLANCE: usize = 256;

/// A header that was found.
#[derive(Clone, Debug)]
pub struct HeaderBlock {
    /// Its first row, as an index into the rows hunted through.
    pub first: usize,
    /// Its last row, likewise.
    pub last: usize,
    /// What each column is called.
    pub names: Vec<Name>,
    /// The texts above it: titles and banners, one a cell.
    pub above: Vec<String>,
    /// The languages of its words.
    pub matcher: Matcher,
    /// How much it looks like a header.
    pub score: Score,
}

/// How much a row looks like a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Hundredths of a known column, with something for columns that are not known and against values.
    pub points: i32,
    /// How many different fields it names beyond doubt.
    pub known: usize,
}

/// Rows with fewer points name no columns: one known column and four that look like names.
const ENOUGH: i32 = 150;

/// So sure must a name be to count as known beyond doubt.
const BEYOND_DOUBT: u8 = 85;

/// Finds the header in the first rows of a table; `None` if none of them names columns.
pub fn hunt(rows: &[Row]) -> Option<HeaderBlock> {
    let hunted = &rows[..rows.len().min(HUNTED)];
    let mut left = HUNTED_CELLS;
    let names: Vec<Vec<Name>> = hunted
        .iter()
        .map(|row| {
            let names = names_of(row, left.max(GLANCE));
            left = left.saturating_sub(row.width());
            names
        })
        .collect();
    let matcher = Matcher::for_names(names.iter().flatten());
    let mut quick: Vec<(Score, usize)> = names
        .iter()
        .enumerate()
        .map(|(at, names)| (score(&hunted[at], names, |name| exact(&matcher, name)), at))
        .filter(|(score, _)| score.points > 0)
        .collect();
    quick.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    let (best, at) = quick
        .into_iter()
        .take(3)
        .map(|(_, at)| (score(&hunted[at], &names[at], |name| fields(&matcher, name)), at))
        .max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
    if best.points < ENOUGH {
        return None;
    }
    Some(assemble(hunted, at, best))
}

/// The block around a row that is known to be (the last row of) the header: a person said so.
pub fn at(rows: &[Row], first: usize, last: usize) -> HeaderBlock {
    let mut block = HeaderBlock {
        first,
        last,
        names: Vec::new(),
        above: titles(&rows[..first]),
        matcher: Matcher::new(Vec::new()),
        score: Score::default(),
    };
    block.names = compose(rows, first, last, last);
    block.matcher = Matcher::for_names(block.names.iter());
    block
}

/// The names in the first `most` cells of a row.
fn names_of(row: &Row, most: usize) -> Vec<Name> {
    let is_name = |text: &str| !text.is_empty() && text.len() <= LONGEST_CELL;
    row.cells()
        .take(most)
        .map(|cell| if is_name(cell.text) { Name::new(cell.text, "") } else { Name::default() })
        .collect()
}

/// Fields that a name means exactly, for a first look at many rows.
fn exact(matcher: &Matcher, name: &Name) -> Option<(Field, u8)> {
    matcher.exact(name).map(|field| (field, 100))
}

fn fields(matcher: &Matcher, name: &Name) -> Option<(Field, u8)> {
    matcher.candidates(name).first().map(|candidate| (candidate.field, candidate.confidence))
}

/// How much a row looks like a header: known columns, words rather than values, no word twice.
fn score(row: &Row, names: &[Name], known: impl Fn(&Name) -> Option<(Field, u8)>) -> Score {
    let mut fields = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let (mut score, mut alike, mut cells, mut sure) = (0, 0, 0, 0);
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.text.is_empty()) {
        cells += 1;
        let kind = row.cell(at).kind;
        if matches!(kind, CellKind::Number(_) | CellKind::Date | CellKind::Bool(_)) && !is_year(&name.text) {
            score -= 40;
            continue;
        }
        if !seen.insert(name.folded()) {
            score -= 15;
            continue;
        }
        match known(name).filter(|(_, confidence)| *confidence >= super::matching::CERTAIN_ENOUGH) {
            Some((field, confidence)) if fields.insert(field) => {
                score += i32::from(confidence);
                sure += usize::from(confidence >= BEYOND_DOUBT);
            }
            Some(_) => score += 30,
            None if name.looks_like_one() => alike += 1,
            None if name.text.contains("://") || name.text.parse::<f64>().is_ok() => score -= 40,
            None => {}
        }
    }
    if cells < 2 || fields.is_empty() {
        return Score::default();
    }
    Score { points: score + 15 * alike.min(8), known: sure }
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn assemble(rows: &[Row], main: usize, score: Score) -> HeaderBlock {
    let own = continued(rows, main);
    let last = translated(rows, own);
    let first = begun(rows, main);
    let mut names = compose(rows, first, main, own);
    // Names that a program or another language has for the columns stand in where there are no others.
    let again = compose(rows, last, last, last);
    names.resize(names.len().max(again.len()), Name::default());
    for (name, again) in names.iter_mut().zip(again).filter(|(name, _)| name.text.is_empty()) {
        *name = again;
    }
    let matcher = Matcher::for_names(names.iter());
    HeaderBlock { first, last, names, above: titles(&rows[..first]), matcher, score }
}

/// Rows below that only fill in what stands under the groups of the row above: `Budget` over `2023 | 2024`.
fn continued(rows: &[Row], main: usize) -> usize {
    let mut last = main;
    while let Some(below) = rows.get(last + 1) {
        let above = &rows[last];
        let width = above.width().max(below.width());
        let blank = |row: &Row, at: usize| row.cell(at).is_blank();
        // Under a group: the cell above is empty, or a name with empty cells to its right.
        let under_group = |at: usize| blank(above, at) || at + 1 < width && blank(above, at + 1);
        let filled: Vec<usize> = (0..width).filter(|at| !blank(below, *at)).collect();
        let open = (0..width).filter(|at| !blank(above, *at) && !under_group(*at)).any(|at| blank(below, at));
        let wordy = filled.iter().all(|at| {
            let cell = below.cell(*at);
            let short = cell.text.trim().chars().count() <= 60;
            short
                && (matches!(cell.kind, CellKind::Text) && cell.text.trim().parse::<f64>().is_err()
                    || is_year(cell.text.trim()))
        });
        let fills_a_gap = filled.iter().any(|at| blank(above, *at));
        if filled.len() >= 2
            && open
            && wordy
            && fills_a_gap
            && filled.iter().all(|at| under_group(*at))
            && last < main + 2
        {
            last += 1;
        } else {
            break;
        }
    }
    last
}

/// Rows below that name the columns again: in another language, or as a program calls them.
fn translated(rows: &[Row], last: usize) -> usize {
    let Some(below) = rows.get(last + 1) else { return last };
    let names = names_of(below, below.width());
    let filled = names.iter().filter(|name| !name.text.is_empty()).count();
    let matcher = Matcher::for_names(names.iter());
    let known: BTreeSet<Field> = names.iter().filter_map(|name| matcher.exact(name)).collect();
    if known.len() >= 3 && known.len() * 5 >= filled * 3 { last + 1 } else { last }
}

/// Rows above that hold the names of groups, or names of columns whose cells below are merged into theirs.
fn begun(rows: &[Row], main: usize) -> usize {
    let mut first = main;
    while first > 0 && main - first < 3 {
        let above = &rows[first - 1];
        let filled: Vec<usize> = (0..above.width()).filter(|at| !above.cell(*at).is_blank()).collect();
        let header_width = (0..rows[main].width()).filter(|at| !rows[main].cell(*at).is_blank()).count();
        let is_title = filled.is_empty() || filled == [0] || filled.len() > header_width;
        let plain = filled.iter().all(|at| matches!(above.cell(*at).kind, CellKind::Text));
        // A banner that explains is a group all the same; a lone sentence far from the left is a note.
        if is_title || !plain {
            break;
        }
        first -= 1;
    }
    first
}

/// So many columns to its right a name may stand over the names below it.
const REACH: usize = 12;

/// What each column is called: its own cell, and the group above it.
fn compose(rows: &[Row], first: usize, main: usize, last: usize) -> Vec<Name> {
    let width = rows[first..=last].iter().map(Row::width).max().unwrap_or(0);
    // The nearest filled cell at or to the left of a column, row by row.
    let mut nearest: Vec<Option<usize>> = vec![None; rows.len()];
    (0..width)
        .map(|at| {
            for row in (first..=last).filter(|row| !rows[*row].cell(at).is_blank()) {
                nearest[row] = Some(at);
            }
            let text = |row: usize| rows[row].cell(at).text.trim();
            let own = (first..=last).rev().find(|row| nearest[*row] == Some(at));
            let Some(own) = own else { return Name::default() };
            // A group stands over all columns to its right; a name over those that belong to it.
            let group: Vec<&str> = (first..own)
                .filter_map(|row| {
                    let reach = if row >= main { REACH } else { usize::MAX };
                    let over = nearest[row].filter(|over| at - over <= reach)?;
                    Some(rows[row].cell(over).text.trim())
                })
                .filter(|group| *group != text(own))
                .collect();
            let own_text = if text(own).len() <= LONGEST_CELL { text(own) } else { "" };
            Name::new(own_text, group.last().copied().unwrap_or_default())
        })
        .collect()
}

fn titles(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .flat_map(|row| {
            row.cells()
                .filter(|cell| !cell.is_blank())
                .map(|cell| crate::lift::text::beginning(cell.text, 300))
                .collect::<Vec<_>>()
        })
        .take(20)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{MemoryRows, RowReader as _};

    fn rows(cells: &[&[&str]]) -> Vec<Row> {
        let mut reader = MemoryRows::from_text(cells);
        let (mut rows, mut row) = (Vec::new(), Row::default());
        while reader.next_row(&mut row).unwrap() {
            rows.push(row.clone());
        }
        rows
    }

    fn found(cells: &[&[&str]]) -> (usize, usize, Vec<String>) {
        let block = hunt(&rows(cells)).expect("a header");
        let names = block.names.iter().map(|name| {
            if name.group.is_empty() { name.text.clone() } else { format!("{} > {}", name.group, name.text) }
        });
        (block.first, block.last, names.collect())
    }

    #[test]
    fn titles_and_blank_lines_stand_above() {
        let (first, last, _) = found(&[
            &["Register of innovations 2024"],
            &[""],
            &["Updated in May"],
            &["ID", "Title", "Status", "Description"],
            &["1", "A", "Pilot", "Long text"],
        ]);
        assert_eq!((first, last), (3, 3));
    }

    #[test]
    fn groups_above_and_years_below() {
        let (first, last, names) = found(&[
            &["", "", "Money", ""],
            &["Title", "Agency", "Budget", "", "Status"],
            &["", "", "2023", "2024", ""],
            &["A", "B", "1", "2", "Pilot"],
        ]);
        assert_eq!((first, last), (0, 2));
        assert_eq!(names[..4], ["Title", "Agency", "Budget > 2023", "Budget > 2024"]);
    }

    #[test]
    fn names_for_people_come_before_names_for_programs() {
        let (first, last, names) = found(&[
            &["Project ID", "Project name", "Status", "Description", ""],
            &["proj_id", "proj_nm", "status", "description", "notes"],
            &["1", "A", "Pilot", "Long text", "x"],
        ]);
        assert_eq!((first, last), (0, 1));
        assert_eq!(names, ["Project ID", "Project name", "Status", "Description", "notes"]);
    }

    #[test]
    fn no_header_is_no_header() {
        assert!(hunt(&rows(&[&["hello", "world"], &["1", "2"]])).is_none());
        assert!(hunt(&rows(&[&["A paragraph about the status of projects"]])).is_none());
        assert!(hunt(&[]).is_none());
    }
}
