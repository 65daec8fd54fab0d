//! `inspect`: how each file would be read.

use std::io::Write as _;

use evenfolio_importer::delimiter::Delimiter;
use evenfolio_importer::layout::Layout;
use evenfolio_importer::profile::{Profile, Profiles};
use evenfolio_importer::survey::PassedOver;

use super::{read, tell_errors};
use crate::args::Inspect;
use crate::output::{end, printable, say, tell};
use crate::pipeline::{ReadRegister, Take};
use crate::publish::{check_place, files, publish};
use crate::settings::Settings;
use crate::{End, Error};

#[derive(Default)]
struct Shower {
    layouts: Vec<Layout>,
}

impl Take for Shower {
    fn layout(&mut self, layout: &Layout) -> Result<(), Error> {
        self.layouts.push(layout.clone());
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
    let settings = Settings::resolve(&args.inputs.inputs, &args.reading)?;
    if let Some(path) = &args.write_profile {
        check_place(path, files(&settings.discover()))?;
    }
    let mut shower = Shower::default();
    let summary = read(&settings, &mut shower)?;
    tell_errors(&summary, &settings);
    if let Some(path) = &args.write_profile {
        let profiles: Vec<(Profile, &Layout)> = shower
            .layouts
            .iter()
            .zip(&summary.registers)
            .map(|(layout, register)| (profile(layout, register), layout))
            .collect();
        if profiles.is_empty() {
            return Err(Error::Usage("there is no register to write a profile of".to_owned()));
        }
        publish(path, |out| {
            let path = path.display().to_string();
            out.write_all(Profiles::to_toml(&profiles).as_bytes())
                .map_err(|source| Error::Output { path, source })
        })?;
        if !args.reading.quiet {
            tell(&format!(
                "Wrote {}. Correct it where it is wrong, and give it with --profile.",
                path.display()
            ));
        }
    }
    Ok(end(&summary, &settings.held))
}

/// How a register is read, with what was found out about its file.
fn profile(layout: &Layout, register: &ReadRegister) -> Profile {
    Profile {
        encoding: register.encoding.clone().filter(|name| name != "UTF-8"),
        delimiter: register.delimiter.as_deref().and_then(Delimiter::new),
        ..layout.to_profile()
    }
}
