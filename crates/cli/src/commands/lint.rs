//! `lint`: any workbook held against the rules of a good government workbook.

use std::fs::File;
use std::io::BufReader;

use evenfolio_report::Style;
use evenfolio_report::lint::{Flaw, Rule, check, rules, style_of};
use serde_json::{Value, json};

use crate::args::{Lint, WorkbookStyle};
use crate::output::{printable, say};
use crate::settings::is_there;
use crate::{End, Error};

pub(crate) fn run(args: &Lint) -> Result<End, Error> {
    is_there(&args.file)?;
    let path = args.file.display().to_string();
    let open = || File::open(&args.file).map(BufReader::new);
    let unreadable = |error: &dyn std::fmt::Display| {
        Error::Usage(format!(
            "{path} cannot be checked, for it is no XLSX workbook that can be read: {error}"
        ))
    };
    let style = match args.workbook_style {
        Some(WorkbookStyle::Workbench) => Style::Workbench,
        Some(WorkbookStyle::Publication) => Style::Publication,
        // Ours say which they are; others are held to what goes on a website.
        None => style_of(open().map_err(|error| unreadable(&error))?)
            .map_err(|error| unreadable(&error))?
            .unwrap_or(Style::Publication),
    };
    let flaws =
        check(open().map_err(|error| unreadable(&error))?, style).map_err(|error| unreadable(&error))?;
    if args.json {
        say(&format!("{:#}", as_json(&path, style, &flaws)))?;
    } else {
        as_text(&path, style, &flaws)?;
    }
    Ok(if flaws.is_empty() { End::Done } else { End::Findings })
}

/// The rules for that style that a program can check, and those that need a person's eye.
fn split(style: Style) -> (Vec<&'static Rule>, Vec<&'static Rule>) {
    rules().iter().filter(|rule| rule.scope.covers(style)).partition(|rule| !rule.by_hand)
}

fn as_text(path: &str, style: Style, flaws: &[Flaw]) -> Result<(), Error> {
    for group in flaws.chunk_by(|a, b| a.rule == b.rule) {
        let rule = group[0].rule();
        say(&format!("rule {}: {}", rule.number, rule.says))?;
        for flaw in group {
            let says = printable(&flaw.says);
            match (&flaw.sheet, &flaw.cell) {
                (Some(sheet), Some(cell)) => say(&format!("  {}!{cell}: {says}", printable(sheet)))?,
                (Some(sheet), None) => say(&format!("  {}: {says}", printable(sheet)))?,
                (None, _) => say(&format!("  {says}"))?,
            }
        }
        say(&format!("  To mend it: {}\n", rule.mend))?;
    }
    let (checked, by_hand) = split(style);
    let by_hand: Vec<_> = by_hand.iter().map(|rule| format!("{} ({})", rule.number, rule.says)).collect();
    let broken = flaws.chunk_by(|a, b| a.rule == b.rule).count();
    let name = printable(path);
    say(&if broken == 0 {
        format!(
            "{name} passes these checks: all {} rules for a {} that a program can check.",
            checked.len(),
            style.word()
        )
    } else {
        format!(
            "{name} breaks {broken} of the {} rules for a {} that a program can check.",
            checked.len(),
            style.word()
        )
    })?;
    say(&format!("A person has to look at: {}.", by_hand.join("; ")))
}

fn as_json(path: &str, style: Style, flaws: &[Flaw]) -> Value {
    let (checked, by_hand) = split(style);
    let numbers = |rules: &[&Rule]| rules.iter().map(|rule| rule.number).collect::<Vec<_>>();
    let flaws: Vec<_> = flaws
        .iter()
        .map(|flaw| {
            json!({
                "rule": flaw.rule,
                "sheet": flaw.sheet,
                "cell": flaw.cell,
                "says": flaw.says,
                "rule_says": flaw.rule().says,
                "mend": flaw.rule().mend,
            })
        })
        .collect();
    json!({
        "path": path,
        "style": style.word(),
        "passes": flaws.is_empty(),
        "checked": numbers(&checked),
        "by_hand": numbers(&by_hand),
        "flaws": flaws,
    })
}
