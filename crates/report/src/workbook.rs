//! The whole: sheets from the figures, a workbook from the sheets, the streamed rows into the workbook.

use std::io::{Cursor, Seek, Write};

use crate::contents::{Contents, Settings, Written};
use crate::error::Error;
use crate::lint::check;
use crate::listing::Listing;
use crate::render::{Identity, render};
use crate::sections::checks::{self, Broken};
use crate::sections::{Scene, all, balance, numbered};
use crate::splice::{Gap, splice};

/// Writes the report to `out`. The same contents and settings give the same bytes.
///
/// `settings` are those with which the listing was begun, except for what does not touch its rows.
///
/// Fails only where the temporary folder or `out` does.
pub fn write<W: Write + Seek>(
    listing: Listing,
    contents: &Contents,
    settings: &Settings,
    out: W,
) -> Result<Written, Error> {
    // What the rows were written by must hold for what stands around them.
    let settings = &Settings {
        style: listing.settings().style,
        include_personal: listing.settings().include_personal,
        ..settings.clone()
    };
    let mut finished = listing.finish()?;
    let scene = Scene::new(contents, settings, &finished);
    let mut broken = Broken::new();
    let mut sheets = all(&scene, &mut finished, &broken)?;
    let names = balance::names();
    let identity = Identity {
        kind: "report",
        run_id: &contents.run.run_id,
        rules: &contents.run.rules(),
        agency: None,
        version: &contents.run.program_version,
        row_marks: &std::mem::take(&mut finished.row_marks),
        names: &names,
    };
    let mut rendered = render(&sheets, settings, &identity)?;
    // The notes say that all rules are kept; where that turns out wrong, they are made again.
    let flaws = check(Cursor::new(&rendered.bytes), settings.style)?;
    broken.extend(checks::broken(&flaws, &sheets, &finished));
    if !broken.is_empty() {
        sheets = all(&scene, &mut finished, &broken)?;
        rendered = render(&sheets, settings, &identity)?;
    }
    let written = Written {
        sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        register_rows: finished.rows,
        not_counted_rows: finished.not_counted_rows,
        shortened: finished.shortened,
        formulas: rendered.formulas,
    };
    let mut gaps = Vec::new();
    for (name, parts) in [("Register", finished.register), ("Not counted", finished.not_counted)] {
        for (place, part) in parts.into_iter().enumerate() {
            let name = numbered(name, place);
            if let Some(sheet) = written.sheets.iter().position(|sheet| *sheet == name) {
                gaps.push(Gap { sheet: sheet + 1, table: name.replace(' ', "_"), part });
            }
        }
    }
    let mut out = splice(&rendered.bytes, gaps, &rendered.stored, settings.compression, out)?;
    out.flush().map_err(Error::io("write the workbook"))?;
    Ok(written)
}
