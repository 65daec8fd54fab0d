//! Rows as the XML of a worksheet part: inline strings and fixed style numbers, so that a row can be written
//! before the workbook around it exists. A test holds them against what the library writes.

use std::io::Write as _;

use evenfolio_core::origin::Column;

use crate::columns::Cells;
use crate::sheet::Missing;
use crate::text;
use crate::theme::Class;

/// Writes rows one after the other at the end of `xml`.
#[derive(Debug)]
pub(crate) struct RowWriter {
    /// What was written.
    pub xml: Vec<u8>,
    /// How many texts were cut since someone last looked.
    pub shortened: u64,
    /// How many cells of columns of numbers hold words.
    pub words_for_numbers: u64,
    letters: Vec<String>,
    styles: Vec<String>,
    columns: Vec<(bool, Option<u16>)>,
    /// Where the height of the row stands, to be put in when its cells are known.
    height_at: usize,
    lines: u16,
    row: String,
    column: usize,
}

impl RowWriter {
    /// A writer of rows with one cell for each of `columns`, which says whether it holds numbers, and its width if
    /// rows are to be as high as its texts need.
    pub(crate) fn new(columns: Vec<(bool, Option<u16>)>) -> Self {
        let letters = (0..columns.len())
            .map(|index| Column { index: u32::try_from(index).unwrap_or(0), header: "".into() }.letters())
            .collect();
        let styles =
            std::iter::once(0).chain(Class::ALL.map(Class::style)).map(|id| id.to_string()).collect();
        Self {
            xml: Vec::new(),
            shortened: 0,
            words_for_numbers: 0,
            letters,
            styles,
            columns,
            height_at: 0,
            lines: 1,
            row: String::new(),
            column: 0,
        }
    }

    /// Begins the row of that number, counted from 1.
    pub(crate) fn begin(&mut self, number: u32) {
        self.row.clear();
        self.row.push_str(&number.to_string());
        self.column = 0;
        self.lines = 1;
        self.put("<row r=\"");
        self.xml.extend_from_slice(self.row.as_bytes());
        self.put("\" ht=\"");
        self.height_at = self.xml.len();
        self.put("000\">");
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        let height = format!("{:03}", text::row_height(self.lines));
        self.xml[self.height_at..self.height_at + 3].copy_from_slice(height.as_bytes());
        self.put("</row>");
    }

    fn put(&mut self, markup: &str) {
        self.xml.extend_from_slice(markup.as_bytes());
    }

    fn open(&mut self, class: Class) {
        self.xml.extend_from_slice(b"<c r=\"");
        self.xml.extend_from_slice(self.letters[self.column].as_bytes());
        self.xml.extend_from_slice(self.row.as_bytes());
        self.xml.extend_from_slice(b"\" s=\"");
        self.xml.extend_from_slice(self.styles[class.style() as usize].as_bytes());
        self.column += 1;
    }

    fn words(&mut self, text: &str, class: Class) {
        if let Some(width) = self.columns[self.column].1 {
            self.lines = self.lines.max(text::lines(text, width));
        }
        self.open(class);
        let edge = |c: char| c.is_ascii_whitespace();
        self.put(if text.starts_with(edge) || text.ends_with(edge) {
            "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
        } else {
            "\" t=\"inlineStr\"><is><t>"
        });
        escape(text, &mut self.xml);
        self.put("</t></is></c>");
    }
}

impl Cells for RowWriter {
    fn text(&mut self, text: &str) {
        let (fit, cut) = text::fit(text);
        self.shortened += u64::from(cut);
        if fit.is_empty() {
            return self.missing(Missing::NotAvailable);
        }
        self.words_for_numbers += u64::from(self.columns[self.column].0);
        let class = if text::looks_like_formula(&fit) { Class::Quoted } else { Class::Text };
        self.words(&fit, class);
    }

    fn number(&mut self, number: f64, class: Class) {
        if !number.is_finite() {
            return self.missing(Missing::NotAvailable);
        }
        self.open(class);
        // Writing to a vector cannot fail.
        let _ = write!(self.xml, "\"><v>{number}</v></c>");
    }

    fn missing(&mut self, why: Missing) {
        let class = if self.columns[self.column].0 { Class::Missing } else { Class::MissingWords };
        self.words(why.shorthand(), class);
    }
}

/// Escapes a clean text: markup, and underscores that Excel would read as an escaped character (`_x0041_`).
fn escape(text: &str, xml: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (place, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'_' if is_escape(&bytes[place..]) => b"_x005F_",
            _ => continue,
        };
        xml.extend_from_slice(&bytes[done..place]);
        xml.extend_from_slice(escaped);
        done = place + 1;
    }
    xml.extend_from_slice(&bytes[done..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', digits @ .., ] if digits.len() >= 5
        && digits[..4].iter().all(u8::is_ascii_hexdigit) && digits[4] == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_as_it_stands_in_the_part() {
        let mut writer = RowWriter::new(vec![
            (false, Some(20)),
            (false, Some(20)),
            (false, Some(20)),
            (true, Some(10)),
            (true, Some(10)),
        ]);
        writer.begin(7);
        writer.text("R&D <x> _x0041_ _x");
        writer.text("=1+1");
        writer.text(" \u{0}");
        writer.number(0.1, Class::Percent);
        writer.number(f64::NAN, Class::Score);
        writer.end();
        insta::assert_snapshot!(String::from_utf8(writer.xml).unwrap(), @r#"<row r="7" ht="015"><c r="A7" s="1" t="inlineStr"><is><t>R&amp;D &lt;x&gt; _x005F_x0041_ _x</t></is></c><c r="B7" s="2" t="inlineStr"><is><t>=1+1</t></is></c><c r="C7" s="1" t="inlineStr"><is><t xml:space="preserve"> </t></is></c><c r="D7" s="7"><v>0.1</v></c><c r="E7" s="3" t="inlineStr"><is><t>[x]</t></is></c></row>"#);
    }
}
