//! `schema`: the JSON Schema of the configuration file.

use schemars::schema_for;

use crate::config::Config;
use crate::output::say;
use crate::{End, Error};

pub(crate) fn run() -> Result<End, Error> {
    let schema = schema_for!(Config);
    say(&serde_json::to_string_pretty(&schema).unwrap_or_default())?;
    Ok(End::Done)
}
