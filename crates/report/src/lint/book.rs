//! What the rules look at: a workbook as facts.

use std::collections::BTreeMap;

use super::styles::Look;

/// A workbook.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub title: String,
    pub author: String,
    pub keywords: String,
    pub created: String,
    /// The place of the sheet that opens.
    pub opens: u32,
    pub sheets: Vec<SheetFacts>,
    pub looks: Vec<Look>,
    /// Parts that are pictures.
    pub pictures: Vec<String>,
    /// Whether there are macros.
    pub macros: bool,
}

/// A sheet.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own in the file")]
pub(crate) struct SheetFacts {
    pub name: String,
    pub hidden: bool,
    pub tables: Vec<TableFacts>,
    /// Cells outside tables, in order; at most [`OUTSIDE`].
    pub outside: Vec<CellFacts>,
    /// How many cells hold anything.
    pub cells: u64,
    /// Where the cursor stands, pane by pane.
    pub cursors: Vec<String>,
    /// Rows and columns of the frozen part.
    pub frozen: Option<(u32, u32)>,
    pub merged: Vec<String>,
    /// The first hidden row or column.
    pub hides: Option<String>,
    /// Whether the sheet itself has filter buttons.
    pub filter: bool,
    /// Whether there is a print header or footer.
    pub running_title: bool,
    pub paper: Option<u32>,
    pub landscape: bool,
    pub one_page_wide: bool,
    pub repeats_rows: bool,
    pub links: Vec<LinkFacts>,
    /// Alternative texts of charts; empty where a chart has none.
    pub charts: Vec<String>,
    /// Text boxes and shapes.
    pub shapes: u32,
    /// Styles that cells use, each with the first cell that does, and whether that is in a table.
    pub styles: BTreeMap<(u32, bool), (u32, u32)>,
    /// Texts of cells that a link may stand in.
    pub texts: BTreeMap<(u32, u32), String>,
}

/// How many cells outside tables are looked at.
pub(crate) const OUTSIDE: usize = 20_000;

/// A cell outside tables. Rows and columns are counted from 1.
#[derive(Debug)]
pub(crate) struct CellFacts {
    pub row: u32,
    pub column: u32,
    pub style: u32,
    pub text: String,
    /// Whether it holds a number, and not words.
    pub number: bool,
}

impl CellFacts {
    /// Whether it holds a number, or words that are one.
    pub(crate) fn looks_like_number(&self) -> bool {
        self.number || self.text.trim().parse::<f64>().is_ok()
    }
}

/// A link.
#[derive(Debug)]
pub(crate) struct LinkFacts {
    pub cell: String,
    /// The place in this workbook that it leads to.
    pub place: Option<String>,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct TableFacts {
    pub name: String,
    /// First row, first column, last row, last column, counted from 1.
    pub range: (u32, u32, u32, u32),
    pub has_header: bool,
    pub filter: bool,
    pub headers: Vec<String>,
    pub columns: Vec<ColumnFacts>,
    /// Rows that hold anything.
    pub rows: u64,
    /// The last row that holds anything, while reading.
    pub last_row: u32,
    /// The first row that holds nothing.
    pub blank_row: Option<u32>,
}

/// A column of a table: counts, and the first cell of each kind of trouble.
#[derive(Debug, Default)]
pub(crate) struct ColumnFacts {
    pub numbers: u64,
    pub words: u64,
    /// Cells that hold shorthand such as `[x]`.
    pub shorthand: u64,
    /// The first row with words in it.
    pub first_words: Option<u32>,
    /// The first row that is blank.
    pub first_blank: Option<u32>,
    /// The last row seen, while reading.
    pub last_row: u32,
    /// The first number that stands on the left, and the first words that stand on the right.
    pub number_left: Option<u32>,
    pub words_right: Option<u32>,
    /// The first text that is longer than its column and not wrapped.
    pub cut: Option<u32>,
    /// The first cell that is too long for its column, which is very narrow.
    pub squeezed: Option<u32>,
}

impl TableFacts {
    /// Whether the cell is in the table.
    pub(crate) fn holds(&self, row: u32, column: u32) -> bool {
        let (first_row, first_column, last_row, last_column) = self.range;
        (first_row..=last_row).contains(&row) && (first_column..=last_column).contains(&column)
    }

    /// The first row of the body.
    pub(crate) fn body(&self) -> u32 {
        self.range.0 + u32::from(self.has_header)
    }
}

/// `B7` from row and column counted from 1.
pub(crate) fn cell_name(row: u32, column: u32) -> String {
    let column =
        evenfolio_core::origin::Column { index: column.saturating_sub(1), header: "".into() }.letters();
    format!("{column}{row}")
}

/// Row and column, counted from 1, of `B7` or `$B$7`.
pub(crate) fn place(name: &str) -> Option<(u32, u32)> {
    let name: String = name.chars().filter(|c| *c != '$').collect();
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let column = name[..digits].bytes().try_fold(0_u32, |column, letter| {
        letter
            .is_ascii_alphabetic()
            .then(|| column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1))?
    })?;
    let row = name[digits..].parse().ok()?;
    (row > 0 && column > 0).then_some((row, column))
}

/// First row, first column, last row, last column of `A1:B7`.
pub(crate) fn range(name: &str) -> Option<(u32, u32, u32, u32)> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    let ((first_row, first_column), (last_row, last_column)) = (place(from)?, place(to)?);
    (first_row <= last_row && first_column <= last_column).then_some((
        first_row,
        first_column,
        last_row,
        last_column,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(place("$AB$12"), Some((12, 28)));
        assert_eq!(range("A4:F9"), Some((4, 1, 9, 6)));
        assert_eq!([place("A0"), place("12"), place("A")], [None; 3]);
        assert_eq!(cell_name(12, 28), "AB12");
    }
}
