//! Findings: what a person should know about an input, with a permanent code, a place, a sentence and what
//! to do. The catalogue of codes is data: one file a code in `catalogue/`.

mod catalogue;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::merge::Merge;
use crate::origin::Place;

pub use catalogue::{Code, Entry};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// The figures stand, but something was guessed, set aside or left out.
    Warning,
    /// Something that should be in the figures is not.
    Error,
}

impl Severity {
    /// The lower-case word used in JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// The value in question, as it stands in the file.
    pub value: Option<String>,
    /// One sentence that says what is the matter here. It begins in lower case and has no full stop.
    pub message: String,
}

impl Finding {
    /// A finding without a value.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, value: None, message: message.into() }
    }

    /// The same finding with the value in question.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// How much it matters, by its code.
    pub fn severity(&self) -> Severity {
        self.code.entry().severity
    }

    /// What to do about it, by its code.
    pub fn advice(&self) -> &'static str {
        &self.code.entry().advice
    }
}

/// How much findings matter: as the catalogue has it, but for the codes for which a user knows better.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Severities(BTreeMap<Code, Severity>);

impl Severities {
    /// The catalogue's severities, but for those given.
    ///
    /// ```
    /// use evenfolio_core::finding::{Code, Severities, Severity};
    /// let ours = Severities::with([(Code::FileMissing, Severity::Info)].into());
    /// assert_eq!(ours.of(Code::FileMissing), Severity::Info);
    /// assert_eq!(ours.of(Code::FileEmpty), Code::FileEmpty.entry().severity);
    /// ```
    pub const fn with(given: BTreeMap<Code, Severity>) -> Self {
        Self(given)
    }

    /// How much findings of that code matter.
    pub fn of(&self, code: Code) -> Severity {
        self.0.get(&code).copied().unwrap_or_else(|| code.entry().severity)
    }

    /// Sums counts by code.
    pub fn count(&self, counts: &BTreeMap<Code, u64>) -> SeverityCount {
        let mut sum = SeverityCount::default();
        for (code, count) in counts {
            let of = match self.of(*code) {
                Severity::Error => &mut sum.error,
                Severity::Warning => &mut sum.warning,
                Severity::Info => &mut sum.info,
            };
            *of = of.saturating_add(*count);
        }
        sum
    }
}

/// How many findings there are, by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityCount {
    /// Errors.
    pub error: u64,
    /// Warnings.
    pub warning: u64,
    /// Infos.
    pub info: u64,
}

impl SeverityCount {
    /// Sums counts by code, as the catalogue has the severities.
    pub fn of(counts: &BTreeMap<Code, u64>) -> Self {
        Severities::default().count(counts)
    }

    /// Whether any finding matters at least as much as `severity`.
    pub const fn any_at_least(&self, severity: Severity) -> bool {
        match severity {
            Severity::Info => self.info + self.warning + self.error > 0,
            Severity::Warning => self.warning + self.error > 0,
            Severity::Error => self.error > 0,
        }
    }
}

impl Merge for SeverityCount {
    fn merge_from(&mut self, other: &Self) {
        self.error += other.error;
        self.warning += other.warning;
        self.info += other.info;
    }
}
