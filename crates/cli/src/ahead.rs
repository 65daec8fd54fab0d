//! What stands in many rows of a register says little about any one of them.

use std::sync::Arc;

use evenfolio_core::assessment::Judge;
use evenfolio_core::rulebook::repetition::Repetition;
use evenfolio_importer::register::Outcome;

/// How many rows of a register are looked at before the first is judged.
const AHEAD: usize = 1024;

/// Holds back the first rows of a register until it is known which sentences stand in many of them: those say
/// little about any one. Later rows are judged by what the first ones showed, so one pass is enough, memory is
/// bounded, and the same register is judged alike whatever the number of threads.
pub(crate) struct Ahead {
    held: Vec<Outcome>,
    repetition: Repetition,
    judge: Judge,
    settled: bool,
}

impl Ahead {
    pub(crate) fn new(judge: &Judge) -> Self {
        Self { held: Vec::new(), repetition: Repetition::default(), judge: judge.clone(), settled: false }
    }

    pub(crate) fn pass(&mut self, outcome: Outcome, take: &mut impl FnMut(Outcome, &Judge)) {
        if self.settled {
            take(outcome, &self.judge);
            return;
        }
        if let Some(initiative) = &outcome.initiative {
            self.repetition.note(initiative);
        }
        self.held.push(outcome);
        if self.held.len() == AHEAD {
            self.end(take);
        }
    }

    pub(crate) fn end(&mut self, take: &mut impl FnMut(Outcome, &Judge)) {
        if !std::mem::replace(&mut self.settled, true) {
            let repetition = Arc::new(std::mem::take(&mut self.repetition));
            self.judge = self.judge.clone().with_repetition(repetition);
            for outcome in std::mem::take(&mut self.held) {
                take(outcome, &self.judge);
            }
        }
    }
}
