//! Breakdown: number and money of each agency, sector, year, status and kind of change, facet by facet.

use evenfolio_core::balance::{Balance, MoneyBalance, Rates, Verdict};
use evenfolio_core::groups::{Cut, Group, groups};
use evenfolio_core::money::Currency;
use evenfolio_core::tally::{Class as FacetClass, FacetTable};

use super::balance::major;
use super::{Scene, heading};
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text::thousands;
use crate::theme::Class;

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
    let mut rows = measured(scene, "portfolio", &Cell::text("all that count"), counted);
    for Group { by, name, table, .. } in groups(scene.contents.portfolio, &scene.settings.targets) {
        let name = match (name, by) {
            (Some(name), _) => Cell::text(name),
            // On an axis there is no kind of change.
            (None, Cut::Change) => Cell::missing(Missing::NotApplicable),
            (None, _) => Cell::missing(Missing::NotAvailable),
        };
        rows.append(&mut measured(scene, by.word(), &name, &table));
    }
    let all = rows.len();
    rows.truncate(LISTED);
    let mut prose = vec![
        Line::text(
            "Each group is counted in initiatives, and in money in each currency in which it has any; currencies are \
             never added up. Shares are of what has a facet. The figures are those of the run; they do not follow \
             changes in the Register.",
        ),
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
        vec![Column::text("By", 16), Column::text("Group", 44), Column::text("Measured in", 13)];
    columns.push(Column::number("All", 18));
    columns.extend(FacetClass::ALL.map(|class| Column::number(heading(class), 18)));
    let placed = FacetClass::ALL.into_iter().filter_map(FacetClass::facet);
    columns.extend(placed.map(|facet| Column::number(format!("Share of {facet}"), 14)));
    columns.push(Column::text("Verdict", 16));
    columns.push(Column::text("Below the floor", 40));
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
fn measured(scene: &Scene, by: &str, name: &Cell, table: &FacetTable) -> Vec<Vec<Cell>> {
    let (targets, extent) = (&scene.settings.targets, scene.contents.balance.extent);
    let head = |unit: &str| vec![Cell::text(by), name.clone(), Cell::text(unit)];
    let balance = Balance::weigh(table, targets, extent);
    let mut row = head("initiatives");
    row.push(Cell::count(table.total()));
    row.extend(FacetClass::ALL.map(|class| Cell::count(table.number(class))));
    let shares = balance.shares.map(|share| (share.share, share.facet.word(), share.is_gap()));
    row.append(&mut weighed(balance.verdict, balance.placed > 0, shares));
    let mut rows = vec![row];
    rows.extend(table.currencies().into_iter().map(|currency| {
        let money = MoneyBalance::weigh(table, targets, &Rates::into(currency), extent);
        let mut row = head(currency.code());
        row.append(&mut amounts(table, currency));
        let shares = money.shares.map(|share| (share.share, share.facet.word(), share.is_gap()));
        let any = money.shares.iter().any(|share| share.share > 0.0);
        row.append(&mut weighed(money.verdict, any, shares));
        row
    }));
    rows
}

/// The money of all classes together, and of each.
fn amounts(table: &FacetTable, currency: Currency) -> Vec<Cell> {
    let decimals = currency.decimals();
    let sums = FacetClass::ALL.map(|class| table.money(class, currency));
    let mut all = sums[0];
    all.minor = sums.iter().map(|sum| sum.minor).fold(0, i128::saturating_add);
    std::iter::once(all)
        .chain(sums)
        .map(|sum| Cell::number(major(sum, decimals), Class::money(decimals)))
        .collect()
}

/// The four shares, the verdict, and the facets that fall short of their floor.
fn weighed(verdict: Verdict, any: bool, shares: [(f64, &str, bool); 4]) -> Vec<Cell> {
    let none = || Cell::missing(Missing::NotApplicable);
    let mut cells: Vec<_> =
        shares.map(|(share, ..)| if any { Cell::number(share, Class::Percent) } else { none() }).into();
    cells.push(Cell::text(super::time_series::verdict(verdict)));
    let below: Vec<_> = shares.into_iter().filter(|share| share.2).map(|share| share.1).collect();
    cells.push(match verdict {
        Verdict::TooFewToTell => none(),
        _ if below.is_empty() => Cell::text("none"),
        _ => Cell::text(below.join(", ")),
    });
    cells
}
