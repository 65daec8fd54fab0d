//! Which characters the bytes of a text file stand for.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The answer, and how it was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    /// The encoding.
    pub(crate) encoding: &'static Encoding,
    /// Whether nothing in the file says so and it was inferred from letter statistics.
    pub(crate) guessed: bool,
    /// How many lines hold bytes that mean nothing in UTF-8, where the rest of the file is UTF-8.
    pub(crate) bad_lines: u64,
    /// The first such line, counted from 1.
    pub(crate) first_bad_line: u64,
}

/// Reads the whole text once and says which encoding it is in: a byte-order mark, UTF-16 by its zero bytes,
/// strict UTF-8, UTF-8 with less than one bad line in a hundred, else the likeliest code page.
///
/// # Errors
/// When reading fails.
pub(crate) fn detect<R: Read>(mut reader: R) -> io::Result<Guess> {
    let plain = |encoding, guessed| Guess { encoding, guessed, bad_lines: 0, first_bad_line: 0 };
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let mut buffer = vec![0; 1 << 16];
    let mut line = Lines::default();
    let mut first = true;
    loop {
        let length = fill(&mut reader, &mut buffer)?;
        let chunk = &buffer[..length];
        if first {
            first = false;
            if let Some((encoding, _)) = Encoding::for_bom(chunk) {
                if encoding != UTF_8 {
                    return Ok(plain(encoding, false));
                }
            } else if let Some(encoding) = wide(chunk) {
                return Ok(plain(encoding, true));
            }
        }
        line.take(chunk);
        detector.feed(chunk, length < buffer.len());
        if length < buffer.len() {
            break;
        }
    }
    line.end();
    if line.bad == 0 {
        return Ok(plain(UTF_8, false));
    }
    // One bad line in a hundred is an accident in a UTF-8 file only if UTF-8 sequences are there at all.
    if line.bad * 100 < line.count && line.multibyte > line.bad {
        return Ok(Guess {
            encoding: UTF_8,
            guessed: false,
            bad_lines: line.bad,
            first_bad_line: line.first_bad,
        });
    }
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Letter statistics have nothing to go by where all that is not ASCII is £, bullets and curly quotes.
    let encoding = if encoding == UTF_8 || !line.letters { WINDOWS_1252 } else { encoding };
    Ok(plain(encoding, true))
}

fn fill<R: Read>(reader: &mut R, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// UTF-16 without a mark: in Latin text every other byte is zero.
fn wide(chunk: &[u8]) -> Option<&'static Encoding> {
    let sample = &chunk[..chunk.len().min(4096)];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let half = sample.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    if half < 8 {
        None
    } else if odd * 10 > half * 4 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 4 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Checks UTF-8 line by line; a line break is never part of a longer sequence.
#[derive(Default)]
struct Lines {
    pending: Vec<u8>,
    count: u64,
    bad: u64,
    first_bad: u64,
    multibyte: u64,
    /// Whether any byte stands for an accented letter in the Western code page.
    letters: bool,
}

impl Lines {
    fn take(&mut self, mut chunk: &[u8]) {
        while let Some(end) = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (line, rest) = chunk.split_at(end);
            if self.pending.is_empty() {
                self.check(line);
            } else {
                self.pending.extend_from_slice(line);
                let whole = std::mem::take(&mut self.pending);
                self.check(&whole);
            }
            chunk = &rest[1..];
        }
        self.pending.extend_from_slice(chunk);
    }

    fn end(&mut self) {
        let rest = std::mem::take(&mut self.pending);
        if !rest.is_empty() {
            self.check(&rest);
        }
    }

    fn check(&mut self, line: &[u8]) {
        self.count += 1;
        if line.is_ascii() {
            return;
        }
        if std::str::from_utf8(line).is_ok() {
            self.multibyte += 1;
        } else {
            self.bad += 1;
            self.letters |= line
                .iter()
                .any(|byte| *byte >= 0xC0 || matches!(byte, 0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F));
            if self.bad == 1 {
                self.first_bad = self.count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> &'static str {
        detect(bytes).unwrap().encoding.name()
    }

    #[test]
    fn marks_and_patterns_are_recognised() {
        assert_eq!(name(b"id;title\n1;x\n"), "UTF-8");
        assert_eq!(name("\u{feff}id".as_bytes()), "UTF-8");
        assert_eq!(name(b"\xFF\xFEi\0d\0"), "UTF-16LE");
        let wide: Vec<u8> = "id;title;agency\n1;x;y".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(name(&wide), "UTF-16BE");
        assert_eq!(
            name(b"Pr\xe9nom;Minist\xe8re d\x92\xc9tat;b\xe2timent\nrepr\xe9sent\xe9;tr\xe8s;o\xf9\n"),
            "windows-1252"
        );
    }

    #[test]
    fn one_bad_line_in_many_does_not_turn_the_file_into_mojibake() {
        let mut bytes = "Café,Größe\n".repeat(300).into_bytes();
        bytes.extend_from_slice(b"Caf\xe9,x\n");
        let guess = detect(bytes.as_slice()).unwrap();
        assert_eq!((guess.encoding.name(), guess.bad_lines, guess.first_bad_line), ("UTF-8", 1, 301));
    }
}
