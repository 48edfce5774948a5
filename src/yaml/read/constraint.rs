//! Constraints that stand beside the columns: keys over several columns, named checks.

use std::collections::BTreeSet;

use super::expression::{Reads, Subquery};
use super::table::{Body, Label};
use super::{Name, Node, QualifiedName, Reader, Sql};
use crate::diagnostic::Span;
use crate::model::constraint::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclude, ForeignKey, Key,
};

impl Reader<'_> {
    pub fn table_constraints(&mut self, node: &Node, body: &mut Body) {
        if let Some((at, key)) = node.entry("primary_key") {
            let columns = self.key(key, body);
            if body.constraints.iter().any(Constraint::is_primary_key) {
                let help = "keep `primary_key` here or at the column, not both";
                self.report(at.span, "wrong-key", "a table has one primary key", help);
            } else {
                let written = self.name_at(key, "name");
                let span = key.get("name").map_or(at.span, |name| name.span);
                let how_to_name = "write a name: `primary_key: { name: ..., columns: [...] }`";
                let label = Label { written, span, how_to_name };
                self.describe(key, body.add(ConstraintKind::PrimaryKey(columns), &label));
            }
        }
        for (name, item) in self.constraints_at(node, "unique") {
            let mut label = label(name, item, "write it with a name: `unique: { name: [...] }`");
            if let (None, Some(at)) = (&label.written, item.get("name")) {
                label = Label { written: self.name_at(item, "name"), span: at.span, ..label };
            }
            let kind = ConstraintKind::Unique(self.key(item, body));
            self.describe(item, body.add(kind, &label));
        }
        for (name, item) in self.constraints_at(node, "checks") {
            if let Some(check) = self.check(item, Some(body)) {
                let label = label(name, item, "write it with a name: `checks: { name: ... }`");
                self.describe(item, body.add(ConstraintKind::Check(check), &label));
            }
        }
        for (name, item) in self.constraints_at(node, "exclude") {
            let kind = ConstraintKind::Exclude(self.exclude(item, body));
            let label = label(name, item, "write it with a name: `exclude: { name: ... }`");
            self.describe(item, body.add(kind, &label));
        }
        for (name, item) in self.constraints_at(node, "foreign_keys") {
            if let Some(key) = self.foreign_key(item, body) {
                let label = label(name, item, "write it with a name: `foreign_keys: { name: ... }`");
                self.describe(item, body.add(ConstraintKind::ForeignKey(key), &label));
            }
        }
    }

    /// The entries of a mapping from names or of a list without.
    pub fn constraints_at<'n>(&mut self, node: &'n Node, key: &str) -> Vec<(Option<(Name, Span)>, &'n Node)> {
        let Some(value) = node.get(key) else { return Vec::new() };
        if let Some(entries) = value.map() {
            return entries
                .iter()
                .map(|(key, item)| (Some((self.name_of_key(key), key.span)), item))
                .collect();
        }
        value.list().unwrap_or_default().iter().map(|item| (None, item)).collect()
    }

    /// What any constraint may say about itself.
    fn describe(&mut self, node: &Node, constraint: &mut Constraint) {
        constraint.comment = Self::comment(node);
        constraint.renamed_from = self.name_at(node, "renamed_from");
        constraint.deferrable = Self::deferrable(node);
        constraint.not_valid = Self::flag(node, "not_valid");
        constraint.storage_parameters = Self::parameters(node, "with");
        constraint.index_comment = node.get("index_comment").and_then(Node::prose).map(str::to_owned);
    }

    fn key(&mut self, node: &Node, body: &Body) -> Key {
        let columns = if node.list().is_some() { Some(node) } else { node.get("columns") };
        let items = columns.map(Self::texts).unwrap_or_default();
        if let (Some(at), true) = (columns, items.is_empty()) {
            self.report(at.span, "wrong-value", "a key needs at least one column", "write the columns");
        }
        for (at, (item, text)) in items.iter().enumerate() {
            if items[..at].iter().any(|(_, earlier)| earlier == text) {
                let message = format!("column `{text}` stands twice in the key");
                self.report(item.span, "duplicate-value", message, "keep one of them");
            }
        }
        Key {
            columns: self.known_columns(columns, body),
            include: self.known_columns(node.get("include"), body),
            nulls_not_distinct: Self::flag(node, "nulls_not_distinct"),
        }
    }

    /// A check of a table, or of a domain where there is no table.
    pub fn check(&mut self, node: &Node, body: Option<&Body>) -> Option<Check> {
        let expression = node.get("check").unwrap_or(node);
        let sql = match body {
            Some(body) => self.row_expression(expression, body, Subquery::Forbidden("a check"))?,
            None => self.expression(expression, Reads::Value, Subquery::Forbidden("a check"))?,
        };
        Some(Check { expression: sql, rule: None, no_inherit: Self::flag(node, "no_inherit") })
    }

    fn exclude(&mut self, node: &Node, body: &Body) -> Exclude {
        let elements = node.get("elements").and_then(Node::list).unwrap_or_default();
        let mut read = Vec::new();
        for element in elements {
            let Some((on, text)) = element.get("on").and_then(|on| Some((on, on.text()?))) else { continue };
            self.index_key(on, text, body, "an exclusion constraint");
            read.extend(
                element.get("with").and_then(Node::text).map(|with| (Sql::new(text), with.to_owned())),
            );
        }
        Exclude {
            using: self.method(node, "gist"),
            elements: read,
            include: self.known_columns(node.get("include"), body),
            predicate: node
                .get("where")
                .and_then(|it| self.row_expression(it, body, Subquery::Forbidden("an index"))),
        }
    }

    fn foreign_key(&mut self, node: &Node, body: &Body) -> Option<ForeignKey> {
        let columns = self.known_columns(node.get("columns"), body);
        let references = node.get("references")?;
        let written = references.get("columns").map(Self::texts).unwrap_or_default();
        let written = written.iter().map(|it| (Name::from(it.1), it.0.span)).collect();
        let (table, referenced) = self.referenced(references, written, columns.len())?;
        let on_delete = Self::action(references, "on_delete");
        Some(ForeignKey {
            on_delete_columns: self.let_go(references, on_delete, &columns),
            columns,
            table,
            references: referenced,
            on_delete,
            on_update: Self::action(references, "on_update"),
            match_full: Self::word(references, "match") == Some("full"),
        })
    }

    /// The columns that alone are set when the other row goes.
    fn let_go(&mut self, references: &Node, on_delete: Action, columns: &[Name]) -> Vec<Name> {
        let Some(at) = references.get("on_delete_columns") else { return Vec::new() };
        if !matches!(on_delete, Action::SetNull | Action::SetDefault) {
            let message = "nothing is set there: it goes with `set null` and `set default`";
            self.report(at.span, "wrong-key", message, "write `on_delete: set null`, or leave it out");
        }
        for (item, text) in Self::texts(at) {
            if !columns.iter().any(|it| it.as_str() == text) {
                let message = format!("`{text}` is no column of this key");
                self.report(item.span, "wrong-value", message, "write some of its `columns`");
            }
        }
        Self::names(Some(at))
    }

    /// The referenced table and columns, which must exist and be as many as `count`.
    pub fn referenced(
        &mut self,
        node: &Node,
        written: Vec<(Name, Span)>,
        count: usize,
    ) -> Option<(QualifiedName, Vec<Name>)> {
        let table = self.qualified_at(node, "table")?;
        let span = node.get("table").map_or(node.span, |it| it.span);
        let Some(target) = self.declared.tables.get(&table) else {
            if let Some(at) = node.get("table") {
                self.unknown_table(at);
            }
            return None;
        };
        let columns: Vec<Name> = if written.is_empty() {
            target.primary_key.clone()
        } else {
            for (column, span) in &written {
                if !target.columns.contains(column) {
                    let known = target.columns.iter().map(Name::as_str);
                    self.unknown_column(column.as_str(), *span, &table.to_string(), known);
                }
            }
            let columns: Vec<Name> = written.into_iter().map(|(column, _)| column).collect();
            let set: BTreeSet<Name> = columns.iter().cloned().collect();
            // What the platform keeps unique need not be declared.
            let is_known = !target.is_partition && !self.declared.platform_tables.contains(&table);
            let is_unique =
                set == target.primary_key.iter().cloned().collect() || target.unique.contains(&set);
            if is_known && !is_unique && columns.iter().all(|it| target.columns.contains(it)) {
                let list = columns.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
                let message = format!("nothing says that [{list}] of `{table}` is unique");
                let help = format!("add `unique: [[{list}]]` to `{table}`, or refer to its primary key");
                self.report(span, "wrong-value", message, help);
            }
            columns
        };
        if columns.is_empty() {
            let message = format!("`{table}` has no primary key to refer to");
            let help = format!("write the columns that are unique there, or give `{table}` a primary key");
            self.report(span, "wrong-value", message, help);
            return None;
        }
        if columns.len() != count {
            let many =
                |count: usize| if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
            let verb = if count == 1 { "refers" } else { "refer" };
            let message = format!("{} here {verb} to {} of `{table}`", many(count), many(columns.len()));
            let help = "write the referenced columns; without them the table's primary key is meant";
            self.report(span, "wrong-value", message, help);
            return None;
        }
        Some((table, columns))
    }

    pub fn action(node: &Node, key: &str) -> Action {
        match Self::word(node, key) {
            Some("restrict") => Action::Restrict,
            Some("cascade") => Action::Cascade,
            Some("set null") => Action::SetNull,
            Some("set default") => Action::SetDefault,
            _ => Action::NoAction,
        }
    }

    pub fn deferrable(node: &Node) -> Deferrable {
        match Self::word(node, "deferrable") {
            Some("initially_immediate") => Deferrable::InitiallyImmediate,
            Some("initially_deferred") => Deferrable::InitiallyDeferred,
            _ => Deferrable::No,
        }
    }
}

/// The name before a constraint, or the place where it would stand.
fn label(name: Option<(Name, Span)>, item: &Node, how_to_name: &'static str) -> Label {
    match name {
        Some((name, span)) => Label { written: Some(name), span, how_to_name },
        None => Label { written: None, span: item.span, how_to_name },
    }
}
