//! What a table says about how its rows are kept and counted: storage parameters, statistics.

use std::collections::BTreeSet;

use super::Planner;
use super::cast::default_storage;
use super::mark::{Mark, set_mark};
use super::statement::Statement;
use super::step::{HazardKind, Lock, LockMode, Phase, Step, Undo};
use crate::model::dependencies::Dependencies;
use crate::model::table::{Column, ReplicaIdentity, Statistics, StorageParameters, Table};
use crate::model::{ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    /// The steps that follow when a table is new.
    pub(super) fn physical(&self, table: &Table) -> Vec<Step> {
        let name = &table.name;
        let fresh = |step: Step| Step { lock: None, hazards: Vec::new(), ..step };
        let mut steps = Vec::new();
        if table.replica_identity != ReplicaIdentity::Default {
            let default = Mark::Identity(ReplicaIdentity::Default);
            steps.push(set_mark(name, &default, &Mark::Identity(table.replica_identity.clone())));
        }
        if table.cluster_on.is_some() {
            steps.push(set_mark(name, &Mark::Order(None), &Mark::Order(table.cluster_on.clone())));
        }
        steps.extend(table.columns.iter().flat_map(|it| column_counted(name, it)));
        steps.extend(table.columns.iter().flat_map(|it| stored_otherwise(self.to, table, it, false)));
        steps.extend(table.statistics.iter().flat_map(|it| self.create_statistics(name, it)));
        let nothing = |step: Step| Step { undo: Undo::Nothing, ..step };
        steps.into_iter().map(fresh).map(nothing).collect()
    }

    pub(super) fn set_storage_parameters(
        &self,
        table: &QualifiedName,
        from: StorageParameters,
        to: StorageParameters,
    ) -> Step {
        let id = super::relation(self.to, table);
        // PostgreSQL writes no table anew for as long as it is one of the catalog's.
        let phase = if is_catalogs(&from) { Phase::TakeApart } else { Phase::default() };
        let statement = |from, to| Statement::SetStorageParameters { object: id.clone(), from, to };
        let undo = statement(to.clone(), from.clone());
        Step::new(statement(from, to), format!("set storage parameters of {id}"), id.clone())
            .lock(LockMode::ShareUpdateExclusive, table)
            .phase(phase)
            .undo(undo)
    }

    /// Says that a table is one of the catalog's before and after, and that its rows would be written anew.
    pub(super) fn catalogs_tables(&mut self, steps: &[Vec<Step>]) {
        let rewrites = |it: &&Step| it.hazards.iter().any(|it| it.kind == HazardKind::TableRewrite);
        let locks = steps.iter().flatten().filter(rewrites).filter_map(|it| it.lock.as_ref());
        let tables: BTreeSet<&QualifiedName> = locks.flat_map(Lock::tables).collect();
        for name in tables {
            let parameters =
                |schema: &'_ Schema| schema.table(name).map(|it| is_catalogs(&it.storage_parameters));
            if [self.from, self.to].into_iter().all(|it| parameters(it) == Some(true)) {
                let message = "PostgreSQL does not write it anew while it is `user_catalog_table`";
                let help = "take the parameter out in one compile, and write it again in the next";
                self.cannot(ObjectId::Table(name.clone()), message, help);
            }
        }
    }

    pub(super) fn create_statistics(&self, table: &QualifiedName, statistics: &Statistics) -> Vec<Step> {
        let id = ObjectId::Statistics { table: table.clone(), name: statistics.name.clone() };
        let mut needs = Dependencies::inside(self.to, table);
        needs.statistics(statistics);
        let create = Statement::CreateStatistics { table: table.clone(), statistics: statistics.clone() };
        vec![
            Step::new(create, format!("create {id}"), id.owner())
                .lock(LockMode::ShareUpdateExclusive, table)
                .requires(needs.into_set())
                .requires([id.owner()])
                .provides(id.clone())
                .undo(Statement::Drop(id)),
        ]
    }

    pub(super) fn drop_statistics(&self, table: &QualifiedName, statistics: &Statistics) -> Step {
        let id = ObjectId::Statistics { table: table.clone(), name: statistics.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.statistics(statistics);
        let create = Statement::CreateStatistics { table: table.clone(), statistics: statistics.clone() };
        let comment = super::comment_again(id.clone(), statistics.comment.as_ref());
        Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::ShareUpdateExclusive, table)
            .removes(id)
            .releases(used.into_set())
            .undo_all([create].into_iter().chain(comment).collect())
    }
}

/// Whether plugins of logical decoding may read the table as one of the catalog's.
pub(super) fn is_catalogs(parameters: &StorageParameters) -> bool {
    let value = parameters.get("user_catalog_table").map(String::as_str);
    matches!(value, Some("true" | "on" | "yes" | "1"))
}

pub(super) fn set_statistics_target(id: &ObjectId, from: Option<i32>, to: Option<i32>) -> Step {
    let set = |target| Statement::SetStatisticsTarget { object: id.clone(), target };
    Step::new(set(to), format!("set the target of {id}"), id.owner()).requires([id.clone()]).undo(set(from))
}

/// How a partition or heir keeps the values of a column, where that is not how it comes to it: as what it
/// has the column from keeps them, but for the compression, which starts anew under another type.
pub(super) fn stored_otherwise(schema: &Schema, table: &Table, column: &Column, retyped: bool) -> Vec<Step> {
    let mut parents = table.partition_of.iter().map(|it| &it.table).chain(&table.inherits);
    let Some(theirs) = parents.find_map(|it| schema.table(it)?.column(&column.name)) else {
        return Vec::new();
    };
    let id = ObjectId::Column { table: table.name.clone(), name: column.name.clone() };
    let of = || (table.name.clone(), column.name.clone());
    let storage = |it: &Column| it.storage.or_else(|| default_storage(schema, &it.data_type));
    let own = storage(column).filter(|it| storage(theirs) != Some(*it)).map(|storage| {
        let (table, column) = of();
        (Statement::SetStorage { table, column, storage }, "storage")
    });
    let given = theirs.compression.filter(|_| !retyped);
    let compression = (column.compression != given).then(|| {
        let (table, name) = of();
        (Statement::SetCompression { table, column: name, compression: column.compression }, "compression")
    });
    let set = |(set, what): (Statement, &str)| {
        let step = Step::new(set, format!("set {what} of {id}"), id.owner()).requires([id.clone()]);
        Step { undo: Undo::Nothing, ..step.lock(LockMode::AccessExclusive, &table.name) }
    };
    own.into_iter().chain(compression).map(set).collect()
}

/// How the values of a new column are counted, for which CREATE TABLE and ADD COLUMN have no words.
pub(super) fn column_counted(table: &QualifiedName, column: &Column) -> Vec<Step> {
    let target = column.statistics.map(|_| set_column_statistics(table, None, column));
    let options = (!column.attribute_options.is_empty())
        .then(|| set_attribute_options(table, &StorageParameters::default(), column));
    target.into_iter().chain(options).map(|it| Step { undo: Undo::Nothing, ..it }).collect()
}

pub(super) fn set_column_statistics(table: &QualifiedName, from: Option<i32>, to: &Column) -> Step {
    let id = ObjectId::Column { table: table.clone(), name: to.name.clone() };
    let set =
        |target| Statement::SetColumnStatistics { table: table.clone(), column: to.name.clone(), target };
    Step::new(set(to.statistics), format!("set the statistics of {id}"), id.owner())
        .lock(LockMode::ShareUpdateExclusive, table)
        .requires([id])
        .undo(set(from))
}

pub(super) fn set_attribute_options(table: &QualifiedName, from: &StorageParameters, to: &Column) -> Step {
    let id = ObjectId::Column { table: table.clone(), name: to.name.clone() };
    let to = &to.attribute_options;
    let set = |from: &StorageParameters, to: &StorageParameters| Statement::SetStorageParameters {
        object: id.clone(),
        from: from.clone(),
        to: to.clone(),
    };
    Step::new(set(from, to), format!("set the options of {id}"), id.owner())
        .lock(LockMode::ShareUpdateExclusive, table)
        .requires([id.clone()])
        .undo(set(to, from))
}
