//! Profiles, duplicates and the template, as a person at a terminal meets them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

fn evenfolio(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("evenfolio").unwrap();
    command.current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const REGISTER: &str = "Vorhaben;Amt;Beschreibung;Status;Beginn\n\
    Briefe;Finanzamt;Alle Briefe werden neu geschrieben;Pilot;01.02.2024\n\
    Wache;FINANZAMT;Eine Wache per Video;geplant;05.06.2025\n";

#[test]
fn a_profile_that_is_kept_reads_as_before_and_as_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("amt.csv"), REGISTER).unwrap();
    let kept = evenfolio(here, &["inspect", "amt.csv", "--write-profile", "amt.toml"]);
    assert_eq!(kept.status.code(), Some(0), "{}", text(&kept.stderr));
    let read = |more: &[&str]| {
        let arguments =
            [&["consolidate", "amt.csv", "--format", "jsonl", "--as-of", "2026-01-01"], more].concat();
        let done = evenfolio(here, &arguments);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        text(&done.stdout)
    };
    let plain = read(&[]);
    assert!(plain.contains("Briefe"));
    assert_eq!(read(&["--profile", "amt.toml"]), plain);
    let profile = fs::read_to_string(here.join("amt.toml")).unwrap();
    fs::write(here.join("amt.toml"), profile.replace("title = \"Vorhaben\"", "title = \"Beschreibung\""))
        .unwrap();
    assert!(read(&["--profile", "amt.toml"]).contains("\"title\":\"Alle Briefe werden neu geschrieben\""));
}

#[test]
fn a_profile_with_a_fault_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("amt.csv"), REGISTER).unwrap();
    fs::write(folder.path().join("amt.toml"), "[columns]\ntitel = \"Vorhaben\"\n").unwrap();
    for (file, words) in
        [("amt.toml", "“titel” is no field"), ("none.toml", "none.toml: there is no such file")]
    {
        let refused = evenfolio(folder.path(), &["check", "amt.csv", "--profile", file]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains(words), "{}", text(&refused.stderr));
    }
}

#[test]
fn an_initiative_in_two_registers_is_named_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), REGISTER).unwrap();
    fs::write(
        folder.path().join("b.csv"),
        REGISTER.replace("Pilot", "umgesetzt").replace("Wache", "Streife"),
    )
    .unwrap();
    let checked = text(&evenfolio(folder.path(), &["check", "."]).stdout);
    let twice: Vec<&str> = checked.lines().filter(|line| line.contains("D002")).collect();
    assert_eq!(twice.len(), 1, "{checked}");
    assert!(twice[0].contains("b.csv:2: looks like ./a.csv:2, by its title and agency"), "{}", twice[0]);
}

#[test]
fn a_template_in_a_language_that_there_is_none_in() {
    let folder = tempfile::tempdir().unwrap();
    let refused = evenfolio(folder.path(), &["template", "-o", "x.xlsx", "--language", "tlh"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("there is one in en, de, es, fr"), "{}", text(&refused.stderr));
    assert!(!folder.path().join("x.xlsx").exists());
    let made = evenfolio(folder.path(), &["template", "-o", "x.xlsx", "--language", "de"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    assert!(folder.path().join("x.xlsx").exists());
}
