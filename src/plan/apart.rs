//! New partitions that are made as tables of their own and attached then, since `CREATE TABLE .. PARTITION OF`
//! would give them their parent's order of columns.

use super::Planner;
use super::partition::default_partition;
use super::state::parts_that_go;
use super::statement::{Build, Statement};
use super::step::{HazardKind, LockMode, Step};
use crate::diff::partition::{is_made_apart, whole, with_what_joining_asks};
use crate::model::table::{PartitionOf, Table};
use crate::model::{ObjectId, QualifiedName};

impl Planner<'_> {
    /// Takes out of such a table what it is a partition of, and gives it what joining that asks for.
    pub(super) fn make_apart(&mut self, table: &mut Table) -> Option<PartitionOf> {
        let parent = self.to.table(&table.partition_of.as_ref()?.table)?;
        if !is_made_apart(table, parent) {
            return None;
        }
        // For what it says of what does not fit.
        self.own_columns(&mut table.clone());
        let whole = whole(self.to, &parent.name)?;
        *table = with_what_joining_asks(table, &whole);
        table.partition_of.take()
    }

    /// The table is empty, and what its parent gives it is made with this.
    pub(super) fn attach_new(&self, table: &QualifiedName, to: PartitionOf) -> Step {
        let id = ObjectId::Table(table.clone());
        let parent = to.table.clone();
        let (before, after) = (self.from.table(&parent), self.to.table(&parent));
        let is_asked_for = |it: &&ObjectId| match it {
            ObjectId::Column { table, .. } => *table == parent,
            ObjectId::Constraint { table, name } => {
                let constraints = after.into_iter().flat_map(|it| &it.constraints);
                *table == parent
                    && constraints.filter(|it| it.foreign_key().is_none()).any(|it| it.name == *name)
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
