//! Comparing one phrase with the words around one word.

use super::lexicon::{Compiled, Element, Lexicon, count};
use super::looked_up::{Block, LookedUp};
use super::phrase::{MOST_WORDS, WIDEST_GAP};
use super::tokens::Token;

/// The places at which a phrase's elements were found.
pub(super) struct Places<'a> {
    lexicon: &'a Lexicon,
    looked_up: &'a LookedUp,
    own: &'a [Token],
    chosen: [usize; MOST_WORDS],
    count: usize,
}

impl<'a> Places<'a> {
    /// Of the words of one section, `own`.
    pub(super) fn new(lexicon: &'a Lexicon, looked_up: &'a LookedUp, own: &'a [Token]) -> Self {
        Self { lexicon, looked_up, own, chosen: [0; MOST_WORDS], count: 0 }
    }

    /// Whether the phrase stands there with its anchor at that word: first and last word, and which in between.
    pub(super) fn stands(
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
