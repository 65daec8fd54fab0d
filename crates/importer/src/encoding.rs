//! Encodings: which one the bytes of a text file are in. The order is that of certainty: a byte-order mark,
//! then the pattern of UTF-16, then UTF-8 that holds over the whole file, then what a person declared, then
//! the likeliest code page, which is always said.

mod decode;
mod plausible;

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use sha2::{Digest as _, Sha256};

use crate::content::Content;

pub(crate) use plausible::looks_twice_encoded;

pub(crate) use decode::{BadLines, Charset, Decoder, bad_lines};

/// What one pass over all bytes says, whatever they are.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    /// SHA-256 of all bytes, in hexadecimal.
    pub(crate) sha256: String,
    /// The first bytes, at most [`HEAD`].
    pub(crate) head: Vec<u8>,
    /// How many NUL bytes stand at the very end.
    pub(crate) trailing_nuls: u64,
    utf8: Utf8,
    /// Marks of text that was converted to UTF-8 twice, such as `Ã©`.
    pub(crate) twice_encoded: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Utf8 {
    /// Only ASCII.
    Ascii,
    /// Well-formed, with characters beyond ASCII.
    WellFormed,
    /// Well-formed up to the end, which cuts a character.
    CutShort,
    /// Not UTF-8.
    No,
}

/// How many of the first bytes tell the format.
pub(crate) const HEAD: usize = 8 << 10;

/// Reads all bytes once.
pub(crate) fn survey(content: &Content) -> io::Result<Survey> {
    let mut reader = content.read()?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    // Bytes of a character that the last chunk cut, at most three, stand before `start`.
    let (mut kept, mut start) = (0, true);
    let (mut utf8, mut twice_encoded) = (Utf8::Ascii, false);
    let (mut head, mut trailing_nuls) = (Vec::new(), 0_u64);
    loop {
        let read = reader.read(&mut buffer[kept..])?;
        if read == 0 {
            break;
        }
        let chunk = &buffer[kept..kept + read];
        digest.update(chunk);
        if head.len() < HEAD {
            head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
        }
        let nuls = chunk.iter().rev().take_while(|byte| **byte == 0).count();
        trailing_nuls = if nuls == read { trailing_nuls + nuls as u64 } else { nuls as u64 };
        let filled = kept + read;
        kept = 0;
        if utf8 == Utf8::No {
            continue;
        }
        let bytes = &buffer[..filled];
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => filled,
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                utf8 = Utf8::No;
                continue;
            }
        };
        let body = if std::mem::take(&mut start) {
            bytes.strip_prefix(decode::BOM_UTF8).unwrap_or(bytes)
        } else {
            bytes
        };
        if utf8 == Utf8::Ascii && !body.is_ascii() {
            utf8 = Utf8::WellFormed;
        }
        if utf8 == Utf8::WellFormed && !twice_encoded {
            twice_encoded = plausible::looks_twice_encoded_bytes(&bytes[..valid]);
        }
        kept = filled - valid;
        buffer.copy_within(valid..filled, 0);
    }
    if kept > 0 && utf8 != Utf8::No {
        utf8 = Utf8::CutShort;
    }
    Ok(Survey { sha256: hexadecimal(&digest.finalize()), head, trailing_nuls, utf8, twice_encoded })
}

/// The encoding of a text, and how sure that is.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) charset: Charset,
    /// Guessed from the bytes alone; a person should look.
    pub(crate) guessed: bool,
    /// Lines with bytes that mean nothing in this encoding.
    pub(crate) bad: BadLines,
    /// The last character is cut: the file may be incomplete.
    pub(crate) cut_short: bool,
}

/// Decides on the encoding.
///
/// # Errors
/// The outer one when the bytes cannot be read; the inner one, a sentence, when they are text in an encoding
/// that is not read.
pub(crate) fn detect(
    content: &Content,
    survey: &Survey,
    declared: Option<Charset>,
) -> io::Result<Result<Verdict, String>> {
    let sure = |charset| Verdict { charset, guessed: false, bad: BadLines::default(), cut_short: false };
    let head = survey.head.as_slice();
    if let Some(charset) = decode::by_mark(head).or_else(|| decode::utf16_without_mark(head)) {
        let bad = bad_lines(content.read()?, charset)?;
        return Ok(Ok(Verdict { bad, ..sure(charset) }));
    }
    match survey.utf8 {
        Utf8::Ascii | Utf8::WellFormed => return Ok(Ok(sure(Charset::Utf8))),
        Utf8::CutShort => {
            let bad = bad_lines(content.read()?, Charset::Utf8)?;
            return Ok(Ok(Verdict { bad, cut_short: true, ..sure(Charset::Utf8) }));
        }
        Utf8::No => {}
    }
    if let Some(charset) = declared {
        let bad = bad_lines(content.read()?, charset)?;
        return Ok(Ok(Verdict { bad, ..sure(charset) }));
    }
    if plausible::is_ebcdic(head) {
        let what = "the text is in EBCDIC, the encoding of mainframes; ask for it in UTF-8";
        return Ok(Err(what.to_owned()));
    }
    // Chance seldom makes a well-formed character of several bytes. Where lines that have such characters
    // outnumber the broken ones, or such characters the broken bytes, the file is UTF-8 with a few lines pasted in from elsewhere.
    let bad = bad_lines(content.read()?, Charset::Utf8)?;
    if bad.well_formed_lines >= bad.count.max(1) || bad.well_formed >= bad.malformed {
        return Ok(Ok(Verdict { bad, ..sure(Charset::Utf8) }));
    }
    let charset = guess(content)?;
    let bad = bad_lines(content.read()?, charset)?;
    Ok(Ok(Verdict { bad, guessed: true, ..sure(charset) }))
}

/// Whether the bytes are in an encoding of two or four bytes a character.
pub(crate) fn is_wide(head: &[u8]) -> bool {
    decode::by_mark(head).or_else(|| decode::utf16_without_mark(head)).is_some()
}

/// The likeliest code page, from all bytes.
fn guess(content: &Content) -> io::Result<Charset> {
    let mut reader = content.read()?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut neighbours = plausible::Neighbours::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = reader.read(&mut buffer)?;
        detector.feed(&buffer[..read], read == 0);
        neighbours.feed(&buffer[..read]);
        if read == 0 {
            break;
        }
    }
    Ok(neighbours.settle(detector.guess(None, Utf8Detection::Deny)))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(bytes: &[u8]) -> (String, Verdict) {
        let content = Content::gather(&mut &bytes[..]).unwrap();
        let survey = survey(&content).unwrap();
        let verdict = detect(&content, &survey, None).unwrap().unwrap();
        let mut decoder = Decoder::new(content.read().unwrap(), verdict.charset);
        let mut text = String::new();
        while decoder.fill(&mut text, 7).unwrap() {}
        (text, verdict)
    }

    fn read_as(bytes: &[u8]) -> (String, &'static str) {
        let (text, verdict) = verdict(bytes);
        (text, verdict.charset.name())
    }

    const TEXT: &str = "id,name\n1,José Núñez,Málaga\n2,Zoë Müller,Köln\n";

    #[test]
    fn utf_8_with_none_one_or_two_marks() {
        for marks in 0..3 {
            let bytes = ["\u{feff}".repeat(marks).as_bytes(), TEXT.as_bytes()].concat();
            assert_eq!(read_as(&bytes), (TEXT.to_owned(), "UTF-8"));
        }
    }

    #[test]
    fn utf_16_and_utf_32_with_and_without_marks() {
        let wide = |bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
            format!("{mark}{TEXT}").encode_utf16().flat_map(bytes).collect()
        };
        for mark in ["", "\u{feff}"] {
            assert_eq!(read_as(&wide(u16::to_le_bytes, mark)), (TEXT.to_owned(), "UTF-16LE"));
            assert_eq!(read_as(&wide(u16::to_be_bytes, mark)), (TEXT.to_owned(), "UTF-16BE"));
        }
        let little: Vec<u8> =
            format!("\u{feff}{TEXT}").chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        assert_eq!(read_as(&little), (TEXT.to_owned(), "UTF-32LE"));
        let big: Vec<u8> = format!("\u{feff}{TEXT}").chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        assert_eq!(read_as(&big), (TEXT.to_owned(), "UTF-32BE"));
    }

    #[test]
    fn code_pages_of_windows_dos_and_macintosh() {
        let encoded = |encoding: &'static encoding_rs::Encoding| encoding.encode(TEXT).0.into_owned();
        assert_eq!(read_as(&encoded(encoding_rs::WINDOWS_1252)), (TEXT.to_owned(), "windows-1252"));
        assert_eq!(read_as(&encoded(encoding_rs::MACINTOSH)), (TEXT.to_owned(), "macintosh"));
        let dos: Vec<u8> = TEXT
            .chars()
            .map(|c| match c {
                'é' => 0x82,
                'ú' => 0xa3,
                'ñ' => 0xa4,
                'á' => 0xa0,
                'ë' => 0x89,
                'ü' => 0x81,
                'ö' => 0x94,
                ascii => u8::try_from(ascii).unwrap(),
            })
            .collect();
        assert_eq!(read_as(&dos), (TEXT.to_owned(), "IBM850"));
        assert!(verdict(&dos).1.guessed);
    }

    #[test]
    fn signs_of_money_do_not_make_a_text_polish() {
        let text = "id,name,budget\n1,Rail – phase 2,£12.3m\n2,The board’s plan,£4m\n";
        assert_eq!(read_as(&encoding_rs::WINDOWS_1252.encode(text).0), (text.to_owned(), "windows-1252"));
        let polish = "id,imię,miasto\n1,Łukasz Żółć,Łódź\n2,Žofie Šťastná,Plzeň\n".repeat(5);
        assert_eq!(read_as(&encoding_rs::WINDOWS_1250.encode(&polish).0), (polish, "windows-1250"));
    }

    #[test]
    fn cyrillic_of_windows_is_told_from_that_of_the_old_macintosh() {
        let text = "Проект,Ведомство,Статус\nЦифровая лаборатория,Министерство здоровья,Внедрён\nПортал,Дума,Пилот\n";
        assert_eq!(read_as(&encoding_rs::WINDOWS_1251.encode(text).0), (text.to_owned(), "windows-1251"));
        // All but one of the capitals stand from 0x80 on, the small letters where Windows has them.
        let old: Vec<u8> = text
            .chars()
            .map(|c| match c {
                'А'..='Я' => 0x80 + u8::try_from(u32::from(c) - u32::from('А')).unwrap(),
                'а'..='ю' => 0xe0 + u8::try_from(u32::from(c) - u32::from('а')).unwrap(),
                'я' => 0xdf,
                'ё' => 0xde,
                ascii => u8::try_from(ascii).unwrap(),
            })
            .collect();
        assert_eq!(read_as(&old), (text.to_owned(), "x-mac-cyrillic"));
    }

    #[test]
    fn one_foreign_line_costs_only_its_own_characters() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend_from_slice(b"3,Ren\xe9e\n");
        let (text, verdict) = verdict(&bytes);
        assert_eq!(text, format!("{TEXT}3,Ren\u{fffd}e\n"));
        assert_eq!((verdict.charset.name(), verdict.bad.count, verdict.bad.first), ("UTF-8", 1, vec![4]));
    }

    #[test]
    fn a_legacy_character_after_a_megabyte_of_plain_ones_is_seen() {
        let mut bytes = b"1,plain\n".repeat(150_000);
        bytes.extend_from_slice(b"x,caf\xe9\n");
        let (text, name) = read_as(&bytes);
        assert!(text.ends_with("x,café\n"));
        assert_eq!(name, "windows-1252");
    }

    #[test]
    fn a_file_cut_inside_a_character_says_so() {
        let (text, verdict) = verdict(&TEXT.as_bytes()[..TEXT.len() - 4]);
        assert!(verdict.cut_short && text.ends_with('\u{fffd}'));
        assert_eq!(verdict.bad.first, [3]);
    }

    #[test]
    fn double_encoding_is_noticed_and_ebcdic_refused() {
        let twice: String = TEXT.bytes().map(char::from).collect();
        assert!(survey(&Content::gather(&mut twice.as_bytes()).unwrap()).unwrap().twice_encoded);
        assert!(!survey(&Content::gather(&mut TEXT.as_bytes()).unwrap()).unwrap().twice_encoded);
        // "ID,NAME" and "1,ANNA BELL" as a mainframe writes them.
        let mainframe = b"\xc9\xc4\x6b\xd5\xc1\xd4\xc5\x25\xf1\x6b\xc1\xd5\xd5\xc1\x40\xc2\xc5\xd3\xd3\x25";
        let content = Content::gather(&mut &mainframe[..]).unwrap();
        assert!(detect(&content, &survey(&content).unwrap(), None).unwrap().is_err());
    }

    #[test]
    fn one_wrong_byte_beside_one_right_character_leaves_a_file_utf8() {
        let bytes = b"id,name\n1,plain\n2,Ca\xfff\xc3\xa9\n";
        assert_eq!(read_as(bytes), ("id,name\n1,plain\n2,Ca\u{fffd}fé\n".to_owned(), "UTF-8"));
    }
}
