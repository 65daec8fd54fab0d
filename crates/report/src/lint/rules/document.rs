//! Rules about the document as a whole.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use evenfolio_core::fold::fold;
use serde::Deserialize;

use super::super::book::Book;
use super::{Found, book as whole, on, sheets};
use crate::theme::Style;

pub(crate) fn title(book: &Book, _: Style) -> Vec<Found> {
    if book.title.trim().is_empty() { vec![whole("the document has no title")] } else { Vec::new() }
}

pub(crate) fn properties(book: &Book, _: Style) -> Vec<Found> {
    [("author", &book.author), ("keywords", &book.keywords), ("date of creation", &book.created)]
        .into_iter()
        .filter(|(_, value)| value.trim().is_empty())
        .map(|(what, _)| whole(format!("the document's properties have no {what}")))
        .chain(
            is_nobody(&book.author)
                .then(|| whole(format!("the author {:?} is no organisation", book.author))),
        )
        .collect()
}

/// Whether a program has put a name of its own there.
fn is_nobody(author: &str) -> bool {
    const NOBODY: [&str; 9] = [
        "openpyxl",
        "xlsxwriter",
        "apache poi",
        "exceljs",
        "microsoft office user",
        "user",
        "admin",
        "administrator",
        "unknown",
    ];
    NOBODY.contains(&fold(author).as_str())
}

pub(crate) fn opens_at_the_beginning(book: &Book, _: Style) -> Vec<Found> {
    let mut found = sheets(book, |sheet| {
        let away = sheet.cursors.iter().find(|cell| {
            // The cursor of a frozen pane stands in the pane.
            *cell != "A1" && sheet.frozen.is_none()
        });
        away.map(|cell| on(sheet, Some(cell.clone()), "the cursor does not stand in A1"))
            .into_iter()
            .collect()
    });
    if book.opens != 0 {
        found.push(whole("another sheet than the first one is open"));
    }
    found
}

pub(crate) fn cover(book: &Book, _: Style) -> Vec<Found> {
    /// Title, summary, and a line for the rest.
    const LINES: usize = 3;
    let Some(first) = book.sheets.first() else { return Vec::new() };
    if !first.tables.is_empty() {
        return vec![on(first, None, "the first sheet is a table, not a cover")];
    }
    if first.outside.len() < LINES {
        return vec![on(first, None, "the first sheet says too little to be a cover")];
    }
    let lines: Vec<String> =
        first.outside.iter().map(|cell| cell.text.to_lowercase() + " " + &fold(&cell.text)).collect();
    let says =
        |words: &[String]| lines.iter().any(|line| words.iter().any(|word| line.contains(word.as_str())));
    let dated = || lines.iter().any(|line| line.split(|c: char| !c.is_ascii_digit()).any(is_year));
    [
        (says(&COVER.contact), "the cover does not say whom to contact"),
        (says(&COVER.published) || dated(), "the cover has no date of publication"),
        (says(&COVER.renewed), "the cover does not say when the next update is"),
    ]
    .into_iter()
    .filter(|(said, _)| !said)
    .map(|(_, lacks)| on(first, None, lacks))
    .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cover {
    contact: Vec<String>,
    published: Vec<String>,
    renewed: Vec<String>,
}

static COVER: LazyLock<Cover> =
    LazyLock::new(|| toml::from_str(include_str!("../cover.toml")).expect("the words are checked by a test"));

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

pub(crate) fn contents(book: &Book, _: Style) -> Vec<Found> {
    let leads_to = |place: &str| {
        let sheet = place.trim_start_matches('#').rsplit_once('!').map_or(place, |(sheet, _)| sheet);
        sheet.trim_matches('\'').replace("''", "'")
    };
    let visible: Vec<_> = book.sheets.iter().filter(|sheet| !sheet.hidden).collect();
    if visible.len() < 2 {
        return Vec::new();
    }
    let linked = visible.iter().map(|sheet| {
        let places = sheet.links.iter().filter_map(|link| link.place.as_deref());
        (sheet, places.map(leads_to).collect::<BTreeSet<_>>())
    });
    // The contents sheet is the one among the first that links to the most others.
    let best = linked.take(3).max_by_key(|(sheet, places)| (places.len(), usize::MAX - sheet.name.len()));
    let Some((contents, places)) = best.filter(|(_, places)| !places.is_empty()) else {
        return vec![whole("no sheet links to the others")];
    };
    visible
        .iter()
        .filter(|sheet| sheet.name != contents.name && !places.contains(&sheet.name))
        .map(|sheet| on(contents, None, format!("no link leads to the sheet {:?}", sheet.name)))
        .collect()
}

pub(crate) fn notes(book: &Book, _: Style) -> Vec<Found> {
    let marked = book.sheets.iter().any(|sheet| sheet.texts.values().any(|text| text.contains("[note ")));
    let notes = book.sheets.iter().find(|sheet| fold(&sheet.name).contains("note"));
    match notes {
        Some(sheet) if sheet.tables.is_empty() => vec![on(sheet, None, "the notes do not stand in a table")],
        None if marked => vec![whole("cells refer to notes, and there is no sheet of notes")],
        _ => Vec::new(),
    }
}

pub(crate) fn names(book: &Book, _: Style) -> Vec<Found> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for sheet in &book.sheets {
        let name = &sheet.name;
        let default = ["sheet", "tabelle", "feuil", "hoja", "foglio", "blad", "ark", "arkusz", "taul"]
            .iter()
            .any(|word| {
                let folded = fold(name);
                folded.strip_prefix(word).is_some_and(|rest| rest.trim().chars().all(|c| c.is_ascii_digit()))
            });
        let says = if name.contains(['[', ']', ':', '*', '?', '/', '\\']) {
            "the name has a character that other programs do not take"
        } else if name.encode_utf16().count() > 31 {
            "the name is longer than 31 characters"
        } else if default {
            "the name says nothing about the sheet"
        } else if !seen.insert(name.to_lowercase()) {
            "another sheet has the same name"
        } else {
            continue;
        };
        found.push(on(sheet, None, says));
    }
    found
}

pub(crate) fn empty_sheets(book: &Book, _: Style) -> Vec<Found> {
    let empty = book.sheets.iter().filter(|sheet| sheet.cells == 0 && sheet.charts.is_empty());
    empty.map(|sheet| on(sheet, None, "the sheet is empty")).collect()
}

pub(crate) fn pictures_and_macros(book: &Book, _: Style) -> Vec<Found> {
    let mut found = sheets(book, |sheet| {
        let shapes = sheet.shapes > 0;
        shapes.then(|| on(sheet, None, "there are pictures, shapes or text boxes")).into_iter().collect()
    });
    if book.macros {
        found.push(whole("the workbook has macros"));
    }
    found.extend(book.pictures.iter().map(|part| whole(format!("the workbook has a picture, {part}"))));
    found
}

pub(crate) fn link_texts(book: &Book, _: Style) -> Vec<Found> {
    const EMPTY: [&str; 6] = ["here", "click here", "link", "hier", "ici", "aqui"];
    sheets(book, |sheet| {
        let bad = sheet.links.iter().filter_map(|link| {
            let first = link.cell.split(':').next().unwrap_or_default();
            let text = sheet.texts.get(&super::super::book::place(first)?)?.trim();
            let address = ["http://", "https://", "www.", "mailto:"]
                .iter()
                .any(|start| text.to_lowercase().starts_with(start));
            let says = if address {
                "the link shows its address"
            } else if EMPTY.contains(&fold(text).as_str()) {
                "the link does not say where it leads"
            } else {
                return None;
            };
            Some(on(sheet, Some(first.to_owned()), says))
        });
        bad.collect()
    })
}

pub(crate) fn dictionary(book: &Book, _: Style) -> Vec<Found> {
    const WORDS: [&str; 8] = [
        "dictionary",
        "definition",
        "glossar",
        "metadata",
        "variables",
        "dictionnaire",
        "diccionario",
        "datenfeld",
    ];
    let known = book.sheets.iter().any(|sheet| {
        let name = fold(&sheet.name);
        WORDS.iter().any(|word| name.contains(word))
    });
    let has_columns = book.sheets.iter().any(|sheet| !sheet.tables.is_empty());
    if known || !has_columns { Vec::new() } else { vec![whole("no sheet explains the columns")] }
}
