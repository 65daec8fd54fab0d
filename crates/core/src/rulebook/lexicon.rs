//! The phrases of one language, ready to be found in one pass over the words of a text.

use super::clauses::Clauses;
use super::looked_up::{Block, LookedUp};
use super::memo::Owner;
use super::near::{Bit, Folded, Need};
use super::places::Places;
use super::tokens::{Section, Token, Tokens};
use super::words::{Part, Words};

/// How many finds of one pass are looked at further. A text with more says nothing more.
const MOST_FINDS: usize = 512;

/// How many phrases that may stand somewhere are gathered before they are compared word by word.
const AT_ONCE: usize = 64;

/// How many phrases are looked at in one go.
pub(super) const FOUR: usize = 4;

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
    /// It denies all that its clause says: "scenarios of the future were not drawn up".
    DenialOfClause,
    /// Where it is all that a sentence says, it denies the sentence before: "It did not."
    TakesBack,
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
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether `other` stands within a gap of this one: "costs are not reduced".
    pub(super) fn spans(&self, other: &Self) -> bool {
        self.first < other.first
            && other.last < self.last
            && (other.words << (other.first - self.first)) & self.words == 0
    }

    /// Whether all words of `other` are words of this one.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.first <= other.first
            && other.last <= self.last
            && (other.words << (other.first - self.first)) & !self.words == 0
    }
}

/// The compiled phrases of one language.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(super) owner: Owner,
    pub(super) words: Words,
    pub(super) clauses: Clauses,
    /// What each meaning of `words` stands for.
    pub(super) meanings: Vec<Meant>,
    pub(super) groups: Vec<Group>,
    pub(super) anchored: Vec<Anchored>,
    pub(super) further: Vec<Block>,
    pub(super) phrases: Vec<Compiled>,
    /// The elements of all phrases.
    pub(super) elements: Vec<Element>,
}

/// As large as a line of the cache, so that one look at a meaning fetches all that is nearly always asked of it.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Meant {
    /// The phrases that are looked for where a word of that meaning is met: a range in `groups`.
    pub(super) groups: (u32, u32),
    /// The parts that may be asked for beside another word: the first blocks, and the range in `further` of others.
    pub(super) first: [Block; 2],
    pub(super) further: (u32, u32),
    /// Likewise folded.
    pub(super) folded: Folded,
}

/// One place in a phrase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) part: Part,
    pub(super) bit: Bit,
    /// Whether other words may stand before it.
    pub(super) gap: bool,
}

/// Phrases looked for at one word that need the same thing beside it: where that is not met, none of them stands. What
/// is built of two sets of words has dozens of such.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) need: Need,
    /// How many of `anchored`, and which is the first.
    pub(super) count: u16,
    pub(super) first: u32,
}

/// A phrase where a word may begin it, and what it needs besides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchored {
    pub(super) phrase: u32,
    pub(super) need: Need,
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) sense: Sense,
    /// Its range in `elements`, and which of them is looked for first.
    pub(super) elements: (u32, u32),
    pub(super) anchor: u32,
    /// Whether it must be all that the cell says.
    pub(super) alone: bool,
}

impl Lexicon {
    /// The blocks of a meaning after the first.
    pub(super) fn further(&self, meant: &Meant) -> &[Block] {
        let (from, to) = meant.further;
        &self.further[from as usize..to as usize]
    }

    /// All phrases found in one section, in no particular order.
    pub(crate) fn find(
        &self,
        tokens: &Tokens,
        section: &Section,
        looked_up: &mut LookedUp,
        finds: &mut Vec<Find>,
    ) {
        let own = &tokens.all()[section.first..section.last];
        looked_up.read(self, tokens, own);
        // The groups of which some phrase may stand at a word are gathered without a branch for each that cannot: most
        // cannot, and which of them can is not to be foreseen.
        let (mut candidates, mut count) = ([(0, 0); AT_ONCE], 0);
        for (word, (from, to)) in &looked_up.anchors {
            let around = looked_up.near.around(*word as usize);
            // Most words begin few. Four are looked at even where there are fewer: how many cannot be foreseen.
            for first in (*from..*to).step_by(FOUR) {
                let Some(four) = self.groups[first as usize..].first_chunk::<FOUR>() else { break };
                for (group, place) in four.iter().zip(first..) {
                    candidates[count] = (*word, place);
                    count += usize::from((place < *to) & group.need.may_stand(around));
                }
                if count > AT_ONCE - FOUR {
                    self.compare(&candidates[..count], section.first, own, looked_up, finds);
                    count = 0;
                }
            }
        }
        self.compare(&candidates[..count], section.first, own, looked_up, finds);
    }

    /// Compares the phrases of groups, each with the word that it may stand at, with the words of a section.
    fn compare(
        &self,
        candidates: &[(u32, u32)],
        section: usize,
        own: &[Token],
        looked_up: &LookedUp,
        finds: &mut Vec<Find>,
    ) {
        for (word, group) in candidates {
            let Group { count, first, .. } = self.groups[*group as usize];
            let around = looked_up.near.around(*word as usize);
            for Anchored { phrase, need } in &self.anchored[first as usize..][..usize::from(count)] {
                if !need.may_stand(around) {
                    continue;
                }
                if finds.len() == MOST_FINDS {
                    return;
                }
                let phrase = &self.phrases[*phrase as usize];
                let elements = &self.elements[phrase.elements.0 as usize..phrase.elements.1 as usize];
                let places = Places::new(self, looked_up, own);
                if let Some((first, last, words)) = places.stands(phrase, elements, *word as usize) {
                    let (first, last) = (section + first, section + last);
                    finds.push(Find { sense: phrase.sense, first, last, words });
                }
            }
        }
    }
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
