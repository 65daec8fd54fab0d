//! The innovation test: three criteria, three outcomes, three strictnesses, and what counts.

mod support;

use evenfolio_core::assessment::{Assessment, Judge};
use evenfolio_core::date::PartialDate;
use evenfolio_core::decision::{Decision, Decisions, Subject};
use evenfolio_core::field::Field;
use evenfolio_core::initiative::Initiative;
use evenfolio_core::innovation_test::Outcome::{self, Met, NotEvidenced, NotMet};
use evenfolio_core::innovation_test::{Standing, Strictness};
use evenfolio_core::status::Status;
use jiff::civil::date;
use support::{described, initiative};

fn assess(entry: Initiative) -> Assessment {
    Judge::new(Strictness::Library).with_as_of(date(2026, 6, 15)).assess(entry)
}

fn with_status(status: Option<Status>, word: &str, description: &str) -> Initiative {
    let mut entry = initiative([(Field::Status, word), (Field::Description, description)]);
    entry.status = status;
    entry
}

#[test]
fn silence_is_not_evidenced_and_does_not_exclude() {
    let assessment = assess(described("Weekly meeting of the team."));
    let test = &assessment.test;
    let outcomes = [test.novel.outcome, test.implemented.outcome, test.value.outcome];
    assert_eq!(outcomes, [NotEvidenced; 3]);
    assert!(
        test.novel.because.is_empty() && test.implemented.because.is_empty() && test.value.because.is_empty()
    );
    assert_eq!(assessment.standing, Standing::Counted);
}

#[test]
fn the_status_ladder_says_what_is_implemented() {
    let expected = [
        (Status::Idea, NotMet, Standing::Pipeline),
        (Status::Planned, NotMet, Standing::Pipeline),
        (Status::Development, NotMet, Standing::Pipeline),
        (Status::Prototype, NotEvidenced, Standing::Counted),
        (Status::Pilot, Met, Standing::Counted),
        (Status::Implemented, Met, Standing::Counted),
        (Status::Scaled, Met, Standing::Counted),
        (Status::Retired, Met, Standing::Counted),
        (Status::Cancelled, NotMet, Standing::NeverImplemented),
    ];
    for (status, outcome, standing) in expected {
        let assessment = assess(with_status(Some(status), status.word(), "A night bus."));
        assert_eq!(
            (assessment.test.implemented.outcome, assessment.standing),
            (outcome, standing),
            "{status}"
        );
        if outcome != NotEvidenced {
            let ground = &assessment.test.implemented.because[0];
            assert_eq!((ground.field, ground.text.as_str()), (Field::Status, status.word()));
        }
    }
}

#[test]
fn a_sector_is_no_value_and_a_remark_on_plans_does_not_undo_a_service() {
    let sector =
        initiative([(Field::Description, "A night bus."), (Field::Sector, "Benefits and protection")]);
    assert_eq!(assess(sector).test.value.outcome, NotEvidenced);
    let service = initiative([
        (Field::Description, "A night bus."),
        (Field::Notes, "An online ticket is to be implemented next year."),
    ]);
    assert_eq!(assess(service).test.implemented.outcome, NotEvidenced);
}

#[test]
fn a_thing_in_development_may_have_users_already() {
    let entry = with_status(
        Some(Status::Development),
        "in progress",
        "It was launched in May and serves 40 schools.",
    );
    let implemented = assess(entry).test.implemented;
    assert_eq!((implemented.outcome, implemented.because[0].field), (Met, Field::Description));
    let plan = with_status(Some(Status::Planned), "planned", "It was launched in May and serves 40 schools.");
    assert_eq!(assess(plan).test.implemented.outcome, NotMet);
}

#[test]
fn an_unknown_status_is_not_evidenced_and_dates_do_not_stand_in_for_it() {
    let mut entry = with_status(None, "phase X", "A night bus.");
    entry.start = PartialDate::day(2020, 1, 1);
    assert_eq!(assess(entry).test.implemented.outcome, NotEvidenced);
}

#[test]
fn a_past_start_without_a_status_is_evidence_and_a_future_one_is_none() {
    let started = |start| {
        let mut entry = initiative([(Field::StartDate, "as written"), (Field::Description, "A night bus.")]);
        entry.start = start;
        assess(entry).test.implemented.outcome
    };
    assert_eq!(started(PartialDate::day(2026, 6, 15)), Met);
    assert_eq!(started(Some(PartialDate::Year(2025))), Met);
    assert_eq!(started(PartialDate::quarter(2026, 1)), Met);
    assert_eq!(started(PartialDate::month(2026, 7)), NotMet);
    // The year has begun, the day is not known.
    assert_eq!(started(Some(PartialDate::Year(2026))), NotEvidenced);
    let mut entry = described("A night bus.");
    entry.start = PartialDate::day(2020, 1, 1);
    let undated = Judge::new(Strictness::Library).assess(entry);
    assert_eq!(undated.test.implemented.outcome, NotEvidenced, "no clock is read");
}

#[test]
fn the_text_tells_pilots_from_plans() {
    let implemented = |text: &str| assess(described(text)).test.implemented.outcome;
    assert_eq!(implemented("A pilot ran with patients in two clinics."), Met);
    assert_eq!(implemented("It has been rolled out to all schools."), Met);
    assert_eq!(implemented("The service will be piloted next year."), NotMet);
    assert_eq!(implemented("It is still an idea."), NotMet);
    assert_eq!(implemented("This is not a pilot."), NotEvidenced);
    assert_eq!(implemented("Training for helicopter pilots."), NotEvidenced);
}

#[test]
fn novelty_is_read_from_its_own_column_first() {
    let novel = |field, text: &str| {
        let entry =
            initiative([(Field::Description, "A new way of paying, first in the country."), (field, text)]);
        assess(entry).test.novel
    };
    for (text, outcome) in [
        ("first of its kind", Met),
        ("Adapted", Met),
        ("copied", Met),
        ("new to us", Met),
        ("yes", Met),
        ("No", NotMet),
        ("same as before", NotMet),
        ("existing", NotMet),
    ] {
        assert_eq!(novel(Field::NoveltyLevel, text).outcome, outcome, "{text}");
    }
    assert_eq!(novel(Field::Novelty, "Nothing new.").outcome, NotMet);
    // Whoever fills in what is new says that something is.
    let said = novel(Field::Novelty, "Riders choose the stops themselves.");
    assert_eq!((said.outcome, said.because[0].text.as_str()), (Met, "Riders choose the stops themselves."));
}

#[test]
fn what_is_not_new_is_not_counted() {
    let entry = initiative([(Field::Title, "Printers"), (Field::NoveltyLevel, "same as before")]);
    assert_eq!(assess(entry).standing, Standing::NotNovel);
    let described = assess(described("Like-for-like replacement of the printers."));
    assert_eq!(described.standing, Standing::NotNovel);
}

#[test]
fn strictness_decides_what_value_must_be_shown() {
    let standing = |text: &str| {
        [Strictness::Library, Strictness::Intended, Strictness::Barometer].map(|strictness| {
            let assessment = Judge::new(strictness).assess(described(text));
            (assessment.test.value.outcome, assessment.standing)
        })
    };
    use Standing::{Counted, NoValue};
    let silent = standing("A night bus for the town.");
    assert_eq!(silent, [(NotEvidenced, Counted), (NotEvidenced, NoValue), (NotEvidenced, NoValue)]);
    let intended = standing("A night bus in order to reduce accidents.");
    assert_eq!(intended, [(Met, Counted), (Met, Counted), (NotEvidenced, NoValue)]);
    let created = standing("The night bus has reduced accidents by 20 percent.");
    assert_eq!(created, [(Met, Counted); 3]);
    let negative = standing("Waiting got longer, and older people were excluded.");
    assert_eq!(negative, [(Met, Counted); 3], "a shift for the worse is a shift");
    let none = standing("An evaluation found no measurable effect.");
    assert_eq!(none, [(NotMet, NoValue); 3]);
}

#[test]
fn a_plan_without_value_is_in_the_pipeline_all_the_same() {
    let mut entry = described("A night bus.");
    entry.status = Some(Status::Planned);
    assert_eq!(Judge::new(Strictness::Barometer).assess(entry).standing, Standing::Pipeline);
}

#[test]
fn a_persons_word_replaces_an_outcome() {
    let decided = |novel: Option<Outcome>, value: Option<Outcome>| {
        let mut decisions = Decisions::default();
        decisions.insert(Decision {
            subject: Subject::by_id("Agency", "7").unwrap(),
            facet: None,
            novel,
            implemented: None,
            value,
            corrections: Vec::new(),
            by: "portfolio board".to_owned(),
            on: date(2026, 1, 5),
            why: "seen on site".to_owned(),
        });
        let entry = initiative([(Field::Id, "7"), (Field::NoveltyLevel, "no")]);
        Judge::new(Strictness::Barometer).with_decisions(decisions.into()).assess(entry)
    };
    assert_eq!(decided(None, None).standing, Standing::NotNovel);
    assert_eq!(decided(Some(Met), None).standing, Standing::NoValue);
    assert_eq!(decided(Some(Met), Some(Met)).standing, Standing::Counted);
}

#[test]
fn an_argument_quotes_the_same_words_once_a_line() {
    let judge = Judge::default();
    let assessment =
        judge.assess(described("The portal enhances the service and cuts costs for every office."));
    let quotes: Vec<&str> = assessment.test.value.because.iter().map(|ground| &*ground.text).collect();
    assert!(quotes.contains(&"enhances") && quotes.contains(&"enhances the service"), "{quotes:?}");
    let argument = evenfolio_core::explain::argument(&assessment, judge.rulebook());
    let line = argument.lines().find(|line| line.starts_with("A shift in public value")).unwrap();
    assert!(line.contains("“enhances the service”") && !line.contains("“enhances”"), "{line}");
}
