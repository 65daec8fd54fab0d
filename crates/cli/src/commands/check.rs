//! `check`: what a person should fix; writes nothing.

use evenfolio_core::finding::Finding;
use evenfolio_core::ledger::Fate;
use evenfolio_core::origin::Origin;
use serde_json::json;

use super::read;
use crate::args::Check;
use crate::output::{counts, end, finding_json, finding_line, ledgers, printable, say, summary_json};
use crate::pipeline::Take;
use crate::settings::Settings;
use crate::{End, Error};

struct Lister<'a> {
    settings: &'a Settings,
    rows: bool,
    /// Findings for the JSON object, which comes last.
    json: Option<Vec<serde_json::Value>>,
}

impl Take for Lister<'_> {
    fn finding(&mut self, finding: &Finding) -> Result<(), Error> {
        let severity = self.settings.held.severities.of(finding.code);
        match &mut self.json {
            Some(list) => list.push(finding_json(finding, severity)),
            None => say(&finding_line(finding, severity))?,
        }
        Ok(())
    }

    fn other_row(&mut self, origin: &Origin, fate: Fate, reason: &str) -> Result<(), Error> {
        if !self.rows {
            return Ok(());
        }
        match &mut self.json {
            Some(list) => list.push(json!({"row": origin, "fate": fate, "reason": reason})),
            None => say(&printable(&format!("row {origin}: {fate} {reason}")))?,
        }
        Ok(())
    }
}

pub(crate) fn run(args: &Check) -> Result<End, Error> {
    let reading = &args.reading;
    let settings = Settings::resolve(&args.inputs.inputs, reading)?;
    let json = reading.json.then(Vec::new);
    let mut lister = Lister { settings: &settings, rows: args.rows, json };
    let summary = read(&settings, &mut lister)?;
    if let Some(list) = lister.json {
        let balance = settings.held.weigh(&summary.portfolio.counted);
        let mut object = summary_json(&summary, settings.as_of, &settings.held, &balance, None);
        object["listed"] = list.into();
        say(&format!("{object:#}"))?;
    } else if !reading.quiet {
        say("")?;
        ledgers(&summary.registers)?;
        say("")?;
        say(&format!("Findings: {}.", counts(settings.held.severities.count(&summary.portfolio.findings))))?;
    }
    Ok(end(&summary, &settings.held))
}
