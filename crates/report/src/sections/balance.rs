//! The facet table: how many and how much money at each facet, against floor and target, and the chart.

mod by_money;

use evenfolio_core::balance::{Balance, Extent, FEW, FacetShare, speaks};
use evenfolio_core::tally::Class as FacetClass;

use super::Scene;
use super::verdict::{BELOW, REACHED, counted, firmness, verdict};
use crate::chart::{Chart, Kind, Look, Mark, Range, Series};
use crate::formula::{Condition, this_row};
use crate::sheet::{Cell, Column, Line, Missing, Sheet, Table};
use crate::text;
use crate::theme::{Class, colour};

use by_money::ByMoney;
pub(super) use by_money::major;

/// What the drop-down says when it hides nothing.
pub(crate) const ALL_AGENCIES: &str = "All agencies";
/// What stands beside the drop-down.
pub(crate) const CHOOSER: &str = "Agency shown:";
/// The name by which formulas know the chosen agency.
pub(crate) const CHOSEN: &str = "Chosen_agency";
/// The name by which formulas know what the chosen agency's cells must match.
const CRITERION: &str = "Agency_criterion";
/// The column from which the chart takes what it writes below its bars: facet and share, so that figures
/// never lie under the mark of a floor.
pub(super) const LABEL: &str = "Chart label";

/// What the names of formulas stand for. Wildcards in an agency's name are taken letter by letter, and a
/// long name by its beginning, for `COUNTIFS` refuses more than 255 characters.
pub(crate) fn names() -> Vec<(&'static str, String)> {
    let plain =
        "SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(LEFT(Chosen_agency,120),\"~\",\"~~\"),\"*\",\"~*\"),\"?\",\"~?\")";
    vec![(
        CRITERION,
        format!(
            "=IF(Chosen_agency=\"{ALL_AGENCIES}\",\"*\",\"=\"&{plain}&IF(LEN(Chosen_agency)>120,\"*\",\"\"))"
        ),
    )]
}

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene) -> Sheet {
    let balance = scene.contents.balance;
    let live = scene.live.as_ref();
    let has_target = balance.shares.iter().any(|share| share.target.is_some());
    let money = ByMoney::of(scene);
    let mut columns = columns(has_target);
    let numbers = columns.len();
    columns.extend(money.columns());
    // On paper: the numbers, and the first currency's budget with its share.
    let printed = u16::try_from(columns.len().min(numbers + 2)).unwrap_or(u16::MAX);
    if live.is_some() {
        columns.push(Column::text(LABEL, 22));
    }
    let rows = FacetClass::ALL
        .into_iter()
        .map(|class| {
            let facet = balance.shares.iter().find(|share| FacetClass::of_facet(share.facet) == class);
            let mut row = vec![Cell::text(class.word())];
            row.extend(number_cells(scene, class, facet));
            if has_target {
                row.extend(target_cells(live.is_some(), facet));
            }
            row.extend(money.cells(scene, class));
            row.extend(live.map(|_| label_cell(class, facet)));
            row
        })
        .collect();

    let mut prose = vec![
        verdict(scene).line(live.is_some()),
        firmness(scene).line(live.is_some()),
        counted(scene).line(live.is_some()),
    ];
    prose.push(Line::text(format!(
        "Floors{} are judged on those that have one. Evenness {:.2} of 1; as diverse as {:.1} facets of equal size. \
         These two describe, they do not judge.",
        if has_target { " and targets" } else { "" },
        balance.evenness,
        balance.effective_number,
    )));
    prose.push(Line::text(interval(balance)));
    prose.extend(money.said());
    let mut message = None;
    if live.is_some() {
        prose.push(Line::text(
            "Verdict, numbers, shares and budgets follow the Register: change a facet or a standing there; or choose an \
             agency in the framed cell, for the table and the chart. Evenness, chances, likely shares, Without the \
             largest and what is said of money are those of the run.",
        ));
        prose.push(Line::Chooser {
            label: CHOOSER.to_owned(),
            now: ALL_AGENCIES.to_owned(),
            list: "Agencies".to_owned(),
            name: CHOSEN.to_owned(),
        });
        message = Some(prose.len());
        prose.push(Line::Live(message_cell(balance)));
    }

    let charts =
        if scene.settings.workbench() { vec![chart(scene, columns.len(), message)] } else { Vec::new() };
    Sheet {
        name: "Balance".to_owned(),
        title: "Balance: are all four facets covered?".to_owned(),
        about: "How many initiatives and how much money at each facet, against floor and target.".to_owned(),
        prose,
        tables: vec![Table {
            name: "Balance".to_owned(),
            alt: "Initiatives, shares, floors and budgets by facet.".to_owned(),
            columns,
            rows,
            ..Table::default()
        }],
        charts,
        printed: Some((0, printed)),
        ..Sheet::default()
    }
}

/// The columns of numbers, before those of money.
fn columns(has_target: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("Facet", 18),
        Column::number("Initiatives", 13),
        Column::number("Share of placed", 13),
        Column::number("Floor", 10),
        Column::text("Against floor", 16),
        Column::number("Share by chances", 13),
        Column::number("Likely from", 10),
        Column::number("Likely to", 10),
        Column::number("Chance below floor", 14),
    ];
    if has_target {
        columns.push(Column::number("Target", 10));
        columns.push(Column::number("Away from target", 13));
    }
    columns
}

/// What the interval of a share is about.
fn interval(balance: &Balance) -> String {
    let extent = match balance.extent {
        Extent::Census => "",
        Extent::Sample => {
            " The registers were taken for a sample: chance in what was sampled is in the interval too."
        }
    };
    format!(
        "Likely from, likely to: where the share would lie, with a chance of 95%, if someone who knows decided each \
         placed initiative. The interval reaches from the share as counted over what the chances of all placements \
         allow; where Share by chances is far from the share, many placements lean the same way.{extent}"
    )
}

/// Conditions for a class and the agency that is chosen.
fn conditions(class: FacetClass) -> Vec<Condition> {
    let mut conditions = Scene::counted_as(class);
    conditions.push(("Agency", CRITERION.to_owned()));
    conditions
}

/// The numbers of the four facets added up, where they stand in the table.
fn placed_sum(column: &str) -> String {
    format!("SUM(INDEX(Balance[{column}],1):INDEX(Balance[{column}],4))")
}

fn number_cells(scene: &Scene, class: FacetClass, facet: Option<&FacetShare>) -> Vec<Cell> {
    let live = scene.live.as_ref();
    let number = Cell::count(scene.contents.portfolio.counted.number(class))
        .with_formula(live.map(|live| live.count(&conditions(class))));
    let Some(facet) = facet else {
        let none = || Cell::missing(Missing::NotApplicable);
        return vec![number, none(), none(), none(), none(), none(), none(), none()];
    };
    let sum = placed_sum("Initiatives");
    let mine = this_row("Balance", "Initiatives");
    let (share, floor) = (this_row("Balance", "Share of placed"), this_row("Balance", "Floor"));
    vec![
        number,
        Cell::number(facet.share, Class::Percent)
            .with_formula(live.map(|_| format!("=IF({sum}=0,0,{mine}/{sum})"))),
        Cell::number(facet.floor, Class::Percent),
        Cell::text(against(facet))
            .with_formula(live.map(|_| format!("=IF({share}<{floor},\"{BELOW}\",\"{REACHED}\")"))),
        Cell::number(facet.expected, Class::Percent),
        Cell::number(facet.low, Class::Percent),
        Cell::number(facet.high, Class::Percent),
        Cell::number(facet.chance_below_floor, Class::Percent),
    ]
}

const fn against(share: &FacetShare) -> &'static str {
    if share.share < share.floor { BELOW } else { REACHED }
}

/// Facet and share, as a formula that follows the share.
fn label_cell(class: FacetClass, facet: Option<&FacetShare>) -> Cell {
    let Some(facet) = facet else { return Cell::missing(Missing::NotApplicable) };
    let (name, share) = (this_row("Balance", "Facet"), this_row("Balance", "Share of placed"));
    // Whole percents, for a decimal point would be a comma in another country's spreadsheet; rounded as
    // spreadsheets do it, by fifteen digits and halves away from zero.
    let percent = (facet.share * 100.0 * (1.0 + 1e-14)).round();
    Cell::text(format!("{}: {percent}%", class.word()))
        .with_formula(Some(format!("={name}&\": \"&ROUND(100*{share},0)&\"%\"")))
}

fn target_cells(live: bool, facet: Option<&FacetShare>) -> Vec<Cell> {
    let Some((share, target)) = facet.and_then(|facet| Some((facet.share, facet.target?))) else {
        return vec![Cell::missing(Missing::NotApplicable), Cell::missing(Missing::NotApplicable)];
    };
    let formula = format!("={}-{}", this_row("Balance", "Share of placed"), this_row("Balance", "Target"));
    vec![
        Cell::number(target, Class::Percent),
        Cell::number(share - target, Class::Percent).with_formula(live.then_some(formula)),
    ]
}

/// What the chart says, as a formula that follows the table.
fn message_cell(balance: &Balance) -> Cell {
    let below: Vec<_> = balance.shares.iter().filter(|share| share.is_gap()).collect();
    let said = if !speaks(balance.placed, balance.counted) {
        "Shares by facet: too few initiatives to tell".to_owned()
    } else if below.is_empty() {
        "Every facet reaches its floor".to_owned()
    } else {
        let named: Vec<_> = below.iter().map(|share| share.facet.word()).collect();
        format!("Below the floor: {}", named.join(", "))
    };
    let parts: Vec<_> = balance
        .shares
        .iter()
        .zip(1..)
        .map(|(share, row)| {
            format!(
                "IF(INDEX(Balance[Share of placed],{row})<INDEX(Balance[Floor],{row}),\" {}\",\"\")",
                share.facet
            )
        })
        .collect();
    let placed = placed_sum("Initiatives");
    let formula = format!(
        "=IF(OR({placed}<{FEW},3*{placed}<SUM(Balance[Initiatives])),\"Shares by facet: too few initiatives to \
         tell\",IF(COUNTIF(Balance[Against floor],\"below floor\")=0,\"Every facet reaches its floor\",\"Below the \
         floor: \"&SUBSTITUTE(TRIM({}),\" \",\", \")))",
        parts.join("&"),
    );
    Cell::text(said).with_formula(Some(formula))
}

fn chart(scene: &Scene, columns: usize, message: Option<usize>) -> Chart {
    let balance = scene.contents.balance;
    let rows = |column| Range { table: 0, column, first: 0, last: 3 };
    // The last column has the labels in a workbook with formulas.
    let names = rows(if message.is_some() { columns - 1 } else { 0 });
    let said: Vec<_> = balance
        .shares
        .iter()
        .map(|share| {
            format!("{} {} (floor {})", share.facet, text::percent(share.share), text::percent(share.floor))
        })
        .collect();
    let four = FacetClass::ALL.iter().take(4);
    // Each series is found by its header, so that a new column moves none of them.
    let headers = self::columns(true);
    let series = |header: &str, look: Look| {
        let column = headers.iter().position(|column| column.header == header)?;
        Some(Series {
            name: header.to_owned(),
            categories: names,
            values: rows(column),
            look,
            unlisted: false,
        })
    };
    let has_target = balance.shares.iter().any(|share| share.target.is_some());
    let target = has_target.then(|| series("Target", Look::Marks(Mark::Diamond, 9, 0))).flatten();
    let shown = [
        series("Share of placed", Look::Points(four.map(|class| colour(*class)).collect())),
        series("Floor", Look::Dashes(0)),
        series("Likely from", Look::Ends(0x59_59_59)),
        series("Likely to", Look::Ends(0x59_59_59)),
        target,
    ];
    Chart {
        kind: Kind::Shares,
        title: "Share of each facet, with its floor".to_owned(),
        title_from: message,
        alt: format!(
            "Column chart of the share of each facet among placed initiatives, with its floor and the range in which the \
             share is likely to lie: {}.",
            text::listed(&said)
        ),
        across: "Facet".to_owned(),
        upwards: "Share of placed initiatives".to_owned(),
        series: shown.into_iter().flatten().collect(),
        size: (760, 360),
    }
}
