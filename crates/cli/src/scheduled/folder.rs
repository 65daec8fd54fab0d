//! The folder of the runs: one folder a run, `latest`, and what is being filled.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use evenfolio_report::baseline::Earlier;
use jiff::civil::Date;
use serde::Serialize;

use super::{Lock, remove};
use crate::Error;
use crate::earlier::Kept;

/// Where the outputs of all runs are.
pub(crate) struct Folder(PathBuf);

/// The name of what points at the last run.
const LATEST: &str = "latest";

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// The place of what is not for readers: lock, history, and the folder that is being filled.
    pub(super) fn inner(&self) -> PathBuf {
        self.0.join(".evenfolio")
    }

    /// Makes it, where it is not there yet.
    pub(super) fn make(&self) -> Result<(), Error> {
        let inner = self.inner();
        fs::create_dir_all(&inner).map_err(|source| failed(&inner, source))
    }

    /// Whether a run is at work in it now.
    pub(crate) fn is_busy(&self) -> bool {
        Lock::is_held(self)
    }

    /// The last run's folder.
    pub(crate) fn latest(&self) -> Option<PathBuf> {
        let link = self.0.join(LATEST);
        let name = match fs::read_link(&link) {
            Ok(target) => target,
            // Where there are no links, a text file has the name.
            Err(_) => PathBuf::from(fs::read_to_string(&link).ok()?.trim()),
        };
        let path = self.0.join(name.file_name()?);
        path.is_dir().then_some(path)
    }

    /// The folder that the next run of that date would get. A date that was written already gets a number, so
    /// that what readers have open is never taken away under them.
    pub(super) fn next(&self, as_of: Date) -> PathBuf {
        let first = self.0.join(as_of.to_string());
        let more = (2..).map(|number| self.0.join(format!("{as_of}.{number}")));
        std::iter::once(first).chain(more).find(|path| !path.exists()).unwrap_or_default()
    }

    /// All runs: date, number, folder; in the order of both.
    fn runs(&self) -> Vec<(Date, u32, PathBuf)> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut runs: Vec<_> = entries
            .filter_map(|entry| {
                let name = entry.file_name();
                let name = name.to_str()?;
                let (date, number) = name.split_once('.').unwrap_or((name, "1"));
                Some((date.parse().ok()?, number.parse().ok()?, entry.path()))
            })
            .filter(|(_, _, path): &(_, _, PathBuf)| path.is_dir())
            .collect();
        runs.sort();
        runs
    }

    /// The runs of earlier dates, the last of each date, in the order of time.
    pub(super) fn earlier(&self, as_of: Date) -> Vec<(String, Earlier)> {
        let mut earlier: Vec<(Date, (String, Earlier))> = Vec::new();
        for (date, _, path) in self.runs().into_iter().filter(|(date, ..)| *date < as_of) {
            let Some(kept) = kept(&path) else { continue };
            earlier.retain(|(known, _)| *known != date);
            let run = Earlier { as_of: Some(kept.as_of), run_id: kept.run_id, baseline: kept.baseline };
            earlier.push((date, (path.file_name().unwrap_or_default().display().to_string(), run)));
        }
        earlier.into_iter().map(|(_, run)| run).collect()
    }

    /// Removes what runs that were cut off have left. Only whoever holds the lock may.
    pub(super) fn clear_leftovers(&self) {
        let entries = fs::read_dir(self.inner()).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_name().display().to_string().starts_with("staging-")) {
            remove(&entry.path());
        }
    }

    /// A new folder to be filled.
    pub(super) fn stage(&self, run_id: &str) -> Result<Staging, Error> {
        let path = self.inner().join(format!("staging-{run_id}"));
        fs::create_dir_all(&path).map_err(|source| failed(&path, source))?;
        Ok(Staging(path))
    }

    /// Keeps the last `keep` runs, and whatever `latest` points at; 0 keeps all.
    pub(super) fn prune(&self, keep: usize) {
        if keep == 0 {
            return;
        }
        let (latest, runs) = (self.latest(), self.runs());
        let surplus = runs.len().saturating_sub(keep);
        for (.., path) in runs.into_iter().take(surplus).filter(|(.., path)| Some(path) != latest.as_ref()) {
            // Out of sight in one step: a run that is half removed is nowhere to be seen.
            let gone =
                self.inner().join(format!("staging-{}", path.file_name().unwrap_or_default().display()));
            remove(if fs::rename(&path, &gone).is_ok() { &gone } else { &path });
        }
    }
}

/// A folder that is being filled. Dropped before it is published, it is removed.
pub(super) struct Staging(PathBuf);

impl Staging {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a JSON file into it.
    pub(super) fn keep(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let path = self.0.join(name);
        let write = || {
            let mut text = serde_json::to_vec_pretty(value).map_err(io::Error::from)?;
            text.push(b'\n');
            let mut file = File::create(&path)?;
            file.write_all(&text)?;
            file.sync_all()
        };
        write().map_err(|source| failed(&path, source))
    }

    /// Gives it its name and points `latest` at it: two renames, each of which happens or does not.
    pub(super) fn publish(self, folder: &Folder, as_of: Date) -> Result<PathBuf, Error> {
        sync(&self.0);
        let into = folder.next(as_of);
        fs::rename(&self.0, &into).map_err(|source| failed(&into, source))?;
        let (link, fresh) = (folder.0.join(LATEST), folder.inner().join(LATEST));
        remove(&fresh);
        point(&fresh, into.file_name().unwrap_or_default().as_ref())
            .and_then(|()| fs::rename(&fresh, &link))
            .map_err(|source| failed(&link, source))?;
        sync(&folder.0);
        Ok(into)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

fn kept(path: &Path) -> Option<Kept> {
    serde_json::from_slice(&fs::read(path.join("baseline.json")).ok()?).ok()
}

/// Links are relative, so that the folder can be moved.
#[cfg(unix)]
fn point(link: &Path, name: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(name, link)
}

/// Links need rights that scheduled jobs on other systems seldom have.
#[cfg(not(unix))]
fn point(link: &Path, name: &Path) -> io::Result<()> {
    fs::write(link, name.display().to_string())
}

/// Names are safe on disk only when their folder is; folders cannot be opened everywhere.
pub(super) fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::Output { path: path.display().to_string(), source }
}
