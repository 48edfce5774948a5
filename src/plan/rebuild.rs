//! What PostgreSQL cannot change under something that refers to it: the dependants are taken down
//! first and built again afterwards, in the same transaction.

use std::collections::BTreeSet;

use crate::diff::{self, Change, ColumnAspect, TableChange};
use crate::model::dependencies::Dependencies;
use crate::model::routine::Routine;
use crate::model::{Object, ObjectId, QualifiedName, Schema};

/// Adds the rebuilding of dependants to the changes, until no more turn up.
pub fn dependants(to: &Schema, changes: &mut Vec<Change>) {
    take_apart(changes);
    loop {
        let touched = touched(changes);
        if touched.is_empty() {
            return;
        }
        let mut more = views(to, changes, &touched);
        more.extend(policies_and_triggers(to, changes, &touched));
        if more.is_empty() {
            return;
        }
        changes.extend(more);
    }
}

/// A view or a function with another result cannot be replaced in place: it goes and comes back.
fn take_apart(changes: &mut Vec<Change>) {
    let mut taken = Vec::new();
    changes.retain(|change| {
        let Change::Replace { from, to } = change else { return true };
        let in_place = match (from, to) {
            (Object::Routine(from), Object::Routine(to)) => replaceable(from, to),
            (Object::View(_), _) | (Object::MaterializedView(_), _) => false,
            _ => true,
        };
        if !in_place {
            taken.push((from.clone(), to.clone()));
        }
        in_place
    });
    for (from, to) in taken {
        let id = to.id();
        // Its comment and grants come back with it.
        changes.retain(|change| match change {
            Change::Comment { on, .. } | Change::Grants { on, .. } => *on != id,
            _ => true,
        });
        changes.push(Change::Drop(from));
        changes.extend(diff::creation(&to));
    }
}

/// CREATE OR REPLACE keeps kind, result and the arguments' names.
fn replaceable(from: &Routine, to: &Routine) -> bool {
    let arguments = |routine: &Routine| -> Vec<_> {
        routine.arguments.iter().map(|it| (it.name.clone(), it.mode, it.default.is_some())).collect()
    };
    from.kind == to.kind && from.returns == to.returns && arguments(from) == arguments(to)
}

/// What nothing may refer to while it changes.
fn touched(changes: &[Change]) -> BTreeSet<ObjectId> {
    let mut touched = BTreeSet::new();
    let created: BTreeSet<ObjectId> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Create(object) => Some(object.id()),
            _ => None,
        })
        .collect();
    for change in changes {
        match change {
            Change::Drop(object) if created.contains(&object.id()) => {
                touched.insert(object.id());
            }
            Change::Table { table, change: TableChange::AlterColumn(change) }
                if change.aspect == ColumnAspect::Type =>
            {
                let name = change.to.name.clone();
                touched.insert(ObjectId::Column { table: table.clone(), name });
            }
            _ => {}
        }
    }
    touched
}

fn views(to: &Schema, changes: &[Change], touched: &BTreeSet<ObjectId>) -> Vec<Change> {
    let mut more = Vec::new();
    for (id, object) in &to.objects {
        let (Object::View(_) | Object::MaterializedView(_)) = object else { continue };
        let handled = changes.iter().any(|change| match change {
            Change::Create(object) | Change::Drop(object) => object.id() == *id,
            _ => false,
        });
        let mut needs = Dependencies::new(to);
        needs.object(object);
        if !handled && !needs.into_set().is_disjoint(touched) {
            more.push(Change::Drop(object.clone()));
            more.extend(diff::creation(object));
        }
    }
    more
}

fn policies_and_triggers(to: &Schema, changes: &[Change], touched: &BTreeSet<ObjectId>) -> Vec<Change> {
    let mut more = Vec::new();
    for table in to.tables() {
        if changes.iter().any(|change| matches!(change, Change::Create(object) if object.id() == ObjectId::Table(table.name.clone()))) {
            continue;
        }
        for policy in &table.policies {
            let mut needs = Dependencies::inside(to, &table.name);
            needs.policy(policy);
            let change = TableChange::ReplacePolicy { from: policy.clone(), to: policy.clone() };
            if !needs.into_set().is_disjoint(touched) && !changed(changes, &table.name, &policy.name) {
                more.push(Change::Table { table: table.name.clone(), change });
                more.extend(comment(
                    ObjectId::Policy { table: table.name.clone(), name: policy.name.clone() },
                    policy.comment.as_ref(),
                ));
            }
        }
        for trigger in &table.triggers {
            let mut needs = Dependencies::inside(to, &table.name);
            needs.trigger(trigger);
            let change = TableChange::ReplaceTrigger { from: trigger.clone(), to: trigger.clone() };
            if !needs.into_set().is_disjoint(touched) && !changed(changes, &table.name, &trigger.name) {
                more.push(Change::Table { table: table.name.clone(), change });
                more.extend(comment(
                    ObjectId::Trigger { table: table.name.clone(), name: trigger.name.clone() },
                    trigger.comment.as_ref(),
                ));
            }
        }
    }
    more
}

fn comment(on: ObjectId, text: Option<&String>) -> Option<Change> {
    text.map(|text| Change::Comment { on, from: Some(text.clone()), to: Some(text.clone()) })
}

/// Whether the policy or trigger of that name is created or replaced anyway.
fn changed(changes: &[Change], table: &QualifiedName, name: &crate::model::Name) -> bool {
    changes.iter().any(|change| match change {
        Change::Table { table: other, change } if other == table => match change {
            TableChange::CreatePolicy(it) | TableChange::ReplacePolicy { to: it, .. } => it.name == *name,
            TableChange::CreateTrigger(it) | TableChange::ReplaceTrigger { to: it, .. } => it.name == *name,
            _ => false,
        },
        _ => false,
    })
}
