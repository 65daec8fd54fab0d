//! From what was found in the text to a placement: pulls add up at each pole, opposites cancel, and what is
//! left says how likely each facet is.

use std::sync::Arc;

use super::{Basis, Placement, Probabilities};
use crate::evidence::Evidence;
use crate::field::Field;
use crate::position::{Facet, Pole, Position};
use crate::rulebook::{Found, Reading};

/// The figures that turn pulls into chances, and chances into a facet. The sharpness is fitted on labelled cases
/// (`EVALUATION.md`; a test recomputes it); the others are decisions on what to count and what to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// How many times likelier a facet gets, as a power of e, with each plain statement of purpose (100).
    pub sharpness: f64,
    /// How much each further reason for a pole counts, in percent of the one before.
    pub fade: i32,
    /// Pulls beyond this many hundredths at one pole add nothing.
    pub ceiling: i32,
    /// Below this pull at the strongest pole the evidence is too thin to place anything.
    pub thin: i32,
    /// Below this chance (in thousandths) of the likeliest facet the placement is mixed.
    pub clear: u16,
    /// If the second likeliest facet has at least this share (in thousandths) of the likeliest one's chance, the
    /// evidence pulls apart and the placement is mixed.
    pub apart: u16,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { sharpness: 3.0, fade: 80, ceiling: 350, thin: 60, clear: 450, apart: 800 }
    }
}

/// Places by what the text says. `has_text` tells whether there is more than a title; `weight` is a field's weight
/// in percent.
pub(crate) fn inferred(
    reading: &Reading,
    calibration: &Calibration,
    has_text: bool,
    weight: impl Fn(&Found) -> i32,
) -> Placement {
    let mut because = evidence(reading, weight);
    because.sort_unstable_by(|a, b| {
        b.strength.cmp(&a.strength).then_with(|| (a.field, &a.rule).cmp(&(b.field, &b.rule)))
    });
    let pulls = pulls(&because, calibration.fade);
    let probabilities = chances(pulls, calibration);
    let position = Position::of_chances(probabilities);
    let strongest = pulls.into_iter().max().unwrap_or(0);
    let pole = probabilities.ranked()[0].pole();
    if strongest < calibration.thin || !is_borne_out(reading, pole, has_text) {
        return Placement { basis: Basis::Unplaced, position, facet: None, probabilities, because };
    }
    let [first, second, ..] = probabilities.ranked().map(|facet| u32::from(probabilities.of(facet)));
    let clear = first >= u32::from(calibration.clear) && second * 1000 < first * u32::from(calibration.apart);
    let facet = position.facet().filter(|facet| clear && probabilities.highest() == probabilities.of(*facet));
    Placement { basis: Basis::Inferred, position, facet, probabilities, because }
}

/// How many rules that only support it takes to say something.
const ENOUGH_RULES: usize = 3;

/// Whether something was found for a pole that is more than a word or two, or the name of a subject. A title is a
/// name, for a newsletter may be called after the future: where there is a text, something else in it must agree.
/// What stands under remarks, risks or sectors is said by the way.
fn is_borne_out(reading: &Reading, pole: Pole, has_text: bool) -> bool {
    let is_aside = |found: &Found| match found.field {
        Field::Title => has_text || found.rule.supports,
        Field::Notes | Field::Risk | Field::Sector | Field::Tags => true,
        _ => false,
    };
    let pulls = |found: &&Found| found.rule.pull.is_some_and(|(pulled, _)| pulled == pole);
    let own = || reading.iter().filter(pulls);
    if own().any(|found| !found.rule.supports && !is_aside(found)) {
        return true;
    }
    // Each rule once, wherever it was found first.
    let said = || own().filter(|found| !is_aside(found));
    let rules = || {
        said().enumerate().filter(|(place, found)| !said().take(*place).any(|other| is_same(other, found)))
    };
    // One subject amid single words is a standing service with its forms and systems, not what is new in it.
    let subjects = rules().filter(|(_, found)| !found.rule.hint).count();
    let is_backed = |found: &Found| match found.field {
        Field::Title => said().any(|other| !is_same(other, found)),
        _ => false,
    };
    own().any(|found| !found.rule.supports && is_backed(found))
        || (rules().count() >= ENOUGH_RULES && subjects != 1)
}

fn is_same(one: &Found, other: &Found) -> bool {
    std::ptr::eq(one.rule, other.rule)
}

/// Each rule once a field, and the less the more often it was found in other fields before.
fn evidence(reading: &Reading, weight: impl Fn(&Found) -> i32) -> Vec<Evidence> {
    let mut pulls: Vec<(&Found, Pole, i32)> = reading
        .iter()
        .filter_map(|found| {
            let (pole, strength) = found.rule.pull?;
            Some((found, pole, strength * weight(found) / 100))
        })
        .collect();
    pulls.sort_unstable_by(|(a, _, one), (b, _, other)| {
        let rule = |found: &Found| std::ptr::from_ref(found.rule);
        rule(a).cmp(&rule(b)).then(other.cmp(one)).then(a.field.cmp(&b.field))
    });
    let mut evidence = Vec::with_capacity(pulls.len());
    let (mut code, mut times): (Option<&Arc<str>>, u32) = (None, 0);
    for (found, pole, strength) in pulls {
        times = if code == Some(&found.rule.code) { times + 1 } else { 0 };
        code = Some(&found.rule.code);
        let strength = strength >> times.min(8);
        if strength > 0 {
            let (rule, text) = (Arc::clone(&found.rule.code), found.text.to_owned());
            evidence.push(Evidence { rule, field: found.field, text, pole, strength });
        }
    }
    evidence
}

/// The pulls at each pole added up. Reasons for one pole come in company: a text that speaks of savings speaks
/// of time as well. So each further reason, from the strongest down, counts less than the one before.
fn pulls(because: &[Evidence], fade: i32) -> [i32; 4] {
    let (mut pulls, mut shares) = ([0_i32; 4], [1000_i32; 4]);
    for evidence in because {
        let pole = evidence.pole.facet().index();
        pulls[pole] = pulls[pole].saturating_add(evidence.strength * shares[pole] / 1000);
        shares[pole] = shares[pole] * fade / 100;
    }
    pulls
}

fn chances(pulls: [i32; 4], calibration: &Calibration) -> Probabilities {
    let pulls = pulls.map(|pull| f64::from(pull.min(calibration.ceiling)));
    Probabilities::from_weights(pulls.map(|pull| power_of_e(calibration.sharpness * pull / 100.0)))
}

/// e to the x by multiplication alone, good to a few percent for x up to 10: the same bits on every machine, which
/// the system's own function does not promise.
fn power_of_e(x: f64) -> f64 {
    (0..10).fold(1.0 + x / 1024.0, |power, _| power * power)
}

impl Position {
    /// The middle of the four poles, each weighing as much as its facet is likely.
    pub(crate) fn of_chances(chances: Probabilities) -> Self {
        let of = |facet| i64::from(chances.of(facet));
        Self::drawn_in(
            of(Facet::Anticipatory) - of(Facet::Enhancement),
            of(Facet::Mission) - of(Facet::Adaptive),
        )
    }
}
