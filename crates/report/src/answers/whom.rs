//! Whom a row is about: by identifier, by title, or, where the workbook has several of that name, by everything
//! that the register says of it.

use std::collections::BTreeMap;

use evenfolio_core::comparison::Digest;
use evenfolio_core::decision::Subject;
use evenfolio_core::origin::Origin;

use crate::baseline::entry;
use crate::readback;

/// What a row may be known by.
#[derive(Debug)]
pub(super) struct Row {
    name: Option<Subject>,
    words: Option<Digest>,
    /// Where it stands.
    pub(super) origin: Option<Origin>,
}

impl Row {
    /// What an answer is about whose row is gone.
    pub(super) fn by_answer(agency: Option<&str>, id: Option<&str>, origin: Option<Origin>) -> Self {
        let name = agency.zip(id).and_then(|(agency, id)| Subject::by_id(agency, id));
        Self { name, words: None, origin }
    }

    /// Whether anything names it.
    pub(super) fn is_known(&self) -> bool {
        self.name.is_some()
    }
}

/// Everything by which decisions may know what a row is about.
pub(super) fn subjects(row: &readback::Row) -> Vec<Subject> {
    let Some(entry) = entry(row) else { return Vec::new() };
    let by_id = entry.id.as_deref().and_then(|id| Subject::by_id(&entry.agency, id));
    let by_title = Subject::by_title(&entry.agency, &entry.title);
    by_id.into_iter().chain(by_title).chain(entry.words.map(Subject::by_words)).collect()
}

/// How many rows of a workbook have each name.
#[derive(Debug, Default)]
pub(super) struct Whoms(BTreeMap<Subject, u32>);

impl Whoms {
    /// Notes a row. `changed` says which of agency, identifier, title and text digest no longer are what they
    /// were: those do not name it.
    pub(super) fn note(&mut self, row: &readback::Row, origin: Option<Origin>, changed: [bool; 4]) -> Row {
        let Some(entry) = entry(row) else { return Row { name: None, words: None, origin } };
        let [agency, id, title, words] = changed;
        let by_id = entry.id.as_deref().filter(|_| !id).and_then(|id| Subject::by_id(&entry.agency, id));
        let by_title = || Subject::by_title(&entry.agency, &entry.title).filter(|_| !title);
        let name = by_id.or_else(by_title).filter(|_| !agency);
        if let Some(name) = &name {
            *self.0.entry(name.clone()).or_default() += 1;
        }
        Row { name, words: entry.words.filter(|_| !words), origin }
    }

    /// The subject of decisions about a row, when all rows are noted.
    pub(super) fn subject(&self, row: &Row) -> Option<Subject> {
        let alone = |name: &&Subject| self.0.get(name).is_none_or(|times| *times == 1);
        let by_name = row.name.as_ref().filter(alone).cloned();
        by_name.or_else(|| row.words.map(Subject::by_words))
    }
}
