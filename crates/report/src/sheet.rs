//! A sheet as plain data: a title, lines of prose, tables of typed cells, charts. It knows no file format, and
//! prints as text that a person can read and a test can compare.

use std::fmt;

use crate::chart::Chart;
use crate::theme::Class;

/// One sheet of the workbook.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// The name on the tab.
    pub name: String,
    /// What A1 says.
    pub title: String,
    /// What the contents sheet says about it.
    pub about: String,
    /// The prose below the title, in column A.
    pub prose: Vec<Line>,
    /// The tables, side by side, the first in column A.
    pub tables: Vec<Table>,
    /// The charts, to the right of the tables.
    pub charts: Vec<Chart>,
    /// The sheet's rows are streamed into its one table, which holds none itself.
    pub streamed: bool,
    /// What is printed, where all columns would be too small to read on paper: up to that row (counted from 0; of a
    /// sheet that is not streamed, to its end), that many columns.
    pub printed: Option<(u32, u16)>,
}

/// One line of prose.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    /// A sentence or two.
    Text(String),
    /// A sentence that follows the Register: a formula with its stored result.
    Live(Cell),
    /// A heading between sentences.
    Heading(String),
    /// A choice: what is chosen, what it is now, the list to choose from, and the name formulas know it by.
    Chooser { label: String, now: String, list: String, name: String },
    /// A place where a person writes: what belongs there, and what it holds until then.
    Field { label: String, now: String },
    /// A link to another sheet of this workbook.
    Link { text: String, sheet: String },
}

impl Sheet {
    /// Whether its tables do not fit a screen.
    pub(crate) fn is_long(&self) -> bool {
        self.streamed || self.tables.iter().any(|table| table.rows.len() > 20)
    }
}

impl Line {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn heading(text: impl Into<String>) -> Self {
        Self::Heading(text.into())
    }
}

/// A table of typed cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// The name by which formulas know it.
    pub name: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// Columns (by place) whose cells offer a list of words to choose from.
    pub choices: Vec<(usize, Vec<&'static str>)>,
    /// Rows (first and last by place) in one column whose cells offer a list of words to choose from.
    pub offers: Vec<Offer>,
}

/// A list of words that some cells of one column offer.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// The column, by its place.
    pub column: usize,
    /// The first and the last row of the body, counted from 0.
    pub rows: (usize, usize),
    /// The words.
    pub words: &'static [&'static str],
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The header: unique within its table.
    pub header: String,
    /// The width in characters; it becomes wider where a number asks for it.
    pub width: u16,
    /// Whether its cells are numbers, and so its header stands on the right.
    pub numeric: bool,
}

impl Column {
    pub(crate) fn text(header: impl Into<String>, width: u16) -> Self {
        Self { header: header.into(), width, numeric: false }
    }

    pub(crate) fn number(header: impl Into<String>, width: u16) -> Self {
        Self { header: header.into(), width, numeric: true }
    }
}

/// A cell: a value, how it looks, and the formula that gives it, if one does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// What it holds. For a formula: the stored result.
    pub value: Value,
    /// How it looks.
    pub class: Class,
    /// The formula, with its equals sign.
    pub formula: Option<String>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Words; never read as a formula.
    Text(String),
    /// A number; never NaN or infinite.
    Number(f64),
    /// Why there is no value.
    Missing(Missing),
    /// Words that lead to a cell of another sheet (row and column counted from 0).
    Link { text: String, sheet: String, row: u32, column: u16 },
}

/// Why a cell has no value, in the shorthand of official statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The register does not say.
    NotAvailable,
    /// There is nothing to say.
    NotApplicable,
}

impl Missing {
    /// The shorthand.
    pub(crate) const fn shorthand(self) -> &'static str {
        match self {
            Self::NotAvailable => "[x]",
            Self::NotApplicable => "[z]",
        }
    }

    /// Whether a cell holds nothing but a shorthand.
    pub(crate) fn is_shorthand(text: &str) -> bool {
        [Self::NotAvailable, Self::NotApplicable].iter().any(|why| why.shorthand() == text.trim())
    }
}

impl Cell {
    /// Words; `[x]` where there are none.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            return Self::missing(Missing::NotAvailable);
        }
        Self { value: Value::Text(text), class: Class::Text, formula: None }
    }

    /// Words, or `[x]`.
    pub(crate) fn optional(text: Option<impl Into<String>>) -> Self {
        text.map_or_else(|| Self::missing(Missing::NotAvailable), Self::text)
    }

    /// A count.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(crate) fn count(count: u64) -> Self {
        Self::number(count as f64, Class::Integer)
    }

    /// A number in a look; `[x]` if it is none.
    pub(crate) fn number(number: f64, class: Class) -> Self {
        if !number.is_finite() {
            return Self::missing(Missing::NotAvailable);
        }
        Self { value: Value::Number(number), class, formula: None }
    }

    /// No value, and why.
    pub(crate) fn missing(why: Missing) -> Self {
        Self { value: Value::Missing(why), class: Class::Missing, formula: None }
    }

    /// How many lines its words take, wrapped in a column of that width.
    pub(crate) fn lines(&self, width: u16) -> u16 {
        match &self.value {
            Value::Text(text) | Value::Link { text, .. } => crate::text::lines(text, width),
            Value::Number(_) | Value::Missing(_) => 1,
        }
    }

    /// How wide a column must be to show its number, in characters.
    pub(crate) fn width(&self) -> u16 {
        let (Value::Number(number), Some(format)) = (&self.value, self.class.number_format()) else {
            return 0;
        };
        let decimals = format.rsplit_once('.').map_or(0, |(_, decimals)| decimals.len() + 1);
        let digits = format!("{:.0}", number.abs()).len();
        // The separators, the sign, and a little air.
        u16::try_from(digits + (digits - 1) / 3 + decimals + 2).unwrap_or(u16::MAX)
    }

    /// The same cell given by a formula, its value becoming the stored result.
    #[must_use]
    pub(crate) fn with_formula(mut self, formula: Option<String>) -> Self {
        self.formula = formula;
        self
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Missing(why) => f.write_str(why.shorthand()),
            Self::Link { text, sheet, row, .. } => write!(f, "{text} -> {sheet}!{}", row + 1),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, self.class) {
            (Value::Number(number), Class::Percent) => write!(f, "{:.1}%", number * 100.0)?,
            (value, _) => value.fmt(f)?,
        }
        match &self.formula {
            Some(formula) => write!(f, "  {formula}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Live(cell) => cell.fmt(f),
            Self::Heading(text) => write!(f, "## {text}"),
            Self::Chooser { label, now, list, name } => {
                write!(f, "{label} [{now}] from {list}, known as {name}")
            }
            Self::Field { label, now } => write!(f, "{label} [{now}]"),
            Self::Link { text, sheet } => write!(f, "{text} -> {sheet}"),
        }
    }
}

/// A sheet as text: title, prose, then each table row by row, one cell a line where a formula stands.
impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=== {} ===\n# {}", self.name, self.title)?;
        for line in &self.prose {
            writeln!(f, "{line}")?;
        }
        for table in &self.tables {
            writeln!(f, "\n[table {}] {}", table.name, table.alt)?;
            let headers: Vec<_> = table.columns.iter().map(|column| column.header.as_str()).collect();
            writeln!(f, "{}", headers.join(" | "))?;
            for row in &table.rows {
                let cells: Vec<_> = row.iter().map(|cell| cell.value.to_string()).collect();
                writeln!(f, "{}", cells.join(" | "))?;
                for (cell, header) in row.iter().zip(&headers) {
                    if let Some(formula) = &cell.formula {
                        writeln!(f, "      {header}: {formula}")?;
                    }
                }
            }
            for (column, words) in &table.choices {
                writeln!(f, "choose {}: {}", headers[*column], words.join(", "))?;
            }
        }
        for chart in &self.charts {
            writeln!(f, "\n{chart}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_how_wide_they_are() {
        let width = |number, class| Cell::number(number, class).width();
        assert_eq!(usize::from(width(12_905_551_954.5, Class::Money2)), "-12,905,551,954.50".len() + 1);
        assert_eq!([width(-7.0, Class::Integer), width(0.125, Class::Percent)], [3, 6]);
        assert_eq!(Cell::text("words").width(), 0);
    }
}
