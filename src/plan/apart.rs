//! New partitions that are made as tables of their own and attached then, since `CREATE TABLE .. PARTITION OF`
//! would give them their parent's order of columns.

use super::Planner;
use super::partition::{default_partition, with_parents};
use super::state::parts_that_go;
use super::statement::{Build, Statement};
use super::step::{HazardKind, LockMode, Step};
use crate::diff::partition::{is_made_apart, is_named_as_a_foreign_key, whole, with_what_joining_asks};
use crate::model::constraint::Constraint;
use crate::model::table::{PartitionOf, Table};
use crate::model::{ObjectId, QualifiedName};

impl Planner<'_> {
    /// Takes out of such a table what it is a partition of, and gives it what joining that asks for.
    pub(super) fn make_apart(&mut self, table: &mut Table) -> Option<PartitionOf> {
        let mut whole = whole(self.to, &table.partition_of.as_ref()?.table)?;
        if !is_made_apart(table, &whole) {
            return None;
        }
        // For what it says of what does not fit.
        self.own_columns(&mut table.clone());
        let above = with_parents(self.to, &whole.name);
        if whole.constraints.iter().any(|it| self.comes_unproved(&above, it)) {
            whole.to_mut().constraints.retain(|it| !self.comes_unproved(&above, it));
        }
        *table = with_what_joining_asks(table, &whole);
        table.partition_of.take()
    }

    /// Whether a key is to be there when the table is attached: it becomes the part of an index, or keeps its
    /// name from a foreign key.
    pub(super) fn joins_with(&self, table: &Table, key: &Constraint, parent: &QualifiedName) -> bool {
        let whole = whole(self.to, parent);
        table.index_names.values().any(|name| *name == key.name)
            || whole.is_some_and(|it| is_named_as_a_foreign_key(&key.name, &it))
    }

    /// Whether a check comes that is not to be proved: who is there by then has it like that, too.
    fn comes_unproved(&self, above: &[QualifiedName], check: &Constraint) -> bool {
        let has = |table: &&QualifiedName| {
            self.to.table(table).is_some_and(|it| it.constraints.iter().any(|it| it.name == check.name))
        };
        let id =
            |table: &QualifiedName| ObjectId::Constraint { table: table.clone(), name: check.name.clone() };
        let owner = above.iter().find(has).filter(|_| check.not_valid);
        owner.is_some_and(|it| self.is_new(it) || self.created.contains(&id(it)))
    }

    /// The table is empty, and what its parent gives it is made with this.
    pub(super) fn attach_new(&self, table: &QualifiedName, to: PartitionOf) -> Step {
        let id = ObjectId::Table(table.clone());
        let parent = to.table.clone();
        let (before, after) = (self.from.table(&parent), self.to.table(&parent));
        let asks = |it: &&Constraint| it.foreign_key().is_none() && !it.not_valid;
        let is_asked_for = |it: &&ObjectId| match it {
            ObjectId::Column { table, .. } => *table == parent,
            ObjectId::Constraint { table, name } => {
                let constraints = after.into_iter().flat_map(|it| &it.constraints);
                *table == parent && constraints.filter(asks).any(|it| it.name == *name)
            }
            _ => false,
        };
        let needs: Vec<ObjectId> = self.created.iter().filter(is_asked_for).cloned().collect();
        let gone = |it: &&ObjectId| matches!(it, ObjectId::Column { table, .. } if *table == parent);
        let summary = format!("attach {id} to {parent}");
        let attach = Statement::AttachPartition { table: table.clone(), partition: to };
        let mut step =
            Step::new(attach, summary, id).requires(needs).requires([ObjectId::Table(parent.clone())]);
        if !self.is_new(&parent) {
            step.place.without =
                before.zip(after).map(|(old, new)| parts_that_go(old, new)).unwrap_or_default();
            step.place.without.extend(self.dropped.iter().filter(gone).cloned());
            step = step.undo(Statement::DetachPartition {
                table: table.clone(),
                parent,
                build: Build::Blocking,
            });
        }
        step.after()
    }

    /// A new partition beside a default one, all of whose rows are looked at.
    pub(super) fn beside_the_default(
        &self,
        step: Step,
        table: &QualifiedName,
        parent: &QualifiedName,
    ) -> Step {
        let default = default_partition(self.from, parent).filter(|it| it.name != *table);
        let stays = |it: &&Table| !self.dropped.contains(&ObjectId::Table(it.name.clone()));
        let Some(default) = default.filter(stays) else { return step };
        let reason = "every row of the default partition is looked at while nobody can use it, and the migration fails where one belongs to the new partition: move these before";
        step.lock(LockMode::AccessExclusive, &default.name).hazard(
            HazardKind::AccessExclusiveLock,
            default.name.to_string(),
            reason,
        )
    }
}
