//! The two sheets of the template.

use evenfolio_core::field::Field;
use evenfolio_core::initiative::Texts;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, Table, TableColumn,
    Worksheet, XlsxError,
};

use super::wording::{Column, Wording};
use crate::text::fit;
use crate::theme::INK;

/// Drop-downs and the table reach at least so far down.
const ROWS: u32 = 500;

/// Messages beside a cell may have so many characters.
const MESSAGE: usize = 255;

/// The sheet to fill in.
pub(super) fn register(sheet: &mut Worksheet, wording: &Wording, entries: &[Texts]) -> Result<(), XlsxError> {
    sheet.set_name(&wording.register)?;
    let columns: Vec<Column<'_>> = wording.columns().collect();
    let examples = columns.iter().map(|column| column.examples.len()).max().unwrap_or(0);
    let known = u32::try_from(examples + entries.len()).unwrap_or(u32::MAX);
    let last = ROWS.max(known + 100).min(1_048_575);
    let example =
        Format::new().set_italic().set_font_color(Color::Gray).set_text_wrap().set_align(FormatAlign::Top);
    for (at, column) in (0_u16..).zip(&columns) {
        sheet.set_column_width(at, width(column.field))?;
        sheet.set_column_format(at, &format(column.field))?;
        if let Some(check) = validation(column, wording)? {
            sheet.add_data_validation(1, at, last, at, &check)?;
        }
        for (row, text) in (1_u32..).zip(column.examples) {
            let marked = match column.field {
                Field::Title => &format!("{}: {text}", wording.example),
                _ => text,
            };
            write(sheet, row, at, column.field, marked, &example)?;
        }
        for (row, entry) in (1 + u32::try_from(examples).unwrap_or(0)..).zip(entries) {
            let text = entry.get(column.field).unwrap_or_default();
            write(sheet, row, at, column.field, text, &format(column.field))?;
        }
    }
    let header = Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(INK))
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let named: Vec<TableColumn> = columns
        .iter()
        .map(|column| TableColumn::new().set_header(column.header).set_header_format(&header))
        .collect();
    let table = Table::new().set_columns(&named).set_name("Initiatives");
    sheet.add_table(0, 0, last, u16::try_from(columns.len() - 1).unwrap_or(0), &table)?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// The sheet that says what to write.
pub(super) fn guidance(sheet: &mut Worksheet, wording: &Wording) -> Result<(), XlsxError> {
    sheet.set_name(&wording.guidance)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = wrapped.clone().set_bold();
    sheet.set_column_width(0, 26)?.set_column_width(1, 84)?.set_column_width(2, 16)?;
    sheet.write_with_format(0, 0, &wording.title, &Format::new().set_bold().set_font_size(16))?;
    let mut row = 1;
    for paragraph in &wording.intro {
        sheet.merge_range(row, 0, row, 2, paragraph, &wrapped)?;
        sheet.set_row_height(row, 34)?;
        row += 1;
    }
    row += 1;
    for (at, heading) in (0_u16..).zip(&wording.headings) {
        sheet.write_with_format(row, at, heading, &bold)?;
    }
    for column in wording.columns() {
        row += 1;
        let needed = if column.required { &wording.required } else { &wording.optional };
        let choices = wording.choices(column.field).map(|words| words.join(", "));
        let help = match choices {
            Some(choices) => format!("{} ({choices})", column.help),
            None => column.help.to_owned(),
        };
        sheet.write_with_format(row, 0, column.header, &bold)?;
        sheet.write_with_format(row, 1, &help, &wrapped)?;
        sheet.write_with_format(row, 2, needed, &wrapped)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What may stand in a column: a choice, or help beside the cell.
fn validation(column: &Column<'_>, wording: &Wording) -> Result<Option<DataValidation>, XlsxError> {
    let help = shortened(column.help, MESSAGE);
    let check = match wording.choices(column.field) {
        Some(choices) => {
            let strict = matches!(column.field, Field::Status | Field::DeclaredFacet);
            let advice = if strict { &wording.choose } else { &wording.other };
            // An agency may have a word of its own: it is warned, and decides.
            let style =
                if strict { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning };
            DataValidation::new()
                .allow_list_strings(&choices)?
                .set_error_style(style)
                .set_error_message(shortened(advice, MESSAGE))?
        }
        None => DataValidation::new().allow_any_value(),
    };
    Ok(Some(check.set_input_title(shortened(column.header, 32))?.set_input_message(help)?))
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Dates and amounts as what they are, everything else as text; never as a formula.
fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    field: Field,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    match field {
        Field::StartDate | Field::EndDate => {
            if let Ok(day) = ExcelDateTime::parse_from_str(text)
                && text.len() == 10
            {
                sheet.write_with_format(row, at, &day, &format.clone().set_num_format("yyyy-mm-dd"))?;
                return Ok(());
            }
        }
        Field::Budget => {
            if let Some(amount) = text.parse::<f64>().ok().filter(|amount| amount.is_finite()) {
                sheet.write_with_format(row, at, amount, &format.clone().set_num_format("#,##0.##"))?;
                return Ok(());
            }
        }
        _ => {}
    }
    sheet.write_string_with_format(row, at, fit(text).0, format)?;
    Ok(())
}

fn format(field: Field) -> Format {
    let base = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    match field {
        Field::Id => base.set_num_format("@"),
        Field::StartDate | Field::EndDate => base.set_num_format("yyyy-mm-dd"),
        Field::Budget => base.set_num_format("#,##0.##"),
        _ => base,
    }
}

fn width(field: Field) -> f64 {
    match field {
        Field::Title => 36.0,
        Field::Description => 60.0,
        Field::Problem | Field::Objective | Field::Novelty | Field::Results => 40.0,
        Field::Agency | Field::Partners | Field::Url | Field::Owner | Field::Unit => 24.0,
        Field::Currency | Field::Id => 12.0,
        _ => 18.0,
    }
}
