//! The shape of a table: how full its rows usually are and where its last full row stands, so that what
//! stands below it is not taken for entries.

use crate::rows::Row;

/// Counts how full rows are, row by row.
#[derive(Clone, Debug)]
pub(crate) struct ShapeSeen {
    /// How many rows have so many filled cells.
    rows: Vec<u64>,
    /// The last row that has at least so many.
    last: Vec<u64>,
}

/// The shape of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The median of filled cells a row.
    pub(crate) typical: usize,
    /// The number of the last row that is at least half as full as usual.
    pub(crate) last_full: u64,
}

impl ShapeSeen {
    pub(crate) fn new(width: usize) -> Self {
        Self { rows: vec![0; width + 1], last: vec![0; width + 1] }
    }

    /// Notes a row that is not blank.
    pub(crate) fn note(&mut self, row: &Row) {
        let width = self.rows.len() - 1;
        let filled = filled(row, width);
        self.rows[filled] += 1;
        self.last[filled] = row.number;
    }

    pub(crate) fn shape(&self) -> Shape {
        let all: u64 = self.rows.iter().sum();
        let mut below = 0;
        let typical = self
            .rows
            .iter()
            .position(|count| {
                below += count;
                below * 2 > all
            })
            .unwrap_or(0);
        let full = typical.div_ceil(2).max(2).min(typical.max(1));
        let last_full = self.last[full.min(self.last.len() - 1)..].iter().copied().max().unwrap_or(0);
        Shape { typical, last_full }
    }
}

/// How many of the first `width` cells hold anything.
pub(crate) fn filled(row: &Row, width: usize) -> usize {
    (0..row.width().min(width)).filter(|at| !row.cell(*at).is_blank()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{MemoryRows, RowReader as _};

    #[test]
    fn the_last_full_row_ends_the_table() {
        let mut reader = MemoryRows::from_text(&[
            &["a", "b", "c", "d"],
            &["a", "", "c", "d"],
            &["a", "b", "", "d"],
            &["Source: us"],
            &["x", "y"],
        ]);
        let (mut seen, mut row) = (ShapeSeen::new(4), Row::default());
        while reader.next_row(&mut row).unwrap() {
            seen.note(&row);
        }
        assert_eq!(seen.shape(), Shape { typical: 3, last_full: 5 });
        assert_eq!(ShapeSeen::new(4).shape(), Shape { typical: 0, last_full: 0 });
    }
}
