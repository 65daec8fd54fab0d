//! What the records of an XLS workbook say, counted apart from the library that reads its cells: where there
//! are cells and how their numbers are shown, which rows are hidden, whether it is encrypted ([MS-XLS] 2.4).
//!
//! The library is right on nearly all files; where it loses a cell, this is how that is noticed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compound::Compound;
use crate::content::Content;
use crate::rows::dense::encrypted;
use crate::rows::grid::{Trouble, address};
use crate::workbook::number_format::NumberFormat;

/// The sheets of a workbook in the order in which it lists them.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    pub(crate) sheets: Vec<SheetAudit>,
}

/// What the records of a sheet say.
#[derive(Debug, Default)]
pub(crate) struct SheetAudit {
    hidden: BTreeSet<u16>,
    /// Cells with a value, sorted.
    cells: Vec<CellAudit>,
    /// The number format of each cell format.
    formats: Arc<[NumberFormat]>,
    /// Results of formulas that go on in further records, of which the library reads the first only.
    long: BTreeMap<(u32, u32), String>,
}

/// A cell with a value; row and column are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CellAudit {
    row: u16,
    column: u16,
    format: u16,
}

/// The version of the records since Excel 97.
const EXCEL_97: u16 = 0x0600;

const FORMULA: [u16; 3] = [0x0006, 0x0206, 0x0406];

impl Audit {
    /// Walks over the records of a workbook.
    pub(crate) fn of(content: &Content) -> Result<Self, Trouble> {
        let mut compound = Compound::open(content)?;
        let name = if compound.has("Workbook") { "Workbook" } else { "Book" };
        let stream = compound.stream(name)?;
        let mut starts = Vec::new();
        let (mut codes, mut formats, mut version) = (BTreeMap::new(), Vec::new(), 0);
        for (kind, body) in Records::from(&stream, 0) {
            match kind {
                0x0809 if body.len() >= 2 => version = short(body, 0),
                0x002f => return Err(encrypted()),
                0x0085 if body.len() >= 6 => {
                    let start = u32::from_le_bytes([body[0], body[1], body[2], body[3]]) as usize;
                    // The kind of sheet: 0 has cells.
                    starts.push((start, body[5] == 0));
                }
                0x041e => {
                    if let Some((number, code)) = format(body, version) {
                        codes.insert(number, NumberFormat::of_code(&code));
                    }
                }
                0x00e0 if body.len() >= 4 => formats.push(short(body, 2)),
                0x000a => break,
                _ => {}
            }
        }
        let format = |number: &u16| {
            codes.get(number).copied().unwrap_or_else(|| NumberFormat::built_in(u32::from(*number)))
        };
        let formats: Arc<[NumberFormat]> = formats.iter().map(format).collect();
        let sheet = |(start, has_cells)| {
            if has_cells {
                SheetAudit::of(&stream, start, version, Arc::clone(&formats))
            } else {
                SheetAudit::default()
            }
        };
        Ok(Self { sheets: starts.into_iter().map(sheet).collect() })
    }

    /// Refuses a workbook whose sheets span so wide an area that reading them densely takes more than `most`
    /// cells; usually one cell stands far away from all others.
    pub(crate) fn refuse_wide(&self, most: u64) -> Result<(), Trouble> {
        let area: u64 = self.sheets.iter().map(SheetAudit::area).sum();
        if area <= most {
            return Ok(());
        }
        Err(Trouble::too_large(format!(
            "its sheets span {area} cells, most of them empty; delete stray cells far from the tables, or save it as XLSX (limit: worker_bytes)"
        )))
    }
}

impl SheetAudit {
    fn of(stream: &[u8], start: usize, version: u16, formats: Arc<[NumberFormat]>) -> Self {
        let mut audit = Self { formats, ..Self::default() };
        // The last formula, and the text in the making that is its result.
        let (mut formula, mut text) = ((0, 0), Letters::default());
        // Charts inside the sheet have records of their own between a begin and an end.
        let mut depth = 0_usize;
        for (kind, body) in Records::from(stream, start) {
            match kind {
                0x0809 | 0x0409 | 0x0209 => depth += 1,
                0x000a if depth <= 1 => break,
                0x000a => depth -= 1,
                _ if depth > 1 => {}
                0x0208 if body.len() >= 14 && body[12] & 0x20 != 0 => {
                    audit.hidden.insert(short(body, 0));
                }
                // Number, RK, shared string, string, rich string, boolean or error.
                0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 | 0x0205 if body.len() >= 6 => {
                    audit.cell(body, 0, 4);
                }
                kind if FORMULA.contains(&kind) && body.len() >= 14 => {
                    // A formula whose result is text has it in the next record, and it may be none.
                    let is_text = body[12..14] == [0xff, 0xff] && matches!(body[6], 0 | 3);
                    if !is_text {
                        audit.cell(body, 0, 4);
                    }
                    formula = (u32::from(short(body, 0)), u32::from(short(body, 2)));
                    text = Letters::default();
                }
                0x0207 if version >= EXCEL_97 && body.len() >= 3 => {
                    text = Letters { left: short(body, 0).into(), text: String::new() };
                    text.append(&body[2..]);
                }
                // What does not fit in one record goes on in the next.
                0x003c if text.left > 0 => {
                    text.append(body);
                    if text.left == 0 {
                        audit.long.insert(formula, std::mem::take(&mut text.text));
                    }
                }
                // Several RK side by side, six bytes each.
                0x00bd if body.len() >= 6 => {
                    for offset in 0..(body.len() - 6) / 6 {
                        audit.cell(body, offset, 4 + offset * 6);
                    }
                }
                _ => {}
            }
        }
        audit.cells.sort_unstable();
        audit.cells.dedup_by_key(|cell| (cell.row, cell.column));
        audit
    }

    fn cell(&mut self, body: &[u8], offset: usize, format: usize) {
        let column = short(body, 2).saturating_add(u16::try_from(offset).unwrap_or(u16::MAX));
        self.cells.push(CellAudit { row: short(body, 0), column, format: short(body, format) });
    }

    /// How many cells the rectangle around all cells has.
    fn area(&self) -> u64 {
        let (Some(first), Some(last)) = (self.cells.first(), self.cells.last()) else { return 0 };
        let columns = self.cells.iter().map(|cell| cell.column);
        let (left, right) =
            columns.fold((u16::MAX, 0), |(left, right), column| (left.min(column), right.max(column)));
        (u64::from(last.row - first.row) + 1) * (u64::from(right - left) + 1)
    }

    /// Whether a row is hidden, counted from 0.
    pub(crate) fn is_hidden(&self, row: u32) -> bool {
        u16::try_from(row).is_ok_and(|row| self.hidden.contains(&row))
    }

    /// The format of the number in a cell; row and column are counted from 0.
    pub(crate) fn format(&self, row: u32, column: u32) -> Option<NumberFormat> {
        let place = (u16::try_from(row).ok()?, u16::try_from(column).ok()?);
        let found = self.cells.binary_search_by_key(&place, |cell| (cell.row, cell.column)).ok()?;
        self.formats.get(usize::from(self.cells[found].format)).copied()
    }

    /// The whole text of a formula's result that the library does not read whole.
    pub(crate) fn long_text(&self, row: u32, column: u32) -> Option<&str> {
        self.long.get(&(row, column)).map(String::as_str)
    }

    /// Refuses the sheet when a cell that has a value is not among those `received`, which are in order.
    pub(crate) fn compare(&self, received: &[(u32, u32)]) -> Result<(), Trouble> {
        let place = |cell: &CellAudit| (u32::from(cell.row), u32::from(cell.column));
        let mut lost = self.cells.iter().filter(|cell| received.binary_search(&place(cell)).is_err());
        let Some(first) = lost.next() else { return Ok(()) };
        let (row, column) = place(first);
        Err(Trouble::sheet(format!(
            "{} of its {} cells got lost in reading, the first of them {}; save the workbook as XLSX",
            1 + lost.count(),
            self.cells.len(),
            address(row, column)
        )))
    }
}

/// A text that is put together from several records.
#[derive(Default)]
struct Letters {
    text: String,
    /// How many units of UTF-16 are still to come.
    left: usize,
}

impl Letters {
    /// Appends the letters of a record: a byte that says how they are written, then one or two bytes each.
    fn append(&mut self, body: &[u8]) {
        let Some((flags, letters)) = body.split_first() else { return };
        let width = if flags & 1 != 0 { 2 } else { 1 };
        let letters = &letters[..letters.len().min(self.left * width)];
        self.left -= letters.len() / width;
        let units = letters.chunks_exact(width).map(|unit| match unit {
            [low, high] => u16::from_le_bytes([*low, *high]),
            _ => u16::from(unit[0]),
        });
        self.text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')));
    }
}

fn short(body: &[u8], place: usize) -> u16 {
    u16::from_le_bytes([body[place], body[place + 1]])
}

/// The number and code of a number format. Since Excel 97 the code is UTF-16, or Latin-1 in short; before, it is
/// in the code page, mostly that of western Europe.
fn format(body: &[u8], version: u16) -> Option<(u16, String)> {
    let (head, letters) = body.split_at_checked(if version >= EXCEL_97 { 5 } else { 3 })?;
    let wide = head.get(4).is_some_and(|flags| flags & 1 != 0);
    let code = if wide {
        let units: Vec<u16> = letters.chunks_exact(2).map(|pair| short(pair, 0)).collect();
        String::from_utf16_lossy(&units)
    } else {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(letters).0.into_owned()
    };
    Some((short(head, 0), code))
}

/// The records of a stream from a place on: kind and body.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn from(stream: &'a [u8], start: usize) -> Self {
        Self { rest: stream.get(start..).unwrap_or_default() }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.rest.split_off(..4)?;
        let len = usize::from(u16::from_le_bytes([head[2], head[3]]));
        Some((u16::from_le_bytes([head[0], head[1]]), self.rest.split_off(..len)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::number_format::Shown;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let len = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes()[..], &len.to_le_bytes(), body].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        [row, column, 0].iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn cells_and_hidden_rows_are_counted_outside_of_charts() {
        let hidden = [&cell(1, 0)[..], &[0; 6], &[0x20, 0]].concat();
        let several = [&cell(2, 4)[..], &[0; 4], &[1, 0], &[0; 10], &[6, 0]].concat();
        let stream = [
            record(0x0809, &[]),
            record(0x0208, &hidden),
            record(0x0203, &[&cell(1, 2)[..], &[0; 8]].concat()),
            record(0x00bd, &several),
            record(0x0809, &[]),
            record(0x0203, &[&cell(9, 9)[..], &[0; 8]].concat()),
            record(0x000a, &[]),
            record(0x00fd, &[&cell(0, 0)[..], &[0; 4]].concat()),
            record(0x000a, &[]),
            record(0x0203, &[&cell(8, 8)[..], &[0; 8]].concat()),
        ]
        .concat();
        let audit = SheetAudit::of(
            &stream,
            0,
            EXCEL_97,
            ["yyyy", "00000"].iter().map(|code| NumberFormat::of_code(code)).collect(),
        );
        let places: Vec<(u16, u16)> = audit.cells.iter().map(|cell| (cell.row, cell.column)).collect();
        assert_eq!(places, [(0, 0), (1, 2), (2, 4), (2, 5), (2, 6)]);
        assert!(audit.is_hidden(1) && !audit.is_hidden(0));
        assert_eq!(
            [(1, 2), (2, 5), (3, 3)]
                .map(|(row, column)| audit.format(row, column).map(|format| format.shown)),
            [Some(Shown::Date), Some(Shown::Padded(5)), None]
        );
        assert_eq!(audit.area(), 3 * 7);
        assert!(audit.compare(&[(0, 0), (1, 2), (2, 4), (2, 5), (2, 6), (7, 7)]).is_ok());
        let lost = audit.compare(&[(0, 0), (2, 4), (2, 5)]).unwrap_err().to_string();
        assert!(lost.starts_with("2 of its 5 cells got lost in reading, the first of them C2"), "{lost}");
    }

    #[test]
    fn a_long_result_of_a_formula_is_read_whole() {
        let formula = |row| [&cell(row, 3)[..], &[0; 6], &[0xff, 0xff], &[0; 8]].concat();
        let stream = [
            record(0x0006, &formula(4)),
            record(0x0207, &[5, 0, 0, b'a', 0xe9]),
            record(0x003c, &[1, 0x3b, 4, b'b', 0]),
            record(0x003c, &[0, b'c', b'd']),
            record(0x0006, &formula(5)),
            record(0x0207, &[1, 0, 0, b'x']),
            record(0x003c, &[0, b'y']),
        ];
        let audit = SheetAudit::of(&stream.concat(), 0, EXCEL_97, Arc::default());
        assert_eq!(audit.long_text(4, 3), Some("aéлbc"));
        assert_eq!(audit.long_text(5, 3), None);
    }

    proptest::proptest! {
        #[test]
        fn no_records_panic(stream in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), start in 0_usize..400) {
            let _ = SheetAudit::of(&stream, start, EXCEL_97, Arc::default()).area();
        }
    }
}
