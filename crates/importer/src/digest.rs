//! The digest of a register's content, by which the same register is known again under another name or in
//! another format.

use evenfolio_core::fold::fold;
use sha2::{Digest as _, Sha256};

use crate::rows::Row;

/// Takes rows in, in order. Blank rows and blank cells at the end of a row make no difference, nor do letter
/// case, accents, white space and punctuation.
#[derive(Clone, Debug, Default)]
pub(crate) struct ContentDigest {
    hash: Sha256,
    line: Vec<u8>,
}

impl ContentDigest {
    pub(crate) fn note(&mut self, row: &Row) {
        self.line.clear();
        let mut end = 0;
        for cell in row.cells() {
            let before = self.line.len();
            take(&mut self.line, cell.text);
            if self.line.len() > before {
                end = self.line.len();
            }
            self.line.push(0x1f);
        }
        if end == 0 {
            return;
        }
        self.line.truncate(end);
        self.line.push(b'\n');
        self.hash.update(&self.line);
    }

    /// Lower-case hexadecimal.
    pub(crate) fn finish(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Letters and digits, folded. Plain ASCII, which is most of every register, needs no tables; other letters
/// are folded in runs, for what folding does to a letter does not depend on its neighbours.
fn take(line: &mut Vec<u8>, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        line.extend(
            rest[..plain].bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()),
        );
        rest = &rest[plain..];
        let foreign = rest.bytes().position(|byte| byte.is_ascii()).unwrap_or(rest.len());
        line.extend(fold(&rest[..foreign]).bytes().filter(|byte| *byte != b' '));
        rest = &rest[foreign..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{MemoryRows, RowReader as _};

    fn digest(cells: &[&[&str]]) -> String {
        let (mut reader, mut row) = (MemoryRows::from_text(cells), Row::default());
        let mut digest = ContentDigest::default();
        while reader.next_row(&mut row).unwrap() {
            digest.note(&row);
        }
        digest.finish()
    }

    #[test]
    fn only_content_counts() {
        let one = digest(&[&["Title", "Größe", ""], &["A b", "1.0"]]);
        assert_eq!(one, digest(&[&["TITLE ", "GROSSE"], &["", ""], &["a  b", "1.0", "", ""]]));
        assert_eq!(digest(&[&["Jose\u{301} €5"]]), digest(&[&["JOSÉ 5"]]));
        assert_ne!(one, digest(&[&["Title", "Größe"], &["A b", "", "1.0"]]), "another column");
        assert_ne!(one, digest(&[&["A b", "1.0"], &["Title", "Größe"]]), "another order");
    }
}
