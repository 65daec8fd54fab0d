//! Values that a person put right: read as the register's own cell would be, and kept beside what it says.

mod doubt;

use std::sync::Arc;

use evenfolio_core::decision::{Correction, Decision, Target, Was};
use evenfolio_core::field::{Field, Kind};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::{Corrected, Initiative};
use evenfolio_core::money::Money;
use evenfolio_core::origin::Place;
use evenfolio_core::status::Status;
use jiff::ToSpan as _;
use jiff::civil::date;

use crate::layout::{BoundColumn, Decision as Decided, Layout};
use crate::lift::money::number;
use crate::lift::text::{beginning, clean, one_line};
use crate::lift::{answer, date as dates, facet, money, score, status};
use crate::register::out_of_order;
use crate::rows::CellKind;
use crate::vocabulary::{LanguageId, vocabulary};

/// Puts right what people decided about an initiative, the earliest first. What was found about a cell that is put
/// right is taken out of `findings`; what cannot be applied is added to them, with the words that were written.
pub fn apply(
    initiative: &mut Initiative,
    decisions: &[Arc<Decision>],
    layout: &Layout,
    findings: &mut Vec<Finding>,
) {
    for decision in decisions {
        // An amount is read in its currency, so that the currency comes first.
        let (currencies, others): (Vec<_>, Vec<_>) =
            decision.corrections.iter().partition(|correction| is_currency(correction));
        for correction in currencies.into_iter().chain(others) {
            let column = column(correction, layout);
            match put_right(initiative, correction, decision, column, layout) {
                Ok(field) => findings.retain(|finding| !is_about(finding, field, layout)),
                Err(why) => findings.push(refusal(initiative, correction, decision, column, &why)),
            }
        }
    }
    if initiative.texts.corrected().iter().any(|corrected| corrected.field.kind() == Kind::Date) {
        findings.retain(|finding| finding.code != Code::DateOrder);
        findings.extend(out_of_order(initiative));
    }
}

fn is_currency(correction: &Correction) -> bool {
    correction.target == Target::Field(Field::Currency)
}

/// The column of the register that holds the value, if one does.
fn column<'a>(correction: &Correction, layout: &'a Layout) -> Option<&'a BoundColumn> {
    match &correction.target {
        Target::Field(field) => layout.columns_of(*field).next(),
        Target::Column(name) => layout.columns.iter().find(|column| {
            let header = one_line(&column.column.header);
            header == one_line(name) || header.is_empty() && column.column.letters() == *name
        }),
    }
}

fn is_about(finding: &Finding, field: Field, layout: &Layout) -> bool {
    let Place::Cell { column, .. } = &finding.place else { return false };
    finding.code != Code::CorrectionNotApplied
        && layout.columns_of(field).any(|bound| bound.column == *column)
}

fn refusal(
    initiative: &Initiative,
    correction: &Correction,
    decision: &Decision,
    column: Option<&BoundColumn>,
    why: &str,
) -> Finding {
    let origin = initiative.origin.clone();
    let place = match column {
        Some(bound) => Place::Cell { origin, column: bound.column.clone() },
        None => Place::Row(origin),
    };
    let message = format!("{} wrote on {} into {}: {why}", decision.by, decision.on, correction.cell);
    Finding::new(Code::CorrectionNotApplied, place, message).with_value(&correction.value)
}

/// How much of a text a cell of a workbook holds, in UTF-16 units.
const CELL: usize = 32_767;

fn put_right(
    initiative: &mut Initiative,
    correction: &Correction,
    decision: &Decision,
    column: Option<&BoundColumn>,
    layout: &Layout,
) -> Result<Field, String> {
    let field = match &correction.target {
        Target::Field(field) => *field,
        Target::Column(name) => column
            .and_then(|bound| bound.field)
            .ok_or_else(|| format!("the register has no column {name:?} that is read"))?,
    };
    let text = clean(&correction.value);
    let text = if field.kind() == Kind::Text { text.trim().to_owned() } else { one_line(&text) };
    let shown = initiative.registered(field).unwrap_or_default();
    // A later word on a value that a person has put right need not be held against the register again.
    let again = initiative.texts.corrected().iter().any(|corrected| corrected.field == field);
    if !again && one_line(shown) == one_line(&text) {
        // The register has been put right itself.
        return Ok(field);
    }
    if !again && shown.encode_utf16().count() > CELL && matches!(correction.was, Was::Mark(_)) {
        return Err(format!("the text stood there cut, for it is longer than {CELL} characters"));
    }
    if !again && !correction.was.stands(initiative, field) {
        let now = beginning(shown, 60);
        return Err(format!("the register has changed since and says “{now}”"));
    }
    // A workbook of ours shows whole units; a cell of a register is in the units of its column.
    let is_whole = matches!(correction.target, Target::Field(_));
    let reading = Reading { text: &text, is_number: correction.is_number, is_whole, column, layout };
    let text = reading.apply(initiative, field)?;
    let was = initiative.registered(field).filter(|was| !was.is_empty()).map(str::to_owned);
    let corrected = Corrected { field, was, by: decision.by.clone(), on: decision.on };
    initiative.texts.correct(&text, corrected);
    if field == Field::Agency {
        initiative.agency = text;
    }
    Ok(field)
}

/// A value that is to be read.
struct Reading<'a> {
    text: &'a str,
    is_number: bool,
    is_whole: bool,
    column: Option<&'a BoundColumn>,
    layout: &'a Layout,
}

impl Reading<'_> {
    /// Sets what the text is read as, and gives the text as it is to be kept.
    fn apply(&self, initiative: &mut Initiative, field: Field) -> Result<String, String> {
        let text = self.text;
        let no = |what: &str| format!("“{}” {what}", beginning(text, 60));
        let language = self.language();
        match field {
            Field::Title | Field::Agency if text.is_empty() => {
                return Err(format!("an initiative needs its {}", field.label().to_lowercase()));
            }
            Field::Agency => return Ok(one_line(text)),
            Field::Status => {
                let step = |text: &str| Status::from_word(text).or_else(|| status::read(text, language));
                initiative.status = self.read(step).map_err(|()| no("is no known step; write one of: idea, planned, in development, prototype, pilot, implemented, scaled, retired, cancelled"))?;
            }
            Field::StartDate | Field::EndDate => {
                let text = self.day().unwrap_or_else(|| text.to_owned());
                let style = match self.column.map(|column| &column.decision) {
                    Some(Decided::Date(style, _)) => *style,
                    _ => dates::Style::default(),
                };
                let read = |_: &str| dates::read(&text, CellKind::Text, style).map(dates::Reading::date);
                let date = self
                    .read(read)
                    .map_err(|()| no("is not a date that can be read; write it as 2026-06-30"))?;
                if field == Field::StartDate {
                    initiative.start = date;
                } else {
                    initiative.end = date;
                }
                return Ok(text);
            }
            Field::Budget if text.is_empty() => initiative.budget = None,
            Field::Budget => {
                let style = self.money(initiative);
                let amount = money::read(text, style).map_err(|why| {
                    no(&format!("{}; write digits, such as 12500000, or 12.5 million", why.reason()))
                })?;
                let in_column = match self.column.map(|column| &column.decision) {
                    Some(Decided::Money(style, _)) => *style,
                    _ => style,
                };
                if let Some(why) = doubt::of(text, amount, initiative, in_column, self.is_whole) {
                    return Err(why);
                }
                initiative.budget = Some(amount);
            }
            Field::Currency => {
                let currency = money::unit::in_currency_cell(text, language)
                    .ok_or_else(|| no("is no known currency; write its code, such as EUR"))?;
                if let Some(old) = initiative.budget {
                    initiative.budget = Some(in_currency(old, currency).ok_or_else(|| no("is no currency"))?);
                }
            }
            Field::DeclaredFacet => {
                initiative.declared.facet = self.read(facet::read).map_err(|()| {
                    no("names no one facet; write enhancement, mission, adaptive or anticipatory")
                })?;
            }
            Field::DeclaredUncertainty | Field::DeclaredDirection => {
                let Some(Decided::Score(Some((scale, reversed)), _)) =
                    self.column.map(|column| &column.decision)
                else {
                    return Err("nothing decides the scale of the scores in its column".to_owned());
                };
                let read = |text: &str| score::read(text, *scale).map(|s| if *reversed { -s } else { s });
                let score = self.read(read).map_err(|()| no("is no score on the column's scale"))?;
                if field == Field::DeclaredUncertainty {
                    initiative.declared.uncertainty = score;
                } else {
                    initiative.declared.direction = score;
                }
            }
            Field::Purpose => initiative.declared.purpose = answer::purpose(text),
            Field::Driver => initiative.declared.driver = answer::driver(text),
            _ => {}
        }
        Ok(text.to_owned())
    }

    /// No value where there is no text; an error where there is one that cannot be read.
    fn read<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ()> {
        if self.text.is_empty() { Ok(None) } else { read(self.text).map(Some).ok_or(()) }
    }

    fn language(&self) -> Option<LanguageId> {
        vocabulary().language(self.layout.language)
    }

    /// The day that a spreadsheet made a number of.
    fn day(&self) -> Option<String> {
        let serial: f64 = self.text.parse().ok().filter(|_| self.is_number)?;
        // From 1 March 1900 to the end of the calendar of spreadsheets, without what is rather a year.
        #[expect(clippy::cast_possible_truncation, reason = "within the calendar")]
        let days = (2_201.0..2_958_466.0).contains(&serial).then_some(serial as i64)?;
        date(1899, 12, 30).checked_add(days.days()).ok().map(|day| day.to_string())
    }

    /// How an amount is read: as its column is, or, typed as a number, in whole units.
    fn money(&self, initiative: &Initiative) -> money::Style {
        let mut style = match self.column.map(|column| &column.decision) {
            Some(Decided::Money(style, _)) => *style,
            _ => money::Style::default(),
        };
        if self.is_number {
            style.decimal = Some(number::Mark::Point);
        }
        if self.is_whole {
            style.power = 0;
        }
        let currency = initiative.text(Field::Currency);
        let currency = currency.and_then(|text| money::unit::in_currency_cell(text, self.language()));
        style.currency = currency.or(initiative.budget.map(|money| money.currency)).or(style.currency);
        style
    }
}

/// The same amount in whole units of another currency.
fn in_currency(money: Money, currency: evenfolio_core::money::Currency) -> Option<Money> {
    let (from, to) = (money.currency.decimals(), currency.decimals());
    let minor = money.minor.checked_mul(10_i64.checked_pow(to.saturating_sub(from))?)?;
    Some(Money { minor: minor / 10_i64.checked_pow(from.saturating_sub(to))?, currency })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::{ReadOptions, open};
    use crate::source::discover;
    use crate::survey::{Options, survey};
    use evenfolio_core::decision::{Mark, Subject};

    /// Reads a register of one entry and puts it right; gives what became of it and what was found.
    fn corrected(corrections: &[(Target, Was, &str, bool)]) -> (Initiative, Vec<String>) {
        corrected_from("1.5", corrections)
    }

    /// The same with another budget in the register.
    fn corrected_from(budget: &str, corrections: &[(Target, Was, &str, bool)]) -> (Initiative, Vec<String>) {
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        let text = format!(
            "id,title,status,start date,budget (EUR million),agency\n\
             2,Chat,pilot,01.03.2025,2,City\n1,Night bus,pilto,31.02.2025,{budget},City\n"
        );
        std::fs::write(file.path(), text).unwrap();
        let source = discover(&[file.path().display().to_string()]).sources.remove(0);
        let opened = open(&source, &ReadOptions::default());
        let survey = survey(&opened, &Options::default());
        let register = &survey.registers[0];
        let mut last = None;
        register
            .read(&mut |outcome| last = outcome.initiative.map(|i| (i, outcome.findings)).or(last.take()));
        let (mut initiative, mut findings) = last.unwrap();
        let corrections = corrections
            .iter()
            .map(|(target, was, value, is_number)| Correction {
                target: target.clone(),
                was: was.clone(),
                value: (*value).to_owned(),
                is_number: *is_number,
                cell: "city.xlsx, What to fix!G5".to_owned(),
            })
            .collect();
        let decision = Decision {
            subject: Subject::by_id("City", "1").unwrap(),
            facet: None,
            novel: None,
            implemented: None,
            value: None,
            corrections,
            by: "Office".to_owned(),
            on: date(2026, 7, 14),
            why: String::new(),
        };
        apply(&mut initiative, &[Arc::new(decision)], &register.layout, &mut findings);
        let said = findings.iter().map(|f| format!("{} {}", f.code, f.message)).collect();
        (initiative, said)
    }

    fn cell(header: &str, was: &str) -> (Target, Was) {
        (Target::Column(header.to_owned()), Was::Text(was.to_owned()))
    }

    #[test]
    fn a_cell_is_read_as_its_column_is_and_its_finding_is_gone() {
        let (status, pilto) = cell("status", "pilto");
        let (start, never) = cell("start date", "31.02.2025");
        let (budget, amount) = cell("budget (EUR million)", "1.5");
        let (initiative, said) = corrected(&[
            (status, pilto, "pilot", false),
            (start, never, "45716", true),
            (budget, amount, "1.75", true),
        ]);
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(initiative.status, Some(Status::Pilot));
        assert_eq!(initiative.start.unwrap().to_string(), "2025-02-28");
        assert_eq!(initiative.budget.unwrap().to_string(), "1750000.00 EUR");
        assert_eq!(initiative.registered(Field::Status), Some("pilto"));
        assert_eq!(initiative.texts.corrected().len(), 3);
    }

    #[test]
    fn what_a_workbook_shows_is_in_whole_units_and_currencies_come_first() {
        let shown =
            |field, value: &'static str, is_number| (Target::Field(field), Was::Blank, value, is_number);
        let (mut initiative, said) = corrected(&[]);
        assert_eq!(said.len(), 2, "{said:?}");
        let was = |field| Was::Mark(Mark::of(&initiative, field));
        let (amount, currency) = (was(Field::Budget), was(Field::Currency));
        let budget = (Target::Field(Field::Budget), amount, "2000", true);
        let currency = (Target::Field(Field::Currency), currency, "JPY", false);
        (initiative, _) = corrected(&[budget, currency]);
        assert_eq!(initiative.budget.unwrap().to_string(), "2000 JPY");
        // A title was there before, and nobody knows which.
        let (initiative, said) = corrected(&[shown(Field::Title, "Bus", false)]);
        assert_eq!(initiative.title(), "Night bus");
        assert!(said.iter().any(|said| said.contains("has changed since and says “Night bus”")), "{said:?}");
    }

    #[test]
    fn the_latest_word_holds_also_where_it_takes_an_earlier_one_back() {
        let title =
            |value| (Target::Field(Field::Title), Was::Mark(Mark::of_text("Night bus")), value, false);
        let (initiative, said) = corrected(&[title("Bus"), title("Day bus")]);
        assert_eq!((initiative.title(), said.len()), ("Day bus", 2));
        assert_eq!(initiative.registered(Field::Title), Some("Night bus"));
        let (initiative, _) = corrected(&[title("Bus"), title("Night bus")]);
        assert_eq!(initiative.title(), "Night bus");
    }

    #[test]
    fn amounts_in_another_unit_than_they_are_read_in_are_told() {
        let in_cell = || Target::Column("budget (EUR million)".to_owned());
        let shown = || Target::Field(Field::Budget);
        for (register, target, written, expected) in [
            ("1-2", in_cell(), "12500000", None),
            ("1-2", in_cell(), "€12,500,000", None),
            ("1-2", in_cell(), "12.5", Some("12500000.00 EUR")),
            ("1-2", in_cell(), "12.5 million", Some("12500000.00 EUR")),
            ("1-2", in_cell(), "2000000 million", Some("2000000000000.00 EUR")),
            ("1.5", in_cell(), "1750000", None),
            ("1.5", shown(), "1.75", None),
            ("1.5", shown(), "1750000", Some("1750000.00 EUR")),
            ("1.5", shown(), "12 EUR", Some("12.00 EUR")),
            ("", shown(), "1.75", None),
            ("", shown(), "1750000", Some("1750000.00 EUR")),
        ] {
            let was = Was::Text(register.to_owned());
            let (initiative, _) = corrected_from(register, &[]);
            let was = if target == shown() { Was::Mark(Mark::of(&initiative, Field::Budget)) } else { was };
            let (before, is_number) = (initiative.budget, written.parse::<f64>().is_ok());
            let (initiative, said) = corrected_from(register, &[(target, was, written, is_number)]);
            let told = said.iter().any(|said| said.starts_with("A003") && said.contains(written));
            let expected =
                expected.map_or_else(|| before.map(|old| old.to_string()), |it| Some(it.to_owned()));
            assert_eq!(initiative.budget.map(|it| it.to_string()), expected, "{register} {written} {said:?}");
            assert_eq!(told, expected == before.map(|old| old.to_string()), "{register} {written} {said:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_cell() {
        let (status, _) = cell("status", "");
        let (start, never) = cell("start date", "31.02.2025");
        let (lost, anything) = cell("remarks", "x");
        let (initiative, said) = corrected(&[
            (status, Was::Text("paused".to_owned()), "pilot", false),
            (start, never, "soon", false),
            (lost, anything, "y", false),
        ]);
        assert_eq!((initiative.status, initiative.start), (None, None));
        insta::assert_snapshot!(said.join("\n"));
    }
}
