//! `template`: a register for agencies to fill in.

use std::io::Cursor;

use evenfolio_report::template::{LANGUAGES, Template as Sheets, Wording};

use crate::args::Template;
use crate::output::tell;
use crate::publish::{check_place, put};
use crate::{End, Error};

pub(crate) fn run(args: &Template) -> Result<End, Error> {
    let Some(wording) = Wording::of(&args.language) else {
        let known = LANGUAGES.join(", ");
        return Err(Error::Usage(format!(
            "there is no template in “{}” yet; there is one in {known}",
            args.language
        )));
    };
    check_place(&args.output, [])?;
    let mut workbook = Cursor::new(Vec::new());
    Sheets { wording, entries: &[] }.write(&mut workbook)?;
    let path = args.output.display().to_string();
    put(&args.output, workbook.get_ref())?;
    if !args.quiet {
        tell(&format!("Wrote {path}: one row for each initiative, and what to write on its second sheet."));
    }
    Ok(End::Done)
}
