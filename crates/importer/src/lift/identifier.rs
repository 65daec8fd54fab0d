//! Identifiers: kept letter by letter, never read as numbers, and split off a title where one column holds
//! both.

/// The identifier and the name in a cell such as `USDA-001: Repair Spend`; `None` where the cell does not
/// plainly begin with an identifier.
///
/// ```
/// use evenfolio_importer::lift::identifier::split;
/// assert_eq!(split("USDA-001: Repair Spend"), Some(("USDA-001", "Repair Spend")));
/// assert_eq!(split("0042 – Road map"), Some(("0042", "Road map")));
/// assert_eq!(split("Agenda 2030: what now"), None);
/// ```
pub fn split(cell: &str) -> Option<(&str, &str)> {
    let cell = cell.trim();
    let (id, rest) = cell
        .split_once(": ")
        .or_else(|| cell.split_once(" - "))
        .or_else(|| cell.split_once(" – "))
        .or_else(|| cell.split_once(" — "))
        .or_else(|| cell.split_once(" | "))
        .or_else(|| cell.split_once('\n'))?;
    let (id, rest) = (id.trim(), rest.trim());
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let is_id = id.len() <= 32 && id.chars().all(plain) && id.chars().any(|c| c.is_ascii_digit());
    (is_id && rest.chars().any(char::is_alphabetic)).then_some((id, rest))
}

/// Whether an identifier says so little that two registers may use it for different things: a number of few
/// digits, or a single letter.
pub fn is_weak(id: &str) -> bool {
    let id = id.trim();
    id.chars().all(|c| !c.is_alphanumeric() || c.is_numeric())
        && id.chars().filter(|c| c.is_numeric()).count() < 7
        || id.chars().count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_identifiers_are_split_off() {
        assert_eq!(split("A1\nName"), Some(("A1", "Name")));
        assert_eq!(split("Phase: two"), None);
        assert_eq!(split("12: 34"), None);
        assert_eq!(split("no separator 12"), None);
    }

    #[test]
    fn bare_numbers_are_weak() {
        assert!(is_weak("12") && is_weak("007") && is_weak("A") && is_weak("1.2"));
        assert!(!is_weak("FTC-0001") && !is_weak("1234567"));
    }
}
