//! `report`: everything, in one pass.

use std::fs::File;
use std::io::Read as _;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::balance::Balance;
use evenfolio_report::{Contents, Listing, RunIdentity, Settings, SourceLine, Style};
use sha2::{Digest as _, Sha256};

use super::{as_of, read, tell_errors};
use crate::args::{Report, WorkbookStyle};
use crate::output::{counts, end, say, summary_json, tell, verdict};
use crate::pipeline::{ReadRegister, Take};
use crate::publish::publish;
use crate::{End, Error};

struct Lister(Listing);

impl Take for Lister {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        Ok(self.0.push(assessment)?)
    }
}

pub(crate) fn run(args: &Report) -> Result<End, Error> {
    let reading = &args.reading;
    let as_of = as_of(reading);
    let mut settings = Settings::new(&args.organisation, as_of);
    settings.contact.clone_from(&args.contact);
    settings.targets = reading.held_against();
    settings.include_personal = args.include_personal;
    settings.style = match args.workbook_style {
        WorkbookStyle::Workbench => Style::Workbench,
        WorkbookStyle::Publication => Style::Publication,
    };
    let mut lister = Lister(Listing::begin(&settings)?);
    let summary = read(reading, &mut lister)?;
    let balance = Balance::of(&summary.portfolio.counted, &settings.targets);
    let sources: Vec<_> = summary.registers.iter().map(source_line).collect();
    let identity = RunIdentity {
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        rulebook: super::judge(reading)?.rulebook().version(),
        strictness: reading.strictness.into(),
        run_id: run_id(&summary.registers, as_of),
    };
    let contents = Contents {
        portfolio: &summary.portfolio,
        balance: &balance,
        sources: &sources,
        findings: &summary.findings,
        finding_counts: &summary.portfolio.findings,
        run: &identity,
    };
    let written =
        publish(&args.output, |out| Ok(evenfolio_report::write(lister.0, &contents, &settings, out)?))?;
    if written.register_rows != summary.portfolio.initiatives() {
        return Err(Error::Ledger("the workbook".to_owned()));
    }
    let path = args.output.display().to_string();
    let sha256 = digest(&args.output).map_err(|source| Error::Output { path: path.clone(), source })?;
    if reading.json {
        say(&format!("{:#}", summary_json(&summary, as_of, &balance, Some((&path, &sha256)))))?;
    } else if !reading.quiet {
        verdict(&summary, &balance)?;
    }
    tell_errors(&summary);
    if !reading.quiet {
        let severities = summary.portfolio.severities();
        tell(&format!("Findings: {} (evenfolio check lists them). Wrote {path}.", counts(severities)));
    }
    Ok(end(&summary, reading.fail_on.severity()))
}

fn source_line(register: &ReadRegister) -> SourceLine {
    SourceLine {
        path: register.path.to_string(),
        sheet: register.sheet.as_ref().map(ToString::to_string),
        format: register.format.clone(),
        encoding: register.encoding.clone(),
        delimiter: register.delimiter.map(|delimiter| match delimiter {
            '\t' => "tab".to_owned(),
            other => other.to_string(),
        }),
        header_row: Some(register.header_row),
        agency: Some(register.agency.clone()),
        ledger: register.ledger,
        sha256: register.sha256.clone(),
    }
}

/// The same inputs on the same date are the same run, wherever and whenever it happens.
fn run_id(registers: &[ReadRegister], as_of: jiff::civil::Date) -> String {
    let mut hash = Sha256::new();
    hash.update(as_of.to_string());
    for register in registers {
        hash.update(&register.sha256);
        hash.update(register.sheet.as_deref().unwrap_or_default());
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn digest(path: &std::path::Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(&buffer[..length]);
    }
}
