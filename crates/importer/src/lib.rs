//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.

mod compound;
mod content;
mod dialect;
mod encoding;
pub mod format;
pub mod limits;
pub mod open;
pub mod rows;
mod serial;
pub mod source;
mod workbook;
pub mod worker;
