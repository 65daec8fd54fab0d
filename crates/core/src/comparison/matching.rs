//! Who is who: the entries of two runs brought together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use super::Entry;
use crate::fold::fold;

/// Titles at least this alike, of 1, are proposed as the same (Sørensen and Dice, on pairs of letters).
pub const LIKE: f64 = 0.7;

/// Under one identifier, titles less alike than this are probably two initiatives.
const UNLIKE: f64 = 0.2;

/// Under one identifier that stands more than once, titles at least this alike are proposed as the same; and
/// titles less alike are not taken for one entry where one of the titles stands elsewhere.
const RATHER_LIKE: f64 = 0.5;

/// A title of so many words that begins a longer one is proposed as the same.
const BEGINNING: usize = 3;

/// Words that occur in more titles than this do not help to find a title like another.
const COMMON: usize = 20;

/// At most this many words of a title are looked up, rarest first.
const LOOKED_UP: usize = 3;

/// Two entries for a person to look at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Near<'a> {
    /// The entry of the older run.
    pub old: &'a Entry,
    /// The entry of the newer run.
    pub new: &'a Entry,
    /// How alike the titles are, 0 to 1.
    pub likeness: f64,
    /// Why they are shown.
    pub reason: Reason,
}

/// Why two entries are shown to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Taken for the same by identifier, but the titles have nothing in common: was the number given anew?
    OtherTitle,
    /// Not taken for the same: the agency is the same and the titles are much alike.
    LikeTitle,
    /// Not taken for the same: the title is the same in another agency.
    OtherAgency,
}

/// The outcome of matching; every list in the order of the entries.
pub(super) struct Matched<'a> {
    pub(super) pairs: Vec<(&'a Entry, &'a Entry)>,
    pub(super) left: Vec<&'a Entry>,
    pub(super) entered: Vec<&'a Entry>,
    pub(super) near: Vec<Near<'a>>,
}

/// Brings the entries of two runs together: those that say the very same first, so that twins within a
/// register stay paired; then by identifier, then by title, then by title without abbreviations, each only where
/// it is unique in both. Then proposes what is nearly the same.
pub(super) fn matches<'a>(old: &'a [Entry], new: &'a [Entry]) -> Matched<'a> {
    let (mut left, mut entered) = (in_order(old), in_order(new));
    let mut pairs = pair_the_same(&mut left, &mut entered);
    // Where identifiers were given anew, an entry's number leads to another one, and its title to itself.
    let [before, after] = [&left, &entered].map(|entries| entries.iter().filter_map(|e| title(e)).collect());
    let given_anew = |old: &Entry, new: &Entry| {
        let stands = |titles: &BTreeSet<_>, entry| title(entry).is_some_and(|title| titles.contains(&title));
        likeness(old, new).is_some_and(|likeness| likeness < RATHER_LIKE)
            && (stands(&after, old) || stands(&before, new))
    };
    pair_up(&mut left, &mut entered, &mut pairs, identifier, |old, new| !given_anew(old, new));
    let mut near: Vec<_> = pairs.iter().filter_map(|(old, new)| unlike(old, new)).collect();
    pair_up(&mut left, &mut entered, &mut pairs, title, |_, _| true);
    let unabbreviated = |entry: &Entry| keyed(entry, fold(&without_abbreviation(&entry.title)));
    pair_up(&mut left, &mut entered, &mut pairs, unabbreviated, |_, _| true);
    pairs.sort_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
    near.extend(proposals(&left, &entered));
    near.sort_by(|a, b| {
        (a.reason, a.new, a.old).cmp(&(b.reason, b.new, b.old)).then(a.likeness.total_cmp(&b.likeness))
    });
    Matched { pairs, left, entered, near }
}

/// What an entry is known by within its agency.
type Key = (String, String);

fn keyed(entry: &Entry, name: String) -> Option<Key> {
    (!name.is_empty()).then(|| (entry.agency_key(), name))
}

fn identifier(entry: &Entry) -> Option<Key> {
    keyed(entry, entry.id.as_deref().unwrap_or_default().trim().to_owned())
}

fn title(entry: &Entry) -> Option<Key> {
    keyed(entry, fold(&entry.title))
}

/// The title without its own abbreviation in brackets: `Smarter Working (SW) Programme`. An abbreviation is a
/// word of capitals and digits whose letters begin words of the title, in their order.
fn without_abbreviation(title: &str) -> String {
    let (Some(open), Some(close)) = (title.find('('), title.find(')')) else { return title.to_owned() };
    let Some(inside) = title.get(open + 1..close) else { return title.to_owned() };
    let outside = format!("{}{}", &title[..open], &title[close + 1..]);
    let mut initials = outside.split_whitespace().filter_map(|word| word.chars().next());
    let is_own = inside.chars().count() > 1
        && inside.chars().all(|c| {
            (c.is_uppercase() || c.is_numeric())
                && initials.any(|initial| initial.to_uppercase().eq(c.to_uppercase()))
        });
    if is_own { outside } else { title.to_owned() }
}

fn in_order(entries: &[Entry]) -> Vec<&Entry> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort();
    entries
}

/// Takes out of both lists the entries of which the registers say the same in every word, as many as stand
/// on either side, and pairs them.
fn pair_the_same<'a>(old: &mut Vec<&'a Entry>, new: &mut Vec<&'a Entry>) -> Vec<(&'a Entry, &'a Entry)> {
    let said = |entry: &'a Entry| entry.words.map(|words| (&entry.agency, &entry.title, &entry.id, words));
    let mut twins: BTreeMap<_, VecDeque<&Entry>> = BTreeMap::new();
    for entry in new.iter() {
        if let Some(said) = said(entry) {
            twins.entry(said).or_default().push_back(entry);
        }
    }
    let mut pairs = Vec::new();
    old.retain(|entry| {
        let twin = said(entry).and_then(|said| twins.get_mut(&said)).and_then(VecDeque::pop_front);
        pairs.extend(twin.map(|twin| (*entry, twin)));
        twin.is_none()
    });
    let kept: BTreeSet<*const Entry> = twins.into_values().flatten().map(std::ptr::from_ref).collect();
    new.retain(|entry| entry.words.is_none() || kept.contains(&std::ptr::from_ref(*entry)));
    pairs
}

/// Takes out of both lists the entries whose key is unique in each and that may be one, and pairs them.
fn pair_up<'a>(
    old: &mut Vec<&'a Entry>,
    new: &mut Vec<&'a Entry>,
    pairs: &mut Vec<(&'a Entry, &'a Entry)>,
    key: impl Fn(&Entry) -> Option<Key>,
    may_be_one: impl Fn(&Entry, &Entry) -> bool,
) {
    let by_key = |entries: &[&'a Entry]| {
        let mut unique: BTreeMap<Key, Option<&'a Entry>> = BTreeMap::new();
        for entry in entries {
            if let Some(key) = key(entry) {
                unique.entry(key).and_modify(|twice| *twice = None).or_insert(Some(entry));
            }
        }
        unique
    };
    let mut others = by_key(new);
    let mut taken = BTreeSet::new();
    for (key, entry) in by_key(old) {
        if let (Some(before), Some(Some(after))) = (entry, others.remove(&key))
            && may_be_one(before, after)
        {
            pairs.push((before, after));
            taken.insert(key);
        }
    }
    for entries in [old, new] {
        entries.retain(|entry| key(entry).is_none_or(|key| !taken.contains(&key)));
    }
}

/// How alike two titles are; `None` where one has none.
fn likeness(old: &Entry, new: &Entry) -> Option<f64> {
    let [before, after] = [old, new].map(|entry| fold(&entry.title));
    (!before.is_empty() && !after.is_empty()).then(|| strsim::sorensen_dice(&before, &after))
}

fn unlike<'a>(old: &'a Entry, new: &'a Entry) -> Option<Near<'a>> {
    let likeness = likeness(old, new).filter(|likeness| *likeness < UNLIKE)?;
    Some(Near { old, new, likeness, reason: Reason::OtherTitle })
}

/// Whether one title begins with the whole of the other, word for word.
fn begins(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.split(' ').count() >= BEGINNING
        && long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// For each entry that entered, the one that left whose title is most like its own, if it is like enough.
/// Only entries that share a word which is not too common are looked at, so that the work stays small.
fn proposals<'a>(left: &[&'a Entry], entered: &[&'a Entry]) -> Vec<Near<'a>> {
    let titles: Vec<String> = left.iter().map(|entry| fold(&entry.title)).collect();
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, title) in titles.iter().enumerate() {
        let words: BTreeSet<&str> = title.split(' ').filter(|word| !word.is_empty()).collect();
        for word in words {
            by_word.entry(word).or_default().push(index);
        }
    }
    let mut proposals = Vec::new();
    for new in entered {
        let title = fold(&new.title);
        let mut places: Vec<&Vec<usize>> = title
            .split(' ')
            .filter_map(|word| by_word.get(word))
            .filter(|places| places.len() <= COMMON)
            .collect();
        places.sort_by_key(|places| (places.len(), places.first()));
        let candidates: BTreeSet<usize> = places.into_iter().take(LOOKED_UP).flatten().copied().collect();
        let near = candidates.into_iter().filter_map(|index| {
            let old = left[index];
            let same_agency = old.agency_key() == new.agency_key();
            let likeness = strsim::sorensen_dice(&titles[index], &title);
            let enough = if old.id.is_some() && old.id == new.id { RATHER_LIKE } else { LIKE };
            let reason = match () {
                () if same_agency && (likeness >= enough || begins(&titles[index], &title)) => {
                    Reason::LikeTitle
                }
                () if !same_agency && titles[index] == title => Reason::OtherAgency,
                () => return None,
            };
            Some(Near { old, new, likeness, reason })
        });
        // The first of the best: candidates come in the order of the entries.
        let best = near.reduce(|best, next| if rank(&next) > rank(&best) { next } else { best });
        proposals.extend(best);
    }
    proposals
}

fn rank(near: &Near<'_>) -> (bool, u64) {
    // Likenesses lie between 0 and 1, where the order of the bits is the order of the numbers.
    (near.reason == Reason::LikeTitle, near.likeness.to_bits())
}
