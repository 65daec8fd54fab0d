//! A report read back as the baseline of the next, and the sheets of what changed.

use evenfolio_core::comparison::{Baseline, Entry, compare, over_time};
use evenfolio_core::field::Field;
use evenfolio_core::money::{Currency, Money};
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Facet;

use super::*;
use crate::baseline;
use crate::contents::Changes;

fn entries(all: &[Assessment]) -> Vec<Entry> {
    all.iter().map(Entry::of).collect()
}

#[test]
fn a_report_read_back_has_every_entry_as_it_was() {
    let all = invented::assessments();
    for style in [Style::Workbench, Style::Publication] {
        // The Register in three parts.
        let (bytes, _) = workbook(&settings(style), &all, 24);
        let earlier = baseline::read(Cursor::new(bytes)).unwrap();
        assert_eq!(earlier.as_of, Some(jiff::civil::date(2026, 6, 30)));
        assert_eq!((earlier.run_id.as_str(), earlier.baseline.rules.as_str()), ("3f6a", ", library"));
        assert_eq!(earlier.baseline.entries, entries(&all), "{style:?}");
        let targets = settings(style).targets;
        let portfolio = invented::portfolio(&all);
        let as_of = earlier.as_of.unwrap();
        assert_eq!(vec![earlier.point(&targets).unwrap()], over_time([(as_of, &portfolio)], &targets));
    }
}

/// Entries with texts that a cell cannot hold letter by letter are still known again.
#[test]
fn odd_entries_are_known_again() {
    let odd = invented::odd();
    let (bytes, _) = workbook(&settings(Style::Workbench), &odd, ROOM);
    let earlier = baseline::read(Cursor::new(bytes)).unwrap().baseline;
    let now = Baseline { entries: entries(&odd), ..earlier.clone() };
    let comparison = compare(&earlier, &now);
    let lost: Vec<_> = comparison.left.iter().map(|entry| (&entry.title, &entry.id)).collect();
    assert_eq!(lost, []);
    assert!(comparison.moved.is_empty() && comparison.retested.is_empty());
}

#[test]
fn what_is_no_report_is_said_so() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Register").unwrap();
    let error = baseline::read(Cursor::new(book.save_to_buffer().unwrap())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not read the earlier report: it was not made by evenfolio as a report"
    );
}

#[test]
fn what_changed_as_text() {
    let before = invented::assessments();
    let mut now = before.clone();
    now.remove(3);
    now[0].placement.facet = Some(Facet::Mission);
    now[1].placement.facet = None;
    now[2].initiative.budget = Some(Money { minor: 12_345, currency: Currency::new("EUR").unwrap() });
    now[4].placement.facet = Some(Facet::Adaptive);
    now[4].placement.basis = Basis::Decided;
    now[5].standing = evenfolio_core::innovation_test::Standing::NotNovel;
    now[5].initiative.texts.set(Field::Description, "Nothing new any more.");
    let mut another = now[6].clone();
    another.initiative.texts.set(Field::Title, "Ein ganz neues Vorhaben");
    another.initiative.texts.set(Field::Id, "N-1");
    now.push(another);
    let old = Baseline { rules: "one".to_owned(), entries: entries(&before) };
    let new = Baseline { rules: "two".to_owned(), entries: entries(&now) };
    let comparison = compare(&old, &new);
    let (first, second) = (invented::portfolio(&before), invented::portfolio(&now));
    let dates = [jiff::civil::date(2025, 12, 31), jiff::civil::date(2026, 6, 30)];
    let settings = settings(Style::Workbench);
    let over_time = over_time([(dates[0], &first), (dates[1], &second)], &settings.targets);
    let changes = Changes {
        baseline: "portfolio-2025.xlsx",
        baseline_as_of: Some(dates[0]),
        comparison: &comparison,
        over_time: &over_time,
    };
    let mut finished = listing(&settings, &now, ROOM).finish().unwrap();
    with_contents(&settings, &now, |contents| {
        let contents = Contents { changes: Some(changes), ..*contents };
        let scene = Scene::new(&contents, &settings, &finished);
        for sheet in sections::all(&scene, &mut finished, &sections::checks::Broken::new()).unwrap() {
            if ["Changes", "Time series", "Cover"].contains(&sheet.name.as_str()) {
                insta::assert_snapshot!(format!("compared-{}", sheet.name.replace(' ', "-")), sheet);
            }
        }
        for style in [Style::Workbench, Style::Publication] {
            let settings = super::settings(style);
            let mut out = Cursor::new(Vec::new());
            let _written = write(listing(&settings, &now, ROOM), &contents, &settings, &mut out).unwrap();
            out.set_position(0);
            assert_eq!(crate::lint::check(out, style).unwrap(), []);
        }
    });
}
