//! `completions`: what a shell needs to complete commands and flags.

use clap::CommandFactory as _;

use crate::args::{Cli, Completions};
use crate::{End, Error};

pub(crate) fn run(args: &Completions) -> Result<End, Error> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "evenfolio", &mut text);
    crate::output::say(String::from_utf8_lossy(&text).trim_end())?;
    Ok(End::Done)
}
