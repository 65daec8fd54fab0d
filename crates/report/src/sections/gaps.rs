//! Gaps: which facets fall short, what that risks, what usually helps, what the arithmetic of balance needs, and
//! what to ask the agencies.

use evenfolio_core::balance::{FacetShare, MoneyBalance, Rates, Verdict};
use evenfolio_core::gaps::{Behind, Gaps, Leaning, LeaningAdvice, about_facet};
use evenfolio_core::innovation_test::Standing;
use evenfolio_core::money::Currency;
use evenfolio_core::position::Facet;
use evenfolio_core::rebalance::{Rebalance, Remedy, Shift};

use super::Scene;
use super::verdict::{BELOW, REACHED, below_the_floor};
use crate::formula::{quoted, this_row};
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::{counted, listed, percent, thousands};
use crate::theme::Class;
use crate::wording::about;

/// How many leanings are named.
const NAMED: usize = 16;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let balance = scene.contents.balance;
    let portfolio = scene.contents.portfolio;
    let Rebalance { by_number: remedy, by_money } =
        Rebalance::of(&portfolio.counted, &scene.settings.targets);
    let found = Gaps::of(portfolio, &scene.settings.targets);
    let mut shares: Vec<&FacetShare> = balance.shares.iter().collect();
    let live = scene.live.as_ref();
    let this = |column: &str| this_row("Gaps", column);
    let (mine, floor, initiatives) = (this("Share of placed"), this("Floor"), this("Initiatives"));
    let placed = "SUM(Gaps[Initiatives])";
    // The widest gap first; the order of facets among equals.
    shares.sort_by(|a, b| (b.floor - b.share).total_cmp(&(a.floor - a.share)));
    let rows = shares
        .iter()
        .map(|share| {
            let place = share.facet.index();
            let advice = about_facet(share.facet);
            let number = |standing: Standing| {
                let facet = ("Facet", quoted(share.facet.word()));
                live.map(|live| live.count(&[facet, ("Standing", quoted(standing.word()))]))
            };
            let add = remedy.additions.and_then(|add| u64::try_from(add[place]).ok());
            vec![
                Cell::text(share.facet.word()),
                Cell::text(if share.is_gap() { BELOW } else { REACHED })
                    .with_formula(live.map(|_| format!("=IF({mine}<{floor},\"{BELOW}\",\"{REACHED}\")"))),
                Cell::count(share.number).with_formula(number(Standing::Counted)),
                Cell::number(share.share, Class::Percent)
                    .with_formula(live.map(|_| format!("=IF({placed}=0,0,{initiatives}/{placed})"))),
                Cell::number(share.floor, Class::Percent),
                add.map_or_else(|| Cell::missing(Missing::NotApplicable), Cell::count),
                Cell::count(portfolio.pipeline.facets()[place]).with_formula(number(Standing::Pipeline)),
                Cell::text(advice.too_little.as_str()),
                Cell::text(advice.helps.join("\n")),
                Cell::text(about(share.facet).ask.as_str()),
                Cell::text(advice.source.as_str()),
            ]
        })
        .collect();
    Sheet {
        name: "Gaps".to_owned(),
        title: "Gaps: what is missing and what would balance it".to_owned(),
        about: "Facets below their floor, what that risks, what usually helps, and questions for agencies."
            .to_owned(),
        prose: prose(scene, &found, remedy.shifts.as_deref().unwrap_or_default(), &by_money),
        tables: vec![Table {
            name: "Gaps".to_owned(),
            alt: "The four facets, the widest gap first, with risks, remedies and questions.".to_owned(),
            columns: vec![
                Column::text("Facet", 16),
                Column::text("Against floor", 14),
                Column::number("Initiatives", 13),
                Column::number("Share of placed", 13),
                Column::number("Floor", 10),
                Column::number("To add", 10),
                Column::number("In the pipeline", 12),
                Column::text("What too little risks", 34),
                Column::text("What usually helps", 44),
                Column::text("What to ask the agencies", 32),
                Column::text("Source", 24),
            ],
            rows,
            ..Table::default()
        }],
        ..Sheet::default()
    }
}

fn prose(scene: &Scene, found: &Gaps, shifts: &[Shift], by_money: &[(Currency, Remedy)]) -> Vec<Line> {
    let balance = scene.contents.balance;
    let pipeline = &scene.contents.portfolio.pipeline;
    let gaps: Vec<&FacetShare> = balance.shares.iter().filter(|share| share.is_gap()).collect();
    let mut prose = vec![
        "The widest gap stands first. To add: the fewest new initiatives that together reach every floor and the declared mix, the others \
         staying as they are. This is arithmetic; what is wise to begin is for people to say."
            .to_owned(),
    ];
    if !shifts.is_empty() {
        prose.push(format!("Or without new ones: turn {}.", moves(shifts, |number| number.to_string())));
    }
    prose.extend(money_needed(scene, by_money));
    let filled: Vec<_> = gaps
        .iter()
        .map(|share| (share.facet, pipeline.facets()[share.facet.index()]))
        .filter(|(_, number)| *number > 0)
        .map(|(facet, number)| format!("{} in {facet}", counted(number, "initiative", "initiatives")))
        .collect();
    if !filled.is_empty() {
        prose.push(format!("The pipeline already holds {}.", listed(&filled)));
    }
    for too_much in found.dominant.iter().filter(|gap| gap.agency.is_none()) {
        let share = &too_much.share;
        prose.push(format!(
            "{} has {} of what is placed. What too much of it risks: {}",
            crate::text::capitalised(share.facet.word()),
            percent(share.share),
            lowered(&about_facet(share.facet).too_much)
        ));
    }
    prose.extend(found.leanings.iter().take(NAMED).map(leaning));
    if found.leanings.len() > NAMED {
        prose.push(format!("{} more like these.", thousands((found.leanings.len() - NAMED) as u64)));
    }
    for behind in Behind::ALL {
        if found.leanings.iter().any(|leaning| leaning.behind == behind) {
            let LeaningAdvice { risks, helps, source } = behind.advice();
            prose.push(format!("One {} behind most: {} {helps} ({source})", behind.word(), lowered(risks)));
        }
    }
    if scene.live.is_some() {
        prose.push(
            "Which facets are below the floor, and against floor, initiatives, shares and the pipeline in the table follow the \
             Register; the rest is that of the run."
                .to_owned(),
        );
    }
    let first = below_the_floor(scene).line(scene.live.is_some());
    std::iter::once(first).chain(prose.into_iter().map(Line::Text)).collect()
}

fn moves(shifts: &[Shift], amount: impl Fn(u128) -> String) -> String {
    let moves: Vec<_> = shifts
        .iter()
        .map(|shift| format!("{} from {} to {}", amount(shift.amount), shift.from, shift.to))
        .collect();
    listed(&moves)
}

/// What it takes by money, in each currency in which money is uneven, and in all money at the rates given.
fn money_needed(scene: &Scene, by_money: &[(Currency, Remedy)]) -> Vec<String> {
    let counted = &scene.contents.portfolio.counted;
    let (targets, extent) = (&scene.settings.targets, scene.contents.balance.extent);
    let weigh = |rates: &Rates| MoneyBalance::weigh(counted, targets, rates, extent);
    let mut needed: Vec<_> = by_money
        .iter()
        .filter(|(currency, _)| weigh(&Rates::into(*currency)).verdict == Verdict::Uneven)
        .filter_map(|(currency, remedy)| with_money(*currency, "", remedy))
        .collect();
    if let Some(rates) = &scene.settings.rates {
        let all = weigh(rates);
        if all.verdict == Verdict::Uneven {
            let amounts = all.shares.map(|share| u128::try_from(share.minor).unwrap_or(0));
            needed.extend(with_money(
                all.currency,
                ", all money at the rates given,",
                &Remedy::of(amounts, targets),
            ));
        }
    }
    needed
}

/// The least money that would reach every floor and the declared mix, in whole units rounded up.
fn with_money(currency: Currency, which: &str, remedy: &Remedy) -> Option<String> {
    let unit = 10_u128.pow(currency.decimals());
    let whole = |minor: u128| {
        u64::try_from(minor.div_ceil(unit)).map_or_else(|_| minor.div_ceil(unit).to_string(), thousands)
    };
    let more: Vec<_> = Facet::ALL
        .into_iter()
        .zip(remedy.additions?)
        .filter(|(_, minor)| *minor > 0)
        .map(|(facet, minor)| format!("{} for {facet}", whole(minor)))
        .collect();
    let instead =
        remedy.shifts.as_deref().filter(|shifts| !shifts.is_empty()).map_or_else(String::new, |shifts| {
            format!(", or without more money to move {}", moves(shifts, whole))
        });
    (!more.is_empty()).then(|| {
        format!("By money in {currency}{which} the least would be to add {}{instead}.", listed(&more))
    })
}

/// A sentence as it goes on after a colon.
fn lowered(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What leans on one agency, method, payer or driver, as a sentence.
fn leaning(leaning: &Leaning) -> String {
    let Leaning { behind, facet, value, number, of } = leaning;
    format!(
        "{} of {} {} initiatives rest on one {}: {}.",
        thousands(*number),
        thousands(*of),
        facet.map_or("placed", Facet::word),
        behind.word(),
        crate::text::one_line(value)
    )
}
