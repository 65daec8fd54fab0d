//! Reasons in sentences that a civil servant reads: why an initiative stands where it stands, whether it counts
//! and why, and what a rule looks for.

use std::fmt::Write as _;

use crate::assessment::Assessment;
use crate::decision::Decision;
use crate::evidence::{Evidence, Ground};
use crate::facets::sheet;
use crate::field::Field;
use crate::initiative::{Corrected, Initiative};
use crate::innovation_test::{Criterion, Outcome};
use crate::placement::Basis;
use crate::rulebook::{Rule, Rulebook};

/// One sentence for a row of a register.
///
/// ```
/// use evenfolio_core::{assessment::Judge, explain, field::Field, initiative::Initiative};
/// # use evenfolio_core::{initiative::Declared, origin::Origin};
/// # let initiative = |text: &str| Initiative {
/// #     origin: Origin { path: "a.csv".into(), sheet: None, row: 2 },
/// #     texts: [(Field::Objective, text.to_owned())].into_iter().collect(),
/// #     agency: String::new(), status: None, start: None, end: None, budget: None,
/// #     declared: Declared::default(),
/// # };
/// let assessment = Judge::default().assess(initiative("To reduce processing time for permits."));
/// assert_eq!(
///     explain::because(&assessment),
///     "Enhancement: “reduce processing time” in the objective points to improving what exists.",
/// );
/// ```
pub fn because(assessment: &Assessment) -> String {
    let placement = &assessment.placement;
    let reasons = &placement.because;
    match (placement.basis, placement.facet) {
        (Basis::Decided, Some(facet)) => {
            let by = assessment
                .decided(|decision| decision.facet)
                .map_or(String::new(), |decision| format!(" by {}", signed(decision)));
            format!("{}: decided{by}.", capital(facet.word()))
        }
        (Basis::Inferred, Some(facet)) => {
            let mut own: Vec<&Evidence> = Vec::with_capacity(2);
            // A second reason is worth a reader's time only if it says something else and weighs nearly as much.
            for reason in reasons.iter().filter(|reason| reason.pole.facet() == facet) {
                match own.first() {
                    Some(first) if reason.strength * 3 < first.strength * 2 => break,
                    Some(first) if same_words((first.field, &first.text), (reason.field, &reason.text)) => {}
                    _ => own.push(reason),
                }
                if own.len() == 2 {
                    break;
                }
            }
            format!("{}: {} {}.", capital(facet.word()), quoted(&own), points(&own, facet))
        }
        (Basis::Inferred, None) => {
            let mut poles: Vec<&Evidence> = Vec::new();
            for reason in reasons {
                if !poles.iter().any(|known| known.pole == reason.pole) {
                    poles.push(reason);
                }
            }
            let pull = |reason: &&Evidence| {
                format!("{} points to {}", quote(reason), sheet(reason.pole.facet()).points_to)
            };
            format!("Mixed: {}.", listed(&poles.iter().take(2).map(pull).collect::<Vec<_>>(), " but "))
        }
        (Basis::Unplaced | Basis::Decided, _) if reasons.is_empty() => {
            "Unplaced: nothing in the text says what it is for or how it came about.".to_owned()
        }
        (Basis::Unplaced | Basis::Decided, _) => {
            let strongest: Vec<&Evidence> = reasons.iter().take(2).collect();
            let verb = if strongest.len() == 1 { "alone says" } else { "say" };
            format!("Unplaced: {} {verb} too little of what it is for.", quoted(&strongest))
        }
        (Basis::Declared | Basis::Scored | Basis::Answered, facet) => {
            let stand = match (facet, placement.change()) {
                (Some(facet), _) => capital(facet.word()),
                (None, Some(change)) => format!("Mixed ({change} change)"),
                (None, None) => "Mixed".to_owned(),
            };
            let cells = reasons
                .iter()
                .map(|cell| format!("“{}” under {}", cell.text.trim(), cell.field.label()))
                .collect::<Vec<_>>();
            let cells =
                if cells.is_empty() { String::new() } else { format!(": {}", listed(&cells, " and ")) };
            format!("{stand}: {} by the register{cells}.", said(placement.basis))
        }
    }
}

/// A short argument: where it stands and why, then the three criteria, then whether it counts.
pub fn argument(assessment: &Assessment, rulebook: &Rulebook) -> String {
    let placement = &assessment.placement;
    let mut text = because(assessment);
    if placement.basis == Basis::Inferred {
        let chances = placement
            .probabilities
            .ranked()
            .map(|facet| format!("{facet} {} %", (u32::from(placement.probabilities.of(facet)) + 5) / 10));
        let _ = write!(text, "\nChances: {}.", listed(&chances, ", "));
    }
    for evidence in &placement.because {
        let name = rulebook.rule(&evidence.rule).map_or("", |rule| &rule.name);
        let _ = write!(
            text,
            "\n  {} {}: {} pulls towards {} ({})",
            evidence.rule,
            name,
            quote(evidence),
            evidence.pole,
            evidence.strength
        );
    }
    let test = &assessment.test;
    let criteria = [
        ("Novel in its context", &test.novel, assessment.decided(|decision| decision.novel)),
        ("Implemented", &test.implemented, assessment.decided(|decision| decision.implemented)),
        ("A shift in public value", &test.value, assessment.decided(|decision| decision.value)),
    ];
    for (name, criterion, decided) in criteria {
        let _ = write!(text, "\n{name}: {}.", outcome(criterion, decided));
    }
    for corrected in assessment.initiative.texts.corrected() {
        let _ = write!(text, "\nCorrected: {}.", correction(corrected, &assessment.initiative));
    }
    let _ = write!(text, "\nStanding: {}.", assessment.standing.sentence());
    text
}

/// What a rule means, why it exists, and in which words of a language it is found.
pub fn rule(rule: &Rule, rulebook: &Rulebook, language: &str) -> String {
    let mut text = format!("{}: {}", rule.code, rule.name);
    if let Some((pole, strength)) = rule.pull {
        let _ = write!(text, "\nPulls towards {pole} ({}), strength {strength}.", pole.facet());
    }
    if let Some(shows) = rule.shows {
        let _ = write!(text, "\nIn the innovation test it shows: {}.", shows.words());
    }
    let _ = write!(text, "\nWhy: {}", rule.why);
    if let Some(wording) = rulebook.wording(&rule.code, language) {
        let _ = write!(text, "\nPhrases: {}", wording.phrases.join(" · "));
        if !wording.except.is_empty() {
            let _ = write!(text, "\nNot where it says: {}", wording.except.join(" · "));
        }
        let _ = write!(text, "\nExample: {}", wording.example);
    }
    text
}

/// What a person put right, what the register says there, who did and when.
pub fn correction(corrected: &Corrected, initiative: &Initiative) -> String {
    let Corrected { field, was, by, on } = corrected;
    let now = initiative.text(*field).map_or("nothing".to_owned(), |text| format!("“{}”", text.trim()));
    let was = was.as_deref().map(str::trim).filter(|was| !was.is_empty());
    let was = was.map_or("nothing".to_owned(), |was| format!("“{was}”"));
    format!("{} is {now} by {by} on {on}; the register says {was}", field.label())
}

fn signed(decision: &Decision) -> String {
    format!("{} on {}: {}", decision.by, decision.on, unfinished(&decision.why))
}

fn outcome(criterion: &Criterion, decided: Option<&Decision>) -> String {
    let word = match criterion.outcome {
        Outcome::Met => "met",
        Outcome::NotMet => "not met",
        Outcome::NotEvidenced => "the register does not say",
    };
    if let Some(decision) = decided {
        return format!("{word}, decided by {}", signed(decision));
    }
    let mut told: Vec<&Ground> = Vec::new();
    for ground in &criterion.because {
        let told_before =
            told.iter_mut().find(|one| same_words((one.field, &one.text), (ground.field, &ground.text)));
        match told_before {
            Some(one) if one.text.len() < ground.text.len() => *one = ground,
            Some(_) => {}
            None => told.push(ground),
        }
    }
    let grounds: Vec<String> = told.into_iter().map(ground).collect();
    if grounds.is_empty() { word.to_owned() } else { format!("{word}: {}", listed(&grounds, " and ")) }
}

/// Whether of two quotes one says nothing beyond the other: several rules may rest on the same words.
fn same_words((one_field, one): (Field, &str), (other_field, other): (Field, &str)) -> bool {
    one_field == other_field && (one.contains(other) || other.contains(one))
}

fn ground(ground: &Ground) -> String {
    if ground.text.is_empty() {
        return capital(&place(ground.field));
    }
    format!("“{}” {}", ground.text, place(ground.field))
}

fn said(basis: Basis) -> &'static str {
    match basis {
        Basis::Scored => "scored",
        Basis::Answered => "answered",
        _ => "declared",
    }
}

fn quote(evidence: &Evidence) -> String {
    format!("“{}” {}", evidence.text, place(evidence.field))
}

fn quoted(reasons: &[&Evidence]) -> String {
    listed(&reasons.iter().map(|reason| quote(reason)).collect::<Vec<_>>(), " and ")
}

fn points(reasons: &[&Evidence], facet: crate::position::Facet) -> String {
    let verb = if reasons.len() == 1 { "points" } else { "point" };
    format!("{verb} to {}", sheet(facet).points_to)
}

fn place(field: Field) -> String {
    match field {
        Field::InitiatedBy => "under who initiated it".to_owned(),
        field => format!("in the {}", field.label().to_lowercase()),
    }
}

fn listed(parts: &[String], last: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., end] => format!("{}{last}{end}", start.join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn unfinished(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}
