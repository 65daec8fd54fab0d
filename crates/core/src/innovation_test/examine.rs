//! The three criteria, examined by what a register's columns say and by what its texts say.

use std::sync::Arc;

use jiff::civil;

use super::{Criterion, InnovationTest, Outcome, Standing, Strictness};
use crate::date::PartialDate;
use crate::evidence::Ground;
use crate::field::Field;
use crate::initiative::Initiative;
use crate::rulebook::{Found, Reading, Shows};
use crate::status::Status;

/// How many grounds of one criterion are given. More say nothing more.
const MOST_GROUNDS: usize = 3;

/// How much of a column is quoted as a ground, in characters.
const LONGEST_QUOTE: usize = 120;

/// What is needed to examine an initiative.
pub(crate) struct Examiner {
    pub(crate) strictness: Strictness,
    pub(crate) as_of: Option<civil::Date>,
}

impl Examiner {
    pub(crate) fn examine(&self, initiative: &Initiative, reading: &Reading) -> InnovationTest {
        InnovationTest {
            novel: novel(initiative, reading),
            implemented: self.implemented(initiative, reading),
            value: self.value(initiative, reading),
        }
    }

    /// The status ladder first; then, where the register has no word on the status, dates; then the text.
    fn implemented(&self, initiative: &Initiative, reading: &Reading) -> Criterion {
        let column = |outcome, field: Field| {
            let text = initiative.text(field).unwrap_or_default().to_owned();
            Criterion { outcome, because: vec![Ground { rule: Arc::from(field.key()), field, text }] }
        };
        let used = || grounds(reading, &[Shows::Used]);
        match initiative.status {
            Some(Status::Pilot | Status::Implemented | Status::Scaled | Status::Retired) => {
                return column(Outcome::Met, Field::Status);
            }
            // A thing in development may have users already, if the text says so.
            Some(Status::Development | Status::Prototype) if !used().is_empty() => return met(used()),
            Some(Status::Prototype) => return Criterion::default(),
            Some(Status::Idea | Status::Planned | Status::Development | Status::Cancelled) => {
                return column(Outcome::NotMet, Field::Status);
            }
            None => {}
        }
        let has_status = initiative.text(Field::Status).is_some();
        if let (Some(start), Some(as_of), false) = (initiative.start, self.as_of, has_status) {
            match has_begun(start, as_of) {
                Some(true) => return column(Outcome::Met, Field::StartDate),
                Some(false) => return column(Outcome::NotMet, Field::StartDate),
                None => {}
            }
        }
        let planned = grounds(reading, &[Shows::NotUsed]);
        match (used(), planned) {
            (used, _) if !used.is_empty() => met(used),
            (_, planned) if !planned.is_empty() => not_met(planned),
            _ => Criterion::default(),
        }
    }

    /// By the library's reading a benefit in view is enough; by the barometer's it must have come about.
    fn value(&self, initiative: &Initiative, reading: &Reading) -> Criterion {
        let created = grounds(reading, &[Shows::ValueCreated]);
        let none = grounds(reading, &[Shows::NoValue]);
        let intended = match self.strictness {
            Strictness::Library | Strictness::Intended => {
                let intended = grounds(reading, &[Shows::ValueIntended]);
                if intended.is_empty() { answer(initiative, Field::Results) } else { intended }
            }
            Strictness::Barometer => Vec::new(),
        };
        match (created.is_empty(), none.is_empty(), intended.is_empty()) {
            (false, _, _) => met(created),
            (true, false, _) => not_met(none),
            (true, true, false) => met(intended),
            (true, true, true) => Criterion::default(),
        }
    }
}

/// The columns made for it first, then what the text says. Being new anywhere in it is enough.
fn novel(initiative: &Initiative, reading: &Reading) -> Criterion {
    let is_column = |found: &Found| matches!(found.field, Field::Novelty | Field::NoveltyLevel);
    let decided = |in_column: bool| {
        let part = || reading.iter().filter(|found| is_column(found) == in_column);
        let (new, same) = (grounds(part(), &[Shows::Novel]), grounds(part(), &[Shows::NotNovel]));
        match (new.is_empty(), same.is_empty()) {
            (false, _) => Some(met(new)),
            (true, false) => Some(not_met(same)),
            (true, true) => None,
        }
    };
    // Whoever fills in a column that asks what is new says that something is.
    let answered = || Some(answer(initiative, Field::Novelty)).filter(|answer| !answer.is_empty()).map(met);
    decided(true).or_else(answered).or_else(|| decided(false)).unwrap_or_default()
}

/// What a column says in a whole phrase, as a ground of its own; empty where it says less than three words.
fn answer(initiative: &Initiative, field: Field) -> Vec<Ground> {
    let text = initiative.text(field).unwrap_or_default().trim();
    if text.split_whitespace().nth(2).is_none() {
        return Vec::new();
    }
    let end = text.char_indices().nth(LONGEST_QUOTE).map_or(text.len(), |(end, _)| end);
    let quote =
        if end == text.len() { text } else { text[..end].rsplit_once(' ').map_or("", |(start, _)| start) };
    vec![Ground { rule: Arc::from(field.key()), field, text: quote.to_owned() }]
}

/// Whether a date lies in the past for sure, in the future for sure, or neither.
fn has_begun(start: PartialDate, as_of: civil::Date) -> Option<bool> {
    let first = start.first_day()?;
    if first > as_of {
        return Some(false);
    }
    let last = match start {
        PartialDate::Year(year) => civil::Date::new(year, 12, 31).ok()?,
        PartialDate::Quarter(..) => first.checked_add(jiff::Span::new().months(2)).ok()?.last_of_month(),
        PartialDate::Month(..) => first.last_of_month(),
        PartialDate::Day(day) => day,
    };
    (last <= as_of).then_some(true)
}

fn grounds<'a>(reading: impl IntoIterator<Item = &'a Found<'a>>, wanted: &[Shows]) -> Vec<Ground> {
    // A sector or a tag says what a thing is about, not what it does for anyone.
    let says = |found: &&Found| !matches!(found.field, Field::Sector | Field::Tags);
    let shown = (reading.into_iter().filter(says))
        .filter(|found| found.rule.shows.is_some_and(|shows| wanted.contains(&shows)));
    let ground = |found: &Found| Ground {
        rule: Arc::clone(&found.rule.code),
        field: found.field,
        text: found.text.to_owned(),
    };
    shown.take(MOST_GROUNDS).map(ground).collect()
}

fn met(because: Vec<Ground>) -> Criterion {
    Criterion { outcome: Outcome::Met, because }
}

fn not_met(because: Vec<Ground>) -> Criterion {
    Criterion { outcome: Outcome::NotMet, because }
}

/// Whether the initiative counts. What is shown not to pass weighs; silence excludes only where the
/// strictness asks for a word.
pub(crate) fn standing(test: &InnovationTest, status: Option<Status>, strictness: Strictness) -> Standing {
    let not_met = |criterion: &Criterion| criterion.outcome == Outcome::NotMet;
    let silent = test.value.outcome == Outcome::NotEvidenced;
    if not_met(&test.novel) {
        Standing::NotNovel
    } else if status == Some(Status::Cancelled) && test.implemented.outcome != Outcome::Met {
        Standing::NeverImplemented
    } else if not_met(&test.implemented) {
        Standing::Pipeline
    } else if not_met(&test.value) || (silent && strictness > Strictness::Library) {
        Standing::NoValue
    } else {
        Standing::Counted
    }
}
