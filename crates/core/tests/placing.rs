//! Placements: by authority, by PET's two answers, by text, and never with words that are not in the cell.

mod support;

use std::sync::Arc;

use evenfolio_core::assessment::Judge;
use evenfolio_core::decision::{Decision, Decisions, Subject};
use evenfolio_core::field::Field;
use evenfolio_core::initiative::{Declared, Purpose};
use evenfolio_core::innovation_test::Strictness;
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Change;
use evenfolio_core::position::Facet::{self, Adaptive, Anticipatory, Enhancement, Mission};
use evenfolio_core::rulebook::repetition::Repetition;
use proptest::prelude::*;
use support::{described, initiative};

fn judge() -> Judge {
    Judge::new(Strictness::Library)
}

fn facet(text: &str) -> Option<Facet> {
    judge().assess(described(text)).placement.facet
}

/// PET's nine zones, as its code gives them for the five purposes and four drivers. Columns: a driver of
/// enhancement, mission, adaptive, anticipatory.
const ZONES: [(&str, [&str; 4]); 5] = [
    ("enhancement", ["enhancement", "sustaining", "optimising", "mixed"]),
    ("mission", ["sustaining", "mission", "mixed", "transformative"]),
    ("adaptive", ["optimising", "mixed", "adaptive", "disruptive"]),
    ("anticipatory", ["mixed", "transformative", "disruptive", "anticipatory"]),
    ("all", ["mixed", "mixed", "mixed", "mixed"]),
];

#[test]
fn pets_twenty_combinations_come_out_exactly() {
    for (purpose, zones) in ZONES {
        for (driver, zone) in Facet::ALL.into_iter().zip(zones) {
            let purpose = Facet::from_word(purpose).map_or(Purpose::All, Purpose::One);
            let mut answered = described("To cut costs.");
            answered.declared =
                Declared { purpose: Some(purpose), driver: Some(driver), ..Declared::default() };
            let placement = judge().assess(answered).placement;
            assert_eq!(placement.basis, Basis::Answered);
            assert_eq!(placement.position.zone().to_string(), zone, "{purpose:?} driven by {driver}");
            assert_eq!(placement.facet, Facet::from_word(zone));
            // Between two neighbours there is a kind of change but no facet.
            let change = placement.change().map(Change::word);
            assert_eq!(change.or(placement.facet.map(Facet::word)).unwrap_or("mixed"), zone);
        }
    }
}

#[test]
fn a_persons_word_goes_before_a_column_and_a_column_before_the_text() {
    let mut entry = initiative([
        (Field::Title, "Night bus"),
        (Field::Description, "A foresight unit runs horizon scanning and scenario workshops."),
        (Field::DeclaredFacet, "Mission-oriented"),
    ]);
    let stand = |judge: &Judge, entry: &evenfolio_core::initiative::Initiative| {
        let placement = judge.assess(entry.clone()).placement;
        (placement.basis, placement.facet)
    };
    assert_eq!(stand(&judge(), &entry), (Basis::Inferred, Some(Anticipatory)));

    entry.declared.purpose = Some(Purpose::One(Enhancement));
    entry.declared.driver = Some(Enhancement);
    assert_eq!(stand(&judge(), &entry), (Basis::Answered, Some(Enhancement)));

    (entry.declared.uncertainty, entry.declared.direction) = (Some(-100), Some(-700));
    assert_eq!(stand(&judge(), &entry), (Basis::Scored, Some(Adaptive)));

    entry.declared.facet = Some(Mission);
    assert_eq!(stand(&judge(), &entry), (Basis::Declared, Some(Mission)));
    assert_eq!(judge().assess(entry.clone()).placement.because[0].text, "Mission-oriented");

    let mut decisions = Decisions::default();
    decisions.insert(Decision {
        subject: Subject::by_title("AGENCY", "night  bus").unwrap(),
        facet: Some(Adaptive),
        novel: None,
        implemented: None,
        value: None,
        corrections: Vec::new(),
        by: "portfolio board".to_owned(),
        on: jiff::civil::date(2026, 2, 3),
        why: "asked for by riders".to_owned(),
    });
    let bound = judge().with_decisions(Arc::new(decisions));
    let assessment = bound.assess(entry);
    assert_eq!((assessment.placement.basis, assessment.placement.facet), (Basis::Decided, Some(Adaptive)));
    assert_eq!(assessment.decisions[0].by, "portfolio board");
}

#[test]
fn one_axis_alone_or_one_answer_alone_is_not_enough() {
    let mut entry = described("Weekly meeting of the team.");
    entry.declared.uncertainty = Some(900);
    entry.declared.driver = Some(Mission);
    assert_eq!(judge().assess(entry).placement.basis, Basis::Unplaced);
}

#[test]
fn strong_evidence_that_pulls_apart_is_mixed_and_thin_evidence_is_unplaced() {
    let placement = judge()
        .assess(described("Residents co-designed it. It is a foresight exercise with scenario workshops."))
        .placement;
    assert!(placement.is_mixed() || placement.confidence() < 800, "{placement:?}");

    let torn = judge().assess(described("Costs are cut. A grassroots group.")).placement;
    assert!(torn.is_mixed(), "{torn:?}");
    assert_eq!(torn.because.len(), 2);

    let thin = judge().assess(described("Second phase of the better project.")).placement;
    assert_eq!((thin.basis, thin.facet), (Basis::Unplaced, None));
}

#[test]
fn a_phrase_is_not_found_across_two_sentences() {
    assert_eq!(facet("The aim is to reduce noise. Costs are shown below."), None);
    assert_eq!(facet("The aim is to reduce costs."), Some(Enhancement));
}

#[test]
fn whole_words_are_found_whatever_their_case_accents_or_hyphens() {
    for text in
        ["CO-CREATION with residents", "Cocréation with residents of the town", "co‑creation with residents"]
    {
        assert_eq!(facet(text), Some(Adaptive), "{text}");
    }
    assert_eq!(facet("The accosted costume party."), None);
}

#[test]
fn what_it_is_for_weighs_more_than_its_title() {
    let entry = initiative([
        (Field::Title, "Foresight"),
        (Field::Objective, "To reduce the cost of printing and speed up the processing of invoices."),
    ]);
    assert_eq!(judge().assess(entry).placement.facet, Some(Enhancement));
}

#[test]
fn the_same_words_in_many_fields_count_less_and_less() {
    let strength =
        |entry| -> i32 { judge().assess(entry).placement.because.iter().map(|e| e.strength).sum() };
    let once = strength(initiative([(Field::Objective, "Cheaper letters.")]));
    let thrice = strength(initiative([
        (Field::Objective, "Cheaper letters."),
        (Field::Problem, "Cheaper letters."),
        (Field::Results, "Cheaper letters."),
    ]));
    assert!(thrice > once && thrice < 2 * once, "{once} {thrice}");
}

#[test]
fn a_judge_is_shared_between_threads_and_cheap_to_clone() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Judge>();
}

#[test]
fn a_hostile_cell_is_read_in_good_time() {
    for piece in ["reduce cost ", "reduce a b c d cost ", "co", "é", "\u{301}", "not not not "] {
        let text = piece.repeat(100_000);
        judge().assess(described(&text));
    }
}

/// Pieces of which texts are made: words of phrases, other letters, punctuation, line ends.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "reduce",
        "Costs",
        "processing",
        "time",
        "co-creation",
        "with",
        "résidents",
        "the",
        "not",
        "mission",
        "of",
        "horizon",
        "scanning",
        "2030",
        "by",
        "…",
        ".",
        "\n",
        "’",
        "Maßnahme",
        "wird",
        "die",
        "und",
        "la",
        "des",
        "améliorer",
        "le",
        "délai",
        "traitement",
        "ﬁ",
        "½",
        "\u{ad}",
        "İ",
        "ŁÓDŹ",
        "Σ",
        "\t",
        "\0",
        "🙂",
        "e\u{301}",
        "emission-free",
        "staff",
        "ideas",
        "sandbox",
        "regulatory",
    ]);
    prop::collection::vec((words, prop::sample::select(vec![" ", "", "  ", "-", ", "])), 0..30)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

proptest! {
    #[test]
    fn an_explanation_never_cites_words_that_are_not_in_the_cell(
        title in pieces(), objective in pieces(), novelty in pieces(), results in pieces()
    ) {
        let entry = initiative([
            (Field::Title, &title), (Field::Objective, &objective), (Field::Novelty, &novelty), (Field::Results, &results),
        ]);
        let assessment = judge().assess(entry.clone());
        for evidence in &assessment.placement.because {
            prop_assert!(!evidence.text.is_empty());
            prop_assert!(entry.text(evidence.field).unwrap().contains(&evidence.text), "{:?}", evidence);
            prop_assert!(evidence.strength > 0);
        }
        let test = &assessment.test;
        for ground in [&test.novel, &test.implemented, &test.value].into_iter().flat_map(|criterion| &criterion.because) {
            prop_assert!(entry.text(ground.field).unwrap().contains(&ground.text), "{:?}", ground);
        }
        let placement = &assessment.placement;
        prop_assert_eq!(placement.probabilities.parts().iter().sum::<u16>(), 1000);
        if let Some(facet) = placement.facet {
            prop_assert_eq!(placement.position.facet(), Some(facet));
            prop_assert_eq!(placement.probabilities.highest(), placement.confidence());
        }
        prop_assert_eq!(judge().assess(entry), assessment);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,300}") {
        judge().assess(described(&text));
    }
}

#[test]
fn boiler_plate_says_less_about_any_one_row() {
    let boilerplate = "This service is part of the national strategy for growth in the whole country.";
    let rows: Vec<_> = (0..40).map(|row| described(&format!("Service {row}. {boilerplate}"))).collect();
    let mut repetition = Repetition::default();
    for row in &rows {
        repetition.note(row);
    }
    let strength = |judge: Judge| -> i32 {
        judge.assess(rows[0].clone()).placement.because.iter().map(|evidence| evidence.strength).sum()
    };
    let plain = strength(judge());
    let aware = strength(judge().with_repetition(Arc::new(repetition)));
    assert!(plain > 0 && aware * 3 < plain, "{plain} {aware}");
}
