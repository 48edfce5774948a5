//! The indexes that partitions have from their parents: PostgreSQL names them after the partition and its
//! columns when it makes them, and leaves them their names when one of these is renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::mark::marked;
use super::part::{part_of, parts_below};
use super::statement::Statement;
use super::step::{Phase, Step};
use super::{Planner, descendants};
use crate::diff::partition::{Derived, derived_indexes, has_own, key_name, origin, own_key, whole};
use crate::model::constraint::Constraint;
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};

/// A partition's part of an index of its parent.
struct Part {
    /// The parent's.
    of: QualifiedName,
    name: Name,
    /// What it is called where nothing but tables and columns gets another name.
    renamed: Name,
    /// What PostgreSQL would call it, where the partition calls it otherwise.
    usual: Option<Name>,
    /// The key or index at the top.
    origin: ObjectId,
}

impl Part {
    /// What its names begin with.
    fn stems(&self) -> impl Iterator<Item = &str> {
        self.usual.iter().chain([&self.name, &self.renamed]).map(stem)
    }
}

/// A partition that stays where it is.
struct Parts<'s> {
    table: &'s Table,
    before: Vec<Part>,
    after: Vec<Part>,
}

/// A part that gets another name while nothing else is in the way.
struct Renamed<'s> {
    table: &'s Table,
    old: QualifiedName,
    new: QualifiedName,
    /// What has the new name before and goes.
    goes: Vec<ObjectId>,
    stays: bool,
}

/// What a part is called when what it is a part of goes, and what that is called there.
pub(super) struct Then {
    pub table: QualifiedName,
    pub of: QualifiedName,
    pub name: Name,
    /// PostgreSQL may give it another name when it comes back.
    is_unsure: bool,
}

impl Parts<'_> {
    /// What one of after was called, if it stays.
    fn stays(&self, part: &Part, planner: &Planner) -> Option<&Part> {
        let comes = planner.created.contains(&part.origin);
        self.before.iter().find(|it| !comes && it.origin == part.origin)
    }

    /// The beginnings of names that are told apart by numbers, where one may be in the way of another: each is to
    /// get out of it first, and to have its name in the end.
    fn entangled(&self, planner: &Planner) -> BTreeSet<&str> {
        let of = |parts: &[Part], stem: &str| parts.iter().filter(|it| self::stem(&it.name) == stem).count();
        let is_entangled = |part: &&Part| {
            let stem = stem(&part.name);
            let has_it = |it: &&Part| it.name == part.name || it.renamed == part.name;
            let mut holders =
                self.before.iter().filter(has_it).filter(|it| !is_same(&it.origin, &part.origin));
            let stays = |holder: &Part| {
                self.after.iter().any(|it| self.stays(it, planner).is_some_and(|it| it.name == holder.name))
            };
            let mut beside = self.after.iter().filter(|it| self::stem(&it.name) == stem);
            let comes = beside.any(|it| planner.created.contains(&it.origin));
            // One that is built anew may be set aside meanwhile.
            let lingers = |holder: &Part| {
                planner.created.contains(&holder.origin) || planner.is_replaced_by_another(&holder.origin)
            };
            let crowded = of(&self.before, stem) > 1 || of(&self.after, stem) > 1;
            holders.any(|it| stays(it) || lingers(it) || comes && crowded)
        };
        let found = self.after.iter().filter(is_entangled).map(|it| stem(&it.name));
        found.chain(self.named_beside_others(planner)).collect()
    }

    /// The same for those that the partition names itself beside others that come or go: until it does, they have
    /// names that others may have.
    fn named_beside_others(&self, planner: &Planner) -> Vec<&str> {
        let changes = |it: &&Part| match self.after.iter().find(|now| now.origin == it.origin) {
            Some(now) => self.stays(now, planner).is_none(),
            None => true,
        };
        let changing = || self.before.iter().chain(&self.after).filter(changes);
        let beside = |one: &&Part| {
            let is_there = |some: &[Part]| some.iter().any(|it| it.origin == one.origin);
            let comes_back = is_there(&self.before) && is_there(&self.after);
            let mut others = changing().filter(|it| !is_same(&it.origin, &one.origin) || comes_back);
            others.any(|it| it.stems().any(|it| one.stems().any(|stem| stem == it)))
        };
        let all = self.before.iter().chain(&self.after);
        all.filter(|it| it.usual.is_some()).filter(beside).flat_map(Part::stems).collect()
    }
}

/// Whether it is the same, or a key in the place of an index.
fn is_same(one: &ObjectId, other: &ObjectId) -> bool {
    one.owner() == other.owner() && one.last_name() == other.last_name()
}

/// What PostgreSQL would call a part that the partition calls otherwise.
fn usual(partition: &Table, parent: &Table, part: &Derived) -> Option<Name> {
    partition.index_names.get(part.of.name())?;
    let mut bare = partition.clone();
    bare.index_names.remove(part.of.name());
    let parts = derived_indexes(&bare, parent).into_iter();
    parts.filter(|it| it.of == part.of).map(|it| it.name).find(|it| *it != part.name)
}

/// A name without the number by which PostgreSQL tells it from another.
pub(super) fn stem(name: &Name) -> &str {
    name.as_str().trim_end_matches(|it: char| it.is_ascii_digit())
}

impl Planner<'_> {
    /// Gives them the names that PostgreSQL would choose now.
    pub(super) fn derived_names(&mut self) -> Vec<Vec<Step>> {
        let to = self.to;
        let mut renames: Vec<Renamed> = Vec::new();
        let mut sequences = Vec::new();
        for table in to.tables() {
            let Some(parts) = self.parts_that_stay(table) else { continue };
            let entangled = self.entangled_parts(&parts);
            sequences.push(self.untangled(&parts, &entangled));
            let is_free = |it: &&Part| !entangled.contains(&it.origin);
            for part in parts.before.iter().filter(is_free) {
                let now = parts.after.iter().find(|it| it.origin == part.origin);
                let now = now.filter(|it| parts.stays(it, self).is_some());
                // What goes comes back on the way back, and finds the new names.
                let new = now.map_or(&part.renamed, |it| &it.name);
                if part.name != *new {
                    let holder = |it: &&Part| it.name == *new && it.origin != part.origin;
                    let goes = parts.before.iter().filter(holder).map(|it| it.origin.clone()).collect();
                    let [old, new] = [&part.name, new].map(|it| table.name.sibling(it.clone()));
                    renames.push(Renamed { table, old, new, goes, stays: now.is_some() });
                }
            }
        }
        let taken: BTreeSet<QualifiedName> = renames.iter().map(|it| it.old.clone()).collect();
        let going =
            if renames.is_empty() { BTreeMap::new() } else { parts_of_tables_that_go(self.before, to) };
        for Renamed { table, old, new, goes, stays } in renames {
            let id = ObjectId::Table(table.name.clone());
            if taken.contains(&new) {
                let message = format!("its index {} would get the name of another that stays", old.name);
                let help = "rename the partitions or columns in two compiles, by a name that is free";
                self.cannot(id, message, help);
                continue;
            }
            let rename = |from: &QualifiedName, to: &QualifiedName| Statement::RenameDerivedIndex {
                from: from.clone(),
                to: to.name.clone(),
            };
            let summary = format!("rename index {} of {id} to {}", old.name, new.name);
            let mut step = Step::new(rename(&old, &new), summary, id).undo(rename(&new, &old));
            // Its new name may be that of a part of an index that goes.
            step.place.without = goes;
            step.place.without.extend(going.get(&new).map(|it| ObjectId::Table((*it).clone())));
            if stays {
                step = step.provides(ObjectId::Index { table: table.name.clone(), name: new.name });
            }
            sequences.push(vec![step.phase(Phase::Rename)]);
        }
        sequences
    }

    /// The same for partitions that come later, under a column that gets another name.
    pub(super) fn rename_in_indexes(&self, table: &QualifiedName, from: &Name, to: &Name) -> Option<Step> {
        let in_index = |it: &Index| {
            let keys = it.keys.iter().filter_map(|key| match &key.on {
                IndexedValue::Column(name) => Some(name),
                IndexedValue::Expression(_) => None,
            });
            keys.chain(&it.include).any(|it| it == to)
        };
        let in_key = |it: &Constraint| {
            it.key().is_some_and(|key| key.columns.iter().chain(&key.include).any(|it| it == to))
        };
        let has_it = |it: &&Table| {
            it.partition_by.is_some()
                && (it.indexes.iter().any(in_index) || it.constraints.iter().any(in_key))
        };
        let below = descendants(self.from, table);
        let mut family = [table].into_iter().chain(&below).filter_map(|it| self.from.table(it));
        family.find(has_it).filter(|_| self.built_anew(self.to, table).is_none())?;
        Some(rename_index_columns(table, from, to))
    }

    /// A routine gives its name to the columns of indexes over its calls.
    pub(super) fn rename_with_index_columns(&self, from: &ObjectId, to: &ObjectId) -> Vec<Step> {
        let mut steps = self.rename_object(from, to);
        let (old, new) = (from.last_name(), to.last_name());
        if old == new || !matches!(from, ObjectId::Routine(_)) {
            return steps;
        }
        let called =
            |it: &IndexKey| matches!(it.on, IndexedValue::Expression(_)) && key_name(&it.on) == new.as_str();
        let has_it =
            |it: &&Table| it.partition_by.is_some() && it.indexes.iter().flat_map(|it| &it.keys).any(called);
        let stays =
            |it: &&Table| self.built_anew(self.to, &it.name).is_none() && self.to.table(&it.name).is_some();
        let tables = self.from.tables().filter(has_it).filter(stays);
        steps.extend(tables.map(|it| rename_index_columns(&it.name, &old, &new)));
        steps
    }

    /// A partition's parts, where it stays with its parent.
    fn parts_that_stay<'s>(&'s self, table: &'s Table) -> Option<Parts<'s>> {
        let (from, to) = (self.from, self.to);
        let was = from.table(&table.name)?;
        let (of, left) = (table.partition_of.as_ref()?, was.partition_of.as_ref()?);
        // One that is built anew has its own from the first.
        if of.table != left.table || self.built_anew(to, &table.name).is_some() {
            return None;
        }
        let original = self.before.table(self.old_name(&table.name))?;
        let first = whole(self.before, &original.partition_of.as_ref()?.table)?;
        let (renamed, parent) = (whole(from, &of.table)?, whole(to, &of.table)?);
        // Renames leave the parent's parts in their order.
        let old = derived_indexes(original, &first);
        let parts = derived_indexes(was, &renamed);
        let before = parts.into_iter().zip(&old).map(|(it, old)| {
            let of = parent.name.sibling(it.of.name().clone());
            let origin = self.now_of(origin(from, &parent.name, &of.name)?);
            let usual = usual(original, &first, old);
            Some(Part { of, name: old.name.clone(), renamed: it.name, usual, origin })
        });
        let after = derived_indexes(table, &parent);
        let after = after.into_iter().map(|it| {
            let origin = origin(to, &parent.name, it.of.name())?;
            let usual = usual(table, &parent, &it);
            let of = parent.name.sibling(it.of.name().clone());
            Some(Part { of, renamed: it.name.clone(), name: it.name, usual, origin })
        });
        Some(Parts { table, before: before.collect::<Option<_>>()?, after: after.collect::<Option<_>>()? })
    }

    /// A key or index under its name of after.
    pub(super) fn now_of(&self, id: ObjectId) -> ObjectId {
        let now = |table: &QualifiedName, name: &Name| {
            self.renamed_indexes.get(&(table.clone(), name.clone())).unwrap_or(name).clone()
        };
        match id {
            ObjectId::Index { table, name } => ObjectId::Index { name: now(&table, &name), table },
            ObjectId::Constraint { table, name } => ObjectId::Constraint { name: now(&table, &name), table },
            other => other,
        }
    }

    /// What a part of before is called once all that stay have their names, and those that go are out of their way.
    pub(super) fn called_then(&self, table: &QualifiedName, name: &Name) -> Name {
        let found = self.to.table(table).and_then(|table| {
            let parts = self.parts_that_stay(table)?;
            let origin = &parts.before.iter().find(|it| it.renamed == *name)?.origin;
            let now = parts.after.iter().find(|it| it.origin == *origin && parts.stays(it, self).is_some());
            now.map(|it| it.name.clone()).or_else(|| self.name_when_it_goes(table, origin))
        });
        found.unwrap_or_else(|| name.clone())
    }

    /// Whether an index is there until one of another name, which it is said to get, has been built in its place.
    fn is_replaced_by_another(&self, id: &ObjectId) -> bool {
        let ObjectId::Index { table, name } = id else { return false };
        let comes = |it: &Index| {
            self.created.contains(&ObjectId::Index { table: table.clone(), name: it.name.clone() })
        };
        let mut indexes = self.to.table(table).into_iter().flat_map(|it| &it.indexes);
        indexes.any(|it| it.renamed_from.as_ref() == Some(name) && comes(it))
    }

    /// The keys and indexes whose parts are in each other's way.
    fn entangled_parts(&self, parts: &Parts) -> BTreeSet<ObjectId> {
        let stems = parts.entangled(self);
        let both = parts.before.iter().chain(&parts.after);
        both.filter(|it| it.stems().any(|it| stems.contains(it))).map(|it| it.origin.clone()).collect()
    }

    /// They go out of the way first; those that stay get their names then.
    fn untangled(&self, parts: &Parts, entangled: &BTreeSet<ObjectId>) -> Vec<Step> {
        let table = &parts.table.name;
        let id = ObjectId::Table(table.clone());
        let rename = |from: &Name, to: &Name, summary: String| {
            let rename = |from: &Name, to: &Name| Statement::RenameDerivedIndex {
                from: table.sibling(from.clone()),
                to: to.clone(),
            };
            let step = Step::new(rename(from, to), summary, id.clone()).undo(rename(to, from));
            let named = ObjectId::Index { table: table.clone(), name: to.clone() };
            step.phase(Phase::Rename).provides(named).after()
        };
        let (mut aside, mut named) = (Vec::new(), Vec::new());
        for part in parts.before.iter().filter(|it| entangled.contains(&it.origin)) {
            let meanwhile = self.meanwhile(parts, part);
            if meanwhile != part.name {
                let summary = format!("set index {} of {id} aside as {meanwhile}", part.name);
                let step = rename(&part.name, &meanwhile, summary);
                let step = step.releases([part.origin.clone()]);
                aside.push(marked(table, &part.name).into_iter().fold(step, Step::removes));
            }
            let now = parts.after.iter().find(|it| it.origin == part.origin);
            if let Some(now) = now.filter(|it| it.name != meanwhile && parts.stays(it, self).is_some()) {
                named.push(rename(&meanwhile, &now.name, format!("name index {} of {id}", now.name)));
            }
        }
        aside.into_iter().chain(named).collect()
    }

    /// What a part of before is called until it goes, or has its name of after.
    fn meanwhile(&self, parts: &Parts, part: &Part) -> Name {
        let wants = |it: &Part| it.name == part.name || it.usual.as_ref() == Some(&part.name);
        let now = parts.after.iter().find(|it| it.origin == part.origin);
        let keeps = now.is_some_and(|now| now.name == part.name && parts.stays(now, self).is_some());
        if keeps || !parts.after.iter().any(wants) {
            return part.name.clone();
        }
        let name = parts.table.name.sibling(part.name.clone());
        self.spare.relation(&name, part.name.as_str(), "_old").name
    }

    /// What an entangled part of a key or index that goes is called when it does.
    pub(super) fn name_when_it_goes(&self, table: &Table, origin: &ObjectId) -> Option<Name> {
        let parts = self.parts_that_stay(table)?;
        let part = parts.before.iter().find(|it| it.origin == *origin)?;
        let stays = parts.after.iter().find(|it| it.origin == *origin && parts.stays(it, self).is_some());
        let name = || stays.map_or_else(|| self.meanwhile(&parts, part), |it| it.name.clone());
        self.entangled_parts(&parts).contains(origin).then(name)
    }

    /// The names of the parts of a key or index that comes back, by the name that it has then, where PostgreSQL may
    /// choose others.
    pub(super) fn named_again(&self, table: &QualifiedName, name: &Name, called: &Name) -> Vec<Statement> {
        let parts = self.names_when_they_go(table, name, called).into_iter();
        let unsure = parts.filter(|it| it.is_unsure);
        let statement = |it: Then| Statement::NameParts { table: it.table, names: vec![(it.of, it.name)] };
        unsure.map(statement).collect()
    }

    /// What the parts of a key or index that goes are called when it does, and is called `called` itself.
    pub(super) fn names_when_they_go(&self, table: &QualifiedName, name: &Name, called: &Name) -> Vec<Then> {
        let Some(id) = origin(self.from, table, name) else { return Vec::new() };
        let mut names = BTreeMap::from([(table.clone(), called.clone())]);
        let mut found = Vec::new();
        for (child, of) in parts_below(self.from, table, name) {
            let Some(parent) = child.partition_of.as_ref().map(|it| &it.table) else { continue };
            let key = own_key(child, &of).map(|it| it.name.clone());
            let entangled = self.to.table(&child.name).filter(|_| key.is_none());
            let entangled = entangled.and_then(|it| self.name_when_it_goes(it, &id));
            let stays = self.to.table(&child.name).and_then(|it| it.partition_of.as_ref());
            let stays = stays.is_some_and(|of| of.table == *parent);
            let told =
                || stays && self.told_from_own(self.from, child, &parent.sibling(of.clone())).is_some();
            let is_unsure = entangled.is_some() || key.is_none() && told();
            let name = entangled.or(key).or_else(|| part_of(self.from, child, &of));
            let Some((above, name)) = names.get(parent).cloned().zip(name) else { continue };
            names.insert(child.name.clone(), name.clone());
            found.push(Then { table: child.name.clone(), of: parent.sibling(above), name, is_unsure });
        }
        found
    }

    /// What goes and has in partitions that stay the names that parts of a new key or index would get, or such that
    /// are told from them by numbers.
    pub(super) fn going_with_names_of_parts(&self, table: &QualifiedName, new: &Name) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for (child, of) in parts_below(self.to, table, new) {
            let Some(before) = whole(self.from, &child.name) else { continue };
            let mut bare = child.clone();
            bare.index_names.remove(&of);
            let Some(usual) = part_of(self.to, &bare, &of) else { continue };
            let keys = before.constraints.iter().filter(|it| it.has_index()).map(|it| &it.name);
            let names = keys.chain(before.indexes.iter().map(|it| &it.name));
            let alike = names.filter(|it| stem(it) == stem(&usual));
            let origins = alike.filter_map(|it| origin(self.from, &child.name, it));
            found.extend(origins.filter(|it| !self.is_there(&self.now_of(it.clone()))));
        }
        found
    }

    /// The entangled parts of a partition that stays, by what they are parts of.
    pub(super) fn entangled_after(&self, table: &Table) -> Vec<(QualifiedName, Name)> {
        let Some(parts) = self.parts_that_stay(table) else { return Vec::new() };
        let entangled = self.entangled_parts(&parts);
        let after = parts.after.into_iter().filter(|it| entangled.contains(&it.origin));
        after.filter(|it| !has_own(table, &it.name)).map(|it| (it.of, it.name)).collect()
    }

    /// What a table was called before this plan.
    fn old_name<'n>(&'n self, name: &'n QualifiedName) -> &'n QualifiedName {
        self.renamed_tables.get(name).unwrap_or(name)
    }
}

fn rename_index_columns(table: &QualifiedName, from: &Name, to: &Name) -> Step {
    let rename = |from: &Name, to: &Name| Statement::RenameIndexColumns {
        table: table.clone(),
        from: from.clone(),
        to: to.clone(),
    };
    let summary = format!("rename {from} to {to} in the indexes of table {table}");
    let step = Step::new(rename(from, to), summary, ObjectId::Table(table.clone()));
    step.undo(rename(to, from)).phase(Phase::Rename).after()
}

/// What the parts of partitions are called that go with their tables, and these.
fn parts_of_tables_that_go<'s>(
    before: &'s Schema,
    to: &Schema,
) -> BTreeMap<QualifiedName, &'s QualifiedName> {
    let mut found = BTreeMap::new();
    for table in before.tables().filter(|it| to.table(&it.name).is_none()) {
        let parent = table.partition_of.as_ref().and_then(|of| whole(before, &of.table));
        let names = parent.iter().flat_map(|it| derived_indexes(table, it)).map(|it| it.name);
        found.extend(names.map(|name| (table.name.sibling(name), &table.name)));
    }
    found
}
