//! Values read by what their whole column decides.

use super::*;
use evenfolio_core::money::Currency;
use proptest::prelude::*;

use crate::lift::money::shown::{ShownCurrency, ShownUnit};
use crate::rows::{CellKind, Row};

#[test]
fn dates_and_amounts_are_read_by_their_columns() {
    let table = MemoryTable::text(
        "Titel|Behörde|Beginn|Ende|Kosten (TEUR)|Status\n\
         Akte|Justiz|01.02.2023|2024|1.250|umgesetzt\n\
         Labor|Inneres|13.02.2023|k. A.|80,5|Pilot",
    );
    let (_, initiatives, findings) = read(&[table], &Options::default());
    let shown: Vec<String> = initiatives
        .iter()
        .map(|entry| {
            format!(
                "{:?} {:?}",
                entry.start.map(|date| date.to_string()),
                entry.budget.map(|money| money.to_string())
            )
        })
        .collect();
    assert_eq!(shown[0], "Some(\"2023-02-01\") Some(\"1250000.00 EUR\")");
    assert_eq!(shown[1], "Some(\"2023-02-13\") Some(\"80500.00 EUR\")");
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn nothing_of_the_silent_list_happens() {
    let table = MemoryTable::text(
        "ID|Title|Country|Status|Agency|Notes\n\
         007|1E5|NO|Live|Tax|1.10\n\
         1E5|NA|NA|Live|Tax|N/A\n\
         1234567890123456789|TRUE|GB|Live|Tax|1/2\n\
         |MARCH1|GB|Live|Tax|+5\n\
         00012345|No|GB|Live|Tax|inf",
    );
    let (ledger, initiatives, _) = read(&[table], &Options::default());
    let text = |at: usize, field| initiatives[at].text(field);
    assert_eq!(ledger.initiative, 4);
    assert_eq!(ledger.quarantined, 1, "a row whose title says that there is none");
    assert_eq!(
        (text(0, Field::Id), text(0, Field::Title), text(0, Field::Country)),
        (Some("007"), Some("1E5"), Some("NO"))
    );
    assert_eq!((text(1, Field::Id), text(1, Field::Title)), (Some("1234567890123456789"), Some("TRUE")));
    assert_eq!(
        (text(2, Field::Id), text(2, Field::Title), text(2, Field::Notes)),
        (None, Some("MARCH1"), Some("+5"))
    );
    assert_eq!((text(3, Field::Title), text(3, Field::Notes)), (Some("No"), Some("inf")));
}

#[test]
fn a_quarantined_row_keeps_its_cells() {
    let table = MemoryTable::text("ID|Title|Agency|Status\n1|Lab|Tax|Live\n2||Tax|Live\n3|Door|Tax|Live");
    let (ledger, _, findings) = read(&[table], &Options::default());
    assert_eq!(ledger.quarantined, 1);
    assert_eq!(findings[0].code, Code::RowQuarantined);
    assert_eq!(findings[0].value.as_deref(), Some("2 ¦  ¦ Tax ¦ Live"));
}

#[test]
fn currencies_of_a_column_beside() {
    let table = MemoryTable::text(
        "Title|Agency|Budget|Currency|Status\nLab|Tax|1,500|EUR|Live\nDoor|Tax|£200|EUR|Live\nWay|Tax|30|JPY|Live",
    );
    let (_, initiatives, _) = read(&[table], &Options::default());
    let shown: Vec<_> =
        initiatives.iter().filter_map(|entry| entry.budget).map(|money| money.to_string()).collect();
    assert_eq!(shown, ["1500.00 EUR", "200.00 GBP", "30 JPY"]);
}

/// A register of which one column of budgets is numbers, with the currencies that their formats show.
fn budgets(header: &str, cells: &[(&str, Option<ShownCurrency>)]) -> MemoryTable {
    let unit = |currency: &Option<_>| ShownUnit { currency: *currency, ..ShownUnit::default() };
    let cells: Vec<_> = cells.iter().map(|(text, currency)| (*text, unit(currency))).collect();
    with_units(header, &cells)
}

fn with_units(header: &str, cells: &[(&str, ShownUnit)]) -> MemoryTable {
    let mut table = MemoryTable::sheet("Register", &format!("Title|Agency|Status|{header}"));
    for (at, (text, shown)) in cells.iter().enumerate() {
        let mut row = Row::default();
        row.begin(at as u64 + 2);
        for text in [["Lab", "Door", "Way", "Bridge"][at % 4], "Tax", "Live"] {
            row.push(text, CellKind::Text);
        }
        row.push(text, text.parse().map_or(CellKind::Text, CellKind::Number));
        row.show_unit(*shown);
        table.rows.push(row);
    }
    table
}

/// What the budgets are read as, and which findings are made of them.
fn budgets_read(table: MemoryTable) -> (Vec<String>, Vec<Code>) {
    let shown = |entry: &Initiative| entry.budget.map_or_else(String::new, |money| money.to_string());
    with(&[table], &Options::default(), |survey| {
        let (register, mut read) = (&survey.registers[0], Vec::new());
        register.read(&mut |outcome| read.extend(outcome.initiative.iter().map(shown)));
        let money = [Code::CurrencyFromFormat, Code::CurrencyUnknown, Code::ScaleDoubtful];
        let codes = register.findings.iter().map(|finding| finding.code);
        (read, codes.filter(|code| money.contains(code)).collect())
    })
}

#[test]
fn a_number_format_says_the_currency_where_nothing_else_does() {
    let one = |code| Some(ShownCurrency::One(Currency::new(code).unwrap()));
    // The number without a format takes the only currency of its column.
    let (read, codes) = budgets_read(budgets("Budget", &[("1500000.5", one("EUR")), ("30", None)]));
    assert_eq!(read, ["1500000.50 EUR", "30.00 EUR"]);
    assert_eq!(codes, [Code::CurrencyFromFormat]);
    // Formats that differ hold cell by cell, and a number without one has no currency.
    let mixed = [("5", one("EUR")), ("5", one("GBP")), ("5", None), ("$5", one("EUR"))];
    let (read, codes) = budgets_read(budgets("Budget", &mixed));
    assert_eq!(read[..2], ["5.00 EUR", "5.00 GBP"]);
    assert_eq!(read[3], "5.00 USD");
    assert_eq!(codes, [Code::CurrencyFromFormat]);
    let (read, codes) = budgets_read(budgets("Budget (GBP million)", &[("1.5", one("EUR"))]));
    assert_eq!((read, codes), (vec!["1500000.00 GBP".to_owned()], vec![]));
    // The header's dollar is the one that the format shows.
    assert_eq!(budgets_read(budgets("Budget ($)", &[("2", one("CAD"))])).0, ["2.00 CAD"]);
    assert_eq!(budgets_read(budgets("Budget", &[("2", Some(ShownCurrency::Dollar))])).0, ["2.00 USD"]);
    // A crown of no country is no currency in an English register.
    let (read, codes) = budgets_read(budgets("Budget", &[("2", Some(ShownCurrency::Crown))]));
    assert_eq!((read, codes), (vec!["2.00 XXX".to_owned()], vec![Code::CurrencyUnknown]));
}

#[test]
fn a_number_format_says_the_scale_that_a_person_sees() {
    let euro = Some(ShownCurrency::One(Currency::new("EUR").unwrap()));
    let unit = |power, thousands| ShownUnit { currency: euro, power, thousands };
    let of = |header, cells: &[(&str, ShownUnit)]| budgets_read(with_units(header, cells));
    // `0.0" Mio. €"` over 1.5, and over nothing but a number beside it.
    let (read, codes) = of("Budget (EUR)", &[("1.5", unit(Some(6), 0)), ("900", ShownUnit::default())]);
    assert_eq!(read, ["1500000.00 EUR", "900.00 EUR"]);
    assert_eq!(codes, [Code::CurrencyFromFormat]);
    // `#,##0.0,," Mio. €"` over a number that is stored in full.
    let (read, codes) = of("Budget (EUR)", &[("1500000", unit(Some(6), 2)), ("20", unit(None, 1))]);
    assert_eq!((read, codes), (vec!["1500000.00 EUR".to_owned(), "20.00 EUR".to_owned()], vec![]));
    // Header and format say the same of the scale, which counts once.
    let (read, codes) = of("Budget (Mio. EUR)", &[("1.5", unit(Some(6), 0)), ("2", ShownUnit::default())]);
    assert_eq!((read, codes), (vec!["1500000.00 EUR".to_owned(), "2000000.00 EUR".to_owned()], vec![]));
    // Stored in full and shown in the thousands of which the header speaks.
    assert_eq!(of("Budget (k€)", &[("1500000", unit(None, 1))]).0, ["1500000.00 EUR"]);
    // A format that would make trillions of what is stored in full only decorates.
    let (read, codes) = of("Budget (EUR)", &[("1500000", unit(Some(6), 0)), ("25000000", unit(Some(6), 0))]);
    assert_eq!(read, ["1500000.00 EUR", "25000000.00 EUR"]);
    assert_eq!(codes, [Code::ScaleDoubtful]);
}

#[test]
fn formats_do_not_change_what_a_register_holds() {
    let content = |shown| {
        with(&[budgets("Budget", &[("5", shown)])], &Options::default(), |survey| {
            survey.registers[0].digest.clone()
        })
    };
    assert_eq!(content(None), content(Some(ShownCurrency::Dollar)));
}

#[test]
fn scores_facets_and_answers() {
    let table = MemoryTable::text(
        "Title|Agency|Facet|Certainty (1-5)|Direction (1-5)|Description\n\
         Lab|Tax|Anticipatory|1|3|Text\n\
         Door|Tax|none of them|5|9|Text",
    );
    let (_, initiatives, findings) = read(&[table], &Options::default());
    let declared = initiatives[0].declared;
    assert_eq!(declared.facet, Some(evenfolio_core::position::Facet::Anticipatory));
    assert_eq!((declared.uncertainty, declared.direction), (Some(1000), Some(0)));
    assert_eq!((initiatives[1].declared.uncertainty, initiatives[1].declared.direction), (Some(-1000), None));
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::FacetUnknown, Code::ScoreUnreadable]);
}

#[test]
fn a_flood_of_findings_is_one_more() {
    let mut lines = "Title|Agency|Start date|Status\nFirst|Tax|2020|Live\n".to_owned();
    for n in 0..50 {
        let date = if n % 2 == 0 { "2021" } else { "soon" };
        lines.extend([format!("P{n}|Tax|{date}|Live\n")]);
    }
    let (_, _, findings) = read(&[MemoryTable::text(&lines)], &Options::default());
    assert_eq!(findings.len(), 21);
    assert_eq!(findings[20].message, "5 more of these beyond the first 20: 25 in all");
}

#[test]
fn a_profile_is_written_and_read_back() {
    let lines = "Register|||\n|||\nVorhaben|Wer|Was|Wann\nAkte|Justiz|Papier|01.02.2023";
    let toml = "header_row = 3\nlanguage = \"de\"\ndate_order = \"day-first\"\n\
                [columns]\ntitle = \"Vorhaben\"\nagency = \"Wer\"\ndescription = \"was\"\nstart_date = \"Wann\"\nurl = \"Wo\"\n";
    let profile = crate::profile::Profile::from_toml(toml).unwrap();
    let options = Options { profiles: vec![profile], ..Options::default() };
    let table = MemoryTable::text(lines);
    with(std::slice::from_ref(&table), &options, |survey| {
        let register = &survey.registers[0];
        assert!(register.findings.iter().any(|finding| finding.code == Code::ProfileMismatch));
        let written = register.layout.to_profile();
        let again = crate::profile::Profile::from_toml(&written.to_toml(&register.layout)).unwrap();
        assert_eq!(again, written);
        assert_eq!(again.columns.len(), 4);
    });
    let (_, initiatives, _) = read(&[table], &options);
    assert_eq!((initiatives[0].title(), initiatives[0].agency.as_str()), ("Akte", "Justiz"));
    assert_eq!(initiatives[0].start.map(|date| date.to_string()), Some("2023-02-01".to_owned()));
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        3 => prop::sample::select(vec![
            "Title", "Agency", "Status", "Budget (£m)", "Start date", "ID", "Description", "Total", "Note: x", "1", "2",
            "2024", "01/02/2024", "£5m", "12%", "Live", "N/A", "Facet", "Uncertainty", "mission", "Project name",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_table_is_read_without_panic_and_adds_up(cells in prop::collection::vec(prop::collection::vec(any_cell(), 0..7), 0..12)) {
        let rows: Vec<Vec<&str>> = cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let mut table = MemoryTable::sheet("S", "");
        table.rows = rows
            .iter()
            .enumerate()
            .map(|(at, cells)| {
                let mut row = Row::default();
                row.begin(at as u64 + 1);
                for text in cells {
                    row.push(text, crate::rows::CellKind::Text);
                }
                row
            })
            .collect();
        let expected = table.rows.len() as u64;
        with(&[table], &Options::default(), |survey| {
            prop_assert!(!survey.registers.is_empty() || !survey.findings.is_empty());
            for register in &survey.registers {
                let mut outcomes = 0;
                let reading = register.read(&mut |outcome| {
                    outcomes += 1;
                    assert_eq!(outcome.initiative.is_some(), outcome.fate == evenfolio_core::ledger::Fate::Initiative);
                });
                prop_assert!(reading.ledger.balances());
                prop_assert_eq!(reading.ledger.read, outcomes);
                prop_assert!(register.layout.turned || reading.ledger.read == expected);
            }
            Ok(())
        })?;
    }
}

#[test]
fn three_digits_behind_a_sign_are_thousands_unless_millions_are_meant() {
    let amounts = |header: &str| {
        let lines = format!("Title|Agency|{header}|Status\nLab|Tax|1.234|Live\nDoor|Tax|2.500|Live");
        let (_, initiatives, _) = read(&[MemoryTable::text(&lines)], &Options::default());
        initiatives.iter().filter_map(|entry| entry.budget).map(|money| money.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(amounts("Budget (EUR)"), ["1234.00 EUR", "2500.00 EUR"]);
    assert_eq!(amounts("Budget (EUR million)"), ["1234000.00 EUR", "2500000.00 EUR"]);
}
