//! The status ladder: how far along an initiative is, in nine steps that every register's words map to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A step on the ladder, in the order in which an initiative usually climbs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// An idea, a problem identified.
    Idea,
    /// Decided or proposed, not begun.
    Planned,
    /// Being built or bought; no users yet.
    Development,
    /// A prototype or proof of concept; whether users were reached is open.
    Prototype,
    /// On trial with users.
    Pilot,
    /// In use.
    Implemented,
    /// Spread beyond where it began, or evaluated.
    Scaled,
    /// Was in use, is no more.
    Retired,
    /// Stopped before it was in use.
    Cancelled,
}

impl Status {
    /// All steps, in order.
    pub const ALL: [Self; 9] = [
        Self::Idea,
        Self::Planned,
        Self::Development,
        Self::Prototype,
        Self::Pilot,
        Self::Implemented,
        Self::Scaled,
        Self::Retired,
        Self::Cancelled,
    ];

    /// The lower-case word used in code, JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Planned => "planned",
            Self::Development => "development",
            Self::Prototype => "prototype",
            Self::Pilot => "pilot",
            Self::Implemented => "implemented",
            Self::Scaled => "scaled",
            Self::Retired => "retired",
            Self::Cancelled => "cancelled",
        }
    }

    /// The step of that exact word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
