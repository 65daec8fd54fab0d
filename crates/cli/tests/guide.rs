//! The guide, followed literally in an empty folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

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

/// Runs a line, or several, in that folder as somebody would who has the program installed.
fn typed(folder: &Path, lines: &str) -> Output {
    let beside = Path::new(PROGRAM).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(beside).chain(std::env::split_paths(&path))).unwrap();
    let mut command = Command::new("sh");
    command.args(["-ec", lines]).current_dir(folder).env("PATH", path).env_remove("EVENFOLIO_AS_OF");
    command.env("AS_OF", "2026-06-30").output().unwrap()
}

/// The blocks of the guide in that language.
fn blocks<'a>(guide: &'a str, language: &str) -> Vec<&'a str> {
    let begin = format!("```{language}\n");
    guide.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[cfg(unix)]
#[test]
fn every_command_of_the_guide_works_in_its_order() {
    let registers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/registers");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Some of them, since every command reads all.
    for name in ["regione-valdombra", "stadt-neuhafen", "tax-administration"] {
        copy(&registers.join(name), &folder.join("registers").join(name));
    }
    let guide = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/GUIDE.md")).unwrap();
    let console = blocks(&guide, "console").concat();
    let commands: Vec<&str> = console.lines().map(|line| line.strip_prefix("$ ").unwrap()).collect();
    assert!(commands.len() > 20, "the guide has lost its commands");
    for command in commands {
        let done = typed(folder, command);
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        let says_something = !done.stdout.is_empty() || !done.stderr.is_empty();
        assert!(says_something || !command.starts_with("evenfolio"), "{command} says nothing");
    }
    for script in blocks(&guide, "sh") {
        let done = typed(folder, script);
        assert!(done.status.success(), "{script}: {}", String::from_utf8_lossy(&done.stderr));
    }
    for made in [
        "portfolio-answered.xlsx",
        "profiles.toml",
        "portfolio/latest/run.json",
        "portfolio/latest/packs",
        "template.xlsx",
        "all.json",
    ] {
        assert!(folder.join(made).exists(), "{made}");
    }
    // The pods of the indexed job, one after the other: together they scan what one scan of everything does.
    let job = blocks(&guide, "yaml")[0].split("- |\n").nth(1).unwrap();
    let job: String = job
        .lines()
        .map_while(|line| line.strip_prefix("              "))
        .flat_map(|line| [line, "\n"])
        .collect();
    for pod in 0..8 {
        let done = typed(folder, &format!("JOB_COMPLETION_INDEX={pod}\n{job}"));
        assert!(done.status.success(), "{pod}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let whole = "evenfolio merge parts/share-*.json -o shares.json; evenfolio scan registers/*/ -o whole.json \
                 --as-of 2026-06-30; cmp shares.json whole.json";
    let done = typed(folder, whole);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
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
