//! What placing a description costs, beside what merely scanning it costs.
//!
//! `cargo bench -p evenfolio-core --bench placing`

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on says so by panicking")]

use divan::Bencher;
use divan::counter::ItemsCount;
use evenfolio_core::assessment::Judge;
use evenfolio_core::field::Field;
use evenfolio_core::initiative::{Declared, Initiative};
use evenfolio_core::origin::Origin;

/// About 400 characters, as a register has them.
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

fn text(language: &str) -> &'static str {
    TEXTS.iter().find(|(code, _)| *code == language).unwrap().1
}

#[divan::bench(args = ["en", "de", "fr"])]
fn place(bencher: Bencher, language: &str) {
    let judge = Judge::default();
    judge.assess(described(text(language)));
    bencher
        .counter(ItemsCount::new(1_usize))
        .with_inputs(|| described(text(language)))
        .bench_values(|initiative| judge.assess(initiative));
}

/// The lower bound: one look at every word.
#[divan::bench(args = ["en", "de", "fr"])]
fn scan(bencher: Bencher, language: &str) {
    let text = text(language);
    bencher.bench(|| {
        divan::black_box(text)
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| word.len() as u64)
            .sum::<u64>()
    });
}
