//! Gaps: which facets fall short, what that risks, what usually helps, and what to ask the agencies.

use evenfolio_core::balance::FacetShare;

use super::Scene;
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::{counted, listed};
use crate::theme::Class;
use crate::wording::about;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let balance = scene.contents.balance;
    let placed = balance.placed;
    let pipeline = &scene.contents.portfolio.pipeline;
    let mut shares: Vec<&FacetShare> = balance.shares.iter().collect();
    // The widest gap first; the order of facets among equals.
    shares.sort_by(|a, b| (b.floor - b.share).total_cmp(&(a.floor - a.share)));
    let rows = shares
        .iter()
        .map(|share| {
            let words = about(share.facet);
            let floor = scene.settings.targets.floors[share.facet.index()];
            vec![
                Cell::text(share.facet.word()),
                Cell::text(if share.is_gap() { "below floor" } else { "reached" }),
                Cell::count(share.number),
                Cell::number(share.share, Class::Percent),
                Cell::number(share.floor, Class::Percent),
                more_needed(share.number, placed, floor)
                    .map_or_else(|| Cell::missing(Missing::NotApplicable), Cell::count),
                Cell::count(pipeline.facets()[share.facet.index()]),
                Cell::text(words.risk.as_str()),
                Cell::text(words.helps.as_str()),
                Cell::text(words.ask.as_str()),
            ]
        })
        .collect();
    let gaps: Vec<_> =
        balance.shares.iter().filter(|share| share.is_gap()).map(|share| share.facet.word()).collect();
    let mut prose = vec![Line::text(if placed == 0 {
        "No counted initiative has a facet yet, so every facet is open.".to_owned()
    } else if gaps.is_empty() {
        "Every facet reaches its floor. The table says what each is for and what to watch.".to_owned()
    } else {
        format!("Below the floor: {}. The widest gap stands first.", listed(&gaps))
    })];
    prose.push(Line::text(
        "More needed: how many further initiatives of that facet alone would lift it to its floor, the others \
         staying as they are.",
    ));
    let filled: Vec<_> = balance
        .shares
        .iter()
        .filter(|share| share.is_gap() && pipeline.facets()[share.facet.index()] > 0)
        .map(|share| {
            format!(
                "{} in {}",
                counted(pipeline.facets()[share.facet.index()], "initiative", "initiatives"),
                share.facet
            )
        })
        .collect();
    if !filled.is_empty() {
        prose.push(Line::text(format!("The pipeline already holds {}.", listed(&filled))));
    }
    Sheet {
        name: "Gaps".to_owned(),
        title: "Gaps: what is missing and what would balance it".to_owned(),
        about: "Facets below their floor, what that risks, what usually helps, and questions for agencies."
            .to_owned(),
        prose,
        tables: vec![Table {
            name: "Gaps".to_owned(),
            alt: "The four facets, the widest gap first, with risks, remedies and questions.".to_owned(),
            columns: vec![
                Column::text("Facet", 16),
                Column::text("Against floor", 14),
                Column::number("Initiatives", 13),
                Column::number("Share of placed", 13),
                Column::number("Floor", 10),
                Column::number("More needed", 11),
                Column::number("In the pipeline", 12),
                Column::text("What too little risks", 36),
                Column::text("What usually helps", 36),
                Column::text("What to ask the agencies", 36),
            ],
            rows,
            choices: Vec::new(),
        }],
        ..Sheet::default()
    }
}

/// The least k for which (number + k) ÷ (placed + k) reaches the floor (in thousandths); none for a floor
/// of the whole.
fn more_needed(number: u64, placed: u64, floor: u16) -> Option<u64> {
    let floor = u64::from(floor);
    if floor >= 1000 && number < placed {
        return None;
    }
    let short = (floor * placed).saturating_sub(1000 * number);
    if short == 0 { Some(0) } else { Some(short.div_ceil(1000 - floor)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_that_reaches_the_floor() {
        assert_eq!(more_needed(0, 90, 100), Some(10));
        assert_eq!(more_needed(9, 90, 100), Some(0));
        assert_eq!(more_needed(8, 90, 100), Some(2));
        assert_eq!(more_needed(0, 0, 100), Some(0));
        assert_eq!(more_needed(1, 2, 1000), None);
    }
}
