//! Changes files at random and reads them: nothing may panic, every ledger must add up, and no file may take
//! longer than a minute. Runs on stable Rust; the same seed makes the same files.
//!
//! `cargo run --release -- [--seconds N] [--seed N] [csv|parts|binary|profile|all]`

mod mutate;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use evenfolio_importer::open::{Containment, ReadOptions, open};
use evenfolio_importer::profile::Profiles;
use evenfolio_importer::source::discover;
use evenfolio_importer::survey::{Options, survey};

use mutate::Random;
use seeds::Seed;

/// What is changed, and how it is read.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    /// The bytes of text files.
    Csv,
    /// The parts inside XLSX and ODS files, packed again with the right checksums.
    Parts,
    /// The bytes of XLS and XLSB files, read by a worker.
    Binary,
    /// Profiles as TOML.
    Profile,
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut seconds, mut seed, mut chosen) = (60, 1, "all".to_owned());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--serve" => {
                return evenfolio_importer::worker::serve(std::io::stdin().lock(), std::io::stdout().lock());
            }
            "--seconds" => seconds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(seconds),
            "--seed" => seed = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(seed),
            other => chosen = other.to_owned(),
        }
    }
    // A panic is caught and told with its input; the default message would drown the count.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let all =
        [("csv", Target::Csv), ("parts", Target::Parts), ("binary", Target::Binary), ("profile", Target::Profile)];
    let mut failures = 0;
    for (name, target) in all.into_iter().filter(|(name, _)| chosen == "all" || chosen == *name) {
        failures += run(name, target, Duration::from_secs(seconds), seed)?;
    }
    if failures > 0 {
        eprintln!("{failures} failures; the files are in fuzz/found");
        std::process::exit(1);
    }
    Ok(())
}

/// Changes and reads until the time is up; says how often, and what was found.
fn run(name: &str, target: Target, time: Duration, seed: u64) -> std::io::Result<u32> {
    let seeds = seeds::of(target);
    assert!(!seeds.is_empty(), "no seeds for {name}");
    let folder = tempfile::tempdir()?;
    let mut random = Random::new(seed);
    let (begun, mut executions, mut failures, mut registers) = (Instant::now(), 0_u64, 0, 0_u64);
    let mut slowest = Duration::ZERO;
    while begun.elapsed() < time {
        let seed = &seeds[random.below(seeds.len())];
        let bytes = seed.mutated(&seeds, &mut random);
        let path = folder.path().join(format!("case.{}", seed.ending));
        std::fs::write(&path, &bytes)?;
        let started = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| match target {
            Target::Profile => {
                let _ = Profiles::from_toml(&String::from_utf8_lossy(&bytes));
                0
            }
            _ => read(&path, target),
        }));
        let took = started.elapsed();
        slowest = slowest.max(took);
        executions += 1;
        match outcome {
            Ok(found) if took < Duration::from_secs(60) => registers += found,
            _ => {
                failures += 1;
                keep(seed, &bytes, executions)?;
            }
        }
    }
    println!(
        "{name}: {executions} executions, {registers} registers read, {failures} failures, slowest {slowest:.1?}"
    );
    Ok(failures)
}

/// Reads a file to its end; panics where a ledger does not add up.
fn read(path: &Path, target: Target) -> u64 {
    let containment = match (target, std::env::current_exe()) {
        (Target::Binary, Ok(program)) => Containment::Worker { program, args: vec!["--serve".into()] },
        _ => Containment::InProcess,
    };
    let options = ReadOptions { containment, ..ReadOptions::default() };
    let mut registers = 0;
    for source in discover(&[path.display().to_string()]).sources {
        let opened = open(&source, &options);
        assert!(!opened.tables.is_empty() || !opened.findings.is_empty(), "neither table nor sentence");
        for register in &survey(&opened, &Options::default()).registers {
            let (mut rows, mut initiatives) = (0, 0);
            let reading = register.read(&mut |outcome| {
                rows += 1;
                initiatives += u64::from(outcome.initiative.is_some());
            });
            assert!(reading.ledger.balances(), "the ledger does not add up: {:?}", reading.ledger);
            assert_eq!(reading.ledger.initiative, initiatives);
            assert!(rows <= reading.ledger.read);
            registers += 1;
        }
    }
    registers
}

fn keep(seed: &Seed, bytes: &[u8], number: u64) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{number}.{}", seed.ending)), bytes)
}
