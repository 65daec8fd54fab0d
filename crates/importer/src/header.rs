//! Headers: where they stand, what each cell of them says, and which field each column holds.

pub mod binding;
pub mod block;
pub mod matching;
pub mod name;

pub use binding::{Bound, bind};
pub use block::{HeaderBlock, hunt};
pub use matching::{Candidate, Matcher};
pub use name::Name;
