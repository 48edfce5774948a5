//! What a table has from those it is a partition of or inherits from: PostgreSQL carries a change of
//! the parent over to its children, so only what they differ in afterwards is a change of theirs.

use std::borrow::Cow;

use super::ColumnAspect;
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::grant::Grants;
use crate::model::table::{Column, ColumnValue, StorageParameters, Table};
use crate::model::{Name, QualifiedName, Schema};

/// The table before, as it is once the parents that it keeps are as they shall be.
pub fn follow<'t>(before: &'t Table, after: &Table, from: &Schema, to: &Schema) -> Cow<'t, Table> {
    let of = |table: &'t Table| table.partition_of.as_ref().map(|it| &it.table);
    let same = after.partition_of.as_ref().map(|it| &it.table);
    let kept: Vec<&QualifiedName> =
        of(before).into_iter().filter(|it| same == Some(*it)).chain(kept_parents(before, after)).collect();
    if kept.is_empty() {
        return Cow::Borrowed(before);
    }
    let mut table = Cow::Borrowed(before);
    for name in kept {
        let (Some(old), Some(new)) = (from.table(name), to.table(name)) else { continue };
        // What an heir is to keep, it keeps.
        let kept = |name: &Name| !after.inherits.is_empty() && after.column(name).is_some();
        let gone = |name: &Name| old.column(name).is_some() && new.column(name).is_none() && !kept(name);
        if table.columns.iter().any(|it| gone(&it.name)) {
            table.to_mut().columns.retain(|it| !gone(&it.name));
        }
        for theirs in &new.columns {
            if old.column(&theirs.name).is_none() {
                if table.column(&theirs.name).is_none() {
                    let in_key =
                        new.primary_key_columns().contains(&theirs.name) && after.partition_of.is_some();
                    let given = given(theirs, after);
                    table.to_mut().columns.push(Column { not_null: given.not_null || in_key, ..given });
                }
                continue;
            }
            let Some(at) = table.columns.iter().position(|it| it.name == theirs.name) else { continue };
            for aspect in ColumnAspect::ALL {
                let stays_full = || is_never_null(&theirs.name, old) && is_never_null(&theirs.name, new);
                if aspect == ColumnAspect::NotNull && stays_full() {
                    // By itself or by a key, before and after.
                } else if aspect == ColumnAspect::NotNull && comes_to_a_key(&theirs.name, old, new) {
                    // Whether its own file says so or not.
                    let wanted = after.column(&theirs.name).is_none_or(|it| it.not_null);
                    table.to_mut().columns[at].not_null = wanted;
                } else if aspect.is_carried_over()
                    && aspect.differs(&table.columns[at], theirs)
                    && changes_above(name, &theirs.name, aspect, from, to)
                {
                    let had_default =
                        old.column(&theirs.name).is_some_and(|it| it.value.is_some() && !is_identity(it));
                    let is_given = has_value_above(name, &theirs.name, from, to);
                    let column = &mut table.to_mut().columns[at];
                    take_over(column, theirs, aspect, had_default, !after.inherits.is_empty());
                    if aspect == ColumnAspect::Type && is_given && !is_identity(theirs) {
                        // Told with the type.
                        column.value.clone_from(&theirs.value);
                    }
                }
            }
        }
    }
    table
}

/// The parents that an heir keeps: it leaves all from the first that differs on, since their order is that in
/// which it joined them.
pub fn kept_parents<'t>(before: &'t Table, after: &Table) -> &'t [QualifiedName] {
    let both = before.inherits.iter().zip(&after.inherits);
    &before.inherits[..both.take_while(|(old, new)| old == new).count()]
}

fn parents(table: &Table) -> Vec<&QualifiedName> {
    table.partition_of.iter().map(|it| &it.table).chain(&table.inherits).collect()
}

/// Whether a column becomes NOT NULL because a parent's new primary key has it.
fn comes_to_a_key(column: &Name, old: &Table, new: &Table) -> bool {
    !is_never_null(column, old) && new.partition_by.is_some() && new.primary_key_columns().contains(column)
}

fn is_never_null(column: &Name, table: &Table) -> bool {
    table.column(column).is_none_or(|it| it.not_null) || table.primary_key_columns().contains(column)
}

/// Whether an attribute of a column changes in a table or in one that it has the column from.
fn changes_above(
    table: &QualifiedName,
    column: &Name,
    aspect: ColumnAspect,
    from: &Schema,
    to: &Schema,
) -> bool {
    let (Some(old), Some(new)) = (from.table(table), to.table(table)) else { return false };
    let (Some(before), Some(after)) = (old.column(column), new.column(column)) else { return false };
    aspect.differs(before, after)
        || parents(new).into_iter().any(|parent| changes_above(parent, column, aspect, from, to))
}

/// Whether a table or one that it has the column from gives it a default, before or after.
fn has_value_above(table: &QualifiedName, column: &Name, from: &Schema, to: &Schema) -> bool {
    let has_value = |schema: &Schema| {
        schema.table(table).and_then(|it| it.column(column)).is_some_and(|it| it.value.is_some())
    };
    let above = to.table(table).map(parents).unwrap_or_default();
    has_value(from) || has_value(to) || above.into_iter().any(|it| has_value_above(it, column, from, to))
}

/// A new column as the child gets it. Partitions have their parent's identity from PostgreSQL 17 on, heirs
/// never: the child's own file says what it is.
fn given(theirs: &Column, child: &Table) -> Column {
    let mut value = theirs.value.clone();
    if is_identity(theirs) && !child.column(&theirs.name).is_some_and(is_identity) {
        value = None;
    }
    Column {
        value,
        sequence_grants: Grants::default(),
        comment: None,
        statistics: None,
        attribute_options: StorageParameters::default(),
        ..theirs.clone()
    }
}

fn take_over(column: &mut Column, theirs: &Column, aspect: ColumnAspect, had_default: bool, is_heir: bool) {
    match aspect {
        ColumnAspect::Type => {
            column.data_type = theirs.data_type.clone();
            column.collate.clone_from(&theirs.collate);
        }
        // A default goes first, and those below with it.
        ColumnAspect::Value if is_identity(theirs) && !is_identity(column) => {
            if had_default {
                column.value = None;
            }
        }
        // That of a parent goes without theirs.
        ColumnAspect::Value if is_identity(column) && theirs.value.is_none() && is_heir => {}
        ColumnAspect::Value => column.value.clone_from(&theirs.value),
        ColumnAspect::NotNull => column.not_null = theirs.not_null,
        ColumnAspect::Storage => column.storage = theirs.storage,
        ColumnAspect::Compression | ColumnAspect::Statistics | ColumnAspect::Options => {}
    }
}

fn is_identity(column: &Column) -> bool {
    matches!(column.value, Some(ColumnValue::Identity(_)))
}

/// The table before with the checks that become its own when it leaves parents; those that it keeps carry
/// over what becomes of theirs.
pub fn with_checks_of_its_own(before: &Table, after: &Table, from: &Schema, to: &Schema) -> Table {
    let inherits = before.inherits.clone();
    let kept = kept_parents(before, after);
    let alone = Table { inherits: inherits[kept.len()..].to_vec(), ..before.clone() };
    let alone = Table { inherits: kept.to_vec(), ..with_inherited_checks(&alone, from) };
    Table { inherits, ..with_inherited_checks(&alone, to) }
}

/// The table with the checks that it inherits written as its own, as it keeps or needs them when it
/// leaves its parents or joins them.
pub fn with_inherited_checks(table: &Table, schema: &Schema) -> Table {
    let mut alone = table.clone();
    let mut waiting: Vec<&QualifiedName> = table.inherits.iter().collect();
    while let Some(parent) = waiting.pop().and_then(|name| schema.table(name)) {
        waiting.extend(&parent.inherits);
        for constraint in &parent.constraints {
            let inherited = matches!(&constraint.kind, ConstraintKind::Check(check) if !check.no_inherit);
            if inherited && !alone.constraints.iter().any(|it| it.name == constraint.name) {
                alone.constraints.push(Constraint { comment: None, ..constraint.essence() });
            }
        }
    }
    alone
}
