//! How fast large registers are scanned and written up: `cargo bench -p evenfolio-tests`.
//!
//! Times of one machine say little; ratios in one run do. So each job stands beside the least that it cannot do
//! without: reading the same bytes, and splitting them into records.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on says so by panicking")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use tempfile::TempDir;

const MILLION: u64 = 1_000_000;
const HUNDRED_THOUSAND: u64 = 100_000;

fn main() {
    divan::main();
}

/// One register of that many rows, made once.
fn register(rows: u64) -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let path = FOLDER.get_or_init(|| tempfile::tempdir().unwrap()).path().join(format!("{rows}.csv"));
    if !path.exists() {
        write_register(&path, rows);
    }
    Box::leak(path.into_boxed_path())
}

const AGENCIES: [&str; 8] = [
    "Tax Administration",
    "Ministry of Health",
    "Coast Guard",
    "City of Northport",
    "Energy Agency",
    "National Archive",
    "Employment Service",
    "Space Office",
];
const STATUSES: [&str; 6] = ["Implemented", "In progress", "Planned", "Pilot", "Completed", "Idea"];
const OPENINGS: [&str; 4] = [
    "The unit works with municipalities and two universities.",
    "Staff of the service, \"the night shift\", asked for it; the directorate gave it a first budget.",
    "A steering group meets each quarter, and results are published.",
    "Frågan har stått på dagordningen i flera år; die Umsetzung begann im Frühjahr.",
];
const AIMS: [&str; 8] = [
    "It will reduce processing time for permits and cut the cost of each case.",
    "The goal is to halve emissions from heating by 2035, across all ministries.",
    "It responds to what residents told us during the floods and is run by front-line staff.",
    "It explores what autonomous vehicles may mean for rural areas in 2045, with scenarios.",
    "A web page was renewed.",
    "A sandbox lets firms try out new rules before they are written.",
    "Letters with one clear deadline raise the share of people who pay on time.",
    "Volunteers and the library opened a repair workshop after neighbours had asked for one.",
];

/// Some 450 bytes a row: quoted commas, quotes, line breaks, letters beyond ASCII, empty cells.
fn write_register(path: &Path, rows: u64) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    write!(out, "ID,Agency,Title,Description,Status,Start date,End date,Budget (EUR),Policy area,Notes\r\n")
        .unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut line = String::new();
    for row in 0..rows {
        // Xorshift: the same rows on every machine.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let pick = |shift: u32, of: usize| usize::try_from((state >> shift) % of as u64).unwrap();
        line.clear();
        write!(
            line,
            "P-{row:07},{},Project {row} for {},\"{} {}\n{} {}\",{},20{:02}-{:02}-{:02},",
            AGENCIES[pick(0, 8)],
            ["permits", "schools", "harbours", "archives", "clinics"][pick(3, 5)],
            OPENINGS[pick(6, 4)].replace('"', "\"\""),
            AIMS[pick(9, 8)],
            OPENINGS[pick(12, 4)].replace('"', "\"\""),
            AIMS[pick(15, 8)],
            STATUSES[pick(18, 6)],
            12 + pick(21, 13),
            1 + pick(25, 12),
            1 + pick(29, 28),
        )
        .unwrap();
        if pick(33, 5) > 0 {
            write!(line, "20{:02}-06-30", 26 + pick(36, 9)).unwrap();
        }
        write!(line, ",{}.{:02},Area {},\r\n", pick(40, 5_000_000), pick(20, 100), pick(50, 12)).unwrap();
        out.write_all(line.as_bytes()).unwrap();
    }
    out.into_inner().unwrap().sync_all().unwrap();
}

fn evenfolio(arguments: &[&str]) {
    let ended =
        evenfolio::run([&["evenfolio"], arguments, &["--quiet", "--as-of", "2026-06-30"]].concat(), None);
    assert!(ended == ExitCode::SUCCESS, "{arguments:?}");
}

/// The least: every byte seen once.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn count_lines_of_a_million_rows(bencher: Bencher) {
    let path = register(MILLION);
    let bytes = BytesCount::of_many::<u8>(usize::try_from(fs::metadata(path).unwrap().len()).unwrap());
    bencher.counter(bytes).bench(|| {
        let mut file = File::open(path).unwrap();
        let (mut buffer, mut lines) = (vec![0; 1 << 20], 0_usize);
        loop {
            let read = std::io::Read::read(&mut file, &mut buffer).unwrap();
            if read == 0 {
                return lines;
            }
            lines += buffer[..read].iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        }
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn split_a_million_rows_into_records(bencher: Bencher) {
    let path = register(MILLION);
    bencher.counter(ItemsCount::new(MILLION)).bench(|| {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let (mut record, mut cells) = (csv::ByteRecord::new(), 0);
        while reader.read_byte_record(&mut record).unwrap() {
            cells += record.len();
        }
        cells
    });
}

/// Every row read, lifted, tested, placed and added up.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn scan_a_million_rows(bencher: Bencher) {
    let path = register(MILLION);
    let out = path.with_extension("json");
    bencher
        .counter(ItemsCount::new(MILLION))
        .bench(|| evenfolio(&["scan", path.to_str().unwrap(), "-o", out.to_str().unwrap()]));
}

/// The whole workbook.
#[divan::bench(sample_count = 3, sample_size = 1, args = ["workbench", "publication"])]
fn report_a_hundred_thousand_rows(bencher: Bencher, style: &str) {
    let path = register(HUNDRED_THOUSAND);
    let out = path.with_extension("xlsx");
    bencher.counter(ItemsCount::new(HUNDRED_THOUSAND)).bench(|| {
        let (path, out) = (path.to_str().unwrap(), out.to_str().unwrap());
        evenfolio(&["report", path, "-o", out, "--workbook-style", style]);
    });
}
