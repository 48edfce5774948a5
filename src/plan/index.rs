//! Indexes of existing tables, built and dropped beside running writes.

use super::statement::{Build, Statement};
use super::step::{HazardKind, LockMode, Step};
use super::{Planner, suffixed};
use crate::model::dependencies::Dependencies;
use crate::model::index::Index;
use crate::model::{Name, ObjectId, QualifiedName};

impl Planner<'_> {
    pub(super) fn create_index(&self, table: &QualifiedName, index: &Index) -> Step {
        let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
        let mut needs = Dependencies::inside(self.to, table);
        needs.index(index);
        let build = self.build(table);
        let create = Statement::CreateIndex { table: table.clone(), index: index.clone(), build };
        let step = Step::new(create, format!("create {id} on {table}"), super::owner(self.to, &id))
            .requires(needs.into_ids())
            .requires([super::owner(self.to, &id)])
            .provides(id.clone())
            .builds_index(&id, build)
            .undo(Statement::DropIndex { table: table.clone(), name: index.name.clone(), build });
        match build {
            Build::Concurrently => step.no_transaction().lock(LockMode::ShareUpdateExclusive, table),
            Build::Blocking => {
                let reason = "an index of a partitioned table is built while writes wait";
                step.lock(LockMode::Share, table).hazard(HazardKind::ShareLock, id.path(), reason)
            }
        }
    }

    pub(super) fn drop_index(&self, table: &QualifiedName, index: &Index) -> Vec<Step> {
        let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.index(index);
        // What comes back goes with the lock that the change between takes anyway.
        let build = if self.created.contains(&id) { Build::Blocking } else { self.build(table) };
        let drop = Statement::DropIndex { table: table.clone(), name: index.name.clone(), build };
        let create = Statement::CreateIndex { table: table.clone(), index: index.clone(), build };
        let comment = super::comment_again(id.clone(), index.comment.as_ref());
        let step = Step::new(drop, format!("drop {id} on {table}"), super::owner(self.to, &id))
            .removes(id.clone())
            .releases(used.into_ids());
        let mut steps = Vec::new();
        match build {
            Build::Concurrently => {
                // The file that builds it again holds that one statement: the comment comes back with another.
                if let Some(comment) = comment {
                    let uncomment = Statement::Comment { on: id.clone(), text: None };
                    let owner = super::owner(self.to, &id);
                    steps.push(
                        Step::new(uncomment, format!("clear the comment on {id}"), owner).undo(comment),
                    );
                }
                let step = step.no_transaction().lock(LockMode::ShareUpdateExclusive, table);
                steps.push(step.drops_index(&id).undo(create).after_commit());
            }
            Build::Blocking => {
                let undo = [create].into_iter().chain(comment).collect();
                let step = step.lock(LockMode::AccessExclusive, table).drops_index_under_lock(&id);
                steps.push(step.undo_all(undo));
            }
        }
        steps
    }

    /// The old index serves queries, under another name if need be, until the new one is there.
    pub(super) fn replace_index(&self, table: &QualifiedName, from: &Index, to: &Index) -> Vec<Step> {
        if from.name != to.name {
            let mut steps = vec![self.create_index(table, to)];
            steps.extend(self.drop_index(table, from).into_iter().map(Step::after_commit));
            return steps;
        }
        let id = ObjectId::Index { table: table.clone(), name: from.name.clone() };
        let aside: Name = suffixed(from.name.as_str(), "_old");
        let old = Index { name: aside.clone(), ..from.clone() };
        let mut rename = super::rename(id.clone(), aside.clone()).lock(LockMode::ShareUpdateExclusive, table);
        rename.hazards.clear();
        rename.summary = format!("set the old {id} aside as {aside}");
        let mut steps = vec![rename];
        let mut drop = self.drop_index(table, &old);
        let last = drop.pop().map(|mut step| {
            // To the other steps the index is gone with its name, by which it is consented to as well.
            step.place.removes.clear();
            step.hazards.iter_mut().for_each(|hazard| hazard.object = id.path());
            step
        });
        steps.extend(drop.into_iter().map(Step::after));
        steps.push(self.create_index(table, to).after_commit());
        steps.extend(last.map(Step::after_commit));
        steps
    }

    /// PostgreSQL builds no index of a partitioned table concurrently.
    fn build(&self, table: &QualifiedName) -> Build {
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned || self.is_new(table) { Build::Blocking } else { Build::Concurrently }
    }
}
