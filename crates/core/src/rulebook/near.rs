//! What stands near a word, coarsely: a look at it rules out most phrases before any is compared word by word.

use std::ops::RangeInclusive;

use super::phrase::WIDEST_GAP;
use super::words::Part;

/// How many words a look may take in: those that a gap leaves open.
const WIDE: usize = WIDEST_GAP + 1;

/// How many words before the word at hand a look may begin, and how many after it.
const BEFORE: usize = WIDE + 1;
const AFTER: usize = 2;

/// How many sets a word's looks choose from, in halves: of each place, that of its own word and that of the next
/// [`WIDE`].
const HALVES: usize = 64;

/// Parts by their numbers modulo 128.
pub(super) type Folded = [u64; 2];

/// Where a part stands among those folded.
fn fold(part: Part) -> (usize, u32) {
    (part as usize / 64 % 2, part % 64)
}

/// Parts folded.
pub(super) fn folded(parts: impl Iterator<Item = Part>) -> Folded {
    let mut folded = Folded::default();
    for (half, bit) in parts.map(fold) {
        folded[half] |= 1 << bit;
    }
    folded
}

/// For each word the parts that it, and that it and those behind it, can stand for, folded. What they let through is
/// compared word by word.
#[derive(Debug, Default)]
pub(super) struct Near {
    own: Vec<Folded>,
    sets: Vec<Folded>,
}

/// A part that must stand near a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    half: u8,
    bit: u8,
}

impl Need {
    /// A part within so many words, counted from the word at hand; `None` where no one look takes them in.
    pub(super) fn new(part: Part, places: &RangeInclusive<isize>) -> Option<Self> {
        let from = places.start().checked_add_unsigned(BEFORE)?;
        let width = usize::try_from(places.end() - places.start()).ok()? + 1;
        let from = usize::try_from(from).ok().filter(|from| *from <= BEFORE + AFTER && width <= WIDE)?;
        let (half, bit) = fold(part);
        let half = u8::try_from(2 * (2 * from + usize::from(width > 1)) + half).ok()?;
        Some(Self { half, bit: u8::try_from(bit).ok()? })
    }

    /// Whether it may stand there.
    pub(super) fn may_stand(self, around: &[u64; HALVES]) -> bool {
        around[usize::from(self.half) % HALVES] >> (self.bit % 64) & 1 != 0
    }
}

impl Near {
    /// Makes room for so many words that stand for nothing.
    pub(super) fn clear(&mut self, words: usize) {
        self.own.clear();
        self.own.resize(BEFORE + words + HALVES / 4 + WIDE, Folded::default());
    }

    /// Adds parts to those of a word.
    pub(super) fn add(&mut self, word: usize, [one, other]: Folded) {
        let own = &mut self.own[BEFORE + word];
        own[0] |= one;
        own[1] |= other;
    }

    /// To be called when all are added.
    pub(super) fn finish(&mut self) {
        let Self { own, sets } = self;
        sets.clear();
        sets.resize(2 * (own.len() - WIDE + 1), Folded::default());
        for (sets, words) in sets.chunks_exact_mut(2).zip(own.windows(WIDE)) {
            sets[0] = words[0];
            sets[1] = words.iter().fold([0, 0], |[one, other], word| [one | word[0], other | word[1]]);
        }
    }

    /// Whether a word may stand for a part.
    pub(super) fn may_be(&self, word: usize, part: Part) -> bool {
        let (half, bit) = fold(part);
        self.own[BEFORE + word][half] >> bit & 1 != 0
    }

    /// The sets around a word.
    pub(super) fn around(&self, word: usize) -> &[u64; HALVES] {
        self.sets[2 * word..].as_flattened().first_chunk().unwrap_or(&[u64::MAX; HALVES])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_seen_from_each_place_that_it_may_be_asked_from() {
        for part in [0, 63, 64, 200] {
            let mut near = Near::default();
            near.clear(12);
            near.add(7, folded([part].into_iter()));
            near.finish();
            for word in 0..12_usize {
                for from in -6..=2_isize {
                    for width in 1..=6 {
                        let places = from..=from + width - 1;
                        let Some(need) = Need::new(part, &places) else {
                            assert_eq!(width, 6);
                            continue;
                        };
                        let at = 7 - isize::try_from(word).unwrap();
                        let seen = need.may_stand(near.around(word));
                        assert!(seen || !places.contains(&at), "{word} {places:?}");
                        assert!(!seen || (from..from + 5).contains(&at), "{word} {places:?}");
                    }
                }
            }
        }
        assert_eq!(Need::new(0, &(3..=3)), None);
        assert_eq!(Need::new(0, &(-7..=-7)), None);
    }
}
