use super::*;
use crate::rows::{CellKind, MemoryRows, RowReader};
use crate::survey::{Options, survey_tables};
use crate::table::memory::MemoryTable;

/// A table that breaks off after its rows.
struct Broken(MemoryTable);

struct BreakingOff<'a>(Box<dyn RowReader + 'a>);

impl RowReader for BreakingOff<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        match self.0.next_row(row) {
            Ok(false) => Err(Fault { code: Code::FileCorrupt, message: "the rest is missing".to_owned() }),
            other => other,
        }
    }
}

impl Tabular for Broken {
    fn sheet(&self) -> Option<&Arc<str>> {
        self.0.sheet()
    }

    fn visible(&self) -> bool {
        true
    }

    fn is_text(&self) -> bool {
        true
    }

    fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
        Ok(Box::new(BreakingOff(self.0.rows()?)))
    }
}

#[test]
fn a_table_that_breaks_off_keeps_its_first_rows_and_says_so() {
    let mut lines = "Title|Agency|Status\n".to_owned();
    for n in 0..400 {
        lines.extend([format!("Project {n}|Tax|Live\n")]);
    }
    let table = Broken(MemoryTable::text(&lines));
    let survey = survey_tables(&"a.csv".into(), &[&table], &Options::default());
    let mut entries = 0;
    let reading = survey.registers[0].read(&mut |outcome| entries += u32::from(outcome.initiative.is_some()));
    assert_eq!(entries, 400);
    assert!(reading.ledger.balances());
    let said: Vec<_> =
        reading.findings.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    assert_eq!(said, [(Code::FileCorrupt, "the rest is missing")]);
}

fn outcomes(rows: Vec<Row>) -> Vec<(Fate, Vec<Code>)> {
    let table = MemoryTable { rows, ..MemoryTable::sheet("S", "") };
    let survey = survey_tables(&"a.xlsx".into(), &[&table], &Options::default());
    let mut outcomes = Vec::new();
    survey.registers[0].read(&mut |outcome| {
        outcomes.push((outcome.fate, outcome.findings.iter().map(|finding| finding.code).collect()));
    });
    outcomes
}

fn row(number: u64, cells: &[(&str, CellKind)]) -> Row {
    let mut row = Row::default();
    row.begin(number);
    for (text, kind) in cells {
        row.push(text, *kind);
    }
    row
}

#[test]
fn damaged_rows_error_values_and_formulas_are_said() {
    let text = |text| (text, CellKind::Text);
    let header = row(1, &[text("Title"), text("Agency"), text("Status"), text("Start date"), text("Budget")]);
    let mut damaged = row(3, &[text("Door"), text("Ta")]);
    damaged.damaged = true;
    let found = outcomes(vec![
        header,
        row(
            2,
            &[
                text("Lab"),
                ("#REF!", CellKind::Error),
                text("Live"),
                ("2024-02-01", CellKind::Date),
                ("", CellKind::NoResult),
            ],
        ),
        damaged,
        row(
            4,
            &[
                text("Way"),
                text("Tax"),
                text("Live"),
                ("45292", CellKind::Number(45292.0)),
                ("12.5", CellKind::Number(12.5)),
            ],
        ),
    ]);
    assert_eq!(found[1].1, [Code::CellError, Code::FormulaWithoutValue, Code::AgencyMissing], "{found:?}");
    assert_eq!(found[2], (Fate::Quarantined, vec![Code::RowQuarantined]));
    assert_eq!(found[3], (Fate::Initiative, vec![Code::DateUnreadable]), "a number without a date format");
}

#[test]
fn a_layout_reads_as_a_person_would_tell_it() {
    let table = MemoryTable::text(
        "Use Case ID/Name|Department|Stage|Start|Whole life cost (£m)|Nickname\n\
         A-1: Lab|Tax|Pilot|13/02/2023|1.5|Lb\nA-2: Door|Tax|Live|01/02/2024|2|Dr",
    );
    let survey = survey_tables(&"tax/register.csv".into(), &[&table], &Options::default());
    insta::assert_snapshot!(survey.registers[0].layout, @r"
    tax/register.csv
      header in line 1 (found), language en
          A Use Case ID/Name                              title                 99 %  known in English; an identifier and a name in one
          B Department                                    agency               100 %  known in English
          C Stage                                         status               100 %  known in English
          D Start                                         start_date           100 %  known in English; day before month, as 1 of its dates show
          E Whole life cost (£m)                          budget               100 %  known in English; in millions, as the header says, GBP, as the header says, decimal “.”, as its amounts show
      not read:
          F Nickname (not known)
    ");
}

#[test]
fn rows_are_counted_where_they_are_read() {
    let mut rows = Counted::new(Box::new(MemoryRows::from_text(&[&["a"], &[""], &["b"]])));
    let mut row = Row::default();
    while rows.next_row(&mut row).unwrap() {}
    assert_eq!(rows.read, 3);
}

#[test]
fn rows_that_a_line_end_may_have_cut_are_named() {
    let lines = "ID|Title|Agency|Budget\nA-1|Plain letters|Tax Office|1\n20000\nA-2|Night nurse|Health Board|3\nHealth\nA-3|Memory café|Health Board|4\n";
    let table = MemoryTable::text(lines);
    let survey = survey_tables(&"a.csv".into(), &[&table], &Options::default());
    let mut named = Vec::new();
    survey.registers[0].read(&mut |outcome| {
        named.extend(outcome.findings.iter().filter(|finding| finding.code == Code::RowRagged).filter_map(
            |finding| match &finding.place {
                Place::Row(origin) => Some((origin.row, finding.message.clone())),
                _ => None,
            },
        ));
    });
    let below = "the line below, “20000”, may be the rest of this row".to_owned();
    let above = "the line above, “Health”, may be the beginning of this row".to_owned();
    assert!(named.contains(&(2, below)), "{named:?}");
    assert!(named.contains(&(6, above)), "{named:?}");
}
