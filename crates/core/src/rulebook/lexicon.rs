//! The phrases of one language, ready to be found in one pass over the words of a text.

use std::collections::BTreeMap;

use super::clauses::Clauses;
use super::looked_up::{Block, LookedUp, blocks};
use super::memo::Owner;
use super::near::{Bit, Folded, Need, folded};
use super::phrase::{self, Phrase, Shape, Term, WIDEST_GAP};
use super::tokens::{Section, Token, Tokens};
use super::words::{Part, Words};

/// How many finds of one pass are looked at further. A text with more says nothing more.
const MOST_FINDS: usize = 512;

/// How many phrases that may stand somewhere are gathered before they are compared word by word.
const AT_ONCE: usize = 64;

/// How many phrases are looked at in one go.
const FOUR: usize = 4;

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
    groups: Vec<Group>,
    anchored: Vec<Anchored>,
    further: Vec<Block>,
    phrases: Vec<Compiled>,
    /// The elements of all phrases.
    elements: Vec<Element>,
}

/// As large as a line of the cache, so that one look at a meaning fetches all that is nearly always asked of it.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Meant {
    /// The phrases that are looked for where a word of that meaning is met: a range in `groups`.
    pub(super) groups: (u32, u32),
    /// The parts that may be asked for beside another word: the first blocks, and the range in `further` of others.
    first: [Block; 2],
    further: (u32, u32),
    /// Likewise folded.
    pub(super) folded: Folded,
}

/// One place in a phrase.
#[derive(Clone, Copy, Debug)]
struct Element {
    part: Part,
    bit: Bit,
    /// Whether other words may stand before it.
    gap: bool,
}

/// Phrases looked for at one word that need the same thing beside it: where that is not met, none of them stands. What
/// is built of two sets of words has dozens of such.
#[derive(Clone, Copy, Debug)]
struct Group {
    need: Need,
    /// How many of `anchored`, and which is the first.
    count: u16,
    first: u32,
}

/// A phrase where a word may begin it, and what it needs besides.
#[derive(Clone, Copy, Debug)]
struct Anchored {
    phrase: u32,
    need: Need,
}

#[derive(Debug)]
struct Compiled {
    sense: Sense,
    /// Its range in `elements`, and which of them is looked for first.
    elements: (u32, u32),
    anchor: u32,
    /// Whether it must be all that the cell says.
    alone: bool,
}

impl Lexicon {
    pub(crate) fn new(mut phrases: Vec<(Sense, Phrase)>, clauses: Clauses, usual: &[&str]) -> Self {
        // The same part stands in many phrases and has one number. Those that are only looked for first are never
        // asked for beside another word, and come last.
        for element in phrases.iter_mut().flat_map(|(_, phrase)| &mut phrase.elements) {
            element.terms.sort_unstable();
            element.terms.dedup();
        }
        let often = how_often(&phrases);
        let anchors: Vec<usize> = phrases.iter().map(|(_, phrase)| anchor(phrase, &often, usual)).collect();
        let mut parts: BTreeMap<&[Term], bool> = BTreeMap::new();
        for ((_, phrase), anchor) in phrases.iter().zip(&anchors) {
            for (place, element) in phrase.elements.iter().enumerate() {
                *parts.entry(&element.terms).or_default() |= place != *anchor || phrase.elements.len() == 1;
            }
        }
        // Those of the same common word get numbers side by side, so that few blocks hold all that it stands for.
        let mut parts: Vec<(&[Term], bool)> = parts.into_iter().collect();
        parts.sort_by_key(|(terms, asked)| {
            (!asked, terms.iter().map(|term| (often[&term.letters], &term.letters)).max())
        });
        let asked = count(parts.iter().filter(|(_, asked)| *asked).count());
        let bits = bits(&parts[..asked as usize], usual);
        let bit = |part: Part| bits.get(part as usize).copied().unwrap_or_default();
        let parts: BTreeMap<&[Term], Part> = parts.into_iter().map(|(terms, _)| terms).zip(0..).collect();
        let words = Words::new(parts.iter().map(|(terms, part)| (*terms, *part)));

        let mut by_part: Vec<Vec<(u32, [Need; 2])>> = vec![Vec::new(); parts.len()];
        let (mut compiled, mut elements) = (Vec::with_capacity(phrases.len()), Vec::new());
        for (place, ((sense, phrase), anchor)) in (0..).zip(phrases.iter().zip(anchors)) {
            let first = elements.len();
            let own = phrase.elements.iter();
            elements.extend(own.map(|element| {
                let part = parts[&*element.terms];
                Element { part, bit: bit(part), gap: element.gap }
            }));
            let needs = needs(&elements[first..], anchor);
            by_part[elements[first + anchor].part as usize].push((place, needs));
            compiled.push(Compiled {
                sense: *sense,
                elements: (count(first), count(elements.len())),
                anchor: count(anchor),
                alone: phrase.alone,
            });
        }
        let (mut meanings, mut groups, mut anchored, mut further) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for parts in words.meanings() {
            let from = (count(groups.len()), count(further.len()));
            let here = parts.iter().flat_map(|part| &by_part[*part as usize]).copied();
            group(here.collect(), &mut groups, &mut anchored);
            let asked = || parts.iter().copied().filter(|part| *part < asked);
            let mut blocks = blocks(asked()).into_iter();
            let first = [(); 2].map(|()| blocks.next().unwrap_or_default());
            further.extend(blocks);
            let (groups, further) = ((from.0, count(groups.len())), (from.1, count(further.len())));
            meanings.push(Meant { groups, first, further, folded: folded(asked().map(bit)) });
        }
        // Room to look at four where the last ones are.
        let last = groups.last().copied();
        groups.extend(last.into_iter().flat_map(|last| [last; FOUR]));
        let owner = Owner::new();
        Self { owner, words, clauses, meanings, groups, anchored, further, phrases: compiled, elements }
    }

    /// The blocks of a meaning after the first.
    fn further(&self, meant: &Meant) -> &[Block] {
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
                let places = Places { lexicon: self, looked_up, own, chosen: [0; 12], count: 0 };
                if let Some((first, last, words)) = places.stands(phrase, elements, *word as usize) {
                    let (first, last) = (section + first, section + last);
                    finds.push(Find { sense: phrase.sense, first, last, words });
                }
            }
        }
    }
}

/// Groups phrases by that of their needs that more of them share.
fn group(mut phrases: Vec<(u32, [Need; 2])>, groups: &mut Vec<Group>, anchored: &mut Vec<Anchored>) {
    let mut times: BTreeMap<Need, usize> = BTreeMap::new();
    for need in phrases.iter().flat_map(|(_, needs)| needs) {
        *times.entry(*need).or_default() += 1;
    }
    for (_, needs) in &mut phrases {
        needs.sort_by_key(|need| std::cmp::Reverse(times[need]));
    }
    phrases.sort_unstable_by_key(|(phrase, needs)| (needs[0], *phrase));
    let same = |one: &(u32, [Need; 2]), other: &(u32, [Need; 2])| one.1[0] == other.1[0];
    for alike in phrases.chunk_by(same).flat_map(|alike| alike.chunks(usize::from(u16::MAX))) {
        let first = count(anchored.len());
        anchored.extend(alike.iter().map(|(phrase, [_, need])| Anchored { phrase: *phrase, need: *need }));
        groups.push(Group {
            need: alike[0].1[0],
            count: u16::try_from(alike.len()).unwrap_or(u16::MAX),
            first,
        });
    }
}

/// How many phrases have a term, by its letters.
type Often = BTreeMap<Box<[u8]>, u64>;

fn how_often(phrases: &[(Sense, Phrase)]) -> Often {
    let mut often = Often::new();
    for term in phrases.iter().flat_map(|(_, phrase)| &phrase.elements).flat_map(|element| &element.terms) {
        *often.entry(term.letters.clone()).or_default() += 1;
    }
    often
}

/// How common the words are that a term stands for: 0 where none is a usual one. As a rule of thumb, a word is half as
/// common as one that comes half as late among the usual ones.
fn commonness(term: &Term, usual: &[&str]) -> u64 {
    let is = |word: &&str| match term.shape {
        Shape::Whole => word.as_bytes() == &*term.letters,
        Shape::Beginning => word.as_bytes().starts_with(&term.letters),
        _ => false,
    };
    let words = usual.iter().zip(4..).filter(|(word, _)| is(word));
    words.map(|(_, place)| 1_000_000 / place).sum()
}

/// The bit of each part.
fn bits(parts: &[(&[Term], bool)], usual: &[&str]) -> Vec<Bit> {
    let common = |terms: &[Term]| 1000 + terms.iter().map(|term| commonness(term, usual)).sum::<u64>();
    Bit::shared_out(&parts.iter().map(|(terms, _)| common(terms)).collect::<Vec<_>>())
}

/// Which element of a phrase is looked for first: the one least likely to be met by chance. A word is taken to be the
/// more common the shorter it is, and the more phrases have it, and more than all others if it is a usual one.
fn anchor(phrase: &Phrase, often: &Often, usual: &[&str]) -> usize {
    let common = |element: &phrase::Element| -> u64 {
        let of = |term: &Term| {
            let short = 8_usize.saturating_sub(term.letters.len());
            (often[&term.letters] << short) + 4 * commonness(term, usual)
        };
        element.terms.iter().map(of).sum()
    };
    let words = phrase.elements.iter().enumerate().filter(|(_, element)| element.is_word());
    words.min_by_key(|(_, element)| common(element)).map_or(0, |(place, _)| place)
}

/// What must stand near the anchor of a phrase: the parts whose place is known best. A single word needs itself.
fn needs(elements: &[Element], anchor: usize) -> [Need; 2] {
    let step = |place: usize| if elements[place].gap { WIDEST_GAP + 1 } else { 1 };
    let reach = |from: usize, to: usize| -> isize {
        isize::try_from((from + 1..=to).map(step).sum::<usize>()).unwrap_or(isize::MAX)
    };
    let near = |from: usize, to: usize| isize::try_from(to - from).unwrap_or(isize::MAX);
    let mut needs: Vec<(isize, Need)> = (0..elements.len())
        .filter(|place| *place != anchor || elements.len() == 1)
        .filter_map(|place| {
            let places = match place {
                before if before < anchor => -reach(place, anchor)..=-near(place, anchor),
                after => near(anchor, after)..=reach(anchor, after),
            };
            Some((places.end() - places.start(), Need::new(elements[place].bit, &places)?))
        })
        .collect();
    needs.sort_by_key(|(width, _)| *width);
    let first = needs.first().expect("a neighbour is within the widest gap").1;
    [first, needs.get(1).map_or(first, |(_, need)| *need)]
}

/// The places at which a phrase's elements were found.
struct Places<'a> {
    lexicon: &'a Lexicon,
    looked_up: &'a LookedUp,
    own: &'a [Token],
    chosen: [usize; 12],
    count: usize,
}

impl Places<'_> {
    /// Whether the phrase stands there with its anchor at that word: first and last word, and which in between.
    fn stands(
        mut self,
        phrase: &Compiled,
        elements: &[Element],
        anchor: usize,
    ) -> Option<(usize, usize, u64)> {
        let (before, after) = elements.split_at(phrase.anchor as usize);
        let (anchor_element, after) = after.split_first()?;
        let last = self.forward(after, anchor)?;
        let first = self.backward(anchor_element.gap, before, anchor)?;
        if phrase.alone && (first, last) != (0, self.own.len() - 1) {
            return None;
        }
        let chosen = self.chosen[..self.count].iter().chain([&anchor]);
        let words =
            chosen.fold(0_u64, |words, place| words | 1_u64.checked_shl(count(place - first)).unwrap_or(0));
        Some((first, last, words))
    }

    fn fits(&self, element: Element, place: usize) -> bool {
        self.looked_up.near.may_be(place, element.bit) && self.fits_exactly(element, place)
    }

    #[inline(never)]
    fn fits_exactly(&self, element: Element, place: usize) -> bool {
        let Block { place: block, parts } = Block::of(element.part);
        let has = |other: &Block| other.place == block && other.parts & parts != 0;
        self.looked_up.of(place).any(|meaning| {
            let meant = &self.lexicon.meanings[meaning as usize];
            meant.first.iter().any(has) || self.lexicon.further(meant).iter().any(has)
        })
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
            if self.fits(*element, place) {
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
            if self.fits(*element, place) {
                self.choose(place, count);
                if let Some(first) = self.backward(element.gap, rest, place) {
                    return Some(first);
                }
            }
        }
        None
    }
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
