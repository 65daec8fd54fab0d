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

use evenfolio_core::comparison::Baseline;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;

use crate::args::LogFormat;
use crate::commands::read;
use crate::config::Config;
use crate::earlier::{self, Kept};
use crate::output::counts;
use crate::pipeline::Summary;
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) use folder::Folder;
pub(crate) use history::{Event, History};
use inputs::Inputs;
use lock::Lock;
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
        let inputs = Inputs::look(&settings.inputs);
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

    /// Does it: reads, writes, switches over, records.
    pub(crate) fn run(&self, log: LogFormat) -> Result<End, Error> {
        self.folder.make()?;
        let history = History::new(&self.folder);
        let log = Log::new(log, &self.run_id);
        let _lock = Lock::take(&self.folder, self.config.run.wait, &log)?;
        self.folder.clear_leftovers();
        if self.is_done() {
            history.note(&self.run_id, self.settings.as_of, &Event::NothingNew);
            log.info("nothing-new", "Nothing is new since the last run: its outputs stand as they are.");
            return Ok(End::Done);
        }
        history.note(&self.run_id, self.settings.as_of, &Event::Started);
        let ended = self.write(&log);
        match &ended {
            Ok((_, event)) => history.note(&self.run_id, self.settings.as_of, event),
            Err(error) => {
                history.note(&self.run_id, self.settings.as_of, &Event::Failed { why: error.to_string() });
            }
        }
        ended.map(|(end, _)| end)
    }

    fn write(&self, log: &Log) -> Result<(End, Event), Error> {
        let Self { config, settings, folder, run_id, .. } = self;
        let staging = folder.stage(run_id)?;
        let earlier = match &settings.baseline[..] {
            [] => folder.earlier(settings.as_of),
            given => earlier::load(given, settings)?,
        };
        let mut outputs = Outputs::begin(config, settings, staging.path())?;
        let mut summary = read(settings, &mut outputs)?;
        crate::interrupt::check()?;
        let inputs = Inputs::look(&settings.inputs);
        let unchanged = self.inputs == inputs;
        if !unchanged {
            note(&mut summary, self.inputs.changed(&inputs));
        }
        let now = Baseline { rules: settings.rules(), entries: outputs.entries() };
        for finding in earlier::near(&earlier, &now) {
            note(&mut summary, finding);
        }
        let written = outputs.write(&summary, settings, run_id, &now, &earlier)?;
        let kept = Kept { as_of: settings.as_of, run_id: run_id.clone(), baseline: now };
        staging.keep("baseline.json", &kept)?;
        // What changed while it was read is not what was looked at: the next run must not take it for done.
        let known_as = if unchanged { run_id.as_str() } else { "" };
        let record = Record::new(known_as, &summary, settings, written);
        staging.keep("run.json", &record)?;
        crate::interrupt::check()?;
        let into = staging.publish(folder, settings.as_of)?;
        folder.prune(config.run.keep);
        let severities = settings.held.severities.count(&summary.portfolio);
        let verdict = settings.held.weigh(&summary.portfolio.counted).verdict.word();
        log.info(
            "done",
            &format!(
                "{}: {} initiatives of {} registers, {verdict}; findings: {}.",
                into.display(),
                summary.portfolio.initiatives(),
                summary.registers.len(),
                counts(severities),
            ),
        );
        let end = crate::output::end(&summary, &settings.held);
        let status = u8::from(matches!(end, End::Findings));
        let event = Event::Done {
            folder: into.file_name().unwrap_or_default().display().to_string(),
            initiatives: summary.portfolio.initiatives(),
            verdict: verdict.to_owned(),
            findings: severities,
            status,
        };
        Ok((end, event))
    }
}

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
fn remove(path: &std::path::Path) {
    let _ =
        if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
