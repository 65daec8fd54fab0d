//! `init`: a configuration file that works on the folder it is run in.

use std::path::Path;

use evenfolio_importer::source::discover;

use crate::args::Init;
use crate::config::FILE_NAME;
use crate::output::tell;
use crate::publish::{check_place, put};
use crate::{End, Error};

const COMMENTED: &str = include_str!("../../evenfolio.toml");

pub(crate) fn run(args: &Init) -> Result<End, Error> {
    if args.output.exists() {
        return Err(Error::Usage(format!(
            "{} is there already, and is left as it is",
            args.output.display()
        )));
    }
    check_place(&args.output, [])?;
    let folder =
        args.output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let registers = match &args.registers {
        Some(registers) => given(folder, registers)?,
        None => found(folder)?,
    };
    let quoted = toml::Value::String(registers).to_string();
    let text = COMMENTED.replace("\"registers\"", &quoted);
    put(&args.output, text.as_bytes())?;
    tell(&format!(
        "Wrote {}, which reads {quoted}. Next: evenfolio run{} --dry-run",
        args.output.display(),
        if args.output == Path::new(FILE_NAME) {
            String::new()
        } else {
            format!(" --config {}", args.output.display())
        }
    ));
    Ok(End::Done)
}

/// A folder, file or pattern that the user named. Paths in the file are relative to it.
fn given(folder: &Path, registers: &str) -> Result<String, Error> {
    let below = folder.join(registers).display().to_string();
    let found = discover(&[below]);
    match found.findings.first().filter(|_| found.sources.is_empty()) {
        Some(finding) => Err(Error::Usage(format!("{}: {}", finding.place, finding.message))),
        None => Ok(registers.to_owned()),
    }
}

/// The folder here that holds registers; where there are several, here itself.
fn found(folder: &Path) -> Result<String, Error> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Error::Usage(format!("{} cannot be read: {error}", folder.display())))?;
    let mut folders: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir() && !entry.file_name().display().to_string().starts_with('.'))
        .map(|entry| entry.file_name().display().to_string())
        .collect();
    let holds = |name: &str| !discover(&[folder.join(name).display().to_string()]).sources.is_empty();
    // A folder that is called so first: others may hold what the registers are made from.
    if holds("registers") {
        return Ok("registers".to_owned());
    }
    folders.retain(|name| holds(name));
    if let [only] = &folders[..] {
        return Ok(only.clone());
    }
    if holds(".") {
        return Ok(".".to_owned());
    }
    Err(Error::Usage(
        "there are no registers here; put them in a folder named registers, or name theirs: evenfolio init FOLDER"
            .to_owned(),
    ))
}
