//! Names of files for packs.

use std::collections::BTreeSet;

/// How many characters of an agency's name go into the name of its file.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 5] = ["con", "prn", "aux", "nul", "clock$"];

/// Gives every agency a name that no other has, also where upper and lower case are one.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    pub(super) fn name(&mut self, agency: &str) -> String {
        let mut stem = String::new();
        for c in agency.chars() {
            if c.is_alphanumeric() {
                stem.extend(c.to_lowercase());
            } else if !stem.is_empty() && !stem.ends_with('-') {
                stem.push('-');
            }
        }
        let stem: String = stem.chars().take(LONGEST).collect();
        let stem = stem.trim_matches('-');
        let device = DEVICES.contains(&stem)
            || ["com", "lpt"].iter().any(|port| {
                stem.strip_prefix(port)
                    .is_some_and(|rest| rest.len() == 1 && rest.chars().all(char::is_numeric))
            });
        let stem = match stem {
            "" => "agency".to_owned(),
            stem if device => format!("agency-{stem}"),
            stem => stem.to_owned(),
        };
        let mut name = format!("{stem}.xlsx");
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{stem}-{number}.xlsx");
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_different() {
        let mut names = Names::default();
        let named = [
            "Agence de l'eau",
            "agence de L'Eau!",
            "../../etc/passwd",
            "CON",
            "",
            "::",
            "Υπουργείο Παιδείας",
        ]
        .map(|agency| names.name(agency));
        assert_eq!(
            named,
            [
                "agence-de-l-eau.xlsx",
                "agence-de-l-eau-2.xlsx",
                "etc-passwd.xlsx",
                "agency-con.xlsx",
                "agency.xlsx",
                "agency-2.xlsx",
                "υπουργείο-παιδείας.xlsx"
            ]
        );
    }
}
