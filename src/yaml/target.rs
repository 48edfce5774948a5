//! The files in targets/: classes and queries, held against the schema.

use std::collections::BTreeMap;
use std::time::Duration;

use super::check::{Checker, Memo, unknown};
use super::grammar::TARGET_FILE;
use super::node::{self, Key, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::duration::parse_duration;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Sql};
use crate::target::{Parameter, Persona, Target};

/// Reads all files of targets/; with any mistake they must not be used.
pub fn targets(sources: &[Source], schema: &Schema) -> (Vec<Target>, Vec<Diagnostic>) {
    let mut reader =
        Reader { schema, classes: BTreeMap::new(), targets: Vec::new(), diagnostics: Vec::new() };
    let mut memo = Memo::default();
    let mut roots = Vec::new();
    for source in sources {
        let mut mistakes = Vec::new();
        let Some(root) = node::parse(source, &[], &mut mistakes).filter(|root| !root.is_null()) else {
            reader.diagnostics.append(&mut mistakes);
            continue;
        };
        let reported = mistakes.iter().map(|mistake| mistake.span).collect();
        let mut checker = Checker::new(source, &mut memo, reported);
        checker.record(&root, &TARGET_FILE);
        reader.diagnostics.append(&mut checker.diagnostics);
        reader.diagnostics.append(&mut mistakes);
        roots.push((source, root));
    }
    for (source, root) in &roots {
        reader.classes(source, root);
    }
    for (source, root) in &roots {
        for (key, query) in root.get("queries").and_then(Node::map).into_iter().flatten() {
            reader.query(source, key, query);
        }
    }
    reader.diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    (reader.targets, reader.diagnostics)
}

struct Reader<'s> {
    schema: &'s Schema,
    classes: BTreeMap<String, Duration>,
    targets: Vec<Target>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(
        &mut self,
        source: &Source,
        span: Span,
        code: &'static str,
        message: String,
        help: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::new(&source.path, span, code, message).help(help));
    }

    fn classes(&mut self, source: &Source, root: &Node) {
        for (key, value) in root.get("classes").and_then(Node::map).into_iter().flatten() {
            let Some(text) = value.text() else { continue };
            let limit = match parse_duration(text) {
                Ok(limit) => limit,
                Err(message) => {
                    self.report(source, value.span, "wrong-value", message, "write e.g. `50ms`");
                    continue;
                }
            };
            if self.classes.insert(key.text.to_string(), limit).is_some() {
                let message = format!("the class `{}` is declared twice", key.text);
                self.report(source, key.span, "duplicate-key", message, "keep one of them");
            }
        }
    }

    fn query(&mut self, source: &Source, key: &Key, node: &Node) {
        let class = node.get("class");
        let limit = class.and_then(|at| self.class(source, at));
        let role = node.get("role").and_then(|at| self.role(source, at));
        let person = node.get("person").and_then(|at| self.person(source, at));
        let mut personas: Vec<Persona> = Vec::new();
        for item in node.get("as").and_then(Node::list).unwrap_or_default() {
            personas.extend(Persona::ALL.into_iter().find(|it| item.text() == Some(it.word())));
        }
        if personas.is_empty() {
            personas.push(Persona::Anon);
        }
        let is_person = |at: &Node| at.get("is").is_some();
        let parameters = node.get("parameters").and_then(Node::list).unwrap_or_default();
        let wants_person = personas.iter().any(|it| *it != Persona::Anon) || parameters.iter().any(is_person);
        if wants_person && node.get("person").is_none() {
            let message = format!("`{}` runs for persons, and nothing says how they are found", key.text);
            let help = "write `person: TABLE.COLUMN`, the column that tells whose a row is";
            self.report(source, key.span, "missing-key", message, help);
        }
        if let Some(at) = parameters.iter().find(|at| is_person(at) && personas.contains(&Persona::Anon)) {
            let message = "`anon` is no person".to_owned();
            let help = "take `anon` out of `as`, or make the parameter a value";
            self.report(source, at.span, "wrong-value", message, help);
        }
        let parameters = parameters.iter().filter_map(parameter).collect();
        if let Some(before) = self.targets.iter().find(|it| *key.text == *it.name) {
            let message =
                format!("the query `{}` is declared in {} already", key.text, before.path.display());
            self.report(source, key.span, "duplicate-key", message, "give one of them another name");
        }
        let (Some(limit), Some(role), Some(class), Some(sql)) =
            (limit, role, class.and_then(Node::text), node.get("sql").and_then(Node::text))
        else {
            return;
        };
        self.targets.push(Target {
            name: key.text.to_string(),
            path: source.path.clone(),
            span: key.span,
            class: class.to_owned(),
            limit,
            comment: node.get("comment").and_then(Node::text).map(|it| it.trim().to_owned()),
            role,
            personas,
            person,
            parameters,
            sql: query(sql),
        });
    }

    fn class(&mut self, source: &Source, at: &Node) -> Option<Duration> {
        let text = at.text()?;
        let found = self.classes.get(text).copied();
        if found.is_none() {
            let message = unknown("class", text, self.classes.keys().map(String::as_str));
            self.report(
                source,
                at.span,
                "unknown-class",
                message,
                "declare it under `classes`, e.g. `lookup: 10ms`",
            );
        }
        found
    }

    fn role(&mut self, source: &Source, at: &Node) -> Option<Name> {
        let name = Name::from(at.text()?);
        if self.schema.find(&ObjectId::Role(name.clone())).is_none() {
            let roles =
                self.schema.objects.keys().chain(self.schema.platform.keys()).filter_map(|id| match id {
                    ObjectId::Role(name) => Some(name.as_str()),
                    _ => None,
                });
            let message = unknown("role", name.as_str(), roles);
            self.report(source, at.span, "unknown-role", message, "declare it under `roles` in schema/");
            return None;
        }
        Some(name)
    }

    fn person(&mut self, source: &Source, at: &Node) -> Option<(QualifiedName, Name)> {
        let text = at.text()?;
        let Some((table, column)) = text.rsplit_once('.') else {
            let message = format!("`{text}` names no column");
            self.report(source, at.span, "wrong-value", message, "write `TABLE.COLUMN`");
            return None;
        };
        let (table, column) = (QualifiedName::parse(table)?, Name::from(column));
        let Some(found) = self.schema.table(&table) else {
            let names: Vec<String> = self.schema.tables().map(|it| it.name.to_string()).collect();
            let message = unknown("table", &table.to_string(), names.iter().map(String::as_str));
            self.report(source, at.span, "unknown-table", message, "name one that schema/ declares");
            return None;
        };
        if found.column(&column).is_none() {
            let known = found.columns.iter().map(|it| it.name.as_str());
            let message = unknown("column", column.as_str(), known);
            self.report(source, at.span, "unknown-column", message, format!("{table} has no such column"));
            return None;
        }
        Some((table, column))
    }
}

fn parameter(node: &Node) -> Option<Parameter> {
    if let Some(value) = node.get("value") {
        return value.text().map(|it| Parameter::Value(it.to_owned()));
    }
    if let Some(sample) = node.get("sample") {
        return sample.text().map(|it| Parameter::Sample(query(it)));
    }
    node.get("is").map(|_| Parameter::Person)
}

/// A query without the semicolon that people write out of habit.
fn query(text: &str) -> Sql {
    let text = text.trim();
    Sql::new(text.strip_suffix(';').unwrap_or(text))
}
