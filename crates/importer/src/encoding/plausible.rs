//! What text in a given encoding plausibly looks like: for code pages that no library tells apart.

use encoding_rs::Encoding;
use memchr::memmem;

use super::decode::{Charset, ibm850};

/// Letters of UTF-8 that were taken for Windows-1252 or Latin-1 and converted once more: `Ã©` for `é`, `â€™`
/// for `’`.
pub(crate) fn looks_twice_encoded(text: &str) -> bool {
    looks_twice_encoded_bytes(text.as_bytes())
}

/// The same of bytes that are UTF-8.
pub(super) fn looks_twice_encoded_bytes(bytes: &[u8]) -> bool {
    ["\u{c2}\u{80}", "\u{c3}\u{80}", "â€"].iter().any(|mark| {
        // Of the first two, the last byte can be any: the letter that follows `Â` or `Ã` is one of 64.
        let mark = mark.as_bytes();
        memmem::find(bytes, if mark.len() == 4 { &mark[..3] } else { mark }).is_some()
    })
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

/// Bytes beyond ASCII with what stands beside them. In the right code page they are letters inside words and
/// signs outside them.
pub(super) struct Neighbours {
    /// How often each byte of the upper half stands in each of the places that [`Place`] tells apart.
    counts: Vec<[u64; 8]>,
    last: [u8; 2],
}

impl Default for Neighbours {
    fn default() -> Self {
        Self { counts: vec![[0; 8]; 128], last: *b"\n\n" }
    }
}

impl Neighbours {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for &next in bytes {
            let [before, byte] = self.last;
            if !byte.is_ascii() {
                self.counts[usize::from(byte - 0x80)][Place::of(before, next).number()] += 1;
            }
            self.last = [byte, next];
        }
    }

    /// The code page that `guess`, a detector's word, most likely stands for. The detector does not know the
    /// code pages of DOS and of the old Macintosh and takes them for Windows-1252 or, in Cyrillic, for
    /// Windows-1251, with which the Macintosh shares its small letters; and where there are signs of money but
    /// few letters, it takes Windows-1252 for its neighbour of Central Europe.
    pub(super) fn settle(&self, guess: &'static Encoding) -> Charset {
        let western = Charset::Named(encoding_rs::WINDOWS_1252);
        let guessed = Charset::Named(guess);
        if !guess.is_single_byte() {
            return guessed;
        }
        if guess == encoding_rs::WINDOWS_1251 {
            let old = Charset::Named(encoding_rs::X_MAC_CYRILLIC);
            return if self.score(old) > self.score(guessed) { old } else { guessed };
        }
        let score = self.score(western);
        if guessed != western {
            return if score > 0 && score > self.score(guessed) { western } else { guessed };
        }
        let rivals = [Charset::Ibm850, Charset::Named(encoding_rs::MACINTOSH)];
        let best = rivals.into_iter().map(|rival| (self.score(rival), rival)).max_by_key(|(score, _)| *score);
        match best {
            Some((rival, charset)) if score < 0 && rival > 0 => charset,
            _ => western,
        }
    }

    fn score(&self, charset: Charset) -> i64 {
        let mut sum = 0_i64;
        for (byte, counts) in (0x80..=0xff).zip(&self.counts) {
            let c = match charset {
                Charset::Named(encoding) => decoded(encoding, byte),
                _ => ibm850(byte),
            };
            for (number, count) in counts.iter().enumerate() {
                let count = i64::try_from(*count).unwrap_or(i64::MAX);
                sum = sum.saturating_add(count.saturating_mul(fit(c, Place::from_number(number))));
            }
        }
        sum
    }
}

/// What stands beside a character. A neighbour beyond ASCII is most likely a letter too.
#[derive(Clone, Copy)]
struct Place {
    after_letter: bool,
    after_small_letter: bool,
    before_letter: bool,
}

impl Place {
    fn of(before: u8, next: u8) -> Self {
        let letter = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
        Self {
            after_letter: letter(before),
            after_small_letter: before.is_ascii_lowercase(),
            before_letter: letter(next),
        }
    }

    fn number(self) -> usize {
        usize::from(self.after_letter)
            | usize::from(self.after_small_letter) << 1
            | usize::from(self.before_letter) << 2
    }

    fn from_number(number: usize) -> Self {
        Self {
            after_letter: number & 1 != 0,
            after_small_letter: number & 2 != 0,
            before_letter: number & 4 != 0,
        }
    }
}

fn decoded(encoding: &'static Encoding, byte: u8) -> char {
    encoding.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// How well a character fits where it stands.
fn fit(c: char, place: Place) -> i64 {
    let Place { after_letter, after_small_letter, before_letter } = place;
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
        c if c.is_uppercase() && after_small_letter => -2,
        c if c.is_uppercase() && (after_letter || before_letter) => 1,
        c if c.is_alphabetic() => -1,
        _ => -3,
    }
}
