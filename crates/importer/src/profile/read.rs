//! A profile as it is written in TOML.

use std::fmt;

use evenfolio_core::field::Field;
use evenfolio_core::money::Currency;
use serde::Deserialize;

use super::Profile;
use crate::delimiter::Delimiter;
use crate::lift::date::Order;
use crate::lift::money::unit;
use crate::vocabulary::vocabulary;

/// A profile that cannot be read: what is wrong with it, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError(pub(super) String);

impl ProfileError {
    pub(super) fn of_toml(error: &toml::de::Error) -> Self {
        Self(error.to_string().trim_end().to_owned())
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProfileError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default)]
    paths: Vec<String>,
    sheet: Option<String>,
    header_row: Option<u64>,
    header_rows: Option<[u64; 2]>,
    #[serde(default)]
    turned: bool,
    language: Option<String>,
    agency: Option<String>,
    currency: Option<String>,
    date_order: Option<String>,
    encoding: Option<String>,
    delimiter: Option<String>,
    #[serde(default)]
    fill_down: Vec<String>,
    #[serde(default)]
    columns: toml::Table,
}

impl Profile {
    /// Reads a profile from TOML.
    ///
    /// ```
    /// use evenfolio_importer::profile::Profile;
    /// let profile = Profile::from_toml("header_row = 3\n[columns]\ntitle = \"Vorhaben\"\n").unwrap();
    /// assert_eq!(profile.header, Some((3, 3)));
    /// let error = Profile::from_toml("[columns]\ntitel = \"Vorhaben\"\n").unwrap_err();
    /// assert!(error.to_string().contains("“titel” is no field"));
    /// ```
    ///
    /// # Errors
    /// [`ProfileError`] for anything that is not understood: nothing in a profile is passed over.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        toml::from_str::<Written>(text).map_err(|error| ProfileError::of_toml(&error))?.profile()
    }
}

impl Written {
    /// The profile that was written, if all of it is understood.
    pub(super) fn profile(self) -> Result<Profile, ProfileError> {
        let written = self;
        let wrong = ProfileError;
        let header = match (written.header_row, written.header_rows) {
            (Some(_), Some(_)) => return Err(wrong("give header_row or header_rows, not both".to_owned())),
            (Some(row), None) => Some((row, row)),
            (None, rows) => rows.map(|[first, last]| (first, last)),
        };
        if header.is_some_and(|(first, last)| first == 0 || last < first || last - first > 1000) {
            return Err(wrong("header rows are counted from 1, the first before the last".to_owned()));
        }
        let currency = match &written.currency {
            Some(code) => Some(currency(code)?),
            None => None,
        };
        let date_order = match written.date_order.as_deref() {
            None => None,
            Some("day-first") => Some(Order::DayFirst),
            Some("month-first") => Some(Order::MonthFirst),
            Some(other) => {
                return Err(wrong(format!("date_order is “day-first” or “month-first”, not “{other}”")));
            }
        };
        if let Some(code) = written.language.as_deref().filter(|code| vocabulary().language(code).is_none()) {
            return Err(wrong(format!("the language “{code}” is not known")));
        }
        let delimiter = match written.delimiter.as_deref() {
            None => None,
            Some(text) => Some(Delimiter::new(text).ok_or_else(|| {
                let most = Delimiter::LONGEST;
                wrong(format!("a delimiter is 1 to {most} bytes without quotation marks and line ends"))
            })?),
        };
        let field = |key: &str| {
            Field::from_key(key).ok_or_else(|| wrong(format!("“{key}” is no field; known are {}", keys())))
        };
        let fill_down = written.fill_down.iter().map(|key| field(key)).collect::<Result<_, _>>()?;
        let mut columns = Vec::new();
        for (key, headers) in &written.columns {
            let field = field(key)?;
            for header in list(headers)
                .ok_or_else(|| wrong(format!("{key} is the text of a header, or a list of them")))?
            {
                columns.push((field, header));
            }
        }
        // The file's order counts within a field only.
        columns.sort_by_key(|(field, _): &(Field, String)| *field);
        if let Some(path) = written.paths.iter().find(|path| glob::Pattern::new(path).is_err()) {
            return Err(wrong(format!("the pattern “{path}” in paths cannot be understood")));
        }
        Ok(Profile {
            paths: written.paths,
            sheet: written.sheet,
            header,
            turned: written.turned,
            columns,
            fill_down,
            encoding: written.encoding,
            delimiter,
            agency: written.agency,
            currency,
            date_order,
            language: written.language,
        })
    }
}

fn currency(code: &str) -> Result<Currency, ProfileError> {
    unit::by_code(&code.to_uppercase())
        .ok_or_else(|| ProfileError(format!("“{code}” is no currency code of ISO 4217, such as EUR")))
}

fn list(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(header) => Some(vec![header.clone()]),
        toml::Value::Array(headers) => {
            headers.iter().map(|header| header.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

fn keys() -> String {
    Field::ALL.iter().map(|field| field.key()).collect::<Vec<_>>().join(", ")
}
