//! Facets as agencies name them.

use evenfolio_core::fold::fold;
use evenfolio_core::position::Facet;

use crate::vocabulary::vocabulary;

/// The one facet that a text names; `None` if it names none, or two.
///
/// ```
/// use evenfolio_core::position::Facet;
/// use evenfolio_importer::lift::facet::read;
/// assert_eq!(read("Mission-oriented innovation"), Some(Facet::Mission));
/// assert_eq!(read("enhancement / adaptive"), None);
/// ```
pub fn read(text: &str) -> Option<Facet> {
    let folded = fold(text);
    let words = vocabulary();
    if let Some(facet) = words.facets.exact(&folded, None) {
        return Some(facet);
    }
    let mut rest = folded;
    let mut named = None;
    while let Some(found) = words.facets.longest(&rest, None) {
        match named {
            None => named = Some(found.meaning),
            Some(facet) if facet == found.meaning => {}
            Some(_) => return None,
        }
        let (start, end) = (found.at, found.at + found.phrase.len());
        // A blank on each side keeps the words around the gap apart.
        rest.replace_range(start..end, "\u{1f}");
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_everyday_words() {
        assert_eq!(read("Anticipatory"), Some(Facet::Anticipatory));
        assert_eq!(read("1 - Enhancement-oriented innovation"), Some(Facet::Enhancement));
        assert_eq!(read("Adaptive innovation (bottom-up)"), Some(Facet::Adaptive));
        assert_eq!(read("blue"), None);
        assert_eq!(read(""), None);
    }
}
