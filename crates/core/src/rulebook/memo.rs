//! Words met lately and what they mean: most words of a register come again and again.

use std::sync::atomic::{AtomicU64, Ordering};

use super::tokens::Packed;
use super::words::{Meaning, NOTHING};

/// Tells the words of one language in one rulebook from those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner(u64);

impl Owner {
    /// One that no other is equal to.
    pub(super) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A table of short words, each in the one place where it can be. A word is compared letter by letter, so that what is
/// found never depends on what was met before.
#[derive(Debug)]
pub(super) struct Memo(Vec<Entry>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    owner: u64,
    word: Packed,
    meanings: [Meaning; 2],
}

const BITS: u32 = 14;

impl Default for Memo {
    fn default() -> Self {
        Self(vec![Entry { owner: 0, word: [0; 2], meanings: [NOTHING; 2] }; 1 << BITS])
    }
}

impl Memo {
    /// What a word of at most sixteen letters, packed, is known to mean.
    pub(super) fn known(&self, Owner(owner): Owner, word: Packed) -> Option<[Meaning; 2]> {
        let entry = &self.0[place(word)];
        (entry.word == word && entry.owner == owner).then_some(entry.meanings)
    }

    /// Keeps what a word means.
    pub(super) fn keep(&mut self, Owner(owner): Owner, word: Packed, meanings: [Meaning; 2]) {
        self.0[place(word)] = Entry { owner, word, meanings };
    }
}

fn place([first, second]: Packed) -> usize {
    let mixed = (first ^ second.rotate_left(31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> (u64::BITS - BITS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_to_its_owner_alone_and_gives_way_to_the_next() {
        let (mut memo, one, other) = (Memo::default(), Owner::new(), Owner::new());
        let word = [7, 0];
        memo.keep(one, word, [3, NOTHING]);
        assert_eq!((memo.known(one, word), memo.known(other, word)), (Some([3, NOTHING]), None));
        let others = (1..u64::MAX).map(|second| [7, second]);
        let same_place = others.into_iter().find(|other| place(*other) == place(word)).unwrap();
        assert_eq!(memo.known(one, same_place), None);
        memo.keep(one, same_place, [NOTHING; 2]);
        assert_eq!((memo.known(one, same_place), memo.known(one, word)), (Some([NOTHING; 2]), None));
    }
}
