//! Puts streamed rows into a workbook that the library made: every part is copied as it is, except the sheets
//! whose rows were streamed and their tables, which get the rows and their true range.

mod chain;
pub(crate) mod charts;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Seek, Write};

use flate2::{Crc, FlushCompress};
use zip::{ZipArchive, ZipWriter};

use crate::error::Error;
use crate::listing::Part;
use crate::listing::deflate::deflate;
use chain::Chain;
use charts::{Stored, complete};

const READ: &str = "read the workbook around the rows";
const WRITE: &str = "write the workbook";

/// A sheet that waits for its rows. Its part holds everything up to the table's header.
#[derive(Debug)]
pub(crate) struct Gap {
    /// The place of the sheet in the workbook, counted from 1.
    pub sheet: usize,
    /// The name of its table.
    pub table: String,
    /// The rows.
    pub part: Part,
}

/// Writes the archive of `workbook` to `out`, each gap filled.
pub(crate) fn splice<W: Write + Seek>(
    workbook: &[u8],
    gaps: Vec<Gap>,
    stored: &Stored,
    level: u8,
    out: W,
) -> Result<W, Error> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).map_err(Error::zip(READ))?;
    let mut sheets: BTreeMap<String, Gap> =
        gaps.into_iter().map(|gap| (format!("xl/worksheets/sheet{}.xml", gap.sheet), gap)).collect();
    let tables: BTreeMap<String, (u32, u32)> = sheets
        .values()
        .map(|gap| (gap.table.clone(), (gap.part.header_row + 2, gap.part.last_row() + 1)))
        .collect();
    let mut writer = ZipWriter::new(out);
    for place in 0..archive.len() {
        let file = archive.by_index_raw(place).map_err(Error::zip(READ))?;
        let name = file.name().map_err(Error::zip(READ))?.into_owned();
        let is_table = name.starts_with("xl/tables/table");
        let is_chart = name.starts_with("xl/charts/chart");
        if !is_table && !is_chart && !sheets.contains_key(&name) {
            writer.raw_copy_file(file).map_err(Error::zip(WRITE))?;
            continue;
        }
        drop(file);
        let mut xml = String::new();
        let mut file = archive.by_index(place).map_err(Error::zip(READ))?;
        file.read_to_string(&mut xml).map_err(Error::io(READ))?;
        drop(file);
        let filled = if let Some(Gap { part, .. }) = sheets.remove(&name) {
            fill(&name, &xml, part, level)?
        } else if is_chart {
            whole(&name, complete(&xml, stored).as_bytes(), level)?
        } else {
            let range = tables.iter().find(|(table, _)| xml.contains(&format!("displayName=\"{table}\"")));
            let xml = match range {
                Some((_, (dummy, last))) => stretch(&xml, " ref=\"", *dummy, *last),
                None => xml,
            };
            whole(&name, xml.as_bytes(), level)?
        };
        copy(filled, &mut writer)?;
    }
    writer.finish().map_err(Error::zip(WRITE))
}

fn copy<W: Write + Seek>(chain: Chain, writer: &mut ZipWriter<W>) -> Result<(), Error> {
    let mut one = ZipArchive::new(chain).map_err(Error::zip(READ))?;
    let file = one.by_index_raw(0).map_err(Error::zip(READ))?;
    writer.raw_copy_file(file).map_err(Error::zip(WRITE))
}

/// A sheet's part with its rows in place, compressed.
fn fill(name: &str, xml: &str, part: Part, level: u8) -> Result<Chain, Error> {
    let (dummy, last) = (part.header_row + 2, part.last_row() + 1);
    let Some((head, tail)) = xml.split_once("</sheetData>") else {
        return Err(Error::library(READ)("a sheet has no rows to continue"));
    };
    let head = stretch(head, "<dimension ref=\"", dummy - 1, last);
    let tail = stretch(&format!("</sheetData>{tail}"), " sqref=\"", dummy, last);
    let mut crc = Crc::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    crc.update(head.as_bytes());
    deflate(head.as_bytes(), level, FlushCompress::Sync, &mut before)?;
    crc.combine(&part.deflated.crc);
    let mut end = Crc::new();
    end.update(tail.as_bytes());
    crc.combine(&end);
    deflate(tail.as_bytes(), level, FlushCompress::Finish, &mut after)?;
    let size = (head.len() + tail.len()) as u64 + part.deflated.bytes;
    Ok(Chain::entry(name, crc.sum(), size, before, Some(part.deflated), after))
}

/// A whole part, compressed.
fn whole(name: &str, xml: &[u8], level: u8) -> Result<Chain, Error> {
    let mut crc = Crc::new();
    crc.update(xml);
    let mut squeezed = Vec::new();
    deflate(xml, level, FlushCompress::Finish, &mut squeezed)?;
    Ok(Chain::entry(name, crc.sum(), xml.len() as u64, squeezed, None, Vec::new()))
}

/// Stretches every range that ends at row `dummy` down to row `last`, wherever the attribute stands.
fn stretch(xml: &str, attribute: &str, dummy: u32, last: u32) -> String {
    let mut out = String::with_capacity(xml.len() + 64);
    let mut rest = xml;
    while let Some(at) = rest.find(attribute) {
        let (before, after) = rest.split_at(at + attribute.len());
        out.push_str(before);
        let end = after.find('"').unwrap_or(after.len());
        let ranges: Vec<String> =
            after[..end].split(' ').map(|range| stretched(range, dummy, last)).collect();
        out.push_str(&ranges.join(" "));
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

fn stretched(range: &str, dummy: u32, last: u32) -> String {
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    let letters = to.trim_end_matches(|c: char| c.is_ascii_digit());
    if to[letters.len()..].parse() == Ok(dummy) {
        format!("{from}:{letters}{last}")
    } else {
        range.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_stretched_where_they_end_at_the_dummy_row() {
        let xml = r#"<a ref="A4:F5"/><b ref="A4"/><c ref="D5"/>"#;
        assert_eq!(stretch(xml, " ref=\"", 5, 90), r#"<a ref="A4:F90"/><b ref="A4"/><c ref="D5:D90"/>"#);
    }
}
