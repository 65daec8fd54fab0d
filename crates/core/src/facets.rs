//! The four facets explained: what each is, how to recognise it, what too much and too little of it brings.
//!
//! ```
//! use evenfolio_core::{facets, position::Facet};
//! assert_eq!(facets::sheet(Facet::Mission).question, "How might we achieve X?");
//! ```

use std::sync::LazyLock;

use serde::Deserialize;

use crate::position::Facet;

/// What a reader needs to know about one facet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacetSheet {
    /// The question from which it starts.
    pub question: String,
    /// What it is, in two or three sentences.
    pub what: String,
    /// What evidence for it points to, as the end of a sentence: "improving what exists".
    pub points_to: String,
    /// How it shows in the description of an initiative.
    pub signals: Vec<String>,
    /// Ways of working that belong to it.
    pub methods: Vec<String>,
    /// What it needs from the organisation.
    pub needs: Vec<String>,
    /// What happens where it dominates.
    pub too_much: String,
    /// What happens where it is missing.
    pub too_little: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheets {
    enhancement: FacetSheet,
    mission: FacetSheet,
    adaptive: FacetSheet,
    anticipatory: FacetSheet,
}

static SHEETS: LazyLock<Sheets> = LazyLock::new(|| {
    toml::from_str(include_str!("../facets.toml")).expect("facets.toml is checked by a test")
});

/// The sheet of one facet.
pub fn sheet(facet: Facet) -> &'static FacetSheet {
    match facet {
        Facet::Enhancement => &SHEETS.enhancement,
        Facet::Mission => &SHEETS.mission,
        Facet::Adaptive => &SHEETS.adaptive,
        Facet::Anticipatory => &SHEETS.anticipatory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_has_a_full_sheet() {
        for facet in Facet::ALL {
            let sheet = sheet(facet);
            assert!(sheet.question.ends_with('?') && !sheet.points_to.ends_with('.'));
            assert!([&sheet.signals, &sheet.methods, &sheet.needs].iter().all(|list| list.len() >= 3));
        }
    }
}
