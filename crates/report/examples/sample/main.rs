//! Writes a workbook of an invented portfolio, to look at: `cargo run --example sample -- DIR [ROWS]`.
//!
//! Four files: both styles, one with odd entries, and one of nothing. With a number of rows, one file
//! of that many instead.

mod invented;

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::balance::Balance;
use evenfolio_core::field::Field;
use evenfolio_core::ledger::{Fate, Ledger};
use evenfolio_core::portfolio::Portfolio;
use evenfolio_report::{Contents, Listing, RunIdentity, Settings, SourceLine, Style, write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    if let Some(rows) = arguments.next() {
        return many(&folder, rows.parse()?);
    }
    let all = invented::assessments();
    let odd: Vec<_> = [all.clone(), invented::odd()].concat();
    one(&folder.join("workbench.xlsx"), Style::Workbench, &all)?;
    one(&folder.join("publication.xlsx"), Style::Publication, &all)?;
    one(&folder.join("odd.xlsx"), Style::Workbench, &odd)?;
    one(&folder.join("odd-publication.xlsx"), Style::Publication, &odd)?;
    one(&folder.join("single.xlsx"), Style::Workbench, &all[..1])?;
    one(&folder.join("nothing.xlsx"), Style::Workbench, &[])
}

fn settings(style: Style) -> Settings {
    let mut settings =
        Settings::new("Innovation Unit of the State Chancellery", jiff::civil::date(2026, 6, 30));
    settings.style = style;
    "Innovation portfolio of the central government, first half of 2026".clone_into(&mut settings.title);
    settings.contact = Some("innovation unit, innovation@chancellery.example".to_owned());
    settings
}

fn one(path: &Path, style: Style, all: &[Assessment]) -> Result<(), Box<dyn Error>> {
    let settings = settings(style);
    let mut listing = Listing::begin(&settings)?;
    for assessment in all {
        listing.push(assessment)?;
    }
    let portfolio = invented::portfolio(all);
    finish(path, listing, &portfolio, &settings)
}

fn finish(
    path: &Path,
    listing: Listing,
    portfolio: &Portfolio,
    settings: &Settings,
) -> Result<(), Box<dyn Error>> {
    let (findings, counts) = invented::findings();
    let sources = [("health.csv", None), ("tax.xlsx", Some("Projects 2026")), ("eau.csv", None)].map(
        |(path, sheet)| {
            let mut ledger = Ledger::default();
            for fate in [Fate::Title, Fate::Initiative, Fate::Initiative, Fate::Blank, Fate::Total] {
                ledger.read += 1;
                ledger.note(fate);
            }
            SourceLine {
                path: path.to_owned(),
                sheet: sheet.map(str::to_owned),
                format: path.rsplit('.').next().unwrap_or_default().to_owned(),
                encoding: sheet.is_none().then(|| "UTF-8".to_owned()),
                delimiter: sheet.is_none().then(|| ";".to_owned()),
                header_row: Some(1),
                agency: Some("Ministry of Health".to_owned()),
                ledger,
                sha256: "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9".to_owned(),
            }
        },
    );
    let contents = Contents {
        portfolio,
        balance: &Balance::of(&portfolio.counted, &settings.targets),
        sources: &sources,
        findings: &findings,
        finding_counts: &counts,
        run: &RunIdentity {
            program_version: "0.1.0".to_owned(),
            rulebook: "built in, 2026-06".to_owned(),
            strictness: evenfolio_core::innovation_test::Strictness::Library,
            run_id: "3f6a0c".to_owned(),
        },
        changes: None,
    };
    let _written = write(listing, &contents, settings, File::create(path)?)?;
    Ok(())
}

/// Many rows of some 770 bytes each, to measure time and memory.
fn many(folder: &Path, rows: usize) -> Result<(), Box<dyn Error>> {
    let settings = settings(Style::Workbench);
    let mut listing = Listing::begin(&settings)?;
    let mut portfolio = Portfolio::default();
    let mut all = invented::assessments();
    for row in 0..rows {
        let number = row % all.len();
        let assessment = &mut all[number];
        assessment.initiative.origin.path = "many.csv".into();
        assessment.initiative.origin.sheet = None;
        assessment.initiative.origin.row = row as u64 + 2;
        assessment.initiative.texts.set(Field::Id, &format!("MANY-{row:07}"));
        let description =
            format!("{row}: {}", "a text of some length about what the initiative does; ".repeat(6));
        assessment.initiative.texts.set(Field::Description, &description);
        listing.push(assessment)?;
        portfolio.note(assessment);
    }
    finish(&folder.join("many.xlsx"), listing, &portfolio, &settings)
}
