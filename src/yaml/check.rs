//! Holds a YAML tree against the grammar: unknown and missing keys, wrong types, SQL that does not
//! parse. What names mean is not looked at here.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::grammar::{ADDITIONS_FILE, OBJECTS_FILE, PLATFORM_FILE, Record, Shape, TABLE_FILE};
use super::node::{Key, Node, Style, Value};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::DataType;
use crate::model::index::IndexKey;
use crate::model::sql_text::{Fragment, FragmentKind, Range, SqlMistake};

/// Fragments of SQL, keys of indexes and types that were read before: the same text is never parsed
/// twice.
#[derive(Default)]
pub struct Memo {
    types: HashMap<String, Option<DataType>>,
    fragments: HashMap<FragmentKind, HashMap<String, Rc<Fragment>>>,
    pub index_keys: HashMap<String, Result<(IndexKey, Range), SqlMistake>>,
}

impl Memo {
    pub fn data_type(&mut self, text: &str) -> Option<&DataType> {
        if !self.types.contains_key(text) {
            self.types.insert(text.to_owned(), DataType::parse(text));
        }
        self.types.get(text)?.as_ref()
    }

    pub fn fragment(&mut self, kind: FragmentKind, text: &str) -> Rc<Fragment> {
        let known = self.fragments.entry(kind).or_default();
        if let Some(fragment) = known.get(text) {
            return Rc::clone(fragment);
        }
        let fragment = Rc::new(Fragment::read(kind, text));
        known.insert(text.to_owned(), Rc::clone(&fragment));
        fragment
    }
}

/// Checks one file.
pub struct Checker<'a> {
    pub source: &'a Source,
    pub memo: &'a mut Memo,
    pub diagnostics: Vec<Diagnostic>,
    /// The places with a report: a second one there would follow from the first.
    reported: HashSet<Span>,
    /// The records whose keys have been listed in a help already.
    listed: HashSet<&'static str>,
}

impl<'a> Checker<'a> {
    /// `reported` are the places where the YAML itself was wrong.
    pub fn new(source: &'a Source, memo: &'a mut Memo, reported: HashSet<Span>) -> Self {
        Self { source, memo, diagnostics: Vec::new(), reported, listed: HashSet::new() }
    }

    /// The file that is checked.
    pub fn path(&self) -> &std::path::PathBuf {
        &self.source.path
    }

    pub fn report(&mut self, span: Span, code: &'static str, message: String, help: String) {
        if self.reported.insert(span) {
            self.diagnostics.push(Diagnostic::new(&self.source.path, span, code, message).help(help));
        }
    }

    /// Whether something was said about the place already.
    pub fn is_reported(&self, span: Span) -> bool {
        self.reported.contains(&span)
    }

    /// Reports everything about `node` that the record does not allow.
    pub fn record(&mut self, node: &Node, record: &'static Record) {
        let Some(entries) = node.map() else { return self.no_mapping(node, record) };
        // The required keys that an unknown one was probably meant to be.
        let mut meant = Vec::new();
        let mut at = 0;
        while let Some((key, value)) = entries.get(at) {
            at += 1;
            if let Some(cut) = cut_by_commas(value, &entries[at..]) {
                self.cut_short(key, value, &entries[at..at + cut]);
                at += cut;
                continue;
            }
            match record.keys.iter().find(|known| known.name == key.text) {
                Some(known) => self.value(value, &known.shape, &key.text),
                None => meant.extend(self.unknown_key(key, record)),
            }
        }
        if node.get("<<").is_some() {
            return;
        }
        let either = || record.keys.iter().filter(|known| known.either);
        let neither = either().all(|known| node.get(known.name).is_none() && !meant.contains(&known.name));
        let missing: Vec<_> = record
            .keys
            .iter()
            .filter(|known| {
                known.required || neither && either().next().is_some_and(|it| it.name == known.name)
            })
            .filter(|known| node.get(known.name).is_none() && !meant.contains(&known.name))
            .collect();
        if let Some(first) = missing.first() {
            let names: Vec<String> = missing.iter().map(|known| format!("`{}`", known.name)).collect();
            let verb = if missing.len() == 1 { "is" } else { "are" };
            let span = entries.first().map_or(node.span, |(key, _)| key.span);
            let message = format!("{} {verb} missing", names.join(" and "));
            let help = format!("`{}`: {}", first.name, first.doc);
            // The first key may be wrong itself; that does not make this one follow from it.
            self.reported.insert(span);
            self.diagnostics
                .push(Diagnostic::new(&self.source.path, span, "missing-key", message).help(help));
        }
    }

    /// Reports the key, and returns the one that was probably meant.
    fn unknown_key(&mut self, key: &Key, record: &'static Record) -> Option<&'static str> {
        let meant = closest(&key.text, record.keys.iter().map(|known| known.name));
        let found = meant.and_then(|meant| record.keys.iter().find(|known| known.name == meant));
        let files = [&TABLE_FILE, &PLATFORM_FILE, &OBJECTS_FILE, &ADDITIONS_FILE];
        let elsewhere = files.iter().any(|file| file.keys.iter().any(|known| known.name == key.text));
        let is_file = files.iter().any(|file| file.title == record.title);
        let (message, help) = match found {
            Some(known) => (
                format!("unknown key `{}`; did you mean `{}`?", key.text, known.name),
                format!("`{}`: {}", known.name, known.doc),
            ),
            None => {
                let help = if key.text == "<<" {
                    "keys are not merged here; write them out".to_owned()
                } else if is_file && elsewhere {
                    "move it to a file of its own: a table's, the platform's, or one of other objects"
                        .to_owned()
                } else if self.listed.insert(record.title) {
                    format!("the keys here are {}", keys_of(record))
                } else {
                    "leave it out; the keys that are possible here are listed above".to_owned()
                };
                (format!("unknown key `{}`", key.text), help)
            }
        };
        self.report(key.span, "unknown-key", message, help);
        meant
    }

    /// `{ type: numeric(10,2) }` and the like: YAML ends the value at the comma.
    fn cut_short(&mut self, key: &Key, value: &Node, rest: &[(Key, Node)]) {
        let mut whole = value.text().unwrap_or_default().to_owned();
        for (part, _) in rest {
            whole.push_str(", ");
            whole.push_str(&part.text);
        }
        if DataType::parse(&whole).is_some() {
            whole = whole.replace(", ", ",");
        }
        let end = rest.last().map_or(value.span.end, |(part, _)| part.span.end);
        let span = Span { start: value.span.start, end };
        let message = format!("inside `{{ }}` a comma ends the value: `{whole}` needs quotes");
        self.report(span, "yaml-syntax", message, format!("write `{}: \"{whole}\"`", key.text));
        for (part, node) in rest {
            self.reported.extend([part.span, node.span]);
        }
        self.reported.insert(value.span);
    }

    fn value(&mut self, node: &Node, shape: &'static Shape, key: &str) {
        match shape {
            Shape::Boolean if node.boolean().is_none() => self.wrong(node, "`true` or `false`"),
            Shape::Integer if node.integer().is_none() => self.wrong(node, "a whole number"),
            Shape::Number if node.number().is_none() => self.wrong(node, "a number"),
            Shape::Text | Shape::Sql if node.text().is_none() => self.wrong(node, "text"),
            Shape::Name if node.text().is_none_or(|text| text.trim().is_empty()) => {
                self.wrong(node, "a name");
            }
            Shape::Type => self.data_type(node),
            Shape::Expression => self.expression(node),
            Shape::Query => self.query(node),
            Shape::Word(words) => self.word(node, words, key),
            Shape::List(shape) => match node.list() {
                Some(items) => self.list(items, shape, key),
                None => self.wrong(node, "a list"),
            },
            Shape::Map(shape) => match node.map() {
                Some(entries) => {
                    for (name, value) in entries {
                        self.value(value, shape, &name.text);
                    }
                }
                None => {
                    let message =
                        format!("expected names and what they stand for, found {}", node.describe());
                    let help = format!("write a mapping: `{key}: {{ name: ... }}`");
                    self.report(node.span, "wrong-type", message, help);
                }
            },
            Shape::Record(record) => self.record(node, record),
            Shape::Either(shapes) => match shapes.iter().find(|shape| fits(node, shape)) {
                Some(shape) => self.value(node, shape, key),
                // Who thinks of SQL writes the word that is nothing in YAML.
                None if key == "on_erase" && node.is_null() => {
                    let message = "`null` is nothing at all in YAML".to_owned();
                    self.report(node.span, "wrong-value", message, "write `set null`".to_owned());
                }
                None => {
                    let kinds: Vec<&str> = shapes.iter().map(kind).collect();
                    self.wrong(node, &kinds.join(" or "));
                }
            },
            Shape::Optional(shape) if !node.is_null() => self.value(node, shape, key),
            _ => {}
        }
    }

    fn list(&mut self, items: &[Node], shape: &'static Shape, key: &str) {
        let mut at = 0;
        while let Some(item) = items.get(at) {
            at += 1;
            // `[coalesce(a, b)]`: the comma splits it.
            if item.is_cut_short()
                && let Some(more) =
                    items[at..].iter().position(|it| it.text().is_some_and(|text| text.ends_with(')')))
            {
                let parts: Vec<&str> = items[at - 1..=at + more].iter().filter_map(Node::text).collect();
                let whole = parts.join(", ");
                let span = Span { start: item.span.start, end: items[at + more].span.end };
                let message = format!("inside `[ ]` a comma ends the item: `{whole}` needs quotes");
                self.report(span, "yaml-syntax", message, format!("write `\"{whole}\"`"));
                self.reported.extend(items[at - 1..=at + more].iter().map(|it| it.span));
                at += more + 1;
                continue;
            }
            self.value(item, shape, key);
        }
    }

    fn no_mapping(&mut self, node: &Node, record: &'static Record) {
        let message = format!("expected keys and values, found {}", node.describe());
        let is_type = node.text().is_some_and(|text| DataType::parse(text).is_some());
        let required: Vec<&str> = record.keys.iter().filter(|it| it.required).map(|it| it.name).collect();
        let first: Vec<&str> = record.keys.iter().take(2).map(|it| it.name).collect();
        let help = match (node.text(), required.as_slice()) {
            (Some(text), ["type"]) if is_type => format!("write `{{ type: {text} }}`"),
            _ if record.title == OBJECTS_FILE.title => {
                "a file starts with `table: name`, `platform:`, or the kind of what it holds: `roles:`, `enums:`..."
                    .to_owned()
            }
            (_, []) => format!("write `{{ {} }}`", first.iter().map(|name| format!("{name}: ...")).collect::<Vec<_>>().join(", ")),
            (_, names) => format!("write `{{ {} }}`", names.iter().map(|name| format!("{name}: ...")).collect::<Vec<_>>().join(", ")),
        };
        self.report(node.span, "wrong-type", message, help);
    }

    fn wrong(&mut self, node: &Node, wanted: &str) {
        let message = format!("expected {wanted}, found {}", node.describe());
        let text = node.text().unwrap_or_default();
        let quoted = matches!(&node.value, Value::Scalar(scalar) if scalar.style == Style::Quoted);
        let help = match text.to_lowercase().as_str() {
            "true" | "false" if quoted && wanted.starts_with("`true`") => {
                format!("remove the quotes: `{}`", text.to_lowercase())
            }
            "yes" | "on" | "y" if wanted.starts_with("`true`") => "write `true`".to_owned(),
            "no" | "off" | "n" if wanted.starts_with("`true`") => "write `false`".to_owned(),
            _ if quoted && wanted.ends_with("number") && text.parse::<f64>().is_ok() => {
                format!("remove the quotes: `{text}`")
            }
            _ if !text.is_empty() && wanted.starts_with("a list") => format!("write `[{text}]`"),
            _ => format!("write {wanted} here"),
        };
        self.report(node.span, "wrong-type", message, help);
    }

    fn word(&mut self, node: &Node, words: &[&str], key: &str) {
        let Some(text) = node.text() else {
            return self.wrong(node, "a word");
        };
        if words.contains(&text) {
            return;
        }
        let plain = |word: &str| word.to_lowercase().replace(['_', '-'], " ");
        let same = words.iter().find(|word| plain(word) == plain(text));
        let habit = match (key, text.to_lowercase().as_str()) {
            ("row_security", "on" | "true" | "yes" | "enable") => Some("enabled"),
            ("row_security", "off" | "false" | "no" | "disable") => Some("disabled"),
            ("row_security", "force") => Some("forced"),
            ("type", _) => {
                DataType::parse(text).and_then(|it| words.iter().copied().find(|word| it.is(word)))
            }
            _ => None,
        };
        let meant = same.copied().or(habit).or_else(|| closest(text, words.iter().copied()));
        let message = match meant {
            Some(meant) => format!("`{text}` is not possible here; did you mean `{meant}`?"),
            None => format!("`{text}` is not possible here"),
        };
        self.report(node.span, "wrong-value", message, format!("write {}", alternatives(words)));
    }

    fn data_type(&mut self, node: &Node) {
        let Some(text) = node.text() else {
            return self.wrong(node, "a data type");
        };
        if text.trim().is_empty() {
            let message = "the data type is missing".to_owned();
            return self.report(node.span, "unknown-type", message, "write e.g. `text`".to_owned());
        }
        let lower = text.to_lowercase();
        if let "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8" = lower.as_str() {
            let integer = match lower.as_str() {
                "bigserial" | "serial8" => "bigint",
                "smallserial" | "serial2" => "smallint",
                _ => "integer",
            };
            let message = format!("`{text}` is not a type but a shorthand for a sequence");
            let help = format!("write `type: {integer}` and `identity: by_default`");
            return self.report(node.span, "unknown-type", message, help);
        }
        match self.memo.data_type(text) {
            Some(data_type) => {
                if let Some((message, help)) = data_type.modifier_mistake() {
                    self.report(node.span, "wrong-value", message, help);
                }
            }
            None if node.is_cut_short() => {
                let message = format!("`{text}` is not a data type: `)` is missing");
                self.report(node.span, "unknown-type", message, format!("write `{text})`"));
            }
            None => {
                let message = format!("`{text}` is not a data type");
                let help = "write the type alone, e.g. `numeric(10,2)`; `not null` and `default` are keys of their own";
                self.report(node.span, "unknown-type", message, help.to_owned());
            }
        }
    }

    fn expression(&mut self, node: &Node) {
        let text = match &node.value {
            Value::Scalar(scalar) if !scalar.text.is_empty() => &scalar.text,
            _ => return self.wrong(node, "an SQL expression"),
        };
        let fragment = self.memo.fragment(FragmentKind::Expression, text);
        let help = "write it as it would stand in a SELECT list; text stands in single quotes";
        self.sql_mistake(node, fragment.mistake.as_ref(), help);
    }

    fn query(&mut self, node: &Node) {
        let Some(text) = node.text() else {
            return self.wrong(node, "an SQL query");
        };
        let fragment = self.memo.fragment(FragmentKind::Query, text);
        let help = "write one query, as behind `create view ... as`";
        self.sql_mistake(node, fragment.mistake.as_ref(), help);
    }

    /// Reports what is wrong with a fragment, underlined where it stands in the file.
    pub fn sql_mistake(&mut self, node: &Node, mistake: Option<&SqlMistake>, help: &str) {
        let Some(mistake) = mistake else { return };
        let span = node.span_within(self.source, mistake.at.offset, mistake.at.length);
        let help = match &mistake.help {
            Some(own) => own.clone(),
            None if node.text().is_some_and(|text| text.starts_with(['|', '>'])) => {
                "a block text (`|` or `>`) cannot stand inside `{ }`; write each key on a line of its own"
                    .to_owned()
            }
            None => help.to_owned(),
        };
        self.report(span, "sql-syntax", mistake.message.clone(), help);
    }
}

/// How many of the keys behind a value are its own rest, split off at commas: they have no values,
/// and the last one closes the parenthesis.
fn cut_by_commas(value: &Node, rest: &[(Key, Node)]) -> Option<usize> {
    if !value.is_cut_short() {
        return None;
    }
    let rest = rest.iter().take_while(|(_, value)| value.is_null());
    rest.enumerate().find(|(_, (key, _))| key.text.contains(')')).map(|(at, _)| at + 1)
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

/// The candidate that was probably meant: the same but for its case, or with few letters wrong.
pub fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    // Of a single letter nothing would be left.
    let limit = if length == 1 { 0 } else { length.div_ceil(3).min(3) };
    let lower = written.to_lowercase();
    let scored = candidates.into_iter().filter_map(|candidate| {
        if candidate.chars().count().abs_diff(length) > limit {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        (distance <= limit).then_some((distance, candidate))
    });
    scored.min_by_key(|(distance, _)| *distance).map(|(_, it)| it)
}

/// `unknown table `x`; did you mean `y`?`
pub fn unknown<'a>(what: &str, written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match closest(written, known) {
        Some(meant) => format!("unknown {what} `{written}`; did you mean `{meant}`?"),
        None => format!("unknown {what} `{written}`"),
    }
}
