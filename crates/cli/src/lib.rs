//! The program: reads the command line, wires the crates together, says what happened.
//!
//! Exit status: 0 done; 1 done, with findings at or above `--fail-on`; 2 usage, configuration or files.

mod args;
mod as_of;
mod book;
mod carried;
mod commands;
mod config;
mod cover;
mod earlier;
mod interrupt;
mod judging;
mod next_update;
mod output;
mod packs;
mod pipeline;
mod progress;
mod publish;
mod returned;
mod scheduled;
mod settings;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use evenfolio_importer::worker;

use crate::args::{Cli, Command};

/// Why a run could not be done. The words are for the person who started it.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{path} cannot be written{}", advice(source))]
    Output { path: String, source: io::Error },
    #[error("the profile {path} cannot be used")]
    Profile { path: String, source: Box<dyn std::error::Error> },
    #[error("the workbook could not be made")]
    Workbook(#[source] evenfolio_report::Error),
    #[error("{path}: {fault}")]
    Config { path: String, fault: String },
    #[error("{path} is no part that this program can join ({fault}); make it with evenfolio scan")]
    Part { path: String, fault: String },
    #[error("{path} is no baseline ({fault})")]
    Baseline { path: String, fault: String },
    #[error("another run is not yet done ({holder}; {path}); this one leaves")]
    Busy { path: String, holder: String },
    #[error("stopped as asked; nothing was left half done")]
    Interrupted(u8),
    #[error("decisions cannot be read: {0}")]
    Decisions(String),
    #[error("standard output could not be written")]
    StandardOutput(#[source] io::Error),
    #[error("there is nothing to read, and nothing was written: {0}")]
    NothingToRead(String),
    #[error("the rows of {0} do not add up, so nothing is published; please report this with the file")]
    Ledger(String),
    #[error("{path}")]
    Rules { path: String, source: evenfolio_core::rulebook::RulebookError },
    #[error("{path} cannot be read; check that it exists and may be read")]
    RulesFile { path: String, source: io::Error },
    #[error("{0}")]
    Usage(String),
}

/// What to try where a file cannot be written.
fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "; make room on the disk, or write somewhere else"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; see who may write there, or write somewhere else"
        }
        _ => "; check that its folder exists, is not full and may be written to",
    }
}

impl Error {
    /// The exit status that the program ends with.
    const fn status(&self) -> u8 {
        if let Self::Interrupted(status) = self { *status } else { 2 }
    }
}

impl From<evenfolio_report::Error> for Error {
    fn from(error: evenfolio_report::Error) -> Self {
        Self::Workbook(error)
    }
}

/// What a command ended with.
enum End {
    Done,
    Findings,
    /// It failed with that status, and has said so itself.
    Failed(u8),
}

/// Runs the program with the given arguments, the first of which is its own name.
///
/// `program` is the executable that reads workbooks in processes of their own, so that a hostile one takes
/// down nothing else: this same program. Without it they are read in this process.
pub fn run<I, T>(arguments: I, program: Option<PathBuf>) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let parsed = Cli::command()
        .try_get_matches_from(arguments)
        .and_then(|given| Cli::from_arg_matches(&given).map(|cli| (cli, given)));
    let (mut cli, given) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are no errors; clap knows the stream and the status for each.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    cli.command.contain(program);
    interrupt::listen();
    let ended = match cli.command {
        Command::Report(args) => commands::report::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Inspect(args) => commands::inspect::run(&args),
        Command::Consolidate(args) => commands::consolidate::run(&args),
        Command::Scan(args) => commands::scan::run(&args),
        Command::Merge(args) => commands::merge::run(&args),
        Command::Lint(args) => commands::lint::run(&args),
        Command::Run(args) => commands::run::run(&args),
        Command::Status(args) => commands::status::run(&args),
        Command::Init(args) => commands::init::run(&args),
        Command::Schema => commands::schema::run(),
        Command::Config(args) => commands::config::run(&args, &given),
        Command::Schedule(args) => commands::schedule::run(&args),
        Command::Completions(args) => commands::completions::run(&args),
        Command::Man(args) => commands::man::run(&args),
        Command::Evaluate(args) => commands::evaluate::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Template(args) => commands::template::run(&args),
        Command::ReadWorkbook => worker::serve(io::stdin().lock(), io::stdout().lock())
            .map(|()| End::Done)
            .map_err(Error::StandardOutput),
    };
    match ended {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Findings) => ExitCode::from(1),
        Ok(End::Failed(status)) => ExitCode::from(status),
        // Whoever reads our output has seen enough.
        Err(Error::StandardOutput(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(error.status())
        }
    }
}
