//! not committed
use evenfolio_importer::open::*;
use evenfolio_importer::rows::*;
use evenfolio_importer::source::*;
fn js(t: &str) -> String {
    let mut o = String::from("\"");
    for c in t.chars() {
        match c {
            '"' => o.push_str("\\\""),
            '\\' => o.push_str("\\\\"),
            c if (c as u32) < 32 => o.push_str(&format!("\\u{:04x}", c as u32)),
            c => o.push(c),
        }
    }
    o.push('"');
    o
}
#[allow(clippy::all)]
fn main() {
    let v: Vec<String> = std::env::args().skip(1).collect();
    for s in discover(&v).sources {
        let o = open(&s, &ReadOptions::default());
        for f in &o.findings {
            println!("{{\"f\":{}}}", js(&format!("{} {}: {}", f.code, f.place, f.message)))
        }
        for t in &o.tables {
            println!("{{\"sheet\":{}}}", js(t.sheet.as_deref().unwrap_or("")));
            let mut r = t.rows().unwrap();
            let mut row = Row::default();
            while r.next_row(&mut row).unwrap() {
                let c: Vec<String> = row
                    .cells()
                    .map(|c| {
                        format!(
                            "[{},{}]",
                            js(c.text),
                            js(&format!("{:?}", c.kind).split('(').next().unwrap().to_string())
                        )
                    })
                    .collect();
                println!("{{\"n\":{},\"h\":{},\"c\":[{}]}}", row.number, row.hidden, c.join(","));
            }
        }
    }
}
