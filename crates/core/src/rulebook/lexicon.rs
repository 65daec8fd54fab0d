//! The phrases of one language, ready to be found in one pass over the words of a text.

use std::collections::BTreeMap;

use super::memo::{Memo, Owner};
use super::phrase::{Phrase, Term, WIDEST_GAP};
use super::tokens::{Section, Token, Tokens};
use super::words::{Meaning, NOTHING, Part, Words};

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
    owner: Owner,
    words: Words,
    /// What each meaning of `words` stands for.
    meanings: Vec<Meant>,
    anchored: Vec<Anchored>,
    asked_for: Vec<Block>,
    phrases: Vec<Compiled>,
    /// The elements of all phrases.
    elements: Vec<Element>,
    /// How many parts may be asked for beside another word; they have the numbers below.
    asked: u32,
}

#[derive(Debug)]
struct Meant {
    /// The phrases that are looked for where a word of that meaning is met: a range in `anchored`.
    anchored: (u32, u32),
    /// The parts that may be asked for beside another word: a range in `asked_for`.
    asked: (u32, u32),
    /// Likewise as a set of their numbers modulo 64, which rules most of them out.
    folded: u64,
}

/// Those of 64 parts that are in a set. The first of them has the number 64 times `place`.
#[derive(Clone, Copy, Debug)]
struct Block {
    place: u32,
    parts: u64,
}

/// A set of parts: its blocks in order, those without any left out.
fn blocks(parts: impl Iterator<Item = Part>, blocks: &mut Vec<Block>) -> (u32, u32) {
    let first = blocks.len();
    for part in parts {
        let (place, bit) = (part / 64, 1 << (part % 64));
        match blocks[first..].last_mut().filter(|block| block.place == place) {
            Some(block) => block.parts |= bit,
            None => blocks.push(Block { place, parts: bit }),
        }
    }
    (count(first), count(blocks.len()))
}

/// One place in a phrase.
#[derive(Clone, Copy, Debug)]
struct Element {
    part: Part,
    /// Whether other words may stand before it.
    gap: bool,
}

/// A phrase where a word may begin it.
#[derive(Clone, Copy, Debug)]
struct Anchored {
    phrase: u32,
    /// Two of its parts: where one of them is met nowhere, the phrase is not there either.
    needs: [Part; 2],
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

/// What the words of one section can stand for. Lent from section to section, for its room.
#[derive(Debug, Default)]
pub(crate) struct LookedUp {
    meanings: Vec<Meaning>,
    words: Vec<WordMeant>,
    met: Met,
    /// The meanings whose parts are in it.
    seen: Bits,
    memo: Memo,
}

#[derive(Clone, Copy, Debug)]
struct WordMeant {
    /// A range in `meanings`.
    meanings: (u32, u32),
    /// As in [`Meant`], of all of them.
    folded: u64,
}

/// All parts met: most phrases are ruled out by a look at it. Parts whose numbers differ by a multiple of 4,096 are not
/// told apart, so that it is of one size; what it lets through is compared word by word.
#[derive(Debug)]
struct Met([u64; 64]);

impl Default for Met {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl Met {
    fn has(&self, part: Part) -> bool {
        self.0[part as usize / 64 % 64] & 1 << (part % 64) != 0
    }

    fn add(&mut self, block: Block) {
        self.0[block.place as usize % 64] |= block.parts;
    }
}

/// A set of small numbers.
#[derive(Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn clear(&mut self, count: usize) {
        self.0.clear();
        self.0.resize(count / 64 + 1, 0);
    }

    fn has(&self, number: u32) -> bool {
        self.0[number as usize / 64] & 1 << (number % 64) != 0
    }

    fn add(&mut self, number: u32) {
        self.0[number as usize / 64] |= 1 << (number % 64);
    }
}

impl LookedUp {
    fn read(&mut self, lexicon: &Lexicon, tokens: &Tokens, own: &[Token]) {
        let Self { meanings, words, met, seen, memo } = self;
        meanings.clear();
        words.clear();
        *met = Met::default();
        met.add(Block { place: lexicon.asked / 64, parts: 1 << (lexicon.asked % 64) });
        seen.clear(lexicon.meanings.len());
        words.reserve(own.len());
        for token in own {
            let from = meanings.len();
            let packed = tokens.packed(*token);
            if let Some(known) = packed.and_then(|word| memo.known(lexicon.owner, word)) {
                meanings.extend(known.into_iter().take_while(|meaning| *meaning != NOTHING));
            } else {
                lexicon.words.look_up(tokens.word(*token), |meaning| meanings.push(meaning));
                if let Some(word) = packed {
                    memo.keep(lexicon.owner, word, &meanings[from..]);
                }
            }
            let mut folded = 0;
            for meaning in &meanings[from..] {
                folded |= lexicon.meanings[*meaning as usize].folded;
                if !seen.has(*meaning) {
                    seen.add(*meaning);
                    lexicon.asked_for(*meaning).iter().for_each(|block| met.add(*block));
                }
            }
            words.push(WordMeant { meanings: (count(from), count(meanings.len())), folded });
        }
    }

    fn of(&self, word: usize) -> &[Meaning] {
        let (from, to) = self.words[word].meanings;
        &self.meanings[from as usize..to as usize]
    }
}

impl Lexicon {
    pub(crate) fn new(mut phrases: Vec<(Sense, Phrase)>) -> Self {
        // The same part stands in many phrases and has one number. Those that are only looked for first are never
        // asked for beside another word, and come last.
        for element in phrases.iter_mut().flat_map(|(_, phrase)| &mut phrase.elements) {
            element.terms.sort_unstable();
            element.terms.dedup();
        }
        let mut parts: BTreeMap<&[Term], bool> = BTreeMap::new();
        for (_, phrase) in &phrases {
            for (place, element) in phrase.elements.iter().enumerate() {
                *parts.entry(&element.terms).or_default() |= place != phrase.anchor;
            }
        }
        let asked = count(parts.values().filter(|asked| **asked).count());
        let (mut next, mut next_other) = (0, asked);
        let mut number = |asked: bool| {
            let next = if asked { &mut next } else { &mut next_other };
            *next += 1;
            *next - 1
        };
        let parts: BTreeMap<&[Term], Part> =
            parts.into_iter().map(|(terms, asked)| (terms, number(asked))).collect();
        let words = Words::new(parts.iter().map(|(terms, part)| (*terms, *part)));

        let mut by_part: Vec<Vec<Anchored>> = vec![Vec::new(); parts.len()];
        let (mut compiled, mut elements) = (Vec::with_capacity(phrases.len()), Vec::new());
        for (place, (sense, phrase)) in (0..).zip(&phrases) {
            let first = elements.len();
            let own = phrase.elements.iter();
            elements.extend(own.map(|element| Element { part: parts[&*element.terms], gap: element.gap }));
            let others = elements[first..].iter().enumerate().filter(|(place, _)| *place != phrase.anchor);
            let mut others = others.map(|(_, element)| element.part);
            // One that is always met stands in for a second or third part that is not there.
            let needs = [(); 2].map(|()| others.next().unwrap_or(asked));
            by_part[elements[first + phrase.anchor].part as usize].push(Anchored { phrase: place, needs });
            compiled.push(Compiled {
                sense: *sense,
                elements: (count(first), count(elements.len())),
                anchor: count(phrase.anchor),
                alone: phrase.alone,
            });
        }
        let (mut meanings, mut anchored, mut asked_for) = (Vec::new(), Vec::new(), Vec::new());
        for parts in words.meanings() {
            let first = count(anchored.len());
            anchored.extend(parts.iter().flat_map(|part| &by_part[*part as usize]));
            let asked = blocks(parts.iter().copied().filter(|part| *part < asked), &mut asked_for);
            let folded = asked_for[asked.0 as usize..].iter().fold(0, |folded, block| folded | block.parts);
            meanings.push(Meant { anchored: (first, count(anchored.len())), asked, folded });
        }
        let owner = Owner::new();
        Self { owner, words, meanings, anchored, asked_for, phrases: compiled, elements, asked }
    }

    fn asked_for(&self, meaning: Meaning) -> &[Block] {
        let (from, to) = self.meanings[meaning as usize].asked;
        &self.asked_for[from as usize..to as usize]
    }

    /// All phrases found in one section, in the order of the words that they are looked for by.
    pub(crate) fn find(
        &self,
        tokens: &Tokens,
        section: &Section,
        looked_up: &mut LookedUp,
        finds: &mut Vec<Find>,
    ) {
        let own = &tokens.all()[section.first..section.last];
        looked_up.read(self, tokens, own);
        for word in 0..own.len() {
            for meaning in looked_up.of(word) {
                let (from, to) = self.meanings[*meaning as usize].anchored;
                for Anchored { phrase, needs } in &self.anchored[from as usize..to as usize] {
                    if !(looked_up.met.has(needs[0]) && looked_up.met.has(needs[1])) {
                        continue;
                    }
                    let phrase = &self.phrases[*phrase as usize];
                    let elements = &self.elements[phrase.elements.0 as usize..phrase.elements.1 as usize];
                    let places = Places { lexicon: self, looked_up, own, chosen: [0; 12], count: 0 };
                    if let Some((first, last, words)) = places.stands(phrase, elements, word) {
                        let (first, last) = (section.first + first, section.first + last);
                        finds.push(Find { sense: phrase.sense, first, last, words });
                        if finds.len() == MOST_FINDS {
                            return;
                        }
                    }
                }
            }
        }
    }
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
        let (place_of_part, bit) = (element.part / 64, 1 << (element.part % 64));
        let has = |block: &Block| block.place == place_of_part && block.parts & bit != 0;
        self.looked_up.words[place].folded & bit != 0
            && self.looked_up.of(place).iter().any(|meaning| self.lexicon.asked_for(*meaning).iter().any(has))
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
