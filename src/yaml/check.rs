//! Holds a YAML tree against the grammar: unknown and missing keys, wrong types, SQL that does not
//! parse. What names mean is not looked at here.

use std::collections::HashSet;

use super::grammar::{Record, Shape};
use super::node::{Key, Node, Value};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::sql_text::SqlMistake;
use crate::model::{DataType, Sql};

/// Checks files one after the other; expressions seen before are not parsed again.
#[derive(Default)]
pub struct Checker {
    good_expressions: HashSet<String>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Checker {
    pub fn report(&mut self, source: &Source, span: Span, code: &'static str, message: String, help: String) {
        self.diagnostics.push(Diagnostic::new(&source.path, span, code, message).help(help));
    }

    /// Reports everything about `node` that the record does not allow.
    pub fn record(&mut self, source: &Source, node: &Node, record: &Record) {
        let Some(entries) = node.map() else {
            return self.wrong(source, node, &format!("a mapping ({})", keys_of(record)));
        };
        for (key, value) in entries {
            match record.keys.iter().find(|known| known.name == key.text) {
                Some(known) => self.value(source, value, &known.shape, &key.text),
                None => self.unknown_key(source, key, record),
            }
        }
        for missing in record.keys.iter().filter(|known| known.required && node.get(known.name).is_none()) {
            let span = entries.first().map_or(node.span, |(key, _)| key.span);
            let message = format!("`{}` is missing", missing.name);
            self.report(source, span, "missing-key", message, format!("add it: {}", missing.doc));
        }
    }

    fn unknown_key(&mut self, source: &Source, key: &Key, record: &Record) {
        let message = match closest(&key.text, record.keys.iter().map(|known| known.name)) {
            Some(meant) => format!("unknown key `{}`; did you mean `{meant}`?", key.text),
            None => format!("unknown key `{}`", key.text),
        };
        let help = format!("{} takes {}", record.title, keys_of(record));
        self.report(source, key.span, "unknown-key", message, help);
    }

    fn value(&mut self, source: &Source, node: &Node, shape: &Shape, key: &str) {
        match shape {
            Shape::Boolean if node.boolean().is_none() => self.wrong(source, node, "`true` or `false`"),
            Shape::Integer if node.integer().is_none() => self.wrong(source, node, "a whole number"),
            Shape::Number if node.number().is_none() => self.wrong(source, node, "a number"),
            Shape::Text | Shape::Sql if node.text().is_none() => self.wrong(source, node, "text"),
            Shape::Name if node.text().is_none_or(|text| text.trim().is_empty()) => {
                self.wrong(source, node, "a name");
            }
            Shape::Type => self.data_type(source, node),
            Shape::Expression => self.expression(source, node),
            Shape::Query => self.query(source, node),
            Shape::Word(words) => self.word(source, node, words),
            Shape::List(shape) => match node.list() {
                Some(items) => {
                    for item in items {
                        self.value(source, item, shape, key);
                    }
                }
                None => self.wrong(source, node, "a list"),
            },
            Shape::Map(shape) => match node.map() {
                Some(entries) => {
                    for (name, value) in entries {
                        self.value(source, value, shape, &name.text);
                    }
                }
                None => self.wrong(source, node, "a mapping from names"),
            },
            Shape::Record(record) => self.record(source, node, record),
            Shape::Either(shapes) => match shapes.iter().find(|shape| fits(node, shape)) {
                Some(shape) => self.value(source, node, shape, key),
                None => {
                    let kinds: Vec<&str> = shapes.iter().map(kind).collect();
                    self.wrong(source, node, &kinds.join(" or "));
                }
            },
            Shape::Optional(shape) if !node.is_null() => self.value(source, node, shape, key),
            _ => {}
        }
    }

    fn wrong(&mut self, source: &Source, node: &Node, wanted: &str) {
        let message = format!("expected {wanted}, found {}", node.describe());
        let help = match node.text() {
            Some("yes" | "Yes" | "on") if wanted.starts_with("`true`") => "write `true`".to_owned(),
            Some("no" | "No" | "off") if wanted.starts_with("`true`") => "write `false`".to_owned(),
            _ => format!("write {wanted} here"),
        };
        self.report(source, node.span, "wrong-type", message, help);
    }

    fn word(&mut self, source: &Source, node: &Node, words: &[&str]) {
        let Some(text) = node.text() else {
            return self.wrong(source, node, "a word");
        };
        if !words.contains(&text) {
            let message = match closest(text, words.iter().copied()) {
                Some(meant) => format!("`{text}` is not possible here; did you mean `{meant}`?"),
                None => format!("`{text}` is not possible here"),
            };
            self.report(source, node.span, "wrong-value", message, format!("write {}", alternatives(words)));
        }
    }

    fn data_type(&mut self, source: &Source, node: &Node) {
        let Some(text) = node.text() else {
            return self.wrong(source, node, "a data type");
        };
        let lower = text.to_lowercase();
        if matches!(lower.as_str(), "serial" | "bigserial" | "smallserial") {
            let integer = lower.replace("serial", "int");
            let message = format!("`{text}` is not a type but a shorthand for a sequence");
            let help = format!("write `type: {integer}` and `identity: by_default`");
            return self.report(source, node.span, "unknown-type", message, help);
        }
        if DataType::parse(text).is_none() {
            let message = format!("`{text}` is not a data type");
            let help =
                "write the type alone, e.g. `numeric(10,2)`; `not null` and `default` are keys of their own";
            self.report(source, node.span, "unknown-type", message, help.to_owned());
        }
    }

    fn expression(&mut self, source: &Source, node: &Node) {
        let text = match &node.value {
            Value::Scalar(scalar) if !scalar.text.is_empty() => &scalar.text,
            _ => return self.wrong(source, node, "an SQL expression"),
        };
        if !self.good_expressions.contains(text) {
            let mistakes = Sql::new(text).expression_mistakes();
            if mistakes.is_empty() {
                self.good_expressions.insert(text.clone());
            }
            self.sql_mistakes(source, node, text, mistakes);
        }
    }

    fn query(&mut self, source: &Source, node: &Node) {
        let Some(text) = node.text() else {
            return self.wrong(source, node, "an SQL query");
        };
        self.sql_mistakes(source, node, text, Sql::new(text).query_mistakes());
    }

    pub fn sql_mistakes(&mut self, source: &Source, node: &Node, text: &str, mistakes: Vec<SqlMistake>) {
        let trimmed = text.len() - text.trim_start().len();
        for mistake in mistakes {
            let span = node.span_within(mistake.offset + trimmed, mistake.length);
            let message = format!("not valid SQL: {}", readable(&mistake.message));
            let help = "write it as it would stand in a SELECT list; text stands in single quotes".to_owned();
            self.report(source, span, "sql-syntax", message, help);
        }
    }
}

/// `expected an expression, found AND_KW` names tokens as the parser does.
fn readable(message: &str) -> String {
    let words = message.split(' ').map(|word| match word.strip_suffix("_KW") {
        Some(keyword) => format!("`{}`", keyword.to_lowercase()),
        None if word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_') => {
            word.to_lowercase().replace('_', " ")
        }
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether the value is of the YAML kind that the shape is written in.
fn fits(node: &Node, shape: &Shape) -> bool {
    match shape {
        Shape::List(_) => node.list().is_some(),
        Shape::Map(_) | Shape::Record(_) => node.map().is_some(),
        Shape::Boolean => node.boolean().is_some(),
        Shape::Number | Shape::Integer => node.number().is_some(),
        Shape::Either(shapes) => shapes.iter().any(|shape| fits(node, shape)),
        Shape::Optional(shape) => node.is_null() || fits(node, shape),
        Shape::Value => true,
        _ => matches!(node.value, Value::Scalar(_)) && !node.is_null(),
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::List(_) => "a list",
        Shape::Map(_) => "a mapping from names",
        Shape::Record(_) => "a mapping",
        Shape::Boolean => "`true` or `false`",
        Shape::Number | Shape::Integer => "a number",
        Shape::Word(_) => "a word",
        Shape::Name => "a name",
        Shape::Type => "a data type",
        Shape::Expression | Shape::Query | Shape::Sql => "SQL",
        Shape::Text | Shape::Value => "text",
        Shape::Either(_) | Shape::Optional(_) => "a value",
    }
}

fn keys_of(record: &Record) -> String {
    record.keys.iter().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
}

fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// The candidate that was probably meant.
pub fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = written.chars().count().div_ceil(3).min(3);
    let scored =
        candidates.into_iter().map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate));
    scored.filter(|(distance, _)| *distance <= limit).min_by_key(|(distance, _)| *distance).map(|(_, it)| it)
}
