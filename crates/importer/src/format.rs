//! Formats: what a file is, told from its content and not from its ending.

use evenfolio_core::finding::Code;

use crate::compound::{self, Compound};
use crate::content::Content;
use crate::encoding::Survey;
use crate::limits::Limits;
use crate::rows::dense::encrypted;
use crate::rows::grid::Trouble;
use crate::workbook::archive::Archive;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Text, its cells parted by commas, semicolons or bars, or one cell a line.
    Csv,
    /// Text, its cells parted by tabs.
    Tsv,
    /// An Excel workbook.
    Xlsx,
    /// An Excel workbook with macros, which are not run.
    Xlsm,
    /// A binary Excel workbook.
    Xlsb,
    /// A workbook of Excel 5 to 2003.
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
}

impl Format {
    /// The lower-case word used in JSON and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Xlsm => "xlsm",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }

    /// Whether it is a workbook, which can have several sheets.
    pub const fn is_workbook(self) -> bool {
        !matches!(self, Self::Csv | Self::Tsv)
    }

    /// Whether a file of this format usually has the ending that `path` has; endings that say nothing of the
    /// format count as usual.
    pub(crate) fn suits(self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        let Some((_, ending)) = name.rsplit_once('.') else { return true };
        let ending = ending.to_ascii_lowercase();
        match ending.as_str() {
            "csv" | "tsv" | "tab" | "txt" => !self.is_workbook(),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => ending == self.word(),
            _ => true,
        }
    }
}

/// Tells the format of a file that is not empty. Text is [`Format::Csv`] here, whatever parts its cells.
///
/// # Errors
/// What the file is instead, and what to do.
pub(crate) fn tell(content: &Content, survey: &Survey, limits: &Limits) -> Result<Format, Trouble> {
    let head = survey.head.as_slice();
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        within_workbook_limit(content, limits)?;
        return in_archive(&mut Archive::open(content, limits)?);
    }
    if head.starts_with(compound::SIGNATURE) {
        within_workbook_limit(content, limits)?;
        return in_compound_file(content);
    }
    if let Some(what) = known_stranger(head) {
        return Err(stranger(what));
    }
    if let Some(what) = markup(head) {
        return Err(stranger(what));
    }
    if is_binary(head) {
        return Err(stranger("the file is neither text nor a workbook"));
    }
    Ok(Format::Csv)
}

fn stranger(what: &str) -> Trouble {
    Trouble::new(Code::FormatUnknown, what)
}

fn within_workbook_limit(content: &Content, limits: &Limits) -> Result<(), Trouble> {
    if content.len() <= limits.workbook_bytes {
        return Ok(());
    }
    let (mib, limit) = (content.len() >> 20, limits.workbook_bytes >> 20);
    Err(Trouble::too_large(format!(
        "the workbook has {mib} MiB; at most {limit} MiB are read (limit: workbook_bytes)"
    )))
}

fn in_archive(archive: &mut Archive) -> Result<Format, Trouble> {
    const TYPES: &str = "[Content_Types].xml";
    let types = archive.small(TYPES, 1 << 20)?.unwrap_or_default();
    let types = String::from_utf8_lossy(&types);
    let says = |word: &str| types.contains(word);
    // Some programs declare the type of binary workbooks beside an XML one.
    let xml = archive.has("xl/workbook.xml") && !archive.has("xl/workbook.bin");
    if says("ms-excel.sheet.binary") && !xml {
        return Ok(Format::Xlsb);
    }
    if says("ms-excel.sheet.macroEnabled") || says("ms-excel.template.macroEnabled") {
        return Ok(Format::Xlsm);
    }
    if says("spreadsheetml.sheet.main")
        || says("spreadsheetml.template.main")
        || archive.has("xl/workbook.xml")
    {
        return Ok(Format::Xlsx);
    }
    if archive.has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    let kind = archive.small("mimetype", 256)?.unwrap_or_default();
    let kind = String::from_utf8_lossy(&kind).trim().to_owned();
    if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet")
        || (kind.is_empty() && archive.has("content.xml"))
    {
        return Ok(Format::Ods);
    }
    if archive.has("encrypted-package") {
        return Err(encrypted());
    }
    let named = |start: &str| archive.names().any(|name| name.starts_with(start));
    Err(stranger(if says("wordprocessingml") || kind == "application/vnd.oasis.opendocument.text" {
        "the file is a text document; save the table in it as XLSX or CSV"
    } else if says("presentationml") || kind == "application/vnd.oasis.opendocument.presentation" {
        "the file is a presentation; save the table in it as XLSX or CSV"
    } else if named("index/") && archive.has("Index/Document.iwa") {
        "the file is an Apple Numbers or Pages document; export it as XLSX or CSV"
    } else if archive.names().next().is_none() {
        "the file is an empty ZIP archive"
    } else {
        "the file is a ZIP archive; unpack it and name the files inside"
    }))
}

fn in_compound_file(content: &Content) -> Result<Format, Trouble> {
    let compound = Compound::open(content)?;
    let has = |name| compound.has(name);
    if has("EncryptedPackage") {
        Err(encrypted())
    } else if has("Workbook") || has("Book") {
        Ok(Format::Xls)
    } else if has("WordDocument") {
        Err(stranger("the file is a Word document; save the table in it as XLSX or CSV"))
    } else if has("PowerPoint Document") {
        Err(stranger("the file is a presentation; save the table in it as XLSX or CSV"))
    } else {
        Err(stranger("the file was made by a program of the Office family, but is no workbook"))
    }
}

/// Formats that are known by their first bytes, and what to do about them.
const STRANGERS: [(&[u8], &str); 22] = [
    (b"%PDF", "the file is a PDF; ask for the register as XLSX or CSV"),
    (b"\x1f\x8b", "the file is compressed with gzip; unpack it"),
    (b"BZh", "the file is compressed with bzip2; unpack it"),
    (b"\xfd7zXZ", "the file is compressed with xz; unpack it"),
    (b"(\xb5/\xfd", "the file is compressed with zstd; unpack it"),
    (b"7z\xbc\xaf", "the file is a 7-Zip archive; unpack it"),
    (b"Rar!", "the file is a RAR archive; unpack it"),
    (b"\x89PNG", "the file is a picture; ask for the register as XLSX or CSV"),
    (b"\xff\xd8\xff", "the file is a picture; ask for the register as XLSX or CSV"),
    (b"GIF8", "the file is a picture; ask for the register as XLSX or CSV"),
    (b"II*\0", "the file is a picture; ask for the register as XLSX or CSV"),
    (b"MM\0*", "the file is a picture; ask for the register as XLSX or CSV"),
    (b"RIFF", "the file is a picture or recording; ask for the register as XLSX or CSV"),
    (b"{\\rtf", "the file is a text document (RTF); save the table in it as XLSX or CSV"),
    (b"SQLite format 3", "the file is a database; export the register as CSV"),
    (b"\0\x01\0\0Standard", "the file is an Access database; export the register as XLSX or CSV"),
    (b"PAR1", "the file is in Parquet format; export the register as CSV"),
    (b"MIME-Version:", "the file is a web archive; open it in a spreadsheet program and save it as XLSX"),
    (
        b"\x09\x00\x04\x00",
        "the file was made by Excel 2; open it in a spreadsheet program and save it as XLSX",
    ),
    (
        b"\x09\x02\x06\x00",
        "the file was made by Excel 3; open it in a spreadsheet program and save it as XLSX",
    ),
    (
        b"\x09\x04\x06\x00",
        "the file was made by Excel 4; open it in a spreadsheet program and save it as XLSX",
    ),
    (b"\x7fELF", "the file is a program"),
];

fn known_stranger(head: &[u8]) -> Option<&'static str> {
    STRANGERS.iter().find(|(start, _)| head.starts_with(start)).map(|(_, what)| *what)
}

/// Web pages, XML and JSON; they are text, but no table that is read.
fn markup(head: &[u8]) -> Option<&'static str> {
    // Enough of UTF-16 to see tags: the bytes that are not NUL.
    let plain: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&plain).to_lowercase();
    let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    if text.starts_with(['{', '[']) {
        let inside = text[1..].trim_start();
        let json = inside.starts_with(['"', '{', '[', '}']) && text.contains(':');
        return json.then_some("the file is JSON; ask for the register as XLSX or CSV");
    }
    if !text.starts_with('<') {
        return None;
    }
    let has = |word: &str| text.contains(word);
    if has("urn:schemas-microsoft-com:office:spreadsheet") {
        Some("the file is an XML spreadsheet of 2003; open it in a spreadsheet program and save it as XLSX")
    } else if has("<!doctype html") || has("<html") || has("<table") || has("<body") {
        Some(
            "the file is a web page (HTML), whatever its ending; open it in a spreadsheet program and save it as XLSX",
        )
    } else if has("office:document") {
        Some("the file is a flat OpenDocument file; open it in a spreadsheet program and save it as ODS")
    } else if text.starts_with("<?xml") || has("xmlns") {
        Some("the file is XML; ask for the register as XLSX or CSV")
    } else {
        None
    }
}

/// Whether bytes that are no known format are no text either.
fn is_binary(head: &[u8]) -> bool {
    let wide = crate::encoding::is_wide(head);
    // A text with NUL bytes behind its end is a damaged text.
    let end = head.iter().rposition(|byte| *byte != 0).map_or(head.len(), |last| last + 1);
    let head = if wide { head } else { &head[..end] };
    let odd = head.iter().filter(|byte| matches!(byte, 0x01..=0x08 | 0x0e..=0x19)).count();
    let nuls = memchr::memchr_iter(0, head).count();
    !wide && ((odd > 4 && odd * 25 > head.len()) || nuls * 2 > head.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Result<Format, String> {
        let content = Content::gather(&mut &bytes[..]).unwrap();
        let survey = crate::encoding::survey(&content).unwrap();
        tell(&content, &survey, &Limits::default()).map_err(|trouble| trouble.to_string())
    }

    #[test]
    fn what_is_no_register_is_named() {
        let cases: [(&[u8], &str); 9] = [
            (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
            (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "web page"),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
                "2003",
            ),
            (b"<?xml version=\"1.0\"?><a/>", "XML"),
            (b"{\"error\":\"rate limited\"}", "JSON"),
            (b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
            (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "empty ZIP"),
            (b"PK\x03\x04 and no more", "incomplete"),
        ];
        for (bytes, word) in cases {
            assert!(told(bytes).unwrap_err().contains(word), "{word}: {:?}", told(bytes));
        }
        let noise: Vec<u8> = (0..4000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
        assert!(told(&noise).unwrap_err().contains("neither"));
    }

    #[test]
    fn text_is_text_even_with_odd_characters() {
        for bytes in [
            &b"id,name\n1,a\x00b\n2,\x00\n3,c\n"[..],
            b"id,name\n1,a\x07b\x1b[31mred\n",
            b"[draft] list,x\n",
            b"<5 days,x\n",
        ] {
            assert_eq!(told(bytes), Ok(Format::Csv));
        }
    }

    #[test]
    fn endings_that_mislead() {
        assert!(
            Format::Xlsx.suits("a/b.XLSX")
                && Format::Csv.suits("a.txt")
                && Format::Csv.suits("a")
                && Format::Xls.suits("a.dat")
        );
        assert!(!Format::Xlsx.suits("a.csv") && !Format::Csv.suits("a.xls") && !Format::Xlsx.suits("a.xlsm"));
    }
}
