//! The record of a run: what it read and wrote, by digests, so that anyone can check it later.

use std::fs;
use std::path::Path;

use evenfolio_core::finding::{Code, SeverityCount};
use evenfolio_core::innovation_test::Standing;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Inputs;
use super::folder::sync;
use crate::Error;
use crate::commands::report::digest;
use crate::pipeline::{ReadRegister, Summary};
use crate::settings::Settings;

/// The record, as `run.json` has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Which run it was.
    pub(crate) run_id: String,
    /// Whether an input changed while it was read, so that the next run has to read it again.
    #[serde(default)]
    pub(crate) provisional: bool,
    /// What was odd about the run.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
    /// The version of the program.
    pub(crate) version: String,
    /// By what initiatives were judged.
    pub(crate) rules: String,
    /// The date that it speaks for.
    pub(crate) as_of: Date,
    /// What was read: the files, with the digest of each.
    #[serde(default)]
    pub(crate) inputs: Inputs,
    /// The registers, with digests and ledgers.
    pub(crate) sources: Vec<ReadRegister>,
    /// How many initiatives are counted.
    pub(crate) counted: u64,
    /// How many are not yet implemented.
    pub(crate) pipeline: u64,
    /// How many are neither.
    pub(crate) not_counted: u64,
    /// The verdict.
    pub(crate) verdict: String,
    /// How firm it is.
    pub(crate) firmness: String,
    /// How many findings there are.
    pub(crate) findings: SeverityCount,
    /// What was written.
    pub(crate) outputs: Vec<Written>,
}

/// One file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    /// Its name in the folder of the run.
    pub(crate) file: String,
    /// SHA-256 of it.
    pub(crate) sha256: String,
}

impl Record {
    pub(super) fn new(
        run_id: &str,
        notes: Vec<String>,
        inputs: &Inputs,
        summary: &Summary,
        settings: &Settings,
        outputs: Vec<Written>,
    ) -> Self {
        let portfolio = &summary.portfolio;
        let balance = settings.held.weigh(&portfolio.counted);
        Self {
            run_id: run_id.to_owned(),
            provisional: portfolio.findings.contains_key(&Code::ChangedWhileRead),
            notes,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: settings.rules(),
            as_of: settings.as_of,
            inputs: inputs.clone(),
            sources: summary.registers.clone(),
            counted: portfolio.standing(Standing::Counted),
            pipeline: portfolio.standing(Standing::Pipeline),
            not_counted: portfolio.not_counted(),
            verdict: balance.verdict.word().to_owned(),
            firmness: balance.firmness,
            findings: settings.held.severities.count(&portfolio.findings),
            outputs,
        }
    }

    /// The record in the folder of a run.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join("run.json")).ok()?).ok()
    }

    /// Whether everything that was written is still as it was, and there is no need to read again.
    pub(super) fn stands(&self, folder: &Path) -> bool {
        !self.provisional
            && self
                .outputs
                .iter()
                .all(|output| digest(&folder.join(&output.file)).is_ok_and(|now| now == output.sha256))
    }
}

impl Written {
    /// A file of the folder, after it was written.
    pub(super) fn of(folder: &Path, file: &str) -> Result<Self, Error> {
        let path = folder.join(file);
        let sha256 =
            digest(&path).map_err(|source| Error::Output { path: path.display().to_string(), source })?;
        Ok(Self { file: file.to_owned(), sha256 })
    }

    /// All files of a folder in the folder, after they were written, by name.
    pub(super) fn all(folder: &Path, inner: &str) -> Result<Vec<Self>, Error> {
        let path = folder.join(inner);
        let entries = fs::read_dir(&path)
            .map_err(|source| Error::Output { path: path.display().to_string(), source })?;
        let mut names: Vec<_> =
            entries.flatten().map(|entry| format!("{inner}/{}", entry.file_name().display())).collect();
        names.sort();
        let written: Vec<_> = names.iter().map(|name| Self::of(folder, name)).collect::<Result<_, _>>()?;
        for path in names.iter().map(|name| folder.join(name)) {
            let synced = fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.sync_all());
            synced.map_err(|source| Error::Output { path: path.display().to_string(), source })?;
        }
        sync(&path);
        Ok(written)
    }
}
