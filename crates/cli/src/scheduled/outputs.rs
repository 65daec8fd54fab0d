//! The outputs of a run, all filled in one pass.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::comparison::{Baseline, Entry};
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::fold::fold;
use evenfolio_core::origin::Place;
use evenfolio_core::part::Part;
use evenfolio_report::baseline::Earlier;

use super::record::Written;
use crate::Error;
use crate::book::{Book, Done};
use crate::commands::consolidate::{Consolidated, Form};
use crate::commands::report::layout;
use crate::commands::scan;
use crate::config::{Config, Kind, Output};
use crate::earlier::Entries;
use crate::output::perhaps;
use crate::packs::Packs;
use crate::pipeline::{Summary, Take};
use crate::settings::Settings;

/// Everything that is written, and the initiatives for the next run to compare with.
pub(super) struct Outputs {
    folder: PathBuf,
    sinks: Vec<(Output, Sink)>,
    entries: Entries,
    /// The agencies that were met, folded, with the name by which each was met first.
    agencies: BTreeMap<String, String>,
}

enum Sink {
    Book(Box<Book>),
    Packs(Box<Packs>),
    Lines(Consolidated<BufWriter<File>>),
    Figures,
}

impl Outputs {
    pub(super) fn begin(config: &Config, settings: &Settings, folder: &Path) -> Result<Self, Error> {
        let mut sinks = Vec::new();
        for output in config.outputs() {
            let path = folder.join(&output.file);
            let failed = |source| Error::Output { path: path.display().to_string(), source };
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(failed)?;
            }
            let sink = match output.kind {
                Kind::Workbook | Kind::Packs => {
                    let mut layout = layout(settings, output.style.unwrap_or_default());
                    if let Some(name) = &output.organisation {
                        layout.organisation.clone_from(name);
                    }
                    if output.kind == Kind::Workbook {
                        Sink::Book(Box::new(Book::begin(layout, &output.agencies)?))
                    } else {
                        Sink::Packs(Box::new(Packs::begin(&path, &layout, &output.agencies)?))
                    }
                }
                Kind::Csv | Kind::Jsonl => {
                    let out = BufWriter::new(File::create(&path).map_err(failed)?);
                    let form = if output.kind == Kind::Csv { Form::Csv { raw: false } } else { Form::Lines };
                    Sink::Lines(Consolidated::begin(out, form, Some(&path))?)
                }
                Kind::Json => Sink::Figures,
            };
            sinks.push((output, sink));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            sinks,
            entries: Entries::default(),
            agencies: BTreeMap::new(),
        })
    }

    /// The initiatives, once they are all read.
    pub(super) fn entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries.0)
    }

    /// The agencies that the configuration names and no register has.
    pub(super) fn unknown(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (output, _) in &self.sinks {
            for name in output.agencies.iter().filter(|name| !self.agencies.contains_key(&fold(name))) {
                let perhaps = perhaps(name, self.agencies.values().map(String::as_str));
                let message = format!(
                    "the output “{}” is of “{name}”, of which there is no initiative{perhaps}",
                    output.file
                );
                findings.push(Finding::new(Code::OutputAgencyUnknown, Place::Run, message));
            }
        }
        findings
    }

    pub(super) fn write(
        self,
        summary: &Summary,
        settings: &Settings,
        run_id: &str,
        now: &Baseline,
        earlier: &[(String, Earlier)],
    ) -> Result<Vec<Written>, Error> {
        let done = Done { summary, settings, run_id, now, earlier };
        let mut written = Vec::new();
        for (output, sink) in self.sinks {
            crate::interrupt::check()?;
            let path = self.folder.join(&output.file);
            match sink {
                Sink::Book(book) => book.write(&path, &done)?,
                Sink::Packs(packs) => {
                    // Nobody looks into the folder yet: the packs are made safe on disk together.
                    packs.write(&done, |path, bytes| {
                        let failed = |source| Error::Output { path: path.display().to_string(), source };
                        fs::write(path, bytes).map_err(failed)
                    })?;
                    written.append(&mut Written::all(&self.folder, &output.file)?);
                    continue;
                }
                Sink::Lines(lines) => {
                    let failed = |source| Error::Output { path: path.display().to_string(), source };
                    let mut out = lines.finish()?;
                    out.flush().map_err(failed)?;
                    out.get_ref().sync_all().map_err(failed)?;
                }
                Sink::Figures => {
                    let portfolio = summary.portfolio.clone();
                    let part = Part::new(settings.rulebook(), settings.strictness, settings.as_of, portfolio);
                    scan::write(&part, summary, &settings.held, Some(&path))?;
                }
            }
            written.push(Written::of(&self.folder, &output.file)?);
        }
        Ok(written)
    }
}

impl Take for Outputs {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        self.entries.assessment(assessment)?;
        let agency = &assessment.initiative.agency;
        self.agencies.entry(fold(agency)).or_insert_with(|| agency.clone());
        for (output, sink) in &mut self.sinks {
            match sink {
                Sink::Book(book) => book.assessment(assessment)?,
                Sink::Packs(packs) => packs.assessment(assessment)?,
                Sink::Lines(lines) if output.is_about(agency) => {
                    lines.assessment(assessment)?;
                }
                Sink::Lines(_) | Sink::Figures => {}
            }
        }
        Ok(())
    }
}
