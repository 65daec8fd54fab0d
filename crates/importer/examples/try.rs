// Throw-away: never committed.
use calamine::{Data, Reader as _, SheetVisible};
use evenfolio_importer::rows::*;
use evenfolio_importer::survey::*;
use evenfolio_importer::table::Tabular;
use std::sync::Arc;

struct Mem {
    sheet: Option<Arc<str>>,
    visible: bool,
    text: bool,
    rows: Vec<Row>,
}
impl Tabular for Mem {
    fn sheet(&self) -> Option<&Arc<str>> {
        self.sheet.as_ref()
    }
    fn visible(&self) -> bool {
        self.visible
    }
    fn is_text(&self) -> bool {
        self.text
    }
    fn rows(&self) -> Result<Box<dyn RowReader + '_>, Fault> {
        Ok(Box::new(MemoryRows::new(self.rows.clone())))
    }
}

fn load(path: &str) -> Vec<Mem> {
    if path.ends_with(".csv") {
        let bytes = std::fs::read(path).unwrap();
        let text = match std::str::from_utf8(&bytes) {
            Ok(t) => t.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned(),
        };
        let first = text.lines().next().unwrap_or("");
        let delim = [b',', b';', b'\t', b'|']
            .into_iter()
            .max_by_key(|d| first.bytes().filter(|b| b == d).count())
            .unwrap();
        let mut rows = Vec::new();
        for rec in csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delim)
            .from_reader(text.as_bytes())
            .records()
        {
            let rec = rec.unwrap();
            let mut row = Row::default();
            row.begin(rec.position().unwrap().line());
            for c in &rec {
                row.push(c, if c.is_empty() { CellKind::Empty } else { CellKind::Text });
            }
            rows.push(row);
        }
        return vec![Mem { sheet: None, visible: true, text: true, rows }];
    }
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let meta: Vec<_> = book.sheets_metadata().to_vec();
    meta.iter()
        .filter_map(|m| {
            let range = book.worksheet_range(&m.name).ok()?;
            let start = range.start().unwrap_or((0, 0));
            let rows = range
                .rows()
                .enumerate()
                .map(|(i, cells)| {
                    let mut row = Row::default();
                    row.begin(start.0 as u64 + i as u64 + 1);
                    row.pad_to(start.1 as usize);
                    for c in cells {
                        match c {
                            Data::Empty => row.push("", CellKind::Empty),
                            Data::String(s) => row.push(s, CellKind::Text),
                            Data::Float(f) => row.push(&format!("{f}"), CellKind::Number(*f)),
                            Data::Int(f) => row.push(&format!("{f}"), CellKind::Number(*f as f64)),
                            Data::Bool(b) => row.push(if *b { "TRUE" } else { "FALSE" }, CellKind::Bool(*b)),
                            Data::DateTime(d) => {
                                let (y, m, dd, ..) = d.to_ymd_hms_milli();
                                row.push(&format!("{y:04}-{m:02}-{dd:02}"), CellKind::Date)
                            }
                            Data::DateTimeIso(s) => row.push(s, CellKind::Date),
                            Data::DurationIso(s) => row.push(s, CellKind::Duration),
                            Data::Error(e) => row.push(&format!("{e}"), CellKind::Error),
                            _ => row.push("", CellKind::Empty),
                        }
                    }
                    row
                })
                .collect();
            Some(Mem {
                sheet: Some(m.name.as_str().into()),
                visible: m.visible == SheetVisible::Visible,
                text: false,
                rows,
            })
        })
        .collect()
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let verbose = args.iter().any(|a| a == "-v");
    let dump = args.iter().any(|a| a == "-d");
    for path in args.iter().filter(|a| !a.starts_with('-')) {
        let tables = load(path);
        let dyns: Vec<&dyn Tabular> = tables.iter().map(|t| t as &dyn Tabular).collect();
        let arc: Arc<str> = path.as_str().into();
        let survey = survey_tables(&arc, &dyns, &Options::default());
        for p in &survey.passed_over {
            println!("PASSED\t{path}\t{:?}\t{}", p.sheet, p.why);
        }
        for f in &survey.findings {
            println!("FILE {} {} {}", f.code, f.place, f.message);
        }
        for r in &survey.registers {
            let mut n = std::collections::BTreeMap::new();
            let mut findings = Vec::new();
            let mut entries = Vec::new();
            let mut odd = Vec::new();
            let reading = r.read(&mut |o| {
                if o.fate != evenfolio_core::ledger::Fate::Initiative
                    && o.fate != evenfolio_core::ledger::Fate::Blank
                {
                    odd.push(format!("{} {} {}", o.row, o.fate, o.reason));
                }
                for f in &o.findings {
                    *n.entry(f.code).or_insert(0) += 1;
                }
                findings.extend(o.findings);
                entries.extend(o.initiative);
            });
            println!(
                "REG\t{path}\t{}\t{}\tbal={} {:?}",
                r.layout.sheet.as_deref().unwrap_or(""),
                reading.ledger.initiative,
                reading.ledger.balances(),
                reading.ledger
            );
            if verbose {
                println!("{}", r.layout);
                for f in &r.findings {
                    println!("  {} {}", f.code, f.message);
                }
                for f in &reading.findings {
                    println!("  {} {} {}", f.code, f.place, f.message);
                }
                println!("  cells: {n:?}");
                for f in findings.iter().filter(|f| f.place.row().is_some()).take(400) {
                    let k = n.entry(f.code).or_insert(0);
                    if *k > -4 {
                        if *k > 0 {
                            *k = 0;
                        }
                        *k -= 1;
                        println!("    {} {} {}", f.code, f.place, f.message);
                    }
                }
                for o in odd.iter().take(12) {
                    println!("    ODD {o}");
                }
                let c = |x: &dyn Fn(&evenfolio_core::initiative::Initiative) -> bool| {
                    entries.iter().filter(|e| x(e)).count()
                };
                println!(
                    "  typed: status {} start {} end {} budget {}",
                    c(&|e| e.status.is_some()),
                    c(&|e| e.start.is_some()),
                    c(&|e| e.end.is_some()),
                    c(&|e| e.budget.is_some())
                );
                let mut st = std::collections::BTreeMap::new();
                for e in &entries {
                    if let Some(s) = e.text(evenfolio_core::field::Field::Status) {
                        *st.entry((s.chars().take(50).collect::<String>(), e.status)).or_insert(0) += 1;
                    }
                }
                for (k, v) in st.iter().take(25) {
                    println!("    status {k:?} {v}");
                }
            }
            if dump {
                for e in entries.iter().take(2) {
                    println!("{e:#?}");
                }
            }
        }
    }
}
