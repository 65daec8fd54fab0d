//! Folding: the form in which texts are compared, so that accents, letter case, white space, invisible
//! characters and typographic variants make no difference. For keys and matching only; never shown.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Folds a text: compatibility form, no accents, lower case, words parted by one blank, nothing else.
///
/// Soft hyphens and zero-width marks vanish; punctuation parts words. Letters with no decomposition that
/// Latin alphabets use are spelled out (`ß` → `ss`, `ø` → `o`, `ł` → `l`), and the final sigma is a sigma.
///
/// ```
/// use evenfolio_core::fold::fold;
/// assert_eq!(fold("  Intitulé\u{a0}du\r\nPROJET: "), "intitule du projet");
/// assert_eq!(fold("Maß\u{ad}nahme (Größe)"), "massnahme grosse");
/// assert_eq!(fold("Φορέας"), fold("ΦΟΡΕΑΣ"));
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = Folded { text: String::with_capacity(text.len()), gap: false };
    if text.is_ascii() {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() {
                folded.push(char::from(byte.to_ascii_lowercase()));
            } else if !byte.is_ascii_control() || byte.is_ascii_whitespace() {
                folded.gap = true;
            }
        }
        return folded.text;
    }
    for c in text.nfkd() {
        if is_invisible(c) || is_combining_mark(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            folded.gap = true;
            continue;
        }
        for lower in c.to_lowercase() {
            match spelled(lower) {
                Some(spelling) => spelling.chars().for_each(|letter| folded.push(letter)),
                None if is_combining_mark(lower) => {}
                None => folded.push(lower),
            }
        }
    }
    folded.text
}

struct Folded {
    text: String,
    gap: bool,
}

impl Folded {
    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push(c);
    }
}

/// Characters that take no room and carry no meaning: soft hyphens, zero-width marks, byte-order marks.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || (c.is_control() && !c.is_whitespace())
}

/// Letters that have no decomposition in Unicode but a usual spelling in plain letters.
pub(crate) const fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }

    #[test]
    fn composed_and_decomposed_are_one() {
        assert_eq!(fold("José"), fold("Jose\u{301}"));
    }
}
