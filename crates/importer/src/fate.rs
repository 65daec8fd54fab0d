//! What becomes of a row below the header: an entry, a blank, a heading, a note, a sum, the header again, or
//! none of these.

use std::collections::BTreeSet;

use evenfolio_core::field::{Field, Kind};
use evenfolio_core::fold::fold;
use evenfolio_core::ledger::Fate;

use crate::header::{Matcher, Name};
use crate::layout::Layout;
use crate::lift::{date, missing, money, status};
use crate::rows::{Cell, CellKind, Row};
use crate::shape::{Shape, filled};
use crate::vocabulary::{LanguageId, vocabulary};

/// Decides the fates of a register's rows, one after the other.
#[derive(Debug)]
pub(crate) struct Judge {
    /// The header, folded, cell by cell.
    header: Vec<String>,
    width: usize,
    shape: Shape,
    titles: Vec<usize>,
    ids: Vec<usize>,
    descriptions: Vec<usize>,
    /// Columns whose values are more than texts.
    typed: Vec<(usize, Kind)>,
    language: Option<LanguageId>,
    header_last: u64,
    /// A blank row stood above, after the last full one.
    gap: bool,
    begun: bool,
    /// The row of another header, under which the columns mean something else.
    other_header: Option<u64>,
}

/// What became of a row, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) fate: Fate,
    pub(crate) reason: &'static str,
}

const fn verdict(fate: Fate, reason: &'static str) -> Verdict {
    Verdict { fate, reason }
}

/// How forms say how a date is to be written, folded, in the languages' letters for year, month and day.
const DATE_FORMATS: &[&str] = &[
    "dd mm",
    "mm dd",
    "mm yyyy",
    "yyyy mm",
    "jj mm",
    "tt mm",
    "gg mm",
    "aaaa",
    "jjjj",
    "yyyy",
    "åååå",
    "rrrr",
    "vvvv",
    "pp kk",
    "ηη μμ",
    "εεεε",
    "дд мм",
    "гггг",
];

/// Texts of this length in an otherwise empty row are remarks.
const REMARK: usize = 90;

impl Judge {
    pub(crate) fn new(layout: &Layout, shape: Shape) -> Self {
        let of = |field| layout.columns_of(field).map(|column| column.column.index as usize).collect();
        Self {
            header: layout.columns.iter().map(|column| fold(&column.column.header)).collect(),
            width: layout.columns.len(),
            shape,
            titles: of(Field::Title),
            ids: of(Field::Id),
            descriptions: of(Field::Description),
            typed: layout
                .columns
                .iter()
                .filter_map(|column| Some((column.column.index as usize, column.field?.kind())))
                .filter(|(_, kind)| matches!(kind, Kind::Date | Kind::Money | Kind::Status))
                .collect(),
            language: vocabulary().language(layout.language),
            header_last: layout.header_last,
            gap: false,
            begun: false,
            other_header: None,
        }
    }

    /// The fate of the next row.
    pub(crate) fn judge(&mut self, row: &Row) -> Verdict {
        if row.number <= self.header_last {
            return if row.is_blank() {
                verdict(Fate::Blank, "")
            } else {
                verdict(Fate::Title, "above the entries")
            };
        }
        if row.damaged {
            return verdict(
                Fate::Quarantined,
                "too long or too wide to be read: shorten it below the limit that F021 names",
            );
        }
        if row.is_blank() {
            self.gap = true;
            return verdict(Fate::Blank, "");
        }
        if self.other_header.is_none() && self.begun && self.is_other_header(row) {
            self.other_header = Some(row.number);
        }
        if self.other_header.is_some() {
            return verdict(
                Fate::Quarantined,
                "stands under another header; a second table needs a sheet or file of its own",
            );
        }
        let verdict = self.judge_filled(row);
        if verdict.fate == Fate::Initiative {
            self.gap = false;
            self.begun = true;
        }
        verdict
    }

    fn judge_filled(&self, row: &Row) -> Verdict {
        if self.is_header_again(row) {
            return verdict(Fate::RepeatedHeader, "the header again");
        }
        if !self.begun && is_numbering(row) {
            return verdict(Fate::Title, "numbers the columns");
        }
        if !self.begun && self.is_guidance(row) {
            return verdict(Fate::Note, "says how to fill in the columns");
        }
        if self.is_total(row) {
            return verdict(Fate::Total, "a sum of other rows");
        }
        if self.is_example(row) {
            return verdict(Fate::Note, "an example of how to fill in the others");
        }
        let cells = (0..row.width()).filter(|at| !row.cell(*at).is_blank()).count();
        let title = first_value(row, Field::Title, &self.titles);
        let below = row.number > self.shape.last_full && self.shape.last_full > 0;
        let sparse = filled(row, self.width) * 2 < self.shape.typical;
        let known = |field, columns: &[usize]| first_value(row, field, columns).is_some();
        if cells == 1
            && self.width >= 3
            && let Some(verdict) = self.judge_lone(row, title.is_some(), below)
        {
            return verdict;
        }
        if below && self.gap && sparse && self.shape.typical >= 4 && !known(Field::Id, &self.ids) {
            return verdict(Fate::Note, "stands apart below the entries");
        }
        if title.is_some() {
            return verdict(Fate::Initiative, "");
        }
        if known(Field::Id, &self.ids) && known(Field::Description, &self.descriptions) {
            return verdict(Fate::Initiative, "known by its identifier and description");
        }
        // An entry whose name is withheld (`[x]`, `[c]`) still has its number and what is not secret about it.
        let withheld = |at: &usize| {
            let text = row.cell(*at).text.trim();
            text.len() == 3 && text.starts_with('[') && text.ends_with(']')
        };
        if known(Field::Id, &self.ids) && self.titles.iter().any(withheld) {
            return verdict(Fate::Initiative, "its name is withheld");
        }
        if below && row.cells().filter(|cell| !cell.is_blank()).all(is_amount) {
            return verdict(Fate::Total, "numbers without a name below the entries");
        }
        verdict(Fate::Quarantined, "has values, but neither a title nor an identifier with a description")
    }

    /// A row with one filled cell: a remark, a heading, or an entry of which only the name is known.
    fn judge_lone(&self, row: &Row, is_title: bool, below: bool) -> Option<Verdict> {
        let at = (0..row.width()).find(|at| !row.cell(*at).is_blank())?;
        let text = row.cell(at).text.trim();
        let folded = fold(text);
        let numbered_note = text.starts_with(['*', '†', '‡', '¹', '²', '³'])
            || text.starts_with(['(', '[']) && text.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        // "Notes on standard" may be a project; "Note:" or "Source: …" is not.
        let begins = vocabulary().notes.leading(&folded).is_some_and(|found| {
            found.phrase.len() == folded.len() || text.contains(':') || below || text.chars().count() > REMARK
        });
        if begins || numbered_note {
            return Some(verdict(Fate::Note, "a remark"));
        }
        if !text.chars().any(char::is_alphabetic) {
            return None;
        }
        let long = text.chars().count() > REMARK;
        if below && self.gap || long && (below || !is_title) {
            return Some(verdict(Fate::Note, "a remark"));
        }
        if !is_title && at < self.width {
            let identified = self.ids.contains(&at) && text.chars().any(|c| c.is_ascii_digit());
            return (!identified).then_some(verdict(Fate::Title, "a heading between entries"));
        }
        if !is_title {
            return None;
        }
        let shouted = text.chars().any(char::is_uppercase)
            && !text.chars().any(char::is_lowercase)
            && text.chars().count() > 6;
        let apart = self.gap || !self.begun;
        let heads = text.ends_with(':') || (apart || shouted) && at == 0;
        // In a table of few columns an entry may well have a name only, unless two signs speak against it.
        let sure = self.shape.typical >= 4 || self.shape.typical == 3 && apart && shouted;
        (heads && !below && sure).then_some(verdict(Fate::Title, "a heading between entries"))
    }

    /// A row whose title begins `Example:`, or whose number or title says nothing but that it is one.
    fn is_example(&self, row: &Row) -> bool {
        let examples = &vocabulary().examples;
        self.titles.iter().chain(&self.ids).map(|at| row.cell(*at).text.trim()).any(|text| {
            let word = text.split([':', '–', '—', '(']).next().unwrap_or_default().trim();
            let alone = word.len() == text.len();
            word.len() <= 40
                && !word.is_empty()
                && !examples.meanings(&fold(word)).is_empty()
                && (!alone || !self.begun)
        })
    }

    /// A row under the header that says what each column is to hold: `text`, `choose one`, `dd/mm/yyyy`.
    fn is_guidance(&self, row: &Row) -> bool {
        let (mut dates, mut others, mut steps) = (0, BTreeSet::new(), 0);
        for (at, kind) in &self.typed {
            let cell = row.cell(*at);
            let text = cell.text.trim();
            if text.is_empty() {
                continue;
            }
            let folded = fold(text);
            let is_value = match kind {
                Kind::Date => date::looks_like(text, cell.kind),
                Kind::Money => money::looks_like(text),
                _ => status::read(text, self.language).is_some(),
            };
            if is_value || cell.kind != CellKind::Text || missing::is_missing(Field::Budget, text) {
                return false;
            }
            dates += usize::from(DATE_FORMATS.iter().any(|format| folded.contains(format)));
            steps += usize::from(*kind == Kind::Status);
            others.insert(folded);
        }
        dates > 0 || steps > 0 && others.len() >= 3
    }

    fn is_header_again(&self, row: &Row) -> bool {
        let mut named = 0;
        let mut same = 0;
        for (at, name) in self.header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let cell = row.cell(at);
            // Most rows differ in their first cells already.
            if named >= 4 && same == 0 {
                return false;
            }
            named += 1;
            // Folding is not for free; a cell that is much longer than the name is not the name.
            let comparable = cell.text.len() <= 4 * name.len() + 64 && !cell.text.is_empty();
            same += u32::from(comparable && fold(cell.text) == *name);
        }
        named >= 2 && same * 5 >= named * 4
    }

    /// A row that names columns, but not the ones that this table has there. Below a gap a few names are
    /// enough in a row that is less full than entries are.
    fn is_other_header(&self, row: &Row) -> bool {
        let wordy = |cell: Cell<'_>| {
            cell.text.len() <= 60
                && cell.kind == CellKind::Text
                && !cell.text.bytes().any(|byte| byte.is_ascii_digit())
        };
        if !self.gap && !row.cells().filter(|cell| !cell.is_blank()).all(wordy) {
            return false;
        }
        let names: Vec<Name> = row
            .cells()
            .filter(|cell| !cell.is_blank())
            .take(60)
            .map(|cell| if cell.text.len() <= 200 { Name::new(cell.text, "") } else { Name::default() })
            .collect();
        if names.len() < 3 || self.is_header_again(row) {
            return false;
        }
        let matcher = Matcher::for_names(names.iter());
        let exact: Vec<Field> = names.iter().filter_map(|name| matcher.exact(name)).collect();
        let known: BTreeSet<Field> = exact.iter().copied().collect();
        let sparse = self.gap
            && filled(row, self.width) * 5 <= self.shape.typical * 3
            && row.cells().filter(|cell| !cell.is_blank()).all(wordy);
        known.len() >= 3 && known.len() * 5 >= names.len() * 4
            || sparse && known.len() >= 2 && exact.len() * 2 >= names.len()
    }

    fn is_total(&self, row: &Row) -> bool {
        let mut cells = row.cells().filter(|cell| !cell.is_blank());
        let Some(first) = cells.next() else { return false };
        if first.text.len() > 120 {
            return false;
        }
        let folded = fold(first.text);
        let Some(found) = vocabulary().totals.leading(&folded) else { return false };
        let grammar = &vocabulary().of(self.language.unwrap_or(LanguageId::ENGLISH)).grammar;
        let says_no_more =
            folded[found.phrase.len()..].split(' ').filter(|word| !word.is_empty()).all(|word| {
                grammar.small.contains(word)
                    || grammar.things.contains(word)
                    || grammar.names.contains(word)
                    || grammar.modify.contains(word)
                    || word.bytes().all(|byte| byte.is_ascii_digit())
                    || !vocabulary().totals.meanings(word).is_empty()
            });
        let rest: Vec<Cell<'_>> = cells.collect();
        let dashes = |cell: &Cell<'_>| missing::is_missing(Field::Budget, cell.text);
        // `4 projects`
        let counts = |cell: &Cell<'_>| {
            let folded = fold(cell.text);
            let (number, thing) = folded.split_once(' ').unwrap_or_default();
            number.bytes().all(|byte| byte.is_ascii_digit()) && grammar.things.contains(thing)
        };
        let sums = rest
            .iter()
            .all(|cell| is_amount(*cell) || dashes(cell) || counts(cell) || money::is_currency(cell.text));
        // The sum of a part is named after it: in a table whose entries have numbers, it has none.
        let of_a_part = !rest.is_empty()
            && self.shape.typical >= 4
            && filled(row, self.width) * 2 <= self.shape.typical
            && !self.ids.is_empty()
            && first_value(row, Field::Id, &self.ids).is_none();
        sums && (of_a_part || says_no_more && (!rest.is_empty() || found.phrase.len() == folded.len()))
    }
}

fn first_value<'a>(row: &'a Row, field: Field, columns: &[usize]) -> Option<&'a str> {
    columns
        .iter()
        .map(|at| row.cell(*at))
        .filter(|cell| !cell.is_blank() && !matches!(cell.kind, CellKind::Error | CellKind::NoResult))
        .map(|cell| cell.text.trim())
        .find(|text| !missing::is_missing(field, text))
}

fn is_amount(cell: Cell<'_>) -> bool {
    matches!(cell.kind, CellKind::Number(_))
        || money::looks_like(cell.text)
        || cell.text.trim().ends_with('%')
}

/// A row `1 2 3 4 …` below the header, as many ministries' tables have.
fn is_numbering(row: &Row) -> bool {
    let numbers: Option<Vec<u32>> = row
        .cells()
        .filter(|cell| !cell.is_blank())
        .map(|cell| cell.text.trim().trim_matches(['(', ')', '.']).parse().ok())
        .collect();
    numbers.is_some_and(|numbers| numbers.len() >= 3 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1))
}

#[cfg(test)]
mod tests;
