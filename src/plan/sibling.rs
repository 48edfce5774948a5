//! Keys and indexes of a partitioned table over the same columns: PostgreSQL numbers the names of their parts in
//! the order in which it makes them, there as on the way back.

use super::Planner;
use super::derived::stem;
use super::statement::{Statement, Validity};
use super::step::{State, Step, Undo};
use super::twin::{equal_parts, is_taken_for};
use crate::diff::partition::{ParentsIndex, derived_indexes, has_own, origin, whole};
use crate::model::index::Index;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};

impl Planner<'_> {
    /// They come in their order, and go in the other one.
    pub(super) fn numbered_in_order(&self, step: &mut Step) {
        match &step.statement {
            Statement::CreateIndex { table, index, .. } => {
                let earlier = siblings(self.to, table, &index.name).0;
                step.place.prefers.extend(earlier.into_iter().filter(|it| self.comes(table, it)));
                step.place.avoids.extend(self.going_with_names_of_parts(table, &index.name));
                // A part has the number first that tells it from this one.
                let own = self.to.table(table).filter(|it| has_own(it, &index.name));
                let parts = own.map(|it| parts_called_like(self.to, it, &index.name)).unwrap_or_default();
                let id = |name: Name| ObjectId::Index { table: table.clone(), name };
                step.place.prefers.extend(parts.into_iter().map(|(_, name)| id(name)));
                // One that goes would take it for its part when it comes back.
                let twins = self.twins_above(table, index);
                step.place.awaits.extend(twins.iter().filter_map(|it| self.gone_aside(it)));
                step.place.without.extend(twins);
            }
            Statement::AddConstraint { table, constraint, validity: Validity::Checked } => {
                let earlier = siblings(self.to, table, &constraint.name).0;
                step.place.prefers.extend(earlier.into_iter().filter(|it| self.comes(table, it)));
                step.place.avoids.extend(self.going_with_names_of_parts(table, &constraint.name));
            }
            Statement::DropIndex { table, name, .. }
            | Statement::Drop(ObjectId::Constraint { table, name }) => {
                step.place.without.extend(siblings(self.from, table, name).1);
            }
            Statement::DetachPartition { table, .. } => {
                let of = |it: &Table| it.partition_of.as_ref().map(|of| of.table.clone());
                let both = self.from.table(table).zip(self.to.table(table));
                // One that only gets other bounds leaves when all else is done.
                let again = match both.filter(|(old, new)| of(old) == of(new)) {
                    Some((_, after)) => {
                        let id = |it: &QualifiedName| origin(self.to, &of(after)?, &it.name);
                        equal_parts(self.to, after, |it| id(it).is_some_and(|it| !self.created.contains(&it)))
                    }
                    None => {
                        let before = self.from.table(table);
                        before.map(|it| equal_parts(self.from, it, |_| true)).unwrap_or_default()
                    }
                };
                if let Undo::With(back) = &mut step.undo {
                    back.extend(again);
                }
            }
            _ => {}
        }
    }

    /// The parts of a partition that are told by numbers from indexes of its own which come, perhaps after them.
    pub(super) fn parts_beside_new_indexes(&self, table: &Table) -> Vec<(QualifiedName, Name)> {
        let id = |name: &Name| ObjectId::Index { table: table.name.clone(), name: name.clone() };
        let new = table.indexes.iter().map(|it| &it.name).filter(|it| self.created.contains(&id(it)));
        new.flat_map(|it| parts_called_like(self.to, table, it)).collect()
    }

    /// What a partition calls a part that is told by a number from an index of its own which comes or goes, perhaps
    /// after it.
    pub(super) fn told_from_own(&self, schema: &Schema, table: &Table, of: &QualifiedName) -> Option<Name> {
        let stays = |name: &Name| {
            let id = ObjectId::Index { table: table.name.clone(), name: name.clone() };
            let there = self.to.table(&table.name).is_some_and(|it| has_own(it, name));
            there && !self.created.contains(&id)
        };
        let own = table.indexes.iter().map(|it| &it.name).filter(|it| !stays(it));
        let mut parts = own.flat_map(|it| parts_called_like(schema, table, it));
        parts.find(|(part, _)| part == of).map(|(_, name)| name)
    }

    /// Whether an index or key of the table comes, alone or with it.
    fn comes(&self, table: &QualifiedName, part: &ObjectId) -> bool {
        self.created.contains(part) || self.is_new(table) || self.built_anew(self.to, table).is_some()
    }

    /// Whether another one that goes, or comes anew, has a name for its part that is told from its own by a number.
    pub(super) fn goes_beside_siblings(&self, table: &QualifiedName, index: &Name) -> bool {
        let (earlier, later) = siblings(self.from, table, index);
        let goes = |it: &ObjectId| {
            let (ObjectId::Index { name, .. } | ObjectId::Constraint { name, .. }) = it else { return false };
            let stays = self.to.table(table).is_some_and(|it| has_own(it, name));
            !stays || self.created.contains(it)
        };
        earlier.iter().chain(&later).any(goes)
    }

    /// What an index that is set aside brings about when it goes.
    pub(super) fn gone_aside(&self, index: &ObjectId) -> Option<State> {
        let ObjectId::Index { table, name } = index else { return None };
        Some(State::Gone(ObjectId::Index { table: table.clone(), name: self.aside_name(table, name) }))
    }

    /// The indexes of before, of what a partition is a part of, that it is taken for the same as.
    fn twins_above(&self, table: &QualifiedName, index: &Index) -> Vec<ObjectId> {
        let mut found = Vec::new();
        let is_own = self.to.table(table).is_some_and(|it| has_own(it, &index.name));
        let mut below = self.from.table(table).filter(|_| is_own);
        while let Some(of) = below.and_then(|it| it.partition_of.as_ref()) {
            below = self.from.table(&of.table);
            let twins = below.into_iter().flat_map(|it| &it.indexes).filter(|it| is_taken_for(it, index));
            found.extend(twins.map(|it| ObjectId::Index { table: of.table.clone(), name: it.name.clone() }));
        }
        found
    }
}

/// The parts that a partition has from its parent and that are told by a number from an index of its own, each
/// behind what it is a part of.
fn parts_called_like(schema: &Schema, partition: &Table, own: &Name) -> Vec<(QualifiedName, Name)> {
    let parent = partition.partition_of.as_ref().and_then(|of| whole(schema, &of.table));
    let Some(parent) = parent else { return Vec::new() };
    let alike = derived_indexes(partition, &parent).into_iter().filter(|it| stem(&it.name) == stem(own));
    let theirs = alike.filter(|it| !has_own(partition, &it.name));
    theirs.map(|it| (parent.name.sibling(it.of.name().clone()), it.name)).collect()
}

/// Those before it, and those after it.
fn siblings(schema: &Schema, table: &QualifiedName, name: &Name) -> (Vec<ObjectId>, Vec<ObjectId>) {
    let table = schema.table(table).filter(|it| it.partition_by.is_some());
    let all = table.map(|table| (table, indexes(table)));
    let at = all.as_ref().and_then(|(_, all)| all.iter().position(|it| it.name() == name));
    let Some(((table, all), at)) = all.zip(at) else { return (Vec::new(), Vec::new()) };
    let alike = |it: &&ParentsIndex| it.addition() == all[at].addition();
    let id = |it: &ParentsIndex| match it {
        ParentsIndex::Key(it) => ObjectId::Constraint { table: table.name.clone(), name: it.name.clone() },
        ParentsIndex::Index(it) => ObjectId::Index { table: table.name.clone(), name: it.name.clone() },
    };
    let ids = |some: &[ParentsIndex]| some.iter().filter(alike).map(id).collect();
    (ids(&all[..at]), ids(&all[at + 1..]))
}

/// In the order of their parts.
fn indexes(table: &Table) -> Vec<ParentsIndex<'_>> {
    let keys = table.constraints.iter().filter(|it| it.key().is_some()).map(ParentsIndex::Key);
    keys.chain(table.indexes.iter().map(ParentsIndex::Index)).collect()
}
