//! The sheets of a pack.

use super::Pack;
use super::to_fix::ToFix;
use crate::answers::{BY, ON, OPEN};
use crate::contents::Settings;
use crate::listing::Part;
use crate::sections::cover::{day, questions};
use crate::sections::{contents, dictionary, register};
use crate::sheet::{Cell, Column, Line, Sheet, Table};
use crate::text::{counted, thousands};

/// All sheets in order.
pub(super) fn all(pack: &Pack, settings: &Settings, to_fix: ToFix, parts: &[Part]) -> Vec<Sheet> {
    let mut sheets = vec![cover(pack, settings), Sheet::default(), what_to_fix(to_fix)];
    for mut sheet in register::sheets(settings, parts) {
        sheet.prose[0] = Line::text(
            "Choose another facet or outcome in its column where it is wrong, and write over values that are wrong. \
             Column Because says why an initiative stands where it stands. Printed are the columns up to it.",
        );
        sheets.push(sheet);
    }
    sheets.push(dictionary::sheet(settings));
    sheets.push(notes(pack, settings));
    sheets[1] = contents::sheet(&sheets);
    sheets
}

fn cover(pack: &Pack, settings: &Settings) -> Sheet {
    let prose = vec![
        Line::text(format!("Sent by {} for {}.", settings.organisation, day(settings.as_of))),
        Line::heading("What this is"),
        Line::text(format!(
            "{} of {} in the innovation portfolio, how each was understood, and {}.",
            counted(pack.initiatives, "initiative", "initiatives"),
            pack.agency,
            if pack.to_fix == 0 {
                "nothing to put right".to_owned()
            } else {
                counted(pack.to_fix, "thing to put right or to answer", "things to put right or to answer")
            }
        )),
        Line::heading("What to do"),
        Line::Link {
            text: "Answer in column Answer of the sheet What to fix; leave what you cannot answer."
                .to_owned(),
            sheet: "What to fix".to_owned(),
        },
        Line::Link {
            text: "If a facet, an outcome or a value is wrong, change it in the sheet Register.".to_owned(),
            sheet: "Register".to_owned(),
        },
        Line::text(
            "Say below who answered and when, save the workbook, and send it back. Mend the register itself too.",
        ),
        Line::heading("Who answered"),
        Line::Field { label: BY.to_owned(), now: OPEN.to_owned() },
        Line::Field { label: ON.to_owned(), now: OPEN.to_owned() },
        Line::heading("About this workbook"),
        Line::Text(questions(settings)),
        Line::text(format!(
            "Date: {}. Next update: {}.",
            day(settings.as_of),
            settings.next_update.map_or_else(|| "no date is set".to_owned(), day)
        )),
        Line::text(
            "What you write here is kept with your name and the date, and the tool does not overwrite it.",
        ),
    ];
    Sheet {
        name: "Cover".to_owned(),
        title: settings.title.clone(),
        about: "What this workbook is for, and who answered.".to_owned(),
        prose,
        ..Sheet::default()
    }
}

fn what_to_fix(to_fix: ToFix) -> Sheet {
    let (table, left_out) = to_fix.table();
    let mut prose = Vec::new();
    match &table {
        None => prose.push(Line::text("There is nothing to put right and nothing to answer.")),
        Some(_) => prose.push(Line::text(
            "Write into column Answer: choose a word where a list is offered, else write what should stand in the \
             cell. The name of an initiative leads to its row. What you write elsewhere is not applied, but told to us.",
        )),
    }
    if left_out > 0 {
        prose.push(Line::text(format!(
            "{} more of the same kinds are left out; they come up when these are done.",
            thousands(left_out)
        )));
    }
    Sheet {
        name: "What to fix".to_owned(),
        title: "What to fix: what to put right and what to answer".to_owned(),
        about: "What is the matter in your rows, what we do not know, and where to answer.".to_owned(),
        prose,
        // The marks are for the program.
        printed: table.is_some().then_some((0, 11)),
        tables: table.into_iter().collect(),
        ..Sheet::default()
    }
}

fn notes(pack: &Pack, settings: &Settings) -> Sheet {
    let notes = [
        ("Answers", OPEN, "Waits for an answer."),
        ("Answers", "yes, no", "Answers to a question of the innovation test: met, not met."),
        ("Shorthand", "[x]", "Not available: the register does not say."),
        ("Shorthand", "[z]", "Not applicable: there is nothing to say."),
    ];
    let mut rows: Vec<_> = notes
        .into_iter()
        .map(|(about, note, says)| vec![Cell::text(about), Cell::text(note), Cell::text(says)])
        .collect();
    let this =
        |note: &str, says: String| vec![Cell::text("This workbook"), Cell::text(note), Cell::text(says)];
    rows.push(this("Agency", pack.agency.clone()));
    rows.push(this("As of", settings.as_of.to_string()));
    Sheet {
        name: "Notes".to_owned(),
        title: "Notes: words and shorthand".to_owned(),
        about: "What the words and the shorthand in this workbook mean.".to_owned(),
        prose: vec![Line::text("Notes, one a row.")],
        tables: vec![Table {
            name: "Notes".to_owned(),
            alt: "Notes on words and shorthand, one a row.".to_owned(),
            columns: vec![
                Column::text("About", 16),
                Column::text("Note", 22),
                Column::text("What it says", 90),
            ],
            rows,
            ..Table::default()
        }],
        ..Sheet::default()
    }
}
