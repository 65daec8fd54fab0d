//! Phrases that hold more than a known word: its main word, the end of a compound, a known phrase inside.

use evenfolio_core::field::{Field, Kind};

use super::reading::{Found, Reader};
use crate::vocabulary::grammar::{Grammar, Head};

impl Reader<'_> {
    /// The main word of the phrase, where the rest only says which.
    pub(super) fn headed(&self, grammar: &Grammar, found: &mut Found) {
        let words: Vec<&str> = self.reading.split(' ').collect();
        if words.len() > 14 {
            return;
        }
        // "Expected or achieved benefits": the first part that is more than adjectives.
        let segment: Vec<&str> = words
            .split(|word| grammar.small.contains(*word))
            .map(|part| {
                part.iter().copied().filter(|word| !grammar.modify.contains(*word)).collect::<Vec<_>>()
            })
            .find(|part| !part.is_empty())
            .unwrap_or_default();
        let plain = words.iter().filter(|word| !grammar.small.contains(**word)).count();
        let main = match grammar.head {
            Head::Last => segment.last(),
            Head::First => segment.first(),
        };
        let Some(main) = main.copied() else { return };
        if !grammar.aspect.contains(main) {
            for length in (1..=3.min(segment.len())).rev() {
                let phrase = match grammar.head {
                    Head::Last => segment[segment.len() - length..].join(" "),
                    Head::First => segment[..length].join(" "),
                };
                self.main_word(grammar, &phrase, length, plain, &segment, found);
            }
        }
        if grammar.head == Head::Last && segment.len() == 1 {
            self.compound(grammar, main, plain, found);
        }
    }

    fn main_word(
        &self,
        grammar: &Grammar,
        phrase: &str,
        length: usize,
        plain: usize,
        segment: &[&str],
        found: &mut Found,
    ) {
        // Short words are abbreviations with many meanings.
        if phrase.chars().count() < 3 {
            return;
        }
        let things = segment.iter().filter(|word| grammar.things.contains(**word)).count();
        for field in self.bare(phrase).filter(|field| may_be_headed(*field)) {
            let share = 28 * (length + things).min(plain) / plain.max(1);
            let share = u8::try_from(share).unwrap_or(0);
            let confidence = match field {
                // "System name" is not the initiative's.
                Field::Title => 34 + share,
                // Whether a code tells the entries apart, its values show.
                Field::Id => 42 + share,
                _ => 58 + share,
            };
            self.add(found, field, confidence, || format!("its main word “{phrase}” in {}", self.tongue()));
        }
    }

    /// Germanic, Nordic, Finnic and Hungarian compounds: `Projektbezeichnung`, `Umsetzungsstatus`.
    fn compound(&self, grammar: &Grammar, word: &str, plain: usize, found: &mut Found) {
        if matches!(self.words.of(self.language).code, "en" | "tr" | "lv" | "lt") {
            return;
        }
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3).collect();
        for start in starts {
            let (front, back) = word.split_at(start);
            if back.chars().count() < 4 || grammar.aspect.contains(back) {
                continue;
            }
            let thing =
                grammar.things.contains(front) || grammar.things.contains(front.trim_end_matches('s'));
            if grammar.names.contains(back) && thing {
                self.add(found, Field::Title, 92, || format!("“{front}” and “{back}” in {}", self.tongue()));
            }
            let fields: Vec<Field> = self.bare(back).filter(|field| may_be_headed(*field)).collect();
            for field in &fields {
                let confidence = match (field, thing) {
                    (_, true) => 88,
                    (Field::Title | Field::Id, false) => 46,
                    (_, false) if plain == 1 => 70,
                    (_, false) => 62,
                };
                self.add(found, *field, confidence, || {
                    format!("“{back}” at the end of a compound, in {}", self.tongue())
                });
            }
            if !fields.is_empty() {
                return;
            }
        }
    }

    /// A known phrase of two words or more somewhere inside, or a single one at the front.
    pub(super) fn contained(&self, grammar: &Grammar, bare: &str, plain: usize, found: &mut Found) {
        let words: Vec<&str> = bare.split(' ').collect();
        if plain == 0
            || words.last().is_some_and(|word| grammar.head == Head::Last && grammar.aspect.contains(*word))
        {
            return;
        }
        if grammar.head == Head::First && words.first().is_some_and(|word| grammar.aspect.contains(*word)) {
            return;
        }
        for length in (2..=5.min(words.len())).rev() {
            for window in words.windows(length) {
                let phrase = window.join(" ");
                for field in
                    self.bare(&phrase).filter(|field| may_be_headed(*field) && *field != Field::Title)
                {
                    let share = u8::try_from(30 * length / plain).unwrap_or(0);
                    self.add(found, field, 52 + share, || {
                        format!("“{phrase}” inside it, in {}", self.tongue())
                    });
                }
            }
        }
        if let (Some(first), 2..=4) = (words.first().filter(|word| word.chars().count() >= 3), plain) {
            for field in self.bare(first).filter(|field| is_checkable(*field)) {
                self.add(found, field, 54, || format!("“{first}” at its beginning, in {}", self.tongue()));
            }
        }
    }
}

/// Fields whose values show whether the guess is right.
fn is_checkable(field: Field) -> bool {
    matches!(field.kind(), Kind::Money | Kind::Date | Kind::Status) && field != Field::Year
}

/// Fields that a longer phrase may name by its main word. The others have words that mean many things.
fn may_be_headed(field: Field) -> bool {
    !matches!(
        field,
        Field::Level
            | Field::Country
            | Field::Year
            | Field::Priority
            | Field::LinksTo
            | Field::Horizon
            | Field::NoveltyLevel
            | Field::DeclaredFacet
            | Field::DeclaredUncertainty
            | Field::DeclaredDirection
            | Field::Purpose
            | Field::Driver
            | Field::Currency
            | Field::Confidence
    )
}
