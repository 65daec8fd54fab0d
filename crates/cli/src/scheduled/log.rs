//! What a run says while it works: lines for a person, or JSON objects for a machine that collects them.

use evenfolio_core::finding::{Finding, Severity};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Event;
use crate::Error;
use crate::args::LogFormat;
use crate::output::{finding_json, finding_line, printable, tell, with_causes};

/// Where a run says what it does: standard error.
pub(crate) struct Log {
    format: LogFormat,
    quiet: bool,
    run_id: Option<String>,
}

impl Log {
    pub(crate) const fn new(format: LogFormat, quiet: bool) -> Self {
        Self { format, quiet, run_id: None }
    }

    /// From now on it is known which run this is.
    pub(crate) fn is_of(&mut self, run_id: &str) {
        self.run_id = Some(run_id.to_owned());
    }

    /// Says something that nobody need act on; nothing where it is to be quiet.
    pub(super) fn info(&self, event: &str, message: &str) {
        if !self.quiet {
            self.say("info", event, message, Map::new());
        }
    }

    /// Says something that somebody should look at.
    pub(super) fn warn(&self, event: &str, message: &str) {
        self.say("warning", event, message, Map::new());
    }

    /// Says how it ended; where it is to be quiet only if somebody should look.
    pub(super) fn ended(&self, event: &Event, message: &str) {
        let fields = match serde_json::to_value(event) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let is_fine = !matches!(event, Event::Done { status, .. } if *status != 0);
        if !(self.quiet && is_fine) {
            self.say(if is_fine { "info" } else { "warning" }, "done", message, fields);
        }
    }

    /// Says what a person should know of the registers.
    pub(super) fn finding(&self, finding: &Finding, severity: Severity) {
        match self.format {
            LogFormat::Text => tell(&finding_line(finding, severity)),
            LogFormat::Json => {
                let finding_json = finding_json(finding, severity);
                let fields = Map::from_iter([("finding".to_owned(), finding_json)]);
                self.say(severity.word(), "finding", &finding.message, fields);
            }
        }
    }

    /// Says why there is no output.
    pub(crate) fn failed(&self, error: &Error) {
        self.say("error", "failed", &with_causes(error), Map::new());
    }

    fn say(&self, level: &str, event: &str, message: &str, fields: Map<String, Value>) {
        match self.format {
            LogFormat::Text => tell(&printable(message)),
            LogFormat::Json => {
                let mut line = json!({
                    "time": Timestamp::now(), "level": level, "run": self.run_id, "event": event,
                    "message": message,
                });
                if let Value::Object(line) = &mut line {
                    line.extend(fields.into_iter().filter(|(name, _)| name != "event"));
                }
                tell(&line.to_string());
            }
        }
    }
}
