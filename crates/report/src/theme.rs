//! How the workbook looks: the palette, and the few classes of cells that there are.

use evenfolio_core::tally::Class as FacetClass;

/// The two styles of the workbook. Both are made from the same sheets, so that they cannot disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// For work: filters, frozen headers, charts, live formulas, drop-downs.
    #[default]
    Workbench,
    /// For a website: the accessible file, one plain table a sheet, values instead of formulas.
    Publication,
}

impl Style {
    /// The lower-case word used in properties and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Workbench => "workbench",
            Self::Publication => "publication",
        }
    }
}

/// A colour as 0xRRGGBB.
pub(crate) type Colour = u32;

/// Dark blue: titles and table headers.
pub(crate) const INK: Colour = 0x12_43_6D;
/// Grey for outlines and gridlines.
pub(crate) const GRID: Colour = 0x76_76_76;
/// Light grey for the gridlines of charts.
pub(crate) const FAINT: Colour = 0xD9_D9_D9;

/// The colour of a facet, the same in every chart. The first four are the categorical palette of the UK
/// Government Analysis Function, in its order: 3:1 against white and against each other.
pub(crate) const fn colour(class: FacetClass) -> Colour {
    match class {
        FacetClass::Enhancement => 0x12_43_6D,
        FacetClass::Mission => 0x28_A1_97,
        FacetClass::Adaptive => 0x80_16_50,
        FacetClass::Anticipatory => 0xF4_6A_25,
        FacetClass::Mixed => 0x3D_3D_3D,
        FacetClass::Unplaced => 0x8C_8C_8C,
    }
}

/// How much two colours contrast, 1 to 21, by the formula of WCAG 2.
pub(crate) fn contrast(a: Colour, b: Colour) -> f64 {
    let luminance = |colour: Colour| {
        let channel = |shift: u32| {
            let value = f64::from((colour >> shift) & 0xFF) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    (a / b).max(b / a)
}

/// How a cell looks. The place in [`Class::ALL`] fixes the style's number in the file, for streamed rows
/// are written before the workbook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Words in a table.
    Text,
    /// Words in a table that a spreadsheet could take for a formula.
    Quoted,
    /// Shorthand for a missing number.
    Missing,
    /// Shorthand for missing words.
    MissingWords,
    /// A count, or money without decimals.
    Integer,
    /// A number that is a name: a year, a row.
    Plain,
    /// A share.
    Percent,
    /// A coordinate or index.
    Score,
    /// Money with two decimals.
    Money2,
    /// Money with three decimals.
    Money3,
    /// A date known to the day.
    Day,
    /// A date known to the month.
    Month,
    /// A date known to the year.
    Year,
    /// A date known to the quarter: the first.
    Quarter1,
    /// The second quarter.
    Quarter2,
    /// The third quarter.
    Quarter3,
    /// The fourth quarter.
    Quarter4,
    /// A link in a table.
    Link,
    /// The title in A1.
    Title,
    /// A heading in prose.
    Heading,
    /// Prose that runs over the cells to its right.
    Prose,
    /// Prose that is wrapped in a wide column.
    Paragraph,
    /// A link in prose.
    ProseLink,
    /// A table header over words.
    Header,
    /// A table header over numbers.
    HeaderNumber,
    /// A cell in which a person chooses.
    Chooser,
}

impl Class {
    /// All classes, in the order of their style numbers.
    pub(crate) const ALL: [Self; 26] = [
        Self::Text,
        Self::Quoted,
        Self::Missing,
        Self::MissingWords,
        Self::Integer,
        Self::Plain,
        Self::Percent,
        Self::Score,
        Self::Money2,
        Self::Money3,
        Self::Day,
        Self::Month,
        Self::Year,
        Self::Quarter1,
        Self::Quarter2,
        Self::Quarter3,
        Self::Quarter4,
        Self::Link,
        Self::Title,
        Self::Heading,
        Self::Prose,
        Self::Paragraph,
        Self::ProseLink,
        Self::Header,
        Self::HeaderNumber,
        Self::Chooser,
    ];

    /// The style's number in the file; 0 is the library's default.
    pub(crate) const fn style(self) -> u32 {
        self as u32 + 1
    }

    /// The class for money of a currency with that many decimals.
    pub(crate) const fn money(decimals: u32) -> Self {
        match decimals {
            0 => Self::Integer,
            1 | 2 => Self::Money2,
            _ => Self::Money3,
        }
    }

    /// The number format, where it is not the general one.
    pub(crate) const fn number_format(self) -> Option<&'static str> {
        Some(match self {
            Self::Integer => "#,##0",
            Self::Plain => "0",
            Self::Percent => "0.0%",
            Self::Score => "0.00",
            Self::Money2 => "#,##0.00",
            Self::Money3 => "#,##0.000",
            Self::Day => "yyyy\\-mm\\-dd",
            Self::Month => "yyyy\\-mm",
            Self::Year => "yyyy",
            Self::Quarter1 => "yyyy\"-Q1\"",
            Self::Quarter2 => "yyyy\"-Q2\"",
            Self::Quarter3 => "yyyy\"-Q3\"",
            Self::Quarter4 => "yyyy\"-Q4\"",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_numbers_are_places() {
        for (place, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(class.style() as usize, place + 1);
        }
    }

    #[test]
    fn colours_can_be_seen() {
        for class in FacetClass::ALL {
            assert!(contrast(colour(class), 0xFF_FF_FF) >= 3.0, "{class:?} against white");
        }
        assert!(contrast(INK, 0xFF_FF_FF) >= 4.5, "text");
        assert!(contrast(colour(FacetClass::Adaptive), 0xFF_FF_FF) >= 4.5, "text");
    }
}
