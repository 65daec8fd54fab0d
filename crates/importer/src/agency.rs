//! Whose register it is, where no column says so: a profile's word, else the name of the file, or of its
//! folder where the file's name says nothing.

use std::fmt;

use evenfolio_core::field::Field;
use evenfolio_core::fold::fold;

use crate::lift::text::one_line;
use crate::rows::Row;
use crate::vocabulary::vocabulary;

/// Whose register it is, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agency {
    /// The user or a profile said so.
    Given(String),
    /// From a line above the header that says so: `Agency: Tax Administration`.
    Above(String),
    /// From the name of the file.
    File(String),
    /// From the name of the folder.
    Folder(String),
}

impl Agency {
    /// The name, as it is shown.
    pub fn name(&self) -> &str {
        match self {
            Self::Given(name) | Self::Above(name) | Self::File(name) | Self::Folder(name) => name,
        }
    }

    /// Reads it off the rows above a header, where one says `Agency: …` or has the word and the name in
    /// neighbouring cells.
    pub(crate) fn above(rows: &[Row]) -> Option<Self> {
        rows.iter().find_map(|row| {
            let cells: Vec<&str> =
                row.cells().map(|cell| cell.text.trim()).filter(|text| !text.is_empty()).collect();
            cells.iter().enumerate().find_map(|(at, cell)| {
                let (word, name) = match cell.split_once(':') {
                    Some((word, name)) if !name.trim().is_empty() => (word, name),
                    Some((word, _)) => (word, *cells.get(at + 1)?),
                    // Without a colon only a row of two cells side by side is a word and its value; groups
                    // over columns stand apart.
                    None if cells.len() == 2 && at == 0 && !row.cell(1).is_blank() => (*cell, cells[1]),
                    None => return None,
                };
                let name = one_line(name);
                let means = |text: &str, wanted: Option<Field>| {
                    let meanings = vocabulary().headers.meanings(&fold(text));
                    meanings.iter().any(|(_, field)| wanted.is_none_or(|wanted| wanted == *field))
                };
                let is_name =
                    name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && name.chars().count() <= 120;
                (means(word, Some(Field::Agency)) && is_name && !means(&name, None))
                    .then_some(Self::Above(name))
            })
        })
    }

    /// Reads it off a path such as `registers/tax/register.csv` or `registers/tax-2024.csv`.
    ///
    /// ```
    /// use evenfolio_importer::agency::Agency;
    /// assert_eq!(Agency::of_path("registers/tax office/register 2024.xlsx").name(), "tax office");
    /// assert_eq!(Agency::of_path("registers/tax-office/letters_2024.csv").name(), "tax office");
    /// assert_eq!(Agency::of_path("registers/us-2025/dol-ai-use-cases.csv").name(), "dol ai use cases");
    /// assert_eq!(Agency::of_path("registers/dol-ai-use-cases.csv").name(), "dol ai use cases");
    /// ```
    pub fn of_path(path: &str) -> Self {
        let mut parts = path.rsplit(['/', '\\']).filter(|part| !part.is_empty());
        let file = parts.next().unwrap_or(path);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem });
        let folder = parts.next().filter(|folder| !folder.chars().all(|c| c == '.'));
        match folder {
            Some(folder) if names_someone(folder) || says_nothing(stem) => Self::Folder(readable(folder)),
            _ => Self::File(readable(stem)),
        }
    }
}

/// Words in file names that are no one's name.
const GENERIC: &[&str] = &[
    "register",
    "registers",
    "registry",
    "inventory",
    "list",
    "data",
    "export",
    "export2",
    "projects",
    "project",
    "initiatives",
    "initiative",
    "innovation",
    "innovations",
    "portfolio",
    "final",
    "draft",
    "copy",
    "new",
    "update",
    "updated",
    "version",
    "public",
    "report",
    "sheet",
    "table",
    "book",
    "workbook",
    "input",
    "part",
    "of",
    "and",
    "the",
    "for",
    "registre",
    "liste",
    "projets",
    "projekte",
    "projektliste",
    "proyectos",
    "registro",
    "progetti",
    "elenco",
    "projecten",
    "projekt",
    "prosjekter",
    "hankkeet",
    "rejestr",
    "projekty",
    "innovationen",
    "innovaciones",
    "innovazioni",
    "csv",
    "xlsx",
    "v",
    "stdin",
];

fn says_nothing(stem: &str) -> bool {
    let folded = fold(stem);
    folded.split(' ').all(|word| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        plain.is_empty() || GENERIC.contains(&plain)
    })
}

/// Whether a folder is named after an organisation: a word of some length that is no word for a place where
/// files are kept, and no year or number.
fn names_someone(folder: &str) -> bool {
    /// Folders that hold files of anyone.
    const PLACES: &[&str] = &[
        "incoming",
        "input",
        "inputs",
        "inbox",
        "in",
        "archive",
        "downloads",
        "documents",
        "desktop",
        "tmp",
        "temp",
        "files",
        "fixtures",
        "formats",
        "hostile",
        "test",
        "tests",
        "home",
        "shared",
        "csv",
        "excel",
    ];
    let folded = fold(folder);
    let words: Vec<&str> = folded.split(' ').collect();
    // Hidden folders are the work of programs.
    !folder.starts_with('.')
        && !folder.chars().any(char::is_numeric)
        && words.iter().any(|word| word.chars().count() >= 4)
        && words.iter().any(|word| !GENERIC.contains(word) && !PLACES.contains(word))
}

fn readable(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if matches!(c, '_' | '-' | '+') { ' ' } else { c }).collect();
    let spaced = spaced.replace("%20", " ");
    let line = one_line(&spaced);
    if line.is_empty() { name.to_owned() } else { line }
}

impl fmt::Display for Agency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(name) => write!(f, "{name} (given)"),
            Self::Above(name) => write!(f, "{name} (said above the header)"),
            Self::File(name) => write!(f, "{name} (the name of the file; no column says it)"),
            Self::Folder(name) => write!(f, "{name} (the name of the folder; no column says it)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_speaks_where_the_file_does_not() {
        assert_eq!(Agency::of_path("in/health/initiatives_2024_v2.csv"), Agency::Folder("health".to_owned()));
        assert_eq!(Agency::of_path("health_board.csv"), Agency::File("health board".to_owned()));
        assert_eq!(Agency::of_path("register.csv"), Agency::File("register".to_owned()));
        assert_eq!(Agency::of_path("./register.csv"), Agency::File("register".to_owned()));
        assert_eq!(Agency::of_path(""), Agency::File(String::new()));
    }
}
