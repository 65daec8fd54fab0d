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
    /// Identifier, title, agency, description, status, start, budget of each initiative.
    entries: Vec<[String; 7]>,
    /// Rows that are neither initiatives nor blank, below the header.
    set_aside: usize,
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
    let (mut entries, mut set_aside) = (Vec::new(), 0);
    for register in &survey.registers {
        findings.extend(register.findings.iter().cloned());
        let reading = register.read(&mut |outcome| {
            let told = !matches!(outcome.fate, Fate::Initiative | Fate::Blank)
                && outcome.row > register.layout.header_last;
            set_aside += usize::from(told);
            findings.extend(outcome.findings);
            entries.extend(outcome.initiative.map(|found| {
                let text = |field| found.text(field).unwrap_or_default().to_owned();
                [
                    text(Field::Id),
                    text(Field::Title),
                    found.agency.clone(),
                    text(Field::Description),
                    found.status.map(|status| status.to_string()).unwrap_or_default(),
                    found.start.map(|date| date.to_string()).unwrap_or_default(),
                    found.budget.map(|money| money.to_string()).unwrap_or_default(),
                ]
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

/// The entries that read as written; all that differ must be told.
fn judge(file: &Polluted, outcome: &Outcome) -> Result<bool, String> {
    let wanted = wanted(file);
    if outcome.registers == 1 && outcome.entries == wanted && !wanted.is_empty() {
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
    let read: BTreeSet<&[String; 7]> = outcome.entries.iter().collect();
    let lost = wanted.iter().filter(|entry| !read.contains(entry)).count();
    let strange = outcome.entries.iter().filter(|entry| !wanted.contains(entry)).count();
    // A file as a whole may be damaged; otherwise each row that differs has a finding of its own.
    let whole = telling.iter().any(|finding| !matches!(finding.place, Place::Row(_) | Place::Cell { .. }));
    let rows: BTreeSet<u64> = telling
        .iter()
        .filter_map(|finding| match &finding.place {
            Place::Row(origin) | Place::Cell { origin, .. } => Some(origin.row),
            _ => None,
        })
        .collect();
    if lost.max(strange) <= rows.len() + outcome.set_aside && lost + strange > 0 || whole {
        return Ok(false);
    }
    Err(format!(
        "{lost} entries are not as written, {strange} are strange, and only {} rows are named: {:?}",
        rows.len(),
        outcome.entries.iter().filter(|entry| !wanted.contains(entry)).collect::<Vec<_>>()
    ))
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
    assert!(exact >= 257, "{exact} exact, {told} told");
}

#[test]
fn what_should_do_no_harm_does_none() {
    let differs = |file: &&Polluted| file.harmless && read(file).entries != wanted(file);
    let names: Vec<String> = all().iter().filter(differs).map(|file| file.what.clone()).collect();
    assert!(names.is_empty(), "{names:#?}");
}
