//! Cell references such as `B7`, read strictly.

/// Row and column of a reference, counted from 0; `None` when it is none or lies beyond any sheet.
pub(crate) fn cell(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    Some((row(digits)?, column(letters)?))
}

/// A row number, counted from 0.
pub(crate) fn row(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u32>().ok()?.checked_sub(1).filter(|row| *row < 1_048_576)
}

fn column(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number =
        letters.bytes().fold(0, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    Some(number - 1).filter(|column| *column < 16_384)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_strictly() {
        assert_eq!(cell("A1"), Some((0, 0)));
        assert_eq!(cell("xfd1048576"), Some((1_048_575, 16_383)));
        for wrong in
            ["", "A", "1", "A0", "XFE1", "A1048577", "A4294967297", "AAAA1", "A1B", "A 1", "$A$1", "Ä1"]
        {
            assert_eq!(cell(wrong), None, "{wrong}");
        }
    }
}
