//! Notes: method, words, shorthand, and the run that made the workbook.

use evenfolio_core::balance::Extent;
use evenfolio_core::innovation_test::Strictness;
use evenfolio_core::position::Facet;

use super::Scene;
use super::checks::{self, Broken};
use crate::listing::Finished;
use crate::sheet::{Cell, Column, Line, Sheet, Table};
use crate::text::{listed, percent, thousands};
use crate::wording::about;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene, finished: &Finished, broken: &Broken) -> Sheet {
    let Scene { contents, settings, .. } = scene;
    let run = contents.run;
    let floors: Vec<_> = contents
        .balance
        .shares
        .iter()
        .map(|share| format!("{} {}", share.facet, percent(share.floor)))
        .collect();
    let target = settings.targets.mix.map_or_else(
        || "None was declared, so only the floors are judged.".to_owned(),
        |mix| {
            let parts: Vec<_> = contents
                .balance
                .shares
                .iter()
                .map(|share| {
                    format!("{} {}", share.facet, percent(f64::from(mix[share.facet.index()]) / 1000.0))
                })
                .collect();
            format!(
                "{}; up to {} may lie elsewhere.",
                parts.join(", "),
                percent(f64::from(settings.targets.tolerance) / 1000.0)
            )
        },
    );
    let mut notes: Vec<(&str, &str, String)> =
        METHOD.iter().map(|(topic, name, note)| (*topic, *name, (*note).to_owned())).collect();
    notes.extend(Facet::ALL.map(|facet| {
        let question = &about(facet).question;
        ("Facets", facet.word(), format!("{question} It stands {}.", at(facet)))
    }));
    notes.extend([
        ("This run", "As of", settings.as_of.to_string()),
        ("This run", "Strictness", strictness(run.strictness).to_owned()),
        ("This run", "Floors", format!("{}.", floors.join(", "))),
        ("This run", "Target mix", target),
        ("This run", "Extent", extent(contents.balance.extent).to_owned()),
        ("This run", "Rulebook", run.rulebook.clone()),
        ("This run", "Program", format!("evenfolio {}", run.program_version)),
        ("This run", "Run identity", run.run_id.clone()),
        ("This run", "Initiatives", thousands(finished.rows)),
    ]);
    if let Some(rates) = &settings.rates {
        let each: Vec<_> = rates
            .each()
            .map(|(currency, worth)| format!("1 {currency} is {worth} {}", rates.reporting()))
            .collect();
        notes.push(("This run", "Rates", format!("{}.", listed(&each))));
    }
    if !settings.personal() {
        notes.push(("This run", "Personal data", "The column Owner is left out.".to_owned()));
    }
    notes.push(("This workbook", "Checks", checks::said(settings.style, broken)));
    Sheet {
        name: "Notes".to_owned(),
        title: "Notes: how this report was made".to_owned(),
        about: "Method, words, shorthand and the run that made this workbook.".to_owned(),
        prose: vec![Line::text("Notes on the words and rules of this workbook, one a row.")],
        tables: vec![Table {
            name: "Notes".to_owned(),
            alt: "Notes on method, words, shorthand and run, one a row.".to_owned(),
            columns: vec![
                Column::text("About", 16),
                Column::text("Note", 22),
                Column::text("What it says", 110),
            ],
            rows: notes
                .into_iter()
                .map(|(about, note, says)| vec![Cell::text(about), Cell::text(note), Cell::text(says)])
                .collect(),
            ..Table::default()
        }],
        ..Sheet::default()
    }
}

const fn at(facet: Facet) -> &'static str {
    match facet {
        Facet::Enhancement => "where problem and answer are known",
        Facet::Mission => "where someone has set the course",
        Facet::Adaptive => "where the need came from where the work is done",
        Facet::Anticipatory => "where neither problem nor answer is settled",
    }
}

const fn extent(extent: Extent) -> &'static str {
    match extent {
        Extent::Census => {
            "The registers are taken to list all initiatives that there are: what is in doubt is only whether each has the right facet."
        }
        Extent::Sample => {
            "The registers are taken for a sample of the initiatives that there are: to doubt about facets comes chance in what was sampled (Jeffreys' prior), and intervals are wider."
        }
    }
}

const fn strictness(strictness: Strictness) -> &'static str {
    match strictness {
        Strictness::Library => "Library: potential value counts, and silence on value does not exclude.",
        Strictness::Intended => "Intended: the value that is meant to be reached must be stated.",
        Strictness::Barometer => "Barometer: value must have been created.",
    }
}

const METHOD: &[(&str, &str, &str)] = &[
    (
        "Method",
        "Innovation test",
        "An initiative is an innovation if it is new for the organisation, implemented (pilots pass, plans do not), and shifts public value. Each of the three is met, not met, or not evidenced where the register is silent.",
    ),
    (
        "Method",
        "Counting",
        "Initiatives count unless a criterion is not met. Those not yet implemented are the pipeline and are shown beside the portfolio.",
    ),
    (
        "Method",
        "Placement",
        "Two axes span a diamond: from certain to uncertain, and from undirected to directed. Evidence pulls towards the four ends, and what pulls in opposite directions cancels. The facets stand at the ends; the quadrants between them are kinds of change.",
    ),
    (
        "Method",
        "Balance",
        "Every facet must reach its floor. If a target mix was declared, the shares must lie close to it. Equal shares are not the aim.",
    ),
    (
        "Method",
        "Few initiatives",
        "Below 15 placed initiatives there is no verdict: a facet may then be missing by chance alone. Nor is there one where fewer than a third of those counted have a facet: clear texts are placed and thin ones are not, so a few placed ones do not speak for the rest. By money, half of the money must belong to initiatives with a facet.",
    ),
    (
        "Method",
        "Firmness",
        "Borderline are the counted initiatives whose facet is a near call (likely right with a chance below two in three, and not decided by a person) and those without a facet. The verdict says the smallest number of them that would have to go elsewhere to turn it: a near call to its next likely facet, one without a facet to any. It is exact, not an estimate.",
    ),
    (
        "Method",
        "Intervals",
        "The share of a facet is counted with each initiative where it most likely belongs. That favours the facet that is likeliest for most, so Share by chances is given too: what the chances of all placements add up to. Likely from and likely to say where the share would lie if someone who knows decided each placed initiative: from the share as counted over the range that the chances allow at 95%. So the share shown lies in its interval always, and the interval is wide where many near calls lean the same way. Placements are taken as independent; the figures are computed, nothing is drawn by lot.",
    ),
    (
        "Method",
        "Money",
        "Budgets are summed by currency. They are added up across currencies only at rates that were given for this report.",
    ),
    (
        "Sources",
        "OECD 2022",
        "Tackling Policy Challenges Through Public Sector Innovation: A Strategic Portfolio Approach, doi.org/10.1787/052b06b7-en.",
    ),
    ("Words", "Mixed", "There is evidence, but it pulls apart. No facet is guessed."),
    ("Words", "Unplaced", "There is too little evidence. No facet is guessed."),
    (
        "Words",
        "Kinds of change",
        "Sustaining lies between enhancement and mission, transformative between mission and anticipatory, disruptive between anticipatory and adaptive, optimising between adaptive and enhancement.",
    ),
    (
        "Words",
        "Basis",
        "What a placement rests on: decided by a person, declared in the register, scored on the axes in the register, answered by purpose and driver, inferred from the text, or unplaced.",
    ),
    (
        "Words",
        "Confidence",
        "How likely the facet is right. Of the placements made at 80%, about eight in ten are right.",
    ),
    ("Words", "Floor", "The least share of the placed initiatives that a facet must have."),
    ("Shorthand", "[x]", "Not available: the register does not say."),
    ("Shorthand", "[z]", "Not applicable: there is nothing to say."),
    ("Shorthand", "[cut]", "At the end of a text: it was longer than a cell can hold."),
];
