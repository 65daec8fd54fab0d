//! Files of decisions: what people said about initiatives, one row an initiative, as CSV or any workbook.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use evenfolio_core::date::PartialDate;
use evenfolio_core::decision::{Decision, Decisions, Subject};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::fold::fold;
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::origin::{Origin, Place};
use jiff::civil;
use serde::Deserialize;

use crate::lift::{answer, date, facet, missing, text};
use crate::open::{Opened, Table};
use crate::rows::{Cell, Fault, Row};

/// The columns of a decisions file, as the words of its header name them. Every decision needs an agency, an
/// identifier or a title, at least one of facet, novel, implemented and value, and who decided on what day.
pub const COLUMNS: [&str; 10] =
    ["agency", "id", "title", "facet", "novel", "implemented", "value", "decided by", "decided on", "reason"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    columns: BTreeMap<Column, Vec<String>>,
    outcomes: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Column {
    Agency,
    Id,
    Title,
    Facet,
    Novel,
    Implemented,
    Value,
    By,
    On,
    Why,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words =
        toml::from_str(include_str!("../words/decisions.toml")).expect("the words are checked by a test");
    for word in words.columns.values_mut().chain(words.outcomes.values_mut()).flatten() {
        *word = fold(word);
    }
    words
});

/// Takes the decisions of an opened file into `decisions`, and gives back what a person should know: rows that
/// could not be understood, and decisions that a later one displaced. Findings of opening the file are not
/// repeated.
pub fn read(opened: &Opened, decisions: &mut Decisions) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = false;
    for table in &opened.tables {
        match read_table(opened, table, decisions, &mut findings) {
            Ok(is_decisions) => found |= is_decisions,
            Err(Fault { code, message }) => {
                findings.push(Finding::new(code, Place::File { path: opened.path.clone() }, message));
            }
        }
    }
    if !found && !opened.tables.is_empty() {
        let message =
            format!("no row is the header of a decisions file; its columns are {}", COLUMNS.join(", "));
        let place = Place::File { path: opened.path.clone() };
        findings.push(Finding::new(Code::DecisionUnreadable, place, message));
    }
    findings
}

/// Rows in which the header is looked for.
const HUNTED: usize = 30;

type Places = BTreeMap<Column, usize>;

fn read_table(
    opened: &Opened,
    table: &Table,
    decisions: &mut Decisions,
    findings: &mut Vec<Finding>,
) -> Result<bool, Fault> {
    let (mut rows, mut row, mut seen) = (table.rows()?, Row::default(), 0);
    let mut places = None;
    while rows.next_row(&mut row)? {
        let Some(places) = &places else {
            seen += 1;
            if seen > HUNTED {
                return Ok(false);
            }
            places = header(&row);
            continue;
        };
        if row.is_blank() {
            continue;
        }
        let origin = Origin { path: opened.path.clone(), sheet: table.sheet.clone(), row: row.number };
        let decision = match decision(&row, places) {
            Ok(Some(decision)) => decision,
            Ok(None) => continue,
            Err(message) => {
                findings.push(Finding::new(Code::DecisionUnreadable, Place::Row(origin), message));
                continue;
            }
        };
        if let Some(displaced) = decisions.insert(decision) {
            let message = format!(
                "two decisions are about one initiative; that of {} on {} gives way to the later one",
                displaced.by, displaced.on
            );
            findings.push(Finding::new(Code::DecisionDisplaced, Place::Row(origin), message));
        }
    }
    Ok(places.is_some())
}

/// The columns, if the row names an initiative, something to decide, and who decided.
fn header(row: &Row) -> Option<Places> {
    let mut places = Places::new();
    for (at, cell) in row.cells().enumerate() {
        let name = fold(cell.text).replace('_', " ");
        // A column that two words fit is the first that is not taken.
        let fits = |column: &Column| WORDS.columns[column].iter().any(|word| word.replace('_', " ") == name);
        if let Some(column) =
            WORDS.columns.keys().filter(|column| !places.contains_key(column)).find(|c| fits(c))
        {
            places.insert(*column, at);
        }
    }
    let has = |columns: &[Column]| columns.iter().any(|column| places.contains_key(column));
    let decides = [Column::Facet, Column::Novel, Column::Implemented, Column::Value];
    (has(&[Column::Id, Column::Title]) && has(&decides) && has(&[Column::By])).then_some(places)
}

/// `None` for a row in which nothing is decided yet: such files are also lists to be filled in.
fn decision(row: &Row, places: &Places) -> Result<Option<Decision>, String> {
    let cell = |column| places.get(&column).map_or(Cell::EMPTY, |at| row.cell(*at));
    let said = |column| {
        let text = text::clean(cell(column).text).trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let open = |text: &String| !missing::begins_missing(text);
    let facet = match said(Column::Facet).filter(open) {
        Some(word) => Some(facet::read(&word).ok_or_else(|| {
            format!("“{word}” is no facet; write enhancement, mission, adaptive or anticipatory")
        })?),
        None => None,
    };
    let outcome = |column| match said(column) {
        Some(word) => outcome(&word).map(Some).ok_or_else(|| {
            format!("“{word}” is no outcome of the innovation test; write met, not-met or not-evidenced")
        }),
        None => Ok(None),
    };
    let [novel, implemented, value] =
        [outcome(Column::Novel)?, outcome(Column::Implemented)?, outcome(Column::Value)?];
    if facet.is_none() && novel.is_none() && implemented.is_none() && value.is_none() {
        return Ok(None);
    }
    let agency = said(Column::Agency).unwrap_or_default();
    let subject = said(Column::Id)
        .and_then(|id| Subject::by_id(&agency, &id))
        .or_else(|| said(Column::Title).and_then(|title| Subject::by_title(&agency, &title)))
        .ok_or("neither an identifier nor a title says which initiative it is about")?;
    let by = said(Column::By).ok_or("it does not say who decided")?;
    let on = said(Column::On).ok_or("it does not say on what day it was decided")?;
    let on = day(&on, row, places).ok_or_else(|| format!("“{on}” is no day; write it as 2026-06-30"))?;
    Ok(Some(Decision {
        subject,
        facet,
        novel,
        implemented,
        value,
        corrections: Vec::new(),
        by,
        on,
        why: said(Column::Why).unwrap_or_default(),
    }))
}

fn day(text: &str, row: &Row, places: &Places) -> Option<civil::Date> {
    let kind = row.cell(*places.get(&Column::On)?).kind;
    match date::read(text, kind, date::Style::default())?.date() {
        PartialDate::Day(day) => Some(day),
        _ => None,
    }
}

fn outcome(word: &str) -> Option<Outcome> {
    let folded = fold(word);
    let of = |name: &str| WORDS.outcomes[name].contains(&folded);
    if of("met") {
        Some(Outcome::Met)
    } else if of("not-met") {
        Some(Outcome::NotMet)
    } else if of("not-evidenced") || missing::begins_missing(word) {
        Some(Outcome::NotEvidenced)
    } else {
        answer::yes_no(word).map(|yes| if yes { Outcome::Met } else { Outcome::NotMet })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::{ReadOptions, open};
    use crate::source::discover;

    fn read_text(text: &str) -> (Decisions, Vec<Finding>) {
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let source = discover(&[file.path().display().to_string()]).sources.remove(0);
        let mut decisions = Decisions::default();
        let findings = read(&open(&source, &ReadOptions::default()), &mut decisions);
        (decisions, findings)
    }

    #[test]
    fn decisions_are_read_in_the_words_of_any_of_the_languages() {
        let (decisions, findings) = read_text(
            "Behörde;Kennung;Titel;Facette;Umgesetzt;Entschieden von;Entschieden am;Begründung\n\
             Stadt Au;7;Nachtbus;adaptiv;ja;Rat;30.06.2026;gefragt\n\
             Stadt Au;;Leihräder;;;;;\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        let [decision] = decisions.iter().collect::<Vec<_>>()[..] else { panic!("{decisions:?}") };
        assert_eq!(decision.subject, Subject::by_id("stadt au", "7").unwrap());
        assert_eq!(decision.implemented, Some(Outcome::Met));
        assert_eq!(decision.on, civil::date(2026, 6, 30));
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_to_write() {
        let (decisions, findings) = read_text(
            "agency,id,title,facet,novel,decided_by,decided_on\n\
             A,1,,sustaining,,Board,2026-06-30\n\
             A,2,,mission,,,2026-06-30\n\
             A,3,,mission,,Board,\n\
             A,4,,mission,,Board,June\n\
             A,,,mission,,Board,2026-06-30\n\
             A,5,,,perhaps,Board,2026-06-30\n\
             A,6,,mission,,Board,2026-06-30\n\
             A,6,,adaptive,,Board,2026-06-29\n",
        );
        assert_eq!(decisions.len(), 2);
        let said: Vec<_> = findings.iter().map(|f| format!("{} {}", f.code, f.message)).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        P005 “sustaining” is no facet; write enhancement, mission, adaptive or anticipatory
        P005 it does not say who decided
        P005 it does not say on what day it was decided
        P005 “June” is no day; write it as 2026-06-30
        P005 neither an identifier nor a title says which initiative it is about
        P005 “perhaps” is no outcome of the innovation test; write met, not-met or not-evidenced
        P004 two decisions are about one initiative; that of Board on 2026-06-29 gives way to the later one
        ");
    }

    #[test]
    fn a_file_that_is_no_decisions_file_says_so() {
        let (_, findings) = read_text("a,b\n1,2\n");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.contains("decided by"), "{findings:?}");
    }
}
