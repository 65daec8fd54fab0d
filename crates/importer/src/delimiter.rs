//! What parts the cells of a text file: one character nearly everywhere, two or three in the exports of some
//! programs.

use std::fmt;

/// What parts the cells of a text file.
///
/// ```
/// use evenfolio_importer::delimiter::Delimiter;
/// assert_eq!(Delimiter::new("||").unwrap().as_str(), "||");
/// assert!(Delimiter::new("\"").is_none(), "a quotation mark encloses cells and parts none");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Delimiter {
    bytes: [u8; Self::LONGEST],
    len: u8,
}

impl Delimiter {
    /// So many bytes a delimiter has at most.
    pub const LONGEST: usize = 8;

    /// The delimiter of that text; `None` if it is empty, longer than [`Delimiter::LONGEST`], or holds a line
    /// end or a quotation mark.
    pub const fn new(text: &str) -> Option<Self> {
        let from = text.as_bytes();
        if from.is_empty() || from.len() > Self::LONGEST {
            return None;
        }
        let mut bytes = [0; Self::LONGEST];
        let mut at = 0;
        while at < from.len() {
            if matches!(from[at], b'"' | b'\r' | b'\n') {
                return None;
            }
            bytes[at] = from[at];
            at += 1;
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is at most 8")]
        Some(Self { bytes, len: from.len() as u8 })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    pub(crate) const fn first(&self) -> u8 {
        self.bytes[0]
    }

    /// How it is spoken of: “commas”, or itself between quotation marks.
    pub(crate) fn named(&self) -> String {
        match self.as_str() {
            "," => "commas".to_owned(),
            ";" => "semicolons".to_owned(),
            "\t" => "tabs".to_owned(),
            "|" => "bars".to_owned(),
            other => format!("“{}”", other.escape_debug()),
        }
    }
}

impl fmt::Debug for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
