//! `scan`: the aggregate only, as a part that `merge` joins with others.

use std::io::Write as _;
use std::path::Path;

use evenfolio_core::part::Part;
use serde_json::Value;

use super::{read, tell_errors};
use crate::args::Scan;
use crate::output::{end, say, summary_json, tell};
use crate::pipeline::{Nothing, Summary};
use crate::publish::{check_kept, check_place, files, named, publish};
use crate::settings::{Held, Settings};
use crate::{End, Error};

pub(crate) fn run(args: &Scan) -> Result<End, Error> {
    let mut settings = Settings::resolve(&args.inputs.inputs, &args.reading)?;
    settings.across = false;
    if let Some(path) = named(args.output.as_ref()) {
        check_place(path, files(&settings.discover()))?;
        check_kept(path, &settings.decision_files)?;
    }
    let summary = read(&settings, &mut Nothing)?;
    let part = Part::new(settings.rulebook(), settings.strictness, settings.as_of, summary.portfolio.clone());
    write(&part, &summary, &settings.held, named(args.output.as_ref()))?;
    tell_errors(&summary, &settings);
    if let Some(path) = named(args.output.as_ref()).filter(|_| !args.reading.quiet) {
        tell(&format!("Wrote {}.", path.display()));
    }
    Ok(end(&summary, &settings.held))
}

/// Writes the figures for a reader, and with them the exact part that they were made from.
pub(crate) fn write(part: &Part, summary: &Summary, held: &Held, output: Option<&Path>) -> Result<(), Error> {
    let balance = held.weigh(&summary.portfolio.counted);
    let mut object = summary_json(summary, part.as_of, held, &balance, None);
    object["part"] = serde_json::to_value(part).unwrap_or(Value::Null);
    match output {
        Some(path) => publish(path, |out| {
            writeln!(out, "{object:#}")
                .map_err(|source| Error::Output { path: path.display().to_string(), source })
        }),
        None => say(&format!("{object:#}")),
    }
}
