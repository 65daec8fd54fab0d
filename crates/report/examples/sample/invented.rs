//! An invented country's innovation portfolio: 60 initiatives of seven agencies in three languages, and a few
//! entries that try everything a cell can hold. No agency, person or project is real.

use std::collections::BTreeMap;

use evenfolio_core::assessment::Assessment;
use evenfolio_core::date::PartialDate;
use evenfolio_core::evidence::{Evidence, Ground};
use evenfolio_core::field::Field;
use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::initiative::{Declared, Initiative, Texts};
use evenfolio_core::innovation_test::{Criterion, InnovationTest, Outcome, Standing};
use evenfolio_core::money::{Currency, Money};
use evenfolio_core::origin::{Column, Origin, Place};
use evenfolio_core::placement::{Basis, Placement, Probabilities};
use evenfolio_core::portfolio::Portfolio;
use evenfolio_core::position::{Facet, Pole, Position};
use evenfolio_core::status::Status;

/// The agencies, each with its file, sheet, and currency.
const AGENCIES: [(&str, &str, Option<&str>, &str); 7] = [
    ("Ministry of Health", "health.csv", None, "EUR"),
    ("Tax Agency", "tax.xlsx", Some("Projects 2026"), "EUR"),
    ("Agence de l'eau", "eau.csv", None, "EUR"),
    ("Υπουργείο Παιδείας", "paideia.xlsx", Some("Μητρώο"), "EUR"),
    ("Road Administration", "roads.csv", None, "SEK"),
    ("Statistics Office", "statistics.csv", None, "EUR"),
    ("Civil Service College of the Northern Region", "college.xlsx", Some("List"), "EUR"),
];

/// Title, description, the words that tell, the facet, the agency, and the strength with which it is told.
type Row = (&'static str, &'static str, &'static str, Option<Facet>, usize, i32);

const E: Option<Facet> = Some(Facet::Enhancement);
const M: Option<Facet> = Some(Facet::Mission);
const A: Option<Facet> = Some(Facet::Adaptive);
const N: Option<Facet> = Some(Facet::Anticipatory);

const ROWS: [Row; 20] = [
    (
        "Shorter queues at vaccination points",
        "Staff redrew the way people move through the building and cut the waiting time of a first visit by half.",
        "cut the waiting time",
        E,
        0,
        80,
    ),
    (
        "Remplacement des compteurs vétustes",
        "Le remplacement se fait désormais quartier par quartier, ce qui réduit les coûts et les coupures.",
        "réduit les coûts",
        E,
        2,
        70,
    ),
    (
        "Tax return filled in beforehand",
        "Most people only confirm what the agency already knows, on paper or on a phone.",
        "only confirm",
        E,
        1,
        60,
    ),
    (
        "Zero road deaths by 2035",
        "A goal of parliament with a budget of its own, shared by five agencies and all municipalities.",
        "goal of parliament",
        M,
        4,
        100,
    ),
    (
        "Ψηφιακό σχολείο για όλους",
        "Έως το 2028 κάθε σχολείο διαθέτει γρήγορο δίκτυο και εκπαιδευμένους δασκάλους.",
        "Έως το 2028",
        M,
        3,
        70,
    ),
    (
        "Ward nurses' idea box",
        "Nurses proposed and tried forty small changes; the twelve that patients liked best became routine.",
        "Nurses proposed and tried",
        A,
        0,
        90,
    ),
    (
        "Écoute des usagers du littoral",
        "Après les inondations, les agents de terrain ont testé avec les habitants de nouvelles alertes.",
        "ont testé avec les habitants",
        A,
        2,
        60,
    ),
    (
        "Scenarios for a country with less rain",
        "Four futures of farming without irrigation, each turned into a small trial on state land.",
        "Four futures",
        N,
        2,
        80,
    ),
    (
        "Digital counter for small firms",
        "One form instead of six, with a person to call.",
        "One form instead of six",
        E,
        1,
        50,
    ),
    (
        "Invoices checked by rules",
        "The agency checks invoices by rules instead of by hand.",
        "instead of by hand",
        E,
        1,
        60,
    ),
    (
        "Winter maintenance by sensor",
        "Ploughs go where the road is icy, not where the plan says.",
        "not where the plan says",
        E,
        4,
        40,
    ),
    (
        "Sampling with phone data",
        "A monthly figure on journeys within two weeks instead of four months.",
        "instead of four months",
        E,
        5,
        60,
    ),
    (
        "Healthy start",
        "Every child seen by age two, wherever it lives; led by the minister.",
        "led by the minister",
        M,
        0,
        80,
    ),
    (
        "Learning from complaints",
        "Every complaint is read by the people who can change something.",
        "people who can change something",
        A,
        1,
        50,
    ),
    (
        "Μαθητές σχεδιάζουν την αυλή",
        "Οι μαθητές αποφασίζουν και δοκιμάζουν μαζί με τους δασκάλους.",
        "Οι μαθητές αποφασίζουν",
        A,
        3,
        60,
    ),
    ("Course on managing many projects", "A course of five days for heads of unit.", "", None, 6, 0),
    ("New archive of maps", "Old maps are scanned and can be searched.", "can be searched", E, 5, 30),
    (
        "Mobility lab",
        "Residents and engineers try out street layouts, as decided by the steering group.",
        "Residents and engineers try out",
        None,
        4,
        50,
    ),
    (
        "Benefits explained in plain words",
        "All letters rewritten and tested with readers.",
        "rewritten and tested",
        E,
        0,
        60,
    ),
    ("Paperless exams", "Exams are written and marked on a screen.", "on a screen", E, 3, 40),
];

/// The 60 initiatives, in the order of a report.
pub(crate) fn assessments() -> Vec<Assessment> {
    let mut all: Vec<_> = (0..60).map(one).collect();
    all.sort_by(|a, b| a.initiative.origin.cmp(&b.initiative.origin));
    all
}

fn one(number: usize) -> Assessment {
    let (title, description, words, facet, agency, strength) = ROWS[number % ROWS.len()];
    let round = number / ROWS.len();
    let (agency_name, path, sheet, currency) = AGENCIES[(agency + round * 2) % AGENCIES.len()];
    let title = match round {
        0 => title.to_owned(),
        1 => format!("{title} (second phase)"),
        _ => format!("{title} for the regions"),
    };
    let status = [
        Status::Implemented,
        Status::Pilot,
        Status::Scaled,
        Status::Planned,
        Status::Implemented,
        Status::Cancelled,
    ][(number * 7 + 3) % 23 % 6];
    let standing = match status {
        Status::Planned => Standing::Pipeline,
        Status::Cancelled => Standing::NeverImplemented,
        _ => Standing::Counted,
    };
    let n = i64::try_from(number).unwrap_or(0);
    let year = 2017 + i16::try_from(number * 5 % 9).unwrap_or(0);
    let start = match number % 6 {
        0 => PartialDate::day(year, 3, 14),
        1 => Some(PartialDate::Year(year)),
        2 => PartialDate::quarter(year, 3),
        3 => PartialDate::month(year, 11),
        4 => None,
        _ => PartialDate::day(year, 9, 1),
    };
    let mut texts: Texts = [
        (Field::Id, format!("{:04}", number * 37 % 1000)),
        (Field::Title, title),
        (
            Field::Sector,
            ["Health", "Taxes", "Environment", "Education", "Transport", "Statistics", "Administration"]
                [agency]
                .to_owned(),
        ),
        (Field::Description, description.to_owned()),
    ]
    .into_iter()
    .collect();
    if number.is_multiple_of(4) {
        texts.set(Field::Objective, "Less time and trouble for everyone concerned.");
        texts.set(Field::Owner, "Head of the unit");
    }
    Assessment {
        decisions: Vec::new(),
        initiative: Initiative {
            origin: Origin { path: path.into(), sheet: sheet.map(Into::into), row: 2 + number as u64 },
            texts,
            agency: agency_name.to_owned(),
            status: Some(status),
            start,
            end: start.filter(|_| number.is_multiple_of(3)).map(|date| PartialDate::Year(date.year() + 3)),
            budget: (number % 5 != 2).then(|| Money {
                minor: 1_250_000 * (n % 11 + 1) + 37 * n,
                currency: Currency::new(currency).unwrap_or(Currency::UNKNOWN),
            }),
            declared: Declared::default(),
        },
        test: test(number, status, words),
        standing,
        placement: placement(number, facet, words, strength),
    }
}

fn test(number: usize, status: Status, words: &str) -> InnovationTest {
    let ground = |rule: &str, field| Ground { rule: rule.into(), field, text: words.to_owned() };
    let met = |met: bool, rule: &str, field| Criterion {
        outcome: if met { Outcome::Met } else { Outcome::NotEvidenced },
        because: if met { vec![ground(rule, field)] } else { Vec::new() },
    };
    InnovationTest {
        novel: met(number.is_multiple_of(3), "N001", Field::Description),
        implemented: match status {
            Status::Planned | Status::Cancelled => {
                Criterion { outcome: Outcome::NotMet, because: vec![ground("I002", Field::Status)] }
            }
            _ => met(true, "I001", Field::Status),
        },
        value: met(number % 4 != 1, "V001", Field::Description),
    }
}

fn placement(number: usize, facet: Option<Facet>, words: &str, strength: i32) -> Placement {
    let pull = |pole: Pole, text: &str| Evidence {
        rule: "EN001".into(),
        field: Field::Description,
        text: text.to_owned(),
        pole,
        strength,
    };
    let Some(facet) = facet else {
        let mixed = strength > 0;
        return Placement {
            basis: if mixed { Basis::Inferred } else { Basis::Unplaced },
            position: if mixed {
                Position::between(Facet::Mission, Facet::Adaptive)
            } else {
                Position::CENTRE
            },
            facet: None,
            probabilities: Probabilities::EVEN,
            because: if mixed {
                vec![pull(Pole::Undirected, words), pull(Pole::Directed, "as decided by the steering group")]
            } else {
                Vec::new()
            },
        };
    };
    let (x, y) = facet.pole().step();
    let (x, y) = (x * strength * 8, y * strength * 8);
    let lean = i32::try_from(number * 53 % 200).unwrap_or(0) - 100;
    let position = if x == 0 {
        Position::drawn_in(lean.into(), y.into())
    } else {
        Position::drawn_in(x.into(), lean.into())
    };
    let basis = match number % 9 {
        0 => Basis::Declared,
        4 => Basis::Scored,
        7 => Basis::Decided,
        _ => Basis::Inferred,
    };
    let mut weights = [0.1; 4];
    weights[facet.index()] = 0.3 + f64::from(strength) / 100.0;
    Placement {
        basis,
        position,
        facet: Some(facet),
        probabilities: Probabilities::from_weights(weights),
        because: vec![pull(facet.pole(), words)],
    }
}

/// Entries that try everything: formulas, markup, control characters, long texts, every script.
pub(crate) fn odd() -> Vec<Assessment> {
    let long = "word ".repeat(10_000);
    let odd: [(&str, &str, &str); 10] = [
        ("=1+1", "+cmd|' /C calc'!A0", "=Agency"),
        ("@SUM(A1)", "-2+3", "*"),
        ("<script>&amp;\"quoted\"</script>", "_x0041_ is not A", "<b>Agency</b>"),
        ("bell\u{7} nul\u{0} esc\u{1b}[31m", "line one\r\nline two\rline three", "A\u{1}"),
        ("مبادرة الصحة الرقمية", "خدمة جديدة للمواطنين", "وزارة الصحة"),
        ("数字化政府服务", "市民可以在线办理所有手续", "数字厅"),
        ("Emoji 🚀👩‍👩‍👧", "🏛️ as an agency", "🏛️"),
        ("A text that is too long", &long, "ministry of health"),
        (" leading and trailing ", "a\ttab", "1E5"),
        ("Title at the end of Unicode \u{fffd}\u{fffe}", "ends here", ""),
    ];
    odd.iter()
        .zip(100..)
        .map(|((title, description, agency), row)| {
            let mut assessment = one(usize::try_from(row).unwrap_or(0) % 15);
            let initiative = &mut assessment.initiative;
            initiative.origin = Origin { path: "odd.csv".into(), sheet: None, row };
            initiative.texts.set(Field::Title, title);
            initiative.texts.set(Field::Description, description);
            (*agency).clone_into(&mut initiative.agency);
            initiative.start = match row {
                100 => Some(PartialDate::Year(1856)),
                101 => PartialDate::quarter(9999, 4),
                102 => PartialDate::day(1900, 2, 28),
                _ => None,
            };
            initiative.budget = Some(Money {
                minor: -5 * i64::try_from(row).unwrap_or(0),
                currency: Currency::new(["JPY", "KWD", "EUR"][usize::try_from(row).unwrap_or(0) % 3])
                    .unwrap_or(Currency::UNKNOWN),
            });
            assessment
        })
        .collect()
}

/// The portfolio of assessments.
pub(crate) fn portfolio(assessments: &[Assessment]) -> Portfolio {
    let mut portfolio = Portfolio::default();
    for assessment in assessments {
        portfolio.note(assessment);
    }
    portfolio
}

/// A few findings in the registers above, and how often each code was found.
pub(crate) fn findings() -> (Vec<Finding>, BTreeMap<Code, u64>) {
    let origin = |path: &str, sheet: Option<&str>, row| Origin {
        path: path.into(),
        sheet: sheet.map(Into::into),
        row,
    };
    let column = |index, header: &str| Column { index, header: header.into() };
    let all = vec![
        Finding::new(
            Code::FileMissing,
            Place::File { path: "parks.csv".into() },
            "there is no file of that name",
        ),
        Finding::new(
            Code::DateAmbiguous,
            Place::Column { path: "health.csv".into(), sheet: None, column: column(7, "Start") },
            "day and month cannot be told apart in 3 of 12 cells; read as day first",
        )
        .with_value("03/04/2025"),
        Finding::new(
            Code::StatusUnknown,
            Place::Cell { origin: origin("tax.xlsx", Some("Projects 2026"), 4), column: column(5, "Stage") },
            "no step of the status ladder is known by that word",
        )
        .with_value("=on hold"),
        Finding::new(
            Code::RowQuarantined,
            Place::Row(origin("health.csv", None, 999)),
            "the row has a budget but no title, identifier or description",
        ),
        Finding::new(
            Code::MoneyUnreadable,
            Place::Cell { origin: origin("roads.csv", None, 5), column: column(9, "Kostnad") },
            "no amount can be read",
        )
        .with_value("see annex"),
    ];
    let mut counts = BTreeMap::new();
    for finding in &all {
        *counts.entry(finding.code).or_default() += 1;
    }
    *counts.entry(Code::StatusUnknown).or_default() += 11;
    (all, counts)
}
