//! Enums: values are added in place; where any goes or gets another place, a new type takes over.

use super::statement::Statement;
use super::step::{HazardKind, Phase, Step};
use super::suffixed;
use crate::model::types::Enum;
use crate::model::{Object, ObjectId, QualifiedName};

/// Whether PostgreSQL cannot get from one to the other by adding values.
pub(super) fn is_swapped(from: &Enum, to: &Enum) -> bool {
    let kept: Vec<&String> = to.values.iter().filter(|value| from.values.contains(value)).collect();
    kept.len() != from.values.len() || !kept.iter().zip(&from.values).all(|(a, b)| *a == b)
}

/// The name of the old type while the new one takes over.
pub(super) fn aside(name: &QualifiedName) -> QualifiedName {
    name.sibling(suffixed(name.name.as_str(), "_old"))
}

pub(super) fn alter_enum(from: &Enum, to: &Enum) -> Vec<Step> {
    let id = ObjectId::Enum(to.name.clone());
    if is_swapped(from, to) {
        return swap_enum(from, to);
    }
    let mut steps = Vec::new();
    let mut next: Option<&String> = None;
    let mut added = Vec::new();
    for value in to.values.iter().rev() {
        if !from.values.contains(value) {
            added.push((value.clone(), next.cloned()));
        }
        next = Some(value);
    }
    // From the last to the first, so that each finds the value it stands before.
    for (value, before) in added {
        let summary = format!("add value {value:?} to {id}");
        let statement = Statement::AddEnumValue { name: to.name.clone(), value, before };
        let mut step = Step::new(statement, summary, id.clone())
            .provides(id.clone())
            .cannot_be_undone("PostgreSQL cannot remove a value from an enum");
        // A new value can be used only after its transaction.
        step.place.commits = true;
        step.place.phase = Phase::Values;
        steps.push(if steps.is_empty() { step } else { step.after() });
    }
    steps
}

/// The old type is set aside, the columns change over to the new one, and the old one goes.
fn swap_enum(from: &Enum, to: &Enum) -> Vec<Step> {
    let id = ObjectId::Enum(to.name.clone());
    let old = aside(&to.name);
    let old_id = ObjectId::Enum(old.clone());
    let rename = Statement::Rename { object: id.clone(), to: old.name.clone() };
    let gone: Vec<&str> =
        from.values.iter().filter(|value| !to.values.contains(value)).map(String::as_str).collect();
    let mut set_aside = Step::new(rename, format!("set the old {id} aside as {old}"), id.clone());
    if gone.is_empty() {
        let reason = "the values get another order, for which every row of the type is written anew";
        set_aside = set_aside.hazard(HazardKind::BreaksClients, id.path(), reason);
    } else {
        let reason = format!(
            "clients that use {} fail from this moment on, and the migration fails where a row holds it",
            gone.join(", ")
        );
        set_aside = set_aside.hazard(HazardKind::BreaksClients, id.path(), reason);
    }
    let create = Statement::Create(Object::Enum(to.clone()));
    let create = Step::new(create, format!("create {id}"), id.clone()).provides(id.clone());
    let drop = Step::new(Statement::Drop(old_id.clone()), format!("drop the old {old_id}"), id.clone())
        .removes(old_id)
        .cannot_be_undone(format!("rows of {id} may hold values that the old type does not know"));
    vec![set_aside, create.after(), drop.phase(Phase::TakeDown).after()]
}
