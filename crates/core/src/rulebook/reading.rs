//! Reading an initiative with a rulebook: which rules were found, where, in which words.

use std::cell::RefCell;
use std::ops::Range;

use super::language::{PLAIN, Scores, likeliest, worth_trying};
use super::lexicon::{Find, Sense};
use super::looked_up::LookedUp;
use super::repetition::Repetition;
use super::settle::{Kind, settle};
use super::tokens::{Section, Tokens};
use super::{Rule, Rulebook, Shows};
use crate::field::Field;
use crate::initiative::Initiative;

/// One rule found in one field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) field: Field,
    /// The words as they stand in the cell.
    pub(crate) text: &'a str,
    /// How much its sentence still says, in percent: less where it is boiler-plate.
    pub(crate) share: i32,
}

/// What was found, ordered by field and place. Each rule at most once a field, in its longest words.
pub(crate) type Reading<'a> = Vec<Found<'a>>;

/// Room for the words of one initiative and what they stand for, used again for the next.
#[derive(Default)]
struct Room {
    tokens: Tokens,
    looked_up: LookedUp,
    finds: Vec<Find>,
}

/// The words of one initiative, and what is known of their sentences.
#[derive(Clone, Copy)]
struct Text<'a, 't> {
    tokens: &'t Tokens,
    initiative: &'a Initiative,
    repetition: Option<&'t Repetition>,
}

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

impl Rulebook {
    /// Reads all fields that some rule reads. `repetition` knows how often sentences are repeated, if that is known.
    pub(crate) fn find_in<'a>(
        &'a self,
        initiative: &'a Initiative,
        repetition: Option<&Repetition>,
    ) -> Reading<'a> {
        ROOM.with_borrow_mut(|room| {
            room.tokens.clear();
            for (field, text) in initiative.texts.iter().filter(|(field, _)| self.reads(*field)) {
                room.tokens.read(field, text);
            }
            let text = Text { tokens: &room.tokens, initiative, repetition };
            let reading = self.find_among(text, &mut room.looked_up, &mut room.finds);
            if room.tokens.is_large() {
                *room = Room::default();
            }
            reading
        })
    }

    /// What is found in the words read: in the language that they are plainly in, else in the one that finds most.
    fn find_among<'a>(
        &'a self,
        text: Text<'a, '_>,
        looked_up: &mut LookedUp,
        finds: &mut Vec<Find>,
    ) -> Reading<'a> {
        let Text { tokens, initiative, .. } = text;
        let raw = |section: &Section| initiative.text(section.field).unwrap_or_default();
        let mut whole = Scores::default();
        let scores: Vec<_> = (tokens.sections().iter())
            .map(|section| {
                let mut own = Scores::default();
                self.languages.score(tokens, section, raw(section), &mut own);
                (whole, own) = (sum(whole, own), own);
                own
            })
            .collect();
        let own = |own: &Scores| likeliest(own).filter(|place| own[*place] >= PLAIN);
        if scores.iter().all(|scores| own(scores).is_some()) {
            return self.read_in(text, scores.iter().filter_map(own), looked_up, finds).0;
        }
        let language = |scores: &Scores, common: usize| own(scores).unwrap_or(common);
        let mut readings = worth_trying(&whole).into_iter().map(|common| {
            let languages = scores.iter().map(|own| language(own, common));
            self.read_in(text, languages, looked_up, finds)
        });
        // A tie goes to the likelier language, which comes first.
        let first = readings.next().unwrap_or_default();
        let longest = readings.fold(first, |best, next| if next.1 > best.1 { next } else { best });
        if longest.1 == 0 && likeliest(&whole).is_none() {
            // Not one word tells the language: a title such as `Prozessoptimierung` is tried in all of them.
            let all = (0..self.shelves.len()).map(|common| {
                let languages = scores.iter().map(|own| language(own, common));
                self.read_in(text, languages, looked_up, finds)
            });
            return all.fold(longest, |best, next| if next.1 > best.1 { next } else { best }).0;
        }
        longest.0
    }

    /// What is found in each section with the rules of its language, and in how many words.
    fn read_in<'a>(
        &'a self,
        Text { tokens, initiative, repetition }: Text<'a, '_>,
        languages: impl Iterator<Item = usize>,
        looked_up: &mut LookedUp,
        finds: &mut Vec<Find>,
    ) -> (Reading<'a>, u32) {
        let (mut reading, mut found) = (Vec::with_capacity(16), 0);
        for (section, language) in tokens.sections().iter().zip(languages) {
            let Some(lexicon) = self.lexicon(language) else { continue };
            finds.clear();
            lexicon.find(tokens, section, looked_up, finds);
            // A mention that is known for one says that the language is right, though it places nothing:
            // else "mission-critical" would be read with a language in which only "mission" is known.
            let mentions = finds.iter().filter(|find| find.sense == Sense::Mention);
            found += mentions.map(|find| find.words.count_ones()).max().unwrap_or(0);
            let kind = |rule: u16| {
                let rule = &self.rules[usize::from(rule)];
                let kind = match rule.shows {
                    _ if rule.hint => Kind::Hinting,
                    _ if rule.pull.is_some() => Kind::Placing,
                    Some(Shows::NotNovel | Shows::NotUsed | Shows::NoValue) => Kind::Excluding,
                    _ => Kind::Testing,
                };
                rule.reads(section.field).then_some(kind)
            };
            // So does a phrase that is denied.
            let raw = initiative.text(section.field).unwrap_or_default();
            let (kept, longest_denied) = settle(tokens, raw, &lexicon.clauses, finds, kind);
            found += longest_denied;
            // What was found comes in the order of the text, often several times in one sentence.
            let (mut sentence, mut share) = (0..0, 100);
            for (rule, find) in best_of_each_rule(&kept) {
                found += find.words.count_ones();
                if let Some(repetition) = repetition.filter(|_| !sentence.contains(&find.first)) {
                    sentence = sentence_around(tokens, section, find.first);
                    share = repetition.weight(tokens.hash(sentence.start, sentence.end));
                }
                reading.push(Found {
                    rule: &self.rules[usize::from(rule)],
                    field: section.field,
                    text: words(raw, tokens, find),
                    share,
                });
            }
        }
        (reading, found)
    }
}

fn sum(a: Scores, b: Scores) -> Scores {
    std::array::from_fn(|place| a[place] + b[place])
}

/// The longest find of each rule, the first of equals. All are, and stay, in the order of the text.
fn best_of_each_rule(kept: &[(u16, Find)]) -> impl Iterator<Item = (u16, Find)> {
    let length = |find: &Find| find.words.count_ones();
    let is_best = move |(place, (rule, find)): &(usize, &(u16, Find))| {
        let (before, after) = kept.split_at(*place);
        !before.iter().any(|(other, found)| other == rule && length(found) >= length(find))
            && !after.iter().any(|(other, found)| other == rule && length(found) > length(find))
    };
    kept.iter().enumerate().filter(is_best).map(|(_, kept)| *kept)
}

fn words<'a>(raw: &'a str, tokens: &Tokens, find: Find) -> &'a str {
    let (first, last) = (tokens.all()[find.first], tokens.all()[find.last]);
    raw.get(first.raw_start as usize..last.raw_end as usize).unwrap_or_default()
}

fn sentence_around(tokens: &Tokens, section: &Section, place: usize) -> Range<usize> {
    let all = tokens.all();
    let first = (section.first..=place).rev().find(|i| all[*i].opens).unwrap_or(section.first);
    let last = (place + 1..section.last).find(|i| all[*i].opens).unwrap_or(section.last);
    first..last
}
