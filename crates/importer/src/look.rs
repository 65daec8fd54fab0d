//! What a column's first values look like, so that a header's word is not taken for more than the values
//! bear out.

mod support;

use std::collections::BTreeSet;

use evenfolio_core::field::Field;
use evenfolio_core::fold::fold;

use crate::lift::{answer, date, missing, money, status};
use crate::rows::{Cell, CellKind};

/// Values counted by what they look like. A value may look like several things.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Rows looked at.
    pub rows: u32,
    /// Cells that hold a value; cells that say that there is none are not counted.
    pub filled: u32,
    numbers: u32,
    amounts: u32,
    dates: u32,
    answers: u32,
    addresses: u32,
    colours: u32,
    steps: u32,
    facets: u32,
    /// Values that only count the rows: 1 in the first, 2 in the second.
    counters: u32,
    letters: u64,
    distinct: BTreeSet<String>,
    /// What cells say that say that there is no value.
    pub(crate) nothings: BTreeSet<String>,
}

const COLOURS: &[&str] = &[
    "red",
    "amber",
    "green",
    "yellow",
    "amber red",
    "amber green",
    "rot",
    "gelb",
    "grun",
    "rouge",
    "orange",
    "vert",
    "jaune",
    "rojo",
    "amarillo",
    "verde",
    "vermelho",
    "amarelo",
    "rosso",
    "giallo",
    "rood",
    "geel",
    "groen",
    "oranje",
    "rod",
    "gul",
    "gron",
    "punainen",
    "keltainen",
    "vihrea",
    "czerwony",
    "zolty",
    "zielony",
    "κοκκινο",
    "πρασινο",
    "κιτρινο",
];

impl Look {
    /// Looks at one cell.
    pub fn note(&mut self, cell: Cell<'_>) {
        self.rows += 1;
        let text = cell.text.trim();
        if text.is_empty() {
            return;
        }
        if missing::is_missing(Field::Notes, text) {
            if self.nothings.len() < 8 {
                self.nothings.insert(text.to_owned());
            }
            return;
        }
        self.filled += 1;
        self.letters += text.chars().count() as u64;
        let short = text.len() <= 60;
        if short {
            let number = matches!(cell.kind, CellKind::Number(_)) || text.parse::<f64>().is_ok();
            self.numbers += u32::from(number);
            self.counters += u32::from(
                text.trim_end_matches('.').parse::<u32>().is_ok_and(|n| n.abs_diff(self.filled) <= 1),
            );
            self.amounts += u32::from(cell.kind != CellKind::Date && money::looks_like(text));
            self.dates +=
                u32::from(date::looks_like(text, cell.kind) || date::looks_like_mistyped_year(text));
            self.answers +=
                u32::from(matches!(cell.kind, CellKind::Bool(_)) || answer::yes_no(text).is_some());
        }
        let lower = text.to_ascii_lowercase();
        self.addresses += u32::from(
            lower.contains("://") || lower.starts_with("www.") || lower.contains('@') && !lower.contains(' '),
        );
        let folded = fold(text);
        self.colours += u32::from(COLOURS.contains(&folded.as_str()));
        self.steps += u32::from(short_enough(text) && status::read(text, None).is_some());
        self.facets += u32::from(short && answer::purpose(text).is_some());
        if self.distinct.len() < 2000 {
            self.distinct.insert(folded);
        }
    }

    fn share(&self, count: u32) -> f64 {
        if self.filled == 0 { 0.0 } else { f64::from(count) / f64::from(self.filled) }
    }

    /// The share of rows that hold a value.
    pub fn fill(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { f64::from(self.filled) / f64::from(self.rows) }
    }

    /// The share of values that are unlike all others.
    pub fn variety(&self) -> f64 {
        let distinct = u32::try_from(self.distinct.len()).unwrap_or(u32::MAX);
        if self.filled == 0 { 0.0 } else { f64::from(distinct.min(self.filled)) / f64::from(self.filled) }
    }

    /// The share of values that are nothing but numbers.
    pub fn numeric(&self) -> f64 {
        self.share(self.numbers)
    }

    /// The share of values that name a facet, or all of them.
    pub fn facets(&self) -> f64 {
        self.share(self.facets)
    }

    /// The share of values that are steps on the status ladder.
    pub(crate) fn steps(&self) -> f64 {
        self.share(self.steps)
    }

    /// How long the values are, in letters.
    pub fn length(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a mean for a rule of thumb")]
        let letters = self.letters as f64;
        if self.filled == 0 { 0.0 } else { letters / f64::from(self.filled) }
    }

    /// Whether the values read as names: words, not numbers, dates, answers or addresses.
    pub fn reads_as_names(&self) -> bool {
        self.filled > 0
            && self.numeric() < 0.3
            && self.share(self.dates) < 0.3
            && self.share(self.answers) < 0.3
            && self.share(self.addresses) < 0.5
            && self.length() >= 2.5
    }
}

fn short_enough(text: &str) -> bool {
    text.len() <= 200
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(values: &[&str]) -> Look {
        let mut look = Look::default();
        for text in values {
            look.note(Cell { text, kind: CellKind::Text });
        }
        look
    }

    #[test]
    fn values_bear_a_header_out_or_not() {
        assert!(look(&["Y", "N", "Y"]).speaks_for(Field::Agency) < -40);
        assert!(look(&["£1.5m", "£2m", "exempt"]).speaks_for(Field::Budget) >= 0);
        assert!(look(&["on time", "late"]).speaks_for(Field::Budget) < -40);
        assert!(look(&["Amber", "Red", "Green"]).speaks_for(Field::Status) < -40);
        assert!(look(&["Pilot", "Live"]).speaks_for(Field::Status) > 0);
        assert!(look(&["2020", "2021-05"]).speaks_for(Field::StartDate) > 0);
        assert!(look(&["1", "2", "3"]).speaks_for(Field::Title) < -40);
        assert!(look(&["", "N/A"]).speaks_for(Field::Title) > -10);
    }

    #[test]
    fn names_are_words() {
        assert!(look(&["Road", "Bridge"]).reads_as_names());
        assert!(!look(&["12", "13"]).reads_as_names());
        assert!(!look(&[]).reads_as_names());
    }
}
