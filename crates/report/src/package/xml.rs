//! XML parts, a node at a time, without document types or entities of their own.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::Error;

const READ: &str = "read the workbook";

/// What comes next in a part.
pub(crate) enum Node<'a> {
    /// An element begins; its name is without prefix.
    Open(&'a str, Tag<'a>),
    /// An element ends.
    Close(&'a str),
    /// Text, references resolved.
    Text(&'a str),
}

/// An element's attributes.
pub(crate) struct Tag<'a>(&'a BytesStart<'a>);

impl Tag<'_> {
    /// The value of an attribute by its name without prefix.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|found| found.key.local_name().into_inner() == name)?;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.to_string(), Into::into),
        )
    }

    /// The number that an attribute holds.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }

    /// Whether an attribute says yes.
    pub(crate) fn yes(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("1" | "true" | "on"))
    }
}

/// Walks over a part.
pub(crate) fn walk(part: impl BufRead, mut take: impl FnMut(Node<'_>)) -> Result<(), Error> {
    walk_while(part, |node| {
        take(node);
        true
    })
}

/// Walks over a part until `take` says that it has seen enough.
pub(crate) fn walk_while(part: impl BufRead, mut take: impl FnMut(Node<'_>) -> bool) -> Result<(), Error> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let goes_on = match reader.read_event_into(&mut buffer).map_err(Error::library(READ))? {
            Event::Start(start) => take(Node::Open(start.local_name().into_inner(), Tag(&start))),
            Event::End(end) => take(Node::Close(end.local_name().into_inner())),
            Event::Text(text) => take(Node::Text(&text.xml10_content())),
            Event::CData(text) => take(Node::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                let known = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                let Some(known) = known else {
                    return Err(Error::library(READ)("a part refers to an entity of its own"));
                };
                take(Node::Text(known.encode_utf8(&mut [0; 4])))
            }
            Event::DocType(_) => return Err(Error::library(READ)("a part declares a document type")),
            Event::Eof => return Ok(()),
            // Empty elements come as a beginning and an end.
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => true,
        };
        if !goes_on {
            return Ok(());
        }
    }
}
