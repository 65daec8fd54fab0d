//! What an agency is to put right and to answer: findings in its rows first, then the questions that its
//! registers leave open.

use std::sync::LazyLock;

use evenfolio_core::finding::{Code, Finding, Severities, Severity};
use serde::Deserialize;

use super::spool::{Open, Row};
use crate::answers::OPEN;
use crate::marks::{self, mark};
use crate::sections::cover::sentence;
use crate::sections::numbered;
use crate::sheet::{Cell, Column, Missing, Offer, Table, Value};
use crate::text;
use crate::theme::Class;

/// How many lines of each kind a pack lists; the rest are counted, and come up in the next pack.
const LISTED: usize = 2_000;

/// The place of the column for answers.
const ANSWER: usize = 6;
/// The answers to a question of the test.
const YES_NO: &[&str] = &["yes", "no"];
const FACETS: &[&str] = &["enhancement", "mission", "adaptive", "anticipatory"];

/// What is asked about one open question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    matter: String,
    ask: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    facet: Words,
    novel: Words,
    implemented: Words,
    value: Words,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("questions.toml")).expect("the file is checked by a test"));

impl Open {
    fn words(self) -> &'static Words {
        match self {
            Self::Facet => &FILE.facet,
            Self::Novel => &FILE.novel,
            Self::Implemented => &FILE.implemented,
            Self::Value => &FILE.value,
        }
    }

    /// What the answer is about, by the header of the Register's column.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Facet => "Facet",
            Self::Novel => "Novel",
            Self::Implemented => "Implemented",
            Self::Value => "Public value",
        }
    }

    const fn answers(self) -> &'static [&'static str] {
        match self {
            Self::Facet => FACETS,
            _ => YES_NO,
        }
    }
}

/// The lines, collected kind by kind.
#[derive(Debug, Default)]
pub(super) struct ToFix {
    severities: Severities,
    findings: Vec<Vec<Cell>>,
    remarks: Vec<Vec<Cell>>,
    questions: [Vec<Vec<Cell>>; 4],
    all: u64,
}

impl ToFix {
    /// Nothing yet. Findings that matter little come last.
    pub(super) fn by(severities: &Severities) -> Self {
        Self { severities: severities.clone(), ..Self::default() }
    }

    /// How many there are, listed or not.
    pub(super) const fn all(&self) -> u64 {
        self.all
    }

    /// A finding about a whole register.
    pub(super) fn about_register(&mut self, finding: &Finding) {
        self.finding(finding, Cell::missing(Missing::NotApplicable), None, Missing::NotApplicable);
    }

    /// The findings and questions about a row, which that part of the pack's Register lists in that row (counted from 0).
    pub(super) fn about_row(&mut self, row: &Row, here: (usize, u32), findings: &[&Finding]) {
        for finding in findings {
            self.finding(finding, link(row, here), row.id.as_deref(), Missing::NotAvailable);
        }
        for question in Open::ALL.into_iter().filter(|question| row.leaves_open(*question)) {
            self.all += 1;
            let lines = &mut self.questions[question as usize];
            if lines.len() < LISTED {
                let words = question.words();
                lines.push(line(
                    "question",
                    link(row, here),
                    row.id.as_deref(),
                    &words.matter,
                    &words.ask,
                    [Cell::missing(Missing::NotAvailable), Cell::text(OPEN), Cell::text(question.about())],
                    (Some(&row.origin.path), row.origin.sheet.as_deref(), Some(row.origin.row)),
                ));
            }
        }
    }

    fn finding(&mut self, finding: &Finding, initiative: Cell, id: Option<&str>, silent: Missing) {
        self.all += 1;
        let severity = self.severities.of(finding.code);
        let lines = if severity == Severity::Info { &mut self.remarks } else { &mut self.findings };
        if lines.len() >= LISTED {
            return;
        }
        let place = &finding.place;
        let column = place.column().map(|column| match &*column.header {
            "" => column.letters(),
            header => header.to_owned(),
        });
        // Only a cell can be corrected here; the rest is done in the register.
        let answer = match (&column, place.row()) {
            (Some(_), Some(_)) if finding.code != Code::CorrectionNotApplied => Cell::text(OPEN),
            _ => Cell::missing(Missing::NotApplicable),
        };
        let now = finding.value.as_deref().filter(|value| !value.is_empty());
        lines.push(line(
            finding.code.code(),
            initiative,
            id,
            &sentence(&finding.message),
            finding.advice(),
            [
                now.map_or_else(|| Cell::missing(silent), Cell::text),
                answer,
                column.map_or_else(|| Cell::missing(Missing::NotApplicable), Cell::text),
            ],
            (place.path().map(AsRef::as_ref), place.sheet().map(AsRef::as_ref), place.row()),
        ));
    }

    /// The table, and how many lines are left out; `None` where there is nothing.
    pub(super) fn table(self) -> (Option<Table>, u64) {
        let mut rows = self.findings;
        let mut offers = Vec::new();
        for (question, lines) in Open::ALL.into_iter().zip(self.questions) {
            if !lines.is_empty() {
                let first = rows.len();
                rows.extend(lines);
                let rows = (first, rows.len() - 1);
                offers.push(Offer { column: ANSWER, rows, words: question.answers() });
            }
        }
        rows.extend(self.remarks);
        let left_out = self.all.saturating_sub(rows.len() as u64);
        if rows.is_empty() {
            return (None, left_out);
        }
        let table = Table {
            name: "What_to_fix".to_owned(),
            alt: "What to put right and what to answer, one a row, with a cell for the answer.".to_owned(),
            columns: vec![
                Column::text("Kind", 11),
                Column::text("Initiative", 34),
                Column::text("Identifier", 14),
                Column::text("What is the matter", 40),
                Column::text("What to do", 48),
                Column::text("Now", 20),
                Column::text("Answer", 22),
                Column::text("About", 18),
                Column::text("Source file", 26),
                Column::text("Source sheet", 14),
                Column::number("Source row", 10),
                Column::text(marks::COLUMN, 34),
            ],
            rows,
            offers,
            ..Table::default()
        };
        (Some(table), left_out)
    }
}

fn link(row: &Row, (part, here): (usize, u32)) -> Cell {
    let name = text::at_most(&text::one_line(&row.name), 120);
    let name = if name.is_empty() { format!("row {}", row.origin.row) } else { name };
    let value = Value::Link { text: name, sheet: numbered("Register", part), row: here, column: 0 };
    Cell { value, class: Class::Link, formula: None }
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn line(
    kind: &str,
    initiative: Cell,
    id: Option<&str>,
    matter: &str,
    advice: &str,
    [now, answer, about]: [Cell; 3],
    (path, sheet, number): (Option<&str>, Option<&str>, Option<u64>),
) -> Vec<Cell> {
    let none = || Cell::missing(Missing::NotApplicable);
    let mut row = vec![
        Cell::text(kind),
        initiative,
        Cell::optional(id.filter(|id| !id.trim().is_empty())),
        Cell::text(matter),
        Cell::text(advice),
        now,
        Cell { class: Class::Chooser, ..answer },
        about,
        path.map_or_else(none, Cell::text),
        sheet.map_or_else(none, Cell::text),
        number.map_or_else(none, |row| Cell::number(row as f64, Class::Plain)),
    ];
    let marks: String =
        row.iter().enumerate().filter(|(place, _)| *place != ANSWER).map(|(_, cell)| mark(cell)).collect();
    row.push(Cell::text(marks));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_a_question() {
        for question in Open::ALL {
            assert!(question.words().matter.ends_with('.') && question.words().ask.contains('?'));
        }
    }
}
