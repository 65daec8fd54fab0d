//! Changes: who entered, left and moved since the earlier report, and whether the register, the rules or a
//! person moved it.

use std::collections::BTreeMap;

use evenfolio_core::comparison::{Cause, Changed, Comparison, Entry, Near, Reason};
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::money::Money;
use evenfolio_core::tally::Class;

use super::cover::day;
use super::{OF_THE_RUN, Scene};
use crate::contents::Changes;
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::{counted, listed, thousands};

/// How many changes are listed one by one.
const LISTED: usize = 20_000;
/// How many movements between facets are named in the prose.
const NAMED: usize = 6;

/// Makes the sheet; `None` where there is no earlier report.
pub(crate) fn sheet(scene: &Scene) -> Option<Sheet> {
    let changes = scene.contents.changes?;
    let comparison = changes.comparison;
    let mut rows = rows(comparison);
    let all = rows.len();
    rows.truncate(LISTED);
    let mut prose: Vec<Line> = said(&changes).into_iter().map(Line::Text).collect();
    prose.push(Line::text(
        "Caused by: data, the register says something else than before; rules, the register says the same and the \
         rules have changed; person, a person decided or no longer does.",
    ));
    if scene.settings.workbench() {
        prose.push(Line::text(OF_THE_RUN));
    }
    if all > rows.len() {
        prose.push(Line::text(format!(
            "The first {} of {} changes are listed; the figures above count all.",
            thousands(rows.len() as u64),
            thousands(all as u64)
        )));
    }
    let head = Sheet {
        name: "Changes".to_owned(),
        title: "Changes: what is different from the earlier report".to_owned(),
        about: "Who entered, left and moved since the earlier report, and what caused it.".to_owned(),
        ..Sheet::default()
    };
    if rows.is_empty() {
        return Some(Sheet { prose, ..head });
    }
    let table = Table {
        name: "Changes".to_owned(),
        alt: "Changes since the earlier report, one a row.".to_owned(),
        columns: vec![
            Column::text("Change", 20),
            Column::text("Title", 50),
            Column::text("Agency", 28),
            Column::text("Identifier", 18),
            Column::text("Before", 34),
            Column::text("Now", 34),
            Column::text("Caused by", 12),
        ],
        rows,
        ..Table::default()
    };
    Some(Sheet { prose, tables: vec![table], ..head })
}

/// What changed, in sentences, for the cover and the head of the sheet.
pub(crate) fn said(changes: &Changes) -> Vec<String> {
    let Changes { baseline, baseline_as_of, comparison, .. } = changes;
    let name = crate::text::one_line(baseline);
    let with = baseline_as_of.map_or_else(
        || format!("the report {name}"),
        |date| format!("the report for {} ({name})", day(date)),
    );
    if comparison.is_empty() {
        return vec![format!(
            "Nothing changed since {with}: {}.",
            counted(comparison.unchanged, "initiative stands as it was", "initiatives stand as they were")
        )];
    }
    let mut said = vec![format!(
        "Compared with {with}: {} entered, {} left, {}.",
        counted(comparison.entered.len() as u64, "initiative", "initiatives"),
        thousands(comparison.left.len() as u64),
        counted(comparison.unchanged, "stays as it was", "stay as they were"),
    )];
    let mut sorts = Vec::new();
    for (changed, one, many) in [
        (&comparison.moved, "stands at another facet", "stand at another facet"),
        (&comparison.retested, "came out differently in the test", "came out differently in the test"),
        (&comparison.repriced, "has another budget", "have another budget"),
    ] {
        if !changed.is_empty() {
            let number = changed.len() as u64;
            let verb = if number == 1 { one } else { many };
            sorts.push(format!("{} {verb}{}", thousands(number), causes(changed)));
        }
    }
    if !sorts.is_empty() {
        said.push(format!("Of those that stand in both, {}.", listed(&sorts)));
    }
    let mut ways: BTreeMap<(Class, Class), u64> = BTreeMap::new();
    for Changed { old, new, .. } in &comparison.moved {
        *ways.entry((old.class, new.class)).or_default() += 1;
    }
    let mut ways: Vec<_> = ways.into_iter().collect();
    ways.sort_by_key(|(way, number)| (std::cmp::Reverse(*number), *way));
    if !ways.is_empty() {
        let named: Vec<_> = ways
            .iter()
            .take(NAMED)
            .map(|((from, to), number)| {
                format!("{} from {} to {}", thousands(*number), from.word(), to.word())
            })
            .collect();
        let more = if ways.len() > NAMED { ", among others" } else { "" };
        said.push(format!("Moved: {}{more}.", listed(&named)));
    }
    if !comparison.near.is_empty() {
        said.push(format!(
            "{} for a person to look at: they may be the same initiative, or under one identifier two.",
            counted(comparison.near.len() as u64, "pair is", "pairs are")
        ));
    }
    said
}

/// How many of them what caused, where it was not the register alone.
fn causes(changed: &[Changed]) -> String {
    let count = |cause| changed.iter().filter(|changed| changed.cause == cause).count() as u64;
    let named: Vec<_> = [Cause::Data, Cause::Rules, Cause::Person]
        .into_iter()
        .filter(|cause| count(*cause) > 0)
        .map(|cause| format!("{} by {}", thousands(count(cause)), cause.word()))
        .collect();
    let all = changed.len() as u64;
    match [Cause::Rules, Cause::Person].into_iter().find(|cause| count(*cause) == all) {
        _ if count(Cause::Data) == all => String::new(),
        Some(cause) => format!(" (by {})", cause.word()),
        None => format!(" ({})", listed(&named)),
    }
}

fn rows(comparison: &Comparison) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for changed in &comparison.moved {
        let Changed { old, new, cause } = changed;
        rows.push(row("moved", new, words(old.class.word()), words(new.class.word()), Some(*cause)));
    }
    for changed in &comparison.retested {
        let (before, now) = tests(changed.old, changed.new);
        rows.push(row("test", changed.new, words(&before), words(&now), Some(changed.cause)));
    }
    for Changed { old, new, cause } in &comparison.repriced {
        let money = |entry: &Entry| Cell::optional(entry.budget.map(amount));
        rows.push(row("budget", new, money(old), money(new), Some(*cause)));
    }
    // The entries that entered or left and may be one of the other run.
    let mut perhaps: BTreeMap<*const Entry, Reason> = BTreeMap::new();
    for near in &comparison.near {
        let Near { old, new, reason, .. } = near;
        for entry in [old, new].into_iter().filter(|_| *reason != Reason::OtherTitle) {
            perhaps.entry(std::ptr::from_ref(*entry)).or_insert(*reason);
        }
        let what = match reason {
            Reason::OtherTitle => "another title",
            Reason::LikeTitle => "perhaps the same",
            Reason::OtherAgency => "perhaps handed over",
        };
        let before = match reason {
            Reason::OtherAgency => format!("{}, {}", old.title, old.agency),
            _ => old.title.clone(),
        };
        rows.push(row(what, new, words(&before), words(&new.title), None));
    }
    for entry in &comparison.entered {
        let what = word("entered", perhaps.get(&std::ptr::from_ref(*entry)));
        rows.push(row(&what, entry, none(), stands(entry), Some(Cause::Data)));
    }
    for entry in &comparison.left {
        let what = word("left", perhaps.get(&std::ptr::from_ref(*entry)));
        rows.push(row(&what, entry, stands(entry), none(), Some(Cause::Data)));
    }
    rows
}

/// `entered`, or that the entry may only be called otherwise or belong to another agency now.
fn word(change: &str, perhaps: Option<&Reason>) -> String {
    match perhaps {
        Some(Reason::LikeTitle) => format!("{change} or renamed"),
        Some(Reason::OtherAgency) => format!("{change} or handed over"),
        _ => change.to_owned(),
    }
}

fn row(change: &str, entry: &Entry, before: Cell, now: Cell, cause: Option<Cause>) -> Vec<Cell> {
    vec![
        words(change),
        if entry.title.is_empty() { Cell::optional(entry.id.as_deref()) } else { words(&entry.title) },
        words(&entry.agency),
        Cell::optional(entry.id.as_deref()),
        before,
        now,
        cause.map_or_else(none, |cause| words(cause.word())),
    ]
}

/// `112,511.10 EUR`: exact, with groups of three digits.
fn amount(money: Money) -> String {
    let exact = money.to_string();
    let digits = exact.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let end = exact[digits..].find(['.', ' ']).map_or(exact.len(), |end| digits + end);
    match exact[digits..end].parse() {
        Ok(whole) => format!("{}{}{}", &exact[..digits], thousands(whole), &exact[end..]),
        Err(_) => exact,
    }
}

fn words(text: &str) -> Cell {
    Cell::text(text)
}

fn none() -> Cell {
    Cell::missing(Missing::NotApplicable)
}

fn stands(entry: &Entry) -> Cell {
    words(&format!("{}, {}", entry.class.word(), entry.standing.word()))
}

/// What of the test differs, before and now.
fn tests(old: &Entry, new: &Entry) -> (String, String) {
    let (mut before, mut now) = (Vec::new(), Vec::new());
    let criteria = ["novel", "implemented", "public value"];
    for (place, criterion) in criteria.into_iter().enumerate() {
        let said = |outcome: Outcome| format!("{criterion}: {}", outcome.word());
        if old.outcomes[place] != new.outcomes[place] {
            before.push(said(old.outcomes[place]));
            now.push(said(new.outcomes[place]));
        }
    }
    if old.standing != new.standing {
        before.push(old.standing.word().to_owned());
        now.push(new.standing.word().to_owned());
    }
    (before.join("\n"), now.join("\n"))
}
