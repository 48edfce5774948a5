//! Foreign keys that keep tables from becoming logged or unlogged. PostgreSQL wants no logged table to refer to
//! one that is not: of keys in a circle one goes and comes back, for no order would do. And it changes no table
//! while a key stands between a logged one and an unlogged partition, though it lets such a key be made: that
//! goes and comes back as well.

use std::collections::BTreeSet;

use super::Handled;
use crate::diff::{Change, TableChange};
use crate::model::constraint::Constraint;
use crate::model::{ObjectId, QualifiedName, Schema};
use crate::plan::descendants;

pub(super) fn keys(before: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let changed: BTreeSet<QualifiedName> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Table { table, change: TableChange::SetUnlogged { .. } } => Some(table.clone()),
            _ => None,
        })
        .collect();
    changes.extend(over_partitions(before, to, &changed, changes));
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

/// The keys of logged tables to what unlogged partitions belong to, where one of the two changes.
fn over_partitions(
    before: &Schema,
    to: &Schema,
    changed: &BTreeSet<QualifiedName>,
    changes: &[Change],
) -> Vec<Change> {
    let mut found = Vec::new();
    if changed.is_empty() {
        return found;
    }
    let is_unlogged =
        |schema: &Schema, name: &QualifiedName| schema.table(name).is_some_and(|it| it.unlogged);
    for table in to.tables() {
        let handled = Handled::of(changes, &table.name);
        for constraint in &table.constraints {
            let Some(target) = constraint.foreign_key().map(|it| &it.table) else { continue };
            if to.table(target).is_none_or(|it| it.partition_by.is_none()) {
                continue;
            }
            let id = ObjectId::Constraint { table: table.name.clone(), name: constraint.name.clone() };
            let former = handled.former(&id);
            let old = before
                .table(&table.name)
                .and_then(|it| it.constraints.iter().find(|it| it.name == former))
                .filter(|_| !handled.contains(&id));
            let Some(old) = old else { continue };
            let always = [before, to].iter().all(|it| is_unlogged(it, &table.name));
            let parts = [before, to].map(|it| descendants(it, target));
            let refused = parts.iter().flatten().filter(|_| !always).any(|part| {
                let unlogged = [before, to].iter().any(|it| is_unlogged(it, part));
                unlogged && (changed.contains(part) || changed.contains(&table.name))
            });
            if refused {
                found.extend(again(&table.name, old, constraint));
            }
        }
    }
    found
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
