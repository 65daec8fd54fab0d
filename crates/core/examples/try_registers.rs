use evenfolio_core::{
    assessment::Judge,
    field::Field,
    initiative::{Declared, Initiative},
    innovation_test::Strictness,
    origin::Origin,
    position::Facet,
    status::Status,
};
#[allow(clippy::all, clippy::pedantic, clippy::print_stdout, clippy::disallowed_methods)]
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let mode = std::env::args().nth(2).unwrap_or_default();
    let judge = Judge::new(Strictness::Library).with_as_of(jiff::civil::date(2026, 1, 1));
    let data = std::fs::read_to_string(path).unwrap();
    let (mut n, mut placed, mut right, mut mixed) = (0, 0, 0, 0);
    let mut facets = [0; 4];
    for line in data.lines() {
        let mut label = String::new();
        let mut status = None;
        let texts = line
            .split('\u{1e}')
            .filter_map(|pair| {
                let (k, v) = pair.split_once('\u{1f}')?;
                if k == "label" {
                    label = v.to_owned();
                    return None;
                }
                if k == "status_step" {
                    status = Status::from_word(v);
                    return None;
                }
                Some((Field::from_key(k)?, v.to_owned()))
            })
            .collect();
        let i = Initiative {
            origin: Origin { path: "x".into(), sheet: None, row: 1 },
            texts,
            agency: "X".into(),
            status,
            start: None,
            end: None,
            budget: None,
            declared: Declared::default(),
        };
        let a = judge.assess(i);
        n += 1;
        let p = &a.placement;
        if let Some(f) = p.facet {
            placed += 1;
            facets[f.index()] += 1;
            if f.word() == label {
                right += 1;
            }
        } else if p.is_mixed() {
            mixed += 1;
        }
        if mode == "sum" {
            continue;
        }
        let wrong = p.facet.map(Facet::word) != Some(label.as_str());
        if mode == "wrong" && !wrong {
            continue;
        }
        let out = p.facet.map_or(if p.is_mixed() { "MIXED" } else { "unplaced" }, Facet::word);
        println!("\n## {} [{}] -> {} {:?}", a.initiative.name(), label, out, p.probabilities.parts());
        if mode != "quiet" {
            for (f, t) in a.initiative.texts.iter() {
                if f != Field::Title {
                    println!("   {f}: {}", t.chars().take(420).collect::<String>());
                }
            }
        }
        for e in &p.because {
            println!("      {:>4} {:<12} {:<12} {} «{}»", e.strength, e.pole, e.rule, e.field, e.text);
        }
        if mode == "test" {
            println!(
                "   {:?} | nov {} {:?} | imp {} {:?} | val {} {:?}",
                a.standing,
                a.test.novel.outcome.word(),
                a.test.novel.because.iter().map(|g| format!("{} «{}»", g.rule, g.text)).collect::<Vec<_>>(),
                a.test.implemented.outcome.word(),
                a.test
                    .implemented
                    .because
                    .iter()
                    .map(|g| format!("{} «{}»", g.rule, g.text))
                    .collect::<Vec<_>>(),
                a.test.value.outcome.word(),
                a.test.value.because.iter().map(|g| format!("{} «{}»", g.rule, g.text)).collect::<Vec<_>>()
            );
        }
    }
    println!(
        "\nn={n} placed={placed} ({:.0}%) mixed={mixed} right={right} ({:.0}% of placed) facets e/m/a/n={facets:?}",
        100.0 * placed as f64 / n as f64,
        100.0 * right as f64 / placed.max(1) as f64
    );
}
