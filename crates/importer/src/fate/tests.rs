use super::*;
use crate::agency::Agency;
use crate::layout::{BoundColumn, Decision};
use crate::rows::{MemoryRows, RowReader as _};

fn layout(columns: &[(&str, Option<Field>)]) -> Layout {
    let columns = columns.iter().enumerate().map(|(at, (header, field))| BoundColumn {
        column: crate::rows::column(at, header),
        field: *field,
        reason: String::new(),
        confidence: 100,
        rank: 0,
        combined: false,
        other_tongue: false,
        nothings: Vec::new(),
        decision: Decision::None,
    });
    Layout {
        path: "a.csv".into(),
        sheet: None,
        header_first: 1,
        header_last: 1,
        language: "en",
        columns: columns.collect(),
        turned: false,
        agency: Agency::Given("A".to_owned()),
        fill_down: Vec::new(),
        by_profile: false,
    }
}

fn fates(typical: usize, last_full: u64, cells: &[&[&str]]) -> Vec<Fate> {
    let layout = layout(&[
        ("No", Some(Field::Id)),
        ("Title", Some(Field::Title)),
        ("Description", Some(Field::Description)),
        ("Status", Some(Field::Status)),
        ("Budget", Some(Field::Budget)),
    ]);
    let mut judge = Judge::new(&layout, Shape { typical, last_full });
    let (mut reader, mut row) = (MemoryRows::from_text(cells), Row::default());
    let mut fates = Vec::new();
    while reader.next_row(&mut row).unwrap() {
        fates.push(judge.judge(&row).fate);
    }
    fates
}

#[test]
fn rows_as_a_careful_person_counts_them() {
    use Fate::{Blank, Initiative, Note, Quarantined, RepeatedHeader, Title, Total};
    let found = fates(
        5,
        9,
        &[
            &["No", "Title", "Description", "Status", "Budget"],
            &["1", "2", "3", "4", "5"],
            &["Health"],
            &["1", "Ward rounds", "Text", "Pilot", "5"],
            &["2", "Total recall of records", "Text", "Pilot", "7"],
            &["", "", "", "", ""],
            &["No", "Title", "Description", "Status", "Budget"],
            &["3", "", "Known by its text", "", ""],
            &["", "", "No name", "Live", "3"],
            &["", "Total", "", "", "15"],
            &["", "", "", "", "15"],
            &["Source: annual returns of the agencies"],
            &[""],
            &["* provisional"],
        ],
    );
    let expected = [
        Title,
        Title,
        Title,
        Initiative,
        Initiative,
        Blank,
        RepeatedHeader,
        Initiative,
        Quarantined,
        Total,
        Total,
        Note,
        Blank,
        Note,
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_forms_say_of_their_columns_is_no_entry() {
    let found = fates(
        5,
        5,
        &[
            &["No", "Title", "Description", "Status", "Budget"],
            &["Unique number", "As published", "In plain words", "Choose one", "In full"],
            &["1", "A", "Text", "Live", "to be confirmed"],
        ],
    );
    // A status that is none and one amount that is none are not enough to lose an entry.
    assert_eq!(found, [Fate::Title, Fate::Initiative, Fate::Initiative]);
    let layout = layout(&[
        ("Title", Some(Field::Title)),
        ("Status", Some(Field::Status)),
        ("Start", Some(Field::StartDate)),
        ("End", Some(Field::EndDate)),
    ]);
    let mut judge = Judge::new(&layout, Shape { typical: 4, last_full: 5 });
    let mut reader = MemoryRows::from_text(&[
        &["Title", "Status", "Start", "End"],
        &["text", "choice", "dd/mm/yyyy", "dd/mm/yyyy"],
        &["In words", "Choose one", "When it begins", "When it ends"],
        &["A", "unclear", "see notes", "see notes"],
    ]);
    let (mut row, mut found) = (Row::default(), Vec::new());
    while reader.next_row(&mut row).unwrap() {
        found.push(judge.judge(&row).fate);
    }
    assert_eq!(found, [Fate::Title, Fate::Note, Fate::Note, Fate::Initiative]);
}

#[test]
fn a_sum_in_a_currency_is_a_total() {
    let found = fates(
        6,
        6,
        &[
            &["ID", "Title", "Agency", "Description", "Budget", "Currency"],
            &["1", "Alpha sensors", "WB", "Text", "12345", "EUR"],
            &["", "Total", "", "", "12345", "EUR"],
        ],
    );
    assert_eq!(found, [Fate::Title, Fate::Initiative, Fate::Total]);
}

#[test]
fn sums_of_parts_and_counts_are_totals() {
    let found = fates(
        5,
        5,
        &[
            &["No", "Title", "Description", "Status", "Budget"],
            &["1", "A", "Text", "Live", "2"],
            &["", "Subtotal roads and rails", "", "", "2"],
            &["Total", "2 projects", "", "", "4"],
            &["2", "Total recall of records", "", "", "2"],
        ],
    );
    assert_eq!(found, [Fate::Title, Fate::Initiative, Fate::Total, Fate::Total, Fate::Initiative]);
}

#[test]
fn a_list_of_contacts_below_is_not_more_entries() {
    let found = fates(
        5,
        2,
        &[
            &["No", "Title", "Description", "Status", "Budget"],
            &["1", "A", "Text", "Live", "2"],
            &[""],
            &["Contact name", "E-mail", "Office"],
            &["A. B.", "a@example.org", "Riga"],
        ],
    );
    let expected = [Fate::Title, Fate::Initiative, Fate::Blank, Fate::Quarantined, Fate::Quarantined];
    assert_eq!(found, expected);
}

#[test]
fn a_name_alone_is_an_entry_and_a_legend_is_not() {
    let found = fates(
        5,
        3,
        &[
            &["No", "Title", "Description", "Status", "Budget"],
            &["", "Only a name"],
            &["2", "Full", "Text", "Live", "3"],
            &["", ""],
            &["", "Green", "on track"],
        ],
    );
    assert_eq!(found, [Fate::Title, Fate::Initiative, Fate::Initiative, Fate::Blank, Fate::Note]);
}
