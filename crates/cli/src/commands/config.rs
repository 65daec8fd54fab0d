//! `config show`: each value, and where it comes from.

use std::path::Path;

use clap::ArgMatches;
use clap::parser::ValueSource;
use serde_json::{Value, json};

use crate::args::{ConfigCommand, ConfigShow};
use crate::config::{Config, FILE_NAME};
use crate::output::{printable, say};
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(command: &ConfigCommand, given: &ArgMatches) -> Result<End, Error> {
    let ConfigCommand::Show(ConfigShow { reading }) = command;
    let path = reading.weighing.config.as_deref().unwrap_or(Path::new(FILE_NAME));
    let config = Config::read(path)?;
    let settings = Settings::from(&config, &[], reading)?;
    let file: toml::Table =
        std::fs::read_to_string(path).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    let origin = |key: &str| match flag(given, key) {
        Some(origin) => origin,
        None if stands_in(&file, key) => path.display().to_string(),
        None => "as usual".to_owned(),
    };
    let values = values(&config, &settings, &file);
    if reading.json {
        let line =
            |(key, value): (&str, Value)| (key.to_owned(), json!({"value": value, "from": origin(key)}));
        let object: serde_json::Map<_, _> = values.into_iter().map(line).collect();
        say(&format!("{:#}", Value::Object(object)))?;
        return Ok(End::Done);
    }
    for (key, value) in values {
        say(&printable(&format!("{key:<17} {:<40} {}", value.to_string(), origin(key))))?;
    }
    Ok(End::Done)
}

/// The flag or the variable that gave a value, if any did. Flags are called as keys are.
fn flag(given: &ArgMatches, key: &str) -> Option<String> {
    let flag = match key {
        "profiles" => "profile",
        key => key,
    };
    let show = given.subcommand_matches("config")?.subcommand_matches("show")?;
    match show
        .try_get_raw(&flag.replace('-', "_"))
        .ok()
        .and_then(|_| show.value_source(&flag.replace('-', "_")))?
    {
        ValueSource::EnvVariable => Some(format!("EVENFOLIO_{}", flag.replace('-', "_").to_uppercase())),
        ValueSource::CommandLine => Some(format!("--{flag}")),
        _ => None,
    }
}

fn stands_in(file: &toml::Table, key: &str) -> bool {
    match key.split_once('.') {
        Some((table, key)) => {
            file.get(table).and_then(|table| table.as_table()).is_some_and(|table| table.contains_key(key))
        }
        None => file.contains_key(key),
    }
}

fn values(config: &Config, settings: &Settings, file: &toml::Table) -> Vec<(&'static str, Value)> {
    let percent = |parts: [u16; 4]| json!(parts.map(|part| f64::from(part) / 10.0));
    let held = &settings.held;
    vec![
        ("inputs", json!(settings.inputs)),
        ("organisation", json!(settings.organisation)),
        ("contact", json!(settings.contact)),
        ("next-update", json!(settings.next_update.map(|next| next.to_string()))),
        ("language", json!(settings.survey.language)),
        ("strictness", json!(settings.strictness)),
        ("as-of", json!(format!("{} ({})", settings.as_of_rule, settings.as_of))),
        ("floor", percent(held.targets.floors)),
        ("targets", held.targets.mix.map_or(Value::Null, percent)),
        ("tolerance", json!(f64::from(held.targets.tolerance) / 10.0)),
        ("rates", json!(file.get("rates"))),
        ("sample", json!(held.sample)),
        ("include-personal", json!(settings.include_personal)),
        ("decisions", json!(settings.decision_files)),
        ("profiles", json!(settings.profile_files)),
        ("rules", json!(settings.rule_files)),
        ("baseline", json!(settings.baseline)),
        ("fail-on", json!(held.fail_on.map_or("never", |severity| severity.word()))),
        ("jobs", json!(settings.jobs)),
        ("severity", json!(config.severity)),
        ("outputs", json!(config.outputs().iter().map(|output| output.file.clone()).collect::<Vec<_>>())),
        ("run.folder", json!(config.run.folder)),
        ("run.keep", json!(config.run.keep)),
        ("run.wait", json!(config.run.wait)),
    ]
}
