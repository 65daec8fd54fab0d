//! The portfolio at each date for which there is a report: how it developed.

use evenfolio_core::balance::Verdict;
use evenfolio_core::comparison::Point;
use evenfolio_core::position::Facet;
use evenfolio_core::tally::Class as FacetClass;

use super::cover::day;
use super::{OF_THE_RUN, Scene, heading};
use crate::chart::{Chart, Kind, Look, Range, Series};
use crate::columns::serial;
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::{capitalised, counted, listed, percent};
use crate::theme::{Class, colour};

/// The first column of shares.
const SHARES: usize = 8;

/// Makes the sheet; `None` where there are fewer than two dates.
pub(crate) fn sheet(scene: &Scene) -> Option<Sheet> {
    let points = scene.contents.changes?.over_time;
    let ([first, .., last], true) = (points, points.len() > 1) else { return None };
    let mut columns = vec![
        Column::number("Date", 13),
        Column::number("Counted", 11),
        Column::number("In the pipeline", 12),
        Column::number("With a facet", 11),
    ];
    columns.extend(Facet::ALL.map(|facet| Column::number(capitalised(facet.word()), 14)));
    columns.extend(Facet::ALL.map(|facet| Column::number(format!("Share of {}", facet.word()), 14)));
    columns.push(Column::number("Evenness", 11));
    columns.push(Column::text("Verdict", 18));
    let prose = vec![
        Line::text(format!(
            "{} from {} to {}. The verdict of every date is by the floors and targets of today, so that a change \
             in it is a change in the portfolio.",
            counted(points.len() as u64, "report", "reports"),
            day(first.as_of),
            day(last.as_of)
        )),
        Line::text(if scene.settings.workbench() {
            format!("Shares are of the initiatives that have a facet. {OF_THE_RUN}")
        } else {
            "Shares are of the initiatives that have a facet.".to_owned()
        }),
    ];
    let charts = if scene.settings.workbench() { vec![chart(points)] } else { Vec::new() };
    Some(Sheet {
        name: "Time series".to_owned(),
        title: "Time series: how the portfolio developed".to_owned(),
        about: "The figures of this and earlier reports, by date.".to_owned(),
        prose,
        tables: vec![Table {
            name: "Time_series".to_owned(),
            alt: "Numbers, shares and verdict of each report, by date.".to_owned(),
            columns,
            rows: points.iter().map(row).collect(),
            ..Table::default()
        }],
        charts,
        ..Sheet::default()
    })
}

fn row(point: &Point) -> Vec<Cell> {
    let date = serial(point.as_of)
        .map_or_else(|| Cell::missing(Missing::NotAvailable), |serial| Cell::number(serial, Class::Day));
    let mut row =
        vec![date, Cell::count(point.counted), Cell::count(point.pipeline), Cell::count(point.placed)];
    row.extend(point.numbers.map(Cell::count));
    row.extend(point.shares.map(|share| Cell::number(share, Class::Percent)));
    row.push(Cell::number(point.evenness, Class::Score));
    row.push(Cell::text(verdict(point.verdict)));
    row
}

/// A verdict as a table has it.
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::TooFewToTell => "too few to tell",
        verdict => verdict.word(),
    }
}

fn chart(points: &[Point]) -> Chart {
    let rows = |column| Range { table: 0, column, first: 0, last: points.len() - 1 };
    let last = points.last().map_or([0.0; 4], |point| point.shares);
    let said: Vec<_> = Facet::ALL
        .into_iter()
        .zip(last)
        .map(|(facet, share)| format!("{} {}", facet.word(), percent(share)))
        .collect();
    Chart {
        kind: Kind::Lines,
        title: "Share of each facet, report by report".to_owned(),
        title_from: None,
        alt: format!(
            "Line chart of the share of each facet at {} dates; at the last {}.",
            points.len(),
            listed(&said)
        ),
        across: "Report for".to_owned(),
        upwards: "Share of placed initiatives".to_owned(),
        series: FacetClass::ALL
            .into_iter()
            .take(4)
            .zip(SHARES..)
            .map(|(class, column)| Series {
                name: heading(class),
                categories: rows(0),
                values: rows(column),
                look: Look::Line(super::map::mark(class), colour(class)),
                unlisted: false,
            })
            .collect(),
        size: (760, 380),
    }
}
