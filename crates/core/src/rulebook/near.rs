//! What stands near a word, coarsely: a look at it rules out most phrases before any is compared word by word.

use std::ops::RangeInclusive;

use super::phrase::WIDEST_GAP;

/// How many words a look may take in: those that a gap leaves open.
const WIDE: usize = WIDEST_GAP + 1;

/// How many words before the word at hand a look may begin, and how many after it.
const BEFORE: usize = WIDE + 1;
const AFTER: usize = 2;

/// How many sets a word's looks choose from, in halves: of each place, that of its own word and that of the next
/// [`WIDE`].
const HALVES: usize = 64;

/// A set of parts, in which several share a bit.
pub(super) type Folded = [u64; 2];

/// The bit that a part has in a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bit(u8);

/// How many bits a set has.
const BITS: usize = 128;

/// How many of them the commonest parts have for themselves: those are nearly everywhere, and whatever shared a bit with
/// one of them would seem to be, too.
const ALONE: usize = 32;

impl Bit {
    /// The bits of parts, given how common each is.
    pub(super) fn shared_out(common: &[u64]) -> Vec<Self> {
        let mut order: Vec<usize> = (0..common.len()).collect();
        order.sort_by_key(|part| std::cmp::Reverse(common[*part]));
        let (mut bits, mut filled) = (vec![Self::default(); common.len()], [0; BITS]);
        for (place, part) in order.into_iter().enumerate() {
            let rest = (ALONE..BITS).min_by_key(|bit| filled[*bit]).unwrap_or(ALONE);
            let bit = if place < ALONE { place } else { rest };
            filled[bit] += common[part];
            bits[part] = Self(u8::try_from(bit).unwrap_or(0));
        }
        bits
    }

    fn half(self) -> usize {
        usize::from(self.0) / 64
    }
}

/// Parts folded.
pub(super) fn folded(parts: impl Iterator<Item = Bit>) -> Folded {
    let mut folded = Folded::default();
    for bit in parts {
        folded[bit.half()] |= 1 << (bit.0 % 64);
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    half: u8,
    bit: u8,
}

impl Need {
    /// A part within so many words, counted from the word at hand; `None` where no one look takes them in.
    pub(super) fn new(bit: Bit, places: &RangeInclusive<isize>) -> Option<Self> {
        let from = places.start().checked_add_unsigned(BEFORE)?;
        let width = usize::try_from(places.end() - places.start()).ok()? + 1;
        let from = usize::try_from(from).ok().filter(|from| *from <= BEFORE + AFTER && width <= WIDE)?;
        let half = u8::try_from(2 * (2 * from + usize::from(width > 1)) + bit.half()).ok()?;
        Some(Self { half, bit: bit.0 % 64 })
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
    pub(super) fn add(&mut self, word: usize, [one, other]: [Folded; 2]) {
        let own = &mut self.own[BEFORE + word];
        *own = [own[0] | one[0] | other[0], own[1] | one[1] | other[1]];
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
    pub(super) fn may_be(&self, word: usize, bit: Bit) -> bool {
        self.own[BEFORE + word][bit.half()] >> (bit.0 % 64) & 1 != 0
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
        for part in [0, 63, 64, 127].map(Bit) {
            let mut near = Near::default();
            near.clear(12);
            near.add(7, [folded([part].into_iter()), Folded::default()]);
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
        assert_eq!(Need::new(Bit(0), &(3..=3)), None);
        assert_eq!(Need::new(Bit(0), &(-7..=-7)), None);
    }

    #[test]
    fn the_commonest_parts_share_their_bit_with_none() {
        let common: Vec<u64> = (0..1000).map(|part| part % 100).collect();
        let bits = Bit::shared_out(&common);
        let sharing = |bit: Bit| bits.iter().filter(|other| **other == bit).count();
        let alone = (0..1000).filter(|part| sharing(bits[*part]) == 1);
        assert!(alone.clone().count() == ALONE && alone.clone().all(|part| common[part] >= 96));
        // The others are spread evenly.
        let load =
            |bit: Bit| (0..1000).filter(|part| bits[*part] == bit).map(|part| common[part]).sum::<u64>();
        let loads = || (0..1000).map(|part| bits[part]).filter(|bit| sharing(*bit) > 1).map(load);
        assert!(loads().max() <= loads().min().map(|least| least + 100));
    }
}
