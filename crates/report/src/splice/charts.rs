//! Two things that the library leaves undone in charts: it keeps no copy of values that formulas give, so that
//! a viewer that does not calculate shows nothing; and in scatter charts it writes marks before lines, which
//! the schema has the other way round.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The values of the cells that charts refer to, by reference (`Balance!$C$4:$C$7`, without quotation marks).
pub(crate) type Stored = BTreeMap<String, Kept>;

/// Values of cells beside each other.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Whether all of them are numbers.
    pub numbers: bool,
    /// The values as they are written.
    pub values: Vec<String>,
}

/// The chart's part with all values kept, and lines before marks.
pub(crate) fn complete(xml: &str, stored: &Stored) -> String {
    lines_before_marks(&keep_values(xml, stored))
}

fn keep_values(xml: &str, stored: &Stored) -> String {
    let mut out = String::with_capacity(xml.len() * 2);
    let mut rest = xml;
    // A reference is `<c:numRef>` or `<c:strRef>`, with the cells in `<c:f>` and the copy of values after it.
    while let Some(at) = ["<c:numRef>", "<c:strRef>"].into_iter().filter_map(|open| rest.find(open)).min() {
        let (before, from) = rest.split_at(at);
        let ends = ["</c:numRef>", "</c:strRef>"].into_iter();
        let Some(end) = ends.filter_map(|close| Some(from.find(close)? + close.len())).min() else { break };
        let (element, behind) = from.split_at(end);
        out.push_str(before);
        rest = behind;
        let cells = element.split_once("<c:f>").and_then(|(_, cells)| cells.split_once("</c:f>"));
        let kept = cells.and_then(|(cells, cache)| {
            Some((cells, cache, stored.get(&cells.replace("&apos;", "").replace('\'', ""))?))
        });
        match kept {
            Some((cells, cache, kept)) => keep(cells, cache, kept, &mut out),
            None => out.push_str(element),
        }
    }
    out.push_str(rest);
    out
}

/// A reference with its values: as numbers if all of them are, else as words. Writing to a string cannot fail.
fn keep(cells: &str, cache: &str, Kept { numbers, values }: &Kept, out: &mut String) {
    let format = cache
        .split_once("<c:formatCode>")
        .and_then(|(_, format)| format.split_once("</c:formatCode>"))
        .map_or("General", |(format, _)| format);
    let kind = if *numbers { "num" } else { "str" };
    let _ = write!(out, "<c:{kind}Ref><c:f>{cells}</c:f><c:{kind}Cache>");
    if *numbers {
        let _ = write!(out, "<c:formatCode>{format}</c:formatCode>");
    }
    let _ = write!(out, "<c:ptCount val=\"{}\"/>", values.len());
    for (place, value) in values.iter().enumerate() {
        let _ = write!(out, "<c:pt idx=\"{place}\"><c:v>{}</c:v></c:pt>", escaped(value));
    }
    let _ = write!(out, "</c:{kind}Cache></c:{kind}Ref>");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn lines_before_marks(xml: &str) -> String {
    const BETWEEN: &str = "</c:marker><c:spPr>";
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = rest.find(BETWEEN) {
        let marks = rest[..at].rfind("<c:marker><c:symbol");
        let line_at = at + "</c:marker>".len();
        let line_end = rest[line_at..].find("</c:spPr>").map(|end| line_at + end + "</c:spPr>".len());
        let (Some(marks), Some(line_end)) = (marks, line_end) else { break };
        out.push_str(&rest[..marks]);
        out.push_str(&rest[line_at..line_end]);
        out.push_str(&rest[marks..line_at]);
        rest = &rest[line_end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_formulas_are_kept() {
        let xml = "<c:numRef><c:f>'A b'!$B$2:$B$3</c:f><c:numCache><c:formatCode>0</c:formatCode>\
                   <c:ptCount val=\"2\"/></c:numCache></c:numRef><c:strRef><c:f>B!$A$1</c:f></c:strRef>\
                   <c:numRef><c:f>A!$A$1</c:f><c:numCache><c:ptCount val=\"1\"/></c:numCache></c:numRef>";
        let stored = [("A b!$B$2:$B$3", true, vec!["0.5", "1"]), ("A!$A$1", false, vec!["R&D"])]
            .map(|(key, numbers, values)| {
                let values = values.into_iter().map(str::to_owned).collect();
                (key.to_owned(), Kept { numbers, values })
            })
            .into();
        insta::assert_snapshot!(keep_values(xml, &stored), @r#"<c:numRef><c:f>'A b'!$B$2:$B$3</c:f><c:numCache><c:formatCode>0</c:formatCode><c:ptCount val="2"/><c:pt idx="0"><c:v>0.5</c:v></c:pt><c:pt idx="1"><c:v>1</c:v></c:pt></c:numCache></c:numRef><c:strRef><c:f>B!$A$1</c:f></c:strRef><c:strRef><c:f>A!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>R&amp;D</c:v></c:pt></c:strCache></c:strRef>"#);
    }

    #[test]
    fn the_line_comes_first() {
        let xml =
            "<c:marker><c:symbol val=\"x\"/><c:spPr>mark</c:spPr></c:marker><c:spPr>line</c:spPr><c:yVal/>";
        assert_eq!(
            lines_before_marks(xml),
            "<c:spPr>line</c:spPr><c:marker><c:symbol val=\"x\"/><c:spPr>mark</c:spPr></c:marker><c:yVal/>"
        );
    }
}
