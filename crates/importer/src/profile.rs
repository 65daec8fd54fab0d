//! Profiles: how a register is read, kept as TOML by a person who looked at it. What a profile says is never
//! guessed again.

mod read;
mod several;
mod write;

use evenfolio_core::field::Field;
use evenfolio_core::money::Currency;

use evenfolio_core::finding::Code;
use evenfolio_core::fold::fold;

use crate::delimiter::Delimiter;
use crate::header::binding::is_combined;
use crate::header::{Bound, HeaderBlock, block};
use crate::lift::date::Order;
use crate::rows::Row;
use crate::survey::{Judged, Refusal, bound_columns};
use crate::turn;

pub use read::ProfileError;
pub use several::Profiles;

/// How to read one register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The files it is for, as names or patterns such as `tax_*.xlsx`; empty for any file.
    pub paths: Vec<String>,
    /// The sheet; `None` for a text file, or for the only sheet that is a register.
    pub sheet: Option<String>,
    /// The first and last row of the header, as a person counts them; `None` to find it.
    pub header: Option<(u64, u64)>,
    /// Projects are columns.
    pub turned: bool,
    /// Which column holds which field, by what its header says; the first of a field is asked first.
    pub columns: Vec<(Field, String)>,
    /// Fields of which an empty cell repeats the one above.
    pub fill_down: Vec<Field>,
    /// The encoding of a text file, by its WHATWG name.
    pub encoding: Option<String>,
    /// The delimiter of a text file.
    pub delimiter: Option<Delimiter>,
    /// Whose register it is.
    pub agency: Option<String>,
    /// The currency of amounts that name none.
    pub currency: Option<Currency>,
    /// Whether day or month comes first.
    pub date_order: Option<Order>,
    /// The language of the headers, by its ISO 639-1 code.
    pub language: Option<String>,
}

impl Profile {
    /// Finds the header that the profile speaks of, in rows that are turned if the profile says so; `None` if
    /// the rows do not hold it.
    pub(crate) fn block(&self, rows: &[Row]) -> Option<HeaderBlock> {
        if let Some((first, last)) = self.header {
            let at = |number| rows.iter().position(|row| row.number == number);
            return Some(block::at(rows, at(first)?, at(last)?));
        }
        let wanted: Vec<String> = self.columns.iter().map(|(_, header)| fold(header)).collect();
        let hits = |row: &Row| row.cells().filter(|cell| wanted.contains(&fold(cell.text))).count();
        let (most, at) = rows
            .iter()
            .take(block::HUNTED)
            .enumerate()
            .map(|(at, row)| (hits(row), at))
            .max_by_key(|(hits, at)| (*hits, std::cmp::Reverse(*at)))?;
        (most > 0).then(|| block::at(rows, at, at))
    }

    /// Why a table that lacks the header of the profile is not read.
    pub(crate) fn without_header(&self) -> Refusal {
        let why = match self.header {
            Some((_, last)) => {
                format!("the profile says that the header ends in row {last}, and there is no such row")
            }
            None => "none of the headers that the profile names is in the table".to_owned(),
        };
        (why, Code::ProfileMismatch)
    }

    /// The rows as the profile has them: turned or not.
    pub(crate) fn turn(&self, rows: Vec<Row>) -> Vec<Row> {
        if self.turned { turn::turn(&rows) } else { rows }
    }

    /// Binds columns as the profile says, and no others.
    pub(crate) fn bind(&self, block: &HeaderBlock) -> Result<Judged, Refusal> {
        let mut bound = vec![Bound::unread("the profile does not name it".to_owned()); block.names.len()];
        let mut missing = Vec::new();
        let mut asked: Vec<Field> = Vec::new();
        for (field, header) in &self.columns {
            let folded = fold(header);
            let names = |at: &usize| {
                let name = &block.names[*at];
                fold(&name.text) == folded || fold(&format!("{} {}", name.group, name.text)) == folded
            };
            let free = |at: &usize| bound[*at].field.is_none();
            let Some(at) = (0..block.names.len()).find(|at| names(at) && free(at)) else {
                missing.push(header.clone());
                continue;
            };
            let rank = asked.iter().filter(|known| *known == field).count();
            asked.push(*field);
            let reason = "by the profile".to_owned();
            bound[at] = Bound {
                field: Some(*field),
                reason,
                confidence: 100,
                rank: u8::try_from(rank).unwrap_or(u8::MAX),
                combined: *field == Field::Title && is_combined(&block.names[at], &block.matcher),
            };
        }
        let has = |field| asked.contains(&field);
        let named = has(Field::Title) || has(Field::Id) && has(Field::Description);
        if !named {
            let why =
                "the profile's columns for title, or for identifier and description, are not in the table";
            return Err((why.to_owned(), Code::ProfileMismatch));
        }
        Ok(Judged { columns: bound_columns(&block.names, &bound), by_values: false, missing })
    }
}

#[cfg(test)]
mod tests;
