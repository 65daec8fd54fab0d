//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use evenfolio_core::balance::Targets;
use evenfolio_core::finding::Severity;
use evenfolio_core::innovation_test::Strictness;
use jiff::civil::Date;

/// Reads registers of public-sector innovation initiatives, whatever their layout and language, and says
/// whether the portfolio is balanced, what is missing, how sure that is, and what each agency should fix.
#[derive(Debug, Parser)]
#[command(name = "evenfolio", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads registers and writes the balanced-portfolio workbook.
    #[command(after_help = "Example:\n  evenfolio report registers/ -o portfolio.xlsx --as-of 2026-06-30")]
    Report(Report),
    /// Reads registers and prints what a person should fix; writes nothing.
    #[command(after_help = "Example:\n  evenfolio check registers/ --fail-on warning")]
    Check(Check),
    /// Shows how each file would be read: its header, which column is which and why.
    #[command(after_help = "Example:\n  evenfolio inspect registers/tax.xlsx")]
    Inspect(Inspect),
    /// Writes one clean register of all initiatives, tested and placed.
    #[command(after_help = "Example:\n  evenfolio consolidate registers/ --format jsonl -o all.jsonl")]
    Consolidate(Consolidate),
    /// Prints the aggregate of all registers as JSON.
    #[command(after_help = "Example:\n  evenfolio scan registers/ -o part.json")]
    Scan(Scan),
    /// Says how well the placements agree with labels that people gave.
    #[command(after_help = "Example:\n  evenfolio evaluate labelled.csv --rules our-rules.toml")]
    Evaluate(Evaluate),
    /// Says what a code or a facet means, or why an initiative stands where it stands.
    #[command(
        after_help = "Examples:\n  evenfolio explain H001\n  evenfolio explain mission\n  evenfolio explain registers/tax.csv:12"
    )]
    Explain(Explain),
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
            Self::Evaluate(args) => &mut args.reading,
            Self::Explain(_) | Self::ReadWorkbook => return,
        };
        reading.program = program;
    }
}

/// What is read, and how.
#[derive(Debug, Args)]
pub struct Reading {
    /// Files, folders, patterns; `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    pub inputs: Vec<String>,
    /// The language to prefer where a register gives columns in several, as `en` or `fr`.
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// How strictly a shift in public value is asked for.
    #[arg(long, value_enum, default_value_t = StrictnessName::Library)]
    pub strictness: StrictnessName,
    /// Rules of your own, beside those built in; may be given several times.
    #[arg(long, value_name = "FILE.toml")]
    pub rules: Vec<PathBuf>,
    /// The date that the report speaks for; today unless given.
    #[arg(long, value_name = "DATE", env = "EVENFOLIO_AS_OF")]
    pub as_of: Option<Date>,
    /// How many files are read at once.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Ends with status 1 when a finding matters at least as much as this.
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
    /// Prints one JSON object on standard output.
    #[arg(long)]
    pub json: bool,
    /// Prints nothing but results and errors.
    #[arg(long, short)]
    pub quiet: bool,
    /// Shows no progress bar, even on a terminal.
    #[arg(long)]
    pub no_progress: bool,
    /// The mix that the unit declared: shares of enhancement, mission, adaptive, anticipatory.
    #[arg(long, value_name = "E,M,AD,AN", value_parser = mix)]
    pub targets: Option<[u16; 4]>,
    /// The least share that each facet must have, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=25))]
    pub floor: u16,
    /// The program that reads workbooks in processes of their own.
    #[arg(skip)]
    pub program: Option<PathBuf>,
}

impl Reading {
    /// What the portfolio is held against.
    pub fn held_against(&self) -> Targets {
        Targets { floors: [self.floor * 10; 4], mix: self.targets, ..Targets::default() }
    }
}

/// Four shares that add up to 100 (percent) or 1.
fn mix(text: &str) -> Result<[u16; 4], String> {
    let parts: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().trim_end_matches('%').parse())
        .collect::<Result<_, _>>()
        .map_err(|_| "give four numbers with commas between, such as 40,25,20,15".to_owned())?;
    let parts: [f64; 4] =
        parts.try_into().map_err(|_| "give exactly four numbers, one a facet".to_owned())?;
    let sum: f64 = parts.iter().sum();
    if parts.iter().any(|part| *part < 0.0) || !((sum - 100.0).abs() < 0.01 || (sum - 1.0).abs() < 0.0001) {
        return Err(format!("the four shares add up to {sum}, not to 100"));
    }
    Ok(evenfolio_core::placement::Probabilities::from_weights(parts).parts())
}

/// `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// What is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The workbook to write.
    #[arg(long, short, value_name = "FILE.xlsx")]
    pub output: PathBuf,
    /// For an analyst, or for a website.
    #[arg(long, value_enum, default_value_t = WorkbookStyle::Workbench)]
    pub workbook_style: WorkbookStyle,
    /// Whose portfolio it is, for the cover.
    #[arg(long, value_name = "NAME", default_value = "Innovation portfolio")]
    pub organisation: String,
    /// Whom to ask about it, for the cover.
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
    /// Keeps columns about persons (owner, contact).
    #[arg(long)]
    pub include_personal: bool,
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// What is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Lists every row that is not an initiative, with its fate and the reason.
    #[arg(long)]
    pub rows: bool,
}

/// `inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// What is read.
    #[command(flatten)]
    pub reading: Reading,
}

/// `consolidate`.
#[derive(Debug, Args)]
pub struct Consolidate {
    /// What is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The form of the register.
    #[arg(long, value_enum, default_value_t = ConsolidateFormat::Csv)]
    pub format: ConsolidateFormat,
    /// The file to write; standard output unless given.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// In CSV, writes texts that a spreadsheet would take for formulas as they are.
    #[arg(long)]
    pub csv_raw: bool,
}

/// `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// What is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The file to write; standard output unless given.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `evaluate`.
#[derive(Debug, Args)]
pub struct Evaluate {
    /// What is read.
    #[command(flatten)]
    pub reading: Reading,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code such as `H001`, a facet, or an initiative as `path:row` or `path!sheet:row`.
    pub what: String,
}

/// [`Strictness`] by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StrictnessName {
    /// Potential value counts (OPSI's case library).
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
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FailOn {
    /// Something that should be in the figures is not.
    Error,
    /// Something was guessed, set aside or left out.
    Warning,
    /// Always 0.
    Never,
}

impl FailOn {
    /// The severity, if any.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Never => None,
        }
    }
}

/// The two styles of the workbook.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum WorkbookStyle {
    /// Filters, charts, live formulas, drop-downs.
    Workbench,
    /// The accessible file that goes on a website.
    Publication,
}

/// The forms of the consolidated register.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ConsolidateFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Jsonl,
}
