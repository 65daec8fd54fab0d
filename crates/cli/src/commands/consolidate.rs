//! `consolidate`: one clean register of all initiatives, tested and placed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::explain;
use evenfolio_core::field::Field;
use evenfolio_core::innovation_test::Standing;
use serde_json::{Map, Value, json};

use super::{read, tell_errors};
use crate::args::{Consolidate, ConsolidateFormat};
use crate::output::{end, tell};
use crate::pipeline::{Summary, Take};
use crate::publish::{check_kept, check_place, files, named, publish};
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(args: &Consolidate) -> Result<End, Error> {
    let settings = Settings::resolve(&args.inputs.inputs, &args.reading)?;
    if let Some(path) = named(args.output.as_ref()) {
        check_place(path, files(&settings.discover()))?;
        check_kept(path, &settings.decision_files)?;
    }
    let (summary, guarded) = match named(args.output.as_ref()) {
        Some(path) => publish(path, |out| write(args, &settings, out, Some(path)))?,
        None => write(args, &settings, &mut anstream::stdout().lock(), None)?,
    };
    tell_errors(&summary, &settings);
    if guarded > 0 && !args.reading.quiet {
        tell(&format!(
            "{guarded} cells that a spreadsheet would take for formulas begin with an apostrophe; --csv-raw leaves it \
             out"
        ));
    }
    Ok(end(&summary, &settings.held))
}

fn write(
    args: &Consolidate,
    settings: &Settings,
    out: &mut dyn Write,
    path: Option<&Path>,
) -> Result<(Summary, u64), Error> {
    let form =
        if args.format == ConsolidateFormat::Csv { Form::Csv { raw: args.csv_raw } } else { Form::Lines };
    let mut consolidated = Consolidated::begin(out, form, path)?;
    let summary = read(settings, &mut consolidated)?;
    let guarded = consolidated.guarded;
    consolidated.finish()?;
    Ok((summary, guarded))
}

/// The forms of a consolidated register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One JSON object a line: every byte is kept.
    Lines,
    /// CSV. Unless raw, a spreadsheet that opens it runs nothing that an agency wrote.
    Csv {
        /// Formulas stay formulas.
        raw: bool,
    },
}

enum Out<W: Write> {
    Lines(W),
    Csv { out: Box<csv::Writer<W>>, raw: bool },
}

/// A consolidated register that is being written.
pub(crate) struct Consolidated<W: Write> {
    out: Out<W>,
    /// Where it goes; standard output unless given.
    path: Option<PathBuf>,
    guarded: u64,
}

/// One initiative by the contract: its origin, its values, its test, its placement.
pub(crate) fn object(assessment: &Assessment) -> Value {
    let Assessment { initiative, test, standing, placement, decisions } = assessment;
    let mut object = Map::new();
    object.insert("origin".into(), json!(initiative.origin));
    for field in Field::ALL {
        let value = match field {
            Field::Agency => json!(initiative.agency),
            Field::Status => json!(initiative.status),
            Field::StartDate => json!(initiative.start),
            Field::EndDate => json!(initiative.end),
            Field::Budget => json!(initiative.budget),
            field => json!(initiative.text(*field)),
        };
        object.insert(field.key().into(), value);
    }
    object.insert("raw".into(), json!(initiative.texts));
    if !initiative.texts.corrected().is_empty() {
        object.insert("corrected".into(), json!(initiative.texts.corrected()));
    }
    object.insert(
        "innovation_test".into(),
        json!({
            "novel": test.novel.outcome,
            "implemented": test.implemented.outcome,
            "value": test.value.outcome,
            "because": {
                "novel": test.novel.because,
                "implemented": test.implemented.because,
                "value": test.value.because,
            },
        }),
    );
    object.insert("standing".into(), json!(standing));
    object.insert("counted".into(), json!(*standing == Standing::Counted));
    object.insert("placement".into(), json!(placement));
    if !decisions.is_empty() {
        object.insert("decisions".into(), json!(decisions));
    }
    Value::Object(object)
}

fn header() -> Vec<String> {
    let place = ["source_path", "source_sheet", "source_row"].map(str::to_owned);
    let judged = [
        "budget_minor",
        "novel",
        "implemented",
        "value",
        "standing",
        "basis",
        "facet",
        "change",
        "uncertainty_axis",
        "direction_axis",
        "placement_confidence",
        "decided_by",
        "decided_on",
        "corrected",
    ]
    .map(str::to_owned);
    place.into_iter().chain(Field::ALL.iter().map(|field| field.key().to_owned())).chain(judged).collect()
}

impl<W: Write> Consolidated<W> {
    pub(crate) fn begin(out: W, form: Form, path: Option<&Path>) -> Result<Self, Error> {
        let out = match form {
            Form::Lines => Out::Lines(out),
            Form::Csv { raw } => Out::Csv { out: Box::new(csv::Writer::from_writer(out)), raw },
        };
        let mut new = Self { out, path: path.map(Path::to_path_buf), guarded: 0 };
        if form != Form::Lines {
            new.record(&header())?;
        }
        Ok(new)
    }

    /// Hands back what was written to, with everything in it.
    pub(crate) fn finish(self) -> Result<W, Error> {
        let path = self.path;
        match self.out {
            Out::Lines(out) => Ok(out),
            Out::Csv { out, .. } => {
                out.into_inner().map_err(|error| failed(path.as_deref(), error.into_error()))
            }
        }
    }

    fn record(&mut self, cells: &[String]) -> Result<(), Error> {
        let Out::Csv { out, raw } = &mut self.out else { return Ok(()) };
        let written = cells.iter().try_for_each(|cell| {
            if !*raw && would_run(cell) {
                self.guarded += 1;
                out.write_field(format!("'{cell}"))
            } else {
                out.write_field(cell)
            }
        });
        let written = written.and_then(|()| out.write_record(None::<&[u8]>));
        // The library's own conversion would hide that the reader has gone away.
        let source = |error: csv::Error| match error.into_kind() {
            csv::ErrorKind::Io(source) => source,
            kind => io::Error::other(format!("{kind:?}")),
        };
        written.map_err(|error| failed(self.path.as_deref(), source(error)))
    }
}

fn failed(path: Option<&Path>, source: io::Error) -> Error {
    match path {
        Some(path) => Error::Output { path: path.display().to_string(), source },
        None => Error::StandardOutput(source),
    }
}

/// Text that a spreadsheet would take for a formula, unless it is a plain number or a phone number.
fn would_run(cell: &str) -> bool {
    let Some(first) = cell.chars().next() else { return false };
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '(' | ')');
    match first {
        '=' | '@' | '\t' | '\r' => true,
        '+' | '-' => !cell[1..].chars().all(plain),
        _ => false,
    }
}

impl<W: Write> Take for Consolidated<W> {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        match &mut self.out {
            Out::Lines(out) => {
                writeln!(out, "{}", object(assessment)).map_err(|error| failed(self.path.as_deref(), error))
            }
            Out::Csv { .. } => self.record(&cells(assessment)),
        }
    }
}

fn cells(assessment: &Assessment) -> Vec<String> {
    let Assessment { initiative, test, standing, placement, .. } = assessment;
    let origin = &initiative.origin;
    let mut cells = vec![
        origin.path.to_string(),
        origin.sheet.as_deref().unwrap_or_default().to_owned(),
        origin.row.to_string(),
    ];
    cells.extend(Field::ALL.iter().map(|field| match field {
        Field::Agency => initiative.agency.clone(),
        Field::Status => initiative.status.map(|status| status.to_string()).unwrap_or_default(),
        Field::StartDate => initiative.start.map(|date| date.to_string()).unwrap_or_default(),
        Field::EndDate => initiative.end.map(|date| date.to_string()).unwrap_or_default(),
        Field::Currency => initiative.budget.map(|money| money.currency.to_string()).unwrap_or_default(),
        field => initiative.text(*field).unwrap_or_default().to_owned(),
    }));
    let thousandths = |value: i32| (f64::from(value) / 1000.0).to_string();
    cells.extend([
        initiative.budget.map(|money| money.minor.to_string()).unwrap_or_default(),
        test.novel.outcome.word().to_owned(),
        test.implemented.outcome.word().to_owned(),
        test.value.outcome.word().to_owned(),
        standing.word().to_owned(),
        placement.basis.word().to_owned(),
        placement.facet.map(|facet| facet.to_string()).unwrap_or_default(),
        placement.change().map(|change| change.to_string()).unwrap_or_default(),
        thousandths(placement.position.uncertainty()),
        thousandths(placement.position.direction()),
        (f64::from(placement.confidence()) / 1000.0).to_string(),
        listed(assessment.decisions.iter().map(|decision| decision.by.clone())),
        listed(assessment.decisions.iter().map(|decision| decision.on.to_string())),
        listed(
            initiative.texts.corrected().iter().map(|corrected| explain::correction(corrected, initiative)),
        ),
    ]);
    cells
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::would_run;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3+cmd", "\t=1"] {
            assert!(would_run(text), "{text}");
        }
        for text in ["-5", "+44 20 7946 0000", "a=1", "", "-", "-1,234.50"] {
            assert!(!would_run(text), "{text}");
        }
    }
}
