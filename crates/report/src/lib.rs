//! Writes balanced-portfolio XLSX workbooks from a portfolio and a stream of assessments.
//!
//! Assessed initiatives are pushed into a [`Listing`] one after the other, in the order of the report; their
//! rows go straight to disk, so that memory does not grow with their number. [`write()`] then makes the
//! workbook around them: cover, balance, agencies, gaps, findings, sources and notes.
//!
//! ```
//! use evenfolio_core::{balance::Balance, portfolio::Portfolio};
//! use evenfolio_report::{Contents, Listing, RunIdentity, Settings, write};
//!
//! # fn main() -> Result<(), evenfolio_report::Error> {
//! let settings = Settings::new("Ministry of Example", jiff::civil::date(2026, 6, 30));
//! let listing = Listing::begin(&settings)?;
//! // listing.push(&assessment)? for every initiative, and portfolio.note(&assessment) beside it.
//! let portfolio = Portfolio::default();
//! let contents = Contents {
//!     portfolio: &portfolio,
//!     balance: &Balance::of(&portfolio.counted, &settings.targets),
//!     sources: &[],
//!     findings: &[],
//!     finding_counts: &portfolio.findings,
//!     run: &RunIdentity::default(),
//!     changes: None,
//! };
//! let mut workbook = std::io::Cursor::new(Vec::new());
//! let written = write(listing, &contents, &settings, &mut workbook)?;
//! assert_eq!(written.sheets[..3], ["Cover", "Contents", "Balance"]);
//! # Ok(())
//! # }
//! ```

pub mod agency_pack;
pub mod answers;
pub mod baseline;
mod because;
mod chart;
mod columns;
mod contents;
mod error;
mod formula;
mod layout;
pub mod lint;
mod listing;
mod marks;
mod package;
mod readback;
mod render;
mod sections;
mod sentence;
mod sheet;
mod splice;
pub mod template;
#[cfg(test)]
mod tests;
mod text;
mod theme;
mod wording;
mod workbook;

pub use contents::{Changes, Contents, RunIdentity, Settings, SourceLine, Written};
pub use error::Error;
pub use listing::Listing;
pub use readback::kind_of;
pub use theme::Style;
pub use workbook::write;
