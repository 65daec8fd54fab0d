//! Physical lines of a text file, decoded as they are read: CR, LF and CRLF, mixed as they come.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding};

/// Decodes a byte stream and cuts it into lines, in memory that does not grow with the file.
pub struct Lines<R> {
    reader: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    text: String,
    from: usize,
    done: bool,
    after_return: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `reader`; a byte-order mark at the start is dropped.
    pub fn new(reader: R, encoding: &'static Encoding) -> Self {
        Self {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; 1 << 16],
            text: String::new(),
            from: 0,
            done: false,
            after_return: false,
        }
    }

    /// Appends the next line to `line`, without its end, up to `limit` bytes in all; `false` at the end of
    /// the file. What goes beyond the limit is read and dropped; the second answer says whether any was.
    ///
    /// # Errors
    /// When reading fails.
    pub fn next(&mut self, line: &mut String, limit: usize) -> io::Result<Option<bool>> {
        let mut any = false;
        let mut cut = false;
        loop {
            if self.from == self.text.len() && !self.fill()? {
                return Ok(any.then_some(cut));
            }
            if std::mem::take(&mut self.after_return) && self.text[self.from..].starts_with('\n') {
                self.from += 1;
                continue;
            }
            any = true;
            let rest = &self.text[self.from..];
            let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes());
            let part = &rest[..end.unwrap_or(rest.len())];
            let room = limit.saturating_sub(line.len());
            if part.len() <= room {
                line.push_str(part);
            } else {
                line.push_str(&part[..part.floor_char_boundary(room)]);
                cut = true;
            }
            self.from += part.len();
            if let Some(end) = end {
                self.after_return = rest.as_bytes()[end] == b'\r';
                self.from += 1;
                return Ok(Some(cut));
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.from = 0;
        while self.text.is_empty() && !self.done {
            let length = match self.reader.read(&mut self.bytes) {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.done = length == 0;
            let room = self.decoder.max_utf8_buffer_length(length).unwrap_or(4 * length + 16);
            self.text.reserve(room);
            // The buffer has room for everything, so one call takes all of it.
            let _ = self.decoder.decode_to_string(&self.bytes[..length], &mut self.text, self.done);
        }
        Ok(!self.text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_line_ends_are_line_ends() {
        let mut lines = Lines::new("a\r\nb\rc\n\nd".as_bytes(), encoding_rs::UTF_8);
        let mut all = Vec::new();
        loop {
            let mut line = String::new();
            if lines.next(&mut line, 100).unwrap().is_none() {
                break;
            }
            all.push(line);
        }
        assert_eq!(all, ["a", "b", "c", "", "d"]);
    }
}
