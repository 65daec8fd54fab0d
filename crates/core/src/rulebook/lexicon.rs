//! The phrases of one language, ready to be found in one pass over a folded text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::phrase::{Element, Phrase, WIDEST_GAP};
use super::tokens::{Section, Token, Tokens};

/// How many finds of one pass are looked at further. A text with more says nothing more.
const MOST_FINDS: usize = 512;

/// What a phrase means where it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sense {
    /// It speaks for the rule of that place in the rulebook.
    Rule(u16),
    /// It shows that the words are not meant as that rule takes them.
    Except(u16),
    /// It names something by the way: the words speak for nothing.
    Mention,
    /// It denies what follows.
    Denial,
    /// It looks like a denial but is none: "not only".
    NoDenial,
}

/// A phrase found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Find {
    pub(crate) sense: Sense,
    /// The first and the last of its tokens.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// Which tokens, counted from the first, are the phrase's own and not in a gap.
    pub(crate) words: u64,
}

impl Find {
    fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether `other` stands within a gap of this one: "costs are not reduced".
    fn spans(&self, other: &Self) -> bool {
        self.first < other.first
            && other.last < self.last
            && (other.words << (other.first - self.first)) & self.words == 0
    }

    /// Whether all words of `other` are words of this one.
    fn holds(&self, other: &Self) -> bool {
        self.first <= other.first
            && other.last <= self.last
            && (other.words << (other.first - self.first)) & !self.words == 0
    }
}

/// The compiled phrases of one language.
#[derive(Debug)]
pub(crate) struct Lexicon {
    automaton: AhoCorasick,
    /// For each needle of the automaton, its range in `candidates`.
    ranges: Vec<(u32, u32)>,
    /// Phrases that a needle may belong to.
    candidates: Vec<u32>,
    phrases: Vec<(Sense, Phrase)>,
}

impl Lexicon {
    pub(crate) fn new(phrases: Vec<(Sense, Phrase)>) -> Self {
        let mut needles: Vec<(Vec<u8>, u32)> = Vec::new();
        for (place, (_, phrase)) in (0_u32..).zip(&phrases) {
            let terms = &phrase.elements[phrase.anchor].terms;
            needles.extend(terms.iter().filter_map(|term| Some((term.needle()?, place))));
        }
        needles.sort();
        needles.dedup();
        let (mut words, mut ranges, mut candidates): (Vec<Vec<u8>>, Vec<_>, Vec<_>) = Default::default();
        for (needle, place) in needles {
            if words.last() != Some(&needle) {
                ranges.push((count(candidates.len()), count(candidates.len())));
                words.push(needle);
            }
            candidates.push(place);
            if let Some(range) = ranges.last_mut() {
                range.1 = count(candidates.len());
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&words)
            .expect(
                "a rulebook's phrases are far below the automaton's limit of two thousand million states",
            );
        Self { automaton, ranges, candidates, phrases }
    }

    /// All phrases found in one section, in the order in which they end.
    pub(crate) fn find(&self, tokens: &Tokens, section: &Section, finds: &mut Vec<Find>) {
        let own = &tokens.all()[section.first..section.last];
        let folded = &tokens.folded()[section.folded_start..section.folded_end];
        let base = section.folded_start;
        // Words before this one end before the match begins; matches come ordered by where they end.
        let mut near = 0;
        for hit in self.automaton.find_overlapping_iter(folded) {
            // The needle's own letters, without the blank that may stand before or after them.
            let letter = base + hit.start() + usize::from(folded[hit.start()] == b' ');
            near = near.min(own.len() - 1);
            while near > 0 && own[near].start as usize > letter {
                near -= 1;
            }
            while near + 1 < own.len() && own[near].end as usize <= letter {
                near += 1;
            }
            let (from, to) = self.ranges[hit.pattern().as_usize()];
            for place in &self.candidates[from as usize..to as usize] {
                let (sense, phrase) = &self.phrases[*place as usize];
                if let Some((first, last, words)) = stands(phrase, tokens, own, near) {
                    let find = Find {
                        sense: *sense,
                        first: section.first + first,
                        last: section.first + last,
                        words,
                    };
                    finds.push(find);
                    if finds.len() == MOST_FINDS {
                        return;
                    }
                }
            }
        }
    }
}

/// Whether the phrase stands there with its anchor at that token: first and last token, and which in between.
fn stands(phrase: &Phrase, tokens: &Tokens, own: &[Token], anchor: usize) -> Option<(usize, usize, u64)> {
    let (before, after) = phrase.elements.split_at(phrase.anchor);
    let (anchor_element, after) = after.split_first()?;
    let mut places = Places { tokens, own, chosen: [0; 12], count: 0 };
    let last = places.forward(after, anchor)?;
    let first = places.backward(anchor_element.gap, before, anchor)?;
    if phrase.alone && (first, last) != (0, own.len() - 1) {
        return None;
    }
    let chosen = places.chosen[..places.count].iter().chain([&anchor]);
    let words =
        chosen.fold(0_u64, |words, place| words | 1_u64.checked_shl(count(place - first)).unwrap_or(0));
    Some((first, last, words))
}

struct Places<'a> {
    tokens: &'a Tokens,
    own: &'a [Token],
    chosen: [usize; 12],
    count: usize,
}

impl Places<'_> {
    fn fits(&self, element: &Element, place: usize) -> bool {
        element.fits(self.tokens.word(self.own[place]))
    }

    fn choose(&mut self, place: usize, count: usize) {
        self.chosen[count] = place;
        self.count = count + 1;
    }

    /// The place of the last word, if all elements follow `here`.
    fn forward(&mut self, elements: &[Element], here: usize) -> Option<usize> {
        let Some((element, rest)) = elements.split_first() else { return Some(here) };
        let count = self.count;
        let reach = if element.gap { WIDEST_GAP } else { 0 };
        for place in here + 1..=here + 1 + reach {
            if self.own.get(place).is_none_or(|token| token.opens) {
                return None;
            }
            if self.fits(element, place) {
                self.choose(place, count);
                if let Some(last) = self.forward(rest, place) {
                    return Some(last);
                }
            }
        }
        None
    }

    /// The place of the first word, if all elements come before `here`; `gap` is that of the element at `here`.
    fn backward(&mut self, gap: bool, elements: &[Element], here: usize) -> Option<usize> {
        let Some((element, rest)) = elements.split_last() else { return Some(here) };
        let count = self.count;
        let reach = if gap { WIDEST_GAP } else { 0 };
        for step in 1..=1 + reach {
            if here < step || self.own[here - step + 1].opens {
                return None;
            }
            let place = here - step;
            if self.fits(element, place) {
                self.choose(place, count);
                if let Some(first) = self.backward(element.gap, rest, place) {
                    return Some(first);
                }
            }
        }
        None
    }
}

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
    let whole = kept.clone();
    kept.retain(|(rule, find)| {
        !whole.iter().any(|(other_rule, other)| {
            other.holds(find) && displaces((*other_rule, other), (*rule, find), &kind)
        })
    });
    kept
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

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
