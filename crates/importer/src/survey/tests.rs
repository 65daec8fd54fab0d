use evenfolio_core::field::Field;
use evenfolio_core::initiative::Initiative;
use evenfolio_core::ledger::Ledger;

use super::*;
use crate::table::memory::MemoryTable;

/// Fields by column header, for the only register of the tables.
fn mapping(tables: &[MemoryTable]) -> Vec<(String, Option<Field>)> {
    with(tables, &Options::default(), |survey| {
        let [register] = &survey.registers[..] else { panic!("not one register: {survey:?}") };
        register
            .layout
            .columns
            .iter()
            .map(|column| (column.column.header.to_string(), column.field))
            .collect()
    })
}

fn with<T>(tables: &[MemoryTable], options: &Options, look: impl FnOnce(&Survey<'_>) -> T) -> T {
    let tables: Vec<&dyn Tabular> = tables.iter().map(|table| table as &dyn Tabular).collect();
    look(&survey_tables(&"registers/register.csv".into(), &tables, options))
}

fn read(tables: &[MemoryTable], options: &Options) -> (Ledger, Vec<Initiative>, Vec<Finding>) {
    with(tables, options, |survey| {
        let register = survey.registers.first().unwrap_or_else(|| panic!("no register: {survey:?}"));
        let (mut initiatives, mut findings) = (Vec::new(), Vec::new());
        let reading = register.read(&mut |outcome| {
            initiatives.extend(outcome.initiative);
            findings.extend(outcome.findings);
        });
        findings.extend(reading.findings);
        assert!(reading.ledger.balances());
        (reading.ledger, initiatives, findings)
    })
}

fn check(lines: &str, expected: &[(&str, Option<Field>)]) {
    let found = mapping(&[MemoryTable::text(lines)]);
    for (header, field) in expected {
        let (_, found) =
            found.iter().find(|(known, _)| known == header).unwrap_or_else(|| panic!("{header}: {found:?}"));
        assert_eq!(found, field, "{header}");
    }
}

mod kinds;
mod languages;
mod layouts;
mod values;
