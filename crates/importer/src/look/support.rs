//! How far a column's values bear out what its header says. The weights were set by looking at registers:
//! what cannot be is ruled out, what fits is a little surer.

use evenfolio_core::field::{Field, Kind};

use super::Look;

/// Rules a field out, whatever the header says.
const NEVER: i32 = -70;
/// Leaves a field to a header that names it word for word only.
const HARDLY: i32 = -30;
/// Makes a field a little surer.
const LIKELY: i32 = 8;

impl Look {
    /// How much the values speak for or against a field, to be added to a certainty in hundredths. A column
    /// without values says nothing.
    pub fn speaks_for(&self, field: Field) -> i32 {
        if self.filled == 0 {
            return -2;
        }
        let share = |count| self.share(count);
        match field.kind() {
            Kind::Date => first(&[(share(self.dates) >= 0.8, LIKELY), (share(self.dates) < 0.3, -45)]),
            Kind::Money => first(&[(share(self.amounts) >= 0.8, LIKELY), (share(self.amounts) < 0.3, NEVER)]),
            Kind::Status => first(&[
                (share(self.steps) >= 0.5, LIKELY),
                (share(self.colours) >= 0.4, NEVER),
                (self.numeric() >= 0.5 || share(self.dates) >= 0.5 || share(self.addresses) >= 0.5, NEVER),
                (self.filled >= 5 && share(self.steps) < 0.1, -20),
            ]),
            Kind::Facet => first(&[(self.facets() >= 0.3, LIKELY), (true, -45)]),
            Kind::Score => first(&[(self.numeric() >= 0.5, LIKELY)]),
            Kind::Identifier => self.speaks_for_identifier(),
            Kind::Personal => 0,
            Kind::Text => self.speaks_for_text(field),
        }
    }

    /// Whether the values all but rule the field out.
    pub(crate) fn speaks_against(&self, field: Field) -> bool {
        self.speaks_for(field) <= HARDLY
    }

    /// The share of values that answer yes or no. One letter or two say little: "a" is a Czech yes.
    fn answered(&self) -> f64 {
        if self.filled < 3 { 0.0 } else { self.share(self.answers) }
    }

    fn speaks_for_identifier(&self) -> i32 {
        let sentences = self.length() > 60.0;
        first(&[
            (sentences || self.answered() >= 0.6 || self.share(self.addresses) >= 0.5, NEVER),
            // A number that counts the rows is the last choice: it names another entry in the next edition.
            (self.share(self.counters) >= 0.9, -14),
            (self.variety() >= 0.95 && self.fill() >= 0.9, LIKELY),
            (self.filled >= 10 && self.variety() < 0.3, HARDLY),
        ])
    }

    fn speaks_for_text(&self, field: Field) -> i32 {
        let (numeric, dates) = (self.numeric(), self.share(self.dates));
        let (answers, addresses) = (self.answered(), self.share(self.addresses));
        let share = |count| self.share(count);
        let names =
            [(numeric >= 0.5 || answers >= 0.5 || dates >= 0.5, NEVER), (self.length() > 150.0, NEVER)];
        match field {
            Field::Url => first(&[(addresses >= 0.5, LIKELY), (true, NEVER)]),
            Field::Title => first(&[
                (numeric >= 0.8 || answers >= 0.6 || dates >= 0.8 || addresses >= 0.8, NEVER),
                (self.filled >= 10 && self.variety() < 0.2, HARDLY),
                (self.fill() < 0.3, HARDLY),
                (self.variety() >= 0.9, LIKELY),
            ]),
            Field::Purpose => first(&[(self.facets() < 0.5, NEVER)]),
            Field::Currency => first(&[(self.length() > 20.0 || numeric >= 0.5, NEVER), (true, LIKELY)]),
            Field::Confidence => first(&[(self.share(self.colours) >= 0.3, LIKELY)]),
            Field::Agency | Field::Unit | Field::Country => first(&names),
            // A German "Referat" with numbers is an office, not the account that it is in Swedish.
            Field::Description | Field::Objective | Field::Problem if numeric >= 0.5 => NEVER,
            // Grades, ranks and marks may well be numbers or answers.
            Field::Priority | Field::Tags | Field::Horizon | Field::Level | Field::NoveltyLevel => 0,
            _ => first(&[(answers >= 0.7 || dates >= 0.8 || share(self.amounts) >= 0.8, -48)]),
        }
    }
}

/// The weight of the first rule that holds; 0 if none does.
fn first(rules: &[(bool, i32)]) -> i32 {
    rules.iter().find(|(holds, _)| *holds).map_or(0, |(_, weight)| *weight)
}
