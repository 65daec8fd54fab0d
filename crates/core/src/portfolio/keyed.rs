//! Maps whose keys JSON cannot hold as names, written as lists: pairs of key and value, and sources as records
//! that say path and sheet. A key that comes twice is refused, for one of the two would be lost.

/// A map as a list of pairs.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use serde::de::{Deserialize, Deserializer, Error as _};
    use serde::ser::{Serialize, Serializer};

    /// Serialises in the order of the keys.
    pub(in super::super) fn serialize<K, V, S>(map: &BTreeMap<K, V>, serializer: S) -> Result<S::Ok, S::Error>
    where
        K: Serialize,
        V: Serialize,
        S: Serializer,
    {
        serializer.collect_seq(map)
    }

    /// Reads a list of pairs.
    pub(in super::super) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let pairs = Vec::<(K, V)>::deserialize(deserializer)?;
        let count = pairs.len();
        let map: BTreeMap<K, V> = pairs.into_iter().collect();
        if map.len() == count { Ok(map) } else { Err(D::Error::custom("the same key stands twice")) }
    }
}

/// Sources as a list of records.
pub(super) mod sources {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use serde::de::{Deserializer, Error as _};
    use serde::ser::Serializer;
    use serde::{Deserialize, Serialize};

    use super::super::{SourceKey, SourceRecord};
    use crate::ledger::Ledger;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        path: Arc<str>,
        sheet: Option<Arc<str>>,
        sha256: String,
        content: Option<String>,
        ledger: Ledger,
    }

    /// Serialises in the order of path and sheet.
    pub(in super::super) fn serialize<S: Serializer>(
        sources: &BTreeMap<SourceKey, SourceRecord>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(sources.iter().map(|((path, sheet), record)| Line {
            path: path.clone(),
            sheet: sheet.clone(),
            sha256: record.sha256.clone(),
            content: record.content.clone(),
            ledger: record.ledger,
        }))
    }

    /// Reads a list of records.
    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<SourceKey, SourceRecord>, D::Error> {
        let mut sources = BTreeMap::new();
        for Line { path, sheet, sha256, content, ledger } in Vec::<Line>::deserialize(deserializer)? {
            if sources.insert((path, sheet), SourceRecord { sha256, content, ledger }).is_some() {
                return Err(D::Error::custom("the same path and sheet stand twice"));
            }
        }
        Ok(sources)
    }
}
