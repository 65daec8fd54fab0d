//! Parts: portfolios of some of the registers, kept as files and joined later into the whole, in any order and
//! grouping, to the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::innovation_test::Strictness;
use crate::merge::Merge as _;
use crate::portfolio::{Portfolio, SourceKey};

/// The version of the form in which parts are written. A part of another version is refused.
pub const FORMAT: u32 = 1;

/// A portfolio of some of the registers, with what must be the same in all parts that are joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The version of this form: [`FORMAT`].
    pub format: u32,
    /// The digest or version of the rulebook by which the initiatives were placed.
    pub rulebook: String,
    /// How strictly they were tested.
    pub strictness: Strictness,
    /// The date that the part speaks for, by which is told what is implemented: the same in all parts.
    pub as_of: civil::Date,
    /// The portfolio. Its sources hold the digest of each register.
    pub portfolio: Portfolio,
}

impl Part {
    /// A part in the form that this program writes.
    pub fn new(rulebook: String, strictness: Strictness, as_of: civil::Date, portfolio: Portfolio) -> Self {
        Self { format: FORMAT, rulebook, strictness, as_of, portfolio }
    }
}

/// Why parts cannot be joined. The message names the registers or settings, and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is nothing to join.
    #[error("no part was given to join")]
    Nothing,
    /// The part was written by another version of the program.
    #[error(
        "a part is written in form {found}, and this program reads form {FORMAT}: scan its registers again"
    )]
    Format {
        /// The version of its form.
        found: u32,
    },
    /// The figures of a part do not add up.
    #[error("the figures of the part that holds {} do not add up, so that it was damaged or changed: scan its registers again", named(.register.as_ref()))]
    Damaged {
        /// A register that the part holds, if it holds any.
        register: Option<SourceKey>,
    },
    /// The rulebooks differ, so that facets do not mean the same.
    #[error(
        "parts were placed by different rulebooks ({one} and {other}): scan all registers again with the same one"
    )]
    Rulebooks {
        /// The one that comes first in order.
        one: String,
        /// The other.
        other: String,
    },
    /// The strictness differs, so that counts do not mean the same.
    #[error("parts were tested with different strictness ({} and {}): scan all registers again with the same one", word(*.one), word(*.other))]
    Strictness {
        /// The laxer one.
        one: Strictness,
        /// The stricter one.
        other: Strictness,
    },
    /// The dates differ, so that what is implemented does not mean the same.
    #[error(
        "parts speak for different dates ({one} and {other}): scan all registers again for the same one (--as-of)"
    )]
    Dates {
        /// The earlier one.
        one: civil::Date,
        /// The later one.
        other: civil::Date,
    },
    /// The same register stands in two parts, by its content.
    #[error("{}: leave one of them out, so that it is not counted twice", twice(.one, .other))]
    Twice {
        /// The name that comes first in order.
        one: SourceKey,
        /// The other name; the same one if the part itself was given twice.
        other: SourceKey,
    },
    /// Two registers have the same path and sheet, so that a row could not be found again.
    #[error("two parts each hold a register named {}: rename one of the files, or scan from a folder in which their paths differ", named(Some(.name)))]
    SameName {
        /// The name of both.
        name: SourceKey,
    },
}

fn named(register: Option<&SourceKey>) -> String {
    match register {
        Some((path, Some(sheet))) => format!("{path}!{sheet}"),
        Some((path, None)) => path.to_string(),
        None => "no register".to_owned(),
    }
}

fn twice(one: &SourceKey, other: &SourceKey) -> String {
    if one == other {
        format!("{} stands in two parts", named(Some(one)))
    } else {
        format!("{} and {} are the same register", named(Some(one)), named(Some(other)))
    }
}

const fn word(strictness: Strictness) -> &'static str {
    match strictness {
        Strictness::Library => "library",
        Strictness::Intended => "intended",
        Strictness::Barometer => "barometer",
    }
}

/// Joins parts into one. Any order and any grouping (joined parts can be joined again) give the same bytes, or
/// a refusal.
pub fn join(parts: impl IntoIterator<Item = Part>) -> Result<Part, Refusal> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next().ok_or(Refusal::Nothing)?;
    check(&whole)?;
    let mut contents = contents(&whole.portfolio)?;
    for part in parts {
        check(&part)?;
        if let [one, other] = in_order(&whole.rulebook, &part.rulebook)
            && one != other
        {
            return Err(Refusal::Rulebooks { one: one.clone(), other: other.clone() });
        }
        if let [one, other] = in_order(&whole.strictness, &part.strictness)
            && one != other
        {
            return Err(Refusal::Strictness { one: *one, other: *other });
        }
        if let [one, other] = in_order(&whole.as_of, &part.as_of)
            && one != other
        {
            return Err(Refusal::Dates { one: *one, other: *other });
        }
        for (content, name) in self::contents(&part.portfolio)? {
            if let Some(known) = contents.get(&content) {
                let [one, other] = in_order(known, &name).map(Clone::clone);
                return Err(Refusal::Twice { one, other });
            }
            if whole.portfolio.sources.contains_key(&name) {
                return Err(Refusal::SameName { name });
            }
            contents.insert(content, name);
        }
        whole.portfolio.merge_from(&part.portfolio);
    }
    Ok(whole)
}

fn check(part: &Part) -> Result<(), Refusal> {
    if part.format != FORMAT {
        return Err(Refusal::Format { found: part.format });
    }
    let rows = part.portfolio.sources.values().map(|record| u128::from(record.ledger.initiative)).sum();
    if !part.portfolio.adds_up() || u128::from(part.portfolio.initiatives()) != rows {
        return Err(Refusal::Damaged { register: part.portfolio.sources.keys().next().cloned() });
    }
    Ok(())
}

/// A register by its content: the digest of its cells, or else of its file together with its sheet.
type Content = (String, Option<Arc<str>>);

fn contents(portfolio: &Portfolio) -> Result<BTreeMap<Content, SourceKey>, Refusal> {
    let mut contents = BTreeMap::new();
    // What could not be read, or was refused when it was read, has nothing that could count twice.
    let read = portfolio.sources.iter().filter(|(_, record)| record.ledger.initiative > 0);
    for (name, record) in read {
        let content = match &record.content {
            Some(digest) => (digest.to_ascii_lowercase(), None),
            None => (record.sha256.to_ascii_lowercase(), name.1.clone()),
        };
        if let Some(known) = contents.insert(content, name.clone()) {
            return Err(Refusal::Twice { one: known, other: name.clone() });
        }
    }
    Ok(contents)
}

fn in_order<'a, T: Ord>(one: &'a T, other: &'a T) -> [&'a T; 2] {
    if one <= other { [one, other] } else { [other, one] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Assessment;
    use crate::ledger::Ledger;
    use crate::portfolio::{SourceRecord, samples};
    use proptest::prelude::*;

    /// One part that holds one register.
    fn part(path: &str, sha256: &str, assessments: &[Assessment]) -> Part {
        let mut portfolio = Portfolio::default();
        for assessment in assessments {
            portfolio.note(assessment);
        }
        let initiatives = assessments.len() as u64;
        let ledger = Ledger { read: initiatives, initiative: initiatives, ..Ledger::default() };
        let record = SourceRecord { sha256: sha256.to_owned(), content: None, ledger };
        portfolio.sources.insert((path.into(), None), record);
        Part::new("rules".to_owned(), Strictness::Library, civil::date(2025, 6, 30), portfolio)
    }

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        let register = prop::collection::vec(samples::assessments(), 0..6);
        prop::collection::vec(register, 1..6).prop_map(|registers| {
            registers
                .iter()
                .enumerate()
                .map(|(index, assessments)| {
                    part(&format!("{index}.csv"), &format!("{index:064}"), assessments)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn any_order_and_grouping_gives_the_same_bytes(
            (parts, shuffled) in parts().prop_flat_map(|parts| (Just(parts.clone()), Just(parts).prop_shuffle())),
            cut in 0_usize..6,
        ) {
            let whole = join(parts).unwrap();
            let (before, after) = shuffled.split_at(cut.min(shuffled.len()));
            let groups = [before, after].into_iter().filter_map(|group| join(group.to_vec()).ok());
            let grouped = join(groups).unwrap();
            prop_assert_eq!(serde_json::to_string(&grouped).unwrap(), serde_json::to_string(&whole).unwrap());
        }

        #[test]
        fn parts_come_back_from_json(parts in parts()) {
            let whole = join(parts).unwrap();
            let text = serde_json::to_string(&whole).unwrap();
            prop_assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), whole);
        }
    }

    fn sample() -> Vec<Assessment> {
        use proptest::strategy::ValueTree as _;
        use proptest::test_runner::TestRunner;
        let mut runner = TestRunner::deterministic();
        prop::collection::vec(samples::assessments(), 3).new_tree(&mut runner).unwrap().current()
    }

    #[test]
    fn a_refusal_names_what_is_wrong_and_what_to_do() {
        let all = sample();
        let tax = || part("tax.csv", "aa", &all);
        let refusal = |parts: Vec<Part>| join(parts).unwrap_err().to_string();
        let mut damaged = tax();
        damaged.portfolio.standings.clear();
        let shown = [
            refusal(Vec::new()),
            refusal(vec![Part { format: 9, ..tax() }]),
            refusal(vec![damaged]),
            refusal(vec![tax(), Part { rulebook: "other rules".to_owned(), ..part("b.csv", "bb", &all) }]),
            refusal(vec![Part { strictness: Strictness::Barometer, ..tax() }, part("b.csv", "bb", &all)]),
            refusal(vec![tax(), Part { as_of: civil::date(2025, 3, 31), ..part("b.csv", "bb", &all) }]),
            refusal(vec![tax(), part("copy/tax.csv", "AA", &all)]),
            refusal(vec![tax(), part("b.csv", "bb", &all), tax()]),
            refusal(vec![tax(), part("tax.csv", "bb", &all)]),
        ];
        insta::assert_snapshot!(shown.join("\n"), @r"
        no part was given to join
        a part is written in form 9, and this program reads form 1: scan its registers again
        the figures of the part that holds tax.csv do not add up, so that it was damaged or changed: scan its registers again
        parts were placed by different rulebooks (other rules and rules): scan all registers again with the same one
        parts were tested with different strictness (library and barometer): scan all registers again with the same one
        parts speak for different dates (2025-03-31 and 2025-06-30): scan all registers again for the same one (--as-of)
        copy/tax.csv and tax.csv are the same register: leave one of them out, so that it is not counted twice
        tax.csv stands in two parts: leave one of them out, so that it is not counted twice
        two parts each hold a register named tax.csv: rename one of the files, or scan from a folder in which their paths differ
        ");
    }

    #[test]
    fn one_register_is_known_in_two_formats_by_its_content() {
        let all = sample();
        let mut parts = [part("tax.csv", "aa", &all), part("tax.xlsx", "bb", &all)];
        assert!(join(parts.clone()).is_ok(), "without a digest of the content they cannot be told to be one");
        for record in parts.iter_mut().flat_map(|part| part.portfolio.sources.values_mut()) {
            record.content = Some("cc".to_owned());
        }
        assert!(matches!(join(parts), Err(Refusal::Twice { .. })));
    }

    #[test]
    fn a_register_without_entries_may_stand_twice() {
        assert!(join([part("a.csv", "aa", &[]), part("b.csv", "aa", &[])]).is_ok());
    }
}
