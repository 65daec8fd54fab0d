//! Which finds speak for a rule: not those denied, excepted, named by the way, or said more exactly by a longer one.

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
/// mention, and not part of a longer phrase of a rule of the same kind, which says more exactly what is meant. `kind` is
/// none for a rule that does not read the section's field.
pub(crate) fn settle(
    tokens: &Tokens,
    finds: &[Find],
    kind: impl Fn(u16) -> Option<Kind>,
) -> Vec<(u16, Find)> {
    let of = |wanted: Sense| finds.iter().filter(move |find| find.sense == wanted);
    let spoils = |find: &&Find| matches!(find.sense, Sense::Except(_) | Sense::Mention);
    let spoilers: Vec<&Find> = finds.iter().filter(spoils).collect();
    let denials: Vec<&Find> =
        of(Sense::Denial).filter(|denial| !of(Sense::NoDenial).any(|no| no.overlaps(denial))).collect();
    let mut kept: Vec<(u16, Find)> = Vec::new();
    for find in finds {
        let Sense::Rule(rule) = find.sense else { continue };
        let Some(kind) = kind(rule) else { continue };
        let spoiled = spoilers.iter().any(|other| {
            (other.sense == Sense::Except(rule) || other.sense == Sense::Mention) && other.overlaps(find)
        });
        let denied = denials.iter().any(|denial| {
            let before = denial.last < find.first
                && find.first - denial.last <= DENIAL_REACHES
                && !tokens.all()[denial.last + 1..=find.first].iter().any(|token| token.opens);
            before || find.spans(denial)
        });
        if !spoiled && (!denied || kind == Kind::Excluding) {
            kept.push((rule, *find));
        }
    }
    // Several phrases of one rule may say the same words.
    kept.sort_unstable_by_key(|(rule, find)| (find.first, find.last, *rule, find.words));
    kept.dedup_by_key(|(rule, find)| (find.first, find.last, *rule, find.words));
    let stays = |(rule, find): &(u16, Find)| {
        !kept.iter().any(|(other_rule, other)| {
            other.holds(find) && displaces((*other_rule, other), (*rule, find), &kind)
        })
    };
    kept.iter().copied().filter(stays).collect()
}

/// Whether one find, which holds all words of another, says more exactly what is meant. Of equals, the rule
/// that comes first does.
fn displaces(one: (u16, &Find), other: (u16, &Find), kind: &impl Fn(u16) -> Option<Kind>) -> bool {
    let more = one.1.words.count_ones().cmp(&other.1.words.count_ones());
    match (kind(one.0), kind(other.0)) {
        (Some(Kind::Placing), Some(Kind::Hinting)) => true,
        (one_kind, other_kind) => one_kind == other_kind && more.then(other.0.cmp(&one.0)).is_gt(),
    }
}
