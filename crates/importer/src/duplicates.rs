//! The same initiative in two registers: found by the agency's own identifier, else by title and agency.
//! Weak keys, such as bare numbers and titles that a register uses twice, match nothing. Within a register, rows
//! that say word for word the same.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Arc;

use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::Initiative;
use evenfolio_core::origin::{Origin, Place};

use crate::lift::identifier::is_weak;

/// So many pairs of initiatives are listed for two registers; beyond that one sentence says how many.
const LISTED: usize = 20;

/// What initiatives are known by, register by register: a few bytes each.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    registers: Vec<(Arc<str>, Option<Arc<str>>)>,
    ids: Vec<Known>,
    titles: Vec<Known>,
    /// Everything that a row says.
    rows: Vec<Known>,
}

/// A key and the row that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    key: u64,
    /// The place of its register among those read.
    register: u32,
    row: u64,
    /// The row has a strong identifier.
    identified: bool,
}

impl Keys {
    /// Begins the next register.
    pub fn register(&mut self, path: Arc<str>, sheet: Option<Arc<str>>) {
        self.registers.push((path, sheet));
    }

    /// Notes what an initiative of the register begun last is known by.
    pub fn note(&mut self, initiative: &Initiative) {
        let strong = initiative.text(Field::Id).is_some_and(|id| !is_weak(id));
        let register = u32::try_from(self.registers.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let known = |key: u64| Known { key, register, row: initiative.origin.row, identified: strong };
        if let Some(key) = initiative.id_key().filter(|_| strong) {
            self.ids.push(known(hash(&key)));
        }
        if let Some(key) = initiative.title_key().filter(|_| !is_weak(initiative.title())) {
            self.titles.push(known(hash(&key)));
        }
        self.rows.push(known(hash(&initiative.texts.iter().collect::<Vec<_>>())));
    }

    fn place(&self, known: Known) -> Origin {
        let (path, sheet) = &self.registers[known.register as usize];
        Origin { path: path.clone(), sheet: sheet.clone(), row: known.row }
    }

    /// Finds initiatives that stand in two of the registers, and rows that stand twice in one, in the order of
    /// the registers and rows given.
    pub fn find(mut self) -> Vec<Finding> {
        // By later register, earlier one, and row of the later one. What is sure comes in last.
        let mut pairs: BTreeMap<(u32, u32, u64), (Known, &str)> = BTreeMap::new();
        let mut pair = |earlier: Known, later: Known, by| {
            pairs.insert((later.register, earlier.register, later.row), (earlier, by));
        };
        each_of_several(&mut self.titles, |group| {
            // Two strong identifiers are two initiatives, whatever they are called.
            across(group, |earlier, later| {
                if !(earlier.identified && later.identified) {
                    pair(earlier, later, "title and agency");
                }
            });
        });
        each_of_several(&mut self.ids, |group| {
            across(group, |earlier, later| pair(earlier, later, "identifier and agency"));
        });
        each_of_several(&mut self.rows, |group| {
            for rows in group.windows(2).filter(|rows| rows[0].register == rows[1].register) {
                pair(rows[0], rows[1], SAME);
            }
        });
        let mut findings = Vec::new();
        let mut rest = pairs.iter().peekable();
        while let Some(((later, earlier, _), _)) = rest.peek() {
            let (later, earlier) = (*later, *earlier);
            let of_both = std::iter::from_fn(|| {
                rest.next_if(|((one, other, _), _)| (*one, *other) == (later, earlier))
            });
            self.say(later, of_both.map(|((_, _, row), (other, by))| (*row, *other, *by)), &mut findings);
        }
        findings
    }

    /// One sentence for each of the first pairs of two registers, and one for all that are left.
    fn say<'a>(
        &self,
        later: u32,
        pairs: impl Iterator<Item = (u64, Known, &'a str)>,
        findings: &mut Vec<Finding>,
    ) {
        let (mut count, mut other) = (0, None);
        for (row, earlier, by) in pairs {
            count += 1;
            other = Some(earlier.register);
            if count > LISTED {
                continue;
            }
            let later = Known { key: 0, register: later, row, identified: false };
            let place = self.place(earlier);
            let message = if by == SAME {
                format!("says word for word the same as {place}")
            } else {
                format!("looks like {place}, by its {by}")
            };
            findings.push(Finding::new(Code::InitiativeTwice, Place::Row(self.place(later)), message));
        }
        if let Some(other) = other.filter(|_| count > LISTED) {
            let (path, sheet) = self.registers[later as usize].clone();
            let (other, other_sheet) = &self.registers[other as usize];
            let other_sheet = other_sheet.as_ref().map(|sheet| format!("!{sheet}")).unwrap_or_default();
            let message = format!(
                "{} more initiatives look like ones in {other}{other_sheet}: {count} in all",
                count - LISTED
            );
            findings.push(Finding::new(Code::InitiativeTwice, Place::Register { path, sheet }, message));
        }
    }
}

/// How a row is known that stands twice in one register.
const SAME: &str = "words";

/// The groups of those that have the same key, ordered by register and row.
fn each_of_several(known: &mut [Known], mut take: impl FnMut(&[Known])) {
    known.sort_unstable();
    for group in known.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1) {
        take(group);
    }
}

/// Pairs each register's only row of a key with the only row of the first other register. A key that a register
/// uses twice tells nothing apart there.
fn across(group: &[Known], mut take: impl FnMut(Known, Known)) {
    let mut once = group
        .chunk_by(|a, b| a.register == b.register)
        .filter_map(|rows| if let [only] = rows { Some(*only) } else { None });
    if let Some(first) = once.next() {
        once.for_each(|later| take(first, later));
    }
}

fn hash(key: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
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

    /// Agency, identifier and title.
    type Entry<'a> = (&'a str, &'a str, &'a str);

    fn found(registers: &[(&str, &[Entry<'_>])]) -> Vec<String> {
        let mut keys = Keys::default();
        for (path, entries) in registers {
            keys.register((*path).into(), None);
            for (at, (agency, id, title)) in entries.iter().enumerate() {
                keys.note(&initiative(path, at as u64 + 2, agency, id, title));
            }
        }
        keys.find().iter().map(|finding| format!("{} {}", finding.place, finding.message)).collect()
    }

    #[test]
    fn identifiers_count_within_an_agency_and_weak_keys_never() {
        let one: &[_] = &[
            ("Tax", "T-001", "Chatbot"),
            ("Tax", "2", "Forms"),
            ("Tax", "3", "Twice"),
            ("Tax", "4", "Twice"),
        ];
        let two: &[_] = &[
            ("TAX", "T-001", "Chat robot"),
            ("Health", "T-001", "Chatbot"),
            ("Tax", "2", "Other"),
            ("tax", "9", " forms "),
            ("Tax", "5", "Twice"),
            ("Tax", "6", "2024"),
        ];
        let three: &[_] = &[("Tax", "", "Forms"), ("Tax", "", "2024")];
        assert_eq!(
            found(&[("a.csv", one), ("b.csv", two), ("c.csv", three)]),
            [
                "b.csv:2 looks like a.csv:2, by its identifier and agency",
                "b.csv:5 looks like a.csv:3, by its title and agency",
                "c.csv:2 looks like a.csv:3, by its title and agency",
            ]
        );
    }

    #[test]
    fn two_strong_identifiers_are_two_initiatives() {
        assert!(
            found(&[("a.csv", &[("Tax", "T-001", "Chatbot")]), ("b.csv", &[("Tax", "T-002", "Chatbot")])])
                .is_empty()
        );
    }

    #[test]
    fn a_row_that_stands_twice_is_named() {
        assert_eq!(
            found(&[("a.csv", &[("Tax", "7", "Forms"), ("Tax", "8", "Forms"), ("Tax", "7", "Forms")])]),
            ["a.csv:4 says word for word the same as a.csv:2"]
        );
    }

    #[test]
    fn a_whole_register_again_is_one_sentence_more() {
        let titles: Vec<String> = (0..30).map(|n| format!("Project number {n}")).collect();
        let entries: Vec<(&str, &str, &str)> =
            titles.iter().map(|title| ("Tax", "", title.as_str())).collect();
        let found = found(&[("a.csv", &entries), ("b.csv", &entries)]);
        assert_eq!(found.len(), LISTED + 1);
        assert_eq!(found[LISTED], "b.csv 10 more initiatives look like ones in a.csv: 30 in all");
    }
}
