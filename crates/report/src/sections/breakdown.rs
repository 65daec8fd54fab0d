//! Breakdown: number and money of each agency, sector, year, status and kind of change, facet by facet.

use evenfolio_core::balance::{Balance, FEW, MoneyBalance, Rates, Targets, Verdict};
use evenfolio_core::groups::{Cut, Group, groups};
use evenfolio_core::position::Facet;
use evenfolio_core::tally::{Class as FacetClass, FacetTable};

use super::balance::major;
use super::time_series::verdict as word;
use super::{Scene, heading};
use crate::formula::{quoted, this_row, those_that};
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::thousands;
use crate::theme::Class;

mod following;

use following::{Followed, Following};

/// How many rows are listed.
const LISTED: usize = 20_000;

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let counted = &scene.contents.portfolio.counted;
    let head = Sheet {
        name: "Breakdown".to_owned(),
        title: "Breakdown: which facets by agency, sector, year, status and change".to_owned(),
        about: "Numbers and money by facet for each agency, sector, year, status and kind of change."
            .to_owned(),
        ..Sheet::default()
    };
    if counted.total() == 0 {
        return Sheet { prose: vec![Line::text("No initiative counts.")], ..head };
    }
    let groups = groups(scene.contents.portfolio, &scene.settings.targets);
    let live = Following::of(scene, &groups);
    let whole = Cell::text("all that count");
    let mut rows = measured(scene, "portfolio", &whole, counted, live.whole().as_ref());
    let mut left = false;
    for Group { by, name, table, .. } in groups {
        let followed = live.group(by, name.as_deref(), &table);
        left |= followed.is_none();
        let name = match (name, by) {
            (Some(name), _) => Cell::text(name),
            // On an axis there is no kind of change.
            (None, Cut::Change) => Cell::missing(Missing::NotApplicable),
            (None, _) => Cell::missing(Missing::NotAvailable),
        };
        rows.append(&mut measured(scene, by.word(), &name, &table, followed.as_ref()));
    }
    let all = rows.len();
    rows.truncate(LISTED);
    let mut prose = vec![
        Line::text(format!(
            "Each group is counted in initiatives, and in money in each currency in which it has any; {}. Shares \
                 are of what has a facet.{}",
            if scene.settings.rates.is_some() {
                "currencies are added up at the rates given only"
            } else {
                "currencies are never added up"
            },
            live.said(left),
        )),
        Line::text(
            "Verdict: whether the group alone would be a balanced portfolio. It need not be one: the portfolio as a \
             whole should.",
        ),
    ];
    if all > LISTED {
        prose.push(Line::text(format!(
            "The first {} of {} rows are listed.",
            thousands(LISTED as u64),
            thousands(all as u64)
        )));
    }
    let mut columns =
        vec![Column::text("By", 14), Column::text("Group", 36), Column::text("Measured in", 14)];
    columns.push(Column::number("All", 13));
    columns.extend(FacetClass::ALL.map(|class| Column::number(heading(class), 13)));
    let placed = FacetClass::ALL.into_iter().filter_map(FacetClass::facet);
    columns.extend(placed.map(|facet| Column::number(share_of(facet), 13)));
    columns.push(Column::text("Verdict", 15));
    columns.push(Column::text("Below the floor", 33));
    let table = Table {
        name: "Breakdown".to_owned(),
        alt: "Numbers, money, shares and verdict of each agency, sector, year, status and kind of change."
            .to_owned(),
        columns,
        rows,
        ..Table::default()
    };
    Sheet { prose, tables: vec![table], ..head }
}

/// The rows of a group: initiatives, then money in each currency.
fn measured(
    scene: &Scene,
    by: &str,
    name: &Cell,
    table: &FacetTable,
    followed: Option<&Followed>,
) -> Vec<Vec<Cell>> {
    let (targets, extent) = (&scene.settings.targets, scene.contents.balance.extent);
    let head = |unit: &str| vec![Cell::text(by), name.clone(), Cell::text(unit)];
    let balance = Balance::weigh(table, targets, extent);
    let mut row = head("initiatives");
    row.push(Cell::count(table.total()).with_formula(followed.map(|_| format!("=SUM({})", across(ALL)))));
    row.extend(FacetClass::ALL.map(|class| {
        Cell::count(table.number(class)).with_formula(followed.map(|followed| followed.count(class)))
    }));
    let shares = balance.shares.map(|share| (share.share, share.facet.word(), share.is_gap()));
    row.append(&mut weighed(balance.verdict, balance.placed > 0, shares, followed.is_some()));
    if followed.is_some() {
        let last = row.len() - 2;
        let [verdict, below] = judged(targets);
        row[last].formula = Some(verdict);
        row[last + 1].formula = Some(below);
    }
    let mut rows = vec![row];
    let mut row = |unit: &str, rates: &Rates, followed: Option<&Followed>| {
        let money = MoneyBalance::weigh(table, targets, rates, extent);
        let mut row = head(unit);
        row.append(&mut amounts(table, rates, followed));
        let shares = money.shares.map(|share| (share.share, share.facet.word(), share.is_gap()));
        let any = money.shares.iter().any(|share| share.share > 0.0);
        row.append(&mut weighed(money.verdict, any, shares, followed.is_some()));
        rows.push(row);
    };
    let currencies = table.currencies();
    for currency in &currencies {
        row(currency.code(), &Rates::into(*currency), followed);
    }
    if let Some(rates) = scene.settings.rates.as_ref().filter(|_| !currencies.is_empty()) {
        row(&format!("{} at rates", rates.reporting()), rates, None);
    }
    rows
}

/// The money of all classes together, and of each.
fn amounts(table: &FacetTable, rates: &Rates, followed: Option<&Followed>) -> Vec<Cell> {
    let currency = rates.reporting();
    let decimals = currency.decimals();
    let sums = FacetClass::ALL.map(|class| rates.sum(table, class));
    let cell = |minor| Cell::number(major(minor, decimals), Class::money(decimals));
    let all = cell(sums.into_iter().fold(0, i128::saturating_add))
        .with_formula(followed.map(|_| format!("=ROUND(SUM({}),{decimals})", across(ALL))));
    let each = FacetClass::ALL.into_iter().zip(sums).map(|(class, minor)| {
        cell(minor).with_formula(followed.map(|followed| followed.sum(class, currency)))
    });
    std::iter::once(all).chain(each).collect()
}

/// The first and the last class of which a row has figures, and of which it has shares.
const ALL: (FacetClass, FacetClass) = (FacetClass::Enhancement, FacetClass::Unplaced);
const PLACED: (FacetClass, FacetClass) = (FacetClass::Enhancement, FacetClass::Anticipatory);

/// The same row's cells from one class to another.
fn across((first, last): (FacetClass, FacetClass)) -> String {
    format!("Breakdown[[#This Row],[{}]:[{}]]", heading(first), heading(last))
}

/// The verdict by number and the facets below their floor, as formulas over the figures of the row.
fn judged(targets: &Targets) -> [String; 2] {
    let share = |facet: Facet| this_row("Breakdown", &share_of(facet));
    let floor = |facet: Facet| f64::from(targets.floors[facet.index()]) / 1000.0;
    let below = Facet::ALL.map(|facet| (format!("{}<{}", share(facet), floor(facet)), facet.word()));
    let mut holds: Vec<_> = Facet::ALL.map(|facet| format!("{}>={}", share(facet), floor(facet))).to_vec();
    if let Some(mix) = targets.mix {
        let away = Facet::ALL
            .map(|facet| format!("ABS({}-{})", share(facet), f64::from(mix[facet.index()]) / 1000.0));
        let tolerance = f64::from(targets.tolerance) / 1000.0;
        holds.push(format!("ROUND(({})/2,9)<={tolerance}", away.join("+")));
    }
    let (all, placed) = (this_row("Breakdown", "All"), format!("SUM({})", across(PLACED)));
    let few = quoted(word(Verdict::TooFewToTell));
    let verdict = format!(
        "=IF(OR({placed}<{FEW},3*{placed}<{all}),{few},IF(AND({}),{},{}))",
        holds.join(","),
        quoted(word(Verdict::Balanced)),
        quoted(word(Verdict::Uneven)),
    );
    let none = quoted(Missing::NotApplicable.shorthand());
    let said = those_that(&below, "none");
    [verdict, format!("=IF({}={few},{none},{said})", this_row("Breakdown", "Verdict"))]
}

/// The header over a facet's shares.
fn share_of(facet: Facet) -> String {
    format!("Share of {facet}")
}

/// The four shares, the verdict, and the facets that fall short of their floor.
fn weighed(verdict: Verdict, any: bool, shares: [(f64, &str, bool); 4], live: bool) -> Vec<Cell> {
    let none = || Cell::missing(Missing::NotApplicable);
    let placed = FacetClass::ALL.into_iter().filter(|class| class.facet().is_some());
    let mut cells: Vec<_> = shares
        .into_iter()
        .zip(placed)
        .map(|((share, ..), class)| {
            // What adds up to less than nothing is nothing.
            let sum = format!("SUMIF({},\">0\")", across(PLACED));
            let this = this_row("Breakdown", &heading(class));
            let formula =
                format!("=IF({sum}=0,\"{}\",MAX({this},0)/{sum})", Missing::NotApplicable.shorthand());
            let cell = if any { Cell::number(share, Class::Percent) } else { none() };
            Cell { class: Class::Percent, ..cell }.with_formula(live.then_some(formula))
        })
        .collect();
    cells.push(Cell::text(word(verdict)));
    let below: Vec<_> = shares.into_iter().filter(|share| share.2).map(|share| share.1).collect();
    cells.push(match verdict {
        Verdict::TooFewToTell => none(),
        _ if below.is_empty() => Cell::text("none"),
        _ => Cell::text(below.join(", ")),
    });
    cells
}
