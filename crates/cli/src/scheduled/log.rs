//! What a run says while it works: lines for a person, or JSON objects for a machine that collects them.

use jiff::Timestamp;
use serde_json::json;

use crate::args::LogFormat;
use crate::output::{printable, tell};

/// Where a run says what it does: standard error.
pub(crate) struct Log {
    format: LogFormat,
    run_id: String,
}

impl Log {
    pub(super) fn new(format: LogFormat, run_id: &str) -> Self {
        Self { format, run_id: run_id.to_owned() }
    }

    /// Says something.
    pub(super) fn info(&self, event: &str, message: &str) {
        self.say("info", event, message);
    }

    fn say(&self, level: &str, event: &str, message: &str) {
        match self.format {
            LogFormat::Text => tell(&printable(message)),
            LogFormat::Json => tell(
                &json!({
                    "time": Timestamp::now(), "level": level, "run": self.run_id, "event": event,
                    "message": message,
                })
                .to_string(),
            ),
        }
    }
}
