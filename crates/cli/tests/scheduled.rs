//! The scheduled job under the conditions that it will meet: nothing new, two at once, killed at any moment, no
//! room on the disk, months going by.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_evenfolio");

/// A unit with three registers and a configuration.
struct Unit(TempDir);

impl Unit {
    fn new(more: &str) -> Self {
        let unit = Self(tempfile::tempdir().unwrap());
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/registers");
        for name in ["stadt-neuhafen", "tax-administration", "regione-valdombra"] {
            fs::create_dir_all(unit.at("registers").join(name)).unwrap();
            for file in fs::read_dir(fixtures.join(name)).unwrap().map(|entry| entry.unwrap().path()) {
                fs::copy(&file, unit.at("registers").join(name).join(file.file_name().unwrap())).unwrap();
            }
        }
        unit.configure(&format!(
            "inputs = ['registers']\nas-of = '2026-04-30'\n{more}\n\
             [[outputs]]\nkind = 'workbook'\nfile = 'portfolio.xlsx'\n\
             [[outputs]]\nkind = 'workbook'\nfile = 'tax.xlsx'\nagencies = ['Tax administration']\n\
             [[outputs]]\nkind = 'jsonl'\nfile = 'initiatives.jsonl'\n\
             [[outputs]]\nkind = 'json'\nfile = 'portfolio.json'\n"
        ));
        unit
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn configure(&self, text: &str) {
        fs::write(self.at("evenfolio.toml"), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.0.path()).env_remove("EVENFOLIO_AS_OF").args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(&[&["run"], arguments].concat()).output().unwrap()
    }

    /// A new initiative, so that there is something new.
    fn add(&self, number: usize) {
        let path = self.at("registers/tax-administration/initiatives.csv");
        let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
        writeln!(file, "TA-{number:05},New counter {number}").unwrap();
    }

    /// Checks that what `latest` points at is whole, and says which run it is of.
    fn latest(&self) -> Option<String> {
        let latest = self.at("portfolio/latest");
        let record = fs::read(latest.join("run.json")).ok()?;
        let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
        assert!(!record["outputs"].as_array().unwrap().is_empty());
        for output in record["outputs"].as_array().unwrap() {
            let bytes = fs::read(latest.join(output["file"].as_str().unwrap())).unwrap();
            let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(digest, output["sha256"].as_str().unwrap(), "{output}");
        }
        Some(record["run_id"].as_str().unwrap().to_owned())
    }

    fn runs(&self) -> Vec<String> {
        let entries = fs::read_dir(self.at("portfolio")).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().display().to_string()).collect();
        names.retain(|name| name.starts_with("20"));
        names.sort();
        names
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn succeeded(done: &Output) {
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
}

#[test]
fn a_unit_that_starts_from_nothing_gets_its_report() {
    let unit = Unit::new("");
    fs::remove_file(unit.at("evenfolio.toml")).unwrap();
    succeeded(&unit.command(&["init"]).output().unwrap());
    let planned = unit.run(&["--dry-run"]);
    succeeded(&planned);
    assert!(text(&planned.stdout).contains("registers/stadt-neuhafen"), "{}", text(&planned.stdout));
    assert!(!unit.at("portfolio").exists(), "a dry run writes nothing");
    succeeded(&unit.run(&[]));
    for file in
        ["portfolio.xlsx", "portfolio-publication.xlsx", "initiatives.csv", "portfolio.json", "run.json"]
    {
        assert!(unit.at("portfolio/latest").join(file).is_file(), "{file}");
    }
    let again = unit.command(&["init"]).output().unwrap();
    assert_eq!(again.status.code(), Some(2), "a configuration that is there is left as it is");
}

#[test]
fn nothing_new_in_nothing_new_out() {
    let unit = Unit::new("");
    succeeded(&unit.run(&[]));
    let before = (unit.runs(), fs::metadata(unit.at("portfolio/2026-04-30")).unwrap().modified().unwrap());
    let again = unit.run(&[]);
    succeeded(&again);
    assert!(text(&again.stderr).contains("Nothing is new"), "{}", text(&again.stderr));
    let after = (unit.runs(), fs::metadata(unit.at("portfolio/2026-04-30")).unwrap().modified().unwrap());
    assert_eq!(before, after);

    // An output that was lost or changed is made again.
    fs::write(unit.at("portfolio/latest/portfolio.xlsx"), "gone").unwrap();
    succeeded(&unit.run(&[]));
    assert_eq!(unit.runs(), ["2026-04-30", "2026-04-30.2"]);
    unit.latest().unwrap();
    // So is everything when a register has a new row.
    unit.add(1);
    succeeded(&unit.run(&[]));
    assert_eq!(unit.runs(), ["2026-04-30", "2026-04-30.2", "2026-04-30.3"]);

    let status = text(&unit.command(&["status"]).output().unwrap().stdout);
    assert_eq!(status.lines().count(), 4, "{status}");
    assert!(status.lines().nth(1).unwrap().ends_with("nothing new"), "{status}");
}

#[test]
fn months_go_by_and_changes_and_time_agree() {
    let unit = Unit::new("");
    for (month, rows) in [("2026-04-30", 0), ("2026-05-31", 2), ("2026-06-30", 3)] {
        (0..rows).for_each(|row| unit.add(rows * 10 + row));
        succeeded(&unit.run(&["--as-of", month]));
    }
    assert_eq!(unit.runs(), ["2026-04-30", "2026-05-31", "2026-06-30"]);
    let figures = |run: &str| -> serde_json::Value {
        let folder = unit.at("portfolio").join(run);
        serde_json::from_slice(&fs::read(folder.join("portfolio.json")).unwrap()).unwrap()
    };
    let initiatives = |run: &str| {
        let json = figures(run);
        ["counted", "pipeline", "not_counted"]
            .map(|name| json["portfolio"][name].as_u64().unwrap())
            .iter()
            .sum()
    };
    let counts: [u64; 3] = ["2026-04-30", "2026-05-31", "2026-06-30"].map(initiatives);
    assert_eq!((counts[1] - counts[0], counts[2] - counts[1]), (2, 3));
    let sheets = |run: &str| {
        let path = unit.at("portfolio").join(run).join("portfolio.xlsx");
        let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
        let mut workbook = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("xl/workbook.xml").unwrap(), &mut workbook)
            .unwrap();
        ["Changes", "Time series"].map(|name| workbook.contains(&format!("name=\"{name}\"")))
    };
    assert_eq!(sheets("2026-04-30"), [false, false], "there is nothing before the first run");
    assert_eq!(sheets("2026-05-31"), [true, true]);
    assert_eq!(sheets("2026-06-30"), [true, true]);
}

#[test]
fn only_so_many_runs_are_kept() {
    let unit = Unit::new("run.keep = 2");
    for day in ["2026-01-31", "2026-02-28", "2026-03-31"] {
        succeeded(&unit.run(&["--as-of", day]));
    }
    assert_eq!(unit.runs(), ["2026-02-28", "2026-03-31"]);
    // A run for an earlier date is the last one, whatever the dates say.
    succeeded(&unit.run(&["--as-of", "2025-12-31"]));
    assert_eq!(unit.runs().len(), 3, "what latest points at is not removed");
}

#[test]
fn of_two_at_once_the_second_waits_or_leaves() {
    let unit = Unit::new("run.wait = 60");
    let mut running: Vec<_> = (0..2).map(|_| unit.command(&["run"]).spawn().unwrap()).collect();
    for child in &mut running {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(unit.runs(), ["2026-04-30"], "the second finds nothing new");

    let unit = Unit::new("run.wait = 0");
    fs::create_dir_all(unit.at("portfolio/.evenfolio")).unwrap();
    let lock = fs::File::create(unit.at("portfolio/.evenfolio/lock")).unwrap();
    lock.lock().unwrap();
    let refused = unit.run(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("another run is not yet done"), "{}", text(&refused.stderr));
    drop(lock);
    succeeded(&unit.run(&[]));
}

/// Killed at two hundred moments: what stood stands whole, and the next run needs no help.
#[test]
fn killed_at_any_moment_the_outputs_are_whole() {
    let unit = Unit::new("");
    // Small, so that two hundred runs do not take long.
    for name in ["stadt-neuhafen", "regione-valdombra"] {
        fs::remove_dir_all(unit.at("registers").join(name)).unwrap();
    }
    unit.configure(
        "inputs = ['registers']\nas-of = '2026-04-30'\nrun.keep = 3\n\
         [[outputs]]\nkind = 'workbook'\nfile = 'portfolio.xlsx'\n\
         [[outputs]]\nkind = 'jsonl'\nfile = 'initiatives.jsonl'\n",
    );
    let begun = Instant::now();
    succeeded(&unit.run(&[]));
    let whole = begun.elapsed();
    let mut before = unit.latest();
    let (mut state, mut finished) = (0x2545_f491_4f6c_dd1d_u64, 0);
    for round in 0..200 {
        unit.add(round);
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let moment = whole * u32::try_from(state % 1000).unwrap() / 950;
        let mut child = unit.command(&["run", "--as-of", "2026-05-31"]).spawn().unwrap();
        thread::sleep(moment);
        let _ = child.kill();
        finished += usize::from(child.wait().unwrap().success());
        let now = unit.latest();
        assert!(now.is_some() && (now == before || finished > 0), "round {round}");
        before = now;
    }
    assert!(finished < 200, "no run was cut off: the moments are not spread over it");
    unit.add(200);
    succeeded(&unit.run(&["--as-of", "2026-05-31"]));
    assert_ne!(unit.latest(), before);
    let left: Vec<_> = fs::read_dir(unit.at("portfolio/.evenfolio"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.display().to_string().starts_with("staging"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let status = text(&unit.command(&["status", "-n", "300"]).output().unwrap().stdout);
    assert!(status.contains("was cut off"), "{status}");
}

/// No file may be larger than a few blocks: every write beyond that fails, as on a full disk.
#[cfg(unix)]
#[test]
fn without_room_the_last_outputs_stand() {
    let unit = Unit::new("");
    succeeded(&unit.run(&[]));
    let before = unit.latest();
    unit.add(1);
    for blocks in [0, 1, 8, 32, 64] {
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{PROGRAM}' run");
        let done = Command::new("bash").args(["-c", &line]).current_dir(unit.0.path()).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{blocks}: {}", text(&done.stderr));
        assert_eq!(unit.latest(), before, "{blocks}");
    }
    succeeded(&unit.run(&[]));
    assert_ne!(unit.latest(), before);
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_stops_cleanly() {
    let unit = Unit::new("");
    // A fifo is no file to read; a register that is large enough to be caught at is made here.
    let mut rows = "id,title,agency,description\n".to_owned();
    (0..60_000)
        .for_each(|row| rows.push_str(&format!("{row},Counter {row},Tax Administration,To cut the cost\n")));
    fs::write(unit.at("registers/large.csv"), rows).unwrap();
    let mut child = unit.command(&["run"]).spawn().unwrap();
    thread::sleep(Duration::from_millis(400));
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let ended = child.wait().unwrap();
    assert_eq!(ended.code(), Some(143));
    assert!(unit.latest().is_none());
    let status = text(&unit.command(&["status"]).output().unwrap().stdout);
    assert!(status.contains("stopped as asked"), "{status}");
}

#[test]
fn units_name_absolute_paths_and_nothing_is_left_to_fill_in() {
    let unit = Unit::new("");
    for scheduler in ["systemd", "cron", "windows", "kubernetes", "github"] {
        let done = unit
            .command(&["schedule", "print", scheduler, "--ping", "https://health.example/a%20b"])
            .output()
            .unwrap();
        succeeded(&done);
        let said = text(&done.stdout);
        for word in ["{folder}", "{config}", "{program}", "{name}", "{runs}", "{ping}"] {
            assert!(!said.contains(word), "{scheduler} leaves {word}");
        }
        assert!(said.contains("evenfolio.toml"), "{said}");
    }
}

#[test]
fn the_line_for_cron_is_one_that_a_shell_runs() {
    let unit = Unit::new("");
    let said = text(&unit.command(&["schedule", "print", "cron"]).output().unwrap().stdout);
    let line = said.lines().find(|line| line.starts_with("0 6")).unwrap();
    let command = line.splitn(6, ' ').last().unwrap();
    succeeded(&Command::new("sh").args(["-c", command]).output().unwrap());
    unit.latest().unwrap();
}

#[test]
fn the_configuration_is_shown_described_and_guarded() {
    let unit = Unit::new("");
    let shown = text(&unit.command(&["config", "show", "--floor", "12"]).output().unwrap().stdout);
    let line = |key: &str| shown.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    assert!(line("floor").ends_with("--floor") && line("inputs").ends_with("evenfolio.toml"), "{shown}");
    assert!(line("strictness").ends_with("as usual"), "{shown}");
    let schema: serde_json::Value =
        serde_json::from_slice(&unit.command(&["schema"]).output().unwrap().stdout).unwrap();
    assert!(schema["properties"]["as-of"]["description"].is_string());
    unit.configure("inptus = ['registers']\n");
    let refused = unit.run(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("line 1, column 1: there is no key `inptus`; perhaps `inputs`"));
}

#[test]
fn what_a_machine_collects_has_one_identity() {
    let unit = Unit::new("");
    let done = unit.run(&["--log-format", "json"]);
    succeeded(&done);
    let lines: Vec<serde_json::Value> =
        text(&done.stderr).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let run_id = unit.latest().unwrap();
    assert!(!lines.is_empty() && lines.iter().all(|line| line["run"] == *run_id), "{lines:?}");
}
