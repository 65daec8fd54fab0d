//! `merge`: parts that `scan` wrote, joined into what one scan of everything would have written.

use std::fs;
use std::path::Path;

use evenfolio_core::part::{Part, join};
use serde::Deserialize;

use super::scan::write;
use crate::args::Merge;
use crate::output::{end, tell};
use crate::pipeline::{ReadRegister, Summary};
use crate::publish::check_place;
use crate::publish::named;
use crate::settings::{Held, is_there};
use crate::{End, Error};

/// What `merge` needs of what `scan` wrote; the rest is made again.
#[derive(Deserialize)]
struct Scanned {
    sources: Vec<ReadRegister>,
    part: Part,
}

pub(crate) fn run(args: &Merge) -> Result<End, Error> {
    let held = Held::resolve(&args.weighing)?;
    if let Some(path) = named(args.output.as_ref()) {
        // What is joined is read whole before anything is written, so that it may be joined into itself.
        check_place(path, [])?;
    }
    args.parts.iter().try_for_each(|path| is_there(path))?;
    let (mut parts, mut registers) = (Vec::new(), Vec::new());
    for path in &args.parts {
        let Scanned { sources, part } = read(path)?;
        registers.extend(sources);
        parts.push(part);
    }
    let part = join(parts).map_err(|refusal| Error::Usage(refusal.to_string()))?;
    // By the bytes of the paths, as one scan reads them; the sheets of a file stay in their order.
    registers.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let summary = Summary { portfolio: part.portfolio.clone(), registers, ..Summary::default() };
    write(&part, &summary, &held, named(args.output.as_ref()))?;
    if let Some(path) = named(args.output.as_ref()) {
        tell(&format!("Wrote {}.", path.display()));
    }
    Ok(end(&summary, &held))
}

fn read(path: &Path) -> Result<Scanned, Error> {
    let failed = |fault: String| Error::Part { path: path.display().to_string(), fault };
    let text = fs::read(path).map_err(|error| failed(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))
}
