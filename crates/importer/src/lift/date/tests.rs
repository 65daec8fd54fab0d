use super::*;
use proptest::prelude::*;

fn shown(text: &str, order: Option<Order>) -> String {
    match read(text, CellKind::Text, Style { order, end: End::Start }) {
        Some(Reading::Date(date)) => date.to_string(),
        Some(Reading::Ambiguous(date)) => format!("{date}?"),
        None => "-".to_owned(),
    }
}

#[test]
fn as_registers_write_them() {
    for (text, expected) in [
        ("2024-05-31", "2024-05-31"),
        ("2025-06-26T07:39:09Z", "2025-06-26"),
        ("2024-05-31 00:00:00", "2024-05-31"),
        ("11/15/2011 00:00:00", "2011-11-15"),
        ("31.05.2024", "2024-05-31"),
        ("01.04.16", "2016-04-01"),
        ("31.12.40", "2040-12-31"),
        ("25/12/2024", "2024-12-25"),
        ("05/05/2024", "2024-05-05"),
        ("2019/11", "2019-11"),
        ("1997/00", "1997"),
        ("2016/17", "2016"),
        ("2016-2017", "2016"),
        ("2019 – 2023", "2019"),
        ("05/2024", "2024-05"),
        ("5.2024", "2024-05"),
        ("20240531", "2024-05-31"),
        ("2024", "2024"),
        ("2024-Q3", "2024-Q3"),
        ("Q1 2024", "2024-Q1"),
        ("1T 2023", "2023-Q1"),
        ("2023 02 01", "2023-02-01"),
        ("2024 Q4", "2024-Q4"),
        ("3rd quarter 2023", "2023-Q3"),
        ("T2 2022", "2022-Q2"),
        ("H1 2024", "2024"),
        ("FY2024", "2024"),
        ("FY24", "2024"),
        ("FY 2024/25", "2024"),
        ("May 2024", "2024-05"),
        ("31 May 2024", "2024-05-31"),
        ("May 31, 2024", "2024-05-31"),
        ("1st of May 2024", "2024-05-01"),
        ("Mar-24", "2024-03"),
        ("12-Mar-24", "2024-03-12"),
        ("ca. 2020", "2020"),
        ("since 2019", "2019"),
        ("Spring 2023", "2023"),
        ("June 2020 - March 2021", "2020-06"),
        ("2020 - ongoing", "2020"),
    ] {
        assert_eq!(shown(text, None), expected, "{text}");
    }
}

#[test]
fn what_is_no_date_is_not_read() {
    for text in [
        "",
        "TBD",
        "1/2",
        "3-4",
        "MARCH1",
        "SEPT2",
        "24:00",
        "1:00:00",
        "2024-02-30",
        "29/02/2023",
        "32/01/2024",
        "13/13/2024",
        "45292",
        "0",
        "12",
        "007",
        "1E5",
        "May",
        "7/16/1905",
        "3024",
        "Section 43 Act 2000",
        "1.10",
        "2024-13",
        "Q5 2024",
        "٢٠٢٤",
    ] {
        assert_eq!(shown(text, None), "-", "{text}");
    }
    assert!(looks_like_mistyped_year("7/16/1905"));
}

#[test]
fn the_column_decides_the_order() {
    assert_eq!(shown("01/02/2024", None), "2024?");
    assert_eq!(shown("01/02/2024", Some(Order::DayFirst)), "2024-02-01");
    assert_eq!(shown("01/02/2024", Some(Order::MonthFirst)), "2024-01-02");
    assert_eq!(shown("13/02/2024", Some(Order::MonthFirst)), "-", "never read against its column");
    let mut seen = OrderSeen::default();
    for cell in ["01/02/2024", "3/3/2024", "13/02/2024 10:00"] {
        seen.note(cell);
    }
    assert_eq!((seen.day_first, seen.month_first, seen.either), (1, 0, 1));
    assert_eq!(seen.decided(), Some(Order::DayFirst));
    seen.note("02/13/2024");
    assert_eq!(seen.decided(), None);
}

#[test]
fn a_span_has_two_ends() {
    let end = |text| {
        read(text, CellKind::Text, Style { end: End::Finish, order: None }).map(|r| r.date().to_string())
    };
    assert_eq!(end("2019-2022"), Some("2022".to_owned()));
    assert_eq!(end("2022-2019"), None);
    assert_eq!(end("2020 - ongoing"), None);
}

#[test]
fn a_number_is_a_year_or_nothing() {
    let number =
        |text, value| read(text, CellKind::Number(value), Style::default()).map(|r| r.date().to_string());
    assert_eq!(number("2025", 2025.0), Some("2025".to_owned()));
    assert_eq!(number("45292", 45292.0), None);
    assert_eq!(number("20240531", 20_240_531.0), None);
}

proptest! {
    #[test]
    fn days_round_trip(days in 0_i64..50_000) {
        let first = jiff::civil::date(1970, 1, 1);
        let date = first + jiff::Span::new().days(days);
        let (y, m, d) = (date.year(), date.month(), date.day());
        for text in [format!("{y}-{m:02}-{d:02}"), format!("{d}.{m}.{y}"), format!("{d:02}/{m:02}/{y}")] {
            let style = Style { order: Some(Order::DayFirst), end: End::Start };
            prop_assert_eq!(read(&text, CellKind::Text, style), Some(Reading::Date(PartialDate::Day(date))));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = read(&text, CellKind::Text, Style::default());
        let mut seen = OrderSeen::default();
        seen.note(&text);
        let _ = looks_like_mistyped_year(&text);
    }
}
