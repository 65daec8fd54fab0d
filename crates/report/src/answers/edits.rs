//! Cells of the Register that a person has changed since it was written, as their marks tell.

use evenfolio_core::decision::{Correction, Mark, Target, Was};
use evenfolio_core::field::Field;
use evenfolio_core::innovation_test::{Outcome, Standing};
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Position;
use evenfolio_core::tally::Class;

use super::Decided;
use crate::baseline::class;
use crate::columns::Item;
pub(super) use crate::columns::MARKED as ITEMS;
use crate::readback::Row;

/// What was changed in a row.
#[derive(Debug, Default)]
pub(super) struct Edits {
    pub(super) all: Vec<Edit>,
    /// What tells the row from others, as it was written: where its initiative was read.
    pub(super) key: String,
}

/// One cell that was changed, or a row that cannot be told to be one of ours.
#[derive(Debug)]
pub(super) struct Edit {
    what: What,
    /// What stands there now; empty where nothing does.
    pub(super) value: String,
    is_number: bool,
    is_void: bool,
    /// Where, within the workbook.
    pub(super) cell: String,
}

#[derive(Debug)]
enum What {
    /// A cell of ours.
    Cell(Item, Mark),
    /// The facet, in a workbook without marks.
    Facet,
    /// A column that a person added.
    OwnColumn,
    /// A row that a person added.
    OwnRow,
}

/// Why a formula without a value is not read.
pub(super) const VOID: &str =
    "a formula there gives an error or was never calculated, and that is no value; write the value itself";

/// Finds them.
pub(super) fn of(row: &Row) -> Edits {
    let edit = |what, header: &str| Edit {
        what,
        value: row.get(header).map(str::trim).unwrap_or_default().to_owned(),
        is_number: row.is_number(header),
        is_void: row.is_void(header),
        cell: row.cell(header),
    };
    let mut edits = Edits { key: PLACE.map(|item| now(row, item).to_string()).concat(), ..Edits::default() };
    if row.has(Item::Marks.header()) {
        let Some(marks) = row.get(Item::Marks.header()).and_then(|letters| parse(letters.trim())) else {
            let words = row.words();
            edits.all.push(Edit { value: words, ..edit(What::OwnRow, Item::Title.header()) });
            return edits;
        };
        edits.key = PLACE.map(|place| mark_of(&marks, place).to_string()).concat();
        for (item, mark) in ITEMS.iter().zip(marks) {
            if row.has(item.header()) && !stands(row, *item, mark) {
                edits.all.push(edit(What::Cell(*item, mark), item.header()));
            }
        }
    } else {
        let chosen = row.get("Facet").unwrap_or_default().trim().to_lowercase();
        if stood(row).is_some_and(|stood| stood.word() != chosen) {
            edits.all.push(edit(What::Facet, "Facet"));
        }
    }
    for header in row.headers().filter(|header| Item::from_header(header).is_none()) {
        if row.get(header).is_some() {
            edits.all.push(edit(What::OwnColumn, header));
        }
    }
    edits
}

fn parse(letters: &str) -> Option<Vec<Mark>> {
    parse_marks(letters, ITEMS.len())
}

/// So many marks.
pub(super) fn parse_marks(letters: &str, many: usize) -> Option<Vec<Mark>> {
    let whole = letters.is_ascii() && letters.len() == many * Mark::LETTERS;
    let mark = |three: &[u8]| std::str::from_utf8(three).ok().and_then(Mark::parse);
    whole.then(|| letters.as_bytes().chunks(Mark::LETTERS).map(mark).collect())?
}

/// The mark of what stands there now.
pub(super) fn now(row: &Row, item: Item) -> Mark {
    let header = item.header();
    match row.number(header).filter(|_| item.kind().is_number()) {
        Some(number) => Mark::of_number(number),
        None => Mark::of_text(row.get(header).unwrap_or_default()),
    }
}

/// Whether what stands there now is what was marked. A program may have made a text of a number.
pub(super) fn stands(row: &Row, item: Item, mark: Mark) -> bool {
    now(row, item) == mark || Mark::of_text(row.get(item.header()).unwrap_or_default()) == mark
}

/// The cells that say where the initiative was read.
const PLACE: [Item; 3] = [Item::File, Item::Sheet, Item::Row];

fn mark_of(marks: &[Mark], item: Item) -> Mark {
    let place = ITEMS.iter().position(|known| *known == item);
    place.and_then(|place| marks.get(place)).copied().unwrap_or(Mark::of_text(""))
}

impl Edits {
    /// Which of the cells that name the initiative were changed: agency, identifier, title, text digest.
    pub(super) fn names(&self) -> [bool; 4] {
        [Item::Agency, Item::Identifier, Item::Title, Item::Words].map(|item| self.has(item))
    }

    /// Whether the row still says where the initiative was read.
    pub(super) fn keep_the_place(&self) -> bool {
        !PLACE.iter().any(|item| self.has(*item))
    }

    fn has(&self, item: Item) -> bool {
        self.all.iter().any(|edit| matches!(edit.what, What::Cell(changed, _) if changed == item))
    }
}

impl Edit {
    /// Takes what it says, or says why that cannot be. `at` is where it was written.
    pub(super) fn take(&self, at: String, decided: &mut Decided) -> Result<(), &'static str> {
        let word = &self.value;
        let (item, mark) = match self.what {
            What::Cell(item, mark) => (item, mark),
            What::Facet => return decided.facet(word),
            What::OwnColumn => {
                return Err("the column is none of the workbook's own, and nothing is read from it");
            }
            What::OwnRow => {
                return Err(
                    "the row is none of those that the workbook was written with; add it to the register",
                );
            }
        };
        if self.is_void {
            return Err(VOID);
        }
        match item {
            Item::Facet => decided.facet(word),
            Item::Novel => decided.outcome(|decided| &mut decided.novel, outcome(word)?, word),
            Item::Implemented => decided.outcome(|decided| &mut decided.implemented, outcome(word)?, word),
            Item::Value => decided.outcome(|decided| &mut decided.value, outcome(word)?, word),
            Item::Standing => standing(word, mark, decided),
            // Nothing was typed.
            item if word.is_empty() && field(item).is_none() => Ok(()),
            Item::File | Item::Sheet | Item::Row => Err(
                "it says where the entry was read, and what stands there now is not read; the rest of the row is taken for \
                 the entry that it was",
            ),
            item => {
                let field = field(item)
                    .ok_or("the cell is worked out from others, and what stands in it is not read")?;
                decided.correct(Correction {
                    target: Target::Field(field),
                    was: Was::Mark(mark),
                    value: word.clone(),
                    is_number: self.is_number,
                    cell: at,
                })
            }
        }
    }
}

fn outcome(word: &str) -> Result<Outcome, &'static str> {
    match word.to_lowercase().as_str() {
        "met" | "yes" => Ok(Outcome::Met),
        "not-met" | "not met" | "no" => Ok(Outcome::NotMet),
        "not-evidenced" | "not evidenced" => Ok(Outcome::NotEvidenced),
        _ => Err("an outcome of the test is met, not-met or not-evidenced, and this is none"),
    }
}

/// Whether it counts follows from the test: who says that it counts, or does not, says so of the criterion that
/// it fails.
fn standing(word: &str, mark: Mark, decided: &mut Decided) -> Result<(), &'static str> {
    let of = |word: &str| Standing::ALL.into_iter().find(|standing| standing.word() == word);
    let was = Standing::ALL.into_iter().find(|standing| Mark::of_text(standing.word()) == mark);
    let chosen = of(&word.to_lowercase())
        .ok_or("a standing is one of those that the cell offers in its list, and this is none")?;
    let (failed, outcome) = match (chosen, was) {
        (Standing::Counted, Some(was)) => (was, Outcome::Met),
        (chosen, Some(Standing::Counted)) => (chosen, Outcome::NotMet),
        _ => return Err("it follows from the test and the status; choose the outcomes of the test instead"),
    };
    let slot: fn(&mut Decided) -> &mut Option<Outcome> = match failed {
        Standing::NotNovel => |decided| &mut decided.novel,
        Standing::NoValue => |decided| &mut decided.value,
        Standing::Pipeline => |decided| &mut decided.implemented,
        Standing::Counted | Standing::NeverImplemented => {
            return Err("it follows from the test and the status; put the status right instead");
        }
    };
    decided.outcome(slot, outcome, word)
}

/// The field that a column shows as it is read.
const fn field(item: Item) -> Option<Field> {
    Some(match item {
        Item::Title => Field::Title,
        Item::Agency => Field::Agency,
        Item::Identifier => Field::Id,
        Item::Status => Field::Status,
        Item::Start => Field::StartDate,
        Item::End => Field::EndDate,
        Item::Budget => Field::Budget,
        Item::Currency => Field::Currency,
        Item::Sector => Field::Sector,
        Item::Description => Field::Description,
        Item::Objective => Field::Objective,
        Item::Problem => Field::Problem,
        Item::Results => Field::Results,
        Item::Owner => Field::Owner,
        _ => return None,
    })
}

/// The class that the Register gave the initiative when it was written: what the tool gave, or, where a person
/// had decided, the facet of the place on the map.
fn stood(row: &Row) -> Option<Class> {
    let basis = Basis::ALL.into_iter().find(|basis| row.get("Basis") == Some(basis.word()));
    if basis != Some(Basis::Decided) {
        return class(row, "Facet by tool");
    }
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
    let thousandths = |header| row.number(header).map(|number| (number * 1000.0).round() as i32);
    let position = Position::new(thousandths("Uncertainty")?, thousandths("Direction")?)?;
    position.facet().map(Class::of_facet)
}
