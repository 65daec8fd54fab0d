//! Two things that the library leaves undone in charts: it keeps no copy of values that formulas give, so that
//! a viewer that does not calculate shows nothing; and in scatter charts it writes marks before lines, which
//! the schema has the other way round.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The values of the cells that charts refer to, by reference (`Balance!$C$4:$C$7`, without quotation marks).
pub(crate) type Stored = BTreeMap<String, Vec<String>>;

/// The chart's part with all values kept, and lines before marks.
pub(crate) fn complete(xml: &str, stored: &Stored) -> String {
    lines_before_marks(&keep_values(xml, stored))
}

fn keep_values(xml: &str, stored: &Stored) -> String {
    let mut out = String::with_capacity(xml.len() * 2);
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once("<c:f>") {
        out.push_str(before);
        out.push_str("<c:f>");
        let Some((reference, behind)) = after.split_once("</c:f>") else {
            out.push_str(after);
            return out;
        };
        out.push_str(reference);
        out.push_str("</c:f>");
        rest = behind;
        let key = reference.replace("&apos;", "").replace('\'', "");
        let Some(values) = stored.get(&key) else { continue };
        let Some((count, end)) = behind.split_once("<c:ptCount val=\"").zip(cache_end(behind)) else {
            continue;
        };
        // The library's copy, which may lack values, gives way to ours. Writing to a string cannot fail.
        out.push_str(count.0);
        let _ = write!(out, "<c:ptCount val=\"{}\"/>", values.len());
        for (place, value) in values.iter().enumerate() {
            let _ = write!(out, "<c:pt idx=\"{place}\"><c:v>{}</c:v></c:pt>", escaped(value));
        }
        rest = &behind[end..];
    }
    out.push_str(rest);
    out
}

/// Where the copy of values that comes next ends.
fn cache_end(xml: &str) -> Option<usize> {
    ["</c:numCache>", "</c:strCache>"].into_iter().filter_map(|end| xml.find(end)).min()
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
        let xml = "<c:f>'A b'!$B$2:$B$3</c:f><c:numCache><c:formatCode>0</c:formatCode><c:ptCount val=\"2\"/>\
                   </c:numCache><c:f>A!$A$1</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v></c:v>\
                   </c:pt></c:strCache>";
        let stored = [("A b!$B$2:$B$3", vec!["0.5", "1"]), ("A!$A$1", vec!["R&D"])]
            .map(|(key, values)| (key.to_owned(), values.into_iter().map(str::to_owned).collect()))
            .into();
        insta::assert_snapshot!(keep_values(xml, &stored), @r#"<c:f>'A b'!$B$2:$B$3</c:f><c:numCache><c:formatCode>0</c:formatCode><c:ptCount val="2"/><c:pt idx="0"><c:v>0.5</c:v></c:pt><c:pt idx="1"><c:v>1</c:v></c:pt></c:numCache><c:f>A!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>R&amp;D</c:v></c:pt></c:strCache>"#);
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
