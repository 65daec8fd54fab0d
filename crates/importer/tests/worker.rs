//! Workers as real processes: this program is started by itself, and does as its argument says.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::time::{Duration, Instant};

use evenfolio_importer::limits::Limits;
use evenfolio_importer::open::{Containment, Opened, ReadOptions, open};
use evenfolio_importer::rows::Row;
use evenfolio_importer::source::discover;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("--serve") => {
            evenfolio_importer::worker::serve(io::stdin().lock(), io::stdout().lock()).expect("served");
        }
        Some("--hang") => hang(),
        Some("--abort") => std::process::abort(),
        Some("--leave") => {}
        Some("--babble") => drop(io::stdout().write_all(&vec![0xff; 1 << 20])),
        Some("--greedy") => {
            // As a workbook that asks for memory would: under the limits that `serve` sets.
            let request = drain();
            let _ = evenfolio_importer::worker::serve(request.as_slice(), io::sink());
            std::hint::black_box(vec![1_u8; 2 << 30]);
        }
        _ => run(),
    }
}

fn drain() -> Vec<u8> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).expect("read");
    bytes
}

fn hang() {
    drain();
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("book.ods");
    std::fs::write(&path, workbook()).expect("written");
    let read = |argument: &str, limits: Limits| {
        let program = std::env::current_exe().expect("a path");
        let containment = Containment::Worker { program, args: vec![OsString::from(argument)] };
        let options = ReadOptions { containment, limits, ..ReadOptions::default() };
        let sources = discover(&[path.display().to_string()]).sources;
        open(&sources[0], &options)
    };
    let code =
        |opened: &Opened| opened.findings.iter().map(|finding| finding.code.code()).collect::<Vec<_>>();

    let opened = read("--serve", Limits::default());
    assert_eq!(texts(&opened), ["S: a b", "S: c"], "what a worker reads arrives");
    assert!(opened.findings.is_empty());

    let limits = Limits { columns: 1, ..Limits::default() };
    let opened = read("--serve", limits);
    assert_eq!(code(&opened), ["F012"], "the limits reach the worker");

    let begun = Instant::now();
    let opened = read("--hang", Limits { worker_time: Duration::from_millis(300), ..Limits::default() });
    assert_eq!(code(&opened), ["F006"], "a worker that hangs is ended");
    assert!(opened.findings[0].message.contains("worker_time") && begun.elapsed() < Duration::from_secs(30));
    assert!(opened.tables.is_empty());

    assert_eq!(code(&read("--abort", Limits::default())), ["F006"], "a worker that is ended by a signal");
    assert_eq!(code(&read("--leave", Limits::default())), ["F009"], "a worker that says nothing");
    assert_eq!(code(&read("--babble", Limits::default())), ["F009"], "a worker that talks nonsense");
    // Memory is limited on Linux only.
    if cfg!(target_os = "linux") {
        assert_eq!(
            code(&read("--greedy", Limits::default())),
            ["F006"],
            "a worker that wants too much memory"
        );
    }

    let options = ReadOptions {
        containment: Containment::Worker { program: folder.path().join("no such program"), args: Vec::new() },
        ..ReadOptions::default()
    };
    let sources = discover(&[path.display().to_string()]).sources;
    assert_eq!(code(&open(&sources[0], &options)), ["F009"], "a worker that cannot be started");
}

fn texts(opened: &Opened) -> Vec<String> {
    let mut all = Vec::new();
    for table in &opened.tables {
        let (mut rows, mut row) = (table.rows().expect("rows"), Row::default());
        while rows.next_row(&mut row).expect("a row") {
            let cells: Vec<&str> = row.cells().map(|cell| cell.text).collect();
            all.push(format!("{}: {}", table.sheet.as_deref().unwrap_or_default(), cells.join(" ")));
        }
    }
    all
}

fn workbook() -> Vec<u8> {
    let cell = |text: &str| format!("<t:table-cell o:value-type=\"string\"><x:p>{text}</x:p></t:table-cell>");
    let content = format!(
        "<o:document-content><o:body><o:spreadsheet><t:table t:name=\"S\"><t:table-row>{}{}</t:table-row><t:table-row>{}</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>",
        cell("a"),
        cell("b"),
        cell("c")
    );
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).expect("begun");
    zip.write_all(content.as_bytes()).expect("written");
    zip.finish().expect("finished").into_inner()
}
