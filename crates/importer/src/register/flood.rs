//! Findings on cells, so many of a kind one by one and the rest in one sentence: a column of ten thousand
//! unreadable dates is one thing to know, not ten thousand.

use std::collections::BTreeMap;
use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::{Column, Place};

/// So many findings of one code in one column are listed.
const LISTED: u64 = 20;

/// Counts findings by code and column.
#[derive(Debug, Default)]
pub(super) struct Flood {
    seen: BTreeMap<(Code, Option<Column>), u64>,
}

impl Flood {
    /// Whether the finding is still listed by itself. Rows that are set aside always are.
    pub(super) fn lets_pass(&mut self, finding: &Finding) -> bool {
        if finding.code == Code::RowQuarantined {
            return true;
        }
        let column = finding.place.column().cloned();
        let count = self.seen.entry((finding.code, column)).or_default();
        *count += 1;
        *count <= LISTED
    }

    /// One finding for all that were not listed, by code and column.
    pub(super) fn summaries(&self, path: &Arc<str>, sheet: Option<&Arc<str>>) -> Vec<Finding> {
        let cut = self.seen.iter().filter(|(_, count)| **count > LISTED);
        cut.map(|((code, column), count)| {
            let (path, sheet) = (path.clone(), sheet.cloned());
            let place = match column.clone() {
                Some(column) => Place::Column { path, sheet, column },
                None => Place::Register { path, sheet },
            };
            let more = count - LISTED;
            let message = format!("{more} more of these beyond the first {LISTED}: {count} in all");
            Finding::new(*code, place, message)
        })
        .collect()
    }
}
