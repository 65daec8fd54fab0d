//! The position map: the counted initiatives in the diamond of the two axes, facets at its corners.

use std::collections::BTreeMap;

use evenfolio_core::tally::Class as FacetClass;

use super::{OF_THE_RUN, Scene, heading};
use crate::chart::{Chart, Kind, Look, Mark, Range, Series, Side};
use crate::listing::Finished;
use crate::sheet::{Cell, Column, Line, Sheet, Table};
use crate::text::counted;
use crate::theme::{Class, GRID, colour};

/// How many initiatives at one place make the next larger mark, and how large the marks are.
const SIZES: [(u64, u8); 4] = [(1, 4), (2, 6), (6, 9), (21, 12)];
/// With more places than this, marks would lie over each other: the grid is made twice as wide.
const CROWDED: usize = 150;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene, finished: &Finished) -> Sheet {
    // By class, then by size of mark, so that each series of the chart is a run of rows.
    let crowded = finished.map.len() > CROWDED;
    // Towards the centre, so that none is shown outside the diamond.
    let on_grid = |step: i32| if crowded { step / 2 * 2 } else { step };
    let mut places: BTreeMap<_, u64> = BTreeMap::new();
    for ((class, x, y), number) in &finished.map {
        *places.entry((*class, on_grid(*x), on_grid(*y))).or_default() += number;
    }
    let mut spots: Vec<_> =
        places.into_iter().map(|((class, x, y), number)| (class, size(number), -y, x, number)).collect();
    spots.sort_unstable();
    let shown: u64 = spots.iter().map(|spot| spot.4).sum();
    let rows: Vec<_> = spots
        .iter()
        .map(|(class, _, down, x, number)| {
            vec![
                Cell::text(class.word()),
                Cell::number(f64::from(*x) / 20.0, Class::Score),
                Cell::number(f64::from(-*down) / 20.0, Class::Score),
                Cell::count(*number),
            ]
        })
        .collect();
    let unplaced = scene.contents.portfolio.counted.number(FacetClass::Unplaced);
    let mut prose = vec![
        Line::text(
            "Enhancement stands on the left (certain), anticipatory on the right (uncertain), mission on top \
             (directed), adaptive at the bottom (undirected).",
        ),
        Line::text(format!(
            "{} shown, {}; {} no place on the map.",
            counted(shown, "counted initiative is", "counted initiatives are"),
            if crowded { "rounded towards the centre in steps of 0.1" } else { "rounded to steps of 0.05" },
            counted(unplaced, "has", "have"),
        )),
    ];
    if spots.is_empty() {
        prose.push(Line::text("No counted initiative has a place on the map."));
        return Sheet { prose, ..head() };
    }
    let table = Table {
        name: "Positions".to_owned(),
        alt: "How many counted initiatives stand at each place of the map.".to_owned(),
        columns: vec![
            Column::text("Facet", 16),
            Column::number("Uncertainty", 13),
            Column::number("Direction", 13),
            Column::number("Initiatives", 13),
        ],
        rows,
        ..Table::default()
    };
    if !scene.settings.workbench() {
        return Sheet { prose, tables: vec![table], ..head() };
    }
    prose.push(Line::text(OF_THE_RUN));
    prose.push(Line::text("Larger marks stand for more initiatives: 1, 2 to 5, 6 to 20, 21 and more."));
    let chart = chart(&spots, shown);
    Sheet { prose, tables: vec![table, outline()], charts: vec![chart], ..head() }
}

fn head() -> Sheet {
    Sheet {
        name: "Position map".to_owned(),
        title: "Position map: where the initiatives stand".to_owned(),
        about: "The counted initiatives on the two axes, uncertainty and direction.".to_owned(),
        ..Sheet::default()
    }
}

fn size(number: u64) -> usize {
    SIZES.iter().rposition(|(from, _)| number >= *from).unwrap_or(0)
}

/// The corners of the diamond, for the outline that the chart draws.
fn outline() -> Table {
    let corners = [
        ("enhancement", -1, 0),
        ("mission", 0, 1),
        ("anticipatory", 1, 0),
        ("adaptive", 0, -1),
        ("enhancement again", -1, 0),
    ];
    Table {
        name: "Diamond".to_owned(),
        alt: "The corners of the map, between which the chart draws its outline.".to_owned(),
        columns: vec![
            Column::text("Corner", 20),
            Column::number("Uncertainty", 13),
            Column::number("Direction", 13),
        ],
        rows: corners
            .into_iter()
            .map(|(corner, x, y)| {
                vec![
                    Cell::text(corner),
                    Cell::number(f64::from(x), Class::Score),
                    Cell::number(f64::from(y), Class::Score),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

pub(crate) const fn mark(class: FacetClass) -> Mark {
    match class {
        FacetClass::Enhancement => Mark::Square,
        FacetClass::Mission => Mark::Triangle,
        FacetClass::Adaptive => Mark::Circle,
        FacetClass::Anticipatory => Mark::Diamond,
        FacetClass::Mixed | FacetClass::Unplaced => Mark::Cross,
    }
}

fn chart(spots: &[(FacetClass, usize, i32, i32, u64)], shown: u64) -> Chart {
    let mut series = vec![Series {
        name: "Edge of the map".to_owned(),
        categories: Range { table: 1, column: 1, first: 0, last: 4 },
        values: Range { table: 1, column: 2, first: 0, last: 4 },
        look: Look::Outline(GRID),
        unlisted: true,
    }];
    for (corner, row, side) in [
        ("enhancement", 0, Side::Left),
        ("mission", 1, Side::Above),
        ("anticipatory", 2, Side::Right),
        ("adaptive", 3, Side::Below),
    ] {
        let at = |column| Range { table: 1, column, first: row, last: row };
        series.push(Series {
            name: format!("Corner: {corner}"),
            categories: at(1),
            values: at(2),
            look: Look::Word(corner.to_owned(), side),
            unlisted: true,
        });
    }
    let mut first = 0;
    for run in spots.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (class, size) = (run[0].0, run[0].1);
        let last = first + run.len() - 1;
        let rows = |column| Range { table: 0, column, first, last };
        series.push(Series {
            name: heading(class),
            categories: rows(1),
            values: rows(2),
            look: Look::Marks(mark(class), SIZES[size].1, colour(class)),
            // The legend names a facet once, whatever the sizes of its marks.
            unlisted: spots[..first].last().is_some_and(|before| before.0 == class),
        });
        first = last + 1;
    }
    Chart {
        kind: Kind::Diamond,
        title: "Where the initiatives stand".to_owned(),
        title_from: None,
        alt: format!(
            "Scatter chart in the shape of a diamond with a facet at each corner, showing {} by uncertainty and \
             direction. The table beside it has every point.",
            counted(shown, "counted initiative", "counted initiatives")
        ),
        across: "certain (enhancement)  ←  uncertainty  →  uncertain (anticipatory)".to_owned(),
        upwards: "undirected (adaptive)  ←  direction  →  directed (mission)".to_owned(),
        series,
        size: (800, 530),
    }
}
