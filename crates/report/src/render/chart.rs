//! The library's charts, made from plain ones.

use evenfolio_core::origin::Column;
use rust_xlsxwriter::{
    Chart as XlsxChart, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFont,
    ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType, ChartPoint, ChartRange,
    ChartSeries, ChartSolidFill, ChartType, Color,
};

use crate::chart::{Chart, Kind, Look, Mark, Range, Series, Side};
use crate::layout::Layout;
use crate::sheet::{Line, Sheet, Value};
use crate::splice::charts::{Kept, Stored};
use crate::theme::{Colour, FAINT, GRID};

/// Makes it.
///
/// Notes in `stored` what the cells hold that it refers to.
pub(crate) fn make(plain: &Chart, sheet: &Sheet, layout: &Layout, stored: &mut Stored) -> XlsxChart {
    let mut chart = XlsxChart::new(match plain.kind {
        Kind::Shares => ChartType::Column,
        Kind::StackedBars => ChartType::BarStacked,
        Kind::StackedColumns => ChartType::ColumnStacked,
        Kind::Lines => ChartType::Line,
        Kind::Diamond => ChartType::Scatter,
    });
    chart
        .set_width(plain.size.0)
        .set_height(plain.size.1)
        .set_alt_text(crate::text::at_most(&plain.alt, 255));
    let mut crossing = XlsxChart::new(ChartType::Line);
    let mut unlisted = Vec::new();
    for (series, place) in plain.series.iter().zip(0..) {
        let made = one(series, sheet, layout);
        for range in [series.categories, series.values] {
            keep(range, sheet, layout, stored);
        }
        // What stands on top of bars is a chart of its own.
        if plain.kind == Kind::Shares && !matches!(series.look, Look::Fill(_) | Look::Points(_)) {
            *crossing.add_series() = made;
        } else {
            // `push_series` would overwrite lines and marks with its own.
            *chart.add_series() = made;
        }
        if series.unlisted {
            unlisted.push(place);
        }
    }
    if plain.kind == Kind::Shares {
        chart.combine(&crossing);
    }
    let title = plain.title_from.and_then(|line| layout.row_of(line));
    match title {
        Some(row) => {
            if let Some(Line::Live(cell)) = plain.title_from.and_then(|line| sheet.prose.get(line)) {
                let kept = Kept { numbers: false, values: vec![cell.value.to_string()] };
                stored.insert(format!("{}!$A${}", sheet.name, row + 1), kept);
            }
            let name = format!("='{}'!$A${}", sheet.name.replace('\'', "''"), row + 1);
            chart.title().set_name(name.as_str());
        }
        None => {
            chart.title().set_name(plain.title.as_str());
        }
    }
    chart.title().set_font(ChartFont::new().set_size(14).set_bold());
    chart.legend().set_position(ChartLegendPosition::Bottom);
    if !unlisted.is_empty() {
        chart.legend().delete_entries(&unlisted);
    }
    axes(&mut chart, plain, sheet);
    chart
}

/// The largest number that the chart shows.
fn largest(plain: &Chart, sheet: &Sheet) -> f64 {
    let shown = plain.series.iter().flat_map(|series| {
        let Range { table, column, first, last } = series.values;
        sheet.tables[table].rows[first..=last].iter().map(move |row| &row[column].value)
    });
    let numbers =
        shown.filter_map(|value| if let Value::Number(number) = value { Some(*number) } else { None });
    numbers.fold(0.0, f64::max)
}

fn axes(chart: &mut XlsxChart, plain: &Chart, sheet: &Sheet) {
    let faint = line(FAINT, 0.75);
    let edge = line(GRID, 1.0);
    let font = || ChartFont::new().set_size(10).unset_bold().clone();
    // Lying bars have their categories on the axis upwards.
    let (across, upwards) = match plain.kind {
        Kind::StackedBars => (&plain.upwards, &plain.across),
        _ => (&plain.across, &plain.upwards),
    };
    chart.x_axis().set_name(across.as_str()).set_name_font(&font());
    chart.y_axis().set_name(upwards.as_str()).set_name_font(&font());
    if plain.kind == Kind::StackedBars {
        chart.x_axis().set_major_gridlines_line(&faint);
        chart.y_axis().set_major_gridlines(false).set_format(ChartFormat::new().set_line(&edge));
    } else {
        chart.y_axis().set_major_gridlines_line(&faint);
        chart.x_axis().set_format(ChartFormat::new().set_line(&edge));
    }
    match plain.kind {
        Kind::Shares | Kind::Lines => {
            chart.y_axis().set_min(0).set_num_format("0%");
            // Left alone, the axis of shares near the whole goes on to 120%.
            if largest(plain, sheet) > 0.8 {
                chart.y_axis().set_max(1);
            }
            if plain.kind == Kind::Lines {
                // As words, for dates of reports do not lie evenly.
                chart.x_axis().set_text_axis(true).set_num_format("yyyy\\-mm\\-dd");
            }
        }
        Kind::StackedBars => {
            // Bars are drawn from the bottom; the largest agency is to stand on top.
            chart.y_axis().set_reverse();
            chart.x_axis().set_label_position(ChartAxisLabelPosition::High).set_num_format("#,##0");
        }
        Kind::StackedColumns => {
            chart.y_axis().set_num_format("#,##0");
        }
        Kind::Diamond => {
            chart
                .x_axis()
                // Room for the names of the corners.
                .set_min(-1.5)
                .set_max(1.5)
                .set_major_unit(0.5)
                .set_num_format("0.0")
                .set_major_gridlines(false)
                .set_label_position(ChartAxisLabelPosition::Low);
            chart
                .y_axis()
                .set_min(-1.2)
                .set_max(1.2)
                .set_major_unit(0.4)
                .set_num_format("0.0")
                .set_major_gridlines(false)
                .set_label_position(ChartAxisLabelPosition::Low);
        }
    }
}

fn line(colour: Colour, width: f64) -> ChartLine {
    ChartLine::new().set_color(Color::RGB(colour)).set_width(width).clone()
}

fn fill(colour: Colour) -> ChartFormat {
    ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour))).clone()
}

fn one(series: &Series, sheet: &Sheet, layout: &Layout) -> ChartSeries {
    let mut made = ChartSeries::new();
    made.set_name(series.name.as_str())
        .set_categories(&range(series.categories, sheet, layout))
        .set_values(&range(series.values, sheet, layout));
    match &series.look {
        Look::Fill(colour) => {
            made.set_format(&mut fill(*colour)).set_gap(60);
        }
        Look::Points(colours) => {
            let points: Vec<_> = colours
                .iter()
                .map(|colour| ChartPoint::new().set_format(&mut fill(*colour)).clone())
                .collect();
            made.set_points(&points).set_gap(60);
            if let Some(first) = colours.first() {
                made.set_format(&mut fill(*first));
            }
        }
        Look::Dashes(colour) => {
            made.set_format(ChartFormat::new().set_no_line());
            let mut look = fill(*colour);
            look.set_line(&line(0xFF_FF_FF, 1.5));
            made.set_marker(
                ChartMarker::new().set_type(ChartMarkerType::LongDash).set_size(24).set_format(&mut look),
            );
        }
        Look::Ends(colour) => {
            made.set_format(ChartFormat::new().set_no_line());
            made.set_marker(&marker(ChartMarkerType::LongDash, 12, *colour));
        }
        Look::Marks(mark, size, colour) => {
            made.set_marker(&marker(shape(*mark), *size, *colour));
            made.set_format(ChartFormat::new().set_no_line());
        }
        Look::Line(mark, colour) => {
            made.set_marker(&marker(shape(*mark), 8, *colour));
            made.set_format(ChartFormat::new().set_line(&line(*colour, 2.0)));
        }
        Look::Outline(colour) => {
            made.set_format(ChartFormat::new().set_line(&line(*colour, 1.25)));
            made.set_marker(ChartMarker::new().set_none());
        }
        Look::Word(word, side) => {
            made.set_format(ChartFormat::new().set_no_line());
            made.set_marker(ChartMarker::new().set_none());
            // Off the mark that may lie on its place.
            let away = "\u{a0}".repeat(3);
            let word = match side {
                Side::Left => format!("{word}{away}"),
                Side::Right => format!("{away}{word}"),
                Side::Above | Side::Below => word.clone(),
            };
            made.set_custom_data_labels(&[ChartDataLabel::new().set_value(word.as_str()).to_custom()]);
            let position = match side {
                Side::Above => ChartDataLabelPosition::Above,
                Side::Below => ChartDataLabelPosition::Below,
                Side::Left => ChartDataLabelPosition::Left,
                Side::Right => ChartDataLabelPosition::Right,
            };
            made.set_data_label(
                ChartDataLabel::new()
                    .show_value()
                    .set_position(position)
                    .set_font(ChartFont::new().set_size(11).set_bold()),
            );
        }
    }
    made
}

const fn shape(mark: Mark) -> ChartMarkerType {
    match mark {
        Mark::Square => ChartMarkerType::Square,
        Mark::Triangle => ChartMarkerType::Triangle,
        Mark::Circle => ChartMarkerType::Circle,
        Mark::Diamond => ChartMarkerType::Diamond,
        Mark::Cross => ChartMarkerType::X,
    }
}

fn marker(shape: ChartMarkerType, size: u8, colour: Colour) -> ChartMarker {
    let mut look = fill(colour);
    // A thin white edge parts marks that lie over each other.
    look.set_line(&line(if shape == ChartMarkerType::X { colour } else { 0xFF_FF_FF }, 0.5));
    ChartMarker::new().set_type(shape).set_size(size).set_format(&mut look).clone()
}

fn keep(range: Range, sheet: &Sheet, layout: &Layout, stored: &mut Stored) {
    let Range { table, column, first, last } = range;
    let letters = Column {
        index: u32::from(layout.columns[table]) + u32::try_from(column).unwrap_or(0),
        header: "".into(),
    }
    .letters();
    let row = |place: usize| layout.header_row as usize + place + 2;
    let key = if first == last {
        format!("{}!${letters}${}", sheet.name, row(first))
    } else {
        format!("{}!${letters}${}:${letters}${}", sheet.name, row(first), row(last))
    };
    let cells = || sheet.tables[table].rows[first..=last].iter().map(|row| &row[column].value);
    let numbers = cells().all(|value| matches!(value, Value::Number(_)));
    stored.insert(key, Kept { numbers, values: cells().map(ToString::to_string).collect() });
}

fn range(range: Range, sheet: &Sheet, layout: &Layout) -> ChartRange {
    let row = |place: usize| layout.header_row + 1 + u32::try_from(place).unwrap_or(0);
    let column = layout.columns[range.table] + u16::try_from(range.column).unwrap_or(0);
    ChartRange::new_from_range(&sheet.name, row(range.first), column, row(range.last), column)
}
