//! The columns of the Register and of the sheet of initiatives not counted: one list from which headers,
//! cells and the dictionary are made.

use std::fmt::Write as _;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::comparison::Digest;
use evenfolio_core::date::PartialDate;
use evenfolio_core::decision::{Decision, Mark};
use evenfolio_core::explain;
use evenfolio_core::field::{self, Field};
use evenfolio_core::initiative::Corrected;
use evenfolio_core::innovation_test::Outcome;
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Position;
use evenfolio_core::tally::Class as FacetClass;

use crate::because;
use crate::contents::Settings;
use crate::sheet::Missing;
use crate::text;
use crate::theme::Class;

/// Takes the cells of a row, from left to right.
pub(crate) trait Cells {
    /// Words; `[x]` where there are none.
    fn text(&mut self, text: &str);
    /// A finite number in a look.
    fn number(&mut self, number: f64, class: Class);
    /// No value, and why.
    fn missing(&mut self, why: Missing);
}

macro_rules! items {
    ($( $item:ident $header:literal $width:literal $kind:ident $meaning:literal; )*) => {
        /// A column of a listing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Item { $( $item, )* }

        impl Item {
            /// The header.
            pub(crate) const fn header(self) -> &'static str {
                match self { $( Self::$item => $header, )* }
            }

            /// The width in characters.
            pub(crate) const fn width(self) -> u16 {
                match self { $( Self::$item => $width, )* }
            }

            /// What its cells hold.
            pub(crate) const fn kind(self) -> Kind {
                match self { $( Self::$item => Kind::$kind, )* }
            }

            /// What it says, in a sentence, for the dictionary.
            pub(crate) const fn meaning(self) -> &'static str {
                match self { $( Self::$item => $meaning, )* }
            }

            const ALL: &'static [Self] = &[$( Self::$item, )*];
        }
    };
}

impl Item {
    /// The column of that header.
    pub(crate) fn from_header(header: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|item| item.header() == header)
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Words,
    Choice,
    Number,
    Share,
    Date,
    Money,
}

impl Kind {
    /// The word in the dictionary.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Words => "text",
            Self::Choice => "one of a list",
            Self::Number => "number",
            Self::Share => "percentage",
            Self::Date => "date, as precise as the register gives it",
            Self::Money => "amount in whole units of its currency",
        }
    }

    /// Whether the cells stand on the right.
    pub(crate) const fn is_number(self) -> bool {
        !matches!(self, Self::Words | Self::Choice)
    }
}

items! {
    Title "Title" 44 Words "What the initiative is called; where it has no title, its identifier or the beginning of its description.";
    Agency "Agency" 26 Words "The organisation that owns the initiative or keeps its register.";
    Identifier "Identifier" 18 Words "The agency's own number or code, letter by letter.";
    Facet "Facet" 15 Choice "The facet that counts. In a workbench, choose another one and the figures follow.";
    ToolFacet "Facet by tool" 15 Words "The facet that the tool gave it, kept for comparison.";
    DecidedBy "Decided by" 12 Words "Who gave the facet: a person, the register itself, or the tool.";
    Basis "Basis" 12 Words "What the placement rests on: decided, declared, scored, answered, inferred or unplaced.";
    Change "Change" 15 Words "The kind of change: the quadrant between two facets.";
    Confidence "Confidence" 12 Share "How likely the facet is right.";
    Uncertainty "Uncertainty" 12 Number "Place on the axis from certain (−1) to uncertain (+1).";
    Direction "Direction" 12 Number "Place on the axis from undirected (−1) to directed (+1).";
    Because "Because" 60 Words "Why it stands there, with the words found in the register.";
    Novel "Novel" 14 Choice "Innovation test: is it new for the organisation?";
    Implemented "Implemented" 14 Choice "Innovation test: has it begun to reach users? Pilots pass, plans do not.";
    Value "Public value" 14 Choice "Innovation test: does it shift public value?";
    Standing "Standing" 17 Choice "Whether it counts: counted, pipeline, or not counted and why.";
    Reason "Reason" 44 Words "Why it is not counted, in words.";
    Status "Status" 14 Words "How far along it is, on one ladder for all registers.";
    Year "Year" 9 Number "The year in which it began.";
    Start "Start" 12 Date "When it began.";
    End "End" 12 Date "When it ended or is to end.";
    Budget "Budget" 22 Money "The money for its whole life, as the register gives it.";
    Currency "Currency" 11 Words "The currency of the budget by its ISO 4217 code; XXX where it is not named.";
    Sector "Sector" 22 Words "The policy area, as the register names it.";
    Description "Description" 60 Words "What it is and does.";
    Objective "Objective" 44 Words "What it is meant to achieve.";
    Problem "Problem" 44 Words "The problem that it answers.";
    Results "Results" 44 Words "What has changed for people, or is expected to.";
    Owner "Owner" 24 Words "The person or role responsible. Left out of publications unless asked for.";
    File "Source file" 30 Words "The file in which it was found.";
    Sheet "Source sheet" 18 Words "The sheet of the workbook; [z] for text files.";
    Row "Source row" 12 Number "The row as a spreadsheet counts it.";
    Corrected "Corrected" 44 Words "Values that a person put right, what the register says there, outcomes of the test that a person decided, who did and when; [z] if none.";
    Marks "Marks" 92 Words "Three letters for each cell of the row, by which the tool knows which of them a person has changed.";
    Words "Text digest" 20 Words "A digest of everything that the register says of it: a later report that is compared with this one tells by it whether the register has changed.";
}

use Item::{
    Agency, Because, Budget, Change, Confidence, Currency, DecidedBy, Description, Direction, End, File,
    Identifier, Implemented, Marks, Novel, Objective, Owner, Problem, Reason, Results, Row, Sector, Sheet,
    Standing, Start, Status, Title, ToolFacet, Uncertainty, Value, Words, Year,
};

/// The columns of the Register. The first four (title, agency, identifier, facet) stay where they are.
pub(crate) fn register(settings: &Settings) -> Vec<Item> {
    let mut items = MARKED.to_vec();
    items.retain(|item| *item != Owner || settings.personal());
    items.extend(settings.workbench().then_some(Marks));
    items
}

/// How many columns of a listing its rows are high enough for. In a workbench the Register's rows are as high as the
/// columns need that are printed: the long texts behind them would make every row fill a quarter of a page. In a
/// publication nothing is cut from sight.
pub(crate) fn tall(items: &[Item]) -> usize {
    let because = items.iter().position(|item| *item == Because).filter(|_| items.contains(&Marks));
    because.map_or(items.len(), |place| place + 1)
}

/// The columns of the sheet of initiatives not counted.
pub(crate) fn not_counted(settings: &Settings) -> Vec<Item> {
    let mut items = MARKED_NOT_COUNTED.to_vec();
    items.extend(settings.workbench().then_some(Marks));
    items
}

/// Writes one row of a listing, and gives the marks of its cells.
pub(crate) fn write_row(
    items: &[Item],
    assessment: &Assessment,
    words: &mut String,
    cells: &mut impl Cells,
) -> String {
    let mut marked = Marked { cells, last: Mark::of_text("") };
    let mut marks = String::with_capacity(items.len() * Mark::LETTERS);
    for item in items {
        if *item == Marks {
            marked.cells.text(&marks);
            continue;
        }
        write_cell(*item, assessment, words, &mut marked);
        marks.push_str(&marked.last.to_string());
    }
    marks
}

/// Two marks for a whole row of a listing whose rows have no column for them. A facet in the Register may be changed:
/// it is read.
pub(crate) fn row_mark(items: &[Item], marks: &str) -> String {
    let is_register = items.contains(&Words);
    let kept: String = items
        .iter()
        .zip(marks.as_bytes().chunks(Mark::LETTERS))
        .filter(|(item, _)| !(is_register && **item == Item::Facet))
        .map(|(_, mark)| String::from_utf8_lossy(mark))
        .collect();
    let (one, other) = kept.split_at(kept.len() / 2);
    format!("{}{}", Mark::of_text(one), Mark::of_text(other))
}

/// The columns of the Register whose cells are marked, in the order of the marks and of the Register: all but that of
/// the marks.
pub(crate) const MARKED: &[Item] = &[
    Title,
    Agency,
    Identifier,
    Item::Facet,
    ToolFacet,
    DecidedBy,
    Item::Basis,
    Change,
    Confidence,
    Uncertainty,
    Direction,
    Because,
    Novel,
    Implemented,
    Value,
    Standing,
    Status,
    Year,
    Start,
    End,
    Budget,
    Currency,
    Sector,
    Description,
    Objective,
    Problem,
    Results,
    Owner,
    Item::Corrected,
    File,
    Sheet,
    Row,
    Words,
];

/// The same of the initiatives that are not counted.
pub(crate) const MARKED_NOT_COUNTED: &[Item] = &[
    Title,
    Agency,
    Identifier,
    Standing,
    Reason,
    Item::Facet,
    Novel,
    Implemented,
    Value,
    Status,
    Start,
    Budget,
    Currency,
    File,
    Sheet,
    Row,
];

/// Hands cells on and marks the last one.
struct Marked<'a, C> {
    cells: &'a mut C,
    last: Mark,
}

impl<C: Cells> Cells for Marked<'_, C> {
    fn text(&mut self, text: &str) {
        // As the cell shows it: a text that is too long for one is cut.
        let shown = text::fit(text).0;
        self.last = Mark::of_text(if Missing::is_shorthand(&shown) { "" } else { &shown });
        self.cells.text(text);
    }

    fn number(&mut self, number: f64, class: Class) {
        self.last = Mark::of_number(number);
        self.cells.number(number, class);
    }

    fn missing(&mut self, why: Missing) {
        self.last = Mark::of_text("");
        self.cells.missing(why);
    }
}

fn write_cell(item: Item, assessment: &Assessment, words: &mut String, cells: &mut impl Cells) {
    let Assessment { initiative, test, standing, placement, .. } = assessment;
    let placed = placement.basis != Basis::Unplaced;
    let field = |field| initiative.text(field).unwrap_or_default();
    match item {
        Title => cells.text(initiative.name()),
        Agency => cells.text(&initiative.agency),
        Identifier => cells.text(field(Field::Id)),
        Item::Facet => cells.text(FacetClass::of(placement).word()),
        ToolFacet => match because::tool_class(placement) {
            Some(class) => cells.text(class.word()),
            None => cells.missing(Missing::NotAvailable),
        },
        DecidedBy => cells.text(match placement.basis {
            Basis::Decided => "person",
            Basis::Declared | Basis::Scored | Basis::Answered => "register",
            Basis::Inferred => "tool",
            Basis::Unplaced => return cells.missing(Missing::NotApplicable),
        }),
        Item::Basis => cells.text(placement.basis.word()),
        Change => match placement.change() {
            Some(change) => cells.text(change.word()),
            None => cells.missing(Missing::NotApplicable),
        },
        Confidence if placed => cells.number(f64::from(placement.confidence()) / 1000.0, Class::Percent),
        Uncertainty if placed => {
            cells.number(thousandths(placement.position, Position::uncertainty), Class::Score);
        }
        Direction if placed => {
            cells.number(thousandths(placement.position, Position::direction), Class::Score);
        }
        Confidence | Uncertainty | Direction => cells.missing(Missing::NotApplicable),
        Because => {
            words.clear();
            because::say(assessment, words);
            cells.text(words);
        }
        Novel => cells.text(test.novel.outcome.word()),
        Implemented => cells.text(test.implemented.outcome.word()),
        Value => cells.text(test.value.outcome.word()),
        Standing => cells.text(standing.word()),
        Reason => cells.text(standing.sentence()),
        Status => cells.text(initiative.status.map_or("", |status| status.word())),
        Year => match initiative.year() {
            Some(year) => cells.number(f64::from(year), Class::Plain),
            None => cells.missing(Missing::NotAvailable),
        },
        Start => write_date(initiative.start, words, cells),
        End => write_date(initiative.end, words, cells),
        Budget => match initiative.budget {
            Some(money) => cells.number(money.major(), Class::money(money.currency.decimals())),
            None => cells.missing(Missing::NotAvailable),
        },
        Currency => match initiative.budget {
            Some(money) => cells.text(money.currency.code()),
            None => cells.missing(Missing::NotApplicable),
        },
        Sector => cells.text(field(Field::Sector)),
        Description => cells.text(field(Field::Description)),
        Objective => cells.text(field(Field::Objective)),
        Problem => cells.text(field(Field::Problem)),
        Results => cells.text(field(Field::Results)),
        Owner => cells.text(field(Field::Owner)),
        Item::Corrected => {
            // What is about persons stands in its own column, if anywhere.
            let said = |corrected: &Corrected| match corrected.field.kind() {
                field::Kind::Personal => {
                    format!("{} by {} on {}", corrected.field.label(), corrected.by, corrected.on)
                }
                _ => explain::correction(corrected, initiative),
            };
            let values = initiative.texts.corrected().iter().map(said);
            let each: Vec<_> = values.chain(decided_outcomes(assessment)).collect();
            if each.is_empty() {
                return cells.missing(Missing::NotApplicable);
            }
            cells.text(&text::one_line(&each.join("; ")));
        }
        // What is written before is marked, and nothing else.
        Marks => cells.missing(Missing::NotApplicable),
        File => cells.text(&initiative.origin.path),
        Sheet => match &initiative.origin.sheet {
            Some(sheet) => cells.text(sheet),
            None => cells.missing(Missing::NotApplicable),
        },
        #[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
        Row => cells.number(initiative.origin.row as f64, Class::Plain),
        Words => {
            words.clear();
            // Writing to a string cannot fail.
            let _ = write!(words, "{}", Digest::of_words(initiative));
            cells.text(words);
        }
    }
}

/// The outcomes of the test that persons decided.
fn decided_outcomes(assessment: &Assessment) -> impl Iterator<Item = String> {
    let decided: [(Item, Outcome, Option<&Decision>); 3] = [
        (Novel, assessment.test.novel.outcome, assessment.decided(|decision| decision.novel)),
        (
            Implemented,
            assessment.test.implemented.outcome,
            assessment.decided(|decision| decision.implemented),
        ),
        (Value, assessment.test.value.outcome, assessment.decided(|decision| decision.value)),
    ];
    decided.into_iter().filter_map(|(item, outcome, decision)| {
        let Decision { by, on, .. } = decision?;
        Some(format!("{} is “{}” by {by} on {on}", item.header(), outcome.word()))
    })
}

fn thousandths(position: Position, axis: impl Fn(Position) -> i32) -> f64 {
    f64::from(axis(position)) / 1000.0
}

/// A date is written as the first day of its span, in a format that shows no more than was said. Dates that
/// Excel's calendar does not hold (or holds wrongly: before March 1900) are written as words.
fn write_date(date: Option<PartialDate>, words: &mut String, cells: &mut impl Cells) {
    let Some(date) = date else { return cells.missing(Missing::NotAvailable) };
    let class = match date {
        PartialDate::Day(_) => Class::Day,
        PartialDate::Month(..) => Class::Month,
        PartialDate::Year(_) => Class::Year,
        PartialDate::Quarter(_, 1) => Class::Quarter1,
        PartialDate::Quarter(_, 2) => Class::Quarter2,
        PartialDate::Quarter(_, 3) => Class::Quarter3,
        PartialDate::Quarter(..) => Class::Quarter4,
    };
    if let Some(serial) = date.serial() {
        cells.number(serial, class);
    } else {
        words.clear();
        // Writing to a string cannot fail.
        let _ = write!(words, "{date}");
        cells.text(words);
    }
}

/// The day's number in Excel's 1900 calendar, from 1 March 1900 on.
pub(crate) fn serial(day: jiff::civil::Date) -> Option<f64> {
    PartialDate::Day(day).serial()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    #[test]
    fn headers_are_unique_and_can_stand_in_formulas() {
        let headers: BTreeSet<_> = Item::ALL.iter().map(|item| item.header().to_lowercase()).collect();
        assert_eq!(headers.len(), Item::ALL.len());
        assert!(Item::ALL.iter().all(|item| !item.header().contains(['[', ']', '#', '\'', '@'])));
        assert!(Item::ALL.iter().all(|item| item.meaning().ends_with('.') || item.meaning().ends_with('?')));
    }

    #[test]
    fn serials_are_those_of_excel() {
        assert_eq!(serial(date(2024, 2, 29)), Some(45_351.0));
        assert_eq!(serial(date(1900, 3, 1)), Some(61.0));
        assert_eq!(serial(date(1900, 2, 28)), None);
    }
}
