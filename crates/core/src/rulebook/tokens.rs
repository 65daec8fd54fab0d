//! Texts cut into folded words, each with the way back to the letters in the cell.
//!
//! The words are those of [`crate::fold::fold`], letter by letter; what is added is where each stood and where
//! sentences end, so that a phrase is never found across two sentences and evidence can quote the cell.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::field::Field;
use crate::fold::{is_invisible, spelled};

/// How much of one cell is read, in bytes. No register's text comes near it; a hostile one may.
const MOST_OF_A_CELL: usize = 1 << 20;

/// One folded word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it begins in the folded text.
    pub(crate) start: u32,
    /// Where it ends in the folded text.
    pub(crate) end: u32,
    /// Where it begins in the cell.
    pub(crate) raw_start: u32,
    /// Where it ends in the cell.
    pub(crate) raw_end: u32,
    /// Whether a sentence begins with it.
    pub(crate) opens: bool,
}

/// The words of one field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    pub(crate) field: Field,
    /// The first of its tokens.
    pub(crate) first: usize,
    /// One past the last of its tokens.
    pub(crate) last: usize,
}

/// The words of all fields of one initiative, in one folded text ` word word … word `.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    folded: Vec<u8>,
    all: Vec<Token>,
    sections: Vec<Section>,
}

impl Tokens {
    pub(crate) fn all(&self) -> &[Token] {
        &self.all
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The folded letters of one word.
    pub(crate) fn word(&self, token: Token) -> &[u8] {
        &self.folded[token.start as usize..token.end as usize]
    }

    /// The folded letters of a word of at most eight bytes, packed.
    pub(crate) fn packed(&self, token: Token) -> Option<u64> {
        let length = token.end - token.start;
        let letters = self.folded[token.start as usize..].first_chunk().filter(|_| length <= 8)?;
        Some(u64::from_le_bytes(*letters) & (u64::MAX >> (64 - 8 * length)))
    }

    /// A fixed hash of the words from one token up to another, eight letters at a time.
    pub(crate) fn hash(&self, first: usize, last: usize) -> u64 {
        let bytes = &self.folded[self.all[first].start as usize..self.all[last - 1].end as usize];
        let step =
            |hash: u64, letters: u64| (hash ^ letters).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        let (chunks, rest) = bytes.as_chunks::<8>();
        let hash =
            chunks.iter().fold(bytes.len() as u64, |hash, chunk| step(hash, u64::from_le_bytes(*chunk)));
        rest.iter().fold(hash, |hash, byte| step(hash, u64::from(*byte)))
    }

    /// The sentences of a section, as ranges of tokens.
    pub(crate) fn sentences(&self, section: &Section) -> impl Iterator<Item = (usize, usize)> {
        let opens = |place: &usize| self.all[*place].opens;
        let starts: Vec<usize> = (section.first..section.last).filter(opens).collect();
        let ends = starts.iter().copied().skip(1).chain([section.last]).collect::<Vec<_>>();
        starts.into_iter().zip(ends)
    }

    /// Adds the words of one cell.
    pub(crate) fn read(&mut self, field: Field, text: &str) {
        let text = upto(text, MOST_OF_A_CELL);
        let first = self.all.len();
        self.folded.reserve(text.len() + 10);
        self.all.reserve(text.len() / 5);
        self.folded.push(b' ');
        let mut reader = Reader { tokens: self, inside: false, opens: true, stop: false };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if is_letter(byte) {
                at += reader.letters(&bytes[at..], at);
            } else if byte == b' ' {
                reader.end_word();
                at += 1;
            } else if byte.is_ascii() {
                if !byte.is_ascii_control() || byte.is_ascii_whitespace() {
                    let next = bytes.get(at + 1);
                    reader.gap(match byte {
                        b'.' | b'!' | b'?' => next.is_none_or(u8::is_ascii_whitespace),
                        b'\n' | b'\r' => true,
                        _ => false,
                    });
                    reader.opens |= byte == b';';
                }
                at += 1;
            } else {
                let c = text[at..].chars().next().unwrap_or_default();
                reader.character(c, at);
                at += c.len_utf8();
            }
        }
        reader.end_word();
        // Room to look at eight letters of the last word, too.
        self.folded.extend_from_slice(&[b' '; 8]);
        if self.all.len() > first {
            self.sections.push(Section { field, first, last: self.all.len() });
        }
    }
}

/// What has been read of a cell so far.
struct Reader<'a> {
    tokens: &'a mut Tokens,
    /// In the middle of a word.
    inside: bool,
    /// The next word begins a sentence.
    opens: bool,
    /// A full stop or line end was seen: the next word begins a sentence unless it is in small letters, as
    /// after an abbreviation or within a wrapped line.
    stop: bool,
}

impl Reader<'_> {
    /// The letters and digits of ASCII with which `rest` begins; gives their number.
    fn letters(&mut self, rest: &[u8], at: usize) -> usize {
        self.begin(at, rest[0].is_ascii_lowercase());
        let mut length = 0;
        for byte in rest.iter().take_while(|byte| is_letter(**byte)) {
            // Small letters and digits of ASCII have this bit; capital letters get it.
            self.tokens.folded.push(byte | 0x20);
            length += 1;
        }
        self.reach(at + length);
        length
    }

    fn begin(&mut self, raw_start: usize, small: bool) {
        if self.inside {
            return;
        }
        let start = place(self.tokens.folded.len());
        let opens = self.opens || (self.stop && !small);
        (self.inside, self.opens, self.stop) = (true, false, false);
        let raw_start = place(raw_start);
        self.tokens.all.push(Token { start, end: start, raw_start, raw_end: raw_start, opens });
    }

    fn reach(&mut self, raw_end: usize) {
        if let Some(token) = self.tokens.all.last_mut() {
            token.raw_end = place(raw_end);
        }
    }

    fn gap(&mut self, stop: bool) {
        self.stop |= stop;
        self.end_word();
    }

    fn end_word(&mut self) {
        if std::mem::take(&mut self.inside) {
            let end = place(self.tokens.folded.len());
            if let Some(token) = self.tokens.all.last_mut() {
                token.end = end;
            }
            self.tokens.folded.push(b' ');
        }
    }

    /// One character that is not ASCII, folded as [`crate::fold::fold`] does.
    fn character(&mut self, c: char, at: usize) {
        let small = c.is_lowercase();
        self.opens |= matches!(c, '•' | '▪' | '●' | '‣');
        decompose_compatible(c, |part| {
            if is_invisible(part) || is_combining_mark(part) {
                return;
            }
            if !part.is_alphanumeric() {
                self.gap(matches!(part, '\u{85}' | '\u{2028}' | '\u{2029}' | '。' | '！' | '？'));
                return;
            }
            for lower in part.to_lowercase() {
                match spelled(lower) {
                    Some(spelling) => {
                        self.begin(at, small);
                        self.tokens.folded.extend_from_slice(spelling.as_bytes());
                    }
                    None if is_combining_mark(lower) => continue,
                    None => {
                        self.begin(at, small);
                        let mut buffer = [0; 4];
                        self.tokens.folded.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
                    }
                }
                self.reach(at + c.len_utf8());
            }
        });
    }
}

/// Which bytes are letters and digits of ASCII.
const LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        letters[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

fn is_letter(byte: u8) -> bool {
    LETTERS[usize::from(byte)]
}

/// The beginning of a text, at most so many bytes, cut between two characters.
fn upto(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Places fit in 32 bits, since at most a mebibyte of each of some forty cells is read.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;
    use proptest::prelude::*;

    fn read(text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        tokens.read(Field::Description, text);
        tokens
    }

    fn sentences(text: &str) -> usize {
        read(text).all().iter().filter(|token| token.opens).count()
    }

    proptest! {
        #[test]
        fn words_are_those_of_fold(text in "\\PC{0,40}|[ -~éßÄø\u{301}\u{ad}\n.½ﬁ]{0,40}") {
            let tokens = read(&text);
            let words: Vec<String> = tokens.all().iter()
                .map(|token| String::from_utf8(tokens.word(*token).to_vec()).unwrap()).collect();
            prop_assert_eq!(words.join(" "), fold(&text));
            for token in tokens.all() {
                let raw = &text[token.raw_start as usize..token.raw_end as usize];
                prop_assert!(fold(raw).replace(' ', "").contains(
                    std::str::from_utf8(tokens.word(*token)).unwrap()), "{raw:?}");
            }
        }
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(sentences("It cuts costs. It saves time"), 2);
        assert_eq!(sentences("approx. ten offices, e.g. in Lyon"), 1);
        assert_eq!(sentences("a wrapped\nline"), 1);
        assert_eq!(sentences("- Cuts costs\n- Saves time"), 2);
        assert_eq!(sentences("version 2.0 of it; then more"), 2);
    }
}
