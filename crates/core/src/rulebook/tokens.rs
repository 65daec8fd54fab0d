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

/// The words of all fields of one initiative, with their folded letters in one text.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    folded: Vec<u8>,
    all: Vec<Token>,
    sections: Vec<Section>,
}

impl Tokens {
    /// Forgets all words, but keeps their room.
    pub(crate) fn clear(&mut self) {
        self.folded.clear();
        self.all.clear();
        self.sections.clear();
    }

    /// Whether the words take more room than those of nearly any register do.
    pub(crate) fn is_large(&self) -> bool {
        self.folded.len() > 1 << 17
    }

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

    /// The folded letters of a word of at most eight bytes as [`packed`] gives them.
    pub(crate) fn packed(&self, token: Token) -> Option<u64> {
        let length = token.end - token.start;
        let letters = self.folded[token.start as usize..].first_chunk().filter(|_| length <= 8)?;
        Some(u64::from_le_bytes(*letters) & (u64::MAX >> (64 - 8 * length)))
    }

    /// The folded letters of a word of at most sixteen bytes, likewise: the first eight, and those after them.
    pub(crate) fn packed_long(&self, token: Token) -> Option<Packed> {
        let masks = MASKS.get((token.end - token.start) as usize)?;
        let letters: &[u8; 16] = self.folded[token.start as usize..].first_chunk()?;
        let (halves, _) = letters.as_chunks();
        Some([0, 1].map(|half| u64::from_le_bytes(halves[half]) & masks[half]))
    }

    /// One word, folded and packed; `None` if it is too long.
    pub(crate) fn of_word(word: &str) -> Option<Packed> {
        let mut tokens = Self::default();
        tokens.read(Field::Title, word);
        tokens.packed_long(*tokens.all.first()?)
    }

    /// A fixed hash of the words from one token up to another.
    pub(crate) fn hash(&self, first: usize, last: usize) -> u64 {
        let step = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        self.all[first..last].iter().fold(0, |hash, token| match self.packed(*token) {
            Some(word) => step(hash, word),
            None => self.word(*token).chunks(8).fold(hash, |hash, letters| step(hash, packed(letters))),
        })
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
        self.folded.reserve(text.len() + 18);
        self.all.reserve(text.len() / 5);
        let mut reader = Reader { tokens: self, inside: false, opens: true, stop: false };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at += reader.plain(bytes, at);
            if let Some(c) = text[at..].chars().next() {
                reader.character(c, at);
                at += c.len_utf8();
            }
        }
        // Room to look at sixteen letters of the last word, too.
        self.folded.extend_from_slice(&[b' '; 16]);
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
    /// Reads from a place on as far as there is nothing but plain ASCII; gives the number of bytes.
    fn plain(&mut self, text: &[u8], from: usize) -> usize {
        let shift = self.tokens.folded.len();
        let mut at = from;
        loop {
            let start = at;
            at += letters(&text[at..]);
            if at > start {
                let small = text[start].is_ascii_lowercase();
                self.add((start, at), (shift + start - from, shift + at - from), small);
            }
            match text.get(at).map(|byte| kind(*byte)) {
                Some(Kind::Gap) => self.inside = false,
                Some(Kind::Mark) => {
                    self.inside = false;
                    let ends = text.get(at + 1).is_none_or(u8::is_ascii_whitespace);
                    match text[at] {
                        b'.' | b'!' | b'?' => self.stop |= ends,
                        b';' => self.opens = true,
                        _ => self.stop = true,
                    }
                }
                Some(Kind::Letter | Kind::Other) | None => break,
            }
            at += 1;
        }
        // Small letters and digits of ASCII have this bit; capital letters get it. What becomes of the gaps is not read.
        self.tokens.folded.extend(text[from..at].iter().map(|byte| byte | 0x20));
        at - from
    }

    /// Adds letters with their places in the cell and in the folded text: to the word that they go on, or as a new one.
    fn add(&mut self, raw: (usize, usize), folded: (usize, usize), small: bool) {
        let (raw_start, raw_end, start, end) = (place(raw.0), place(raw.1), place(folded.0), place(folded.1));
        if self.inside {
            if let Some(token) = self.tokens.all.last_mut() {
                (token.raw_end, token.end) = (raw_end, end);
            }
            return;
        }
        let opens = self.opens || (self.stop && !small);
        (self.inside, self.opens, self.stop) = (true, false, false);
        self.tokens.all.push(Token { start, end, raw_start, raw_end, opens });
    }

    fn gap(&mut self, stop: bool) {
        self.stop |= stop;
        self.inside = false;
        self.tokens.folded.push(b' ');
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
                let mut buffer = [0; 4];
                let letters = match spelled(lower) {
                    Some(spelling) => spelling,
                    None if is_combining_mark(lower) => continue,
                    None => lower.encode_utf8(&mut buffer),
                };
                let start = self.tokens.folded.len();
                self.tokens.folded.extend_from_slice(letters.as_bytes());
                self.add((at, at + c.len_utf8()), (start, self.tokens.folded.len()), small);
            }
        });
    }
}

/// How many letters and digits of ASCII a text begins with. Eight are looked at at once: where a word ends cannot be
/// foreseen, and a look at each letter would cost a wrong guess a word.
fn letters(text: &[u8]) -> usize {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let (eights, rest) = text.as_chunks();
    for (count, eight) in eights.iter().enumerate() {
        let bytes = u64::from_le_bytes(*eight);
        // No sum below goes beyond its byte; its highest bit says whether the byte is that letter or a later one.
        let (plain, small) = (bytes & (0x7f * EACH), (bytes | (0x20 * EACH)) & (0x7f * EACH));
        let from = |bytes: u64, first: u8| bytes + EACH * u64::from(0x80 - first);
        let is_letter = from(small, b'a') & !from(small, b'z' + 1);
        let is_digit = from(plain, b'0') & !from(plain, b'9' + 1);
        let others = !(is_letter | is_digit) & (0x80 * EACH) | bytes & (0x80 * EACH);
        if others != 0 {
            return count * 8 + others.trailing_zeros() as usize / 8;
        }
    }
    text.len() - rest.len() + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// At most sixteen letters in two numbers, the first lowest.
pub(crate) type Packed = [u64; 2];

/// What is left of sixteen letters where a word has fewer.
const MASKS: [Packed; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut length = 1;
    while length < masks.len() {
        masks[length] = masks[length - 1];
        let half = (length - 1) / 8;
        masks[length][half] = masks[length][half] << 8 | 0xff;
        length += 1;
    }
    masks
};

/// At most eight letters in one number, the first lowest.
pub(crate) fn packed(letters: &[u8]) -> u64 {
    letters.iter().rev().fold(0, |packed, byte| packed << 8 | u64::from(*byte))
}

/// What a byte is for the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter or a digit of ASCII.
    Letter,
    /// Parts words.
    Gap,
    /// Parts words, and sentences perhaps.
    Mark,
    /// Part of a character beyond ASCII, or a control character, which parts nothing.
    Other,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'.' | b'!' | b'?' | b';' | b'\n' | b'\r' => Kind::Mark,
            _ if byte.is_ascii_alphanumeric() => Kind::Letter,
            _ if byte.is_ascii_control() && !byte.is_ascii_whitespace() => Kind::Other,
            _ => Kind::Gap,
        };
        byte += 1;
    }
    kinds
};

fn kind(byte: u8) -> Kind {
    KINDS[usize::from(byte)]
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
