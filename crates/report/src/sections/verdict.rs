//! The verdict on the portfolio and its numbers, in sentences that follow the Register. They read the numbers of the
//! sheet Gaps, which are those of the whole portfolio whatever agency the sheet Balance shows.

use evenfolio_core::balance::{Balance, FEW, FacetShare, Verdict, speaks};
use evenfolio_core::gaps::about_facet;
use evenfolio_core::innovation_test::Standing;

use super::cover::sentence;
use super::{Scene, share};
use crate::formula::quoted;
use crate::sentence::{Figure, Sentence, Test};
use crate::text::{capitalised, percent};

/// The word for a facet below its floor, by which formulas find it.
pub(crate) const BELOW: &str = "below floor";
/// The word for one that is not.
pub(crate) const REACHED: &str = "reached";

/// How many facets are below their floor, as a formula.
fn gaps() -> String {
    format!("COUNTIF(Gaps[Against floor],{})", quoted(BELOW))
}

/// How many initiatives have a facet.
fn placed(balance: &Balance) -> Figure<u64> {
    Figure::new(balance.placed, "SUM(Gaps[Initiatives])")
}

/// A figure of a facet from a column of the sheet Gaps, whose rows are sorted.
fn of(facet: &FacetShare, column: &str) -> String {
    format!("SUMIFS(Gaps[{column}],Gaps[Facet],{})", quoted(facet.facet.word()))
}

fn number(facet: &FacetShare) -> Figure<u64> {
    Figure::new(facet.number, of(facet, "Initiatives"))
}

fn share_of_placed(facet: &FacetShare) -> Figure<f64> {
    Figure::new(facet.share, of(facet, "Share of placed"))
}

/// How many initiatives of the Register have a standing.
pub(super) fn standing(scene: &Scene, standing: Standing) -> Figure<u64> {
    let formula = scene.live.as_ref().map(|live| live.count(&[("Standing", quoted(standing.word()))]));
    let formula = formula.unwrap_or_default().trim_start_matches('=').to_owned();
    Figure::new(scene.contents.portfolio.standing(standing), format!("({formula})"))
}

/// Whether a facet is below its floor.
fn below(facet: &FacetShare) -> Test {
    let name = quoted(facet.facet.word());
    Test::new(facet.is_gap(), format!("COUNTIFS(Gaps[Facet],{name},Gaps[Against floor],{})>0", quoted(BELOW)))
}

/// Whether any facet is.
fn any_gap(balance: &Balance) -> Test {
    Test::new(balance.shares.iter().any(FacetShare::is_gap), format!("{}>0", gaps()))
}

fn is_one(figure: &Figure<u64>) -> Test {
    Test::new(figure.now == 1, format!("{}=1", figure.formula))
}

/// How firm the verdict is. It is known of the run, and not of what someone has made of it since.
pub(super) fn firmness(scene: &Scene) -> Sentence {
    let balance = scene.contents.balance;
    let mut figures: Vec<_> = balance.shares.iter().map(number).collect();
    figures.push(standing(scene, Standing::Counted));
    let each: Vec<_> = figures.iter().map(|figure| format!("{}={}", figure.formula, figure.now)).collect();
    let same = Test::new(true, format!("AND({})", each.join(",")));
    let said = sentence(&format!("the verdict {}", balance.firmness));
    Sentence::either(
        &same,
        said.as_str(),
        "The Register has been changed since the run: how firm the verdict is now, the next run will say.",
    )
}

/// That a facet is missing, with what that risks.
pub(super) fn missing(facet: &FacetShare) -> Sentence {
    let number = number(facet);
    let none = Test::new(number.now == 0, format!("{}=0", number.formula));
    let said = Sentence::either(&none, "There is no ", "There is little ").words(&format!(
        "{} innovation. {}",
        facet.facet,
        about_facet(facet.facet).too_little
    ));
    let reached = format!("{} innovation reaches its floor now.", capitalised(facet.facet.word()));
    Sentence::either(&below(facet), said, reached.as_str())
}

/// That no facet is missing, and something else if one is.
pub(super) fn nothing_missing(scene: &Scene, said: &str) -> Sentence {
    Sentence::either(
        &any_gap(scene.contents.balance),
        "The verdict names what has fallen below its floor since the run.",
        said,
    )
}

/// Which facets are below their floor, for the sheet of gaps.
pub(super) fn below_the_floor(scene: &Scene) -> Sentence {
    let balance = scene.contents.balance;
    let (counted, placed) = (standing(scene, Standing::Counted), placed(balance));
    let nothing = Test::new(placed.now == 0, format!("{}=0", placed.formula));
    let few = Test::new(
        !speaks(placed.now, counted.now),
        format!("OR({0}<{FEW},3*{0}<{1})", placed.formula, counted.formula),
    );
    let has = Sentence::either(&is_one(&placed), "has", "have");
    let has = Sentence::either(
        &is_one(&counted),
        " counted initiative has",
        Sentence::from(" counted initiatives ").then(&has),
    );
    let too_few = Sentence::from("What is missing cannot be said: ")
        .count(&placed)
        .words(" of ")
        .count(&counted)
        .then(&has)
        .words(" a facet. The table is about those alone.");
    let named: Vec<_> =
        balance.shares.iter().map(|facet| (below(facet), facet.facet.word().into())).collect();
    let told = Sentence::either(
        &any_gap(balance),
        Sentence::from("Below the floor: ").then(&Sentence::listed(&named, &gaps())).words("."),
        "Every facet reaches its floor. The table says what each is for and what to watch.",
    );
    Sentence::either(
        &nothing,
        "No counted initiative has a facet yet, so every facet is open.",
        Sentence::either(&few, too_few, told),
    )
}

/// The verdict, as a sentence or two.
pub(super) fn verdict(scene: &Scene) -> Sentence {
    let balance = scene.contents.balance;
    let counted = standing(scene, Standing::Counted);
    let none = Test::new(counted.now == 0, format!("{}=0", counted.formula));
    let placed = placed(balance);
    let few = Test::new(placed.now < FEW, format!("{}<{FEW}", placed.formula));
    let hardly_any =
        Test::new(3 * placed.now < counted.now, format!("3*{}<{}", placed.formula, counted.formula));
    let any_gap = any_gap(balance);
    let told = match distance(balance) {
        None => Sentence::either(&any_gap, uneven(balance), balanced("")),
        Some(distance) => {
            let tolerance = f64::from(scene.settings.targets.tolerance) / 1000.0;
            let off = Test::new(
                balance.verdict == Verdict::Uneven && !any_gap.now,
                format!("ROUND({},9)>{tolerance}", distance.formula),
            );
            let off_mix = "The portfolio is uneven: every facet reaches its floor, but the mix is not the declared one.";
            let fits = Test::new(
                balance.verdict == Verdict::Balanced,
                format!("AND(NOT({}),NOT({}))", any_gap.formula, off.formula),
            );
            let away = Sentence::from(" To reach the declared mix, ")
                .percent(&distance)
                .words(" of it would have to be of another facet.");
            let uneven = Sentence::either(&any_gap, uneven(balance), off_mix).then(&away);
            Sentence::either(&fits, balanced(", and the mix is near the declared one"), uneven)
        }
    };
    let told = Sentence::either(
        &hardly_any,
        "Too few initiatives could be placed to tell whether the portfolio is balanced: a verdict needs a facet for at \
         least a third of those that count.",
        told,
    );
    let too_few = format!(
        "There are too few initiatives to tell whether the portfolio is balanced: a verdict needs at least {FEW} that \
         have a facet."
    );
    let told = Sentence::either(&few, too_few.as_str(), told);
    Sentence::either(&none, "No initiative counts, so there is no portfolio to weigh yet.", told)
}

fn balanced(and: &str) -> Sentence {
    let words = format!(
        "The portfolio is balanced: each of the four facets of innovation reaches the least share that was set for \
         it{and}."
    );
    words.as_str().into()
}

/// How far the mix is from the declared one; `None` where none is declared.
fn distance(balance: &Balance) -> Option<Figure<f64>> {
    let now = balance.distance_to_target?;
    let each: Vec<_> = balance
        .shares
        .iter()
        .map(|facet| format!("ABS({}-{})", of(facet, "Share of placed"), facet.target.unwrap_or_default()))
        .collect();
    Some(Figure::new(now, format!("(({})/2)", each.join("+"))))
}

/// `The portfolio is uneven: mission (8.4%) and adaptive (none) are below their floor of 10%.`
fn uneven(balance: &Balance) -> Sentence {
    let shares = &balance.shares;
    let one_floor = shares.windows(2).all(|pair| pair[0].floor.to_bits() == pair[1].floor.to_bits());
    let named: Vec<_> = shares
        .iter()
        .map(|facet| {
            let number = number(facet);
            let any = Test::new(number.now > 0, format!("{}>0", number.formula));
            let has = Sentence::either(&any, Sentence::default().percent(&share_of_placed(facet)), "none");
            let floor = if one_floor { String::new() } else { format!(", floor {}", percent(facet.floor)) };
            let said =
                Sentence::from(format!("{} (", facet.facet).as_str()).then(&has).words(&format!("{floor})"));
            (below(facet), said)
        })
        .collect();
    let how_many = gaps();
    let one = Test::new(shares.iter().filter(|share| share.is_gap()).count() == 1, format!("{how_many}=1"));
    let floor = shares.first().filter(|_| one_floor).map(|share| format!(" of {}", percent(share.floor)));
    let (of, s) = if one_floor { (floor.unwrap_or_default(), "") } else { (String::new(), "s") };
    Sentence::from("The portfolio is uneven: ").then(&Sentence::listed(&named, &how_many)).then(
        &Sentence::either(
            &one,
            format!(" is below its floor{of}.").as_str(),
            format!(" are below their floor{s}{of}.").as_str(),
        ),
    )
}

/// How many initiatives count, and how many do not yet or not at all.
pub(super) fn standings(scene: &Scene, rows: u64) -> Sentence {
    let (counted, pipeline) = (standing(scene, Standing::Counted), standing(scene, Standing::Pipeline));
    let others = Figure::new(
        scene.contents.portfolio.not_counted(),
        format!("({rows}-{}-{})", counted.formula, pipeline.formula),
    );
    let is = |figure: &Figure<u64>, one: &str, many: &str| Sentence::either(&is_one(figure), one, many);
    let why = Test::new(others.now > 0, format!("{}>0", others.formula));
    Sentence::default()
        .count(&counted)
        .then(&is(&counted, " counts", " count"))
        .words(" in the portfolio, ")
        .count(&pipeline)
        .then(&is(&pipeline, " is", " are"))
        .words(" not yet implemented (the pipeline), and ")
        .count(&others)
        .then(&is(&others, " is", " are"))
        .words(" not counted")
        .then(&Sentence::either(&why, "; the sheet Not counted says why.", "."))
}

/// How many of those that count have a facet, and which.
pub(super) fn with_a_facet(scene: &Scene) -> Sentence {
    let balance = scene.contents.balance;
    let (counted, placed) = (standing(scene, Standing::Counted), placed(balance));
    let whole = Figure::new(
        share(placed.now, scene.contents.portfolio.counted.total()),
        format!("({}/MAX(1,{}))", placed.formula, counted.formula),
    );
    let any = Test::new(placed.now > 0, format!("{}>0", placed.formula));
    let one = Test::new(placed.now <= 1, format!("{}<=1", placed.formula));
    let mut each = Sentence::from(": ");
    for (facet, separator) in balance.shares.iter().zip(["", ", ", ", ", " and "]) {
        each = each
            .words(separator)
            .count(&number(facet))
            .words(&format!(" {} (", facet.facet))
            .percent(&share_of_placed(facet))
            .words(")");
    }
    Sentence::either(&any, Sentence::default().count(&placed), "None")
        .words(" of those that count (")
        .percent(&whole)
        .words(") ")
        .then(&Sentence::either(&one, "has", "have"))
        .words(" a facet")
        .then(&Sentence::either(&any, each, ""))
        .words(".")
}

/// How many count in the portfolio, and how many of them have a facet.
pub(super) fn counted(scene: &Scene) -> Sentence {
    let (counted, placed) = (standing(scene, Standing::Counted), placed(scene.contents.balance));
    let one = |figure: &Figure<u64>, one: &str, many: &str| Sentence::either(&is_one(figure), one, many);
    Sentence::default()
        .count(&counted)
        .then(&one(&counted, " initiative counts", " initiatives count"))
        .words(" in the portfolio, of which ")
        .count(&placed)
        .then(&one(&placed, " has", " have"))
        .words(" a facet.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_that_differ_are_named() {
        let mut balance = Balance::of(
            &evenfolio_core::tally::FacetTable::default(),
            &evenfolio_core::balance::Targets::default(),
        );
        assert_eq!(
            uneven(&balance).said(),
            "The portfolio is uneven: enhancement (none), mission (none), adaptive (none) and anticipatory (none) are \
             below their floor of 10%."
        );
        balance.shares[0].floor = 0.0;
        balance.shares[1].floor = 0.0;
        balance.shares[2].floor = 0.0;
        assert_eq!(
            uneven(&balance).said(),
            "The portfolio is uneven: anticipatory (none, floor 10%) is below its floor."
        );
    }
}
