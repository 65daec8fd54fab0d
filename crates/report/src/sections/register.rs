//! The Register: every initiative. Its rows are streamed; this makes what stands around them.

use evenfolio_core::innovation_test::{Outcome, Standing};
use evenfolio_core::tally::Class;

use super::numbered;
use crate::columns::{self, Item};
use crate::contents::Settings;
use crate::listing::Part;
use crate::sheet::{Column, Line, Sheet, Table};

/// How many lines of prose stand between the title and the table: the rows are numbered before the sheet is
/// made.
pub(crate) const PROSE: usize = 2;

/// Makes the sheets: one a part.
pub(crate) fn sheets(settings: &Settings, parts: &[Part]) -> Vec<Sheet> {
    let items = columns::register(settings);
    if parts.is_empty() {
        let mut empty = Sheet { printed: None, ..sheet(settings, 0, 0, &items) };
        empty.tables.clear();
        empty.streamed = false;
        empty.prose.push(Line::text("No initiative was read."));
        return vec![empty];
    }
    parts.iter().enumerate().map(|(place, part)| sheet(settings, place, part.last_row(), &items)).collect()
}

fn sheet(settings: &Settings, part: usize, last_row: u32, items: &[Item]) -> Sheet {
    let name = numbered("Register", part);
    let place = |item: Item| items.iter().position(|other| *other == item);
    let choices = if settings.workbench() {
        let outcomes = [Outcome::Met, Outcome::NotMet, Outcome::NotEvidenced].map(Outcome::word).to_vec();
        [
            (Item::Facet, Class::ALL.map(Class::word).to_vec()),
            (Item::Novel, outcomes.clone()),
            (Item::Implemented, outcomes.clone()),
            (Item::Value, outcomes),
            (Item::Standing, Standing::ALL.map(Standing::word).to_vec()),
        ]
        .into_iter()
        .filter_map(|(item, words)| Some((place(item)?, words)))
        .collect()
    } else {
        Vec::new()
    };
    let prose = if settings.workbench() {
        "Choose another facet or standing in its column, and the other sheets follow, save for what they name. What you change, values \
         too, the next run takes over as yours if you sign on the Cover. Column Because says why. Printed are the \
         columns up to it; rows are as high as these need."
    } else {
        "Column Because says why an initiative stands where it stands, with the words found in its register."
    };
    Sheet {
        title: if part == 0 {
            "Register: every initiative".to_owned()
        } else {
            format!("Register: every initiative, continued (part {})", part + 1)
        },
        about: if part == 0 {
            "Every initiative that was read, with its facet, the reason, the test and its source.".to_owned()
        } else {
            format!("The Register continued, part {}.", part + 1)
        },
        prose: vec![Line::text(prose), Line::text(SHORTHAND)],
        tables: vec![table(&name, "Every initiative, one a row.", items, choices)],
        charts: Vec::new(),
        streamed: true,
        printed: place(Item::Because).and_then(|place| Some((last_row, u16::try_from(place + 1).ok()?))),
        name,
    }
}

/// What the shorthand means, on the sheets that use it most.
pub(crate) const SHORTHAND: &str = "[x] not available: the register does not say. [z] not applicable.";

/// The table of a listing, without its rows.
pub(crate) fn table(
    sheet: &str,
    alt: &str,
    items: &[Item],
    choices: Vec<(usize, Vec<&'static str>)>,
) -> Table {
    let columns = items
        .iter()
        .map(|item| Column {
            header: item.header().to_owned(),
            width: item.width(),
            numeric: item.kind().is_number(),
        })
        .collect();
    Table { name: sheet.replace(' ', "_"), alt: alt.to_owned(), columns, choices, ..Table::default() }
}
