//! Placements by what a person or the register itself says, as against what a text suggests.

use std::sync::Arc;

use super::{Basis, Placement, Probabilities};
use crate::evidence::Evidence;
use crate::field::Field;
use crate::initiative::{Declared, Initiative, Purpose};
use crate::position::{Facet, ONE, Position};

/// A person's word.
pub(crate) fn decided(facet: Facet) -> Placement {
    Placement {
        basis: Basis::Decided,
        position: Position::at(facet),
        facet: Some(facet),
        probabilities: Probabilities::certain(facet),
        because: Vec::new(),
    }
}

/// What the register's own columns say, in their order of authority: facet, axis scores, PET's two answers.
pub(crate) fn by_register(initiative: &Initiative) -> Option<Placement> {
    match initiative.declared {
        Declared { facet: Some(facet), .. } => Some(Placement {
            basis: Basis::Declared,
            position: Position::at(facet),
            facet: Some(facet),
            probabilities: Probabilities::certain(facet),
            because: cells(initiative, &[(Field::DeclaredFacet, facet)]),
        }),
        Declared { uncertainty: Some(x), direction: Some(y), .. } => Some(scored(initiative, x, y)),
        Declared { purpose: Some(Purpose::All), .. } => Some(Placement {
            basis: Basis::Answered,
            position: Position::CENTRE,
            facet: None,
            probabilities: Probabilities::EVEN,
            because: Vec::new(),
        }),
        Declared { purpose: Some(Purpose::One(purpose)), driver: Some(driver), .. } => {
            let position = Position::between(purpose, driver);
            Some(Placement {
                basis: Basis::Answered,
                position,
                facet: position.facet(),
                probabilities: halves(purpose, driver),
                because: cells(initiative, &[(Field::Purpose, purpose), (Field::Driver, driver)]),
            })
        }
        _ => None,
    }
}

fn scored(initiative: &Initiative, x: i32, y: i32) -> Placement {
    let position = Position::drawn_in(x.into(), y.into());
    let towards = |score: i32, high, low| if score < 0 { low } else { high };
    let scores = [
        (Field::DeclaredUncertainty, towards(x, Facet::Anticipatory, Facet::Enhancement)),
        (Field::DeclaredDirection, towards(y, Facet::Mission, Facet::Adaptive)),
    ];
    let scores: Vec<(Field, Facet)> =
        scores.into_iter().zip([x, y]).filter(|(_, score)| *score != 0).map(|(cell, _)| cell).collect();
    let facet = position.facet();
    Placement {
        basis: Basis::Scored,
        position,
        facet,
        probabilities: of_position(position),
        because: cells(initiative, &scores),
    }
}

/// What the position leaves open is shared evenly.
fn of_position(position: Position) -> Probabilities {
    let open = f64::from(ONE - position.clarity()) / 4.0;
    let at = |value: i32| f64::from(value.max(0)) + open;
    Probabilities::from_weights([
        at(-position.uncertainty()),
        at(position.direction()),
        at(-position.direction()),
        at(position.uncertainty()),
    ])
}

fn halves(a: Facet, b: Facet) -> Probabilities {
    let mut weights = [0.0; 4];
    weights[a.index()] += 1.0;
    weights[b.index()] += 1.0;
    Probabilities::from_weights(weights)
}

/// The cells that say so, each as evidence of one plain statement.
fn cells(initiative: &Initiative, cells: &[(Field, Facet)]) -> Vec<Evidence> {
    let cell = |(field, facet): &(Field, Facet)| {
        let text = initiative.text(*field)?.to_owned();
        let (rule, pole) = (Arc::from(field.key()), facet.pole());
        Some(Evidence { rule, field: *field, text, pole, strength: 100 })
    };
    cells.iter().filter_map(cell).collect()
}
