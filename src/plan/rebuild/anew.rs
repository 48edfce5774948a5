//! Generated columns that stand on what changes: PostgreSQL can only make them anew.

use std::collections::BTreeMap;

use super::{Search, TableChange};
use crate::diff::{self, Change};
use crate::model::dependencies::Dependencies;
use crate::model::index::Index;
use crate::model::table::{ColumnValue, Table};
use crate::model::{Name, ObjectId, QualifiedName, Schema};
use crate::plan::descendants;

impl Search<'_> {
    /// The generated columns that read something touched; what a table has from others is theirs.
    pub(super) fn generated(&mut self, before: &Table, table: &Table, changes: &[Change]) {
        for column in &table.columns {
            let Some(ColumnValue::Generated(sql)) = &column.value else { continue };
            let Some(old) = before.column(&column.name) else { continue };
            let made_anew = |it: &Change| {
                matches!(it, Change::Table { table: name, change }
                    if *name == table.name && change.made_anew() == Some(&column.name))
            };
            if changes.iter().any(made_anew) || is_inherited(self.to, table, &column.name) {
                continue;
            }
            if self.needs(&table.name, |found| _ = found.expression(sql)) {
                let id = ObjectId::Column { table: table.name.clone(), name: column.name.clone() };
                let told = changes.iter().any(|it| matches!(it, Change::Comment { on, .. } if *on == id));
                let change = TableChange::ReplaceColumn { from: old.clone(), to: column.clone() };
                let comment = column.comment.as_ref().filter(|_| !told);
                self.push(&table.name, change, Some((id, comment)));
            }
        }
    }
}

/// Whether a table has the column from one that it is a partition of or inherits from.
fn is_inherited(schema: &Schema, table: &Table, column: &Name) -> bool {
    let parents = table.partition_of.iter().map(|it| &it.table).chain(&table.inherits);
    parents.filter_map(|it| schema.table(it)).any(|it| it.column(column).is_some())
}

/// What is made anew has everything that was a change of its own before.
pub(super) fn instead_of_changes(before: &Schema, changes: &mut Vec<Change>) {
    let anew: Vec<(QualifiedName, Name)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Table { table, change } => Some((table.clone(), change.made_anew()?.clone())),
            _ => None,
        })
        .collect();
    // A constraint that comes back comes back proved, where it is to be.
    let replaced: Vec<(QualifiedName, Name)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Table { table, change: TableChange::ReplaceConstraint { to, .. } } => {
                Some((table.clone(), to.name.clone()))
            }
            _ => None,
        })
        .collect();
    changes.retain(|change| {
        !matches!(change, Change::Table { table, change: TableChange::ValidateConstraint { to, .. } }
            if replaced.iter().any(|it| it.0 == *table && it.1 == to.name))
    });
    take_indexes_down(before, changes, &anew);
    let is_anew = |table: &QualifiedName, name: &Name| anew.iter().any(|it| it.0 == *table && it.1 == *name);
    changes.retain(|change| {
        !matches!(change, Change::Table { table, change: TableChange::AlterColumn(it) }
            if is_anew(table, &it.to.name))
    });
}

/// An index of a column that goes goes with it: its successor is a new one.
fn take_indexes_down(before: &Schema, changes: &mut Vec<Change>, anew: &[(QualifiedName, Name)]) {
    let goes = |table: &QualifiedName, index: &Index| {
        let mut found = Dependencies::inside(before, table);
        found.index(index);
        let found = found.into_set();
        anew.iter().any(|(of, name)| {
            of == table && found.contains(&ObjectId::Column { table: of.clone(), name: name.clone() })
        })
    };
    let mut more = Vec::new();
    changes.retain(|change| {
        let Change::Table { table, change: TableChange::ReplaceIndex { from, to } } = change else {
            return true;
        };
        if !goes(table, from) {
            return true;
        }
        let id = ObjectId::Index { table: table.clone(), name: to.name.clone() };
        more.push((table.clone(), id, from.clone(), to.clone()));
        false
    });
    for (table, on, from, to) in more {
        let told = changes.iter().any(|it| matches!(it, Change::Comment { on: other, .. } if *other == on));
        if let Some(text) = to.comment.clone().filter(|_| !told) {
            changes.push(Change::Comment { on, from: Some(text.clone()), to: Some(text) });
        }
        changes.push(Change::Table { table: table.clone(), change: TableChange::DropIndex(from) });
        changes.push(Change::Table { table, change: TableChange::CreateIndex(to) });
    }
}

/// What is made anew comes after all other columns, which is not where every table has it.
pub(super) fn put_last(before: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let mut anew: BTreeMap<QualifiedName, Vec<Name>> = BTreeMap::new();
    for change in &*changes {
        let Change::Table { table, change } = change else { continue };
        let Some(name) = change.made_anew() else { continue };
        for table in descendants(to, table).into_iter().chain([table.clone()]) {
            anew.entry(table).or_default().push(name.clone());
        }
    }
    for (name, anew) in anew {
        let (Some(old), Some(new)) = (before.table(&name), to.table(&name)) else { continue };
        changes.retain(|change| {
            !matches!(change, Change::Table { table, change: TableChange::MoveColumn { .. } } if *table == name)
        });
        let moved = diff::reordered(old, new, &anew);
        changes.extend(moved.map(|change| Change::Table { table: name, change }));
    }
}
