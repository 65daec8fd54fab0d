//! What only the real process shows: streams, exit statuses, whole outputs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn evenfolio(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("evenfolio").unwrap();
    command.current_dir(top()).env_remove("EVENFOLIO_AS_OF").args(arguments);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn field<'a>(json: &'a serde_json::Value, path: &str) -> &'a serde_json::Value {
    json.pointer(path).unwrap_or_else(|| panic!("{path} is missing in {json:#}"))
}

#[test]
fn the_same_registers_give_the_same_workbook_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = ["a.xlsx", "b.xlsx"].iter().map(|name| folder.path().join(name)).collect();
    for (path, jobs) in paths.iter().zip(["1", "4"]) {
        let output = path.to_str().unwrap();
        let done = evenfolio(&[
            "report",
            "fixtures/registers",
            "-o",
            output,
            "--as-of",
            "2026-06-30",
            "--jobs",
            jobs,
        ]);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    }
    let bytes: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(bytes[0] == bytes[1], "two runs on one date differ");
}

#[test]
fn the_json_of_a_report_is_what_scripts_rely_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio.xlsx");
    let done = evenfolio(&[
        "report",
        "fixtures/registers",
        "-o",
        path.to_str().unwrap(),
        "--json",
        "--as-of",
        "2026-06-30",
    ]);
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(field(&json, "/as_of"), "2026-06-30");
    for source in field(&json, "/sources").as_array().unwrap() {
        let rows = field(source, "/rows").as_object().unwrap();
        let fates: u64 =
            rows.iter().filter(|(name, _)| *name != "read").map(|(_, n)| n.as_u64().unwrap()).sum();
        assert_eq!(rows["read"], fates, "{source:#}");
        for name in ["path", "sheet", "format", "encoding", "delimiter", "header_row", "sha256"] {
            field(source, &format!("/{name}"));
        }
    }
    let number = |path: &str| field(&json, path).as_u64().unwrap();
    let facets: u64 = ["enhancement", "mission", "adaptive", "anticipatory", "unplaced"]
        .iter()
        .map(|facet| number(&format!("/portfolio/by_facet/{facet}")))
        .sum();
    assert_eq!(facets, number("/portfolio/counted"));
    assert!(field(&json, "/balance/verdict").is_string() && field(&json, "/balance/firmness").is_string());
    assert_eq!(number("/findings/error"), 0);
    assert_eq!(field(&json, "/output/sha256").as_str().unwrap().len(), 64);
}

#[test]
fn one_bad_file_gets_a_sentence_and_the_others_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio.xlsx");
    for (bad, words) in [
        ("fixtures/nowhere.csv", "there is no file"),
        ("fixtures/hostile/empty.csv", "is empty"),
        ("fixtures/hostile/report_saved_as.xlsx", "PDF"),
        ("fixtures/hostile/password_protected.xlsx", "password"),
        ("fixtures/hostile/truncated.xlsx", "damaged"),
        ("fixtures/hostile/no_header.csv", "title"),
    ] {
        let good = "fixtures/registers/tax-administration";
        let done = evenfolio(&["report", good, bad, "-o", path.to_str().unwrap(), "--json"]);
        let said = text(&done.stderr);
        let sentence =
            said.lines().find(|line| line.contains(bad)).unwrap_or_else(|| panic!("{bad}: {said}"));
        assert!(sentence.contains(words), "{sentence}");
        assert_eq!(done.status.code(), Some(1), "{bad}");
        let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(field(&json, "/sources/0/rows/initiative"), 16);
    }
}

#[test]
fn nothing_to_read_writes_nothing_and_keeps_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio.xlsx");
    fs::write(&path, "last month").unwrap();
    let done = evenfolio(&["report", "fixtures/nowhere", "-o", path.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), "last month");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no leftover beside it");
}

#[test]
fn a_register_given_twice_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let register = top().join("fixtures/registers/tax-administration/initiatives.csv");
    for name in ["one.csv", "two.csv"] {
        fs::copy(&register, folder.path().join(name)).unwrap();
    }
    let done = evenfolio(&["scan", folder.path().to_str().unwrap()]);
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(field(&json, "/sources").as_array().unwrap().len(), 1);
    assert!(text(&done.stderr).contains("D001"), "{}", text(&done.stderr));
}

#[test]
fn the_consolidated_register_has_one_object_an_initiative() {
    let done = evenfolio(&["consolidate", "fixtures/registers", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        text(&done.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 164);
    for line in &lines {
        for name in ["/origin/path", "/origin/row", "/title", "/agency", "/innovation_test/novel", "/counted"]
        {
            field(line, name);
        }
        for name in
            ["basis", "facet", "change", "position/uncertainty", "confidence", "probabilities", "because"]
        {
            field(line, &format!("/placement/{name}"));
        }
    }
    let csv = evenfolio(&["consolidate", "fixtures/registers"]);
    let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
    assert_eq!(reader.records().map(Result::unwrap).count(), 164);
}

#[test]
fn codes_are_explained_and_nonsense_is_not() {
    let done = evenfolio(&["explain", "h001"]);
    assert!(text(&done.stdout).starts_with("H001"));
    assert_eq!(evenfolio(&["explain", "Z999"]).status.code(), Some(2));
    assert_eq!(evenfolio(&["report"]).status.code(), Some(2));
}

#[test]
fn labelled_cases_are_judged_without_their_label() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labelled.csv");
    fs::write(
        &path,
        "id,title,description,facet,note\n\
         1,Faster permits,Permits are issued in three days instead of thirty.,enhancement,horizon scanning\n\
         2,Faster passports,Passports are issued in three days instead of thirty.,anticipatory,\n\
         3,No label,Passports are issued in three days instead of thirty.,,\n",
    )
    .unwrap();
    let done = evenfolio(&["evaluate", path.to_str().unwrap(), "--json"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((field(&json, "/cases"), field(&json, "/unlabelled")), (&2.into(), &1.into()));
    assert_eq!((field(&json, "/placed"), field(&json, "/right")), (&2.into(), &1.into()));
    assert_eq!(field(&json, "/confusion/anticipatory/enhancement"), &1);
}

#[test]
fn a_users_rules_place_and_a_fault_in_them_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (rules, register) = (folder.path().join("own.toml"), folder.path().join("register.csv"));
    fs::write(
        &register,
        "id,title,description\n1,Signs,The signs are in both tongues.\n2,Seats,Seats are blue.\n",
    )
    .unwrap();
    let own = "language = \"en\"\n[rules.X-TONGUE]\nname = \"tongues\"\npole = \"directed\"\nstrength = 90\n\
               why = \"An aim of the region.\"\nphrases = [\"both tongues\"]\n";
    fs::write(&rules, own).unwrap();
    let run = || {
        let paths = [register.to_str().unwrap(), rules.to_str().unwrap()];
        evenfolio(&["consolidate", paths[0], "--format", "jsonl", "--rules", paths[1]])
    };
    let done = run();
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("X-TONGUE"));
    fs::write(&rules, "language = \"en\"\noff = [\"E-CSOT\"]\n").unwrap();
    let done = run();
    assert_eq!(done.status.code(), Some(2));
    let message = text(&done.stderr);
    assert!(
        message.contains("own.toml") && message.contains("line 2") && message.contains("`E-COST`"),
        "{message}"
    );
}
