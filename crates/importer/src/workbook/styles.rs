//! The cell formats of an XLSX or XLSB workbook, as far as they say what a number means.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::archive::Archive;
use super::number_format::NumberFormat;
use super::xml::{Xml, attribute, local};
use crate::limits::Limits;
use crate::rows::grid::Trouble;

/// How numbers of each cell format are shown, by the format's number.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    formats: Vec<NumberFormat>,
}

impl Styles {
    pub(crate) fn read(archive: &mut Archive, name: &str, limits: &Limits) -> Result<Self, Trouble> {
        let mut styles = Self::default();
        let mut own = BTreeMap::new();
        let mut in_cell_formats = false;
        let mut xml = Xml::new(archive.part(name)?, name)?;
        loop {
            match xml.next()? {
                Event::Start(element) => match local(&element) {
                    "numFmt" => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&element, "formatCode")) {
                            own.insert(id, NumberFormat::of_code(&code));
                        }
                    }
                    "cellXfs" => in_cell_formats = true,
                    "xf" if in_cell_formats => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        let format = own.get(&id).copied().unwrap_or_else(|| NumberFormat::built_in(id));
                        styles.formats.push(format);
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().into_inner() == "cellXfs" => {
                    in_cell_formats = false;
                }
                Event::Eof => break,
                _ => {}
            }
            Self::check(styles.formats.len().max(own.len()), limits)?;
        }
        xml.finish()?;
        Ok(styles)
    }

    /// By the number format of each cell format.
    pub(crate) fn new(formats: Vec<NumberFormat>) -> Self {
        Self { formats }
    }

    /// Refuses more cell formats than the limits allow.
    pub(crate) fn check(formats: usize, limits: &Limits) -> Result<(), Trouble> {
        let most = limits.styles;
        if formats > most {
            return Err(Trouble::too_large(format!(
                "there are more than {most} cell formats (limit: styles)"
            )));
        }
        Ok(())
    }

    /// How a number in the cell format with that number is shown.
    pub(crate) fn format(&self, format: usize) -> NumberFormat {
        self.formats.get(format).copied().unwrap_or_default()
    }
}
