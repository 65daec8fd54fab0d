//! One register, polluted in every way in which people and programs pollute CSV files, and the promise that each
//! is held to: every row reads as it was written, or a finding says that something is wrong with it. Nothing
//! differs in silence.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod pollution;

use std::collections::BTreeSet;

use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::ledger::Fate;
use evenfolio_core::origin::Place;
use evenfolio_importer::open::{ReadOptions, open};
use evenfolio_importer::source::discover;
use evenfolio_importer::survey::{Options, survey};

use pollution::{ENTRIES, Polluted, all};

/// What became of a polluted file.
struct Outcome {
    /// The row of each initiative; its identifier, title, agency, description, status, start, budget.
    entries: Vec<(u64, [String; 7])>,
    /// Rows that are neither initiatives nor blank, below the header.
    set_aside: BTreeSet<u64>,
    findings: Vec<Finding>,
    registers: usize,
}

fn read(file: &Polluted) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.csv");
    std::fs::write(&path, &file.bytes).unwrap();
    let found = discover(&[path.display().to_string()]);
    let opened = open(&found.sources[0], &ReadOptions::default());
    let survey = survey(&opened, &Options::default());
    let mut findings: Vec<Finding> = opened.findings.iter().chain(&survey.findings).cloned().collect();
    let (mut entries, mut set_aside) = (Vec::new(), BTreeSet::new());
    for register in &survey.registers {
        findings.extend(register.findings.iter().cloned());
        let reading = register.read(&mut |outcome| {
            let told = !matches!(outcome.fate, Fate::Initiative | Fate::Blank)
                && outcome.row > register.layout.header_last;
            if told {
                set_aside.insert(outcome.row);
            }
            findings.extend(outcome.findings);
            entries.extend(outcome.initiative.map(|found| {
                let text = |field| found.text(field).unwrap_or_default().to_owned();
                let entry = [
                    text(Field::Id),
                    text(Field::Title),
                    found.agency.clone(),
                    text(Field::Description),
                    found.status.map(|status| status.to_string()).unwrap_or_default(),
                    found.start.map(|date| date.to_string()).unwrap_or_default(),
                    found.budget.map(|money| money.to_string()).unwrap_or_default(),
                ];
                (outcome.row, entry)
            }));
        });
        assert!(reading.ledger.balances(), "{}", file.what);
        findings.extend(reading.findings);
    }
    Outcome { entries, set_aside, findings, registers: survey.registers.len() }
}

/// What every register without web addresses or with ambiguous columns is told anyway.
fn says_nothing_of_rows(finding: &Finding) -> bool {
    matches!(
        finding.code,
        Code::ColumnUnmapped | Code::NoEvidenceText | Code::CurrencyUnknown | Code::ScaleDoubtful
    )
}

fn wanted(file: &Polluted) -> Vec<[String; 7]> {
    let mut wanted: Vec<[String; 7]> = ENTRIES.iter().map(|entry| entry.map(str::to_owned)).collect();
    wanted[0][0].clone_from(&file.first);
    wanted.truncate(file.left);
    wanted
}

fn as_read(outcome: &Outcome) -> Vec<[String; 7]> {
    outcome.entries.iter().map(|(_, entry)| entry.clone()).collect()
}

/// Whether all entries read as written. Where they do not, each row that reads otherwise must be named.
fn judge(file: &Polluted, outcome: &Outcome) -> Result<bool, String> {
    let wanted = wanted(file);
    if outcome.registers == 1 && as_read(outcome) == wanted && !wanted.is_empty() {
        return Ok(true);
    }
    let telling: Vec<&Finding> =
        outcome.findings.iter().filter(|finding| !says_nothing_of_rows(finding)).collect();
    if outcome.registers == 0 {
        return if telling.is_empty() {
            Err("no register, and nothing says why".to_owned())
        } else {
            Ok(false)
        };
    }
    let read: BTreeSet<&[String; 7]> = outcome.entries.iter().map(|(_, entry)| entry).collect();
    let lost = wanted.iter().filter(|entry| !read.contains(entry)).count();
    let named: BTreeSet<u64> = telling.iter().flat_map(|finding| rows_named(finding)).collect();
    let strange: Vec<_> = outcome.entries.iter().filter(|(_, entry)| !wanted.contains(entry)).collect();
    let column = telling.iter().any(|finding| names_a_column(finding));
    let untold: Vec<_> = strange
        .iter()
        .filter(|(row, entry)| {
            !(named.contains(row) || column && wanted.iter().any(|other| nearly(entry, other)))
        })
        .collect();
    // What is lost stands in a row that reads otherwise, in one that was set aside, or in one that is named.
    let elsewhere = strange.len() + outcome.set_aside.len() + named.difference(&outcome.set_aside).count();
    if untold.is_empty() && lost <= elsewhere {
        return Ok(false);
    }
    Err(format!("{lost} lost, {elsewhere} named; not named: {untold:?}; {telling:?}"))
}

/// Whether a finding says of a whole column that it is not read, or read together with another.
fn names_a_column(finding: &Finding) -> bool {
    matches!(
        finding.code,
        Code::ColumnNameless | Code::ColumnDuplicate | Code::AgencyMissing | Code::TitleByValues
    )
}

/// Whether two entries differ in no more than the column that is named and the one that holds its values.
fn nearly(entry: &[String; 7], other: &[String; 7]) -> bool {
    entry.iter().zip(other).filter(|(a, b)| a != b).count() <= 2
}

/// The rows that a finding names: its own, or those in its sentence: `line 3`, `2 lines (3, 4)`.
fn rows_named(finding: &Finding) -> Vec<u64> {
    if let Place::Row(origin) | Place::Cell { origin, .. } = &finding.place {
        return vec![origin.row];
    }
    let message = &finding.message;
    let listed = message.split_once("lines (").and_then(|(_, rest)| rest.split_once(')'));
    let one = message.split_once("line ").and_then(|(_, rest)| rest.split_once(' '));
    let numbers = listed.or(one).map_or("", |(numbers, _)| numbers);
    numbers.split([',', ' ']).filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn nothing_differs_in_silence() {
    let files = all();
    assert!(files.len() > 500, "{}", files.len());
    let (mut exact, mut told, mut silent) = (0, 0, Vec::new());
    for file in &files {
        match judge(file, &read(file)) {
            Ok(true) => exact += 1,
            Ok(false) => told += 1,
            Err(why) => silent.push(format!("{}: {why}", file.what)),
        }
    }
    assert!(
        silent.is_empty(),
        "{} of {} differ in silence:\n{}",
        silent.len(),
        files.len(),
        silent.join("\n")
    );
    // More of them may come to read as written, never fewer.
    assert!(exact >= 258, "{exact} exact, {told} told");
}

#[test]
fn what_should_do_no_harm_does_none() {
    let differs = |file: &&Polluted| file.harmless && as_read(&read(file)) != wanted(file);
    let names: Vec<String> = all().iter().filter(differs).map(|file| file.what.clone()).collect();
    assert!(names.is_empty(), "{names:#?}");
}
