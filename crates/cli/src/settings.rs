//! What a run is to do, once flags, environment and configuration file have all had their say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use evenfolio_core::assessment::Judge;
use evenfolio_core::balance::{Balance, Rates, Targets};
use evenfolio_core::decision::Decisions;
use evenfolio_core::finding::{Finding, Severities, Severity};
use evenfolio_core::innovation_test::Strictness;
use evenfolio_core::rulebook::Rulebook;
use evenfolio_core::tally::FacetTable;
use evenfolio_importer::decisions;
use evenfolio_importer::open::{Containment, ReadOptions, open};
use evenfolio_importer::profile::Profiles;
use evenfolio_importer::source::{Discovery, Location, discover, nearest};
use evenfolio_importer::survey::Options;
use evenfolio_importer::vocabulary::vocabulary;
use evenfolio_report::RunIdentity;
use evenfolio_report::answers::Shown;
use jiff::civil::Date;

use crate::Error;
use crate::args::{Reading, Weighing};
use crate::as_of::AsOf;
use crate::config::Config;
use crate::next_update::NextUpdate;
use crate::pipeline::default_jobs;
use crate::returned;

/// What a run is to do.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Files, folders, patterns.
    pub(crate) inputs: Vec<String>,
    /// Whose portfolio it is.
    pub(crate) organisation: Option<String>,
    /// Whom to ask about it.
    pub(crate) contact: Option<String>,
    /// When the next report is due.
    pub(crate) next_update: Option<NextUpdate>,
    /// Whether columns about persons go into a publication.
    pub(crate) include_personal: bool,
    /// How files are opened.
    pub(crate) read: ReadOptions,
    /// How registers are recognised.
    pub(crate) survey: Options,
    /// How certain registers are to be read.
    pub(crate) profiles: Profiles,
    /// Who tests and places.
    pub(crate) judge: Judge,
    /// By what: strictness, and the name of the rulebook.
    pub(crate) strictness: Strictness,
    /// What people decided.
    pub(crate) decisions: Arc<Decisions>,
    /// What workbooks that were given as decisions show as decided before.
    pub(crate) shown: Arc<[Shown]>,
    /// What reading the decisions found.
    pub(crate) findings: Vec<Finding>,
    /// The files that they were read from.
    pub(crate) decision_files: Vec<PathBuf>,
    /// The files that rules of the user's own were read from.
    pub(crate) rule_files: Vec<PathBuf>,
    /// The files that the profiles were read from.
    pub(crate) profile_files: Vec<PathBuf>,
    /// How the date is told.
    pub(crate) as_of_rule: AsOf,
    /// The date that the run speaks for.
    pub(crate) as_of: Date,
    /// What the portfolio is held against.
    pub(crate) held: Held,
    /// What to compare with.
    pub(crate) baseline: Vec<PathBuf>,
    /// The folder of the scheduled runs, where there is a configuration.
    pub(crate) runs: Option<PathBuf>,
    /// How many files are read at once.
    pub(crate) jobs: usize,
    /// Whether a progress bar may be shown.
    pub(crate) progress: bool,
    /// Whether initiatives that stand in two registers are looked for. Parts cannot know of each other's.
    pub(crate) across: bool,
}

/// What a portfolio and its findings are held against.
#[derive(Clone)]
pub(crate) struct Held {
    /// Floors, declared mix, tolerance.
    pub(crate) targets: Targets,
    /// Rates into the currency that all money is added up in.
    pub(crate) rates: Option<Rates>,
    /// Whether the registers are a sample.
    pub(crate) sample: bool,
    /// How much findings matter.
    pub(crate) severities: Severities,
    /// From which severity on the exit status is 1.
    pub(crate) fail_on: Option<Severity>,
}

impl Settings {
    /// Reads the configuration file if one is named, the decisions and the profiles; what the flags say goes
    /// before what the file says.
    pub(crate) fn resolve(inputs: &[String], reading: &Reading) -> Result<Self, Error> {
        Self::from(&configured(&reading.weighing)?, inputs, reading)
    }

    /// The same with a configuration that is at hand.
    pub(crate) fn from(config: &Config, inputs: &[String], reading: &Reading) -> Result<Self, Error> {
        let containment = reading.program.clone().map_or(Containment::InProcess, |program| {
            Containment::Worker { program, args: vec!["read-workbook".into()] }
        });
        let read = ReadOptions { containment, ..ReadOptions::default() };
        let language = reading.language.clone().or_else(|| config.language.clone());
        if let Some(code) = language.as_deref().filter(|code| vocabulary().language(code).is_none()) {
            return Err(Error::Usage(format!(
                "there are no words of a language “{code}”; give a code such as en, fr or de"
            )));
        }
        let read_besides =
            [&reading.rules, &config.rules, &reading.profiles, &config.profiles, &config.baseline];
        read_besides.into_iter().flatten().try_for_each(|path| is_there(path))?;
        let (decisions, shown, findings) = decided(either(&reading.decisions, &config.decisions), &read)?;
        let decisions = Arc::new(decisions);
        let strictness = reading.strictness.or(config.strictness).unwrap_or_default().into();
        let as_of_rule = reading.as_of.or(config.as_of).unwrap_or_default();
        let as_of = as_of_rule.date();
        let rule_files = either(&reading.rules, &config.rules).to_vec();
        let profile_files = either(&reading.profiles, &config.profiles).to_vec();
        let judge = Judge::new(strictness)
            .with_rulebook(rulebook(&rule_files)?)
            .with_as_of(as_of)
            .with_decisions(Arc::clone(&decisions));
        Ok(Self {
            inputs: either(inputs, &config.inputs).to_vec(),
            organisation: config.organisation.clone(),
            contact: config.contact.clone(),
            next_update: config.next_update,
            include_personal: config.include_personal.unwrap_or(false),
            read,
            survey: Options { language, ..Options::default() },
            profiles: profiles(&profile_files)?,
            profile_files,
            rule_files,
            decision_files: either(&reading.decisions, &config.decisions).to_vec(),
            judge,
            strictness,
            decisions,
            shown: shown.into(),
            findings,
            as_of_rule,
            as_of,
            held: Held::from(config, &reading.weighing)?,
            baseline: config.baseline.clone(),
            runs: reading.weighing.config.is_some().then(|| config.run.folder.clone()),
            jobs: reading.jobs.or(config.jobs).unwrap_or_else(default_jobs),
            progress: !reading.quiet && !reading.no_progress,
            across: true,
        })
    }

    /// The files to read: what the inputs name, without what is read for another purpose or was written by earlier
    /// runs. A file that is named itself is read in any case.
    pub(crate) fn discover(&self) -> Discovery {
        let mut found = discover(&self.inputs);
        let apart =
            self.decision_files.iter().chain(&self.profile_files).chain(&self.baseline).chain(&self.runs);
        let apart: Vec<PathBuf> = apart.filter_map(|path| path.canonicalize().ok()).collect();
        found.sources.retain(|source| match &source.location {
            Location::File(path) if !self.inputs.iter().any(|input| **input == *source.path) => {
                path.canonicalize().map_or(true, |path| !apart.iter().any(|apart| path.starts_with(apart)))
            }
            _ => true,
        });
        found
    }

    /// The name of the rulebook that initiatives are placed by.
    pub(crate) fn rulebook(&self) -> String {
        self.judge.rulebook().version()
    }

    /// By what initiatives are judged, as one text that changes when the rules do: the one that stands in a
    /// workbook.
    pub(crate) fn rules(&self) -> String {
        RunIdentity { rulebook: self.rulebook(), strictness: self.strictness, ..RunIdentity::default() }
            .rules()
    }
}

impl Held {
    /// Reads the configuration file if one is named.
    pub(crate) fn resolve(weighing: &Weighing) -> Result<Self, Error> {
        Self::from(&configured(weighing)?, weighing)
    }

    fn from(config: &Config, weighing: &Weighing) -> Result<Self, Error> {
        Ok(Self {
            targets: targets(config, weighing)?,
            rates: config.rates.as_ref().map(|rates| rates.0.clone()),
            sample: weighing.sample || config.sample.unwrap_or(false),
            severities: Severities::with(config.severity.clone()),
            fail_on: weighing.fail_on.or(config.fail_on).unwrap_or_default().severity(),
        })
    }

    /// Weighs a table of tallies.
    pub(crate) fn weigh(&self, table: &FacetTable) -> Balance {
        if self.sample { Balance::of_sample(table, &self.targets) } else { Balance::of(table, &self.targets) }
    }
}

fn configured(weighing: &Weighing) -> Result<Config, Error> {
    weighing.config.as_deref().map_or_else(|| Ok(Config::default()), Config::read)
}

/// Says what was perhaps meant by a file that is not there.
pub(crate) fn is_there(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return Ok(());
    }
    let perhaps = nearest(path).map_or(String::new(), |near| format!("; perhaps {near} is meant"));
    Err(Error::Usage(format!("{}: there is no such file{perhaps}", path.display())))
}

/// What was given goes before what is in the file.
fn either<'a, T>(given: &'a [T], file: &'a [T]) -> &'a [T] {
    if given.is_empty() { file } else { given }
}

fn targets(config: &Config, weighing: &Weighing) -> Result<Targets, Error> {
    let usual = Targets::default();
    let tolerance = weighing.tolerance.or(config.tolerance);
    let targets = Targets {
        floors: weighing.floor.or(config.floor).map_or(usual.floors, |floor| floor.0),
        mix: weighing.targets.or(config.targets).map(|mix| mix.0),
        tolerance: tolerance.map_or(usual.tolerance, |percent| u16::from(percent) * 10),
    };
    match targets.fault() {
        Some(fault) => Err(Error::Usage(format!("no portfolio could meet what it is held against: {fault}"))),
        None => Ok(targets),
    }
}

/// The rules built in, and the user's own beside them.
fn rulebook(files: &[PathBuf]) -> Result<Arc<Rulebook>, Error> {
    let mut rulebook = Rulebook::built_in();
    for file in files {
        let path = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|source| Error::RulesFile { path: path.clone(), source })?;
        rulebook = Arc::new(rulebook.extended(&text).map_err(|source| Error::Rules { path, source })?);
    }
    Ok(rulebook)
}

/// Reads the profiles that were given.
fn profiles(files: &[PathBuf]) -> Result<Profiles, Error> {
    let mut all = Profiles::default();
    for file in files {
        let failed = |source| Error::Profile { path: file.display().to_string(), source };
        let text = std::fs::read_to_string(file).map_err(|source| failed(Box::new(source)))?;
        all.extend(Profiles::from_toml(&text).map_err(|fault| failed(Box::new(fault)))?);
    }
    Ok(all)
}

/// Reads what people decided. A file that cannot be read at all ends the run: a report without the decisions
/// would say something else than its readers agreed on.
fn decided(files: &[PathBuf], read: &ReadOptions) -> Result<(Decisions, Vec<Shown>, Vec<Finding>), Error> {
    let (mut all, mut shown, mut findings) = (Decisions::default(), Vec::new(), Vec::new());
    for file in files {
        let found = discover(&[file.display().to_string()]);
        if let Some(finding) = found.findings.first() {
            return Err(unreadable(file, finding));
        }
        for source in found.sources {
            if let Some(mut from_answers) = returned::read(&source, &mut all, &mut shown) {
                findings.append(&mut from_answers);
                continue;
            }
            let mut opened = open(&source, read);
            if opened.tables.is_empty() {
                let finding = opened.findings.first();
                return Err(
                    finding.map_or(Error::Decisions(file.display().to_string()), |f| unreadable(file, f))
                );
            }
            findings.append(&mut opened.findings);
            findings.append(&mut decisions::read(&opened, &mut all));
        }
    }
    Ok((all, shown, findings))
}

fn unreadable(file: &Path, finding: &Finding) -> Error {
    Error::Decisions(format!("{}: {}", file.display(), finding.message))
}
