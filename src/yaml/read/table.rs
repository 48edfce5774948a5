//! The file of one table.

use super::{Key, Name, Node, QualifiedName, Reader, Sql, closest};
use crate::diagnostic::Span;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::grant::Privilege;
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::table::{
    PartitionBounds, PartitionBy, PartitionOf, PartitionStrategy, RowSecurity, StorageParameters, Table,
};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};
use crate::yaml::naming::NamePool;

/// What may be granted on tables and views.
pub const RELATION_PRIVILEGES: &[Privilege] = &[
    Privilege::Select,
    Privilege::Insert,
    Privilege::Update,
    Privilege::Delete,
    Privilege::Truncate,
    Privilege::References,
    Privilege::Trigger,
];

/// A table whose parts are being read.
pub struct Body<'a> {
    pub name: &'a QualifiedName,
    pub columns: Vec<Name>,
    /// The names of its constraints and, since they share a namespace in a table's file, its indexes.
    pub pool: NamePool,
    pub constraints: Vec<Constraint>,
}

impl Reader<'_> {
    pub fn table(&mut self, node: &Node) -> Option<Table> {
        let name = self.qualified_at(node, "table")?;
        if let Some(at) = node.get("table") {
            self.length(&name.name, at.span);
        }
        Some(self.table_named(name, node))
    }

    pub fn table_named(&mut self, name: QualifiedName, node: &Node) -> Table {
        let columns: Vec<Name> = node
            .get("columns")
            .and_then(Node::map)
            .into_iter()
            .flatten()
            .map(|(key, _)| Name::new(&key.text))
            .collect();
        let mut body = Body { name: &name, columns, pool: NamePool::default(), constraints: Vec::new() };
        // Names that were written are taken before any is chosen.
        for key in ["unique", "checks", "foreign_keys", "exclude", "indexes"] {
            for (written, _) in node.get(key).and_then(Node::map).into_iter().flatten() {
                body.pool.take(Name::new(&written.text));
            }
        }
        let columns = self.columns(node, &mut body);
        self.table_constraints(node, &mut body);
        let indexes = self.indexes(node, &mut body);
        let policies = self.policies(node, &body);
        let triggers = self.triggers(node, Some(&body));
        let row_security = match Self::word(node, "row_security") {
            Some("enabled") => RowSecurity::Enabled,
            Some("forced") => RowSecurity::Forced,
            _ => RowSecurity::Disabled,
        };
        let partition_by = node.get("partition_by").and_then(|it| self.partition_by(it));
        let partition_of = node.get("partition_of").and_then(|it| self.partition_of(it));
        let grants = self.grants(node, RELATION_PRIVILEGES);
        let renamed_from = self.qualified_at(node, "renamed_from");
        let constraints = in_reading_order(body.constraints);
        Table {
            renamed_from,
            comment: Self::comment(node),
            unlogged: Self::flag(node, "unlogged"),
            columns,
            constraints,
            indexes,
            row_security,
            policies,
            triggers,
            grants,
            partition_by,
            partition_of,
            storage_parameters: storage_parameters(node),
            name,
        }
    }

    /// Reports the first name in a list that is no column of the table.
    pub fn known_columns(&mut self, node: Option<&Node>, body: &Body) -> Vec<Name> {
        for (item, text) in node.map(Self::texts).unwrap_or_default() {
            self.known_column(text, item.span, body);
        }
        Self::names(node)
    }

    pub fn known_column(&mut self, column: &str, span: Span, body: &Body) {
        if !body.columns.iter().any(|known| known.as_str() == column) {
            let known = body.columns.iter().map(Name::as_str);
            self.unknown_column(column, span, &body.name.to_string(), known);
        }
    }

    pub fn unknown_column<'k>(
        &mut self,
        column: &str,
        span: Span,
        table: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        let message = match closest(column, known) {
            Some(meant) => format!("unknown column `{column}`; did you mean `{meant}`?"),
            None => format!("unknown column `{column}`"),
        };
        self.report(span, "unknown-column", message, format!("table `{table}` has no such column"));
    }

    /// An expression over the table's own row: every bare name in it must be a column.
    pub fn row_expression(&mut self, node: &Node, body: &Body) -> Option<Sql> {
        let sql = Sql::new(node.text()?);
        self.row_columns(&sql, node, body);
        Some(sql)
    }

    pub fn row_columns(&mut self, sql: &Sql, node: &Node, body: &Body) {
        let names = sql.expression_names();
        // In a sub-query a bare name may be any table's.
        if !names.relations.is_empty() {
            return;
        }
        for path in &names.columns {
            let [column] = path.as_slice() else { continue };
            if !body.columns.contains(column) && *column != body.name.name {
                let text = node.text().unwrap_or_default();
                let offset = text.find(column.as_str()).unwrap_or(0);
                let span = node.span_within(offset, column.as_str().len());
                self.known_column(column.as_str(), span, body);
            }
        }
    }

    fn policies(&mut self, node: &Node, body: &Body) -> Vec<Policy> {
        let mut policies = Vec::new();
        for (key, value) in node.get("policies").and_then(Node::map).into_iter().flatten() {
            let command = match Self::word(value, "for") {
                Some("select") => PolicyCommand::Select,
                Some("insert") => PolicyCommand::Insert,
                Some("update") => PolicyCommand::Update,
                Some("delete") => PolicyCommand::Delete,
                _ => PolicyCommand::All,
            };
            let using = value.get("using").and_then(|it| self.row_expression(it, body));
            let with_check = value.get("with_check").and_then(|it| self.row_expression(it, body));
            self.policy_clauses(key, value, command);
            policies.push(Policy {
                name: self.name_of_key(key),
                renamed_from: self.name_at(value, "renamed_from"),
                comment: Self::comment(value),
                restrictive: Self::word(value, "as") == Some("restrictive"),
                command,
                to: self.roles(value.get("to")),
                using,
                with_check,
            });
        }
        policies
    }

    /// Which of `using` and `with_check` a command can have.
    fn policy_clauses(&mut self, key: &Key, value: &Node, command: PolicyCommand) {
        match (command, value.entry("using"), value.entry("with_check")) {
            (PolicyCommand::Insert, Some((using, _)), _) => {
                let help = "an insert has no existing row to look at: write `with_check`";
                self.report(using.span, "wrong-key", "`using` does not apply to `for: insert`", help);
            }
            (PolicyCommand::Select | PolicyCommand::Delete, _, Some((check, _))) => {
                let help = "no new row is written: write `using`";
                self.report(check.span, "wrong-key", "`with_check` does not apply to this command", help);
            }
            (_, None, None) if value.map().is_some() => {
                let help = "write `using`, `with_check` or both; `using: true` for every row";
                self.report(key.span, "missing-key", format!("policy `{}` has no condition", key.text), help);
            }
            _ => {}
        }
    }

    pub fn triggers(&mut self, node: &Node, body: Option<&Body>) -> Vec<Trigger> {
        let entries = node.get("triggers").and_then(Node::map).into_iter().flatten();
        entries.filter_map(|(key, value)| self.trigger(key, value, body)).collect()
    }

    fn trigger(&mut self, key: &Key, value: &Node, body: Option<&Body>) -> Option<Trigger> {
        let timings = [
            ("before", TriggerTiming::Before),
            ("after", TriggerTiming::After),
            ("instead_of", TriggerTiming::InsteadOf),
        ];
        let mut written = timings.iter().filter_map(|(word, timing)| Some((*timing, value.get(word)?)));
        let (Some((timing, events)), None) = (written.next(), written.next()) else {
            let message = format!("trigger `{}` needs one of `before`, `after` and `instead_of`", key.text);
            self.report(key.span, "missing-key", message, "write e.g. `before: update`");
            return None;
        };
        let mut read = Vec::new();
        for (item, text) in Self::texts(events) {
            match trigger_event(text) {
                Some(event) => {
                    if let (TriggerEvent::Update(columns), Some(body)) = (&event, body) {
                        for column in columns {
                            self.known_column(column.as_str(), item.span, body);
                        }
                    }
                    read.push(event);
                }
                None => {
                    let help = "write `insert`, `update`, `update of a, b`, `delete` or `truncate`";
                    self.report(item.span, "wrong-value", format!("`{text}` is no trigger event"), help);
                }
            }
        }
        let function = self.qualified_at(value, "execute")?;
        self.trigger_function(&function, value);
        Some(Trigger {
            name: self.name_of_key(key),
            renamed_from: self.name_at(value, "renamed_from"),
            comment: Self::comment(value),
            timing,
            events: read,
            for_each_row: Self::word(value, "for_each") == Some("row"),
            constraint: Self::flag(value, "constraint"),
            deferrable: Self::deferrable(value),
            old_table: self.name_at(value, "old_table"),
            new_table: self.name_at(value, "new_table"),
            when: Self::sql_at(value, "when"),
            function,
            arguments: Self::names(value.get("arguments")).iter().map(|it| it.as_str().to_owned()).collect(),
            enabled: match Self::word(value, "enabled") {
                Some("disabled") => TriggerEnabled::Disabled,
                Some("replica") => TriggerEnabled::Replica,
                Some("always") => TriggerEnabled::Always,
                _ => TriggerEnabled::Origin,
            },
        })
    }

    fn trigger_function(&mut self, function: &QualifiedName, value: &Node) {
        let unknown = !self.declared.routines.contains(function) && !self.declared.has_extensions;
        if let (true, Some(at)) = (unknown, value.get("execute")) {
            let known: Vec<String> = self.declared.routines.iter().map(ToString::to_string).collect();
            let message = match closest(&function.to_string(), known.iter().map(String::as_str)) {
                Some(meant) => format!("unknown function `{function}`; did you mean `{meant}`?"),
                None => format!("unknown function `{function}`"),
            };
            self.report(at.span, "unknown-function", message, "declare it under `functions`");
        }
    }

    fn partition_by(&mut self, node: &Node) -> Option<PartitionBy> {
        let strategies = [
            ("range", PartitionStrategy::Range),
            ("list", PartitionStrategy::List),
            ("hash", PartitionStrategy::Hash),
        ];
        let mut written = strategies.iter().filter_map(|(word, strategy)| Some((*strategy, node.get(word)?)));
        match (written.next(), written.next()) {
            (Some((strategy, keys)), None) => {
                let keys = Self::texts(keys).into_iter().map(|(_, text)| Sql::new(text)).collect();
                Some(PartitionBy { strategy, keys })
            }
            _ => {
                let help = "e.g. `partition_by: { range: created_at }`";
                self.report(node.span, "wrong-value", "write one of `range`, `list` and `hash`", help);
                None
            }
        }
    }

    fn partition_of(&mut self, node: &Node) -> Option<PartitionOf> {
        let table = self.qualified_at(node, "table")?;
        if let (false, Some(at)) = (self.declared.tables.contains_key(&table), node.get("table")) {
            self.unknown_table(&table, at.span);
        }
        let number = |key| node.get(key).and_then(Node::integer).and_then(|it| u32::try_from(it).ok());
        let bounds = if Self::flag(node, "default") {
            PartitionBounds::Default
        } else if let (Some(modulus), Some(remainder)) = (number("modulus"), number("remainder")) {
            PartitionBounds::Hash { modulus, remainder }
        } else if let Some(values) = node.get("in") {
            PartitionBounds::List { values: bound_values(values) }
        } else if let (Some(from), Some(to)) = (node.get("from"), node.get("to")) {
            PartitionBounds::Range { from: bound_values(from), to: bound_values(to) }
        } else {
            let help = "write `from` and `to`, `in`, `modulus` and `remainder`, or `default: true`";
            self.report(node.span, "missing-key", "the partition has no bounds", help);
            return None;
        };
        Some(PartitionOf { table, bounds })
    }

    pub fn unknown_table(&mut self, table: &QualifiedName, span: Span) {
        let known: Vec<String> = self.declared.tables.keys().map(ToString::to_string).collect();
        let message = match closest(&table.to_string(), known.iter().map(String::as_str)) {
            Some(meant) => format!("unknown table `{table}`; did you mean `{meant}`?"),
            None => format!("unknown table `{table}`"),
        };
        self.report(span, "unknown-table", message, "declare it, or under `platform` if others own it");
    }
}

pub fn storage_parameters(node: &Node) -> StorageParameters {
    Reader::parameters(node, "with")
}

/// Keys first, foreign keys last; otherwise as written.
fn in_reading_order(mut constraints: Vec<Constraint>) -> Vec<Constraint> {
    constraints.sort_by_key(|constraint| match constraint.kind {
        ConstraintKind::PrimaryKey(_) => 0,
        ConstraintKind::Unique(_) => 1,
        ConstraintKind::Check(_) => 2,
        ConstraintKind::Exclude(_) => 3,
        ConstraintKind::ForeignKey(_) => 4,
    });
    constraints
}

/// `update of a, b`.
fn trigger_event(text: &str) -> Option<TriggerEvent> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["insert"] => Some(TriggerEvent::Insert),
        ["delete"] => Some(TriggerEvent::Delete),
        ["truncate"] => Some(TriggerEvent::Truncate),
        ["update"] => Some(TriggerEvent::Update(Vec::new())),
        ["update", "of", columns @ ..] if !columns.is_empty() => {
            Some(TriggerEvent::Update(columns.iter().map(|column| Name::from(*column)).collect()))
        }
        _ => None,
    }
}

/// Bounds are values: numbers stand as they are, text in quotes, `minvalue` and `maxvalue` are words.
fn bound_values(node: &Node) -> Vec<Sql> {
    let items = node.list().unwrap_or_default();
    items
        .iter()
        .map(|item| match item.text() {
            None => Sql::new("NULL"),
            Some(word) if ["minvalue", "maxvalue"].contains(&word.to_lowercase().as_str()) => {
                Sql::new(word.to_uppercase())
            }
            Some(text) if item.number().is_some() || item.boolean().is_some() => Sql::new(text),
            Some(text) => Sql::new(crate::yaml::literal::quote(text)),
        })
        .collect()
}
