//! Indexes of existing tables, built and dropped beside running writes.

use std::collections::HashMap;

use super::Planner;
use super::order::Batch;
use super::statement::{Build, Statement};
use super::step::{HazardKind, LockMode, State, Step, Undo};
use crate::diff::partition::ParentsIndex;
use crate::model::constraint::Constraint;
use crate::model::dependencies::Dependencies;
use crate::model::index::Index;
use crate::model::table::StorageParameters;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Table};

impl Planner<'_> {
    pub(super) fn create_index(&self, table: &QualifiedName, index: &Index) -> Vec<Step> {
        let in_use = self.to.table(table).is_some_and(|it| it.partition_by.is_some()) && !self.is_new(table);
        let by_partition = in_use.then(|| self.create_partitioned_index(table, index)).flatten();
        by_partition.unwrap_or_else(|| {
            let step = self.create_index_at_once(table, index);
            let again = if in_use { self.taken_up(table, index) } else { Vec::new() };
            let undo = Self::drop_index_and(&again, table, &index.name);
            let step = if again.is_empty() {
                step
            } else {
                step.requires(again.iter().filter_map(key_of))
                    .undo_all([undo].into_iter().chain(again).collect())
            };
            if in_use { self.make_beside_twins(table, ParentsIndex::Index(index), step) } else { vec![step] }
        })
    }

    /// Nobody waits for a new table yet, and the index goes with it.
    pub(super) fn create_index_of_new(&self, table: &QualifiedName, index: Index) -> Step {
        let (id, owner) = (
            ObjectId::Index { table: table.clone(), name: index.name.clone() },
            ObjectId::Table(table.clone()),
        );
        let mut needs = Dependencies::inside(self.to, table);
        needs.index(&index);
        let statement = Statement::CreateIndex { table: table.clone(), index, build: Build::Blocking };
        let step = Step::new(statement, format!("create {id}"), owner.clone());
        step.provides(id).requires(needs.into_ids()).requires([owner])
    }

    pub(super) fn create_index_at_once(&self, table: &QualifiedName, index: &Index) -> Step {
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
            Build::Blocking | Build::OnParentOnly | Build::Again => {
                let reason = "an index of a partitioned table is built while writes wait";
                step.lock(LockMode::Share, table).hazard(HazardKind::ShareLock, id.path(), reason)
            }
        }
    }

    /// Drops an index that goes; one that is built anew under another name has no longer life than one that
    /// is under its own.
    pub(super) fn drop_index(&self, table: &QualifiedName, index: &Index) -> Vec<Step> {
        let new = |name: &Name| {
            self.created.contains(&ObjectId::Index { table: table.clone(), name: name.clone() })
        };
        let mut indexes = self.to.table(table).into_iter().flat_map(|it| &it.indexes);
        let comes_back = new(&index.name)
            || indexes.any(|it| it.renamed_from.as_ref() == Some(&index.name) && new(&it.name));
        self.drop_index_that(comes_back, table, index)
    }

    fn drop_index_that(&self, comes_back: bool, table: &QualifiedName, index: &Index) -> Vec<Step> {
        let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.index(index);
        // What comes back goes with the lock that the change between takes anyway.
        let build = if comes_back { Build::Blocking } else { self.build(table) };
        let drop = Statement::DropIndex { table: table.clone(), name: index.name.clone(), build };
        let create = Statement::CreateIndex { table: table.clone(), index: index.clone(), build };
        let comment = super::comment_again(id.clone(), index.comment.as_ref());
        let step = Step::new(drop, format!("drop {id} on {table}"), super::owner(self.to, &id))
            .removes(id.clone())
            .releases(used.into_ids());
        let step = self.named_below(table, &index.name).into_iter().fold(step, Step::removes);
        let step = if index.unique && comes_back && self.build(table) == Build::Concurrently {
            let reason = "until it is built again nothing keeps equal values out, and where there are any it cannot be";
            step.hazard(HazardKind::Correctness, id.path(), reason)
        } else {
            step
        };
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
                let step = step.drops_index(&id).undo(create).after_commit();
                steps.extend(self.drop_under_foreign_keys(&id, step, |it| index.is_key_over(it)));
            }
            Build::Blocking | Build::OnParentOnly | Build::Again => {
                let mut undo = self.keys_below(table, &index.name);
                let drop = Self::drop_index_and(&undo, table, &index.name);
                undo.extend(self.make_again_beside_twins(table, ParentsIndex::Index(index), create));
                undo.extend(comment);
                undo.extend(self.parts_again(table, &index.name));
                let mut step = step.lock(LockMode::AccessExclusive, table).drops_index_under_lock(&id);
                if matches!(drop, Statement::DropIndexAndKeys { .. }) {
                    let reason = "keys of partitions that are parts of it go with it: until those that stay are built again nothing keeps equal values out";
                    step = step.hazard(HazardKind::Correctness, id.path(), reason);
                }
                let step = Step { statement: drop, ..step }.undo_all(undo);
                steps.extend(self.drop_under_foreign_keys(&id, step, |it| index.is_key_over(it)));
            }
        }
        steps
    }

    /// Whether an index that is replaced has to go first: it is in the way of what it stands on; a foreign key would
    /// come back to it, as long as there is one; or its parts come back in their turn.
    fn is_in_the_way(&self, table: &QualifiedName, from: &Index, to: &Index) -> bool {
        let id = ObjectId::Index { table: table.clone(), name: from.name.clone() };
        let mut used = Dependencies::inside(self.from, table);
        used.index(from);
        let used = used.into_set();
        let goes = |it: &ObjectId| {
            let column = matches!(it, ObjectId::Column { .. });
            if column { self.retyped.contains(it) } else { self.dropped.contains(it) || self.is_cut(it) }
        };
        let would_be_stood_on = || {
            self.to.tables().any(|owner| {
                let comes = |it: &Constraint| {
                    let id = ObjectId::Constraint { table: owner.name.clone(), name: it.name.clone() };
                    self.is_new(&owner.name) || self.created.contains(&id)
                };
                let mut keys =
                    owner.constraints.iter().filter(|it| comes(it)).filter_map(Constraint::foreign_key);
                keys.any(|key| key.table == *table && from.is_key_over(&key.references))
            })
        };
        used.iter().any(goes)
            || self.is_referred_to(&id)
            || would_be_stood_on()
            || self.goes_beside_siblings(table, &from.name)
            || self.takes_twins_below(table, from, to)
    }

    /// The old index serves queries, under another name if need be, until the new one is there.
    pub(super) fn replace_index(&self, table: &QualifiedName, from: &Index, to: &Index) -> Vec<Step> {
        if self.has_keys_below(table, &to.name) {
            // They go with the old one, and the new one takes them up.
            let mut steps = self.drop_index(table, from);
            steps.extend(first_after_commit(self.create_index(table, to)));
            return steps;
        }
        let has_keys = !self.keys_below(table, &from.name).is_empty();
        if from.name != to.name && !has_keys && !self.is_in_the_way(table, from, to) {
            let mut steps = self.create_index(table, to);
            let old = ObjectId::Index { table: table.clone(), name: from.name.clone() };
            let drop = self.drop_index_that(self.created.contains(&old), table, from);
            steps.extend(drop.into_iter().map(Step::after_commit));
            return steps;
        }
        let by_part = || !has_keys && self.create_partitioned_index(table, to).is_some();
        if self.build(table) == Build::Blocking && !by_part() {
            // An index of a partitioned table has parts, whose names are free once the old one is gone.
            let mut steps = self.drop_index(table, from);
            let step = self.create_index_at_once(table, to).after();
            steps.extend(self.make_beside_twins(table, ParentsIndex::Index(to), step));
            return steps;
        }
        if self.is_in_the_way(table, from, to) {
            let mut steps = self.drop_index(table, from);
            steps.extend(first_after_commit(self.create_index(table, to)));
            return steps;
        }
        let id = ObjectId::Index { table: table.clone(), name: from.name.clone() };
        let aside = self.aside_name(table, &from.name);
        let old = Index { name: aside.clone(), ..from.clone() };
        let mut rename =
            super::rename::rename(id.clone(), aside.clone()).lock(LockMode::ShareUpdateExclusive, table);
        rename.hazards.clear();
        rename.summary = format!("set the old {id} aside as {aside}");
        let mut steps = vec![rename];
        let is_comment = |it: &Step| matches!(it.statement, Statement::Comment { .. });
        let (comment, mut drop): (Vec<Step>, Vec<Step>) =
            self.drop_index(table, &old).into_iter().partition(is_comment);
        for step in &mut drop {
            // To the other steps the index is gone with its name, by which it is consented to as well; its parts
            // keep theirs.
            step.place.removes = self.named_below(table, &from.name);
            step.place
                .brings
                .push(State::Gone(ObjectId::Index { table: table.clone(), name: aside.clone() }));
            step.hazards.iter_mut().for_each(|hazard| hazard.object = id.path());
            if let Undo::With(undo) = &mut step.undo {
                undo.extend(self.named_again(table, &from.name, &aside));
            }
        }
        steps.extend(comment.into_iter().map(Step::after));
        steps.extend(first_after_commit(self.create_index(table, to)));
        steps.extend(first_after_commit(drop));
        steps
    }

    /// What an index is called while it is set aside.
    pub(super) fn aside_name(&self, table: &QualifiedName, index: &Name) -> Name {
        self.spare.relation(&table.sibling(index.clone()), index.as_str(), "_old").name
    }

    /// Whether a foreign key stands on the index, which is no constraint's, or would come to it.
    fn is_referred_to(&self, index: &ObjectId) -> bool {
        let ObjectId::Table(target) = index.owner() else { return false };
        let stands_on_it = |schema: &Schema, table: &Table, constraint: &Constraint| {
            let mut needs = Dependencies::inside(schema, &table.name);
            needs.constraint(constraint);
            needs.into_set().contains(index)
        };
        [self.from, self.to].into_iter().any(|schema| {
            schema.tables().any(|table| {
                let keys = table.constraints.iter();
                let mut keys = keys.filter(|it| it.foreign_key().is_some_and(|key| key.table == target));
                keys.any(|it| stands_on_it(schema, table, it))
            })
        })
    }

    /// PostgreSQL builds no index of a partitioned table concurrently.
    fn build(&self, table: &QualifiedName) -> Build {
        let partitioned = self.to.table(table).is_some_and(|it| it.partition_by.is_some());
        if partitioned || self.is_new(table) { Build::Blocking } else { Build::Concurrently }
    }
}

/// An index of a new table goes with it on the way back. Where it came in a later file, another may have its name
/// before that, and what it uses goes before it where that came between the two. What the table says of an index in
/// a later file it does not say before; nor has it such a trigger.
pub(super) fn let_go_of_names(batches: &mut [Batch]) {
    let mut tables: HashMap<QualifiedName, (usize, usize)> = HashMap::new();
    let mut made: HashMap<ObjectId, usize> = HashMap::new();
    let mut at = 0;
    for (file, batch) in batches.iter_mut().enumerate() {
        for step in &mut batch.steps {
            at += 1;
            if let Statement::CreateIndex { table, index, .. } = &step.statement
                && step.undo == Undo::Nothing
                && let Some((from, since)) = tables.get(table)
                && (*from != file || step.place.requires.iter().any(|it| made.get(it) > Some(since)))
            {
                let (table, name) = (table.clone(), index.name.clone());
                let drop = Statement::DropIndex { table, name, build: Build::Blocking };
                step.undo = Undo::With(vec![drop]);
            }
            let later = |table: &QualifiedName| tables.get(table).is_some_and(|(from, _)| *from != file);
            if step.undo == Undo::Nothing {
                let undo = match &step.statement {
                    Statement::CreateTrigger { table, trigger } if later(table) => {
                        let (table, name) = (table.clone(), trigger.name.clone());
                        Some(Statement::Drop(ObjectId::Trigger { table, name }))
                    }
                    other => super::mark::unmark(other).filter(|it| later(it.0)).map(|it| it.1),
                };
                step.undo = undo.map_or(Undo::Nothing, |it| Undo::With(vec![it]));
            }
            if let Statement::Create(Object::Table(table)) = &step.statement {
                tables.insert(table.name.clone(), (file, at));
            }
            let whole = |it: &&ObjectId| it.owner() == **it;
            made.extend(step.place.provides.iter().filter(whole).map(|it| (it.clone(), at)));
        }
    }
}

fn first_after_commit(mut steps: Vec<Step>) -> Vec<Step> {
    if let Some(first) = steps.first_mut() {
        *first = first.clone().after_commit();
    }
    steps
}

/// The constraint that a statement adds.
pub(super) fn key_of(statement: &Statement) -> Option<ObjectId> {
    let Statement::AddConstraint { table, constraint, .. } = statement else { return None };
    Some(ObjectId::Constraint { table: table.clone(), name: constraint.name.clone() })
}

/// The key or exclusion whose index it is.
pub(super) fn key_of_index(schema: &Schema, id: &ObjectId) -> Option<ObjectId> {
    let ObjectId::Index { table, name } = id else { return None };
    let is_key = schema.table(table)?.constraints.iter().any(|it| it.name == *name && it.has_index());
    is_key.then(|| ObjectId::Constraint { table: table.clone(), name: name.clone() })
}

/// The parameters of the index behind a constraint.
pub(super) fn set_parameters(
    table: &QualifiedName,
    name: &Name,
    from: &StorageParameters,
    to: &StorageParameters,
) -> Step {
    let id = ObjectId::Index { table: table.clone(), name: name.clone() };
    let set = |from: &StorageParameters, to: &StorageParameters| Statement::SetStorageParameters {
        object: id.clone(),
        from: from.clone(),
        to: to.clone(),
    };
    Step::new(set(from, to), format!("set storage parameters of {id}"), id.owner())
        .lock(LockMode::ShareUpdateExclusive, table)
        .requires([ObjectId::Constraint { table: table.clone(), name: name.clone() }])
        .undo(set(to, from))
}
