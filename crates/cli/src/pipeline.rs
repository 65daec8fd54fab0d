//! The one loop: files are read side by side, and what they hold is taken in the order of their paths, so
//! that the number of threads changes no byte of any output.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::decision::{Decision, Decisions, Subject};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::ledger::{Fate, Ledger};
use evenfolio_core::origin::{Origin, Place};
use evenfolio_core::portfolio::{Portfolio, SourceRecord};
use evenfolio_importer::duplicates::Keys;
use evenfolio_importer::layout::Layout;
use evenfolio_importer::open::{Opened, open};
use evenfolio_importer::source::Source;
use evenfolio_importer::survey::{Options, PassedOver, survey};

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::carried::Carried;
use crate::judging::{Judging, Taken};
use crate::progress::Progress;
use crate::settings::Settings;

/// What is done with what was read, as it comes, in the order of paths, sheets and rows.
pub(crate) trait Take {
    /// One assessed initiative.
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        let _ = assessment;
        Ok(())
    }

    /// One finding.
    fn finding(&mut self, finding: &Finding) -> Result<(), Error> {
        let _ = finding;
        Ok(())
    }

    /// One row that is no initiative.
    fn other_row(&mut self, origin: &Origin, fate: Fate, reason: &str) -> Result<(), Error> {
        let _ = (origin, fate, reason);
        Ok(())
    }

    /// How a register is read, before its rows come.
    fn layout(&mut self, layout: &Layout) -> Result<(), Error> {
        let _ = layout;
        Ok(())
    }

    /// A table that is no register, and why.
    fn passed_over(&mut self, path: &str, passed: &PassedOver) -> Result<(), Error> {
        let _ = (path, passed);
        Ok(())
    }
}

/// Takes nothing: for the aggregate alone.
pub(crate) struct Nothing;

impl Take for Nothing {}

/// A register that was read, in JSON as the contract has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ReadRegister {
    /// The file.
    pub(crate) path: Arc<str>,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<Arc<str>>,
    /// The format of the file.
    pub(crate) format: String,
    /// The encoding of a text file.
    pub(crate) encoding: Option<String>,
    /// The delimiter of a text file.
    pub(crate) delimiter: Option<String>,
    /// The row of the header; of several, the last.
    pub(crate) header_row: u64,
    /// Whose register it is.
    pub(crate) agency: String,
    /// The fates of its rows.
    #[serde(rename = "rows")]
    pub(crate) ledger: Ledger,
    /// SHA-256 of the file.
    pub(crate) sha256: String,
    /// The digest of what the register says, whatever its format.
    #[serde(rename = "content")]
    pub(crate) digest: Option<String>,
}

/// What a run has read.
#[derive(Default)]
pub(crate) struct Summary {
    /// The exact aggregate.
    pub(crate) portfolio: Portfolio,
    /// The registers, in order.
    pub(crate) registers: Vec<ReadRegister>,
    /// How many files were found.
    pub(crate) files: usize,
    /// The first findings of each kind, for listing.
    pub(crate) findings: Vec<Finding>,
}

/// How many findings of one code are kept for listing; the counts are exact beyond it.
const LISTED: u64 = 500;

enum Event {
    Opened { format: String, encoding: Option<String>, delimiter: Option<String>, sha256: String },
    Findings(Vec<Finding>),
    PassedOver(PassedOver),
    Register { layout: Box<Layout>, digest: Option<String> },
    Rows(Vec<Taken>),
    End(Ledger),
}

/// Reads everything that the settings name.
///
/// # Errors
/// When `take` fails. Nothing in the data makes it fail.
pub(crate) fn run(settings: &Settings, progress: &Progress, take: &mut dyn Take) -> Result<Summary, Error> {
    let found = settings.discover();
    let mut summary = Summary { files: found.sources.len(), ..Summary::default() };
    let about_all = if settings.across { &settings.findings[..] } else { &[] };
    for finding in about_all.iter().cloned().chain(found.findings) {
        note(&mut summary, finding, take)?;
    }
    progress.begin(found.sources.len());
    let (senders, receivers): (Vec<_>, Vec<_>) =
        found.sources.iter().map(|_| sync_channel(4)).map(|(s, r)| (Mutex::new(Some(s)), r)).unzip();
    let next = AtomicUsize::new(0);
    let jobs = settings.jobs.clamp(1, found.sources.len().max(1));
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = found.sources.get(index) else { break };
                    let sender = senders[index].lock().ok().and_then(|mut sender| sender.take());
                    let Some(sender) = sender else { break };
                    // The receiver is gone only when the run has failed; there is nobody to tell.
                    let _ = read(source, settings, &sender);
                }
            });
        }
        let mut known = Known { carried: Carried::of(&settings.shown), ..Known::default() };
        // Receivers are consumed one by one, so that on failure the threads find nobody listening and end.
        for (source, receiver) in found.sources.iter().zip(receivers) {
            drain(settings, source, &receiver, &mut known, &mut summary, take)?;
            progress.step(&source.path);
        }
        if settings.across {
            let decisions = [
                unmatched(&settings.decisions, &known.decided),
                ahead(settings),
                known.carried.missing(&settings.shown),
            ]
            .concat();
            for finding in known.keys.find().into_iter().chain(decisions) {
                note(&mut summary, finding, take)?;
            }
        }
        Ok::<(), Error>(())
    })?;
    progress.end();
    Ok(summary)
}

/// One for each core, unless the user says otherwise.
pub(crate) fn default_jobs() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

struct Gone;

fn read(source: &Source, settings: &Settings, sender: &SyncSender<Event>) -> Result<(), Gone> {
    let send = |event| sender.send(event).map_err(|_| Gone);
    let profiles = settings.profiles.of(&source.path);
    let mut how = settings.read.clone();
    how.encoding = profiles.iter().find_map(|profile| profile.encoding.clone()).or(how.encoding);
    how.delimiter = profiles.iter().find_map(|profile| profile.delimiter).or(how.delimiter);
    let mut opened = open(source, &how);
    send(Event::Opened {
        format: opened.format.map(|format| format.word().to_owned()).unwrap_or_default(),
        encoding: opened.encoding.clone(),
        delimiter: opened.delimiter.map(|delimiter| delimiter.as_str().to_owned()),
        sha256: opened.sha256.clone(),
    })?;
    send(Event::Findings(std::mem::take(&mut opened.findings)))?;
    if let Some(finding) = own(&opened) {
        return send(Event::Findings(vec![finding]));
    }
    let surveyed = survey(&opened, &Options { profiles, ..settings.survey.clone() });
    send(Event::Findings(surveyed.findings))?;
    for passed in surveyed.passed_over {
        send(Event::PassedOver(passed))?;
    }
    for register in surveyed.registers {
        send(Event::Register { layout: Box::new(register.layout.clone()), digest: register.digest.clone() })?;
        send(Event::Findings(register.findings.clone()))?;
        let mut judging = Judging::new(&register.layout, &settings.judge, settings.jobs);
        let mut gone = Ok(());
        let reading = register.read(&mut |outcome| {
            if gone.is_ok()
                && let Some(batch) = judging.pass(outcome)
            {
                gone = send(Event::Rows(batch));
            }
        });
        gone?;
        send(Event::Rows(judging.judged()))?;
        send(Event::Findings(reading.findings))?;
        send(Event::End(reading.ledger))?;
    }
    Ok(())
}

/// A workbook that this program wrote is no register: every initiative in it would count once more.
fn own(opened: &Opened) -> Option<Finding> {
    if opened.tables.is_empty() {
        return None;
    }
    let message = match evenfolio_report::kind_of(BufReader::new(opened.content()?))? {
        "pack" => "this is an agency pack, not a register; what was answered in it is taken with --decisions",
        _ => "this is a report that evenfolio wrote, not a register; it is passed over",
    };
    Some(Finding::new(Code::OutputAsInput, Place::File { path: opened.path.clone() }, message))
}

/// What one register must know of those before it.
#[derive(Default)]
struct Known {
    /// The registers, by the digest of their content.
    registers: BTreeMap<String, String>,
    /// The initiatives.
    keys: Keys,
    /// The decisions that were applied.
    decided: BTreeSet<Subject>,
    /// What earlier workbooks show as decided.
    carried: Carried,
}

/// Decisions about initiatives that no register holds.
fn unmatched(decisions: &Decisions, decided: &BTreeSet<Subject>) -> Vec<Finding> {
    let finding = |decision: &Arc<Decision>| {
        let message = format!(
            "the decision of {} on {} ({}) is about {}, which no register holds",
            decision.by, decision.on, decision.why, decision.subject
        );
        Finding::new(Code::DecisionUnmatched, Place::Run, message)
    };
    decisions.unmatched(decided).map(finding).collect()
}

/// Decisions dated after the day that the report speaks for.
fn ahead(settings: &Settings) -> Vec<Finding> {
    let finding = |decision: &Arc<Decision>| {
        let message = format!(
            "the decision of {} about {} is dated {}, after {}, the day that the report speaks for",
            decision.by, decision.subject, decision.on, settings.as_of
        );
        Finding::new(Code::DecisionAhead, Place::Run, message)
    };
    settings.decisions.iter().filter(|decision| decision.on > settings.as_of).map(finding).collect()
}

fn drain(
    settings: &Settings,
    source: &Source,
    events: &Receiver<Event>,
    known: &mut Known,
    summary: &mut Summary,
    take: &mut dyn Take,
) -> Result<(), Error> {
    let mut current: Option<ReadRegister> = None;
    let mut file = (String::new(), None, None, String::new());
    // Set while the rows of a register come that was read before under another name.
    let mut refused = false;
    for event in events {
        crate::interrupt::check()?;
        match event {
            Event::Opened { format, encoding, delimiter, sha256 } => {
                file = (format, encoding, delimiter, sha256);
            }
            Event::Findings(findings) if !refused => {
                for finding in findings {
                    note(summary, finding, take)?;
                }
            }
            Event::PassedOver(passed) => take.passed_over(&source.path, &passed)?,
            Event::Register { layout, digest } => {
                let place = Place::Register { path: layout.path.clone(), sheet: layout.sheet.clone() };
                refused = false;
                if let Some(first) = digest.as_ref().and_then(|digest| known.registers.get(digest)) {
                    let message = format!("this is the same register as {first}; it is counted once");
                    note(summary, Finding::new(Code::RegisterTwice, place, message), take)?;
                    refused = true;
                    continue;
                }
                if let Some(digest) = &digest {
                    known.registers.insert(digest.clone(), place.to_string());
                }
                known.keys.register(layout.path.clone(), layout.sheet.clone());
                take.layout(&layout)?;
                let (format, encoding, delimiter, sha256) = file.clone();
                current = Some(ReadRegister {
                    path: layout.path.clone(),
                    sheet: layout.sheet.clone(),
                    format,
                    encoding,
                    delimiter,
                    header_row: layout.header_last,
                    agency: layout.agency.name().to_owned(),
                    ledger: Ledger::default(),
                    sha256,
                    digest,
                });
            }
            Event::Rows(rows) if !refused => {
                let Some(register) = &current else { continue };
                for taken in rows {
                    for finding in taken.findings {
                        note(summary, finding, take)?;
                    }
                    if let Some(assessment) = taken.assessment {
                        summary.portfolio.note(&assessment);
                        if settings.across {
                            known.keys.note(&assessment.initiative);
                        }
                        known.decided.extend(assessment.decisions.iter().map(|d| d.subject.clone()));
                        known.carried.note(&assessment, &settings.shown);
                        take.assessment(&assessment)?;
                    } else {
                        let origin = Origin {
                            path: register.path.clone(),
                            sheet: register.sheet.clone(),
                            row: taken.row,
                        };
                        take.other_row(&origin, taken.fate, taken.reason)?;
                    }
                }
            }
            Event::End(ledger) if !refused => {
                let Some(mut register) = current.take() else { continue };
                register.ledger = ledger;
                let key = (register.path.clone(), register.sheet.clone());
                let content = register.digest.clone();
                let record = SourceRecord { sha256: register.sha256.clone(), content, ledger };
                summary.portfolio.sources.insert(key, record);
                summary.registers.push(register);
            }
            Event::Findings(_) | Event::Rows(_) | Event::End(_) => {}
        }
    }
    Ok(())
}

fn note(summary: &mut Summary, finding: Finding, take: &mut dyn Take) -> Result<(), Error> {
    summary.portfolio.note_finding(finding.code);
    take.finding(&finding)?;
    if summary.portfolio.findings[&finding.code] <= LISTED {
        summary.findings.push(finding);
    }
    Ok(())
}
