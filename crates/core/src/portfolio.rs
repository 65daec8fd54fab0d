//! The portfolio: the exact sum of everything that was read, which any number of parts join into.

mod agencies;
mod backing;
mod borderline;
mod keyed;
#[cfg(test)]
pub(crate) mod samples;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::assessment::Assessment;
use crate::finding::{Code, SeverityCount};
use crate::innovation_test::{OutcomeCount, Standing};
use crate::ledger::Ledger;
use crate::merge::Merge;
use crate::placement::Basis;
use crate::position::Change;
use crate::status::Status;
use crate::tally::{Class, FacetTable, Tally};

pub use backing::{Backed, Backing, VALUE_LENGTH};
pub use borderline::{Borderline, Candidate, KEPT};

/// What a register is known by: path, and sheet for a workbook.
pub type SourceKey = (Arc<str>, Option<Arc<str>>);

/// The exact, mergeable aggregate of placements, money and ledgers.
///
/// It serialises to JSON and back without loss; equal portfolios serialise to the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    /// The counted initiatives, facet by facet.
    pub counted: FacetTable,
    /// The initiatives not yet implemented, facet by facet.
    pub pipeline: FacetTable,
    /// How many initiatives have each standing.
    pub standings: BTreeMap<Standing, u64>,
    /// Counted initiatives by agency, as the registers spell it; see [`Portfolio::agencies`].
    pub by_agency: BTreeMap<String, FacetTable>,
    /// Counted initiatives by sector as the registers name it; those without one under the empty name.
    pub by_sector: BTreeMap<String, FacetTable>,
    /// Counted initiatives by the year in which they began. In JSON a list of pairs, as are the next two.
    #[serde(with = "keyed::pairs")]
    pub by_year: BTreeMap<Option<i16>, FacetTable>,
    /// Counted initiatives by how far along they are.
    #[serde(with = "keyed::pairs")]
    pub by_status: BTreeMap<Option<Status>, FacetTable>,
    /// Counted initiatives by the change they work.
    #[serde(with = "keyed::pairs")]
    pub by_change: BTreeMap<Option<Change>, FacetTable>,
    /// Counted initiatives by what their placement rests on.
    pub by_basis: BTreeMap<Basis, FacetTable>,
    /// All initiatives: is it novel?
    pub novel: OutcomeCount,
    /// All initiatives: is it implemented?
    pub implemented: OutcomeCount,
    /// All initiatives: does it shift public value?
    pub value: OutcomeCount,
    /// How often each finding was made.
    pub findings: BTreeMap<Code, u64>,
    /// What was read: by path and sheet. In JSON a list of records.
    #[serde(with = "keyed::sources")]
    pub sources: BTreeMap<SourceKey, SourceRecord>,
    /// Methods, sources of money and drivers behind the counted initiatives that have a facet.
    pub backing: Backing,
    /// The counted initiatives that are most nearly something else.
    pub borderline: Borderline,
}

/// What is kept of a register that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The digest of the register's content, by which it is known again under another name or in another
    /// format; `None` where only the file's is known.
    pub content: Option<String>,
    /// The fates of its rows.
    pub ledger: Ledger,
}

impl Portfolio {
    /// Takes one assessed initiative in.
    pub fn note(&mut self, assessment: &Assessment) {
        let Assessment { initiative, test, standing, placement, .. } = assessment;
        *self.standings.entry(*standing).or_default() += 1;
        self.novel.note(test.novel.outcome);
        self.implemented.note(test.implemented.outcome);
        self.value.note(test.value.outcome);
        let tables: &mut [&mut FacetTable] = match standing {
            Standing::Counted => &mut [
                &mut self.counted,
                entry(&mut self.by_agency, &initiative.agency),
                entry(&mut self.by_sector, initiative.text(crate::field::Field::Sector).unwrap_or_default()),
                self.by_year.entry(initiative.year()).or_default(),
                self.by_status.entry(initiative.status).or_default(),
                self.by_change.entry(placement.change()).or_default(),
                self.by_basis.entry(placement.basis).or_default(),
            ],
            Standing::Pipeline => &mut [&mut self.pipeline],
            _ => &mut [],
        };
        // Counted once, added to every table.
        let (class, tally) = (Class::of(placement), Tally::of(placement, initiative.budget));
        for table in tables {
            table.add(class, &tally);
        }
        if *standing == Standing::Counted {
            self.borderline.note(assessment);
            if let Some(facet) = placement.facet {
                self.backing.note(initiative, facet);
            }
        }
    }

    /// Notes that a finding was made.
    pub fn note_finding(&mut self, code: Code) {
        *self.findings.entry(code).or_default() += 1;
    }

    /// How many initiatives have that standing.
    pub fn standing(&self, standing: Standing) -> u64 {
        self.standings.get(&standing).copied().unwrap_or(0)
    }

    /// How many initiatives were read, whatever their standing.
    pub fn initiatives(&self) -> u64 {
        self.standings.values().fold(0, |sum, number| sum.saturating_add(*number))
    }

    /// How many initiatives are neither counted nor in the pipeline.
    pub fn not_counted(&self) -> u64 {
        self.initiatives()
            .saturating_sub(self.standing(Standing::Counted))
            .saturating_sub(self.standing(Standing::Pipeline))
    }

    /// Whether the tables add up: every view of the counted initiatives has the same total, every ledger
    /// balances. A portfolio made by [`Portfolio::note`] does; one read from a file that was changed may not.
    pub fn adds_up(&self) -> bool {
        let counted = self.standing(Standing::Counted);
        let outcomes = |count: OutcomeCount| total([count.met, count.not_met, count.not_evidenced]);
        let views: [u128; 6] = [
            sum(self.by_agency.values()),
            sum(self.by_sector.values()),
            sum(self.by_year.values()),
            sum(self.by_status.values()),
            sum(self.by_change.values()),
            sum(self.by_basis.values()),
        ];
        total(self.standings.values().copied()) == u128::from(self.initiatives())
            && sum([&self.counted]) == u128::from(counted)
            && views.into_iter().all(|view| view == u128::from(counted))
            && sum([&self.pipeline]) == u128::from(self.standing(Standing::Pipeline))
            && [self.novel, self.implemented, self.value]
                .into_iter()
                .all(|count| outcomes(count) == u128::from(self.initiatives()))
            && self.sources.values().all(|source| source.ledger.balances())
            && self.tables().all(is_possible)
    }

    fn tables(&self) -> impl Iterator<Item = &FacetTable> {
        [&self.counted, &self.pipeline]
            .into_iter()
            .chain(self.by_agency.values())
            .chain(self.by_sector.values())
            .chain(self.by_year.values())
            .chain(self.by_status.values())
            .chain(self.by_change.values())
            .chain(self.by_basis.values())
    }

    /// Findings by severity.
    pub fn severities(&self) -> SeverityCount {
        SeverityCount::of(&self.findings)
    }
}

fn total(numbers: impl IntoIterator<Item = u64>) -> u128 {
    numbers.into_iter().map(u128::from).sum()
}

fn sum<'a>(tables: impl IntoIterator<Item = &'a FacetTable>) -> u128 {
    total(tables.into_iter().flat_map(|table| Class::ALL.map(|class| table.number(class))))
}

/// Each initiative's chances add up to 1000, and none is borderline twice.
fn is_possible(table: &FacetTable) -> bool {
    Class::ALL.into_iter().filter_map(|class| table.tally(class)).all(|tally| {
        let number = u128::from(tally.number);
        total(tally.chances) == number * 1000
            && total(tally.borderline) <= number
            && tally.chances.iter().zip(tally.squares).all(|(sum, squares)| {
                u128::from(squares) <= u128::from(*sum) * 1000
                    && u128::from(*sum).pow(2) <= u128::from(squares) * number
            })
            && tally.money.values().all(|money| money.entries <= tally.number)
    })
}

fn entry<'a>(tables: &'a mut BTreeMap<String, FacetTable>, name: &str) -> &'a mut FacetTable {
    if !tables.contains_key(name) {
        tables.insert(name.to_owned(), FacetTable::default());
    }
    tables.get_mut(name).expect("inserted above")
}

impl Merge for SourceRecord {
    /// Sources are told apart by path and sheet, and a source given twice is refused before it comes to this.
    /// Should two records meet all the same, the digest that comes first in order stays.
    fn merge_from(&mut self, other: &Self) {
        if self.sha256.is_empty() || (!other.sha256.is_empty() && other.sha256 < self.sha256) {
            self.sha256.clone_from(&other.sha256);
        }
        self.content = match (self.content.take(), &other.content) {
            (Some(mine), Some(theirs)) => Some(if mine <= *theirs { mine } else { theirs.clone() }),
            (mine, theirs) => mine.or_else(|| theirs.clone()),
        };
        self.ledger.merge_from(&other.ledger);
    }
}

impl Merge for Portfolio {
    fn merge_from(&mut self, other: &Self) {
        self.counted.merge_from(&other.counted);
        self.pipeline.merge_from(&other.pipeline);
        self.standings.merge_from(&other.standings);
        self.by_agency.merge_from(&other.by_agency);
        self.by_sector.merge_from(&other.by_sector);
        self.by_year.merge_from(&other.by_year);
        self.by_status.merge_from(&other.by_status);
        self.by_change.merge_from(&other.by_change);
        self.by_basis.merge_from(&other.by_basis);
        self.novel.merge_from(&other.novel);
        self.implemented.merge_from(&other.implemented);
        self.value.merge_from(&other.value);
        self.findings.merge_from(&other.findings);
        self.sources.merge_from(&other.sources);
        self.backing.merge_from(&other.backing);
        self.borderline.merge_from(&other.borderline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::laws;
    use proptest::prelude::*;

    fn portfolio_of(assessments: &[Assessment]) -> Portfolio {
        let mut portfolio = Portfolio::default();
        for assessment in assessments {
            portfolio.note(assessment);
        }
        portfolio
    }

    fn records() -> impl Strategy<Value = SourceRecord> {
        ("[ab]{0,2}", prop::option::of("[cd]"), any::<u64>()).prop_map(|(sha256, content, read)| {
            SourceRecord { sha256, content, ledger: Ledger { read, ..Ledger::default() } }
        })
    }

    fn portfolios() -> impl Strategy<Value = Portfolio> {
        let assessments = prop::collection::vec(samples::assessments(), 0..8);
        let findings = prop::collection::vec(0..Code::ALL.len(), 0..5);
        let sources = prop::collection::btree_map(("[ab]", prop::option::of("[AB]")), records(), 0..3);
        (assessments, findings, sources).prop_map(|(assessments, findings, sources)| {
            let mut portfolio = portfolio_of(&assessments);
            for code in findings {
                portfolio.note_finding(Code::ALL[code]);
            }
            portfolio.sources = sources
                .into_iter()
                .map(|((path, sheet), record)| ((path.into(), sheet.map(Arc::from)), record))
                .collect();
            portfolio
        })
    }

    proptest! {
        #[test]
        fn portfolios_obey(a in portfolios(), b in portfolios(), c in portfolios()) {
            laws::hold(&a, &b, &c);
            laws::hold(&a.novel, &b.novel, &c.novel);
            laws::hold(&a.severities(), &b.severities(), &c.severities());
        }

        #[test]
        fn source_records_obey(a in records(), b in records(), c in records()) {
            laws::hold(&a, &b, &c);
        }

        #[test]
        fn any_split_and_order_gives_the_same_bytes(
            (assessments, shuffled) in prop::collection::vec(samples::assessments(), 0..30)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
            size in 1_usize..9,
        ) {
            let whole = portfolio_of(&assessments);
            let mut joined = Portfolio::default();
            for part in shuffled.chunks(size) {
                joined.merge_from(&portfolio_of(part));
            }
            prop_assert_eq!(&joined, &whole);
            prop_assert_eq!(serde_json::to_vec(&joined).unwrap(), serde_json::to_vec(&whole).unwrap());
            prop_assert!(whole.adds_up());
        }

        #[test]
        fn portfolios_come_back_from_json(portfolio in portfolios()) {
            let text = serde_json::to_string(&portfolio).unwrap();
            prop_assert_eq!(serde_json::from_str::<Portfolio>(&text).unwrap(), portfolio);
        }
    }

    #[test]
    fn a_changed_count_is_noticed() {
        let mut portfolio = Portfolio::default();
        assert!(portfolio.adds_up());
        portfolio.standings.insert(Standing::Counted, 1);
        assert!(!portfolio.adds_up());
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let mut tree = serde_json::to_value(Portfolio::default()).unwrap();
        tree["by_year"] = serde_json::json!([[2024, {}], [2024, {}]]);
        let refused = serde_json::from_value::<Portfolio>(tree).unwrap_err();
        assert!(refused.to_string().contains("twice"), "{refused}");
    }
}
