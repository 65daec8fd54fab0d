//! Writing a profile with the reasons for each guess beside it, so that a person can check it.

use std::fmt::Write as _;

use evenfolio_core::field::Field;

use super::Profile;
use crate::agency::Agency;
use crate::delimiter::Delimiter;
use crate::layout::{Decision, Layout};
use crate::lift::date::Order;
use crate::lift::text::beginning;

impl Layout {
    /// The layout as a profile, without comments.
    pub fn to_profile(&self) -> Profile {
        let mut columns = Vec::new();
        for field in Field::ALL {
            columns.extend(self.columns_of(*field).map(|column| (*field, column.column.header.to_string())));
        }
        let decided = |pick: fn(&Decision) -> Option<Order>| {
            self.columns.iter().find_map(|column| pick(&column.decision))
        };
        let currency = self.columns.iter().find_map(|column| match &column.decision {
            Decision::Money(style, _) => style.currency,
            _ => None,
        });
        Profile {
            paths: self.path.rsplit('/').next().map(str::to_owned).into_iter().collect(),
            sheet: self.sheet.as_ref().map(ToString::to_string),
            header: Some((self.header_first, self.header_last)),
            turned: self.turned,
            columns,
            fill_down: self.fill_down.clone(),
            encoding: None,
            delimiter: None,
            agency: match &self.agency {
                Agency::Given(name) => Some(name.clone()),
                _ => None,
            },
            currency,
            date_order: decided(|decision| match decision {
                Decision::Date(style, _) => style.order,
                _ => None,
            }),
            language: Some(self.language.to_owned()),
        }
    }
}

impl Profile {
    /// Writes the profile as TOML. Beside each column stands how sure the guess was and why, taken from the
    /// layout that it was made of; columns that are not read are listed, ready to be named.
    pub fn to_toml(&self, layout: &Layout) -> String {
        let mut toml = String::new();
        let mut line = |text: &str| {
            toml.push_str(text);
            toml.push('\n');
        };
        line(&format!("# How to read {}.", beginning(&layout.path, 200)));
        line("# Correct what is wrong; what stands here is not guessed again.");
        if !self.paths.is_empty() {
            let paths: Vec<String> = self.paths.iter().map(|path| quoted(path)).collect();
            line(&format!(
                "paths = [{}]  # patterns such as \"tax_*.csv\"; without this line, any file",
                paths.join(", ")
            ));
        }
        if let Some(sheet) = &self.sheet {
            line(&format!("sheet = {}", quoted(sheet)));
        }
        match self.header {
            Some((first, last)) if first == last => line(&format!("header_row = {first}")),
            Some((first, last)) => line(&format!("header_rows = [{first}, {last}]")),
            None => line("# header_row = 1"),
        }
        if self.turned {
            line("turned = true  # every column of the sheet is an entry");
        }
        option(&mut line, "language", self.language.as_deref(), "\"en\"");
        option(&mut line, "agency", self.agency.as_deref(), "\"…\"");
        option(
            &mut line,
            "currency",
            self.currency.map(|currency| currency.to_string()).as_deref(),
            "\"EUR\"",
        );
        let order =
            self.date_order.map(|order| if order == Order::DayFirst { "day-first" } else { "month-first" });
        option(&mut line, "date_order", order, "\"day-first\"");
        option(&mut line, "encoding", self.encoding.as_deref(), "\"utf-8\"");
        option(&mut line, "delimiter", self.delimiter.as_ref().map(Delimiter::as_str), "\",\"");
        let filled: Vec<String> = self.fill_down.iter().map(|field| quoted(field.key())).collect();
        match &filled[..] {
            [] => line("# fill_down = [\"agency\"]  # an empty cell repeats the one above"),
            fields => line(&format!("fill_down = [{}]", fields.join(", "))),
        }
        line("");
        line("[columns]");
        for field in Field::ALL {
            self.write_field(*field, layout, &mut toml);
        }
        let unread =
            layout.columns.iter().filter(|column| column.field.is_none() && !column.column.header.is_empty());
        for column in unread {
            let header = column.column.header.replace(['\n', '\r'], " ");
            let _ = writeln!(toml, "# not read: {}", quoted(&header));
        }
        toml
    }

    fn write_field(&self, field: Field, layout: &Layout, toml: &mut String) {
        let headers: Vec<&String> =
            self.columns.iter().filter(|(known, _)| *known == field).map(|(_, header)| header).collect();
        if headers.is_empty() {
            return;
        }
        for header in &headers {
            let guess = layout
                .columns
                .iter()
                .find(|column| column.field == Some(field) && *column.column.header == ***header);
            if let Some(column) = guess.filter(|column| column.reason != "by the profile") {
                let reason = column.reason.replace(['\n', '\r'], " ");
                let _ =
                    writeln!(toml, "# column {}, {} %: {reason}", column.column.letters(), column.confidence);
            }
        }
        let quoted: Vec<String> = headers.iter().map(|header| quoted(header)).collect();
        let _ = match &quoted[..] {
            [only] => writeln!(toml, "{} = {only}", field.key()),
            all => writeln!(toml, "{} = [{}]", field.key(), all.join(", ")),
        };
    }
}

fn option(line: &mut impl FnMut(&str), key: &str, value: Option<&str>, example: &str) {
    match value {
        Some(value) => line(&format!("{key} = {}", quoted(value))),
        None => line(&format!("# {key} = {example}")),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
