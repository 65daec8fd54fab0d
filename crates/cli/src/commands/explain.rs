//! `explain`: what a code or a facet means, or why an initiative stands where it stands.

use evenfolio_core::finding::Code;

use crate::args::Explain;
use crate::output::say;
use crate::{End, Error};

pub(crate) fn run(args: &Explain) -> Result<End, Error> {
    if let Some(code) = Code::from_code(&args.what) {
        let entry = code.entry();
        say(&format!("{code}  {} ({})\n", entry.name, entry.severity.word()))?;
        for paragraph in [&entry.means, &entry.matters, &entry.advice] {
            say(paragraph)?;
        }
        return Ok(End::Done);
    }
    Err(Error::Usage(format!(
        "{} is no code, no facet and no row of a register; give a code such as H001, a facet such as mission, or a \
         row as path:row or path!sheet:row",
        args.what
    )))
}
