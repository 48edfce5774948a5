//! What is there before and in the way of what comes: keys and foreign keys that go, heirs that go.

use super::partition::with_parents;
use super::statement::Statement;
use super::step::{LockMode, Phase, Step};
use super::{Planner, descendants};
use crate::diff::partition::whole;
use crate::model::constraint::{Constraint, ForeignKey};
use crate::model::table::{PartitionOf, Table};
use crate::model::{Name, ObjectId, QualifiedName};

impl Planner<'_> {
    /// The keys that go of what a foreign key refers to, and the indexes that it could stand on.
    pub(super) fn keys_that_go(&self, key: &ForeignKey) -> Vec<ObjectId> {
        let table = &key.table;
        let (Some(old), Some(new)) = (self.from.table(table), self.to.table(table)) else {
            return Vec::new();
        };
        let constraints = old.constraints.iter().filter(|it| it.key().is_some());
        let constraints = constraints.filter(|it| new.constraints.iter().all(|other| other.kind != it.kind));
        let indexes = old.indexes.iter().filter(|it| it.is_key_over(&key.references));
        let constraint = |name: &Name| ObjectId::Constraint { table: table.clone(), name: name.clone() };
        let index = |name: &Name| ObjectId::Index { table: table.clone(), name: name.clone() };
        let indexes = indexes.filter(|it| {
            let stays = new.indexes.iter().any(|other| other.name == it.name);
            !stays || self.created.contains(&index(&it.name))
        });
        constraints.map(|it| constraint(&it.name)).chain(indexes.map(|it| index(&it.name))).collect()
    }

    /// The heirs that go, and have something of their own that is in the way of what their parent gets.
    pub(super) fn heirs_that_go(
        &self,
        table: &QualifiedName,
        in_the_way: impl Fn(&Table) -> bool,
    ) -> Vec<ObjectId> {
        let heirs = descendants(self.from, table).into_iter().filter(|it| self.to.table(it).is_none());
        heirs.filter(|it| self.from.table(it).is_some_and(&in_the_way)).map(ObjectId::Table).collect()
    }

    /// The constraints and indexes of a table and of those above it that go, alone or to come back: what joins it
    /// lacks such checks, and would keep the rest where it leaves again.
    pub(super) fn what_it_hands_down_that_goes(&self, table: &QualifiedName) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for table in with_parents(self.from, table) {
            let Some(before) = self.from.table(&table) else { continue };
            let constraint = |name: &Name| ObjectId::Constraint { table: table.clone(), name: name.clone() };
            let index = |name: &Name| ObjectId::Index { table: table.clone(), name: name.clone() };
            let parts = |it: &Table| -> Vec<ObjectId> {
                let constraints = it.constraints.iter().map(|it| constraint(&it.name));
                constraints.chain(it.indexes.iter().map(|it| index(&it.name))).collect()
            };
            let after = self.to.table(&table).map(parts).unwrap_or_default();
            let goes = |it: &ObjectId| !after.contains(it) || self.created.contains(it);
            found.extend(parts(before).into_iter().filter(goes));
        }
        found
    }

    /// The foreign keys from a table, and to it or what it is a partition of, that go, alone, with their table
    /// or to come back.
    pub(super) fn foreign_keys_that_go(&self, table: &QualifiedName) -> Vec<ObjectId> {
        let targets = with_parents(self.from, table);
        let mut found = Vec::new();
        for owner in self.from.tables() {
            let keys = owner.constraints.iter().filter_map(|it| Some((it, it.foreign_key()?)));
            let touching = keys.filter(|(_, key)| owner.name == *table || targets.contains(&key.table));
            for (constraint, _) in touching {
                let id = ObjectId::Constraint { table: owner.name.clone(), name: constraint.name.clone() };
                // A partition that leaves keeps it until it loses it alone.
                let leaves = descendants(self.from, &owner.name).into_iter().filter(|it| self.leaves(it));
                let left = |table| ObjectId::Constraint { table, name: constraint.name.clone() };
                found.extend(leaves.map(left));
                let after = self.to.table(&owner.name);
                match after {
                    _ if owner.name != *table && self.built_anew(self.from, &owner.name).is_some() => {
                        found.extend(self.built_anew(self.from, &owner.name).map(ObjectId::Table));
                    }
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

    /// A foreign key that a partition has from the parent that it leaves and from the one that it joins would
    /// stay its own in between, in the way of another type of what it refers to.
    pub(super) fn drop_what_both_parents_ask(
        &self,
        table: &QualifiedName,
        (from, to): (&PartitionOf, &PartitionOf),
    ) -> Vec<Step> {
        let (Some(left), Some(joined)) = (whole(self.from, &from.table), whole(self.to, &to.table)) else {
            return Vec::new();
        };
        let asked = left
            .constraints
            .iter()
            .filter(|it| joined.constraints.iter().any(|other| other.name == it.name && other.is_like(it)));
        let drop = |constraint: &Constraint| {
            let key = constraint.foreign_key()?;
            let column = |table: &QualifiedName, name: &Name| ObjectId::Column {
                table: table.clone(),
                name: name.clone(),
            };
            let theirs = key.references.iter().map(|it| column(&key.table, it));
            let columns: Vec<ObjectId> =
                theirs.chain(key.columns.iter().map(|it| column(table, it))).collect();
            if !columns.iter().any(|it| self.retyped.contains(it)) {
                return None;
            }
            let name = constraint.name.clone();
            let id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
            let step = Step::new(
                Statement::DropConstraintIfExists { table: table.clone(), name },
                format!("drop {id} meanwhile"),
                id.owner(),
            );
            Some(
                step.lock(LockMode::AccessExclusive, table).releases(columns).phase(Phase::TakeApart).after(),
            )
        };
        asked.filter_map(drop).collect()
    }

    /// The primary keys that keep NULL out of a column, those of the tables that it is a partition of included.
    pub(super) fn primary_keys_over(&self, table: &QualifiedName, column: &Name) -> Vec<ObjectId> {
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
    pub(super) fn references_to(&self, table: &QualifiedName, columns: &[Name]) -> Vec<ObjectId> {
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
}
