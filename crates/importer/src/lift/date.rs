//! Dates with the precision that was given: a day, a month, a quarter or a year, never more.

mod words;

use evenfolio_core::date::PartialDate;
use evenfolio_core::fold::fold;

use crate::rows::CellKind;
use crate::vocabulary::vocabulary;

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 31/05/2024
    DayFirst,
    /// 05/31/2024
    MonthFirst,
}

/// Which end of a span such as `2019-2022` a column speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The beginning.
    #[default]
    Start,
    /// The end.
    Finish,
}

/// How the dates of a column are written, decided from the whole column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Day or month first; `None` where nothing decides.
    pub order: Option<Order>,
    /// Which end of a span is meant.
    pub end: End,
}

/// A date that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As it stands.
    Date(PartialDate),
    /// Day and month can be exchanged and nothing decides: only the year is sure.
    Ambiguous(PartialDate),
}

impl Reading {
    /// The date, whichever it is.
    pub const fn date(self) -> PartialDate {
        match self {
            Self::Date(date) | Self::Ambiguous(date) => date,
        }
    }
}

/// What is seen of a column of dates before their order is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderSeen {
    /// Cells that can only be day first.
    pub day_first: u64,
    /// Cells that can only be month first.
    pub month_first: u64,
    /// Cells that can be either.
    pub either: u64,
}

impl OrderSeen {
    /// Notes one cell.
    pub fn note(&mut self, text: &str) {
        let text = words::without_year_word(without_time(text.trim()));
        let Some((first, second, _, sign)) = three_numbers(text) else { return };
        match (first, second) {
            (13..=31, 1..=12) => self.day_first += 1,
            (1..=12, 13..=31) => self.month_first += 1,
            (1..=12, 1..=12) if first != second && sign != '.' => self.either += 1,
            _ => {}
        }
    }

    /// The order that the column shows; `None` if it shows none, or both.
    pub const fn decided(&self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some(Order::DayFirst),
            (0, 1..) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// Reads one cell.
///
/// ```
/// use evenfolio_importer::lift::date::{Order, Style, read};
/// use evenfolio_importer::rows::CellKind;
/// let shown = |text| read(text, CellKind::Text, Style::default()).unwrap().date().to_string();
/// assert_eq!(shown("2024-05-31"), "2024-05-31");
/// assert_eq!(shown("31.05.24"), "2024-05-31");
/// assert_eq!(shown("May 2024"), "2024-05");
/// assert_eq!(shown("FY2024"), "2024");
/// assert_eq!(shown("Q3 2024"), "2024-Q3");
/// assert_eq!(shown("01/02/2024"), "2024", "day and month can be exchanged");
/// ```
pub fn read(text: &str, kind: CellKind, style: Style) -> Option<Reading> {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if matches!(kind, CellKind::Number(_)) {
        // A number is a year or nothing: without a date format it is no spreadsheet date.
        return year(text).map(|year| Reading::Date(PartialDate::Year(year)));
    }
    if matches!(kind, CellKind::Bool(_) | CellKind::Duration | CellKind::Error | CellKind::NoResult) {
        return None;
    }
    let reading = whole(text, style)?;
    (!is_mistyped_year(reading.date(), text)).then_some(reading)
}

/// A year that was typed into a cell with a date format shows as a day in 1905, for 1900-01-01 is day 1 and
/// 1905-07-16 day 2024.
fn is_mistyped_year(date: PartialDate, text: &str) -> bool {
    let PartialDate::Day(day) = date else { return false };
    day.year() == 1905 && (4..=8).contains(&day.month()) && !text.is_empty()
}

/// Whether a date is the trace of a year typed into a cell with a date format.
pub fn looks_like_mistyped_year(text: &str) -> bool {
    let style = Style { order: Some(Order::MonthFirst), ..Style::default() };
    let other = Style { order: Some(Order::DayFirst), ..Style::default() };
    let trimmed = text.trim();
    [style, other]
        .into_iter()
        .filter_map(|style| whole(trimmed, style))
        .any(|reading| is_mistyped_year(reading.date(), trimmed))
}

fn whole(text: &str, style: Style) -> Option<Reading> {
    let text = words::without_year_word(without_time(text));
    if let Some(date) = digits_only(text).or_else(|| iso(text)) {
        return Some(Reading::Date(date));
    }
    if let Some(date) = year_first(text) {
        return Some(Reading::Date(date));
    }
    if let Some((first, second, year, sign)) = three_numbers(text) {
        return numbered(first, second, year, sign, style.order);
    }
    if let Some(date) = month_and_year(text) {
        return Some(Reading::Date(date));
    }
    if let Some(date) = span(text, style) {
        return Some(date);
    }
    words::read(text).map(Reading::Date)
}

/// `2024`, `20240531`.
fn digits_only(text: &str) -> Option<PartialDate> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        4 => year(text).map(PartialDate::Year),
        8 => PartialDate::day(year(&text[..4])?, text[4..6].parse().ok()?, text[6..].parse().ok()?),
        _ => None,
    }
}

/// A year from 1900 to 2200: others in registers are slips.
fn year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    (text.len() == 4 && (1900..=2200).contains(&year)).then_some(year)
}

/// `2024-05-31`, `2024-05`, `2024/05/31`, `2024.5.31`, `2024 05 31`.
fn iso(text: &str) -> Option<PartialDate> {
    let spaced = text.bytes().filter(|byte| *byte == b' ').count() == 2;
    let sign =
        text.chars().nth(4).filter(|sign| matches!(sign, '-' | '/' | '.') || *sign == ' ' && spaced)?;
    let mut parts = text.trim_end_matches('.').split(sign).map(str::trim);
    let year = year(parts.next()?)?;
    let month: u8 = number(parts.next()?)?;
    match (parts.next(), parts.next()) {
        (Some(day), None) => PartialDate::day(year, month, number(day)?),
        (None, None) if month == 0 => Some(PartialDate::Year(year)),
        (None, None) => PartialDate::month(year, month),
        _ => None,
    }
}

/// `2024-Q3`, `2024 Q3`, `2024Q3`, `2016/17`, `2016-17`.
fn year_first(text: &str) -> Option<PartialDate> {
    let year = year(text.get(..4)?)?;
    let rest = text[4..].trim_start_matches([' ', '-', '/', '–', ':']).trim();
    if rest.len() < text.len() - 4 && rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let next: i16 = rest.parse().ok()?;
        return (next == (year + 1) % 100).then_some(PartialDate::Year(year));
    }
    let quarter = fold(rest).strip_prefix('q')?.trim().parse().ok()?;
    PartialDate::quarter(year, quarter)
}

/// Three numbers with one sign between them, the year last.
fn three_numbers(text: &str) -> Option<(u8, u8, i16, char)> {
    let sign = text
        .chars()
        .find(|c| !c.is_ascii_digit() && *c != ' ')
        .filter(|sign| matches!(sign, '/' | '.' | '-'))?;
    let mut parts = text.trim_end_matches(['.', ' ']).split(sign).map(str::trim);
    let (first, second, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let digits = last.bytes().all(|byte| byte.is_ascii_digit());
    let year = match last.len() {
        4 if digits => year(last)?,
        // Two digits: 1970 to 2069, as POSIX has it.
        2 if digits => {
            let short: i16 = last.parse().ok()?;
            if short < 70 { 2000 + short } else { 1900 + short }
        }
        _ => return None,
    };
    Some((number(first)?, number(second)?, year, sign))
}

fn numbered(first: u8, second: u8, year: i16, sign: char, order: Option<Order>) -> Option<Reading> {
    let day_first = PartialDate::day(year, second, first);
    let month_first = PartialDate::day(year, first, second);
    match (day_first, month_first) {
        (Some(date), None) | (None, Some(date)) if order_allows(first, second, order) => {
            Some(Reading::Date(date))
        }
        (Some(day), Some(month)) if day == month => Some(Reading::Date(day)),
        (Some(day), Some(month)) => Some(match order {
            Some(Order::DayFirst) => Reading::Date(day),
            Some(Order::MonthFirst) => Reading::Date(month),
            // Points part days from months in this order only.
            None if sign == '.' => Reading::Date(day),
            None => Reading::Ambiguous(PartialDate::Year(year)),
        }),
        _ => None,
    }
}

/// A date that contradicts its column's order is not read the other way round.
fn order_allows(first: u8, second: u8, order: Option<Order>) -> bool {
    match order {
        None => true,
        Some(Order::DayFirst) => second <= 12,
        Some(Order::MonthFirst) => first <= 12,
    }
}

/// `05/2024`, `5.2024`, `05-2024`.
fn month_and_year(text: &str) -> Option<PartialDate> {
    let (month, last) = text.split_once(['/', '.', '-'])?;
    PartialDate::month(year(last.trim())?, number(month.trim())?)
}

/// `2019-2022`, `01/2019 – 12/2022`, `2019 to 2022`: one end of it.
fn span(text: &str, style: Style) -> Option<Reading> {
    let tidy = text.replace(['–', '—', '−'], "-");
    for sign in [" - ", " to ", " bis ", " au ", " until ", " / ", "-", "/"] {
        let Some((first, last)) = tidy.split_once(sign) else { continue };
        let (first, last) = (first.trim(), last.trim());
        let open = last.chars().all(|c| !c.is_ascii_digit());
        let start = single(first, style);
        let finish = if open { None } else { single(last, style) };
        match (start, finish) {
            (Some(start), Some(finish)) if start.date() <= finish.date() => {
                return Some(if style.end == End::Start { start } else { finish });
            }
            (Some(start), None)
                if open && style.end == End::Start && last.len() <= 12 && sign.starts_with(' ') =>
            {
                return Some(start);
            }
            _ => {}
        }
    }
    None
}

fn single(text: &str, style: Style) -> Option<Reading> {
    if let Some(date) = digits_only(text).or_else(|| iso(text)).or_else(|| month_and_year(text)) {
        return Some(Reading::Date(date));
    }
    if let Some((first, second, year, sign)) = three_numbers(text) {
        return numbered(first, second, year, sign, style.order);
    }
    words::read(text).map(Reading::Date)
}

/// Without the time of day behind a date.
fn without_time(text: &str) -> &str {
    let text = text.trim_end_matches(['Z', 'z']);
    if let Some((date, time)) = text.split_once('T')
        && date.len() == 10
        && time.starts_with(|c: char| c.is_ascii_digit())
    {
        return date;
    }
    match text.split_once(' ') {
        Some((date, time)) if date.len() >= 6 && is_time(time) && date.contains(['/', '.', '-']) => {
            date.trim_end_matches(',')
        }
        _ => text,
    }
}

fn is_time(text: &str) -> bool {
    let text = text.trim();
    let hours = text.split(':').next().unwrap_or_default();
    text.contains(':')
        && !hours.is_empty()
        && hours.bytes().all(|byte| byte.is_ascii_digit())
        && text.len() <= 18
}

fn number(text: &str) -> Option<u8> {
    ((1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// Whether a cell holds a date of any order.
pub fn looks_like(text: &str, kind: CellKind) -> bool {
    kind == CellKind::Date || read(text, kind, Style::default()).is_some()
}

/// A month's number by its name in any language.
fn month(folded: &str) -> Option<u8> {
    vocabulary().month(folded)
}

#[cfg(test)]
mod tests;
