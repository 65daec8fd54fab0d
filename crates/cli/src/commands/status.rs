//! `status`: what the last runs did.

use crate::args::Status;
use crate::config::Config;
use crate::output::{counts, printable, say, tell};
use crate::scheduled::{Event, Folder, History};
use crate::{End, Error};

pub(crate) fn run(args: &Status) -> Result<End, Error> {
    let config = Config::read(&args.config)?;
    let folder = Folder::new(&config.run.folder);
    let lines = History::new(&folder).lines();
    // A start that is followed by the same run's end is not worth a line of its own.
    let ended = |at: usize| {
        lines.get(at + 1).is_some_and(|next| next.run == lines[at].run && next.event != Event::Started)
    };
    let shown: Vec<_> = (0..lines.len())
        .filter(|at| lines[*at].event != Event::Started || !ended(*at))
        .map(|at| &lines[at])
        .collect();
    if shown.is_empty() {
        tell("There was no run yet.");
    }
    let is_running = folder.is_busy();
    let Some(last) = shown.last() else { return Ok(End::Done) };
    for line in &shown[shown.len().saturating_sub(args.last)..] {
        if args.json {
            say(&serde_json::to_string(line).unwrap_or_default())?;
            continue;
        }
        let what = match &line.event {
            Event::Started if is_running && std::ptr::eq(*line, *last) => "is running".to_owned(),
            Event::Started => "was cut off: it began, and did not end".to_owned(),
            Event::NothingNew => "nothing new".to_owned(),
            Event::Failed { why } => format!("failed: {why}"),
            Event::Done { folder, initiatives, verdict, findings, status } => format!(
                "{folder}: {initiatives} initiatives, {verdict}; {}; exit status {status}",
                counts(*findings)
            ),
        };
        let at = line.at.strftime("%Y-%m-%d %H:%M:%S UTC");
        say(&printable(&format!("{at}  run {}  as of {}  {what}", line.run, line.as_of)))?;
    }
    Ok(End::Done)
}
