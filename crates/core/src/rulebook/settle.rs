//! Which finds speak for a rule: not those denied, excepted, named by the way, or said more exactly by a longer one.

use std::ops::Range;

use super::clauses::{Clauses, Pause, pause};
use super::lexicon::{Find, Sense};
use super::tokens::Tokens;

/// How many words after a denial are still denied.
const DENIAL_REACHES: usize = 3;

/// What a rule is for. Phrases of rules for different things do not displace each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Where an initiative stands.
    Placing,
    /// Likewise, but by single words: these give way to any phrase that holds them, and displace none.
    Hinting,
    /// Whether it is an innovation.
    Testing,
    /// Whether it is none. What such a rule looks for is a denial already: another does not undo it.
    Excluding,
}

/// Keeps of the finds of one section those that speak for a rule: not denied, not excepted, not a mere
/// mention, and not part of a longer phrase of a rule of the same kind, which says more exactly what is meant. `raw` is the
/// section's text; `kind` is none for a rule that does not read its field. The number is that of the words of the longest
/// phrase denied.
pub(crate) fn settle(
    tokens: &Tokens,
    raw: &str,
    clauses: &Clauses,
    finds: &[Find],
    kind: impl Fn(u16) -> Option<Kind>,
) -> (Vec<(u16, Find)>, u32) {
    let of = |wanted: Sense| finds.iter().filter(move |find| find.sense == wanted);
    let spoils = |find: &&Find| matches!(find.sense, Sense::Except(_) | Sense::Mention);
    let spoilers: Vec<&Find> = finds.iter().filter(spoils).collect();
    let counts = |denial: &&Find| !of(Sense::NoDenial).any(|no| no.overlaps(denial));
    let denials: Vec<&Find> = of(Sense::Denial).filter(counts).collect();
    let of_clauses = of(Sense::DenialOfClause).filter(counts);
    let of_clauses: Vec<(&Find, Range<usize>)> = of_clauses
        .filter_map(|denial| {
            let clause = clauses.denied(tokens, raw, denial.first, denial.last)?;
            let joined = clauses.joins_at(tokens, clause.start);
            Some((denial, if joined { with_what_is_joined(finds, denial, clause) } else { clause }))
        })
        .collect();
    let taken_back =
        of(Sense::TakesBack).filter_map(|find| clauses.taken_back(tokens, raw, find.first, find.last));
    let taken_back: Vec<Range<usize>> = taken_back.collect();
    let mut longest_denied = 0;
    let mut kept: Vec<Kept> = Vec::with_capacity(finds.len());
    for find in finds {
        let Sense::Rule(rule) = find.sense else { continue };
        let Some(kind) = kind(rule) else { continue };
        let spoiled = spoilers.iter().any(|other| {
            (other.sense == Sense::Except(rule) || other.sense == Sense::Mention) && other.overlaps(find)
        });
        let denied = denials.iter().any(|denial| {
            let before = denial.last < find.first
                && find.first - denial.last <= DENIAL_REACHES
                && (denial.last + 1..=find.first).all(|place| pause(tokens, raw, place) < Pause::Full);
            before || find.spans(denial)
        }) || of_clauses.iter().any(|(denial, clause)| {
            // What goes on after the denial has it as a word of its own: "not yet known".
            let own = find.overlaps(denial) && find.last >= denial.last;
            find.spans(denial) || (!own && (clause.contains(&find.first) || clause.contains(&find.last)))
        }) || taken_back.iter().any(|sentence| sentence.contains(&find.first));
        if !spoiled && (!denied || kind == Kind::Excluding) {
            kept.push(Kept { rule, kind, find });
        } else if denied {
            longest_denied = longest_denied.max(find.words.count_ones());
        }
    }
    // Several phrases of one rule may say the same words.
    let key = |kept: &Kept| (kept.find.first, kept.find.last, kept.rule, kept.find.words);
    kept.sort_unstable_by_key(key);
    kept.dedup_by_key(|kept| key(kept));
    let stays = |one: &&Kept| {
        // Whatever holds it begins no later.
        let before = kept.iter().take_while(|other| other.find.first <= one.find.first);
        !before.into_iter().any(|other| other.find.holds(one.find) && other.displaces(one))
    };
    (kept.iter().filter(stays).map(|kept| (kept.rule, *kept.find)).collect(), longest_denied)
}

/// The clause with a second subject: in "foresight and horizon scanning were not used" both are denied, though "and" joins
/// clauses elsewhere.
fn with_what_is_joined(finds: &[Find], denial: &Find, clause: Range<usize>) -> Range<usize> {
    let rules = || finds.iter().filter(|find| matches!(find.sense, Sense::Rule(_)));
    let whole = |find: &Find| (find.first, find.last + 1) == (clause.start + 1, denial.first);
    let before = rules().filter(|find| find.last + 1 == clause.start).map(|find| find.first).min();
    match before.filter(|_| rules().any(whole)) {
        Some(start) => start..clause.end,
        None => clause,
    }
}

/// A find that speaks for a rule.
struct Kept<'a> {
    rule: u16,
    kind: Kind,
    find: &'a Find,
}

impl Kept<'_> {
    /// Whether this one, which holds all words of another, says more exactly what is meant. Of equals, the rule
    /// that comes first does.
    fn displaces(&self, other: &Self) -> bool {
        let more = self.find.words.count_ones().cmp(&other.find.words.count_ones());
        match (self.kind, other.kind) {
            (Kind::Placing, Kind::Hinting) => true,
            (one, two) => one == two && more.then(other.rule.cmp(&self.rule)).is_gt(),
        }
    }
}
