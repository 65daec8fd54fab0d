//! What placing a description costs, beside what merely scanning it costs.
//!
//! `cargo bench -p evenfolio-core --bench placing`

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on says so by panicking")]

use divan::Bencher;
use divan::counter::ItemsCount;
use evenfolio_core::assessment::{Assessment, Judge};
use evenfolio_core::field::Field;
use evenfolio_core::initiative::{Declared, Initiative};
use evenfolio_core::origin::Origin;

/// What a register says of an initiative, cut at 400 characters.
const TEXTS: [(&str, &str); 3] = [
    (
        "en",
        "The agency receives some forty thousand applications for a licence each year, most of them on paper. A new \
         portal takes them online, checks the entries against the register of companies and sends the file to the \
         right desk. Applicants see how far their case has come. Staff no longer type in what was typed before, and \
         a decision now takes nine days instead of thirty. The regional offices began to use it in spring.",
    ),
    (
        "de",
        "Bei der Behörde gehen jedes Jahr rund vierzigtausend Anträge auf eine Erlaubnis ein, die meisten auf Papier. \
         Ein neues Portal nimmt sie entgegen, gleicht die Angaben mit dem Handelsregister ab und leitet die Akte an die \
         richtige Stelle. Antragstellende sehen, wie weit ihr Fall ist. Nichts wird mehr abgetippt, und ein Bescheid \
         dauert neun statt dreißig Tage. Die Außenstellen arbeiten seit dem Frühjahr damit.",
    ),
    (
        "fr",
        "L'agence reçoit chaque année quelque quarante mille demandes d'autorisation, le plus souvent sur papier. Un \
         nouveau portail les reçoit en ligne, compare les données au registre du commerce et transmet le dossier au bon \
         service. Les demandeurs voient où en est leur affaire. Rien n'est plus saisi deux fois, et la décision prend \
         neuf jours au lieu de trente. Les antennes régionales s'en servent depuis le printemps.",
    ),
];

fn main() {
    divan::main();
}

fn described(text: &str) -> Initiative {
    Initiative {
        origin: Origin { path: "register.csv".into(), sheet: None, row: 2 },
        texts: [(Field::Description, text.to_owned())].into_iter().collect(),
        agency: "Agency".to_owned(),
        status: None,
        start: None,
        end: None,
        budget: None,
        declared: Declared::default(),
    }
}

const LONG: usize = 400;

fn text(language: &str) -> String {
    TEXTS.iter().find(|(code, _)| *code == language).unwrap().1.chars().take(LONG).collect()
}

/// Texts of 400 characters made of the descriptions in `fixtures/labelled`: no two alike, each dense with what rules
/// look for.
fn different() -> Vec<Initiative> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/labelled/library.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let place = reader.headers().unwrap().iter().position(|name| name == "description").unwrap();
    let all: Vec<String> = reader.records().map(|record| record.unwrap()[place].to_owned()).collect();
    let letters: Vec<char> = all.join(" ").chars().collect();
    letters.chunks_exact(LONG).map(|text| described(&text.iter().collect::<String>())).collect()
}

#[divan::bench(args = ["en", "de", "fr"])]
fn place(bencher: Bencher, language: &str) {
    let judge = Judge::default();
    let text = text(language);
    judge.assess(described(&text));
    bencher
        .counter(ItemsCount::new(1_usize))
        .with_inputs(|| described(&text))
        .bench_values(|initiative| judge.assess(initiative));
}

/// As a register is placed: one text after another, of which none was seen before.
#[divan::bench]
fn place_all_different(bencher: Bencher) {
    let (judge, initiatives) = (Judge::default(), different());
    let place = |initiatives: Vec<Initiative>| -> Vec<Assessment> {
        initiatives.into_iter().map(|initiative| judge.assess(initiative)).collect()
    };
    place(initiatives.clone());
    bencher
        .counter(ItemsCount::new(initiatives.len()))
        .with_inputs(|| initiatives.clone())
        .bench_values(place);
}

/// The lower bound: one look at every word.
#[divan::bench(args = ["en", "de", "fr"])]
fn scan(bencher: Bencher, language: &str) {
    let text = text(language);
    bencher.bench(|| {
        divan::black_box(&*text)
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| word.len() as u64)
            .sum::<u64>()
    });
}
