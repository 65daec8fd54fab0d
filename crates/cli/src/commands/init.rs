//! `init`: a configuration file that works on the folder it is run in.

use std::io::Write as _;
use std::path::Path;

use evenfolio_importer::source::discover;

use crate::args::Init;
use crate::output::tell;
use crate::publish::publish;
use crate::{End, Error};

const COMMENTED: &str = include_str!("../../evenfolio.toml");

pub(crate) fn run(args: &Init) -> Result<End, Error> {
    if args.output.exists() {
        return Err(Error::Usage(format!(
            "{} is there already, and is left as it is",
            args.output.display()
        )));
    }
    let folder =
        args.output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let registers = match &args.registers {
        Some(registers) => registers.clone(),
        None => found(folder)?,
    };
    let quoted = toml::Value::String(registers).to_string();
    let text = COMMENTED.replace("\"registers\"", &quoted);
    publish(&args.output, |out| {
        let path = args.output.display().to_string();
        out.write_all(text.as_bytes()).map_err(|source| Error::Output { path, source })
    })?;
    tell(&format!(
        "Wrote {}, which reads {quoted}. Next: evenfolio run --config {0} --dry-run",
        args.output.display()
    ));
    Ok(End::Done)
}

/// The first folder here that holds registers; else here itself.
fn found(folder: &Path) -> Result<String, Error> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Error::Usage(format!("{} cannot be read: {error}", folder.display())))?;
    let mut folders: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir() && !entry.file_name().display().to_string().starts_with('.'))
        .map(|entry| entry.file_name().display().to_string())
        .collect();
    folders.sort();
    // A folder that is called so first: others may hold what the registers are made from.
    folders.sort_by_key(|name| name != "registers");
    let holds = |name: &str| !discover(&[folder.join(name).display().to_string()]).sources.is_empty();
    if let Some(name) = folders.iter().find(|name| holds(name)) {
        return Ok(name.clone());
    }
    if holds(".") {
        return Ok("*.*".to_owned());
    }
    Err(Error::Usage(
        "there are no registers here; put them in a folder named registers, or name theirs: evenfolio init FOLDER"
            .to_owned(),
    ))
}
