//! Looks a workbook over before the spreadsheet library sees it: every part is inflated to its end under a
//! budget, checksums are compared, and sizes that a part merely declares are held against what it has.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use evenfolio_core::finding::Code;

use crate::limits::Limits;
use crate::rows::Fault;

/// Refuses an archive that is damaged, or that would make its reader take the machine.
///
/// # Errors
/// [`Fault`] with the sentence that says why.
pub(crate) fn archive<R: Read + Seek>(reader: R, bytes: u64, limits: &Limits) -> Result<(), Fault> {
    let damaged = |message: String| Fault { code: Code::FileCorrupt, message };
    let too_large = |message: String| Fault { code: Code::FileTooLarge, message };
    let mut archive = zip::ZipArchive::new(reader)
        .map_err(|error| damaged(format!("its archive cannot be opened ({error})")))?;
    if archive.len() > limits.parts {
        return Err(too_large(format!("it has {} parts, more than {}", archive.len(), limits.parts)));
    }
    let mut names = BTreeSet::new();
    let mut total = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| {
            damaged(format!("part {} of its archive cannot be opened ({error})", index + 1))
        })?;
        let name: String = part.name().map(|name| name.to_string()).unwrap_or_default();
        if !names.insert(name.to_lowercase()) {
            return Err(damaged(format!("the part {name} stands in its archive twice")));
        }
        let mut watch = Watch::of(&name);
        let mut part = part;
        let mut size = 0_u64;
        loop {
            let length = part
                .read(&mut buffer)
                .map_err(|error| damaged(format!("the part {name} is damaged ({error})")))?;
            if length == 0 {
                break;
            }
            size += length as u64;
            total += length as u64;
            if size > limits.part_bytes || total > limits.inflated_bytes {
                return Err(too_large(format!(
                    "it unfolds to more than {} MiB",
                    if size > limits.part_bytes { limits.part_bytes } else { limits.inflated_bytes } >> 20
                )));
            }
            if total > 16 << 20 && total > bytes.saturating_mul(limits.ratio) {
                return Err(too_large(format!("it unfolds to more than {} times its size", limits.ratio)));
            }
            watch.take(&buffer[..length]);
        }
        watch.verdict(&name, size).map_err(too_large)?;
    }
    Ok(())
}

/// Numbers that a part declares and by which its reader allocates.
struct Watch {
    /// The attribute, and how many bytes one of what it counts takes at least.
    attributes: &'static [(&'static str, u64)],
    carry: Vec<u8>,
    largest: Vec<u64>,
}

impl Watch {
    fn of(name: &str) -> Self {
        let name = name.to_lowercase();
        let attributes: &[(&str, u64)] = if name.ends_with("sharedstrings.xml") {
            &[(" uniqueCount=\"", 4), (" count=\"", 0)]
        } else if name.starts_with("xl/worksheets/") {
            &[(" si=\"", 8)]
        } else if name == "content.xml" {
            &[(" text:c=\"", 0), ("number-rows-repeated=\"", 0), ("number-columns-repeated=\"", 0)]
        } else {
            &[]
        };
        Self { attributes, carry: Vec::new(), largest: vec![0; attributes.len()] }
    }

    fn take(&mut self, chunk: &[u8]) {
        if self.attributes.is_empty() {
            return;
        }
        self.carry.extend_from_slice(chunk);
        for ((attribute, _), largest) in self.attributes.iter().zip(&mut self.largest) {
            for at in memchr::memmem::find_iter(&self.carry, attribute.as_bytes()) {
                let digits =
                    self.carry[at + attribute.len()..].iter().take_while(|byte| byte.is_ascii_digit());
                let value = digits
                    .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
                *largest = (*largest).max(value);
            }
        }
        // An attribute may lie across two chunks.
        let keep = self.carry.len().min(64);
        self.carry.drain(..self.carry.len() - keep);
    }

    fn verdict(&self, name: &str, size: u64) -> Result<(), String> {
        for ((attribute, bytes), largest) in self.attributes.iter().zip(&self.largest) {
            let word = attribute.trim().trim_end_matches("=\"");
            let allowed = match (*bytes, word) {
                (0, "text:c") => 100_000,
                (0, "number-rows-repeated") => 1_048_576,
                (0, "number-columns-repeated") => 16_384,
                (0, _) => u64::MAX,
                (bytes, _) => size / bytes + 1,
            };
            if *largest > allowed {
                return Err(format!("the part {name} declares {word} {largest}, more than it can hold"));
            }
        }
        Ok(())
    }
}
