//! Agency packs in the making: filled during the one pass, written into a folder at its end.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::fold::fold;
use evenfolio_report::{self as report, RunIdentity, agency_pack};

use crate::Error;
use crate::book::{Done, source_line};
use crate::pipeline::Take;

/// Agency packs in the making.
pub(crate) struct Packs {
    packs: agency_pack::Packs,
    folder: PathBuf,
    /// Only for these agencies, folded; for all where there are none.
    only: Vec<String>,
}

impl Packs {
    /// Packs that go into `folder`, which is made if it is not there: for those agencies, or for all.
    pub(crate) fn begin(
        folder: &Path,
        layout: &report::Settings,
        agencies: &[String],
    ) -> Result<Self, Error> {
        if folder.is_file() {
            return Err(Error::Usage(format!("{} is a file; packs go into a folder", folder.display())));
        }
        fs::create_dir_all(folder)
            .map_err(|source| Error::Output { path: folder.display().to_string(), source })?;
        if let Some(answered) = answered(folder)? {
            return Err(Error::Usage(format!(
                "{} holds what somebody wrote into it, and a new pack would take its place; put it where --decisions \
                 finds it, or name another folder for the packs",
                answered.display()
            )));
        }
        let only = agencies.iter().map(|name| fold(name)).collect();
        Ok(Self { packs: agency_pack::Packs::begin(layout)?, folder: folder.to_owned(), only })
    }

    /// Where they go.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes them, has each put in its place, and says how many there are.
    pub(crate) fn write(
        self,
        done: &Done<'_>,
        mut put: impl FnMut(&Path, &[u8]) -> Result<(), Error>,
    ) -> Result<u64, Error> {
        let Done { summary, settings, run_id, .. } = *done;
        let Self { packs, folder, only } = self;
        let mut written = 0;
        let sources: Vec<_> = summary.registers.iter().map(source_line).collect();
        let run = RunIdentity {
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            rulebook: settings.rulebook(),
            strictness: settings.strictness,
            run_id: run_id.to_owned(),
        };
        packs.write(&run, &sources, &summary.findings, |pack, bytes| {
            // A register's findings are for who keeps it, who may be none of these.
            if !is_for(&only, &pack.agency) {
                return Ok(());
            }
            written += 1;
            let path = folder.join(&pack.file_name);
            crate::interrupt::check()?;
            put(&path, bytes)
        })?;
        Ok(written)
    }
}

/// A pack in a folder that somebody has written into, if there is one.
fn answered(folder: &Path) -> Result<Option<PathBuf>, Error> {
    let failed = |source| Error::Output { path: folder.display().to_string(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let Some(file) = is_workbook.then(|| File::open(&path).ok()).flatten() else { continue };
        let answers = report::answers::read(&path.display().to_string(), BufReader::new(file));
        if answers.is_ok_and(|answers| !answers.decisions.is_empty() || !answers.findings.is_empty()) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn is_for(only: &[String], agency: &str) -> bool {
    only.is_empty() || only.contains(&fold(agency))
}

impl Take for Packs {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        if is_for(&self.only, &assessment.initiative.agency) {
            self.packs.push(assessment)?;
        }
        Ok(())
    }
}
