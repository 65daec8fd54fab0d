//! One file a command. What they share is how a plan is made from the command line.

pub(crate) mod check;
pub(crate) mod consolidate;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod report;
pub(crate) mod scan;
pub(crate) mod template;

use std::path::PathBuf;

use evenfolio_core::assessment::Judge;
use evenfolio_core::finding::Severity;
use evenfolio_importer::open::{Containment, ReadOptions};
use evenfolio_importer::profile::Profiles;
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

fn plan(inputs: &[String], reading: &Reading) -> Result<Plan, Error> {
    let containment = reading.program.clone().map_or(Containment::InProcess, |program| Containment::Worker {
        program,
        args: vec!["read-workbook".into()],
    });
    Ok(Plan {
        inputs: inputs.to_vec(),
        read: ReadOptions { containment, ..ReadOptions::default() },
        profiles: profiles(&reading.profiles)?,
        survey: Options { language: reading.language.clone(), ..Options::default() },
        judge: judge(reading),
        jobs: reading.jobs.unwrap_or_else(default_jobs),
    })
}

/// Reads the profiles that were given.
fn profiles(files: &[PathBuf]) -> Result<Profiles, Error> {
    let mut all = Profiles::default();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|source| Error::Profile {
            path: file.display().to_string(),
            source: Box::new(source),
        })?;
        all.extend(
            Profiles::from_toml(&text).map_err(|fault| Error::Profile {
                path: file.display().to_string(),
                source: Box::new(fault),
            })?,
        );
    }
    Ok(all)
}

/// Who tests and places.
fn judge(reading: &Reading) -> Judge {
    Judge::new(reading.strictness.into()).with_as_of(as_of(reading))
}

/// Reads what the command line names, and sees to it that nothing is published that does not add up.
fn read(inputs: &[String], reading: &Reading, take: &mut dyn Take) -> Result<Summary, Error> {
    let progress = Progress::new(!reading.quiet && !reading.no_progress);
    let summary = run(&plan(inputs, reading)?, &progress, take)?;
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
