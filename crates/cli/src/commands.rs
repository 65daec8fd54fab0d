//! One file a command. What they share is how a plan is made from the command line.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod consolidate;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod lint;
pub(crate) mod man;
pub(crate) mod merge;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod scan;
pub(crate) mod schedule;
pub(crate) mod schema;
pub(crate) mod status;
pub(crate) mod template;

use evenfolio_core::finding::{Finding, Severity};

use crate::Error;
use crate::output::{finding_line, tell};
use crate::pipeline::{Summary, Take, run};
use crate::progress::Progress;
use crate::settings::Settings;

/// Reads what the settings name, and sees to it that nothing is published that does not add up.
pub(crate) fn read(settings: &Settings, take: &mut dyn Take) -> Result<Summary, Error> {
    let progress = Progress::new(settings.progress);
    let summary = run(settings, &progress, take)?;
    if summary.files == 0 {
        let none = settings.inputs.is_empty();
        return Err(Error::NothingToRead(if none {
            "no inputs are named".to_owned()
        } else {
            why(&summary.findings)
        }));
    }
    match summary.registers.iter().find(|register| !register.ledger.balances()) {
        Some(register) => Err(Error::Ledger(register.path.to_string())),
        None => Ok(summary),
    }
}

/// Why nothing could be read, in one sentence.
pub(crate) fn why(findings: &[Finding]) -> String {
    let one = |finding: &Finding| format!("{}: {}", finding.place, finding.message);
    let some: Vec<_> = findings.iter().take(5).map(one).collect();
    if some.is_empty() { "no file holds a register".to_owned() } else { some.join("; ") }
}

/// Errors are always told; what is less can be asked for with `check`.
fn tell_errors(summary: &Summary, settings: &Settings) {
    let is_error = |finding: &&Finding| settings.held.severities.of(finding.code) == Severity::Error;
    for finding in summary.findings.iter().filter(is_error) {
        tell(&finding_line(finding, Severity::Error));
    }
}
