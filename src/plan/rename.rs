//! Whole objects that get another name, another schema, or both.

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, Phase, State, Step};
use crate::diff;
use crate::model::name::QualifiedName;
use crate::model::{Name, Object, ObjectId};

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
