//! Keys and indexes of partitions that are parts of their parents' indexes: they come and go with them.

use super::partition::{ParentsIndex, origin, own_key};
use super::{Change, ColumnAspect, ColumnChange, TableChange};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::table::Column;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};

/// What comes or goes with an index of the parent of a partition that stays: its key that was part of one that
/// goes, and its index that becomes part of one that comes.
pub(super) fn with_what_they_are_part_of(from: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let partitions: Vec<(&Table, &Table)> = staying(from, to)
        .filter(|(before, after)| !before.index_names.is_empty() || !after.index_names.is_empty())
        .collect();
    for (before, after) in &partitions {
        for (key, index) in keys_that_are_parts(from, before) {
            build_anew_over(key, &index, (from, to), after, changes);
        }
    }
    for (before, after) in partitions {
        for (key, index) in keys_that_are_parts(from, before) {
            if goes(&index, changes) {
                go_along(key, before, after, changes);
            }
        }
        join(before, after, (from, to), changes);
    }
}

/// The partitions that have the same parent before and after.
pub(super) fn staying<'s>(from: &'s Schema, to: &'s Schema) -> impl Iterator<Item = (&'s Table, &'s Table)> {
    to.tables().filter_map(|after| {
        let before = from.table(&after.name)?;
        let (old, new) = (before.partition_of.as_ref()?, after.partition_of.as_ref()?);
        (old.table == new.table).then_some((before, after))
    })
}

/// The keys of a partition that are its parts of indexes, with the index at the top of each.
pub fn keys_that_are_parts<'s>(schema: &Schema, table: &'s Table) -> Vec<(&'s Constraint, ObjectId)> {
    let Some(of) = &table.partition_of else { return Vec::new() };
    let both = |part: &Name| Some((own_key(table, part)?, origin(schema, &of.table, part)?));
    table.index_names.keys().filter_map(both).collect()
}

/// A key or index goes, or goes and comes back.
pub(super) fn goes(id: &ObjectId, changes: &[Change]) -> bool {
    let (ObjectId::Index { table, name } | ObjectId::Constraint { table, name }) = id else { return false };
    of(table, changes).any(|it| match it {
        TableChange::DropIndex(it) | TableChange::ReplaceIndex { from: it, .. } => it.name == *name,
        TableChange::DropConstraint(it) | TableChange::ReplaceConstraint { from: it, .. } => it.name == *name,
        _ => false,
    })
}

/// An index that stays is built anew where a key below does not stay its part, since PostgreSQL lets go of
/// neither without the other; and where a column gets another type, since it cannot drop the one for a moment.
fn build_anew_over(
    key: &Constraint,
    index: &ObjectId,
    (from, to): (&Schema, &Schema),
    after: &Table,
    changes: &mut Vec<Change>,
) {
    let ObjectId::Index { table, name } = index else { return };
    if goes(index, changes) {
        return;
    }
    let renamed = of(table, changes).find_map(|it| match it {
        TableChange::RenameIndex { from, to } if from == name => Some(to.clone()),
        _ => None,
    });
    let now = renamed.unwrap_or_else(|| name.clone());
    let both = from.table(table).and_then(|it| index_of(it, name));
    let both = both.zip(to.table(table).and_then(|it| index_of(it, &now)));
    let Some((old, new)) = both else { return };
    let id = ObjectId::Index { table: table.clone(), name: now.clone() };
    let is_read = |name: &Name| {
        let is_key = |key: &IndexKey| matches!(&key.on, IndexedValue::Column(it) if it == name);
        old.keys.iter().any(is_key) || old.include.contains(name)
    };
    let is_retyped = of(table, changes).any(|it| match it {
        TableChange::AlterColumn(it) => it.aspect == ColumnAspect::Type && is_read(&it.to.name),
        _ => false,
    });
    let mut kept = keys_that_are_parts(to, after).into_iter().filter(|(_, of)| *of == id);
    if !is_retyped && kept.any(|(it, _)| it.name == key.name || it.kind == key.kind) {
        return;
    }
    let is_rename = |it: &TableChange| matches!(it, TableChange::RenameIndex { from, .. } if from == name);
    changes.retain(|it| {
        !matches!(it, Change::Table { table: of, change } if of == table && is_rename(change))
            && !matches!(it, Change::Comment { on, .. } if *on == id)
    });
    let change = TableChange::ReplaceIndex { from: old.clone(), to: new.clone() };
    changes.push(Change::Table { table: table.clone(), change });
    changes.extend(comes_with(&id, new.comment.as_ref()));
}

/// A key that goes with the index that it is part of comes again, if it stays.
fn go_along(key: &Constraint, before: &Table, after: &Table, changes: &mut Vec<Change>) {
    let mut now = Some(key.name.clone());
    changes.retain(|it| {
        let Change::Table { table, change } = it else { return true };
        match change {
            _ if *table != after.name => true,
            TableChange::DropConstraint(it) if it.name == key.name => {
                now = None;
                false
            }
            TableChange::RenameConstraint { from, to } if *from == key.name => {
                now = Some(to.clone());
                false
            }
            TableChange::ReplaceConstraint { from, to } if from.name == key.name => {
                now = Some(to.name.clone());
                false
            }
            _ => true,
        }
    });
    if let ConstraintKind::PrimaryKey(it) = &key.kind {
        // NOT NULL, which came with the key, stays without it.
        changes.extend(it.columns.iter().filter_map(|it| let_be_null(before, after, it)));
    }
    let Some(again) = now.and_then(|now| after.constraints.iter().find(|it| it.name == now)) else { return };
    let (table, name) = (after.name.clone(), again.name.clone());
    let id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
    let index = ObjectId::Index { table: table.clone(), name: name.clone() };
    changes.retain(|it| {
        !matches!(it, Change::Comment { on, .. } if *on == id || *on == index)
            && !matches!(it, Change::Table { table: of, change: TableChange::SetIndexParameters { name: it, .. } }
                if *of == table && *it == name)
    });
    changes.push(Change::Table { table, change: TableChange::AddConstraint(again.clone()) });
    changes.extend(comes_with(&id, again.comment.as_ref()));
    changes.extend(comes_with(&index, again.index_comment.as_ref()));
}

/// An index that becomes part of a new one of its parent's does not go.
fn join(before: &Table, after: &Table, (from, to): (&Schema, &Schema), changes: &mut Vec<Change>) {
    let Some(of) = after.partition_of.as_ref().map(|it| &it.table) else { return };
    let (Some(old), Some(new)) = (from.table(of), to.table(of)) else { return };
    let is_taken_up = |it: &Index| {
        let parts = after.index_names.iter().filter(|(_, own)| **own == it.name).map(|(of, _)| of);
        let same = |one: &Index, other: &Index| ParentsIndex::Index(one).is_same(ParentsIndex::Index(other));
        let new_ones = parts.filter_map(|of| index_of(new, of));
        let mut new_ones = new_ones.filter(|it| index_of(old, &it.name).is_none_or(|old| !same(old, it)));
        new_ones.any(|new| ParentsIndex::Index(new).is_same(ParentsIndex::Index(it)))
    };
    changes.retain(|it| {
        !matches!(it, Change::Table { table, change: TableChange::DropIndex(it) }
            if *table == before.name && is_taken_up(it))
    });
}

/// The change of a column of a primary key that goes to one that may be NULL.
fn let_be_null(before: &Table, after: &Table, name: &Name) -> Option<Change> {
    let (from, to) = (before.column(name)?, after.column(name)?);
    if to.not_null || after.primary_key_columns().contains(name) {
        return None;
    }
    let from = Column { not_null: true, ..from.clone() };
    let change = ColumnChange { aspect: ColumnAspect::NotNull, from, to: to.clone() };
    Some(Change::Table { table: after.name.clone(), change: TableChange::AlterColumn(change) })
}

fn comes_with(on: &ObjectId, text: Option<&String>) -> Option<Change> {
    text.map(|text| Change::Comment { on: on.clone(), from: None, to: Some(text.clone()) })
}

fn index_of<'t>(table: &'t Table, name: &Name) -> Option<&'t Index> {
    table.indexes.iter().find(|it| it.name == *name)
}

/// The changes of one table.
fn of<'c>(table: &'c QualifiedName, changes: &'c [Change]) -> impl Iterator<Item = &'c TableChange> {
    changes.iter().filter_map(move |it| match it {
        Change::Table { table: of, change } if of == table => Some(change),
        _ => None,
    })
}
