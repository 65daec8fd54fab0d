//! A sentence made once for both ways of saying it: the words that hold now, and the formula that says it again when
//! the Register changes.

use crate::formula::quoted;
use crate::sheet::{Cell, Line};
use crate::text::{percent, thousands};

/// The longest text that a formula may hold between quotation marks.
const LITERAL: usize = 250;

/// A sentence, or a part of one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    words: String,
    /// The formula without its equals sign; empty while there are no words.
    formula: String,
}

/// Something that holds or does not, now and by formula.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    pub now: bool,
    pub formula: String,
}

/// A number now, and the formula that gives it.
#[derive(Clone, Debug)]
pub(crate) struct Figure<T> {
    pub now: T,
    pub formula: String,
}

impl Test {
    pub(crate) fn new(now: bool, formula: impl Into<String>) -> Self {
        Self { now, formula: formula.into() }
    }
}

impl<T> Figure<T> {
    pub(crate) fn new(now: T, formula: impl Into<String>) -> Self {
        Self { now, formula: formula.into() }
    }
}

impl From<&str> for Sentence {
    fn from(words: &str) -> Self {
        Self::default().words(words)
    }
}

impl Sentence {
    fn and(mut self, words: &str, formula: &str) -> Self {
        self.words.push_str(words);
        if !self.formula.is_empty() {
            self.formula.push('&');
        }
        self.formula.push_str(formula);
        self
    }

    /// Goes on with words that stay.
    pub(crate) fn words(self, words: &str) -> Self {
        let letters: Vec<char> = words.chars().collect();
        let parts: Vec<_> =
            letters.chunks(LITERAL).map(|part| quoted(&part.iter().collect::<String>())).collect();
        if parts.is_empty() { self } else { self.and(words, &parts.join("&")) }
    }

    /// Goes on with a whole number.
    pub(crate) fn count(self, number: &Figure<u64>) -> Self {
        // The reader's own sign between thousands.
        self.and(&thousands(number.now), &format!("FIXED({},0)", number.formula))
    }

    /// Goes on with a share as a percentage.
    pub(crate) fn percent(self, share: &Figure<f64>) -> Self {
        self.and(&percent(share.now), &format!("ROUND(100*{},1)&\"%\"", share.formula))
    }

    /// Goes on with another part.
    pub(crate) fn then(self, part: &Self) -> Self {
        if part.formula.is_empty() { self } else { self.and(&part.words, &part.formula) }
    }

    /// One of two, by what holds.
    pub(crate) fn either(test: &Test, yes: impl Into<Self>, no: impl Into<Self>) -> Self {
        let (yes, no) = (yes.into(), no.into());
        let of = |part: &Self| if part.formula.is_empty() { "\"\"".to_owned() } else { part.formula.clone() };
        let formula = format!("IF({},{},{})", test.formula, of(&yes), of(&no));
        Self { words: if test.now { yes.words } else { no.words }, formula }
    }

    /// `a`, `a and b`, `a, b and c` of the parts that hold. How many do is asked for, and must not be none where the
    /// formula is reached.
    pub(crate) fn listed(parts: &[(Test, Self)], how_many: &str) -> Self {
        let held: Vec<_> = parts.iter().filter(|(test, _)| test.now).map(|(_, part)| &part.words).collect();
        let words = crate::text::listed(&held);
        let each: Vec<_> = parts
            .iter()
            .map(|(test, part)| format!("IF({},\"|\"&{},\"\")", test.formula, part.formula))
            .collect();
        // The last mark becomes a word and the others commas; then what stands before the first goes.
        let formula = format!(
            "MID(SUBSTITUTE(SUBSTITUTE({},\"|\",\" and \",{how_many}),\"|\",\", \"),IF({how_many}=1,6,3),999)",
            each.join("&")
        );
        Self { words, formula }
    }

    /// The words that hold now.
    #[cfg(test)]
    pub(crate) fn said(&self) -> &str {
        &self.words
    }

    /// As a cell that follows the figures, or keeps what holds now.
    pub(crate) fn cell(self, live: bool) -> Cell {
        Cell::text(self.words).with_formula(live.then(|| format!("={}", self.formula)))
    }

    /// As a line of prose that follows the figures, or keeps what holds now.
    pub(crate) fn line(self, live: bool) -> Line {
        if live { Line::Live(self.cell(true)) } else { Line::Text(self.words) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_formula_say_the_same() {
        let test = |now| Test::new(now, "A1>0");
        let listed = Sentence::listed(
            &[(test(true), "a".into()), (test(false), "b".into()), (test(true), "c".into())],
            "B1",
        );
        let whole = Sentence::from("He said \"")
            .count(&Figure::new(1234, "C1"))
            .words("\": ")
            .then(&Sentence::either(&test(true), listed, ""))
            .percent(&Figure::new(0.125, "D1"));
        assert_eq!(whole.said(), "He said \"1,234\": a and c12.5%");
        let Line::Live(cell) = whole.line(true) else { panic!("not live") };
        assert_eq!(
            cell.formula.unwrap(),
            "=\"He said \"\"\"&FIXED(C1,0)&\"\"\": \"&IF(A1>0,MID(SUBSTITUTE(SUBSTITUTE(IF(A1>0,\"|\"&\"a\",\"\")\
             &IF(A1>0,\"|\"&\"b\",\"\")&IF(A1>0,\"|\"&\"c\",\"\"),\"|\",\" and \",B1),\"|\",\", \"),IF(B1=1,6,3),999)\
             ,\"\")&ROUND(100*D1,1)&\"%\""
        );
    }

    #[test]
    fn long_words_are_cut_where_a_formula_cannot_hold_them() {
        let Line::Live(cell) = Sentence::from("x".repeat(600).as_str()).line(true) else {
            panic!("not live")
        };
        assert_eq!(cell.formula.unwrap().matches('&').count(), 2);
    }
}
