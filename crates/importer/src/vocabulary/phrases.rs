//! Phrases and what they mean, found whole: a phrase never matches inside a word.

use std::collections::BTreeMap;

use super::LanguageId;

/// Folded phrases of all languages, each with what it means in the languages that have it.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    phrases: BTreeMap<String, Vec<(LanguageId, T)>>,
    longest: usize,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { phrases: BTreeMap::new(), longest: 0 }
    }
}

/// A phrase that was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a, T> {
    /// The folded phrase.
    pub phrase: &'a str,
    /// Where it begins in the folded text, in bytes.
    pub at: usize,
    /// What it means.
    pub meaning: T,
}

impl<T: Copy + PartialEq> Phrases<T> {
    pub(super) fn add(&mut self, language: LanguageId, phrase: &str, meaning: T) {
        if phrase.is_empty() {
            return;
        }
        self.longest = self.longest.max(phrase.split(' ').count());
        let meanings = self.phrases.entry(phrase.to_owned()).or_default();
        if !meanings.contains(&(language, meaning)) {
            meanings.push((language, meaning));
        }
    }

    /// Everything that the whole folded text means, by language.
    pub fn meanings(&self, folded: &str) -> &[(LanguageId, T)] {
        self.phrases.get(folded).map_or(&[], Vec::as_slice)
    }

    /// What the whole folded text means, best in the preferred language.
    pub fn exact(&self, folded: &str, preferred: Option<LanguageId>) -> Option<T> {
        pick(self.meanings(folded), preferred)
    }

    /// The longest phrase that stands anywhere in the folded text, the first of equals.
    pub fn longest<'a>(&self, folded: &'a str, preferred: Option<LanguageId>) -> Option<Found<'a, T>> {
        self.find(folded, preferred, |_| true)
    }

    /// The longest phrase with which the folded text begins.
    pub fn leading<'a>(&self, folded: &'a str) -> Option<Found<'a, T>> {
        self.find(folded, None, |at| at == 0)
    }

    fn find<'a>(
        &self,
        folded: &'a str,
        preferred: Option<LanguageId>,
        may_begin: impl Fn(usize) -> bool,
    ) -> Option<Found<'a, T>> {
        let mut words = Vec::new();
        let mut at = 0;
        for word in folded.split(' ').take(200) {
            words.push((at, at + word.len()));
            at += word.len() + 1;
        }
        for length in (1..=self.longest.min(words.len())).rev() {
            for window in words.windows(length) {
                let (start, end) = (window[0].0, window[length - 1].1);
                let phrase = &folded[start..end];
                if may_begin(start)
                    && let Some(meaning) = self.exact(phrase, preferred)
                {
                    return Some(Found { phrase, at: start, meaning });
                }
                if !may_begin(start) {
                    break;
                }
            }
        }
        None
    }

    /// All phrases with their meanings, for suggestions.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[(LanguageId, T)])> {
        self.phrases.iter().map(|(phrase, meanings)| (phrase.as_str(), meanings.as_slice()))
    }
}

fn pick<T: Copy>(meanings: &[(LanguageId, T)], preferred: Option<LanguageId>) -> Option<T> {
    let own = meanings.iter().find(|(language, _)| Some(*language) == preferred);
    own.or_else(|| meanings.first()).map(|(_, meaning)| *meaning)
}

/// Where a folded phrase stands in a folded text as whole words, in bytes.
pub fn find(folded: &str, phrase: &str) -> Option<usize> {
    let whole = |at: usize| {
        (at == 0 || folded.as_bytes()[at - 1] == b' ')
            && folded.as_bytes().get(at + phrase.len()).is_none_or(|byte| *byte == b' ')
    };
    folded.match_indices(phrase).map(|(at, _)| at).find(|at| whole(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_whole_phrase_wins() {
        let mut phrases = Phrases::default();
        phrases.add(LanguageId::ENGLISH, "in use", 1);
        phrases.add(LanguageId::ENGLISH, "not in use anymore", 2);
        phrases.add(LanguageId::ENGLISH, "use", 3);
        let found = |text| phrases.longest(text, None).map(|found| found.meaning);
        assert_eq!(found("it is not in use anymore here"), Some(2));
        assert_eq!(found("in use since may"), Some(1));
        assert_eq!(found("reuse of users"), None);
        assert_eq!(phrases.leading("use it in use").map(|found| found.meaning), Some(3));
        assert_eq!(phrases.leading("we use it"), None);
    }
}
