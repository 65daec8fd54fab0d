//! Agency by facet: who contributes what, and which facets an agency has none of.

use std::collections::BTreeMap;

use evenfolio_core::position::Facet;
use evenfolio_core::tally::{Class, FacetTable};

use super::balance::{ALL_AGENCIES, LABEL};
use super::{Scene, class_cells, class_columns, heading};
use crate::chart::{Chart, Kind, Look, Range, Series};
use crate::formula::{Live, matches_itself, this_row, those_that};
use crate::sentence::{Figure, Sentence, Test};
use crate::sheet::{Cell, Column, Line, Sheet, Table};
use crate::text::{self, listed};
use crate::theme::colour;

/// How many agencies the chart shows.
const CHARTED: usize = 20;
/// How many letters of a name a chart has room for: with a longer one beside them no bars would be left.
const ROOM: usize = 60;

/// The column of the facets that an agency has none of, and what it says where there is none.
const WITHOUT: &str = "Facets without any";
const NONE: &str = "none";

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let agencies = &scene.agencies;
    let total = &scene.contents.portfolio.counted;
    let live = scene
        .live
        .as_ref()
        .and_then(|live| live.if_bearable(Class::ALL.len() as u64 * agencies.len() as u64));

    let mut columns = vec![Column::text("Agency", 44), Column::number("Initiatives", 13)];
    columns.extend(class_columns());
    columns.push(Column::text(WITHOUT, 34));
    let charted = scene.settings.workbench() && !agencies.is_empty();
    let is_long = |(name, _): &(String, FacetTable)| name.chars().count() > ROOM;
    let labelled = charted && agencies.iter().take(CHARTED).any(is_long);
    if labelled {
        columns.push(Column::text(LABEL, 34));
    }

    // COUNTIFS does not tell upper from lower case: names that differ only there are counted exactly.
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in agencies {
        *alike.entry(name.to_lowercase()).or_default() += 1;
    }
    let mut rows = Vec::with_capacity(agencies.len() + 1);
    // The drop-down of the sheet Balance reads this column, so all agencies together are its first row.
    rows.push(row(ALL_AGENCIES, total, live, &How::All));
    for (name, table) in agencies {
        let how = match alike.get(&name.to_lowercase()) {
            Some(&1) if matches_itself(name) => How::ByName,
            Some(&1) => How::Plainly,
            _ => How::Exactly,
        };
        rows.push(row(name, table, live, &how));
    }

    let mut prose = vec![
        coverage(agencies).line(live.is_some()),
        Line::text("An agency need not cover all four facets: the portfolio as a whole should."),
    ];
    if scene.live.is_some() {
        prose.push(Line::text(if live.is_some() {
            "The numbers follow the Register; which agencies there are and their order are those of the run."
        } else {
            "The numbers are those of the run: as formulas over so many rows they would make the workbook slow."
        }));
    }
    if labelled {
        for row in &mut rows {
            let label = short(&row[0].value.to_string());
            row.push(Cell::text(label));
        }
    }
    let names = if labelled { columns.len() - 1 } else { 0 };
    let charts = if charted { vec![chart(agencies, names)] } else { Vec::new() };
    Sheet {
        name: "Agencies".to_owned(),
        title: "Agencies: who contributes which facet".to_owned(),
        about: "Counted initiatives by agency and facet.".to_owned(),
        prose,
        tables: vec![Table {
            name: "Agencies".to_owned(),
            alt: "Counted initiatives by agency and facet.".to_owned(),
            columns,
            rows,
            ..Table::default()
        }],
        charts,
        ..Sheet::default()
    }
}

/// How the Register's rows of an agency are found.
enum How {
    All,
    ByName,
    Plainly,
    Exactly,
}

fn row(name: &str, table: &FacetTable, live: Option<&Live>, how: &How) -> Vec<Cell> {
    let cell = this_row("Agencies", "Agency");
    let count = |class: Class| {
        let mut conditions = Scene::counted_as(class);
        live.map(|live| match how {
            How::All => live.count(&conditions),
            How::ByName => {
                conditions.push(("Agency", cell.clone()));
                live.count(&conditions)
            }
            How::Plainly => {
                conditions.push(("Agency", cell.clone()));
                live.count_plainly(&conditions)
            }
            How::Exactly => live.count_exactly("Agency", &cell, &conditions),
        })
    };
    let sum = format!(
        "=SUM(Agencies[[#This Row],[{}]:[{}]])",
        heading(Class::Enhancement),
        heading(Class::Unplaced)
    );
    let mut row = vec![Cell::text(name), Cell::count(table.total()).with_formula(live.map(|_| sum))];
    row.extend(class_cells(table).zip(Class::ALL).map(|(cell, class)| cell.with_formula(count(class))));
    let without: Vec<_> =
        Facet::ALL.into_iter().filter(|facet| table.facets()[facet.index()] == 0).map(Facet::word).collect();
    let each = Facet::ALL.map(|facet| {
        let number = this_row("Agencies", &heading(Class::of_facet(facet)));
        (format!("{number}=0"), facet.word())
    });
    row.push(
        Cell::text(if without.is_empty() { NONE.to_owned() } else { without.join(", ") })
            .with_formula(live.map(|_| format!("={}", those_that(&each, NONE)))),
    );
    row
}

/// How many agencies there are, and how many lack a facet.
fn coverage(agencies: &[(String, FacetTable)]) -> Sentence {
    let lacks = |table: &FacetTable| table.facets().contains(&0);
    // All agencies together are a row of the table, too.
    let column = format!("Agencies[{WITHOUT}]");
    let many = Figure::new(agencies.len() as u64, "(COUNTIF(Agencies[Initiatives],\">0\")-1)");
    let lacking = Figure::new(
        agencies.iter().filter(|(_, table)| lacks(table)).count() as u64,
        format!(
            "COUNTIFS({column},\"<>{NONE}\",Agencies[Initiatives],\">0\")-(INDEX({column},1)<>\"{NONE}\")"
        ),
    );
    let one = Test::new(many.now == 1, format!("{}=1", many.formula));
    Sentence::default()
        .count(&many)
        .then(&Sentence::either(&one, " agency has", " agencies have"))
        .words(" counted initiatives; ")
        .count(&lacking)
        .words(" of them without any in at least one facet.")
}

/// A name as a chart has room for it.
fn short(name: &str) -> String {
    text::at_most(&text::one_line(name), ROOM)
}

/// The chart, its bars named by a column.
fn chart(agencies: &[(String, FacetTable)], names: usize) -> Chart {
    let shown = agencies.len().min(CHARTED);
    let rows = |column| Range { table: 0, column, first: 1, last: shown };
    let largest: Vec<_> = agencies
        .iter()
        .take(3)
        .map(|(name, table)| format!("{} with {}", short(name), table.total()))
        .collect();
    let title = if shown < agencies.len() {
        format!("Counted initiatives by agency and facet: the {shown} largest of {}", agencies.len())
    } else {
        "Counted initiatives by agency and facet".to_owned()
    };
    Chart {
        kind: Kind::StackedBars,
        title,
        title_from: None,
        alt: format!(
            "Stacked bar chart of counted initiatives by agency and facet, largest agency first: {}.",
            listed(&largest)
        ),
        across: "Agency".to_owned(),
        upwards: "Counted initiatives".to_owned(),
        series: stacked(rows, names, 2),
        size: (860, 150 + 22 * u32::try_from(shown).unwrap_or(20)),
    }
}

/// One series a class, over columns that follow one another, named by another one.
pub(crate) fn stacked(rows: impl Fn(usize) -> Range, names: usize, first_column: usize) -> Vec<Series> {
    Class::ALL
        .into_iter()
        .zip(first_column..)
        .map(|(class, column)| Series {
            name: heading(class),
            categories: rows(names),
            values: rows(column),
            look: Look::Fill(colour(class)),
            unlisted: false,
        })
        .collect()
}
