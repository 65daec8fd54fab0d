//! Numbers as people write them: with decimal commas or points, and thousands parted by points, commas,
//! blanks or apostrophes. Digits 0 to 9 only; exact.

use super::Unreadable;

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

impl Mark {
    /// The sign itself.
    pub const fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// A number without its sign: digits, of which the last `places` are decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    digits: i128,
    places: u32,
}

impl Number {
    /// The number times 10 to the given power, rounded half away from zero; `None` beyond 10³⁰.
    pub fn scaled(self, power: u32) -> Option<i128> {
        if power >= self.places {
            self.digits.checked_mul(10_i128.checked_pow(power - self.places)?)
        } else {
            let unit = 10_i128.checked_pow(self.places - power)?;
            let half = if self.digits < 0 { -unit / 2 } else { unit / 2 };
            Some((self.digits + half) / unit)
        }
    }
}

/// A plain number with a decimal point at most, a sign allowed in front: as programs write it.
pub fn plain(text: &str) -> Option<Number> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.matches('.').count() > 1 || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let number = assemble(digits, '.')?;
    Some(Number { digits: if negative { -number.digits } else { number.digits }, ..number })
}

/// What decides the decimal sign of a column, seen cell by cell.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarksSeen {
    point: u64,
    comma: u64,
    doubtful_point: u64,
    doubtful_comma: u64,
}

impl MarksSeen {
    /// Notes the digits of one cell.
    pub fn note(&mut self, digits: &str) {
        match decimal_of(digits) {
            Ok(Some(Mark::Point)) => self.point += 1,
            Ok(Some(Mark::Comma)) => self.comma += 1,
            Ok(None) => {}
            Err(_) if digits.contains('.') => self.doubtful_point += 1,
            Err(_) => self.doubtful_comma += u64::from(digits.contains(',')),
        }
    }

    /// The sign that the column uses; `None` where no cell decides or they contradict each other.
    pub const fn decided(&self) -> Option<Mark> {
        match (self.point, self.comma) {
            (0, 0) => None,
            (_, 0) => Some(Mark::Point),
            (0, _) => Some(Mark::Comma),
            _ => None,
        }
    }

    /// How many cells such as `1,234` can be read both ways.
    pub const fn doubtful(&self) -> u64 {
        self.doubtful_point + self.doubtful_comma
    }

    /// The decimal sign if the one sign that doubtful cells have parts thousands: money seldom has three
    /// decimals. `None` where doubtful cells have both signs.
    pub const fn if_thousands(&self) -> Option<Mark> {
        match (self.doubtful_point, self.doubtful_comma) {
            (1.., 0) => Some(Mark::Comma),
            (0, 1..) => Some(Mark::Point),
            _ => None,
        }
    }

    /// Whether the cells contradict each other.
    pub const fn contradicts(&self) -> bool {
        self.point > 0 && self.comma > 0
    }
}

/// Reads digits with their marks.
///
/// # Errors
/// [`Unreadable`] for anything but a number, and for `1,234` where no decimal sign is given.
pub fn read(digits: &str, decimal: Option<Mark>) -> Result<Number, Unreadable> {
    let own = decimal_of(digits);
    let mark = match (own, decimal) {
        // The cell itself decides, even against the column: `1.234,56` can be read in one way only.
        (Ok(Some(mark)), _) | (Err(Unreadable::Ambiguous), Some(mark)) => mark,
        (Ok(None), _) => Mark::Point,
        (Err(why), _) => return Err(why),
    };
    let ungrouped: String = digits.chars().filter(|c| c.is_ascii_digit() || *c == mark.sign()).collect();
    assemble(&ungrouped, mark.sign()).ok_or(Unreadable::TooLarge)
}

/// The decimal sign that the digits themselves show: `None` for a whole number without doubt.
fn decimal_of(digits: &str) -> Result<Option<Mark>, Unreadable> {
    let blanks_ok = groups_of_three(digits, &[' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’']);
    let allowed = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
    };
    if !digits.chars().all(allowed) || !digits.contains(|c: char| c.is_ascii_digit()) || !blanks_ok {
        return Err(Unreadable::NotAnAmount);
    }
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let last = |mark: char| digits.rfind(mark);
    match (points, commas) {
        (0, 0) => Ok(None),
        (1, 1..) if last('.') > last(',') => grouped(digits, ',', '.').map(|()| Some(Mark::Point)),
        (1.., 1) if last(',') > last('.') => grouped(digits, '.', ',').map(|()| Some(Mark::Comma)),
        (2.., 0) => grouped(digits, '.', ',').map(|()| Some(Mark::Comma)),
        (0, 2..) => grouped(digits, ',', '.').map(|()| Some(Mark::Point)),
        (1, 0) => single(digits, '.', Mark::Point),
        (0, 1) => single(digits, ',', Mark::Comma),
        _ => Err(Unreadable::NotAnAmount),
    }
}

/// One mark only: decimals, unless exactly three digits follow one to three.
fn single(digits: &str, sign: char, mark: Mark) -> Result<Option<Mark>, Unreadable> {
    let (before, after) = digits.split_once(sign).unwrap_or((digits, ""));
    if after.contains(|c: char| !c.is_ascii_digit()) {
        return Err(Unreadable::NotAnAmount);
    }
    let spaced = before.contains(|c: char| !c.is_ascii_digit());
    let could_be_thousands = after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    if could_be_thousands && !spaced { Err(Unreadable::Ambiguous) } else { Ok(Some(mark)) }
}

/// Checks that the thousands sign parts groups of three.
fn grouped(digits: &str, thousands: char, decimal: char) -> Result<(), Unreadable> {
    let whole = digits.split(decimal).next().unwrap_or(digits);
    let mut groups = whole.split(thousands);
    let first = groups.next().unwrap_or_default();
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let plain = whole.chars().all(|c| c.is_ascii_digit() || c == thousands);
    if fits && plain { Ok(()) } else { Err(Unreadable::NotAnAmount) }
}

/// Checks that blanks and apostrophes part groups of three.
fn groups_of_three(digits: &str, marks: &[char]) -> bool {
    let whole = digits.split(['.', ',']).next().unwrap_or(digits);
    let rest = &digits[whole.len()..];
    let mut groups = whole.split(marks);
    let first = groups.next().unwrap_or_default();
    let mut parted = false;
    for group in groups {
        parted = true;
        if group.len() != 3 {
            return false;
        }
    }
    (!parted || (1..=3).contains(&first.len())) && !rest.contains(marks)
}

fn assemble(digits: &str, decimal: char) -> Option<Number> {
    let (whole, part) = digits.split_once(decimal).unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    if whole.is_empty() && part.is_empty() && !digits.contains('0') || whole.len() + part.len() > 30 {
        return None;
    }
    let mut value: i128 = 0;
    for byte in whole.bytes().chain(part.bytes()) {
        value = value * 10 + i128::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(Number { digits: value, places: u32::try_from(part.len()).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_decides_what_a_cell_cannot() {
        let mut seen = MarksSeen::default();
        seen.note("1,234");
        assert_eq!((seen.decided(), seen.doubtful(), seen.if_thousands()), (None, 1, Some(Mark::Point)));
        seen.note("12,5");
        assert_eq!(seen.decided(), Some(Mark::Comma));
        seen.note("12.5");
        assert!(seen.contradicts() && seen.decided().is_none());
    }

    #[test]
    fn thousands_come_in_threes() {
        let value = |text, mark| read(text, mark).ok().and_then(|number| number.scaled(2));
        assert_eq!(value("1,234", Some(Mark::Point)), Some(123_400));
        assert_eq!(value("1,234", Some(Mark::Comma)), Some(123));
        assert_eq!(value("1.234.567", None), Some(123_456_700));
        assert_eq!(value("12 34", None), None);
        assert_eq!(value("0,123", None), Some(12));
        assert_eq!(value("1234,567", None), Some(123_457));
    }

    #[test]
    fn plain_numbers_keep_their_sign() {
        assert_eq!(plain("-1.5").and_then(|number| number.scaled(3)), Some(-1500));
        assert_eq!(plain("1e5"), None);
        assert_eq!(plain("."), None);
        assert_eq!(plain("0").and_then(|number| number.scaled(0)), Some(0));
    }
}
