//! Prints the tables of files as they are read: what each file is, what was found, and its first rows.
//!
//! `cargo run --example rows -- [--worker] [--rows N] PATH…`
//!
//! With `--worker`, workbooks are read in processes of their own, for which the same program serves.

use std::io::{self, Write};

use evenfolio_importer::open::{Containment, Opened, ReadOptions, open};
use evenfolio_importer::rows::{Fault, Row};
use evenfolio_importer::source::discover;

fn main() -> io::Result<()> {
    let mut inputs: Vec<String> = std::env::args().skip(1).collect();
    if inputs.first().is_some_and(|first| first == "--serve") {
        return evenfolio_importer::worker::serve(io::stdin().lock(), io::stdout().lock());
    }
    let mut options = ReadOptions::default();
    if inputs.first().is_some_and(|first| first == "--worker") {
        inputs.remove(0);
        options.containment =
            Containment::Worker { program: std::env::current_exe()?, args: vec!["--serve".into()] };
    }
    let mut shown = 5;
    if inputs.first().is_some_and(|first| first == "--rows") && inputs.len() > 1 {
        shown = inputs[1].parse().unwrap_or(shown);
        inputs.drain(..2);
    }
    let mut out = io::stdout().lock();
    let discovery = discover(&inputs);
    for finding in &discovery.findings {
        writeln!(out, "{} {}: {}", finding.code, finding.place, finding.message)?;
    }
    for source in &discovery.sources {
        let opened = open(source, &options);
        print(&opened, shown, &mut out)?;
    }
    Ok(())
}

fn print(opened: &Opened, shown: u64, out: &mut impl Write) -> io::Result<()> {
    let format = opened.format.map_or("?", evenfolio_importer::format::Format::word);
    let encoding = opened.encoding.as_deref().unwrap_or("-");
    writeln!(out, "{} [{format} {encoding} {:?} {} bytes]", opened.path, opened.delimiter, opened.bytes)?;
    for finding in &opened.findings {
        writeln!(out, "  {} {}: {}", finding.code, finding.place, finding.message)?;
    }
    for table in &opened.tables {
        let hidden = if table.visible { "" } else { " (hidden)" };
        writeln!(out, "  {}{hidden}", table.sheet.as_deref().unwrap_or("-"))?;
        let (mut rows, mut cells, mut last) = (0_u64, 0, 0);
        let mut read = |out: &mut dyn Write| -> Result<io::Result<()>, Fault> {
            let (mut reader, mut row) = (table.rows()?, Row::default());
            while reader.next_row(&mut row)? {
                rows += 1;
                cells += row.width();
                last = row.number;
                if rows <= shown {
                    let texts: Vec<&str> = row.cells().map(|cell| cell.text).collect();
                    let marks = format!(
                        "{}{}",
                        if row.hidden { "h" } else { "" },
                        if row.damaged { "!" } else { "" }
                    );
                    if let Err(error) = writeln!(out, "    {}{marks} {texts:?}", row.number) {
                        return Ok(Err(error));
                    }
                }
            }
            Ok(Ok(()))
        };
        match read(out) {
            Ok(result) => result?,
            Err(fault) => writeln!(out, "  {} {}", fault.code, fault.message)?,
        }
        writeln!(out, "    = {rows} rows, {cells} cells, the last row is {last}")?;
    }
    Ok(())
}
