//! The sheets of the report, one file each, and their order.

pub(crate) mod agencies;
pub(crate) mod balance;
pub(crate) mod borderline;
pub(crate) mod breakdown;
pub(crate) mod changes;
pub(crate) mod checks;
pub(crate) mod contents;
pub(crate) mod cover;
pub(crate) mod data_quality;
pub(crate) mod dictionary;
pub(crate) mod gaps;
pub(crate) mod map;
pub(crate) mod not_counted;
pub(crate) mod notes;
pub(crate) mod register;
pub(crate) mod sources;
pub(crate) mod time;
pub(crate) mod time_series;

use std::collections::BTreeMap;

use evenfolio_core::merge::Merge as _;
use evenfolio_core::tally::{Class, FacetTable};

use crate::contents::{Contents, Settings};
use crate::error::Error;
use crate::formula::{Condition, Live, quoted};
use crate::listing::Finished;
use crate::sheet::{Cell, Column, Missing, Sheet};
use crate::text;

/// What every sheet is made from.
pub(crate) struct Scene<'a> {
    /// The figures.
    pub contents: &'a Contents<'a>,
    /// How to write.
    pub settings: &'a Settings,
    /// Agencies by the name that their cells show, those with the most initiatives first.
    pub agencies: Vec<(String, FacetTable)>,
    /// What formulas read; `None` where figures are written as values.
    pub live: Option<Live>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(contents: &'a Contents<'a>, settings: &'a Settings, finished: &Finished) -> Self {
        let tables = (0..finished.register.len()).map(|part| numbered("Register", part).replace(' ', "_"));
        let live = if settings.workbench() { Live::new(tables.collect(), finished.rows) } else { None };
        Self { contents, settings, agencies: agencies_by_size(contents), live }
    }

    /// The conditions under which the Register's rows are counted in a class.
    pub(crate) fn counted_as(class: Class) -> Vec<Condition> {
        vec![("Facet", quoted(class.word())), ("Standing", quoted("counted"))]
    }
}

/// Agencies under the names that cells show: names that differ only in what a cell cannot hold are one.
fn agencies_by_size(contents: &Contents) -> Vec<(String, FacetTable)> {
    let mut shown: BTreeMap<String, FacetTable> = BTreeMap::new();
    for (name, table) in &contents.portfolio.agencies() {
        let name = match text::fit(name).0 {
            name if name.is_empty() => Missing::NotAvailable.shorthand().to_owned(),
            name => name.into_owned(),
        };
        shown.entry(name).or_default().merge_from(table);
    }
    let mut agencies: Vec<_> = shown.into_iter().collect();
    agencies.sort_by(|(a, x), (b, y)| y.total().cmp(&x.total()).then_with(|| a.cmp(b)));
    agencies
}

/// All sheets in order.
pub(crate) fn all(
    scene: &Scene,
    finished: &mut Finished,
    broken: &checks::Broken,
) -> Result<Vec<Sheet>, Error> {
    let mut sheets = vec![
        cover::sheet(scene, finished),
        Sheet::default(),
        balance::sheet(scene),
        map::sheet(scene, finished),
        agencies::sheet(scene),
        time::sheet(scene),
        breakdown::sheet(scene),
        gaps::sheet(scene),
        borderline::sheet(scene, finished)?,
    ];
    sheets.extend(changes::sheet(scene));
    sheets.extend(time_series::sheet(scene));
    sheets.extend(register::sheets(scene.settings, &finished.register));
    sheets.push(data_quality::sheet(scene, finished)?);
    sheets.push(sources::sheet(scene));
    sheets.extend(not_counted::sheets(scene.settings, finished));
    sheets.push(dictionary::sheet(scene.settings));
    sheets.push(notes::sheet(scene, finished, broken));
    sheets[1] = contents::sheet(&sheets);
    Ok(sheets)
}

/// `Register`, `Register 2`, `Register 3`: the name of a part counted from 0.
pub(crate) fn numbered(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name} {}", part + 1) }
}

/// The columns in which a table of facets counts.
pub(crate) fn class_columns() -> impl Iterator<Item = Column> {
    Class::ALL.into_iter().map(|class| Column::number(heading(class), 14))
}

/// The header over a class's numbers.
pub(crate) fn heading(class: Class) -> String {
    text::capitalised(class.word())
}

/// A row of numbers, one a class, as values.
pub(crate) fn class_cells(table: &FacetTable) -> impl Iterator<Item = Cell> {
    Class::ALL.into_iter().map(|class| Cell::count(table.number(class)))
}

/// A share of a whole; none where the whole is nothing.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
