//! Constraints that stand beside the columns: keys over several columns, named checks.

use super::table::Body;
use super::{Name, Node, QualifiedName, Reader, Sql};
use crate::diagnostic::Span;
use crate::model::constraint::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclude, ForeignKey, Key,
};

impl Reader<'_> {
    pub fn table_constraints(&mut self, node: &Node, body: &mut Body) {
        if let Some(key) = node.get("primary_key") {
            let at = node.entry("primary_key").map_or(node.span, |(key, _)| key.span);
            if body.constraints.iter().any(Constraint::is_primary_key) {
                let help = "keep `primary_key` here or at the column, not both";
                self.report(at, "wrong-key", "a table has one primary key", help);
            } else {
                let written = self.name_at(key, "name");
                let kind = ConstraintKind::PrimaryKey(self.key(key, body));
                self.describe(key, body.add(kind, written));
            }
        }
        for (name, item) in self.constraints_at(node, "unique") {
            let name = name.or_else(|| self.name_at(item, "name"));
            let kind = ConstraintKind::Unique(self.key(item, body));
            self.describe(item, body.add(kind, name));
        }
        for (name, item) in self.constraints_at(node, "checks") {
            if let Some(check) = self.check(item, Some(body)) {
                self.describe(item, body.add(ConstraintKind::Check(check), name));
            }
        }
        for (name, item) in self.constraints_at(node, "exclude") {
            let kind = ConstraintKind::Exclude(self.exclude(item, body));
            self.describe(item, body.add(kind, name));
        }
        for (name, item) in self.constraints_at(node, "foreign_keys") {
            if let Some(key) = self.foreign_key(item, body) {
                self.describe(item, body.add(ConstraintKind::ForeignKey(key), name));
            }
        }
    }

    /// The entries of a mapping from names or of a list without.
    pub fn constraints_at<'n>(&mut self, node: &'n Node, key: &str) -> Vec<(Option<Name>, &'n Node)> {
        let Some(value) = node.get(key) else { return Vec::new() };
        if let Some(entries) = value.map() {
            return entries.iter().map(|(key, item)| (Some(self.name_of_key(key)), item)).collect();
        }
        value.list().unwrap_or_default().iter().map(|item| (None, item)).collect()
    }

    /// What any constraint may say about itself.
    fn describe(&mut self, node: &Node, constraint: &mut Constraint) {
        constraint.comment = Self::comment(node);
        constraint.renamed_from = self.name_at(node, "renamed_from");
        constraint.deferrable = Self::deferrable(node);
    }

    fn key(&mut self, node: &Node, body: &Body) -> Key {
        let columns = if node.list().is_some() { Some(node) } else { node.get("columns") };
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
            Some(body) => self.row_expression(expression, body)?,
            None => Sql::new(expression.text()?),
        };
        Some(Check { expression: sql, rule: None, no_inherit: Self::flag(node, "no_inherit") })
    }

    fn exclude(&mut self, node: &Node, body: &Body) -> Exclude {
        let elements = node.get("elements").and_then(Node::list).unwrap_or_default();
        let elements = elements.iter().filter_map(|element| {
            Some((Self::sql_at(element, "on")?, element.get("with")?.text()?.to_owned()))
        });
        Exclude {
            using: Self::word(node, "using").unwrap_or("gist").to_owned(),
            elements: elements.collect(),
            include: self.known_columns(node.get("include"), body),
            predicate: node.get("where").and_then(|it| self.row_expression(it, body)),
        }
    }

    fn foreign_key(&mut self, node: &Node, body: &Body) -> Option<ForeignKey> {
        let columns = self.known_columns(node.get("columns"), body);
        let references = node.get("references")?;
        let written = references.get("columns").map(Self::texts).unwrap_or_default();
        let written = written.iter().map(|it| (Name::from(it.1), it.0.span)).collect();
        let (table, referenced) = self.referenced(references, written, columns.len())?;
        Some(ForeignKey {
            columns,
            table,
            references: referenced,
            on_delete: Self::action(references, "on_delete"),
            on_update: Self::action(references, "on_update"),
            match_full: Self::word(references, "match") == Some("full"),
        })
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
            self.unknown_table(&table, span);
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
            written.into_iter().map(|(column, _)| column).collect()
        };
        if columns.len() != count {
            let message = format!("{count} columns here refer to {} of `{table}`", columns.len());
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
