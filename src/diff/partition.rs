//! What a partition has from its parent, for when it joins it or stands alone: its file does not say it.

use std::borrow::Cow;

use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::naming::{NamePool, joined_columns};
use crate::model::table::{ReplicaIdentity, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

/// A key or index of a parent, and what PostgreSQL calls its part in a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived<'p> {
    pub of: ParentsIndex<'p>,
    pub name: Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentsIndex<'p> {
    Key(&'p Constraint),
    Index(&'p Index),
}

impl<'p> ParentsIndex<'p> {
    pub fn name(self) -> &'p Name {
        match self {
            Self::Key(it) => &it.name,
            Self::Index(it) => &it.name,
        }
    }

    /// What PostgreSQL calls a part of it after the partition's own name: its columns and a word, but for a
    /// primary key's.
    pub fn addition(self) -> (Option<String>, &'static str) {
        let (columns, label): (Vec<Cow<str>>, _) = match self {
            Self::Key(it) => match &it.kind {
                ConstraintKind::Unique(key) => {
                    (key.columns.iter().chain(&key.include).map(|it| it.as_str().into()).collect(), "key")
                }
                _ => return (None, "pkey"),
            },
            Self::Index(it) => {
                let keys = it.keys.iter().map(|key| key_name(&key.on));
                (keys.chain(it.include.iter().map(|it| it.as_str().into())).collect(), "idx")
            }
        };
        (Some(joined_columns(columns.iter().map(AsRef::as_ref))), label)
    }

    /// Whether they are the same but for their names and comments.
    pub fn is_same(self, other: ParentsIndex) -> bool {
        let key = |it: &Constraint| Constraint { name: Name::from(""), ..it.essence() };
        let index =
            |it: &Index| Index { name: Name::from(""), comment: None, renamed_from: None, ..it.clone() };
        match (self, other) {
            (Self::Key(one), ParentsIndex::Key(other)) => key(one) == key(other),
            (Self::Index(one), ParentsIndex::Index(other)) => index(one) == index(other),
            _ => false,
        }
    }
}

/// The partition with the keys, checks and indexes that its parent gives it, under the names that
/// it gives them or PostgreSQL chooses.
pub fn on_its_own(partition: &Table, parent: &Table) -> Table {
    with_parts(partition, parent).0
}

/// What the parts that the keys and indexes of its parent have in a partition are called.
pub fn derived_indexes<'p>(partition: &Table, parent: &'p Table) -> Vec<Derived<'p>> {
    with_parts(partition, parent).1
}

fn with_parts<'p>(partition: &Table, parent: &'p Table) -> (Table, Vec<Derived<'p>>) {
    let mut table = partition.clone();
    let mut derived = Vec::new();
    let name = partition.name.name.as_str();
    let mut names = NamePool::default();
    for own in
        partition.constraints.iter().map(|it| &it.name).chain(partition.indexes.iter().map(|it| &it.name))
    {
        names.take(own.clone());
    }
    let named = |of: &Name, chosen: Name| partition.index_names.get(of).cloned().unwrap_or(chosen);
    let choose = |names: &mut NamePool, of: ParentsIndex| {
        let (columns, label) = of.addition();
        names.choose(name, columns.as_deref(), label)
    };
    for constraint in &parent.constraints {
        let chosen = match &constraint.kind {
            ConstraintKind::PrimaryKey(_) if partition.primary_key().is_some() => continue,
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) => {
                named(&constraint.name, choose(&mut names, ParentsIndex::Key(constraint)))
            }
            ConstraintKind::Check(check) if check.no_inherit => continue,
            ConstraintKind::ForeignKey(key) if has_one_named(partition, &constraint.name) => {
                let columns = joined_columns(key.columns.iter().map(Name::as_str));
                names.choose(name, Some(&columns), "fkey")
            }
            _ => constraint.name.clone(),
        };
        let same = |it: &Constraint| Constraint { name: chosen.clone(), comment: None, ..it.essence() };
        let is_there = |it: &Constraint| match constraint.kind {
            ConstraintKind::Check(_) => it.name == constraint.name,
            _ => same(it) == same(constraint),
        };
        // A key that it has besides is another one.
        if constraint.has_index() || !table.constraints.iter().any(is_there) {
            table.constraints.push(same(constraint));
            if matches!(constraint.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)) {
                derived.push(Derived { of: ParentsIndex::Key(constraint), name: chosen.clone() });
            }
        }
    }
    for index in &parent.indexes {
        if own_key(partition, &index.name).is_some() {
            continue;
        }
        let name = named(&index.name, choose(&mut names, ParentsIndex::Index(index)));
        derived.push(Derived { of: ParentsIndex::Index(index), name: name.clone() });
        table.indexes.push(Index { name, comment: None, renamed_from: None, ..index.clone() });
    }
    for column in &mut table.columns {
        column.not_null |= parent.column(&column.name).is_some_and(|it| it.not_null);
    }
    (table, derived)
}

/// The key of a partition that is its part of an index of its parent.
pub fn own_key<'p>(partition: &'p Table, of: &Name) -> Option<&'p Constraint> {
    let name = partition.index_names.get(of)?;
    partition.constraints.iter().find(|it| it.name == *name && it.has_index())
}

/// Whether an index of that name is the table's own.
pub fn has_own(table: &Table, name: &Name) -> bool {
    table.indexes.iter().any(|it| it.name == *name)
        || table.constraints.iter().any(|it| it.name == *name && it.has_index())
}

/// The key or index at the top that an index of a table is a part of.
pub fn origin(schema: &Schema, table: &QualifiedName, name: &Name) -> Option<ObjectId> {
    let it = schema.table(table)?;
    if it.constraints.iter().any(|it| it.name == *name && it.has_index()) {
        return Some(ObjectId::Constraint { table: table.clone(), name: name.clone() });
    }
    if it.indexes.iter().any(|it| it.name == *name) {
        return Some(ObjectId::Index { table: table.clone(), name: name.clone() });
    }
    let of = &it.partition_of.as_ref()?.table;
    let parent = whole(schema, of)?;
    let part = derived_indexes(it, &parent).into_iter().find(|it| it.name == *name)?;
    origin(schema, of, part.of.name())
}

fn has_one_named(table: &Table, constraint: &Name) -> bool {
    table.constraints.iter().any(|it| it.name == *constraint)
}

/// Whether a constraint of a partition has the name of a foreign key of its parent, which is called otherwise
/// there only if it comes second.
pub fn is_named_as_a_foreign_key(name: &Name, parent: &Table) -> bool {
    parent.constraints.iter().any(|it| it.foreign_key().is_some() && it.name == *name)
}

/// Whether a new partition is made as a table and attached: its columns stand in another order than its
/// parent's, a key of its own becomes the part of an index there, or a foreign key there has the name of a
/// constraint of its own.
pub fn is_made_apart(partition: &Table, parent: &Table) -> bool {
    let names = |table: &'_ Table| table.columns.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    names(partition) != names(parent)
        || partition.index_names.keys().any(|of| own_key(partition, of).is_some())
        || partition.constraints.iter().any(|it| is_named_as_a_foreign_key(&it.name, parent))
}

/// The partition with what its parent asks of a table that joins it: keys, indexes, foreign keys and triggers
/// come when it does.
pub fn with_what_joining_asks(partition: &Table, parent: &Table) -> Table {
    let mut table = partition.clone();
    for constraint in &parent.constraints {
        let ConstraintKind::Check(check) = &constraint.kind else { continue };
        if !check.no_inherit && !table.constraints.iter().any(|it| it.name == constraint.name) {
            let theirs = Constraint { comment: None, not_valid: false, ..constraint.essence() };
            table.constraints.push(theirs);
        }
    }
    for column in &mut table.columns {
        let never_null = parent.primary_key_columns().contains(&column.name)
            || parent.column(&column.name).is_some_and(|it| it.not_null);
        column.not_null |= never_null;
    }
    table
}

/// The partitions that leave their parents call their parts as they did under the names before: PostgreSQL
/// renames no part along with a table or column. What the others say of one of theirs is said of its new name.
pub(super) fn keep_names_of_parts(
    (from, renamed): (&Schema, &mut Schema),
    to: &Schema,
    name_before: impl Fn(&QualifiedName) -> QualifiedName,
) {
    let mut kept = Vec::new();
    for now in to.tables() {
        let Some(was) = renamed.table(&now.name) else { continue };
        let Some(left) = was.partition_of.as_ref().map(|it| &it.table) else { continue };
        let stays = now.partition_of.as_ref().is_some_and(|of| of.table == *left);
        let mut marks = [was.replica_identity.index(), was.cluster_on.as_ref()].into_iter().flatten();
        if stays && marks.all(|it| has_own(was, it)) {
            continue;
        }
        let original = from.table(&name_before(&now.name));
        let first = original.and_then(|it| whole(from, &it.partition_of.as_ref()?.table));
        let (Some(original), Some(first), Some(parent)) = (original, first, whole(renamed, left)) else {
            continue;
        };
        // Renames leave the parent's parts in their order.
        let names = derived_indexes(original, &first).into_iter().map(|it| it.name);
        let parts = derived_indexes(was, &parent).into_iter().zip(names);
        let parts = parts.map(|(it, old)| (it.of.name().clone(), old, it.name)).collect::<Vec<_>>();
        kept.push((now.name.clone(), stays, parts));
    }
    for (table, stays, parts) in kept {
        let Some(Object::Table(table)) = renamed.objects.get_mut(&ObjectId::Table(table)) else { continue };
        if !stays {
            table.index_names.extend(parts.into_iter().map(|(of, old, _)| (of, old)));
            continue;
        }
        let now = |name: &Name| parts.iter().find(|(_, old, _)| old == name).map(|(.., new)| new.clone());
        if let Some(name) = table.replica_identity.index().and_then(now) {
            table.replica_identity = ReplicaIdentity::Index(name);
        }
        if let Some(name) = table.cluster_on.as_ref().and_then(now) {
            table.cluster_on = Some(name);
        }
    }
}

/// Whether it is one of the foreign keys by which two tables refer to each other that get partitions or lose
/// them: neither can wait for the other, so that they are gone while partitions come and go.
pub fn ties_two_anew(from: &Schema, to: &Schema, table: &QualifiedName, constraint: &Constraint) -> bool {
    let Some(key) = constraint.foreign_key() else { return false };
    let is_anew = |name: &QualifiedName| {
        from.table(name).zip(to.table(name)).is_some_and(|(old, new)| old.partition_by != new.partition_by)
    };
    let refers_back = |schema: &Schema| {
        let other = schema.table(&key.table).into_iter().flat_map(|it| &it.constraints);
        other.filter_map(Constraint::foreign_key).any(|it| it.table == *table)
    };
    key.table != *table && is_anew(table) && is_anew(&key.table) && (refers_back(from) || refers_back(to))
}

/// A table with what it has from its own parents.
pub fn whole<'s>(schema: &'s Schema, name: &QualifiedName) -> Option<Cow<'s, Table>> {
    let table = schema.table(name)?;
    match &table.partition_of {
        Some(of) => Some(Cow::Owned(on_its_own(table, &*whole(schema, &of.table)?))),
        None => Some(Cow::Borrowed(table)),
    }
}

/// Whether the key adds to an index's name what PostgreSQL would add.
pub fn named_after_one_key(key: &IndexKey) -> bool {
    matches!(key.on, IndexedValue::Column(_)) || key_name(&key.on) != "expr"
}

/// What an index calls the column that it has of it.
pub fn key_name(on: &IndexedValue) -> Cow<'_, str> {
    match on {
        IndexedValue::Column(name) => name.as_str().into(),
        IndexedValue::Expression(sql) => {
            let (called, rest) = sql.as_str().split_once('(').unwrap_or_default();
            let plain = !called.is_empty()
                && called.chars().all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '.');
            // The whole of it is one call.
            let mut depth = 1;
            let end = rest.find(|it: char| {
                depth += i32::from(it == '(') - i32::from(it == ')');
                depth == 0
            });
            let is_call = plain && end.is_some_and(|it| it + 1 == rest.len());
            let called = called.rsplit('.').next().filter(|_| is_call);
            called.map_or("expr".into(), |it| it.to_lowercase().into())
        }
    }
}
