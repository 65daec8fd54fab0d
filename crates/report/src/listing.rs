//! The rows of the Register, streamed: each is written as it comes, compressed beside, into a temporary file,
//! so that memory does not grow with the number of rows. The rest of the workbook is made last, around them.

pub(crate) mod cells;
pub(crate) mod deflate;
pub(crate) mod index;

use std::collections::{BTreeMap, BTreeSet};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::innovation_test::Standing;
use evenfolio_core::origin::Origin;
use evenfolio_core::placement::Basis;
use evenfolio_core::tally::Class;

use crate::columns::{self, Item};
use crate::contents::Settings;
use crate::error::Error;
use crate::layout::header_row;
use cells::RowWriter;
use deflate::{Deflated, Deflater};
use index::Index;

/// The last row of a sheet.
pub(crate) const LAST_ROW: u32 = 1_048_576;
/// Rows are handed over to be compressed when this many bytes have come together.
const CHUNK: usize = 1 << 20;
/// A part ends before its XML reaches 4 GiB, which older readers of archives cannot hold.
const LARGEST: u64 = 0xF000_0000;
/// So many rows without marks of their own are marked in the document's properties; more would make it heavy.
const MARKED_ROWS: u64 = 30_000;
/// Positions are counted on a grid of this many thousandths.
const GRID: i32 = 50;

/// Takes every assessed initiative, in the order of the report, before the workbook around them is made.
///
/// Rows go to temporary files (in the folder that `TMPDIR` names); nothing is kept in memory but one chunk
/// and what the position map needs.
#[derive(Debug)]
pub struct Listing {
    settings: Settings,
    register: Stream,
    not_counted: Stream,
    index: Index,
    map: BTreeMap<Spot, u64>,
    words: String,
}

/// A place on the map: the class, and the position in steps of [`GRID`] thousandths.
pub(crate) type Spot = (Class, i32, i32);

impl Listing {
    /// Opens the temporary files.
    ///
    /// Fails where the temporary folder is missing or cannot be written, before any work is done.
    pub fn begin(settings: &Settings) -> Result<Self, Error> {
        Self::with_room(settings, LAST_ROW)
    }

    /// The same with sheets that end at another row, so that tests need not write a million.
    pub(crate) fn with_room(settings: &Settings, last_row: u32) -> Result<Self, Error> {
        let level = settings.compression;
        Ok(Self {
            settings: settings.clone(),
            register: Stream::begin(
                columns::register(settings),
                header_row(settings, crate::sections::register::PROSE),
                last_row,
                level,
            )?,
            not_counted: Stream::begin(
                columns::not_counted(settings),
                header_row(settings, crate::sections::not_counted::PROSE),
                last_row,
                level,
            )?,
            index: Index::begin()?,
            map: BTreeMap::new(),
            words: String::new(),
        })
    }

    /// Takes one initiative.
    pub fn push(&mut self, assessment: &Assessment) -> Result<(), Error> {
        self.register.push(assessment, &mut self.words)?;
        self.index.push(&assessment.initiative.origin)?;
        if assessment.standing == Standing::Counted {
            let placement = &assessment.placement;
            if placement.basis != Basis::Unplaced {
                let step = |thousandths: i32| (f64::from(thousandths) / f64::from(GRID)).round();
                #[expect(clippy::cast_possible_truncation, reason = "a whole number from -20 to 20")]
                let (x, y) = (
                    step(placement.position.uncertainty()) as i32,
                    step(placement.position.direction()) as i32,
                );
                *self.map.entry((Class::of(placement), x, y)).or_default() += 1;
            }
        } else {
            self.not_counted.push(assessment, &mut self.words)?;
        }
        Ok(())
    }

    /// How many initiatives were taken.
    pub fn rows(&self) -> u64 {
        self.register.rows
    }

    /// How many texts were too long for a cell, so far.
    pub fn shortened(&self) -> u64 {
        self.register.shortened + self.not_counted.shortened
    }

    /// The settings that the listing was begun with.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Ends the rows.
    pub(crate) fn finish(mut self) -> Result<Finished, Error> {
        let shortened = self.shortened();
        let mut row_marks = BTreeSet::new();
        for stream in [&mut self.register, &mut self.not_counted] {
            // Some of the rows would tell nothing of the others.
            if stream.rows <= MARKED_ROWS {
                row_marks.extend(std::mem::take(&mut stream.row_marks));
            }
        }
        let words_for_numbers =
            self.register.writer.words_for_numbers + self.not_counted.writer.words_for_numbers;
        Ok(Finished {
            rows: self.register.rows,
            not_counted_rows: self.not_counted.rows,
            shortened,
            words_for_numbers,
            row_marks,
            register: self.register.finish()?,
            not_counted: self.not_counted.finish()?,
            index: self.index,
            map: self.map,
        })
    }
}

/// Everything that was taken, ready to be put into the workbook.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Initiatives in the Register.
    pub rows: u64,
    /// Initiatives that do not count.
    pub not_counted_rows: u64,
    /// Texts that were cut.
    pub shortened: u64,
    /// Cells that hold words where their column has numbers.
    pub words_for_numbers: u64,
    /// Marks of rows that have no column for them.
    pub row_marks: BTreeSet<String>,
    /// The parts of the Register, one a sheet.
    pub register: Vec<Part>,
    /// The parts of the other listing, one a sheet.
    pub not_counted: Vec<Part>,
    /// How many counted initiatives stand where.
    pub map: BTreeMap<Spot, u64>,
    index: Index,
}

impl Finished {
    /// Where the Register lists the row of that origin: the part's place, and the row counted from 0.
    pub(crate) fn find(&mut self, origin: &Origin) -> Result<Option<(usize, u32)>, Error> {
        let Some(mut place) = self.index.find(origin)? else { return Ok(None) };
        for (number, part) in self.register.iter().enumerate() {
            if place < u64::from(part.rows) {
                let row = part.header_row + 1 + u32::try_from(place).unwrap_or(0);
                return Ok(Some((number, row)));
            }
            place -= u64::from(part.rows);
        }
        Ok(None)
    }
}

/// The rows of one sheet.
#[derive(Debug)]
pub(crate) struct Part {
    /// The row of the header, counted from 0; the rows follow it without a gap.
    pub header_row: u32,
    /// How many.
    pub rows: u32,
    /// The compressed XML of the rows.
    pub deflated: Deflated,
}

impl Part {
    /// The last row, counted from 0.
    pub(crate) fn last_row(&self) -> u32 {
        self.header_row + self.rows
    }
}

/// One listing: rows that continue on further sheets where one is full.
#[derive(Debug)]
pub(crate) struct Stream {
    items: Vec<Item>,
    header_row: u32,
    last_row: u32,
    level: u8,
    writer: RowWriter,
    deflater: Deflater,
    in_part: u32,
    bytes: u64,
    parts: Vec<Part>,
    rows: u64,
    shortened: u64,
    /// Marks of the rows that have no column for them.
    row_marks: Vec<String>,
}

impl Stream {
    /// Begins a listing of those columns below a header in that row (counted from 0).
    pub(crate) fn begin(items: Vec<Item>, header_row: u32, last_row: u32, level: u8) -> Result<Self, Error> {
        let tall = columns::tall(&items);
        let width = |place: usize, item: &Item| (place < tall).then(|| item.width());
        let columns = items.iter().enumerate();
        let writer = RowWriter::new(
            columns.map(|(place, item)| (item.kind().is_number(), width(place, item))).collect(),
        );
        let deflater = Deflater::begin(level)?;
        Ok(Self {
            items,
            header_row,
            last_row,
            level,
            writer,
            deflater,
            in_part: 0,
            bytes: 0,
            parts: Vec::new(),
            rows: 0,
            shortened: 0,
            row_marks: Vec::new(),
        })
    }

    fn push(&mut self, assessment: &Assessment, words: &mut String) -> Result<(), Error> {
        self.room()?;
        let marks = columns::write_row(&self.items, assessment, words, &mut self.writer);
        if !self.items.contains(&Item::Marks) && self.rows <= MARKED_ROWS {
            self.row_marks.push(columns::row_mark(&self.items, &marks));
        }
        self.end_row()
    }

    /// One row, whose cells `write` writes.
    pub(crate) fn row(&mut self, write: impl FnOnce(&mut RowWriter)) -> Result<(), Error> {
        self.room()?;
        write(&mut self.writer);
        self.end_row()
    }

    fn room(&mut self) -> Result<(), Error> {
        // Rows are counted from 0 here, so that the last one is one less than the last row of the sheet.
        if self.header_row + self.in_part + 1 >= self.last_row || self.bytes >= LARGEST {
            self.end_part(true)?;
        }
        self.in_part += 1;
        self.rows += 1;
        self.writer.begin(self.header_row + self.in_part + 1);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Error> {
        self.writer.end();
        self.shortened += std::mem::take(&mut self.writer.shortened);
        if self.writer.xml.len() >= CHUNK {
            self.hand_over()?;
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), Error> {
        self.bytes += self.writer.xml.len() as u64;
        self.deflater.push(&mut self.writer.xml)
    }

    fn end_part(&mut self, another: bool) -> Result<(), Error> {
        if self.in_part == 0 && self.parts.is_empty() {
            return Ok(());
        }
        self.hand_over()?;
        let next = if another { Deflater::begin(self.level)? } else { Deflater::idle() };
        let deflated = std::mem::replace(&mut self.deflater, next).finish()?;
        self.parts.push(Part { header_row: self.header_row, rows: self.in_part, deflated });
        self.in_part = 0;
        self.bytes = 0;
        Ok(())
    }

    /// Ends the rows.
    pub(crate) fn finish(mut self) -> Result<Vec<Part>, Error> {
        self.end_part(false)?;
        Ok(self.parts)
    }
}
