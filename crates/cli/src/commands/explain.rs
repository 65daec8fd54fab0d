//! `explain`: what a code or a facet means, or why an initiative stands where it stands.

use std::path::Path;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::explain;
use evenfolio_core::facets::sheet;
use evenfolio_core::finding::{Code, Finding, Severity};
use evenfolio_core::ledger::Fate;
use evenfolio_core::origin::Origin;
use evenfolio_core::position::Facet;

use super::consolidate::object;
use super::read;
use crate::args::{Explain, Reading};
use crate::output::{capital, finding_line, perhaps, printable, say, tell};
use crate::pipeline::Take;
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(args: &Explain) -> Result<End, Error> {
    let Explain { what, reading } = args;
    if let Some(code) = Code::from_code(what) {
        finding(code, Settings::resolve(&[], reading)?.held.severities.of(code))
    } else if let Some(facet) = Facet::from_word(&what.to_lowercase()) {
        facet_sheet(facet)
    } else if let Some(words) = rule(&what.to_uppercase(), reading)? {
        say(&words)
    } else if let Some(origin) = Origin::parse(what) {
        initiative(Some(&origin), &origin.path, reading)
    } else if Path::new(what).exists() {
        initiative(None, what, reading)
    } else {
        let words =
            Code::ALL.iter().map(|code| code.code()).chain(Facet::ALL.iter().map(|facet| facet.word()));
        let perhaps = perhaps(what, words);
        Err(Error::Usage(format!(
            "{what} is no code, no facet and no row of a register{perhaps}; give a code such as H001, a facet such as \
             mission, or a row as path:row or path!sheet:row"
        )))
    }?;
    Ok(End::Done)
}

fn finding(code: Code, severity: Severity) -> Result<(), Error> {
    let entry = code.entry();
    say(&format!("{code}  {} ({})\n", entry.name, severity.word()))?;
    [&entry.means, &entry.matters, &entry.advice].into_iter().try_for_each(|paragraph| say(paragraph))
}

/// A rule's meaning, and its phrases in the language that was asked for: English unless said otherwise.
fn rule(code: &str, reading: &Reading) -> Result<Option<String>, Error> {
    let settings = Settings::resolve(&[], reading)?;
    let rulebook = settings.judge.rulebook();
    let language = settings.survey.language.as_deref().unwrap_or("en");
    Ok(rulebook.rule(code).map(|rule| explain::rule(rule, rulebook, language)))
}

fn facet_sheet(facet: Facet) -> Result<(), Error> {
    let sheet = sheet(facet);
    say(&format!("{}: {}\n\n{}", capital(facet), sheet.question, sheet.what))?;
    let lists = [
        ("How it shows", &sheet.signals),
        ("Ways of working", &sheet.methods),
        ("What it needs", &sheet.needs),
    ];
    for (name, items) in lists {
        say(&format!("\n{name}"))?;
        items.iter().try_for_each(|item| say(&format!("  - {item}")))?;
    }
    say(&format!("\nToo much of it: {}\nToo little of it: {}", sheet.too_much, sheet.too_little))
}

/// What there is to say of one row.
struct Row<'a> {
    /// Any row will do where none is named.
    origin: Option<&'a Origin>,
    assessment: Option<Box<Assessment>>,
    other: Option<(Fate, String)>,
    findings: Vec<Finding>,
}

impl Row<'_> {
    /// A row of a workbook may be named without its sheet.
    fn is(&self, origin: &Origin) -> bool {
        self.origin.is_none_or(|named| {
            (named.sheet.is_none() || named.sheet == origin.sheet) && named.row == origin.row
        })
    }

    fn is_found(&self) -> bool {
        self.assessment.is_some() || self.other.is_some()
    }
}

impl Take for Row<'_> {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        if !self.is_found() && self.is(&assessment.initiative.origin) {
            self.assessment = Some(Box::new(assessment.clone()));
        }
        Ok(())
    }

    fn other_row(&mut self, origin: &Origin, fate: Fate, reason: &str) -> Result<(), Error> {
        if !self.is_found() && self.origin.is_some() && self.is(origin) {
            self.other = Some((fate, reason.to_owned()));
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) -> Result<(), Error> {
        if self.origin.is_some_and(|origin| finding.place.row() == Some(origin.row)) {
            self.findings.push(finding.clone());
        }
        Ok(())
    }
}

/// The initiative of a row, or the first one that there is.
fn initiative(origin: Option<&Origin>, path: &str, reading: &Reading) -> Result<(), Error> {
    let settings = Settings::resolve(&[path.to_owned()], reading)?;
    let mut row = Row { origin, assessment: None, other: None, findings: Vec::new() };
    let summary = read(&settings, &mut row)?;
    let line = |finding: &Finding| finding_line(finding, settings.held.severities.of(finding.code));
    if let Some(assessment) = &row.assessment {
        if reading.json {
            return say(&format!("{:#}", object(assessment)));
        }
        let initiative = &assessment.initiative;
        say(&printable(&format!("{}: {} ({})", initiative.origin, initiative.title(), initiative.agency)))?;
        say("")?;
        for line in explain::argument(assessment, settings.judge.rulebook()).lines() {
            say(&printable(line))?;
        }
        if origin.is_none() {
            tell(&printable(&format!(
                "This is the first initiative there; any other is named by its row, as in {}",
                initiative.origin
            )));
        }
    } else if let Some((fate, reason)) = &row.other {
        let origin = origin.map(ToString::to_string).unwrap_or_default();
        say(&printable(&format!("{origin} is no initiative: {fate}, {reason}")))?;
    } else {
        summary.findings.iter().for_each(|finding| tell(&line(finding)));
        return Err(Error::Usage(match origin {
            Some(origin) => format!("{origin} is not a row of a register; evenfolio check --rows lists all"),
            None => format!("there is no initiative in {path}"),
        }));
    }
    if !row.findings.is_empty() {
        say("")?;
    }
    row.findings.iter().try_for_each(|finding| say(&line(finding)))
}
