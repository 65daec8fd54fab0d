//! Which groups of the Breakdown follow the Register, and the formulas by which they do.

use std::collections::BTreeMap;

use evenfolio_core::groups::{Cut, Group};
use evenfolio_core::money::Currency;
use evenfolio_core::tally::{Class, FacetTable};

use crate::formula::{Condition, Live, matches_itself, quoted, this_row};
use crate::sections::Scene;
use crate::sheet::Missing;
use crate::text;

/// What follows the Register.
pub(super) struct Following<'a> {
    /// `None` where nothing does.
    live: Option<&'a Live>,
    /// Whether agencies and sectors do, which may be thousands.
    names: bool,
    /// How many counted initiatives the Register shows under each name, whatever its letter case.
    agencies: BTreeMap<String, u64>,
    sectors: BTreeMap<String, u64>,
    with_rates: bool,
}

impl<'a> Following<'a> {
    pub(super) fn of(scene: &'a Scene, groups: &[Group]) -> Self {
        let is_named = |group: &&Group| matches!(group.by, Cut::Agency | Cut::Sector);
        let formulas = |table: &FacetTable| Class::ALL.len() as u64 * (1 + table.currencies().len() as u64);
        let whole = formulas(&scene.contents.portfolio.counted);
        let few: u64 =
            groups.iter().filter(|group| !is_named(group)).map(|group| formulas(&group.table)).sum();
        let many: u64 = groups.iter().filter(is_named).map(|group| formulas(&group.table)).sum();
        let bearable = |formulas| scene.live.as_ref().and_then(|live| live.if_bearable(formulas));
        let portfolio = scene.contents.portfolio;
        Self {
            live: bearable(whole + few),
            names: bearable(whole + few + many).is_some(),
            agencies: shown(&portfolio.by_agency),
            sectors: shown(&portfolio.by_sector),
            with_rates: scene.settings.rates.is_some(),
        }
    }

    /// Which figures follow the Register, as a sentence; `left` if there are groups that do not, whatever the rest does.
    pub(super) fn said(&self, left: bool) -> String {
        let rates = if self.with_rates { "money at rates, " } else { "" };
        let still = format!("{rates}the verdicts by money and what is below the floor by money");
        match self.live {
            None => {
                " The figures are those of the run; they do not follow changes in the Register.".to_owned()
            }
            Some(_) if self.names => {
                let spelt = if left { "groups that are spelt in several ways, " } else { "" };
                format!(" The figures follow the Register, save {spelt}{still}, which are those of the run.")
            }
            Some(_) => format!(
                " The figures follow the Register, save those of agencies and sectors, {still}, which are those of the run: \
                 so many formulas would make the workbook slow."
            ),
        }
    }

    /// All that counts.
    pub(super) fn whole(&self) -> Option<Followed<'a>> {
        Some(Followed { live: self.live?, condition: None, plainly: false })
    }

    /// A group; `None` where its figures are those of the run.
    pub(super) fn group(&self, by: Cut, name: Option<&str>, table: &FacetTable) -> Option<Followed<'a>> {
        let live = self.live?;
        let missing = |why: Missing| quoted(why.shorthand());
        let word = |name: Option<&str>| name.map_or_else(|| missing(Missing::NotAvailable), quoted);
        let (condition, plainly) = match by {
            Cut::Agency => return self.named(live, "Agency", name, table, &self.agencies),
            Cut::Sector => return self.named(live, "Sector", name, table, &self.sectors),
            // The Register has years as numbers.
            Cut::Year => (("Year", name.map_or_else(|| word(None), str::to_owned)), false),
            Cut::Status => (("Status", word(name)), false),
            Cut::Change => (("Change", name.map_or_else(|| missing(Missing::NotApplicable), quoted)), false),
        };
        Some(Followed { live, condition: Some(condition), plainly })
    }

    fn named(
        &self,
        live: &'a Live,
        column: &'static str,
        name: Option<&str>,
        table: &FacetTable,
        shown: &BTreeMap<String, u64>,
    ) -> Option<Followed<'a>> {
        let name = text::fit(name.unwrap_or_default()).0;
        // Spellings that differ in more than letter case are one group, and two to a formula.
        let alike = shown.get(&name.to_lowercase()).copied();
        if !self.names || alike != Some(table.total()) {
            return None;
        }
        let condition = (column, this_row("Breakdown", "Group"));
        // `[x]` is no pattern to a spreadsheet.
        let plainly = !name.is_empty() && !matches_itself(&name);
        Some(Followed { live, condition: Some(condition), plainly })
    }
}

fn shown(by_name: &BTreeMap<String, FacetTable>) -> BTreeMap<String, u64> {
    let mut shown = BTreeMap::new();
    for (name, table) in by_name {
        *shown.entry(text::fit(name).0.to_lowercase()).or_default() += table.total();
    }
    shown
}

/// A group that follows the Register.
pub(super) struct Followed<'a> {
    live: &'a Live,
    /// What its rows have in common; `None` for all.
    condition: Option<Condition>,
    /// Whether a name must be taken as it stands.
    plainly: bool,
}

impl Followed<'_> {
    /// How many initiatives a class has.
    pub(super) fn count(&self, class: Class) -> String {
        let conditions = self.conditions(class);
        if self.plainly { self.live.count_plainly(&conditions) } else { self.live.count(&conditions) }
    }

    /// How much money.
    pub(super) fn sum(&self, class: Class, currency: Currency) -> String {
        let mut conditions = self.conditions(class);
        conditions.push(("Currency", quoted(currency.code())));
        let decimals = currency.decimals();
        if self.plainly {
            self.live.sum_plainly("Budget", decimals, &conditions)
        } else {
            self.live.sum("Budget", decimals, &conditions)
        }
    }

    fn conditions(&self, class: Class) -> Vec<Condition> {
        let mut conditions = Scene::counted_as(class);
        conditions.extend(self.condition.clone());
        conditions
    }
}
