//! The shared strings of an XLSX workbook: one text for all cells that hold it.

use quick_xml::events::Event;

use super::archive::Archive;
use super::xml::{Xml, append, local};
use crate::limits::Limits;
use crate::rows::grid::Trouble;

/// The strings by their number. All texts stand in one, so that ten million of them take no more memory than
/// their letters and their ends.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads the part of that name. What the part declares of its size is not looked at.
    pub(crate) fn read(archive: &mut Archive, name: &str, limits: &Limits) -> Result<Self, Trouble> {
        let mut strings = Self::default();
        let mut xml = Xml::new(archive.part(name)?, name)?;
        loop {
            match xml.next()? {
                Event::Start(element) if local(&element) == "si" => {
                    item(&mut xml, &mut strings.text)?;
                    strings.end(limits)?;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        xml.finish()?;
        Ok(strings)
    }

    /// Appends a string.
    pub(crate) fn push(&mut self, text: &str, limits: &Limits) -> Result<(), Trouble> {
        self.text.push_str(text);
        self.end(limits)
    }

    /// The string in the making is whole.
    fn end(&mut self, limits: &Limits) -> Result<(), Trouble> {
        if self.ends.len() >= limits.strings {
            let most = limits.strings;
            return Err(Trouble::too_large(format!(
                "there are more than {most} shared strings (limit: strings)"
            )));
        }
        self.ends.push(self.text.len());
        Ok(())
    }

    /// The string with that number, counted from 0.
    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}

/// Appends the text of a string item, or of a cell with its own string: plain, or in runs of different type,
/// which are joined. The reading aid of East Asian words (`rPh`) is left out.
pub(crate) fn item(xml: &mut Xml<'_>, out: &mut String) -> Result<(), Trouble> {
    let start = out.len();
    let outside = xml.depth() - 1;
    // The depth of an element that is left out, and whether text is taken.
    let (mut left_out, mut taking) = (None, None);
    while xml.depth() > outside {
        let depth = xml.depth();
        match xml.next()? {
            Event::Start(element) => match local(&element) {
                "rPh" if left_out.is_none() => left_out = Some(depth + 1),
                "t" if left_out.is_none() && taking.is_none() => taking = Some(depth + 1),
                _ => {}
            },
            Event::End(_) => {
                left_out = left_out.filter(|started| *started != depth);
                taking = taking.filter(|started| *started != depth);
            }
            event if taking == Some(depth) => append(&event, out)?,
            _ => {}
        }
    }
    unescape(out, start);
    Ok(())
}

/// Undoes `_x000D_` and its like, by which XLSX writes characters that XML cannot hold, and makes every line
/// end a line feed.
pub(crate) fn unescape(text: &mut String, start: usize) {
    let piece = &text[start..];
    if !piece.contains("_x") && !piece.contains('\r') {
        return;
    }
    let mut plain = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let units: Vec<u16> =
            [unit(rest), rest.get(7..).and_then(unit)].into_iter().map_while(|unit| unit).collect();
        // A character beyond the first 65,536 takes two escapes.
        if let Some(Ok(c)) = char::decode_utf16(units).next() {
            plain.push(c);
            rest = &rest[7 * c.len_utf16()..];
        } else {
            plain.push_str("_x");
            rest = &rest[2..];
        }
    }
    plain.push_str(rest);
    let plain = plain.replace("\r\n", "\n").replace('\r', "\n");
    text.replace_range(start.., &plain);
}

/// The code that an escape at the beginning of `text` stands for.
fn unit(text: &str) -> Option<u16> {
    let code = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let hexadecimal = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal { u16::from_str_radix(code, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_characters_are_undone_once() {
        let plain = |text: &str| {
            let mut text = format!("kept_x0041_{text}");
            unescape(&mut text, 11);
            text[11..].to_owned()
        };
        assert_eq!(plain("a_x000D_\nb_x000d_c\r\nd"), "a\nb\nc\nd");
        assert_eq!(plain("_x005F_x000D_"), "_x000D_");
        assert_eq!(plain("_xD83D__xDE00_ _xD83D_ _xDE00_"), "\u{1f600} _xD83D_ _xDE00_");
        assert_eq!(plain("_x00_ _xZZZZ_ _x0041 é_x"), "_x00_ _xZZZZ_ _x0041 é_x");
    }
}
