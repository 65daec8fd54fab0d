//! How a register is read: where its header stands, what each column holds and why, and what was decided for
//! whole columns. `inspect` prints it.

use std::fmt;
use std::sync::Arc;

use evenfolio_core::field::Field;
use evenfolio_core::origin::Column;

use crate::agency::Agency;
use crate::lift::{date, money, score};

/// How one register is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The file.
    pub path: Arc<str>,
    /// The sheet; `None` for a text file.
    pub sheet: Option<Arc<str>>,
    /// The first row of the header, as a person counts it.
    pub header_first: u64,
    /// The last row of the header; the entries follow it.
    pub header_last: u64,
    /// The language of the headers, by its ISO 639-1 code.
    pub language: &'static str,
    /// All columns from left to right.
    pub columns: Vec<BoundColumn>,
    /// Projects are columns: the table was turned, and what is called a row is a column of the sheet.
    pub turned: bool,
    /// Whose register it is, where no column says so.
    pub agency: Agency,
    /// Fields of which an empty cell repeats the one above, as in cells merged over several rows.
    pub fill_down: Vec<Field>,
    /// A profile said how to read it; nothing was guessed.
    pub by_profile: bool,
}

/// One column and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundColumn {
    /// Where it stands and what its header says.
    pub column: Column,
    /// The field; `None` if it is not read.
    pub field: Option<Field>,
    /// Why.
    pub reason: String,
    /// How sure that is, in hundredths.
    pub confidence: u8,
    /// Its place among the columns of one field: 0 is asked first.
    pub rank: u8,
    /// It holds an identifier and a name in one.
    pub combined: bool,
    /// It says in another language what a column asked before it says.
    pub other_tongue: bool,
    /// What its first cells say where they say that there is no value: `N/A`, `ND`. Read as empty.
    pub nothings: Vec<String>,
    /// What was decided for all of its values.
    pub decision: Decision,
}

/// What was decided for all values of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Decision {
    /// Nothing to decide: texts, identifiers.
    #[default]
    None,
    /// How dates are written, and how that is known.
    Date(date::Style, String),
    /// How amounts are written, and how that is known.
    Money(money::Style, String),
    /// The scale of scores and whether it runs the other way round; `None` where nothing decides it.
    Score(Option<(score::Scale, bool)>, String),
}

impl Layout {
    /// The columns that hold a field, the first to be asked first.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = &BoundColumn> {
        let mut columns: Vec<_> = self.columns.iter().filter(|column| column.field == Some(field)).collect();
        columns.sort_by_key(|column| column.rank);
        columns.into_iter()
    }

    /// Whether any column holds the field.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }
}

/// As `inspect` shows it.
impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet “{sheet}”")?;
        }
        writeln!(f)?;
        // A text has lines: a row of it may take several.
        let what = match (self.turned, &self.sheet) {
            (true, _) => "columns",
            (false, Some(_)) => "rows",
            (false, None) => "lines",
        };
        let (first, last) = (self.header_first, self.header_last);
        let how = if self.by_profile { "by its profile" } else { "found" };
        if first == last {
            write!(f, "  header in {} {last}", what.trim_end_matches('s'))?;
        } else {
            write!(f, "  header in {what} {first} to {last}")?;
        }
        writeln!(f, " ({how}), language {}", self.language)?;
        if self.turned {
            writeln!(f, "  the table lies on its side: every column of the sheet is an entry")?;
        }
        if !self.has(Field::Agency) {
            writeln!(f, "  agency: {}", self.agency)?;
        }
        for column in &self.columns {
            let Some(field) = column.field else { continue };
            write!(f, "{column}")?;
            let before: Vec<String> = self
                .columns_of(field)
                .take_while(|other| other.rank < column.rank)
                .map(|other| other.column.letters())
                .collect();
            match &before[..] {
                [] => writeln!(f)?,
                [only] => writeln!(f, "; asked where {only} is empty")?,
                several => writeln!(f, "; asked where {} are empty", several.join(", "))?,
            }
        }
        let unread: Vec<_> = self
            .columns
            .iter()
            .filter(|column| column.field.is_none() && !column.column.header.is_empty())
            .collect();
        if !unread.is_empty() {
            writeln!(f, "  not read:")?;
            for column in unread {
                let header = crate::lift::text::beginning(&column.column.header, 60);
                writeln!(f, "    {:>3} {header} ({})", column.column.letters(), column.reason)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for BoundColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = crate::lift::text::beginning(&self.column.header, 44);
        let field = self.field.map_or("", Field::key);
        write!(
            f,
            "  {:>5} {header:<45} {field:<20} {:>3} %  {}",
            self.column.letters(),
            self.confidence,
            self.reason
        )?;
        if !self.nothings.is_empty() {
            let quoted: Vec<String> = self.nothings.iter().map(|word| format!("“{word}”")).collect();
            write!(f, "; {} read as empty", quoted.join(", "))?;
        }
        if self.combined {
            write!(f, "; an identifier and a name in one")?;
        }
        match &self.decision {
            Decision::Date(_, why) if why.is_empty() => Ok(()),
            Decision::None => Ok(()),
            Decision::Date(_, why) | Decision::Money(_, why) | Decision::Score(_, why) => {
                write!(f, "; {why}")
            }
        }
    }
}
