//! The law of joining: parts of a portfolio join in any order and grouping into the same whole.

use std::collections::BTreeMap;

/// A commutative monoid: `Default` is its identity, and joining is associative and commutative, exactly.
///
/// Every implementation proves it with `laws::hold` in its tests.
pub trait Merge: Clone + Default + PartialEq {
    /// Takes `other` in.
    fn merge_from(&mut self, other: &Self);
}

/// A count. It stops at the largest number instead of failing: counts read from a damaged part must not
/// bring the run down, and stopping keeps the law.
impl Merge for u64 {
    fn merge_from(&mut self, other: &Self) {
        *self = self.saturating_add(*other);
    }
}

/// Four counts, one a facet.
impl Merge for [u64; 4] {
    fn merge_from(&mut self, other: &Self) {
        for (count, more) in self.iter_mut().zip(other) {
            count.merge_from(more);
        }
    }
}

impl<K: Ord + Clone, V: Merge> Merge for BTreeMap<K, V> {
    fn merge_from(&mut self, other: &Self) {
        for (key, value) in other {
            self.entry(key.clone()).or_default().merge_from(value);
        }
    }
}

/// The test that every [`Merge`] passes.
#[cfg(test)]
pub(crate) mod laws {
    use super::Merge;
    use std::fmt::Debug;

    /// Identity on both sides, commutativity, associativity, for three values.
    pub(crate) fn hold<M: Merge + Debug>(a: &M, b: &M, c: &M) {
        let join = |x: &M, y: &M| {
            let mut x = x.clone();
            x.merge_from(y);
            x
        };
        let empty = M::default();
        assert_eq!(&join(&empty, a), a, "identity on the left");
        assert_eq!(&join(a, &empty), a, "identity on the right");
        assert_eq!(join(a, b), join(b, a), "commutativity");
        assert_eq!(join(&join(a, b), c), join(a, &join(b, c)), "associativity");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_and_maps_obey(parts in prop::array::uniform3(prop::collection::btree_map(0_u8..4, any::<[u64; 4]>(), 0..4))) {
            let [a, b, c] = &parts;
            laws::hold(a, b, c);
        }
    }
}
