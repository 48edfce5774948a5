//! Keys and indexes that partitions keep as their own beside their part of one that comes to their parent and
//! is the same. PostgreSQL would make them the parts; so these are made one by one, and attached.

use super::mark::marks_among;
use super::part::{part_of, parts_below, stands_on};
use super::statement::{Build, Statement, Validity};
use super::step::{LockMode, State, Step};
use super::{Planner, descendants};
use crate::diff::partition::{ParentsIndex, derived_indexes, has_own, own_key, whole};
use crate::model::constraint::Constraint;
use crate::model::dependencies::Dependencies;
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::table::PartitionOf;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Sql, Table};

/// A partition's part of a key or index.
struct Part<'t> {
    table: &'t Table,
    of: QualifiedName,
    name: Name,
    /// A key or index of before, which becomes the part.
    is_there: bool,
}

impl Planner<'_> {
    /// A key or index of a partitioned table in use, from the step that would make all of it at once.
    pub(super) fn make_beside_twins(
        &self,
        table: &QualifiedName,
        new: ParentsIndex,
        at_once: Step,
    ) -> Vec<Step> {
        let parts = self.parts_of(self.to, table, new);
        if self.twin_of(&parts, new).is_none() {
            return vec![at_once];
        }
        let provided = at_once.place.provides.clone();
        let owner = ObjectId::Table(table.clone());
        let mut steps = vec![Step { statement: on_parent_only(at_once.statement), ..at_once }];
        for part in parts.iter().filter(|it| !it.is_there) {
            let (id, statement, lock) = made(part, new);
            let step = Step::new(statement, format!("add {id}"), owner.clone()).lock(lock, &part.table.name);
            steps.push(step.provides(id).after());
        }
        // From the leaves up: it is whole once all of its parts are.
        for part @ Part { table: child, of, name, .. } in parts.iter().rev() {
            let step = Step::new(attach(part), format!("attach index {name} to {}", of.name), owner.clone());
            let keys = self.created.iter().filter(|it| {
                matches!(it, ObjectId::Constraint { table, name: it } if *table == child.name && it == name)
            });
            steps.push(step.lock(LockMode::AccessExclusive, &child.name).requires(keys.cloned()).after());
        }
        if let Some(last) = steps.last_mut() {
            last.place.provides = provided;
        }
        steps
    }

    /// One that goes, as it comes again on the way back.
    pub(super) fn make_again_beside_twins(
        &self,
        table: &QualifiedName,
        old: ParentsIndex,
        at_once: Statement,
    ) -> Vec<Statement> {
        // One that leaves has not come back by then.
        let stays = |it: &Part| {
            let of = |schema: &Schema| schema.table(&it.table.name).and_then(|it| it.partition_of.clone());
            of(self.from).zip(of(self.to)).is_some_and(|(old, new)| old.table == new.table)
        };
        let mut parts: Vec<Part> = self.parts_of(self.from, table, old).into_iter().filter(stays).collect();
        let then = self.names_when_they_go(table, old.name(), old.name());
        for part in parts.iter_mut().filter(|it| !it.is_there) {
            if let Some(then) = then.iter().find(|it| it.table == part.table.name) {
                (part.of, part.name) = (then.of.clone(), then.name.clone());
            }
        }
        if parts.iter().all(|it| twin(it.table, old, &it.name).is_none()) {
            return vec![at_once];
        }
        let own = parts.iter().filter(|it| !it.is_there).map(|it| made(it, old).1);
        [on_parent_only(at_once)].into_iter().chain(own).chain(parts.iter().rev().map(attach)).collect()
    }

    /// Whether an index that goes could take another one of a partition's for its part when it comes back: one that
    /// is there all the time, or that is to be the part of a new one.
    pub(super) fn takes_twins_below(&self, table: &QualifiedName, old: &Index, new: &Index) -> bool {
        let parts = self.parts_of(self.from, table, ParentsIndex::Index(old));
        let comes = |it: &Index| {
            self.created.contains(&ObjectId::Index { table: table.clone(), name: it.name.clone() })
        };
        let mut beside = self.to.table(table).into_iter().flat_map(|it| &it.indexes);
        parts.iter().any(|it| twin(it.table, ParentsIndex::Index(old), &it.name).is_some())
            || !parts.is_empty() && beside.any(|it| it.name != new.name && comes(it) && is_taken_for(it, old))
    }

    /// What a partition keeps beside its part. A new one comes after the key or index, which it then has.
    fn twin_of<'t>(&self, parts: &[Part<'t>], new: ParentsIndex) -> Option<(&'t QualifiedName, Name)> {
        let mut old = parts.iter().filter(|it| !self.is_new(&it.table.name));
        old.find_map(|it| Some((&it.table.name, twin(it.table, new, &it.name)?)))
    }

    /// At every depth, parents first.
    fn parts_of<'s>(&self, schema: &'s Schema, table: &QualifiedName, new: ParentsIndex) -> Vec<Part<'s>> {
        let below = parts_below(schema, table, new.name()).into_iter();
        let part = |(child, of): (_, Name)| {
            let child: &'s Table = child;
            let name = part_of(schema, child, &of)?;
            let is_there = own_key(child, &of).is_some()
                || matches!(new, ParentsIndex::Index(it) if self.own_before(child, &of, it).is_some());
            let of = child.partition_of.as_ref()?.table.sibling(of);
            Some(Part { table: child, of, name, is_there })
        };
        below.filter_map(part).collect()
    }

    /// A partition that leaves has no way back where one of two that are the same was the part.
    pub(super) fn one_way_beside_twins(
        &self,
        table: &QualifiedName,
        from: &PartitionOf,
        mut steps: Vec<Step>,
    ) -> Vec<Step> {
        let both = self.from.table(table).zip(whole(self.from, &from.table));
        let unlike = both.as_ref().and_then(|(_, parent)| self.unlike_twins(self.from, parent));
        if let Some(((one, other), first)) = unlike.zip(steps.first_mut()) {
            let reason = format!("its part of {one} of {} could become that of {other}", from.table);
            *first = first.clone().cannot_be_undone(reason);
        }
        let own = both.and_then(|(table, parent)| any_twin(table, &parent).map(|(own, of, _)| (own, of)));
        if let Some(((own, of), first)) = own.zip(steps.first_mut()) {
            let reason = format!("{own} of {table} could become its part of {of} of {}", from.table);
            *first = first.clone().cannot_be_undone(reason);
        }
        steps
    }

    /// Of equal indexes of its parent's a table that joins may have the parts of one under the names of those of
    /// the other.
    pub(super) fn equals_by_name(&self) -> Vec<Vec<Step>> {
        let joined = self.to.tables().filter_map(|it| {
            let of = &it.partition_of.as_ref()?.table;
            let was = self.from.table(&it.name)?.partition_of.as_ref();
            let joins = was.is_none_or(|it| it.table != *of);
            let names = if joins { equal_parts(self.to, it, |_| true) } else { Vec::new() };
            let summary = format!("tell the equal parts of {} apart", ObjectId::Table(it.name.clone()));
            let step = |statement| {
                let mut step = Step::new(statement, summary.clone(), ObjectId::Table(it.name.clone()));
                step.place.awaits = vec![State::BoundsSet(of.clone())];
                step.undo_all(Vec::new()).after()
            };
            Some(names.into_iter().map(step).collect())
        });
        joined.collect()
    }

    /// Two keys or indexes of a table of which PostgreSQL takes one for the other, although they are not the same.
    fn unlike_twins<'t>(&self, schema: &Schema, parent: &'t Table) -> Option<(&'t Name, &'t Name)> {
        use ParentsIndex::{Index, Key};
        let keys = parent.constraints.iter().filter(|it| it.key().is_some()).map(Key);
        let all: Vec<ParentsIndex> = keys.chain(parent.indexes.iter().map(Index)).collect();
        // An index of the parent's that is older than a key has its part first, be that a key.
        let is_new = |it: &Constraint| {
            let id = ObjectId::Constraint { table: parent.name.clone(), name: it.name.clone() };
            self.created.contains(&id) || !self.to.table(&parent.name).is_some_and(|to| has_own(to, &it.name))
        };
        let may_be_taken = |one: ParentsIndex, other: ParentsIndex| match (one, other) {
            (Index(one), Index(other)) => could_be_taken(schema, one, other),
            (Key(one), Key(other)) => {
                let columns = |it: &Constraint| it.key().map(|it| (it.columns.clone(), it.include.clone()));
                columns(one) == columns(other)
            }
            (Index(index), Key(key)) | (Key(key), Index(index)) => is_new(key) && stands_on(index, key),
        };
        let mut pairs = all.iter().flat_map(|one| all.iter().map(move |other| (*one, *other)));
        let found = pairs.find(|(one, other)| {
            one.name() != other.name() && !one.is_same(*other) && may_be_taken(*one, *other)
        });
        found.map(|(one, other)| (one.name(), other.name()))
    }

    /// Says where PostgreSQL would take one for the other nevertheless.
    pub(super) fn mistaken_twins(&mut self) {
        let mut found: Vec<(QualifiedName, String, &str)> = Vec::new();
        for table in self.to.tables().filter(|it| it.partition_by.is_some() && !self.is_new(&it.name)) {
            let id = |name: &Name| ObjectId::Constraint { table: table.name.clone(), name: name.clone() };
            let index = |name: &Name| ObjectId::Index { table: table.name.clone(), name: name.clone() };
            let keys = table.constraints.iter().filter(|it| self.created.contains(&id(&it.name)));
            let keys = keys.filter(|it| it.key().is_some()).map(ParentsIndex::Key);
            let indexes = table.indexes.iter().filter(|it| self.created.contains(&index(&it.name)));
            let family = descendants(self.to, &table.name);
            let stays =
                descendants(self.from, &table.name) == family && !family.iter().any(|it| self.is_new(it));
            for new in keys.chain(indexes.map(ParentsIndex::Index)).filter(|_| !stays) {
                let parts = self.parts_of(self.to, &table.name, new);
                if let Some((child, own)) = self.twin_of(&parts, new) {
                    let name = new.name();
                    let message =
                        format!("{child} keeps {own} beside its part of {name}, while partitions come or go");
                    let help = "let the partitions come or go in another compile";
                    found.push((table.name.clone(), message, help));
                }
            }
        }
        for table in self.to.tables().filter(|it| !self.is_new(&it.name)) {
            let Some(before) = self.from.table(&table.name) else { continue };
            let Some(of) = table.partition_of.as_ref().map(|it| &it.table) else { continue };
            let Some(parent) = whole(self.to, of).filter(|_| before.partition_of != table.partition_of)
            else {
                continue;
            };
            if let Some((one, other)) = self.unlike_twins(self.to, &parent) {
                let message = format!(
                    "PostgreSQL may not tell {one} and {other} of {of} apart, and its part of one could become that of the other"
                );
                let help = "leave one of them out in this compile, and add it in the next";
                found.push((table.name.clone(), message, help));
            }
            // Of several it takes the oldest.
            let is_told_apart = |own: &Name, part: &Name| has_own(before, part) && !has_own(before, own);
            if let Some((own, name, part)) = any_twin(table, &parent)
                && !is_told_apart(&own, &part)
            {
                let message = format!("its own {own} could become its part of {name} of {of}");
                let help = "leave it out in this compile, and add it in the next";
                found.push((table.name.clone(), message, help));
            }
        }
        for (table, message, help) in found {
            self.cannot(ObjectId::Table(table), message, help);
        }
    }
}

/// The first of what a partition has twice, what it is a part of, and what that part is called.
fn any_twin(table: &Table, parent: &Table) -> Option<(Name, Name, Name)> {
    let parts = derived_indexes(table, parent).into_iter();
    let mut twins =
        parts.filter_map(|it| Some((twin(table, it.of, &it.name)?, it.of.name().clone(), it.name)));
    twins.next()
}

/// The key or index of a partition, beside its part of one of its parent's, that PostgreSQL takes for the same.
fn twin(child: &Table, of: ParentsIndex, part: &Name) -> Option<Name> {
    let is_other = |name: &Name| name != part && !child.index_names.values().any(|it| it == name);
    let same_key = |it: &Constraint| match of {
        ParentsIndex::Key(key) => it.key().zip(key.key()).is_some_and(|(one, other)| one == other),
        ParentsIndex::Index(index) => stands_on(index, it),
    };
    let keys = child.constraints.iter().filter(|it| same_key(it)).map(|it| &it.name);
    let same = |it: &&Index| matches!(of, ParentsIndex::Index(of) if is_taken_for(it, of));
    let indexes = child.indexes.iter().filter(same).map(|it| &it.name);
    keys.chain(indexes).find(|it| is_other(it)).cloned()
}

/// Whether PostgreSQL may take one index for the other: only the order of their keys differs, or expressions that
/// it reckons first, where a routine may come to a constant.
fn could_be_taken(schema: &Schema, one: &Index, other: &Index) -> bool {
    let calls = |it: &Index| {
        let mut used = Dependencies::new(schema);
        used.index(it);
        used.into_set().iter().any(|it| matches!(it, ObjectId::Routine(_)))
    };
    is_taken_for(one, other)
        || is_taken_for(&without_expressions(one), &without_expressions(other))
            && (calls(one) || calls(other))
}

/// The names of a partition's parts of indexes that are equal, of those that are there, and what it says of one of
/// them.
pub(super) fn equal_parts(
    schema: &Schema,
    table: &Table,
    is_there: impl Fn(&QualifiedName) -> bool,
) -> Vec<Statement> {
    let parent = table.partition_of.as_ref().and_then(|it| whole(schema, &it.table));
    let Some(parent) = parent else { return Vec::new() };
    let parts = derived_indexes(table, &parent);
    let equal = |one: ParentsIndex, other: ParentsIndex| one.name() != other.name() && one.is_same(other);
    let names: Vec<(QualifiedName, Name)> = parts
        .iter()
        .filter(|it| !has_own(table, &it.name) && parts.iter().any(|other| equal(it.of, other.of)))
        .map(|it| (parent.name.sibling(it.of.name().clone()), it.name.clone()))
        .filter(|(of, _)| is_there(of))
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    let marks = marks_among(table, |it| names.iter().any(|(_, name)| name == it));
    [Statement::NameParts { table: table.name.clone(), names }].into_iter().chain(marks).collect()
}

/// It looks neither at the order of a key nor at what is said of storage.
pub(super) fn is_taken_for(one: &Index, other: &Index) -> bool {
    let key = |it: &IndexKey| (it.on.clone(), it.collate.clone(), it.operator_class.clone());
    one.unique == other.unique
        && one.nulls_not_distinct == other.nulls_not_distinct
        && one.using == other.using
        && one.predicate == other.predicate
        && one.include == other.include
        && one.keys.iter().map(key).eq(other.keys.iter().map(key))
}

fn without_expressions(index: &Index) -> Index {
    let mut bare = Index { predicate: None, ..index.clone() };
    for key in &mut bare.keys {
        if let IndexedValue::Expression(sql) = &mut key.on {
            *sql = Sql::new("true");
        }
    }
    bare
}

/// What makes a part by itself.
fn made(part: &Part, of: ParentsIndex) -> (ObjectId, Statement, LockMode) {
    let (table, name) = (part.table.name.clone(), part.name.clone());
    let (id, statement, lock) = match of {
        ParentsIndex::Key(key) => {
            let id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
            let constraint = Constraint { name, ..key.essence() };
            let add = Statement::AddConstraint { table, constraint, validity: Validity::Checked };
            (id, add, LockMode::AccessExclusive)
        }
        ParentsIndex::Index(index) => {
            let id = ObjectId::Index { table: table.clone(), name: name.clone() };
            let index = Index { name, comment: None, renamed_from: None, ..index.clone() };
            (id, Statement::CreateIndex { table, index, build: Build::Blocking }, LockMode::Share)
        }
    };
    let has_partitions = part.table.partition_by.is_some();
    (id, if has_partitions { on_parent_only(statement) } else { statement }, lock)
}

fn attach(part: &Part) -> Statement {
    let partition = part.table.name.sibling(part.name.clone());
    Statement::AttachIndex { index: part.of.clone(), partition }
}

fn on_parent_only(statement: Statement) -> Statement {
    match statement {
        Statement::AddConstraint { table, constraint, .. } => {
            Statement::AddConstraint { table, constraint, validity: Validity::OnParentOnly }
        }
        Statement::CreateIndex { table, index, .. } => {
            Statement::CreateIndex { table, index, build: Build::OnParentOnly }
        }
        other => other,
    }
}
