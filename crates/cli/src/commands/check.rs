//! `check`: what a person should fix; writes nothing.

use evenfolio_core::balance::Balance;
use evenfolio_core::finding::Finding;
use evenfolio_core::ledger::Fate;
use evenfolio_core::origin::Origin;
use serde_json::json;

use super::{as_of, read};
use crate::args::Check;
use crate::output::{counts, end, finding_json, finding_line, ledgers, printable, say, summary_json};
use crate::pipeline::Take;
use crate::{End, Error};

struct Lister {
    rows: bool,
    /// Findings for the JSON object, which comes last.
    json: Option<Vec<serde_json::Value>>,
}

impl Take for Lister {
    fn finding(&mut self, finding: &Finding) -> Result<(), Error> {
        match &mut self.json {
            Some(list) => list.push(finding_json(finding)),
            None => say(&finding_line(finding))?,
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
    let mut lister = Lister { rows: args.rows, json: reading.json.then(Vec::new) };
    let summary = read(&args.inputs.inputs, reading, &mut lister)?;
    if let Some(list) = lister.json {
        let balance = Balance::of(&summary.portfolio.counted, &reading.held_against());
        let mut object = summary_json(&summary, as_of(reading), &balance, None);
        object["listed"] = list.into();
        say(&format!("{object:#}"))?;
    } else if !reading.quiet {
        say("")?;
        ledgers(&summary.registers)?;
        say("")?;
        say(&format!("Findings: {}.", counts(summary.portfolio.severities())))?;
    }
    Ok(end(&summary, reading.fail_on.severity()))
}
