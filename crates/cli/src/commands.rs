//! One file a command. What they share is how a plan is made from the command line.

pub(crate) mod check;
pub(crate) mod consolidate;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod report;
pub(crate) mod scan;

use std::fs;
use std::sync::Arc;

use evenfolio_core::assessment::Judge;
use evenfolio_core::finding::Severity;
use evenfolio_core::rulebook::Rulebook;
use evenfolio_importer::open::{Containment, ReadOptions};
use evenfolio_importer::survey::Options;
use jiff::civil::Date;

use crate::Error;
use crate::args::Reading;
use crate::output::{finding_line, tell};
use crate::pipeline::{Plan, Summary, Take, default_jobs, run};
use crate::progress::Progress;

/// The date that the report speaks for: the one place where the clock is read.
fn as_of(reading: &Reading) -> Date {
    reading.as_of.unwrap_or_else(|| jiff::Zoned::now().date())
}

/// Who tests and places: by the rules built in, and by the user's own.
fn judge(reading: &Reading) -> Result<Judge, Error> {
    let mut rulebook = Rulebook::built_in();
    for path in &reading.rules {
        let name = || path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| Error::RulesFile { path: name(), source })?;
        let own = rulebook.extended(&text).map_err(|source| Error::Rules { path: name(), source })?;
        rulebook = Arc::new(own);
    }
    Ok(Judge::new(reading.strictness.into()).with_rulebook(rulebook))
}

fn plan(reading: &Reading) -> Result<Plan, Error> {
    let containment = reading.program.clone().map_or(Containment::InProcess, |program| Containment::Worker {
        program,
        args: vec!["read-workbook".into()],
    });
    Ok(Plan {
        inputs: reading.inputs.clone(),
        read: ReadOptions { containment, ..ReadOptions::default() },
        survey: Options { language: reading.language.clone(), ..Options::default() },
        judge: judge(reading)?,
        jobs: reading.jobs.unwrap_or_else(default_jobs),
    })
}

/// Reads what the command line names, and sees to it that nothing is published that does not add up.
fn read(reading: &Reading, take: &mut dyn Take) -> Result<Summary, Error> {
    let progress = Progress::new(!reading.quiet && !reading.no_progress);
    let summary = run(&plan(reading)?, &progress, take)?;
    if summary.files == 0 {
        tell_errors(&summary);
        return Err(Error::NothingToRead);
    }
    match summary.registers.iter().find(|register| !register.ledger.balances()) {
        Some(register) => Err(Error::Ledger(register.path.to_string())),
        None => Ok(summary),
    }
}

/// Errors are always told; what is less can be asked for with `check`.
fn tell_errors(summary: &Summary) {
    for finding in summary.findings.iter().filter(|finding| finding.severity() == Severity::Error) {
        tell(&finding_line(finding));
    }
}
