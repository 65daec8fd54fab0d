//! Borderline: the initiatives that are most nearly something else, where a person's look is worth most.

use evenfolio_core::portfolio::Candidate;
use evenfolio_core::tally::Class as FacetClass;

use super::data_quality::find;
use super::verdict::firmness;
use super::{OF_THE_RUN, Scene};
use crate::error::Error;
use crate::listing::Finished;
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table, Value};
use crate::text::{counted, thousands};
use crate::theme::Class;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene, finished: &mut Finished) -> Result<Sheet, Error> {
    let balance = scene.contents.balance;
    let mut rows = Vec::new();
    for candidate in scene.contents.portfolio.borderline.iter() {
        rows.push(row(candidate, find(finished, &candidate.origin)?));
    }
    let head = Sheet {
        name: "Borderline".to_owned(),
        title: "Borderline: which initiatives could turn the verdict".to_owned(),
        about: "The initiatives that are most nearly something else, the nearest call first.".to_owned(),
        ..Sheet::default()
    };
    if rows.is_empty() {
        return Ok(Sheet { prose: vec![Line::text("No counted initiative is borderline.")], ..head });
    }
    let all = if (rows.len() as u64) < balance.borderline {
        format!(
            "The {} nearest calls of {} are listed; in the Register the others are those with a confidence below \
             67%, and those mixed or unplaced.",
            rows.len(),
            thousands(balance.borderline)
        )
    } else {
        format!("{} listed.", counted(balance.borderline, "initiative is", "initiatives are"))
    };
    let prose = vec![
        firmness(scene).line(scene.live.is_some()),
        Line::text(if scene.settings.workbench() {
            format!(
                "{all} Decide {} first: choose the right facet in the sheet Register, and the next run takes it as \
                 decided. {OF_THE_RUN}",
                if rows.len() == 1 { "it" } else { "them" }
            )
        } else {
            all
        }),
        Line::text(
            "Ahead by: how much likelier the likeliest facet is than the next. Might be: the facet that is next, or \
             where there is none yet, the likeliest; [x] where nothing speaks for any.",
        ),
    ];
    let table = Table {
        name: "Borderline".to_owned(),
        alt: "Borderline initiatives, the nearest call first.".to_owned(),
        columns: vec![
            Column::text("Title", 54),
            Column::text("Agency", 30),
            Column::text("Counted as", 16),
            Column::text("Might be", 16),
            Column::number("Ahead by", 11),
            Column::text("Source file", 34),
            Column::text("Source sheet", 18),
            Column::number("Source row", 12),
            Column::text("In the Register", 20),
        ],
        rows,
        ..Table::default()
    };
    Ok(Sheet { prose, tables: vec![table], ..head })
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn row(candidate: &Candidate, found: Option<Value>) -> Vec<Cell> {
    let Candidate { margin, class, runner_up, agency, name, origin } = candidate;
    // Without a word for any facet all are equally likely.
    let is_open = *class == FacetClass::Unplaced && *margin == 0;
    vec![
        Cell::text(name.as_str()),
        Cell::text(agency.as_str()),
        Cell::text(class.word()),
        Cell::optional((!is_open).then(|| runner_up.word())),
        Cell::number(f64::from(*margin) / 1000.0, Class::Percent),
        Cell::text(&*origin.path),
        origin.sheet.as_deref().map_or_else(|| Cell::missing(Missing::NotApplicable), Cell::text),
        Cell::number(origin.row as f64, Class::Plain),
        found.map_or_else(
            || Cell::missing(Missing::NotApplicable),
            |value| Cell { value, class: Class::Link, formula: None },
        ),
    ]
}
