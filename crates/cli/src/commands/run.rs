//! `run`: the scheduled job.

use std::path::Path;

use crate::args::Run;
use crate::config::{Config, FILE_NAME};
use crate::output::say;
use crate::scheduled::Job;
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(args: &Run) -> Result<End, Error> {
    let path = args.reading.weighing.config.as_deref().unwrap_or(Path::new(FILE_NAME));
    let config = Config::read(path)?;
    let settings = Settings::from(&config, &[], &args.reading)?;
    let job = Job::plan(&config, settings)?;
    if args.dry_run {
        job.described().iter().try_for_each(|line| say(line))?;
        return Ok(End::Done);
    }
    job.run(args.log_format)
}
