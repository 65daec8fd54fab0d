//! Numbers as sentences have them.

/// The digits in groups of three.
///
/// ```
/// use evenfolio_core::digits::grouped;
/// assert_eq!([grouped(999), grouped(1_113), grouped(2_000_000)], ["999", "1,113", "2,000,000"]);
/// ```
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
