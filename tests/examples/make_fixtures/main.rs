//! Makes the workbooks under `fixtures/`, which are binary and so cannot be written by hand.
//!
//! The words stand in the TSV files beside this one, a line an initiative; each module lays one agency's
//! words out as that agency would. The creation date is fixed, so a second run gives the same bytes:
//! `cargo run -p evenfolio-tests --example make_fixtures`.

mod digitaliseringsenheden;
mod dimosia_dioikisi;
mod layout;
mod regione_valdombra;
mod transition_energetique;
mod tuulisaari;
mod urzad_cyfryzacji;
mod water_board;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Where each workbook goes, under `fixtures/`, and who fills it.
type Fill = fn(&mut Workbook) -> Result<(), XlsxError>;
const WORKBOOKS: &[(&str, Fill)] = &[
    (
        "registers/ministere-de-la-transition-energetique/suivi_projets_2025.xlsx",
        transition_energetique::fill,
    ),
    ("registers/regione-valdombra/iniziative.xlsx", regione_valdombra::fill),
    ("registers/urzad-cyfryzacji/portfel_projektow.xlsx", urzad_cyfryzacji::fill),
    ("registers/ypourgeio-dimosias-dioikisis/mitroo_kainotomias.xlsx", dimosia_dioikisi::fill),
    ("registers/tuulisaaren-kaupunki/kokeilut.xlsx", tuulisaari::fill),
    ("registers/digitaliseringsenheden/portefoelje.xlsx", digitaliseringsenheden::fill),
    ("formats/water_board.xlsx", water_board::fill),
];

fn main() -> Result<(), Box<dyn Error>> {
    for (path, fill) in WORKBOOKS {
        let target = fixtures().join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(target, bytes(*fill)?)?;
    }
    Ok(())
}

/// A workbook as it stands in its file.
fn bytes(fill: Fill) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2025, 6, 30)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    fill(&mut book)?;
    book.save_to_buffer()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workbooks_in_the_repository_are_what_this_program_makes() {
        for (path, fill) in WORKBOOKS {
            let kept = fs::read(fixtures().join(path)).unwrap();
            assert!(bytes(*fill).unwrap() == kept, "{path}: run make_fixtures and look at what changed");
        }
    }
}
