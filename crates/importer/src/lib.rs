//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.

pub mod dialect;
pub mod encoding;
pub mod format;
pub mod limits;
pub mod open;
mod preflight;
pub mod rows;
pub mod source;
