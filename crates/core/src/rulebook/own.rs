//! A user's own rules beside those built in: phrases added, rules made, rules switched off.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{RuleEntry, Wording};
use super::{Rulebook, RulebookError, Shelf, built_in_wordings, digest};

impl Rulebook {
    /// This rulebook with a user's own file: rules of their own, phrases of their own for rules that exist,
    /// and rules switched off.
    ///
    /// ```
    /// use evenfolio_core::rulebook::Rulebook;
    /// let own = Rulebook::built_in().extended(r#"
    ///     language = "en"
    ///     off = ["E-SHARED"]
    ///     [rules.E-COST]
    ///     phrases = ["pays for itself"]
    ///     [rules.X-GAEL]
    ///     name = "Language of the region"
    ///     pole = "directed"
    ///     strength = 60
    ///     why = "The regional plan makes bilingual services an aim."
    ///     phrases = ["bilingual service*"]
    ///     example = "Bilingual services at every counter."
    /// "#)?;
    /// assert!(own.rule("X-GAEL").is_some() && own.rule("E-SHARED").unwrap().off);
    /// # Ok::<(), evenfolio_core::rulebook::RulebookError>(())
    /// ```
    ///
    /// # Errors
    /// If the text is no rulebook file; the message names the line and, for a name that is not known, the
    /// nearest one that is.
    pub fn extended(&self, text: &str) -> Result<Self, RulebookError> {
        let file: Extension = toml::from_str(text).map_err(|error| RulebookError::of_toml(&error, text))?;
        let wrong = |needle: &str, message: String| RulebookError::at(text, needle, message);
        let code = &file.language;
        let languages = self.languages().map(|(code, _)| code);
        let place = self.languages.place(code).ok_or_else(|| {
            let like = nearest(code, languages);
            wrong(&format!("\"{code}\""), format!("`{code}` is no language of the rulebook{like}"))
        })?;
        let mut rules = self.rules.clone();
        let mut shelves: Vec<Shelf> = self.shelves.iter().map(Shelf::emptied).collect();
        for code in &file.off {
            let rule = rules.iter_mut().find(|rule| *rule.code == **code);
            let like = nearest(code, self.codes());
            rule.ok_or_else(|| {
                wrong(&format!("\"{code}\""), format!("there is no rule `{code}` to switch off{like}"))
            })?
            .off = true;
        }
        let default = (0..self.weights.len()).filter(|place| self.weights[*place] != 0);
        let default = default.fold(0, |fields, place| fields | 1 << place);
        let classes = built_in_wordings(code).map(|file| file.classes).unwrap_or_default();
        for (code, (entry, wording)) in
            file.rules().map_err(|(code, message)| wrong(&format!("rules.{code}"), message))?
        {
            wording.check(&classes).map_err(|(phrase, message)| {
                wrong(&phrase, format!("rule `{code}`, phrase `{phrase}`: {message}"))
            })?;
            let here = format!("rules.{code}");
            match (entry, rules.iter().any(|rule| *rule.code == *code)) {
                (Some(_), true) => {
                    return Err(wrong(
                        &here,
                        format!("rule `{code}` exists already: add phrases only, or choose another code"),
                    ));
                }
                (None, false) => {
                    let like = nearest(&code, self.codes());
                    return Err(wrong(
                        &here,
                        format!(
                            "there is no rule `{code}`{like}; a new rule needs a name, a pole with a strength, and a why"
                        ),
                    ));
                }
                (Some(entry), false) => {
                    let rule = entry.rule(&code, default).map_err(|message| wrong(&here, message))?;
                    rules.push(rule);
                }
                (None, true) => {}
            }
            shelves[place].added.entry(code).or_default().join(wording);
        }
        if rules.len() > usize::from(u16::MAX) {
            return Err(RulebookError("too many rules".to_owned()));
        }
        let read = rules.iter().fold(0, |fields, rule| fields | rule.fields);
        Ok(Self {
            rules,
            weights: self.weights.clone(),
            read,
            languages: Arc::clone(&self.languages),
            patterns: Arc::clone(&self.patterns),
            shelves,
            built_in: self.built_in,
            own: Some(digest(text.bytes().chain(self.own.into_iter().flat_map(u64::to_be_bytes)))),
        })
    }
}

/// What a user's file says of each rule: the rule, where the file makes one, and its words.
type OwnRules = BTreeMap<String, (Option<RuleEntry>, Wording)>;

/// A user's own file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extension {
    language: String,
    #[serde(default)]
    off: Vec<String>,
    #[serde(default)]
    rules: BTreeMap<String, toml::Table>,
}

impl Extension {
    /// Each code with the rule, where the file makes one, and its words; or the code at fault and why.
    fn rules(&self) -> Result<OwnRules, (String, String)> {
        let mut rules = BTreeMap::new();
        for (code, table) in &self.rules {
            let wrong =
                |error: toml::de::Error| (code.clone(), format!("rule `{code}`: {}", error.message()));
            let is_words = |key: &str| matches!(key, "phrases" | "except" | "example");
            let (words, rule): (toml::Table, toml::Table) =
                table.clone().into_iter().partition(|(key, _)| is_words(key));
            let entry = if rule.is_empty() { None } else { Some(rule.try_into().map_err(wrong)?) };
            let words =
                if words.is_empty() { Wording::default() } else { words.try_into().map_err(wrong)? };
            rules.insert(code.clone(), (entry, words));
        }
        Ok(rules)
    }
}

/// `; did you mean …?` for the known name that is most like the one given, if any is.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let best = known.map(|known| (likeness(known), known)).max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(likeness, _)| *likeness > 0.8)
        .map_or(String::new(), |(_, known)| format!("; did you mean `{known}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_a_users_file_names_the_line_and_the_nearest_name() {
        let fault = |toml: &str| Rulebook::built_in().extended(toml).unwrap_err().to_string();
        assert_eq!(
            fault("language = \"en\"\noff = [\"E-CSOT\"]"),
            "the rules cannot be read: line 2: there is no rule `E-CSOT` to switch off; did you mean `E-COST`?"
        );
        assert_eq!(
            fault("language = \"en\"\n\n[rules.A-STAF]\nphrases = [\"our own way\"]"),
            "the rules cannot be read: line 3: there is no rule `A-STAF`; did you mean `A-STAFF`?; a new rule needs a \
             name, a pole with a strength, and a why"
        );
        assert!(
            fault("language = \"en\"\n[rules.E-COST]\nphrase = [\"x\"]")
                .contains("line 2: rule `E-COST`: unknown field `phrase`")
        );
        assert!(
            fault("language = \"en\"\n[rules.E-COST]\nphrases = [\n\"ok here\",\n\"… cost\"]")
                .contains("line 5")
        );
        assert!(fault("language = \"xx\"").contains("line 1: `xx` is no language of the rulebook"));
        assert!(fault("language = \"en\"\nof = []").contains("line 2"));
        assert!(
            fault("language = \"en\"\n[rules.E-COST]\nphrases = [\"@nothing … cost\"]")
                .contains("there is no class `@nothing`")
        );
    }
}
