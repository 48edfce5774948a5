//! Types that PostgreSQL cannot change in place: another takes over under the same name. Enums get new
//! values in place; where any goes or gets another place, and where a domain gets another base, or is made
//! of a type that is swapped itself, a new type takes over.

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, Phase, Step};
use crate::model::types::Enum;
use crate::model::{DataType, Object, ObjectId};

/// Whether another type takes over. One that is the same before and after is made of such a type.
pub(super) fn takes_over(from: &Object, to: &Object) -> bool {
    match (from, to) {
        (Object::Enum(from), Object::Enum(to)) => is_swapped(from, to),
        (Object::Domain(old), Object::Domain(new)) => {
            old.data_type != new.data_type || old.collate != new.collate || from.essence() == to.essence()
        }
        (Object::Composite(_), Object::Composite(_)) => from.essence() == to.essence(),
        _ => false,
    }
}

/// The types that a type is made of.
pub(super) fn parts(object: &Object) -> Vec<&DataType> {
    match object {
        Object::Domain(it) => vec![&it.data_type],
        Object::Composite(it) => it.attributes.iter().map(|it| &it.data_type).collect(),
        Object::Range(it) => vec![&it.subtype],
        _ => Vec::new(),
    }
}

/// Whether PostgreSQL cannot get from one to the other by adding values.
fn is_swapped(from: &Enum, to: &Enum) -> bool {
    let kept: Vec<&String> = to.values.iter().filter(|value| from.values.contains(value)).collect();
    kept.len() != from.values.len() || !kept.iter().zip(&from.values).all(|(a, b)| *a == b)
}

impl Planner<'_> {
    /// The old type while the new one takes over.
    pub(super) fn set_aside(&self, id: &ObjectId) -> ObjectId {
        let Some(name) = id.type_name() else { return id.clone() };
        id.with_name(self.spare.relation(name, name.name.as_str(), "_old").name)
    }
}

pub(super) fn add_values(from: &Enum, to: &Enum) -> Vec<Step> {
    let id = ObjectId::Enum(to.name.clone());
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
pub(super) fn swap(from: &Object, to: &Object, old_id: ObjectId) -> Vec<Step> {
    let id = to.id();
    let rename = Statement::Rename { object: id.clone(), to: old_id.last_name() };
    let set_aside = Step::new(rename, format!("set the old {id} aside as {}", old_id.path()), id.clone())
        .hazard(HazardKind::BreaksClients, id.path(), reason(from, to));
    let itself = Step::new(Statement::Create(to.clone()), format!("create {id}"), id.clone());
    let create = itself.provides(id.clone()).requires(made_of(to));
    let drop = Step::new(Statement::Drop(old_id.clone()), format!("drop the old {old_id}"), id.clone())
        .removes(old_id)
        .releases(made_of(from))
        .cannot_be_undone(format!("rows of {id} may hold values that the old type does not know"));
    vec![set_aside, create.after(), drop.phase(Phase::TakeDown).after()]
}

fn made_of(object: &Object) -> Vec<ObjectId> {
    parts(object).into_iter().flat_map(ids_of).collect()
}

/// What a type may be, going by its name.
pub(super) fn ids_of(data_type: &DataType) -> Vec<ObjectId> {
    let kinds = [ObjectId::Enum, ObjectId::Domain, ObjectId::Composite];
    data_type.named().into_iter().flat_map(|name| kinds.map(|kind| kind(name.clone()))).collect()
}

fn reason(from: &Object, to: &Object) -> String {
    let (Object::Enum(from), Object::Enum(to)) = (from, to) else {
        return "another type takes over, for which every row of the type is written anew".to_owned();
    };
    let gone: Vec<&str> =
        from.values.iter().filter(|value| !to.values.contains(value)).map(String::as_str).collect();
    if gone.is_empty() {
        return "the values get another order, for which every row of the type is written anew".to_owned();
    }
    format!(
        "clients that use {} fail from this moment on, and the migration fails where a row holds it",
        gone.join(", ")
    )
}
