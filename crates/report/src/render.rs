//! Makes the workbook of plain sheets with the library. Together with `listing`, the only place that knows how
//! a workbook is written.

mod chart;
pub(crate) mod formats;

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Formula, Table as XlsxTable,
    TableColumn, TableStyle, Url, Workbook, Worksheet, XlsxError,
};

use crate::contents::Settings;
use crate::error::Error;
use crate::layout::Layout;
use crate::readback;
use crate::sheet::{Cell, Line, Offer, Sheet, Table, Value};
use crate::splice::charts::Stored;
use crate::text;
use crate::theme::Class;
use formats::Formats;

/// What is made from the sheets.
pub(crate) struct Rendered {
    /// The archive; streamed sheets wait for their rows.
    pub bytes: Vec<u8>,
    /// How many cells hold a formula.
    pub formulas: u64,
    /// The values that charts show.
    pub stored: Stored,
}

/// What the document says about itself, beside its title.
pub(crate) struct Identity<'a> {
    /// What kind of workbook, by which it is known when it is read back.
    pub kind: &'a str,
    /// Which run made it.
    pub run_id: &'a str,
    /// By which rules.
    pub rules: &'a str,
    /// Whose it is, if it is for one agency.
    pub agency: Option<&'a str>,
    /// The version of the program.
    pub version: &'a str,
    /// Marks of rows that have no column for them.
    pub row_marks: &'a BTreeSet<String>,
    /// Names that formulas use, and what they stand for.
    pub names: &'a [(&'static str, String)],
}

/// Makes the workbook.
pub(crate) fn render(sheets: &[Sheet], settings: &Settings, identity: &Identity) -> Result<Rendered, Error> {
    make(sheets, settings, identity).map_err(Error::library("make the workbook"))
}

fn make(sheets: &[Sheet], settings: &Settings, identity: &Identity) -> Result<Rendered, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new(settings);
    // Streamed rows already name these styles by their place.
    for class in Class::ALL {
        workbook.register_format(formats.of(class));
    }
    workbook.set_zip_compression_level(settings.compression.clamp(1, 9));
    let layouts: Vec<Layout> = sheets.iter().map(|sheet| Layout::of(sheet, settings)).collect();
    let mut properties = properties(settings, identity)?;
    for (name, letters) in [
        (crate::marks::MARKS, crate::marks::of(sheets, &layouts)),
        (crate::marks::FIGURES, crate::marks::figures(sheets)),
        (
            crate::marks::ROWS,
            crate::marks::in_parts(&identity.row_marks.iter().map(|mark| &**mark).collect::<String>()),
        ),
    ] {
        for (part, number) in letters.iter().zip(1..) {
            properties = properties.set_custom_property(format!("{name}{number}"), part.as_str());
        }
    }
    workbook.set_properties(&properties);
    let mut formulas = 0;
    let mut stored = Stored::new();
    let mut names = Vec::new();
    for (sheet, layout) in sheets.iter().zip(&layouts) {
        let mut page = Page { worksheet: Worksheet::new(), formats: &formats, formulas: 0 };
        page.worksheet.set_name(&sheet.name)?;
        page.prose(sheet, layout)?;
        for (table, column) in sheet.tables.iter().zip(&layout.columns) {
            page.table(table, layout.header_row, *column, sheet, settings)?;
        }
        for line in &layout.prose {
            if let (place, Line::Chooser { list, name, .. }) = line
                && let Some(row) = layout.row_of(*place)
            {
                page.offer(row, list, sheets, &layouts)?;
                names.push((name.clone(), format!("={}!$B${}", quoted(&sheet.name), row + 1)));
            }
        }
        for plain in &sheet.charts {
            let made = chart::make(plain, sheet, layout, &mut stored);
            let (row, column) = layout.chart_at;
            page.worksheet.insert_chart_with_offset(row, column, &made, 8, 8)?;
        }
        page.set_up(sheet, layout, settings)?;
        formulas += page.formulas;
        workbook.push_worksheet(page.worksheet);
    }
    if !names.is_empty() {
        for (name, meaning) in names
            .iter()
            .map(|(name, meaning)| (name.as_str(), meaning))
            .chain(identity.names.iter().map(|(name, meaning)| (*name, meaning)))
        {
            workbook.define_name(name, meaning)?;
        }
    }
    Ok(Rendered { bytes: workbook.save_to_buffer()?, formulas, stored })
}

fn properties(settings: &Settings, identity: &Identity) -> Result<DocProperties, XlsxError> {
    let as_of = settings.as_of;
    let month = as_of.month().unsigned_abs();
    let day = as_of.day().unsigned_abs();
    let year = u16::try_from(as_of.year()).unwrap_or(1900).clamp(1900, 9999);
    let properties = DocProperties::new()
        .set_title(text::one_line(&settings.title))
        .set_subject("Balance of a public sector innovation portfolio")
        .set_author(text::one_line(&settings.organisation))
        .set_company(text::one_line(&settings.organisation))
        .set_keywords("public sector innovation, portfolio, OPSI, facets, balance")
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?)
        .set_custom_property(readback::KIND, identity.kind)
        .set_custom_property(readback::RUN, text::one_line(identity.run_id))
        .set_custom_property(readback::STYLE, settings.style.word())
        .set_custom_property(readback::AS_OF, as_of.to_string())
        .set_custom_property(readback::RULES, text::one_line(identity.rules))
        .set_custom_property("evenfolio version", text::one_line(identity.version));
    Ok(match identity.agency {
        Some(agency) => text::in_parts(&text::one_line(agency), 255).iter().zip(1..).fold(
            properties,
            |properties, (part, number)| {
                properties.set_custom_property(readback::agency_part(number), part.as_str())
            },
        ),
        None => properties,
    })
}

fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// How many characters of prose a column of 100 digits holds.
const PARAGRAPH: u16 = 126;

/// A sheet in the making.
struct Page<'a> {
    worksheet: Worksheet,
    formats: &'a Formats,
    formulas: u64,
}

impl Page<'_> {
    fn prose(&mut self, sheet: &Sheet, layout: &Layout) -> Result<(), XlsxError> {
        let alone = sheet.tables.is_empty();
        let title = text::one_line(&sheet.title);
        self.worksheet.write_string_with_format(0, 0, title, self.formats.of(Class::Title))?;
        for ((_, line), row) in layout.prose.iter().zip(1..) {
            match line {
                Line::Text(words) => {
                    let class = if alone { Class::Paragraph } else { Class::Prose };
                    let words = text::fit(words).0;
                    if alone {
                        let lines = text::lines(&words, PARAGRAPH);
                        self.worksheet.set_row_height(row, text::row_height(lines))?;
                    }
                    self.worksheet.write_string_with_format(row, 0, words, self.formats.of(class))?;
                }
                Line::Heading(words) => {
                    let format = self.formats.of(Class::Heading);
                    self.worksheet.write_string_with_format(row, 0, words, format)?;
                }
                Line::Live(cell) => {
                    let class = if alone { Class::Paragraph } else { Class::Prose };
                    if alone {
                        let lines = cell.lines(PARAGRAPH);
                        self.worksheet.set_row_height(row, text::row_height(lines))?;
                    }
                    self.cell(row, 0, &Cell { class, ..cell.clone() })?;
                }
                Line::Link { text, sheet } => {
                    if alone {
                        self.worksheet.set_row_height(row, text::row_height(text::lines(text, PARAGRAPH)))?;
                    }
                    let url = Url::new(format!("internal:{}!A1", quoted(sheet))).set_text(text);
                    self.worksheet.write_url_with_format(row, 0, url, self.formats.of(Class::ProseLink))?;
                }
                Line::Chooser { label, now, .. } | Line::Field { label, now } => {
                    self.worksheet.write_string_with_format(
                        row,
                        0,
                        label,
                        self.formats.of(Class::Heading),
                    )?;
                    self.worksheet.write_string_with_format(row, 1, now, self.formats.of(Class::Chooser))?;
                }
            }
        }
        Ok(())
    }

    fn table(
        &mut self,
        table: &Table,
        row: u32,
        column: u16,
        sheet: &Sheet,
        settings: &Settings,
    ) -> Result<(), XlsxError> {
        let width = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        let height = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1);
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|plain| {
                let class = if plain.numeric { Class::HeaderNumber } else { Class::Header };
                TableColumn::new().set_header(&plain.header).set_header_format(self.formats.of(class))
            })
            .collect();
        let style = if settings.workbench() { TableStyle::Light1 } else { TableStyle::None };
        let xlsx = XlsxTable::new()
            .set_name(&table.name)
            .set_columns(&columns)
            .set_style(style)
            .set_autofilter(settings.workbench())
            .set_banded_rows(settings.workbench())
            .set_alt_text_title(&sheet.title)
            .set_alt_text(crate::text::at_most(&table.alt, 255));
        self.worksheet.add_table(row, column, row + height, column + width - 1, &xlsx)?;
        let lines =
            table.columns.iter().map(|plain| header_lines(&plain.header, plain.width)).max().unwrap_or(1);
        self.worksheet.set_row_height(row, 3.0 + 15.0 * f64::from(lines))?;
        for (index, plain) in table.columns.iter().enumerate() {
            // A number that is wider than its column is shown as ####.
            let needed = table.rows.iter().map(|cells| cells[index].width()).max().unwrap_or(0);
            let place = column + u16::try_from(index).unwrap_or(0);
            self.worksheet.set_column_width(place, plain.width.max(needed))?;
        }
        for (cells, row) in table.rows.iter().zip(row + 1..) {
            // Heights are said outright: not every program finds them by itself.
            let lines = cells.iter().zip(&table.columns).map(|(cell, plain)| cell.lines(plain.width)).max();
            if let Some(lines) = lines.filter(|lines| *lines > 1) {
                self.worksheet.set_row_height(row, text::row_height(lines))?;
            }
            for ((cell, plain), column) in cells.iter().zip(&table.columns).zip(column..) {
                match (&cell.value, plain.numeric) {
                    (Value::Missing(_), false) => {
                        self.cell(row, column, &Cell { class: Class::MissingWords, ..cell.clone() })?;
                    }
                    _ => self.cell(row, column, cell)?,
                }
            }
        }
        let at = |place: usize| column + u16::try_from(place).unwrap_or(0);
        for (place, words) in &table.choices {
            let list = list(words)?;
            self.worksheet.add_data_validation(row + 1, at(*place), row + height, at(*place), &list)?;
        }
        for Offer { column, rows: (first, last), words } in &table.offers {
            let down = |place: &usize| row + 1 + u32::try_from(*place).unwrap_or(0);
            self.worksheet.add_data_validation(
                down(first),
                at(*column),
                down(last),
                at(*column),
                &list(words)?,
            )?;
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let format = self.formats.of(cell.class);
        let worksheet = &mut self.worksheet;
        if let Some(formula) = &cell.formula {
            self.formulas += 1;
            let result = match &cell.value {
                Value::Number(number) => number.to_string(),
                value => value.to_string(),
            };
            worksheet.write_formula_with_format(
                row,
                column,
                Formula::new(formula).set_result(result),
                format,
            )?;
            return Ok(());
        }
        match &cell.value {
            Value::Text(words) => {
                let words = text::fit(words).0;
                if words.is_empty() {
                    let format = self.formats.of(Class::MissingWords);
                    worksheet.write_string_with_format(row, column, "[x]", format)?;
                } else if text::looks_like_formula(&words) && cell.class == Class::Text {
                    worksheet.write_string_with_format(row, column, words, self.formats.of(Class::Quoted))?;
                } else {
                    worksheet.write_string_with_format(row, column, words, format)?;
                }
            }
            Value::Number(number) => {
                worksheet.write_number_with_format(row, column, *number, format)?;
            }
            Value::Missing(why) => {
                worksheet.write_string_with_format(row, column, why.shorthand(), format)?;
            }
            Value::Link { text, sheet, row: to, column: across } => {
                let target = format!(
                    "internal:{}!{}",
                    quoted(sheet),
                    rust_xlsxwriter::utility::row_col_to_cell(*to, *across)
                );
                worksheet.write_url_with_format(row, column, Url::new(target).set_text(text), format)?;
            }
        }
        Ok(())
    }

    /// Offers the first column of another sheet's table as a list to choose from.
    fn offer(&mut self, row: u32, list: &str, sheets: &[Sheet], layouts: &[Layout]) -> Result<(), XlsxError> {
        let Some((sheet, layout)) = sheets.iter().zip(layouts).find(|(sheet, _)| sheet.name == list) else {
            return Ok(());
        };
        let rows = sheet.tables.first().map_or(1, |table| table.rows.len().max(1));
        let (from, to) = (u64::from(layout.header_row) + 2, u64::from(layout.header_row) + 1 + rows as u64);
        let cells = Formula::new(format!("={}!$A${from}:$A${to}", quoted(&sheet.name)));
        let validation = DataValidation::new().allow_list_formula(cells);
        self.worksheet.add_data_validation(row, 1, row, 1, &validation)?;
        Ok(())
    }

    fn set_up(&mut self, sheet: &Sheet, layout: &Layout, settings: &Settings) -> Result<(), XlsxError> {
        let worksheet = &mut self.worksheet;
        // A short sheet goes on one page, a long one on pages as wide as the sheet.
        let pages = u16::from(!sheet.is_long());
        worksheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, pages);
        // In inches: what a printer can do, for a page as wide as a table is small.
        worksheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
        if sheet.tables.is_empty() {
            worksheet.set_column_width(0, 100)?;
            if sheet.prose.iter().any(|line| matches!(line, Line::Field { .. })) {
                worksheet.set_column_width(1, 40)?;
            }
            return Ok(());
        }
        worksheet.set_repeat_rows(layout.header_row, layout.header_row)?;
        if let Some((last, columns)) = sheet.printed {
            let rows = sheet.tables.iter().map(|table| table.rows.len()).max().unwrap_or(0);
            let last = last.max(layout.header_row + u32::try_from(rows).unwrap_or(u32::MAX));
            worksheet.set_print_area(0, 0, last, columns - 1)?;
        }
        // Below a chart half the screen would stand still.
        if settings.workbench() && sheet.is_long() && sheet.charts.is_empty() {
            worksheet.set_freeze_panes(layout.header_row + 1, u16::from(sheet.streamed))?;
        }
        Ok(())
    }
}

/// A list from which a person chooses.
fn list(words: &[&str]) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(words)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("Not one of the list")?
        .set_error_message("Please choose one of the words in the list.")
}

/// How many lines a header takes in a column of that width: bold letters are wider than the digits by which
/// widths are measured, and a filter button takes room too.
fn header_lines(header: &str, width: u16) -> u16 {
    let room = usize::from(width).saturating_sub(2).max(4);
    let (mut lines, mut used) = (1, 0);
    for word in header.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            lines += 1;
            used = length;
        } else {
            used += length + usize::from(used > 0);
        }
    }
    lines
}
