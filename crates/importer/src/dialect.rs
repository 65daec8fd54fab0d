//! How a text file is cut into cells: by comma, semicolon, tab or bar.

use std::io::Read;

use encoding_rs::Encoding;

use crate::rows::text::TextRows;
use crate::rows::{Row, RowReader as _};

/// The delimiters that are tried, in the order in which a tie is decided.
const CANDIDATES: [u8; 4] = *b",;\t|";
/// How many rows are looked at.
const SAMPLE_ROWS: usize = 200;

/// Finds the delimiter from the beginning of the text: the one that cuts most rows into the same number of
/// cells. Prose has commas too, but never the same number in every row.
pub(crate) fn delimiter(sample: &[u8], encoding: &'static Encoding) -> u8 {
    if let Some(declared) = declared(sample, encoding) {
        return declared;
    }
    let mut best = (0_u64, CANDIDATES[0]);
    for candidate in CANDIDATES {
        let score = score(sample, encoding, candidate);
        if score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

/// A first line `sep=;`, which Excel writes and obeys.
fn declared(sample: &[u8], encoding: &'static Encoding) -> Option<u8> {
    let start = &sample[..sample.len().min(64)];
    let (text, _) = encoding.decode_with_bom_removal(start);
    let line = text.lines().next()?.trim().trim_matches('"');
    let mark = line.strip_prefix("sep=")?.as_bytes();
    CANDIDATES.into_iter().find(|candidate| mark == [*candidate])
}

fn score(sample: &[u8], encoding: &'static Encoding, delimiter: u8) -> u64 {
    let mut rows = TextRows::new(sample.take(sample.len() as u64), encoding, delimiter);
    let mut row = Row::default();
    let mut widths = Vec::new();
    while widths.len() < SAMPLE_ROWS && matches!(rows.next_row(&mut row), Ok(true)) {
        if !row.is_blank() {
            widths.push(row.width());
        }
    }
    // The sample may end in the middle of a row.
    if widths.len() > 2 {
        widths.pop();
    }
    let mut counts = std::collections::BTreeMap::new();
    for width in &widths {
        *counts.entry(*width).or_insert(0_u64) += 1;
    }
    let Some((width, agreeing)) = counts.into_iter().max_by_key(|(width, count)| (*count, *width)) else {
        return 0;
    };
    if width < 2 {
        return 0;
    }
    // Agreement first, then a little for width: 30 columns that agree say more than 2 that do.
    let agreement = agreeing * 1000 / widths.len() as u64;
    agreement * agreement * (10 + width.min(20) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> char {
        char::from(delimiter(text.as_bytes(), encoding_rs::UTF_8))
    }

    #[test]
    fn commas_in_prose_and_decimal_commas_do_not_mislead() {
        assert_eq!(
            found("id;title;cost\n1;Roads, rails, and ports;1,5\n2;Water;2,25\n3;Air, clean;7,5\n"),
            ';'
        );
        assert_eq!(found("id\ttitle\n1\tA, b, c\n2\tB; c\n"), '\t');
        assert_eq!(found("id,title\n1,\"A; b; c\"\n2,\"B\nc;d\"\n"), ',');
        assert_eq!(found("sep=|\na|b,c\n1|2,3\n"), '|');
        assert_eq!(found("title\nOne, two\nThree\nFour, five, six\n"), ',');
    }
}
