//! Initiatives for tests, built field by field.
#![expect(unreachable_pub, reason = "shared between test files, not published")]

use evenfolio_core::field::Field;
use evenfolio_core::initiative::{Declared, Initiative};
use evenfolio_core::origin::Origin;

/// An initiative of the agency `Agency` with these texts and nothing else.
pub fn initiative<const N: usize>(texts: [(Field, &str); N]) -> Initiative {
    Initiative {
        origin: Origin { path: "register.csv".into(), sheet: None, row: 2 },
        texts: texts.into_iter().map(|(field, text)| (field, text.to_owned())).collect(),
        agency: "Agency".to_owned(),
        status: None,
        start: None,
        end: None,
        budget: None,
        declared: Declared::default(),
    }
}

/// An initiative with a description only.
pub fn described(text: &str) -> Initiative {
    initiative([(Field::Description, text)])
}
