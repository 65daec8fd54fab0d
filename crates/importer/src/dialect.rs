//! Dialects of text files: which character parts the cells. Each candidate is tried on the beginning of the
//! file with quotation marks taken into account, and the one under which the text looks most like a table
//! wins; where none makes a table, every line is one cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::delimiter::Delimiter;
use crate::limits::Limits;
use crate::rows::text::{Field, Outcome, Record, Rules, split};

/// What parts cells in nearly all files; of two that are equally good, the first wins.
const USUAL: [&str; 4] = [",", ";", "\t", "|"];

/// What parts cells in a few: taken only where it makes a table beyond doubt. Longer ones come first, for their
/// letters are among the shorter ones.
const RARE: [&str; 14] =
    ["^|^", "~|~", "|~|", "||", ";;", ",,", "\t\t", "~~", "::", "^", "~", "¦", "§", "\u{1f}"];

/// How many records are looked at.
const RECORDS: usize = 200;

/// How a text is cut into cells, and how clear that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dialect {
    /// `None` where every line is one cell.
    pub(crate) delimiter: Option<Delimiter>,
    /// What encloses cells that hold a delimiter.
    pub(crate) quote: u8,
    /// Another reading is nearly as good, or none is good.
    pub(crate) doubtful: bool,
    /// It is not one of the usual ones.
    pub(crate) rare: bool,
}

/// Finds the delimiter of a text from its beginning. `complete` says that the sample is the whole text.
pub(crate) fn detect(sample: &str, complete: bool, limits: &Limits) -> Dialect {
    if let Some(delimiter) = declared(sample) {
        return Dialect {
            delimiter: Some(delimiter),
            quote: quote(sample, complete, delimiter, limits),
            doubtful: false,
            rare: false,
        };
    }
    let mut tried: Vec<(f64, Delimiter)> = USUAL
        .into_iter()
        .filter_map(Delimiter::new)
        .map(|delimiter| (score(sample, complete, delimiter, limits), delimiter))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    // The sort is stable: of two that are equally good, the first candidate wins.
    tried.sort_by(|a, b| b.0.total_cmp(&a.0));
    if let Some(delimiter) = rare(sample, complete, tried.first().map(|(_, best)| *best), limits) {
        let quote = quote(sample, complete, delimiter, limits);
        return Dialect { delimiter: Some(delimiter), quote, doubtful: false, rare: true };
    }
    match tried.as_slice() {
        [] => Dialect { delimiter: None, quote: b'"', doubtful: false, rare: false },
        [(best, delimiter), rest @ ..] => {
            let rival = rest.first().map_or(0.0, |(score, _)| *score);
            let quote = quote(sample, complete, *delimiter, limits);
            let doubtful = rival > best * 0.8 || *best < 0.5;
            Dialect { delimiter: Some(*delimiter), quote, doubtful, rare: false }
        }
    }
}

/// What encloses cells: `'` where no cell stands between `"`, and cells between `'` either come in every second
/// record or make the records of one width. A name such as `'s-Hertogenbosch` is not enclosed.
pub(crate) fn quote(sample: &str, complete: bool, delimiter: Delimiter, limits: &Limits) -> u8 {
    if !sample.contains('\'') {
        return b'"';
    }
    let rules = Rules::new(Some(delimiter), limits);
    let double = Shape::of(sample, complete, rules);
    let single = Shape::of(sample, complete, rules.with_quote(b'\''));
    let irregular = |shape: &Shape| shape.widths.len() - shape.commonest_width().1;
    let mends = single.enclosed >= 1 && irregular(&single) < irregular(&double);
    let usual = single.enclosed >= 2 && single.enclosed * 2 >= single.widths.len();
    let certain = double.enclosed == 0 && single.misplaced == 0 && irregular(&single) <= irregular(&double);
    if certain && (mends || usual) { b'\'' } else { b'"' }
}

/// A delimiter that is not usual, where it makes a table beyond doubt: its first record names every column, and
/// nine records in ten have as many cells. `usual` is the best of the usual ones.
fn rare(sample: &str, complete: bool, usual: Option<Delimiter>, limits: &Limits) -> Option<Delimiter> {
    let shape = |delimiter| {
        let quote = quote(sample, complete, delimiter, limits);
        Shape::of(sample, complete, Rules::new(Some(delimiter), limits).with_quote(quote))
    };
    let named = usual.map_or(1, |usual| shape(usual).named);
    RARE.into_iter().filter(|text| sample.contains(text)).filter_map(Delimiter::new).find(|delimiter| {
        let shape = shape(*delimiter);
        let (width, rows) = shape.commonest_width();
        // The half of a doubled delimiter makes as many names, with empty cells between them.
        let halved = usual.is_some_and(|usual| delimiter.as_str().contains(usual.as_str()));
        width >= 3
            && rows >= 2
            && shape.widths.first() == Some(&width)
            && shape.named == width
            && rows * 10 >= shape.widths.len() * 9
            && (halved || width > named)
    })
}

/// The delimiter that a line such as `sep=;` at the very beginning declares, as Excel understands it.
pub(crate) fn declared(text: &str) -> Option<Delimiter> {
    let line = text.lines().next()?.trim_end_matches(['\r', '\n']).trim_matches('"');
    let (word, mark) = line.split_at_checked(4)?;
    let known = USUAL.contains(&mark) || RARE.contains(&mark);
    Delimiter::new(mark).filter(|_| word.eq_ignore_ascii_case("sep=") && known)
}

/// How much the text looks like a table under a delimiter: 0 not at all, about 1 and more very much.
fn score(sample: &str, complete: bool, delimiter: Delimiter, limits: &Limits) -> f64 {
    let rules = Rules::new(Some(delimiter), limits);
    let shape = Shape::of(sample, complete, rules.with_quote(quote(sample, complete, delimiter, limits)));
    let (width, rows) = shape.commonest_width();
    let total = shape.widths.len();
    if width < 2 || total == 0 {
        return 0.0;
    }
    // A first row of one cell is a title above a table, or the header of a single column whose cells are lists.
    // Below a title stand a header and rows of the same width.
    if shape.widths[0] == 1 {
        let first = shape.widths.iter().position(|found| *found == width).unwrap_or_default();
        if rows < 2 || ratio(rows, total - first) < 0.6 {
            return 0.0;
        }
    }
    let regular = ratio(rows, total);
    // Rows that are merely short of some cells at their end still speak for the table.
    let near = shape.widths.iter().filter(|found| **found > 1 && found.abs_diff(width) <= width / 4).count();
    let consistent = regular + 0.5 * ratio(near - rows.min(near), total);
    // Prose has a blank after its commas, tables have not.
    let prose = if matches!(delimiter.as_str(), "," | ";") {
        ratio(shape.followed_by_blank, shape.delimiters)
    } else {
        0.0
    };
    let prose = if width == 2 || regular < 0.5 { prose } else { prose * 0.3 };
    // Decimal commas: every delimiter stands between two digits, and the header has fewer cells.
    let decimals = delimiter.as_str() == ","
        && shape.between_digits * 10 >= shape.delimiters * 9
        && shape.widths.first().is_some_and(|first| *first < width);
    let astray = ratio(shape.misplaced, total);
    let wide = 1.0 + 0.1 * f64::from(u32::try_from(width.min(64)).unwrap_or(64)).log2();
    if decimals { 0.0 } else { consistent * wide * (1.0 - prose) * (1.0 - astray) }
}

fn ratio(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts within a sample of some kilobytes")]
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What the records of a sample look like under a delimiter.
#[derive(Default)]
struct Shape {
    /// Cells of each record that is not blank, empty ones at its end left out where all records have them.
    widths: Vec<usize>,
    delimiters: usize,
    followed_by_blank: usize,
    between_digits: usize,
    misplaced: usize,
    /// Cells of the first record that are not blank and unlike the others.
    named: usize,
    /// Records with cells between marks.
    enclosed: usize,
}

impl Shape {
    fn of(sample: &str, complete: bool, rules: Rules) -> Self {
        let shape = Self::cut(sample, complete, &rules);
        // A first record longer than the sample still shows what parts its cells.
        if shape.widths.is_empty() && !complete { Self::cut(sample, true, &rules) } else { shape }
    }

    fn cut(sample: &str, complete: bool, rules: &Rules) -> Self {
        let (mut shape, mut record, mut rest) = (Self::default(), Record::default(), sample.as_bytes());
        while !rest.is_empty() && shape.widths.len() < RECORDS {
            // An unclosed quotation mark would ask for more text than the sample has.
            let used = match split(rest, complete, rules, &mut record) {
                Outcome::Record { used } => used,
                Outcome::NeedMore => break,
            };
            shape.add(&rest[..used], &record);
            rest = &rest[used..];
        }
        shape
    }

    fn add(&mut self, text: &[u8], record: &Record) {
        let filled = |field: &Field| !text[field.start..field.end].trim_ascii().is_empty();
        if !record.fields.iter().any(filled) {
            return;
        }
        if self.widths.is_empty() {
            let names: BTreeSet<&[u8]> = record
                .fields
                .iter()
                .filter(|field| filled(field))
                .map(|field| &text[field.start..field.end])
                .collect();
            self.named = names.len();
        }
        self.widths.push(record.fields.len());
        self.misplaced += usize::from(record.misplaced || !record.unclosed.is_empty());
        self.enclosed += usize::from(record.fields.iter().any(|field| field.is_quoted(text)));
        for pair in record.fields.windows(2) {
            let (before, after) = (text[..pair[0].end].last(), text[pair[1].start..].first());
            self.delimiters += 1;
            let quoted = pair[1].is_quoted(text);
            self.followed_by_blank += usize::from(after == Some(&b' ') && !quoted);
            let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
            self.between_digits += usize::from(digit(before) && digit(after));
        }
    }

    /// The width that most records have, the larger one of two, and how many have it.
    fn commonest_width(&self) -> (usize, usize) {
        let mut counts = BTreeMap::new();
        for width in &self.widths {
            *counts.entry(*width).or_insert(0_usize) += 1;
        }
        counts
            .into_iter()
            .filter(|(width, _)| *width > 1)
            .max_by_key(|(width, count)| (*count, *width))
            .unwrap_or((1, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Option<String> {
        detect(text, true, &Limits::default()).delimiter.map(|found| found.as_str().to_owned())
    }

    fn parts(mark: &str) -> Option<String> {
        Some(mark.to_owned())
    }

    #[test]
    fn plain_tables() {
        for mark in USUAL.into_iter().chain(RARE) {
            let text = "id,name,city\n1,Ann,Ghent\n2,Bob,Porto\n".replace(',', mark);
            assert_eq!(delimiter(&text), parts(mark));
        }
    }

    #[test]
    fn commas_in_numbers_and_prose_do_not_win_over_semicolons() {
        assert_eq!(delimiter("id;amount;note\n1;1.234,56;a, b\n2;7,5;c\n3;0,01;d, e, f\n"), parts(";"));
        assert_eq!(delimiter("name;text\nA;one, two, three\nB;four, five, six\n"), parts(";"));
        assert_eq!(delimiter("name\ttext\nA\tone, two\nB\tfour, six\n"), parts("\t"));
    }

    #[test]
    fn lists_inside_cells_do_not_win_over_commas() {
        assert_eq!(delimiter("name,tags,city\nA,x;y;z,Ghent\nB,x;y;w,Porto\n"), parts(","));
        assert_eq!(delimiter("name,tags\n\"A; B; C\",x|y\n\"D; E; F\",z|w\n"), parts(","));
    }

    #[test]
    fn one_column_stays_one() {
        for text in [
            "name\nAlice\nBob\n",
            "address\n\"1 High St, London\"\n\"2 Low St, Leeds\"\n",
            "a b c\nd e f\n",
            "amount\n1,5\n2,7\n3,25\n",
            "tags\nhealth;data\nschools\ndata;trust;access\nnew;trust\n",
            "note\nA pilot, which failed.\nWe tried, measured, and stopped; then tried again.\nDone.\n",
        ] {
            assert_eq!(delimiter(text), None, "{text}");
        }
    }

    #[test]
    fn titles_above_and_ragged_rows_do_not_confuse() {
        let text = "Register of projects, 2024\n\nid,name,city,status\n1,Ann,Ghent,open\n2,Bob,Porto\n3,Cid,Riga,shut\n";
        assert_eq!(delimiter(text), parts(","));
        assert_eq!(delimiter("id,name\n1;a\n2,b\n"), parts(","));
    }

    #[test]
    fn a_rare_delimiter_makes_a_table_beyond_doubt_or_none() {
        assert_eq!(delimiter("id||name||text\n1||A||x | y\n2||B||z\n"), parts("||"));
        assert_eq!(delimiter("id^name^text\n1^A^x, y\n2^B^z, v, w\n"), parts("^"));
        // A register with gaps, and one whose texts hold such signs.
        assert_eq!(delimiter("id,name,,city\n1,A,,Ghent\n2,,,Porto\n"), parts(","));
        assert_eq!(delimiter("id;a~b~c;city\n1;a~b~c;Ghent\n2;c;Porto\n"), parts(";"));
        assert_eq!(delimiter("a~b~c\nd\ne~f\n"), None);
    }

    #[test]
    fn single_marks_enclose_cells_where_they_do() {
        let quote = |text: &str| char::from(detect(text, true, &Limits::default()).quote);
        assert_eq!(quote("id,name,city\n1,'Alice, Dr',London\n"), '\'');
        assert_eq!(quote("'id','name'\n'1','It''s'\n'2','b'\n"), '\'');
        for text in [
            "id,name,city\n1,'t Gooi,'s-Hertogenbosch\n2,a,b\n",
            "id,name\n1,\"'quoted', so\"\n2,'x'\n",
            "id,name\n1,'007\n2,'008\n",
        ] {
            assert_eq!(quote(text), '"', "{text}");
        }
    }

    #[test]
    fn a_declared_delimiter_is_believed() {
        assert_eq!(delimiter("sep=;\nid;name\n1;a,b\n"), parts(";"));
        assert_eq!(delimiter("SEP=\t\r\na,b\n"), parts("\t"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[ab,;\t|~^\"\r\n 1.]{0,80}", complete: bool) {
            let _ = detect(&text, complete, &Limits::default());
        }
    }
}
