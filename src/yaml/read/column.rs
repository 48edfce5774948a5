//! Columns, and the constraints that are written beside them.

use super::table::Body;
use super::{DataType, Name, Node, QualifiedName, Reader, Sql};
use crate::model::constraint::{
    Bounds, Check, Constraint, ConstraintKind, Deferrable, ForeignKey, Key, Rule, RuleKind,
};
use crate::model::sequence::SequenceOptions;
use crate::model::table::{Column, ColumnValue, Compression, Identity, Pii, Storage};
use crate::yaml::literal::{literal, quote};
use crate::yaml::naming::joined_columns;

impl Reader<'_> {
    pub fn columns(&mut self, node: &Node, body: &mut Body) -> Vec<Column> {
        let mut columns = Vec::new();
        for (key, value) in node.get("columns").and_then(Node::map).into_iter().flatten() {
            let name = self.name_of_key(key);
            let Some(data_type) = value.get("type").and_then(|it| self.data_type(it)) else { continue };
            self.column_constraints(&name, &data_type, value, body);
            let column_value = self.column_value(value, &data_type, Some(body));
            let identity = matches!(column_value, Some(ColumnValue::Identity(_)));
            columns.push(Column {
                not_null: Self::flag(value, "not_null") || identity,
                value: column_value,
                collate: self.collation(value),
                storage: match Self::word(value, "storage") {
                    Some("plain") => Some(Storage::Plain),
                    Some("external") => Some(Storage::External),
                    Some("extended") => Some(Storage::Extended),
                    Some("main") => Some(Storage::Main),
                    _ => None,
                },
                compression: match Self::word(value, "compression") {
                    Some("pglz") => Some(Compression::Pglz),
                    Some("lz4") => Some(Compression::Lz4),
                    _ => None,
                },
                comment: Self::comment(value),
                renamed_from: self.name_at(value, "renamed_from"),
                backfill: Self::sql_at(value, "backfill_sql"),
                pii: Self::word(value, "pii").and_then(pii),
                data_type,
                name,
            });
        }
        columns
    }

    pub fn collation(&mut self, node: &Node) -> Option<QualifiedName> {
        let name = self.qualified_at(node, "collate")?;
        // A collation without a schema is one of PostgreSQL's own.
        let plain = node.get("collate").and_then(Node::text).is_some_and(|text| !text.contains('.'));
        Some(if plain { QualifiedName { schema: Name::from("pg_catalog"), ..name } } else { name })
    }

    /// Default, generated or identity: at most one of them.
    pub fn column_value(
        &mut self,
        node: &Node,
        data_type: &DataType,
        body: Option<&Body>,
    ) -> Option<ColumnValue> {
        let keys = ["default", "default_sql", "generated", "identity"];
        let written: Vec<_> = keys.iter().filter_map(|key| node.entry(key)).collect();
        if let [(first, _), (second, _), ..] = written.as_slice() {
            let message = format!("`{}` and `{}` exclude each other", first.text, second.text);
            self.report(second.span, "wrong-key", message, "keep one of them");
        }
        let (key, value) = written.first()?;
        match key.text.as_str() {
            "default" => match literal(value, data_type) {
                Ok(text) => Some(ColumnValue::Literal(text)),
                Err((message, help)) => {
                    self.report(value.span, "wrong-value", message, help);
                    None
                }
            },
            "default_sql" => value.text().map(|text| ColumnValue::Expression(Sql::new(text))),
            "generated" => {
                let sql = match body {
                    Some(body) => self.row_expression(value, body)?,
                    None => Sql::new(value.text()?),
                };
                Some(ColumnValue::Generated(sql))
            }
            _ => Some(ColumnValue::Identity(identity(value))),
        }
    }

    fn column_constraints(&mut self, name: &Name, data_type: &DataType, node: &Node, body: &mut Body) {
        let key = || Key { columns: vec![name.clone()], include: Vec::new(), nulls_not_distinct: false };
        if Self::flag(node, "primary_key") {
            body.add(ConstraintKind::PrimaryKey(key()), None);
        }
        if Self::flag(node, "unique") {
            body.add(ConstraintKind::Unique(key()), None);
        }
        for rule in self.rules(node, data_type) {
            let rule = Rule { column: Some(name.clone()), kind: rule };
            let check = Check { expression: rule.expression(), rule: Some(rule), no_inherit: false };
            body.add(ConstraintKind::Check(check), None);
        }
        for (item, _) in node.get("check").map(Self::texts).unwrap_or_default() {
            if let Some(expression) = self.row_expression(item, body) {
                let check = Check { expression, rule: None, no_inherit: false };
                body.add(ConstraintKind::Check(check), None);
            }
        }
        if let Some(references) = node.get("references") {
            self.column_reference(name, references, body);
        }
    }

    /// The sugar of a column or domain, in the order of the grammar.
    pub fn rules(&mut self, node: &Node, data_type: &DataType) -> Vec<RuleKind> {
        let mut rules = Vec::new();
        if let Some(values) = node.get("one_of").and_then(Node::list) {
            let literals: Vec<String> = values.iter().filter_map(|it| self.value_of(it, data_type)).collect();
            if values.is_empty() {
                let span = node.get("one_of").map_or(node.span, |it| it.span);
                self.report(
                    span,
                    "wrong-value",
                    "`one_of` permits no value at all",
                    "list the permitted values",
                );
            } else {
                rules.push(RuleKind::OneOf(literals));
            }
        }
        if let Some(bounds) = node.get("length") {
            let integer = DataType::parse("integer").unwrap_or_else(|| data_type.clone());
            rules.extend(self.bounds(bounds, &integer).map(RuleKind::Length));
        }
        if let Some(bounds) = node.get("range") {
            rules.extend(self.bounds(bounds, data_type).map(RuleKind::Range));
        }
        if let Some(pattern) = node.get("matches").and_then(Node::text) {
            rules.push(RuleKind::Matches(pattern.to_owned()));
        }
        rules
    }

    fn value_of(&mut self, node: &Node, data_type: &DataType) -> Option<String> {
        match literal(node, data_type) {
            Ok(text) => Some(text),
            Err((message, help)) => {
                let help = help.replace("`default_sql: ", "`check: ").replace("`default: ", "`");
                self.report(node.span, "wrong-value", message, help);
                None
            }
        }
    }

    fn bounds(&mut self, node: &Node, data_type: &DataType) -> Option<Bounds> {
        let mut limit = |key: &str| node.get(key).and_then(|it| self.value_of(it, data_type));
        let bounds =
            Bounds { min: limit("min"), max: limit("max"), above: limit("above"), below: limit("below") };
        if bounds == Bounds::default() {
            let help = "write `min`, `max`, `above` or `below`";
            self.report(node.span, "missing-key", "the bounds are empty", help);
            return None;
        }
        Some(bounds)
    }

    fn column_reference(&mut self, name: &Name, node: &Node, body: &mut Body) {
        let written = self.name_at(node, "name");
        let deferrable = Self::deferrable(node);
        let columns: Vec<(Name, _)> = node
            .get("column")
            .map(Self::texts)
            .unwrap_or_default()
            .iter()
            .map(|it| (Name::from(it.1), it.0.span))
            .collect();
        let Some((table, references)) = self.referenced(node, columns, 1) else { return };
        let key = ForeignKey {
            columns: vec![name.clone()],
            table,
            references,
            on_delete: Self::action(node, "on_delete"),
            on_update: Self::action(node, "on_update"),
            match_full: Self::word(node, "match") == Some("full"),
        };
        body.add(ConstraintKind::ForeignKey(key), written).deferrable = deferrable;
    }
}

impl Body<'_> {
    /// Adds a constraint under the name that was written, or the one PostgreSQL would choose.
    pub fn add(&mut self, kind: ConstraintKind, written: Option<Name>) -> &mut Constraint {
        let name = match written {
            Some(name) => {
                self.pool.take(name.clone());
                name
            }
            None => self.choose_name(&kind),
        };
        let constraint =
            Constraint { name, renamed_from: None, comment: None, deferrable: Deferrable::No, kind };
        let at = self.constraints.len();
        self.constraints.push(constraint);
        &mut self.constraints[at]
    }

    fn choose_name(&mut self, kind: &ConstraintKind) -> Name {
        let table = self.name.name.as_str();
        let joined = |columns: &[Name]| joined_columns(columns.iter().map(Name::as_str));
        match kind {
            ConstraintKind::PrimaryKey(_) => self.pool.choose(table, None, "pkey"),
            ConstraintKind::Unique(key) => {
                let columns: Vec<Name> = key.columns.iter().chain(&key.include).cloned().collect();
                self.pool.choose(table, Some(&joined(&columns)), "key")
            }
            ConstraintKind::Check(check) => {
                // PostgreSQL puts the column into the name when the expression reads exactly one.
                let names = check.expression.expression_names();
                let mut columns: Vec<&Name> = names.columns.iter().filter_map(|path| path.last()).collect();
                columns.retain(|column| self.columns.contains(column));
                columns.dedup();
                let only = match columns.as_slice() {
                    [column] => Some(column.as_str()),
                    _ => None,
                };
                self.pool.choose(table, only, "check")
            }
            ConstraintKind::ForeignKey(key) => self.pool.choose(table, Some(&joined(&key.columns)), "fkey"),
            ConstraintKind::Exclude(exclude) => {
                let names: Vec<String> = exclude
                    .elements
                    .iter()
                    .map(|(value, _)| super::index::key_name(value.as_str()))
                    .collect();
                let joined = joined_columns(names.iter().map(String::as_str));
                self.pool.choose(table, Some(&joined), "excl")
            }
        }
    }
}

impl Rule {
    /// The rule as the CHECK it becomes.
    pub fn expression(&self) -> Sql {
        let value = self.column.as_ref().map_or_else(|| "VALUE".to_owned(), ToString::to_string);
        let text = match &self.kind {
            RuleKind::OneOf(values) => format!("{value} IN ({})", values.join(", ")),
            RuleKind::Length(bounds) => bounds.expression(&format!("char_length({value})")),
            RuleKind::Range(bounds) => bounds.expression(&value),
            RuleKind::Matches(pattern) => format!("{value} ~ {}", quote(pattern)),
        };
        Sql::new(text)
    }
}

impl Bounds {
    fn expression(&self, value: &str) -> String {
        let mut parts = Vec::new();
        match (&self.min, &self.max) {
            (Some(min), Some(max)) => parts.push(format!("{value} BETWEEN {min} AND {max}")),
            (Some(min), None) => parts.push(format!("{value} >= {min}")),
            (None, Some(max)) => parts.push(format!("{value} <= {max}")),
            (None, None) => {}
        }
        parts.extend(self.above.as_ref().map(|above| format!("{value} > {above}")));
        parts.extend(self.below.as_ref().map(|below| format!("{value} < {below}")));
        parts.join(" AND ")
    }
}

fn identity(node: &Node) -> Identity {
    let kind = node.text().or_else(|| Reader::word(node, "generated"));
    Identity { always: kind == Some("always"), sequence: sequence_options(node) }
}

pub fn sequence_options(node: &Node) -> SequenceOptions {
    let number = |key| node.get(key).and_then(Node::integer);
    SequenceOptions {
        start: number("start"),
        increment: number("increment"),
        min: number("min"),
        max: number("max"),
        cache: number("cache"),
        cycle: Reader::flag(node, "cycle"),
    }
}

fn pii(word: &str) -> Option<Pii> {
    match word {
        "contact" => Some(Pii::Contact),
        "identifier" => Some(Pii::Identifier),
        "network" => Some(Pii::Network),
        "free_text" => Some(Pii::FreeText),
        "financial" => Some(Pii::Financial),
        "none" => Some(Pii::None),
        _ => None,
    }
}
