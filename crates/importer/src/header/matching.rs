//! Which fields a header cell may name, each with a certainty and the reason for it.

mod phrase;
mod reading;

use std::collections::BTreeMap;

use evenfolio_core::field::Field;

use super::Name;
use crate::vocabulary::{LanguageId, vocabulary};

use reading::{Found, Reader};

/// The least certainty, in hundredths, with which a column is bound to a field.
pub const CERTAIN_ENOUGH: u8 = 60;

/// A field that a header cell may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The field.
    pub field: Field,
    /// How sure that is, in hundredths.
    pub confidence: u8,
    /// Why, in words.
    pub reason: String,
}

/// Matches header cells against the words of the languages that a table is likely to be in.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The table's own language first.
    languages: Vec<LanguageId>,
}

impl Matcher {
    /// A matcher for a table in these languages, its own first. English is always among them.
    pub fn new(mut languages: Vec<LanguageId>) -> Self {
        if !languages.contains(&LanguageId::ENGLISH) {
            languages.push(LanguageId::ENGLISH);
        }
        Self { languages }
    }

    /// Finds the languages of a table from cells that may be its header: the one in which most of them are
    /// known words comes first, and others that know some of them follow.
    pub fn for_names<'a>(names: impl Iterator<Item = &'a Name>) -> Self {
        let words = vocabulary();
        let mut known: BTreeMap<LanguageId, u32> = BTreeMap::new();
        for name in names {
            let mut here: BTreeMap<LanguageId, u32> = BTreeMap::new();
            for (reading, _) in &name.readings {
                for (language, _) in words.headers.meanings(reading) {
                    // A word that few languages share says more.
                    let rare = if words.headers.meanings(reading).len() <= 2 { 3 } else { 2 };
                    let most = here.entry(*language).or_default();
                    *most = (*most).max(rare);
                }
            }
            for (language, points) in here {
                *known.entry(language).or_default() += points;
            }
        }
        let mut languages: Vec<_> = known.into_iter().collect();
        // Of equals the first in the list, which is English.
        languages.sort_by_key(|(language, points)| (std::cmp::Reverse(*points), *language));
        Self::new(languages.into_iter().take(4).map(|(language, _)| language).collect())
    }

    /// The table's own language.
    pub fn language(&self) -> LanguageId {
        self.languages.first().copied().unwrap_or(LanguageId::ENGLISH)
    }

    /// The field that the cell names word for word, in any of the languages.
    pub fn exact(&self, name: &Name) -> Option<Field> {
        let words = vocabulary();
        name.readings.iter().find_map(|(reading, _)| {
            let meanings = words.headers.meanings(reading);
            let own =
                self.languages.iter().find_map(|id| meanings.iter().find(|(language, _)| language == id));
            own.map(|(_, field)| *field)
        })
    }

    /// All fields that the cell may name, the surest first; of equals the first in [`Field::ALL`].
    pub fn candidates(&self, name: &Name) -> Vec<Candidate> {
        let mut found = Found::default();
        for (reading, cost) in &name.readings {
            for (rank, language) in self.languages.iter().enumerate() {
                let foreign = if rank == 0 { 0 } else { 3 };
                let reader = Reader {
                    words: vocabulary(),
                    language: *language,
                    reading,
                    cost: cost + foreign,
                    own: rank == 0,
                };
                reader.read(&mut found);
            }
        }
        let mut candidates: Vec<_> = found
            .0
            .into_iter()
            .map(|(field, (confidence, reason))| Candidate { field, confidence, reason })
            .collect();
        candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.confidence), candidate.field));
        candidates
    }

    /// The known header words, in the table's own language or English, of which a cell that matches nothing is a
    /// misspelling: for suggestions only.
    pub fn suggestion(&self, name: &Name) -> Option<(Field, String)> {
        let folded = name.folded();
        if folded.chars().count() < 4 || folded.len() > 60 {
            return None;
        }
        let own = |meanings: &[(LanguageId, Field)]| {
            let known = |language| [self.language(), LanguageId::ENGLISH].contains(&language);
            meanings.iter().find(|(language, _)| known(*language)).map(|(_, field)| *field)
        };
        // One slip of the pen in six letters.
        let slips = (folded.chars().count() / 6).max(1);
        vocabulary()
            .headers
            .iter()
            .filter(|(word, _)| word.len().abs_diff(folded.len()) <= 2 * slips)
            .filter_map(|(word, meanings)| Some((word, own(meanings)?)))
            .map(|(word, field)| (strsim::jaro_winkler(word, folded), word, field))
            .filter(|(likeness, word, _)| *likeness >= 0.9 && strsim::osa_distance(word, folded) <= slips)
            .max_by(|(a, _, _), (b, _, _)| a.total_cmp(b))
            .map(|(_, word, field)| (field, word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(cell: &str) -> Option<Field> {
        let name = Name::new(cell, "");
        let candidates = Matcher::new(vec![LanguageId::ENGLISH]).candidates(&name);
        candidates
            .first()
            .filter(|candidate| candidate.confidence >= CERTAIN_ENOUGH)
            .map(|candidate| candidate.field)
    }

    #[test]
    fn english_headers_as_they_come() {
        for (cell, field) in [
            ("tool_desc_brief", Some(Field::Description)),
            ("lead_organisation_name", Some(Field::Agency)),
            ("Vendor(s) Name", Some(Field::Partners)),
            ("What problem is the AI intended to solve?", Some(Field::Problem)),
            ("What are the expected benefits and positive outcomes for us?", Some(Field::Results)),
            ("Date when the tool became operational", Some(Field::StartDate)),
            ("Stage of System Development Life Cycle", Some(Field::Status)),
            ("Responsible agency for delivery", Some(Field::Agency)),
            ("Total whole life cost of the project", Some(Field::Budget)),
            ("Contract manager name", None),
            ("Project ID Number", Some(Field::Id)),
            ("Expected or achieved benefits", Some(Field::Results)),
            ("Name of Commercial Product or Service Used", None),
            ("Agency Use (Y/N)?", None),
            ("Is the AI use case high-impact?", None),
            ("Does this use case have a budget?", None),
            ("How is the agency providing notice?", None),
            ("Which, if any, demographic variables are used?", None),
        ] {
            assert_eq!(best(cell), field, "{cell}");
        }
    }

    #[test]
    fn near_misses_are_suggested_and_not_bound() {
        let matcher = Matcher::new(vec![LanguageId::ENGLISH]);
        let name = Name::new("Descripton", "");
        assert_eq!(best("Descripton"), None);
        assert_eq!(matcher.suggestion(&name).map(|(field, _)| field), Some(Field::Description));
        // Another word in a phrase is no misspelling.
        for other in ["service_fee", "type", "external_internal"] {
            assert_eq!(matcher.suggestion(&Name::new(other, "")), None, "{other}");
        }
    }
}
