//! `config show`: each value, and where it comes from.

use std::path::Path;

use serde_json::{Value, json};

use crate::args::{ConfigCommand, ConfigShow, Reading};
use crate::config::{Config, FILE_NAME};
use crate::output::{printable, say};
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(command: &ConfigCommand) -> Result<End, Error> {
    let ConfigCommand::Show(ConfigShow { reading }) = command;
    let path = reading.weighing.config.as_deref().unwrap_or(Path::new(FILE_NAME));
    let config = Config::read(path)?;
    let settings = Settings::from(&config, &[], reading)?;
    let shown = path.display().to_string();
    let lines = values(&config, &settings, reading);
    if reading.json {
        let object: serde_json::Map<_, _> = lines
            .iter()
            .map(|line| (line.key.to_owned(), json!({"value": line.value, "from": line.from(&shown)})))
            .collect();
        say(&format!("{:#}", Value::Object(object)))?;
        return Ok(End::Done);
    }
    for line in &lines {
        say(&printable(&format!("{:<17} {:<40} {}", line.key, line.value.to_string(), line.from(&shown))))?;
    }
    Ok(End::Done)
}

/// A value with what it was taken from.
struct Line {
    key: &'static str,
    value: Value,
    variable: Option<&'static str>,
    by_flag: bool,
    in_file: bool,
}

impl Line {
    fn from(&self, path: &str) -> String {
        match self.variable.filter(|name| std::env::var_os(name).is_some()) {
            Some(variable) if self.by_flag => format!("{variable}, or a flag"),
            _ if self.by_flag => "a flag".to_owned(),
            _ if self.in_file => path.to_owned(),
            _ => "as usual".to_owned(),
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a list, one entry a key")]
fn values(config: &Config, settings: &Settings, reading: &Reading) -> Vec<Line> {
    let weighing = &reading.weighing;
    let percent = |parts: [u16; 4]| json!(parts.map(|part| f64::from(part) / 10.0));
    let paths = |paths: &[std::path::PathBuf]| json!(paths);
    let line = |key, value, variable, by_flag, in_file| Line { key, value, variable, by_flag, in_file };
    let targets = settings.held.targets;
    vec![
        line("inputs", json!(settings.inputs), None, false, !config.inputs.is_empty()),
        line("organisation", json!(settings.organisation), None, false, config.organisation.is_some()),
        line("contact", json!(settings.contact), None, false, config.contact.is_some()),
        line(
            "next-update",
            json!(settings.next_update.map(|next| next.to_string())),
            None,
            false,
            config.next_update.is_some(),
        ),
        line(
            "language",
            json!(settings.survey.language),
            Some("EVENFOLIO_LANGUAGE"),
            reading.language.is_some(),
            config.language.is_some(),
        ),
        line(
            "strictness",
            json!(settings.strictness),
            Some("EVENFOLIO_STRICTNESS"),
            reading.strictness.is_some(),
            config.strictness.is_some(),
        ),
        line(
            "as-of",
            json!(format!("{} ({})", settings.as_of_rule, settings.as_of)),
            Some("EVENFOLIO_AS_OF"),
            reading.as_of.is_some(),
            config.as_of.is_some(),
        ),
        line(
            "floor",
            percent(targets.floors),
            Some("EVENFOLIO_FLOOR"),
            weighing.floor.is_some(),
            config.floor.is_some(),
        ),
        line(
            "targets",
            targets.mix.map_or(Value::Null, percent),
            Some("EVENFOLIO_TARGETS"),
            weighing.targets.is_some(),
            config.targets.is_some(),
        ),
        line(
            "tolerance",
            json!(f64::from(targets.tolerance) / 10.0),
            None,
            weighing.tolerance.is_some(),
            config.tolerance.is_some(),
        ),
        line("sample", json!(settings.held.sample), None, weighing.sample, config.sample.is_some()),
        line(
            "include-personal",
            json!(settings.include_personal),
            None,
            false,
            config.include_personal.is_some(),
        ),
        line(
            "decisions",
            paths(&settings.decision_files),
            None,
            !reading.decisions.is_empty(),
            !config.decisions.is_empty(),
        ),
        line(
            "profiles",
            paths(&settings.profile_files),
            None,
            !reading.profiles.is_empty(),
            !config.profiles.is_empty(),
        ),
        line("baseline", paths(&settings.baseline), None, false, !config.baseline.is_empty()),
        line(
            "fail-on",
            json!(settings.held.fail_on.map_or("never", |severity| severity.word())),
            Some("EVENFOLIO_FAIL_ON"),
            weighing.fail_on.is_some(),
            config.fail_on.is_some(),
        ),
        line(
            "jobs",
            json!(settings.jobs),
            Some("EVENFOLIO_JOBS"),
            reading.jobs.is_some(),
            config.jobs.is_some(),
        ),
        line("severity", json!(config.severity), None, false, !config.severity.is_empty()),
        line(
            "outputs",
            json!(config.outputs().iter().map(|output| output.file.clone()).collect::<Vec<_>>()),
            None,
            false,
            !config.outputs.is_empty(),
        ),
        line(
            "run.folder",
            json!(config.run.folder),
            None,
            false,
            config.run != crate::config::Run::default(),
        ),
        line("run.keep", json!(config.run.keep), None, false, config.run != crate::config::Run::default()),
        line("run.wait", json!(config.run.wait), None, false, config.run != crate::config::Run::default()),
    ]
}
