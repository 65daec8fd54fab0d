//! The cell styles of an OpenDocument spreadsheet, as far as they show a currency beside a number.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::xml::{Xml, attribute, local};
use crate::lift::money::shown::ShownCurrency;
use crate::limits::Limits;
use crate::rows::grid::Trouble;

/// The currency of each cell style, by the style's name.
#[derive(Debug, Default)]
pub(super) struct CellStyles {
    numbers: BTreeMap<String, ShownCurrency>,
    cells: BTreeMap<String, Option<ShownCurrency>>,
}

impl CellStyles {
    /// Reads the named styles, which those of the sheets' own part build on. A file without them has none.
    pub(super) fn named(archive: &mut Archive, limits: &Limits) -> Result<Self, Trouble> {
        const PART: &str = "styles.xml";
        let mut styles = Self::default();
        if !archive.has(PART) {
            return Ok(styles);
        }
        let mut xml = Xml::new(archive.part(PART)?, PART)?;
        loop {
            match xml.next()? {
                Event::Start(element) => match local(&element) {
                    "style" => styles.cell_style(&element, limits),
                    "currency-style" | "number-style" => {
                        let name = attribute(&element, "name").unwrap_or_default();
                        styles.number_style(&mut xml, name, limits)?;
                    }
                    // Those of headers and footers.
                    "automatic-styles" | "master-styles" => xml.skip()?,
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        xml.finish()?;
        Ok(styles)
    }

    /// Keeps what a style says that has just begun. Styles beyond the limit say nothing.
    pub(super) fn cell_style(&mut self, element: &BytesStart<'_>, limits: &Limits) {
        let family = attribute(element, "family");
        if family.as_deref() != Some("table-cell") || self.cells.len() >= limits.styles {
            return;
        }
        let currency = match attribute(element, "data-style-name") {
            Some(number) => self.numbers.get(&number).copied(),
            None => attribute(element, "parent-style-name").and_then(|parent| self.of(&parent)),
        };
        self.cells.insert(attribute(element, "name").unwrap_or_default(), currency);
    }

    /// Reads what the number style that has just begun shows around the digits.
    pub(super) fn number_style(
        &mut self,
        xml: &mut Xml<'_>,
        name: String,
        limits: &Limits,
    ) -> Result<(), Trouble> {
        let outside = xml.depth() - 1;
        let (mut sign, mut language, mut around) = (String::new(), String::new(), String::new());
        while xml.depth() > outside {
            let Event::Start(element) = xml.next()? else { continue };
            match local(&element) {
                "currency-symbol" => {
                    let part = |name| attribute(&element, name).unwrap_or_default();
                    language = format!("{}-{}", part("language"), part("country"));
                    xml.text(&mut sign)?;
                }
                "text" => {
                    around.push(' ');
                    xml.text(&mut around)?;
                }
                _ => {}
            }
        }
        // The parts of a file use the same names for styles of their own.
        self.numbers.remove(&name);
        let shown = if sign.is_empty() { &around } else { &sign };
        if let Some(currency) =
            ShownCurrency::of(shown, &language).filter(|_| self.numbers.len() < limits.styles)
        {
            self.numbers.insert(name, currency);
        }
        Ok(())
    }

    /// The currency that cells of the style of that name show.
    pub(super) fn of(&self, name: &str) -> Option<ShownCurrency> {
        self.cells.get(name).copied().flatten()
    }
}
