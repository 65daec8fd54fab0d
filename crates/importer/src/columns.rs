//! What a column decides once for all of its values: the order of day and month, the decimal sign, scale and
//! currency of amounts, the scale of scores.

use evenfolio_core::field::{Field, Kind};
use evenfolio_core::money::Currency;

use crate::layout::{BoundColumn, Decision};
use crate::lift::date::{End, Order, OrderSeen};
use crate::lift::money::number::{Mark, MarksSeen};
use crate::lift::money::shown::{ShownCurrency, ShownUnit};
use crate::lift::money::{self, Unit, unit};
use crate::lift::{answer, date, missing, score};
use crate::rows::{Cell, CellKind};
use crate::vocabulary::{LanguageId, vocabulary};

/// What is seen of the columns whose values are more than texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnsSeen {
    columns: Vec<Seen>,
}

#[derive(Clone, Debug)]
enum Seen {
    Nothing,
    Dates(OrderSeen),
    Amounts {
        marks: MarksSeen,
        currencies: Vec<(Currency, u64)>,
        formats: Vec<ShownCurrency>,
        none: u64,
        largest: i64,
        /// The largest as number formats show it.
        largest_shown: i64,
        scaled: u64,
        /// The scales that number formats show, each once.
        scales: Vec<ShownUnit>,
    },
    Scores(score::Seen),
}

/// What is known of a register before its columns are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Given {
    pub(crate) language: LanguageId,
    pub(crate) order: Option<Order>,
    pub(crate) currency: Option<Currency>,
}

impl ColumnsSeen {
    pub(crate) fn new(columns: &[BoundColumn]) -> Self {
        let seen = |column: &BoundColumn| match column.field.map(Field::kind) {
            Some(Kind::Date) => Seen::Dates(OrderSeen::default()),
            Some(Kind::Money) => Seen::Amounts {
                marks: MarksSeen::default(),
                currencies: Vec::new(),
                formats: Vec::new(),
                none: 0,
                largest: 0,
                largest_shown: 0,
                scaled: 0,
                scales: Vec::new(),
            },
            Some(Kind::Score) => Seen::Scores(score::Seen::default()),
            _ => Seen::Nothing,
        };
        Self { columns: columns.iter().map(seen).collect() }
    }

    /// Which columns have to be looked at.
    pub(crate) fn watched(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|at| !matches!(self.columns[*at], Seen::Nothing)).collect()
    }

    /// Looks at one cell, and at the unit that its number format shows.
    pub(crate) fn note(&mut self, column: usize, cell: Cell<'_>, shown: ShownUnit) {
        let text = cell.text.trim();
        if text.is_empty() {
            return;
        }
        match &mut self.columns[column] {
            Seen::Dates(seen) if cell.kind == CellKind::Text => seen.note(text),
            Seen::Nothing | Seen::Dates(_) => {}
            Seen::Scores(seen) => seen.note(text),
            Seen::Amounts { marks, currencies, formats, none, largest, largest_shown, scaled, scales } => {
                if missing::is_missing(Field::Budget, text) {
                    return;
                }
                // A spreadsheet's number has a decimal point whatever its column does.
                if let (CellKind::Text, Some(digits)) = (cell.kind, money::digits(text)) {
                    marks.note(&digits);
                }
                let style = money::Style { decimal: Some(Mark::Point), ..money::Style::default() };
                let Ok(amount) = money::read(text, style) else { return };
                *largest = (*largest).max(amount.minor.saturating_abs());
                *scaled += u64::from(money::names_scale(text) || shown.power.is_some());
                let scale = ShownUnit { currency: None, ..shown };
                if !scale.is_none() {
                    let factor = 10_i64.saturating_pow(scale.scale(None));
                    *largest_shown =
                        (*largest_shown).max(amount.minor.saturating_abs().saturating_mul(factor));
                    if !scales.contains(&scale) && scales.len() < 16 {
                        scales.push(scale);
                    }
                }
                if amount.currency == Currency::UNKNOWN {
                    *none += 1;
                    formats.extend(
                        shown.currency.filter(|shown| !formats.contains(shown) && formats.len() < 16),
                    );
                } else if let Some((_, count)) =
                    currencies.iter_mut().find(|(known, _)| *known == amount.currency)
                {
                    *count += 1;
                } else if currencies.len() < 16 {
                    currencies.push((amount.currency, 1));
                }
            }
        }
    }

    /// Decides for every column. `above` are the titles above the header, which may name a unit.
    pub(crate) fn decide(
        &self,
        columns: &mut [BoundColumn],
        groups: &[String],
        above: &[String],
        given: Given,
    ) {
        let orders: Vec<Order> = self
            .columns
            .iter()
            .filter_map(|seen| if let Seen::Dates(seen) = seen { seen.decided() } else { None })
            .collect();
        let sibling = orders.first().copied().filter(|first| orders.iter().all(|order| order == first));
        for (at, column) in columns.iter_mut().enumerate() {
            let Some(field) = column.field else { continue };
            column.decision = match &self.columns[at] {
                Seen::Nothing => Decision::None,
                Seen::Dates(seen) => dates(field, *seen, sibling, given),
                Seen::Amounts {
                    marks,
                    currencies,
                    formats,
                    none,
                    largest,
                    largest_shown,
                    scaled,
                    scales,
                } => {
                    let texts = [&*column.column.header, groups.get(at).map_or("", String::as_str)];
                    let amounts = Amounts {
                        marks,
                        currencies,
                        formats,
                        none: *none,
                        largest: *largest,
                        scaled: *scaled,
                        scales,
                        largest_shown: *largest_shown,
                    };
                    amounts.decide(&texts, above, given)
                }
                Seen::Scores(seen) => scores(field, *seen, &column.column.header),
            };
        }
    }
}

fn dates(field: Field, seen: OrderSeen, sibling: Option<Order>, given: Given) -> Decision {
    let end = if field == Field::EndDate { End::Finish } else { End::Start };
    let style = |order| date::Style { order, end };
    let name = |order| if order == Order::DayFirst { "day before month" } else { "month before day" };
    if let Some(order) = given.order {
        return Decision::Date(style(Some(order)), format!("{}, as given", name(order)));
    }
    if let Some(order) = seen.decided() {
        let count = seen.day_first + seen.month_first;
        return Decision::Date(style(Some(order)), format!("{}, as {count} of its dates show", name(order)));
    }
    if seen.day_first > 0 && seen.month_first > 0 {
        let why = format!(
            "{} dates are written day first and {} month first; of the others only the year is used",
            seen.day_first, seen.month_first
        );
        return Decision::Date(style(None), why);
    }
    if seen.either == 0 {
        return Decision::Date(style(sibling), String::new());
    }
    if let Some(order) = sibling {
        return Decision::Date(
            style(Some(order)),
            format!("{}, as in the other dates of the register", name(order)),
        );
    }
    if given.language != LanguageId::ENGLISH {
        let language = &vocabulary().of(given.language).english;
        let why = format!("{}, as is usual in {language}", name(Order::DayFirst));
        return Decision::Date(style(Some(Order::DayFirst)), why);
    }
    let why = "nothing decides whether day or month comes first; only the year is used".to_owned();
    Decision::Date(style(None), why)
}

struct Amounts<'a> {
    marks: &'a MarksSeen,
    currencies: &'a [(Currency, u64)],
    /// What number formats show beside amounts that name no currency themselves, each once.
    formats: &'a [ShownCurrency],
    none: u64,
    largest: i64,
    scaled: u64,
    /// The scales that number formats show, each once.
    scales: &'a [ShownUnit],
    /// The largest amount as they show it.
    largest_shown: i64,
}

impl Amounts<'_> {
    fn decide(&self, headers: &[&str], above: &[String], given: Given) -> Decision {
        let language = Some(given.language);
        let mut unit = Unit::default();
        for text in headers.iter().copied().chain(above.iter().map(String::as_str)) {
            let here = money::in_header(text, language);
            unit.currency = unit.currency.or(here.currency);
            unit.is_bare_dollar |= here.is_bare_dollar;
            // A title that speaks of millions speaks of something else if every cell names its own scale.
            unit.power =
                unit.power.or(here.power.filter(|_| headers.contains(&text) || here.currency.is_some()));
        }
        let in_cells = match self.currencies {
            [(only, _)] => Some(*only),
            _ => None,
        };
        let given_dollar =
            given.currency.filter(|currency| unit.is_bare_dollar && unit::is_dollar(*currency));
        let mut formats: Vec<Currency> = Vec::new();
        for currency in self.formats.iter().filter_map(|shown| shown.meant(language, given.currency)) {
            if !formats.contains(&currency) {
                formats.push(currency);
            }
        }
        let in_formats = if let [only] = formats[..] { Some(only) } else { None };
        let shown_dollar = in_formats.filter(|currency| unit.is_bare_dollar && unit::is_dollar(*currency));
        let by_format = unit.currency.is_none();
        let currency = given_dollar
            .or(shown_dollar)
            .or(unit.currency)
            .or(given.currency)
            .or(in_cells)
            .or(in_formats.filter(|_| self.currencies.is_empty()));
        let (decimal, mark) = match self.marks.decided() {
            Some(mark) => (Some(mark), format!("decimal “{}”, as its amounts show", mark.sign())),
            None if self.marks.contradicts() => (None, "decimal signs contradict each other".to_owned()),
            None if self.marks.doubtful() > 0 && unit.power.is_none() => match self.marks.if_thousands() {
                Some(mark) => (Some(mark), "three digits behind each sign, read as thousands".to_owned()),
                None => (None, "signs that may part thousands or decimals".to_owned()),
            },
            None if self.marks.doubtful() > 0 => {
                // 1.234 millions may well have three decimals: the language's habit decides.
                let mark = if given.language == LanguageId::ENGLISH { Mark::Point } else { Mark::Comma };
                let usual = &vocabulary().of(given.language).english;
                (Some(mark), format!("decimal “{}”, as is usual in {usual}", mark.sign()))
            }
            None => (None, String::new()),
        };
        let mut why: Vec<String> = Vec::new();
        let power = unit.power.unwrap_or(0);
        if let Some(unit) = (money::Style { power, ..money::Style::default() }).scale() {
            why.push(format!("in {unit}, as the header says"));
        }
        let dollar = "USD, for a dollar sign alone is taken as the US dollar".to_owned();
        let listed = || formats.iter().map(Currency::code).collect::<Vec<_>>().join(", ");
        why.push(match (currency, unit.currency, self.currencies.len()) {
            (_, None, 0) if in_formats.is_some() => format!("{}, {BY_FORMAT}", listed()),
            (_, None, 0) if !formats.is_empty() => format!("{}, each {BY_FORMAT}", listed()),
            (Some(currency), Some(_), _) if unit.is_bare_dollar && currency.code() == "USD" => dollar,
            (Some(currency), Some(_), _) => format!("{currency}, as the header says"),
            (Some(currency), None, _) if given.currency == Some(currency) => format!("{currency}, as given"),
            (Some(currency), None, _) => format!("{currency}, as its cells say"),
            (None, _, 0) => "no currency named".to_owned(),
            (None, _, _) => "several currencies, each as its cell says".to_owned(),
        });
        if by_format && !formats.is_empty() && !self.currencies.is_empty() {
            why.push(format!("where a cell names none, {} {BY_FORMAT}", listed()));
        }
        if !mark.is_empty() {
            why.push(mark);
        }
        if unit.power.is_none() && self.looks_scaled() {
            why.push(UNIT_DOUBT.to_owned());
        }
        let scale_by_format = self.largest_shown < UNLIKELY;
        if !scale_by_format {
            why.push(SCALE_UNLIKELY.to_owned());
        } else if self.scales.iter().any(|scale| scale.scale(unit.power) != unit.power.unwrap_or(0)) {
            why.push(SCALE_BY_FORMAT.to_owned());
        }
        let style = money::Style {
            decimal,
            power,
            currency,
            by_format,
            scale_by_format,
            language,
            largest: self.largest,
        };
        Decision::Money(style, why.join(", "))
    }

    /// Amounts of whole projects that all stay below a hundred thousand are more likely in thousands or
    /// millions; nobody can tell from the file.
    fn looks_scaled(&self) -> bool {
        let cells = self.none + self.currencies.iter().map(|(_, count)| count).sum::<u64>();
        cells >= 8 && self.scaled == 0 && self.largest < 10_000_000
    }
}

/// What is said where the number format of its cells says which currency a column has.
pub(crate) const BY_FORMAT: &str = "as its number format shows";

/// What is said where the number format of its cells says how its amounts are scaled.
pub(crate) const SCALE_BY_FORMAT: &str = "in thousands or millions where its number format says so";

/// What is said where it says so and cannot be right.
pub(crate) const SCALE_UNLIKELY: &str = "stored in full, whatever scale its number format shows";

/// No initiative costs ten trillion: where a number format shows as much, it only decorates. In minor units.
const UNLIKELY: i64 = 1_000_000_000_000_000;

/// What is said where amounts are small for whole projects.
pub(crate) const UNIT_DOUBT: &str = "small for whole projects: thousands or millions may be meant";

fn scores(field: Field, seen: score::Seen, header: &str) -> Decision {
    let folded = evenfolio_core::fold::fold(header);
    let reversed = answer::is_reversed(field.key(), &folded);
    match seen.scale(header) {
        Some(score::Scale::Words) => {
            Decision::Score(Some((score::Scale::Words, reversed)), "low to high".to_owned())
        }
        Some(scale @ score::Scale::Numbers { low, high }) => {
            let turned = if reversed { ", turned round" } else { "" };
            let why = format!("on a scale of {} to {}{turned}", low / 1000, high / 1000);
            Decision::Score(Some((scale, reversed)), why)
        }
        None => Decision::Score(None, "nothing decides its scale".to_owned()),
    }
}
