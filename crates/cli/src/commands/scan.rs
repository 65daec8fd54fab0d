//! `scan`: the aggregate only.

use std::io::Write as _;

use evenfolio_core::balance::Balance;

use super::{as_of, read, tell_errors};
use crate::args::Scan;
use crate::output::{end, say, summary_json};
use crate::pipeline::Nothing;
use crate::publish::publish;
use crate::{End, Error};

pub(crate) fn run(args: &Scan) -> Result<End, Error> {
    let reading = &args.reading;
    let summary = read(&args.inputs.inputs, reading, &mut Nothing)?;
    let balance = Balance::of(&summary.portfolio.counted, &reading.held_against());
    let object = format!("{:#}", summary_json(&summary, as_of(reading), &balance, None));
    match &args.output {
        Some(path) => publish(path, |out| {
            writeln!(out, "{object}")
                .map_err(|source| Error::Output { path: path.display().to_string(), source })
        })?,
        None => say(&object)?,
    }
    tell_errors(&summary);
    Ok(end(&summary, reading.fail_on.severity()))
}
