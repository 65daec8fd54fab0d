//! Blocks of data that stand outside of tables.

use std::collections::BTreeSet;

use super::book::{CellFacts, SheetFacts};
use super::cells::is_shorthand;

/// Rows of several cells that belong together.
pub(crate) struct Block<'a> {
    /// The rows, with a blank one in between at most.
    pub rows: Vec<&'a [CellFacts]>,
}

/// The blocks of data on a sheet, from top to bottom.
pub(crate) fn blocks(sheet: &SheetFacts) -> Vec<Block<'_>> {
    let all: Vec<&[CellFacts]> = sheet.outside.chunk_by(|a, b| a.row == b.row).collect();
    let mut blocks: Vec<Block> = Vec::new();
    // A row of a single cell is prose: it ends a block.
    for run in all.split(|row| row.len() < 2).filter(|run| !run.is_empty()) {
        for rows in run.chunk_by(|a, b| b[0].row - a[0].row <= 2) {
            blocks.push(Block { rows: rows.to_vec() });
        }
    }
    blocks.retain(Block::is_data);
    blocks
}

impl Block<'_> {
    /// Three cells beside each other in two rows that follow each other are data, and so are fewer cells that stand
    /// below them, and two in three rows if there are numbers among them: two may also be a name and what it stands for.
    fn is_data(&self) -> bool {
        let follow = |rows: &[&[CellFacts]]| rows.windows(2).all(|two| two[1][0].row == two[0][0].row + 1);
        let number = |row: &&[CellFacts]| row.iter().any(CellFacts::looks_like_number);
        let wide = |rows: &[&[CellFacts]]| follow(rows) && rows.iter().all(|row| row.len() > 2);
        let below =
            |rows: &[&[CellFacts]]| rows[0].len() > 2 && columns(rows[1]).is_subset(&columns(rows[0]));
        let narrow = |rows: &[&[CellFacts]]| follow(rows) && rows[1..].iter().all(number);
        self.rows.windows(2).any(|two| wide(two) || below(two)) || self.rows.windows(3).any(narrow)
    }

    /// The first row or column within that holds nothing, as `row 7` or `column C`, and a cell of it.
    pub(crate) fn gap(&self) -> Option<(u32, u32)> {
        let first = self.rows[0][0].column;
        let blank_row = self.rows.windows(2).find(|two| two[1][0].row > two[0][0].row + 1);
        if let Some(two) = blank_row {
            return Some((two[0][0].row + 1, first));
        }
        let held: BTreeSet<u32> = self.rows.iter().flat_map(|row| columns(row)).collect();
        let (from, to) = (*held.first()?, *held.last()?);
        (from..to).find(|column| !held.contains(column)).map(|column| (self.rows[0][0].row, column))
    }

    /// The first cell of words in a column of numbers.
    pub(crate) fn words_among_numbers(&self) -> Option<&CellFacts> {
        let held: BTreeSet<u32> = self.rows.iter().flat_map(|row| columns(row)).collect();
        held.into_iter().find_map(|column| {
            let cells: Vec<&CellFacts> =
                self.rows.iter().filter_map(|row| row.iter().find(|cell| cell.column == column)).collect();
            // What stands above the first number is the header, and what stands below the last may be a note.
            let is_number = |cell: &&&CellFacts| cell.number;
            let (first, last) =
                (cells.iter().position(|cell| cell.number)?, cells.iter().rposition(|cell| cell.number)?);
            let numbers = cells.iter().filter(is_number).count();
            let mut words =
                cells[first..=last].iter().filter(|cell| !cell.number && !is_shorthand(&cell.text));
            let found = words.next()?;
            // Names and what they stand for mix both.
            (numbers > 2 * (1 + words.count())).then_some(*found)
        })
    }
}

fn columns(row: &[CellFacts]) -> BTreeSet<u32> {
    row.iter().map(|cell| cell.column).collect()
}
