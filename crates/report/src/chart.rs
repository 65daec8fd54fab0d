//! A chart as plain data: what it shows, in which colours and marks, and what it says to those who cannot
//! see it. Its data always stand in a table of the same sheet.

use std::fmt;

use crate::theme::Colour;

/// A chart.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// What kind of chart.
    pub kind: Kind,
    /// The title; it carries the message.
    pub title: String,
    /// A line of prose (by place) from which the title is read, so that it follows the figures.
    pub title_from: Option<usize>,
    /// What the chart shows, for those who cannot see it.
    pub alt: String,
    /// What the axis across says.
    pub across: String,
    /// What the axis upwards says.
    pub upwards: String,
    /// The series.
    pub series: Vec<Series>,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// The kinds of charts that there are. None is three-dimensional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Upright bars of shares, with a series of marks across them.
    Shares,
    /// Lying bars, the series stacked.
    StackedBars,
    /// Upright bars, the series stacked.
    StackedColumns,
    /// A line a series, from date to date.
    Lines,
    /// Points in the diamond.
    Diamond,
}

/// A series of a chart.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// What the legend says.
    pub name: String,
    /// The categories, or the values across.
    pub categories: Range,
    /// The values, or the values upwards.
    pub values: Range,
    /// The look.
    pub look: Look,
    /// Whether the legend leaves it out.
    pub unlisted: bool,
}

/// How a series looks.
#[derive(Clone, Debug)]
pub(crate) enum Look {
    /// One colour.
    Fill(Colour),
    /// A colour a point.
    Points(Vec<Colour>),
    /// Short dashes across the bars.
    Dashes(Colour),
    /// Ends of a range across the bars.
    Ends(Colour),
    /// Marks of a shape and size, without lines.
    Marks(Mark, u8, Colour),
    /// A line with marks.
    Line(Mark, Colour),
    /// A thin line without marks.
    Outline(Colour),
    /// No mark, but a word beside the place.
    Word(String, Side),
}

/// The shapes of marks, so that colour is never the only cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Square,
    Triangle,
    Circle,
    Diamond,
    Cross,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Above,
    Below,
    Left,
    Right,
}

/// Some rows of one column of one table of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// Which table of the sheet.
    pub table: usize,
    /// Which column of the table.
    pub column: usize,
    /// The first row of the table's body, counted from 0.
    pub first: usize,
    /// The last row of the table's body, counted from 0.
    pub last: usize,
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[chart {:?}] {}\n{}", self.kind, self.title, self.alt)?;
        for series in &self.series {
            let Range { table, column, first, last } = series.values;
            write!(f, "\n  {} <- table {table}, column {column}, rows {first} to {last}", series.name)?;
        }
        Ok(())
    }
}
