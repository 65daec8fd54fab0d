//! An initiative: one entry of a register, its words as they stand and its values as they read.

use std::borrow::Cow;

use jiff::civil;
use serde::{Serialize, Serializer};

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

    /// What the register itself says, whatever a person has put right since; for an agency, what the register is
    /// known by if it says nothing.
    pub fn registered(&self, field: Field) -> Option<&str> {
        match self.texts.corrected.iter().find(|corrected| corrected.field == field) {
            Some(corrected) => corrected.was.as_deref(),
            None if field == Field::Agency => Some(&self.agency),
            None => self.text(field),
        }
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

/// The raw texts of an initiative's mapped cells, one a field, in the order of [`Field::ALL`], and what a person
/// put in their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    texts: Vec<(Field, Box<str>)>,
    corrected: Vec<Corrected>,
    /// Of the corrected, those that no cell held: an agency may be known by its folder alone.
    absent: Vec<Field>,
}

/// A text that a person put in the place of what the register says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// Which.
    pub field: Field,
    /// What the register says; `None` where it says nothing.
    pub was: Option<String>,
    /// Who put it right.
    pub by: String,
    /// On what day.
    #[serde(serialize_with = "iso")]
    pub on: civil::Date,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(crate) fn iso<S: Serializer>(date: &civil::Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

impl Texts {
    /// The text of a field, as a person corrected it if one did.
    pub fn get(&self, field: Field) -> Option<&str> {
        let place = self.texts.binary_search_by_key(&field, |(field, _)| *field).ok()?;
        self.texts.get(place).map(|(_, text)| &**text)
    }

    /// Sets the text of a field; an empty text removes it.
    pub fn set(&mut self, field: Field, text: &str) {
        match (self.texts.binary_search_by_key(&field, |(field, _)| *field), text.is_empty()) {
            (Ok(place), true) => {
                self.texts.remove(place);
            }
            (Ok(place), false) => self.texts[place].1 = text.into(),
            (Err(_), true) => {}
            (Err(place), false) => self.texts.insert(place, (field, text.into())),
        }
    }

    /// Sets the text of a field to what a person says. What the register says is kept beside it, also where the
    /// same text is corrected again.
    pub fn correct(&mut self, text: &str, mut corrected: Corrected) {
        if let Some(place) = self.corrected.iter().position(|known| known.field == corrected.field) {
            corrected.was = self.corrected.remove(place).was;
        } else if !self.texts.iter().any(|(field, _)| *field == corrected.field) {
            self.absent.push(corrected.field);
        }
        self.set(corrected.field, text);
        self.corrected.push(corrected);
    }

    /// What a person put right, in the order in which it was.
    pub fn corrected(&self) -> &[Corrected] {
        &self.corrected
    }

    /// All fields that hold text, in the order of [`Field::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.texts.iter().map(|(field, text)| (*field, &**text))
    }

    /// The same as the register has it, whatever a person has put right since.
    pub fn registered(&self) -> Cow<'_, Self> {
        if self.corrected.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut registered = Self { texts: self.texts.clone(), ..Self::default() };
        for Corrected { field, was, .. } in &self.corrected {
            let was = was.as_deref().filter(|_| !self.absent.contains(field));
            registered.set(*field, was.unwrap_or_default());
        }
        Cow::Owned(registered)
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

/// As the register has them: what is called raw stays raw.
impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.registered().iter())
    }
}
