//! What text in a given encoding plausibly looks like: for code pages that no library tells apart.

use super::decode::{Charset, ibm850};

/// Letters of UTF-8 that were taken for Windows-1252 or Latin-1 and converted once more: `Ã©` for `é`, `â€™`
/// for `’`.
pub(super) fn looks_twice_encoded(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|window| matches!(window, [0xc3, 0x82 | 0x83, 0xc2, 0x80..=0xbf]))
        || bytes.windows(5).any(|window| window == "â€".as_bytes())
}

/// Whether bytes that are no UTF-8 are letters and digits of EBCDIC: their codes are high, those of its blank,
/// comma and line end are not where ASCII has them.
pub(super) fn is_ebcdic(head: &[u8]) -> bool {
    let count = |test: fn(u8) -> bool| head.iter().filter(|byte| test(**byte)).count();
    let letters = count(
        |byte| matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9),
    );
    let marks = count(|byte| matches!(byte, 0x40 | 0x4b | 0x6b | 0x5e | 0x15 | 0x25 | 0x0d | 0x60));
    let ascii = count(|byte| matches!(byte, b'\n' | b' '));
    letters * 2 > head.len() && (letters + marks) * 10 > head.len() * 8 && ascii * 10 < head.len()
}

/// Tells Windows-1252 from the code pages of DOS and of the old Macintosh: in the right one, the bytes beyond
/// ASCII are letters inside words and signs outside them.
#[derive(Default)]
pub(super) struct Western {
    windows: i64,
    macintosh: i64,
    dos: i64,
    last: [u8; 2],
}

impl Western {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for &next in bytes {
            let [before, byte] = self.last;
            if !byte.is_ascii() {
                self.windows += score(decoded(encoding_rs::WINDOWS_1252, byte), before, next);
                self.macintosh += score(decoded(encoding_rs::MACINTOSH, byte), before, next);
                self.dos += score(ibm850(byte), before, next);
            }
            self.last = [byte, next];
        }
    }

    /// Windows, unless it makes nonsense and another one does not.
    pub(super) fn likeliest(&self) -> Charset {
        if self.windows >= 0 || self.macintosh.max(self.dos) <= 0 {
            Charset::Named(encoding_rs::WINDOWS_1252)
        } else if self.dos >= self.macintosh {
            Charset::Ibm850
        } else {
            Charset::Named(encoding_rs::MACINTOSH)
        }
    }
}

fn decoded(encoding: &'static encoding_rs::Encoding, byte: u8) -> char {
    encoding.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// How well a character fits between its neighbours.
fn score(c: char, before: u8, next: u8) -> i64 {
    // A neighbour beyond ASCII is most likely a letter too.
    let letter = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let (after_letter, before_letter) = (letter(before), letter(next));
    match c {
        '’' if after_letter => 2,
        '‘' | '“' | '«' if !after_letter => 2,
        '”' | '’' | '»' | '…' if !before_letter => 2,
        '–' | '—' | '£' | '€' | '•' | '§' | '°' | '\u{a0}' | '·' | '½' | '¼' | '¾'
            if !after_letter || !before_letter =>
        {
            1
        }
        '®' | '™' | '©' | 'ª' | 'º' | '²' | '³' | '´' => 0,
        c if c.is_lowercase() && (after_letter || before_letter) => 2,
        c if c.is_uppercase() && before.is_ascii_lowercase() => -2,
        c if c.is_uppercase() && (after_letter || before_letter) => 1,
        c if c.is_alphabetic() => -1,
        _ => -3,
    }
}
