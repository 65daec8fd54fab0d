//! Cells that say that there is no value: `N/A`, `--`, `[x]`, `ND`, `keine Angabe`.

use evenfolio_core::field::Field;
use evenfolio_core::fold::fold;
use evenfolio_core::status::Status;

use crate::vocabulary::vocabulary;

/// Longer texts say more than that there is no value.
const LONGEST: usize = 48;

/// Whether a cell of that field says that there is no value.
///
/// A title or identifier is missing only by marks that can be nothing else: a project may well be called
/// "Unknown". `NA` is a country.
///
/// ```
/// use evenfolio_core::field::Field;
/// use evenfolio_importer::lift::missing::is_missing;
/// assert!(is_missing(Field::Budget, "n/a") && is_missing(Field::Notes, " -- "));
/// assert!(!is_missing(Field::Country, "NA") && !is_missing(Field::Title, "Unknown"));
/// ```
pub fn is_missing(field: Field, text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST {
        return false;
    }
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    if field == Field::EndDate && is_open(text) {
        return true;
    }
    if vocabulary().never_begins_missing(text) {
        return false;
    }
    let bracketed = text.starts_with(['[', '(', '<', '#']);
    let folded = fold(text);
    // A single letter is a value unless brackets say otherwise: "x" ticks a box, "[x]" leaves it out.
    if folded.chars().count() == 1 && !bracketed {
        return false;
    }
    match field {
        Field::Country if folded.len() == 2 => false,
        Field::Title | Field::Id => {
            vocabulary().is_missing(&folded) && folded.chars().count() <= 4 && folded != "no"
        }
        _ => vocabulary().is_missing(&folded),
    }
}

/// Whether what should be an end says that there is none yet: `ongoing`, `laufend`, `w toku`.
fn is_open(text: &str) -> bool {
    !text.contains(|c: char| c.is_ascii_digit())
        && vocabulary().status.exact(&fold(text), None) == Some(Status::Development)
}

/// Whether a cell that should hold a date, an amount or a score begins by saying that there is none:
/// `N/A – merged into another case`.
pub fn begins_missing(text: &str) -> bool {
    let head = text.trim().split([' ', '-', '–', ':', ',', ';', '.', '(']).next().unwrap_or_default();
    let folded = fold(head);
    head.len() < text.trim().len() && matches!(folded.as_str(), "n a" | "na" | "tbd" | "tbc" | "tba" | "nd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_depend_on_the_field() {
        for nothing in ["", "-", "--", "…", "N/A", "n/a ", "#N/A", "not applicable", "[x]", "ND", "null"] {
            assert!(is_missing(Field::Status, nothing), "{nothing:?}");
        }
        for something in ["x", "0", "No", "none the wiser", "Nanette"] {
            assert!(!is_missing(Field::Notes, something), "{something:?}");
        }
        assert!(is_missing(Field::EndDate, "laufend") && is_missing(Field::EndDate, "Ongoing"));
        assert!(!is_missing(Field::StartDate, "ongoing") && !is_missing(Field::EndDate, "December"));
        assert!(is_missing(Field::Title, "N/A") && is_missing(Field::Title, "—"));
        assert!(!is_missing(Field::Title, "Not available"));
        assert!(begins_missing("N/A - Active as R&D only.") && !begins_missing("N/A"));
        assert!(!begins_missing("Nantes 2020"));
    }
}
