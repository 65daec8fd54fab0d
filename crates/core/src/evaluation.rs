//! How good the placements are: accuracy, coverage, confusion and calibration on labelled cases.

use std::fmt;

use crate::assessment::Judge;
use crate::initiative::Initiative;
use crate::placement::{Calibration, Placement};
use crate::position::Facet;

/// An initiative whose facet is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The entry as a register has it, without its facet.
    pub initiative: Initiative,
    /// The facet that people give it.
    pub facet: Facet,
}

/// Placements whose chances were about the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many.
    pub placed: u32,
    /// How many of them were right.
    pub right: u32,
    /// The sum of what was promised, in thousandths.
    pub promised: u32,
}

/// The outcome of a comparison of placements with labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// For each true facet (row): how many were placed at each facet, then mixed, then unplaced.
    pub confusion: [[u32; 6]; 4],
    /// Placements by the chance given, in tenths: the last bin holds 0.9 to 1.
    pub bins: [Bin; 10],
    /// The sum over all cases of minus the logarithm of the chance given to the true facet.
    pub surprise: f64,
}

impl Evaluation {
    /// Places every case and compares.
    pub fn of(judge: &Judge, cases: &[Labelled]) -> Self {
        let mut evaluation = Self::default();
        for case in cases {
            evaluation.note(case.facet, &judge.assess(case.initiative.clone()).placement);
        }
        evaluation
    }

    /// The same with chances that were fitted without the case in question: the cases are dealt into so many
    /// folds by turns, and each fold is judged with figures fitted on the others.
    pub fn cross_validated(judge: &Judge, cases: &[Labelled], folds: usize) -> Self {
        let mut evaluation = Self::default();
        for fold in 0..folds.max(2) {
            let (held, rest): (Vec<_>, Vec<_>) =
                cases.iter().enumerate().partition(|(place, _)| place % folds.max(2) == fold);
            let cases = |part: Vec<(usize, &Labelled)>| -> Vec<Labelled> {
                part.into_iter().map(|(_, case)| case.clone()).collect()
            };
            let judge = judge.clone().with_calibration(fitted(judge, &cases(rest)));
            for case in cases(held) {
                evaluation.note(case.facet, &judge.assess(case.initiative).placement);
            }
        }
        evaluation
    }

    fn note(&mut self, truth: Facet, placement: &Placement) {
        let column = match placement.facet {
            Some(facet) => facet.index(),
            None if placement.is_mixed() => 4,
            None => 5,
        };
        self.confusion[truth.index()][column] += 1;
        self.surprise += of_chance(placement.probabilities.of(truth));
        if let Some(facet) = placement.facet {
            let bin = &mut self.bins[usize::from(placement.confidence() / 100).min(9)];
            bin.placed += 1;
            bin.right += u32::from(facet == truth);
            bin.promised += u32::from(placement.confidence());
        }
    }

    /// How many cases there were.
    pub fn cases(&self) -> u32 {
        self.confusion.iter().flatten().sum()
    }

    /// How many of them were given a facet.
    pub fn placed(&self) -> u32 {
        self.confusion.iter().flat_map(|row| &row[..4]).sum()
    }

    /// How many were given the right one.
    pub fn right(&self) -> u32 {
        (0..4).map(|facet| self.confusion[facet][facet]).sum()
    }

    /// The share of the placed that is right, 0 to 1; `None` where none is placed.
    pub fn accuracy(&self) -> Option<f64> {
        (self.placed() > 0).then(|| f64::from(self.right()) / f64::from(self.placed()))
    }

    /// The share of the cases that is placed, 0 to 1; `None` without cases.
    pub fn coverage(&self) -> Option<f64> {
        (self.cases() > 0).then(|| f64::from(self.placed()) / f64::from(self.cases()))
    }

    /// How far promises and outcomes lie apart: the mean distance over the bins, weighted by their placements.
    pub fn calibration_error(&self) -> Option<f64> {
        let gap = |bin: &Bin| (f64::from(bin.promised) / 1000.0 - f64::from(bin.right)).abs();
        (self.placed() > 0).then(|| self.bins.iter().map(gap).sum::<f64>() / f64::from(self.placed()))
    }
}

/// The sharpness that the cases support: of those tried, the least sharp whose surprise lies within one standard
/// error of the best. The best itself would promise more than a few hundred cases can show.
///
/// What is left are no chances but decisions on what to show, and they are not fitted: how thin evidence may be,
/// how likely a facet must be, and how far ahead of the next.
pub fn fitted(judge: &Judge, cases: &[Labelled]) -> Calibration {
    let start = judge.calibration();
    let tried = (4..=40_u8).map(|tenths| Calibration { sharpness: f64::from(tenths) / 10.0, ..start });
    let scored: Vec<(f64, f64, Calibration)> = tried
        .map(|calibration| {
            let (surprise, error) = surprise(&judge.clone().with_calibration(calibration), cases);
            (surprise, error, calibration)
        })
        .collect();
    let best = scored.iter().min_by(|a, b| a.0.total_cmp(&b.0));
    let enough = best.map_or(f64::INFINITY, |(surprise, error, _)| surprise + error);
    scored.into_iter().find(|(surprise, ..)| *surprise <= enough).map_or(start, |(.., fitted)| fitted)
}

/// The sum over the cases of minus the logarithm of the chance given to the true facet, and the standard error
/// of that sum.
fn surprise(judge: &Judge, cases: &[Labelled]) -> (f64, f64) {
    let each: Vec<f64> = cases
        .iter()
        .map(|case| of_chance(judge.assess(case.initiative.clone()).placement.probabilities.of(case.facet)))
        .collect();
    let sum = each.iter().sum::<f64>();
    let count = f64::from(u32::try_from(each.len().max(1)).unwrap_or(u32::MAX));
    let spread = each.iter().map(|one| (one - sum / count).powi(2)).sum::<f64>();
    (sum, spread.sqrt())
}

/// Minus the logarithm of a chance in thousandths; no chance is taken to be less than one thousandth.
fn of_chance(thousandths: u16) -> f64 {
    1000_f64.ln() - f64::from(thousandths.max(1)).ln()
}

/// A table that a person can read.
impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent =
            |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{:.0} %", share * 100.0));
        writeln!(
            f,
            "{} cases, {} placed ({}), {} right ({} of the placed), calibration error {}",
            self.cases(),
            self.placed(),
            percent(self.coverage()),
            self.right(),
            percent(self.accuracy()),
            percent(self.calibration_error()),
        )?;
        writeln!(
            f,
            "{:<14}{:>6}{:>6}{:>6}{:>6}{:>7}{:>10}",
            "", "enh", "mis", "ada", "ant", "mixed", "unplaced"
        )?;
        for facet in Facet::ALL {
            let [.., mixed, unplaced] = self.confusion[facet.index()];
            let placed =
                Facet::ALL.map(|given| format!("{:>6}", self.confusion[facet.index()][given.index()]));
            writeln!(f, "{facet:<14}{}{mixed:>7}{unplaced:>10}", placed.concat())?;
        }
        for (tenth, bin) in self.bins.iter().enumerate().filter(|(_, bin)| bin.placed > 0) {
            let (placed, right) = (bin.placed, bin.right);
            let promised = f64::from(bin.promised) / f64::from(placed) / 10.0;
            writeln!(f, "chance 0.{tenth}–: promised {promised:.0} %, right {right} of {placed}")?;
        }
        Ok(())
    }
}
