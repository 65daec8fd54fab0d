//! The register for agencies to fill in: what is filled in reads back, field by field, in every language; what
//! only shows how is never counted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::io::Cursor;

use evenfolio_core::field::Field;
use evenfolio_core::initiative::{Initiative, Texts};
use evenfolio_core::ledger::Fate;
use evenfolio_core::position::Facet;
use evenfolio_core::status::Status;
use evenfolio_importer::open::{ReadOptions, open};
use evenfolio_importer::source::discover;
use evenfolio_importer::survey::{Options, survey};
use evenfolio_report::template::{LANGUAGES, Template, Wording};

fn written(code: &str, entries: &[Texts]) -> Vec<u8> {
    let mut workbook = Cursor::new(Vec::new());
    Template { wording: Wording::of(code).unwrap(), entries }.write(&mut workbook).unwrap();
    workbook.into_inner()
}

/// The initiatives, and how many rows are examples.
fn read(bytes: &[u8]) -> (Vec<Initiative>, usize, Vec<Option<Field>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let found = discover(&[path.display().to_string()]);
    let opened = open(&found.sources[0], &ReadOptions::default());
    let survey = survey(&opened, &Options::default());
    let [register] = &survey.registers[..] else { panic!("not one register: {survey:?}") };
    let (mut initiatives, mut examples) = (Vec::new(), 0);
    let reading = register.read(&mut |outcome| {
        assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
        examples += usize::from(outcome.fate == Fate::Note);
        initiatives.extend(outcome.initiative);
    });
    assert!(reading.ledger.balances());
    (initiatives, examples, register.layout.columns.iter().map(|column| column.field).collect())
}

#[test]
fn a_fresh_template_has_no_initiatives() {
    for code in LANGUAGES {
        let (initiatives, examples, _) = read(&written(code, &[]));
        assert_eq!((initiatives.len(), examples), (0, 2), "{code}");
    }
}

#[test]
fn what_is_filled_in_reads_back() {
    for (code, status, facet, level) in [
        ("en", "pilot", "anticipatory", "regional"),
        ("de", "Pilotprojekt", "antizipativ", "regional"),
        ("es", "piloto", "anticipatoria", "regional"),
        ("fr", "pilote", "anticipation", "régional"),
    ] {
        let fields: Vec<Field> =
            Template { wording: Wording::of(code).unwrap(), entries: &[] }.fields().collect();
        let text = |field: Field| match field {
            Field::Id => "007".to_owned(),
            Field::Status => status.to_owned(),
            Field::DeclaredFacet => facet.to_owned(),
            Field::Level => level.to_owned(),
            Field::StartDate => "2025-01-31".to_owned(),
            Field::EndDate => "2027".to_owned(),
            Field::Budget => "1250000.5".to_owned(),
            Field::Currency => "SEK".to_owned(),
            Field::Url => "https://example.org/x".to_owned(),
            Field::Title => "=1+1 Ärger & <Café>".to_owned(),
            other => format!("Words for the {} of it", other.key()),
        };
        let entry: Texts = fields.iter().map(|field| (*field, text(*field))).collect();
        let (initiatives, _, columns) = read(&written(code, std::slice::from_ref(&entry)));
        assert_eq!(columns, fields.iter().copied().map(Some).collect::<Vec<_>>(), "{code}");
        let [initiative] = &initiatives[..] else { panic!("{code}: {initiatives:?}") };
        for field in fields.iter().filter(|field| **field != Field::Agency) {
            assert_eq!(initiative.text(*field), Some(text(*field).as_str()), "{code}: {field}");
        }
        assert_eq!(initiative.agency, text(Field::Agency), "{code}");
        assert_eq!(initiative.status, Some(Status::Pilot), "{code}");
        assert_eq!(initiative.declared.facet, Some(Facet::Anticipatory), "{code}");
        assert_eq!(initiative.start.map(|date| date.to_string()).as_deref(), Some("2025-01-31"), "{code}");
        assert_eq!(initiative.end.map(|date| date.to_string()).as_deref(), Some("2027"), "{code}");
        let budget = initiative.budget.unwrap();
        assert_eq!((budget.minor, budget.currency.code()), (125_000_050, "SEK"), "{code}");
    }
}

#[test]
fn the_choices_are_words_that_the_reader_knows() {
    for code in LANGUAGES {
        let wording = Wording::of(code).unwrap();
        for (step, word) in Status::ALL.into_iter().zip(wording.status_words()) {
            let entry = [(Field::Title, "A title"), (Field::Agency, "An agency"), (Field::Status, word)];
            let entry: Texts = entry.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
            let (initiatives, _, _) = read(&written(code, &[entry]));
            assert_eq!(initiatives[0].status, Some(step), "{code}: {word}");
        }
    }
}

#[test]
fn the_same_template_is_the_same_bytes() {
    assert!(written("en", &[]) == written("en", &[]));
}
