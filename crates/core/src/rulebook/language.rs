//! Which language a text is in, guessed from its commonest words. The rules of one language are not run over
//! the texts of another: the same letters mean different things (`rente`, `gift`, `actual`).

use serde::Deserialize;

use super::lexicon::count;
use super::tokens::{Section, Tokens, packed};
use super::trie::{Sketch, Trie};
use crate::fold::fold;

/// A language that a rulebook has phrases in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language {
    /// ISO 639-1.
    pub(crate) code: String,
    /// The English name.
    pub(crate) name: String,
    /// The commonest words, parted by blanks.
    common: String,
    /// Other words that very many rows of registers have, by which no phrase is looked for if another will do.
    #[serde(default)]
    usual: String,
    /// How long words often end; asked only where the common words leave it open.
    endings: String,
    /// Letters that few other languages use; asked likewise.
    letters: String,
}

/// The most languages that can be told apart.
pub(crate) const MOST: usize = 16;

impl Language {
    /// The words that turn up most in registers.
    pub(crate) fn usual(&self) -> Vec<&str> {
        self.common.split_whitespace().chain(self.usual.split_whitespace()).collect()
    }
}

/// How strongly a text points to each language, by place.
pub(crate) type Scores = [u32; MOST];

/// The score of one word that only one language has.
const OWN_WORD: u32 = 12;

/// The score of one long word that ends as many of a language do.
const OWN_ENDING: u32 = 3;

/// From this score on, a text's own words settle its language.
pub(crate) const PLAIN: u32 = 2 * OWN_WORD;

/// After so many words of a section, and as many again, it is asked whether its language is settled.
const SO_OFTEN: usize = 8;

/// Tells languages apart.
#[derive(Debug)]
pub(crate) struct Languages {
    pub(crate) known: Vec<Language>,
    /// Open addressing by the packed word, 0 being no word; with the place of what the word says in `shares`.
    words: Vec<(u64, u16)>,
    /// What a word adds to the scores: the more languages have it, the less.
    shares: Vec<Scores>,
    /// The endings of all languages, and what each set of them adds to the scores.
    endings: Trie,
    ended: Vec<Scores>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Vec<Language>,
}

impl Languages {
    pub(crate) fn read(toml: &str) -> Result<Self, String> {
        let known = toml::from_str::<File>(toml).map_err(|error| error.to_string())?.language;
        if known.len() > MOST {
            return Err(format!("at most {MOST} languages"));
        }
        let mut words = vec![(0, 0_u16); 4096];
        for (place, language) in known.iter().enumerate() {
            for word in language.common.split_whitespace() {
                let word = fold(word);
                if word.len() > 8 {
                    return Err(format!("`{word}` is too long"));
                }
                let key = packed(word.as_bytes());
                let slot = slot(&words, key);
                words[slot] = (key, words[slot].1 | 1 << place);
            }
        }
        let mut sets: Vec<u16> = words.iter().map(|(_, languages)| *languages).collect();
        sets.sort_unstable();
        sets.dedup();
        for (_, languages) in &mut words {
            let place = sets.binary_search(languages).unwrap_or(0);
            *languages = u16::try_from(place).map_err(|_| "too many words".to_owned())?;
        }
        let share = |set: &u16| {
            let of = |place| if *set & 1_u16 << place != 0 { OWN_WORD / set.count_ones() } else { 0 };
            std::array::from_fn(of)
        };
        let shares = sets.iter().map(share).collect();
        let (endings, ended) = endings(&known);
        Ok(Self { known, words, shares, endings, ended })
    }

    pub(crate) fn place(&self, code: &str) -> Option<usize> {
        self.known.iter().position(|language| language.code == code)
    }

    /// Adds to the scores what the words of a section say; `raw` is its text.
    pub(crate) fn score(&self, tokens: &Tokens, section: &Section, raw: &str, scores: &mut Scores) {
        let own = &tokens.all()[section.first..section.last];
        for (token, read) in own.iter().zip(0..) {
            // A long text need not be read to its end.
            if read % SO_OFTEN == SO_OFTEN - 1 && is_settled(scores) {
                return;
            }
            let Some(key) = tokens.packed(*token) else { continue };
            // A word that no language has adds nothing, which costs less than asking.
            let (_, shares) = self.words[slot(&self.words, key)];
            for (score, share) in scores.iter_mut().zip(&self.shares[usize::from(shares)]) {
                *score += share;
            }
        }
        if scores.iter().all(|score| *score < PLAIN) {
            self.score_shapes(tokens, section, raw, scores);
        }
    }

    fn score_shapes(&self, tokens: &Tokens, section: &Section, raw: &str, scores: &mut Scores) {
        for token in &tokens.all()[section.first..section.last] {
            let word = tokens.word(*token);
            // What is left before an ending has three letters or more.
            let end = word.iter().rev().take(word.len().saturating_sub(3));
            let ended = &self.ended[self.endings.along(end) as usize];
            scores.iter_mut().zip(ended).for_each(|(score, more)| *score += more);
        }
        if raw.is_ascii() {
            return;
        }
        for (language, score) in self.known.iter().zip(scores) {
            let clues = raw.chars().take(2000).filter(|c| !c.is_ascii() && language.letters.contains(*c));
            *score += 2 * u32::try_from(clues.take(3).count()).unwrap_or(0);
        }
    }
}

/// Whether one language is far before all others.
fn is_settled(scores: &Scores) -> bool {
    let best = scores.iter().max().copied().unwrap_or(0);
    best >= 3 * PLAIN && scores.iter().filter(|score| **score * 2 > best).count() == 1
}

/// The language with the highest score, the earlier in a tie; `None` where nothing points anywhere.
pub(crate) fn likeliest(scores: &Scores) -> Option<usize> {
    let best = *scores.iter().max()?;
    scores.iter().position(|score| *score == best).filter(|_| best > 0)
}

/// The languages worth trying on a text with those scores, the likeliest first. Where the commonest words
/// settle it there is one, or two that are near to each other, such as Danish and Norwegian; where they do
/// not, there are up to four.
pub(crate) fn worth_trying(scores: &Scores) -> Vec<usize> {
    let mut places: Vec<usize> = (0..MOST).filter(|place| scores[*place] > 0).collect();
    places.sort_by_key(|place| std::cmp::Reverse(scores[*place]));
    let best = places.first().map_or(0, |place| scores[*place]);
    if best >= PLAIN {
        places.retain(|place| scores[*place] * 5 >= best * 4);
        places.truncate(2);
    } else {
        places.truncate(3);
        if !places.contains(&0) {
            places.push(0);
        }
    }
    places
}

/// The endings as a tree from the last letter on, and what those met on the way add to the scores.
fn endings(known: &[Language]) -> (Trie, Vec<Scores>) {
    let mut sketch = Sketch::new();
    for (language, place) in known.iter().zip(0..) {
        for ending in language.endings.split_whitespace() {
            sketch.add(ending.bytes().rev(), place, false);
        }
    }
    let mut ended = vec![Scores::default()];
    let endings = sketch.finished(&mut |places| {
        let of = |place: usize| if places.iter().any(|one| *one as usize == place) { OWN_ENDING } else { 0 };
        ended.push(std::array::from_fn(of));
        count(ended.len() - 1)
    });
    (endings, ended)
}

fn slot(words: &[(u64, u16)], key: u64) -> usize {
    let mask = words.len() - 1;
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let mut slot = usize::try_from(hash).unwrap_or(0) & mask;
    while words[slot].0 != 0 && words[slot].0 != key {
        slot = (slot + 1) & mask;
    }
    slot
}
