//! Baselines: what earlier runs found, from whatever was kept of them, or from an earlier register itself.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::comparison::{Baseline, Digest, Entry, Near, Point, Reason, compare};
use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::Texts;
use evenfolio_core::innovation_test::{Outcome, Standing};
use evenfolio_core::money::Money;
use evenfolio_core::origin::Place;
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Facet;
use evenfolio_core::tally::Class;
use evenfolio_report::baseline::{self, Earlier};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::commands::read;
use crate::pipeline::Take;
use crate::settings::Settings;

/// Reads baselines, in the order given.
///
/// A baseline is a workbook that `report` wrote, a register that `consolidate --format jsonl` wrote, what `run`
/// keeps, or anything else that can be read as a register: then it is read now, by the rules of today.
pub(crate) fn load(paths: &[impl AsRef<Path>], settings: &Settings) -> Result<Vec<(String, Earlier)>, Error> {
    let named = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).display().to_string();
    paths
        .iter()
        .map(|path| {
            let path = path.as_ref();
            Ok((named(path), one(path, settings)?))
        })
        .collect()
}

fn one(path: &Path, settings: &Settings) -> Result<Earlier, Error> {
    let failed = |fault: String| Error::Baseline { path: path.display().to_string(), fault };
    let mut beginning = [0; 512];
    let mut file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let length = file.read(&mut beginning).map_err(|error| failed(error.to_string()))?;
    let beginning = &beginning[..length];
    if beginning.trim_ascii_start().starts_with(b"{") {
        return kept(path).map_err(failed);
    }
    if beginning.starts_with(b"PK")
        && let Ok(earlier) =
            File::open(path).map_err(|_| ()).and_then(|file| baseline::read(file).map_err(|_| ()))
    {
        return Ok(earlier);
    }
    register(path, settings)
}

/// What is kept of a run for the next one to compare with.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// The date that the run speaks for.
    pub(crate) as_of: Date,
    /// Which run it was.
    pub(crate) run_id: String,
    /// Its initiatives.
    pub(crate) baseline: Baseline,
}

/// What `run` keeps, or one line an initiative.
fn kept(path: &Path) -> Result<Earlier, String> {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    if let Ok(Kept { as_of, run_id, baseline }) = serde_json::from_slice(&text) {
        return Ok(Earlier { as_of: Some(as_of), run_id, baseline });
    }
    if serde_json::from_slice::<Figures>(&text).is_ok() {
        return Err(
            "it holds figures only, no initiatives; give the workbook of that run, or what consolidate \
                    --format jsonl wrote"
                .to_owned(),
        );
    }
    let lines = BufReader::new(&text[..]).lines().enumerate();
    let mut baseline = Baseline { rules: "not known".to_owned(), entries: Vec::new() };
    for (at, line) in lines {
        let line = line.map_err(|error| error.to_string())?;
        let entry: Line = serde_json::from_str(&line).map_err(|error| format!("line {}: {error}", at + 1))?;
        baseline.entries.push(entry.into());
    }
    Ok(Earlier { as_of: None, run_id: String::new(), baseline })
}

/// What `scan` and `--json` print.
#[derive(Deserialize)]
struct Figures {
    #[serde(rename = "portfolio")]
    _portfolio: serde::de::IgnoredAny,
}

/// An initiative as `consolidate --format jsonl` writes it.
#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    title: Option<String>,
    agency: String,
    budget: Option<Money>,
    raw: std::collections::BTreeMap<Field, String>,
    innovation_test: Test,
    standing: Standing,
    placement: Placed,
    #[serde(default)]
    decisions: Vec<Decided>,
    corrected: Option<serde::de::IgnoredAny>,
}

/// Which outcomes a person decided.
#[derive(Deserialize)]
struct Decided {
    novel: Option<Outcome>,
    implemented: Option<Outcome>,
    value: Option<Outcome>,
}

#[derive(Deserialize)]
struct Test {
    novel: Outcome,
    implemented: Outcome,
    value: Outcome,
}

#[derive(Deserialize)]
struct Placed {
    basis: Basis,
    facet: Option<Facet>,
}

impl From<Line> for Entry {
    fn from(line: Line) -> Self {
        let class = match (line.placement.facet, line.placement.basis) {
            (Some(facet), _) => Class::of_facet(facet),
            (None, Basis::Unplaced) => Class::Unplaced,
            (None, _) => Class::Mixed,
        };
        let texts: Texts = line.raw.into_iter().collect();
        let Test { novel, implemented, value } = line.innovation_test;
        Self {
            agency: line.agency,
            title: line.title.unwrap_or_default(),
            id: line.id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()),
            class,
            standing: line.standing,
            outcomes: [novel, implemented, value],
            budget: line.budget,
            basis: line.placement.basis,
            amended: line.corrected.is_some()
                || line.decisions.iter().any(|decided| {
                    [decided.novel, decided.implemented, decided.value].iter().any(Option::is_some)
                }),
            words: Some(Digest::of(texts.iter().map(|(field, text)| (field.key(), text)))),
        }
    }
}

/// Collects what the next run compares with.
#[derive(Default)]
pub(crate) struct Entries(pub(crate) Vec<Entry>);

impl Take for Entries {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        self.0.push(Entry::of(assessment));
        Ok(())
    }
}

/// An earlier register, read by the rules of today.
fn register(path: &Path, settings: &Settings) -> Result<Earlier, Error> {
    let settings = Settings {
        inputs: vec![path.display().to_string()],
        findings: Vec::new(),
        across: false,
        progress: false,
        ..settings.clone()
    };
    let mut entries = Entries::default();
    let summary = read(&settings, &mut entries)?;
    if entries.0.is_empty() {
        let fault = summary.findings.first().map_or_else(String::new, |finding| finding.message.clone());
        return Err(Error::Baseline { path: path.display().to_string(), fault });
    }
    let baseline = Baseline { rules: settings.rules(), entries: entries.0 };
    Ok(Earlier { as_of: None, run_id: String::new(), baseline })
}

/// The figures at each date for which there is an earlier run, and today's.
pub(crate) fn over_time(earlier: &[(String, Earlier)], today: Vec<Point>, settings: &Settings) -> Vec<Point> {
    let mut points: Vec<Point> =
        earlier.iter().filter_map(|(_, earlier)| earlier.point(&settings.held.targets)).collect();
    points.extend(today);
    points.sort_by_key(|point| point.as_of);
    points
}

/// The pairs that a person should look at: they may be the same initiative, or two under one identifier.
pub(crate) fn near(earlier: &[(String, Earlier)], now: &Baseline) -> Vec<Finding> {
    let Some((_, before)) = earlier.last() else { return Vec::new() };
    let near = |near: &Near<'_>| {
        let (old, new) = (near.old, near.new);
        let message = match near.reason {
            Reason::OtherTitle => format!(
                "“{}” of {} has the identifier that “{}” had before: is it the same initiative?",
                new.title, new.agency, old.title
            ),
            Reason::LikeTitle => format!(
                "“{}” of {} entered and “{}” left: is it the same initiative?",
                new.title, new.agency, old.title
            ),
            Reason::OtherAgency => format!(
                "“{}” left {} and entered {}: is it the same initiative?",
                new.title, old.agency, new.agency
            ),
        };
        Finding::new(Code::InitiativeNear, Place::Run, message)
    };
    compare(&before.baseline, now).near.iter().map(near).collect()
}
