//! Foreign keys that make a circle among tables that become logged or unlogged. PostgreSQL wants no logged
//! table to refer to one that is not, so no order would do: one key of each circle goes and comes back.

use std::collections::BTreeSet;

use super::Handled;
use crate::diff::{Change, TableChange};
use crate::model::constraint::Constraint;
use crate::model::{ObjectId, QualifiedName, Schema};

pub(super) fn circles(before: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let changed: BTreeSet<QualifiedName> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Table { table, change: TableChange::SetUnlogged { .. } } => Some(table.clone()),
            _ => None,
        })
        .collect();
    let mut kept: Vec<(&QualifiedName, &QualifiedName)> = Vec::new();
    let mut more = Vec::new();
    for table in to.tables().filter(|it| changed.contains(&it.name)) {
        let handled = Handled::of(changes, &table.name);
        for constraint in &table.constraints {
            let Some(target) = constraint.foreign_key().map(|it| &it.table) else { continue };
            let id = ObjectId::Constraint { table: table.name.clone(), name: constraint.name.clone() };
            let former = handled.former(&id);
            let old = before
                .table(&table.name)
                .and_then(|it| it.constraints.iter().find(|it| it.name == former))
                .filter(|_| *target != table.name && changed.contains(target) && !handled.contains(&id));
            match old {
                Some(old) if leads_to(&kept, target, &table.name) => {
                    more.extend(again(&table.name, old, constraint));
                }
                Some(_) => kept.push((&table.name, target)),
                None => {}
            }
        }
    }
    changes.extend(more);
}

/// Whether foreign keys lead from one table to the other.
fn leads_to(keys: &[(&QualifiedName, &QualifiedName)], from: &QualifiedName, to: &QualifiedName) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(table) = waiting.pop() {
        let next = keys.iter().filter(|(it, _)| *it == table).map(|(_, target)| *target);
        waiting.extend(next.filter(|it| seen.insert(it)).collect::<Vec<_>>());
    }
    seen.contains(to)
}

/// The key goes and comes back, with its comment.
fn again(table: &QualifiedName, old: &Constraint, new: &Constraint) -> Vec<Change> {
    let change = TableChange::ReplaceConstraint { from: old.clone(), to: new.clone() };
    let on = ObjectId::Constraint { table: table.clone(), name: new.name.clone() };
    let comment =
        new.comment.clone().map(|text| Change::Comment { on, from: Some(text.clone()), to: Some(text) });
    [Change::Table { table: table.clone(), change }].into_iter().chain(comment).collect()
}
