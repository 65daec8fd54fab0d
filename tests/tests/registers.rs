//! Every fixture register reads as its note says: the fates of its rows, and each initiative field by field.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use evenfolio_core::field::Field;
use evenfolio_core::ledger::{Fate, Ledger};
use evenfolio_importer::open::{Opened, ReadOptions, open};
use evenfolio_importer::source::{Source, discover};
use evenfolio_importer::survey::{Options, survey};

/// Tests run in the folder of their package; the fixtures lie at the top, beside it.
fn fixture(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(path).display().to_string()
}

fn opened(path: &str) -> Opened {
    let found = discover(&[fixture(path)]);
    assert_eq!(found.sources.len(), 1, "{path}: {:?}", found.findings);
    // Shown paths must not depend on where the checkout lies.
    let source = Source { path: path.into(), ..found.sources[0].clone() };
    open(&source, &ReadOptions::default())
}

/// The register as a reader would describe it.
fn description(path: &str) -> (Vec<Ledger>, String) {
    let opened = opened(path);
    let mut text = String::new();
    let surveyed = survey(&opened, &Options::default());
    let mut findings: Vec<_> = opened.findings.iter().chain(&surveyed.findings).cloned().collect();
    for passed in &surveyed.passed_over {
        writeln!(text, "passed over {}: {}", passed.sheet.as_deref().unwrap_or("the table"), passed.why)
            .unwrap();
    }
    let mut ledgers = Vec::new();
    for register in &surveyed.registers {
        writeln!(text, "{}\n", register.layout).unwrap();
        findings.extend(register.findings.iter().cloned());
        let reading = register.read(&mut |outcome| {
            let Some(initiative) = outcome.initiative else {
                writeln!(text, "{:>4} {} {}", outcome.row, outcome.fate, outcome.reason).unwrap();
                findings.extend(outcome.findings);
                return;
            };
            writeln!(text, "{:>4} {}", outcome.row, initiative.name()).unwrap();
            let shown = |text: &mut String, name: &str, value: Option<String>| {
                if let Some(value) = value {
                    writeln!(text, "       {name}: {value}").unwrap();
                }
            };
            shown(&mut text, "id", initiative.text(Field::Id).map(str::to_owned));
            shown(&mut text, "agency", Some(initiative.agency.clone()));
            shown(&mut text, "status", initiative.status.map(|status| status.to_string()));
            shown(&mut text, "start", initiative.start.map(|date| date.to_string()));
            shown(&mut text, "end", initiative.end.map(|date| date.to_string()));
            shown(&mut text, "budget", initiative.budget.map(|money| money.to_string()));
            let declared = initiative.declared;
            if declared != evenfolio_core::initiative::Declared::default() {
                shown(&mut text, "declared", Some(format!("{declared:?}")));
            }
            findings.extend(outcome.findings);
        });
        findings.extend(reading.findings);
        writeln!(text, "\n{:?}", reading.ledger).unwrap();
        ledgers.push(reading.ledger);
    }
    text.push('\n');
    for finding in findings {
        writeln!(text, "{} {}: {}", finding.code, finding.place, finding.message).unwrap();
    }
    (ledgers, text)
}

/// The lines of a tab-separated table below its header.
fn table(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(fixture(path)).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn every_fixture_has_the_fates_that_its_note_counts() {
    let expected = table("registers-expected.tsv");
    assert!(expected.len() >= 15);
    for line in &expected {
        let path = line[0].trim_start_matches("fixtures/");
        let (ledgers, text) = description(path);
        assert_eq!(ledgers.len(), 1, "{path}: one register\n{text}");
        assert!(ledgers[0].balances(), "{path}");
        let fates = [
            Fate::Initiative,
            Fate::Title,
            Fate::Blank,
            Fate::Note,
            Fate::Total,
            Fate::RepeatedHeader,
            Fate::Quarantined,
        ];
        let counts: Vec<String> = fates.into_iter().map(|fate| ledgers[0].count(fate).to_string()).collect();
        assert_eq!(counts, line[line.len() - 7..], "{path}\n{text}");
    }
}

#[test]
fn every_fixture_reads_as_it_did() {
    for line in table("registers-expected.tsv") {
        let path = line[0].trim_start_matches("fixtures/");
        let name = path.trim_start_matches("registers/").replace(['/', '.', ' '], "_");
        insta::assert_snapshot!(name, description(path).1);
    }
}

#[test]
fn one_register_in_five_formats_gives_the_same_initiatives() {
    let mut first: Option<(String, Vec<String>)> = None;
    for source in discover(&[fixture("formats")]).sources {
        let opened = open(&source, &ReadOptions::default());
        let surveyed = survey(&opened, &Options::default());
        assert_eq!(surveyed.registers.len(), 1, "{}", source.path);
        let mut initiatives = Vec::new();
        surveyed.registers[0].read(&mut |outcome| {
            if let Some(found) = outcome.initiative {
                initiatives.push(format!(
                    "{:?} {:?} {:?} {:?} {:?} {:?}",
                    found.text(Field::Id),
                    found.title(),
                    found.status,
                    found.start,
                    found.end,
                    found.budget
                ));
            }
        });
        assert!(!initiatives.is_empty());
        match &first {
            None => first = Some((source.path.to_string(), initiatives)),
            Some((path, expected)) => assert_eq!(&initiatives, expected, "{} and {path}", source.path),
        }
    }
}

#[test]
fn what_cannot_be_read_gets_one_sentence() {
    let mut text = String::new();
    for source in discover(&[fixture("hostile")]).sources {
        let name = Path::new(&*source.path).file_name().unwrap().to_string_lossy().into_owned();
        let source = Source { path: name.clone().into(), ..source };
        let opened = open(&source, &ReadOptions::default());
        let surveyed = survey(&opened, &Options::default());
        let ledgers: Vec<_> = surveyed.registers.iter().map(|r| r.read(&mut |_| {}).ledger).collect();
        assert!(ledgers.iter().all(Ledger::balances), "{name}");
        writeln!(text, "{name}: {} registers", surveyed.registers.len()).unwrap();
        for finding in opened.findings.iter().chain(&surveyed.findings) {
            writeln!(text, "  {} {}", finding.code, finding.message).unwrap();
        }
    }
    insta::assert_snapshot!("hostile", text);
}
