//! Which column holds which field: decided for all columns together, by what headers say and values bear out.

use std::collections::{BTreeMap, BTreeSet};

use evenfolio_core::field::{Field, Kind};
use evenfolio_core::fold::fold;

use super::matching::CERTAIN_ENOUGH;
use super::{Candidate, Matcher, Name};
use crate::look::Look;
use crate::vocabulary::grammar::Grammar;
use crate::vocabulary::vocabulary;

/// What one column was found to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The field; `None` if the column is not read.
    pub field: Option<Field>,
    /// Why, in words.
    pub reason: String,
    /// How sure that is, in hundredths; 0 for columns that are not read.
    pub confidence: u8,
    /// Its place among the columns of one field: 0 is asked first.
    pub rank: u8,
    /// The column holds an identifier and a name: `USDA-001: Repair Spend`.
    pub combined: bool,
}

impl Bound {
    /// A column that is not read, and why.
    pub(crate) fn unread(reason: String) -> Self {
        Self { field: None, reason, confidence: 0, rank: 0, combined: false }
    }
}

/// Binds every column. `tongue` is the language preferred where columns come in pairs.
pub fn bind(names: &[Name], looks: &[Look], matcher: &Matcher, tongue: Option<&str>) -> Vec<Bound> {
    let mut claims: Vec<(usize, Candidate)> = Vec::new();
    let apart = stand_apart(names, looks);
    let named: Vec<Vec<Candidate>> = names.iter().map(|name| matcher.candidates(name)).collect();
    for (column, name) in names.iter().enumerate().filter(|(_, name)| !name.text.is_empty()) {
        let look = looks.get(column);
        if apart[column] {
            continue;
        }
        let combined = is_combined(name, matcher);
        let mut candidates = named[column].clone();
        candidates.retain(|claim| !combined || claim.field == Field::Title);
        purposes(&mut candidates, look);
        candidates.retain(|claim| claim.field != Field::Status || !is_state_of_a_country(name, look));
        for candidate in candidates {
            let speaks = look.map_or(0, |look| look.speaks_for(candidate.field));
            let prefers = preference(candidate.field, name, matcher);
            let confidence = (i32::from(candidate.confidence) + speaks + prefers).clamp(0, 100);
            let confidence = u8::try_from(confidence).unwrap_or(0);
            if confidence >= CERTAIN_ENOUGH {
                claims.push((column, Candidate { confidence, ..candidate }));
            }
        }
    }
    // The surest claim first; of equals the fullest column, then the one further left.
    claims.sort_by_key(|(column, claim)| {
        (
            std::cmp::Reverse(claim.confidence),
            std::cmp::Reverse(fullness(looks.get(*column))),
            *column,
            claim.field,
        )
    });
    let mut bound: Vec<Option<Bound>> = vec![None; names.len()];
    let mut taken: BTreeMap<Field, Taken> = BTreeMap::new();
    for (column, claim) in claims {
        if bound[column].is_some() {
            continue;
        }
        let rank = match taken.get_mut(&claim.field) {
            None => {
                taken.insert(claim.field, Taken { surest: claim.confidence, first: column, last: 0 });
                0
            }
            Some(taken) => {
                let pair = is_pair(&names[taken.first], &names[column]);
                if !(pair || may_repeat(claim.field) && claim.confidence + 25 >= taken.surest) {
                    continue;
                }
                let Some(next) = taken.last.checked_add(1) else { continue };
                taken.last = next;
                next
            }
        };
        let combined = claim.field == Field::Title && is_combined(&names[column], matcher);
        bound[column] = Some(Bound {
            field: Some(claim.field),
            reason: claim.reason,
            confidence: claim.confidence,
            rank,
            combined,
        });
    }
    let why = WhyNot { names, looks, matcher, named: &named, apart: &apart, taken: &taken };
    let mut suggestions = SUGGESTIONS;
    let mut bound: Vec<Bound> = bound
        .into_iter()
        .enumerate()
        .map(|(column, bound)| bound.unwrap_or_else(|| Bound::unread(why.column(column, &mut suggestions))))
        .collect();
    prefer_tongue(names, looks, &mut bound, tongue);
    bound
}

/// The columns that a field has so far.
struct Taken {
    /// How sure the first is, in hundredths.
    surest: u8,
    first: usize,
    /// The rank of the last.
    last: u8,
}

/// Which columns repeat a name from the other side of an empty column: they belong to a second table beside the
/// first, such as a list of the values to choose from.
fn stand_apart(names: &[Name], looks: &[Look]) -> Vec<bool> {
    let mut before: BTreeSet<&str> = BTreeSet::new();
    let mut gap = 0;
    names
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let apart = before.contains(name.folded());
            if name.text.is_empty() && looks.get(column).is_some_and(|look| look.filled == 0) {
                before.extend(names[gap..column].iter().map(Name::folded));
                gap = column;
            }
            apart
        })
        .collect()
}

/// "Purpose" is the objective in most registers, and one of the four facets where its values say so.
fn purposes(candidates: &mut Vec<Candidate>, look: Option<&Look>) {
    let are_facets = look.is_some_and(|look| look.facets() >= 0.6);
    for candidate in candidates.iter_mut() {
        match candidate.field {
            Field::Objective if are_facets => candidate.field = Field::Purpose,
            Field::Purpose if !are_facets => candidate.field = Field::Objective,
            _ => {}
        }
    }
    candidates.dedup_by_key(|candidate| candidate.field);
}

/// "State" says how far a project is, or in which state of a country: its values decide.
fn is_state_of_a_country(name: &Name, look: Option<&Look>) -> bool {
    name.folded() == "state" && look.is_some_and(|look| look.filled >= 3 && look.steps() < 0.1)
}

fn fullness(look: Option<&Look>) -> u32 {
    // In tenths, so that a few gaps do not reorder columns that mean the same.
    look.and_then(|look| (look.filled * 10).checked_div(look.rows)).unwrap_or(0)
}

/// Fields of which a register may have several columns, asked one after the other. Of the others a second
/// column means something else: another identifier, another amount.
fn may_repeat(field: Field) -> bool {
    match field.kind() {
        Kind::Money | Kind::Identifier | Kind::Facet | Kind::Score => false,
        Kind::Date => field != Field::Year,
        _ => !matches!(
            field,
            Field::Title | Field::Currency | Field::Purpose | Field::Driver | Field::Country | Field::Level
        ),
    }
}

/// Of several amounts the one for the whole life.
fn preference(field: Field, name: &Name, matcher: &Matcher) -> i32 {
    if field.kind() != Kind::Money {
        return 0;
    }
    let grammar = &vocabulary().of(matcher.language()).grammar;
    let english = &vocabulary().languages[0].grammar;
    let holds = |words: fn(&Grammar) -> &[String]| {
        name.readings.iter().any(|(reading, _)| {
            Grammar::holds(reading, words(grammar)) || Grammar::holds(reading, words(english))
        })
    };
    match (holds(|grammar| &grammar.whole), holds(|grammar| &grammar.part)) {
        (true, false) => 6,
        (false, true) => -14,
        _ => 0,
    }
}

/// The same name in two languages.
fn is_pair(a: &Name, b: &Name) -> bool {
    match (&a.tongue, &b.tongue) {
        (Some((a, one)), Some((b, other))) => a == b && one != other,
        _ => false,
    }
}

/// Whether one half of the name is an identifier's and the other a title's.
pub(crate) fn is_combined(name: &Name, matcher: &Matcher) -> bool {
    let means = |half: &String, field| {
        let half = Name { readings: vec![(half.clone(), 0)], ..Name::default() };
        matcher
            .candidates(&half)
            .iter()
            .any(|candidate| candidate.field == field && candidate.confidence >= 80)
    };
    name.halves.iter().any(|half| means(half, Field::Id))
        && name.halves.iter().any(|half| means(half, Field::Title))
}

/// Of columns that say the same in several languages, the preferred language is asked first, else the
/// fullest.
fn prefer_tongue(names: &[Name], looks: &[Look], bound: &mut [Bound], tongue: Option<&str>) {
    let mut groups: BTreeMap<(Field, String), Vec<usize>> = BTreeMap::new();
    for (column, bound) in bound.iter().enumerate() {
        if let (Some(field), Some((stem, _))) = (bound.field, &names[column].tongue) {
            groups.entry((field, fold(stem))).or_default().push(column);
        }
    }
    for columns in groups.into_values().filter(|columns| columns.len() > 1) {
        let mut ranks: Vec<u8> = columns.iter().map(|column| bound[*column].rank).collect();
        ranks.sort_unstable();
        let mut order = columns;
        order.sort_by_key(|column| {
            let own = names[*column].tongue.as_ref().is_some_and(|(_, code)| Some(*code) == tongue);
            (std::cmp::Reverse(own), std::cmp::Reverse(fullness(looks.get(*column))), *column)
        });
        for (column, rank) in order.into_iter().zip(ranks) {
            bound[column].rank = rank;
        }
    }
}

/// So many names that are not known are compared with all words that are.
const SUGGESTIONS: usize = 200;

/// What is known when it is to be said why columns are not read.
struct WhyNot<'a> {
    names: &'a [Name],
    looks: &'a [Look],
    matcher: &'a Matcher,
    /// What each column may be by its name.
    named: &'a [Vec<Candidate>],
    /// Which stand apart.
    apart: &'a [bool],
    taken: &'a BTreeMap<Field, Taken>,
}

impl WhyNot<'_> {
    /// Why a column is not read; `suggestions` is how many more names may be looked for among the known words.
    fn column(&self, column: usize, suggestions: &mut usize) -> String {
        let name = &self.names[column];
        if name.text.is_empty() {
            return "has no name".to_owned();
        }
        if let Some(candidate) = self.named[column].iter().find(|c| c.confidence >= CERTAIN_ENOUGH) {
            let label = candidate.field.label();
            let look = self.looks.get(column);
            let state = candidate.field == Field::Status && is_state_of_a_country(name, look);
            if state || look.is_some_and(|look| look.speaks_against(candidate.field)) {
                return format!("would be {label}, but its values are not of that kind");
            }
            if self.apart[column] {
                return format!("would be {label}, but belongs to another table beside this one");
            }
            return match self.taken.get(&candidate.field) {
                Some(taken) => {
                    format!("{label} is column {}", crate::rows::column(taken.first, "").letters())
                }
                None => format!("would be {label}, but that is not sure enough"),
            };
        }
        let suggestion = suggestions.checked_sub(1).and_then(|left| {
            *suggestions = left;
            self.matcher.suggestion(name)
        });
        match suggestion {
            Some((field, word)) => format!("not known; “{word}” would mean {}", field.label()),
            None => "not known".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{Cell, CellKind};

    fn fields(columns: &[(&str, &[&str])]) -> Vec<Option<(Field, u8)>> {
        let names: Vec<Name> = columns.iter().map(|(name, _)| Name::new(name, "")).collect();
        let looks: Vec<Look> = columns
            .iter()
            .map(|(_, values)| {
                let mut look = Look::default();
                for text in *values {
                    look.note(Cell { text, kind: CellKind::Text });
                }
                look
            })
            .collect();
        let matcher = Matcher::for_names(names.iter());
        bind(&names, &looks, &matcher, None)
            .into_iter()
            .map(|bound| Some((bound.field?, bound.rank)))
            .collect()
    }

    #[test]
    fn the_best_column_of_each_field() {
        let found = fields(&[
            ("service_id", &["1", "2"]),
            ("service_name_en", &["Mediation", "Loans"]),
            ("service_name_fr", &["Médiation", "Prêts"]),
            ("program_name_en", &["Farms", "Farms"]),
            ("service_fee", &["Y", "N"]),
            ("yearly_budget", &["£1", "£2"]),
            ("whole life cost", &["£10", "£20"]),
            ("budget_comment", &["fine", "late"]),
        ]);
        assert_eq!(found[0], Some((Field::Id, 0)));
        assert_eq!(found[1], Some((Field::Title, 0)));
        assert_eq!(found[2], Some((Field::Title, 1)));
        assert_eq!(found[3], None);
        assert_eq!(found[4], None);
        assert_eq!(found[5], None);
        assert_eq!(found[6], Some((Field::Budget, 0)));
    }

    #[test]
    fn a_second_table_beside_the_first_is_not_asked() {
        let found = fields(&[
            ("Title", &["A", "B"]),
            ("Status", &["Pilot", ""]),
            ("", &["", ""]),
            ("Status", &["Pilot", "Live"]),
        ]);
        assert_eq!(found, [Some((Field::Title, 0)), Some((Field::Status, 0)), None, None]);
    }

    #[test]
    fn a_state_is_a_status_or_a_part_of_a_country() {
        let found = fields(&[("Title", &["A", "B", "C"]), ("State", &["Kansas", "Iowa", "Ohio"])]);
        assert_eq!(found[1], None);
        let found = fields(&[("Title", &["A", "B", "C"]), ("State", &["Live", "Pilot", "Gone"])]);
        assert_eq!(found[1], Some((Field::Status, 0)));
    }

    #[test]
    fn an_identifier_and_a_name_in_one_column() {
        let names = [Name::new("Use Case ID/Name", "")];
        let bound = bind(&names, &[], &Matcher::for_names(names.iter()), None);
        assert_eq!((bound[0].field, bound[0].combined), (Some(Field::Title), true));
    }
}
