//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.

pub mod rows;
