//! The template's words, one file a language.

use std::sync::LazyLock;

use evenfolio_core::field::Field;
use serde::Deserialize;

/// The languages in which there is a template, by their ISO 639-1 codes.
pub const LANGUAGES: [&str; 4] = ["en", "de", "es", "fr"];

const FILES: [&str; 4] =
    [include_str!("en.toml"), include_str!("de.toml"), include_str!("es.toml"), include_str!("fr.toml")];

static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    FILES.iter().map(|file| toml::from_str(file).expect("the words are checked by a test")).collect()
});

/// What the template says in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The language's English name, and its own.
    pub language: [String; 2],
    /// What the sheet to fill in is called.
    pub(super) register: String,
    /// What the sheet that explains is called.
    pub(super) guidance: String,
    pub(super) title: String,
    /// How the title of an example row begins.
    pub(super) example: String,
    /// How to fill it in.
    pub(super) intro: Vec<String>,
    /// The headings of the guidance: column, what to write, needed.
    pub(super) headings: [String; 3],
    pub(super) required: String,
    pub(super) optional: String,
    pub(super) choose: String,
    pub(super) other: String,
    status: Vec<String>,
    facet: Vec<String>,
    level: Vec<String>,
    column: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    field: String,
    header: String,
    help: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    examples: Vec<String>,
}

/// One column to fill in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column<'a> {
    pub(super) field: Field,
    pub(super) header: &'a str,
    pub(super) help: &'a str,
    pub(super) required: bool,
    pub(super) examples: &'a [String],
}

impl Wording {
    /// The words of a language; `None` if there is no template in it.
    pub fn of(code: &str) -> Option<&'static Self> {
        let at = LANGUAGES.iter().position(|known| known.eq_ignore_ascii_case(code))?;
        WORDINGS.get(at)
    }

    /// The words for the steps of the status ladder, in its order.
    pub fn status_words(&self) -> impl Iterator<Item = &str> {
        self.status.iter().map(String::as_str)
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        self.column.iter().filter_map(|written| {
            Some(Column {
                field: Field::from_key(&written.field)?,
                header: &written.header,
                help: &written.help,
                required: written.required,
                examples: &written.examples,
            })
        })
    }

    /// The words to choose from in a column.
    pub(super) fn choices(&self, field: Field) -> Option<Vec<&str>> {
        let words = |list: &'static [&'static str]| list.to_vec();
        match field {
            Field::Status => Some(self.status.iter().map(String::as_str).collect()),
            Field::DeclaredFacet => Some(self.facet.iter().map(String::as_str).collect()),
            Field::Level => Some(self.level.iter().map(String::as_str).collect()),
            Field::Currency => Some(words(&CURRENCIES)),
            _ => None,
        }
    }
}

/// The currencies of the countries that most registers come from; others may be typed in.
const CURRENCIES: [&str; 20] = [
    "EUR", "USD", "GBP", "AUD", "BGN", "CAD", "CHF", "CZK", "DKK", "HUF", "ISK", "JPY", "KRW", "MXN", "NOK",
    "NZD", "PLN", "RON", "SEK", "TRY",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_columns_and_choices() {
        let english = Wording::of("en").unwrap();
        let fields = |wording: &Wording| wording.columns().map(|column| column.field).collect::<Vec<_>>();
        for code in LANGUAGES {
            let wording = Wording::of(code).unwrap();
            assert_eq!(wording.column.len(), wording.columns().count(), "{code}: a field is not known");
            assert_eq!(fields(wording), fields(english), "{code}");
            assert_eq!((wording.status.len(), wording.facet.len(), wording.level.len()), (9, 4, 3), "{code}");
            for column in wording.columns() {
                assert!(
                    column.help.ends_with('.') && column.help.chars().count() <= 255,
                    "{code}: {}",
                    column.help
                );
            }
        }
    }
}
