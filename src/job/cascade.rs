//! What goes along when rows of a table are deleted: over foreign keys, as far as they lead.

use std::collections::BTreeSet;

use super::Rule;
use super::facts::{Facts, ForeignKeyFacts};
use crate::model::constraint::Action;
use crate::model::{Name, QualifiedName};

/// A way from a table over foreign keys to one that refers to it, nearest first.
pub type Path<'f> = Vec<(&'f QualifiedName, &'f ForeignKeyFacts)>;

/// A table whose rows are touched, and by which way.
#[derive(Clone, Debug)]
pub struct Reached<'f> {
    pub table: &'f QualifiedName,
    pub path: Path<'f>,
}

impl Reached<'_> {
    /// `initial_prompt_logs -> spark_logs -> payment_logs`, for a message.
    pub fn way(&self, from: &QualifiedName) -> String {
        let names = self.path.iter().map(|(table, _)| format!(" -> {table}"));
        format!("{from}{}", names.collect::<String>())
    }

    /// What becomes of the rows there.
    pub fn action(&self) -> Action {
        self.path.last().map_or(Action::NoAction, |(_, key)| key.on_delete)
    }

    /// Whether the rows there are made to refer to nothing before anything goes.
    pub fn is_detached(&self, rule: &Rule) -> bool {
        rule.detaches(self.table) && !matches!(self.action(), Action::SetNull | Action::SetDefault)
    }

    /// Whether a row there stops what it refers to from going.
    pub fn is_in_the_way(&self, rule: &Rule) -> bool {
        matches!(self.action(), Action::NoAction | Action::Restrict) && !self.is_detached(rule)
    }
}

/// Every foreign key that deleting a rule's rows reaches, nearest first. Behind one that does not
/// cascade nothing more is reached, nor behind one whose rows are detached first. The table itself is
/// among them where its rows refer to one another.
pub fn reached<'f>(facts: &'f Facts, rule: &Rule) -> Vec<Reached<'f>> {
    let from = &rule.table.it;
    let mut found: Vec<Reached<'f>> = Vec::new();
    let mut next: Vec<(QualifiedName, Path<'f>)> = vec![(from.clone(), Vec::new())];
    while !next.is_empty() {
        for (parent, path) in std::mem::take(&mut next) {
            for (table, facts) in &facts.tables {
                for key in facts.foreign_keys.iter().filter(|key| key.to == parent) {
                    let mut path = path.clone();
                    path.push((table, key));
                    let cascades = key.on_delete == Action::Cascade && !rule.detaches(table);
                    // Each way counts: rows that hang on one need not hang on another. In a circle there is no end.
                    let is_circle = path[..path.len() - 1].iter().any(|(passed, _)| *passed == table);
                    if cascades && table != from && !is_circle {
                        next.push((table.clone(), path.clone()));
                    }
                    found.push(Reached { table, path });
                }
            }
        }
    }
    found
}

/// The rows of a table for which a condition holds, and those that go along with them since they refer to
/// them, at any depth: where rows of a table hang on one another, as in a tree.
pub fn with_descendants(facts: &Facts, rule: &Rule, table: &QualifiedName, rows: String) -> String {
    let Some(found) = facts.table(table).filter(|_| !rule.detaches(table)) else { return rows };
    let to_itself = |key: &&ForeignKeyFacts| key.on_delete == Action::Cascade && key.to == *table;
    let keys: Vec<&ForeignKeyFacts> = found.foreign_keys.iter().filter(to_itself).collect();
    let Some(first) = keys.first() else { return rows };
    let key = if found.primary_key.is_empty() { &first.to_columns } else { &found.primary_key };
    let mut known: Vec<&Name> = key.iter().collect();
    for column in keys.iter().flat_map(|key| &key.to_columns) {
        if !known.contains(&column) {
            known.push(column);
        }
    }
    let list = |of: &str, names: &[&Name]| {
        names.iter().map(|name| format!("{of}{name}")).collect::<Vec<_>>().join(", ")
    };
    let of = |of: &str, names: &[Name]| list(of, &names.iter().collect::<Vec<_>>());
    let hangs = keys.iter().map(|key| {
        let (own, above) = (of("canai_db_kid.", &key.columns), of("canai_db_tree.", &key.to_columns));
        format!("({own}) = ({above})")
    });
    let (sql, hangs) = (table.sql(), hangs.collect::<Vec<_>>().join(" OR "));
    format!(
        "({}) IN (\n  WITH RECURSIVE canai_db_tree AS (\n  SELECT {} FROM {sql} WHERE {rows}\n  UNION\n  SELECT {} FROM {sql} AS canai_db_kid JOIN canai_db_tree ON {hangs})\n  SELECT {} FROM canai_db_tree)",
        of("", key),
        list("", &known),
        list("canai_db_kid.", &known),
        of("", key),
    )
}

/// The tables so that one comes before those it refers to: its rows go by its own rule then, and not
/// along with another's. Otherwise as given.
pub fn by_reference(facts: &Facts, tables: &[&QualifiedName]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..tables.len()).collect();
    // Who refers to a table, over any number of others, refers to what it refers to as well: so a
    // table has more of them than each of these.
    order.sort_by_key(|at| {
        let all = referring(facts, tables[*at]);
        tables.iter().filter(|table| all.contains(*table)).count()
    });
    order
}

fn referring<'f>(facts: &'f Facts, to: &'f QualifiedName) -> BTreeSet<&'f QualifiedName> {
    let mut all = BTreeSet::new();
    let mut next = vec![to];
    while let Some(parent) = next.pop() {
        for (table, facts) in &facts.tables {
            if facts.foreign_keys.iter().any(|key| key.to == *parent) && all.insert(table) {
                next.push(table);
            }
        }
    }
    all
}
