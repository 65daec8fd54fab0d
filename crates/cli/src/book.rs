//! A workbook in the making: filled during the one pass, written at its end.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::comparison::{Baseline, Entry, compare, over_time};
use evenfolio_core::finding::Finding;
use evenfolio_core::fold::fold;
use evenfolio_core::portfolio::{Portfolio, SourceKey};
use evenfolio_report::baseline::Earlier;
use evenfolio_report::{self as report, Changes, Contents, Listing, RunIdentity, SourceLine};

use crate::Error;
use crate::earlier;
use crate::pipeline::{ReadRegister, Summary, Take};
use crate::publish::publish;
use crate::settings::Settings;

/// A workbook in the making.
pub(crate) struct Book {
    listing: Listing,
    layout: report::Settings,
    only: Option<Only>,
}

/// The part of a run that a workbook of some agencies speaks of.
struct Only {
    /// Their names, folded.
    agencies: BTreeSet<String>,
    portfolio: Portfolio,
    registers: BTreeSet<SourceKey>,
}

/// A run that is done reading, and what it compares with.
pub(crate) struct Done<'a> {
    /// What was read.
    pub(crate) summary: &'a Summary,
    /// How.
    pub(crate) settings: &'a Settings,
    /// Which run it is.
    pub(crate) run_id: &'a str,
    /// Its initiatives, where there is something to compare with.
    pub(crate) now: &'a Baseline,
    /// Earlier runs, in the order of time; the last counts for the changes.
    pub(crate) earlier: &'a [(String, Earlier)],
}

impl Book {
    /// A workbook of all agencies, or only of those named.
    pub(crate) fn begin(layout: report::Settings, agencies: &[String]) -> Result<Self, Error> {
        let only = (!agencies.is_empty()).then(|| Only {
            agencies: agencies.iter().map(|name| fold(name)).collect(),
            portfolio: Portfolio::default(),
            registers: BTreeSet::new(),
        });
        Ok(Self { listing: Listing::begin(&layout)?, layout, only })
    }

    /// Writes it, and says what should be known of the comparison.
    pub(crate) fn write(self, path: &Path, done: &Done<'_>) -> Result<(), Error> {
        let Self { listing, layout, only } = self;
        let Done { summary, settings, run_id, now, earlier } = *done;
        let portfolio = only.as_ref().map_or(&summary.portfolio, |only| &only.portfolio);
        let balance = settings.held.weigh(&portfolio.counted);
        let is_in = |register: &&ReadRegister| {
            only.as_ref().is_none_or(|only| {
                only.registers.contains(&(Arc::clone(&register.path), register.sheet.clone()))
            })
        };
        let sources: Vec<_> = summary.registers.iter().filter(is_in).map(source_line).collect();
        let paths: BTreeSet<&str> = sources.iter().map(|source| &*source.path).collect();
        let is_about = |finding: &&Finding| {
            only.is_none() || finding.place.path().is_some_and(|path| paths.contains(&**path))
        };
        let findings: Vec<Finding> = summary.findings.iter().filter(is_about).cloned().collect();
        let mut counts = portfolio.findings.clone();
        if only.is_some() {
            for finding in &findings {
                *counts.entry(finding.code).or_default() += 1;
            }
        }
        let run = RunIdentity {
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            rulebook: settings.rulebook(),
            strictness: settings.strictness,
            run_id: run_id.to_owned(),
        };
        let today = over_time([(settings.as_of, portfolio)], &settings.held.targets);
        let theirs = only.as_ref().map(|only| {
            let cut = |(name, run): &(String, Earlier)| {
                (name.clone(), Earlier { baseline: only.of(&run.baseline), ..run.clone() })
            };
            (only.of(now), earlier.iter().map(cut).collect::<Vec<_>>())
        });
        let (now, earlier) = theirs.as_ref().map_or((now, earlier), |(now, earlier)| (now, &earlier[..]));
        let compared = earlier.last().map(|(_, before)| compare(&before.baseline, now));
        let points = earlier::over_time(earlier, today, settings);
        let changes = compared.as_ref().zip(earlier.last()).map(|(comparison, (name, earlier))| Changes {
            baseline: name,
            baseline_as_of: earlier.as_of,
            comparison,
            over_time: &points,
        });
        let contents = Contents {
            portfolio,
            balance: &balance,
            sources: &sources,
            findings: &findings,
            finding_counts: &counts,
            run: &run,
            changes,
        };
        let written = publish(path, |out| Ok(report::write(listing, &contents, &layout, out)?))?;
        if written.register_rows != portfolio.initiatives() {
            return Err(Error::Ledger("the workbook".to_owned()));
        }
        Ok(())
    }
}

impl Take for Book {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        if let Some(only) = &mut self.only {
            let initiative = &assessment.initiative;
            if !only.agencies.contains(&fold(&initiative.agency)) {
                return Ok(());
            }
            only.portfolio.note(assessment);
            let origin = &initiative.origin;
            only.registers.insert((origin.path.clone(), origin.sheet.clone()));
        }
        Ok(self.listing.push(assessment)?)
    }
}

impl Only {
    fn of(&self, baseline: &Baseline) -> Baseline {
        let is_theirs = |entry: &&Entry| self.agencies.contains(&fold(&entry.agency));
        Baseline {
            rules: baseline.rules.clone(),
            entries: baseline.entries.iter().filter(is_theirs).cloned().collect(),
        }
    }
}

pub(crate) fn source_line(register: &ReadRegister) -> SourceLine {
    SourceLine {
        path: register.path.to_string(),
        sheet: register.sheet.as_ref().map(ToString::to_string),
        format: register.format.clone(),
        encoding: register.encoding.clone(),
        delimiter: register.delimiter.as_deref().map(|delimiter| delimiter.replace('\t', "tab")),
        header_row: Some(register.header_row),
        agency: Some(register.agency.clone()),
        ledger: register.ledger,
        sha256: register.sha256.clone(),
    }
}
