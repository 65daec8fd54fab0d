//! What the records of an XLS workbook say, counted apart from the library that reads its cells: where there
//! are cells, which rows are hidden, which numbers are shown with zeros in front, whether it is encrypted
//! ([MS-XLS] 2.4).
//!
//! The library is right on nearly all files; where it loses a cell, this is how that is noticed.

use std::collections::{BTreeMap, BTreeSet};

use crate::compound::Compound;
use crate::content::Content;
use crate::rows::dense::encrypted;
use crate::rows::grid::{Trouble, address};
use crate::workbook::number_format::{Shown, of_code};

/// The sheets of a workbook in the order in which it lists them.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    pub(crate) sheets: Vec<SheetAudit>,
}

/// What the records of a sheet say.
#[derive(Debug, Default)]
pub(crate) struct SheetAudit {
    hidden: BTreeSet<u16>,
    /// Cells with a value, row by row, sorted.
    cells: Vec<(u16, u16)>,
    columns: Option<(u16, u16)>,
    rows: Option<(u16, u16)>,
    /// Cells whose number is shown with zeros in front, up to so many digits.
    padded: BTreeMap<(u16, u16), usize>,
}

const FORMULA: [u16; 3] = [0x0006, 0x0206, 0x0406];

impl Audit {
    /// Walks over the records of a workbook.
    pub(crate) fn of(content: &Content) -> Result<Self, Trouble> {
        let mut compound = Compound::open(content)?;
        let name = if compound.has("Workbook") { "Workbook" } else { "Book" };
        let stream = compound.stream(name)?;
        let mut starts = Vec::new();
        let (mut codes, mut formats) = (BTreeMap::new(), Vec::new());
        for (kind, body) in Records::from(&stream, 0) {
            match kind {
                0x002f => return Err(encrypted()),
                0x0085 if body.len() >= 6 => {
                    let start = u32::from_le_bytes([body[0], body[1], body[2], body[3]]) as usize;
                    // The kind of sheet: 0 has cells.
                    starts.push((start, body[5] == 0));
                }
                0x041e => {
                    if let Some((number, code)) = format(body) {
                        codes.insert(number, of_code(&code));
                    }
                }
                0x00e0 if body.len() >= 4 => formats.push(u16::from_le_bytes([body[2], body[3]])),
                0x000a => break,
                _ => {}
            }
        }
        let digits = |number: &u16| match codes.get(number) {
            Some(Shown::Padded(digits)) => Some(*digits),
            _ => None,
        };
        let digits: Vec<Option<usize>> = formats.iter().map(digits).collect();
        let sheet = |(start, has_cells)| {
            if has_cells { SheetAudit::of(&stream, start, &digits) } else { SheetAudit::default() }
        };
        Ok(Self { sheets: starts.into_iter().map(sheet).collect() })
    }

    /// Refuses a workbook whose sheets span so wide an area that reading them densely takes more than `most`
    /// cells; usually one cell stands far away from all others.
    pub(crate) fn refuse_wide(&self, most: u64) -> Result<(), Trouble> {
        let span = |(first, last): (u16, u16)| u64::from(last - first) + 1;
        let area = |sheet: &SheetAudit| Some(span(sheet.rows?) * span(sheet.columns?));
        let area: u64 = self.sheets.iter().filter_map(area).sum();
        if area <= most {
            return Ok(());
        }
        Err(Trouble::too_large(format!(
            "its sheets span {area} cells, most of them empty; delete stray cells far from the tables, or save it as XLSX (limit: worker_bytes)"
        )))
    }
}

impl SheetAudit {
    /// Walks over the records of a sheet; `digits` has, for each cell format, to how many digits it pads.
    fn of(stream: &[u8], start: usize, digits: &[Option<usize>]) -> Self {
        let mut audit = Self::default();
        // Charts inside the sheet have records of their own between a begin and an end.
        let mut depth = 0_usize;
        for (kind, body) in Records::from(stream, start) {
            match kind {
                0x0809 | 0x0409 | 0x0209 => depth += 1,
                0x000a if depth <= 1 => break,
                0x000a => depth -= 1,
                _ if depth > 1 => {}
                0x0208 if body.len() >= 14 && body[12] & 0x20 != 0 => {
                    audit.hidden.insert(u16::from_le_bytes([body[0], body[1]]));
                }
                // Number, RK, shared string, string, rich string, boolean or error.
                0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 | 0x0205 if body.len() >= 6 => {
                    audit.cell(body, 0);
                    let format = usize::from(u16::from_le_bytes([body[4], body[5]]));
                    if let (0x0203 | 0x027e, Some(Some(digits))) = (kind, digits.get(format)) {
                        let place =
                            (u16::from_le_bytes([body[0], body[1]]), u16::from_le_bytes([body[2], body[3]]));
                        audit.padded.insert(place, *digits);
                    }
                }
                kind if FORMULA.contains(&kind) && body.len() >= 14 => {
                    // A formula whose result is text has it in the next record, and it may be none.
                    let text = body[12..14] == [0xff, 0xff] && matches!(body[6], 0 | 3);
                    if !text {
                        audit.cell(body, 0);
                    }
                }
                // Several RK side by side.
                0x00bd if body.len() >= 6 => {
                    let cells = u16::try_from((body.len() - 6) / 6).unwrap_or(u16::MAX);
                    for offset in 0..cells {
                        audit.cell(body, offset);
                    }
                }
                _ => {}
            }
        }
        audit.cells.sort_unstable();
        audit.cells.dedup();
        audit
    }

    fn cell(&mut self, body: &[u8], offset: u16) {
        let row = u16::from_le_bytes([body[0], body[1]]);
        let column = u16::from_le_bytes([body[2], body[3]]).saturating_add(offset);
        let widen = |span: &mut Option<(u16, u16)>, to: u16| {
            let (first, last) = span.unwrap_or((to, to));
            *span = Some((first.min(to), last.max(to)));
        };
        widen(&mut self.rows, row);
        widen(&mut self.columns, column);
        self.cells.push((row, column));
    }

    /// Whether a row is hidden, counted from 0.
    pub(crate) fn is_hidden(&self, row: u32) -> bool {
        u16::try_from(row).is_ok_and(|row| self.hidden.contains(&row))
    }

    /// To how many digits a number is filled with zeros; row and column are counted from 0.
    pub(crate) fn digits(&self, row: u32, column: u32) -> Option<usize> {
        let place = (u16::try_from(row).ok()?, u16::try_from(column).ok()?);
        self.padded.get(&place).copied()
    }

    /// Refuses the sheet when a cell that has a value is not among those `received`, which are in order.
    pub(crate) fn compare(&self, received: &[(u32, u32)]) -> Result<(), Trouble> {
        let lost =
            |cell: &&(u16, u16)| received.binary_search(&(u32::from(cell.0), u32::from(cell.1))).is_err();
        let mut lost = self.cells.iter().filter(lost);
        let Some((row, column)) = lost.next() else { return Ok(()) };
        let count = 1 + lost.count();
        Err(Trouble::sheet(format!(
            "{count} of its {} cells got lost in reading, the first of them {}; save the workbook as XLSX",
            self.cells.len(),
            address(u32::from(*row), u32::from(*column))
        )))
    }
}

/// The number and code of a number format, in workbooks of Excel 97 and later.
fn format(body: &[u8]) -> Option<(u16, String)> {
    let (head, letters) = body.split_at_checked(5)?;
    let wide = head[4] & 1 != 0;
    let code = if wide {
        let units: Vec<u16> =
            letters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        letters.iter().map(|byte| char::from(*byte)).collect()
    };
    Some((u16::from_le_bytes([head[0], head[1]]), code))
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
        let several = [&cell(2, 4)[..4], &[0; 18], &[6, 0]].concat();
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
        let audit = SheetAudit::of(&stream, 0, &[Some(5)]);
        assert_eq!(audit.cells, [(0, 0), (1, 2), (2, 4), (2, 5), (2, 6)]);
        assert!(audit.is_hidden(1) && !audit.is_hidden(0));
        assert_eq!((audit.digits(1, 2), audit.digits(2, 4)), (Some(5), None));
        assert!(audit.compare(&[(0, 0), (1, 2), (2, 4), (2, 5), (2, 6), (7, 7)]).is_ok());
        let lost = audit.compare(&[(0, 0), (2, 4), (2, 5)]).unwrap_err().to_string();
        assert!(lost.starts_with("2 of its 5 cells got lost in reading, the first of them C2"), "{lost}");
    }

    proptest::proptest! {
        #[test]
        fn no_records_panic(stream in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), start in 0_usize..400) {
            let _ = SheetAudit::of(&stream, start, &[]);
        }
    }
}
