//! Workbooks of ours that came back with answers: agency packs, and reports in whose Register someone has written.

use std::fs::File;
use std::io::BufReader;

use evenfolio_core::decision::Decisions;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;
use evenfolio_importer::source::{Location, Source};
use evenfolio_report::answers::{self, Shown};
use evenfolio_report::kind_of;

/// Takes what people decided in a workbook of ours, and notes what it shows as decided before; `None` if the source is
/// anything else.
pub(crate) fn read(
    source: &Source,
    decisions: &mut Decisions,
    shown: &mut Vec<Shown>,
) -> Option<Vec<Finding>> {
    let Location::File(path) = &source.location else { return None };
    let open = || File::open(path).ok().map(BufReader::new);
    let Ok(answers) = answers::read(&source.path, open()?) else {
        // One of ours that another program has saved in a form of its own.
        let kind = kind_of(open()?)?;
        let message = format!(
            "this is {} of evenfolio that was not saved as XLSX; nothing is read from it: open it, save it as XLSX, and \
             give that",
            if kind == "pack" { "an agency pack" } else { "a report" }
        );
        return Some(vec![Finding::new(
            Code::AnswerUnclear,
            Place::File { path: source.path.clone() },
            message,
        )]);
    };
    let mut findings = answers.findings;
    shown.extend(answers.shown);
    for decision in answers.decisions {
        if let Some(displaced) = decisions.insert(decision) {
            let place = Place::File { path: source.path.clone() };
            let message =
                format!("{} decided this on {}; another word on it holds", displaced.by, displaced.on);
            findings.push(Finding::new(Code::DecisionDisplaced, place, message));
        }
    }
    Some(findings)
}
