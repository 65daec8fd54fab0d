//! The same initiative in two registers: found by the agency's own identifier, else by title and agency.
//! Weak keys, such as bare numbers and titles that a register uses twice, match nothing.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::Initiative;
use evenfolio_core::origin::{Origin, Place};

use crate::lift::identifier::is_weak;

/// So many pairs of initiatives are listed for two registers; beyond that one sentence says how many.
const LISTED: usize = 20;

/// What the initiatives of one register are known by: a few bytes each.
#[derive(Clone, Debug)]
pub struct Keys {
    path: Arc<str>,
    sheet: Option<Arc<str>>,
    ids: Vec<(u64, u64)>,
    titles: Vec<(u64, u64, bool)>,
}

impl Keys {
    /// None yet.
    pub fn new(path: Arc<str>, sheet: Option<Arc<str>>) -> Self {
        Self { path, sheet, ids: Vec::new(), titles: Vec::new() }
    }

    /// Notes what an initiative is known by.
    pub fn note(&mut self, initiative: &Initiative) {
        let row = initiative.origin.row;
        let strong = initiative.text(Field::Id).is_some_and(|id| !is_weak(id));
        if let Some(key) = initiative.id_key().filter(|_| strong) {
            self.ids.push((hash(&key), row));
        }
        if let Some(key) = initiative.title_key() {
            self.titles.push((hash(&key), row, strong));
        }
    }

    /// Keys that occur once, with their rows.
    fn once(pairs: impl Iterator<Item = (u64, u64)>) -> BTreeMap<u64, u64> {
        let mut rows: BTreeMap<u64, Option<u64>> = BTreeMap::new();
        for (key, row) in pairs {
            rows.entry(key).and_modify(|row| *row = None).or_insert(Some(row));
        }
        rows.into_iter().filter_map(|(key, row)| Some((key, row?))).collect()
    }

    fn place(&self, row: u64) -> Origin {
        Origin { path: self.path.clone(), sheet: self.sheet.clone(), row }
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Finds initiatives that stand in two of the registers, in the order of the registers and rows given.
pub fn find(registers: &[Keys]) -> Vec<Finding> {
    let known: Vec<_> = registers
        .iter()
        .map(|keys| {
            let strong: std::collections::BTreeSet<u64> =
                keys.titles.iter().filter(|(_, _, strong)| *strong).map(|(_, row, _)| *row).collect();
            let titles = Keys::once(keys.titles.iter().map(|(key, row, _)| (*key, *row)));
            (Keys::once(keys.ids.iter().copied()), titles, strong)
        })
        .collect();
    let mut findings = Vec::new();
    for (later, (ids, titles, strong)) in known.iter().enumerate() {
        for (earlier, (other_ids, other_titles, other_strong)) in known[..later].iter().enumerate() {
            let mut pairs: BTreeMap<u64, (u64, &str)> = BTreeMap::new();
            for (key, row) in titles {
                if let Some(other) = other_titles
                    .get(key)
                    .filter(|other| !(strong.contains(row) && other_strong.contains(other)))
                {
                    pairs.insert(*row, (*other, "title and agency"));
                }
            }
            for (key, row) in ids {
                if let Some(other) = other_ids.get(key) {
                    pairs.insert(*row, (*other, "identifier and agency"));
                }
            }
            say(&registers[later], &registers[earlier], &pairs, &mut findings);
        }
    }
    findings
}

fn say(later: &Keys, earlier: &Keys, pairs: &BTreeMap<u64, (u64, &str)>, findings: &mut Vec<Finding>) {
    for (row, (other, by)) in pairs.iter().take(LISTED) {
        let message = format!("looks like {}, by its {by}", earlier.place(*other));
        findings.push(Finding::new(Code::InitiativeTwice, Place::Row(later.place(*row)), message));
    }
    if pairs.len() > LISTED {
        let place = Place::Register { path: later.path.clone(), sheet: later.sheet.clone() };
        let sheet = earlier.sheet.as_ref().map(|sheet| format!("!{sheet}")).unwrap_or_default();
        let message = format!(
            "{} more initiatives look like ones in {}{sheet}: {} in all",
            pairs.len() - LISTED,
            earlier.path,
            pairs.len()
        );
        findings.push(Finding::new(Code::InitiativeTwice, place, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evenfolio_core::initiative::{Declared, Texts};

    fn initiative(path: &str, row: u64, agency: &str, id: &str, title: &str) -> Initiative {
        let texts: Texts =
            [(Field::Id, id.to_owned()), (Field::Title, title.to_owned())].into_iter().collect();
        Initiative {
            origin: Origin { path: path.into(), sheet: None, row },
            texts,
            agency: agency.to_owned(),
            status: None,
            start: None,
            end: None,
            budget: None,
            declared: Declared::default(),
        }
    }

    fn keys(path: &str, entries: &[(&str, &str, &str)]) -> Keys {
        let mut keys = Keys::new(path.into(), None);
        for (at, (agency, id, title)) in entries.iter().enumerate() {
            keys.note(&initiative(path, at as u64 + 2, agency, id, title));
        }
        keys
    }

    #[test]
    fn identifiers_count_within_an_agency_and_weak_keys_never() {
        let one = keys(
            "a.csv",
            &[
                ("Tax", "T-001", "Chatbot"),
                ("Tax", "2", "Forms"),
                ("Tax", "3", "Twice"),
                ("Tax", "4", "Twice"),
            ],
        );
        let two = keys(
            "b.csv",
            &[
                ("TAX", "T-001", "Chat robot"),
                ("Health", "T-001", "Chatbot"),
                ("Tax", "2", "Other"),
                ("tax", "9", " forms "),
                ("Tax", "5", "Twice"),
            ],
        );
        let found: Vec<String> = find(&[one, two])
            .iter()
            .map(|finding| format!("{} {}", finding.place, finding.message))
            .collect();
        assert_eq!(
            found,
            [
                "b.csv:2 looks like a.csv:2, by its identifier and agency",
                "b.csv:5 looks like a.csv:3, by its title and agency",
            ]
        );
    }

    #[test]
    fn two_strong_identifiers_are_two_initiatives() {
        let one = keys("a.csv", &[("Tax", "T-001", "Chatbot")]);
        let two = keys("b.csv", &[("Tax", "T-002", "Chatbot")]);
        assert!(find(&[one, two]).is_empty());
    }

    #[test]
    fn a_whole_register_again_is_one_sentence_more() {
        let titles: Vec<String> = (0..30).map(|n| format!("Project number {n}")).collect();
        let entries: Vec<(&str, &str, &str)> =
            titles.iter().map(|title| ("Tax", "", title.as_str())).collect();
        let findings = find(&[keys("a.csv", &entries), keys("b.csv", &entries)]);
        assert_eq!(findings.len(), LISTED + 1);
        assert_eq!(findings[LISTED].message, "10 more initiatives look like ones in a.csv: 30 in all");
    }
}
