//! Values that a person put right in place of what a register says.

use std::fmt;

use crate::date::PartialDate;
use crate::field::Field;
use crate::initiative::Initiative;

/// One value that a person put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Which value.
    pub target: Target,
    /// What the register said when the person was asked.
    pub was: Was,
    /// What is to stand there, as it was written; empty where nothing is to stand there.
    pub value: String,
    /// It was written as a number: a spreadsheet makes one of a date, too.
    pub is_number: bool,
    /// Where it was written: file, sheet and cell.
    pub cell: String,
}

/// Which value of an initiative is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// What is read under a canonical name.
    Field(Field),
    /// A column of the register, by its header, or by its letters where it has none.
    Column(String),
}

/// What a register said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Was {
    /// Nothing.
    Blank,
    /// These words.
    Text(String),
    /// Something that is shown with this mark.
    Mark(Mark),
    /// Words with this mark.
    Words(Mark),
}

impl Was {
    /// Whether the register still says so of that field.
    pub fn stands(&self, initiative: &Initiative, field: Field) -> bool {
        let now = initiative.registered(field).unwrap_or_default();
        match self {
            // Where there is nothing, nothing newer can be lost.
            _ if now.trim().is_empty() => true,
            Self::Blank => false,
            Self::Text(text) => Mark::of_text(text) == Mark::of_text(now),
            Self::Words(mark) => Mark::of_text(now) == *mark,
            Self::Mark(mark) => Mark::of(initiative, field) == *mark,
        }
    }
}

/// Eighteen bits by which it is noticed that the value of a cell was changed. White space and control characters
/// count for nothing: programs that save workbooks are free with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u32);

impl Mark {
    /// The mark of words; of none where there are none.
    pub fn of_text(text: &str) -> Self {
        let counts =
            |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
        let letters = text.chars().filter(counts);
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for letter in letters {
            hash = (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3);
        }
        let folded = hash ^ (hash >> 36) ^ (hash >> 18);
        Self(u32::try_from(folded & 0x3_ffff).unwrap_or(0))
    }

    /// The mark of a number, as precise as spreadsheets keep it.
    pub fn of_number(number: f64) -> Self {
        Self::of_text(&format!("{number:.9e}"))
    }

    /// The mark of what a workbook shows of a field.
    pub fn of(initiative: &Initiative, field: Field) -> Self {
        let date = |date: Option<PartialDate>| match date {
            Some(date) => date.serial().map_or_else(|| Self::of_text(&date.to_string()), Self::of_number),
            None => Self::of_text(""),
        };
        match field {
            Field::Title => Self::of_text(initiative.name()),
            Field::Agency => Self::of_text(&initiative.agency),
            Field::Status => Self::of_text(initiative.status.map_or("", |status| status.word())),
            Field::StartDate => date(initiative.start),
            Field::EndDate => date(initiative.end),
            Field::Budget => {
                initiative.budget.map_or_else(|| Self::of_text(""), |money| Self::of_number(money.major()))
            }
            Field::Currency => {
                Self::of_text(initiative.budget.as_ref().map_or("", |money| money.currency.code()))
            }
            field => Self::of_text(initiative.text(field).unwrap_or_default()),
        }
    }

    /// Reads three letters, as [`Display`](fmt::Display) writes them.
    pub fn parse(letters: &str) -> Option<Self> {
        let digit = |letter: u8| ALPHABET.iter().position(|known| *known == letter);
        let bits = letters.bytes().try_fold(0, |bits, letter| Some(bits << 6 | digit(letter)?))?;
        (letters.len() == Self::LETTERS).then_some(Self(u32::try_from(bits).ok()?))
    }

    /// How many letters it has.
    pub const LETTERS: usize = 3;
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";

/// Three letters, digits, points or hyphens.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in [12, 6, 0] {
            write!(f, "{}", char::from(ALPHABET[(self.0 >> place & 63) as usize]))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_as_they_were_written() {
        for text in ["", "Night bus", "夜行バス", "[x]", "a b\n"] {
            let mark = Mark::of_text(text);
            assert_eq!(Mark::parse(&mark.to_string()), Some(mark));
        }
        assert_eq!([Mark::parse("AB"), Mark::parse("A B"), Mark::parse("ABCD")], [None; 3]);
        assert_eq!(Mark::of_text(" a\r\nb "), Mark::of_text("a b"));
        assert_ne!(Mark::of_text("pilot"), Mark::of_text("pilots"));
        let long = "word ".repeat(6_000);
        assert_ne!(Mark::of_text(&long), Mark::of_text(&format!("{long}!")));
        assert_eq!(Mark::of_number(0.1 + 0.2), Mark::of_number(0.3));
    }
}
