//! Registers of other kinds than lists of innovations, and in languages with other alphabets: title, agency,
//! status, dates and money under the names that such lists give them.

use super::*;

/// The fields of the columns, in order; `-` for one that is not read.
fn fields(lines: &str) -> Vec<&'static str> {
    let found = mapping(&[MemoryTable::text(lines)]);
    found.iter().map(|(_, field)| field.map_or("-", Field::key)).collect()
}

/// Status, start, end and budget of each entry.
fn values(lines: &str) -> Vec<String> {
    let (_, initiatives, _) = read(&[MemoryTable::text(lines)], &Options::default());
    let shown = |entry: &Initiative| {
        let status = entry.status.map(|status| status.to_string()).unwrap_or_default();
        let start = entry.start.map(|date| date.to_string()).unwrap_or_default();
        let end = entry.end.map(|date| date.to_string()).unwrap_or_default();
        let budget = entry.budget.map(|money| money.to_string()).unwrap_or_default();
        format!("{status} {start} {end} {budget}")
    };
    initiatives.iter().map(shown).collect()
}

#[test]
fn bulgarian_years_have_a_mark_behind_them() {
    let lines = "№|Наименование на проекта|Водеща организация|Статус|Начална дата|Крайна дата|Бюджет (лв.)\n\
        1|Електронна услуга|Община Бургас|Приключил|15.09.2021 г.|30.06.2022 г.|85 500,50\n\
        2|Регистър|НАП|Планиран|01.03.2026 г.||230 000,00";
    assert_eq!(fields(lines), ["id", "title", "agency", "status", "start_date", "end_date", "budget"]);
    assert_eq!(
        values(lines),
        ["implemented 2021-09-15 2022-06-30 85500.50 BGN", "planned 2026-03-01  230000.00 BGN"]
    );
}

#[test]
fn worth_is_money_where_it_is_amounts_and_results_where_it_is_words() {
    let lines = "Zap. št.|Naziv projekta|Nosilec|Faza|Datum začetka|Vrednost v EUR\n\
        1|Digitalno okence|Občina Kranj|v izvajanju|1. 3. 2023|1.200.000,00\n\
        2|Pametna občina|Občina Ptuj|zaključeno|15. 9. 2021|85.500,50";
    assert_eq!(fields(lines), ["id", "title", "agency", "status", "start_date", "budget"]);
    assert_eq!(values(lines)[1], "implemented 2021-09-15  85500.50 EUR");
    let lines = "Zap. št.|Naziv projekta|Nosilec|Faza|Datum začetka|Vrednost\n\
        1|Digitalno okence|Občina Kranj|v izvajanju|1. 3. 2023|Krajši postopki za vse\n\
        2|Pametna občina|Občina Ptuj|zaključeno|15. 9. 2021|Manj voženj po mestu";
    assert_eq!(fields(lines)[5], "results");
}

#[test]
fn whose_project_it_is_in_a_swedish_list_of_grants() {
    let lines = "Dnr|Projekttitel|Projektägare|Sammanfattning|Läge|Startdatum|Beviljat belopp (kr)|Finansiär\n\
        2023-01|Digital lucka|Malmö stad|Ny tjänst för alla som bor här|Pågående|2023-03-01|1 200 000|Vinnova\n\
        2021-02|Smart stad|Lunds kommun|Försök med sensorer i gatan|Avslutat|2021-09-15|85 500|Vinnova";
    assert_eq!(
        fields(lines),
        ["id", "title", "agency", "description", "status", "start_date", "budget", "funding_source"]
    );
}

#[test]
fn research_grants() {
    let lines = "Grant Reference|Project Title|Lead RO Name|PI Surname|Award pounds|Start Date|End Date|Abstract|Funding Org Name\n\
        EP/X01/1|Safer bridges|University of Leeds|Smith|£1,234,567|31/10/2022|30/09/2025|We model bridges under load|EPSRC\n\
        ES/Y02/1|Ageing well|University of York|Jones|£345,678|15/01/2020|14/01/2023|We interview people at home|ESRC";
    assert_eq!(
        fields(lines),
        ["id", "title", "agency", "-", "budget", "start_date", "end_date", "description", "funding_source"]
    );
}

#[test]
fn registers_of_algorithms_and_proposals_of_citizens() {
    let lines = "Algorithm name|Body responsible|Short description|Status|Start date\n\
        Parking check|City of Ulm|Finds cars without a permit|In use|2021-03\n\
        Chat assistant|City of Ede|Answers questions of residents|Out of use|2019-06";
    assert_eq!(fields(lines), ["title", "agency", "description", "status", "start_date"]);
    let lines = "Código|Propuesta|Distrito|Estado|Coste estimado|Descripción\n\
        P-1|Carriles bici|Centro|Viable|50.000 €|Más carriles en la calle Mayor\n\
        P-2|Autobús nocturno|Sur|En estudio|200.000 €|Cada media hora";
    assert_eq!(fields(lines), ["id", "title", "-", "status", "budget", "description"]);
}

#[test]
fn a_name_of_three_letters_is_no_word_of_another_language() {
    let lines = "name|agency|description|status\nSick leave|NAV|Predicts how long a leave lasts|Pilot\n\
        Return|NAV|Fills in the return for people|Pilot";
    let (_, initiatives, _) = read(&[MemoryTable::text(lines)], &Options::default());
    assert_eq!(initiatives[0].agency, "NAV");
}

#[test]
fn rows_that_show_how_to_fill_in_are_not_counted() {
    let lines = "ID|Title|Agency|Description|Status\n\
        EX-1|Example: Letters in plain words|Tax|All letters are rewritten|pilot\n\
        Beispiel|Briefe|Amt|Alle Briefe werden neu geschrieben|pilot\n\
        1|Example cities for cycling|Transport|Ten cities try it|pilot\n\
        2|Examples|Culture|A collection of examples|pilot";
    let (ledger, initiatives, _) = read(&[MemoryTable::text(lines)], &Options::default());
    assert_eq!((ledger.note, initiatives.len()), (2, 2));
}
