//! Formulas over the Register: counts and sums that follow when a person changes it. Each is written with
//! its stored result, and recalculating must change none.

/// The tables of the Register that formulas read: more than one where it continues on a further sheet.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    tables: Vec<String>,
    rows: u64,
}

/// How many cells of the Register all formulas of one table may look through. Beyond, a workbook takes too
/// long to open, and the figures are written as values.
const LOOKS: u64 = 60_000_000;

/// A condition: a column of the Register, and what its cells must match, as an expression.
pub(crate) type Condition = (&'static str, String);

impl Live {
    pub(crate) fn new(tables: Vec<String>, rows: u64) -> Option<Self> {
        (rows > 0).then_some(Self { tables, rows })
    }

    /// The same if that many formulas over the Register are bearable.
    pub(crate) fn if_bearable(&self, formulas: u64) -> Option<&Self> {
        (formulas.saturating_mul(self.rows) <= LOOKS).then_some(self)
    }

    /// `=COUNTIFS(…)`: how many rows meet all conditions.
    pub(crate) fn count(&self, conditions: &[Condition]) -> String {
        let each = self.tables.iter().map(|table| format!("COUNTIFS({})", pairs(table, conditions)));
        format!("={}", each.collect::<Vec<_>>().join("+"))
    }

    /// `=ROUND(SUMIFS(…),2)`: what the rows that meet all conditions add up to in a column.
    ///
    /// Rounded to the currency's smallest unit, so that the order of adding makes no difference.
    pub(crate) fn sum(&self, column: &str, decimals: u32, conditions: &[Condition]) -> String {
        let each =
            self.tables.iter().map(|table| format!("SUMIFS({table}[{column}],{})", pairs(table, conditions)));
        format!("=ROUND({},{decimals})", each.collect::<Vec<_>>().join("+"))
    }

    /// `=SUMPRODUCT(EXACT(…))`: the same count where one column must be the text of a cell letter by letter.
    pub(crate) fn count_exactly(&self, column: &str, cell: &str, conditions: &[Condition]) -> String {
        self.products(conditions, |table| format!("EXACT({table}[{column}],{cell})*"), |_| String::new())
    }

    /// `=SUMPRODUCT(…=…)`: the same count for texts that `COUNTIFS` would take for patterns, numbers or dates.
    pub(crate) fn count_plainly(&self, conditions: &[Condition]) -> String {
        self.products(conditions, |_| String::new(), |_| String::new())
    }

    /// The same for a sum.
    pub(crate) fn sum_plainly(&self, column: &str, decimals: u32, conditions: &[Condition]) -> String {
        let sum = self.products(conditions, |_| String::new(), |table| format!(",{table}[{column}]"));
        format!("=ROUND({},{decimals})", &sum[1..])
    }

    /// `=SUMPRODUCT(…)` of what must hold, with something before it and something behind it.
    fn products(
        &self,
        conditions: &[Condition],
        before: impl Fn(&str) -> String,
        behind: impl Fn(&str) -> String,
    ) -> String {
        let each = self.tables.iter().map(|table| {
            let tests: Vec<_> =
                conditions.iter().map(|(column, value)| format!("({table}[{column}]={value})")).collect();
            format!("SUMPRODUCT({}{}{})", before(table), tests.join("*"), behind(table))
        });
        format!("={}", each.collect::<Vec<_>>().join("+"))
    }
}

fn pairs(table: &str, conditions: &[Condition]) -> String {
    let pairs: Vec<_> =
        conditions.iter().map(|(column, value)| format!("{table}[{column}],{value}")).collect();
    pairs.join(",")
}

/// A text in a formula.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The same row's cell of a column.
pub(crate) fn this_row(table: &str, column: &str) -> String {
    format!("{table}[[#This Row],[{column}]]")
}

/// The words whose conditions hold, with commas between them, or else another word.
pub(crate) fn those_that(conditions: &[(String, &str)], none: &str) -> String {
    let each =
        conditions.iter().map(|(holds, word)| format!("IF({holds},{},\"\")", quoted(&format!(", {word}"))));
    let any: Vec<_> = conditions.iter().map(|(holds, _)| holds.as_str()).collect();
    format!("IF(OR({}),MID({},3,99),{})", any.join(","), each.collect::<Vec<_>>().join("&"), quoted(none))
}

/// Whether `COUNTIFS` takes the text for just itself: no wildcard, no comparison, no number or date, not too
/// long. Where digits stand, there must be more letters than any date has.
pub(crate) fn matches_itself(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().any(char::is_numeric);
    letters >= if digits { 16 } else { 2 }
        && !text.contains(['*', '?', '~', '\n', '\t'])
        && !text.starts_with(['=', '<', '>', ' '])
        && !text.ends_with(' ')
        && text.encode_utf16().count() <= 250
        && !["true", "false"].contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_over_all_parts() {
        let live = Live::new(vec!["Register".into(), "Register_2".into()], 3).unwrap();
        let conditions = [("Facet", quoted("mission")), ("Agency", quoted("a \"b\""))];
        assert_eq!(
            live.count(&conditions),
            "=COUNTIFS(Register[Facet],\"mission\",Register[Agency],\"a \"\"b\"\"\")\
             +COUNTIFS(Register_2[Facet],\"mission\",Register_2[Agency],\"a \"\"b\"\"\")"
        );
        assert!(live.if_bearable(LOOKS).is_none());
    }

    #[test]
    fn names_that_countifs_would_misread() {
        assert!(matches_itself("Ministry of Digital Affairs"));
        assert!(matches_itself("Health Authority of Region 12"));
        for name in
            ["*", "R&D?", "=Agency", "<none>", "2024", "1E5", "Agency 5", "TRUE", "", "x ", "März 2024"]
        {
            assert!(!matches_itself(name), "{name}");
        }
    }
}
