//! Policies of tables that are there: who sees or writes which rows changes with them.

use super::Planner;
use super::column::column_id;
use super::statement::Statement;
use super::step::{HazardKind, LockMode, Phase, Step};
use crate::model::dependencies::{Dependencies, selects_every_column};
use crate::model::policy::Policy;
use crate::model::{ObjectId, QualifiedName, Schema};

pub(super) fn authz(step: Step, table: &QualifiedName, policy: &Policy) -> Step {
    let object = format!("{table}.{}", policy.name);
    step.hazard(HazardKind::AuthzUpdate, object, "which rows a role sees or may write changes")
}

impl Planner<'_> {
    pub(super) fn create_policy(&self, table: &QualifiedName, policy: &Policy) -> Step {
        let id = ObjectId::Policy { table: table.clone(), name: policy.name.clone() };
        let mut needs = Dependencies::inside(self.to, table);
        needs.policy(policy);
        let statement = Statement::CreatePolicy { table: table.clone(), policy: policy.clone() };
        let mut step = Step::new(statement, format!("create {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires(needs.into_ids())
            .requires([id.owner()])
            .provides(id.clone())
            .undo(Statement::Drop(id));
        if policy.using.iter().chain(&policy.with_check).any(selects_every_column) {
            let tables = step.place.requires.iter().map(ObjectId::owner).collect();
            step.place.without.extend(self.columns_that_go(&tables));
        }
        step
    }

    pub(super) fn drop_policy(&self, table: &QualifiedName, policy: &Policy) -> Step {
        if let Some(step) = self.drop_policy_with_its_view(table, policy) {
            return step;
        }
        let id = ObjectId::Policy { table: table.clone(), name: policy.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.policy(policy);
        let used = used.into_ids().into_iter().chain(self.renamed_elsewhere(table, policy));
        let create = Statement::CreatePolicy { table: table.clone(), policy: policy.clone() };
        let undo = [create].into_iter().chain(super::comment_again(id.clone(), policy.comment.as_ref()));
        Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .removes(id)
            .releases(used)
            .undo_all(undo.collect())
    }

    /// A view goes before what it names gets another name; a policy that reads it goes before that, and is called as
    /// it is then.
    fn drop_policy_with_its_view(&self, table: &QualifiedName, policy: &Policy) -> Option<Step> {
        let old = self.renamed_tables.get(table).unwrap_or(table);
        let was = self.before.table(old)?.policies.iter().find(|it| it.name == policy.name)?;
        let mut used = Dependencies::inside(self.before, old);
        used.policy(was);
        let mut used = used.into_set();
        let goes = |it: &ObjectId| {
            matches!(it, ObjectId::View(_) | ObjectId::MaterializedView(_)) && self.dropped.contains(it)
        };
        let columns = |schema: &Schema, table: &QualifiedName| {
            let columns = schema.table(table).into_iter().flat_map(|it| &it.columns);
            columns.map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        let (before, after) = (columns(self.before, old), columns(self.from, table));
        let is_renamed = old != table
            || before != after
            || (&was.using, &was.with_check) != (&policy.using, &policy.with_check);
        if !is_renamed || !used.iter().any(goes) {
            return None;
        }
        used.extend(before.iter().filter(|it| !after.contains(it)).map(|it| column_id(table, it)));
        let (id, now) =
            [old, table].map(|it| ObjectId::Policy { table: it.clone(), name: was.name.clone() }).into();
        let create = Statement::CreatePolicy { table: old.clone(), policy: was.clone() };
        let undo = [create].into_iter().chain(super::comment_again(id.clone(), was.comment.as_ref()));
        let step = Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner());
        let step = step.phase(Phase::TakeApart).lock(LockMode::AccessExclusive, old).removes(now);
        Some(step.releases(used).releases([id.owner()]).undo_all(undo.collect()))
    }

    /// The columns of other tables that get another name: the policy's text has their old ones, and can be
    /// brought back only under these.
    fn renamed_elsewhere(&self, table: &QualifiedName, policy: &Policy) -> Vec<ObjectId> {
        let table = self.renamed_tables.get(table).unwrap_or(table);
        let mut named = Dependencies::inside(self.before, table);
        named.policy(policy);
        let now = |it: &QualifiedName| {
            let renamed = self.renamed_tables.iter().find(|(_, old)| *old == it);
            renamed.map_or(it, |(new, _)| new).clone()
        };
        let is_gone = |it: &ObjectId| {
            matches!(it, ObjectId::Column { table, name }
                if self.from.table(table).is_some_and(|it| it.column(name).is_none()))
        };
        let elsewhere = named.into_ids().into_iter().filter_map(|it| match it {
            ObjectId::Column { table: of, name } if of != *table => {
                Some(ObjectId::Column { table: now(&of), name })
            }
            _ => None,
        });
        elsewhere.filter(is_gone).collect()
    }
}
