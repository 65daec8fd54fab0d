//! Phrases made ready: numbered by their parts, each with the word that it is looked for by and what it needs besides.

#![expect(
    clippy::disallowed_types,
    reason = "tens of thousands of parts are looked up; nothing iterates over the maps"
)]

use std::collections::{BTreeMap, HashMap};

use super::clauses::Clauses;
use super::lexicon::{Anchored, Compiled, Element, FOUR, Group, Lexicon, Meant, Sense, count};
use super::looked_up::blocks;
use super::memo::Owner;
use super::near::{Bit, Need, folded};
use super::phrase::{Phrase, Shape, Term, WIDEST_GAP};
use super::words::{Part, Words};

impl Lexicon {
    /// Makes phrases ready; `usual` are the words that turn up most.
    pub(crate) fn new(phrases: &[(Sense, Phrase)], clauses: Clauses, usual: &[&str]) -> Self {
        // The same part stands in many phrases and has one number. Those that are only looked for first are never
        // asked for beside another word, and come last.
        let Kinds { mut kinds, of_elements } = Kinds::of(phrases);
        let often = how_often(&kinds);
        let rates: Vec<u64> = kinds.iter().map(|kind| rate(kind.terms, &often, usual)).collect();
        let mut rest = &*of_elements;
        let mut in_order = Vec::with_capacity(phrases.len());
        for (_, phrase) in phrases {
            let (own, others) = rest.split_at(phrase.elements.len());
            rest = others;
            let anchor = anchor(phrase, own, &rates);
            for (place, kind) in own.iter().enumerate() {
                kinds[*kind].asked |= place != anchor || own.len() == 1;
            }
            in_order.push((own, anchor));
        }
        // Those of the same common word get numbers side by side, so that few blocks hold all that it stands for.
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        order.sort_by_cached_key(|kind| {
            let Kind { terms, asked, .. } = kinds[*kind];
            (!asked, terms.iter().map(|term| (often[&*term.letters], &term.letters)).max(), terms)
        });
        let asked = count(kinds.iter().filter(|kind| kind.asked).count());
        let common: Vec<u64> =
            order[..asked as usize].iter().map(|kind| common(kinds[*kind].terms, usual)).collect();
        let bits = Bit::shared_out(&common);
        let bit = |part: Part| bits.get(part as usize).copied().unwrap_or_default();
        let words = Words::new(order.iter().map(|kind| kinds[*kind].terms).zip(0..));
        let mut parts: Vec<Part> = vec![0; kinds.len()];
        for (kind, part) in order.into_iter().zip(0..) {
            parts[kind] = part;
        }

        let mut by_part: Vec<Vec<(u32, [Need; 2])>> = vec![Vec::new(); parts.len()];
        let (mut compiled, mut elements) = (Vec::with_capacity(phrases.len()), Vec::new());
        for (place, ((sense, phrase), (own, anchor))) in (0..).zip(phrases.iter().zip(in_order)) {
            let first = elements.len();
            elements.extend(phrase.elements.iter().zip(own).map(|(element, kind)| {
                let part = parts[*kind];
                Element { part, bit: bit(part), gap: element.gap }
            }));
            let needs = needs(&elements[first..], anchor, &common);
            by_part[elements[first + anchor].part as usize].push((place, needs));
            compiled.push(Compiled {
                sense: *sense,
                elements: (count(first), count(elements.len())),
                anchor: count(anchor),
                alone: phrase.alone,
            });
        }
        let (mut meanings, mut groups, mut anchored, mut further) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for parts in words.meanings() {
            let from = (count(groups.len()), count(further.len()));
            let here = parts.iter().flat_map(|part| &by_part[*part as usize]).copied();
            group(here.collect(), &mut groups, &mut anchored);
            let asked = || parts.iter().copied().filter(|part| *part < asked);
            let mut blocks = blocks(asked()).into_iter();
            let first = [(); 2].map(|()| blocks.next().unwrap_or_default());
            further.extend(blocks);
            let (groups, further) = ((from.0, count(groups.len())), (from.1, count(further.len())));
            meanings.push(Meant { groups, first, further, folded: folded(asked().map(bit)) });
        }
        // Room to look at four where the last ones are.
        let last = groups.last().copied();
        groups.extend(last.into_iter().flat_map(|last| [last; FOUR]));
        let owner = Owner::new();
        Self { owner, words, clauses, meanings, groups, anchored, further, phrases: compiled, elements }
    }
}

/// Groups phrases by that of their needs that more of them share.
fn group(mut phrases: Vec<(u32, [Need; 2])>, groups: &mut Vec<Group>, anchored: &mut Vec<Anchored>) {
    let mut times: BTreeMap<Need, usize> = BTreeMap::new();
    for need in phrases.iter().flat_map(|(_, needs)| needs) {
        *times.entry(*need).or_default() += 1;
    }
    for (_, needs) in &mut phrases {
        needs.sort_by_key(|need| std::cmp::Reverse(times[need]));
    }
    phrases.sort_unstable_by_key(|(phrase, needs)| (needs[0], *phrase));
    let same = |one: &(u32, [Need; 2]), other: &(u32, [Need; 2])| one.1[0] == other.1[0];
    for alike in phrases.chunk_by(same).flat_map(|alike| alike.chunks(usize::from(u16::MAX))) {
        let first = count(anchored.len());
        anchored.extend(alike.iter().map(|(phrase, [_, need])| Anchored { phrase: *phrase, need: *need }));
        groups.push(Group {
            need: alike[0].1[0],
            count: u16::try_from(alike.len()).unwrap_or(u16::MAX),
            first,
        });
    }
}

/// What may stand at one place of a phrase, once for all phrases that have it.
#[derive(Clone, Copy)]
struct Kind<'a> {
    terms: &'a [Term],
    /// How many places of phrases have it.
    times: u64,
    /// Whether it is asked for beside another word.
    asked: bool,
}

/// The kinds of all elements, and of each element, phrase by phrase, which it is.
struct Kinds<'a> {
    kinds: Vec<Kind<'a>>,
    of_elements: Vec<usize>,
}

impl<'a> Kinds<'a> {
    fn of(phrases: &'a [(Sense, Phrase)]) -> Self {
        let mut numbers: HashMap<&[Term], usize> = HashMap::new();
        let (mut kinds, mut of_elements) = (Vec::new(), Vec::new());
        for element in phrases.iter().flat_map(|(_, phrase)| &phrase.elements) {
            let next = kinds.len();
            let number = *numbers.entry(&element.terms).or_insert(next);
            if number == next {
                kinds.push(Kind { terms: &element.terms, times: 0, asked: false });
            }
            kinds[number].times += 1;
            of_elements.push(number);
        }
        Self { kinds, of_elements }
    }
}

/// How many places of phrases have a term, by its letters.
type Often<'a> = HashMap<&'a [u8], u64>;

fn how_often<'a>(kinds: &[Kind<'a>]) -> Often<'a> {
    let mut often = Often::new();
    for kind in kinds {
        for term in kind.terms {
            *often.entry(&term.letters).or_default() += kind.times;
        }
    }
    often
}

/// How common the words are that a term stands for: 0 where none is a usual one. As a rule of thumb, a word is half as
/// common as one that comes half as late among the usual ones.
fn commonness(term: &Term, usual: &[&str]) -> u64 {
    let is = |word: &&str| match term.shape {
        Shape::Whole => word.as_bytes() == &*term.letters,
        Shape::Beginning => word.as_bytes().starts_with(&term.letters),
        _ => false,
    };
    let words = usual.iter().zip(4..).filter(|(word, _)| is(word));
    words.map(|(_, place)| 1_000_000 / place).sum()
}

/// How common the words of a part are.
fn common(terms: &[Term], usual: &[&str]) -> u64 {
    1000 + terms.iter().map(|term| commonness(term, usual)).sum::<u64>()
}

/// How likely the words of a part are met by chance. A word is taken to be the more common the shorter it is, and the
/// more phrases have it, and more than all others if it is a usual one.
fn rate(terms: &[Term], often: &Often, usual: &[&str]) -> u64 {
    let of = |term: &Term| {
        let short = 8_usize.saturating_sub(term.letters.len());
        (often[&*term.letters] << short) + 4 * commonness(term, usual)
    };
    terms.iter().map(of).sum()
}

/// Which element of a phrase is looked for first: the one least likely to be met by chance.
fn anchor(phrase: &Phrase, kinds: &[usize], rates: &[u64]) -> usize {
    let words = phrase.elements.iter().zip(kinds).enumerate().filter(|(_, (element, _))| element.is_word());
    words.min_by_key(|(_, (_, kind))| rates[**kind]).map_or(0, |(place, _)| place)
}

/// What must stand near the anchor of a phrase: the two parts that are least likely to stand there by chance, given how
/// common each is. A single word needs itself.
fn needs(elements: &[Element], anchor: usize, common: &[u64]) -> [Need; 2] {
    let step = |place: usize| if elements[place].gap { WIDEST_GAP + 1 } else { 1 };
    let reach = |from: usize, to: usize| -> isize {
        isize::try_from((from + 1..=to).map(step).sum::<usize>()).unwrap_or(isize::MAX)
    };
    let near = |from: usize, to: usize| isize::try_from(to - from).unwrap_or(isize::MAX);
    let mut needs: Vec<(u64, Need)> = (0..elements.len())
        .filter(|place| *place != anchor || elements.len() == 1)
        .filter_map(|place| {
            let places = match place {
                before if before < anchor => -reach(place, anchor)..=-near(place, anchor),
                after => near(anchor, after)..=reach(anchor, after),
            };
            let Element { part, bit, .. } = elements[place];
            let width = places.end().abs_diff(*places.start()) as u64 + 1;
            Some((width * common[part as usize], Need::new(bit, &places)?))
        })
        .collect();
    needs.sort_by_key(|(chance, _)| *chance);
    let first = needs.first().expect("a neighbour is within the widest gap").1;
    [first, needs.get(1).map_or(first, |(_, need)| *need)]
}
