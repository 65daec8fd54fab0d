//! Generated assessments for property tests.

use proptest::prelude::*;

use crate::assessment::Assessment;
use crate::date::PartialDate;
use crate::field::Field;
use crate::initiative::{Declared, Initiative, Texts};
use crate::innovation_test::{Criterion, InnovationTest, Outcome, Standing};
use crate::money::{Currency, Money};
use crate::origin::Origin;
use crate::placement::{Basis, Placement, Probabilities};
use crate::position::Position;
use crate::status::Status;

/// Amounts from ordinary to absurd, in a few currencies.
pub(crate) fn budgets() -> impl Strategy<Value = Option<Money>> {
    let minor = prop_oneof![8 => -5_000_i64..900_000_000, 1 => any::<i64>()];
    let currency = prop::sample::select(vec!["EUR", "GBP", "JPY"]);
    prop::option::of(
        (minor, currency).prop_map(|(minor, code)| Money { minor, currency: Currency::new(code).unwrap() }),
    )
}

/// Placements with chances of every shape, with and without a facet.
pub(crate) fn placements() -> impl Strategy<Value = Placement> {
    let position = (-1000_i64..=1000, -1000_i64..=1000).prop_map(|(x, y)| Position::drawn_in(x, y));
    let chances = prop::array::uniform4(0_u32..100)
        .prop_map(|weights| Probabilities::from_weights(weights.map(f64::from)));
    let basis = prop::sample::select(Basis::ALL.to_vec());
    (position, chances, basis, any::<bool>()).prop_map(|(position, probabilities, basis, has_facet)| {
        Placement {
            basis,
            position,
            facet: (has_facet && basis != Basis::Unplaced).then(|| probabilities.ranked()[0]),
            probabilities,
            because: Vec::new(),
        }
    })
}

fn tests() -> impl Strategy<Value = InnovationTest> {
    let outcome = prop::sample::select(vec![Outcome::Met, Outcome::NotMet, Outcome::NotEvidenced]);
    prop::array::uniform3(outcome).prop_map(|outcomes| {
        let [novel, implemented, value] = outcomes.map(|outcome| Criterion { outcome, because: Vec::new() });
        InnovationTest { novel, implemented, value }
    })
}

fn initiatives() -> impl Strategy<Value = Initiative> {
    let texts = (
        "[A-C]{0,2}",
        prop::option::of("[1-9]{1,2}"),
        prop::option::of("(lean|LEAN|foresight)(; (agile|Agile))?"),
        prop::option::of("(Treasury|treasury|Own funds)"),
        prop::option::of("(health|tax)"),
    )
        .prop_map(|(title, id, method, funding, sector)| {
            let texts = [
                (Field::Title, Some(title)),
                (Field::Id, id),
                (Field::Method, method),
                (Field::FundingSource, funding),
                (Field::Sector, sector),
            ];
            texts.into_iter().filter_map(|(field, text)| Some((field, text?))).collect::<Texts>()
        });
    let agency = prop::sample::select(vec!["Tax", "tax", "Health", "Ministère"]);
    let status = prop::option::of(prop::sample::select(Status::ALL.to_vec()));
    let year = prop::option::of(2018_i16..2026);
    (texts, agency, status, year, budgets(), 1_u64..200).prop_map(
        |(texts, agency, status, year, budget, row)| Initiative {
            origin: Origin { path: "register.csv".into(), sheet: None, row },
            texts,
            agency: agency.to_owned(),
            status,
            start: year.map(PartialDate::Year),
            end: None,
            budget,
            declared: Declared::default(),
        },
    )
}

/// Whole assessments, most of them counted.
pub(crate) fn assessments() -> impl Strategy<Value = Assessment> {
    let standing =
        prop_oneof![4 => Just(Standing::Counted), 1 => prop::sample::select(Standing::ALL.to_vec())];
    (initiatives(), tests(), standing, placements()).prop_map(|(initiative, test, standing, placement)| {
        Assessment { initiative, test, standing, placement, decisions: Vec::new() }
    })
}
