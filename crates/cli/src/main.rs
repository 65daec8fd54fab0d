//! The `evenfolio` program.

fn main() {}
