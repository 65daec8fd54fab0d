//! The rules of a good government workbook, checked on any XLSX file, whoever made it.
//!
//! Passing them means passing them: it does not make a workbook accessible. Two rules need a person's eye and
//! are not checked ([`Rule::by_hand`]).
//!
//! ```
//! use evenfolio_report::{Style, lint};
//!
//! assert_eq!(lint::rules().len(), 37);
//! let error = lint::check(std::io::Cursor::new(b"not a workbook"), Style::Publication).unwrap_err();
//! assert!(error.to_string().starts_with("could not read the workbook"));
//! ```

mod blocks;
pub(crate) mod book;
mod cells;
mod read;
mod rules;
mod styles;

use std::io::{Read, Seek};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::Error;
use crate::package::Package;
use crate::readback::STYLE;
use crate::theme::Style;

/// One rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its number, which stays.
    pub number: u8,
    /// Which workbooks it is for.
    #[serde(rename = "for")]
    pub scope: Scope,
    /// The rule in words.
    pub says: String,
    /// How to mend what breaks it.
    pub mend: String,
    /// Whether only a person can check it.
    #[serde(default)]
    pub by_hand: bool,
}

/// Which workbooks a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Scope {
    /// Publications.
    #[serde(rename = "P")]
    Publication,
    /// Workbooks to work with.
    #[serde(rename = "W")]
    Workbench,
    /// Both.
    #[serde(rename = "B")]
    Both,
}

impl Scope {
    /// Whether a rule of this scope holds for workbooks of that style.
    pub fn covers(self, style: Style) -> bool {
        match self {
            Self::Both => true,
            Self::Publication => style == Style::Publication,
            Self::Workbench => style == Style::Workbench,
        }
    }
}

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// The number of the rule.
    pub rule: u8,
    /// The sheet; `None` for the workbook as a whole.
    pub sheet: Option<String>,
    /// The cell or range, as far as it can be said.
    pub cell: Option<String>,
    /// What is the matter here. It begins in lower case and has no full stop.
    pub says: String,
}

impl Flaw {
    /// The rule that it breaks.
    pub fn rule(&self) -> &'static Rule {
        // Numbers are places counted from 1, which a test checks.
        &rules()[usize::from(self.rule) - 1]
    }
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("lint/rules.toml")).expect("the file is checked by a test");
    file.rule
});

/// All rules, by number.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// Checks a workbook: every flaw that can be seen, by rule, sheet and cell. Of the flaws of one kind in one
/// column the first is told.
///
/// Fails if the file is no XLSX workbook, or is too large: parts of more than 1 GiB or more than 10,000 of
/// them are not read.
pub fn check<R: Read + Seek>(workbook: R, style: Style) -> Result<Vec<Flaw>, Error> {
    let book = read::read(workbook)?;
    let mut flaws: Vec<Flaw> = rules::ALL
        .iter()
        .filter(|(number, _)| rules()[usize::from(*number) - 1].scope.covers(style))
        .flat_map(|(number, rule)| {
            rule(&book, style).into_iter().map(|found| Flaw {
                rule: *number,
                sheet: found.sheet,
                cell: found.cell,
                says: found.says,
            })
        })
        .collect();
    flaws.sort();
    Ok(flaws)
}

/// Which style a workbook of ours says that it has; `None` for others.
///
/// Fails if the file is no XLSX workbook.
pub fn style_of<R: Read + Seek>(workbook: R) -> Result<Option<Style>, Error> {
    let properties = Package::open(workbook)?.properties()?;
    Ok(properties.get(STYLE).and_then(|word| {
        [Style::Workbench, Style::Publication].into_iter().find(|style| style.word() == word)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_checked_or_left_to_a_person() {
        for (rule, number) in rules().iter().zip(1..) {
            assert_eq!(rule.number, number);
            assert!(rule.mend.ends_with('.'), "{number}");
            let checked = rules::ALL.iter().any(|(checked, _)| *checked == number);
            assert_eq!(checked, !rule.by_hand, "{number}");
        }
    }
}
