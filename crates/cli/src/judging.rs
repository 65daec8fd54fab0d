//! Judging the rows of one register: in batches, side by side, in their order.

use std::sync::Arc;

use evenfolio_core::assessment::{Assessment, Judge};
use evenfolio_core::finding::Finding;
use evenfolio_core::ledger::Fate;
use evenfolio_core::rulebook::repetition::Repetition;
use evenfolio_importer::correction;
use evenfolio_importer::layout::Layout;
use evenfolio_importer::register::Outcome;
use rayon::prelude::*;

/// How many rows are judged together. As many are looked at before the first is judged.
const BATCH: usize = 1024;

/// A row with what was found about it.
pub(crate) struct Taken {
    /// The row as a person counts it.
    pub(crate) row: u64,
    /// What became of it.
    pub(crate) fate: Fate,
    /// Why.
    pub(crate) reason: &'static str,
    /// The initiative, if it is one.
    pub(crate) assessment: Option<Box<Assessment>>,
    /// What a person should know.
    pub(crate) findings: Vec<Finding>,
}

/// Collects rows and judges them batch by batch.
///
/// What stands in many rows of a register says little about any one of them. So the first batch shows which
/// sentences those are, before its first row is judged, and later rows are judged by what it showed: one pass is
/// enough, memory is bounded, and a register is judged alike whatever the number of threads.
pub(crate) struct Judging<'a> {
    layout: &'a Layout,
    held: Vec<Outcome>,
    judge: Judge,
    is_settled: bool,
    side_by_side: bool,
}

impl<'a> Judging<'a> {
    /// Begins with a register. With one job nothing is done side by side.
    pub(crate) fn new(layout: &'a Layout, judge: &Judge, jobs: usize) -> Self {
        let held = Vec::with_capacity(BATCH);
        Self { layout, held, judge: judge.clone(), is_settled: false, side_by_side: jobs > 1 }
    }

    /// Takes a row, puts right what people said should stand there, and gives back a batch when one is full.
    pub(crate) fn pass(&mut self, mut outcome: Outcome) -> Option<Vec<Taken>> {
        if let Some(initiative) = &mut outcome.initiative {
            let decisions = self.judge.decisions().about(initiative);
            correction::apply(initiative, &decisions, self.layout, &mut outcome.findings);
        }
        self.held.push(outcome);
        (self.held.len() == BATCH).then(|| self.judged())
    }

    /// Judges the rows that are held.
    pub(crate) fn judged(&mut self) -> Vec<Taken> {
        if !std::mem::replace(&mut self.is_settled, true) {
            let mut repetition = Repetition::default();
            self.held
                .iter()
                .filter_map(|outcome| outcome.initiative.as_ref())
                .for_each(|i| repetition.note(i));
            self.judge = self.judge.clone().with_repetition(Arc::new(repetition));
        }
        let held = std::mem::replace(&mut self.held, Vec::with_capacity(BATCH));
        let take = |outcome: Outcome| Taken {
            row: outcome.row,
            fate: outcome.fate,
            reason: outcome.reason,
            assessment: outcome.initiative.map(|initiative| Box::new(self.judge.assess(initiative))),
            findings: outcome.findings,
        };
        if self.side_by_side {
            held.into_par_iter().with_min_len(64).map(take).collect()
        } else {
            held.into_iter().map(take).collect()
        }
    }
}
