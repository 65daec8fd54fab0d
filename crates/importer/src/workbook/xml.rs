//! XML parts, an event at a time: any of the usual encodings, no entities of the file's own, no piece larger
//! than a cell can be.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use encoding_rs::{DecoderResult, Encoding};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::{Part, TooLarge};
use crate::rows::grid::Trouble;

/// Reads the events of a part.
pub(crate) struct Xml<'a> {
    reader: Reader<BufReader<Guarded<Box<dyn Read + 'a>>>>,
    buffer: Vec<u8>,
    fresh: Rc<Cell<u64>>,
    name: String,
    depth: usize,
    closed: bool,
}

/// The most bytes that one tag or one run of text may take: markup around a cell of the largest size.
const PIECE: u64 = 8 << 20;

/// How deep elements may lie in each other.
const DEPTH: usize = 256;

impl<'a> Xml<'a> {
    /// Begins to read a part.
    pub(crate) fn new(part: Part<'a>, name: &str) -> Result<Self, Trouble> {
        let fresh = Rc::new(Cell::new(0));
        let failed = |error| Trouble::from_part(&error, name);
        let mut bytes = BufReader::with_capacity(64 << 10, part);
        let head = bytes.fill_buf().map_err(failed)?;
        let (encoding, mark) = declared(head).map_err(|label| {
            Trouble::sheet(format!("the part {name:?} is in an encoding that is not known ({label})"))
        })?;
        bytes.consume(mark);
        let source: Box<dyn Read + 'a> = if encoding == encoding_rs::UTF_8 {
            Box::new(bytes)
        } else {
            let decoder = encoding.new_decoder_without_bom_handling();
            Box::new(Transcoded { source: bytes, decoder, done: false })
        };
        let guarded = Guarded { source, fresh: Rc::clone(&fresh) };
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, guarded));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            buffer: Vec::with_capacity(1024),
            fresh,
            name: name.to_owned(),
            depth: 0,
            closed: false,
        })
    }

    /// The next event. At the end, [`Event::Eof`], and that only after the root element was closed.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, Trouble> {
        self.buffer.clear();
        self.fresh.set(0);
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => {
                return Err(Trouble::from_part(&error, &self.name));
            }
            Err(_) => {
                return Err(Trouble::sheet(format!("the part {:?} is broken or incomplete XML", self.name)));
            }
        };
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(Trouble::sheet(format!(
                        "elements of the part {:?} lie too deep in each other",
                        self.name
                    )));
                }
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.closed |= self.depth == 0;
            }
            Event::DocType(_) => {
                return Err(Trouble::sheet(format!(
                    "the part {:?} declares a document type, which workbooks do not",
                    self.name
                )));
            }
            Event::Eof if !self.closed || self.depth > 0 => {
                return Err(Trouble::sheet(format!(
                    "the part {:?} ends too early; the workbook is incomplete",
                    self.name
                )));
            }
            _ => {}
        }
        Ok(event)
    }

    /// Passes over what is left, to the end of the part, where its checksum is verified.
    pub(crate) fn finish(mut self) -> Result<(), Trouble> {
        while !matches!(self.next()?, Event::Eof) {}
        io::copy(self.reader.get_mut(), &mut io::sink())
            .map_err(|error| Trouble::from_part(&error, &self.name))?;
        Ok(())
    }

    /// Passes over the element that has just begun.
    pub(crate) fn skip(&mut self) -> Result<(), Trouble> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Appends the text of the element that has just begun, to its end; elements in it are passed over.
    pub(crate) fn text(&mut self, out: &mut String) -> Result<(), Trouble> {
        let outside = self.depth - 1;
        while self.depth > outside {
            let inner = self.depth == outside + 1;
            match self.next()? {
                Event::Start(_) | Event::End(_) => {}
                event if inner => append(&event, out)?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Appends what an event adds to the text around it.
pub(crate) fn append(event: &Event<'_>, out: &mut String) -> Result<(), Trouble> {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => out.push(resolve(reference)?),
        _ => {}
    }
    Ok(())
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, Trouble> {
    let known = match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    known.ok_or_else(|| Trouble::sheet("the XML refers to an entity that is not known"))
}

/// The name of an element without its prefix.
pub(crate) fn local<'a>(element: &'a BytesStart<'_>) -> &'a str {
    element.local_name().into_inner()
}

/// The value of an attribute by its name without prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    // Looking for duplicates would take quadratic time over a tag with very many attributes.
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    attributes.find(|found| found.key.local_name().into_inner() == name).map(|found| unescaped(&found))
}

/// The value of an attribute with its references resolved.
pub(crate) fn unescaped(attribute: &Attribute<'_>) -> String {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => attribute.value.to_string(),
    }
}

/// The encoding that the first bytes of a part declare, and how many of them are a mark.
fn declared(head: &[u8]) -> Result<(&'static Encoding, usize), String> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => return Ok((encoding_rs::UTF_8, 3)),
        [0xff, 0xfe, ..] => return Ok((encoding_rs::UTF_16LE, 2)),
        [0xfe, 0xff, ..] => return Ok((encoding_rs::UTF_16BE, 2)),
        [b'<', 0, ..] => return Ok((encoding_rs::UTF_16LE, 0)),
        [0, b'<', ..] => return Ok((encoding_rs::UTF_16BE, 0)),
        _ => {}
    }
    let declaration = head.split(|byte| *byte == b'>').next().filter(|start| start.starts_with(b"<?xml"));
    let declaration = String::from_utf8_lossy(declaration.unwrap_or_default());
    let Some((_, rest)) = declaration.split_once("encoding") else { return Ok((encoding_rs::UTF_8, 0)) };
    let label = rest.trim_start_matches(['=', ' ', '\t', '\r', '\n']).trim_start_matches(['"', '\'']);
    let label = label.split(['"', '\'']).next().unwrap_or_default();
    Encoding::for_label(label.as_bytes()).map(|encoding| (encoding, 0)).ok_or_else(|| label.to_owned())
}

/// Stops a reader that takes too many bytes for one piece of XML.
struct Guarded<R> {
    source: R,
    fresh: Rc<Cell<u64>>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.fresh.set(self.fresh.get() + read as u64);
        if self.fresh.get() > PIECE { Err(io::Error::other(TooLarge)) } else { Ok(read) }
    }
}

/// A part in another encoding, as UTF-8.
struct Transcoded<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    done: bool,
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            let bytes = self.source.fill_buf()?;
            let last = bytes.is_empty();
            let (result, used, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, buffer, last);
            self.source.consume(used);
            match result {
                DecoderResult::Malformed(..) => return Err(io::Error::from(io::ErrorKind::InvalidData)),
                DecoderResult::InputEmpty if last => self.done = true,
                _ => {}
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
