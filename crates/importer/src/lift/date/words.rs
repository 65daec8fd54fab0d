//! Dates written in words: `31 May 2024`, `1er janvier 2024`, `Mar-24`, `Q2 2023`, `FY24`, `spring 2023`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use evenfolio_core::date::PartialDate;
use evenfolio_core::fold::fold;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    about: BTreeSet<String>,
    quarter: BTreeSet<String>,
    fiscal: BTreeSet<String>,
    half: BTreeSet<String>,
    filler: BTreeSet<String>,
}

static WORDS: LazyLock<Lists> = LazyLock::new(|| {
    let lists: Lists =
        toml::from_str(include_str!("../../../words/dates.toml")).expect("the words are checked by a test");
    let fold_all = |set: BTreeSet<String>| set.iter().map(|word| fold(word)).collect();
    Lists {
        about: fold_all(lists.about),
        quarter: fold_all(lists.quarter),
        fiscal: fold_all(lists.fiscal),
        half: fold_all(lists.half),
        filler: fold_all(lists.filler),
    }
});

/// What a date in words is made of.
#[derive(Debug, Default)]
struct Parts {
    years: Vec<i16>,
    /// Two digits that may be a year or a day.
    short: Vec<u8>,
    month: Option<u8>,
    quarter: Option<u8>,
    fiscal: bool,
    half: bool,
    other: bool,
}

/// Reads a date in words; `None` if anything in it is not understood.
pub(super) fn read(text: &str) -> Option<PartialDate> {
    let mut tokens = tokens(text);
    tokens.retain(|token| !WORDS.filler.contains(token));
    if tokens.len() > 8 {
        return None;
    }
    let parts = Parts::of(&tokens);
    if parts.other {
        return None;
    }
    let year = match (parts.years[..].first(), parts.years.len()) {
        (Some(year), 1) => Some(*year),
        // FY2019/2020 is known by its first year.
        (Some(year), 2) if parts.fiscal && parts.years[1] == year + 1 => Some(*year),
        (None, _) => None,
        _ => return None,
    };
    match (year, parts.month, parts.quarter, &parts.short[..]) {
        (Some(year), Some(month), None, []) => PartialDate::month(year, month),
        (Some(year), Some(month), None, [day]) => PartialDate::day(year, month, *day),
        (None, Some(month), None, [short]) => PartialDate::month(century(*short), month),
        (None, Some(month), None, [day, short]) => PartialDate::day(century(*short), month, *day),
        (Some(year), None, Some(quarter), []) => PartialDate::quarter(year, quarter),
        (None, None, Some(quarter), [short]) => PartialDate::quarter(century(*short), quarter),
        (Some(year), None, None, []) => Some(PartialDate::Year(year)),
        (Some(year), None, None, [short]) if parts.fiscal && i16::from(*short) == (year + 1) % 100 => {
            Some(PartialDate::Year(year))
        }
        (None, None, None, [short]) if parts.fiscal => Some(PartialDate::Year(century(*short))),
        (None, None, None, [first, second]) if parts.fiscal && *second == (*first + 1) % 100 => {
            Some(PartialDate::Year(century(*first)))
        }
        _ => None,
    }
}

/// Leaves out the word for "year" after a date in numbers: `01.03.2023 г.`, `2023. g.`, `31/12/2024 r.`
pub(super) fn without_year_word(text: &str) -> &str {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, '.' | ' ' | '\u{a0}'));
    let word = fold(&text[digits.len()..]);
    let in_numbers = digits.len() >= 8
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b'-' | b' '));
    if in_numbers && !word.is_empty() && WORDS.about.contains(&word) { digits } else { text }
}

impl Parts {
    fn of(tokens: &[String]) -> Self {
        let mut parts = Self::default();
        let mut at = 0;
        while at < tokens.len() {
            let token = tokens[at].as_str();
            let next = tokens.get(at + 1).map(String::as_str);
            let pair = next.map(|next| format!("{token} {next}"));
            let numeral = |text: Option<&str>| text.and_then(quarter_number);
            if let Some(pair) =
                pair.as_deref().filter(|pair| WORDS.fiscal.contains(*pair) || WORDS.about.contains(*pair))
            {
                parts.fiscal |= WORDS.fiscal.contains(pair);
                at += 1;
            } else if token.bytes().all(|byte| byte.is_ascii_digit()) {
                if next
                    .is_some_and(|next| WORDS.quarter.contains(next) && (next.len() > 1 || tokens.len() == 3))
                    && numeral(Some(token)).is_some()
                {
                    parts.set_quarter(numeral(Some(token)));
                    at += 1;
                } else {
                    parts.number(token);
                }
            } else if let Some(month) = super::month(token) {
                parts.other |= parts.month.replace(month).is_some();
            } else if WORDS.quarter.contains(token) && numeral(next).is_some() {
                parts.set_quarter(numeral(next));
                at += 1;
            } else if WORDS.half.contains(token) && matches!(next, Some("1" | "2" | "i" | "ii")) {
                parts.half = true;
                at += 1;
            } else if roman(token).is_some() && next.is_some_and(|next| WORDS.quarter.contains(next)) {
                parts.set_quarter(roman(token));
                at += 1;
            } else if WORDS.fiscal.contains(token) {
                parts.fiscal = true;
            } else if !WORDS.about.contains(token) {
                parts.other = true;
            }
            at += 1;
        }
        parts
    }

    fn number(&mut self, digits: &str) {
        match digits.len() {
            4 => match super::year(digits) {
                Some(year) => self.years.push(year),
                None => self.other = true,
            },
            1 | 2 => match digits.parse() {
                Ok(short) => self.short.push(short),
                Err(_) => self.other = true,
            },
            _ => self.other = true,
        }
    }

    fn set_quarter(&mut self, quarter: Option<u8>) {
        self.other |= self.quarter.is_some() || quarter.is_none();
        self.quarter = quarter;
    }
}

/// Words and numbers, with a letter or two parted from digits that touch them: `Q3`, `FY24`, `1st`, `T1`.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for word in fold(text).split(' ') {
        let digit = |c: char| c.is_ascii_digit();
        let start = word.find(digit);
        match start {
            // More than three letters before digits, such as `sept2`, are a name and not a date.
            Some(at) if at > 0 && word[..at].chars().count() <= 3 => {
                tokens.push(word[..at].to_owned());
                tokens.push(word[at..].to_owned());
            }
            Some(0) => {
                let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
                tokens.push(word[..end].to_owned());
                if end < word.len() {
                    tokens.push(word[end..].to_owned());
                }
            }
            _ => tokens.push(word.to_owned()),
        }
    }
    tokens
}

fn quarter_number(text: &str) -> Option<u8> {
    match text {
        "1" | "2" | "3" | "4" => text.parse().ok(),
        _ => roman(text),
    }
}

fn roman(text: &str) -> Option<u8> {
    Some(match text {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        _ => return None,
    })
}

fn century(short: u8) -> i16 {
    if short < 70 { 2000 + i16::from(short) } else { 1900 + i16::from(short) }
}
