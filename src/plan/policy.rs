//! Policies that go, alone or ahead of their tables: two tables whose policies read one another could not
//! go otherwise.

use super::step::{LockMode, Phase, Place, Step, Undo};
use super::{Planner, Statement};
use crate::model::dependencies::Dependencies;
use crate::model::name::QualifiedName;
use crate::model::policy::Policy;
use crate::model::{Object, ObjectId, Table};

impl Planner<'_> {
    pub(super) fn drop_policy(&self, table: &QualifiedName, policy: &Policy) -> Step {
        let id = ObjectId::Policy { table: table.clone(), name: policy.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.policy(policy);
        let create = Statement::CreatePolicy { table: table.clone(), policy: policy.clone() };
        let undo = [create].into_iter().chain(super::comment_again(id.clone(), policy.comment.as_ref()));
        Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .removes(id)
            .releases(used.into_ids())
            .undo_all(undo.collect())
    }

    /// Whether a policy of a table that goes reads what goes before the table, or stands on it.
    pub(super) fn reads_what_goes(&self, table: &QualifiedName, policy: &Policy) -> bool {
        let id = ObjectId::Table(table.clone());
        let position = |id: &ObjectId| self.positions.get(id);
        let mut found = Dependencies::inside(self.before, table);
        found.policy(policy);
        found.into_set().iter().map(ObjectId::owner).any(|it| match it {
            ObjectId::Role(_) => false,
            ObjectId::Table(_) => it != id && self.dropped.contains(&it) && position(&it) < position(&id),
            _ => {
                self.dropped.contains(&it)
                    && self.before.get(&it).is_some_and(|it| self.holds(it).contains(&id))
            }
        })
    }

    /// The steps that drop such policies, for the drop of the table, which then holds less.
    pub(super) fn policies_first(&self, table: &Table, drop: &mut Step) -> Vec<Step> {
        let (first, along): (Vec<_>, Vec<_>) =
            table.policies.iter().cloned().partition(|it| self.reads_what_goes(&table.name, it));
        if first.is_empty() {
            return Vec::new();
        }
        let without = Table { policies: along, ..table.clone() };
        drop.place.releases = self.holds(&Object::Table(without)).into_iter().collect();
        let ids =
            first.iter().map(|it| ObjectId::Policy { table: table.name.clone(), name: it.name.clone() });
        drop.place.without.extend(ids);
        let steps = first.iter().map(|policy| {
            let step = self.drop_policy(&table.name, policy);
            let place = Place { phase: Phase::TakeDown, ..step.place };
            Step { undo: Undo::Nothing, place, ..step }
        });
        steps.collect()
    }
}
