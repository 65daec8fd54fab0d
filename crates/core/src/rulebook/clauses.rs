//! Where a clause begins and ends: how far a denial of its verb reaches.

use std::ops::Range;

use super::tokens::{Packed, Tokens};

/// The words of one language by which clauses are told apart.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    joins: Vec<Packed>,
    relatives: Vec<Packed>,
}

/// What parts two words beside a blank.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pause {
    None,
    Comma,
    /// A colon, a bracket or a dash, and where a sentence ends.
    Full,
}

impl Clauses {
    /// `joins` join two clauses ("and", "because"), `relatives` begin one about the word before ("who"); of at most sixteen
    /// letters each.
    pub(super) fn new(joins: &[String], relatives: &[String]) -> Self {
        let sorted = |words: &[String]| {
            let mut words: Vec<Packed> = words.iter().filter_map(|word| Tokens::of_word(word)).collect();
            words.sort_unstable();
            words
        };
        Self { joins: sorted(joins), relatives: sorted(relatives) }
    }

    /// The clause whose verb is denied by the words from `first` to `last`; `None` where they stand in two clauses, or in
    /// one that says of whom or what another speaks: "residents who are not online wait half as long". `raw` is the text
    /// of the cell.
    pub(super) fn denied(
        &self,
        tokens: &Tokens,
        raw: &str,
        first: usize,
        last: usize,
    ) -> Option<Range<usize>> {
        let is = |words: &[Packed], place: usize| is_one_of(words, tokens, place);
        let parted = |place: usize| pause(tokens, raw, place) > Pause::None;
        let mut start = last;
        while !(parted(start) || start < first && is(&self.joins, start)) {
            start -= 1;
            if start < first && is(&self.relatives, start) {
                return None;
            }
        }
        let ends = |place: &usize| parted(*place) || is(&self.joins, *place);
        let end = (last + 1..tokens.all().len()).find(ends).unwrap_or(tokens.all().len());
        (start <= first).then_some(start..end)
    }

    /// Whether a word joins two clauses.
    pub(super) fn joins_at(&self, tokens: &Tokens, place: usize) -> bool {
        is_one_of(&self.joins, tokens, place)
    }

    /// The sentence before the one that the words from `first` to `last` are; `None` where they are only a part of a
    /// clause that says more.
    pub(super) fn taken_back(
        &self,
        tokens: &Tokens,
        raw: &str,
        first: usize,
        last: usize,
    ) -> Option<Range<usize>> {
        let all = tokens.all();
        let after = last + 1;
        let ends =
            after == all.len() || pause(tokens, raw, after) > Pause::None || self.joins_at(tokens, after);
        let start = (0..first).rev().find(|place| all[*place].opens)?;
        (all[first].opens && ends).then_some(start..first)
    }
}

fn is_one_of(words: &[Packed], tokens: &Tokens, place: usize) -> bool {
    tokens.packed_long(tokens.all()[place]).is_some_and(|word| words.binary_search(&word).is_ok())
}

/// What stands before a word.
pub(super) fn pause(tokens: &Tokens, raw: &str, place: usize) -> Pause {
    let (Some(before), token) = (place.checked_sub(1), tokens.all()[place]) else { return Pause::Full };
    if token.opens {
        return Pause::Full;
    }
    if token.raw_start.saturating_sub(tokens.all()[before].raw_end) <= 1 {
        // A blank, or a mark within a word.
        return Pause::None;
    }
    let between =
        raw.get(tokens.all()[before].raw_end as usize..token.raw_start as usize).unwrap_or_default();
    // "1,000" and "e-mail" are not parted.
    let between = if between.contains(char::is_whitespace) { between } else { "" };
    let has = |marks: &[char]| between.contains(marks);
    match () {
        () if has(&[':', '(', ')', '–', '—']) || between.contains(" - ") => Pause::Full,
        () if has(&[',', '،', '、']) => Pause::Comma,
        () => Pause::None,
    }
}
