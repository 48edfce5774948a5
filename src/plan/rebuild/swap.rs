//! Types that another takes over from: what is made of them, and the columns of them.

use crate::diff::{self, Change, ColumnAspect, ColumnChange, TableChange};
use crate::model::table::{Column, ColumnValue};
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema};
use crate::plan::{enumeration, swapped};

/// The columns of a type that is swapped change over to the new type of the same name, and so do the
/// types that are made of it.
pub(super) fn types(before: &Schema, to: &Schema, changes: &mut Vec<Change>) {
    let mut swaps: Vec<Object> = Vec::new();
    let mut names: Vec<QualifiedName> = Vec::new();
    loop {
        let found = changes.iter().filter_map(|change| match change {
            Change::Replace { to, .. } if swapped(change).is_some() => Some(to),
            _ => None,
        });
        let new: Vec<Object> =
            found.filter(|it| !swaps.iter().any(|old| old.id() == it.id())).cloned().collect();
        if new.is_empty() {
            break;
        }
        names.extend(new.iter().filter_map(|it| it.id().type_name().cloned()));
        swaps.extend(new);
        for (id, after) in &to.objects {
            let made_of = |it: &Object| {
                enumeration::parts(it).into_iter().filter_map(DataType::named).any(|it| names.contains(&it))
            };
            let Some(old) = before.objects.get(id).filter(|old| made_of(old) || made_of(after)) else {
                continue;
            };
            let of_it = |it: &Change| matches!(it, Change::Replace { to, .. } if to.id() == *id);
            let swapped = |it: &Change| of_it(it) && swapped(it).is_some();
            // Attributes that come or go cannot be told apart in the text of a value.
            let same_shape = old.essence() == after.essence() || matches!(after, Object::Domain(_));
            if same_shape && !changes.iter().any(swapped) {
                changes.retain(|it| !of_it(it));
                changes.push(Change::Replace { from: after.clone(), to: after.clone() });
            }
        }
    }
    let mut more = Vec::new();
    for object in swaps {
        let id = object.id();
        changes.retain(|change| {
            let on_it = |on: &ObjectId| *on == id || on.owner() == id;
            !matches!(change, Change::Comment { on, .. } | Change::Grants { on, .. } if on_it(on))
        });
        more.extend(diff::creation(&object).into_iter().filter(|it| !matches!(it, Change::Create(_))));
        let Some(name) = id.type_name() else { continue };
        for table in to.tables() {
            let Some(old) = before.table(&table.name) else { continue };
            if let (Some(old), Some(new)) = (&old.partition_of, &table.partition_of)
                && old.table == new.table
            {
                continue;
            }
            let inherited = |column: &Column| {
                let has = |schema: &Schema, parent: &QualifiedName| {
                    schema.table(parent).is_some_and(|it| it.column(&column.name).is_some())
                };
                diff::kept_parents(old, table).iter().any(|it| has(before, it) && has(to, it))
            };
            let of_type = table.columns.iter().filter(|it| it.data_type.named().as_ref() == Some(name));
            for column in of_type.filter(|it| !inherited(it)) {
                let Some(old) = old.column(&column.name) else { continue };
                if diff::is_same_type(&old.data_type, &column.data_type) && old.collate == column.collate {
                    // Told with the type, but for an expression, which goes before.
                    let generated = matches!(old.value, Some(ColumnValue::Generated(_)));
                    changes.retain(|change| {
                        generated || !matches!(change, Change::Table { table: it, change: TableChange::AlterColumn(alter) }
                            if *it == table.name && alter.to.name == column.name && alter.aspect == ColumnAspect::Value)
                    });
                    let (from, to) = (old.clone(), column.clone());
                    let change = ColumnChange { aspect: ColumnAspect::Type, from, to };
                    let change = TableChange::AlterColumn(change);
                    more.push(Change::Table { table: table.name.clone(), change });
                }
            }
        }
    }
    changes.extend(more);
}
