//! What a partition has from its parent, for when it joins it or stands alone: its file does not say it.

use crate::model::Name;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::table::Table;
use crate::yaml::naming::{NamePool, joined_columns};

/// A key or index of a parent, and what PostgreSQL calls its part in a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived<'p> {
    pub of: ParentsIndex<'p>,
    pub name: Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentsIndex<'p> {
    Key(&'p Constraint),
    Index(&'p Index),
}

/// The partition with the keys, checks and indexes that its parent gives it, under the names that
/// PostgreSQL chooses for them.
pub fn on_its_own(partition: &Table, parent: &Table) -> Table {
    with_parts(partition, parent).0
}

/// What PostgreSQL calls the parts that the keys and indexes of its parent have in a partition.
pub fn derived_indexes<'p>(partition: &Table, parent: &'p Table) -> Vec<Derived<'p>> {
    with_parts(partition, parent).1
}

fn with_parts<'p>(partition: &Table, parent: &'p Table) -> (Table, Vec<Derived<'p>>) {
    let mut table = partition.clone();
    let mut derived = Vec::new();
    let name = partition.name.name.as_str();
    let mut names = NamePool::default();
    for own in
        partition.constraints.iter().map(|it| &it.name).chain(partition.indexes.iter().map(|it| &it.name))
    {
        names.take(own.clone());
    }
    let joined = |columns: &[&str]| joined_columns(columns.iter().copied());
    for constraint in &parent.constraints {
        let columns = |key: &crate::model::constraint::Key| {
            joined(&key.columns.iter().chain(&key.include).map(Name::as_str).collect::<Vec<_>>())
        };
        let chosen = match &constraint.kind {
            ConstraintKind::PrimaryKey(_) if partition.primary_key().is_some() => continue,
            ConstraintKind::PrimaryKey(_) => names.choose(name, None, "pkey"),
            ConstraintKind::Unique(key) => names.choose(name, Some(&columns(key)), "key"),
            ConstraintKind::Check(check) if check.no_inherit => continue,
            _ => constraint.name.clone(),
        };
        let same = |it: &Constraint| Constraint { name: chosen.clone(), comment: None, ..it.essence() };
        if !table.constraints.iter().any(|it| same(it) == same(constraint)) {
            table.constraints.push(same(constraint));
            if matches!(constraint.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)) {
                derived.push(Derived { of: ParentsIndex::Key(constraint), name: chosen.clone() });
            }
        }
    }
    for index in &parent.indexes {
        let keys: Vec<&str> = index.keys.iter().map(|key| key_name(&key.on)).collect();
        let included = index.include.iter().map(Name::as_str);
        let columns = joined(&keys.iter().copied().chain(included).collect::<Vec<_>>());
        let name = names.choose(name, Some(&columns), "idx");
        derived.push(Derived { of: ParentsIndex::Index(index), name: name.clone() });
        table.indexes.push(Index { name, comment: None, renamed_from: None, ..index.clone() });
    }
    for column in &mut table.columns {
        column.not_null |= parent.column(&column.name).is_some_and(|it| it.not_null);
    }
    (table, derived)
}

/// Whether the key adds to an index's name what PostgreSQL would add.
pub fn named_after_one_key(key: &IndexKey) -> bool {
    matches!(key.on, IndexedValue::Column(_)) || key_name(&key.on) != "expr"
}

fn key_name(on: &IndexedValue) -> &str {
    match on {
        IndexedValue::Column(name) => name.as_str(),
        IndexedValue::Expression(sql) => {
            let called = sql.as_str().split('(').next().unwrap_or_default().trim();
            let plain = !called.is_empty() && called.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if plain && sql.as_str().ends_with(')') { called } else { "expr" }
        }
    }
}
