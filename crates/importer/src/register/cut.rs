//! Rows that a line end may have cut in two: a line of one cell beside an entry of a text file.

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::ledger::Fate;
use evenfolio_core::origin::{Origin, Place};

use crate::layout::Layout;
use crate::lift::text::beginning;
use crate::rows::Row;

/// Follows the rows of a text file, one after the other.
#[derive(Debug)]
pub(super) struct Cuts {
    /// Rows of other tables are not lines that a person could break.
    watches: bool,
    last: Last,
}

#[derive(Debug)]
enum Last {
    Entry(Origin),
    /// A line of one cell that was taken for a heading.
    Lone(String),
    Other,
}

impl Cuts {
    pub(super) fn new(layout: &Layout, is_text: bool) -> Self {
        let named = layout.columns.iter().filter(|column| !column.column.header.is_empty()).count();
        Self { watches: is_text && !layout.turned && named >= 3, last: Last::Other }
    }

    /// What is to be said of this row, or of the one above it.
    pub(super) fn note(&mut self, row: &Row, fate: Fate, origin: Origin) -> Option<Finding> {
        if !self.watches {
            return None;
        }
        let lone = row.width() == 1 && !row.is_blank();
        let text = || beginning(row.cell(0).text.trim(), 40);
        let last = match fate {
            Fate::Initiative => Last::Entry(origin.clone()),
            Fate::Title if lone && row.number > 1 => Last::Lone(text()),
            _ => Last::Other,
        };
        let (place, message) = match (std::mem::replace(&mut self.last, last), fate) {
            (Last::Entry(above), Fate::Quarantined | Fate::Total) if lone => {
                (above, format!("the line below, “{}”, may be the rest of this row", text()))
            }
            (Last::Lone(above), Fate::Initiative) => {
                (origin, format!("the line above, “{above}”, may be the beginning of this row"))
            }
            _ => return None,
        };
        Some(Finding::new(Code::RowRagged, Place::Row(place), message))
    }
}
