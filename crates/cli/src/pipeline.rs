//! The one loop: files are read side by side, and what they hold is taken in the order of their paths, so
//! that the number of threads changes no byte of any output.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use evenfolio_core::assessment::{Assessment, Judge};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::ledger::{Fate, Ledger};
use evenfolio_core::origin::{Origin, Place};
use evenfolio_core::portfolio::{Portfolio, SourceRecord};
use evenfolio_core::rulebook::repetition::Repetition;
use evenfolio_importer::layout::Layout;
use evenfolio_importer::open::{ReadOptions, open};
use evenfolio_importer::register::Outcome;
use evenfolio_importer::source::{Source, discover};
use evenfolio_importer::survey::{PassedOver, survey};

use crate::Error;
use crate::progress::Progress;

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

/// What is read, and how.
pub(crate) struct Plan {
    /// Files, folders, patterns.
    pub(crate) inputs: Vec<String>,
    /// How files are opened.
    pub(crate) read: ReadOptions,
    /// How registers are recognised.
    pub(crate) survey: evenfolio_importer::survey::Options,
    /// Who tests and places.
    pub(crate) judge: Judge,
    /// How many files are read at once.
    pub(crate) jobs: usize,
}

/// A register that was read.
#[derive(Clone, Debug)]
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
    pub(crate) delimiter: Option<char>,
    /// The row of the header; of several, the last.
    pub(crate) header_row: u64,
    /// Whose register it is.
    pub(crate) agency: String,
    /// The fates of its rows.
    pub(crate) ledger: Ledger,
    /// SHA-256 of the file.
    pub(crate) sha256: String,
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

/// How many rows travel together from a reading thread.
const BATCH: usize = 256;

enum Event {
    Opened { format: String, encoding: Option<String>, delimiter: Option<char>, sha256: String },
    Findings(Vec<Finding>),
    PassedOver(PassedOver),
    Register { layout: Box<Layout>, digest: Option<String> },
    Rows(Vec<Taken>),
    End(Ledger),
}

struct Taken {
    row: u64,
    fate: Fate,
    reason: &'static str,
    assessment: Option<Box<Assessment>>,
    findings: Vec<Finding>,
}

/// Reads everything that the plan names.
///
/// # Errors
/// When `take` fails. Nothing in the data makes it fail.
pub(crate) fn run(plan: &Plan, progress: &Progress, take: &mut dyn Take) -> Result<Summary, Error> {
    let found = discover(&plan.inputs);
    let mut summary = Summary { files: found.sources.len(), ..Summary::default() };
    for finding in found.findings {
        note(&mut summary, finding, take)?;
    }
    progress.begin(found.sources.len());
    let (senders, receivers): (Vec<_>, Vec<_>) =
        found.sources.iter().map(|_| sync_channel(4)).map(|(s, r)| (Mutex::new(Some(s)), r)).unzip();
    let next = AtomicUsize::new(0);
    let jobs = plan.jobs.clamp(1, found.sources.len().max(1));
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = found.sources.get(index) else { break };
                    let sender = senders[index].lock().ok().and_then(|mut sender| sender.take());
                    let Some(sender) = sender else { break };
                    // The receiver is gone only when the run has failed; there is nobody to tell.
                    let _ = read(source, plan, &sender);
                }
            });
        }
        let mut seen = BTreeMap::new();
        // Receivers are consumed one by one, so that on failure the threads find nobody listening and end.
        for (source, receiver) in found.sources.iter().zip(receivers) {
            drain(source, &receiver, &mut seen, &mut summary, take)?;
            progress.step(&source.path);
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

fn read(source: &Source, plan: &Plan, sender: &SyncSender<Event>) -> Result<(), Gone> {
    let send = |event| sender.send(event).map_err(|_| Gone);
    let mut opened = open(source, &plan.read);
    send(Event::Opened {
        format: opened.format.map(|format| format.word().to_owned()).unwrap_or_default(),
        encoding: opened.encoding.clone(),
        delimiter: opened.delimiter,
        sha256: opened.sha256.clone(),
    })?;
    send(Event::Findings(std::mem::take(&mut opened.findings)))?;
    let surveyed = survey(&opened, &plan.survey);
    send(Event::Findings(surveyed.findings))?;
    for passed in surveyed.passed_over {
        send(Event::PassedOver(passed))?;
    }
    for register in surveyed.registers {
        send(Event::Register { layout: Box::new(register.layout.clone()), digest: register.digest.clone() })?;
        send(Event::Findings(register.findings.clone()))?;
        let mut batch = Vec::with_capacity(BATCH);
        let mut gone = Ok(());
        let mut ahead = Ahead::new(&plan.judge);
        let mut take = |outcome: Outcome, judge: &Judge| {
            if gone.is_err() {
                return;
            }
            batch.push(Taken {
                row: outcome.row,
                fate: outcome.fate,
                reason: outcome.reason,
                assessment: outcome.initiative.map(|initiative| Box::new(judge.assess(initiative))),
                findings: outcome.findings,
            });
            if batch.len() == BATCH {
                gone = send(Event::Rows(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))));
            }
        };
        let reading = register.read(&mut |outcome| ahead.pass(outcome, &mut take));
        ahead.end(&mut take);
        gone?;
        send(Event::Rows(batch))?;
        send(Event::Findings(reading.findings))?;
        send(Event::End(reading.ledger))?;
    }
    Ok(())
}

/// How many rows of a register are looked at before the first is judged.
const AHEAD: usize = 1024;

/// Holds back the first rows of a register until it is known which sentences stand in many of them: those say
/// little about any one. Later rows are judged by what the first ones showed, so one pass is enough, memory is
/// bounded, and the same register is judged alike whatever the number of threads.
struct Ahead {
    held: Vec<Outcome>,
    repetition: Repetition,
    judge: Judge,
    settled: bool,
}

impl Ahead {
    fn new(judge: &Judge) -> Self {
        Self { held: Vec::new(), repetition: Repetition::default(), judge: judge.clone(), settled: false }
    }

    fn pass(&mut self, outcome: Outcome, take: &mut impl FnMut(Outcome, &Judge)) {
        if self.settled {
            take(outcome, &self.judge);
            return;
        }
        if let Some(initiative) = &outcome.initiative {
            self.repetition.note(initiative);
        }
        self.held.push(outcome);
        if self.held.len() == AHEAD {
            self.end(take);
        }
    }

    fn end(&mut self, take: &mut impl FnMut(Outcome, &Judge)) {
        if !std::mem::replace(&mut self.settled, true) {
            let repetition = Arc::new(std::mem::take(&mut self.repetition));
            self.judge = self.judge.clone().with_repetition(repetition);
            for outcome in std::mem::take(&mut self.held) {
                take(outcome, &self.judge);
            }
        }
    }
}

type Seen = BTreeMap<String, String>;

fn drain(
    source: &Source,
    events: &Receiver<Event>,
    seen: &mut Seen,
    summary: &mut Summary,
    take: &mut dyn Take,
) -> Result<(), Error> {
    let mut current: Option<ReadRegister> = None;
    let mut file = (String::new(), None, None, String::new());
    // Set while the rows of a register come that was read before under another name.
    let mut refused = false;
    for event in events {
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
                if let Some(first) = digest.as_ref().and_then(|digest| seen.get(digest)) {
                    let message = format!("this is the same register as {first}; it is counted once");
                    note(summary, Finding::new(Code::RegisterTwice, place, message), take)?;
                    refused = true;
                    continue;
                }
                if let Some(digest) = digest {
                    seen.insert(digest, place.to_string());
                }
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
                let record = SourceRecord { sha256: register.sha256.clone(), content: None, ledger };
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
