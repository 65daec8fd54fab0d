//! Year by facet: when the counted initiatives began.

use std::collections::BTreeMap;

use evenfolio_core::tally::{Class, FacetTable};

use super::agencies::stacked;
use super::{Scene, class_cells, class_columns, heading};
use crate::chart::{Chart, Kind, Range};
use crate::formula::{quoted, this_row};
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::counted;
use crate::theme::Class as Look;

/// Over how many years those in between are listed.
const SPAN: i32 = 60;
/// How many years the chart shows: the latest ones.
const CHARTED: usize = 25;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let by_year = &scene.contents.portfolio.by_year;
    let nothing = FacetTable::default();
    let years = years(by_year, &nothing);
    let without = by_year.get(&None).map_or(0, FacetTable::total);
    let live = scene
        .live
        .as_ref()
        .and_then(|live| live.if_bearable(Class::ALL.len() as u64 * (years.len() + 1) as u64));

    let mut columns = vec![Column::number("Year", 13), Column::number("Initiatives", 13)];
    columns.extend(class_columns());
    let count = |class: Class, criterion: &str| {
        live.map(|live| {
            let mut conditions = Scene::counted_as(class);
            conditions.push(("Year", criterion.to_owned()));
            live.count(&conditions)
        })
    };
    let row = |year: Cell, criterion: &str, table: &FacetTable| {
        let sum = format!(
            "=SUM(Years[[#This Row],[{}]:[{}]])",
            heading(Class::Enhancement),
            heading(Class::Unplaced)
        );
        let mut row = vec![year, Cell::count(table.total()).with_formula(live.map(|_| sum))];
        row.extend(
            class_cells(table)
                .zip(Class::ALL)
                .map(|(cell, class)| cell.with_formula(count(class, criterion))),
        );
        row
    };
    let this = this_row("Years", "Year");
    let mut rows: Vec<_> = years
        .iter()
        .map(|(year, table)| row(Cell::number(f64::from(*year), Look::Plain), &this, table))
        .collect();
    if let Some(table) = by_year.get(&None) {
        let shorthand = quoted(Missing::NotAvailable.shorthand());
        rows.push(row(Cell::missing(Missing::NotAvailable), &shorthand, table));
    }

    let mut prose = vec![Line::text(match (years.first(), years.last()) {
        (Some((first, _)), Some((last, _))) => format!(
            "Years in which the counted initiatives began, {first} to {last}.{}",
            match without {
                0 => String::new(),
                _ => format!(
                    " Of {} the register gives no year.",
                    counted(without, "initiative", "initiatives")
                ),
            }
        ),
        _ => "No register gives a year in which a counted initiative began.".to_owned(),
    })];
    let head = Sheet {
        name: "Time".to_owned(),
        title: "Time: when the initiatives began".to_owned(),
        about: "Counted initiatives by year of beginning and facet.".to_owned(),
        ..Sheet::default()
    };
    if rows.is_empty() {
        return Sheet { prose, ..head };
    }
    if live.is_some() {
        prose.push(Line::text("The numbers in the table follow the Register."));
    }
    let charts =
        if scene.settings.workbench() && !years.is_empty() { vec![chart(&years)] } else { Vec::new() };
    let table = Table {
        name: "Years".to_owned(),
        alt: "Counted initiatives by the year in which they began and by facet.".to_owned(),
        columns,
        rows,
        ..Table::default()
    };
    Sheet { prose, tables: vec![table], charts, ..head }
}

/// The years with their figures. Years in between in which nothing began stand there too, so that the chart's axis
/// runs evenly, unless a far-off year would make them many.
fn years<'a>(
    by_year: &'a BTreeMap<Option<i16>, FacetTable>,
    nothing: &'a FacetTable,
) -> Vec<(i16, &'a FacetTable)> {
    let known: Vec<(i16, &FacetTable)> =
        by_year.iter().filter_map(|(year, table)| Some(((*year)?, table))).collect();
    match (known.first(), known.last()) {
        (Some(&(first, _)), Some(&(last, _))) if i32::from(last) - i32::from(first) < SPAN => {
            (first..=last).map(|year| (year, by_year.get(&Some(year)).unwrap_or(nothing))).collect()
        }
        _ => known,
    }
}

fn chart(years: &[(i16, &FacetTable)]) -> Chart {
    let first = years.len().saturating_sub(CHARTED);
    let rows = |column| Range { table: 0, column, first, last: years.len() - 1 };
    let most = years.iter().max_by_key(|(year, table)| (table.total(), *year));
    Chart {
        kind: Kind::StackedColumns,
        title: "Counted initiatives by year of beginning and facet".to_owned(),
        title_from: None,
        alt: format!(
            "Stacked column chart of counted initiatives by year of beginning and facet, {} to {}{}.",
            years[first].0,
            years[years.len() - 1].0,
            most.map(|(year, table)| format!("; most began in {year}, {}", table.total()))
                .unwrap_or_default()
        ),
        across: "Year of beginning".to_owned(),
        upwards: "Counted initiatives".to_owned(),
        series: stacked(rows, 0, 2),
        size: (760, 420),
    }
}
