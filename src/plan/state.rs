//! What statements bring about and wait for apart from objects: that a column is NOT NULL, that bounds of
//! partitions are free, that nothing calls a type by its name any more. It is read off the statement, so
//! that it holds wherever the statement comes from.

use std::collections::BTreeSet;

use super::partition::with_parents;
use super::statement::{Statement, Validity};
use super::step::{Place, State, Step, Undo};
use super::{Planner, descendants};
use crate::diff::partition::whole;
use crate::model::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::model::index::IndexedValue;
use crate::model::table::{Column, ColumnValue, ReplicaIdentity, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName};

impl Planner<'_> {
    /// `swapped` are the types that another takes over from, each with what it is called meanwhile.
    pub(super) fn mark_states(&self, step: &mut Step, swapped: &[(ObjectId, ObjectId)]) {
        let (mut brings, mut awaits) = self.column_order(&step.statement);
        match &step.statement {
            Statement::SetNotNull { table, column } => brings = self.not_null(table, [column]),
            Statement::DropNotNull { table, column } => {
                step.place.without.extend(self.primary_keys_over(table, column));
                for table in descendants(self.from, table).iter().chain([table]) {
                    let before = whole(self.from, table);
                    if let Some(before) = before
                        && let ReplicaIdentity::Index(index) = &before.replica_identity
                        && columns_of_index(&before, index).contains(&column)
                    {
                        step.place.without.extend(super::physical::marked(table, index));
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
                if let ConstraintKind::Check(_) = &constraint.kind {
                    let has = |it: &Table| it.constraints.iter().any(|it| it.name == constraint.name);
                    step.place.without.extend(self.heirs_that_go(table, has));
                }
                if let ConstraintKind::ForeignKey(key) = &constraint.kind {
                    awaits.push(State::Logged(table.clone()));
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
                let old = self.from.table(table).map(|it| &it.replica_identity);
                if let Some(ReplicaIdentity::Index(old)) = old.filter(|it| *it != identity) {
                    self.leave_mark((&mut step.place, &mut step.undo), table, old);
                }
                if let ReplicaIdentity::Index(index) = identity {
                    let whole = whole(self.to, table);
                    let columns = whole.iter().flat_map(|it| columns_of_index(it, index));
                    awaits.extend(columns.map(|name| not_null_in(table, name)));
                    step.place.requires.extend(self.origin_of(table, index));
                }
            }
            Statement::SetClusterOn { table, index } => {
                let old = self.from.table(table).and_then(|it| it.cluster_on.as_ref());
                if let Some(old) = old.filter(|it| index.as_ref() != Some(*it)) {
                    self.leave_mark((&mut step.place, &mut step.undo), table, old);
                }
                let new = index.as_ref().and_then(|it| self.origin_of(table, it));
                step.place.requires.extend(new);
            }
            Statement::Inherit { table, parent } => {
                awaits = self.asked_for(table, parent);
                // PostgreSQL takes no check of its own for the parent's before it is proved.
                awaits.push(State::Proved(table.clone()));
                step.place.without.extend(self.columns_that_leave(table, parent));
            }
            Statement::AttachPartition { table, partition } => {
                awaits = self.asked_for(table, &partition.table);
                let before = self.from.table(table).and_then(|it| it.partition_of.as_ref());
                if before.is_none_or(|it| it.table != partition.table) {
                    // PostgreSQL takes no constraint of its own for the parent's before it is proved.
                    awaits.push(State::Proved(table.clone()));
                }
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
            Statement::ValidateConstraint { table, .. } => brings.push(State::Proved(table.clone())),
            Statement::DetachPartition { parent, .. } => {
                brings.push(State::OldBoundsGone(parent.clone()));
                if let Some(root) = self.built_anew(self.from, parent) {
                    step.place.without.extend(self.foreign_keys_over(parent));
                    brings.push(State::Left(root));
                }
            }
            Statement::Create(Object::MaterializedView(_)) => {
                let anew = self.from.tables().filter_map(|it| self.built_anew(self.from, &it.name));
                awaits.extend(anew.map(State::Filled));
            }
            Statement::CreateTrigger { table, .. }
            | Statement::SetRowSecurity { table, .. }
            | Statement::CreateIndex { table, .. } => {
                awaits.extend(self.built_anew(self.to, table).map(State::Filled));
            }
            Statement::Drop(ObjectId::Table(table)) => {
                let partition = self.from.table(table).and_then(|it| it.partition_of.as_ref());
                brings.extend(partition.map(|it| State::OldBoundsGone(it.table.clone())));
            }
            Statement::Drop(ObjectId::Routine(_)) => {
                let types = swapped.iter().map(|(new, _)| new);
                let named = types.filter(|it| step.place.releases.contains(it));
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
        for key in keys.into_iter().filter_map(Constraint::foreign_key) {
            awaits.push(State::Logged(key.table.clone()));
            awaits.extend(descendants(self.to, &key.table).into_iter().map(State::Logged));
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
        let named = step.place.owner.iter().chain(&step.place.requires);
        let sequences = named.filter(|it| matches!(it, ObjectId::Sequence(_)));
        awaits.extend(sequences.cloned().map(State::TakenAlong));
        step.place.brings.append(&mut brings);
        step.place.awaits.append(&mut awaits);
    }

    /// What a table said before of its part of an index of its parent, which is there for as long as that is.
    fn leave_mark(&self, (place, undo): (&mut Place, &mut Undo), table: &QualifiedName, old: &Name) {
        if self.is_new(table) {
            return;
        }
        // Another type builds the part anew.
        let retyped = self.retyped.iter().filter(|it| it.owner() == ObjectId::Table(table.clone()));
        place.requires.extend(retyped.cloned());
        match self.part_before(table, old) {
            // What brings it back sets it.
            Some(of) if self.created.contains(&of) => *undo = Undo::Nothing,
            of => place.releases.extend(of),
        }
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

    /// New columns come in the order of the file. Those that are made anew go in the other order, so that on
    /// the way back they come in the order that they had.
    fn column_order(&self, statement: &Statement) -> (Vec<State>, Vec<State>) {
        let (table, name) = match statement {
            Statement::AddColumn { table, column } => (table, &column.name),
            Statement::Drop(ObjectId::Column { table, name }) => (table, name),
            _ => return (Vec::new(), Vec::new()),
        };
        let id = |name: &Name| ObjectId::Column { table: table.clone(), name: name.clone() };
        let columns = self.to.table(table).map(|it| &*it.columns).unwrap_or_default();
        let Some(at) = columns.iter().position(|it| it.name == *name) else {
            return (Vec::new(), Vec::new());
        };
        let coming = |it: &&Column| self.created.contains(&id(&it.name));
        if let Statement::AddColumn { .. } = statement {
            let earlier = columns[..at].iter().filter(coming).map(|it| State::Added(id(&it.name)));
            (vec![State::Added(id(name))], earlier.collect())
        } else {
            let later = columns[at + 1..].iter().filter(coming).map(|it| State::Gone(id(&it.name)));
            (vec![State::Gone(id(name))], later.collect())
        }
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

    /// The keys that go of what a foreign key refers to, and the indexes that it could stand on.
    fn keys_that_go(&self, key: &ForeignKey) -> Vec<ObjectId> {
        let table = &key.table;
        let (Some(old), Some(new)) = (self.from.table(table), self.to.table(table)) else {
            return Vec::new();
        };
        let constraints = old.constraints.iter().filter(|it| it.key().is_some());
        let constraints = constraints.filter(|it| new.constraints.iter().all(|other| other.kind != it.kind));
        let indexes = old.indexes.iter().filter(|it| it.is_key_over(&key.references));
        let indexes = indexes.filter(|it| new.indexes.iter().all(|other| other.name != it.name));
        let constraint = |name: &Name| ObjectId::Constraint { table: table.clone(), name: name.clone() };
        let index = |name: &Name| ObjectId::Index { table: table.clone(), name: name.clone() };
        constraints.map(|it| constraint(&it.name)).chain(indexes.map(|it| index(&it.name))).collect()
    }

    /// The heirs that go, and have something of their own that is in the way of what their parent gets.
    fn heirs_that_go(&self, table: &QualifiedName, in_the_way: impl Fn(&Table) -> bool) -> Vec<ObjectId> {
        let heirs = descendants(self.from, table).into_iter().filter(|it| self.to.table(it).is_none());
        heirs.filter(|it| self.from.table(it).is_some_and(&in_the_way)).map(ObjectId::Table).collect()
    }

    /// The foreign keys from a table, and to it or what it is a partition of, that go, alone, with their table
    /// or to come back.
    fn foreign_keys_that_go(&self, table: &QualifiedName) -> Vec<ObjectId> {
        let targets = with_parents(self.from, table);
        let mut found = Vec::new();
        for owner in self.from.tables() {
            let keys = owner.constraints.iter().filter_map(|it| Some((it, it.foreign_key()?)));
            let touching = keys.filter(|(_, key)| owner.name == *table || targets.contains(&key.table));
            for (constraint, _) in touching {
                let id = ObjectId::Constraint { table: owner.name.clone(), name: constraint.name.clone() };
                let after = self.to.table(&owner.name);
                match after {
                    None => found.push(ObjectId::Table(owner.name.clone())),
                    Some(after) => {
                        let stays = after.constraints.iter().any(|it| it.name == constraint.name);
                        found.extend(Some(id).filter(|it| !stays || self.created.contains(it)));
                    }
                }
            }
        }
        found
    }

    /// The primary keys that keep NULL out of a column, those of the tables that it is a partition of included.
    fn primary_keys_over(&self, table: &QualifiedName, column: &Name) -> Vec<ObjectId> {
        let (mut found, mut next) = (Vec::new(), Some(table));
        while let Some(table) = next.and_then(|it| self.from.table(it)) {
            let key = table.primary_key().filter(|_| table.primary_key_columns().contains(column));
            let id = |name: &Name| ObjectId::Constraint { table: table.name.clone(), name: name.clone() };
            found.extend(key.map(|it| id(&it.name)));
            next = table.partition_of.as_ref().map(|of| &of.table);
        }
        found
    }

    /// The foreign keys to these columns, as they are before.
    fn references_to(&self, table: &QualifiedName, columns: &[Name]) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for owner in self.from.tables() {
            let keys = owner.constraints.iter().filter_map(|it| Some((it, it.foreign_key()?)));
            let same = keys.filter(|(_, key)| {
                key.table == *table
                    && key.references.len() == columns.len()
                    && key.references.iter().all(|it| columns.contains(it))
            });
            let name = |it: &Name| ObjectId::Constraint { table: owner.name.clone(), name: it.clone() };
            found.extend(same.map(|(constraint, _)| name(&constraint.name)));
        }
        found
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
