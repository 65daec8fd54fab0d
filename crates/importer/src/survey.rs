//! The survey of a file: which of its tables are registers, and how each is to be read.

mod judge;
mod whole;

use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::money::Currency;
use evenfolio_core::origin::Place;

use crate::agency::Agency;
use crate::delimiter::Delimiter;
use crate::format::Format;
use crate::header::{HeaderBlock, hunt};
use crate::layout::Layout;
use crate::lift::date::Order;
use crate::lift::missing::is_missing;
use crate::look::Look;
use crate::open::Opened;
use crate::profile::Profile;
use crate::register::Register;
use crate::rows::{Fault, Row};
use crate::table::{Tabular, sample};
use crate::turn;
use crate::vocabulary::vocabulary;

pub(crate) use judge::{Judged, columns as bound_columns};

/// What the user knows about a register beforehand. Everything left out is found out.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How to read it, from an earlier run; then nothing about its columns is guessed. Of several, each is for
    /// the sheet that it names.
    pub profiles: Vec<Profile>,
    /// The language preferred where columns come in several, by its ISO 639-1 code.
    pub language: Option<String>,
    /// Whose register it is, where no column says so.
    pub agency: Option<String>,
    /// The currency of amounts that name none.
    pub currency: Option<Currency>,
    /// Whether day or month comes first in dates that can be read both ways.
    pub order: Option<Order>,
}

impl Options {
    /// The profile that a table is to be read by: the one that names its sheet, else one that names none.
    fn profile_of(&self, table: &dyn Tabular) -> Option<&Profile> {
        let names = |profile: &&Profile| match (&profile.sheet, table.sheet()) {
            (Some(chosen), Some(sheet)) => sheet.trim().eq_ignore_ascii_case(chosen.trim()),
            (_, None) | (None, _) => true,
        };
        let mut all = self.profiles.iter().filter(names);
        all.clone().find(|profile| profile.sheet.is_some()).or_else(|| all.next())
    }
}

/// What was found in a file.
#[derive(Debug, Default)]
pub struct Survey<'a> {
    /// The file as a person would name it.
    pub path: Arc<str>,
    /// SHA-256 of its bytes in hexadecimal; empty where they could not be read.
    pub sha256: String,
    /// What it is; `None` where that could not be told.
    pub format: Option<Format>,
    /// The encoding of a text file.
    pub encoding: Option<String>,
    /// The delimiter of a text file.
    pub delimiter: Option<Delimiter>,
    /// The registers, in the order of the file's tables.
    pub registers: Vec<Register<'a>>,
    /// The tables that are no registers.
    pub passed_over: Vec<PassedOver>,
    /// What a person should know about the file as a whole, beside what opening it found; an error if it holds
    /// no register.
    pub findings: Vec<Finding>,
}

/// A table that is no register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The sheet; `None` for a text file.
    pub sheet: Option<Arc<str>>,
    /// Why, in words.
    pub why: String,
    /// The finding for it, if it is the only table of its file.
    pub code: Code,
}

/// A table that may be a register, before its values were looked at as a whole.
struct Draft<'a> {
    table: &'a dyn Tabular,
    layout: Layout,
    /// How it was said to be read.
    profile: Option<Profile>,
    /// The groups above the header, column by column.
    groups: Vec<String>,
    /// The titles above the header.
    above: Vec<String>,
    /// No column names the entries; one whose values do was taken.
    by_values: bool,
    /// Headers that a profile names and the table does not have.
    missing: Vec<String>,
    /// Rows below the header, among those that were sampled.
    rows: usize,
    /// The first names of entries, folded: to know a list of columns or sheets for what it is.
    titles: Vec<String>,
}

/// Surveys a source that was opened: which of its tables are registers, and how each is to be read.
pub fn survey<'a>(opened: &'a Opened, options: &Options) -> Survey<'a> {
    let tables: Vec<&dyn Tabular> = opened.tables.iter().map(|table| table as &dyn Tabular).collect();
    // A source that could not be opened says so itself.
    let mut survey = if tables.is_empty() {
        Survey { path: opened.path.clone(), ..Survey::default() }
    } else {
        survey_tables(&opened.path, &tables, options)
    };
    survey.sha256.clone_from(&opened.sha256);
    survey.format = opened.format;
    survey.encoding.clone_from(&opened.encoding);
    survey.delimiter = opened.delimiter;
    survey
}

/// Surveys the tables of one file, wherever they come from.
pub fn survey_tables<'a>(path: &Arc<str>, tables: &[&'a dyn Tabular], options: &Options) -> Survey<'a> {
    let mut survey = Survey { path: path.clone(), ..Survey::default() };
    let mut drafts = Vec::new();
    for table in tables {
        let profile = options.profile_of(*table);
        if profile.is_none() && !options.profiles.is_empty() {
            survey.passed_over.push(passed(*table, "the profile names another sheet", Code::ProfileMismatch));
            continue;
        }
        match draft(path, *table, options, profile) {
            Ok(Ok(draft)) => drafts.push(draft),
            Ok(Err((why, code))) => survey.passed_over.push(passed(*table, &why, code)),
            Err(fault) => {
                survey.findings.push(fault_finding(path, *table, &fault));
                survey.passed_over.push(passed(*table, &fault.message, fault.code));
            }
        }
    }
    for (draft, why) in judge::sift(&mut drafts, tables) {
        survey.passed_over.push(passed(draft.table, why, Code::HeaderNotFound));
    }
    for draft in drafts {
        let table = draft.table;
        match whole::survey(draft, options) {
            Ok(register) => survey.registers.push(register),
            Err(fault) => survey.findings.push(fault_finding(path, table, &fault)),
        }
    }
    if survey.registers.is_empty() && survey.findings.is_empty() {
        survey.findings.push(nothing_found(path, &survey.passed_over));
    }
    survey
}

fn passed(table: &dyn Tabular, why: &str, code: Code) -> PassedOver {
    PassedOver { sheet: table.sheet().cloned(), why: why.to_owned(), code }
}

fn fault_finding(path: &Arc<str>, table: &dyn Tabular, fault: &Fault) -> Finding {
    let place = Place::Register { path: path.clone(), sheet: table.sheet().cloned() };
    Finding::new(fault.code, place, fault.message.clone())
}

fn nothing_found(path: &Arc<str>, passed_over: &[PassedOver]) -> Finding {
    let place = Place::File { path: path.clone() };
    if let [only] = passed_over {
        return Finding::new(only.code, place, only.why.clone());
    }
    let untitled = passed_over.iter().any(|table| table.code == Code::NoTitleColumn);
    let code = if untitled { Code::NoTitleColumn } else { Code::HeaderNotFound };
    let listed: Vec<String> = passed_over
        .iter()
        .take(5)
        .map(|table| format!("{}: {}", table.sheet.as_deref().unwrap_or("table"), table.why))
        .collect();
    let message = if listed.is_empty() {
        "the file holds no table".to_owned()
    } else {
        format!(
            "none of its {} sheets is a register of initiatives ({})",
            passed_over.len(),
            listed.join("; ")
        )
    };
    Finding::new(code, place, message)
}

pub(crate) type Refusal = (String, Code);

/// Reads the first rows of a table and binds its columns.
fn draft<'a>(
    path: &Arc<str>,
    table: &'a dyn Tabular,
    options: &Options,
    profile: Option<&Profile>,
) -> Result<Result<Draft<'a>, Refusal>, Fault> {
    let mut reader = table.rows()?;
    let rows = sample(&mut *reader)?;
    drop(reader);
    if rows.iter().all(Row::is_blank) {
        return Ok(Err(("it is empty".to_owned(), Code::HeaderNotFound)));
    }
    let (rows, turned, block) = match profile {
        Some(profile) => {
            let rows = profile.turn(rows);
            let block = profile.block(&rows);
            (rows, profile.turned, block)
        }
        None => stand(rows),
    };
    let Some(block) = block else {
        return Ok(Err(profile.map_or_else(judge::no_header, Profile::without_header)));
    };
    let looks = looks(&rows, &block);
    let judged = match profile {
        Some(profile) => profile.bind(&block),
        None => judge::bind(&block, &looks, options.language.as_deref()),
    };
    let Judged { mut columns, by_values, missing } = match judged {
        Ok(judged) => judged,
        Err(refusal) => return Ok(Err(refusal)),
    };
    for (at, (column, name)) in columns.iter_mut().zip(&block.names).enumerate() {
        column.other_tongue = column.rank > 0 && name.tongue.is_some();
        if let Some(field) = column.field {
            let nothings = looks[at].nothings.iter().filter(|word| is_missing(field, word));
            column.nothings = nothings.cloned().collect();
        }
    }
    let agency = options.agency.clone().or_else(|| profile.and_then(|profile| profile.agency.clone()));
    let title_columns: Vec<usize> = judge::title_columns(&columns);
    let below = &rows[block.last + 1..];
    let titles = below
        .iter()
        .filter_map(|row| title_columns.iter().map(|at| row.cell(*at)).find(|cell| !cell.is_blank()))
        .map(|cell| evenfolio_core::fold::fold(cell.text))
        .take(100)
        .collect();
    let layout = Layout {
        path: path.clone(),
        sheet: table.sheet().cloned(),
        header_first: rows[block.first].number,
        header_last: rows[block.last].number,
        language: language(&block, profile),
        columns,
        turned,
        agency: agency
            .map(Agency::Given)
            .or_else(|| Agency::above(&rows[..block.last]))
            .unwrap_or_else(|| Agency::of_path(path)),
        fill_down: profile.map(|profile| profile.fill_down.clone()).unwrap_or_default(),
        by_profile: profile.is_some(),
    };
    Ok(Ok(Draft {
        table,
        layout,
        profile: profile.cloned(),
        groups: block.names.iter().map(|name| name.group.clone()).collect(),
        above: block.above,
        by_values,
        missing,
        rows: below.iter().filter(|row| !row.is_blank()).count(),
        titles,
    }))
}

/// The language of the headers: the profile's, else the one that most of their words are in.
fn language(block: &HeaderBlock, profile: Option<&Profile>) -> &'static str {
    let words = vocabulary();
    let given = profile.and_then(|profile| words.language(profile.language.as_deref()?));
    words.of(given.unwrap_or(block.matcher.language())).code
}

/// Finds the header, turning the table if it lies on its side.
fn stand(rows: Vec<Row>) -> (Vec<Row>, bool, Option<HeaderBlock>) {
    let upright = hunt(&rows);
    let known = upright.as_ref().map_or(0, |block| block.score.known);
    // A register on its side has few rows and names its fields in the first columns. A list of columns does
    // so too, but under a header of its own.
    let top = rows.iter().position(|row| row.cells().filter(|cell| !cell.is_blank()).count() > 1);
    let is_list = upright.as_ref().is_some_and(|block| {
        known >= 2 && Some(block.first) == top && Some(block.last) == top && block.names.len() <= 5
    });
    if rows.len() < 200 && !is_list {
        let turned = turn::turn(&rows);
        let first = &turned[..turned.len().min(4)];
        if let Some(block) =
            hunt(first).filter(|block| block.score.known >= 3 && block.score.known >= 2 * known)
        {
            return (turned, true, Some(block));
        }
    }
    (rows, false, upright)
}

/// What the values of each column look like.
fn looks(rows: &[Row], block: &HeaderBlock) -> Vec<Look> {
    let mut looks = vec![Look::default(); block.names.len()];
    for row in rows[block.last + 1..].iter().filter(|row| !row.is_blank()) {
        for (at, look) in looks.iter_mut().enumerate() {
            look.note(row.cell(at));
        }
    }
    looks
}

#[cfg(test)]
mod tests;
