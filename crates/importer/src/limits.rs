//! How much one file may take, so that no file can take the machine.

/// Limits on one file. The defaults are far above any honest register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a workbook. Text files are streamed and have no such limit.
    pub file_bytes: u64,
    /// Bytes of one part of a workbook after inflating.
    pub part_bytes: u64,
    /// Bytes of all parts of a workbook after inflating.
    pub inflated_bytes: u64,
    /// How many times its packed size a workbook may inflate to, once it is larger than 16 MiB.
    pub ratio: u64,
    /// Parts of a workbook.
    pub parts: usize,
    /// Cells of one sheet.
    pub cells: u64,
    /// Columns of one sheet.
    pub columns: u32,
    /// Empty rows in a row, beyond which what follows is taken for a stray cell.
    pub gap: u32,
    /// Bytes of one cell's text; the rest is cut off.
    pub cell_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            part_bytes: 512 << 20,
            inflated_bytes: 1 << 30,
            ratio: 200,
            parts: 10_000,
            cells: 20_000_000,
            columns: 16_384,
            gap: 1_000,
            cell_bytes: 1 << 20,
        }
    }
}
