//! One language file as it is written; `languages/README.md` says what each section holds.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A language file.
#[derive(Debug, Deserialize)]
pub(super) struct LanguageFile {
    pub(super) language: [String; 2],
    pub(super) headers: BTreeMap<String, Vec<String>>,
    pub(super) status: BTreeMap<String, Vec<String>>,
    pub(super) months: Months,
    pub(super) answers: BTreeMap<String, Vec<String>>,
    pub(super) scale: BTreeMap<String, Vec<String>>,
    pub(super) missing: Missing,
    pub(super) rows: Rows,
    pub(super) facets: BTreeMap<String, Vec<String>>,
    pub(super) levels: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Months {
    pub(super) names: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Missing {
    pub(super) words: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rows {
    pub(super) total: Vec<String>,
    pub(super) note: Vec<String>,
    pub(super) example: Vec<String>,
}

/// A file as it is built in.
#[derive(Debug)]
pub(super) struct File {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
}

macro_rules! languages {
    ($($code:literal)*) => {
        /// The languages whose words are built in, by ISO 639-1 code, English first.
        pub const LANGUAGE_CODES: &[&str] = &[$($code,)*];

        pub(super) static FILES: &[File] = &[
            $(File { code: $code, text: include_str!(concat!("../../languages/", $code, ".toml")) },)*
        ];
    };
}

languages! {
    "en" "bg" "cs" "da" "de" "el" "es" "et" "fi" "fr" "hr" "hu" "it" "lt" "lv" "nl" "no" "pl" "pt" "ro" "sk" "sl" "sv"
}
