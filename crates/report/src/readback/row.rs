//! Rows and cells as they come back.

use std::collections::BTreeMap;

use evenfolio_core::origin::Column;

use super::Place;
use crate::sheet::Missing;

/// One row of a table.
pub(crate) struct Row<'a> {
    pub(super) table: &'a Place,
    pub(super) cells: &'a Cells,
    pub(super) number: u32,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// What it shows; the error, where a formula gives one.
    pub text: String,
    /// Whether it is a number.
    pub is_number: bool,
    /// The formula that gives it; empty where the workbook says it with another cell's.
    pub formula: Option<String>,
    /// Whether it is an error, or was never calculated: then it is no value.
    pub is_void: bool,
}

/// The cells of a row that hold anything, by column, counted from 1.
pub(crate) type Cells = BTreeMap<u32, Held>;

impl Row<'_> {
    /// What stands under a header; `None` for blanks, and for shorthand that says there is nothing.
    pub(crate) fn get(&self, header: &str) -> Option<&str> {
        let cell = &self.held(header)?.text;
        (!cell.trim().is_empty() && !Missing::is_shorthand(cell)).then_some(cell)
    }

    fn held(&self, header: &str) -> Option<&Held> {
        self.cells.get(&self.column(header)?)
    }

    /// The column under a header, counted from 1.
    fn column(&self, header: &str) -> Option<u32> {
        let column = self.table.headers.iter().position(|known| known.trim() == header)?;
        Some(self.table.columns.0 + u32::try_from(column).ok()?)
    }

    /// Whether the table still has a column of that header.
    pub(crate) fn has(&self, header: &str) -> bool {
        self.column(header).is_some()
    }

    /// Whether a number stands under a header.
    pub(crate) fn is_number(&self, header: &str) -> bool {
        self.held(header).is_some_and(|held| held.is_number)
    }

    /// Whether what stands under a header is no value: an error, or a formula that was never calculated.
    pub(crate) fn is_void(&self, header: &str) -> bool {
        self.held(header).is_some_and(|held| held.is_void)
    }

    /// The cell under a header as a person would write it: `Register!D7`.
    pub(crate) fn cell(&self, header: &str) -> String {
        name(&self.table.sheet, self.column(header).unwrap_or(1), self.number)
    }

    /// The words of the whole row, in the order of the columns.
    pub(crate) fn words(&self) -> String {
        self.cells
            .values()
            .map(|held| held.text.trim())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    }

    /// The headers of the table, and what stands under each.
    pub(crate) fn headers(&self) -> impl Iterator<Item = &str> {
        self.table.headers.iter().map(|header| header.trim())
    }

    /// The number under a header.
    pub(crate) fn number(&self, header: &str) -> Option<f64> {
        self.get(header)?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// A cell of that type and text; `None` for one that holds nothing.
pub(super) fn held(kind: &str, text: &str, formula: Option<String>, strings: &[Box<str>]) -> Option<Held> {
    // A formula that was never calculated is what someone wrote, not an empty cell.
    if let Some(formula) = formula.as_ref().filter(|formula| text.is_empty() && !formula.is_empty()) {
        let formula = unescaped(formula);
        let text = format!("={formula}");
        return Some(Held { text, is_number: false, formula: Some(formula), is_void: true });
    }
    let text = match kind {
        "s" => text.trim().parse::<usize>().ok().and_then(|place| strings.get(place)).map(|text| &**text)?,
        "b" => {
            if text.trim() == "1" {
                "TRUE"
            } else {
                "FALSE"
            }
        }
        _ => text,
    };
    (!text.is_empty()).then(|| Held {
        text: unescaped(text),
        is_number: matches!(kind, "" | "n"),
        formula,
        is_void: kind == "e",
    })
}

/// A cell as a person would write it: `Cover!B7`. Columns are counted from 1.
pub(crate) fn name(sheet: &str, column: u32, row: u32) -> String {
    let letters = Column { index: column.saturating_sub(1), header: "".into() }.letters();
    format!("{sheet}!{letters}{row}")
}

/// Resolves `_x000D_` and its like, by which workbooks write characters that XML does not hold.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let known = code
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let (taken, end) = if known.is_some() { (at, at + 7) } else { (at + 2, at + 2) };
        out.push_str(&rest[..taken]);
        out.extend(known);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_what_looks_like_one_stays() {
        assert_eq!(unescaped("_x005F_x0041_ a_x000A_b _x _x00é_ _x"), "_x0041_ a\nb _x _x00é_ _x");
    }
}
