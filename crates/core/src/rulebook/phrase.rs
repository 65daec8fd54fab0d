//! The little language in which a rulebook writes phrases.
//!
//! A phrase is a row of words. Letter case, accents and punctuation make no difference. `improv*` is any word
//! that begins so, `*verbesserung` any that ends so, `*verbesser*` any that holds it. `cut|lower*` is either.
//! `…` stands for up to four words in between, never across the end of a sentence. `#` is a number, `####` a
//! year. A hyphen joins the words of one alternative: `co-creat*|together-with`. `= yes` is a cell that says
//! nothing else.

use std::sync::Arc;

use crate::fold::fold;

/// How many words `…` may stand for.
pub(crate) const WIDEST_GAP: usize = 4;

/// The most words that a phrase may have.
pub(crate) const MOST_WORDS: usize = 12;

/// How a term is compared with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shape {
    /// The word itself.
    Whole,
    /// `stem*`
    Beginning,
    /// `*stem`
    Ending,
    /// `*stem*`
    Within,
    /// `#`
    Number,
    /// `####`
    Year,
}

/// One alternative for one word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Term {
    pub(crate) shape: Shape,
    pub(crate) letters: Box<[u8]>,
}

/// One place in a phrase: any of the terms fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Whether other words may stand before it.
    pub(crate) gap: bool,
    /// In order, each once; shared by all phrases that one text gives.
    pub(crate) terms: Arc<[Term]>,
}

/// A phrase in the form in which it is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) elements: Vec<Element>,
    /// Whether it must be all that the cell says.
    pub(crate) alone: bool,
}

impl Phrase {
    /// Reads a phrase. A hyphenated alternative makes a phrase of its own, hence several.
    pub(crate) fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut variants: Vec<Vec<Element>> = vec![Vec::new()];
        let mut gap = false;
        let (alone, text) = text.strip_prefix("= ").map_or((false, text), |text| (true, text));
        for part in text.split_whitespace() {
            if part == "…" {
                gap = true;
                continue;
            }
            let alternatives = alternatives(part)?;
            variants = variants
                .iter()
                .flat_map(|before| {
                    alternatives.iter().map(move |run| {
                        let places = run.iter().enumerate();
                        let added =
                            places.map(|(i, terms)| Element { gap: gap && i == 0, terms: Arc::clone(terms) });
                        before.iter().cloned().chain(added).collect()
                    })
                })
                .collect();
            gap = false;
        }
        if gap || variants[0].first().is_none_or(|first| first.gap) {
            return Err("a phrase neither begins nor ends with a gap".to_owned());
        }
        variants.into_iter().map(|elements| Self::checked(elements, alone)).collect()
    }

    fn checked(elements: Vec<Element>, alone: bool) -> Result<Self, String> {
        if elements.len() > MOST_WORDS {
            return Err("a phrase has at most twelve words".to_owned());
        }
        if !elements.iter().any(Element::is_word) {
            return Err("a phrase needs at least one word".to_owned());
        }
        Ok(Self { elements, alone })
    }
}

impl Element {
    /// Whether it can be looked for by its letters, which a number cannot.
    pub(crate) fn is_word(&self) -> bool {
        !self.terms.iter().any(|term| matches!(term.shape, Shape::Number | Shape::Year))
    }
}

/// The alternatives of one part: those of one word together, each longer one by itself.
fn alternatives(part: &str) -> Result<Vec<Vec<Arc<[Term]>>>, String> {
    let mut single = Vec::new();
    let mut runs = Vec::new();
    for alternative in part.split('|') {
        let mut terms = terms(alternative)?;
        match terms.len() {
            1 => single.append(&mut terms),
            _ => runs.push(terms.into_iter().map(|term| Arc::from([term])).collect()),
        }
    }
    if !single.is_empty() {
        single.sort_unstable();
        single.dedup();
        runs.insert(0, vec![single.into()]);
    }
    Ok(runs)
}

fn terms(alternative: &str) -> Result<Vec<Term>, String> {
    // A hyphen joins words; each may be cut off at either end.
    let mut shaped: Vec<(Shape, String)> = Vec::new();
    for part in alternative.split('-') {
        let number = match part {
            "#" => Some(Shape::Number),
            "####" => Some(Shape::Year),
            _ => None,
        };
        if let Some(shape) = number {
            shaped.push((shape, String::new()));
            continue;
        }
        let (open_start, open_end) = (part.starts_with('*'), part.ends_with('*'));
        let folded = fold(part);
        let count = folded.split(' ').filter(|word| !word.is_empty()).count();
        for (i, word) in folded.split(' ').filter(|word| !word.is_empty()).enumerate() {
            let shape = match (open_start && i == 0, open_end && i + 1 == count) {
                (false, false) => Shape::Whole,
                (false, true) => Shape::Beginning,
                (true, false) => Shape::Ending,
                (true, true) => Shape::Within,
            };
            shaped.push((shape, word.to_owned()));
        }
    }
    if shaped.is_empty() {
        return Err(format!("`{alternative}` has no letters"));
    }
    let terms = shaped.into_iter().map(|(shape, word)| Term { shape, letters: word.as_bytes().into() });
    let terms: Vec<Term> = terms.collect();
    match terms.iter().find(|term| {
        matches!(term.shape, Shape::Beginning | Shape::Ending | Shape::Within) && term.letters.len() < 2
    }) {
        Some(_) => Err(format!("`{alternative}`: a stem has at least two letters")),
        None => Ok(terms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphenated_alternatives_become_phrases_of_their_own() {
        let phrases = Phrase::parse("co-creat*|cocreat*|design* … with citizens").unwrap();
        let lengths: Vec<usize> = phrases.iter().map(|phrase| phrase.elements.len()).collect();
        assert_eq!(lengths, [3, 4]);
        assert!(phrases[0].elements[1].gap);
        assert_eq!(phrases[0].elements[0].terms.len(), 2);
    }

    #[test]
    fn a_year_in_a_hyphenated_alternative_is_asked_for() {
        let phrases = Phrase::parse("all by-####|by-#|everywhere").unwrap();
        let last = |phrase: &Phrase| phrase.elements.last().unwrap().terms[0].shape;
        assert_eq!(phrases.iter().map(last).collect::<Vec<_>>(), [Shape::Whole, Shape::Year, Shape::Number]);
    }

    #[test]
    fn what_cannot_be_matched_is_refused() {
        for text in ["", "…", "… cost", "cost …", "####", "c*", "***"] {
            assert!(Phrase::parse(text).is_err(), "{text:?}");
        }
    }
}
