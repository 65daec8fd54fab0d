//! The initiatives that do not count, with the reason. Its rows are streamed.

use super::register::{SHORTHAND, table};
use super::{OF_THE_RUN, numbered};
use crate::columns;
use crate::contents::Settings;
use crate::listing::Finished;
use crate::sheet::{Line, Sheet};
use crate::text::counted;

/// How many lines of prose stand between the title and the table: the rows are numbered before the sheet is
/// made.
pub(crate) const PROSE: usize = 2;

/// Makes the sheets: one a part, or one that says there is none.
pub(crate) fn sheets(settings: &Settings, finished: &Finished) -> Vec<Sheet> {
    let head = |part: usize| Sheet {
        name: numbered("Not counted", part),
        title: "Not counted: pipeline and what is not an innovation".to_owned(),
        about: "Initiatives in the pipeline and those not counted, each with the reason.".to_owned(),
        ..Sheet::default()
    };
    if finished.not_counted.is_empty() {
        return vec![Sheet { prose: vec![Line::text("Every initiative that was read counts.")], ..head(0) }];
    }
    finished
        .not_counted
        .iter()
        .enumerate()
        .map(|(place, part)| {
            let head = head(place);
            Sheet {
                prose: vec![
                    Line::text(format!(
                        "{} not in the portfolio. Column Reason says why; a wrong reason is usually a status or a \
                         text to be put right in the register.",
                        counted(finished.not_counted_rows, "initiative is", "initiatives are")
                    )),
                    Line::text(if settings.workbench() {
                        format!("{OF_THE_RUN} {SHORTHAND}")
                    } else {
                        SHORTHAND.to_owned()
                    }),
                ],
                tables: vec![table(&head.name, "Initiatives that do not count, one a row.", &columns::not_counted(settings), Vec::new())],
                streamed: true,
                // From the title to the status.
                printed: Some((part.last_row(), 10)),
                ..head
            }
        })
        .collect()
}
