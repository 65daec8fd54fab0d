//! Where a clause begins and ends: how far a denial of its verb reaches.

use std::ops::Range;

use super::tokens::Tokens;

/// The words of one language by which clauses are told apart.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    joins: Vec<Box<[u8]>>,
    relatives: Vec<Box<[u8]>>,
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
    /// `joins` join two clauses ("and", "because"), `relatives` begin one about the word before ("who").
    pub(super) fn new(joins: &[String], relatives: &[String]) -> Self {
        let sorted = |words: &[String]| {
            let mut words: Vec<Box<[u8]>> =
                words.iter().map(|word| crate::fold::fold(word).into_bytes().into()).collect();
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
        let is = |words: &[Box<[u8]>], place: usize| {
            words.binary_search_by(|word| (**word).cmp(tokens.word(tokens.all()[place]))).is_ok()
        };
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
}

/// What stands before a word.
pub(super) fn pause(tokens: &Tokens, raw: &str, place: usize) -> Pause {
    let (Some(before), token) = (place.checked_sub(1), tokens.all()[place]) else { return Pause::Full };
    if token.opens {
        return Pause::Full;
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
