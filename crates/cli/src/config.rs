//! `evenfolio.toml`: what is read, how it is judged, and what is written, set down once.

mod faults;
mod mix;
mod rates;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use evenfolio_core::finding::{Code, Severity};
use evenfolio_core::fold::fold;
use evenfolio_importer::source::nearest;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::Error;
use crate::args::{FailOn, StrictnessName, WorkbookStyle};
use crate::as_of::AsOf;
use crate::next_update::NextUpdate;

use faults::{explained, line_of};
pub(crate) use mix::{Floor, Mix};
pub(crate) use rates::Exchange;

/// The name under which the file is looked for.
pub(crate) const FILE_NAME: &str = "evenfolio.toml";

/// The configuration file. Paths in it are relative to the file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    /// Files, folders and patterns to read.
    pub(crate) inputs: Vec<String>,
    /// Whose portfolio it is, for the cover.
    #[serde(deserialize_with = "crate::cover::optional")]
    pub(crate) organisation: Option<String>,
    /// Whom to ask about it, for the cover.
    #[serde(deserialize_with = "crate::cover::optional")]
    pub(crate) contact: Option<String>,
    /// When the next report is due, for the cover: a day such as "2026-09-30", "next-month-end" or
    /// "next-quarter-end", seen from the date of the report. A day that has passed by then is not shown.
    #[schemars(with = "Option<String>")]
    pub(crate) next_update: Option<NextUpdate>,
    /// The language to prefer where a register gives columns in several, as "en" or "fr".
    pub(crate) language: Option<String>,
    /// How strictly a shift in public value is asked for.
    pub(crate) strictness: Option<StrictnessName>,
    /// The date that the report speaks for: a day such as "2026-06-30", "today", "last-month-end" or
    /// "last-quarter-end".
    #[schemars(with = "Option<String>")]
    pub(crate) as_of: Option<AsOf>,
    /// The least share that each facet must have, in percent: one number, or one a facet.
    pub(crate) floor: Option<Floor>,
    /// The mix that the unit declared, in percent; it adds up to 100.
    pub(crate) targets: Option<Mix>,
    /// How far from the declared mix is still fine, in percent of the portfolio.
    #[serde(deserialize_with = "faults::percent")]
    #[schemars(range(max = 100))]
    pub(crate) tolerance: Option<u8>,
    /// What one unit of each currency is worth in the one that all money is added up in. Without rates each
    /// currency stands for itself.
    pub(crate) rates: Option<Exchange>,
    /// Whether the registers are a sample of the initiatives that there are, so that intervals are wider.
    pub(crate) sample: Option<bool>,
    /// Whether columns about persons (owner, contact) go into a publication.
    pub(crate) include_personal: Option<bool>,
    /// Files of decisions, CSV or workbooks.
    pub(crate) decisions: Vec<PathBuf>,
    /// How certain registers are to be read, as `inspect --write-profile` writes it.
    pub(crate) profiles: Vec<PathBuf>,
    /// Additions to the rulebook.
    pub(crate) rules: Vec<PathBuf>,
    /// An earlier workbook or consolidated register to compare with. `run` compares with its last run unless
    /// this is given.
    pub(crate) baseline: Vec<PathBuf>,
    /// From which severity on the exit status is 1.
    pub(crate) fail_on: Option<FailOn>,
    /// How many files are read at once.
    #[serde(deserialize_with = "faults::positive")]
    #[schemars(range(min = 1))]
    pub(crate) jobs: Option<usize>,
    /// The severity of single findings, by code.
    #[schemars(schema_with = "severities")]
    pub(crate) severity: BTreeMap<Code, Severity>,
    /// What `run` writes.
    pub(crate) outputs: Vec<Output>,
    /// How `run` works.
    pub(crate) run: Run,
}

/// One file, or one folder of files, that `run` writes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Output {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its name in the folder of the run; for packs, the name of their folder.
    pub(crate) file: String,
    /// The style of a workbook.
    pub(crate) style: Option<WorkbookStyle>,
    /// Only the initiatives of these agencies, by name, letter case aside; all unless given.
    #[serde(default)]
    pub(crate) agencies: Vec<String>,
    /// Whose portfolio it is, for the cover, where that is not the organisation of the whole.
    #[serde(default, deserialize_with = "crate::cover::optional")]
    pub(crate) organisation: Option<String>,
}

/// What an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The balanced-portfolio workbook.
    Workbook,
    /// A workbook for each agency to put right and to answer in.
    Packs,
    /// One clean register, as CSV.
    Csv,
    /// One clean register, as JSON Lines.
    Jsonl,
    /// The aggregate, as `scan` writes it.
    Json,
}

/// How `run` works.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Run {
    /// Where the outputs go: a folder a run, named by its date, and `latest`, which is the last of them.
    pub(crate) folder: PathBuf,
    /// How many runs are kept; 0 keeps all.
    pub(crate) keep: usize,
    /// How long a run waits for another one that is not yet done, in seconds; 0 leaves at once.
    pub(crate) wait: u64,
}

impl Default for Run {
    fn default() -> Self {
        Self { folder: "portfolio".into(), keep: 24, wait: 600 }
    }
}

impl Output {
    /// Whether an agency's initiatives belong to it.
    pub(crate) fn is_about(&self, agency: &str) -> bool {
        self.agencies.is_empty() || self.agencies.iter().any(|name| fold(name) == fold(agency))
    }
}

impl Config {
    /// Reads a configuration file. Unknown keys and impossible values are refused with line, column and the
    /// nearest key that is known.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let failed = |fault: String| Error::Config { path: path.display().to_string(), fault };
        let text = fs::read_to_string(path).map_err(|error| {
            failed(if error.kind() == std::io::ErrorKind::NotFound {
                match nearest(path) {
                    Some(near) => format!("there is no such file; perhaps {near} is meant"),
                    None => {
                        "there is no such file; evenfolio init writes one, and --config names one elsewhere"
                            .to_owned()
                    }
                }
            } else {
                format!("it cannot be read: {error}")
            })
        })?;
        let config: Self = toml::from_str(&text).map_err(|error| failed(explained(&error, &text)))?;
        config.check(&text).map_err(failed)?;
        Ok(config.below(path.parent().unwrap_or(Path::new(""))))
    }

    /// What `run` writes: a workbook, where the file does not say.
    pub(crate) fn outputs(&self) -> Vec<Output> {
        if !self.outputs.is_empty() {
            return self.outputs.clone();
        }
        let file = "portfolio.xlsx".to_owned();
        vec![Output { kind: Kind::Workbook, file, style: None, agencies: Vec::new(), organisation: None }]
    }

    /// What no single value can know of the others.
    fn check(&self, text: &str) -> Result<(), String> {
        let mut names: Vec<&str> = Vec::new();
        for output in &self.outputs {
            let file = output.file.trim_end_matches('/');
            let fault = |fault: &str| {
                Err(format!("{}outputs: “{}” {fault}", line_of(text, &output.file), output.file))
            };
            let name = Path::new(file);
            let is_plain = !file.is_empty()
                && name.components().all(|part| matches!(part, std::path::Component::Normal(_)));
            if !is_plain {
                return fault("is no name inside the folder of the run");
            }
            if ["run.json", "baseline.json"].contains(&file) {
                return fault("is the name of a file that every run writes itself");
            }
            if names.iter().any(|known| name.starts_with(known) || Path::new(known).starts_with(name)) {
                return fault("is the name of two outputs, or lies inside another one");
            }
            names.push(file);
            if output.kind == Kind::Json && !output.agencies.is_empty() {
                return fault("is the aggregate of all agencies");
            }
            if output.style.is_some() && output.kind != Kind::Workbook {
                return fault("is no workbook and has no style");
            }
            if output.organisation.is_some() && !matches!(output.kind, Kind::Workbook | Kind::Packs) {
                return fault("has no cover that could name an organisation");
            }
        }
        Ok(())
    }

    /// The same with paths as seen from where the program runs.
    fn below(mut self, folder: &Path) -> Self {
        if folder.as_os_str().is_empty() {
            return self;
        }
        for input in self.inputs.iter_mut().filter(|input| *input != "-") {
            *input = folder.join(&*input).display().to_string();
        }
        let lists = [&mut self.decisions, &mut self.profiles, &mut self.rules, &mut self.baseline];
        for path in lists.into_iter().flatten().chain([&mut self.run.folder]) {
            *path = folder.join(&*path);
        }
        self
    }
}

fn severities(_: &mut SchemaGenerator) -> Schema {
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.code()).collect();
    json_schema!({
        "type": "object",
        "propertyNames": { "enum": codes },
        "additionalProperties": { "enum": ["error", "warning", "info"] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        match toml::from_str::<Config>(text) {
            Ok(config) => config.check(text).expect_err("it is refused"),
            Err(error) => explained(&error, text),
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_what_was_meant() {
        let shown = [
            refusal("inputs = ['a']\ninptus = ['b']\n"),
            refusal("strictness = 'libary'\n"),
            refusal("floor = 40\n"),
            refusal("[targets]\nenhancement = 50\nmission = 20\nadaptive = 20\nanticipatory = 20\n"),
            refusal("as-of = 'yesterday'\n"),
            refusal("[severity]\nX9 = 'info'\n"),
            refusal("[[outputs]]\nkind = 'workbook'\nfile = '../out.xlsx'\n"),
            refusal("[[outputs]]\nkind = 'csv'\nfile = 'a.csv'\nstyle = 'workbench'\n"),
            refusal("[run]\nkeep = -1\n"),
            refusal("inputs = [\n"),
            refusal("inputs = 'registers'\n"),
            refusal("tolerance = 140\n"),
            refusal("jobs = 0\n"),
            refusal("[run]\nkeep = 3\nfloor = 5\n"),
            refusal("[severity]\nH03 = 'info'\n"),
            refusal("[severity]\nH003 = 'erorr'\n"),
            refusal("[[outputs]]\nkind = 'csv'\nfile = 'a.csv'\n[[outputs]]\nkind = 'csv'\nfile = 'a.csv'\n"),
            refusal("[[outputs]]\nkind = 'packs'\nfile = 'p'\n[[outputs]]\nkind = 'csv'\nfile = 'p/a.csv'\n"),
            refusal("[[outputs]]\nkind = 'json'\nfile = 'run.json'\n"),
            refusal("[[outputs]]\nkind = 'pack'\nfile = 'p'\n"),
            refusal("[[outputs]]\nkind = 'packs'\n"),
            refusal("[rates]\ncurrency = 'EUR'\nGPB = 1.17\n"),
            refusal("[rates]\ncurrency = 'EURO'\n"),
            refusal("[rates]\ncurency = 'EUR'\n"),
            refusal("[rates]\ncurrency = 'EUR'\nGBP = 0\n"),
            refusal("[rates]\ncurrency = 'EUR'\nGBP = -1.2\n"),
            refusal("[rates]\ncurrency = 'EUR'\nGBP = '1,17'\n"),
            refusal("[rates]\ncurrency = 'EUR'\nEUR = 2\n"),
            refusal("[rates]\nGBP = 1.17\n"),
            refusal("rates = 1.17\n"),
        ];
        insta::assert_snapshot!(shown.join("\n"), @r#"
        line 2, column 1: there is no key `inptus`; perhaps `inputs`
        line 1, column 14: there is no value `libary`; perhaps `library`
        line 1, column 9: floors are percentages, and the four of them together at most 100: one number for all is at most 25
        line 1, column 1: the four shares add up to 110, not to 100
        line 1, column 9: give a day such as 2026-06-30, or today, last-month-end, last-quarter-end
        line 2, column 1: there is no value `X9`
        line 3: outputs: “../out.xlsx” is no name inside the folder of the run
        line 3: outputs: “a.csv” is no workbook and has no style
        line 2, column 8: here stands integer `-1`; a whole number from 0 on is expected
        line 1, column 11: unclosed array, expected `]`
        line 1, column 10: here stands string "registers"; a list such as ["registers"] is expected
        line 1, column 13: give a whole number from 0 to 100
        line 1, column 8: give a whole number from 1 on
        line 3, column 1: the key `floor` belongs further up, above the first line in [brackets]
        line 2, column 1: there is no value `H03`; perhaps `H003`
        line 2, column 8: there is no value `erorr`; perhaps `error`
        line 6: outputs: “a.csv” is the name of two outputs, or lies inside another one
        line 6: outputs: “p/a.csv” is the name of two outputs, or lies inside another one
        line 3: outputs: “run.json” is the name of a file that every run writes itself
        line 2, column 8: there is no value `pack`; perhaps `packs`
        line 1, column 1: the key `file` is missing
        line 3, column 1: there is no currency `GPB`; perhaps `GBP`
        line 2, column 12: there is no currency `EURO`; give its code by ISO 4217, such as EUR
        line 2, column 1: there is no key `curency`; perhaps `currency`
        line 3, column 7: a rate is a number above 0: what one unit of the currency is worth
        line 3, column 7: a rate is a number above 0: what one unit of the currency is worth
        line 3, column 7: a rate is a number above 0: what one unit of the currency is worth
        line 1, column 1: all is added up in EUR, so that its own rate is 1
        line 1, column 1: the rates need the currency that all is added up in, such as currency = "EUR"
        line 1, column 9: here stands floating point `1.17`; a table such as { currency = "EUR", GBP = 1.17 } is expected
        "#);
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let config: Config =
            toml::from_str("inputs = ['registers', '-', '/all']\ndecisions = ['d.csv']\n").unwrap();
        let config = config.below(Path::new("unit"));
        assert_eq!(config.inputs, ["unit/registers", "-", "/all"]);
        assert_eq!(config.decisions, [Path::new("unit/d.csv")]);
        assert_eq!(config.run.folder, Path::new("unit/portfolio"));
    }
}
