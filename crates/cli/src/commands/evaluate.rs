//! `evaluate`: how well the placements agree with labels that people gave.

use evenfolio_core::assessment::Assessment;
use evenfolio_core::evaluation::{Evaluation, Labelled};
use evenfolio_core::field::Field;
use evenfolio_core::initiative::Initiative;
use evenfolio_core::position::Facet;
use serde_json::{Value, json};

use super::{read, tell_errors};
use crate::args::Evaluate;
use crate::output::{end, say};
use crate::pipeline::Take;
use crate::settings::Settings;
use crate::{End, Error};

/// The entries whose facet is known, with that facet hidden.
#[derive(Default)]
struct Cases {
    labelled: Vec<Labelled>,
    unlabelled: u64,
}

impl Take for Cases {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        match assessment.initiative.declared.facet {
            Some(facet) => {
                self.labelled.push(Labelled { initiative: without_label(&assessment.initiative), facet });
            }
            None => self.unlabelled += 1,
        }
        Ok(())
    }
}

/// The entry as a register without labels would have it: neither the facet nor remarks, in which people who
/// label say why.
fn without_label(initiative: &Initiative) -> Initiative {
    let mut hidden = initiative.clone();
    hidden.declared.facet = None;
    for field in [Field::DeclaredFacet, Field::Notes] {
        hidden.texts.set(field, "");
    }
    hidden
}

pub(crate) fn run(args: &Evaluate) -> Result<End, Error> {
    let reading = &args.reading;
    let mut cases = Cases::default();
    let settings = Settings::resolve(&args.inputs.inputs, reading)?;
    let summary = read(&settings, &mut cases)?;
    tell_errors(&summary, &settings);
    if cases.labelled.is_empty() {
        return Err(Error::Usage(
            "no entry has a label; a labelled file needs a column named facet that says enhancement, mission, adaptive \
             or anticipatory"
                .to_owned(),
        ));
    }
    let judge = &settings.judge;
    let evaluation = Evaluation::of(judge, &cases.labelled);
    if reading.json {
        let object = object(&evaluation, cases.unlabelled, &judge.rulebook().version());
        say(&format!("{object:#}"))?;
    } else {
        say(evaluation.to_string().trim_end())?;
        if cases.unlabelled > 0 {
            say(&format!("{} entries without a label were left out.", cases.unlabelled))?;
        }
    }
    Ok(end(&summary, &settings.held))
}

fn object(evaluation: &Evaluation, unlabelled: u64, rulebook: &str) -> Value {
    let row = |truth: Facet| {
        let [enhancement, mission, adaptive, anticipatory, mixed, unplaced] =
            evaluation.confusion[truth.index()];
        json!({
            "enhancement": enhancement, "mission": mission, "adaptive": adaptive, "anticipatory": anticipatory,
            "mixed": mixed, "unplaced": unplaced,
        })
    };
    let confusion: serde_json::Map<_, _> =
        Facet::ALL.map(|facet| (facet.word().to_owned(), row(facet))).into_iter().collect();
    let bins = evaluation.bins.iter().zip(0..).filter(|(bin, _)| bin.placed > 0).map(|(bin, tenth)| {
        json!({
            "from": f64::from(tenth) / 10.0,
            "placed": bin.placed,
            "right": bin.right,
            "promised": f64::from(bin.promised) / f64::from(bin.placed) / 1000.0,
        })
    });
    json!({
        "rulebook": rulebook,
        "cases": evaluation.cases(),
        "unlabelled": unlabelled,
        "placed": evaluation.placed(),
        "right": evaluation.right(),
        "accuracy": evaluation.accuracy(),
        "coverage": evaluation.coverage(),
        "calibration_error": evaluation.calibration_error(),
        "confusion": confusion,
        "bins": bins.collect::<Vec<_>>(),
    })
}
