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

/// A scan of all registers, and joined scans of some, in another order.
#[test]
fn parts_join_to_the_bytes_of_one_scan() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let scan = |inputs: &[&str], name: &str| {
        let output = at(name);
        let done = evenfolio(&[inputs, &["-o", &output, "--as-of", "2026-06-30", "--quiet"]].concat());
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    };
    scan(&["scan", "fixtures/registers"], "whole.json");
    let mut agencies: Vec<_> = fs::read_dir(top().join("fixtures/registers"))
        .unwrap()
        .map(|entry| format!("fixtures/registers/{}", entry.unwrap().file_name().display()))
        .filter(|path| top().join(path).is_dir())
        .collect();
    agencies.sort();
    for (at, agency) in agencies.iter().enumerate() {
        scan(&["scan", agency], &format!("part{at}.json"));
    }
    let parts: Vec<_> = (0..agencies.len()).rev().map(|part| at(&format!("part{part}.json"))).collect();
    let (first, rest) = parts.split_at(5);
    let joined = |parts: &[String], name: &str| {
        let arguments: Vec<&str> = ["merge"].into_iter().chain(parts.iter().map(String::as_str)).collect();
        let done = evenfolio(&[&arguments[..], &["-o", &at(name)]].concat());
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    };
    joined(first, "first.json");
    joined(&[rest, &[at("first.json")]].concat(), "joined.json");
    let bytes = |name: &str| text(&fs::read(at(name)).unwrap());
    assert!(bytes("whole.json") == bytes("joined.json"), "joining in groups gives other bytes than one scan");

    let twice = evenfolio(&["merge", &parts[0], &at("first.json")]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("counted twice"), "{}", text(&twice.stderr));

    for (how, said) in [
        (["--as-of", "2026-07-31"], "different dates"),
        (["--strictness", "barometer"], "different strictness"),
        (["--rules", &at("own.toml")], "different rulebooks"),
    ] {
        fs::write(at("own.toml"), OWN_RULES).unwrap();
        let usual: &[&str] = if how[0] == "--as-of" { &[] } else { &["--as-of", "2026-06-30"] };
        let other = at("other.json");
        let arguments = [&["scan", &*agencies[0], "-o", &other, "--quiet"], usual, &how].concat();
        assert_eq!(evenfolio(&arguments).status.code(), Some(0));
        let refused = evenfolio(&["merge", &parts[0], &other]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains(said), "{}", text(&refused.stderr));
    }
}

/// A phrase of an organisation's own.
const OWN_RULES: &str = "language = \"en\"\n[rules.E-COST]\nphrases = [\"pays for itself\"]\n";

#[test]
fn a_persons_decisions_are_applied_and_those_about_nothing_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let decisions = folder.path().join("decisions.csv");
    fs::write(
        &decisions,
        "agency,id,title,facet,decided_by,decided_on,reason\n\
         National Tax Administration,,One queue for all telephone lines,mission,Board,2026-05-02,agreed\n\
         Tax Administration,,One queue for all telephone lines,mission,Board,2026-05-02,agreed\n\
         Nobody,9,,mission,Board,2026-05-02,agreed\n",
    )
    .unwrap();
    let decisions = decisions.to_str().unwrap();
    let register = "fixtures/registers/tax-administration/initiatives.csv";
    let done = evenfolio(&["consolidate", register, "--decisions", decisions, "--format", "jsonl"]);
    let line = text(&done.stdout).lines().find(|line| line.contains("One queue")).unwrap().to_owned();
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(field(&json, "/placement/basis"), "decided");
    assert_eq!(field(&json, "/placement/facet"), "mission");
    let done = evenfolio(&["check", register, "--decisions", decisions]);
    assert!(text(&done.stdout).contains("P003"), "{}", text(&done.stdout));
    assert!(text(&done.stdout).contains("identifier “9” of “nobody”"), "{}", text(&done.stdout));

    let refused = evenfolio(&["consolidate", register, "--decisions", decisions, "-o", decisions]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    assert!(fs::read_to_string(decisions).unwrap().starts_with("agency,id,title,facet"), "as it was");
    let said = |as_of| {
        text(&evenfolio(&["check", register, "--decisions", decisions, "--as-of", as_of]).stdout).clone()
    };
    assert!(said("2026-05-01").contains("P006"), "decided the day after");
    assert!(!said("2026-05-02").contains("P006"));

    let missing = evenfolio(&["check", register, "--decisions", "nowhere.csv"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("nowhere.csv"), "{}", text(&missing.stderr));
}

#[test]
fn a_dash_is_standard_output_where_there_is_one_and_never_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let register =
        top().canonicalize().unwrap().join("fixtures/registers/tax-administration/initiatives.csv");
    let run = |command: &str| {
        let mut process = Command::cargo_bin("evenfolio").unwrap();
        process.current_dir(&folder).arg(command).arg(&register).args(["-o", "-"]).output().unwrap()
    };
    for command in ["consolidate", "scan"] {
        let done = run(command);
        assert!(!done.stdout.is_empty(), "{command}: {}", text(&done.stderr));
    }
    let refused = run("report");
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_row_is_explained_in_the_words_of_its_register() {
    let row = "fixtures/registers/tax-administration/initiatives.csv:4";
    let said = text(&evenfolio(&["explain", row]).stdout);
    for words in ["One queue for all telephone lines", "Waiting time", "Novel in its context", "Standing:"] {
        assert!(said.contains(words), "{said}");
    }
    assert!(text(&evenfolio(&["explain", "anticipatory"]).stdout).contains("Ways of working"));
    assert!(text(&evenfolio(&["explain", "E-COST"]).stdout).contains("Phrases:"));
    let nothing = evenfolio(&["explain", "fixtures/registers/tax-administration/initiatives.csv:4000"]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn a_configuration_file_says_what_flags_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evenfolio.toml");
    let registers = top().join("fixtures/registers/stadt-neuhafen").canonicalize().unwrap();
    fs::write(&path, format!("inputs = [{registers:?}]\nas-of = '2026-01-31'\nfloor = 5\n")).unwrap();
    let path = path.to_str().unwrap();
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_slice(&evenfolio(arguments).stdout).unwrap()
    };
    let scanned = json(&["scan", "--config", path]);
    assert_eq!(field(&scanned, "/as_of"), "2026-01-31");
    assert_eq!(field(&scanned, "/balance/shares/0/floor"), 0.05);
    let scanned = json(&["scan", "--config", path, "--as-of", "2026-02-28", "--floor", "12"]);
    assert_eq!(field(&scanned, "/as_of"), "2026-02-28");
    assert_eq!(field(&scanned, "/balance/shares/0/floor"), 0.12);
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

/// A register that is named twice by mistake must not be lost to it, nor work be done for an output that has no place.
#[test]
fn an_output_takes_the_place_of_no_register() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let register =
        "id,title,description\n1,Faster permits,Permits are issued in three days instead of thirty.\n";
    fs::write(at("register.csv"), register).unwrap();
    for (command, output, words) in [
        ("report", "register.csv", "one of the files to be read"),
        ("consolidate", "register.csv", "one of the files to be read"),
        ("scan", "register.csv", "one of the files to be read"),
        ("report", "nowhere/all.xlsx", "there is no folder"),
        ("report", ".", "it is a folder"),
        ("report", "all.csv", "ends in .xlsx"),
    ] {
        let done = evenfolio(&[command, folder.path().to_str().unwrap(), "-o", &at(output)]);
        assert_eq!(done.status.code(), Some(2), "{command} {output}");
        assert!(text(&done.stderr).contains(words), "{command} {output}: {}", text(&done.stderr));
    }
    assert_eq!(fs::read_to_string(at("register.csv")).unwrap(), register);
}

/// Month after month in one folder: the report of the last month is no register of this one.
#[test]
fn our_own_workbooks_are_not_counted_as_registers() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::copy(top().join("fixtures/registers/tax-administration/initiatives.csv"), at("initiatives.csv"))
        .unwrap();
    let here = folder.path().to_str().unwrap();
    for _ in 0..2 {
        let done = evenfolio(&[
            "report",
            here,
            "-o",
            &at("portfolio.xlsx"),
            "--agency-packs",
            &at("packs"),
            "--json",
        ]);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(field(&json, "/sources").as_array().unwrap().len(), 1);
    }
    let checked = text(&evenfolio(&["check", here]).stdout);
    assert_eq!(checked.lines().filter(|line| line.contains("O004")).count(), 2, "{checked}");
    // However it comes: the same report through standard input.
    let mut command = Command::cargo_bin("evenfolio").unwrap();
    let piped = command.args(["check", "-"]).pipe_stdin(at("portfolio.xlsx")).unwrap().output().unwrap();
    assert!(text(&piped.stdout).contains("O004"), "{}", text(&piped.stdout));
}

#[test]
fn what_is_misspelt_is_answered_with_what_is_near() {
    for (arguments, words) in [
        (&["check", "fixtures/registrs"][..], "perhaps fixtures/registers is meant"),
        (&["explain", "mision"], "perhaps mission is meant"),
        (&["explain", "H0O1"], "perhaps H001 is meant"),
        (&["man", "reprot"], "perhaps report is meant"),
        (&["run", "--config", "nowhere.toml"], "evenfolio init"),
        (&["chekc", "."], "check"),
        (&["check", ".", "--flor", "5"], "--floor"),
    ] {
        let done = evenfolio(arguments);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        assert!(text(&done.stderr).contains(words), "{arguments:?}: {}", text(&done.stderr));
    }
}
