//! Agency packs: one workbook for each agency, with its rows, what to put right, what to answer, and where to
//! write it. What comes back is read by [`answers`](crate::answers).
//!
//! Rows wait in a temporary file until all are there, then one pack after the other is written: memory holds
//! eight bytes a row and one chunk, however many agencies there are.

mod name;
mod sheets;
mod spool;
mod to_fix;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::finding::Finding;
use evenfolio_core::fold::fold;
use evenfolio_core::origin::Place;

use crate::columns;
use crate::contents::{RunIdentity, Settings, SourceLine};
use crate::error::Error;
use crate::layout::header_row;
use crate::listing::index::Index;
use crate::listing::{LAST_ROW, Stream};
use crate::render::{Identity, render};
use crate::sections::numbered;
use crate::sheet::Missing;
use crate::splice::{Gap, splice};
use crate::text;
use crate::theme::Style;
use name::Names;
use spool::{Held, Row, Spool};
use to_fix::ToFix;

/// What a pack is called and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Whose it is.
    pub agency: String,
    /// A name for the file, different for every pack of a run, in any file system.
    pub file_name: String,
    /// How many initiatives it lists.
    pub initiatives: u64,
    /// How many things there are to put right or to answer.
    pub to_fix: u64,
}

/// Takes every assessed initiative, in the order of the report, before the packs are written.
#[derive(Debug)]
pub struct Packs {
    settings: Settings,
    spool: Spool,
    /// By the folded name: as it was first written, and where its rows wait.
    agencies: BTreeMap<String, (String, Vec<u64>)>,
    index: Index,
    words: String,
}

impl Packs {
    /// Opens the temporary file.
    ///
    /// Fails where the temporary folder is missing or cannot be written.
    pub fn begin(settings: &Settings) -> Result<Self, Error> {
        // A pack is to be worked in, and what is about persons is the agency's own.
        let settings = Settings { style: Style::Workbench, ..settings.clone() };
        let (agencies, index) = (BTreeMap::new(), Index::begin()?);
        Ok(Self { settings, spool: Spool::begin()?, agencies, index, words: String::new() })
    }

    /// Takes one initiative.
    pub fn push(&mut self, assessment: &Assessment) -> Result<(), Error> {
        let items = columns::register(&self.settings);
        let at = self.spool.push(assessment, &items, &mut self.words)?;
        self.index.push(&assessment.initiative.origin)?;
        let agency = &assessment.initiative.agency;
        let known = self.agencies.entry(fold(agency));
        known.or_insert_with(|| (text::one_line(agency), Vec::new())).1.push(at);
        Ok(())
    }

    /// Makes one pack after the other and hands each to `take`.
    ///
    /// Findings go to the agency whose initiative they are about; those about a whole register, or a row that is
    /// no initiative, to the agency that the register is known by.
    pub fn write<E: From<Error>>(
        mut self,
        run: &RunIdentity,
        sources: &[SourceLine],
        findings: &[Finding],
        mut take: impl FnMut(&Pack, &[u8]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let keepers = keepers(sources);
        let (mut by_row, mut by_register) = (BTreeMap::new(), BTreeMap::new());
        for finding in findings {
            let Some(path) = finding.place.path().map(|path| &**path) else { continue };
            let sheet = finding.place.sheet().map(|sheet| &**sheet);
            if let Place::Row(origin) | Place::Cell { origin, .. } = &finding.place
                && self.index.find(origin)?.is_some()
            {
                by_row.entry(origin.clone()).or_insert_with(Vec::new).push(finding);
            } else if let Some(agency) = keepers.get(&(path, sheet)) {
                self.agencies.entry(fold(agency)).or_insert_with(|| (agency.clone(), Vec::new()));
                by_register.entry(fold(agency)).or_insert_with(Vec::new).push(finding);
            }
        }
        let mut names = Names::default();
        let mut written = 0;
        for (key, (agency, rows)) in &std::mem::take(&mut self.agencies) {
            let mut to_fix = ToFix::by(&self.settings.severities);
            for finding in by_register.get(key).into_iter().flatten() {
                to_fix.about_register(finding);
            }
            let items = columns::register(&self.settings);
            let header = header_row(&self.settings, crate::sections::register::PROSE);
            let mut stream = Stream::begin(items, header, LAST_ROW, self.settings.compression)?;
            for (place, at) in (0_u64..).zip(rows) {
                let row = self.spool.read(*at)?;
                stream.row(|writer| replay(&row, writer))?;
                // Beyond one sheet the rows go on in another.
                let room = u64::from(LAST_ROW - header - 1);
                let below = u32::try_from(place % room).unwrap_or(0);
                let here = (usize::try_from(place / room).unwrap_or(0), header + 1 + below);
                to_fix.about_row(&row, here, by_row.get(&row.origin).map_or(&[][..], Vec::as_slice));
            }
            let pack = Pack {
                agency: agency.clone(),
                file_name: names.name(agency),
                initiatives: rows.len() as u64,
                to_fix: to_fix.all(),
            };
            let bytes = self.workbook(&pack, run, to_fix, stream)?;
            take(&pack, &bytes)?;
            written += 1;
        }
        Ok(written)
    }

    fn workbook(
        &self,
        pack: &Pack,
        run: &RunIdentity,
        to_fix: ToFix,
        stream: Stream,
    ) -> Result<Vec<u8>, Error> {
        let parts = stream.finish()?;
        let settings = Settings {
            title: format!("{}: for {}", self.settings.title, pack.agency),
            ..self.settings.clone()
        };
        let sheets = sheets::all(pack, &settings, to_fix, &parts);
        let identity = Identity {
            kind: "pack",
            run_id: &run.run_id,
            rules: &run.rules(),
            agency: Some(&pack.agency),
            version: &run.program_version,
            row_marks: &BTreeSet::new(),
            names: &[],
        };
        let rendered = render(&sheets, &settings, &identity)?;
        let gaps = parts.into_iter().enumerate().filter_map(|(place, part)| {
            let name = numbered("Register", place);
            let sheet = sheets.iter().position(|sheet| sheet.name == name)? + 1;
            Some(Gap { sheet, table: name.replace(' ', "_"), part })
        });
        let out = Cursor::new(Vec::new());
        let out = splice(&rendered.bytes, gaps.collect(), &rendered.stored, settings.compression, out)?;
        Ok(out.into_inner())
    }
}

/// Who keeps which register; for a file, who keeps the first register in it.
fn keepers(sources: &[SourceLine]) -> BTreeMap<(&str, Option<&str>), String> {
    let mut keepers = BTreeMap::new();
    for source in sources {
        let Some(agency) = source.agency.as_deref().map(text::one_line) else { continue };
        keepers.entry((source.path.as_str(), None)).or_insert_with(|| agency.clone());
        keepers.insert((source.path.as_str(), source.sheet.as_deref()), agency);
    }
    keepers
}

fn replay(row: &Row, cells: &mut impl columns::Cells) {
    for held in &row.cells {
        match held {
            Held::Text(text) => cells.text(text),
            Held::Number(number, class) => cells.number(*number, *class),
            Held::Missing(why) => cells.missing(*why),
        }
    }
}

/// The kinds of missing values by their number in the spool.
const MISSING: [Missing; 2] = [Missing::NotAvailable, Missing::NotApplicable];
