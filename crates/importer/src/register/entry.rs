//! One row read as an initiative: raw texts of all mapped cells, and the values that they stand for.

use std::collections::HashMap;

use evenfolio_core::date::PartialDate;
use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::{Declared, Initiative, Texts};
use evenfolio_core::money::{Currency, Money};
use evenfolio_core::origin::{Origin, Place};
use evenfolio_core::status::Status;

use crate::layout::{BoundColumn, Decision, Layout};
use crate::lift::money::shown::ShownUnit;
use crate::lift::text::{beginning, clean, one_line};
use crate::lift::{answer, date, facet, identifier, missing, money, score, status};
use crate::rows::{Cell, CellKind, Row};
use crate::vocabulary::{LanguageId, vocabulary};

/// So many different status texts are remembered; registers use a dozen.
const REMEMBERED: usize = 4096;

/// Reads rows as a layout says.
pub(super) struct Reader<'a> {
    layout: &'a Layout,
    /// The columns of each field that has any, the first to be asked first.
    fields: Vec<(Field, Vec<&'a BoundColumn>)>,
    language: Option<LanguageId>,
    is_text: bool,
    width: usize,
    steps: HashMap<String, Option<Status>>,
    /// The last value of each field that is filled down, with its column.
    above: Vec<(Field, usize, String)>,
}

/// The value above, of a field that is filled down.
fn repeated<'a, 'r>(
    above: &'r [(Field, usize, String)],
    field: Field,
    columns: &[&'a BoundColumn],
) -> Option<Source<'a, 'r>> {
    let (_, at, text) = above.iter().find(|(known, _, _)| *known == field)?;
    let column = columns.iter().copied().find(|column| column.column.index as usize == *at)?;
    Some(Source { column, cell: Cell { text, kind: CellKind::Text } })
}

/// A cell that gave a field its value.
struct Source<'a, 'r> {
    column: &'a BoundColumn,
    cell: Cell<'r>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layout: &'a Layout, is_text: bool) -> Self {
        let fields = Field::ALL
            .iter()
            .map(|field| (*field, layout.columns_of(*field).collect::<Vec<_>>()))
            .filter(|(_, columns)| !columns.is_empty())
            .collect();
        let width =
            layout.columns.iter().rposition(|column| !column.column.header.is_empty()).map_or(0, |at| at + 1);
        Self {
            layout,
            fields,
            language: vocabulary().language(layout.language),
            is_text,
            width,
            steps: HashMap::new(),
            above: Vec::new(),
        }
    }

    /// Reads a row that was found to be an entry.
    pub(super) fn read(&mut self, row: &Row, findings: &mut Vec<Finding>) -> Initiative {
        let layout = self.layout;
        let origin = Origin { path: layout.path.clone(), sheet: layout.sheet.clone(), row: row.number };
        let mut texts = Texts::default();
        let mut entry = Initiative {
            origin: origin.clone(),
            texts: Texts::default(),
            agency: String::new(),
            status: None,
            start: None,
            end: None,
            budget: None,
            declared: Declared::default(),
        };
        self.check_length(row, &origin, findings);
        let currency = self.currency(row);
        for (field, columns) in &self.fields {
            let field = *field;
            note_faulty_cells(columns, row, &origin, findings);
            let filled_down = layout.fill_down.contains(&field);
            let source = match first_value(field, columns, row) {
                Some(source) => source,
                None if filled_down => match repeated(&self.above, field, columns) {
                    Some(source) => source,
                    None => continue,
                },
                None => continue,
            };
            let text = clean(source.cell.text);
            match field {
                Field::Description => texts.set(field, &described(columns, row, &source, &text)),
                _ => texts.set(field, &text),
            }
            let at = || Place::Cell { origin: origin.clone(), column: source.column.column.clone() };
            match field {
                Field::Agency => entry.agency = one_line(&text),
                Field::Title if source.column.combined => {
                    if let Some((id, _)) = identifier::split(&text) {
                        texts.set(Field::Id, id);
                    }
                }
                Field::Status => {
                    entry.status = step(&mut self.steps, &text, self.language);
                    if entry.status.is_none() {
                        findings.push(unread(Code::StatusUnknown, at(), &text, "is no known step"));
                    }
                }
                Field::StartDate => entry.start = day(&source, &text, at, findings),
                Field::EndDate => entry.end = day(&source, &text, at, findings),
                Field::Budget => {
                    let shown = row.unit(source.column.column.index as usize);
                    entry.budget = amount(&source, &text, (currency, shown), at, findings);
                }
                Field::DeclaredFacet => {
                    entry.declared.facet = facet::read(&text);
                    if entry.declared.facet.is_none() {
                        findings.push(unread(Code::FacetUnknown, at(), &text, "names no one facet"));
                    }
                }
                Field::DeclaredUncertainty => {
                    entry.declared.uncertainty = scored(&source, &text, at, findings);
                }
                Field::DeclaredDirection => entry.declared.direction = scored(&source, &text, at, findings),
                Field::Purpose => entry.declared.purpose = answer::purpose(&text),
                Field::Driver => entry.declared.driver = answer::driver(&text),
                _ => {}
            }
        }
        self.name_agency(&mut entry, &origin, findings);
        findings.extend(out_of_order(&entry));
        self.remember(row);
        entry.texts = texts;
        entry
    }

    /// Keeps what the rows below repeat by leaving it out.
    fn remember(&mut self, row: &Row) {
        for field in &self.layout.fill_down {
            let Some((_, columns)) = self.fields.iter().find(|(known, _)| known == field) else { continue };
            let Some(source) = first_value(*field, columns, row) else { continue };
            let value = (*field, source.column.column.index as usize, source.cell.text.to_owned());
            self.above.retain(|(known, _, _)| known != field);
            self.above.push(value);
        }
    }

    /// The currency that the row's own currency column names.
    fn currency(&self, row: &Row) -> Option<Currency> {
        let (_, columns) = self.fields.iter().find(|(field, _)| *field == Field::Currency)?;
        let source = first_value(Field::Currency, columns, row)?;
        money::unit::in_currency_cell(source.cell.text, self.language)
    }

    fn check_length(&self, row: &Row, origin: &Origin, findings: &mut Vec<Finding>) {
        let beyond = (self.layout.columns.len()..row.width()).filter(|at| !row.cell(*at).is_blank()).count();
        let short = self.is_text && !self.layout.turned && row.width() < self.width;
        if beyond == 0 && !short {
            return;
        }
        let place = Place::Row(origin.clone());
        if beyond == 0 {
            let message = format!("the row has {} cells, the header {}", row.width(), self.width);
            findings.push(Finding::new(Code::RowRagged, place, message));
            return;
        }
        let values = if beyond == 1 { "1 value stands" } else { &format!("{beyond} values stand") };
        // Word processors make curly marks of straight ones, and then they enclose nothing.
        let curly = row.cells().any(|cell| cell.text.trim_start().starts_with(['“', '„', '«', '‘', '‚']));
        let why = if self.is_text && curly { "; curly quotation marks do not enclose cells" } else { "" };
        let message = format!("{values} beyond the last column of the header{why}");
        findings.push(Finding::new(Code::RowBeyond, place, message));
    }

    fn name_agency(&self, entry: &mut Initiative, origin: &Origin, findings: &mut Vec<Finding>) {
        if !entry.agency.is_empty() {
            return;
        }
        self.layout.agency.name().clone_into(&mut entry.agency);
        if let Some(column) = self.layout.columns_of(Field::Agency).next() {
            let place = Place::Cell { origin: origin.clone(), column: column.column.clone() };
            let message = format!("no agency is named; shown under “{}”", entry.agency);
            findings.push(Finding::new(Code::AgencyMissing, place, message));
        }
    }
}

/// The first of a field's columns that holds a value in this row.
fn first_value<'a, 'r>(field: Field, columns: &[&'a BoundColumn], row: &'r Row) -> Option<Source<'a, 'r>> {
    columns.iter().find_map(|column| {
        let cell = row.cell(column.column.index as usize);
        let holds = !cell.is_blank()
            && !matches!(cell.kind, CellKind::Error | CellKind::NoResult)
            && !missing::is_missing(field, cell.text);
        holds.then_some(Source { column, cell })
    })
}

/// A short and a long description are one text; the same text twice, or in two languages, is not.
fn described(columns: &[&BoundColumn], row: &Row, first: &Source<'_, '_>, text: &str) -> String {
    let mut all = text.to_owned();
    for column in columns
        .iter()
        .filter(|column| column.column.index != first.column.column.index && !column.other_tongue)
    {
        let cell = row.cell(column.column.index as usize);
        let more = clean(cell.text);
        if more.is_empty() || missing::is_missing(Field::Description, &more) || all.contains(&*more) {
            continue;
        }
        if more.contains(all.as_str()) {
            all = more.into_owned();
        } else {
            all.push_str("\n\n");
            all.push_str(&more);
        }
    }
    all
}

fn note_faulty_cells(columns: &[&BoundColumn], row: &Row, origin: &Origin, findings: &mut Vec<Finding>) {
    for column in columns {
        let cell = row.cell(column.column.index as usize);
        let (code, message) = match cell.kind {
            CellKind::Error => (Code::CellError, "an error value, read as empty"),
            CellKind::NoResult => {
                (Code::FormulaWithoutValue, "a formula without a stored result, read as empty")
            }
            _ => continue,
        };
        let place = Place::Cell { origin: origin.clone(), column: column.column.clone() };
        findings.push(Finding::new(code, place, message).with_value(cell.text));
    }
}

fn step(
    steps: &mut HashMap<String, Option<Status>>,
    text: &str,
    language: Option<LanguageId>,
) -> Option<Status> {
    if let Some(step) = steps.get(text) {
        return *step;
    }
    let step = status::read(text, language);
    if steps.len() < REMEMBERED {
        steps.insert(text.to_owned(), step);
    }
    step
}

fn unread(code: Code, place: Place, text: &str, why: &str) -> Finding {
    Finding::new(code, place, format!("“{}” {why}", beginning(text, 60))).with_value(text)
}

fn day(
    source: &Source<'_, '_>,
    text: &str,
    at: impl Fn() -> Place,
    findings: &mut Vec<Finding>,
) -> Option<PartialDate> {
    let style = match &source.column.decision {
        Decision::Date(style, _) => *style,
        _ => date::Style::default(),
    };
    if let Some(reading) = date::read(text, source.cell.kind, style) {
        return Some(reading.date());
    }
    // "N/A – merged" says that there is no date; that is no fault.
    if !missing::begins_missing(text) {
        let why = match source.cell.kind {
            _ if date::looks_like_mistyped_year(text) => "is a year typed into a cell with a date format",
            CellKind::Number(_) => "is a number without a date format",
            _ => "is not a date that can be read",
        };
        findings.push(unread(Code::DateUnreadable, at(), text, why));
    }
    None
}

fn amount(
    source: &Source<'_, '_>,
    text: &str,
    (currency, unit): (Option<Currency>, ShownUnit),
    at: impl Fn() -> Place,
    findings: &mut Vec<Finding>,
) -> Option<Money> {
    let mut style = match &source.column.decision {
        Decision::Money(style, _) => *style,
        _ => money::Style::default(),
    };
    // A value that is repeated from above is text, and has no format of its own.
    let unit = if matches!(source.cell.kind, CellKind::Number(_)) { unit } else { ShownUnit::default() };
    let shown = unit.currency.filter(|_| style.by_format);
    let shown = shown.and_then(|shown| shown.meant(style.language, style.currency));
    if style.scale_by_format {
        style.power = unit.scale(Some(style.power));
    }
    style.currency = currency.or(shown).or(style.currency);
    if matches!(source.cell.kind, CellKind::Number(_)) {
        style.decimal = Some(money::number::Mark::Point);
    }
    if matches!(source.cell.kind, CellKind::Date | CellKind::Bool(_) | CellKind::Duration) {
        findings.push(unread(Code::MoneyUnreadable, at(), text, "is not an amount"));
        return None;
    }
    match money::read(text, style) {
        Ok(money) => Some(money),
        Err(_) if missing::begins_missing(text) => None,
        Err(why) => {
            let scale = style.scale().map_or_else(String::new, |scale| format!("; the column is in {scale}"));
            let why = format!("{}{scale}", why.reason());
            findings.push(unread(Code::MoneyUnreadable, at(), text, &why));
            None
        }
    }
}

fn scored(
    source: &Source<'_, '_>,
    text: &str,
    at: impl Fn() -> Place,
    findings: &mut Vec<Finding>,
) -> Option<i32> {
    let Decision::Score(Some((scale, reversed)), _) = source.column.decision else { return None };
    let score = score::read(text, scale);
    if score.is_none() {
        findings.push(unread(Code::ScoreUnreadable, at(), text, "is no score on the column's scale"));
    }
    score.map(|score| if reversed { -score } else { score })
}

/// The finding that an initiative ends before it begins.
pub(crate) fn out_of_order(entry: &Initiative) -> Option<Finding> {
    let (start, end) = (entry.start?, entry.end?);
    let message = format!("it ends {end}, before it begins {start}");
    ends_before(start, end).then(|| Finding::new(Code::DateOrder, Place::Row(entry.origin.clone()), message))
}

/// Whether the whole span of one date lies after the whole span of the other.
fn ends_before(start: PartialDate, end: PartialDate) -> bool {
    let (from, to) = (start.first_day(), end.first_day());
    from.zip(to).is_some_and(|(from, to)| {
        let coarse = match end {
            PartialDate::Year(year) => from.year() > year,
            PartialDate::Quarter(year, quarter) => {
                (from.year(), (from.month() - 1) / 3 + 1) > (year, i8::try_from(quarter).unwrap_or(4))
            }
            PartialDate::Month(year, month) => {
                (from.year(), from.month()) > (year, i8::try_from(month).unwrap_or(12))
            }
            PartialDate::Day(_) => true,
        };
        to < from && coarse
    })
}
