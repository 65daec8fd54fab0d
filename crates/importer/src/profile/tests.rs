use super::*;

#[test]
fn what_is_not_understood_is_refused() {
    for (toml, word) in [
        ("colums = 1", "colums"),
        ("header_row = 0", "counted from 1"),
        ("header_row = 1\nheader_rows = [1, 2]", "not both"),
        ("currency = \"EURO\"", "ISO 4217"),
        ("date_order = \"us\"", "day-first"),
        ("language = \"xx\"", "not known"),
        ("delimiter = \"\"", "1 to 8 bytes"),
        ("[columns]\nname = \"x\"", "no field"),
        ("[columns]\ntitle = 3", "list of them"),
    ] {
        let error = Profile::from_toml(toml).expect_err(toml).to_string();
        assert!(error.contains(word), "{toml}: {error}");
    }
}
