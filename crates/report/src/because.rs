//! Why an initiative stands where it stands, in one sentence.

use evenfolio_core::assessment::Assessment;
use evenfolio_core::evidence::Evidence;
use evenfolio_core::explain;
use evenfolio_core::placement::{Basis, Placement};
use evenfolio_core::position::Position;
use evenfolio_core::tally::Class;

/// The class that the tool itself gave: its own placement, or for a person's decision what the evidence that
/// was kept adds up to. `None` where a person decided and no evidence was kept.
pub(crate) fn tool_class(placement: &Placement) -> Option<Class> {
    if placement.basis != Basis::Decided {
        return Some(Class::of(placement));
    }
    let pulls = placement.because.iter().filter(|evidence| evidence.strength != 0);
    let (mut x, mut y, mut any) = (0_i64, 0_i64, false);
    for Evidence { pole, strength, .. } in pulls {
        let (dx, dy) = pole.step();
        x += i64::from(dx) * i64::from(*strength);
        y += i64::from(dy) * i64::from(*strength);
        any = true;
    }
    any.then(|| Position::drawn_in(x, y).facet().map_or(Class::Mixed, Class::of_facet))
}

/// Writes the sentence at the end of `words`, on one line: what a register says may have several.
pub(crate) fn say(assessment: &Assessment, words: &mut String) {
    let sentence = explain::because(assessment);
    for (place, word) in sentence.split_whitespace().enumerate() {
        words.push_str(if place > 0 { " " } else { "" });
        words.push_str(word);
    }
}
