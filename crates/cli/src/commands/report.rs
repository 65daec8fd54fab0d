//! `report`: everything, in one pass.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use evenfolio_core::assessment::Assessment;
use evenfolio_core::comparison::Baseline;
use evenfolio_report::{self as report, Style};
use sha2::{Digest as _, Sha256};

use super::{read, tell_errors};
use crate::args::{Report, WorkbookStyle};
use crate::book::{Book, Done};
use crate::earlier::{self, Entries};
use crate::output::{counts, end, number, say, summary_json, tell, verdict};
use crate::packs::Packs;
use crate::pipeline::{ReadRegister, Take};
use crate::publish::{check_kept, check_place, files, put};
use crate::settings::{Settings, is_there};
use crate::{End, Error};

struct Pass {
    book: Book,
    /// Kept only where there is something to compare with.
    entries: Option<Entries>,
    packs: Option<Packs>,
}

impl Take for Pass {
    fn assessment(&mut self, assessment: &Assessment) -> Result<(), Error> {
        if let Some(entries) = &mut self.entries {
            entries.assessment(assessment)?;
        }
        if let Some(packs) = &mut self.packs {
            packs.assessment(assessment)?;
        }
        self.book.assessment(assessment)
    }
}

pub(crate) fn run(args: &Report) -> Result<End, Error> {
    let reading = &args.reading;
    let settings = Settings::resolve(&args.inputs.inputs, reading)?;
    check_place(&args.output, files(&settings.discover()))?;
    check_kept(&args.output, &settings.decision_files)?;
    let is_other = |ending: &OsStr| OTHERS.iter().any(|other| ending.eq_ignore_ascii_case(other));
    if args.output.extension().is_some_and(is_other) {
        let path = args.output.display();
        return Err(Error::Usage(format!(
            "{path} is to be a workbook: give it a name that ends in .xlsx; for CSV or JSON Lines: evenfolio consolidate"
        )));
    }
    let baseline: &[PathBuf] = if args.baseline.is_empty() { &settings.baseline } else { &args.baseline };
    baseline.iter().try_for_each(|path| is_there(path))?;
    let earlier = earlier::load(baseline, &settings)?;
    let mut layout = layout(&settings, args.workbook_style);
    if let Some(name) = &args.organisation {
        layout.organisation.clone_from(name);
    }
    layout.contact = args.contact.clone().or(layout.contact);
    if let Some(next) = args.next_update {
        let day = next.after(settings.as_of);
        if day <= settings.as_of {
            return Err(Error::Usage(format!(
                "--next-update {day}: the report speaks for {}, and the next one is due after that",
                settings.as_of
            )));
        }
        layout.next_update = Some(day);
    }
    layout.include_personal |= args.include_personal;
    let entries = (!earlier.is_empty()).then(Entries::default);
    let packs = args.agency_packs.as_deref().map(|folder| Packs::begin(folder, &layout, &[])).transpose()?;
    let mut pass = Pass { book: Book::begin(layout, &[])?, entries, packs };
    let mut summary = read(&settings, &mut pass)?;
    let entries = pass.entries.map(|entries| entries.0).unwrap_or_default();
    let now = Baseline { rules: settings.rules(), entries };
    for finding in earlier::near(&earlier, &now) {
        summary.portfolio.note_finding(finding.code);
        summary.findings.push(finding);
    }
    let run_id = run_id(&summary.registers, settings.as_of);
    let done = Done { summary: &summary, settings: &settings, run_id: &run_id, now: &now, earlier: &earlier };
    pass.book.write(&args.output, &done)?;
    if let Some(packs) = pass.packs {
        let (folder, written) = (packs.folder().to_owned(), packs.write(&done, put)?);
        if !reading.quiet {
            tell(&format!("Wrote {} into {}.", number(written, "agency pack"), folder.display()));
        }
    }
    let path = args.output.display().to_string();
    let sha256 = digest(&args.output).map_err(|source| Error::Output { path: path.clone(), source })?;
    let balance = settings.held.weigh(&summary.portfolio.counted);
    if reading.json {
        let output = Some((&*path, &*sha256));
        say(&format!("{:#}", summary_json(&summary, settings.as_of, &settings.held, &balance, output)))?;
    } else if !reading.quiet {
        verdict(&summary, &balance)?;
    }
    tell_errors(&summary, &settings);
    if !reading.quiet {
        let severities = settings.held.severities.count(&summary.portfolio.findings);
        tell(&format!("Findings: {} (evenfolio check lists them). Wrote {path}.", counts(severities)));
    }
    Ok(end(&summary, &settings.held))
}

/// Endings of files that are no XLSX workbooks, which no reader would then open.
const OTHERS: [&str; 12] =
    ["csv", "tsv", "txt", "json", "jsonl", "xls", "xlsm", "xlsb", "ods", "pdf", "html", "toml"];

/// How a workbook looks, and whose it is.
pub(crate) fn layout(settings: &Settings, style: WorkbookStyle) -> report::Settings {
    let organisation = settings.organisation.as_deref().unwrap_or("Innovation unit");
    let mut layout = report::Settings::new(organisation, settings.as_of);
    layout.contact.clone_from(&settings.contact);
    // A day in the configuration of a job passes some time; from then on there is none.
    let next = settings.next_update.map(|next| next.after(settings.as_of));
    layout.next_update = next.filter(|next| *next > settings.as_of);
    layout.targets = settings.held.targets;
    layout.rates.clone_from(&settings.held.rates);
    layout.severities = settings.held.severities.clone();
    layout.include_personal = settings.include_personal;
    layout.style = match style {
        WorkbookStyle::Workbench => Style::Workbench,
        WorkbookStyle::Publication => Style::Publication,
    };
    layout
}

/// The same inputs on the same date are the same run, wherever and whenever it happens.
fn run_id(registers: &[ReadRegister], as_of: jiff::civil::Date) -> String {
    let mut hash = Sha256::new();
    hash.update(as_of.to_string());
    for register in registers {
        hash.update(&register.sha256);
        hash.update(register.sheet.as_deref().unwrap_or_default());
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(&buffer[..length]);
    }
}
