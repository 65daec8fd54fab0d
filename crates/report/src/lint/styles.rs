//! How cells look: what the rules ask about fonts, fills and alignment.

use std::io::BufRead;

use crate::error::Error;
use crate::package::xml::{Node, Tag, walk};

/// The look of a cell.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own in the file")]
pub(crate) struct Look {
    pub bold: bool,
    /// In points.
    pub size: f64,
    /// The colour of the letters where it is said outright.
    pub ink: Option<u32>,
    /// The colour of the ground where it is filled.
    pub ground: Option<u32>,
    /// Whether the ground is filled, whatever the colour.
    pub filled: bool,
    pub wrapped: bool,
    pub right: bool,
    pub left: bool,
}

#[derive(Clone, Debug, Default)]
struct Font {
    bold: bool,
    size: f64,
    ink: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Fill {
    filled: bool,
    ground: Option<u32>,
}

/// Reads the looks of all cell styles, by their number.
pub(crate) fn looks(part: impl BufRead) -> Result<Vec<Look>, Error> {
    let mut inside = "";
    let (mut fonts, mut fills, mut looks) = (Vec::<Font>::new(), Vec::<Fill>::new(), Vec::<Look>::new());
    walk(part, |node| match node {
        Node::Open(name @ ("fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders"), _) => {
            inside = match name {
                "fonts" => "fonts",
                "fills" => "fills",
                "cellXfs" => "cellXfs",
                _ => "",
            };
        }
        Node::Close("fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders") => inside = "",
        Node::Open(name, tag) => match (inside, name) {
            ("fonts", "font") => fonts.push(Font::default()),
            ("fonts", _) => {
                if let Some(font) = fonts.last_mut() {
                    font.note(name, &tag);
                }
            }
            ("fills", "fill") => fills.push(Fill::default()),
            ("fills", _) => {
                if let Some(fill) = fills.last_mut() {
                    fill.note(name, &tag);
                }
            }
            ("cellXfs", "xf") => looks.push(look(&tag, &fonts, &fills)),
            ("cellXfs", "alignment") => {
                if let Some(look) = looks.last_mut() {
                    look.wrapped = tag.yes("wrapText");
                    let across = tag.get("horizontal");
                    look.right = across.as_deref() == Some("right");
                    look.left = across.as_deref() == Some("left");
                }
            }
            _ => {}
        },
        _ => {}
    })?;
    Ok(looks)
}

fn look(tag: &Tag, fonts: &[Font], fills: &[Fill]) -> Look {
    let of = |name| tag.number(name).and_then(|id| usize::try_from(id).ok());
    let font = of("fontId").and_then(|id| fonts.get(id)).cloned().unwrap_or_default();
    let fill = of("fillId").and_then(|id| fills.get(id)).copied().unwrap_or_default();
    Look {
        bold: font.bold,
        size: font.size,
        ink: font.ink,
        ground: fill.ground,
        filled: fill.filled,
        ..Look::default()
    }
}

impl Font {
    fn note(&mut self, name: &str, tag: &Tag) {
        match name {
            "b" => self.bold = !matches!(tag.get("val").as_deref(), Some("0" | "false")),
            "sz" => self.size = tag.get("val").and_then(|size| size.parse().ok()).unwrap_or(0.0),
            "color" => self.ink = colour(tag),
            _ => {}
        }
    }
}

impl Fill {
    fn note(&mut self, name: &str, tag: &Tag) {
        match name {
            "patternFill" => {
                self.filled = !matches!(tag.get("patternType").as_deref(), None | Some("none" | "gray125"));
            }
            "gradientFill" => self.filled = true,
            "fgColor" if self.filled => self.ground = colour(tag),
            _ => {}
        }
    }
}

/// A colour that is said outright; colours of the theme are not looked up.
fn colour(tag: &Tag) -> Option<u32> {
    let hex = tag.get("rgb")?;
    u32::from_str_radix(hex.get(hex.len().checked_sub(6)?..)?, 16).ok()
}
