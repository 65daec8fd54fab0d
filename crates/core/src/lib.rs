//! The model of a public-sector innovation portfolio, and nothing else: no files, no clock, no environment,
//! no threads. The same input gives the same answer, always.
//!
//! The yardstick is the model of the OECD Observatory of Public Sector Innovation (OPSI). An innovation is
//! novel in its context, implemented, and shifts public value ([`innovation_test`]). Two axes, how directed
//! and how uncertain, span a diamond ([`position`]); the four facets stand at the *ends* of the axes, never
//! in the quadrants. A [`placement`] is a position with its reasons, a [`portfolio`] the exact sum of
//! placements, and [`balance`] says whether all four facets are covered.
//!
//! ```
//! use evenfolio_core::position::{Change, Facet, Position};
//!
//! // A project that improves a service (enhancement) because leaders want results (mission) …
//! let position = Position::between(Facet::Enhancement, Facet::Mission);
//! // … stands exactly between the two, and the change it works is a sustaining one.
//! assert_eq!(position.facet(), None);
//! assert_eq!(position.change(), Some(Change::Sustaining));
//! ```

pub mod assessment;
pub mod balance;
pub mod comparison;
pub mod date;
pub mod decision;
pub mod evaluation;
pub mod evidence;
pub mod explain;
pub mod facets;
pub mod field;
pub mod finding;
pub mod fold;
pub mod gaps;
pub mod groups;
pub mod initiative;
pub mod innovation_test;
pub mod ledger;
pub mod merge;
pub mod money;
pub mod origin;
pub mod part;
pub mod placement;
pub mod portfolio;
pub mod position;
pub mod rebalance;
pub mod rulebook;
pub mod status;
pub mod tally;
