//! What a table says about how its rows are kept, told apart and counted: replica identity, the index
//! to cluster on, statistics.

use std::collections::BTreeSet;

use super::Planner;
use super::cast::default_storage;
use super::statement::Statement;
use super::step::{HazardKind, Link, Lock, LockMode, Phase, Step, Undo};
use crate::model::constraint::Constraint;
use crate::model::dependencies::Dependencies;
use crate::model::index::Index;
use crate::model::table::{Column, ReplicaIdentity, Statistics, StorageParameters, Table};
use crate::model::{Name, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    /// The steps that follow when a table is new.
    pub(super) fn physical(&self, table: &Table) -> Vec<Step> {
        let name = &table.name;
        let fresh = |step: Step| Step { lock: None, hazards: Vec::new(), ..step };
        let mut steps = Vec::new();
        if table.replica_identity != ReplicaIdentity::Default {
            let (from, to) = (ReplicaIdentity::Default, table.replica_identity.clone());
            steps.push(set_replica_identity(name, &from, to));
        }
        if table.cluster_on.is_some() {
            steps.push(set_cluster_on(name, None, table.cluster_on.clone()));
        }
        steps.extend(table.columns.iter().flat_map(|it| column_counted(name, it)));
        steps.extend(table.columns.iter().flat_map(|it| stored_otherwise(self.to, table, it, false)));
        steps.extend(table.statistics.iter().flat_map(|it| self.create_statistics(name, it)));
        let nothing = |step: Step| Step { undo: Undo::Nothing, ..step };
        steps.into_iter().map(fresh).map(nothing).collect()
    }

    /// What the table says about an index holds again when that goes and comes back, under its name or another.
    pub(super) fn mark_again(&self, table: &QualifiedName, steps: &mut Vec<Step>) {
        let (Some(before), Some(after)) = (self.from.table(table), self.to.table(table)) else { return };
        let stays = |old: &Name, new: &Name| old == new || self.is_called_otherwise(before, after, old, new);
        if let (ReplicaIdentity::Index(old), ReplicaIdentity::Index(new)) =
            (&before.replica_identity, &after.replica_identity)
            && stays(old, new)
        {
            let set = |identity| Statement::SetReplicaIdentity { table: table.clone(), identity };
            // Without any, changes of a published table would fail meanwhile.
            let without = set(ReplicaIdentity::Full);
            let mark = Mark { old, new, summary: "the replica identity", without };
            mark.keep(table, steps, |name| set(ReplicaIdentity::Index(name.clone())));
        }
        if let (Some(old), Some(new)) = (&before.cluster_on, &after.cluster_on)
            && stays(old, new)
        {
            let set = |index| Statement::SetClusterOn { table: table.clone(), index };
            let mark = Mark { old, new, summary: "the order", without: set(None) };
            mark.keep(table, steps, |name| set(Some(name.clone())));
        }
    }

    /// Whether an index goes and comes back as what it was under another name.
    fn is_called_otherwise(&self, before: &Table, after: &Table, old: &Name, new: &Name) -> bool {
        let index = |of: &Table, name: &Name| {
            let found = of.indexes.iter().find(|it| it.name == *name)?;
            Some(Index { name: Name::from(""), comment: None, renamed_from: None, ..found.clone() })
        };
        let key = |of: &Table, name: &Name| {
            let found = of.constraints.iter().find(|it| it.name == *name && it.has_index())?;
            Some(Constraint { name: Name::from(""), ..found.essence() })
        };
        let (was, is) = ((index(before, old), key(before, old)), (index(after, new), key(after, new)));
        was == is
            && was != (None, None)
            && (index(after, old), key(after, old)) == (None, None)
            && marked(&after.name, new).iter().any(|it| self.created.contains(it))
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

/// What a table says about one of its indexes.
struct Mark<'a> {
    old: &'a Name,
    new: &'a Name,
    summary: &'static str,
    /// What holds while there is no such index.
    without: Statement,
}

impl Mark<'_> {
    fn keep(self, table: &QualifiedName, steps: &mut Vec<Step>, set: impl Fn(&Name) -> Statement) {
        let has = |ids: &[ObjectId], name: &Name| marked(table, name).iter().any(|id| ids.contains(id));
        let id = ObjectId::Table(table.clone());
        let step = |statement| {
            let step = Step::new(statement, format!("set {} of {id}", self.summary), id.clone());
            step.lock(LockMode::AccessExclusive, table)
        };
        let mut undo = self.without.clone();
        if let Some(at) = steps.iter().position(|it| has(&it.place.removes, self.old)) {
            if let Statement::Rename { to: aside, .. } = &steps[at].statement {
                undo = set(aside);
            } else {
                let mut before = step(self.without).undo(set(self.old));
                before.place.link = steps[at].place.link;
                steps[at].place.link = if steps[at].no_transaction { Link::AfterCommit } else { Link::After };
                steps.insert(at, before);
            }
        }
        if let Some(at) = steps.iter().rposition(|it| has(&it.place.provides, self.new)) {
            let again = step(set(self.new)).undo(undo);
            // An index that was built in a file of its own can be named only after it.
            let commit = steps[at].no_transaction;
            steps.insert(at + 1, if commit { again.after_commit() } else { again.after() });
        }
    }
}

/// Whether plugins of logical decoding may read the table as one of the catalog's.
pub(super) fn is_catalogs(parameters: &StorageParameters) -> bool {
    let value = parameters.get("user_catalog_table").map(String::as_str);
    matches!(value, Some("true" | "on" | "yes" | "1"))
}

pub(super) fn marked(table: &QualifiedName, name: &Name) -> [ObjectId; 2] {
    [
        ObjectId::Index { table: table.clone(), name: name.clone() },
        ObjectId::Constraint { table: table.clone(), name: name.clone() },
    ]
}

pub(super) fn set_replica_identity(
    table: &QualifiedName,
    from: &ReplicaIdentity,
    to: ReplicaIdentity,
) -> Step {
    let id = ObjectId::Table(table.clone());
    let indexes = |identity: &ReplicaIdentity| match identity {
        ReplicaIdentity::Index(name) => marked(table, name).to_vec(),
        _ => Vec::new(),
    };
    let (new, old) = (indexes(&to), indexes(from));
    let set = |identity| Statement::SetReplicaIdentity { table: table.clone(), identity };
    let reason = "its subscribers get other old values, or none: then a published table refuses updates";
    Step::new(set(to), format!("set the replica identity of {id}"), id.clone())
        .lock(LockMode::AccessExclusive, table)
        .hazard(HazardKind::Correctness, id.path(), reason)
        .requires(new.clone())
        .requires([id])
        .releases(old.into_iter().filter(|it| !new.contains(it)))
        .undo(set(from.clone()))
}

pub(super) fn set_cluster_on(table: &QualifiedName, from: Option<Name>, to: Option<Name>) -> Step {
    let id = ObjectId::Table(table.clone());
    let indexes =
        |index: &Option<Name>| index.iter().flat_map(|name| marked(table, name)).collect::<Vec<ObjectId>>();
    let (new, old) = (indexes(&to), indexes(&from));
    let set = |index| Statement::SetClusterOn { table: table.clone(), index };
    Step::new(set(to), format!("set the index that {id} is clustered on"), id.clone())
        .lock(LockMode::ShareUpdateExclusive, table)
        .requires(new.clone())
        .requires([id])
        .releases(old.into_iter().filter(|it| !new.contains(it)))
        .undo(set(from))
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
