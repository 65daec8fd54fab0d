//! Layouts as they come: titles above, groups over columns, notes and sums below, several sheets.

use super::*;

#[test]
fn titles_groups_sums_and_notes_are_no_entries() {
    let table = MemoryTable::text(
        "Register of innovation projects|||||\n\
         Amounts in £ million|||||\n\
         |||||\n\
         ||Time||Money|\n\
         No|Project|Start|End|Planned|Spent\n\
         1|2|3|4|5|6\n\
         1|Road map|2020|2022|1.5|1.0\n\
         2|Lab|2021||2.5|\n\
         |||||\n\
         3|Portal|2022|2024|3.0|2.0\n\
         |Total|||7.0|3.0\n\
         |||||\n\
         Source: annual returns of all departments|||||\n\
         * provisional|||||",
    );
    let (ledger, initiatives, _) = read(&[table], &Options::default());
    assert_eq!((ledger.initiative, ledger.total, ledger.note, ledger.blank), (3, 1, 2, 3));
    assert_eq!(ledger.title, 5, "{ledger:?}");
    let titles: Vec<_> = initiatives.iter().map(Initiative::title).collect();
    assert_eq!(titles, ["Road map", "Lab", "Portal"]);
}

#[test]
fn headers_of_two_levels() {
    let found = mapping(&[MemoryTable::text(
        "Project|Agency|Budget (EUR)|||Status\n\
         |||||\n\
         Road map|Tax|10|20|30|Live",
    )]);
    assert_eq!(found[2].1, Some(Field::Budget));
    let found = mapping(&[MemoryTable::text(
        "Project|Agency|Budget (EUR)|||Status\n\
         ||2022|2023|total|\n\
         Road map|Tax|10|20|30|Live\n\
         Lab|Tax|10|20|30|Live",
    )]);
    assert_eq!(found[4].1, Some(Field::Budget), "the total of the years: {found:?}");
    assert_eq!(found[2].1, None);
    assert_eq!(found[5].1, Some(Field::Status));
}

#[test]
fn a_sheet_may_be_as_wide_as_sheets_can_be() {
    let filler = |word: &str| (0..16_380).map(|at| format!("{word}{at}|")).collect::<String>();
    let table = MemoryTable::text(&format!(
        "{}Project name|Description|Agency|Status\n\
         {}Road map|Maps of roads|Tax|Live\n\
         {}Lab|Trying things|Health|Pilot",
        filler("Indicator q"),
        filler(""),
        filler("")
    ));
    with(&[table], &Options::default(), |survey| {
        let layout = &survey.registers[0].layout;
        let fields: Vec<_> = layout.columns[16_379..].iter().map(|column| column.field).collect();
        let expected = [Field::Title, Field::Description, Field::Agency, Field::Status].map(Some);
        assert_eq!(fields, [&[None], &expected[..]].concat());
        assert_eq!(layout.columns[16_383].column.letters(), "XFD");
    });
}

#[test]
fn many_columns_are_told_in_few_sentences() {
    let header = format!("Title|Description|Agency|Status{}|Budget", "|".repeat(40));
    let table = MemoryTable::text(&format!("{header}\nA|B|C|Live{}|1", "|x".repeat(40)));
    with(&[table], &Options::default(), |survey| {
        let told: Vec<_> = survey.registers[0]
            .findings
            .iter()
            .filter(|finding| finding.code == Code::ColumnNameless)
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(told.len(), 13);
        assert_eq!(
            told[12],
            "28 more columns without a name hold values, which are not read; the first is Q"
        );
    });
}

#[test]
fn projects_as_columns_are_turned() {
    let table = MemoryTable::sheet(
        "Projects",
        "Project name|Road map|Lab|Portal\n\
         Department|Tax|Health|Home\n\
         Description|Maps of roads|Trying things|One door\n\
         Start date|2020|2021|2022\n\
         Whole life cost (£m)|1.5|2|3.25\n\
         Status|Live|Pilot|Planned",
    );
    let (ledger, initiatives, _) = read(&[table], &Options::default());
    assert_eq!((ledger.read, ledger.initiative, ledger.title), (4, 3, 1));
    assert_eq!(initiatives[2].title(), "Portal");
    assert_eq!(initiatives[2].budget.map(|money| money.to_string()), Some("3250000.00 GBP".to_owned()));
    assert_eq!(initiatives[2].origin.row, 4, "the fourth column");
}

#[test]
fn pick_lists_dictionaries_and_summaries_are_passed_over() {
    let register = "ID|Title|Description|Agency|Status|Budget\n\
                    A-1|Road map|Text|Tax|Live|1\nA-2|Lab|Text|Health|Pilot|2\nA-3|Portal|Text|Home|Idea|3";
    let tables = [
        MemoryTable::sheet(
            "Read me",
            "This workbook holds the register of projects and their status, by agency.\nPlease fill in all columns.",
        ),
        MemoryTable::sheet("Lists", "Status|Agency|Priority\nLive|Tax|High\nPilot|Health|Low"),
        MemoryTable::sheet(
            "Dictionary",
            "Name|Description|Type\nID|Number|text\nTitle|What it is called|text\nDescription|What it is|text\nStatus|Step|list",
        ),
        MemoryTable::sheet("Register", register),
        MemoryTable::sheet("By agency", "Row Labels|Count of Title|Sum of Budget\nTax|1|1\nHealth|1|2"),
        MemoryTable { visible: false, ..MemoryTable::sheet("Old", register) },
    ];
    with(&tables, &Options::default(), |survey| {
        let found: Vec<_> =
            survey.registers.iter().filter_map(|register| register.layout.sheet.as_deref()).collect();
        assert_eq!(found, ["Register"], "{:?}", survey.passed_over);
        assert_eq!(survey.passed_over.len(), 5);
    });
}

#[test]
fn a_hidden_sheet_is_a_register_where_no_visible_one_is() {
    let tables = [
        MemoryTable::sheet("Read me", "Nothing here"),
        MemoryTable { visible: false, ..MemoryTable::sheet("Data", "Title|Agency|Status\nLab|Tax|Live") },
    ];
    with(&tables, &Options::default(), |survey| assert_eq!(survey.registers.len(), 1));
}

#[test]
fn one_sentence_says_that_there_is_no_register() {
    for (lines, code) in [
        ("", Code::HeaderNotFound),
        ("a|b\n1|2", Code::HeaderNotFound),
        ("Agency|Status|Budget|Sector\nTax|Live|3|Money\nHealth|Live|4|Care", Code::NoTitleColumn),
    ] {
        with(&[MemoryTable::text(lines)], &Options::default(), |survey| {
            let [finding] = &survey.findings[..] else { panic!("{lines}: {survey:?}") };
            assert_eq!(finding.code, code, "{lines}");
            assert!(!finding.message.ends_with('.') && finding.message.starts_with(char::is_lowercase));
        });
    }
}

#[test]
fn the_same_register_again_has_the_same_digest() {
    let digest = |lines: &str| {
        with(&[MemoryTable::text(lines)], &Options::default(), |survey| {
            survey.registers[0].digest.clone().unwrap()
        })
    };
    let one = digest("Title|Agency|Status\nLab|Tax|Live");
    assert_eq!(one, digest("Register 2024||\n||\nTITLE|Agency|Status\nLab|Tax|live\n||"));
    assert_ne!(one, digest("Title|Agency|Status\nLab|Tax|Pilot"));
}

#[test]
fn a_second_table_below_is_set_aside_and_said_so() {
    let table = MemoryTable::text(
        "Title|Agency|Status|Budget\nLab|Tax|Live|1\nDoor|Tax|Pilot|2\n|||\n\
         Status|Title|Start date|Owner\nLive|Way|2020|A\nPilot|Road|2021|B",
    );
    let (ledger, _, findings) = read(&[table], &Options::default());
    assert_eq!((ledger.initiative, ledger.quarantined), (2, 3));
    assert!(findings[0].message.contains("another header"), "{findings:?}");
}

#[test]
fn the_header_in_two_languages_is_one_header() {
    let table = MemoryTable::text(
        "Intitulé|Organisme|Description|Statut\nTitle|Organisation|Description|Status\nGuichet|Canton|Texte|En cours",
    );
    let (ledger, initiatives, _) = read(&[table], &Options::default());
    assert_eq!((ledger.title, ledger.initiative), (2, 1));
    assert_eq!(initiatives[0].title(), "Guichet");
}

#[test]
fn a_list_of_contacts_is_no_register() {
    let tables = [MemoryTable::text("Name|Department|Email|Phone\nA B|Tax|a@b.c|1\nC D|Health|c@d.e|2")];
    with(&tables, &Options::default(), |survey| assert!(survey.registers.is_empty()));
}

#[test]
fn merged_agencies_are_filled_down_where_the_profile_says_so() {
    let toml = "fill_down = [\"agency\"]\n[columns]\ntitle = \"Title\"\nagency = \"Agency\"\n";
    let options =
        Options { profiles: vec![crate::profile::Profile::from_toml(toml).unwrap()], ..Options::default() };
    let table =
        MemoryTable::text("Agency|Title|Status\nTax|Lab|Live\n|Door|Live\nHealth|Way|Live\n|Road|Live");
    let (_, initiatives, _) = read(&[table], &options);
    let agencies: Vec<_> = initiatives.iter().map(|entry| entry.agency.as_str()).collect();
    assert_eq!(agencies, ["Tax", "Tax", "Health", "Health"]);
}

#[test]
fn of_two_languages_the_preferred_one_is_asked_first() {
    let table = MemoryTable::text(
        "name_en|name_fr|organisation|status|description_en|description_fr\n\
         Lab|Labo|Tax|N/A|Text|Texte\nDoor|Porte|Tax|Live|Text|Texte\n|Route|Tax|Live||Texte",
    );
    let titles = |language: Option<&str>| {
        let options = Options { language: language.map(str::to_owned), ..Options::default() };
        let (_, initiatives, _) = read(std::slice::from_ref(&table), &options);
        let said = |entry: &Initiative| {
            format!("{}: {}", entry.title(), entry.text(Field::Description).unwrap_or_default())
        };
        initiatives.iter().map(said).collect::<Vec<_>>()
    };
    assert_eq!(titles(Some("fr")), ["Labo: Texte", "Porte: Texte", "Route: Texte"]);
    assert_eq!(titles(Some("en")), ["Lab: Text", "Door: Text", "Route: Texte"]);
    with(&[table], &Options::default(), |survey| {
        let layout = survey.registers[0].layout.to_string();
        assert!(layout.contains("“N/A” read as empty"), "{layout}");
    });
}

#[test]
fn an_agency_named_above_the_header_is_whose_register_it_is() {
    let agency = |lines: &str| {
        let (_, initiatives, _) = read(&[MemoryTable::text(lines)], &Options::default());
        initiatives[0].agency.clone()
    };
    assert_eq!(
        agency(
            "Register|||\nAgency: Tax Administration|||\nTitle|Status|Budget|Description\nLab|Live|1|Text"
        ),
        "Tax Administration"
    );
    assert_eq!(
        agency("Organisme|Canton A||\nIntitulé|Statut|Budget|Description\nLabo|En cours|1|Texte"),
        "Canton A"
    );
    assert_eq!(
        agency("Register of 2024|||\nTitle|Status|Budget|Description\nLab|Live|1|Text"),
        "registers",
        "the folder's name"
    );
}

#[test]
fn two_columns_of_projects_are_a_register_and_a_glossary_is_not() {
    let projects =
        MemoryTable::text("Project name|Description\nRail renewal|New rails\nCourt forms|Forms online");
    let (ledger, ..) = read(&[projects], &Options::default());
    assert_eq!(ledger.initiative, 2);
    let titles = MemoryTable::text("Title|Description\nRail renewal|New rails\nCourt forms|Forms online");
    assert_eq!(read(&[titles], &Options::default()).0.initiative, 2);
    let glossary = MemoryTable::text("Name|Description\nPilot|A small trial\nFacet|One of four");
    with(&[glossary], &Options::default(), |survey| assert!(survey.registers.is_empty(), "{survey:?}"));
}

#[test]
fn forms_on_sheets_of_their_own_are_an_entry_each() {
    let form = |sheet, title| {
        let lines = format!(
            "Project name|{title}\nDepartment|Transport\nDescription|Something new\nStatus|Live\nStart date|2024-05-01"
        );
        MemoryTable::sheet(sheet, &lines)
    };
    with(&[form("1", "Rail renewal"), form("2", "Court forms")], &Options::default(), |survey| {
        assert_eq!(survey.registers.len(), 2, "{survey:?}");
        assert!(survey.registers.iter().all(|register| register.layout.turned));
    });
}
