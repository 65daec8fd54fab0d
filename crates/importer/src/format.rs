//! What a file is, told by its content and never by its ending.

use std::fmt;
use std::io::{Read, Seek};

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with delimiters.
    Csv,
    /// Office Open XML, with or without macros.
    Xlsx,
    /// Excel binary workbook.
    Xlsb,
    /// Excel 97–2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
        })
    }
}

/// What the content says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing at all.
    Empty,
    /// A format that is read.
    Known(Format),
    /// A workbook that needs a password.
    Encrypted,
    /// A known container that is broken.
    Damaged(String),
    /// Something else, by its usual name.
    Other(&'static str),
}

/// Tells what a file is by its first bytes and, for archives, its parts.
pub fn recognise<R: Read + Seek>(mut reader: R) -> Content {
    let mut start = Vec::new();
    if reader.by_ref().take(4096).read_to_end(&mut start).is_err() {
        return Content::Damaged("its first bytes cannot be read".into());
    }
    match start.as_slice() {
        [] => Content::Empty,
        [b'P', b'K', 3 | 5, ..] => archive(reader),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => compound(reader),
        [b'%', b'P', b'D', b'F', ..] => Content::Other("a PDF document"),
        [0x1F, 0x8B, ..] => Content::Other("a gzip archive"),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            Content::Other("a picture")
        }
        [b'{', b'\\', b'r', b't', b'f', ..] => Content::Other("a rich-text document"),
        text => {
            let head =
                String::from_utf8_lossy(text).trim_start_matches('\u{feff}').trim_start().to_lowercase();
            if head.starts_with("<?xml") && head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
                Content::Other("an Excel 2003 XML spreadsheet")
            } else if head.starts_with("<!doctype html")
                || head.starts_with("<html")
                || head.starts_with("<table")
            {
                Content::Other("a web page")
            } else if head.starts_with("<?xml") {
                Content::Other("an XML document")
            } else {
                Content::Known(Format::Csv)
            }
        }
    }
}

fn archive<R: Read + Seek>(reader: R) -> Content {
    let mut archive = match zip::ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) => return Content::Damaged(format!("the archive in it cannot be opened ({error})")),
    };
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_string()).collect();
    let has = |name: &str| names.iter().any(|part| part.eq_ignore_ascii_case(name));
    if has("xl/workbook.bin") {
        Content::Known(Format::Xlsb)
    } else if has("xl/workbook.xml") || names.iter().any(|part| part.starts_with("xl/worksheets/")) {
        Content::Known(Format::Xlsx)
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        let mut manifest = String::new();
        let encrypted = archive
            .by_name("META-INF/manifest.xml")
            .is_ok_and(|part| part.take(1 << 20).read_to_string(&mut manifest).is_ok())
            && manifest.contains("encryption-data");
        if encrypted { Content::Encrypted } else { Content::Known(Format::Ods) }
    } else if has("word/document.xml") {
        Content::Other("a Word document")
    } else if has("ppt/presentation.xml") {
        Content::Other("a PowerPoint presentation")
    } else {
        Content::Other("a zip archive")
    }
}

/// Names of streams stand in UTF-16 in the directory of a compound file; where in the file does not matter.
fn compound<R: Read + Seek>(mut reader: R) -> Content {
    /// Excel's own writer puts the directory well within this.
    const SEARCHED: u64 = 64 << 20;
    let mut bytes = Vec::new();
    if reader.rewind().is_err() || reader.take(SEARCHED).read_to_end(&mut bytes).is_err() {
        return Content::Damaged("its content cannot be read".into());
    }
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        Content::Encrypted
    } else if has("Workbook") || has("Book") {
        Content::Known(Format::Xls)
    } else if has("WordDocument") {
        Content::Other("a Word document")
    } else {
        Content::Damaged("it is an old Office file without a workbook in it".into())
    }
}
