//! `consolidate`: one clean register of all initiatives, tested and placed.

use std::io::{self, Write};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::field::Field;
use evenfolio_core::innovation_test::Standing;
use serde_json::{Map, Value, json};

use super::{read, tell_errors};
use crate::args::{Consolidate, ConsolidateFormat};
use crate::output::{end, tell};
use crate::pipeline::{Summary, Take};
use crate::publish::publish;
use crate::settings::Settings;
use crate::{End, Error};

pub(crate) fn run(args: &Consolidate) -> Result<End, Error> {
    let settings = Settings::resolve(&args.inputs.inputs, &args.reading)?;
    let mut guarded = 0;
    let summary = match &args.output {
        Some(path) => {
            let named = |source| Error::Output { path: path.display().to_string(), source };
            publish(path, |out| write(args, &settings, out, &named, &mut guarded))?
        }
        None => write(args, &settings, &mut anstream::stdout().lock(), &Error::StandardOutput, &mut guarded)?,
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

type Named<'a> = &'a dyn Fn(io::Error) -> Error;

fn write(
    args: &Consolidate,
    settings: &Settings,
    out: &mut dyn Write,
    named: Named<'_>,
    guarded: &mut u64,
) -> Result<Summary, Error> {
    match args.format {
        ConsolidateFormat::Jsonl => read(settings, &mut Lines { out, named }),
        ConsolidateFormat::Csv => {
            let mut sheet =
                Sheet { out: csv::Writer::from_writer(out), named, raw: args.csv_raw, guarded: 0 };
            sheet.record(&header())?;
            let summary = read(settings, &mut sheet)?;
            sheet.out.flush().map_err(named)?;
            *guarded = sheet.guarded;
            Ok(summary)
        }
    }
}

/// JSON Lines keep every byte.
struct Lines<'a> {
    out: &'a mut dyn Write,
    named: Named<'a>,
}

impl Take for Lines<'_> {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        writeln!(self.out, "{}", object(assessment)).map_err(self.named)
    }
}

/// One initiative by the contract: its origin, its values, its test, its placement.
pub(crate) fn object(assessment: &Assessment) -> Value {
    let Assessment { initiative, test, standing, placement, .. } = assessment;
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
    Value::Object(object)
}

/// CSV is safe by default: a spreadsheet that opens it runs nothing that an agency wrote.
struct Sheet<'a> {
    out: csv::Writer<&'a mut dyn Write>,
    named: Named<'a>,
    raw: bool,
    guarded: u64,
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
    ]
    .map(str::to_owned);
    place.into_iter().chain(Field::ALL.iter().map(|field| field.key().to_owned())).chain(judged).collect()
}

impl Sheet<'_> {
    fn record(&mut self, cells: &[String]) -> Result<(), Error> {
        let written = cells.iter().try_for_each(|cell| {
            if !self.raw && would_run(cell) {
                self.guarded += 1;
                self.out.write_field(format!("'{cell}"))
            } else {
                self.out.write_field(cell)
            }
        });
        let written = written.and_then(|()| self.out.write_record(None::<&[u8]>));
        written.map_err(|error| (self.named)(io::Error::from(error)))
    }
}

/// Text that a spreadsheet would take for a formula, unless it is a plain number or a phone number.
fn would_run(cell: &str) -> bool {
    let Some(first) = cell.chars().next() else { return false };
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '(' | ')');
    match first {
        '=' | '@' | '\t' | '\r' => true,
        '+' | '-' => !(cell.len() > 1 && cell[1..].chars().all(plain)),
        _ => false,
    }
}

impl Take for Sheet<'_> {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
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
        ]);
        self.record(&cells)
    }
}

#[cfg(test)]
mod tests {
    use super::would_run;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3+cmd", "\t=1"] {
            assert!(would_run(text), "{text}");
        }
        for text in ["-5", "+44 20 7946 0000", "a=1", "", "-1,234.50"] {
            assert!(!would_run(text), "{text}");
        }
    }
}
