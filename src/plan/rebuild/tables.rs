//! Tables that can only be had by making them anew: another way of being partitioned, another order of the
//! columns. Their rows are kept; what cannot be kept that way stays a change, which the plan refuses.

use std::collections::BTreeSet;

use super::Touched;
use super::held::type_ids;
use crate::diff::{self, Change, TableChange};
use crate::model::table::{ColumnValue, RowSecurity, Table};
use crate::model::{DataType, ObjectId, QualifiedName, Schema};
use crate::plan::cast::is_castable;
use crate::plan::descendants;

/// Puts the going and coming of whole tables in the place of what PostgreSQL cannot change in them; `true`
/// where there was any.
pub(super) fn anew(before: &Schema, to: &Schema, touched: &Touched, changes: &mut Vec<Change>) -> bool {
    let wanted = changes.iter().filter_map(|change| match change {
        Change::Table {
            table,
            change: TableChange::SetPartitionBy { .. } | TableChange::MoveColumn { .. },
        } => Some(table),
        _ => None,
    });
    let by_what_changes = to.tables().filter(|it| is_partitioned_by(before, it, touched)).map(|it| &it.name);
    let roots: BTreeSet<&QualifiedName> =
        wanted.chain(by_what_changes).filter_map(|it| top(before, to, it)).collect();
    let mut anew: BTreeSet<QualifiedName> = BTreeSet::new();
    for root in roots {
        let whole = with_partitions_of_both(before, to, root);
        if whole.iter().all(|it| can_be_anew(before, to, touched, changes, it)) {
            anew.extend(whole);
        }
    }
    if anew.is_empty() {
        return false;
    }
    let is_anew = |id: &ObjectId| matches!(id.owner(), ObjectId::Table(it) if anew.contains(&it));
    changes.retain(|change| match change {
        Change::Table { table, .. } => !anew.contains(table),
        Change::Comment { on, .. } | Change::Grants { on, .. } => !is_anew(on),
        _ => true,
    });
    for table in &anew {
        let id = ObjectId::Table(table.clone());
        let (Some(old), Some(new)) = (before.objects.get(&id), to.objects.get(&id)) else { continue };
        changes.push(Change::Drop(old.clone()));
        changes.extend(diff::creation(new));
    }
    true
}

/// Whether the partition key of a table reads one of its columns that gets another type.
fn is_partitioned_by(before: &Schema, table: &Table, touched: &Touched) -> bool {
    let id = ObjectId::Table(table.name.clone());
    let mut keys = table.partition_by.iter().flat_map(|it| &it.keys);
    before.table(&table.name).is_some()
        && keys.any(|key| {
            let needs = super::found_in([before, before], &table.name, |found| _ = found.expression(key));
            needs.iter().any(|it| *it != id && it.owner() == id && touched.ids.contains(it))
        })
}

/// What a table is a partition of at the top, where it is that before and after.
fn top<'s>(before: &'s Schema, to: &'s Schema, table: &QualifiedName) -> Option<&'s QualifiedName> {
    let mut table = to.table(table)?;
    loop {
        let parent = |it: &'s Table| it.partition_of.as_ref().map(|of| &of.table);
        match (before.table(&table.name).map(parent), parent(table)) {
            (Some(None), None) => return Some(&table.name),
            (Some(Some(old)), Some(new)) if old == new => table = to.table(new)?,
            _ => return None,
        }
    }
}

/// The table, and its partitions that are partitions of the same before and after.
fn with_partitions_of_both(before: &Schema, to: &Schema, root: &QualifiedName) -> BTreeSet<QualifiedName> {
    let old = descendants(before, root);
    let both = descendants(to, root).into_iter().filter(|it| old.contains(it));
    both.chain([root.clone()]).collect()
}

fn can_be_anew(
    before: &Schema,
    to: &Schema,
    touched: &Touched,
    changes: &[Change],
    name: &QualifiedName,
) -> bool {
    let (Some(old), Some(new)) = (before.table(name), to.table(name)) else { return false };
    let has_heirs = |schema: &Schema| schema.tables().any(|it| it.inherits.contains(name));
    let in_family =
        old.inherits.is_empty() && new.inherits.is_empty() && ![before, to].into_iter().any(has_heirs);
    // Its owner would not see all of its rows.
    let forced = [old, new].into_iter().any(|it| it.row_security == RowSecurity::Forced);
    let renamed = changes.iter().any(|change| match change {
        Change::Table { table, change: TableChange::RenameColumn { .. } } => table == name,
        Change::Rename { to: ObjectId::Table(to), .. } => to == name,
        _ => false,
    });
    // What fills NULLs does so in a table that stays.
    let filled = new.columns.iter().any(|it| {
        it.backfill.is_some() && old.column(&it.name).is_none_or(|old| it.not_null && !old.not_null)
    });
    in_family && !forced && !renamed && !filled && carried(old, new, touched)
}

/// Whether the values that stay can be copied, at most with a cast.
fn carried(old: &Table, new: &Table, touched: &Touched) -> bool {
    let mut kept = old.columns.iter().filter_map(|it| Some((it, new.column(&it.name)?)));
    let is_stored = |value: &Option<ColumnValue>| !matches!(value, Some(ColumnValue::Generated(_)));
    let some = new.columns.iter().any(|it| is_stored(&it.value) && old.column(&it.name).is_some());
    // One that goes may do so with its type.
    let stay = old.columns.iter().filter(|it| new.column(&it.name).is_some());
    let mut types = stay.filter_map(|it| it.data_type.named());
    let builtin = |it: &DataType| it.named().is_none();
    some && kept.all(|(old, new)| {
        let (old, new) = (&old.data_type, &new.data_type);
        diff::is_same_type(old, new) || builtin(old) && builtin(new) && is_castable(old, new)
    }) && !types.any(|name| type_ids(name).iter().any(|id| touched.ids.contains(id)))
}

/// Whether a table goes and comes back with its rows.
pub(super) fn is_anew(to: &Schema, touched: &Touched, table: &QualifiedName) -> bool {
    touched.ids.contains(&ObjectId::Table(table.clone())) && to.table(table).is_some()
}
