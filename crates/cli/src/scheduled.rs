//! The scheduled job: reads everything, writes all outputs as one step, and keeps a record of it.
//!
//! ```text
//! portfolio/                    the folder of the runs
//!   2026-05-31/                 one folder a run, named by its as-of date
//!   2026-06-30/                 the outputs, run.json (the record) and baseline.json (for the next run)
//!   latest -> 2026-06-30        switched over when the new folder is whole
//!   .evenfolio/                 lock, history, and the folder that is being filled
//! ```

mod folder;
mod history;
mod inputs;
mod lock;
mod log;
mod outputs;
mod record;

use std::fs;
use std::path::Path;

use evenfolio_core::comparison::Baseline;
use evenfolio_core::finding::{Code, Finding, Severity};
use evenfolio_core::origin::Place;

use crate::commands::{read, why};
use crate::config::Config;
use crate::earlier::{self, Kept};
use crate::output::{counts, with_causes};
use crate::pipeline::Summary;
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) use folder::Folder;
pub(crate) use history::{Event, History};
use inputs::Inputs;
pub(crate) use lock::Lock;
pub(crate) use log::Log;
use outputs::Outputs;
pub(crate) use record::Record;

/// What a run is about to do.
pub(crate) struct Job<'a> {
    /// The configuration.
    pub(crate) config: &'a Config,
    /// What it comes to.
    pub(crate) settings: Settings,
    /// Where the outputs go.
    pub(crate) folder: Folder,
    /// What would be read, by its digests.
    inputs: Inputs,
    /// Which run it is: a digest of inputs, rules, settings and date.
    pub(crate) run_id: String,
}

impl<'a> Job<'a> {
    /// Looks at what there is to do.
    pub(crate) fn plan(config: &'a Config, settings: Settings) -> Result<Self, Error> {
        if settings.inputs.iter().any(|input| input == "-") {
            return Err(Error::Usage("a scheduled run cannot read standard input".to_owned()));
        }
        let inputs = Inputs::look(settings.discover());
        let run_id = inputs.run_id(config, &settings)?;
        Ok(Self { folder: Folder::new(&config.run.folder), config, settings, inputs, run_id })
    }

    /// Whether the last run was this very one, and what it wrote still stands.
    pub(crate) fn is_done(&self) -> bool {
        self.folder.latest().is_some_and(|latest| {
            Record::read(&latest).is_some_and(|record| record.run_id == self.run_id && record.stands(&latest))
        })
    }

    /// What would be read and written, for a person.
    pub(crate) fn described(&self) -> Vec<String> {
        let mut lines = vec![format!("Run {} as of {}", self.run_id, self.settings.as_of)];
        lines.extend(self.inputs.files().map(|path| format!("  reads  {path}")));
        let into = self.folder.next(self.settings.as_of);
        lines.extend(
            self.config
                .outputs()
                .iter()
                .map(|output| format!("  writes {}", into.join(&output.file).display())),
        );
        if self.is_done() {
            lines.push("Nothing is new since the last run: nothing would be written.".to_owned());
        }
        lines
    }

    /// Has the folder for itself from now on, waiting for another run if the configuration says so.
    pub(crate) fn lock(&self, log: &Log) -> Result<Lock, Error> {
        self.folder.make()?;
        let taken = Lock::take(&self.folder, self.config.run.wait, log);
        if let Err(error) = &taken {
            self.note(&Event::Failed { why: with_causes(error) });
        }
        taken
    }

    /// Does it: reads, writes, switches over, records. Only whoever holds the lock may.
    pub(crate) fn run(&self, log: &Log) -> Result<End, Error> {
        let notes = History::new(&self.folder).oddities();
        for note in &notes {
            log.warn("odd", note);
        }
        self.folder.clear_leftovers();
        if self.is_done() {
            self.note(&Event::NothingNew);
            log.info("nothing-new", "Nothing is new since the last run: its outputs stand as they are.");
            return Ok(End::Done);
        }
        self.note(&Event::Started);
        let ended = self.write(notes, log);
        match &ended {
            Ok((_, event)) => self.note(event),
            Err(error) => self.note(&Event::Failed { why: with_causes(error) }),
        }
        ended.map(|(end, _)| end)
    }

    fn note(&self, event: &Event) {
        History::new(&self.folder).note(&self.run_id, self.settings.as_of, event);
    }

    fn write(&self, mut notes: Vec<String>, log: &Log) -> Result<(End, Event), Error> {
        let Self { config, settings, folder, run_id, .. } = self;
        let staging = folder.stage(run_id)?;
        let earlier = match &settings.baseline[..] {
            [] => folder.earlier(settings.as_of),
            given => earlier::load(given, settings)?,
        };
        let mut outputs = Outputs::begin(config, settings, staging.path())?;
        let mut summary = read(settings, &mut outputs)?;
        crate::interrupt::check()?;
        if summary.registers.is_empty() {
            // An empty report in place of the last one would say that there are no initiatives any more.
            return Err(Error::NothingToRead(why(&summary.findings)));
        }
        let inputs = Inputs::look(settings.discover());
        if self.inputs != inputs {
            let finding = self.inputs.changed(&inputs);
            notes.push(finding.message.clone());
            note(&mut summary, finding);
        }
        let now = Baseline { rules: settings.rules(), entries: outputs.entries() };
        for finding in outputs.unknown().into_iter().chain(earlier::near(&earlier, &now)) {
            note(&mut summary, finding);
        }
        let written = outputs.write(&summary, settings, run_id, &now, &earlier)?;
        let kept = Kept { as_of: settings.as_of, run_id: run_id.clone(), baseline: now };
        staging.keep("baseline.json", &kept)?;
        staging.keep("run.json", &Record::new(run_id, notes, &inputs, &summary, settings, written))?;
        crate::interrupt::check()?;
        let into = staging.publish(folder, settings.as_of)?;
        folder.prune(config.run.keep);
        Ok(self.told(&summary, &into, log))
    }

    /// Says what came of it.
    fn told(&self, summary: &Summary, into: &Path, log: &Log) -> (End, Event) {
        let held = &self.settings.held;
        let end = crate::output::end(summary, held);
        let at_least = held.fail_on.unwrap_or(Severity::Error);
        let matters = |finding: &&Finding| held.severities.of(finding.code) >= at_least;
        let matter: Vec<_> = summary.findings.iter().filter(matters).collect();
        for finding in matter.iter().take(TOLD) {
            log.finding(finding, held.severities.of(finding.code));
        }
        if matter.len() > TOLD {
            let more = matter.len() - TOLD;
            log.warn(
                "findings",
                &format!("{more} more like these: the sheet Data quality of the workbook lists them."),
            );
        }
        let portfolio = &summary.portfolio;
        let findings = held.severities.count(&portfolio.findings);
        let verdict = held.weigh(&portfolio.counted).verdict.word().to_owned();
        let message = format!(
            "{}: {} initiatives of {} registers, {verdict}; findings: {}.",
            into.display(),
            portfolio.initiatives(),
            summary.registers.len(),
            counts(findings),
        );
        let event = Event::Done {
            folder: into.file_name().unwrap_or_default().display().to_string(),
            initiatives: portfolio.initiatives(),
            verdict,
            findings,
            status: u8::from(matches!(end, End::Findings)),
        };
        log.ended(&event, &message);
        (end, event)
    }
}

/// How many findings are told one by one.
const TOLD: usize = 20;

fn note(summary: &mut Summary, finding: Finding) {
    summary.portfolio.note_finding(finding.code);
    summary.findings.push(finding);
}

impl Inputs {
    /// What changed while it was read, as one finding.
    fn changed(&self, now: &Self) -> Finding {
        let names = self.differing(now).join(", ");
        let message = format!("{names} changed while it was read; the next run reads it again");
        Finding::new(Code::ChangedWhileRead, Place::Run, message)
    }
}

/// Removes a file or folder that may not be there.
fn remove(path: &Path) {
    let _ =
        if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
