//! Boiler-plate: sentences that stand in many rows of a register say little about any one of them.
//!
//! A [`Repetition`] is filled in a first pass over a register and then lent to the judge. It is a count-min
//! sketch: of a fixed size (512 KiB) whatever the number of rows, additive, and the same in whatever order the
//! rows and parts come. Collisions can only make a sentence look a little more frequent than it is.

use super::tokens::Tokens;
use crate::initiative::Initiative;
use crate::merge::Merge;

const ROWS: usize = 4;
const COLUMNS: usize = 1 << 15;

/// Sentences shorter than this many words are no boiler-plate: `Saves time.` may well stand in many rows.
const FEWEST_WORDS: usize = 6;

/// How often each sentence of a register was met, within a fixed amount of memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Repetition {
    counts: Vec<u32>,
    initiatives: u64,
}

impl Default for Repetition {
    fn default() -> Self {
        Self { counts: vec![0; ROWS * COLUMNS], initiatives: 0 }
    }
}

impl std::fmt::Debug for Repetition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repetition").field("initiatives", &self.initiatives).finish_non_exhaustive()
    }
}

impl Repetition {
    /// Counts the sentences of one initiative, each once however often it repeats itself.
    pub fn note(&mut self, initiative: &Initiative) {
        let mut tokens = Tokens::default();
        for (field, text) in initiative.texts.iter() {
            tokens.read(field, text);
        }
        let sections = tokens.sections().iter();
        let sentences = sections.flat_map(|section| tokens.sentences(section));
        let long = sentences.filter(|(first, last)| last - first >= FEWEST_WORDS);
        let mut hashes: Vec<u64> = long.map(|(first, last)| tokens.hash(first, last)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        for hash in hashes {
            for cell in cells(hash) {
                self.counts[cell] = self.counts[cell].saturating_add(1);
            }
        }
        self.initiatives += 1;
    }

    /// In how many initiatives a sentence stands, or a few more.
    fn times(&self, sentence: u64) -> u32 {
        cells(sentence).into_iter().map(|cell| self.counts[cell]).min().unwrap_or(0)
    }

    /// How much a sentence still says, in percent: all of it up to three times, half where it stands in four
    /// rows or more, a quarter where it stands in ten rows or more that are a twentieth of the register.
    pub(crate) fn weight(&self, sentence: u64) -> i32 {
        match self.times(sentence) {
            0..=3 => 100,
            times if times >= 10 && u64::from(times) * 20 >= self.initiatives => 25,
            _ => 50,
        }
    }
}

impl Merge for Repetition {
    fn merge_from(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*more);
        }
        self.initiatives += other.initiatives;
    }
}

/// The cell of a hash in each row of the sketch: independent enough mixes of its bits.
fn cells(hash: u64) -> [usize; ROWS] {
    std::array::from_fn(|row| {
        let salt = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * row as u64 + 1);
        let mixed = (hash ^ salt).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let column = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53) >> 49;
        row * COLUMNS + usize::try_from(column).unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;
    use crate::merge::laws;
    use crate::rulebook::tests::described;

    fn noted(texts: &[&str]) -> Repetition {
        let mut repetition = Repetition::default();
        for text in texts {
            repetition.note(&described(Field::Description, text));
        }
        repetition
    }

    const BOILERPLATE: &str = "This service is part of the national strategy for growth.";

    #[test]
    fn parts_join_in_any_order() {
        let parts =
            [noted(&[BOILERPLATE]), noted(&["One two three four five six."]), noted(&[BOILERPLATE, ""])];
        laws::hold(&parts[0], &parts[1], &parts[2]);
    }

    #[test]
    fn a_sentence_in_many_rows_weighs_less() {
        let weight = |times| {
            let mut repetition = noted(&[BOILERPLATE].repeat(times));
            repetition
                .note(&described(Field::Description, "A sentence that stands in one row only, as most do."));
            let mut tokens = Tokens::default();
            tokens.read(Field::Description, BOILERPLATE);
            let (first, last) = tokens.sentences(&tokens.sections()[0]).next().unwrap();
            repetition.weight(tokens.hash(first, last))
        };
        assert_eq!([1, 3, 4, 40].map(weight), [100, 100, 50, 25]);
    }
}
