//! `man`: the manual page, of the program or of one command.

use clap::CommandFactory as _;

use crate::args::{Cli, Man};
use crate::output::perhaps;
use crate::{End, Error};

pub(crate) fn run(args: &Man) -> Result<End, Error> {
    let mut program = Cli::command();
    program.build();
    let command = match &args.command {
        Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
            let known = program.get_subcommands().map(clap::Command::get_name);
            Error::Usage(format!(
                "there is no command {name}{}; evenfolio help lists them",
                perhaps(name, known)
            ))
        })?,
        None => program,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(Error::StandardOutput)?;
    crate::output::say(String::from_utf8_lossy(&text).trim_end())?;
    Ok(End::Done)
}
