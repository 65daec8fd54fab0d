//! `report`: everything, in one pass.

use std::fs::File;
use std::io::Read as _;

use evenfolio_core::assessment::Assessment;
use evenfolio_report::{self as report, Contents, Listing, RunIdentity, SourceLine, Style};
use sha2::{Digest as _, Sha256};

use super::{read, tell_errors};
use crate::args::{Report, WorkbookStyle};
use crate::output::{counts, end, say, summary_json, tell, verdict};
use crate::pipeline::{ReadRegister, Take};
use crate::publish::publish;
use crate::settings::Settings;
use crate::{End, Error};

struct Lister(Listing);

impl Take for Lister {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        Ok(self.0.push(assessment)?)
    }
}

pub(crate) fn run(args: &Report) -> Result<End, Error> {
    let reading = &args.reading;
    let settings = Settings::resolve(&args.inputs.inputs, reading)?;
    let organisation = args.organisation.as_ref().or(settings.organisation.as_ref());
    let mut layout =
        report::Settings::new(organisation.map_or("Innovation portfolio", String::as_str), settings.as_of);
    layout.contact = args.contact.clone().or_else(|| settings.contact.clone());
    layout.targets = settings.held.targets;
    layout.include_personal = args.include_personal || settings.include_personal;
    layout.style = match args.workbook_style {
        WorkbookStyle::Workbench => Style::Workbench,
        WorkbookStyle::Publication => Style::Publication,
    };
    let mut lister = Lister(Listing::begin(&layout)?);
    let summary = read(&settings, &mut lister)?;
    let balance = settings.held.weigh(&summary.portfolio.counted);
    let sources: Vec<_> = summary.registers.iter().map(source_line).collect();
    let identity = RunIdentity {
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        rulebook: "built in".to_owned(),
        strictness: settings.strictness,
        run_id: run_id(&summary.registers, settings.as_of),
    };
    let contents = Contents {
        portfolio: &summary.portfolio,
        balance: &balance,
        sources: &sources,
        findings: &summary.findings,
        finding_counts: &summary.portfolio.findings,
        run: &identity,
        changes: None,
    };
    let written =
        publish(&args.output, |out| Ok(evenfolio_report::write(lister.0, &contents, &layout, out)?))?;
    if written.register_rows != summary.portfolio.initiatives() {
        return Err(Error::Ledger("the workbook".to_owned()));
    }
    let path = args.output.display().to_string();
    let sha256 = digest(&args.output).map_err(|source| Error::Output { path: path.clone(), source })?;
    if reading.json {
        say(&format!(
            "{:#}",
            summary_json(&summary, settings.as_of, &settings.held, &balance, Some((&path, &sha256)))
        ))?;
    } else if !reading.quiet {
        verdict(&summary, &balance)?;
    }
    tell_errors(&summary, &settings);
    if !reading.quiet {
        let severities = settings.held.severities.count(&summary.portfolio);
        tell(&format!("Findings: {} (evenfolio check lists them). Wrote {path}.", counts(severities)));
    }
    Ok(end(&summary, &settings.held))
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
