//! Reading an initiative with a rulebook: which rules were found, where, in which words.

use super::language::{PLAIN, likeliest};
use super::lexicon::{Find, Kind, settle};
use super::tokens::{Section, Tokens};
use super::{Rule, Rulebook};
use crate::field::Field;
use crate::initiative::Initiative;

/// One rule found in one field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) field: Field,
    /// The words as they stand in the cell.
    pub(crate) text: &'a str,
    /// The sentence, for counting how often it is repeated.
    pub(crate) sentence: u64,
}

/// What was found, ordered by field and place. Each rule at most once a field, in its longest words.
pub(crate) type Reading<'a> = Vec<Found<'a>>;

impl Rulebook {
    /// Reads all fields that some rule reads.
    pub(crate) fn find_in<'a>(&'a self, initiative: &'a Initiative) -> Reading<'a> {
        let mut tokens = Tokens::default();
        for (field, text) in initiative.texts.iter().filter(|(field, _)| self.reads(*field)) {
            tokens.read(field, text);
        }
        let raw = |section: &Section| initiative.text(section.field).unwrap_or_default();
        let mut whole = Default::default();
        let scores: Vec<_> = (tokens.sections().iter())
            .map(|section| {
                let mut own = Default::default();
                self.languages.score(&tokens, section, raw(section), &mut own);
                (whole, own) = (sum(whole, own), own);
                own
            })
            .collect();
        let common = likeliest(&whole).unwrap_or(0);
        let mut finds = Vec::new();
        let mut reading = Vec::new();
        for (section, own) in tokens.sections().iter().zip(scores) {
            let language = likeliest(&own).filter(|place| own[*place] >= PLAIN).unwrap_or(common);
            let Some(lexicon) = self.lexicon(language) else { continue };
            finds.clear();
            lexicon.find(&tokens, section, &mut finds);
            let kind = |rule: u16| {
                let rule = &self.rules[usize::from(rule)];
                let kind = if rule.pull.is_some() { Kind::Placing } else { Kind::Testing };
                rule.reads(section.field).then_some(kind)
            };
            let mut kept = settle(&tokens, &finds, kind);
            best_of_each_rule(&mut kept);
            reading.extend(kept.into_iter().map(|(rule, find)| Found {
                rule: &self.rules[usize::from(rule)],
                field: section.field,
                text: words(raw(section), &tokens, find),
                sentence: sentence_around(&tokens, section, find.first),
            }));
        }
        reading
    }
}

fn sum(a: super::language::Scores, b: super::language::Scores) -> super::language::Scores {
    std::array::from_fn(|place| a[place] + b[place])
}

/// The longest find of each rule, the first of equals; in the order of the text.
fn best_of_each_rule(kept: &mut Vec<(u16, Find)>) {
    kept.sort_by_key(|(rule, find)| (*rule, std::cmp::Reverse(find.words.count_ones()), find.first));
    kept.dedup_by_key(|(rule, _)| *rule);
    kept.sort_by_key(|(rule, find)| (find.first, find.last, *rule));
}

fn words<'a>(raw: &'a str, tokens: &Tokens, find: Find) -> &'a str {
    let (first, last) = (tokens.all()[find.first], tokens.all()[find.last]);
    raw.get(first.raw_start as usize..last.raw_end as usize).unwrap_or_default()
}

fn sentence_around(tokens: &Tokens, section: &Section, place: usize) -> u64 {
    let all = tokens.all();
    let first = (section.first..=place).rev().find(|i| all[*i].opens).unwrap_or(section.first);
    let last = (place + 1..section.last).find(|i| all[*i].opens).unwrap_or(section.last);
    tokens.hash(first, last)
}
