//! Whole objects that get another name, another schema, or both.

use std::collections::BTreeMap;

use super::routine::is_text;
use super::statement::Statement;
use super::step::{HazardKind, Phase, State, Step};
use super::{Impossible, Planner, everything_about};
use crate::diff::{self, Change};
use crate::model::name::QualifiedName;
use crate::model::{Name, Object, ObjectId, Schema};

const RENAMED: &str = "clients that use the old name fail from this moment on";

impl Planner<'_> {
    /// Another schema, another name, or both: then in the order in which the name between is free.
    pub(super) fn rename_object(&self, from: &ObjectId, to: &ObjectId) -> Vec<Step> {
        let (Some(old), Some(new)) = (from.namespace(), to.namespace()) else {
            return vec![rename(from.clone(), to.last_name())];
        };
        if old == new {
            let mut step = rename(from.clone(), to.last_name());
            if self.before.get(from).is_none() {
                // It came here with its table.
                step.place.removes.clear();
                step.place.awaits.push(State::TakenAlong(from.clone()));
            }
            return vec![step];
        }
        let there = QualifiedName::new(new.clone(), from.last_name());
        let (from_there, last) = if from.last_name() != to.last_name() && self.spare.is_taken(&there) {
            (from.with_name(to.last_name()), to.clone())
        } else {
            (from.clone(), from.with_schema(new.clone()))
        };
        let mut steps = vec![self.move_to_schema(&from_there, (old, new), to)];
        if last != *to {
            steps.push(rename(last, to.last_name()));
        } else if from_there != *from {
            steps.insert(0, rename(from.clone(), to.last_name()));
        }
        if let [first, second] = &mut steps[..] {
            // Nothing else has the name between.
            first.place.provides.clear();
            second.place.removes.clear();
            second.hazards.clear();
            second.place.owner = Some(to.clone());
            first.place.owner = Some(to.clone());
            *second = second.clone().after();
        }
        steps
    }

    fn move_to_schema(&self, from: &ObjectId, schemas: (&Name, &Name), owner: &ObjectId) -> Step {
        let (old, new) = schemas;
        let to = from.with_schema(new.clone());
        let before = match (from, owner) {
            (ObjectId::Table(_), ObjectId::Table(now)) => {
                ObjectId::Table(self.renamed_tables.get(now).unwrap_or(now).clone())
            }
            _ => from.clone(),
        };
        let statistics = match self.before.get(&before) {
            Some(Object::Table(it)) => it.statistics.iter().map(|it| it.name.clone()).collect(),
            _ => Vec::new(),
        };
        let set = |object: &ObjectId, schema: &Name| Statement::SetSchema {
            object: object.clone(),
            schema: schema.clone(),
            statistics: statistics.clone(),
        };
        let summary = format!("move {from} to schema {new}");
        let mut step = Step::new(set(from, new), summary, owner.clone())
            .phase(Phase::Rename)
            .hazard(HazardKind::BreaksClients, from.path(), RENAMED)
            .requires([ObjectId::Namespace(new.clone())])
            .releases([ObjectId::Namespace(old.clone())])
            .removes(from.clone())
            .provides(to.clone())
            .undo(set(&to, old));
        for (here, there) in diff::taken_along(self.before, &before, &to) {
            step.place.removes.push(here);
            step.place.brings.push(State::TakenAlong(there));
        }
        step
    }
}

/// The rename of an object or a part of one, which clients notice.
pub(super) fn rename(from: ObjectId, to: Name) -> Step {
    let (path, old) = (from.path(), from.last_name());
    let renamed = from.with_name(to.clone());
    let summary = format!("rename {from} to {to}");
    Step::new(Statement::Rename { object: from.clone(), to }, summary, renamed.owner())
        .phase(Phase::Rename)
        .hazard(HazardKind::BreaksClients, path, RENAMED)
        .removes(from)
        .provides(renamed.clone())
        .undo(Statement::Rename { object: renamed, to: old })
}

/// Functions of which one of several of a name gets another: who calls which is a matter of types, which the
/// expressions that call them do not tell.
pub(super) fn of_one_overload(before: &Schema, changes: &[Change]) -> Vec<Impossible> {
    let renames: BTreeMap<&ObjectId, &ObjectId> = changes
        .iter()
        .filter_map(|it| match it {
            Change::Rename { from: from @ ObjectId::Routine(_), to } => Some((from, to)),
            _ => None,
        })
        .collect();
    let name = |id: &ObjectId| match id {
        ObjectId::Routine(signature) => Some(signature.name.clone()),
        _ => None,
    };
    let now = |id: &ObjectId| name(renames.get(id).copied().unwrap_or(id));
    let ids = || before.objects.keys().chain(before.platform.keys());
    let is_called = |id: &ObjectId| {
        let mut others = before.objects.iter().filter(|(of, it)| *of != id && !is_text(it));
        others.any(|(_, it)| everything_about(before, it).contains(id))
    };
    let mut found = Vec::new();
    for (old, new) in &renames {
        let beside = ids().find(|it| name(it) == name(old) && now(it) != name(new));
        if let Some(beside) = beside.filter(|_| is_called(old)) {
            found.push(Impossible {
                object: (*new).clone(),
                message: format!("what calls {old} cannot be told from what calls {beside}, which is not renamed alike"),
                help: "rename both, or take `renamed_from` away: then it is made anew, and what calls it with it"
                    .to_owned(),
            });
        }
    }
    found
}
