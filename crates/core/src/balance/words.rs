//! How firm a verdict is, in words that continue "the verdict …".

use super::{Balance, FEW, Verdict, chance_of_empty_facet};
use crate::digits::grouped;

/// How firm the verdict of a balance is.
pub(super) fn firmness(balance: &Balance) -> String {
    match balance.verdict {
        Verdict::TooFewToTell => too_few(balance.placed, balance.counted),
        _ => turning(balance) + &borderline(balance),
    }
}

fn too_few(placed: u64, counted: u64) -> String {
    let have = |number| if number == 1 { "initiative has" } else { "initiatives have" };
    if placed == 0 {
        "cannot be given: no initiative has a facet".to_owned()
    } else if placed < 4 {
        format!("cannot be given: only {placed} {} a facet, too few to cover four", have(placed))
    } else if placed < FEW {
        format!(
            "cannot be given: only {placed} {} a facet, fewer than {FEW}; of portfolios of that size spread evenly \
             over the four facets, {:.0} in 100 miss one by chance",
            have(placed),
            100.0 * chance_of_empty_facet(placed),
        )
    } else {
        format!(
            "cannot be given: only {} of the {} counted initiatives could be placed at a facet, and the other {} \
             could turn any answer; it takes {} more with a facet",
            grouped(placed),
            grouped(counted),
            grouped(counted - placed),
            grouped(counted.div_ceil(3) - placed),
        )
    }
}

/// What it takes for the verdict to turn.
fn turning(balance: &Balance) -> String {
    let all = grouped(balance.borderline);
    match (balance.turned_by, balance.borderline) {
        (_, 0) => "holds: no initiative is borderline".to_owned(),
        (None, 1) => "holds whichever way the one borderline initiative goes".to_owned(),
        (None, 2) => "holds whichever way the two borderline initiatives go".to_owned(),
        (None, _) => format!("holds whichever way the {all} borderline initiatives go"),
        (Some(_), 1) => "holds unless the one borderline initiative goes the other way".to_owned(),
        (Some(2), 2) => "holds unless both borderline initiatives go the other way".to_owned(),
        (Some(least), many) if least == many => {
            format!("holds unless all {all} borderline initiatives go the other way")
        }
        (Some(1), _) => format!("holds unless 1 of the {all} borderline initiatives goes the other way"),
        (Some(least), _) => {
            format!("holds unless {} of the {all} borderline initiatives go the other way", grouped(least))
        }
    }
}

/// What "borderline" says of them: near calls can go to their runner-up, those without a facet to any.
fn borderline(balance: &Balance) -> String {
    let near = balance.near_calls;
    let without = balance.borderline - near;
    match (near, without) {
        (0, 0) => String::new(),
        (1, 0) => " (its facet is a near call)".to_owned(),
        (_, 0) => " (their facets are near calls)".to_owned(),
        (0, 1) => " (it has no facet yet)".to_owned(),
        (0, 2) => " (neither has a facet yet)".to_owned(),
        (0, _) => " (none of them has a facet yet)".to_owned(),
        _ => {
            let have = |number| format!("{} {}", grouped(number), if number == 1 { "has" } else { "have" });
            format!(" ({} a facet that is a near call, {} none yet)", have(near), have(without))
        }
    }
}
