//! An initiative: one entry of a register, its words as they stand and its values as they read.

use serde::Serialize;

use crate::date::PartialDate;
use crate::field::Field;
use crate::fold::fold;
use crate::money::Money;
use crate::origin::Origin;
use crate::position::Facet;
use crate::status::Status;

/// One entry of a register that is, or may be, an innovation.
///
/// Every mapped cell keeps its raw text in [`Initiative::texts`]; the typed values beside it are what the
/// text was read as, and `None` where it could not be read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Initiative {
    /// Where it stands.
    pub origin: Origin,
    /// The raw text of every mapped cell that holds any.
    pub texts: Texts,
    /// The organisation that keeps or owns it: its own agency column, else what the register is known by.
    pub agency: String,
    /// How far along it is.
    pub status: Option<Status>,
    /// When it began.
    pub start: Option<PartialDate>,
    /// When it ended or is to end.
    pub end: Option<PartialDate>,
    /// Its money, over its whole life where the register says so.
    pub budget: Option<Money>,
    /// What the agency itself says about facet and axes.
    pub declared: Declared,
}

/// What an agency says of its own entry in columns made for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// The facet by name.
    pub facet: Option<Facet>,
    /// The score from certain (−1000) to uncertain (+1000), whatever the scale it was given on.
    pub uncertainty: Option<i32>,
    /// The score from undirected (−1000) to directed (+1000), whatever the scale it was given on.
    pub direction: Option<i32>,
    /// PET's first question: what it is for.
    pub purpose: Option<Purpose>,
    /// PET's second question: what drives it.
    pub driver: Option<Facet>,
}

/// An answer to PET's first question, which offers the four facets and "all of the above".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// One facet.
    One(Facet),
    /// All of the above: PET calls it mixed, whatever the driver.
    All,
}

impl Initiative {
    /// The raw text of a field, if the register has any.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.texts.get(field)
    }

    /// The title; empty only for entries known by their identifier or description alone.
    pub fn title(&self) -> &str {
        self.text(Field::Title).unwrap_or_default()
    }

    /// What the entry is called for a reader: title, else identifier, else the beginning of its description.
    pub fn name(&self) -> &str {
        [Field::Title, Field::Id, Field::Description]
            .into_iter()
            .find_map(|f| self.text(f))
            .unwrap_or_default()
    }

    /// The year it began, or the year that its line speaks for where no start is given.
    pub fn year(&self) -> Option<i16> {
        self.start.map(PartialDate::year)
    }

    /// Who it is across runs: agency and title, folded. Empty titles give no key.
    pub fn title_key(&self) -> Option<String> {
        let title = fold(self.text(Field::Title)?);
        (!title.is_empty()).then(|| format!("{}\u{1f}{title}", fold(&self.agency)))
    }

    /// Who it is across runs by the agency's own identifier. Identifiers are unique only within an agency.
    pub fn id_key(&self) -> Option<String> {
        let id = self.text(Field::Id)?.trim();
        (!id.is_empty()).then(|| format!("{}\u{1f}{id}", fold(&self.agency)))
    }
}

/// The raw texts of an initiative's mapped cells, one a field, in the order of [`Field::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(Vec<(Field, Box<str>)>);

impl Texts {
    /// The text of a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        let place = self.0.binary_search_by_key(&field, |(field, _)| *field).ok()?;
        self.0.get(place).map(|(_, text)| &**text)
    }

    /// Sets the text of a field; an empty text removes it.
    pub fn set(&mut self, field: Field, text: &str) {
        match (self.0.binary_search_by_key(&field, |(field, _)| *field), text.is_empty()) {
            (Ok(place), true) => {
                self.0.remove(place);
            }
            (Ok(place), false) => self.0[place].1 = text.into(),
            (Err(_), true) => {}
            (Err(place), false) => self.0.insert(place, (field, text.into())),
        }
    }

    /// All fields that hold text, in the order of [`Field::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(field, text)| (*field, &**text))
    }
}

impl FromIterator<(Field, String)> for Texts {
    fn from_iter<I: IntoIterator<Item = (Field, String)>>(pairs: I) -> Self {
        let mut texts = Self::default();
        for (field, text) in pairs {
            texts.set(field, &text);
        }
        texts
    }
}

impl Serialize for Texts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
