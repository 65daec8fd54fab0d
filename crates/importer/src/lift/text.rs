//! Texts as they are kept: letter by letter as in the file, without what no reader can see.

use std::borrow::Cow;

use evenfolio_core::fold::is_invisible;

/// The text without white space and invisible marks around it and without control characters inside; every
/// kind of line break becomes `\n`.
///
/// ```
/// use evenfolio_importer::lift::text::clean;
/// assert_eq!(clean("\u{feff} two\r\nlines\0 "), "two\nlines");
/// assert_eq!(clean("1.10"), "1.10");
/// ```
pub fn clean(raw: &str) -> Cow<'_, str> {
    let text = raw.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    // Nearly every cell is fine, and its bytes show it: 0xC2 begins the controls beyond ASCII.
    let suspect = |byte: u8| byte < 0x20 && byte != b'\n' && byte != b'\t' || byte == 0x7f || byte == 0xc2;
    if !text.bytes().any(suspect) || !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\r' | '\n' | '\u{85}' => kept.push('\n'),
            '\t' => kept.push('\t'),
            c if c.is_control() => {}
            c => kept.push(c),
        }
        after_return = c == '\r';
    }
    Cow::Owned(kept)
}

/// The text on one line: every run of white space is one blank. For names and messages.
pub fn one_line(raw: &str) -> String {
    let mut line = String::with_capacity(raw.len());
    for word in raw.split(char::is_whitespace).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !is_invisible(*c)));
    }
    line
}

/// The beginning of a text, at most `limit` letters, on one line, with an ellipsis if anything was cut.
pub fn beginning(text: &str, limit: usize) -> String {
    let line = one_line(text);
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_one_kind_and_controls_go() {
        assert_eq!(clean("a\rb\r\nc\u{85}d"), "a\nb\nc\nd");
        assert_eq!(clean("\u{a0}5\u{a0}"), "5");
        assert_eq!(clean("a\u{7}b\tc"), "ab\tc");
        assert_eq!(clean("José"), "José");
    }

    #[test]
    fn beginnings_are_cut_between_letters() {
        assert_eq!(beginning("Ärger\nmit Ümläuten", 7), "Ärger m…");
        assert_eq!(beginning("kurz", 7), "kurz");
    }
}
