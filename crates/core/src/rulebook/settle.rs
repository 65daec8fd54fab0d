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
/// none for a rule that does not read the section's field. The number is that of the words of the longest phrase denied.
pub(crate) fn settle(
    tokens: &Tokens,
    finds: &[Find],
    kind: impl Fn(u16) -> Option<Kind>,
) -> (Vec<(u16, Find)>, u32) {
    let of = |wanted: Sense| finds.iter().filter(move |find| find.sense == wanted);
    let spoils = |find: &&Find| matches!(find.sense, Sense::Except(_) | Sense::Mention);
    let spoilers: Vec<&Find> = finds.iter().filter(spoils).collect();
    let is_denial = |find: &&Find| {
        matches!(find.sense, Sense::Denial | Sense::DenialAfter)
            && !of(Sense::NoDenial).any(|no| no.overlaps(find))
    };
    let denials: Vec<&Find> = finds.iter().filter(is_denial).collect();
    // "Foresight scenarios were not drawn up": both words are denied, though each may be a find of its own.
    let begin_of_what_ends_before = |place: usize| {
        let ends = |find: &&Find| matches!(find.sense, Sense::Rule(_)) && find.last + 1 == place;
        finds.iter().filter(ends).map(|find| find.first).min().unwrap_or(place)
    };
    let mut longest_denied = 0;
    let mut kept: Vec<Kept> = Vec::with_capacity(finds.len());
    for find in finds {
        let Sense::Rule(rule) = find.sense else { continue };
        let Some(kind) = kind(rule) else { continue };
        let spoiled = spoilers.iter().any(|other| {
            (other.sense == Sense::Except(rule) || other.sense == Sense::Mention) && other.overlaps(find)
        });
        let denied = denials.iter().any(|denial| {
            if denial.sense == Sense::DenialAfter {
                return find.last < denial.first
                    && find.last + 1 >= begin_of_what_ends_before(denial.first)
                    && !tokens.all()[find.last + 1..=denial.first].iter().any(|token| token.opens);
            }
            let before = denial.last < find.first
                && find.first - denial.last <= DENIAL_REACHES
                && !tokens.all()[denial.last + 1..=find.first].iter().any(|token| token.opens);
            before || find.spans(denial)
        });
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
