use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::balance::Targets;
use crate::money::Currency;
use crate::portfolio::{Portfolio, samples};

fn entry(agency: &str, id: &str, title: &str) -> Entry {
    Entry {
        agency: agency.to_owned(),
        title: title.to_owned(),
        id: (!id.is_empty()).then(|| id.to_owned()),
        class: Class::Enhancement,
        standing: Standing::Counted,
        outcomes: [Outcome::Met; 3],
        budget: None,
        basis: Basis::Inferred,
        amended: false,
        words: Some(Digest::of([("title", title)])),
    }
}

fn run(rules: &str, entries: Vec<Entry>) -> Baseline {
    Baseline { rules: rules.to_owned(), entries }
}

fn shown(comparison: &Comparison<'_>) -> String {
    let mut text = String::new();
    let name =
        |entry: &Entry| format!("{} {} {}", entry.agency, entry.id.as_deref().unwrap_or("-"), entry.title);
    for entry in &comparison.entered {
        writeln!(text, "entered  {}", name(entry)).unwrap();
    }
    for entry in &comparison.left {
        writeln!(text, "left     {}", name(entry)).unwrap();
    }
    for Changed { old, new, cause } in &comparison.moved {
        let [old_class, new_class] = [old.class, new.class].map(Class::word);
        writeln!(text, "moved    {}: {old_class} to {new_class} ({})", name(new), cause.word()).unwrap();
    }
    for Changed { new, cause, .. } in &comparison.retested {
        writeln!(text, "retested {} ({})", name(new), cause.word()).unwrap();
    }
    for Changed { new, cause, .. } in &comparison.repriced {
        writeln!(text, "repriced {} ({})", name(new), cause.word()).unwrap();
    }
    for near in &comparison.near {
        writeln!(
            text,
            "near     {} | {} {:?} {:.2}",
            name(near.old),
            name(near.new),
            near.reason,
            near.likeness
        )
        .unwrap();
    }
    writeln!(text, "unchanged {}", comparison.unchanged).unwrap();
    text
}

#[test]
fn each_kind_of_change_is_told_apart() {
    let same = entry("Tax", "1", "Prefilled return");
    let by_title = entry("Tax", "", "Chat in plain words");
    let moved_by_words = entry("Tax", "2", "Risk scoring");
    let moved_by_rules = entry("Tax", "3", "Payment plan");
    let moved_by_person = entry("Health", "1", "Scenario lab");
    let repriced = entry("Health", "2", "Home visits");
    let gone = entry("Health", "3", "Fax gateway");
    let old = run(
        "rules 1",
        vec![
            same.clone(),
            by_title.clone(),
            moved_by_words.clone(),
            moved_by_rules.clone(),
            moved_by_person.clone(),
            repriced.clone(),
            gone,
        ],
    );
    let new = run(
        "rules 2",
        vec![
            same,
            Entry { agency: "TAX ".to_owned(), title: "Chat in plain words.".to_owned(), ..by_title },
            Entry {
                class: Class::Mission,
                outcomes: [Outcome::NotMet, Outcome::Met, Outcome::Met],
                words: Some(Digest::of([("title", "Risk scoring by 2030")])),
                ..moved_by_words
            },
            Entry { class: Class::Adaptive, ..moved_by_rules },
            Entry {
                class: Class::Anticipatory,
                standing: Standing::Pipeline,
                basis: Basis::Decided,
                ..moved_by_person
            },
            Entry { budget: Some(Money { minor: 5, currency: Currency::UNKNOWN }), ..repriced },
            entry("Health", "4", "Triage by phone"),
        ],
    );
    insta::assert_snapshot!(shown(&compare(&old, &new)), @r"
    entered  Health 4 Triage by phone
    left     Health 3 Fax gateway
    moved    Health 1 Scenario lab: enhancement to anticipatory (person)
    moved    Tax 3 Payment plan: enhancement to adaptive (rules)
    moved    Tax 2 Risk scoring: enhancement to mission (data)
    retested Health 1 Scenario lab (rules)
    retested Tax 2 Risk scoring (data)
    repriced Health 2 Home visits (data)
    unchanged 2
    ");
}

#[test]
fn what_a_person_put_right_is_the_persons_doing() {
    let before = entry("Tax", "1", "Payment plan");
    let after = Entry {
        outcomes: [Outcome::NotMet; 3],
        budget: Some(Money { minor: 5, currency: Currency::UNKNOWN }),
        amended: true,
        ..before.clone()
    };
    insta::assert_snapshot!(shown(&compare(&run("1", vec![before]), &run("2", vec![after]))), @r"
    retested Tax 1 Payment plan (person)
    repriced Tax 1 Payment plan (person)
    unchanged 0
    ");
}

#[test]
fn identifiers_count_within_an_agency_and_only_where_unique() {
    let old = run(
        "",
        vec![
            entry("Tax", "1", "Prefilled return"),
            entry("Tax", "1", "Payment plan"),
            entry("Health", "1", "Home visits"),
            entry("Roads", "7", "Pothole map"),
        ],
    );
    let new = run(
        "",
        vec![
            entry("Tax", "1", "Prefilled return"),
            entry("Tax", "1", "Payment plan, revised"),
            entry("Tax", "1", "Prefilled return for firms"),
            entry("Health", "1", "Home visits"),
            entry("Roads", "7", "Drone bridge checks"),
        ],
    );
    insta::assert_snapshot!(shown(&compare(&old, &new)), @r"
    entered  Tax 1 Payment plan, revised
    entered  Tax 1 Prefilled return for firms
    left     Tax 1 Payment plan
    near     Roads 7 Pothole map | Roads 7 Drone bridge checks OtherTitle 0.00
    near     Tax 1 Payment plan | Tax 1 Payment plan, revised LikeTitle 0.74
    unchanged 3
    ");
}

#[test]
fn nearly_the_same_is_proposed_and_not_applied() {
    let old = run(
        "",
        vec![
            entry("Tax", "", "Digital assistant for small firms"),
            entry("Health", "", "Home visits"),
            entry("Roads", "", "Road toll"),
        ],
    );
    let new = run(
        "",
        vec![
            entry("Tax", "", "Digital assistants for small firms"),
            entry("Care", "", "Home visits"),
            entry("Roads", "", "Tunnel light"),
        ],
    );
    insta::assert_snapshot!(shown(&compare(&old, &new)), @r"
    entered  Care - Home visits
    entered  Roads - Tunnel light
    entered  Tax - Digital assistants for small firms
    left     Health - Home visits
    left     Roads - Road toll
    left     Tax - Digital assistant for small firms
    near     Tax - Digital assistant for small firms | Tax - Digital assistants for small firms LikeTitle 0.95
    near     Health - Home visits | Care - Home visits OtherAgency 1.00
    unchanged 0
    ");
}

#[test]
fn titles_tell_who_is_who_where_identifiers_were_given_anew() {
    let titles = ["Prefilled return", "Payment plan", "Chat in plain words", "Night bus on demand"];
    let numbered = |shift: usize, year: &str| {
        let entries = titles.iter().enumerate().map(|(number, title)| {
            let id = ((number + shift) % titles.len()).to_string();
            Entry { words: Some(Digest::of([("year", year)])), ..entry("Tax", &id, title) }
        });
        run("", entries.collect())
    };
    let (old, new) = (numbered(0, "2024"), numbered(1, "2025"));
    insta::assert_snapshot!(shown(&compare(&old, &new)), @"unchanged 4");
}

#[test]
fn an_abbreviation_in_brackets_is_no_other_title() {
    let old = run(
        "",
        vec![
            entry("HO", "", "Smarter Working Programme"),
            entry("HO", "", "Digital Services at the Border"),
            entry("HO", "", "Emergency Services Communications Programme"),
            entry("HO", "", "Great Route Modernisation including electrification"),
            entry("HO", "", "Atlas Programme"),
        ],
    );
    let new = run(
        "",
        vec![
            entry("HO", "", "Smarter Working (SW) Programme"),
            entry("HO", "", "Digital Services at the Border (DSAB)"),
            entry("HO", "", "Emergency Services Communications Programme (Phase 2)"),
            entry("HO", "", "Great Route Modernisation"),
            entry("HO", "", "Atlas Programme (ABC)"),
        ],
    );
    insta::assert_snapshot!(shown(&compare(&old, &new)), @r"
    entered  HO - Atlas Programme (ABC)
    entered  HO - Emergency Services Communications Programme (Phase 2)
    entered  HO - Great Route Modernisation
    left     HO - Atlas Programme
    left     HO - Emergency Services Communications Programme
    left     HO - Great Route Modernisation including electrification
    near     HO - Atlas Programme | HO - Atlas Programme (ABC) LikeTitle 0.90
    near     HO - Emergency Services Communications Programme | HO - Emergency Services Communications Programme (Phase 2) LikeTitle 0.93
    near     HO - Great Route Modernisation including electrification | HO - Great Route Modernisation LikeTitle 0.65
    unchanged 2
    ");
}

#[test]
fn without_a_digest_nothing_is_put_down_to_rules() {
    let before = Entry { words: None, ..entry("Tax", "1", "Payment plan") };
    let after = Entry { class: Class::Mission, ..before.clone() };
    let (old, new) = (run("1", vec![before]), run("2", vec![after]));
    assert_eq!(compare(&old, &new).moved[0].cause, Cause::Data);
}

#[test]
fn digests_tell_apart_what_runs_together() {
    let digest = |texts: &[(&str, &str)]| Digest::of(texts.iter().copied());
    assert_ne!(digest(&[("a", "bc")]), digest(&[("ab", "c")]));
    assert_ne!(digest(&[("a", "b"), ("c", "d")]), digest(&[("a", "b")]));
    assert_eq!(
        serde_json::to_string(&digest(&[])).unwrap(),
        "\"cbf29ce484222325\"",
        "the same on every machine"
    );
}

#[test]
fn a_series_is_in_the_order_of_dates() {
    let dates = [(2025, 6), (2024, 6)].map(|(year, month)| jiff::civil::date(year, month, 30));
    let portfolio = Portfolio::default();
    let points = over_time(dates.map(|date| (date, &portfolio)), &Targets::default());
    assert_eq!(
        points.iter().map(|point| point.as_of.to_string()).collect::<Vec<_>>(),
        ["2024-06-30", "2025-06-30"]
    );
}

#[test]
fn large_runs_that_share_nothing_are_compared_in_good_time() {
    let numbered = |offset: u32| {
        let entries = (0..2000_u32).map(|number| {
            let title =
                format!("{} service number {} for the citizens of district {}", offset, number % 150, number);
            entry("Tax", "", &title)
        });
        run("", entries.collect())
    };
    let (old, new) = (numbered(1), numbered(2));
    let comparison = compare(&old, &new);
    assert_eq!((comparison.entered.len(), comparison.left.len(), comparison.unchanged), (2000, 2000, 0));
    assert_eq!(comparison.near.len(), 2000, "each has its nearest");
}

fn baselines() -> impl Strategy<Value = Baseline> {
    prop::collection::vec(samples::assessments(), 0..12)
        .prop_map(|assessments| run("1", assessments.iter().map(Entry::of).collect()))
}

proptest! {
    #[test]
    fn every_entry_is_accounted_for_once(old in baselines(), new in baselines()) {
        let comparison = compare(&old, &new);
        let kept_old = old.entries.len() - comparison.left.len();
        let kept_new = new.entries.len() - comparison.entered.len();
        prop_assert_eq!(kept_old, kept_new, "as many stay on either side");
        let changed = [&comparison.moved, &comparison.retested, &comparison.repriced];
        let unchanged = usize::try_from(comparison.unchanged).unwrap();
        prop_assert!(unchanged <= kept_new);
        for list in changed {
            prop_assert!(list.len() + unchanged <= kept_new);
        }
    }

    #[test]
    fn the_order_of_entries_makes_no_difference(
        old in baselines(),
        (new, shuffled) in baselines().prop_flat_map(|new| {
            let shuffled = Just(new.entries.clone()).prop_shuffle().prop_map(|entries| run("1", entries));
            (Just(new), shuffled)
        }),
    ) {
        prop_assert_eq!(
            serde_json::to_string(&compare(&old, &new)).unwrap(),
            serde_json::to_string(&compare(&old, &shuffled)).unwrap()
        );
    }

    #[test]
    fn a_run_does_not_differ_from_itself(run in baselines()) {
        let comparison = compare(&run, &run);
        prop_assert!(comparison.is_empty() && comparison.near.is_empty(), "{}", shown(&comparison));
    }

    #[test]
    fn baselines_come_back_from_json(baseline in baselines()) {
        let text = serde_json::to_string(&baseline).unwrap();
        prop_assert_eq!(serde_json::from_str::<Baseline>(&text).unwrap(), baseline);
    }
}
