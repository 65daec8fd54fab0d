//! What all the workbooks share: words cut into cells, and cells written as the kind of value they are.

use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, FormatAlign, RowNum, Worksheet, XlsxError};

/// What a column holds. Text that is no value of its column's kind is written as text, as people do.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Number,
    /// ISO in the TSV, an Excel date in the workbook.
    Date,
}

/// The lines of a TSV, each padded to the width of the first.
pub(crate) fn lines(tsv: &str) -> Vec<Vec<&str>> {
    let mut lines: Vec<Vec<&str>> = tsv.lines().map(|line| line.split('\t').collect()).collect();
    let width = lines.first().map_or(0, Vec::len);
    for line in &mut lines {
        assert!(line.len() <= width, "more cells than columns: {line:?}");
        line.resize(width, "");
    }
    lines
}

/// Counts columns. Our tables are narrow; a TSV that is not is a mistake of ours.
pub(crate) fn columns() -> impl Iterator<Item = ColNum> {
    0..
}

/// Writes a header cell by cell, bold.
pub(crate) fn header(sheet: &mut Worksheet, row: RowNum, names: &[&str]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap();
    for (column, name) in columns().zip(names) {
        sheet.write_string_with_format(row, column, *name, &bold)?;
    }
    Ok(())
}

/// Writes one line of values; an empty value leaves its cell out of the file.
pub(crate) fn values(
    sheet: &mut Worksheet,
    row: RowNum,
    line: &[&str],
    kinds: &[Kind],
) -> Result<(), XlsxError> {
    for ((column, text), kind) in columns().zip(line).zip(kinds) {
        value(sheet, row, column, text, *kind)?;
    }
    Ok(())
}

/// Writes one value.
pub(crate) fn value(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    text: &str,
    kind: Kind,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    match kind {
        Kind::Number if text.parse::<f64>().is_ok() => {
            sheet.write_number(row, column, text.parse::<f64>().unwrap_or_default())?;
        }
        Kind::Date if ExcelDateTime::parse_from_str(text).is_ok() => {
            let shown = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_datetime_with_format(row, column, ExcelDateTime::parse_from_str(text)?, &shown)?;
        }
        _ => {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

/// Writes text over several columns of one row, as a title or a group of columns is.
pub(crate) fn across(
    sheet: &mut Worksheet,
    row: RowNum,
    columns: std::ops::RangeInclusive<ColNum>,
    text: &str,
) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_align(FormatAlign::Center);
    sheet.merge_range(row, *columns.start(), row, *columns.end(), text, &format)?;
    Ok(())
}

/// Writes lines of prose down the first column.
pub(crate) fn prose(sheet: &mut Worksheet, first: RowNum, text: &[&str]) -> Result<(), XlsxError> {
    for (row, line) in (first..).zip(text) {
        sheet.write_string(row, 0, *line)?;
    }
    Ok(())
}
