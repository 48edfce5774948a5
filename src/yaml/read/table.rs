//! The file of one table.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expression::{Reads, Subquery};
use super::subject::table_erasure;
use super::{Key, Name, Node, QualifiedName, Reader, Space, Sql, Taken, unknown};
use crate::diagnostic::Span;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::grant::Privilege;
use crate::model::naming::NamePool;
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::sql_text::quote;
use crate::model::table::{
    PartitionBounds, PartitionBy, PartitionOf, PartitionStrategy, RowSecurity, StorageParameters, Table,
};

/// What may be granted on tables and views.
pub const RELATION_PRIVILEGES: &[Privilege] = &[
    Privilege::Select,
    Privilege::Insert,
    Privilege::Update,
    Privilege::Delete,
    Privilege::Truncate,
    Privilege::References,
    Privilege::Trigger,
    Privilege::Maintain,
];

/// A table whose parts are being read.
pub struct Body<'a> {
    pub name: &'a QualifiedName,
    /// The name as people write it.
    owner: Arc<str>,
    pub columns: Vec<Name>,
    /// Names of constraints, the written ones first: PostgreSQL's own choice avoids them.
    pub constraint_names: NamePool,
    /// The names that were chosen for indexes and what stands on one.
    pub relation_names: NamePool,
    pub constraints: Vec<Constraint>,
    pub taken: Vec<Taken>,
}

/// The name of a part, and where it stands or would.
pub struct Label {
    pub written: Option<Name>,
    pub span: Span,
    /// How to write a name, for one that PostgreSQL may not choose.
    pub how_to_name: &'static str,
}

impl<'a> Body<'a> {
    pub fn new(name: &'a QualifiedName, columns: Vec<Name>) -> Self {
        Self {
            name,
            owner: name.to_string().into(),
            columns,
            constraint_names: NamePool::default(),
            relation_names: NamePool::default(),
            constraints: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Notes that a part of the table has a name.
    pub fn take(&mut self, space: Space, name: &Name, what: &'static str, label: &Label) {
        self.taken.push(Taken {
            space,
            schema: Some(self.name.schema.clone()),
            name: name.clone(),
            owner: Arc::clone(&self.owner),
            what,
            span: label.span,
            how_to_name: label.written.is_none().then_some(label.how_to_name),
        });
    }
}

impl Reader<'_> {
    pub fn table(&mut self, at: &Node, node: &Node) -> Option<Table> {
        let text = at.text()?;
        let Some(name) = QualifiedName::parse(text) else {
            self.bad_name(at.span, text);
            return None;
        };
        self.length(&name.name, at.span);
        self.schema_exists(&name, at.span);
        Some(self.table_named(name, at.span, node))
    }

    pub fn table_named(&mut self, name: QualifiedName, span: Span, node: &Node) -> Table {
        self.take(Space::Relation, &name, "table", span);
        self.take(Space::Type, &name, "table", span);
        let columns: Vec<Name> = node
            .get("columns")
            .and_then(Node::map)
            .into_iter()
            .flatten()
            .map(|(key, _)| Name::new(key.text.clone()))
            .collect();
        let mut body = Body::new(&name, columns);
        // Names that were written are taken before any is chosen.
        for key in ["unique", "checks", "foreign_keys", "exclude"] {
            for (written, _) in node.get(key).and_then(Node::map).into_iter().flatten() {
                body.constraint_names.take(Name::new(written.text.clone()));
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
            Some("disabled_but_forced") => RowSecurity::DisabledButForced,
            _ => RowSecurity::Disabled,
        };
        let partition_by = node.get("partition_by").and_then(|it| self.partition_by(it, &body));
        let partition_of = node.get("partition_of").and_then(|it| self.partition_of(it));
        let index_names = Self::index_names(node, &mut body);
        let grants = self.grants(node, RELATION_PRIVILEGES, Some(&body));
        let inherits = self.inherits(node);
        let replica_identity = self.replica_identity(node, &body, &indexes);
        let cluster_on = self.cluster_on(node, &body, &indexes);
        let statistics = self.statistics(node, &mut body);
        let audit = self.audit(node, &body);
        self.audit = audit.map(|it| self.written(node, (name.clone(), it)));
        let renamed_from = self.former(node, &name, "table");
        self.former_parts(node, &["statistics"]);
        self.former_parts(node, &["columns"]);
        self.former_parts(node, &["indexes"]);
        self.former_parts(node, &["policies"]);
        self.former_parts(node, &["triggers"]);
        self.former_parts(node, &["unique", "checks", "foreign_keys", "exclude"]);
        let subject = self.selectors(node, &body);
        let access = self.access(node, &body);
        let relations = self.relations(node, &body);
        self.taken.append(&mut body.taken);
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
            index_names,
            inherits,
            replica_identity,
            cluster_on,
            statistics,
            storage_parameters: storage_parameters(node),
            subject,
            on_erase: table_erasure(node),
            access,
            relations,
            name,
        }
    }

    /// Reports the names in a list that are no columns of the table.
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
        let message = unknown("column", column, known);
        self.report(span, "unknown-column", message, format!("table `{table}` has no such column"));
    }

    /// An expression over the table's own row.
    pub fn row_expression(&mut self, node: &Node, body: &Body, subquery: Subquery) -> Option<Sql> {
        self.expression(node, Reads::Row(body), subquery)
    }

    pub fn policies(&mut self, node: &Node, body: &Body) -> Vec<Policy> {
        let mut policies = Vec::new();
        for (key, value) in node.get("policies").and_then(Node::map).into_iter().flatten() {
            let command = match Self::word(value, "for") {
                Some("select") => PolicyCommand::Select,
                Some("insert") => PolicyCommand::Insert,
                Some("update") => PolicyCommand::Update,
                Some("delete") => PolicyCommand::Delete,
                _ => PolicyCommand::All,
            };
            let using = value.get("using").and_then(|it| self.row_expression(it, body, Subquery::Allowed));
            let with_check =
                value.get("with_check").and_then(|it| self.row_expression(it, body, Subquery::Allowed));
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

    fn partition_by(&mut self, node: &Node, body: &Body) -> Option<PartitionBy> {
        let strategies = [
            ("range", PartitionStrategy::Range),
            ("list", PartitionStrategy::List),
            ("hash", PartitionStrategy::Hash),
        ];
        let mut written = strategies.iter().filter_map(|(word, strategy)| Some((*strategy, node.get(word)?)));
        match (written.next(), written.next()) {
            (Some((strategy, keys)), None) => {
                let mut read = Vec::new();
                for (item, text) in Self::texts(keys) {
                    self.index_key(item, text, body, "a partition key");
                    read.push(Sql::new(text));
                }
                Some(PartitionBy { strategy, keys: read })
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
            self.unknown_table(at);
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

    /// A name that a key of the partition has is that key's.
    fn index_names(node: &Node, body: &mut Body) -> BTreeMap<Name, Name> {
        let mut names = BTreeMap::new();
        let written = node.get("partition_of").and_then(|it| it.get("indexes"));
        for (key, value) in written.and_then(Node::map).into_iter().flatten() {
            let Some(name) = value.text().map(Name::new) else { continue };
            if !body.constraints.iter().any(|it| it.name == name && it.has_index()) {
                let label = Label { written: Some(name.clone()), span: value.span, how_to_name: "" };
                body.take(Space::Relation, &name, "index", &label);
            }
            names.insert(Name::new(key.text.clone()), name);
        }
        names
    }

    fn inherits(&mut self, node: &Node) -> Vec<QualifiedName> {
        if let (Some((key, _)), true) = (node.entry("inherits"), node.get("partition_of").is_some()) {
            let help = "a partition has everything from the one table it is a partition of";
            self.report(key.span, "wrong-key", "`inherits` and `partition_of` exclude each other", help);
        }
        let mut parents = Vec::new();
        for (item, text) in node.get("inherits").map(Self::texts).unwrap_or_default() {
            match QualifiedName::parse(text) {
                Some(parent) => {
                    if !self.declared.tables.contains_key(&parent) {
                        self.unknown_table(item);
                    }
                    parents.push(parent);
                }
                None => self.bad_name(item.span, text),
            }
        }
        parents
    }

    pub fn unknown_table(&mut self, at: &Node) {
        if self.declared.incomplete {
            return;
        }
        let message = self.unknown_relation(at.text().unwrap_or_default());
        self.report(at.span, "unknown-table", message, "declare it, or under `platform` if others own it");
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
            Some(text) => Sql::new(quote(text)),
        })
        .collect()
}
