//! Where each origin stands in the Register, kept on disk: eight bytes a row, found again by halving.

use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use evenfolio_core::origin::Origin;

use crate::error::Error;

const WRITE: &str = "write the index of rows to the temporary folder";
const READ: &str = "read the index of rows from the temporary folder";

/// The rows of origins, in the order in which they were taken.
#[derive(Debug)]
pub(crate) struct Index {
    file: BufWriter<File>,
    rows: u64,
    runs: Vec<Run>,
}

/// Rows of one register that came one after the other.
#[derive(Debug)]
struct Run {
    path: Arc<str>,
    sheet: Option<Arc<str>>,
    first: u64,
    count: u64,
    last_row: u64,
}

impl Index {
    pub(crate) fn begin() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(Error::io(WRITE))?;
        Ok(Self { file: BufWriter::new(file), rows: 0, runs: Vec::new() })
    }

    pub(crate) fn push(&mut self, origin: &Origin) -> Result<(), Error> {
        self.file.write_all(&origin.row.to_le_bytes()).map_err(Error::io(WRITE))?;
        match self.runs.last_mut() {
            // Within a run the rows ascend, or halving would not find them.
            Some(run)
                if origin.row > run.last_row && run.path == origin.path && run.sheet == origin.sheet =>
            {
                run.count += 1;
                run.last_row = origin.row;
            }
            _ => self.runs.push(Run {
                path: Arc::clone(&origin.path),
                sheet: origin.sheet.clone(),
                first: self.rows,
                count: 1,
                last_row: origin.row,
            }),
        }
        self.rows += 1;
        Ok(())
    }

    /// The place of that origin among all that were taken, counted from 0.
    pub(crate) fn find(&mut self, origin: &Origin) -> Result<Option<u64>, Error> {
        self.file.flush().map_err(Error::io(WRITE))?;
        for run in &self.runs {
            if run.path != origin.path || run.sheet != origin.sheet {
                continue;
            }
            let (mut low, mut high) = (run.first, run.first + run.count);
            while low < high {
                let middle = low.midpoint(high);
                let row = read(self.file.get_ref(), middle)?;
                match row.cmp(&origin.row) {
                    std::cmp::Ordering::Equal => return Ok(Some(middle)),
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
        }
        Ok(None)
    }
}

fn read(mut file: &File, place: u64) -> Result<u64, Error> {
    let mut row = [0; 8];
    file.seek(SeekFrom::Start(place * 8)).map_err(Error::io(READ))?;
    file.read_exact(&mut row).map_err(Error::io(READ))?;
    Ok(u64::from_le_bytes(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_pushed_and_nothing_else() {
        let mut index = Index::begin().unwrap();
        let origin = |path: &str, row| Origin { path: path.into(), sheet: None, row };
        for (path, row) in [("a", 2), ("a", 5), ("b", 2), ("a", 3), ("b", 9)] {
            index.push(&origin(path, row)).unwrap();
        }
        let mut find = |path, row| index.find(&origin(path, row)).unwrap();
        assert_eq!(
            [find("a", 5), find("b", 2), find("a", 3), find("b", 9)],
            [Some(1), Some(2), Some(3), Some(4)]
        );
        assert_eq!([find("a", 4), find("c", 2)], [None, None]);
    }
}
