//! The history: a line for each thing that happened, so that a run that was cut off is seen as one that began
//! and did not end. Here and in the log stands the time of day, and in no output.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use evenfolio_core::finding::SeverityCount;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Folder;
use crate::output::tell;

/// What happened to a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Event {
    /// It began.
    Started,
    /// It wrote its outputs.
    Done {
        /// Into which folder.
        folder: String,
        /// How many initiatives there are.
        initiatives: u64,
        /// The verdict.
        verdict: String,
        /// How many findings there are.
        findings: SeverityCount,
        /// The exit status.
        status: u8,
    },
    /// There was nothing to do.
    NothingNew,
    /// It ended without outputs.
    Failed {
        /// Why.
        why: String,
    },
}

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    /// When, by the clock of the machine.
    pub(crate) at: Timestamp,
    /// Which run.
    pub(crate) run: String,
    /// For which date.
    pub(crate) as_of: Date,
    /// What happened.
    #[serde(flatten)]
    pub(crate) event: Event,
}

/// The history of a folder.
pub(crate) struct History(PathBuf);

impl History {
    pub(crate) fn new(folder: &Folder) -> Self {
        Self(folder.inner().join("history.jsonl"))
    }

    /// Adds a line. A history that cannot be written is no reason not to report.
    pub(super) fn note(&self, run: &str, as_of: Date, event: &Event) {
        let line = Line { at: Timestamp::now(), run: run.to_owned(), as_of, event: event.clone() };
        let Ok(mut text) = serde_json::to_string(&line) else { return };
        // A line that was cut off must not swallow the next one.
        text.insert(0, '\n');
        let written = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.0)
            .and_then(|mut file| file.write_all(text.as_bytes()));
        if let Err(error) = written {
            tell(&format!("{}: the history cannot be written: {error}", self.0.display()));
        }
    }

    /// What is odd about the time before now: a run that was cut off, a clock that went back.
    pub(super) fn oddities(&self) -> Vec<String> {
        let (lines, now) = (self.lines(), Timestamp::now());
        let Some(last) = lines.last() else { return Vec::new() };
        let shown = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        let mut odd = Vec::new();
        if last.event == Event::Started {
            odd.push(format!(
                "The run before this one ({}, begun {}) was cut off; what it left half done was removed.",
                last.run,
                shown(last.at)
            ));
        }
        if let Some(latest) = lines.iter().map(|line| line.at).max().filter(|latest| *latest > now) {
            odd.push(format!(
                "The clock of this machine went back: it says {}, and the history goes to {}.",
                shown(now),
                shown(latest)
            ));
        }
        odd
    }

    /// All lines that are whole.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let text = fs::read(&self.0).unwrap_or_default();
        text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }
}
