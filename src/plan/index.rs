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
        let step = Step::new(create, format!("create {id} on {table}"), id.owner())
            .requires(needs.into_set())
            .requires([id.owner(), ObjectId::MaterializedView(table.clone())])
            .provides(id.clone())
            .undo(Statement::DropIndex { table: table.clone(), name: index.name.clone(), build });
        match build {
            Build::Concurrently => {
                let reason = "the build reads the whole table, beside running writes";
                step.no_transaction().lock(LockMode::ShareUpdateExclusive, table).hazard(
                    HazardKind::IndexBuild,
                    id.path(),
                    reason,
                )
            }
            Build::Blocking => {
                let reason = "an index of a partitioned table is built while writes wait";
                step.lock(LockMode::Share, table).hazard(HazardKind::ShareLock, index.name.as_str(), reason)
            }
        }
    }

    pub(super) fn drop_index(&self, table: &QualifiedName, index: &Index) -> Step {
        let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.index(index);
        let build = self.build(table);
        let drop = Statement::DropIndex { table: table.clone(), name: index.name.clone(), build };
        let step = Step::new(drop, format!("drop {id} on {table}"), id.owner())
            .hazard(HazardKind::IndexDropped, id.path(), "queries that used it become slower")
            .removes(id)
            .releases(used.into_set())
            .undo(Statement::CreateIndex { table: table.clone(), index: index.clone(), build });
        match build {
            Build::Concurrently => step.no_transaction().lock(LockMode::ShareUpdateExclusive, table),
            Build::Blocking => step.lock(LockMode::AccessExclusive, table),
        }
    }

    /// The old index serves queries under another name until the new one is there.
    pub(super) fn replace_index(&self, table: &QualifiedName, from: &Index, to: &Index) -> Vec<Step> {
        let id = ObjectId::Index { table: table.clone(), name: from.name.clone() };
        let aside: Name = suffixed(from.name.as_str(), "_old");
        let old = Index { name: aside.clone(), ..from.clone() };
        let rename = Step::new(
            Statement::Rename { object: id.clone(), to: aside.clone() },
            format!("set the old {id} aside as {aside}"),
            id.owner(),
        )
        .lock(LockMode::ShareUpdateExclusive, table)
        .undo(Statement::Rename { object: id.with_name(aside), to: from.name.clone() });
        let create = self.create_index(table, to).after_commit();
        let mut drop = self.drop_index(table, &old).after_commit();
        drop.hazards.clear();
        vec![rename, create, drop]
    }

    /// PostgreSQL builds no index of a partitioned table concurrently.
    fn build(&self, table: &QualifiedName) -> Build {
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned || self.is_new(table) { Build::Blocking } else { Build::Concurrently }
    }
}
