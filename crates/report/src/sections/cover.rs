//! The first sheet: the verdict, how firm it is, what is missing and what to do next, in plain sentences.

use evenfolio_core::balance::{Extent, Verdict};
use evenfolio_core::innovation_test::Standing;
use evenfolio_core::portfolio::Portfolio;
use evenfolio_core::tally::Class;

use super::{Scene, share, verdict};
use crate::answers::{BY, ON, OPEN};
use crate::contents::Settings;
use crate::listing::Finished;
use crate::sheet::{Line, Sheet};
use crate::text::{capitalised, counted, listed, percent, thousands};

/// Makes the sheet.
pub(crate) fn sheet(scene: &Scene, finished: &Finished) -> Sheet {
    let Scene { contents, settings, .. } = scene;
    let mut prose = vec![
        Line::text(format!("Published by {} for {}.", settings.organisation, day(settings.as_of))),
        Line::heading("The verdict"),
        verdict::verdict(scene).line(scene.live.is_some()),
        Line::heading("How firm it is"),
        verdict::firmness(scene).line(scene.live.is_some()),
    ];
    if contents.balance.extent == Extent::Sample {
        prose.push(Line::text(
            "The registers were taken for a sample of all initiatives. The verdict is about what was sampled; the \
             intervals on the sheet Balance say how far the whole may lie from it.",
        ));
    }
    prose.push(Line::heading("What we have"));
    prose.extend(have(scene, finished));
    prose.push(Line::heading("What is missing"));
    prose.extend(missing(scene));
    prose.push(Line::heading("What changed"));
    match &contents.changes {
        Some(changes) => {
            prose.extend(super::changes::said(changes).into_iter().map(Line::Text));
            prose.push(Line::Link {
                text: "The sheet Changes lists every change and what caused it.".to_owned(),
                sheet: "Changes".to_owned(),
            });
        }
        None => prose.push(Line::text("There is no earlier report to compare this one with.")),
    }
    prose.push(Line::heading("What to do next"));
    prose.extend(next(scene));
    if settings.workbench() {
        prose.push(Line::heading("Decisions made in this workbook"));
        let until = if scene.live.is_some() {
            " Until then the verdict, the numbers of facets and which of them are missing follow the Register; the rest \
             of this sheet is that of the run."
        } else {
            ""
        };
        prose.push(Line::text(format!(
            "Whoever changes a facet, an outcome or a value in the Register says here who and when; the next run \
             then takes it over as theirs.{until}"
        )));
        prose.extend([BY, ON].map(|label| Line::Field { label: label.to_owned(), now: OPEN.to_owned() }));
    }
    prose.push(Line::heading("About this report"));
    prose.push(Line::Text(questions(settings)));
    prose.push(Line::text(format!(
        "Publication date: {}. Next update: {}.",
        day(settings.as_of),
        settings.next_update.map_or_else(|| "no date is set".to_owned(), day)
    )));
    prose.push(Line::text(
        "The yardstick is the model of the OECD Observatory of Public Sector Innovation (OPSI): four facets of \
         innovation, none of them best, all of them needed. The sheet Notes says how this report was made.",
    ));
    Sheet {
        name: "Cover".to_owned(),
        title: settings.title.clone(),
        about: "The verdict, how firm it is, what is missing and what to do next.".to_owned(),
        prose,
        ..Sheet::default()
    }
}

/// Whom to ask.
pub(crate) fn questions(settings: &Settings) -> String {
    let contact = settings.contact.as_deref().unwrap_or(&settings.organisation);
    format!("Questions: {}.", contact.trim().trim_end_matches('.'))
}

/// A date as prose has it.
pub(crate) fn day(date: jiff::civil::Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    format!("{} {} {}", date.day(), MONTHS[month.min(11)], date.year())
}

/// A fragment as a sentence.
pub(crate) fn sentence(fragment: &str) -> String {
    let text = capitalised(fragment.trim().trim_end_matches('.'));
    format!("{text}.")
}

fn have(scene: &Scene, finished: &Finished) -> Vec<Line> {
    let portfolio = scene.contents.portfolio;
    let live = scene.live.is_some();
    let mut said = vec![
        Line::text(format!(
            "{} in {} {} read{}.",
            counted(finished.rows, "initiative", "initiatives"),
            counted(scene.contents.sources.len() as u64, "register", "registers"),
            if finished.rows == 1 { "was" } else { "were" },
            match scene.agencies.len() as u64 {
                0 => String::new(),
                agencies =>
                    format!("; those that count belong to {}", counted(agencies, "agency", "agencies")),
            },
        )),
        verdict::standings(scene, finished.rows).line(live),
    ];
    if portfolio.counted.total() > 0 {
        said.push(verdict::with_a_facet(scene).line(live));
    }
    // Silence does not exclude, so a list of services or of public works counts as well: its reader must know.
    let (novel, read) = (&portfolio.novel, portfolio.initiatives());
    if portfolio.standing(Standing::Counted) > 1 && novel.not_evidenced * 2 > read {
        let of_whom = if novel.not_evidenced == read {
            "of no initiative does a register say what is new about it".to_owned()
        } else {
            format!(
                "of {} of {} initiatives no register says what is new about them",
                thousands(novel.not_evidenced),
                thousands(read)
            )
        };
        said.push(Line::text(format!(
            "Whether they are innovations is mostly open: {of_whom}. They count because nothing says that they are \
             not. If the registers list all services or works, and not only what is new, read the verdict as one about \
             those."
        )));
    }
    said
}

/// Whether there is a verdict. Where too few are placed, what is missing among them need not be missing.
fn is_told(scene: &Scene) -> bool {
    scene.contents.balance.verdict != Verdict::TooFewToTell
}

fn missing(scene: &Scene) -> Vec<Line> {
    let live = scene.live.is_some();
    let shares = scene.contents.balance.shares.iter();
    let mut said: Vec<Line> = shares
        .filter(|share| share.is_gap() && is_told(scene))
        .map(|share| verdict::missing(share).line(live))
        .collect();
    said.extend(silence(scene.contents.portfolio).map(Line::Text));
    if !is_told(scene) {
        let unknown = "Which facets are missing cannot be said while so few initiatives have one.";
        said.insert(0, Line::text(unknown));
    }
    if said.is_empty() {
        let nothing = "Nothing: every facet is covered, and the registers answer every question of the test.";
        said.push(verdict::nothing_missing(scene, nothing).line(live));
    }
    said
}

/// Which questions of the test the registers leave open, and for how many.
fn silence(portfolio: &Portfolio) -> Option<String> {
    let read = portfolio.initiatives();
    let silent = [
        (&portfolio.novel, "what is new about ", "", ""),
        (&portfolio.implemented, "whether ", " has reached users", " have reached users"),
        (&portfolio.value, "what ", " changes for people", " change for people"),
    ];
    let silent: Vec<_> = silent
        .into_iter()
        .filter(|(count, ..)| count.not_evidenced > 0)
        .map(|(count, what, one, many)| match count.not_evidenced {
            1 if read == 1 => format!("{what}it{one}"),
            1 => format!("{what}1{one}"),
            number => format!("{what}{}{many}", thousands(number)),
        })
        .collect();
    let of = if read == 1 {
        "Of the one initiative".to_owned()
    } else {
        format!("Of {} initiatives", thousands(read))
    };
    (!silent.is_empty()).then(|| format!("{of}, registers do not say {}.", listed(&silent)))
}

fn next(scene: &Scene) -> Vec<Line> {
    let portfolio = scene.contents.portfolio;
    let balance = scene.contents.balance;
    let mut steps = Vec::new();
    let gaps: Vec<_> =
        balance.shares.iter().filter(|share| share.is_gap()).map(|share| share.facet.word()).collect();
    if !gaps.is_empty() && is_told(scene) {
        steps.push(Line::Link {
            text: format!("Ask the agencies for {} innovation under way: see the sheet Gaps.", listed(&gaps)),
            sheet: "Gaps".to_owned(),
        });
    }
    let open = portfolio.counted.number(Class::Mixed) + portfolio.counted.number(Class::Unplaced);
    if open > 0 {
        steps.push(Line::Link {
            text: format!(
                "Decide where {} without a facet {} ({} of those counted): column Facet of the sheet Register.",
                counted(open, "initiative", "initiatives"),
                if open == 1 { "belongs" } else { "belong" },
                percent(share(open, portfolio.counted.total()))
            ),
            sheet: "Register".to_owned(),
        });
    }
    let severities = scene.settings.severities.count(scene.contents.finding_counts);
    if severities.error + severities.warning > 0 {
        let faults: Vec<_> = [
            (severities.error, counted(severities.error, "error", "errors")),
            (severities.warning, counted(severities.warning, "warning", "warnings")),
        ]
        .into_iter()
        .filter_map(|(number, words)| (number > 0).then_some(words))
        .collect();
        steps.push(Line::Link {
            text: format!(
                "Have {} in the registers put right: the sheet Data quality says what and where.",
                listed(&faults)
            ),
            sheet: "Data quality".to_owned(),
        });
    }
    if portfolio.standing(Standing::Pipeline) > 0 {
        steps.push(Line::Link {
            text: format!(
                "Look at the pipeline ({}) before starting anything new: it may already fill a gap.",
                counted(portfolio.standing(Standing::Pipeline), "initiative", "initiatives")
            ),
            sheet: "Not counted".to_owned(),
        });
    }
    if steps.is_empty() {
        steps.push(Line::text(if is_told(scene) {
            "Nothing is open. Keep the registers up to date and run the report again."
        } else {
            "Collect more registers: so few initiatives with a facet tell nothing yet."
        }));
    }
    steps
}
