//! `run`: the scheduled job.

use std::path::Path;

use crate::args::{LogFormat, Run};
use crate::config::{Config, FILE_NAME};
use crate::output::say;
use crate::scheduled::{Job, Log};
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(args: &Run) -> Result<End, Error> {
    let mut log = Log::new(args.log_format, args.reading.quiet);
    match job(args, &mut log) {
        // Whoever collects JSON gets the failure as JSON too.
        Err(error) if args.log_format == LogFormat::Json => {
            log.failed(&error);
            Ok(End::Failed(error.status()))
        }
        ended => ended,
    }
}

fn job(args: &Run, log: &mut Log) -> Result<End, Error> {
    let path = args.reading.weighing.config.as_deref().unwrap_or(Path::new(FILE_NAME));
    let config = Config::read(path)?;
    let plan = || {
        let mut settings = Settings::from(&config, &[], &args.reading)?;
        settings.runs = Some(config.run.folder.clone());
        // A bar would stand between the lines.
        settings.progress &= args.log_format == LogFormat::Text;
        Job::plan(&config, settings)
    };
    let mut job = plan()?;
    log.is_of(&job.run_id);
    if args.dry_run {
        job.described().iter().try_for_each(|line| say(line))?;
        return Ok(End::Done);
    }
    let lock = job.lock(log)?;
    if lock.was_waited_for() {
        // In the meantime somebody may have written to the registers.
        job = plan()?;
        log.is_of(&job.run_id);
    }
    job.run(log)
}
