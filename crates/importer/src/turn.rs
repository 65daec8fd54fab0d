//! Tables on their side: projects as columns, fields as rows. They are turned in memory, within bounds.

use evenfolio_core::finding::Code;

use crate::rows::{Cell, CellKind, Fault, MemoryRows, Row, RowReader};

/// A table on its side is made for reading by eye; a larger one is something else.
const MOST_ROWS: usize = 600;
const MOST_CELLS: usize = 400_000;
const MOST_BYTES: usize = 64 << 20;

/// Reads all rows and delivers the columns instead: what was column A is row 1.
///
/// # Errors
/// [`Fault`] when the rows cannot be read, or are more than a table on its side can have.
pub(crate) fn turned<'a>(mut rows: Box<dyn RowReader + 'a>) -> Result<Box<dyn RowReader + 'a>, Fault> {
    let (mut kept, mut row) = (Vec::new(), Row::default());
    let (mut cells, mut bytes) = (0, 0);
    while rows.next_row(&mut row)? {
        cells += row.width();
        bytes += row.cells().map(|cell| cell.text.len()).sum::<usize>();
        if kept.len() >= MOST_ROWS || cells > MOST_CELLS || bytes > MOST_BYTES {
            let message = format!(
                "a table on its side has at most {MOST_ROWS} rows and {MOST_CELLS} cells; this one has more"
            );
            return Err(Fault { code: Code::FileTooLarge, message });
        }
        kept.push(row.clone());
    }
    Ok(Box::new(MemoryRows::new(turn(&kept))))
}

/// The columns of the rows, as rows.
pub(crate) fn turn(rows: &[Row]) -> Vec<Row> {
    let width = rows.iter().map(Row::width).max().unwrap_or(0);
    (0..width)
        .map(|at| {
            let mut row = Row::default();
            row.begin(at as u64 + 1);
            for below in rows {
                let Cell { text, kind } = below.cell(at);
                row.push(
                    text,
                    if text.is_empty() && kind == CellKind::Text { CellKind::Empty } else { kind },
                );
                row.show_unit(below.unit(at));
            }
            row
        })
        .collect()
}
