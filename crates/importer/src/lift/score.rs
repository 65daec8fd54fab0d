//! Scores on an axis: the scale is found from the whole column, then every score is brought to −1000…1000.

use evenfolio_core::fold::fold;

use super::money::number;
use crate::vocabulary::{Grade, vocabulary};

/// The scale of a column of scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Numbers from the lowest to the highest, in thousandths.
    Numbers {
        /// The lowest score.
        low: i64,
        /// The highest score.
        high: i64,
    },
    /// Low, medium, high.
    Words,
}

/// What is seen of a column of scores before its scale is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    numbers: u64,
    words: u64,
    percents: u64,
    fractions: u64,
    negative: u64,
    below_one: u64,
    /// Scores whose distance from 0 is at most that of [`REACHES`].
    within: [u64; REACHES.len()],
}

/// Where usual scales end.
const REACHES: [i64; 7] = [1, 2, 3, 5, 7, 10, 100];

/// So many in a hundred scores may be slips off the scale.
const SLIPS: u64 = 3;

impl Seen {
    /// Notes one cell.
    pub fn note(&mut self, text: &str) {
        if let Some(value) = thousandths(text) {
            self.numbers += 1;
            self.percents += u64::from(text.contains('%'));
            self.fractions += u64::from(value % 1000 != 0);
            self.negative += u64::from(value < 0);
            self.below_one += u64::from(value < 1000);
            for (within, reach) in self.within.iter_mut().zip(REACHES) {
                *within += u64::from(value.abs() <= reach * 1000);
            }
        } else if grade(text).is_some() {
            self.words += 1;
        }
    }

    /// The scale: as the header says, else the narrowest usual one that holds the scores and leaves no doubt.
    /// A few slips do not decide it. `None` where nothing does.
    pub fn scale(&self, header: &str) -> Option<Scale> {
        if let Some((low, high)) = stated(header) {
            return Some(Scale::Numbers { low: low * 1000, high: high * 1000 });
        }
        if self.numbers == 0 {
            return (self.words > 0).then_some(Scale::Words);
        }
        let few = |count: u64| count * 100 <= self.numbers * SLIPS;
        let between = |low: i64, high: i64| Some(Scale::Numbers { low: low * 1000, high: high * 1000 });
        let both_ways = !few(self.negative);
        let place = self.within.iter().position(|within| few(self.numbers - within))?;
        let reach = REACHES[place];
        if !few(self.percents) {
            return if both_ways { between(-100, 100) } else { between(0, 100) };
        }
        if both_ways {
            return between(-reach, reach);
        }
        let from_one = few(self.below_one) && few(self.fractions);
        match reach {
            // From 0 to 1 may be the upper half of −1 to 1, from 1 to 3 the lower half of 1 to 5.
            1..=3 => None,
            5 | 7 if from_one => between(1, reach),
            5 => between(0, 5),
            // From 0 to 7 is no usual scale.
            7 | 10 => between(0, 10),
            _ => between(0, 100),
        }
    }
}

/// A score on its scale, from −1000 at the low end to 1000 at the high end; `None` off the scale.
///
/// ```
/// use evenfolio_importer::lift::score::{Scale, read};
/// let one_to_five = Scale::Numbers { low: 1000, high: 5000 };
/// assert_eq!(read("3", one_to_five), Some(0));
/// assert_eq!(read("5", one_to_five), Some(1000));
/// assert_eq!(read("6", one_to_five), None);
/// assert_eq!(read("medium", Scale::Words), Some(0));
/// ```
pub fn read(text: &str, scale: Scale) -> Option<i32> {
    match scale {
        Scale::Words => Some(match grade(text)? {
            Grade::Low => -1000,
            Grade::Medium => 0,
            Grade::High => 1000,
        }),
        Scale::Numbers { low, high } => {
            let value = thousandths(text)?;
            if value < low || value > high || high <= low {
                return None;
            }
            // Twice the distance from the middle over the whole width, rounded half away from zero.
            let (twice, width) = (2 * value - low - high, high - low);
            let scaled =
                (i128::from(twice) * 2000 + i128::from(width * twice.signum())) / i128::from(2 * width);
            i32::try_from(scaled).ok()
        }
    }
}

fn grade(text: &str) -> Option<Grade> {
    if text.len() > 40 {
        return None;
    }
    vocabulary().grades.exact(&fold(text), None)
}

/// A plain number in thousandths, further digits cut off.
fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let text = text.split('/').next().filter(|_| text.matches('/').count() == 1).unwrap_or(text);
    let plain = text.replace(['\u{2212}', '–'], "-").replace(',', ".");
    let read = number::plain(&plain)?;
    i64::try_from(read.scaled(3)?).ok()
}

/// The ends of a scale that a header states: `Uncertainty (1-5)`, `Direction (−1 to 1)`, `0–100`.
fn stated(header: &str) -> Option<(i64, i64)> {
    let mut numbers = Vec::new();
    let tidy = header.replace(['\u{2212}', '–', '—'], "-");
    let bytes = tidy.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |n| at + n);
        // A dash is a sign where no digit stands before it: "(-1 to 1)", but "1-5".
        let before = tidy[..at].trim_end_matches('-');
        let signed = before.len() < at && !before.trim_end().ends_with(|c: char| c.is_ascii_digit());
        let value: i64 = tidy[at..end].parse().ok()?;
        numbers.push(if signed { -value } else { value });
        at = end;
    }
    match numbers[..] {
        [low, high] if low < high && high <= 1000 && low >= -1000 => Some((low, high)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(header: &str, cells: &[&str]) -> Option<Scale> {
        let mut seen = Seen::default();
        for cell in cells {
            seen.note(cell);
        }
        seen.scale(header)
    }

    fn between(low: i64, high: i64) -> Option<Scale> {
        Some(Scale::Numbers { low: low * 1000, high: high * 1000 })
    }

    #[test]
    fn the_whole_column_decides_the_scale() {
        assert_eq!(scale("Uncertainty", &["-0.5", "0.25", "1"]), between(-1, 1));
        assert_eq!(scale("Uncertainty", &["1", "4", "5"]), between(1, 5));
        assert_eq!(scale("Uncertainty", &["2", "9"]), between(0, 10));
        assert_eq!(scale("Uncertainty", &["20", "90"]), between(0, 100));
        assert_eq!(scale("Uncertainty", &["20 %", "90 %"]), between(0, 100));
        assert_eq!(scale("Uncertainty", &["low", "High"]), Some(Scale::Words));
        assert_eq!(scale("Uncertainty", &["0.2", "0.8"]), None, "0 to 1, or half of −1 to 1?");
        assert_eq!(scale("Uncertainty (0-1)", &["0.2", "0.8"]), between(0, 1));
        assert_eq!(scale("Direction (\u{2212}2 … 2)", &["1"]), between(-2, 2));
        assert_eq!(scale("Uncertainty", &["blue"]), None);
        let mut many = vec!["40"; 97];
        many.extend(["-5", "999", "80"]);
        assert_eq!(scale("Uncertainty", &many), between(0, 100), "two slips in a hundred");
    }

    #[test]
    fn scores_are_exact() {
        let unit = Scale::Numbers { low: -1000, high: 1000 };
        assert_eq!(read("-0,5", unit), Some(-500));
        assert_eq!(read("0.333", unit), Some(333));
        assert_eq!(read("75", Scale::Numbers { low: 0, high: 100_000 }), Some(500));
        assert_eq!(read("high-ish", Scale::Words), None);
    }
}
