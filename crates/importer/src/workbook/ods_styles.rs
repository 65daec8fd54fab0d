//! The cell styles of an OpenDocument spreadsheet, as far as they show a currency or a
//! scale beside a number.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::xml::{Xml, attribute, local};
use crate::lift::money::shown::ShownUnit;
use crate::limits::Limits;
use crate::rows::grid::Trouble;

/// The unit of each cell style, by the style's name.
#[derive(Debug, Default)]
pub(super) struct CellStyles {
    numbers: BTreeMap<String, ShownUnit>,
    cells: BTreeMap<String, ShownUnit>,
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
        let unit = match attribute(element, "data-style-name") {
            Some(number) => self.numbers.get(&number).copied(),
            None => attribute(element, "parent-style-name").map(|parent| self.of(&parent)),
        };
        self.cells.insert(attribute(element, "name").unwrap_or_default(), unit.unwrap_or_default());
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
        let mut thousands = 0;
        while xml.depth() > outside {
            let Event::Start(element) = xml.next()? else { continue };
            match local(&element) {
                "currency-symbol" => {
                    let part = |name| attribute(&element, name).unwrap_or_default();
                    language = format!("{}-{}", part("language"), part("country"));
                    xml.text(&mut sign)?;
                }
                "number" => {
                    let factor = attribute(&element, "display-factor");
                    thousands = match factor.as_deref() {
                        Some("1000") => 1,
                        Some("1000000") => 2,
                        Some("1000000000") => 3,
                        _ => 0,
                    };
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
        let unit = ShownUnit { thousands, ..ShownUnit::of(&around, &sign, &language) };
        if !unit.is_none() && self.numbers.len() < limits.styles {
            self.numbers.insert(name, unit);
        }
        Ok(())
    }

    /// The unit that cells of the style of that name show.
    pub(super) fn of(&self, name: &str) -> ShownUnit {
        self.cells.get(name).copied().unwrap_or_default()
    }
}
