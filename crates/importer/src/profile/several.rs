//! A file of profiles: one for every register, or one for all.

use serde::Deserialize;

use super::read::Written;
use super::{Profile, ProfileError};
use crate::layout::Layout;

/// The profiles of a run, and which of them a file is read by.
///
/// A file of profiles holds either one profile, or a list of them under `[[profile]]`. A profile with `paths`
/// is for the files that these name: a name without a slash is compared with the name of the file, one with
/// slashes with the end of its path. A profile without `paths` is for all files that no other one names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profiles(Vec<Profile>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenList {
    profile: Vec<Written>,
}

impl Profiles {
    /// Reads one profile, or a list of them.
    ///
    /// ```
    /// use evenfolio_importer::profile::Profiles;
    /// let profiles = Profiles::from_toml(
    ///     "[[profile]]\npaths = [\"tax_*.csv\"]\nheader_row = 3\ncolumns.title = \"Vorhaben\"\n",
    /// )
    /// .unwrap();
    /// assert_eq!(profiles.of("registers/tax_2024.csv").len(), 1);
    /// assert!(profiles.of("registers/water.csv").is_empty());
    /// ```
    ///
    /// # Errors
    /// [`ProfileError`] for anything that is not understood.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let table: toml::Table = toml::from_str(text).map_err(|error| ProfileError::of_toml(&error))?;
        if !table.contains_key("profile") {
            return Ok(Self(vec![Profile::from_toml(text)?]));
        }
        let list: WrittenList = toml::from_str(text).map_err(|error| ProfileError::of_toml(&error))?;
        let several = list.profile.len() > 1;
        let read = |(at, written): (usize, Written)| {
            let place = |error: ProfileError| {
                if several { ProfileError(format!("profile {}: {error}", at + 1)) } else { error }
            };
            written.profile().map_err(place)
        };
        Ok(Self(list.profile.into_iter().enumerate().map(read).collect::<Result<_, _>>()?))
    }

    /// Adds the profiles of another file.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The profiles that a file is to be read by: those that name it, else those that name no file.
    pub fn of(&self, path: &str) -> Vec<Profile> {
        let named: Vec<Profile> = self.0.iter().filter(|profile| profile.names(path)).cloned().collect();
        if !named.is_empty() {
            return named;
        }
        self.0.iter().filter(|profile| profile.paths.is_empty()).cloned().collect()
    }

    /// Writes how registers are read: one profile, or a list of them.
    pub fn to_toml(registers: &[(Profile, &Layout)]) -> String {
        match registers {
            [(profile, layout)] => profile.to_toml(layout),
            several => several
                .iter()
                .map(|(profile, layout)| {
                    let one = profile.to_toml(layout).replacen("\n[columns]\n", "\n[profile.columns]\n", 1);
                    format!("[[profile]]\n{one}")
                })
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }
}

impl Profile {
    /// Whether one of its `paths` names the file.
    fn names(&self, path: &str) -> bool {
        let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
        let parts: Vec<&str> = path.split('/').collect();
        self.paths.iter().any(|wanted| {
            let wanted = wanted.strip_prefix("./").unwrap_or(wanted);
            let depth = wanted.trim_start_matches('/').split('/').count().min(parts.len());
            let end = parts[parts.len() - depth..].join("/");
            let pattern = glob::Pattern::new(wanted.trim_start_matches('/'));
            // A name that holds `[` or `?` itself is the name first, and a pattern second.
            wanted == end
                || wanted == path
                || pattern.is_ok_and(|pattern| pattern.matches_with(&end, options))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_for_the_files_that_it_names() {
        let toml = r#"
            [[profile]]
            paths = ["tax.csv", "health/*.xlsx"]
            columns.title = "A"
            [[profile]]
            columns.title = "B"
        "#;
        let profiles = Profiles::from_toml(toml).unwrap();
        let by = |path: &str| -> Vec<String> {
            profiles.of(path).into_iter().flat_map(|profile| profile.columns).map(|(_, name)| name).collect()
        };
        assert_eq!(by("registers/tax.csv"), ["A"]);
        assert_eq!(by("/srv/health/one.xlsx"), ["A"]);
        assert_eq!(by("health/old/one.xlsx"), ["B"]);
        assert_eq!(by("attax.csv"), ["B"]);
    }

    #[test]
    fn a_fault_says_which_profile_has_it() {
        let toml = "[[profile]]\ncolumns.title = \"A\"\n[[profile]]\nheader_row = 0\n";
        let error = Profiles::from_toml(toml).unwrap_err().to_string();
        assert!(error.starts_with("profile 2: header rows are counted from 1"), "{error}");
        let error = Profiles::from_toml("[[profile]]\n[other]\n").unwrap_err().to_string();
        assert!(error.contains("other"), "{error}");
    }
}
