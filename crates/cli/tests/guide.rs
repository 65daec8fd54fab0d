//! The guide, followed literally in an empty folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_evenfolio");

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[test]
fn every_command_of_the_guide_works_in_its_order() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures.join("registers"), &folder.path().join("registers"));
    fs::copy(fixtures.join("decisions/decisions.csv"), folder.path().join("decisions.csv")).unwrap();
    let guide = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/GUIDE.md")).unwrap();
    let commands: Vec<&str> = guide.lines().filter_map(|line| line.strip_prefix("$ evenfolio ")).collect();
    assert!(commands.len() > 20, "the guide has lost its commands");
    for command in commands {
        let line = format!("'{PROGRAM}' {command}");
        let done = Command::new("sh")
            .args(["-c", &line])
            .current_dir(folder.path())
            .env_remove("EVENFOLIO_AS_OF")
            .output()
            .unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(!done.stdout.is_empty() || !done.stderr.is_empty(), "{command} says nothing");
    }
    for made in
        ["portfolio.xlsx", "profiles.toml", "portfolio/latest/run.json", "template.xlsx", "all.json", "packs"]
    {
        assert!(folder.path().join(made).exists(), "{made}");
    }
}

/// What the README shows is what the program says.
#[test]
fn the_readme_shows_what_the_program_says() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("portfolio.xlsx");
    let done = Command::new(PROGRAM)
        .args(["report", "fixtures/registers", "-o", output.to_str().unwrap()])
        .current_dir(&top)
        .env_remove("EVENFOLIO_AS_OF")
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    let said = said.replace(output.to_str().unwrap(), "portfolio.xlsx");
    let readme = fs::read_to_string(top.join("README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(shown, said);
}
