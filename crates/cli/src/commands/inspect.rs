//! `inspect`: how each file would be read.

use evenfolio_importer::layout::Layout;
use evenfolio_importer::survey::PassedOver;

use super::{read, tell_errors};
use crate::args::Inspect;
use crate::output::{end, printable, say};
use crate::pipeline::Take;
use crate::{End, Error};

struct Shower;

impl Take for Shower {
    fn layout(&mut self, layout: &Layout) -> Result<(), Error> {
        for line in layout.to_string().lines() {
            say(&printable(line))?;
        }
        say("")
    }

    fn passed_over(&mut self, path: &str, passed: &PassedOver) -> Result<(), Error> {
        let place = match &passed.sheet {
            Some(sheet) => format!("{path}!{sheet}"),
            None => path.to_owned(),
        };
        say(&printable(&format!("{place}: no register ({})", passed.why)))?;
        say("")
    }
}

pub(crate) fn run(args: &Inspect) -> Result<End, Error> {
    let summary = read(&args.inputs.inputs, &args.reading, &mut Shower)?;
    tell_errors(&summary);
    Ok(end(&summary, args.reading.fail_on.severity()))
}
