//! What statements bring about and wait for apart from objects: that a column is NOT NULL, that bounds of
//! partitions are free, that nothing calls a type by its name any more. It is read off the statement, so
//! that it holds wherever the statement comes from.

use std::collections::BTreeSet;

use super::column::column_id;
use super::enumeration::ids_of;
use super::statement::{Statement, Validity};
use super::step::{Phase, State, Step, Undo};
use super::{Planner, descendants};
use crate::diff::partition::{ties_two_anew, whole};
use crate::model::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::model::dependencies::referenced_keys;
use crate::model::index::IndexedValue;
use crate::model::table::{Column, ColumnValue, ReplicaIdentity, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    /// `swapped` are the types that another takes over from, each with what it is called meanwhile.
    pub(super) fn mark_states(&self, step: &mut Step, swapped: &[(ObjectId, ObjectId)]) {
        self.mark_rows(step);
        self.mark_domains(step);
        self.mark_heirs(step);
        self.mark_attributes(step);
        let (mut brings, mut awaits) = self.column_order(&step.statement);
        match &step.statement {
            Statement::SetNotNull { table, column } => {
                self.after_those_that_leave(&mut step.place, table, |_| true);
                brings = self.not_null(table, [column]);
                let above = self.to.table(table).map(|it| self.ancestors(it)).unwrap_or_default();
                awaits.extend(above.iter().map(|it| State::MayBeNull(column_id(it, column))));
            }
            Statement::DropNotNull { table, column } => {
                brings.push(State::MayBeNull(column_id(table, column)));
                step.place.without.extend(self.primary_keys_over(table, column));
                for table in descendants(self.from, table).iter().chain([table]) {
                    let before = whole(self.from, table);
                    if let Some(before) = before
                        && let ReplicaIdentity::Index(index) = &before.replica_identity
                        && columns_of_index(&before, index).contains(&column)
                    {
                        step.place.without.extend(super::mark::marked(table, index));
                        awaits.push(State::Identified(table.clone()));
                    }
                }
            }
            Statement::AddColumn { table, column } => {
                step.place.without.extend(self.heirs_that_go(table, |it| clashes(it, column)));
                let below = descendants(self.from, table).into_iter();
                let below = below.map(|table| ObjectId::Column { table, name: column.name.clone() });
                step.place.requires.extend(below.filter(|it| self.retyped.contains(it)));
                if column.not_null {
                    brings.extend(self.not_null(table, [&column.name]));
                }
            }
            Statement::AddConstraint { table, constraint, .. }
            | Statement::AddConstraintUsingIndex { table, constraint, .. } => {
                if constraint.has_index() && self.joins_what_is_anew(table) {
                    brings.extend(self.built_anew(self.to, table).map(State::Ready));
                }
                if let ConstraintKind::Check(_) = &constraint.kind {
                    let has = |it: &Table| it.constraints.iter().any(|it| it.name == constraint.name);
                    step.place.without.extend(self.heirs_that_go(table, has));
                }
                if let ConstraintKind::ForeignKey(key) = &constraint.kind {
                    awaits.push(State::Logged(table.clone()));
                    if ties_two_anew(self.from, self.to, table, constraint) {
                        // On the way back it is gone before what would keep it leaves.
                        awaits.extend(self.built_anew(self.to, table).map(State::Filled));
                    }
                    // It would stand on the old key for as long as there is one.
                    step.place.without.extend(self.keys_that_go(key));
                    if *table != key.table && !descendants(self.to, &key.table).contains(table) {
                        awaits.push(State::Rebound(key.table.clone()));
                        awaits.extend(self.built_anew(self.to, &key.table).map(State::Filled));
                    }
                }
                if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &constraint.kind {
                    // On the way back they would stand on the new key.
                    step.place.without.extend(self.references_to(table, &key.columns));
                }
                if let ConstraintKind::PrimaryKey(key) = &constraint.kind {
                    // A table has one at a time.
                    let old = self.from.table(table).and_then(Table::primary_key);
                    let old =
                        old.map(|it| ObjectId::Constraint { table: table.clone(), name: it.name.clone() });
                    step.place.without.extend(old);
                    // Otherwise it would look at every row under its lock, and keep the columns as they are.
                    awaits.extend(key.columns.iter().map(|name| not_null_in(table, name)));
                    brings = self.not_null(table, &key.columns);
                }
            }
            Statement::SetColumnType { table, to, .. } => {
                // While it is inherited it changes with its parent's only.
                let parents = self.to.table(table).into_iter().flat_map(|it| &it.inherits);
                let leaving = parents.flat_map(|it| self.columns_that_leave(table, it));
                step.place.without.extend(leaving.filter(|it| it.last_name() == to.name));
            }
            Statement::Rename { object: ObjectId::Column { table, .. }, to } => {
                // What it inherits gets the name as well.
                let had = |it: &Table| self.before.table(&it.name).is_some_and(|it| it.column(to).is_some());
                step.place.without.extend(self.heirs_that_go(table, had));
            }
            Statement::SetUnlogged { table, unlogged } => {
                // No logged table may refer to one that is not.
                brings.push(State::Logged(table.clone()));
                let comes = |one: &QualifiedName, it: &Constraint| {
                    self.created.contains(&ObjectId::Constraint { table: one.clone(), name: it.name.clone() })
                };
                let refer = |one: &QualifiedName, other: &QualifiedName| {
                    let keys = self.to.table(one).into_iter().flat_map(|it| &it.constraints);
                    let keys = keys.filter(|it| !comes(one, it)).filter_map(Constraint::foreign_key);
                    one != other && keys.clone().any(|it| it.table == *other)
                };
                step.place.without.extend(self.foreign_keys_that_go(table));
                let others = self.to.tables().map(|it| &it.name);
                let before = others.filter(|it| if *unlogged { refer(it, table) } else { refer(table, it) });
                awaits.extend(before.cloned().map(State::Logged));
            }
            Statement::SetReplicaIdentity { table, identity } => {
                brings.push(State::Identified(table.clone()));
                if let ReplicaIdentity::Index(index) = identity {
                    let whole = whole(self.to, table);
                    let columns = whole.iter().flat_map(|it| columns_of_index(it, index));
                    awaits.extend(columns.map(|name| not_null_in(table, name)));
                    step.place.requires.extend(self.origin_of(table, index));
                }
            }
            Statement::SetClusterOn { table, index } => {
                brings.push(State::Clustered(table.clone()));
                let new = index.as_ref().and_then(|it| self.origin_of(table, it));
                step.place.requires.extend(new);
            }
            Statement::Inherit { table, parent } => {
                awaits = self.asked_for(table, parent);
                // PostgreSQL takes no check of its own for the parent's before it is proved.
                awaits.push(State::Proved(table.clone()));
                step.place.without.extend(self.columns_that_leave(table, parent));
                step.place.without.extend(self.what_it_hands_down_that_goes(parent));
            }
            Statement::AttachPartition { table, partition } => {
                // One that is new has it from the first.
                if !self.is_new(table) {
                    awaits = self.asked_for(table, &partition.table);
                }
                let before = self.from.table(table).and_then(|it| it.partition_of.as_ref());
                if before.is_none_or(|it| it.table != partition.table) {
                    awaits.push(State::Cleared(table.clone()));
                    // PostgreSQL takes no constraint of its own for the parent's before it is proved.
                    awaits.push(State::Proved(table.clone()));
                }
                step.place.without.extend(self.what_it_hands_down_that_goes(&partition.table));
                awaits.push(State::OldBoundsGone(partition.table.clone()));
                brings.push(State::BoundsSet(partition.table.clone()));
            }
            Statement::Create(Object::Table(table)) => {
                if let Undo::With(undo) = &mut step.undo {
                    undo.splice(0..0, self.rid_of(table));
                }
                brings.extend(table.partition_of.iter().map(|it| State::BoundsSet(it.table.clone())));
                awaits.extend(table.partition_of.iter().map(|it| State::OldBoundsGone(it.table.clone())));
                // It has its parents' checks proved from the first, and would lose that on the way back.
                awaits.extend(self.ancestors(table).into_iter().map(State::Proved));
                let inherited = table.inherits.iter().flat_map(|it| self.columns_that_leave(&table.name, it));
                step.place.without.extend(inherited);
            }
            Statement::DropIndex { table, .. } => brings.push(State::Cleared(table.clone())),
            Statement::ValidateConstraint { table, name } => {
                let id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
                brings.extend((!self.is_none_of_its_parents(&id)).then(|| State::Proved(table.clone())));
            }
            Statement::DetachPartition { table, parent, .. } => {
                brings.extend([State::OldBoundsGone(parent.clone()), State::Detached(table.clone())]);
                // One that comes back takes part in what its parent's columns go through.
                let comes_back = |it: &&Table| it.partition_of.as_ref().is_some_and(|of| of.table == *parent);
                if self.to.table(table).is_some_and(|it| comes_back(&it)) {
                    let columns = |schema: &Schema| {
                        let columns = schema.table(parent).into_iter().flat_map(|it| &it.columns);
                        columns.map(|it| column_id(parent, &it.name)).collect::<Vec<_>>()
                    };
                    step.place.prefers.extend(columns(self.to));
                    step.place.avoids.extend(columns(self.from));
                }
                if let Some(root) = self.built_anew(self.from, parent) {
                    step.place.without.extend(self.foreign_keys_over(parent));
                    brings.push(State::Left(root));
                }
            }
            Statement::Create(Object::MaterializedView(_)) => {
                let anew = self.from.tables().filter_map(|it| self.built_anew(self.from, &it.name));
                awaits.extend(anew.map(State::Filled));
            }
            // One that is there before has its index when it joins, and the rows come after that.
            Statement::CreateIndex { table, .. } if self.joins_what_is_anew(table) => {
                brings.extend(self.built_anew(self.to, table).map(State::Ready));
            }
            // What is below a new identity has none of it.
            Statement::SetColumnValue { from: None, to: Some(ColumnValue::Identity(_)), .. } => {}
            Statement::SetColumnValue { table, column, to, .. } if step.place.phase != Phase::TakeApart => {
                let id = |table| ObjectId::Column { table, name: column.clone() };
                brings.push(State::ValueSet(id(table.clone())));
                let after = self.to.table(table);
                // One that goes to come back makes way for something.
                let stays = after.and_then(|it| it.column(column)).is_some_and(|it| it.value == *to);
                let above = after.filter(|_| stays).map(|it| self.ancestors(it)).unwrap_or_default();
                awaits.extend(above.into_iter().map(|it| State::ValueSet(id(it))));
            }
            Statement::SetTableAside { table, .. } => awaits.push(State::Ready(table.clone())),
            Statement::CreateTrigger { table, .. }
            | Statement::SetRowSecurity { table, .. }
            | Statement::CreateIndex { table, .. } => {
                awaits.extend(self.built_anew(self.to, table).map(State::Filled));
            }
            Statement::NameParts { table, .. } => {
                // It has none while it is outside, to get other bounds.
                let bounds = |schema: &Schema| schema.table(table).and_then(|it| it.partition_of.clone());
                let (before, after) = (bounds(self.from), bounds(self.to));
                let rebound = before.filter(|it| after.as_ref().is_some_and(|new| new != it));
                awaits.extend(rebound.map(|it| State::BoundsSet(it.table)));
            }
            Statement::Drop(ObjectId::Constraint { table, name }) => {
                let before = whole(self.from, table);
                let mut constraints = before.iter().flat_map(|it| &it.constraints);
                let has_index = constraints.any(|it| it.name == *name && it.has_index());
                brings.extend(has_index.then(|| State::Cleared(table.clone())));
            }
            Statement::Drop(ObjectId::Table(table)) => {
                let partition = self.from.table(table).and_then(|it| it.partition_of.as_ref());
                brings.extend(partition.map(|it| State::OldBoundsGone(it.table.clone())));
            }
            Statement::Drop(ObjectId::Routine(signature)) => {
                let types: Vec<ObjectId> = signature.arguments.iter().flat_map(ids_of).collect();
                let named = swapped.iter().map(|(new, _)| new).filter(|it| types.contains(it));
                brings.extend(named.map(|it| State::NameLeft(it.clone())));
            }
            Statement::Rename { object, to } => {
                let set_aside = swapped.iter().any(|(new, old)| new == object && old.last_name() == *to);
                awaits.extend(set_aside.then(|| State::NameLeft(object.clone())));
            }
            _ => {}
        }
        let keys = match &step.statement {
            Statement::Create(Object::Table(table)) => table.constraints.iter().collect(),
            Statement::AddConstraint { constraint, .. } => vec![constraint],
            _ => Vec::new(),
        };
        let stood_on = self.parts_let_go(&step.statement);
        step.place.releases.extend(stood_on);
        // A new one takes none that goes.
        step.place.without.extend(keys.iter().flat_map(|it| self.all_it_may_stand_on(it)));
        for key in keys.into_iter().filter_map(Constraint::foreign_key) {
            awaits.push(State::Logged(key.table.clone()));
            step.place.requires.extend(key_that_is_a_part(self.to, key));
            awaits.extend(descendants(self.to, &key.table).into_iter().map(State::Logged));
            let gone = descendants(self.from, &key.table).into_iter().map(ObjectId::Table);
            step.place.without.extend(gone.filter(|it| self.dropped.contains(it)));
            // With all partitions there, PostgreSQL's names for its parts are those of their bounds' order.
            let partitions = descendants(self.to, &key.table);
            // A table's own come after it, and wait for nothing.
            if matches!(&step.statement, Statement::Create(Object::Table(it))
                if it.name == key.table || partitions.contains(&it.name))
            {
                continue;
            }
            let new = partitions.into_iter().filter(|it| self.is_new(it));
            step.place.prefers.extend(new.map(ObjectId::Table));
        }
        if let Statement::AddConstraint { table, constraint, validity: Validity::NotValid } = &step.statement
            && (constraint.not_valid || self.is_new(table))
        {
            // Rows that it does not hold for come back before it.
            awaits.extend(self.built_anew(self.to, table).map(State::Filled));
            // A child that is made after it would take it for proved.
            let heirs = descendants(self.to, table).into_iter().filter(|it| self.is_new(it));
            step.place.prefers.extend(heirs.map(ObjectId::Table));
        }
        let part = match &step.statement {
            Statement::AddConstraint { table, .. }
            | Statement::AddConstraintUsingIndex { table, .. }
            | Statement::CreateIndex { table, .. }
            | Statement::CreateTrigger { table, .. } => Some(table),
            _ => None,
        };
        step.place.without.extend(part.into_iter().flat_map(|table| self.in_the_way(table)));
        awaits.extend(self.those_that_leave(&step.statement).into_iter().map(State::Detached));
        let named = step.place.owner.iter().chain(&step.place.requires);
        let sequences = named.filter(|it| matches!(it, ObjectId::Sequence(_)));
        awaits.extend(sequences.cloned().map(State::TakenAlong));
        step.place.brings.append(&mut brings);
        step.place.awaits.append(&mut awaits);
    }

    /// The parts of their parents' keys in which partitions have what foreign keys that go stand on.
    fn parts_let_go(&self, statement: &Statement) -> Vec<ObjectId> {
        let (table, name) = match statement {
            Statement::Drop(ObjectId::Table(table)) => (table, None),
            Statement::Drop(ObjectId::Constraint { table, name }) => (table, Some(name)),
            _ => return Vec::new(),
        };
        let constraints = self.from.table(table).into_iter().flat_map(|it| &it.constraints);
        let gone = constraints.filter(|it| name.is_none_or(|name| it.name == *name));
        let keys = gone.filter_map(Constraint::foreign_key);
        keys.filter_map(|it| key_that_is_a_part(self.from, it)).collect()
    }

    /// The partition that has to leave its parent before one of the parts that it has from there is touched, and
    /// those that have to leave before a column is renamed under them.
    fn those_that_leave(&self, statement: &Statement) -> Vec<QualifiedName> {
        let part = match statement {
            Statement::Drop(id) | Statement::Rename { object: id, .. } => id.clone(),
            Statement::DropIndex { table, name, .. } => {
                ObjectId::Index { table: table.clone(), name: name.clone() }
            }
            Statement::DropNotNull { table, column } => {
                ObjectId::Column { table: table.clone(), name: column.clone() }
            }
            Statement::AddColumn { table, column } | Statement::SetColumnType { table, to: column, .. } => {
                ObjectId::Column { table: table.clone(), name: column.name.clone() }
            }
            _ => return Vec::new(),
        };
        let ObjectId::Table(table) = part.owner() else { return Vec::new() };
        let own = |it: &Table| match &part {
            ObjectId::Constraint { name, .. } => it.constraints.iter().any(|it| it.name == *name),
            ObjectId::Index { name, .. } => it.indexes.iter().any(|it| it.name == *name),
            ObjectId::Column { .. } => false,
            _ => true,
        };
        let mut found = Vec::new();
        if self.leaves(&table) && self.from.table(&table).is_some_and(|it| !own(it)) {
            found.push(table.clone());
        }
        if let Statement::Rename { object: ObjectId::Column { .. }, .. } = statement {
            found.extend(descendants(self.from, &table).into_iter().filter(|it| self.leaves(it)));
        }
        found
    }

    /// Whether a partition leaves its parent.
    pub(super) fn leaves(&self, table: &QualifiedName) -> bool {
        let of = |it: &Table| it.partition_of.as_ref().map(|of| of.table.clone());
        let (before, after) = (self.from.table(table), self.to.table(table));
        before.zip(after).is_some_and(|(old, new)| old.partition_of.is_some() && of(old) != of(new))
    }

    /// The columns that go from what a table inherits from, and that it has as its own.
    fn columns_that_leave(&self, table: &QualifiedName, parent: &QualifiedName) -> Vec<ObjectId> {
        let Some(table) = self.to.table(table) else { return Vec::new() };
        let mut above = self.to.table(parent).map(|it| self.ancestors(it)).unwrap_or_default();
        above.insert(parent.clone());
        let both = above.iter().filter_map(|it| Some((self.from.table(it)?, self.to.table(it)?)));
        let gone = |(old, new): (&Table, &Table)| {
            let columns = table.columns.iter().map(|it| &it.name);
            let goes = columns.filter(|it| old.column(it).is_some() && new.column(it).is_none());
            let id = |it: &Name| ObjectId::Column { table: old.name.clone(), name: it.clone() };
            goes.map(id).collect::<Vec<_>>()
        };
        both.flat_map(gone).collect()
    }

    /// What goes from the partitions of a table and from what it is itself a partition of: the parts of one
    /// are taken for those of the other, or have their names.
    fn in_the_way(&self, table: &QualifiedName) -> Vec<ObjectId> {
        let mut family: Vec<QualifiedName> = descendants(self.from, table).into_iter().collect();
        let mut of = self.from.table(table).and_then(|it| it.partition_of.as_ref());
        while let Some(parent) = of {
            family.push(parent.table.clone());
            of = self.from.table(&parent.table).and_then(|it| it.partition_of.as_ref());
        }
        let changes = family.iter().filter_map(|it| Some((self.from.table(it)?, self.to.table(it)?)));
        changes.flat_map(|(old, new)| parts_that_go(old, new)).collect()
    }

    /// The tables that a new one has its columns from.
    pub(super) fn ancestors(&self, table: &Table) -> BTreeSet<QualifiedName> {
        let parents = |it: &Table| -> Vec<QualifiedName> {
            it.partition_of.iter().map(|it| &it.table).chain(&it.inherits).cloned().collect()
        };
        let (mut found, mut waiting) = (BTreeSet::new(), parents(table));
        while let Some(name) = waiting.pop() {
            waiting.extend(self.to.table(&name).map(parents).unwrap_or_default());
            found.insert(name);
        }
        found
    }

    /// The columns, which PostgreSQL makes NOT NULL in partitions and heirs as well.
    fn not_null<'n>(&self, table: &QualifiedName, columns: impl IntoIterator<Item = &'n Name>) -> Vec<State> {
        let mut tables = descendants(self.to, table);
        tables.insert(table.clone());
        let columns: Vec<&Name> = columns.into_iter().collect();
        tables.iter().flat_map(|it| columns.iter().map(|name| not_null_in(it, name))).collect()
    }

    /// What a parent asks of the columns of a table that joins it.
    pub(super) fn asked_for(&self, table: &QualifiedName, parent: &QualifiedName) -> Vec<State> {
        let Some(parent) = self.to.table(parent) else { return Vec::new() };
        let key = parent.primary_key_columns();
        let asked = parent.columns.iter().filter(|it| it.not_null || key.contains(&it.name));
        asked.map(|it| not_null_in(table, &it.name)).collect()
    }
}

fn not_null_in(table: &QualifiedName, name: &Name) -> State {
    State::NotNull(ObjectId::Column { table: table.clone(), name: name.clone() })
}

/// What a foreign key to a partition stands on, where that is its part of a key of its parent: it has it as its
/// own before it joins and once it has left.
fn key_that_is_a_part(schema: &Schema, key: &ForeignKey) -> Option<ObjectId> {
    let table = schema.table(&key.table).filter(|it| it.partition_of.is_some())?;
    let is_own = referenced_keys(table, &key.references).next().is_some();
    let whole = whole(schema, &key.table).filter(|_| !is_own)?;
    referenced_keys(&whole, &key.references).next()
}

/// Whether the table has another column of that name, which a new one of its parent's cannot be merged with.
fn clashes(table: &Table, column: &Column) -> bool {
    table.column(&column.name).is_some_and(|it| {
        it.data_type != column.data_type
            || it.collate != column.collate
            || matches!(it.value, Some(ColumnValue::Identity(_)))
    })
}

/// The columns of an index, or of the index of a constraint.
fn columns_of_index<'t>(table: &'t Table, name: &Name) -> Vec<&'t Name> {
    let of_index = table.indexes.iter().filter(|it| it.name == *name).flat_map(|it| &it.keys);
    let of_index = of_index.filter_map(|key| match &key.on {
        IndexedValue::Column(name) => Some(name),
        IndexedValue::Expression(_) => None,
    });
    let of_key = table.constraints.iter().filter(|it| it.name == *name).flat_map(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => &*key.columns,
        _ => &[],
    });
    of_index.chain(of_key).collect()
}

/// The keys, indexes and triggers that a table loses.
pub(super) fn parts_that_go(old: &Table, new: &Table) -> Vec<ObjectId> {
    let table = || old.name.clone();
    let keys = old.constraints.iter().filter(|it| new.constraints.iter().all(|new| new.name != it.name));
    let indexes = old.indexes.iter().filter(|it| new.indexes.iter().all(|new| new.name != it.name));
    let triggers = old.triggers.iter().filter(|it| new.triggers.iter().all(|new| new.name != it.name));
    let keys = keys.map(|it| ObjectId::Constraint { table: table(), name: it.name.clone() });
    let indexes = indexes.map(|it| ObjectId::Index { table: table(), name: it.name.clone() });
    let triggers = triggers.map(|it| ObjectId::Trigger { table: table(), name: it.name.clone() });
    keys.chain(indexes).chain(triggers).collect()
}
