//! Sums wider than 64 bits in JSON: a number where other programs can read it as one, else its digits as
//! text. Many readers of JSON stop at 64 bits, and a sum of squared amounts does not.

use std::fmt::{Display, Formatter};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// Serialises one sum.
pub(crate) fn serialize<T, S>(sum: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Copy + TryInto<i64> + Display,
    S: Serializer,
{
    Wide(*sum).serialize(serializer)
}

/// Reads one sum.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
    Wide::deserialize(deserializer).map(|wide| wide.0)
}

/// The same for four sums, one a facet.
pub(crate) mod four {
    use super::{Deserialize, Deserializer, Display, FromStr, Serialize, Serializer, Wide};

    /// Serialises four sums as a list.
    pub(crate) fn serialize<T, S>(sums: &[T; 4], serializer: S) -> Result<S::Ok, S::Error>
    where
        T: Copy + TryInto<i64> + Display,
        S: Serializer,
    {
        sums.map(Wide).serialize(serializer)
    }

    /// Serialises four sums, if there are any.
    #[expect(clippy::ref_option, reason = "serde hands out the field by reference")]
    pub(crate) fn serialize_option<T, S>(sums: &Option<[T; 4]>, serializer: S) -> Result<S::Ok, S::Error>
    where
        T: Copy + TryInto<i64> + Display,
        S: Serializer,
    {
        sums.map(|sums| sums.map(Wide)).serialize(serializer)
    }

    /// Reads a list of four sums.
    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<[T; 4], D::Error>
    where
        T: TryFrom<i64> + TryFrom<u64> + FromStr,
        D: Deserializer<'de>,
    {
        <[Wide<T>; 4]>::deserialize(deserializer).map(|sums| sums.map(|wide| wide.0))
    }
}

struct Wide<T>(T);

impl<T: Copy + TryInto<i64> + Display> Serialize for Wide<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.try_into() {
            Ok(narrow) => serializer.serialize_i64(narrow),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

impl<'de, T: TryFrom<i64> + TryFrom<u64> + FromStr> Deserialize<'de> for Wide<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Digits(PhantomData)).map(Self)
    }
}

struct Digits<T>(PhantomData<T>);

impl<T: TryFrom<i64> + TryFrom<u64> + FromStr> Visitor<'_> for Digits<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number, or its digits as text")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::custom("a number out of range"))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::custom("a number out of range"))
    }

    fn visit_str<E: Error>(self, digits: &str) -> Result<T, E> {
        digits.parse().map_err(|_| E::custom("not a whole number in range"))
    }
}
