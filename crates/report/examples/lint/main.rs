//! Prints the flaws of workbooks: `cargo run --example lint -- workbench|publication FILE…`.

use std::error::Error;
use std::fs::File;
use std::io::Write as _;

use evenfolio_report::{Style, lint};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let style = match arguments.next().as_deref() {
        Some("publication") => Style::Publication,
        Some("workbench") => Style::Workbench,
        _ => return Err("say workbench or publication first".into()),
    };
    let mut out = std::io::stdout().lock();
    for path in arguments {
        for flaw in lint::check(File::open(&path)?, style)? {
            let place: Vec<_> = [flaw.sheet.as_deref(), flaw.cell.as_deref()].into_iter().flatten().collect();
            writeln!(
                out,
                "{path} {}: rule {}, {}. {}",
                place.join("!"),
                flaw.rule,
                flaw.says,
                flaw.rule().mend
            )?;
        }
    }
    Ok(())
}
