//! Whether a table is a register: it names its entries and has columns that say something about them.

use std::collections::BTreeSet;

use evenfolio_core::field::Field;
use evenfolio_core::finding::Code;
use evenfolio_core::fold::fold;

use super::{Draft, Refusal};
use crate::header::matching::CERTAIN_ENOUGH;
use crate::header::{Bound, HeaderBlock, Name, bind as bind_names};
use crate::layout::{BoundColumn, Decision};
use crate::lift::text::beginning;
use crate::look::Look;
use crate::rows::column;
use crate::table::Tabular;
use crate::vocabulary::vocabulary;

/// Columns of a table that may be a register.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) columns: Vec<BoundColumn>,
    /// No header names the entries; a column whose values do was taken.
    pub(crate) by_values: bool,
    /// Headers that a profile names and the table does not have.
    pub(crate) missing: Vec<String>,
}

pub(super) fn no_header() -> Refusal {
    let why = "none of its first rows names columns such as title, description, agency or status; \
               if it is a register, write a profile that says which row is the header";
    (why.to_owned(), Code::HeaderNotFound)
}

fn too_little(columns: &[BoundColumn]) -> Refusal {
    let names: Vec<String> = (columns.iter().filter(|column| column.field.is_some()))
        .map(|column| format!("“{}”", beginning(&column.column.header, 60)))
        .collect();
    let why = format!(
        "it names its entries and says little of them, as a glossary does (columns known: {}); if it is a register, \
         call the first column project or initiative, or write a profile",
        names.join(", ")
    );
    (why, Code::HeaderNotFound)
}

/// Binds the columns and judges whether they make a register.
pub(super) fn bind(block: &HeaderBlock, looks: &[Look], tongue: Option<&str>) -> Result<Judged, Refusal> {
    let bound = bind_names(&block.names, looks, &block.matcher, tongue);
    let mut columns = columns(&block.names, &bound);
    let has = |columns: &[BoundColumn], field| columns.iter().any(|column| column.field == Some(field));
    let known: BTreeSet<Field> = columns.iter().filter_map(|column| column.field).collect();
    let wordy = block.names.iter().filter(|name| name.looks_like_one()).count();
    let named = has(&columns, Field::Title);
    if !named && block.names.iter().any(|name| vocabulary().is_pivot(name.folded())) {
        return Err(("it is a summary that the spreadsheet made".to_owned(), Code::HeaderNotFound));
    }
    let described = has(&columns, Field::Id) && has(&columns, Field::Description);
    if known.len().max(wordy) < 3 && !(named && says_what_it_names(block, &columns)) {
        return Err(if named { too_little(&columns) } else { no_header() });
    }
    if known.contains(&Field::Owner) && known.iter().all(|field| is_about_who(*field)) {
        let why = "it says who and where, and nothing of initiatives: a list of contacts";
        return Err((why.to_owned(), Code::HeaderNotFound));
    }
    if named || described {
        return Ok(Judged { columns, by_values: false, missing: Vec::new() });
    }
    let Some(at) = label(&columns, block, looks) else {
        return Err((no_title(block), Code::NoTitleColumn));
    };
    columns[at] = BoundColumn {
        field: Some(Field::Title),
        confidence: 50,
        reason: "no header names the entries; the values of this column tell them apart".to_owned(),
        ..columns[at].clone()
    };
    Ok(Judged { columns, by_values: true, missing: Vec::new() })
}

/// Whether a table of two columns names initiatives and says something of each: `Project name`, `Description`.
/// A glossary has such columns too, but does not call its entries projects, nor what they are called a title.
fn says_what_it_names(block: &HeaderBlock, columns: &[BoundColumn]) -> bool {
    let grammar = &vocabulary().of(block.matcher.language()).grammar;
    let is_of_work = |word| grammar.things.contains(word) || grammar.titles.contains(word);
    let tells =
        |field| matches!(field, Field::Description | Field::Objective | Field::Status | Field::Results);
    columns.len() == 2
        && columns.iter().any(|column| column.field.is_some_and(tells))
        && columns.iter().zip(&block.names).any(|(column, name)| {
            column.field == Some(Field::Title) && name.folded().split(' ').any(is_of_work)
        })
}

fn no_title(block: &HeaderBlock) -> String {
    let claims = |name: &&Name| {
        let candidates = block.matcher.candidates(name);
        candidates.iter().any(|claim| claim.field == Field::Title && claim.confidence >= CERTAIN_ENOUGH)
    };
    match block.names.iter().find(claims) {
        Some(name) => format!(
            "the column “{}” is named like a title, but what it holds are no names; \
             say in a profile which column holds them",
            beginning(&name.text, 60)
        ),
        None => "no column holds the name of the initiative, nor an identifier with a description; \
                 name the column title, project or initiative, or say in a profile which one it is"
            .to_owned(),
    }
}

/// Fields that lists of people and offices have as well.
fn is_about_who(field: Field) -> bool {
    matches!(
        field,
        Field::Id
            | Field::Title
            | Field::Agency
            | Field::Unit
            | Field::Country
            | Field::Level
            | Field::Url
            | Field::Owner
            | Field::Notes
    )
}

/// The columns with what they were bound to.
pub(crate) fn columns(names: &[Name], bound: &[Bound]) -> Vec<BoundColumn> {
    names
        .iter()
        .zip(bound)
        .enumerate()
        .map(|(at, (name, bound))| BoundColumn {
            column: column(at, &name.text),
            field: bound.field,
            reason: bound.reason.clone(),
            confidence: bound.confidence,
            rank: bound.rank,
            combined: bound.combined,
            other_tongue: false,
            nothings: Vec::new(),
            decision: Decision::None,
        })
        .collect()
}

/// The column whose values name the entries, in a table that is clearly one of records: many columns, nearly
/// every row filled, the values words and nearly all different.
fn label(columns: &[BoundColumn], block: &HeaderBlock, looks: &[Look]) -> Option<usize> {
    let names = &block.names;
    let identifies =
        |at: usize| block.matcher.candidates(&names[at]).iter().any(|candidate| candidate.field == Field::Id);
    let wordy = names.iter().filter(|name| name.looks_like_one()).count();
    let knows_values = columns.iter().any(|column| {
        matches!(
            column.field,
            Some(Field::Budget | Field::Status | Field::StartDate | Field::EndDate | Field::Description)
        )
    });
    if wordy < 5 || !knows_values {
        return None;
    }
    (0..columns.len())
        .filter(|at| columns[*at].field.is_none() && names[*at].looks_like_one() && !identifies(*at))
        .find(|at| looks[*at].fill() >= 0.9 && looks[*at].variety() >= 0.9 && looks[*at].reads_as_names())
}

/// The columns that name the entries, the first to be asked first.
pub(super) fn title_columns(columns: &[BoundColumn]) -> Vec<usize> {
    let mut titles: Vec<_> = columns.iter().filter(|column| column.field == Some(Field::Title)).collect();
    titles.sort_by_key(|column| column.rank);
    titles.into_iter().map(|column| column.column.index as usize).collect()
}

/// A table whose entries are named by values alone needs so many rows beside a register that names its own:
/// shorter ones are summaries of it.
const SUMMARY_ROWS: usize = 30;

/// Takes out what is no register once all tables of the file are known: hidden sheets beside visible
/// registers, summaries, lists of columns or of sheets.
pub(super) fn sift<'a>(
    drafts: &mut Vec<Draft<'a>>,
    tables: &[&'a dyn Tabular],
) -> Vec<(Draft<'a>, &'static str)> {
    let mut out = Vec::new();
    // A person chose what a profile names.
    if drafts.iter().any(|draft| draft.profile.is_some()) {
        return out;
    }
    if drafts.iter().any(|draft| draft.table.visible()) {
        let hidden = drafts.extract_if(.., |draft| !draft.table.visible());
        out.extend(hidden.map(|draft| (draft, "it is hidden, and a visible sheet is a register")));
    }
    if drafts.iter().any(|draft| !draft.by_values) {
        let summaries = drafts.extract_if(.., |draft| draft.by_values && draft.rows < SUMMARY_ROWS);
        out.extend(
            summaries.map(|draft| (draft, "it names no initiatives, and another sheet does: a summary")),
        );
    }
    let headers: Vec<BTreeSet<String>> = drafts
        .iter()
        .map(|draft| draft.layout.columns.iter().map(|column| fold(&column.column.header)).collect())
        .collect();
    let sheets: BTreeSet<String> =
        tables.iter().filter_map(|table| table.sheet()).map(|sheet| fold(sheet)).collect();
    let mut lists = BTreeSet::new();
    for (at, draft) in drafts.iter().enumerate() {
        let mostly = |known: &BTreeSet<String>| {
            let hits = draft.titles.iter().filter(|title| known.contains(*title)).count();
            !draft.titles.is_empty() && hits * 2 > draft.titles.len()
        };
        let of_columns = (0..headers.len()).any(|other| {
            let others = &headers[other];
            let shared =
                headers[at].iter().filter(|header| !header.is_empty() && others.contains(*header)).count();
            // Two forms, a project a sheet, have the same columns; a list of columns lies beside their table.
            let lists = draft.layout.turned && !drafts[other].layout.turned && shared >= 3;
            other != at && (mostly(others) || lists)
        });
        if of_columns || sheets.len() > 1 && mostly(&sheets) {
            lists.insert(at);
        }
    }
    let mut at = 0;
    let lists = drafts.extract_if(.., |_| {
        at += 1;
        lists.contains(&(at - 1))
    });
    out.extend(lists.map(|draft| (draft, "it describes the columns or sheets of another register")));
    out
}
