//! What a portfolio is held against, and whether a mix meets it: exactly, in whole numbers.

use serde::{Deserialize, Serialize};

/// What a portfolio is held against. Shares are in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// The least share that each facet must have, in the order of [`Facet::ALL`](crate::position::Facet::ALL).
    pub floors: [u16; 4],
    /// The mix that the unit declared, adding up to 1000; without one the fit is not judged, for OPSI's
    /// balance is not equality.
    pub mix: Option<[u16; 4]>,
    /// How far from the declared mix is still fine, as the share that would have to move.
    pub tolerance: u16,
}

impl Default for Targets {
    /// A floor of a tenth for each facet, no declared mix, a tolerance of a tenth.
    fn default() -> Self {
        Self { floors: [100; 4], mix: None, tolerance: 100 }
    }
}

impl Targets {
    /// What is wrong with the targets, as a fragment of a sentence; `None` if a portfolio can meet them.
    ///
    /// ```
    /// use evenfolio_core::balance::Targets;
    /// assert_eq!(Targets::default().fault(), None);
    /// let floors = Targets { floors: [300; 4], ..Targets::default() };
    /// assert_eq!(floors.fault(), Some("the floors add up to more than the whole"));
    /// ```
    pub fn fault(&self) -> Option<&'static str> {
        let Self { floors, mix, tolerance } = self;
        let sum = |parts: &[u16; 4]| parts.iter().copied().map(u32::from).sum::<u32>();
        if sum(floors) > 1000 {
            return Some("the floors add up to more than the whole");
        }
        let mix = mix.as_ref()?;
        if sum(mix) != 1000 {
            return Some("the declared mix does not add up to the whole");
        }
        // What the floors add to the declared mix must be taken from the other facets.
        let forced: u32 =
            floors.iter().zip(mix).map(|(floor, share)| u32::from(floor.saturating_sub(*share))).sum();
        (forced > u32::from(*tolerance))
            .then_some("the floors lie further from the declared mix than the tolerance allows")
    }

    /// Whether amounts at the four facets (initiatives, or money in its smallest unit) reach every floor and
    /// lie within the tolerance of the declared mix. Nothing at all does not.
    pub fn are_met_by(&self, amounts: [u128; 4]) -> bool {
        let Some(whole) = total(amounts) else { return false };
        whole > 0 && self.covered(amounts, whole) && self.fitted(amounts, whole)
    }

    fn covered(&self, amounts: [u128; 4], whole: u128) -> bool {
        amounts.iter().zip(self.floors).all(|(amount, floor)| amount * 1000 >= whole * u128::from(floor))
    }

    fn fitted(&self, amounts: [u128; 4], whole: u128) -> bool {
        self.mix.is_none_or(|mix| {
            let off: u128 = amounts
                .iter()
                .zip(mix)
                .map(|(amount, share)| (amount * 1000).abs_diff(whole * u128::from(share)))
                .sum();
            off <= 2 * u128::from(self.tolerance) * whole
        })
    }
}

/// The sum of four amounts, if it is small enough to be weighed in thousandths without overflow: up to 2^100,
/// more than the money of the world in any currency's smallest unit.
pub(crate) fn total(amounts: [u128; 4]) -> Option<u128> {
    let whole = amounts.iter().try_fold(0_u128, |sum, amount| sum.checked_add(*amount))?;
    (whole <= 1 << 100).then_some(whole)
}

/// For a portfolio of `whole`, what each facet has to have: to reach its floor, and to reach the declared mix.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    /// The least amount of each facet that reaches its floor.
    pub(crate) least: [u128; 4],
    /// The declared mix, if there is one.
    pub(crate) fit: Option<Fit>,
}

/// The declared mix for a portfolio of a given size.
///
/// A mix fits if Σ min(1000 · amount, share · whole) ≥ (1000 − tolerance) · whole: only what a facet lacks
/// counts, for what one facet has too much another has too little. Each unit of a facet up to `full` adds
/// 1000 to that sum, the next adds `part`, further ones add nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// How many whole units of each facet count in full.
    pub(crate) full: [u128; 4],
    /// What the next unit adds, in thousandths of a unit.
    pub(crate) part: [u128; 4],
    /// What the sum must reach, in thousandths of a unit.
    pub(crate) goal: u128,
}

impl Needs {
    /// The needs of a portfolio of `whole`.
    pub(crate) fn of(targets: &Targets, whole: u128) -> Self {
        let fit = targets.mix.map(|mix| Fit {
            full: mix.map(|share| whole * u128::from(share) / 1000),
            part: mix.map(|share| whole * u128::from(share) % 1000),
            goal: whole * u128::from(1000_u16.saturating_sub(targets.tolerance)),
        });
        Self { least: targets.floors.map(|floor| (whole * u128::from(floor)).div_ceil(1000)), fit }
    }
}
