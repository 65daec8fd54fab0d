//! What the words of a text can stand for in the phrases of one language, before any phrase is compared.

use super::lexicon::{Lexicon, Meant};
use super::memo::Memo;
use super::near::Near;
use super::tokens::{Token, Tokens};
use super::words::{Meaning, NOTHING, Part};

/// What the words of one section can stand for. Lent from section to section, for its room.
#[derive(Debug, Default)]
pub(crate) struct LookedUp {
    /// Of each word. Most have one meaning or none; one that lacks is [`NOTHING`], which costs less than asking.
    words: Vec<[Meaning; 2]>,
    /// Further meanings, by the place of the word.
    more: Vec<(u32, Meaning)>,
    pub(super) near: Near,
    /// The words at which some phrase is looked for, with its range in `groups`.
    pub(super) anchors: Vec<(u32, (u32, u32))>,
    memo: Memo,
}

impl LookedUp {
    pub(super) fn read(&mut self, lexicon: &Lexicon, tokens: &Tokens, own: &[Token]) {
        let Self { words, more, near, anchors, memo } = self;
        words.clear();
        more.clear();
        near.clear(own.len());
        words.extend(own.iter().zip(0..).map(|(token, place)| {
            let packed = tokens.packed_long(*token);
            let known = packed.and_then(|word| memo.known(lexicon.owner, word));
            known.unwrap_or_else(|| {
                let (mut first, mut count, before) = ([NOTHING; 2], 0, more.len());
                lexicon.words.look_up(tokens.word(*token), |meaning| {
                    match first.get_mut(count) {
                        Some(one) => *one = meaning,
                        None => more.push((place, meaning)),
                    }
                    count += 1;
                });
                if let Some(word) = packed.filter(|_| more.len() == before) {
                    memo.keep(lexicon.owner, word, first);
                }
                first
            })
        }));
        // Most words begin no phrase: what is not wanted is overwritten by what comes next, since a branch for each
        // could not be foreseen.
        anchors.clear();
        anchors.resize(2 * words.len() + more.len() + 1, (0, (0, 0)));
        let mut count = 0;
        let mut add = |place: u32, meant: &Meant| {
            anchors[count] = (place, meant.groups);
            count += usize::from(meant.groups.0 < meant.groups.1);
        };
        for ([one, other], place) in words.iter().zip(0..) {
            let both = [one, other].map(|meaning| &lexicon.meanings[*meaning as usize]);
            near.add(place as usize, both.map(|meant| meant.folded));
            add(place, both[0]);
            add(place, both[1]);
        }
        for (place, meaning) in more.iter() {
            let meant = &lexicon.meanings[*meaning as usize];
            near.add(*place as usize, [meant.folded; 2]);
            add(*place, meant);
        }
        anchors.truncate(count);
        near.finish();
    }

    pub(super) fn of(&self, word: usize) -> impl Iterator<Item = Meaning> {
        let further = self.more.partition_point(|(place, _)| (*place as usize) < word);
        let further = self.more[further..].iter().take_while(move |(place, _)| *place as usize == word);
        self.words[word].into_iter().chain(further.map(|(_, meaning)| *meaning))
    }
}

/// Those of 64 parts that are in a set. The first of them has the number 64 times `place`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block {
    pub(super) place: u32,
    pub(super) parts: u64,
}

impl Block {
    /// The one part.
    pub(super) fn of(part: Part) -> Self {
        Self { place: part / 64, parts: 1 << (part % 64) }
    }
}

/// A set of parts: its blocks in order, those without any left out.
pub(super) fn blocks(parts: impl Iterator<Item = Part>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for one in parts.map(Block::of) {
        match blocks.last_mut().filter(|block| block.place == one.place) {
            Some(block) => block.parts |= one.parts,
            None => blocks.push(one),
        }
    }
    blocks
}
