//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.

pub mod lift;
pub mod rows;
pub mod vocabulary;
