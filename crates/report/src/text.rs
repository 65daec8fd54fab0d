//! What a cell can hold: texts without control characters, not too long, and never taken for a formula.

use std::borrow::Cow;

pub(crate) use evenfolio_core::digits::grouped as thousands;

/// How many UTF-16 units a cell of a workbook holds.
pub(crate) const LONGEST: usize = 32_767;

/// What stands at the end of a text that was cut.
const CUT: &str = " … [cut]";

/// The text as it may stand in a cell: line ends as line feeds, no control characters, no longer than
/// [`LONGEST`]. Says whether it had to be cut.
pub(crate) fn fit(text: &str) -> (Cow<'_, str>, bool) {
    let clean = clean(text);
    // A text has at least as many bytes as UTF-16 units.
    if clean.len() <= LONGEST || clean.encode_utf16().count() <= LONGEST {
        return (clean, false);
    }
    let room = LONGEST - CUT.encode_utf16().count();
    let mut units = 0;
    let end = clean
        .char_indices()
        .find(|(_, c)| {
            units += c.len_utf16();
            units > room
        })
        .map_or(clean.len(), |(end, _)| end);
    (Cow::Owned(format!("{}{CUT}", &clean[..end])), true)
}

/// The text without control characters; carriage returns become line feeds.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unfit) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => clean.push('\n'),
            c if is_unfit(c) => {}
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

/// One line of it, for names and headers: white space of any kind becomes one blank.
pub(crate) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Control characters save tab and line feed, and the two code points that XML does not know.
const fn is_unfit(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// How many lines a text takes, wrapped in a column of that width; wide characters count twice.
pub(crate) fn lines(text: &str, width: u16) -> u16 {
    let width = usize::from(width.max(4));
    if text.len() <= width && !text.contains('\n') {
        return 1;
    }
    let lines: usize = text
        .split('\n')
        .map(|line| {
            if line.len() <= SHORT { wrapped(line, width) } else { units(line).div_ceil(width) }.max(1)
        })
        .sum();
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Longer lines are taken for evenly filled: with many words, those that do not fit matter little.
const SHORT: usize = 400;

fn units(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}

/// The lines of one line that is broken between its words, and within those that are too long.
fn wrapped(line: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in line.split(' ') {
        let word = units(word);
        if used > 0 && used + 1 + word > width {
            lines += 1;
            used = 0;
        }
        used += word + usize::from(used > 0);
        lines += used.saturating_sub(1) / width;
        used = if used == 0 { 0 } else { (used - 1) % width + 1 };
    }
    lines
}

/// How high a row of that many lines is, in points: at most as high as a row can be.
pub(crate) fn row_height(lines: u16) -> u16 {
    lines.saturating_mul(15).clamp(15, 405)
}

/// Whether a spreadsheet could take the text for a formula when a person edits the cell.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

/// The first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `1 initiative`, `2 initiatives`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A share as a percentage, with a decimal only where a whole number would hide something.
pub(crate) fn percent(share: f64) -> String {
    let hundredths = share * 100.0;
    if (hundredths - hundredths.round()).abs() < 0.05 {
        format!("{hundredths:.0}%")
    } else {
        format!("{hundredths:.1}%")
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The beginning of a text, cut at the end of a word where it is longer than so many characters.
pub(crate) fn at_most(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(characters - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

/// A line in parts of at most so many characters that neither begin nor end with a blank, which readers of
/// properties may trim. Joined they are the line again.
pub(crate) fn in_parts(line: &str, characters: usize) -> Vec<String> {
    let mut rest: Vec<char> = line.chars().collect();
    let mut parts = Vec::new();
    while rest.len() > characters {
        let is_inside = |at: &usize| !rest[*at].is_whitespace() && !rest[*at - 1].is_whitespace();
        let at = (1..=characters).rev().find(is_inside).unwrap_or(characters);
        let behind = rest.split_off(at);
        parts.push(std::mem::replace(&mut rest, behind).into_iter().collect());
    }
    parts.push(rest.into_iter().collect());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "😀".repeat(20_000);
        let (cut, was_cut) = fit(&long);
        assert!(was_cut);
        assert!(cut.encode_utf16().count() <= LONGEST && cut.encode_utf16().count() > LONGEST - 3);
        assert!(cut.ends_with("[cut]"));
        let exact = "é".repeat(LONGEST);
        assert_eq!(fit(&exact), (Cow::Borrowed(exact.as_str()), false));
    }

    #[test]
    fn control_characters_go_and_line_ends_stay() {
        assert_eq!(clean("a\r\nb\rc\u{0}\u{1b}[31m\u{fffe}\t"), "a\nb\nc[31m\t");
        assert_eq!(one_line(" a\r\n b\u{7}c "), "a bc");
    }

    #[test]
    fn parts_of_a_line_are_the_line_again() {
        let line = "Office of the city ".repeat(40);
        let parts = in_parts(line.trim(), 255);
        assert_eq!((parts.len(), parts.concat().as_str()), (3, line.trim()));
        assert!(parts.iter().all(|part| part.trim() == part && part.chars().count() <= 255));
        assert_eq!(in_parts("", 255), [""]);
    }

    #[test]
    fn wrapped_lines() {
        assert_eq!([lines("short", 10), lines("a\nb\n", 10), lines("twelve letters", 10)], [1, 3, 2]);
        assert_eq!(lines("数字化政府服务", 10), 2);
        assert_eq!(lines("J: lead_organisation_name", 16), 3);
        assert_eq!([row_height(1), row_height(100)], [15, 405]);
    }

    #[test]
    fn figures_in_prose() {
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(1_234_567, "row", "rows"), "1,234,567 rows");
        assert_eq!(
            [percent(0.1), percent(0.125), percent(1.0), percent(0.0004)],
            ["10%", "12.5%", "100%", "0%"]
        );
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
