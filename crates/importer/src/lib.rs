//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.

pub mod agency;
mod columns;
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
mod preflight;
pub mod profile;
pub mod register;
pub mod rows;
mod shape;
pub mod source;
pub mod survey;
pub mod table;
mod turn;
pub mod vocabulary;
