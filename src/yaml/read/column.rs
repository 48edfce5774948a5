//! Columns, and the constraints that are written beside them.

use super::SEQUENCE_PRIVILEGES;
use super::expression::{Reads, SYSTEM_COLUMNS, Subquery};
use super::subject::export;
use super::table::{Body, Label};
use super::{DataType, Name, Node, QualifiedName, Reader, Space, Sql};
use crate::diagnostic::Span;
use crate::model::constraint::{Bounds, Check, Constraint, ConstraintKind, ForeignKey, Key, Rule, RuleKind};
use crate::model::data_type::names_an_object;
use crate::model::naming::usual_sequence;
use crate::model::sequence::SequenceOptions;
use crate::model::sql_text::{SqlNames, quote};
use crate::model::table::{Column, ColumnValue, Compression, Identity, Pii, Storage};
use crate::yaml::literal::literal;

impl Reader<'_> {
    pub fn columns(&mut self, node: &Node, body: &mut Body) -> Vec<Column> {
        let mut columns = Vec::new();
        for (key, value) in node.get("columns").and_then(Node::map).into_iter().flatten() {
            let name = self.name_of_key(key);
            if SYSTEM_COLUMNS.contains(&name.as_str()) {
                let message = format!("every table has a `{name}` of PostgreSQL's own");
                self.report(key.span, "bad-name", message, "give the column another name");
            }
            let Some(data_type) = value.get("type").and_then(|it| self.data_type(it)) else { continue };
            self.column_constraints(&name, &data_type, value, key.span, body);
            let mut column_value = self.column_value(value, &data_type, Some(body));
            let identity = matches!(column_value, Some(ColumnValue::Identity(_)));
            if let Some(ColumnValue::Identity(identity)) = &mut column_value {
                let usual = usual_sequence(&body.name.name, &name);
                let written = value.get("identity").and_then(|it| it.get("sequence"));
                let label = Label {
                    written: identity.sequence_name.clone(),
                    span: written.map_or(key.span, |it| it.span),
                    how_to_name: "give it another one as `sequence` of its `identity`",
                };
                let sequence = identity.sequence_name.as_ref().unwrap_or(&usual);
                body.take(Space::Relation, sequence, "identity's sequence", &label);
                identity.sequence_name.take_if(|it| *it == usual);
            }
            columns.push(Column {
                not_null: Self::flag(value, "not_null") || identity,
                value: column_value,
                sequence_grants: value
                    .get("identity")
                    .map(|it| self.grants(it, SEQUENCE_PRIVILEGES, None))
                    .unwrap_or_default(),
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
                statistics: self.statistics_target(value, "statistics"),
                attribute_options: self.attribute_options(value),
                comment: Self::comment(value),
                renamed_from: self.name_at(value, "renamed_from"),
                // It may read a column that this compile drops, so its names are not looked up.
                backfill: value.get("backfill_sql").and_then(Node::text).map(Sql::new),
                pii: Self::word(value, "pii").and_then(pii),
                on_erase: self.column_erasure(value, &data_type),
                on_export: export(value),
                data_type,
                name,
            });
        }
        columns
    }

    fn identity(&mut self, node: &Node) -> Identity {
        let kind = node.text().or_else(|| Self::word(node, "generated"));
        Identity {
            always: kind == Some("always"),
            sequence_name: self.name_at(node, "sequence"),
            sequence: sequence_options(node),
        }
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
                // As PostgreSQL prints it, which tells what it needs.
                Ok(text) if text.starts_with('\'') && names_an_object(&data_type.to_string()) => {
                    Some(ColumnValue::Expression(Sql::new(format!("{text}::{data_type}"))))
                }
                Ok(text) => Some(ColumnValue::Literal(text)),
                Err((message, help)) => {
                    self.report(value.span, "wrong-value", message, help);
                    None
                }
            },
            "default_sql" => {
                let (reads, subquery) = (Reads::Nothing("a default"), Subquery::Forbidden("a default"));
                self.expression(value, reads, subquery).map(ColumnValue::Expression)
            }
            "generated" => {
                let sql = match body {
                    Some(body) => {
                        self.row_expression(value, body, Subquery::Forbidden("a generated column"))?
                    }
                    None => Sql::new(value.text()?),
                };
                Some(ColumnValue::Generated(sql))
            }
            _ => {
                if data_type.integer_limits().is_none() || data_type.array || data_type.is("oid") {
                    let message = format!("an identity is a whole number; the column is {data_type}");
                    self.report(
                        key.span,
                        "wrong-key",
                        message,
                        "write `type: bigint`, `integer` or `smallint`",
                    );
                }
                Some(ColumnValue::Identity(self.identity(value)))
            }
        }
    }

    fn column_constraints(
        &mut self,
        name: &Name,
        data_type: &DataType,
        node: &Node,
        span: Span,
        body: &mut Body,
    ) {
        let key = || Key { columns: vec![name.clone()], include: Vec::new(), nulls_not_distinct: false };
        let at = |key: &str| node.entry(key).map_or(span, |(key, _)| key.span);
        let label =
            |key: &str, how_to_name: &'static str| Label { written: None, span: at(key), how_to_name };
        if Self::flag(node, "primary_key") {
            if body.constraints.iter().any(Constraint::is_primary_key) {
                let help = "for a key over several columns write `primary_key: [a, b]` beside `columns`";
                self.report(at("primary_key"), "wrong-key", "a table has one primary key", help);
            } else {
                let how = "write `primary_key: { name: ..., columns: [...] }` beside `columns`";
                body.add(ConstraintKind::PrimaryKey(key()), &label("primary_key", how));
            }
        }
        if let (true, Some((at, value))) = (Self::flag(node, "primary_key"), node.entry("not_null"))
            && value.boolean() == Some(false)
        {
            let message = "a primary key is NOT NULL";
            self.report(at.span, "wrong-value", message, "leave `not_null` out");
        }
        if Self::flag(node, "unique") {
            let how = "write it with a name beside `columns`: `unique: { name: [...] }`";
            body.add(ConstraintKind::Unique(key()), &label("unique", how));
        }
        let how = "write it with a name beside `columns`: `checks: { name: ... }`";
        for rule in self.rules(node, data_type) {
            if let (RuleKind::OneOf(values), Some(default)) = (&rule, node.get("default"))
                && let Ok(text) = literal(default, data_type)
                && text.starts_with('\'')
                && !values.contains(&text)
            {
                let message = format!("the default {text} is none of the values that `one_of` permits");
                self.report(default.span, "wrong-value", message, "add it to them, or choose one of them");
            }
            let word = rule.keyword();
            let rule = Rule { column: Some(name.clone()), kind: rule };
            let check = Check { expression: rule.expression(), rule: Some(rule), no_inherit: false };
            body.add(ConstraintKind::Check(check), &label(word, how));
        }
        for (item, _) in node.get("check").map(Self::texts).unwrap_or_default() {
            if let Some(expression) = self.row_expression(item, body, Subquery::Forbidden("a check")) {
                let check = Check { expression, rule: None, no_inherit: false };
                let label = Label { written: None, span: item.span, how_to_name: how };
                body.add(ConstraintKind::Check(check), &label);
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
        for word in ["length", "matches"] {
            if let (Some((key, _)), false) = (node.entry(word), data_type.may_be_text()) {
                let message = format!("`{word}` is for text; the type here is {data_type}");
                self.report(key.span, "wrong-key", message, "write `range` or `check`");
            }
        }
        if let Some(bounds) = node.get("length") {
            self.length_is_possible(bounds);
            let integer = DataType::parse("integer").unwrap_or_else(|| data_type.clone());
            rules.extend(self.bounds(bounds, &integer).map(RuleKind::Length));
        }
        if let Some(bounds) = node.get("range") {
            rules.extend(self.bounds(bounds, data_type).map(RuleKind::Range));
        }
        if let Some(pattern) = node.get("matches").and_then(Node::text) {
            if let (Some(problem), Some(at)) = (unbalanced(pattern), node.get("matches")) {
                let help = "a bracket that is meant itself is written with a backslash: `\\(`";
                self.report(at.span, "wrong-value", format!("not a regular expression: {problem}"), help);
            }
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
        let numbers = [&bounds.min, &bounds.max, &bounds.above, &bounds.below]
            .map(|bound| bound.as_ref().and_then(|it| it.parse::<f64>().ok()));
        let [min, max, above, below] = numbers;
        let crossed =
            |low: Option<f64>, high: Option<f64>| low.zip(high).is_some_and(|(low, high)| low > high);
        let touching =
            |low: Option<f64>, high: Option<f64>| low.zip(high).is_some_and(|(low, high)| low >= high);
        if crossed(min, max) || touching(min, below) || touching(above, max) || touching(above, below) {
            let message = "no value is possible: the lower bound is above the upper one";
            self.report(node.span, "wrong-value", message, "write the smaller one as `min` or `above`");
        }
        let any = ["min", "max", "above", "below"].iter().any(|key| node.get(key).is_some());
        if bounds == Bounds::default() && (any || node.map().is_none()) {
            return None;
        }
        if bounds == Bounds::default() {
            let help = "write `min`, `max`, `above` or `below`";
            self.report(node.span, "missing-key", "the bounds are empty", help);
            return None;
        }
        Some(bounds)
    }

    fn length_is_possible(&mut self, bounds: &Node) {
        for key in ["min", "max", "above", "below"] {
            if let Some(at) = bounds.get(key)
                && at.integer().is_some_and(|limit| limit < 0)
            {
                self.report(at.span, "wrong-value", "no text has a negative length", "write 0 or more");
            }
        }
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
        let how_to_name = "write a name: `references: { name: ..., table: ... }`";
        let at = node.get("name").or_else(|| node.get("table")).map_or(node.span, |it| it.span);
        let label = Label { written, span: at, how_to_name };
        let Some((table, references)) = self.referenced(node, columns, 1) else { return };
        let key = ForeignKey {
            columns: vec![name.clone()],
            table,
            references,
            on_delete: Self::action(node, "on_delete"),
            on_delete_columns: Vec::new(),
            on_update: Self::action(node, "on_update"),
            match_full: Self::word(node, "match") == Some("full"),
        };
        let constraint = body.add(ConstraintKind::ForeignKey(key), &label);
        constraint.deferrable = deferrable;
        constraint.not_valid = Self::flag(node, "not_valid");
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
        // Known without parsing: every table has many of these.
        let name = self.column.clone().unwrap_or_else(|| Name::from("value"));
        let mut names = SqlNames { columns: [vec![name]].into(), ..SqlNames::default() };
        if let RuleKind::Length(_) = self.kind {
            names.calls.insert(vec![Name::from("char_length")]);
        }
        Sql::with_names(text, names)
    }
}

impl RuleKind {
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::OneOf(_) => "one_of",
            Self::Length(_) => "length",
            Self::Range(_) => "range",
            Self::Matches(_) => "matches",
        }
    }
}

/// What is wrong with the brackets of a regular expression; the rest is PostgreSQL's to say.
fn unbalanced(pattern: &str) -> Option<&'static str> {
    let (mut open, mut set) = (0_u32, None);
    let mut characters = pattern.chars().enumerate();
    while let Some((at, c)) = characters.next() {
        match (set, c) {
            (_, '\\') => {
                characters.next();
            }
            // A bracket right at the start of a set is one of its characters.
            (Some(start), ']')
                if at > start + 1 && !(at == start + 2 && pattern.chars().nth(start + 1) == Some('^')) =>
            {
                set = None;
            }
            (None, '[') => set = Some(at),
            (None, '(') => open += 1,
            (None, ')') if open == 0 => return Some("`)` closes nothing"),
            (None, ')') => open -= 1,
            _ => {}
        }
    }
    match (open, set) {
        (_, Some(_)) => Some("`[` is not closed"),
        (1.., None) => Some("`(` is not closed"),
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_in_a_rule_are_those_that_parsing_finds() {
        let bounds =
            || Bounds { min: Some("1".to_owned()), below: Some("9".to_owned()), ..Bounds::default() };
        let kinds = [
            RuleKind::OneOf(vec!["'a'".to_owned()]),
            RuleKind::Length(bounds()),
            RuleKind::Range(bounds()),
            RuleKind::Matches("^a".to_owned()),
        ];
        for (kind, column) in kinds.into_iter().zip([Some("order"), Some("a"), None, None]) {
            let expression = Rule { column: column.map(Name::from), kind }.expression();
            assert_eq!(expression.expression_names(), Sql::new(expression.as_str()).expression_names());
        }
    }

    #[test]
    fn brackets_of_regular_expressions() {
        for good in ["^[a-z]+$", "a(b|c)?", "[]a]", "[^]a]", r"\(", "[(]", r"[\]]"] {
            assert_eq!(unbalanced(good), None, "{good}");
        }
        for bad in ["(", "a)", "[a", "[]", "(()"] {
            assert!(unbalanced(bad).is_some(), "{bad}");
        }
    }
}
