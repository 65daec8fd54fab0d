//! The library's formats, one a class of cells.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::contents::Settings;
use crate::theme::{Class, FAINT, INK};

/// All formats, in the order of [`Class::ALL`].
pub(crate) struct Formats(Vec<Format>);

impl Formats {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(Class::ALL.into_iter().map(|class| format(class, settings)).collect())
    }

    pub(crate) fn of(&self, class: Class) -> &Format {
        &self.0[class.style() as usize - 1]
    }
}

fn format(class: Class, settings: &Settings) -> Format {
    let base = Format::new().set_align(FormatAlign::Top);
    let base = match class.number_format() {
        Some(code) => base.set_num_format(code),
        None => base,
    };
    let ink = Color::RGB(INK);
    let left = || base.clone().set_align(FormatAlign::Left).set_text_wrap();
    // Words keep off the number to their left.
    let cell = || left().set_indent(1);
    let header = |header: Format| {
        let header = header.set_bold();
        if settings.workbench() {
            header.set_background_color(ink).set_font_color(Color::White)
        } else {
            header.set_border_bottom(FormatBorder::Medium).set_border_bottom_color(ink)
        }
    };
    // A publication has no fill in its tables: thin lines lead the eye along a row.
    let lined = |format: Format| {
        if settings.workbench() {
            format
        } else {
            format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(FAINT))
        }
    };
    let underlined = |format: Format| format.set_font_color(ink).set_underline(FormatUnderline::Single);
    match class {
        Class::Text => lined(cell()),
        Class::Quoted => lined(cell().set_quote_prefix()),
        // Two classes that look the same must differ, or they would share a number.
        Class::MissingWords => lined(cell().set_italic()),
        Class::Missing => lined(base.set_align(FormatAlign::Right).set_italic()),
        Class::Integer
        | Class::Plain
        | Class::Percent
        | Class::Score
        | Class::Money2
        | Class::Money3
        | Class::Day
        | Class::Month
        | Class::Year
        | Class::Quarter1
        | Class::Quarter2
        | Class::Quarter3
        | Class::Quarter4 => lined(base.set_align(FormatAlign::Right)),
        Class::Link => lined(underlined(cell())),
        Class::Title => Format::new().set_bold().set_font_size(18).set_font_color(ink),
        Class::Heading => Format::new().set_bold().set_font_size(12).set_font_color(ink),
        Class::Prose => Format::new().set_align(FormatAlign::Left),
        Class::Paragraph => left(),
        Class::ProseLink => underlined(left()),
        Class::Header => header(cell()),
        Class::HeaderNumber => header(left().set_align(FormatAlign::Right)),
        Class::Chooser => left().set_bold().set_border(FormatBorder::Medium).set_border_color(ink),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Style;

    #[test]
    fn no_two_classes_share_a_format() {
        for style in [Style::Workbench, Style::Publication] {
            let mut settings = Settings::new("Unit", jiff::civil::date(2026, 6, 30));
            settings.style = style;
            let formats = Formats::new(&settings);
            for (place, class) in Class::ALL.into_iter().enumerate() {
                assert!(*formats.of(class) != Format::default(), "{class:?} is the default");
                for other in &Class::ALL[..place] {
                    assert!(formats.of(class) != formats.of(*other), "{class:?} and {other:?}");
                }
            }
        }
    }
}
