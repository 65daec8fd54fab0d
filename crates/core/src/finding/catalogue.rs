//! The codes and what each means. A code is permanent: a retired one is never used again.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($( $variant:ident $code:literal; )*) => {
        /// A permanent code. The letter says what it is about: F files, H headers and columns, R rows,
        /// V values, D duplicates, P placements and decisions, A answers that
        /// come back, O outputs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $( #[doc = concat!("`", $code, "`: see `catalogue/", $code, ".toml`.")]
               #[serde(rename = $code)]
               $variant, )*
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The code as printed.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }
        }

        const FILES: &[&str] = &[$( include_str!(concat!("../../catalogue/", $code, ".toml")), )*];
    };
}

codes! {
    FileMissing "F001";
    FileEmpty "F002";
    FormatUnknown "F003";
    FileEncrypted "F004";
    FileCorrupt "F005";
    FileTooLarge "F006";
    EncodingGuessed "F007";
    UndecodableBytes "F008";
    FileUnreadable "F009";
    EndingMisleads "F010";
    NothingToRead "F011";
    SheetUnreadable "F012";
    DialectGuessed "F013";
    CellsFarAway "F014";
    CellsUnreadable "F015";
    QuotesMisplaced "F016";
    TwiceEncoded "F017";
    NulCharacters "F018";
    SheetWithoutCells "F019";
    NumbersTooLong "F020";
    RowsTooLong "F021";
    ChangedWhileRead "F022";
    CellsMerged "F023";
    LinkPassedOver "F024";
    HeaderNotFound "H001";
    NoTitleColumn "H002";
    ColumnUnmapped "H003";
    ColumnNameless "H004";
    ColumnDuplicate "H005";
    TitleByValues "H006";
    ProfileMismatch "H007";
    RegisterEmpty "H008";
    RowQuarantined "R001";
    RowRagged "R002";
    RowHidden "R003";
    QuoteUnclosed "R004";
    RowBeyond "R005";
    DateUnreadable "V001";
    DateAmbiguous "V002";
    MoneyUnreadable "V003";
    CurrencyUnknown "V004";
    StatusUnknown "V005";
    FacetUnknown "V006";
    ScoreUnreadable "V007";
    DateOrder "V008";
    AgencyMissing "V009";
    FormulaWithoutValue "V010";
    CellError "V011";
    ScaleDoubtful "V012";
    CurrencyFromFormat "V013";
    RegisterTwice "D001";
    InitiativeTwice "D002";
    InitiativeNear "D003";
    ManyUnplaced "P001";
    NoEvidenceText "P002";
    DecisionUnmatched "P003";
    DecisionDisplaced "P004";
    DecisionUnreadable "P005";
    DecisionAhead "P006";
    DecisionNotCarried "P007";
    AnswerUnsigned "A001";
    AnswerUnclear "A002";
    CorrectionNotApplied "A003";
    TextShortened "O001";
    FindingsCut "O002";
    OutputAgencyUnknown "O003";
    OutputAsInput "O004";
}

/// What the catalogue says of a code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// A few words that name it.
    pub name: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it means, in a paragraph.
    pub means: String,
    /// Why it matters, in a paragraph.
    pub matters: String,
    /// What to do, in a paragraph.
    pub advice: String,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    FILES.iter().map(|file| toml::from_str(file).expect("the catalogue is checked by a test")).collect()
});

impl Code {
    /// What the catalogue says of it.
    pub fn entry(self) -> &'static Entry {
        &ENTRIES[self as usize]
    }

    /// The code with that name, in any letter case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.code().eq_ignore_ascii_case(code.trim()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_whole_entry() {
        for code in Code::ALL {
            let entry = code.entry();
            assert!(!entry.name.is_empty() && !entry.name.ends_with('.'), "{code}: name");
            for paragraph in [&entry.means, &entry.matters, &entry.advice] {
                assert!(paragraph.trim().ends_with('.'), "{code}: paragraphs are sentences");
            }
            assert_eq!(Code::from_code(&code.code().to_lowercase()), Some(*code));
        }
    }
}
