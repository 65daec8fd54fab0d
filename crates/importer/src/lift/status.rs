//! Steps on the status ladder, whatever a register calls them.

use evenfolio_core::fold::fold;
use evenfolio_core::status::Status;

use crate::vocabulary::{LanguageId, vocabulary};

/// The step that a status cell stands for; `None` if it holds no known word.
///
/// Numbers and letters in front (`Stage 4 -`, `FA_7 -`, `a)`) are skipped, and what explains the step behind
/// a dash, a colon or in brackets is read only where the step itself is not known.
///
/// ```
/// use evenfolio_core::status::Status;
/// use evenfolio_importer::lift::status::read;
/// let deployed = read("c)  Deployed – in limited use by the agency; pilot ended", None);
/// assert_eq!(deployed, Some(Status::Implemented));
/// assert_eq!(read("not yet implemented", None), Some(Status::Planned));
/// ```
pub fn read(text: &str, language: Option<LanguageId>) -> Option<Status> {
    let words = vocabulary();
    if let Some(step) = words.status.exact(&fold(text), language) {
        return Some(step);
    }
    let parts: Vec<&str> = parts(text).collect();
    parts
        .iter()
        .find_map(|part| words.status.exact(&fold(part), language))
        .or_else(|| parts.iter().find_map(|part| inside(part, language)))
}

/// A word such as "trial 3" or "Stage 4" in front, the step, and what explains it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    without_list_mark(text)
        .split(['(', ')', ':', ';', '–', '—', '\n', '|', '['])
        .flat_map(|part| part.split(" - ").flat_map(|part| part.split(". ")))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Without `a)`, `3.`, `(b)` in front.
fn without_list_mark(text: &str) -> &str {
    let text = text.trim_start().trim_start_matches('(');
    let mark = text.find([')', '.']).filter(|at| *at <= 3 && text[..*at].chars().all(char::is_alphanumeric));
    match mark {
        Some(at) if text[at + 1..].chars().any(char::is_alphabetic) => text[at + 1..].trim_start(),
        _ => text,
    }
}

fn inside(part: &str, language: Option<LanguageId>) -> Option<Status> {
    let words = vocabulary();
    let folded = fold(part);
    let found = words.status.longest(&folded, language)?;
    let before = folded[..found.at].split(' ').filter(|word| !word.is_empty());
    if before.rev().take(3).any(|word| words.is_negation(word)) {
        // "Not yet implemented" says that it will be; "not cancelled" says nothing.
        return (found.meaning >= Status::Pilot && found.meaning <= Status::Scaled)
            .then_some(Status::Planned);
    }
    Some(found.meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(text: &str) -> Option<Status> {
        read(text, Some(LanguageId::ENGLISH))
    }

    #[test]
    fn steps_with_prefixes_and_explanations() {
        for (text, step) in [
            (
                "Stage 4 - Operation and Maintenance (Use case is integrated, and is being monitored)",
                Status::Implemented,
            ),
            (
                "a) Pre-deployment – The use case is in a development or acquisition status.",
                Status::Development,
            ),
            (
                "b)  Pilot – The use case has been deployed in a limited test or pilot capacity.",
                Status::Pilot,
            ),
            ("Retired – The use case was reported in the prior year's inventory", Status::Retired),
            ("Not in use anymore", Status::Retired),
            ("In production", Status::Implemented),
            ("in development", Status::Development),
            ("Cancelled", Status::Cancelled),
        ] {
            assert_eq!(english(text), Some(step), "{text}");
        }
    }

    #[test]
    fn a_negated_step_is_not_that_step() {
        assert_eq!(english("has not been fully implemented"), Some(Status::Planned));
        assert_eq!(english("This was never deployed by us"), Some(Status::Planned));
    }

    /// Words that dictionaries give for one another stand on the same step in every language.
    #[test]
    fn the_ladder_is_the_same_in_every_language() {
        let steps = [Status::Planned, Status::Pilot, Status::Implemented, Status::Cancelled];
        for (language, words) in [
            ("en", ["Planned", "Pilot", "Completed", "Cancelled"]),
            ("bg", ["Планиран", "Пилотен", "Завършен", "Отменен"]),
            ("cs", ["Plánováno", "Pilot", "Dokončeno", "Zrušeno"]),
            ("da", ["Planlagt", "Pilot", "Gennemført", "Annulleret"]),
            ("de", ["Geplant", "Pilot", "Abgeschlossen", "Abgebrochen"]),
            ("el", ["Προγραμματισμένο", "Πιλοτικό", "Ολοκληρωμένο", "Ακυρώθηκε"]),
            ("es", ["Planificado", "Piloto", "Finalizado", "Cancelado"]),
            ("et", ["Kavandatud", "Piloot", "Lõpetatud", "Tühistatud"]),
            ("fi", ["Suunniteltu", "Pilotti", "Valmis", "Peruttu"]),
            ("fr", ["Planifié", "Pilote", "Terminé", "Annulé"]),
            ("hr", ["Planirano", "Pilot", "Završeno", "Otkazano"]),
            ("hu", ["Tervezett", "Pilot", "Befejezett", "Törölt"]),
            ("it", ["Pianificato", "Pilota", "Completato", "Annullato"]),
            ("lt", ["Planuojamas", "Bandomasis", "Baigtas", "Atšauktas"]),
            ("lv", ["Plānots", "Pilotprojekts", "Pabeigts", "Atcelts"]),
            ("nl", ["Gepland", "Pilot", "Afgerond", "Geannuleerd"]),
            ("no", ["Planlagt", "Pilot", "Fullført", "Kansellert"]),
            ("pl", ["Planowany", "Pilotaż", "Zakończony", "Anulowany"]),
            ("pt", ["Planeado", "Piloto", "Concluído", "Cancelado"]),
            ("ro", ["Planificat", "Pilot", "Finalizat", "Anulat"]),
            ("sk", ["Plánovaný", "Pilot", "Dokončený", "Zrušený"]),
            ("sl", ["Načrtovano", "Pilot", "Zaključeno", "Preklicano"]),
            ("sv", ["Planerad", "Pilot", "Slutförd", "Inställd"]),
        ] {
            let id = vocabulary().language(language);
            assert!(id.is_some(), "{language}");
            assert_eq!(words.map(|word| read(word, id)), steps.map(Some), "{language}: {words:?}");
        }
    }

    #[test]
    fn unknown_words_are_no_step() {
        for text in ["", "Amber", "42", "see notes"] {
            assert_eq!(english(text), None, "{text}");
        }
    }
}
