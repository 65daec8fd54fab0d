//! Reads CSV and Excel registers of innovation initiatives, whatever their layout, and accounts for every
//! row.

pub mod agency;
mod columns;
mod digest;
pub mod duplicates;
mod fate;
pub mod header;
pub mod layout;
pub mod lift;
pub mod look;
pub mod profile;
pub mod register;
pub mod rows;
mod shape;
pub mod survey;
pub mod table;
mod turn;
pub mod vocabulary;
