//! What a run is made from, by its digests: if nothing of it is new, nothing is to be done.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evenfolio_importer::source::{Discovery, Location, discover};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::as_of::AsOf;
use crate::commands::report::digest;
use crate::config::Config;
use crate::settings::Settings;

/// The files that a run reads, with the digest of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inputs(BTreeMap<String, String>);

impl Inputs {
    /// Looks at them. What cannot be read has a digest of its own, so that it is new when it can.
    pub(super) fn look(found: Discovery) -> Self {
        let missing = found.findings.into_iter().map(|finding| (finding.place.to_string(), finding.message));
        let files = found.sources.into_iter().map(|source| {
            let digest = match &source.location {
                Location::File(path) => digest(path).unwrap_or_else(|error| error.to_string()),
                Location::StandardInput => String::new(),
            };
            (source.path.to_string(), digest)
        });
        Self(files.chain(missing).collect())
    }

    /// The files, in order.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The files that are not the same in the two.
    pub(super) fn differing<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.files().chain(other.files()).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| self.0.get(*name) != other.0.get(*name));
        names
    }

    /// The identity of the run: a digest of what is read, by what it is judged, and for which date. With the
    /// date of today a run is new only if something else is.
    pub(super) fn run_id(&self, config: &Config, settings: &Settings) -> Result<String, Error> {
        let mut hash = Sha256::new();
        let mut add = |name: &str, value: &str| {
            for text in [name, value] {
                hash.update(text.len().to_le_bytes());
                hash.update(text);
            }
        };
        add("version", env!("CARGO_PKG_VERSION"));
        add("rules", &settings.rules());
        if settings.as_of_rule != AsOf::Today {
            add("as of", &settings.as_of.to_string());
        }
        // The outputs and whatever else the file says, in the one form that does not depend on how it is typed.
        add("configuration", &format!("{config:?}"));
        add("held against", &format!("{:?} {}", settings.held.targets, settings.held.sample));
        add("language", settings.survey.language.as_deref().unwrap_or_default());
        for list in [&settings.profile_files, &settings.baseline] {
            for path in list {
                add(&path.display().to_string(), &read(path)?);
            }
        }
        // Decisions may be whole folders of packs that came back.
        let decisions: Vec<_> =
            settings.decision_files.iter().map(|path| path.display().to_string()).collect();
        for (path, digest) in Self::look(discover(&decisions)).0 {
            add(&path, &digest);
        }
        for (path, digest) in &self.0 {
            add(path, digest);
        }
        Ok(hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }
}

fn read(path: &PathBuf) -> Result<String, Error> {
    digest(Path::new(path))
        .map_err(|error| Error::Usage(format!("{} cannot be read: {error}", path.display())))
}
