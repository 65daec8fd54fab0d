//! Where things stand on a sheet: the title in A1, prose below it in column A, tables side by side below the
//! prose, charts between the two. Rows and columns are counted from 0.

use crate::contents::Settings;
use crate::sheet::{Line, Sheet, Table};

/// Prose over a table runs over the cells to its right and is broken into lines of this many characters.
const LINE: usize = 118;

/// How high a row is, in pixels.
const ROW: u32 = 20;

/// A sheet's places.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The prose by rows, from row 1: which line it is of, and its words where they were broken.
    pub prose: Vec<(usize, Line)>,
    /// The row of the tables' headers; the row after the prose where there is no table.
    pub header_row: u32,
    /// The first column of each table.
    pub columns: Vec<u16>,
    /// The row and column of the charts' upper left corner.
    pub chart_at: (u32, u16),
}

/// The row of a streamed sheet's header, below that many lines of prose.
pub(crate) fn header_row(settings: &Settings, prose: usize) -> u32 {
    let prose = prose + usize::from(!settings.workbench());
    u32::try_from(prose + 1).unwrap_or(u32::MAX)
}

impl Layout {
    pub(crate) fn of(sheet: &Sheet, settings: &Settings) -> Self {
        let mut prose = Vec::new();
        if !settings.workbench() {
            prose.push((usize::MAX, Line::Text(how_many(&sheet.tables))));
        }
        for (place, line) in sheet.prose.iter().enumerate() {
            match line {
                // Streamed rows are numbered already, and paragraphs without a table are wrapped.
                Line::Text(text) if !sheet.streamed && !sheet.tables.is_empty() => {
                    prose.extend(broken(text).into_iter().map(|text| (place, Line::Text(text))));
                }
                line => prose.push((place, line.clone())),
            }
        }
        let mut columns = Vec::new();
        let mut free_column = 0;
        for table in &sheet.tables {
            columns.push(free_column);
            free_column += u16::try_from(table.columns.len()).unwrap_or(u16::MAX) + 1;
        }
        let below_prose = u32::try_from(prose.len() + 1).unwrap_or(u32::MAX);
        // Beside a table a chart would lie outside of the screen, and on paper make the table too small to read.
        let chart_at = (below_prose, 0);
        let room = sheet.charts.iter().map(|chart| chart.size.1.div_ceil(ROW) + 2).max().unwrap_or(0);
        Self { prose, header_row: below_prose + room, columns, chart_at }
    }

    /// The row in which a line of prose begins.
    pub(crate) fn row_of(&self, line: usize) -> Option<u32> {
        let place = self.prose.iter().position(|(place, _)| *place == line)?;
        u32::try_from(place + 1).ok()
    }
}

/// What A2 of a publication says. What a table shows is also said in its properties, and those are lost where the
/// workbook is converted.
fn how_many(tables: &[Table]) -> String {
    match tables {
        [] => "This worksheet has no table.".to_owned(),
        [one] => format!("This worksheet has one table. {}", one.alt),
        many => format!("This worksheet has {} tables.", many.len()),
    }
}

/// The text in lines of at most [`LINE`] characters, broken between words where there are any.
fn broken(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = LINE;
    for word in text.split_whitespace() {
        let more = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + more <= LINE => {
                line.push(' ');
                line.push_str(word);
                length += 1 + more;
            }
            _ => {
                lines.push(word.to_owned());
                length = more;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        let text = "word ".repeat(60);
        let lines = broken(&text);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= LINE));
        assert_eq!(lines.join(" "), text.trim());
    }
}
