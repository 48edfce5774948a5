//! Functions and procedures that are replaced in place, with all that stands on them.

use std::collections::BTreeSet;

use super::Planner;
use super::column::column_id;
use super::everything_about;
use super::statement::Statement;
use super::step::{Step, Undo};
use crate::model::dependencies::{Dependencies, held_as_a_whole};
use crate::model::routine::Routine;
use crate::model::{Name, Object, ObjectId, Schema};

impl Planner<'_> {
    /// Replaced in place; an argument may get a default.
    pub(super) fn replace_routine(&self, from: &Routine, to: &Routine) -> Step {
        let id = Object::Routine(to.clone()).id();
        let mut needs = Dependencies::new(self.to);
        needs.object(&Object::Routine(to.clone()));
        let mut needs = needs.into_set();
        needs.remove(&id);
        let mut body = Dependencies::new(self.to);
        body.body(to);
        let mut body = body.into_set();
        body.remove(&id);
        // What makes values of a type that loses attributes is no text, and goes and comes back.
        let is_free = |it: &ObjectId| to.definition.is_none() && self.is_cut(it);
        let firm: BTreeSet<ObjectId> = needs.difference(&body).filter(|it| !is_free(it)).cloned().collect();
        // What only the old body named may go now.
        let mut used = Dependencies::new(self.from);
        used.object(&Object::Routine(from.clone()));
        let mut used = used.into_set();
        used.remove(&id);
        // A text may name what is built anew in the same transaction.
        let mut signed = Dependencies::new(self.from);
        signed.signature(from);
        let signed = signed.into_set();
        used.retain(|it| signed.contains(it) || !self.created.contains(&it.owner()));
        let whole = held_as_a_whole(self.to, &Object::Routine(to.clone()));
        let new: Vec<ObjectId> = self.columns_that_come(&whole).collect();
        let statement = Statement::ReplaceRoutine(to.clone());
        let mut step = Step::new(statement, format!("replace {id}"), id.clone())
            .requires(new)
            .requires(firm)
            .releases(used);
        if to.is_replaceable_by(from) {
            step = step.undo(Statement::ReplaceRoutine(from.clone()));
        } else {
            // What leaves the argument out comes after.
            step.place.provides.push(id.clone());
            self.undo_by_making_it_anew(&mut step, &id, from);
        }
        step.place.prefers = body.into_iter().collect();
        // Its rows are looked at as they are.
        step.place.prefers.extend(whole.iter().flat_map(|it| self.columns_of_rows(it)));
        step.place.without.extend(self.columns_that_go(&whole));
        self.after_new_keys(&mut step);
        step
    }

    /// No default goes in place: on the way back the function goes and comes again, where nothing stands on it.
    fn undo_by_making_it_anew(&self, step: &mut Step, id: &ObjectId, from: &Routine) {
        let uses = |schema: &Schema| {
            let users = schema.objects.iter().filter(|(of, object)| {
                *of != id && !is_text(object) && everything_about(schema, object).contains(id)
            });
            users.map(|(of, _)| of.clone()).collect::<BTreeSet<_>>()
        };
        let (before, after) = (uses(self.from), uses(self.to));
        let stays = |it: &&ObjectId| self.from.get(it).is_some() && self.to.get(it).is_some();
        if let Some(user) = before.union(&after).find(stays) {
            let reason = format!("an argument of {id} cannot lose its default while {user} uses it");
            step.undo = Undo::Impossible(reason);
            return;
        }
        step.place.without.extend(before);
        let again = self.whole(&Object::Routine(from.clone()));
        step.undo = Undo::With([vec![Statement::Drop(id.clone())], again].concat());
    }

    /// The columns of a table or the attributes of a type, which is named as a table.
    fn columns_of_rows(&self, id: &ObjectId) -> Vec<ObjectId> {
        let ObjectId::Table(of) = id else { return Vec::new() };
        let names: Vec<&Name> = match (self.to.get(id), self.to.get(&ObjectId::Composite(of.clone()))) {
            (Some(Object::Table(it)), _) => it.columns.iter().map(|it| &it.name).collect(),
            (_, Some(Object::Composite(it))) => it.attributes.iter().map(|it| &it.name).collect(),
            _ => return Vec::new(),
        };
        names.into_iter().map(|it| column_id(of, it)).collect()
    }
}

/// Whether it names what it uses in a text, which PostgreSQL reads when it is called.
pub(super) fn is_text(object: &Object) -> bool {
    matches!(object, Object::Routine(it) if it.definition.is_none())
}
