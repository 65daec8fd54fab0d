//! Evidence: one reason for a placement or a test outcome, with the words that stood in the register.

use std::sync::Arc;

use serde::Serialize;

use crate::field::Field;
use crate::position::Pole;

/// One reason that pulls a placement towards a pole. Serialised as in the consolidated register's `because`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The permanent code of the rule, or the name of the column for values that the register gives itself.
    pub rule: Arc<str>,
    /// The field in which the words stood.
    pub field: Field,
    /// The words themselves, letter by letter as in the cell.
    pub text: String,
    /// The pole that they pull to.
    pub pole: Pole,
    /// How strongly, in hundredths: 100 is one plain statement of purpose.
    pub strength: i32,
}

/// One reason for an outcome of the innovation test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The permanent code of the rule.
    pub rule: Arc<str>,
    /// The field in which the words stood.
    pub field: Field,
    /// The words themselves, letter by letter as in the cell.
    pub text: String,
}
