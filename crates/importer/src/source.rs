//! From what the user names to the files that are read: files, folders, patterns, standard input.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;

/// Endings by which files below a folder are taken for registers. A file that is named is always tried.
pub const ENDINGS: [&str; 9] = ["csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods"];

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as the user knows it, with forward slashes.
    pub path: Arc<str>,
    /// Where its bytes are.
    pub location: Location,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file.
    File(PathBuf),
    /// Standard input.
    StandardInput,
}

/// What was found under the names that the user gave.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// The files, sorted by path; each once.
    pub sources: Vec<Source>,
    /// What was named and is not there.
    pub findings: Vec<Finding>,
}

/// Finds the files under the given names: a file is taken as it is, a folder with all below it (hidden files,
/// lock files and links left out), a pattern such as `in/*.csv` for what it matches, `-` for standard input.
pub fn discover(inputs: &[String]) -> Discovery {
    let mut found = Discovery::default();
    let mut seen = BTreeSet::new();
    for input in inputs {
        let mut here = Vec::new();
        if input == "-" {
            here.push(Source { path: "standard input".into(), location: Location::StandardInput });
        } else if Path::new(input).is_dir() {
            below(Path::new(input), 0, &mut here);
            if here.is_empty() {
                found.findings.push(Finding::new(
                    Code::NothingToRead,
                    Place::File { path: shown(Path::new(input)) },
                    format!("the folder {input} holds no CSV, Excel or OpenDocument file"),
                ));
            }
        } else if Path::new(input).exists() {
            here.push(file(Path::new(input)));
        } else {
            matching(input, &mut here);
            if here.is_empty() {
                found.findings.push(Finding::new(
                    Code::FileMissing,
                    Place::File { path: shown(Path::new(input)) },
                    format!("{input} does not exist"),
                ));
            }
        }
        found.sources.extend(here.into_iter().filter(|source| seen.insert(identity(source))));
    }
    found.sources.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn file(path: &Path) -> Source {
    Source { path: shown(path), location: Location::File(path.to_owned()) }
}

fn shown(path: &Path) -> Arc<str> {
    path.to_string_lossy().replace('\\', "/").into()
}

/// Links count as the file that they lead to, so that nothing is read twice.
fn identity(source: &Source) -> PathBuf {
    match &source.location {
        Location::File(path) => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        Location::StandardInput => PathBuf::from("-"),
    }
}

fn matching(pattern: &str, here: &mut Vec<Source>) {
    let Ok(paths) = glob::glob(pattern) else { return };
    for path in paths.flatten() {
        if path.is_dir() {
            below(&path, 0, here);
        } else if path.is_file() {
            here.push(file(&path));
        }
    }
}

fn below(folder: &Path, depth: usize, here: &mut Vec<Source>) {
    /// Deeper than any folder a person keeps; a guard against endless mounts.
    const DEEPEST: usize = 64;
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => below(&path, depth + 1, here),
            Ok(kind) if kind.is_file() && has_known_ending(&path) => here.push(file(&path)),
            _ => {}
        }
    }
}

fn has_known_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
