//! The tables that the program works out: what a person typed over their figures, words, formulas and headers, as their
//! marks tell, wherever rows, columns and sheets have been moved to.

use std::collections::{BTreeMap, BTreeSet};

use evenfolio_core::decision::Mark;

use crate::marks::functions;
use crate::readback::{Cells, HEADERS, Held, located_by};
use crate::sheet::Missing;

/// A table as it was written.
#[derive(Debug)]
pub(super) struct Figures {
    sheet: String,
    headers: Vec<String>,
    rows: Vec<Vec<Was>>,
}

/// A cell as it was written.
#[derive(Debug)]
struct Was {
    /// The mark of what it showed.
    mark: String,
    /// The letter of its formula's functions, if a formula gave it.
    functions: Option<char>,
}

/// A table found again in a sheet.
struct Found<'a> {
    figures: &'a Figures,
    /// The place of the header among the rows.
    header: usize,
    /// The columns in the order of the headers.
    columns: Vec<Option<u32>>,
}

/// The most comparisons of cells by which rows are looked for that stand elsewhere and were changed, too.
const LOOKS: usize = 20_000_000;

impl Figures {
    /// Reads them from the letters that the properties hold.
    pub(super) fn parse(letters: &str) -> Vec<Self> {
        let mut all = Vec::new();
        let mut rest = letters;
        while let Some((figures, behind)) = Self::first(rest) {
            all.push(figures);
            rest = behind;
        }
        all
    }

    fn first(letters: &str) -> Option<(Self, &str)> {
        let (size, mut rest) = letters.split_once(';')?;
        let (columns, rows) = size.split_once(',')?;
        let (columns, rows): (usize, usize) = (columns.parse().ok()?, rows.parse().ok()?);
        let mut take = |letters: usize| {
            let (taken, behind) = rest.split_at_checked(letters)?;
            rest = behind;
            Some(taken)
        };
        let sheet = take(Mark::LETTERS)?.to_owned();
        let headers = (0..columns).map(|_| take(Mark::LETTERS).map(str::to_owned)).collect::<Option<_>>()?;
        let mut cell = || {
            let mark = take(Mark::LETTERS)?;
            let Some(begun) = mark.strip_prefix('=') else {
                return Some(Was { mark: mark.to_owned(), functions: None });
            };
            let end = take(2)?;
            Some(Was { mark: format!("{begun}{}", &end[..1]), functions: end[1..].chars().next() })
        };
        let rows = (0..rows).map(|_| (0..columns).map(|_| cell()).collect()).collect::<Option<_>>()?;
        Some((Self { sheet, headers, rows }, rest))
    }
}

/// What of a sheet belongs to tables that were found in it.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// The cells of these tables, by row and column.
    pub(super) known: BTreeSet<(u32, u32)>,
    /// Those of them that are not as they were written.
    pub(super) changed: BTreeSet<(u32, u32)>,
}

/// Compares a sheet, given by the rows that hold anything, with the tables that were written.
pub(super) fn compare(all: &[Figures], sheet: &str, rows: &[(u32, Cells)]) -> Compared {
    let mut compared = Compared::default();
    for found in find(all, sheet, rows) {
        let number = rows[found.header].0;
        for (column, mark) in found.columns.iter().zip(&found.figures.headers) {
            let Some(column) = *column else { continue };
            compared.known.insert((number, column));
            if rows[found.header].1.get(&column).is_some_and(|held| !shows(held, mark)) {
                compared.changed.insert((number, column));
            }
        }
        let body: Vec<Body> = rows[found.header + 1..]
            .iter()
            .map(|(number, cells)| Body { number: *number, cells, columns: &found.columns })
            .filter(|body| body.held().any(|held| held.is_some_and(|held| !is_blank(held))))
            .collect();
        for body in &body {
            compared.known.extend(found.columns.iter().flatten().map(|column| (body.number, *column)));
        }
        for (body, was) in body.iter().zip(paired(&body, &found.figures.rows)) {
            for (place, (column, held)) in found.columns.iter().zip(body.held()).enumerate() {
                let (Some(column), Some(held)) = (column, held) else { continue };
                if !is_blank(held) && !was.is_some_and(|was| was[place].stands(held)) {
                    compared.changed.insert((body.number, *column));
                }
            }
        }
    }
    compared
}

/// The tables of a sheet: those whose headers most agree, first those that stood on a sheet of that name.
fn find<'a>(all: &'a [Figures], sheet: &str, rows: &[(u32, Cells)]) -> Vec<Found<'a>> {
    let name = Mark::of_text(sheet).to_string();
    let mut candidates = Vec::new();
    for figures in all {
        for (header, (number, cells)) in rows.iter().enumerate() {
            if *number > HEADERS {
                break;
            }
            let columns = located_by(&figures.headers, cells, |mark, held| shows(held, mark));
            let exact = columns.iter().zip(&figures.headers).filter(|(column, mark)| {
                column.is_some_and(|column| cells.get(&column).is_some_and(|held| shows(held, mark)))
            });
            let many = exact.count();
            if many > 0 && many * 2 >= figures.headers.len() {
                let share = many * 1_000 / figures.headers.len();
                candidates.push((figures.sheet == name, share, many, Found { figures, header, columns }));
            }
        }
    }
    candidates.sort_by_key(|(is_there, share, many, _)| std::cmp::Reverse((*is_there, *share, *many)));
    let mut found: Vec<Found> = Vec::new();
    for (_, _, _, candidate) in candidates {
        // A table that goes down the sheet leaves no room for another in its columns.
        let is_taken = found.iter().any(|known| {
            std::ptr::eq(known.figures, candidate.figures)
                || known.columns.iter().flatten().any(|column| candidate.columns.contains(&Some(*column)))
        });
        if !is_taken {
            found.push(candidate);
        }
    }
    found
}

/// A row below a header.
struct Body<'a> {
    number: u32,
    cells: &'a Cells,
    columns: &'a [Option<u32>],
}

impl Body<'_> {
    fn held(&self) -> impl Iterator<Item = Option<&Held>> {
        self.columns.iter().map(|column| column.and_then(|column| self.cells.get(&column)))
    }

    fn is(&self, was: &[Was]) -> bool {
        self.held().zip(was).all(|(held, was)| held.is_none_or(|held| was.stands(held)))
    }

    /// How many of its cells are as they were in that row.
    fn agreement(&self, was: &[Was]) -> usize {
        self.held().zip(was).filter(|(held, was)| held.is_some_and(|held| was.stands(held))).count()
    }

    fn key(&self) -> String {
        let cell = |held: Option<&Held>| match held {
            None => Mark::of_text("").to_string(),
            Some(Held { formula: Some(_), .. }) => "=".to_owned(),
            Some(held) => marks(held)[0].clone(),
        };
        self.held().map(cell).collect()
    }
}

impl Was {
    fn key(&self) -> &str {
        if self.functions.is_some() { "=" } else { &self.mark }
    }

    fn stands(&self, held: &Held) -> bool {
        if is_blank(held) {
            return true;
        }
        match (self.functions, &held.formula) {
            (Some(functions), Some(formula)) => formula.is_empty() || self::functions(formula) == functions,
            (None, Some(_)) => false,
            // A figure in the place of the formula that gave it.
            (_, None) => shows(held, &self.mark),
        }
    }
}

/// For each row the one that it was: in its place, else the one that it equals, else the one that it is most like.
fn paired<'a>(body: &[Body], was: &'a [Vec<Was>]) -> Vec<Option<&'a [Was]>> {
    let mut paired: Vec<Option<&[Was]>> = vec![None; body.len()];
    let mut free: BTreeSet<usize> = (0..was.len()).collect();
    for (place, body) in body.iter().enumerate() {
        if let Some(was) = was.get(place).filter(|was| body.is(was)) {
            paired[place] = Some(was);
            free.remove(&place);
        }
    }
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for place in free.iter().rev() {
        let key = was[*place].iter().map(Was::key).collect();
        by_key.entry(key).or_default().push(*place);
    }
    let mut open: Vec<usize> = (0..body.len()).filter(|place| paired[*place].is_none()).collect();
    open.retain(|place| {
        let known = by_key.get_mut(&body[*place].key()).and_then(Vec::pop);
        paired[*place] = known.map(|known| &*was[known]);
        known.is_none_or(|known| !free.remove(&known))
    });
    let looks = open.len() * free.len() * was.first().map_or(0, Vec::len);
    for place in open {
        let in_place = free.contains(&place).then_some(place);
        let best = if looks > LOOKS {
            in_place
        } else {
            // Of those that are as like, the one in its place, else the first.
            let like = |known: &usize| {
                (body[place].agreement(&was[*known]), in_place == Some(*known), std::cmp::Reverse(*known))
            };
            free.iter().copied().max_by_key(like)
        };
        let best = best.filter(|known| body[place].agreement(&was[*known]) > 0);
        paired[place] = best.map(|known| &*was[known]);
        best.map(|known| free.remove(&known));
    }
    paired
}

fn is_blank(held: &Held) -> bool {
    held.text.trim().is_empty() || Missing::is_shorthand(&held.text)
}

fn shows(held: &Held, mark: &str) -> bool {
    marks(held).iter().any(|one| one == mark)
}

/// The marks that a cell may have been written with: programs make texts of numbers and the other way round.
fn marks(held: &Held) -> Vec<String> {
    let number = held.text.parse().ok().filter(|number: &f64| held.is_number && number.is_finite());
    let words = if Missing::is_shorthand(&held.text) { "" } else { &held.text };
    number
        .map(Mark::of_number)
        .into_iter()
        .chain([Mark::of_text(words)])
        .map(|mark| mark.to_string())
        .collect()
}
