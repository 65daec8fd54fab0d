//! Why an initiative stands where it stands, in one sentence.

use std::fmt::Write as _;

use evenfolio_core::evidence::Evidence;
use evenfolio_core::placement::{Basis, Placement};
use evenfolio_core::position::{Pole, Position};
use evenfolio_core::tally::Class;

/// How many pieces of evidence the sentence names; the rest are counted.
const NAMED: usize = 4;
/// How many characters of the register's words are quoted.
const QUOTED: usize = 60;

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

/// Says it. The sentence is written at the end of `words`.
pub(crate) fn say(placement: &Placement, words: &mut String) {
    // Writing to a string cannot fail, so the results of `write!` are not looked at.
    match placement.basis {
        Basis::Decided => words.push_str("A person decided."),
        Basis::Declared => words.push_str("The register names the facet."),
        Basis::Scored => words.push_str("The register scores both axes."),
        Basis::Answered => words.push_str("The register says what it is for and what drives it."),
        Basis::Inferred if placement.facet.is_some() => {}
        Basis::Inferred => words.push_str("The evidence pulls apart."),
        Basis::Unplaced if placement.because.is_empty() => {
            words.push_str("Nothing in the register says where it stands.");
        }
        Basis::Unplaced => words.push_str("What the register says is too little to place it."),
    }
    let mut strongest: Vec<&Evidence> = placement.because.iter().collect();
    strongest.sort_by_key(|evidence| std::cmp::Reverse(evidence.strength.unsigned_abs()));
    let rest = strongest.len().saturating_sub(NAMED);
    strongest.truncate(NAMED);
    for pole in POLES {
        let pulling = strongest.iter().filter(|evidence| evidence.pole == pole);
        for (place, evidence) in pulling.enumerate() {
            if place > 0 {
                words.push_str(", ");
            } else {
                words.push_str(if words.is_empty() { "" } else { " " });
                words.push_str(toward(pole));
                words.push_str(": ");
            }
            words.push('“');
            quote(&evidence.text, words);
            let _ = write!(words, "” ({})", evidence.field.label().to_lowercase());
        }
        if strongest.iter().any(|evidence| evidence.pole == pole) {
            words.push('.');
        }
    }
    if rest > 0 {
        let _ = write!(words, " {rest} more in the same texts.");
    }
}

/// The order in which the sentence names the poles: as the facets stand in every table.
const POLES: [Pole; 4] = [Pole::Certainty, Pole::Directed, Pole::Undirected, Pole::Uncertainty];

const fn toward(pole: Pole) -> &'static str {
    match pole {
        Pole::Certainty => "Towards certainty (enhancement)",
        Pole::Directed => "Towards direction (mission)",
        Pole::Undirected => "Towards response (adaptive)",
        Pole::Uncertainty => "Towards uncertainty (anticipatory)",
    }
}

/// The register's words on one line, cut at a character where they are long.
fn quote(text: &str, words: &mut String) {
    let mut gap = false;
    let mut taken = 0;
    for c in text.trim().chars() {
        if taken == QUOTED {
            words.push('…');
            return;
        }
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            words.push(' ');
        }
        words.push(c);
        taken += 1;
    }
}
