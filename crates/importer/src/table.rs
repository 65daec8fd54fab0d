//! A table as the survey sees it, whatever format it came from: rows that can be read as often as needed.

use std::sync::Arc;

use crate::header::block::HUNTED;
use crate::open::Table;
use crate::rows::{Fault, Row, RowReader};

/// One sheet of a workbook, or a text file.
pub trait Tabular {
    /// The sheet's name; `None` for a text file.
    fn sheet(&self) -> Option<&Arc<str>>;

    /// Whether a person who opens the workbook sees the sheet.
    fn visible(&self) -> bool;

    /// Whether every row of the table has its own number of cells, as in a text file, so that a row of another
    /// length is worth a word.
    fn is_text(&self) -> bool;

    /// Reads the rows from the first one on.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read at all.
    fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault>;
}

impl Tabular for Table {
    fn sheet(&self) -> Option<&Arc<str>> {
        self.sheet.as_ref()
    }

    fn visible(&self) -> bool {
        self.visible
    }

    fn is_text(&self) -> bool {
        self.sheet.is_none()
    }

    fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
        Table::rows(self)
    }
}

/// So many rows are kept to find the header and to look at values.
pub(crate) const SAMPLED: usize = 330;

/// So much text is kept at most.
const SAMPLED_BYTES: usize = 16 << 20;

/// So many cells are kept at most, but always all that the header may stand in.
const SAMPLED_CELLS: usize = 500_000;

/// The first rows of a table.
pub(crate) fn sample(reader: &mut dyn RowReader) -> Result<Vec<Row>, Fault> {
    let (mut rows, mut row, mut bytes, mut cells) = (Vec::new(), Row::default(), 0, 0);
    while rows.len() < SAMPLED
        && bytes < SAMPLED_BYTES
        && (cells < SAMPLED_CELLS || rows.len() < HUNTED)
        && reader.next_row(&mut row)?
    {
        bytes += row.cells().map(|cell| cell.text.len()).sum::<usize>();
        cells += row.width();
        rows.push(row.clone());
    }
    Ok(rows)
}

/// Counts the rows that it delivers: the ledger's other side.
pub(crate) struct Counted<'a> {
    reader: Box<dyn RowReader + 'a>,
    pub(crate) read: u64,
}

impl<'a> Counted<'a> {
    pub(crate) fn new(reader: Box<dyn RowReader + 'a>) -> Self {
        Self { reader, read: 0 }
    }
}

impl RowReader for Counted<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        let more = self.reader.next_row(row)?;
        self.read += u64::from(more);
        Ok(more)
    }
}

/// A table in memory.
#[cfg(test)]
pub(crate) mod memory {
    use super::Tabular;
    use crate::rows::{CellKind, Fault, MemoryRows, Row, RowReader};
    use std::sync::Arc;

    pub(crate) struct MemoryTable {
        pub(crate) sheet: Option<Arc<str>>,
        pub(crate) visible: bool,
        pub(crate) rows: Vec<Row>,
    }

    impl MemoryTable {
        /// A text file: one row a line, cells parted by `|`.
        pub(crate) fn text(lines: &str) -> Self {
            Self { sheet: None, visible: true, rows: rows(lines) }
        }

        pub(crate) fn sheet(name: &str, lines: &str) -> Self {
            Self { sheet: Some(name.into()), visible: true, rows: rows(lines) }
        }
    }

    fn rows(lines: &str) -> Vec<Row> {
        lines
            .lines()
            .enumerate()
            .map(|(at, line)| {
                let mut row = Row::default();
                row.begin(at as u64 + 1);
                for cell in line.split('|') {
                    let text = cell.trim().replace("\\n", "\n");
                    row.push(&text, if text.is_empty() { CellKind::Empty } else { CellKind::Text });
                }
                row
            })
            .collect()
    }

    impl Tabular for MemoryTable {
        fn sheet(&self) -> Option<&Arc<str>> {
            self.sheet.as_ref()
        }

        fn visible(&self) -> bool {
            self.visible
        }

        fn is_text(&self) -> bool {
            self.sheet.is_none()
        }

        fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
            Ok(Box::new(MemoryRows::new(self.rows.clone())))
        }
    }
}
