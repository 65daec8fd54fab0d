//! How much of the machine one file may take. Every limit has a default that no honest register reaches, and
//! a file that exceeds one gets a finding that names it.

use std::time::Duration;

/// The limits. They are plain numbers: any of them can be raised.
///
/// ```
/// use evenfolio_importer::limits::Limits;
/// let limits = Limits { workbook_bytes: 1 << 30, ..Limits::default() };
/// assert_eq!(limits.columns, 16_384);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a workbook file (default 256 MiB). Text files have no such limit: they are streamed.
    pub workbook_bytes: u64,
    /// Bytes that one part of a workbook may inflate to (default 512 MiB).
    pub part_bytes: u64,
    /// Bytes that all parts of a workbook together may inflate to (default 1 GiB).
    pub inflated_bytes: u64,
    /// How many times its compressed size a part may inflate to (default 200), once it is beyond 16 MiB.
    pub inflation: u64,
    /// Parts of a workbook (default 10,000).
    pub parts: usize,
    /// Sheets of a workbook (default 1,000).
    pub sheets: usize,
    /// Cells of a sheet (default 20 million).
    pub sheet_cells: u64,
    /// Cells of a workbook (default 50 million).
    pub workbook_cells: u64,
    /// Rows of a sheet (default 1,048,576), the most that spreadsheets hold.
    pub rows: u32,
    /// Columns of a row, in sheets and in text (default 16,384), the most that spreadsheets hold.
    pub columns: u32,
    /// Rows that no cell stands in, between two that hold something (default 1,000). A wider gap is passed over with
    /// a finding.
    pub gap_rows: u32,
    /// Shared strings of a workbook (default 10 million).
    pub strings: usize,
    /// Cell formats of a workbook (default 100,000).
    pub styles: usize,
    /// Bytes of text in one cell (default 1 MiB).
    pub cell_bytes: usize,
    /// Bytes of one record of a text file (default 16 MiB).
    pub record_bytes: usize,
    /// Line breaks inside one quoted cell of a text file (default 1,000); beyond that, the quotation mark is taken to
    /// be one that somebody forgot to close.
    pub quoted_lines: usize,
    /// Bytes of a sheet that are kept in memory before they go to a temporary file (default 32 MiB).
    pub spool_bytes: usize,
    /// Memory of the process in which one workbook is read (default 512 MiB).
    pub worker_bytes: u64,
    /// Time for reading one workbook (default 60 s).
    pub worker_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            workbook_bytes: 256 * MIB,
            part_bytes: 512 * MIB,
            inflated_bytes: 1024 * MIB,
            inflation: 200,
            parts: 10_000,
            sheets: 1_000,
            sheet_cells: 20_000_000,
            workbook_cells: 50_000_000,
            rows: 1_048_576,
            columns: 16_384,
            gap_rows: 1_000,
            strings: 10_000_000,
            styles: 100_000,
            cell_bytes: 1 << 20,
            record_bytes: 16 << 20,
            quoted_lines: 1_000,
            spool_bytes: 32 << 20,
            worker_bytes: 512 * MIB,
            worker_time: Duration::from_mins(1),
        }
    }
}
