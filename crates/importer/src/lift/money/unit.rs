//! What stands around the digits: currency, scale, sign; in cells and in headers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use evenfolio_core::fold::fold;
use evenfolio_core::money::Currency;
use serde::Deserialize;

use super::Unreadable;
use crate::vocabulary::{LanguageId, vocabulary};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    signs: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
    crowns: BTreeMap<String, String>,
    units: BTreeMap<String, (u32, String)>,
    shared: BTreeMap<String, BTreeMap<String, String>>,
    countries: BTreeMap<String, String>,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../words/currencies.toml"))
        .expect("the currencies are checked by a test")
});

/// Signs, the longest first, so that `US$` is found before `$`.
static SIGNS: LazyLock<Vec<(&str, Currency)>> = LazyLock::new(|| {
    let mut signs: Vec<_> =
        WRITTEN.signs.iter().filter_map(|(sign, code)| Some((sign.as_str(), Currency::new(code)?))).collect();
    signs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
    signs
});

static NAMES: LazyLock<BTreeMap<String, Currency>> = LazyLock::new(|| {
    WRITTEN.words.iter().filter_map(|(word, code)| Some((fold(word), Currency::new(code)?))).collect()
});

/// A currency and a power of ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The currency, if one is named.
    pub currency: Option<Currency>,
    /// The power of ten, if one is named: 3, 6 or 9.
    pub power: Option<u32>,
    /// The currency is a bare dollar sign.
    pub is_bare_dollar: bool,
    /// A crown is named, whose country neither text nor language tells.
    pub is_bare_crown: bool,
}

/// A cell taken apart.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) digits: String,
    pub(super) negative: bool,
    pub(super) currency: Option<Currency>,
    pub(super) is_bare_dollar: bool,
    pub(super) power: Option<u32>,
}

/// Whether a currency is called dollar.
pub(crate) fn is_dollar(currency: Currency) -> bool {
    matches!(currency.code(), "USD" | "CAD" | "AUD" | "NZD" | "HKD" | "SGD" | "MXN" | "TWD")
}

/// A currency by its ISO 4217 code in capital letters, or in small ones where it stands alone.
pub fn by_code(code: &str) -> Option<Currency> {
    iso_currency::Currency::from_code(code)?;
    Currency::new(code).filter(|currency| !matches!(currency.code(), "XXX" | "XTS"))
}

/// The currency that a cell of a currency column names, by code, sign or word.
pub fn in_currency_cell(text: &str, language: Option<LanguageId>) -> Option<Currency> {
    let text = text.trim();
    by_code(&text.to_uppercase())
        .or_else(|| SIGNS.iter().find(|(sign, _)| *sign == text).map(|(_, currency)| *currency))
        .or_else(|| word(&fold(text), language))
        .or_else(|| text.split([' ', '(', ')', '-', '/']).find_map(by_code))
}

fn word(folded: &str, language: Option<LanguageId>) -> Option<Currency> {
    if let Some(currency) = NAMES.get(folded) {
        return Some(*currency);
    }
    if is_crown(folded) { crown(language) } else { None }
}

fn is_crown(folded: &str) -> bool {
    matches!(folded, "kr" | "krona" | "kronor" | "kroner")
}

/// Codes that are taken for what they are even in small letters; many others are words in some language.
fn usual(folded: &str) -> Option<Currency> {
    matches!(
        folded,
        "eur" | "usd" | "gbp" | "chf" | "pln" | "czk" | "sek" | "nok" | "dkk" | "huf" | "cad" | "aud" | "jpy"
    )
    .then(|| Currency::new(folded))?
}

/// The currency of a sign that several countries share, by a language as number formats name it: by number
/// in hexadecimal (`41D`) or by tag (`sv-SE`).
pub(super) fn shared(sign: &str, language: &str) -> Option<Currency> {
    let country = if let Some((_, country)) = language.rsplit_once(['-', '_']) {
        country
    } else {
        // Above the language stand digits for the calendar and the shape of numerals.
        let number = u32::from_str_radix(language, 16).ok()? & 0xffff;
        WRITTEN.countries.get(&format!("{number:x}"))?
    };
    Currency::new(WRITTEN.shared.get(sign)?.get(&country.to_ascii_uppercase())?)
}

pub(super) fn crown(language: Option<LanguageId>) -> Option<Currency> {
    let code = vocabulary().of(language?).code;
    WRITTEN.crowns.get(code).and_then(|code| Currency::new(code))
}

fn one_word_unit(folded: &str, language: Option<LanguageId>) -> Option<(u32, Option<Currency>)> {
    let (power, code) = WRITTEN.units.get(folded)?;
    Some((*power, if code == "kr" { crown(language) } else { Currency::new(code) }))
}

impl Parts {
    pub(super) fn of(text: &str, language: Option<LanguageId>) -> Result<Self, Unreadable> {
        let dashed = without_dash(text.trim());
        let mut rest = &*dashed;
        // No amount with its unit is longer; a sentence with a number in it is no amount.
        if rest.is_empty() || rest.len() > 60 {
            return Err(Unreadable::NotAnAmount);
        }
        if rest.contains(['%', '‰']) {
            return Err(Unreadable::Percentage);
        }
        if rest.starts_with(['<', '>', '≤', '≥']) {
            return Err(Unreadable::Range);
        }
        let mut negative = false;
        if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            negative = true;
            rest = inner.trim();
        }
        let first = rest.find(|c: char| c.is_ascii_digit()).ok_or(Unreadable::NotAnAmount)?;
        let last = rest.rfind(|c: char| c.is_ascii_digit()).map_or(first, |at| at + 1);
        // A leading decimal sign and a trailing one belong to the digits: `.5`, `5.`
        let start = if rest[..first].ends_with(['.', ','])
            && !rest[..first].ends_with("..")
            && first_is_bare(&rest[..first])
        {
            first - 1
        } else {
            first
        };
        let tail = &rest[last..];
        let end = if tail == "." { last + 1 } else { last };
        let (before, digits, after) = (rest[..start].trim(), &rest[start..end], rest[end..].trim());
        if digits.contains(['-', '–', '—', '/', ':']) || digits.contains(|c: char| c.is_alphabetic()) {
            let range = digits.contains(['-', '–', '—']) && !digits.contains(':');
            return Err(if range { Unreadable::Range } else { Unreadable::NotAnAmount });
        }
        let mut parts =
            Self { digits: digits.to_owned(), negative, currency: None, is_bare_dollar: false, power: None };
        let before = parts.sign_off(before)?;
        let after = match after.strip_suffix(['-', '\u{2212}']) {
            Some(rest) if !parts.negative => {
                parts.negative = true;
                rest.trim_end()
            }
            _ => after,
        };
        parts.take(&before, language)?;
        parts.take(after, language)?;
        Ok(parts)
    }

    /// Takes a sign or an "about" from before the digits.
    fn sign_off(&mut self, before: &str) -> Result<String, Unreadable> {
        let mut before = before.to_owned();
        for minus in ['-', '\u{2212}', '–'] {
            if let Some(at) = before.find(minus) {
                if self.negative {
                    return Err(Unreadable::NotAnAmount);
                }
                self.negative = true;
                before.replace_range(at..at + minus.len_utf8(), " ");
            }
        }
        let before = before.trim().trim_start_matches(['+', '~', '≈']).trim();
        let about =
            ["ca.", "ca", "c.", "circa", "approx.", "approx", "about", "environ", "etwa", "rund", "cca"];
        let lower = before.to_lowercase();
        let cut = about.iter().find(|word| {
            lower.strip_prefix(**word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
        });
        Ok(cut.map_or(before, |word| before.get(word.len()..).unwrap_or(before)).trim().to_owned())
    }

    /// Takes currency and scale from before or after the digits; anything else makes it no amount.
    fn take(&mut self, around: &str, language: Option<LanguageId>) -> Result<(), Unreadable> {
        let (unit, rest) = scan(around, language);
        if rest
            || (unit.currency.is_some() && self.currency.is_some_and(|known| Some(known) != unit.currency))
        {
            return Err(Unreadable::NotAnAmount);
        }
        if unit.currency.is_some() {
            self.currency = unit.currency;
            self.is_bare_dollar = unit.is_bare_dollar;
        }
        if let Some(power) = unit.power {
            if self.power.is_some() {
                return Err(Unreadable::NotAnAmount);
            }
            self.power = Some(power);
        }
        Ok(())
    }
}

/// A dash that stands for no cents, as in `12.000,-` and `12'000.--`, written as noughts: so the sign before it is
/// seen to be the decimal one.
fn without_dash(text: &str) -> Cow<'_, str> {
    let dash = |c: char| matches!(c, '-' | '–' | '—' | '−');
    let Some((at, sign)) = text.rmatch_indices([',', '.']).next() else { return text.into() };
    let (before, after) = (&text[..at], &text[at + 1..]);
    let rest = after.trim_start_matches(dash);
    let ends = before.ends_with(|c: char| c.is_ascii_digit()) && !rest.contains(|c: char| c.is_ascii_digit());
    if ends && rest.len() < after.len() { format!("{before}{sign}00{rest}").into() } else { text.into() }
}

/// Whether only a sign or a currency stands before a leading decimal sign.
fn first_is_bare(before: &str) -> bool {
    !before.contains(|c: char| c.is_alphabetic())
}

/// Currency and scale in a short text, and whether anything else stands there.
pub(super) fn scan(text: &str, language: Option<LanguageId>) -> (Unit, bool) {
    let mut unit = Unit::default();
    let mut text = text.to_owned();
    let may_have_sign = text.bytes().any(|byte| byte == b'$' || !byte.is_ascii());
    for (sign, currency) in SIGNS.iter().filter(|_| may_have_sign) {
        if let Some(at) = text.find(sign) {
            unit = Unit { currency: Some(*currency), is_bare_dollar: *sign == "$", ..unit };
            text.replace_range(at..at + sign.len(), " ");
            break;
        }
    }
    let mut other = false;
    for token in text.split(|c: char| {
        c.is_whitespace() || matches!(c, '.' | '(' | ')' | '[' | ']' | ',' | '/' | ':' | ';')
    }) {
        let folded = fold(token);
        if folded.is_empty() {
            other |= !token.is_empty() && token != "-";
            continue;
        }
        if let Some((power, currency)) = one_word_unit(&folded, language) {
            unit.power = unit.power.or(Some(power));
            unit.currency = unit.currency.or(currency);
        } else if let Some(power) = vocabulary().scales.exact(&folded, language) {
            unit.power = unit.power.or(Some(power));
        } else if let Some(currency) =
            by_code(token).or_else(|| word(&folded, language)).or_else(|| usual(&folded))
        {
            unit.currency = unit.currency.or(Some(currency));
        } else if is_crown(&folded) {
            unit.is_bare_crown = true;
        } else if folded == "t" && unit.currency.is_some() {
            unit.power = unit.power.or(Some(3));
        } else {
            other = true;
        }
    }
    (unit, other)
}

/// Currency and scale that a header names: `Budget (£m)`, `Kosten in Tsd. EUR`, `Total cost, EUR million`,
/// `Importo €`.
///
/// ```
/// use evenfolio_importer::lift::money::in_header;
/// let unit = in_header("Budget (£m)", None);
/// assert_eq!((unit.currency.unwrap().code(), unit.power), ("GBP", Some(6)));
/// assert_eq!(in_header("Kosten in Tsd. EUR", None).power, Some(3));
/// assert_eq!(in_header("Modules (m)", None).currency, None);
/// ```
pub fn in_header(header: &str, language: Option<LanguageId>) -> Unit {
    // What brackets hold, or what follows "in", speaks of the unit; elsewhere only a currency does, with
    // the scale beside it.
    let mut places = Vec::new();
    let mut outside = String::new();
    let mut rest = header;
    while let Some(open) = rest.find(['(', '[']) {
        let close = rest[open..].find([')', ']']).map_or(rest.len(), |at| open + at);
        places.push(rest[open + 1..close].to_owned());
        outside.push_str(&rest[..open]);
        outside.push(' ');
        rest = rest.get(close + 1..).unwrap_or_default();
    }
    outside.push_str(rest);
    for place in &places {
        let place = place.trim_start_matches("in ").trim_start_matches("en ");
        let (unit, other) = scan(place, language);
        // "(m)" alone may be months or metres; a word such as "million" or "crore" is not.
        let worded = place.split_whitespace().any(|word| word.chars().count() > 2);
        if unit.currency.is_some() || (unit.power.is_some() && (worded || !other)) {
            return unit;
        }
    }
    let outside = crate::header::name::split_camel(&outside);
    let words: Vec<&str> = outside
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Unit::default();
    for (place, token) in words.iter().enumerate() {
        let (unit, other) = scan(token, language);
        // A bare letter or "million" elsewhere may mean anything; a short word such as "all" or "top" is a
        // code only in capitals.
        if other || (unit.currency.is_none() && place == 0) {
            continue;
        }
        if unit.currency.is_some() {
            found.currency = unit.currency;
            found.is_bare_dollar = unit.is_bare_dollar;
            found.power = found.power.or(unit.power);
        } else if unit.power.is_some() && token.trim_matches('.').chars().count() > 1 {
            found.power = found.power.or(unit.power);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_currency_and_scale() {
        for (header, currency, power) in [
            ("Budget (£m)", "GBP", Some(6)),
            ("Whole life cost [EUR million]", "EUR", Some(6)),
            ("Kosten in 1000 EUR", "EUR", None),
            ("Budget k€", "EUR", Some(3)),
            ("Importo programmato per intervento € (esclusa assegnazione con Decreti OC-126)", "EUR", None),
            ("IMPORTI (€)", "EUR", None),
            ("Kostnad (MSEK)", "SEK", Some(6)),
            ("TEUR", "EUR", Some(3)),
            ("Total USD", "USD", None),
            ("totalBudgetUSD", "USD", None),
            ("amount_eur", "EUR", None),
        ] {
            let unit = in_header(header, None);
            assert_eq!(
                unit.currency.map(|currency| currency.code().to_owned()),
                Some(currency.to_owned()),
                "{header}"
            );
            assert_eq!(unit.power, power, "{header}");
        }
        for header in ["Budget", "Costs for all", "Top priority", "Cost (total)"] {
            assert_eq!(in_header(header, None), Unit::default(), "{header}");
        }
        assert_eq!(in_header("Budget (in thousands)", None).power, Some(3));
        assert_eq!(in_header("Cost (Rs. Crore)", None).power, Some(7));
    }

    #[test]
    fn every_listed_currency_is_one() {
        for code in WRITTEN.signs.values().chain(WRITTEN.words.values()).chain(WRITTEN.crowns.values()) {
            assert!(by_code(code).is_some(), "{code}");
        }
        for (_, code) in WRITTEN.units.values() {
            assert!(code.is_empty() || code == "kr" || by_code(code).is_some(), "{code}");
        }
        assert_eq!(in_currency_cell("Euro", None).map(|c| c.code().to_owned()), Some("EUR".to_owned()));
        assert_eq!(in_currency_cell("eur", None).map(|c| c.code().to_owned()), Some("EUR".to_owned()));
        assert_eq!(in_currency_cell("kr", None), None);
    }
}
