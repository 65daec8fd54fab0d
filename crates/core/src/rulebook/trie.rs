//! A tree of letters: which stems a word begins with, found letter by letter.

use std::collections::{BTreeMap, VecDeque};

use super::words::{Meaning, Part};

/// A tree of letters in one array: the children of a state stand at its base plus their letter's column, wherever that
/// is free. So it is some fifty kilobytes for a language, and stays in the cache.
#[derive(Debug)]
pub(super) struct Trie {
    /// The column of each byte; 0 for bytes that no stem has.
    columns: [u8; 256],
    slots: Vec<Slot>,
    /// With which two letters stems begin: for each first one the set of the second.
    pairs: Vec<[u64; 4]>,
    /// For each slot, what is meant when the word goes on elsewhere, and when it ends here. The way to a state is
    /// its letters, so what was met on the way is known where it ends.
    meant: Vec<Meant>,
}

/// A state. No two states have the same base, so the column tells whose child it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    /// Where its children are; past the end for a state without.
    base: u32,
    column: u8,
}

#[derive(Clone, Copy, Debug, Default)]
struct Meant {
    passed: Meaning,
    ended: Meaning,
}

const ROOT: usize = 0;
const FREE: Slot = Slot { base: u32::MAX >> 1, column: 0 };

impl Trie {
    /// Whether it has no stems.
    pub(super) fn is_empty(&self) -> bool {
        self.slots.len() == 1
    }

    /// What the letters of a word mean from each place on.
    pub(super) fn anywhere(&self, word: &[u8], mut meant: impl FnMut(Meaning)) {
        for (start, pair) in word.windows(2).enumerate() {
            if self.begins(pair[0], pair[1]) {
                meant(self.along(word[start..].iter()));
            }
        }
    }

    /// Whether some stem begins with two letters; none is shorter.
    fn begins(&self, first: u8, second: u8) -> bool {
        self.pairs[usize::from(first)][usize::from(second / 64)] & 1 << (second % 64) != 0
    }

    /// What a word means that has these letters.
    pub(super) fn along<'a>(&self, letters: impl Iterator<Item = &'a u8>) -> Meaning {
        let (mut state, mut base) = (ROOT, self.slots[ROOT].base);
        for byte in letters {
            let column = self.columns[usize::from(*byte)];
            let next = base as usize + usize::from(column);
            match self.slots.get(next) {
                Some(slot) if slot.column == column && column != 0 => (state, base) = (next, slot.base),
                _ => return self.meant[state].passed,
            }
        }
        self.meant[state].ended
    }
}

/// A tree while stems are added.
pub(super) struct Sketch {
    states: Vec<State>,
}

#[derive(Default)]
struct State {
    next: BTreeMap<u8, usize>,
    passed: Vec<Part>,
    ended: Vec<Part>,
}

impl Sketch {
    pub(super) fn new() -> Self {
        Self { states: vec![State::default()] }
    }

    /// Adds a stem; `whole` if words that go on after it are not meant.
    pub(super) fn add(&mut self, letters: impl Iterator<Item = u8>, part: Part, whole: bool) {
        let mut at = 0;
        for byte in letters {
            let new = self.states.len();
            at = *self.states[at].next.entry(byte).or_insert(new);
            if at == new {
                self.states.push(State::default());
            }
        }
        let state = &mut self.states[at];
        if whole { &mut state.ended } else { &mut state.passed }.push(part);
    }

    /// The tree, with the sets of parts numbered by `number`.
    pub(super) fn finished(mut self, number: &mut impl FnMut(Vec<Part>) -> Meaning) -> Trie {
        let mut columns = [0; 256];
        let mut width = 0_u8;
        for byte in self.states.iter().flat_map(|state| state.next.keys()) {
            let column = &mut columns[usize::from(*byte)];
            if *column == 0 {
                width += 1;
                *column = width;
            }
        }
        let mut pairs = vec![[0; 4]; 256];
        for (first, second) in &self.states[0].next {
            for second in self.states[*second].next.keys() {
                pairs[usize::from(*first)][usize::from(second / 64)] |= 1 << (second % 64);
            }
        }
        let mut trie = Trie { columns, slots: vec![FREE], pairs, meant: vec![Meant::default()] };
        let mut first_free = 1;
        // Level by level: the states that are met most stand next to each other.
        let mut waiting = VecDeque::from([(0, ROOT)]);
        while let Some((at, slot)) = waiting.pop_front() {
            let State { next, passed, ended } = std::mem::take(&mut self.states[at]);
            let children: Vec<(u8, usize)> =
                next.into_iter().map(|(byte, to)| (columns[usize::from(byte)], to)).collect();
            if !children.is_empty() {
                let base = trie.room_for(&children, &mut first_free);
                trie.slots[slot].base = u32::try_from(base).unwrap_or(FREE.base);
                for (column, to) in children {
                    let place = base + usize::from(column);
                    trie.slots[place].column = column;
                    self.states[to].passed.extend_from_slice(&passed);
                    waiting.push_back((to, place));
                }
            }
            let ended = number(set([&*passed, &*ended].concat()));
            trie.meant[slot] = Meant { passed: number(set(passed)), ended };
        }
        trie
    }
}

fn set(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_unstable();
    parts.dedup();
    parts
}

impl Trie {
    /// A base that no state has and at which all columns are free, with the slots for them. Bases only grow, so that
    /// none comes twice.
    fn room_for(&mut self, children: &[(u8, usize)], base: &mut usize) -> usize {
        let free = |slots: &[Slot], place: usize| slots.get(place).is_none_or(|slot| *slot == FREE);
        while !children.iter().all(|(column, _)| free(&self.slots, *base + usize::from(*column))) {
            *base += 1;
        }
        let found = *base;
        *base += 1;
        let end = children.iter().map(|(column, _)| found + usize::from(*column) + 1).max().unwrap_or(0);
        if end > self.slots.len() {
            self.slots.resize(end, FREE);
            self.meant.resize(end, Meant::default());
        }
        found
    }
}
