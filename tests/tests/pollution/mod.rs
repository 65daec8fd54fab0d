//! The polluter: the same small register written down wrongly, one fault at a time, the same on every run.

/// Identifier, title, agency, description, status, start and budget as they must read.
pub(crate) const ENTRIES: [[&str; 7]; 6] = [
    [
        "TX-01",
        "Letters in plain words",
        "Tax Office",
        "All letters are rewritten, then tested with readers",
        "implemented",
        "2023-03-01",
        "120000.00 EUR",
    ],
    [
        "TX-02",
        "Chat for questions",
        "Tax Office",
        "A chat answers what people ask most",
        "pilot",
        "2024-09-15",
        "85500.50 EUR",
    ],
    [
        "TX-03",
        "Pre-filled return",
        "Tax Office",
        "The \"short form\" comes filled in",
        "planned",
        "2026-01-31",
        "230000.00 EUR",
    ],
    [
        "HB-01",
        "Night nurse by video",
        "Health Board",
        "Nurses see people at home; no trip is needed",
        "implemented",
        "2021-05-20",
        "64000.00 EUR",
    ],
    [
        "HB-02",
        "Caf\u{e9} of memory",
        "Health Board",
        "People with dementia meet, cook and sing",
        "pilot",
        "2025-02-14",
        "9000.00 EUR",
    ],
    [
        "HB-03",
        "Shared ward plan",
        "Health Board",
        "One plan for all wards",
        "cancelled",
        "2022-11-30",
        "41000.00 EUR",
    ],
];

const HEADER: [&str; 7] = ["ID", "Title", "Agency", "Description", "Status", "Start date", "Budget (EUR)"];

/// A polluted file.
pub(crate) struct Polluted {
    pub(crate) what: String,
    pub(crate) bytes: Vec<u8>,
    /// How many of the entries are left.
    pub(crate) left: usize,
    /// The identifier of the first entry.
    pub(crate) first: String,
    /// It must read as if nothing were wrong.
    pub(crate) harmless: bool,
}

/// How the register is written down.
#[derive(Clone, Copy)]
struct Way {
    delimiter: &'static str,
    quote: &'static str,
    /// What stands for a quotation mark inside a cell; the mark twice unless given.
    escape: Option<&'static str>,
    end: &'static str,
    /// Encloses every cell.
    always: bool,
}

const PLAIN: Way = Way { delimiter: ",", quote: "\"", escape: None, end: "\n", always: false };

fn grid() -> Vec<Vec<String>> {
    let header = HEADER.map(str::to_owned).to_vec();
    let entries = ENTRIES.iter().map(|entry| {
        let mut cells = entry.map(str::to_owned).to_vec();
        cells[6] = cells[6].trim_end_matches(" EUR").to_owned();
        cells
    });
    std::iter::once(header).chain(entries).collect()
}

impl Way {
    fn cell(self, text: &str) -> String {
        let inner = [self.delimiter, self.quote, "\n", "\r"].iter().any(|sign| text.contains(sign));
        if !self.always && !inner {
            return text.to_owned();
        }
        let doubled = self.quote.repeat(2);
        let text = text.replace(self.quote, self.escape.unwrap_or(&doubled));
        format!("{0}{text}{0}", self.quote)
    }

    fn line(self, cells: &[String]) -> String {
        cells.iter().map(|cell| self.cell(cell)).collect::<Vec<_>>().join(self.delimiter)
    }

    fn lines(self) -> Vec<String> {
        grid().iter().map(|cells| self.line(cells)).collect()
    }

    fn text(self) -> String {
        self.join(&self.lines())
    }

    fn join(self, lines: &[String]) -> String {
        lines.iter().map(|line| format!("{line}{}", self.end)).collect()
    }
}

struct Made(Vec<Polluted>);

impl Made {
    fn add(&mut self, harmless: bool, what: impl Into<String>, text: &str) {
        self.bytes(harmless, what, text.as_bytes().to_vec());
    }

    fn bytes(&mut self, harmless: bool, what: impl Into<String>, bytes: Vec<u8>) {
        self.0.push(Polluted {
            what: what.into(),
            bytes,
            left: ENTRIES.len(),
            first: ENTRIES[0][0].to_owned(),
            harmless,
        });
    }

    fn lines(&mut self, harmless: bool, what: impl Into<String>, lines: &[String]) {
        self.add(harmless, what, &PLAIN.join(lines));
    }
}

/// All polluted files.
pub(crate) fn all() -> Vec<Polluted> {
    let mut made = Made(Vec::new());
    dialects(&mut made);
    encodings(&mut made);
    around(&mut made);
    headers(&mut made);
    rows(&mut made);
    cells(&mut made);
    made.0
}

/// Delimiters, marks, escapes and line ends, for the whole file.
fn dialects(made: &mut Made) {
    for delimiter in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r"] {
            for always in [false, true] {
                let way = Way { delimiter, end, always, ..PLAIN };
                let what = format!("delimiter {delimiter:?}, line end {end:?}, always enclosed: {always}");
                made.add(true, what.as_str(), &way.text());
                made.add(true, format!("{what}, no end at the end"), way.text().trim_end_matches(end));
                made.add(true, format!("{what}, ends twice"), &(way.text() + end));
                made.add(true, format!("{what}, declared"), &format!("sep={delimiter}{end}{}", way.text()));
            }
        }
        let backslash = Way { delimiter, escape: Some("\\\""), ..PLAIN };
        made.add(true, format!("backslash before marks, {delimiter:?}"), &backslash.text());
        let none = Way { delimiter, escape: Some("\""), always: true, ..PLAIN };
        made.add(false, format!("marks inside not escaped, {delimiter:?}"), &none.text());
        let single = Way { delimiter, quote: "'", always: true, ..PLAIN };
        made.add(true, format!("single marks, {delimiter:?}"), &single.text());
        made.add(
            true,
            format!("single marks where needed, {delimiter:?}"),
            &Way { always: false, ..single }.text(),
        );
        let spaced =
            Way { delimiter, ..PLAIN }.lines().iter().map(|line| format!("{line}   ")).collect::<Vec<_>>();
        made.lines(delimiter != "\t", format!("blanks at the end of lines, {delimiter:?}"), &spaced);
    }
    for delimiter in ["^", "~", "::", " ", ", ", "||", "\u{1f}"] {
        let text = Way { delimiter, ..PLAIN }.text();
        made.add(delimiter == ", ", format!("delimiter {delimiter:?}"), &text);
    }
    let curly = Way { quote: "\u{201d}", always: true, ..PLAIN }.text();
    made.add(false, "curly marks", &curly);
    let ends = ["\n", "\r\n", "\r"];
    let mixed: String =
        PLAIN.lines().iter().zip(ends.iter().cycle()).map(|(line, end)| format!("{line}{end}")).collect();
    made.add(true, "mixed line ends", &mixed);
    made.add(true, "CR CR LF", &Way { end: "\r\r\n", ..PLAIN }.text());
    made.add(true, "LF CR", &Way { end: "\n\r", ..PLAIN }.text());
}

fn encodings(made: &mut Made) {
    let text = PLAIN.text();
    let utf16 = |little: bool, bom: bool| {
        let units = bom.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect::<Vec<u8>>()
    };
    made.add(true, "UTF-8 mark", &format!("\u{feff}{text}"));
    made.add(true, "UTF-8 mark twice", &format!("\u{feff}\u{feff}{text}"));
    for (little, bom) in [(true, true), (false, true), (true, false), (false, false)] {
        made.bytes(true, format!("UTF-16, little end first: {little}, mark: {bom}"), utf16(little, bom));
    }
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    made.bytes(true, "Latin-1", latin.clone());
    let mixed: Vec<u8> = [text.as_bytes(), &latin].concat();
    made.bytes(false, "UTF-8 with the same again in Latin-1", mixed);
    let twice: String = text.bytes().map(char::from).collect();
    made.add(false, "UTF-8 twice", &twice);
    let end = text.find('\u{e9}').unwrap_or(0) + 1;
    made.bytes(false, "cut in the middle of a letter", text.as_bytes()[..end].to_vec());
    made.add(false, "NULs at the end", &format!("{text}{}", "\0".repeat(512)));
    for at in 0..ENTRIES.len() {
        let mut lines: Vec<Vec<u8>> = PLAIN.lines().into_iter().map(String::into_bytes).collect();
        lines[at + 1].insert(8, 0xff);
        made.bytes(false, format!("a wrong byte in row {}", at + 2), lines.join(&b'\n'));
        let mut lines: Vec<Vec<u8>> = PLAIN.lines().into_iter().map(String::into_bytes).collect();
        lines[at + 1].insert(8, 0);
        made.bytes(false, format!("a NUL in row {}", at + 2), lines.join(&b'\n'));
    }
}

/// What stands above, below and between.
fn around(made: &mut Made) {
    let lines = PLAIN.lines();
    let titles = [
        "Register of initiatives",
        "Register of initiatives,,,,,,",
        "\"Figures, as of May 2025\"",
        "# exported 2025-05-01",
        "",
        ",,,,,,",
    ];
    for title in titles {
        for count in 1..=4 {
            let above = vec![title.to_owned(); count];
            made.lines(true, format!("{count} times above: {title:?}"), &[above, lines.clone()].concat());
        }
    }
    for note in [
        "Source: Treasury",
        "Note: figures are provisional",
        "* estimate",
        "",
        ",,,,,,",
        "Total,,,,,,549500.50",
    ] {
        let below = vec![String::new(), note.to_owned()];
        made.lines(true, format!("below: {note:?}"), &[lines.clone(), below].concat());
        made.lines(
            true,
            format!("at once below: {note:?}"),
            &[lines.clone(), vec![note.to_owned()]].concat(),
        );
    }
    for at in 1..=ENTRIES.len() {
        for (what, line) in
            [("blank", String::new()), ("delimiters", ",,,,,,".to_owned()), ("header", lines[0].clone())]
        {
            let mut with = lines.clone();
            with.insert(at, line);
            made.lines(true, format!("{what} before row {at}"), &with);
        }
        let mut heading = lines.clone();
        heading.insert(at, "HEALTH,,,,,,".to_owned());
        made.lines(false, format!("heading before row {at}"), &heading);
    }
    for other in [
        "region,total\nNorth,1\nSouth,2",
        "Code,Name,Head,Phone\n1,North,Ann,123\n2,South,Bob,456",
        "ID,Title,Owner,Status\n1,X,Ann,Open",
    ] {
        let below: Vec<String> =
            std::iter::once(String::new()).chain(other.lines().map(str::to_owned)).collect();
        made.lines(false, format!("another table below: {other:?}"), &[lines.clone(), below].concat());
    }
}

fn headers(made: &mut Made) {
    let lines = PLAIN.lines();
    made.lines(false, "no header", &lines[1..]);
    for left in [0, 1] {
        made.lines(false, format!("{left} rows"), &lines[..=left]);
        if let Some(file) = made.0.last_mut() {
            file.left = left;
        }
    }
    let replaced = |header: &str| [vec![header.to_owned()], lines[1..].to_vec()].concat();
    made.lines(true, "capitals", &replaced(&lines[0].to_uppercase()));
    made.lines(
        true,
        "blanks in names",
        &replaced(" ID ,  Title,Agency  , Description ,Status , Start  date, Budget (EUR) "),
    );
    made.lines(
        true,
        "line breaks in names",
        &replaced("ID,Title,\"Agency\n(owner)\",Description,Status,\"Start\ndate\",Budget (EUR)"),
    );
    made.lines(true, "underscores", &replaced("id,title,agency,description,status,start_date,budget_eur"));
    made.lines(true, "two levels", &[vec!["What,,,,When,,Money".to_owned()], lines.clone()].concat());
    for at in 0..HEADER.len() {
        let mut names = HEADER.map(str::to_owned);
        names[at] = String::new();
        made.lines(false, format!("no name in column {at}"), &replaced(&PLAIN.line(&names)));
        let mut names = HEADER.map(str::to_owned);
        names[at] = HEADER[(at + 1) % HEADER.len()].to_owned();
        made.lines(
            false,
            format!("the name of its neighbour in column {at}"),
            &replaced(&PLAIN.line(&names)),
        );
        let fewer: Vec<String> = HEADER.iter().take(at).map(|name| (*name).to_owned()).collect();
        made.lines(false, format!("only {at} names"), &replaced(&PLAIN.line(&fewer)));
    }
    made.lines(true, "a name too many", &replaced(&(lines[0].clone() + ",Remarks")));
    let more: Vec<String> = lines.iter().map(|line| format!("{line},")).collect();
    made.lines(true, "a delimiter at the end of every line", &more);
    let more: Vec<String> = lines.iter().map(|line| format!("{line},,,")).collect();
    made.lines(true, "three delimiters at the end of every line", &more);
    let fore: Vec<String> = lines.iter().map(|line| format!(",{line}")).collect();
    made.lines(true, "an empty column first", &fore);
}

/// One row at a time: a delimiter, a mark, a line end too many or too few.
fn rows(made: &mut Made) {
    for at in 0..ENTRIES.len() {
        let row = at + 1;
        let with = |change: &dyn Fn(&mut Vec<String>) -> String| {
            let mut lines = PLAIN.lines();
            lines[row] = change(&mut grid()[row]);
            lines
        };
        for column in 0..HEADER.len() {
            let place = format!("row {}, column {column}", row + 1);
            made.lines(
                false,
                format!("a delimiter too many in {place}"),
                &with(&|cells| {
                    cells.insert(column, String::new());
                    PLAIN.line(cells)
                }),
            );
            made.lines(
                false,
                format!("a cell too few in {place}"),
                &with(&|cells| {
                    cells.remove(column);
                    PLAIN.line(cells)
                }),
            );
            if column > 0 {
                made.lines(
                    false,
                    format!("the row ends before {place}"),
                    &with(&|cells| PLAIN.line(&cells[..column])),
                );
            }
            made.lines(
                false,
                format!("a mark opens in {place}"),
                &with(&|cells| {
                    let cells: Vec<String> = cells
                        .iter()
                        .enumerate()
                        .map(|(at, cell)| if at == column { format!("\"{cell}") } else { PLAIN.cell(cell) })
                        .collect();
                    cells.join(",")
                }),
            );
            made.lines(
                false,
                format!("a mark inside {place}"),
                &with(&|cells| {
                    let cells: Vec<String> = cells
                        .iter()
                        .enumerate()
                        .map(|(at, cell)| if at == column { format!("{cell}\"") } else { PLAIN.cell(cell) })
                        .collect();
                    cells.join(",")
                }),
            );
            made.lines(
                false,
                format!("a line end inside {place}"),
                &with(&|cells| {
                    let cells: Vec<String> = cells
                        .iter()
                        .enumerate()
                        .map(|(at, cell)| {
                            if at == column {
                                format!("{}\n{}", PLAIN.cell(&cell[..1]), &cell[1..])
                            } else {
                                PLAIN.cell(cell)
                            }
                        })
                        .collect();
                    cells.join(",")
                }),
            );
        }
        for delimiter in [";", "\t", "|", " "] {
            made.lines(
                false,
                format!("row {} with the delimiter {delimiter:?}", row + 1),
                &with(&|cells| Way { delimiter, ..PLAIN }.line(cells)),
            );
        }
        for count in 1..=4 {
            made.lines(
                true,
                format!("{count} delimiters behind row {}", row + 1),
                &with(&|cells| PLAIN.line(cells) + &",".repeat(count)),
            );
        }
        made.lines(
            false,
            format!("values behind row {}", row + 1),
            &with(&|cells| PLAIN.line(cells) + ",more,and more"),
        );
        made.lines(
            false,
            format!("row {} as one cell", row + 1),
            &with(&|cells| format!("\"{}\"", PLAIN.line(cells).replace('"', "\"\""))),
        );
        made.lines(false, format!("commas not enclosed in row {}", row + 1), &with(&|cells| cells.join(",")));
    }
}

/// Values that programs like to change.
fn cells(made: &mut Made) {
    for text in
        ["007", "1E5", "12345678901234567890", "=1+1", "NO", "TRUE", "1/2", "SEPT2", "0x1F", "Jose\u{301}"]
    {
        let mut lines = PLAIN.lines();
        lines[1] = lines[1].replacen("TX-01", text, 1);
        made.lines(true, format!("the identifier {text:?}"), &lines);
        if let Some(file) = made.0.last_mut() {
            text.clone_into(&mut file.first);
        }
    }
}
