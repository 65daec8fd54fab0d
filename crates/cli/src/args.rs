//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use evenfolio_core::finding::Severity;
use evenfolio_core::innovation_test::Strictness;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::as_of::AsOf;
use crate::config::{Floor, Mix};
use crate::next_update::NextUpdate;

/// Reads registers of public-sector innovation initiatives, whatever their layout and language, and says
/// whether the portfolio is balanced, what is missing, how sure that is, and what each agency should fix.
#[derive(Debug, Parser)]
#[command(name = "evenfolio", version, propagate_version = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Reads registers and writes the balanced-portfolio workbook.
    #[command(
        after_help = "Examples:\n  evenfolio report registers/ -o portfolio.xlsx --as-of 2026-06-30\n  evenfolio report registers/ -o portfolio.xlsx --baseline last-month.xlsx --decisions packs/"
    )]
    Report(Report),
    /// Reads registers and prints what a person should fix; writes nothing.
    #[command(after_help = "Example:\n  evenfolio check registers/ --fail-on warning")]
    Check(Check),
    /// Shows how each file would be read: its header, which column is which and why.
    #[command(
        after_help = "Examples:\n  evenfolio inspect registers/tax.xlsx\n  evenfolio inspect registers/ --write-profile profiles.toml"
    )]
    Inspect(Inspect),
    /// Writes one clean register of all initiatives, tested and placed.
    #[command(after_help = "Example:\n  evenfolio consolidate registers/ --format jsonl -o all.jsonl")]
    Consolidate(Consolidate),
    /// Prints the aggregate of all registers as JSON.
    #[command(after_help = "Example:\n  evenfolio scan registers/ -o part.json")]
    Scan(Scan),
    /// Joins what `scan` wrote, in any order, into what one scan of everything would have written.
    #[command(after_help = "Example:\n  evenfolio merge north.json south.json -o all.json")]
    Merge(Merge),
    /// The scheduled job: reads what the configuration names, writes all outputs in one step, keeps a record.
    #[command(
        after_help = "Examples:\n  evenfolio run\n  evenfolio run --config unit/evenfolio.toml --dry-run"
    )]
    Run(Run),
    /// Shows what the last runs did.
    #[command(after_help = "Example:\n  evenfolio status --config unit/evenfolio.toml")]
    Status(Status),
    /// Writes a configuration file, with comments, that works on the folder it is run in.
    #[command(
        after_help = "Examples:\n  evenfolio init\n  evenfolio init 'letters/*.xlsx' -o unit/evenfolio.toml"
    )]
    Init(Init),
    /// Prints the JSON Schema of the configuration file.
    #[command(after_help = "Example:\n  evenfolio schema > evenfolio.schema.json")]
    Schema,
    /// Shows the configuration.
    #[command(after_help = "Example:\n  evenfolio config show")]
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Prints a ready-made unit that runs the job every month.
    #[command(after_help = "Example:\n  evenfolio schedule print systemd --config /srv/unit/evenfolio.toml")]
    #[command(subcommand)]
    Schedule(Schedule),
    /// Prints completions for a shell.
    #[command(after_help = "Example:\n  evenfolio completions bash > /etc/bash_completion.d/evenfolio")]
    Completions(Completions),
    /// Prints the manual page.
    #[command(
        after_help = "Examples:\n  evenfolio man > /usr/local/share/man/man1/evenfolio.1\n  evenfolio man report | man -l -"
    )]
    Man(Man),
    /// Says how well the placements agree with labels that people gave.
    #[command(after_help = "Example:\n  evenfolio evaluate labelled.csv --rules our-rules.toml")]
    Evaluate(Evaluate),
    /// Says what a code or a facet means, or why an initiative stands where it stands.
    #[command(
        after_help = "Examples:\n  evenfolio explain H001\n  evenfolio explain mission\n  evenfolio explain registers/tax.csv:12"
    )]
    Explain(Explain),
    /// Holds a workbook, whoever made it, against the rules of a good government workbook.
    #[command(after_help = "Example:\n  evenfolio lint portfolio.xlsx")]
    Lint(Lint),
    /// Writes a register for agencies to fill in, with drop-downs and guidance.
    #[command(after_help = "Example:\n  evenfolio template -o register.xlsx --language fr")]
    Template(Template),
    /// Reads one workbook from standard input for another process of this program.
    #[command(hide = true)]
    ReadWorkbook,
}

impl Command {
    /// Has workbooks read by `program` in processes of their own.
    pub(crate) fn contain(&mut self, program: Option<PathBuf>) {
        let reading = match self {
            Self::Report(args) => &mut args.reading,
            Self::Check(args) => &mut args.reading,
            Self::Inspect(args) => &mut args.reading,
            Self::Consolidate(args) => &mut args.reading,
            Self::Scan(args) => &mut args.reading,
            Self::Explain(args) => &mut args.reading,
            Self::Evaluate(args) => &mut args.reading,
            Self::Run(args) => &mut args.reading,
            Self::Config(ConfigCommand::Show(args)) => &mut args.reading,
            Self::Merge(_)
            | Self::Lint(_)
            | Self::Status(_)
            | Self::Init(_)
            | Self::Schema
            | Self::Schedule(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Template(_)
            | Self::ReadWorkbook => return,
        };
        reading.program = program;
    }
}

/// What is read.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Files, folders, patterns; `-` for standard input.
    #[arg(required_unless_present = "config", value_name = "PATH")]
    pub(crate) inputs: Vec<String>,
}

/// What a portfolio is held against. What is not given here is taken from the environment, then from the
/// configuration file, then as it is usual.
#[derive(Debug, Args)]
pub(crate) struct Weighing {
    /// The configuration file.
    #[arg(long, value_name = "FILE.toml", env = "EVENFOLIO_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// The mix that the unit declared: shares of enhancement, mission, adaptive, anticipatory.
    #[arg(long, value_name = "E,M,AD,AN", value_parser = Mix::parse, env = "EVENFOLIO_TARGETS")]
    pub(crate) targets: Option<Mix>,
    /// The least share that each facet must have, in percent: one number or four [default: 10].
    #[arg(long, value_name = "PERCENT", value_parser = Floor::parse, env = "EVENFOLIO_FLOOR")]
    pub(crate) floor: Option<Floor>,
    /// How far from the declared mix is still fine, in percent [default: 10].
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) tolerance: Option<u8>,
    /// The registers are a sample of the initiatives that there are: intervals are wider.
    #[arg(long)]
    pub(crate) sample: bool,
    /// Ends with status 1 when a finding matters at least as much as this [default: error].
    #[arg(long, value_enum, env = "EVENFOLIO_FAIL_ON")]
    pub(crate) fail_on: Option<FailOn>,
}

/// How registers are read. What is not given here is taken from the environment, then from the configuration file, then
/// as it is usual.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// What it is held against.
    #[command(flatten)]
    pub(crate) weighing: Weighing,
    /// The language to prefer where a register gives columns in several, as `en` or `fr`.
    #[arg(long, value_name = "CODE", env = "EVENFOLIO_LANGUAGE")]
    pub(crate) language: Option<String>,
    /// How certain registers are to be read, as `inspect --write-profile` writes it; may be given several times.
    #[arg(long = "profile", value_name = "FILE.toml")]
    pub(crate) profiles: Vec<PathBuf>,
    /// How strictly a shift in public value is asked for [default: library].
    #[arg(long, value_enum, env = "EVENFOLIO_STRICTNESS")]
    pub(crate) strictness: Option<StrictnessName>,
    /// Rules of your own, beside those built in; may be given several times.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) rules: Vec<PathBuf>,
    /// The date that the report speaks for: a day, `last-month-end`, `last-quarter-end` [default: today].
    #[arg(long, value_name = "DATE", env = "EVENFOLIO_AS_OF")]
    pub(crate) as_of: Option<AsOf>,
    /// What people decided: CSV or a workbook; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Vec<PathBuf>,
    /// How many files are read at once [default: one a core].
    #[arg(long, value_name = "N", env = "EVENFOLIO_JOBS", value_parser = at_least_one)]
    pub(crate) jobs: Option<usize>,
    /// Prints one JSON object on standard output.
    #[arg(long)]
    pub(crate) json: bool,
    /// Prints nothing but results and errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Shows no progress bar, even on a terminal.
    #[arg(long)]
    pub(crate) no_progress: bool,
    /// The program that reads workbooks in processes of their own.
    #[arg(skip)]
    pub(crate) program: Option<PathBuf>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|jobs| *jobs > 0).ok_or_else(|| "give a whole number from 1 on".to_owned())
}

/// `report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// What is read.
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The workbook to write.
    #[arg(long, short, value_name = "FILE.xlsx")]
    pub(crate) output: PathBuf,
    /// Earlier workbooks, or registers that `consolidate --format jsonl` wrote, to compare with; the last counts
    /// for the changes, all for the development over time.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Vec<PathBuf>,
    /// For an analyst, or for a website.
    #[arg(long, value_enum, default_value_t = WorkbookStyle::Workbench)]
    pub(crate) workbook_style: WorkbookStyle,
    /// Whose portfolio it is, for the cover.
    #[arg(long, value_name = "NAME", value_parser = crate::cover::line)]
    pub(crate) organisation: Option<String>,
    /// Whom to ask about it, for the cover.
    #[arg(long, value_name = "TEXT", value_parser = crate::cover::line)]
    pub(crate) contact: Option<String>,
    /// When the next report is due, for the cover: a day, `next-month-end` or `next-quarter-end`.
    #[arg(long, value_name = "DATE")]
    pub(crate) next_update: Option<NextUpdate>,
    /// Keeps columns about persons (owner, contact).
    #[arg(long)]
    pub(crate) include_personal: bool,
    /// Writes a workbook for each agency into this folder: its rows, what to fix, and where to answer.
    #[arg(long, value_name = "DIR")]
    pub(crate) agency_packs: Option<PathBuf>,
}

/// `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// What is read.
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Lists every row that is not an initiative, with its fate and the reason.
    #[arg(long)]
    pub(crate) rows: bool,
}

/// `inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// What is read.
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Keeps how the registers are read as a profile, to be corrected and given with `--profile`.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) write_profile: Option<PathBuf>,
}

/// `consolidate`.
#[derive(Debug, Args)]
pub(crate) struct Consolidate {
    /// What is read.
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The form of the register.
    #[arg(long, value_enum, default_value_t = ConsolidateFormat::Csv)]
    pub(crate) format: ConsolidateFormat,
    /// The file to write; standard output unless given, or if it is `-`.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// In CSV, writes texts that a spreadsheet would take for formulas as they are.
    #[arg(long)]
    pub(crate) csv_raw: bool,
}

/// `scan`.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// What is read.
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The file to write; standard output unless given, or if it is `-`.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// `merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// The parts.
    #[arg(required = true, value_name = "PART.json")]
    pub(crate) parts: Vec<PathBuf>,
    /// What the whole is held against.
    #[command(flatten)]
    pub(crate) weighing: Weighing,
    /// The file to write; standard output unless given, or if it is `-`.
    #[arg(long, short, value_name = "FILE.json")]
    pub(crate) output: Option<PathBuf>,
}

/// `lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The workbook.
    #[arg(value_name = "FILE.xlsx")]
    pub(crate) file: PathBuf,
    /// What the workbook is for; unless given, what it says itself, else a publication.
    #[arg(long, value_enum)]
    pub(crate) workbook_style: Option<WorkbookStyle>,
    /// Prints one JSON object on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Says what would be read and written, and does nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How the run says what it does, on standard error.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) log_format: LogFormat,
}

/// How a run says what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For a person.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// `status`.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// The configuration file.
    #[arg(long, value_name = "FILE.toml", env = "EVENFOLIO_CONFIG", default_value = crate::config::FILE_NAME)]
    pub(crate) config: PathBuf,
    /// How many runs are shown.
    #[arg(long, short = 'n', default_value_t = 12)]
    pub(crate) last: usize,
    /// Prints one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder of the registers, as seen from here; found unless given.
    pub(crate) registers: Option<String>,
    /// The file to write.
    #[arg(long, short, value_name = "FILE.toml", default_value = crate::config::FILE_NAME)]
    pub(crate) output: PathBuf,
}

/// `config`.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Shows each value and where it comes from.
    #[command(after_help = "Example:\n  evenfolio config show --config unit/evenfolio.toml")]
    Show(ConfigShow),
}

/// `config show`.
#[derive(Debug, Args)]
pub(crate) struct ConfigShow {
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// `schedule`.
#[derive(Debug, Subcommand)]
pub(crate) enum Schedule {
    /// Prints the unit.
    #[command(
        after_help = "Examples:\n  evenfolio schedule print cron\n  evenfolio schedule print systemd --ping https://health.example/your-check"
    )]
    Print(SchedulePrint),
}

/// `schedule print`.
#[derive(Debug, Args)]
pub(crate) struct SchedulePrint {
    /// For which scheduler.
    #[arg(value_enum)]
    pub(crate) scheduler: Scheduler,
    /// The configuration file.
    #[arg(long, value_name = "FILE.toml", env = "EVENFOLIO_CONFIG", default_value = crate::config::FILE_NAME)]
    pub(crate) config: PathBuf,
    /// An address that is called when a run has succeeded, so that a missing call is noticed.
    #[arg(long, value_name = "URL")]
    pub(crate) ping: Option<String>,
}

/// The schedulers.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Scheduler {
    /// A service and a timer.
    Systemd,
    /// A line of a crontab.
    Cron,
    /// A task of the Windows Task Scheduler, as XML.
    Windows,
    /// A Kubernetes CronJob.
    Kubernetes,
    /// A workflow of GitHub Actions.
    Github,
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// For which shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command, such as `report` or `schedule print`; the whole program unless given.
    pub(crate) command: Vec<String>,
}

/// `evaluate`.
#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// What is read.
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How it is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A code such as `H001` or `E-COST`, a facet, or an initiative as `path:row` or `path!sheet:row`; of a path alone
    /// the first initiative.
    pub(crate) what: String,
    /// How the register is read.
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// `template`.
#[derive(Debug, Args)]
pub(crate) struct Template {
    /// The workbook to write.
    #[arg(long, short, value_name = "FILE.xlsx")]
    pub(crate) output: PathBuf,
    /// The language of those who fill it in: `en`, `de`, `es` or `fr`.
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub(crate) language: String,
    /// Prints nothing but errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// [`Strictness`] by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StrictnessName {
    /// Potential value counts (OPSI's case library).
    #[default]
    Library,
    /// The intended value must be stated (Greece's register).
    Intended,
    /// Value must have been created (the Danish barometer).
    Barometer,
}

impl From<StrictnessName> for Strictness {
    fn from(name: StrictnessName) -> Self {
        match name {
            StrictnessName::Library => Self::Library,
            StrictnessName::Intended => Self::Intended,
            StrictnessName::Barometer => Self::Barometer,
        }
    }
}

/// From which severity on the exit status is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailOn {
    /// Something that should be in the figures is not.
    #[default]
    Error,
    /// Something was guessed, set aside or left out.
    Warning,
    /// Always 0.
    Never,
}

impl FailOn {
    /// The severity, if any.
    pub(crate) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Never => None,
        }
    }
}

/// The two styles of the workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WorkbookStyle {
    /// Filters, charts, live formulas, drop-downs.
    #[default]
    Workbench,
    /// The accessible file that goes on a website.
    Publication,
}

/// The forms of the consolidated register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConsolidateFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    /// All commands, with those below them.
    fn all(command: &clap::Command) -> Vec<clap::Command> {
        let below = command.get_subcommands().filter(|below| !below.is_hide_set());
        below.flat_map(|below| std::iter::once(below.clone()).chain(all(below))).collect()
    }

    #[test]
    fn every_help_has_examples_that_can_be_typed() {
        let commands = all(&Cli::command());
        assert!(commands.len() > 18);
        for command in commands {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<_> =
                help.lines().filter_map(|line| line.strip_prefix("  evenfolio ")).collect();
            assert!(!examples.is_empty(), "{} has no example", command.get_name());
            for example in examples {
                let typed = example.split(['>', '|']).next().unwrap_or_default();
                let words = std::iter::once("evenfolio").chain(typed.split_whitespace());
                let parsed = Cli::try_parse_from(words.map(|word| word.trim_matches('\'')));
                assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
            }
        }
    }
}
