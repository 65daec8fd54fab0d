//! Lifting: reading a cell's text as the value that it stands for. Each vocabulary is a file. Nothing is
//! guessed cell by cell: what a column decides is decided once, from the whole column, and handed in.

pub mod answer;
pub mod date;
pub mod facet;
pub mod identifier;
pub mod missing;
pub mod money;
pub mod score;
pub mod status;
pub mod text;
