//! What is said and how: results on standard output, messages on standard error, JSON by the contract.

use std::io::Write as _;

use evenfolio_core::balance::{Balance, FEW, MoneyBalance, Verdict};
use evenfolio_core::digits::grouped;
use evenfolio_core::finding::{Finding, Severity, SeverityCount};
use evenfolio_core::gaps::Gaps;
use evenfolio_core::groups::groups;
use evenfolio_core::innovation_test::Standing;
use evenfolio_core::ledger::Ledger;
use evenfolio_core::position::Facet;
use evenfolio_core::rebalance::Rebalance;
use evenfolio_core::tally::Class;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::Error;
use crate::pipeline::{ReadRegister, Summary};
use crate::settings::Held;

/// Text from a register as it may reach a terminal: control characters shown, never obeyed.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { if c == '\n' { ' ' } else { '\u{fffd}' } } else { c }).collect()
}

/// A line on standard output.
pub(crate) fn say(line: &str) -> Result<(), Error> {
    writeln!(anstream::stdout().lock(), "{line}").map_err(Error::StandardOutput)
}

/// A line on standard error. There is nowhere to report that it failed.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// An error with its causes, for a person.
pub(crate) fn complain(error: &dyn std::error::Error) {
    tell(&printable(&format!("evenfolio: {}", with_causes(error))));
}

/// An error with its causes, as one sentence.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}

/// What was perhaps meant, as the end of a sentence: the nearest of the words that there are, if one is near.
pub(crate) fn perhaps<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let given = given.to_lowercase();
    let likeness = |word: &str| strsim::jaro_winkler(&given, &word.to_lowercase());
    known
        .into_iter()
        .filter(|word| likeness(word) > 0.75)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .map_or(String::new(), |near| format!("; perhaps {near} is meant"))
}

/// A finding in one line: code, place, sentence.
pub(crate) fn finding_line(finding: &Finding, severity: Severity) -> String {
    let mut line = format!("{} {} {}: {}", severity.word(), finding.code, finding.place, finding.message);
    if let Some(value) = &finding.value {
        let value = value.trim();
        let short: String = value.chars().take(80).collect();
        line.push_str(&format!(" [{short}{}]", if short.len() < value.len() { " …" } else { "" }));
    }
    printable(&line)
}

/// A finding as JSON.
pub(crate) fn finding_json(finding: &Finding, severity: Severity) -> Value {
    json!({
        "code": finding.code,
        "severity": severity,
        "path": finding.place.path(),
        "sheet": finding.place.sheet(),
        "row": finding.place.row(),
        "column": finding.place.column().map(|column| json!({"letters": column.letters(), "header": column.header})),
        "value": finding.value,
        "message": finding.message,
        "advice": finding.advice(),
    })
}

/// The object that `report`, `check` and `scan` print.
pub(crate) fn summary_json(
    summary: &Summary,
    as_of: Date,
    held: &Held,
    balance: &Balance,
    output: Option<(&str, &str)>,
) -> Value {
    let portfolio = &summary.portfolio;
    let targets = &held.targets;
    let number = |class| portfolio.counted.number(class);
    let standings: serde_json::Map<_, _> =
        Standing::ALL.iter().map(|s| (s.word().to_owned(), json!(portfolio.standing(*s)))).collect();
    let mut weighed = json!(balance);
    weighed["money"] = json!(MoneyBalance::each(&portfolio.counted, targets, balance.extent));
    weighed["money_at_rates"] = json!(held.rates.as_ref().map(|rates| MoneyBalance::weigh(
        &portfolio.counted,
        targets,
        rates,
        balance.extent
    )));
    json!({
        "as_of": as_of.to_string(),
        "sources": summary.registers,
        "portfolio": {
            "counted": portfolio.standing(Standing::Counted),
            "pipeline": portfolio.standing(Standing::Pipeline),
            "not_counted": portfolio.not_counted(),
            "by_facet": {
                "enhancement": number(Class::Enhancement),
                "mission": number(Class::Mission),
                "adaptive": number(Class::Adaptive),
                "anticipatory": number(Class::Anticipatory),
                "unplaced": number(Class::Unplaced) + number(Class::Mixed),
            },
            "mixed": number(Class::Mixed),
            "standings": standings,
            "innovation_test": {
                "novel": portfolio.novel,
                "implemented": portfolio.implemented,
                "value": portfolio.value,
            },
            "agencies": portfolio.agencies().len(),
        },
        "balance": weighed,
        "groups": groups(portfolio, targets),
        "gaps": Gaps::of(portfolio, targets),
        "rebalance": Rebalance::of(&portfolio.counted, targets),
        "borderline": portfolio.borderline,
        "findings": held.severities.count(&portfolio.findings),
        "output": output.map(|(path, sha256)| json!({"path": path, "sha256": sha256})),
    })
}

/// The verdict in two sentences and the four shares, for a terminal.
pub(crate) fn verdict(summary: &Summary, balance: &Balance) -> Result<(), Error> {
    let portfolio = &summary.portfolio;
    let counted = portfolio.standing(Standing::Counted);
    say(&said(balance))?;
    say(&format!("The verdict {}.", balance.firmness))?;
    say("")?;
    for share in &balance.shares {
        let line = format!(
            "  {:<13}{:>6}  {:>5.1} %  {}{}",
            capital(share.facet),
            grouped(share.number),
            share.share * 100.0,
            bar(share.share),
            if share.is_gap() && balance.verdict != Verdict::TooFewToTell { "  below the floor" } else { "" }
        );
        say(line.trim_end())?;
    }
    let unplaced = counted - balance.placed;
    say(&format!("  {:<13}{:>6}", "No facet", grouped(unplaced)))?;
    say("")?;
    say(&format!(
        "{} counted, {} in the pipeline, {} not counted; {} in {}.",
        grouped(counted),
        grouped(portfolio.standing(Standing::Pipeline)),
        grouped(portfolio.not_counted()),
        number(summary.registers.len() as u64, "register"),
        number(summary.files as u64, "file")
    ))
}

/// The verdict as a sentence.
fn said(balance: &Balance) -> String {
    let gaps: Vec<_> =
        balance.shares.iter().filter(|share| share.is_gap()).map(|share| share.facet.word()).collect();
    match balance.verdict {
        Verdict::Balanced if balance.distance_to_target.is_some() => {
            "The portfolio is balanced: every facet reaches its floor, and the mix is near the declared one."
                .to_owned()
        }
        Verdict::Balanced => "The portfolio is balanced: every facet reaches its floor.".to_owned(),
        Verdict::Uneven if gaps.is_empty() => {
            "The portfolio is uneven: its mix is too far from the declared one.".to_owned()
        }
        Verdict::Uneven => format!(
            "The portfolio is uneven: {} {} below the floor.",
            list(&gaps),
            if gaps.len() == 1 { "is" } else { "are" }
        ),
        Verdict::TooFewToTell if balance.placed < FEW => {
            format!("Too few to tell: a verdict needs at least {FEW} initiatives that have a facet.")
        }
        Verdict::TooFewToTell => {
            "Too few to tell: a verdict needs a facet for at least a third of the counted initiatives."
                .to_owned()
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(words: &[&str]) -> String {
    match words {
        [first @ .., before, last] => {
            let first: String = first.iter().map(|word| format!("{word}, ")).collect();
            format!("{first}{before} and {last}")
        }
        _ => words.concat(),
    }
}

/// `1 file`, `2,000 files`.
pub(crate) fn number(count: u64, word: &str) -> String {
    format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
fn bar(share: f64) -> String {
    "█".repeat((share.clamp(0.0, 1.0) * 30.0).round() as usize)
}

pub(crate) fn capital(facet: Facet) -> String {
    let word = facet.word();
    word[..1].to_uppercase() + &word[1..]
}

/// The ledgers as a table.
pub(crate) fn ledgers(registers: &[ReadRegister]) -> Result<(), Error> {
    let width = registers.iter().map(|register| name(register).chars().count()).max().unwrap_or(8).min(60);
    say(&format!(
        "{:<width$}  {:>7} {:>11} {:>6} {:>6} {:>5} {:>6} {:>8} {:>6}",
        "register", "read", "initiatives", "blank", "title", "note", "total", "repeated", "aside"
    ))?;
    for register in registers {
        let Ledger { read, initiative, blank, title, note, total, repeated_header, quarantined } =
            register.ledger;
        let full = name(register);
        let skip = full.chars().count().saturating_sub(width);
        let name: String = full.chars().skip(skip).collect();
        say(&format!(
            "{name:<width$}  {read:>7} {initiative:>11} {blank:>6} {title:>6} {note:>5} {total:>6} \
             {repeated_header:>8} {quarantined:>6}"
        ))?;
    }
    Ok(())
}

fn name(register: &ReadRegister) -> String {
    printable(&match &register.sheet {
        Some(sheet) => format!("{}!{sheet}", register.path),
        None => register.path.to_string(),
    })
}

/// How many findings there are, in words.
pub(crate) fn counts(count: SeverityCount) -> String {
    format!(
        "{}, {}, {}",
        number(count.error, "error"),
        number(count.warning, "warning"),
        number(count.info, "note")
    )
}

/// Whether the findings make the exit status 1.
pub(crate) fn end(summary: &Summary, held: &Held) -> crate::End {
    match held.fail_on {
        Some(severity) if held.severities.count(&summary.portfolio.findings).any_at_least(severity) => {
            crate::End::Findings
        }
        _ => crate::End::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::{list, number};

    #[test]
    fn sentences_read_as_a_person_would_write_them() {
        use evenfolio_core::balance::{Balance, Targets};
        use evenfolio_core::placement::{Basis, Placement, Probabilities};
        use evenfolio_core::position::{Facet, Position};
        use evenfolio_core::tally::FacetTable;
        let said = |numbers: [u64; 4], unplaced: u64, targets: Targets| {
            let mut table = FacetTable::default();
            let facets = Facet::ALL.into_iter().zip(numbers).map(|(facet, number)| (Some(facet), number));
            for (facet, number) in facets.chain([(None, unplaced)]) {
                let placement = Placement {
                    basis: if facet.is_some() { Basis::Declared } else { Basis::Unplaced },
                    position: facet.map_or(Position::CENTRE, Position::at),
                    facet,
                    probabilities: facet.map_or(Probabilities::EVEN, Probabilities::certain),
                    because: Vec::new(),
                };
                (0..number).for_each(|_| table.note(&placement, None));
            }
            let balance = Balance::of(&table, &targets);
            format!("{} The verdict {}.", super::said(&balance), balance.firmness)
        };
        let floors = Targets::default();
        let shown = [
            said([0; 4], 0, floors),
            said([0, 1, 0, 0], 0, floors),
            said([5, 5, 2, 2], 0, floors),
            said([18, 2, 1, 0], 1_092, floors),
            said([10, 3, 2, 2], 0, floors),
            said([10, 3, 3, 1], 1, floors),
            said([20, 1, 0, 0], 2, floors),
            said([20, 0, 0, 0], 9, floors),
            said([10, 3, 2, 2], 0, Targets { mix: Some([400, 200, 200, 200]), ..floors }),
            said([10, 3, 2, 2], 0, Targets { mix: Some([550, 150, 150, 150]), ..floors }),
        ];
        insta::assert_snapshot!(shown.join("\n"), @r"
        Too few to tell: a verdict needs at least 15 initiatives that have a facet. The verdict cannot be given: no initiative has a facet.
        Too few to tell: a verdict needs at least 15 initiatives that have a facet. The verdict cannot be given: only 1 initiative has a facet, too few to cover four.
        Too few to tell: a verdict needs at least 15 initiatives that have a facet. The verdict cannot be given: only 14 initiatives have a facet, fewer than 15; of portfolios of that size spread evenly over the four facets, 7 in 100 miss one by chance.
        Too few to tell: a verdict needs a facet for at least a third of the counted initiatives. The verdict cannot be given: only 21 of the 1,113 counted initiatives could be placed at a facet, and the other 1,092 could turn any answer; it takes 350 more with a facet.
        The portfolio is balanced: every facet reaches its floor. The verdict holds: no initiative is borderline.
        The portfolio is uneven: anticipatory is below the floor. The verdict holds unless the one borderline initiative goes the other way (it has no facet yet).
        The portfolio is uneven: mission, adaptive and anticipatory are below the floor. The verdict holds whichever way the two borderline initiatives go (neither has a facet yet).
        The portfolio is uneven: mission, adaptive and anticipatory are below the floor. The verdict holds unless all 9 borderline initiatives go the other way (none of them has a facet yet).
        The portfolio is uneven: its mix is too far from the declared one. The verdict holds: no initiative is borderline.
        The portfolio is balanced: every facet reaches its floor, and the mix is near the declared one. The verdict holds: no initiative is borderline.
        ");
        assert_eq!([list(&["a"]), list(&["a", "b"]), list(&["a", "b", "c"])], ["a", "a and b", "a, b and c"]);
        assert_eq!([number(0, "file"), number(1, "file")], ["0 files", "1 file"]);
    }
}
