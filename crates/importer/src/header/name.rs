//! What a header cell says, stripped step by step: list marks, instructions, brackets, units, the other half
//! of "ID/Name". Each step makes the name a little less certain.

use evenfolio_core::fold::fold;

use crate::lift::text::one_line;

/// A header cell and the ways of reading it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The cell on one line.
    pub text: String,
    /// The group that it stands under, on one line; empty if none.
    pub group: String,
    /// Folded readings, the surest first, each with what it costs in certainty (hundredths).
    pub readings: Vec<(String, u8)>,
    /// The halves of `ID/Name`, folded, where the cell has any.
    pub halves: Vec<String>,
    /// The name without its mark of language, and the mark: `service name` and `en`.
    pub tongue: Option<(String, &'static str)>,
}

impl Name {
    /// Reads a header cell and the group above it.
    pub fn new(cell: &str, group: &str) -> Self {
        let text = one_line(cell);
        let mut name = Self { text, group: one_line(group), ..Self::default() };
        let whole = without_list_mark(cell.trim());
        name.add(&split_camel(cell), 0);
        name.add(whole, 1);
        name.add(&split_camel(whole), 1);
        let bare = without_brackets(whole);
        name.add(&bare, 2);
        let line = first_line(&bare);
        name.add(line, 3);
        name.add(&split_camel(line), 3);
        let plain = without_numbers(line);
        name.add(&plain, 4);
        name.tongue = tongue(&name.readings);
        if let Some((stem, _)) = name.tongue.clone() {
            name.add(&stem, 1);
        }
        for sign in [": ", " - ", " – ", " — ", " | ", ", "] {
            if let Some((before, after)) = plain.split_once(sign) {
                name.add(before, 8);
                name.add(after, 12);
            }
        }
        if plain.split_whitespace().count() <= 8 {
            name.halve(&plain);
        }
        if !name.group.is_empty() && name.group.chars().count() <= 60 {
            let group = without_brackets(&name.group);
            name.add(&format!("{group} {plain}"), 10);
            name.add(&format!("{plain} {group}"), 12);
        }
        name
    }

    /// The surest reading, folded.
    pub fn folded(&self) -> &str {
        self.readings.first().map_or("", |(reading, _)| reading)
    }

    /// Whether the cell looks like a header's: words, not a number, a date, an address or a paragraph.
    pub fn looks_like_one(&self) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 2
            && self.text.chars().count() <= 120
            && !self.text.contains("://")
            && !self.text.contains('@')
            && self.text.chars().filter(char::is_ascii_digit).count() <= letters
    }

    fn add(&mut self, reading: &str, cost: u8) {
        let folded = fold(reading);
        if !folded.is_empty() && !self.readings.iter().any(|(known, _)| *known == folded) {
            self.readings.push((folded, cost));
        }
    }

    fn halve(&mut self, plain: &str) {
        let halves: Vec<&str> =
            plain.split(['/', '|', '\n', '&', '+']).map(str::trim).filter(|half| !half.is_empty()).collect();
        if halves.len() < 2 || halves.len() > 4 {
            return;
        }
        for half in halves {
            self.add(half, 9);
            self.halves.push(fold(half));
        }
    }
}

/// Without `a)`, `1.`, `2.3`, `(4)`, `Q5:`, `*` in front and behind.
fn without_list_mark(text: &str) -> &str {
    let text = text.trim_start_matches(['*', '#', '•', '-', ' ']).trim_end_matches(['*', ':', ' ']);
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '(' | ')' | '.' | ':')))
        .unwrap_or(text.len());
    let mark = &text[..end];
    let numbered = mark.chars().any(|c| c.is_ascii_digit()) || mark.len() <= 3;
    let closed = mark.ends_with([')', '.', ':']);
    if closed && numbered && mark.len() <= 6 && end < text.len() {
        text[end..].trim_start_matches([' ', '-', '–'])
    } else {
        text
    }
}

/// Without what stands in brackets, unless nothing else is left.
fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            // "Vendor(s) Name" is a vendor's name.
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    if fold(&kept).is_empty() { text.to_owned() } else { kept.trim().to_owned() }
}

/// What stands before the first line break, where what follows is a line of its own: an instruction.
fn first_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| fold(line).chars().count() >= 2).unwrap_or(text)
}

/// Without numbers that date a column: years, days, "al 30 aprile 2026".
fn without_numbers(text: &str) -> String {
    let keep = |word: &&str| {
        !word.chars().any(|c| c.is_ascii_digit()) || word.chars().filter(|c| c.is_alphabetic()).count() > 2
    };
    let words: Vec<&str> = text.split(' ').filter(keep).collect();
    if fold(&words.concat()).chars().count() < 2 { text.to_owned() } else { words.join(" ") }
}

/// `projectName` → `project Name`, `AIUseCase` → `AI Use Case`; words with blanks between are left alone.
pub(crate) fn split_camel(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut split = String::with_capacity(text.len() + 8);
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let begins = c.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit())
                || before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|after| after.is_lowercase() && *after != 's'));
        if begins {
            split.push(' ');
        }
        split.push(*c);
    }
    split
}

/// The languages that registers keep side by side, by the marks that their headers end with.
const TONGUES: &[(&str, &[&str])] = &[
    ("en", &["en", "eng", "english", "anglais", "englisch", "ingles", "inglese"]),
    ("fr", &["fr", "fra", "fre", "french", "francais", "franzosisch", "frances", "francese"]),
    ("de", &["de", "deu", "ger", "german", "deutsch", "allemand", "tedesco"]),
    ("it", &["it", "ita", "italian", "italiano", "italienisch", "italien"]),
    ("nl", &["nl", "nld", "dutch", "nederlands", "neerlandais"]),
    ("es", &["es", "esp", "spa", "spanish", "espanol", "castellano"]),
    ("ca", &["cat", "catala", "catalan"]),
    ("pt", &["pt", "por", "portuguese", "portugues"]),
    ("sv", &["sv", "swe", "swedish", "svenska", "ruotsi"]),
    ("fi", &["fi", "fin", "finnish", "suomi", "finska"]),
    ("et", &["et", "est", "estonian", "eesti"]),
    ("lv", &["lv", "latvian", "latviski"]),
    ("el", &["el", "gr", "greek", "ελληνικα"]),
    ("ga", &["ga", "irish", "gaeilge"]),
    ("cy", &["cy", "welsh", "cymraeg"]),
    ("pl", &["pl", "polish", "polski"]),
];

fn tongue(readings: &[(String, u8)]) -> Option<(String, &'static str)> {
    readings.iter().find_map(|(reading, _)| {
        let (stem, mark) = reading.rsplit_once(' ')?;
        let (code, _) = TONGUES.iter().find(|(_, marks)| marks.contains(&mark))?;
        Some((stem.to_owned(), *code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(cell: &str) -> Vec<String> {
        Name::new(cell, "").readings.into_iter().map(|(reading, _)| reading).collect()
    }

    #[test]
    fn every_way_of_writing_a_name_comes_down_to_it() {
        for (cell, reading) in [
            ("Use Case ID\n\n[Agency Abbrev.] – [#] ", "use case id"),
            ("a) Project name*", "project name"),
            ("1.2 Titel", "titel"),
            ("Q5: What is new?", "what is new"),
            ("Date Implemented (if applicable)", "date implemented"),
            ("(Optional) Link", "link"),
            ("leadOrganisationName", "lead organisation name"),
            ("lead_organisation_name", "lead organisation name"),
            ("ProjectID", "project id"),
            ("FASE di avanzamento al 30 aprile 2026", "fase di avanzamento al aprile"),
            ("Massnah\u{ad}me", "massnahme"),
            ("Description / Aims", "aims"),
            ("Titre du projet | Project title", "project title"),
            ("Budget: total", "budget"),
        ] {
            assert!(readings(cell).contains(&reading.to_owned()), "{cell:?}: {:?}", readings(cell));
        }
    }

    #[test]
    fn marks_of_language_are_told_from_the_name() {
        assert_eq!(Name::new("service_name_fr", "").tongue, Some(("service name".to_owned(), "fr")));
        assert_eq!(Name::new("Title (EN)", "").tongue, Some(("title".to_owned(), "en")));
        assert_eq!(Name::new("Status", "").tongue, None);
    }

    #[test]
    fn a_group_completes_a_name() {
        let name = Name::new("2024", "Budget");
        assert!(name.readings.iter().any(|(reading, _)| reading == "budget 2024"), "{name:?}");
    }
}
