//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.
//!
//! [`open`](open::open) turns a source into tables of rows, [`survey`](survey::survey) finds the registers
//! among them and how each is to be read, and [`Register::read`](register::Register::read) gives every row
//! its fate and every entry as an initiative.
//!
//! ```no_run
//! use evenfolio_importer::open::{ReadOptions, open};
//! use evenfolio_importer::source::discover;
//! use evenfolio_importer::survey::{Options, survey};
//!
//! for source in discover(&["registers".to_owned()]).sources {
//!     let opened = open(&source, &ReadOptions::default());
//!     let survey = survey(&opened, &Options::default());
//!     for register in &survey.registers {
//!         let mut titles = Vec::new();
//!         let reading = register.read(&mut |outcome| {
//!             titles.extend(outcome.initiative.map(|initiative| initiative.title().to_owned()));
//!         });
//!         assert!(reading.ledger.balances());
//!     }
//! }
//! ```

pub mod agency;
mod columns;
mod compound;
mod content;
pub mod correction;
pub mod decisions;
pub mod delimiter;
mod dialect;
mod digest;
pub mod duplicates;
mod encoding;
mod fate;
pub mod format;
pub mod header;
pub mod layout;
pub mod lift;
pub mod limits;
pub mod look;
pub mod open;
pub mod profile;
pub mod register;
pub mod rows;
mod serial;
mod shape;
pub mod source;
pub mod survey;
pub mod table;
mod turn;
pub mod vocabulary;
mod workbook;
pub mod worker;
