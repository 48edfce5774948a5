//! The parts that partitions have of their parents' keys and indexes, where they say something of them: a
//! name of their own, a key that is one.

use super::mark::marked;
use super::statement::{Build, Statement, Validity};
use super::step::Step;
use super::{Planner, comment_again, descendants};
use crate::diff::part::keys_that_are_parts;
use crate::diff::partition::{Derived, ParentsIndex, derived_indexes, origin, own_key, whole};
use crate::model::Table;
use crate::model::constraint::{Constraint, Key, is_same_key};
use crate::model::dependencies::Dependencies;
use crate::model::index::{Index, IndexedValue};
use crate::model::{Name, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    /// What a new partition calls its parts, once they are there: what it says itself, and what PostgreSQL would
    /// choose beside the partition's own indexes, which come after them. `inside` comes with the table.
    pub(super) fn name_parts_of(&self, table: &QualifiedName, inside: &[Constraint]) -> Vec<Step> {
        let both = self.to.table(table).and_then(|it| Some((it, it.partition_of.as_ref()?)));
        let both = both.and_then(|(table, of)| Some((table, whole(self.to, &of.table)?)));
        let Some((partition, parent)) = both else { return Vec::new() };
        let constraints = inside.to_vec();
        let mut bare = Table { constraints, indexes: Vec::new(), ..partition.clone() };
        bare.index_names.retain(|of, _| own_key(partition, of).is_some());
        let first = derived_indexes(&bare, &parent);
        let stays = |it: &Derived| first.iter().any(|first| first.of == it.of && first.name == it.name);
        let parts = derived_indexes(partition, &parent);
        // PostgreSQL gives numbers in the order in which the parent's came, which nobody knows but for a new one's.
        let alike =
            |it: &Derived| parts.iter().filter(|other| other.of.addition() == it.of.addition()).count() > 1;
        let alike = |it: &Derived| !self.is_new(&parent.name) && alike(it);
        let is_named = |it: &Derived| partition.index_names.contains_key(it.of.name());
        // Each has the other's name at first, or would get it.
        let chosen = |it: &Derived| first.iter().find(|first| first.of == it.of).map(|it| &it.name);
        let in_the_way = |one: &Derived| {
            let mut others = parts.iter().filter(|it| it.of != one.of && (is_named(it) || is_named(one)));
            others.any(|it| chosen(it) == Some(&one.name) || chosen(one) == Some(&it.name))
        };
        let (unsure, sure): (Vec<&Derived>, Vec<&Derived>) =
            parts.iter().partition(|it| alike(it) || in_the_way(it));
        let (named, numbered): (Vec<&Derived>, Vec<&Derived>) = sure.into_iter().partition(|it| is_named(it));
        // The last of those that have a number moves on first.
        let numbered = numbered.into_iter().rev().filter(|it| !stays(it));
        let name = |it: &Derived| (parent.name.sibling(it.of.name().clone()), it.name.clone());
        let together = self.name_parts(table, &unsure.into_iter().map(name).collect::<Vec<_>>());
        let alone = numbered.chain(named).filter_map(|it| self.name_parts(table, &[name(it)]));
        together.into_iter().chain(alone).collect()
    }

    /// Each by what it is a part of.
    fn name_parts(&self, table: &QualifiedName, names: &[(QualifiedName, Name)]) -> Option<Step> {
        let parent = &self.to.table(table)?.partition_of.as_ref()?.table;
        let id = ObjectId::Table(table.clone());
        let mut place = Vec::new();
        for (of, name) in names {
            let part = ObjectId::Index { table: table.clone(), name: name.clone() };
            place.push((of, origin(self.to, parent, &of.name)?, part));
        }
        let (of, first, _) = place.first()?;
        let summary = match &place[..] {
            [_] => format!("name the part that {id} has of {of}"),
            several => {
                format!("name the {} parts that {id} has of indexes over the same columns", several.len())
            }
        };
        let names_parts = Statement::NameParts { table: table.clone(), names: names.to_vec() };
        let mut step = Step::new(names_parts, summary, first.owner()).requires([id]);
        for (of, from, part) in place {
            // Its own name may be one that was given before.
            step = step.requires([from]).requires(marked(parent, &of.name)).provides(part);
        }
        Some(step)
    }

    /// What partitions that stay say of their parts of keys and indexes that come or are built anew.
    pub(super) fn parts_of_what_comes(&self) -> Vec<Vec<Step>> {
        let mut sequences = Vec::new();
        for table in self.to.tables().filter(|it| !self.is_new(&it.name)) {
            let Some(before) = self.from.table(&table.name) else { continue };
            let (Some(of), Some(old)) = (&table.partition_of, &before.partition_of) else { continue };
            if of.table != old.table {
                continue;
            }
            let comes = |table: &QualifiedName, name: &Name| {
                origin(self.to, table, name).is_some_and(|it| self.created.contains(&it))
            };
            let mut named = named_parts(self.to, table);
            named.extend(self.entangled_after(table));
            named.extend(self.parts_beside_new_indexes(table));
            named.sort();
            named.dedup();
            for (part, name) in named {
                if comes(&of.table, &part.name) && !self.is_built_by_part(&of.table, &part.name) {
                    sequences.extend(self.name_parts(&table.name, &[(part, name)]).map(|it| vec![it]));
                }
            }
            sequences.extend(self.mark_parts_again(table));
        }
        sequences
    }

    /// The key or index that one of a partition's is a part of, or which it is.
    pub(super) fn origin_of(&self, table: &QualifiedName, name: &Name) -> Option<ObjectId> {
        origin(self.to, table, name)
    }

    /// Whether the partitions' parts are built one by one, under their names.
    fn is_built_by_part(&self, table: &QualifiedName, name: &Name) -> bool {
        let index = self.to.table(table).and_then(|it| it.indexes.iter().find(|it| it.name == *name));
        !self.is_new(table) && index.is_some_and(|it| self.create_partitioned_index(table, it).is_some())
    }

    /// The parts of a key or index that is there before: they go with it, but for those that gave up their names.
    pub(super) fn named_below(&self, table: &QualifiedName, name: &Name) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for (child, of) in parts_below(self.from, table, name) {
            let parent = child.partition_of.as_ref().and_then(|it| whole(self.from, &it.table));
            let Some(parent) = parent else { continue };
            let part = derived_indexes(child, &parent).into_iter().filter(|it| *it.of.name() == of);
            let id = origin(self.from, table, name);
            let then =
                self.to.table(&child.name).zip(id).and_then(|(it, id)| self.name_when_it_goes(it, &id));
            let keeps = |it: &Derived| then.as_ref().is_none_or(|then| *then == it.name);
            found.extend(part.filter(keeps).flat_map(|it| marked(&child.name, &it.name)));
        }
        found
    }

    /// The keys that partitions have as their parts of an index: they go with it, and it takes them up where
    /// they are there when it comes.
    pub(super) fn keys_below(&self, table: &QualifiedName, name: &Name) -> Vec<Statement> {
        let mut found = Vec::new();
        for (child, of) in parts_below(self.from, table, name) {
            let Some(key) = own_key(child, &of) else { continue };
            let (table, validity) = (child.name.clone(), Validity::Checked);
            let [index, id] = marked(&table, &key.name);
            found.push(Statement::AddConstraint { table, constraint: key.clone(), validity });
            found.extend(comment_again(id, key.comment.as_ref()));
            found.extend(comment_again(index, key.index_comment.as_ref()));
        }
        found
    }

    /// Whether keys of partitions are parts of an index afterwards.
    pub(super) fn has_keys_below(&self, table: &QualifiedName, name: &Name) -> bool {
        parts_below(self.to, table, name).iter().any(|(child, of)| own_key(child, of).is_some())
    }

    /// The statement that drops an index, with these keys.
    pub(super) fn drop_index_and(keys: &[Statement], table: &QualifiedName, name: &Name) -> Statement {
        if keys.iter().any(|it| matches!(it, Statement::AddConstraint { .. })) {
            return Statement::DropIndexAndKeys { index: table.sibling(name.clone()) };
        }
        Statement::DropIndex { table: table.clone(), name: name.clone(), build: Build::Blocking }
    }

    /// What partitions call their parts of a key or index that comes back on the way back.
    pub(super) fn parts_again(&self, table: &QualifiedName, name: &Name) -> Vec<Statement> {
        let mut found = self.named_again(table, name, name);
        let said = self.said_of_names(self.from, table, name);
        found.extend(said.into_iter().filter(|it| !found.contains(it)).collect::<Vec<_>>());
        found
    }

    /// The same for what another type of a column builds anew, before or after.
    pub(super) fn parts_built_with(
        &self,
        schema: &Schema,
        table: &QualifiedName,
        column: &Name,
    ) -> Vec<Statement> {
        let family = descendants(schema, table).into_iter().chain([table.clone()]);
        let owners = family.filter_map(|it| schema.table(&it)).filter(|it| it.partition_by.is_some());
        owners.flat_map(|it| self.parts_built_of(schema, it, column)).collect()
    }

    fn parts_built_of(&self, schema: &Schema, owner: &Table, column: &Name) -> Vec<Statement> {
        let table = &owner.name;
        let column = ObjectId::Column { table: table.clone(), name: column.clone() };
        let mut built: Vec<&Name> = Vec::new();
        for it in owner.constraints.iter().filter(|it| it.has_index()) {
            let mut reads = Dependencies::inside(schema, table);
            reads.constraint(it);
            built.extend(reads.into_set().contains(&column).then_some(&it.name));
        }
        for it in &owner.indexes {
            let mut reads = Dependencies::inside(schema, table);
            reads.index(it);
            built.extend(reads.into_set().contains(&column).then_some(&it.name));
        }
        built.retain(|it| marked(table, it).iter().all(|it| !self.created.contains(it)));
        let named = built.iter().flat_map(|it| self.said_of_names(schema, table, it)).collect();
        let mut found = self.named_in_turn(schema, table, &built, named);
        found.extend(built.iter().flat_map(|it| self.said_of_marks(schema, table, it)));
        for name in built {
            let has_comment =
                |schema: &Schema| schema.table(table).is_some_and(|it| is_index_with_comment(it, name));
            if [self.from, self.to].into_iter().any(has_comment)
                && !parts_below(schema, table, name).is_empty()
            {
                found.push(Statement::ClearPartComments { index: table.sibling(name.clone()) });
            }
        }
        found
    }

    /// The parts of a key or index in partitions that stay with their parents: each before and after, in `schema`,
    /// and what it is a part of.
    fn parts_that_stay_of<'s>(
        &'s self,
        schema: &'s Schema,
        table: &QualifiedName,
        name: &Name,
    ) -> impl Iterator<Item = (&'s Table, &'s Table, &'s Table, QualifiedName)> {
        parts_below(schema, table, name).into_iter().filter_map(|(child, of)| {
            let parent = &child.partition_of.as_ref()?.table;
            let both = (self.from.table(&child.name)?, self.to.table(&child.name)?);
            let is_there = |it: &Table| it.partition_of.as_ref().is_some_and(|it| it.table == *parent);
            (is_there(both.0) && is_there(both.1)).then(|| (both.0, both.1, child, parent.sibling(of)))
        })
    }

    fn said_of_names(&self, schema: &Schema, table: &QualifiedName, name: &Name) -> Vec<Statement> {
        let id = origin(schema, table, name);
        let own = self.parts_that_stay_of(schema, table, name).filter_map(|(_, after, child, of)| {
            let together = id.as_ref().and_then(|it| self.name_when_it_goes(after, it));
            let own = child.index_names.get(&of.name).cloned();
            let own =
                own.or_else(|| self.told_from_own(schema, child, &of)).filter(|_| together.is_none())?;
            let names = vec![(of.clone(), own)];
            own_key(child, &of.name)
                .is_none()
                .then(|| Statement::NameParts { table: child.name.clone(), names })
        });
        own.collect()
    }

    fn said_of_marks(&self, schema: &Schema, table: &QualifiedName, name: &Name) -> Vec<Statement> {
        let id = origin(schema, table, name);
        let marks = self.parts_that_stay_of(schema, table, name).filter_map(|(before, after, child, of)| {
            let together = id.as_ref().and_then(|it| self.name_when_it_goes(after, it));
            let part = together.or_else(|| part_of(schema, child, &of.name))?;
            // What goes has left its marks before.
            self.is_there(&self.now_of(id.clone()?)).then_some(())?;
            Some(self.marks_of_part_again(before, &marked(table, name), &part))
        });
        marks.flatten().collect()
    }

    /// What partitions have before that a new index of their parent takes up, and takes along when it goes.
    pub(super) fn taken_up(&self, table: &QualifiedName, index: &Index) -> Vec<Statement> {
        let mut found = Vec::new();
        for (child, of) in parts_below(self.to, table, &index.name) {
            let before = self.from.table(&child.name).and_then(|it| it.partition_of.as_ref());
            if self.is_new(&child.name)
                || before.map(|it| &it.table) != child.partition_of.as_ref().map(|it| &it.table)
            {
                continue;
            }
            if let Some(constraint) = own_key(child, &of) {
                let add = |table: &QualifiedName, constraint: &Constraint| Statement::AddConstraint {
                    table: table.clone(),
                    constraint: constraint.clone(),
                    validity: Validity::of(constraint),
                };
                let [index, id] = marked(&child.name, &constraint.name);
                found.push(add(&child.name, constraint));
                found.extend(comment_again(id, constraint.comment.as_ref()));
                found.extend(comment_again(index, constraint.index_comment.as_ref()));
                found
                    .extend(self.foreign_keys_on(child, constraint).iter().map(|(table, it)| add(table, it)));
            } else if let Some(own) = self.own_before(child, &of, index) {
                let (table, index) = (child.name.clone(), own.clone());
                found.push(Statement::CreateIndex { table, index, build: Build::Again });
            }
        }
        found
    }

    /// The foreign keys, there before and after, that stand on a key of a partition.
    fn foreign_keys_on(&self, child: &Table, key: &Constraint) -> Vec<(&QualifiedName, &Constraint)> {
        let Some(key) = key.key() else { return Vec::new() };
        let mut found = Vec::new();
        for table in self.from.tables() {
            let stays = |one: &&Constraint| {
                self.to
                    .table(&table.name)
                    .is_some_and(|it| it.constraints.iter().any(|it| it.name == one.name))
            };
            let on = |one: &&Constraint| {
                one.foreign_key()
                    .is_some_and(|one| one.table == child.name && is_same_key(&one.references, &key.columns))
            };
            found.extend(table.constraints.iter().filter(on).filter(stays).map(|it| (&table.name, it)));
        }
        found
    }

    /// The index of a partition that was its own and becomes its part of one of its parent's.
    pub(super) fn own_before(&self, child: &Table, of: &Name, index: &Index) -> Option<&Index> {
        let name = child.index_names.get(of)?;
        let mut before = self.from.table(&child.name)?.indexes.iter();
        before.find(|it| it.name == *name && ParentsIndex::Index(it).is_same(ParentsIndex::Index(index)))
    }

    /// Says what is named as a part and is none.
    pub(super) fn unknown_parts(&mut self) {
        let mut found: Vec<(QualifiedName, String, &str)> = Vec::new();
        for table in self.to.tables() {
            let Some(of) = &table.partition_of else { continue };
            let parent = if table.index_names.is_empty() { None } else { whole(self.to, &of.table) };
            for (part, own) in parent.iter().flat_map(|_| &table.index_names) {
                let index = parent.iter().flat_map(|it| &it.indexes).find(|it| it.name == *part);
                let is_key =
                    parent.iter().flat_map(|it| &it.constraints).any(|it| it.name == *part && it.has_index());
                if index.is_none() && !is_key {
                    let message = format!("{part} is no key or index of {}", of.table);
                    found.push((
                        table.name.clone(),
                        message,
                        "write the parent's name for it first, and the partition's behind it",
                    ));
                } else if let Some(key) = own_key(table, part) {
                    if index.is_none_or(|it| !stands_on(it, key)) {
                        let message = format!("its key {own} cannot be its part of {part}");
                        found.push((table.name.clone(), message, "a key of the partition is part of a unique index over the same columns, which is no key in the parent"));
                    } else if self.is_joined_later(table, part, own) {
                        let message =
                            format!("its key {own} cannot become its part of {part}, which is there already");
                        found.push((
                            table.name.clone(),
                            message,
                            "drop the parent's index in one compile, and create it in the next",
                        ));
                    }
                }
            }
            for name in table.replica_identity.index().into_iter().chain(&table.cluster_on) {
                if origin(self.to, &table.name, name).is_none() {
                    let message = format!(
                        "it has no index {name}, nor has {} one of which it would be the part",
                        of.table
                    );
                    found.push((
                        table.name.clone(),
                        message,
                        "name an index or key of the partition, or its part of its parent's",
                    ));
                }
            }
        }
        for before in self.from.tables().filter(|it| !it.index_names.is_empty()) {
            let parts = keys_that_are_parts(self.from, before).into_iter();
            for (key, index) in parts.filter(|(_, index)| self.goes_from_a_table_that_stays(index)) {
                if let Some((table, it)) = self.foreign_keys_on(before, key).first() {
                    let (of, part) = (index.owner(), index.last_name());
                    let message = format!(
                        "its key {} goes with {part} of {of}, and {} of {table} stands on it",
                        key.name, it.name
                    );
                    found.push((
                        before.name.clone(),
                        message,
                        "drop the foreign key in one compile, and add it again in the next",
                    ));
                }
            }
        }
        for (table, message, help) in found {
            self.cannot(ObjectId::Table(table), message, help);
        }
    }

    /// Whether partition and parent are there before, the index too, and the key was not yet its part.
    fn is_joined_later(&self, table: &Table, of: &Name, own: &Name) -> bool {
        let Some(before) = self.from.table(&table.name).filter(|_| !self.is_new(&table.name)) else {
            return false;
        };
        let Some(parent) = table
            .partition_of
            .as_ref()
            .filter(|it| before.partition_of.as_ref().is_some_and(|old| old.table == it.table))
        else {
            return false;
        };
        let Some(index) = origin(self.to, &parent.table, of) else { return false };
        let Some(key) = own_key(table, of).filter(|_| !self.created.contains(&index)) else { return false };
        let was_part = |(old, of): (&Constraint, ObjectId)| {
            (old.name == *own || old.kind == key.kind) && self.stays_as(&of).contains(&index)
        };
        !keys_that_are_parts(self.from, before).into_iter().any(was_part)
    }

    /// What an index that stays is called afterwards.
    fn stays_as(&self, index: &ObjectId) -> Vec<ObjectId> {
        let ObjectId::Index { table, name } = index else { return Vec::new() };
        let both = self.from.table(table).zip(self.to.table(table));
        let Some((before, after)) = both else { return Vec::new() };
        let old = before.indexes.iter().find(|it| it.name == *name);
        let is_old =
            |it: &&Index| old.is_some_and(|old| ParentsIndex::Index(old).is_same(ParentsIndex::Index(it)));
        let same = after.indexes.iter().filter(is_old);
        let ids = same.map(|it| ObjectId::Index { table: table.clone(), name: it.name.clone() });
        ids.filter(|it| !self.created.contains(it)).collect()
    }

    fn goes_from_a_table_that_stays(&self, index: &ObjectId) -> bool {
        let ObjectId::Table(owner) = index.owner() else { return false };
        self.to.table(&owner).is_some() && self.stays_as(index).is_empty()
    }
}

/// Whether the index of a key is one of that definition.
pub(super) fn stands_on(index: &Index, key: &Constraint) -> bool {
    let Some(Key { columns, include, nulls_not_distinct, .. }) = key.key() else { return false };
    let names = index.keys.iter().map(|key| match &key.on {
        IndexedValue::Column(name) if key.collate.is_none() && key.operator_class.is_none() => Some(name),
        _ => None,
    });
    index.unique
        && index.predicate.is_none()
        && index.include == *include
        && index.nulls_not_distinct == *nulls_not_distinct
        && names.eq(columns.iter().map(Some))
}

fn is_index_with_comment(table: &Table, name: &Name) -> bool {
    table.indexes.iter().any(|it| it.name == *name && it.comment.is_some())
        || table.constraints.iter().any(|it| it.name == *name && it.index_comment.is_some())
}

/// The names that a partition gives to its parts, in the order of its parent's.
fn named_parts(schema: &Schema, table: &Table) -> Vec<(QualifiedName, Name)> {
    let Some(of) = table.partition_of.as_ref().filter(|_| !table.index_names.is_empty()) else {
        return Vec::new();
    };
    let Some(parent) = whole(schema, &of.table) else { return Vec::new() };
    let derived = derived_indexes(table, &parent).into_iter();
    let named = derived.filter_map(|it| Some((it.of.name().clone(), table.index_names.get(it.of.name())?)));
    named.map(|(part, name)| (of.table.sibling(part), name.clone())).collect()
}

/// The partitions at every depth, parents first, and what their parents call the part that theirs is a part of.
pub(super) fn parts_below<'s>(
    schema: &'s Schema,
    table: &QualifiedName,
    name: &Name,
) -> Vec<(&'s Table, Name)> {
    let mut found = Vec::new();
    let mut waiting = vec![(table.clone(), name.clone())];
    while let Some((parent, of)) = waiting.pop() {
        let Some(above) = whole(schema, &parent) else { continue };
        let is_child = |it: &&Table| it.partition_of.as_ref().is_some_and(|of| of.table == parent);
        for child in schema.tables().filter(is_child) {
            found.push((child, of.clone()));
            let parts = derived_indexes(child, &above);
            let part = parts.into_iter().find(|it| *it.of.name() == of).map(|it| it.name);
            waiting.extend(part.map(|part| (child.name.clone(), part)));
        }
    }
    found
}

/// What a partition calls its part of a key or index of its parent.
pub(super) fn part_of(schema: &Schema, child: &Table, of: &Name) -> Option<Name> {
    if let Some(key) = own_key(child, of) {
        return Some(key.name.clone());
    }
    let parent = whole(schema, &child.partition_of.as_ref()?.table)?;
    derived_indexes(child, &parent).into_iter().find(|it| it.of.name() == of).map(|it| it.name)
}
