//! Decoding: turns the bytes of a text file into UTF-8, a piece at a time.

use std::io::{self, Read};

use encoding_rs::{CoderResult, DecoderResult, Encoding};

use crate::content::ContentReader;

pub(crate) const BOM_UTF8: &[u8] = b"\xef\xbb\xbf";

/// An encoding that can be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Charset {
    Utf8,
    /// Any of the WHATWG encodings, UTF-16 among them.
    Named(&'static Encoding),
    Utf32 {
        big_endian: bool,
    },
    /// The code page of DOS in Western Europe.
    Ibm850,
}

impl Charset {
    /// The charset with that name, as WHATWG labels have it, and a few more.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match plain.as_str() {
            "utf8" | "utf8sig" | "ascii" | "usascii" => Some(Self::Utf8),
            "ibm850" | "cp850" | "850" => Some(Self::Ibm850),
            "utf32" | "utf32le" => Some(Self::Utf32 { big_endian: false }),
            "utf32be" => Some(Self::Utf32 { big_endian: true }),
            "macroman" => Some(Self::Named(encoding_rs::MACINTOSH)),
            _ => {
                let dashed = plain.strip_prefix("cp").map(|page| format!("windows-{page}"));
                Encoding::for_label(name.trim().as_bytes())
                    .or_else(|| dashed.and_then(|label| Encoding::for_label(label.as_bytes())))
                    .map(
                        |encoding| {
                            if encoding == encoding_rs::UTF_8 { Self::Utf8 } else { Self::Named(encoding) }
                        },
                    )
            }
        }
    }

    /// Its usual name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Named(encoding) => encoding.name(),
            Self::Utf32 { big_endian: false } => "UTF-32LE",
            Self::Utf32 { big_endian: true } => "UTF-32BE",
            Self::Ibm850 => "IBM850",
        }
    }
}

/// By the byte-order mark; UTF-32 before UTF-16, whose mark it begins with.
pub(crate) fn by_mark(head: &[u8]) -> Option<Charset> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => Some(Charset::Utf32 { big_endian: false }),
        [0, 0, 0xfe, 0xff, ..] => Some(Charset::Utf32 { big_endian: true }),
        [0xff, 0xfe, ..] => Some(Charset::Named(encoding_rs::UTF_16LE)),
        [0xfe, 0xff, ..] => Some(Charset::Named(encoding_rs::UTF_16BE)),
        _ => None,
    }
}

/// UTF-16 without a mark: every other byte of plain letters, commas and line ends is NUL.
pub(crate) fn utf16_without_mark(head: &[u8]) -> Option<Charset> {
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    let (first, second) = pairs.fold((0, 0), |(first, second), pair| {
        (first + usize::from(pair[0] == 0), second + usize::from(pair[1] == 0))
    });
    let clear = |nuls: usize, others: usize| count >= 4 && nuls * 5 >= count && others * 20 <= nuls;
    if clear(second, first) {
        Some(Charset::Named(encoding_rs::UTF_16LE))
    } else if clear(first, second) {
        Some(Charset::Named(encoding_rs::UTF_16BE))
    } else {
        None
    }
}

/// Decodes a stream. Bytes without meaning become U+FFFD; byte-order marks at the start vanish.
pub(crate) struct Decoder {
    reader: ContentReader,
    raw: Vec<u8>,
    /// The part of `raw` that is not decoded yet: a cut character of UTF-32.
    rest: usize,
    machine: Machine,
    at_start: bool,
    done: bool,
}

enum Machine {
    Named(encoding_rs::Decoder),
    Utf32 { big_endian: bool },
    Ibm850,
}

impl Machine {
    fn new(charset: Charset) -> Self {
        match charset {
            Charset::Utf8 => Self::Named(encoding_rs::UTF_8.new_decoder_without_bom_handling()),
            Charset::Named(encoding) => Self::Named(encoding.new_decoder_without_bom_handling()),
            Charset::Utf32 { big_endian } => Self::Utf32 { big_endian },
            Charset::Ibm850 => Self::Ibm850,
        }
    }
}

impl Decoder {
    pub(crate) fn new(reader: ContentReader, charset: Charset) -> Self {
        Self { reader, raw: Vec::new(), rest: 0, machine: Machine::new(charset), at_start: true, done: false }
    }

    /// Appends text from about `want` more bytes; `false` when there is no more.
    pub(crate) fn fill(&mut self, out: &mut String, want: usize) -> io::Result<bool> {
        let before = out.len();
        while out.len() == before && !self.done {
            self.raw.resize(self.rest + want.max(16), 0);
            let read = self.reader.read(&mut self.raw[self.rest..])?;
            let filled = self.rest + read;
            self.done = read == 0;
            self.rest = 0;
            let bytes = &self.raw[..filled];
            match &mut self.machine {
                Machine::Named(decoder) => decode_named(decoder, bytes, out, self.done),
                Machine::Ibm850 => out.extend(bytes.iter().map(|byte| ibm850(*byte))),
                Machine::Utf32 { big_endian } => {
                    let used = decode_utf32(bytes, *big_endian, out, self.done);
                    self.raw.copy_within(used..filled, 0);
                    self.rest = filled - used;
                }
            }
            if self.at_start && out.len() > before {
                let marks = out[before..].len() - out[before..].trim_start_matches('\u{feff}').len();
                out.drain(before..before + marks);
                // More marks can follow in the next piece; anything else ends them.
                self.at_start = out.len() == before;
            }
        }
        Ok(out.len() > before)
    }
}

fn decode_named(decoder: &mut encoding_rs::Decoder, mut bytes: &[u8], out: &mut String, last: bool) {
    loop {
        out.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()));
        let (result, read, _) = decoder.decode_to_string(bytes, out, last);
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            break;
        }
    }
}

/// Decodes whole characters and says how many bytes that took.
fn decode_utf32(bytes: &[u8], big_endian: bool, out: &mut String, last: bool) -> usize {
    let words = bytes.chunks_exact(4);
    let rest = words.remainder().len();
    out.extend(words.map(|word| {
        let word = [word[0], word[1], word[2], word[3]];
        let code = if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) };
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }));
    if last && rest > 0 {
        out.push(char::REPLACEMENT_CHARACTER);
        return bytes.len();
    }
    bytes.len() - rest
}

/// The upper half of code page 850, as Unicode's own table `CP850.TXT` has it.
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

pub(crate) fn ibm850(byte: u8) -> char {
    static UPPER: std::sync::LazyLock<Vec<char>> = std::sync::LazyLock::new(|| IBM850.chars().collect());
    if byte.is_ascii() { char::from(byte) } else { UPPER[usize::from(byte - 0x80)] }
}

/// Lines that hold bytes without meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BadLines {
    /// How many.
    pub(crate) count: u64,
    /// The first of them, counted from 1.
    pub(crate) first: Vec<u64>,
    /// Lines beyond ASCII without such bytes.
    pub(crate) well_formed_lines: u64,
    /// Characters beyond ASCII, and places where bytes mean nothing.
    pub(crate) well_formed: u64,
    pub(crate) malformed: u64,
}

/// How many line numbers a message names.
const NAMED_LINES: usize = 10;

/// Finds the lines whose bytes mean nothing in `charset`.
pub(crate) fn bad_lines(mut reader: ContentReader, charset: Charset) -> io::Result<BadLines> {
    let Machine::Named(mut decoder) = Machine::new(charset) else { return Ok(BadLines::default()) };
    let mut lines = Lines { line: 1, ..Lines::default() };
    let mut raw = vec![0; 64 << 10];
    let mut text = String::new();
    loop {
        let read = reader.read(&mut raw)?;
        let mut bytes = &raw[..read];
        loop {
            text.clear();
            text.reserve(
                decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len()),
            );
            let (result, used) = decoder.decode_to_string_without_replacement(bytes, &mut text, read == 0);
            bytes = &bytes[used..];
            lines.count(&text);
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    lines.bad = true;
                    lines.found.malformed += 1;
                }
            }
        }
        if read == 0 {
            lines.close();
            return Ok(lines.found);
        }
    }
}

#[derive(Default)]
struct Lines {
    found: BadLines,
    line: u64,
    after_return: bool,
    bad: bool,
    beyond_ascii: bool,
}

impl Lines {
    fn count(&mut self, text: &str) {
        self.found.well_formed += text.chars().filter(|letter| !letter.is_ascii()).count() as u64;
        for byte in text.bytes() {
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => {
                    self.close();
                    self.line += 1;
                }
                byte => self.beyond_ascii |= !byte.is_ascii(),
            }
            self.after_return = byte == b'\r';
        }
    }

    fn close(&mut self) {
        let (bad, beyond_ascii) = (std::mem::take(&mut self.bad), std::mem::take(&mut self.beyond_ascii));
        if bad {
            self.found.count += 1;
            if self.found.first.len() < NAMED_LINES {
                self.found.first.push(self.line);
            }
        } else if beyond_ascii {
            self.found.well_formed_lines += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dos_table_is_whole() {
        assert_eq!(IBM850.chars().count(), 128);
        assert_eq!([ibm850(b'a'), ibm850(0x82), ibm850(0xe1), ibm850(0xff)], ['a', 'é', 'ß', '\u{a0}']);
    }

    #[test]
    fn names_that_people_write_are_known() {
        let name = |text| Charset::from_name(text).map(Charset::name);
        assert_eq!(name("Latin1"), Some("windows-1252"));
        assert_eq!(name("cp1250"), Some("windows-1250"));
        assert_eq!(name("UTF8"), Some("UTF-8"));
        assert_eq!(name("CP850"), Some("IBM850"));
        assert_eq!(name("klingon"), None);
    }
}
