//! The files that are changed: the project's own fixtures.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::Target;
use crate::mutate::{Random, mutate};

/// A file to change.
pub(crate) struct Seed {
    pub(crate) ending: String,
    pub(crate) bytes: Vec<u8>,
    /// The parts of an archive, which are changed rather than the archive.
    parts: Option<Vec<(String, Vec<u8>)>>,
}

impl Seed {
    /// The file with one to a few changes, some of them pieces of other seeds.
    pub(crate) fn mutated(&self, others: &[Self], random: &mut Random) -> Vec<u8> {
        let other = &others[random.below(others.len())];
        let Some(parts) = &self.parts else { return mutate(&self.bytes, &other.bytes, random) };
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let changed = random.below(parts.len());
        for (at, (name, bytes)) in parts.iter().enumerate() {
            let options = SimpleFileOptions::default();
            if writer.start_file(name.as_str(), options).is_err() {
                return self.bytes.clone();
            }
            let bytes = if at == changed { mutate(bytes, &other.bytes, random) } else { bytes.clone() };
            if writer.write_all(&bytes).is_err() {
                return self.bytes.clone();
            }
        }
        writer.finish().map(Cursor::into_inner).unwrap_or_default()
    }
}

/// The seeds of a target.
pub(crate) fn of(target: Target) -> Vec<Seed> {
    let endings: &[&str] = match target {
        Target::Csv => &["csv", "tsv", "txt"],
        Target::Parts => &["xlsx", "xlsm", "ods"],
        Target::Binary => &["xls", "xlsb"],
        Target::Profile => return profiles(),
    };
    let mut seeds = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures"), endings, &mut seeds);
    for seed in &mut seeds {
        if target == Target::Parts {
            seed.parts = parts(&seed.bytes);
        }
    }
    seeds.retain(|seed| target != Target::Parts || seed.parts.is_some());
    seeds
}

fn profiles() -> Vec<Seed> {
    let texts = [
        "paths = [\"a*.csv\"]\nheader_row = 3\nlanguage = \"de\"\ncurrency = \"EUR\"\n[columns]\ntitle = \"Vorhaben\"\n",
        "[[profile]]\nsheet = \"Liste\"\nheader_rows = [1, 2]\nfill_down = [\"agency\"]\ncolumns.title = [\"A\", \"B\"]\n",
    ];
    texts.iter().map(|text| Seed { ending: "toml".to_owned(), bytes: text.as_bytes().to_vec(), parts: None }).collect()
}

fn gather(folder: &Path, endings: &[&str], seeds: &mut Vec<Seed>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, endings, seeds);
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
        if endings.contains(&ending.as_str())
            && let Ok(bytes) = std::fs::read(&path)
        {
            seeds.push(Seed { ending, bytes, parts: None });
        }
    }
}

fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        parts.push((part.name().ok()?.into_owned(), bytes));
    }
    Some(parts)
}
