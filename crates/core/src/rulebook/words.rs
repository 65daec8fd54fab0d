//! Which parts of a language's phrases a word can stand for, found by one walk along its letters.
//!
//! A language has some thousand phrases made of some thousand parts, and most words stand for few of them. So each
//! word is looked up once, and phrases are then compared by the numbers of their parts, not by letters.

use std::collections::BTreeMap;

use super::phrase::{Shape, Term};
use super::trie::{Sketch, Trie};

/// The number of one part of a phrase: a set of terms, any of which fits.
pub(super) type Part = u32;

/// The number of a set of parts: all that a word stands for by its beginning, its end, or something within.
pub(super) type Meaning = u32;

/// All parts of the phrases of one language.
#[derive(Debug)]
pub(super) struct Words {
    /// Whole words and beginnings, along their letters.
    forward: Trie,
    /// Endings, along their letters from the last to the first.
    backward: Trie,
    /// What may stand anywhere in a word.
    within: Trie,
    /// The parts that any number fits, and those that a year fits.
    number: Meaning,
    year: Meaning,
    /// The parts of each meaning. The first has none.
    meanings: Vec<Vec<Part>>,
}

/// The meaning of a word that stands for nothing.
pub(super) const NOTHING: Meaning = 0;

impl Words {
    /// Takes the terms of each part with its number.
    pub(super) fn new<'a>(parts: impl Iterator<Item = (&'a [Term], Part)>) -> Self {
        let (mut forward, mut backward, mut within) = (Sketch::new(), Sketch::new(), Sketch::new());
        let (mut numbers, mut years) = (Vec::new(), Vec::new());
        for (terms, part) in parts {
            for term in terms {
                let letters = || term.letters.iter().copied();
                match term.shape {
                    Shape::Whole => forward.add(letters(), part, true),
                    Shape::Beginning => forward.add(letters(), part, false),
                    Shape::Ending => backward.add(letters().rev(), part, false),
                    Shape::Within => within.add(letters(), part, false),
                    Shape::Number => numbers.push(part),
                    Shape::Year => years.push(part),
                }
            }
        }
        let mut numbered = BTreeMap::from([(Vec::new(), NOTHING)]);
        let mut number = |parts: Vec<Part>| {
            let next = numbered.len();
            *numbered.entry(parts).or_insert(u32::try_from(next).unwrap_or(u32::MAX))
        };
        let (forward, backward, within) =
            (forward.finished(&mut number), backward.finished(&mut number), within.finished(&mut number));
        let (number, year) = (number(numbers), number(years));
        let mut meanings = vec![Vec::new(); numbered.len()];
        for (parts, meaning) in numbered {
            meanings[meaning as usize] = parts;
        }
        Self { forward, backward, within, number, year, meanings }
    }

    /// The parts of each meaning, by its number.
    pub(super) fn meanings(&self) -> &[Vec<Part>] {
        &self.meanings
    }

    /// Calls `meant` with each meaning of a folded word that stands for something; a part may be in several.
    pub(super) fn look_up(&self, word: &[u8], mut meant: impl FnMut(Meaning)) {
        let mut meant = |meaning| {
            if meaning != NOTHING {
                meant(meaning);
            }
        };
        meant(self.forward.along(word.iter()));
        if !self.backward.is_empty() {
            meant(self.backward.along(word.iter().rev()));
        }
        if !self.within.is_empty() {
            self.within.anywhere(word, &mut meant);
        }
        if word[0].is_ascii_digit() && word.iter().all(u8::is_ascii_digit) {
            meant(self.number);
            if word.len() == 4 && matches!(word[..2], [b'1', b'9'] | [b'2', b'0']) {
                meant(self.year);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::phrase::Phrase;
    use proptest::prelude::*;

    /// What a term means, said plainly.
    fn fits(term: &Term, word: &[u8]) -> bool {
        let digits = || word.iter().all(u8::is_ascii_digit);
        match term.shape {
            Shape::Whole => word == &*term.letters,
            Shape::Beginning => word.starts_with(&term.letters),
            Shape::Ending => word.ends_with(&term.letters),
            Shape::Within => word.windows(term.letters.len()).any(|part| part == &*term.letters),
            Shape::Number => digits(),
            Shape::Year => {
                word.len() == 4 && digits() && (word.starts_with(b"19") || word.starts_with(b"20"))
            }
        }
    }

    fn term(shape: Shape, letters: &str) -> Term {
        Term { shape, letters: letters.as_bytes().into() }
    }

    fn found(words: &Words, word: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        words.look_up(word.as_bytes(), |meaning| parts.extend_from_slice(&words.meanings[meaning as usize]));
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    proptest! {
        #[test]
        fn a_word_has_the_parts_that_some_term_of_theirs_fits(
            parts in prop::collection::vec(prop::collection::vec((0..6_usize, "[abé]{2,4}"), 1..4), 1..8),
            word in "[abé]{1,9}|[0-9]{1,5}|19[0-9]{2}|[ab]{1,3}[0-9]",
        ) {
            use Shape::{Beginning, Ending, Number, Whole, Within, Year};
            let shapes = [Whole, Beginning, Ending, Within, Number, Year];
            let parts: Vec<Vec<Term>> = parts.into_iter()
                .map(|terms| terms.into_iter().map(|(shape, letters)| term(shapes[shape], &letters)).collect())
                .collect();
            let words = Words::new(parts.iter().map(Vec::as_slice).zip(0..));
            let expected: Vec<Part> = (0..).zip(&parts)
                .filter(|(_, terms)| terms.iter().any(|term| fits(term, word.as_bytes())))
                .map(|(part, _)| part)
                .collect();
            prop_assert_eq!(found(&words, &word), expected);
        }
    }

    #[test]
    fn shapes_compare_as_written() {
        let fits = |phrase: &str, place: usize, word: &str| {
            let phrase = &Phrase::parse(phrase).unwrap()[0];
            !found(&Words::new([(&*phrase.elements[place].terms, 0)].into_iter()), word).is_empty()
        };
        assert!(fits("improv*", 0, "improving") && !fits("improv*", 0, "reimproving"));
        assert!(fits("*verbesser*", 0, "prozessverbesserung"));
        assert!(fits("*strategie", 0, "klimastrategie"));
        assert!(!fits("cost", 0, "costs"));
        assert!(fits("by ####", 1, "2030") && !fits("by ####", 1, "3030") && !fits("by ####", 1, "203"));
        assert!(
            fits("artificial*-intelligen*", 0, "artificially")
                && fits("artificial*-intelligen*", 1, "intelligences")
        );
    }
}
