//! Keys and indexes of a partitioned table over the same columns: PostgreSQL numbers the names of their parts in
//! the order in which it makes them, there as on the way back.

use super::Planner;
use super::statement::{Statement, Validity};
use super::step::{State, Step, Undo};
use super::twin::{equal_parts, is_taken_for};
use crate::diff::partition::{ParentsIndex, has_own};
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
                if let (Some(before), Undo::With(back)) = (self.from.table(table), &mut step.undo) {
                    back.extend(equal_parts(self.from, before));
                }
            }
            _ => {}
        }
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
