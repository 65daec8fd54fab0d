//! Gaps and leanings: which facets are thin, which take over, and what stands behind them, each with what it
//! risks and what usually helps. The advice is data: `gaps.toml`, with its sources.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::balance::{Balance, FacetShare, Targets, Verdict};
use crate::portfolio::{Backed, Portfolio};
use crate::position::Facet;
use crate::tally::FacetTable;

/// Fewer initiatives than this at a facet say nothing about who or what stands behind it.
pub const ENOUGH: u64 = 5;

/// Everything in a portfolio's make-up that a person should look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Gaps {
    /// Facets below their floor: of the whole portfolio first, then agency by agency.
    pub gaps: Vec<Gap>,
    /// Facets that have more than half: of the whole portfolio first, then agency by agency.
    pub dominant: Vec<Gap>,
    /// One agency, method, payer or driver behind more than half.
    pub leanings: Vec<Leaning>,
}

/// A facet that is too thin, or one that takes over, in the portfolio or in one agency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// The agency; `None` for the whole portfolio.
    pub agency: Option<String>,
    /// How many initiatives of the agency or portfolio have a facet.
    pub placed: u64,
    /// The facet with its share, floor and interval.
    pub share: FacetShare,
}

/// What can stand behind initiatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behind {
    /// The organisation.
    Agency,
    /// The way of working.
    Method,
    /// Who pays.
    FundingSource,
    /// What pushes it.
    Driver,
}

/// One value that stands behind more than half of a facet, or of all placed initiatives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leaning {
    /// What kind of thing it is.
    pub behind: Behind,
    /// The facet; `None` for all placed initiatives.
    pub facet: Option<Facet>,
    /// The agency, method, payer or driver, as a register writes it.
    pub value: String,
    /// How many initiatives it stands behind.
    pub number: u64,
    /// Of how many.
    pub of: u64,
}

/// What is known about a facet's lack or excess.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacetAdvice {
    /// What having too little of it risks.
    pub too_little: String,
    /// What having too much of it risks.
    pub too_much: String,
    /// What usually helps to have more of it.
    pub helps: Vec<String>,
    /// Where this is from.
    pub source: String,
}

/// What is known about one value standing behind many initiatives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaningAdvice {
    /// What it risks.
    pub risks: String,
    /// What usually helps.
    pub helps: String,
    /// Where this is from.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advice {
    facet: BTreeMap<Facet, FacetAdvice>,
    behind: BTreeMap<Behind, LeaningAdvice>,
}

static ADVICE: LazyLock<Advice> =
    LazyLock::new(|| toml::from_str(include_str!("../gaps.toml")).expect("the file is checked by a test"));

/// What too little or too much of a facet risks, and what helps.
pub fn about_facet(facet: Facet) -> &'static FacetAdvice {
    &ADVICE.facet[&facet]
}

impl Behind {
    /// All four, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Agency, Self::Method, Self::FundingSource, Self::Driver];

    /// The word for it in a sentence.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Method => "method",
            Self::FundingSource => "funding source",
            Self::Driver => "driver",
        }
    }

    /// What leaning on one of it risks, and what helps.
    pub fn advice(self) -> &'static LeaningAdvice {
        &ADVICE.behind[&self]
    }
}

impl Gaps {
    /// Looks at a portfolio and its agencies. Where there are too few to tell nothing is said of gaps, for chance
    /// alone, or what is not placed, can leave them.
    pub fn of(portfolio: &Portfolio, targets: &Targets) -> Self {
        let mut found = Self::default();
        found.note(None, &portfolio.counted, targets);
        let agencies = portfolio.agencies();
        if agencies.len() > 1 {
            for (agency, table) in &agencies {
                found.note(Some(agency), table, targets);
            }
        }
        found.leanings = Behind::ALL.into_iter().flat_map(|behind| leanings(portfolio, behind)).collect();
        found
    }

    fn note(&mut self, agency: Option<&str>, table: &FacetTable, targets: &Targets) {
        let balance = Balance::of(table, targets);
        if balance.verdict == Verdict::TooFewToTell {
            return;
        }
        let placed = balance.placed;
        for share in balance.shares {
            let gap = Gap { agency: agency.map(str::to_owned), placed, share };
            if share.is_gap() {
                self.gaps.push(gap);
            } else if is_more_than_half(share.number, placed) {
                self.dominant.push(gap);
            }
        }
    }
}

/// The values of one kind that stand behind more than half: of all placed initiatives, then facet by facet.
/// There is at most one each, save for methods and the like where a cell names several.
fn leanings(portfolio: &Portfolio, behind: Behind) -> Vec<Leaning> {
    let of = portfolio.counted.facets();
    let agencies = portfolio.agencies();
    let values: Vec<(&str, [u64; 4])> = match behind {
        // If there is only one agency, it stands behind everything, and that is no news.
        Behind::Agency if agencies.len() < 2 => Vec::new(),
        Behind::Agency => agencies.iter().map(|(name, table)| (name.as_str(), table.facets())).collect(),
        Behind::Method => named(&portfolio.backing.methods),
        Behind::FundingSource => named(&portfolio.backing.funding_sources),
        Behind::Driver => named(&portfolio.backing.drivers),
    };
    let sum = |numbers: [u64; 4]| numbers.into_iter().fold(0, u64::saturating_add);
    let spans = std::iter::once(None).chain(Facet::ALL.map(Some));
    spans
        .flat_map(|facet| {
            let count = move |numbers: [u64; 4]| facet.map_or(sum(numbers), |facet| numbers[facet.index()]);
            let of = count(of);
            let leading = values
                .iter()
                .filter(move |(_, numbers)| of >= ENOUGH && is_more_than_half(count(*numbers), of));
            leading.map(move |(value, numbers)| Leaning {
                behind,
                facet,
                value: (*value).to_owned(),
                number: count(*numbers),
                of,
            })
        })
        .collect()
}

fn named(values: &BTreeMap<String, Backed>) -> Vec<(&str, [u64; 4])> {
    values.iter().map(|(key, backed)| (backed.label.as_deref().unwrap_or(key), backed.numbers)).collect()
}

fn is_more_than_half(number: u64, of: u64) -> bool {
    u128::from(number) * 2 > u128::from(of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Assessment;
    use crate::field::Field;
    use crate::initiative::{Declared, Initiative, Texts};
    use crate::innovation_test::{InnovationTest, Standing};
    use crate::origin::Origin;
    use crate::placement::{Basis, Placement, Probabilities};
    use crate::position::Position;

    #[test]
    fn every_facet_and_kind_has_advice_in_whole_sentences() {
        for facet in Facet::ALL {
            let FacetAdvice { too_little, too_much, helps, source } = about_facet(facet);
            assert!(helps.len() >= 2 && !source.is_empty(), "{facet}");
            for sentence in [too_little, too_much].into_iter().chain(helps) {
                assert!(sentence.ends_with('.') && sentence.len() > 40, "{facet}: {sentence}");
            }
        }
        for behind in Behind::ALL {
            let LeaningAdvice { risks, helps, source } = behind.advice();
            assert!(risks.ends_with('.') && helps.ends_with('.') && !source.is_empty(), "{}", behind.word());
        }
    }

    fn portfolio(entries: &[(&str, Facet, &str, u64)]) -> Portfolio {
        let mut portfolio = Portfolio::default();
        for (agency, facet, method, number) in entries {
            for row in 0..*number {
                portfolio.note(&Assessment {
                    decisions: Vec::new(),
                    initiative: Initiative {
                        origin: Origin { path: "register.csv".into(), sheet: None, row },
                        texts: Texts::from_iter([(Field::Method, (*method).to_owned())]),
                        agency: (*agency).to_owned(),
                        status: None,
                        start: None,
                        end: None,
                        budget: None,
                        declared: Declared::default(),
                    },
                    test: InnovationTest::default(),
                    standing: Standing::Counted,
                    placement: Placement {
                        basis: Basis::Declared,
                        position: Position::at(*facet),
                        facet: Some(*facet),
                        probabilities: Probabilities::certain(*facet),
                        because: Vec::new(),
                    },
                });
            }
        }
        portfolio
    }

    #[test]
    fn gaps_and_leanings_are_named() {
        let portfolio = portfolio(&[
            ("Tax", Facet::Enhancement, "Lean", 16),
            ("Tax", Facet::Mission, "", 2),
            ("Health", Facet::Mission, "lean; prizes", 6),
            ("Health", Facet::Adaptive, "living lab", 4),
            ("Roads", Facet::Anticipatory, "foresight", 1),
        ]);
        let found = Gaps::of(&portfolio, &Targets::default());
        let gaps: Vec<_> = found.gaps.iter().map(|gap| (gap.agency.as_deref(), gap.share.facet)).collect();
        // Health and Roads have too few to tell.
        assert_eq!(
            gaps,
            [(None, Facet::Anticipatory), (Some("Tax"), Facet::Adaptive), (Some("Tax"), Facet::Anticipatory),]
        );
        let dominant: Vec<_> =
            found.dominant.iter().map(|gap| (gap.agency.as_deref(), gap.share.facet)).collect();
        assert_eq!(dominant, [(None, Facet::Enhancement), (Some("Tax"), Facet::Enhancement)]);
        let leanings: Vec<_> = found
            .leanings
            .iter()
            .map(|leaning| (leaning.value.as_str(), leaning.facet, leaning.number, leaning.of))
            .collect();
        assert_eq!(
            leanings,
            [
                ("Tax", None, 18, 29),
                ("Tax", Some(Facet::Enhancement), 16, 16),
                ("Health", Some(Facet::Mission), 6, 8),
                ("Lean", None, 22, 29),
                ("Lean", Some(Facet::Enhancement), 16, 16),
                ("Lean", Some(Facet::Mission), 6, 8),
                ("prizes", Some(Facet::Mission), 6, 8),
            ]
        );
    }

    #[test]
    fn a_single_agency_is_no_leaning() {
        let portfolio = portfolio(&[("Tax", Facet::Enhancement, "", 20)]);
        let found = Gaps::of(&portfolio, &Targets::default());
        assert!(found.leanings.is_empty());
        assert_eq!(found.gaps.len(), 3, "said of the portfolio, not again of its only agency");
    }
}
