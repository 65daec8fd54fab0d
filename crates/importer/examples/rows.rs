//! Prints how many rows each table of the named files has: `cargo run --example rows -- FILE…`.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use evenfolio_importer::open::{ReadOptions, open};
use evenfolio_importer::rows::Row;
use evenfolio_importer::source::discover;

fn main() {
    let inputs: Vec<String> = std::env::args().skip(1).collect();
    let found = discover(&inputs);
    for source in &found.sources {
        let opened = open(source, &ReadOptions::default());
        println!("{} {:?} {:?} {:?}", opened.path, opened.format, opened.encoding, opened.delimiter);
        for table in &opened.tables {
            let mut row = Row::default();
            let (mut rows, mut blank) = (0, 0);
            if let Ok(mut reader) = table.rows() {
                while let Ok(true) = reader.next_row(&mut row) {
                    rows += 1;
                    blank += u64::from(row.is_blank());
                }
            }
            println!("  {:?} visible {} rows {rows} blank {blank}", table.sheet, table.visible);
        }
        for finding in &opened.findings {
            println!("  {} {}: {}", finding.code, finding.place, finding.message);
        }
    }
}
