//! What a reader is told about each facet, from `facets.toml`.

use std::sync::LazyLock;

use evenfolio_core::position::Facet;
use serde::Deserialize;

/// The words about one facet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// What the facet asks.
    pub question: String,
    /// What to ask the agencies.
    pub ask: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    enhancement: Words,
    mission: Words,
    adaptive: Words,
    anticipatory: Words,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("facets.toml")).expect("the file is checked by a test"));

/// The words about a facet.
pub(crate) fn about(facet: Facet) -> &'static Words {
    match facet {
        Facet::Enhancement => &FILE.enhancement,
        Facet::Mission => &FILE.mission,
        Facet::Adaptive => &FILE.adaptive,
        Facet::Anticipatory => &FILE.anticipatory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_has_whole_sentences() {
        for facet in Facet::ALL {
            let Words { question, ask } = about(facet);
            assert!(question.ends_with('?') && ask.ends_with('?'));
        }
    }
}
