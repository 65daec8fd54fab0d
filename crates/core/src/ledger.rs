//! The fates of a register's rows, counted, so that nothing goes missing in silence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::merge::Merge;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// An entry of the register.
    Initiative,
    /// Nothing in any cell.
    Blank,
    /// Above the table: a title, a banner, the header itself, a group header.
    Title,
    /// A remark, a footnote, a legend.
    Note,
    /// A sum or count of other rows.
    Total,
    /// The header again, in the middle of the table.
    RepeatedHeader,
    /// Looks like an entry but cannot be one; kept with its raw values and the reason.
    Quarantined,
}

impl Fate {
    /// All fates, in the order in which the ledger shows them.
    pub const ALL: [Self; 7] = [
        Self::Initiative,
        Self::Blank,
        Self::Title,
        Self::Note,
        Self::Total,
        Self::RepeatedHeader,
        Self::Quarantined,
    ];

    /// The lower-case word used in code, JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Initiative => "initiative",
            Self::Blank => "blank",
            Self::Title => "title",
            Self::Note => "note",
            Self::Total => "total",
            Self::RepeatedHeader => "repeated-header",
            Self::Quarantined => "quarantined",
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The fates of a register counted. `read` is counted on its own, where rows are read, so that
/// [`Ledger::balances`] can tell when a row has lost its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Rows that the reader delivered.
    pub read: u64,
    /// Rows that became initiatives.
    pub initiative: u64,
    /// Empty rows.
    pub blank: u64,
    /// Titles, banners and the header.
    pub title: u64,
    /// Remarks.
    pub note: u64,
    /// Sums.
    pub total: u64,
    /// The header again.
    pub repeated_header: u64,
    /// Rows set aside.
    pub quarantined: u64,
}

impl Ledger {
    /// Notes the fate of one row. `read` is counted apart, by whoever reads.
    pub fn note(&mut self, fate: Fate) {
        *self.slot(fate) += 1;
    }

    /// How many rows had that fate.
    pub fn count(&self, fate: Fate) -> u64 {
        let mut copy = *self;
        *copy.slot(fate)
    }

    /// Whether rows read = the sum of all fates. If not, nothing of this register may be published.
    pub fn balances(&self) -> bool {
        let fates: u128 = Fate::ALL.into_iter().map(|fate| u128::from(self.count(fate))).sum();
        u128::from(self.read) == fates
    }

    fn slot(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::Initiative => &mut self.initiative,
            Fate::Blank => &mut self.blank,
            Fate::Title => &mut self.title,
            Fate::Note => &mut self.note,
            Fate::Total => &mut self.total,
            Fate::RepeatedHeader => &mut self.repeated_header,
            Fate::Quarantined => &mut self.quarantined,
        }
    }
}

impl Merge for Ledger {
    fn merge_from(&mut self, other: &Self) {
        self.read.merge_from(&other.read);
        for fate in Fate::ALL {
            self.slot(fate).merge_from(&other.count(fate));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::laws;
    use proptest::prelude::*;

    fn ledgers() -> impl Strategy<Value = Ledger> {
        any::<[u64; 8]>().prop_map(
            |[read, initiative, blank, title, note, total, repeated_header, quarantined]| Ledger {
                read,
                initiative,
                blank,
                title,
                note,
                total,
                repeated_header,
                quarantined,
            },
        )
    }

    proptest! {
        #[test]
        fn ledgers_obey(a in ledgers(), b in ledgers(), c in ledgers()) {
            laws::hold(&a, &b, &c);
        }
    }

    #[test]
    fn a_row_without_a_fate_is_noticed() {
        let mut ledger = Ledger { read: 2, ..Ledger::default() };
        ledger.note(Fate::Initiative);
        assert!(!ledger.balances());
        ledger.note(Fate::Note);
        assert!(ledger.balances());
    }
}
