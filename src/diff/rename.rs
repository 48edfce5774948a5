//! Renames, by hint only. The state before is rewritten to the new names first, as PostgreSQL itself
//! follows a rename through constraints, indexes and policies; what is left are real differences.

use std::collections::BTreeMap;

use super::{Change, TableChange};
use crate::model::constraint::ConstraintKind;
use crate::model::data_type::TypeName;
use crate::model::index::IndexedValue;
use crate::model::table::{ColumnValue, Table};
use crate::model::trigger::TriggerEvent;
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName, Schema, Sql};

/// Applies the renames of whole objects that `to` hints at; `None` where there are none.
pub fn objects(from: &Schema, to: &Schema) -> Option<(Schema, Vec<Change>)> {
    let mut renames: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    for (id, object) in &to.objects {
        let Some(old) = object.renamed_from() else { continue };
        let moves = from.objects.contains_key(&old) && !to.objects.contains_key(&old);
        if moves && !from.objects.contains_key(id) {
            renames.insert(old, id.clone());
        }
    }
    if renames.is_empty() {
        return None;
    }
    let mut schema = Schema { platform: from.platform.clone(), ..Schema::default() };
    for object in from.objects.values() {
        let mut object = object.clone();
        if let Some(new) = renames.get(&object.id()) {
            set_name(&mut object, new);
        }
        follow(&mut object, &renames);
        schema.insert(object);
    }
    let changes = renames.into_iter().filter_map(|(from, to)| {
        let name = own_name(&to)?.name.clone();
        Some(Change::Rename { from, to: name })
    });
    Some((schema, changes.collect()))
}

fn own_name(id: &ObjectId) -> Option<&QualifiedName> {
    match id {
        ObjectId::Enum(name)
        | ObjectId::Domain(name)
        | ObjectId::Composite(name)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::View(name)
        | ObjectId::MaterializedView(name) => Some(name),
        ObjectId::Routine(signature) => Some(&signature.name),
        _ => None,
    }
}

fn set_name(object: &mut Object, id: &ObjectId) {
    let Some(new) = own_name(id).cloned() else { return };
    match object {
        Object::Enum(it) => it.name = new,
        Object::Domain(it) => it.name = new,
        Object::Composite(it) => it.name = new,
        Object::Sequence(it) => it.name = new,
        Object::Table(it) => it.name = new,
        Object::View(it) => it.name = new,
        Object::MaterializedView(it) => it.name = new,
        Object::Routine(it) => it.name = new,
        Object::Role(_) | Object::Namespace(_) | Object::Extension(_) => {}
    }
}

/// Rewrites what an object says about renamed ones.
fn follow(object: &mut Object, renames: &BTreeMap<ObjectId, ObjectId>) {
    match object {
        Object::Table(table) => {
            for column in &mut table.columns {
                retype(&mut column.data_type, renames);
            }
            for constraint in &mut table.constraints {
                if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                    retarget(&mut key.table, renames);
                }
            }
            for trigger in &mut table.triggers {
                let routine = renames.iter().find(|(old, _)| {
                    matches!(old, ObjectId::Routine(signature) if signature.name == trigger.function)
                });
                if let Some(new) = routine.and_then(|(_, new)| own_name(new)) {
                    trigger.function = new.clone();
                }
            }
            if let Some(partition) = &mut table.partition_of {
                retarget(&mut partition.table, renames);
            }
        }
        Object::Domain(domain) => retype(&mut domain.data_type, renames),
        Object::Composite(composite) => {
            for attribute in &mut composite.attributes {
                retype(&mut attribute.data_type, renames);
            }
        }
        Object::Routine(routine) => {
            for argument in &mut routine.arguments {
                retype(&mut argument.data_type, renames);
            }
        }
        Object::Sequence(sequence) => {
            if let Some((table, _)) = &mut sequence.owned_by {
                retarget(table, renames);
            }
        }
        _ => {}
    }
}

fn retarget(table: &mut QualifiedName, renames: &BTreeMap<ObjectId, ObjectId>) {
    if let Some(new) = renames.get(&ObjectId::Table(table.clone())).and_then(own_name) {
        *table = new.clone();
    }
}

fn retype(data_type: &mut DataType, renames: &BTreeMap<ObjectId, ObjectId>) {
    let Some(name) = data_type.named() else { return };
    let ids = [ObjectId::Enum, ObjectId::Domain, ObjectId::Composite];
    let new = ids.iter().find_map(|id| renames.get(&id(name.clone())).and_then(own_name));
    if let (Some(new), TypeName::Named { name, .. }) = (new, &mut data_type.name) {
        *name = new.name.clone();
    }
}

/// The table before, its columns under their new names; each rename is reported.
pub fn columns(from: &Table, to: &Table, found: &mut Vec<TableChange>) -> Table {
    let mut table = from.clone();
    for column in &to.columns {
        let Some(old) = &column.renamed_from else { continue };
        let moves = from.column(old).is_some() && to.column(old).is_none();
        if moves && from.column(&column.name).is_none() {
            rename_column(&mut table, old, &column.name);
            found.push(TableChange::RenameColumn { from: old.clone(), to: column.name.clone() });
        }
    }
    table
}

fn rename_column(table: &mut Table, old: &Name, new: &Name) {
    let name = |name: &mut Name| {
        if name == old {
            *name = new.clone();
        }
    };
    let sql = |sql: &mut Sql| *sql = sql.with_renamed(old, new);
    for column in &mut table.columns {
        name(&mut column.name);
        if let Some(ColumnValue::Generated(expression)) = &mut column.value {
            sql(expression);
        }
    }
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                key.columns.iter_mut().chain(&mut key.include).for_each(name);
            }
            ConstraintKind::Check(check) => sql(&mut check.expression),
            ConstraintKind::ForeignKey(key) => {
                key.columns.iter_mut().for_each(name);
                if key.table == table.name {
                    key.references.iter_mut().for_each(name);
                }
            }
            ConstraintKind::Exclude(exclude) => {
                exclude.elements.iter_mut().for_each(|(value, _)| sql(value));
                exclude.predicate.iter_mut().for_each(sql);
            }
        }
    }
    for index in &mut table.indexes {
        for key in &mut index.keys {
            match &mut key.on {
                IndexedValue::Column(column) => name(column),
                IndexedValue::Expression(expression) => sql(expression),
            }
        }
        index.include.iter_mut().for_each(name);
        index.predicate.iter_mut().for_each(sql);
    }
    for policy in &mut table.policies {
        policy.using.iter_mut().chain(&mut policy.with_check).for_each(sql);
    }
    for trigger in &mut table.triggers {
        trigger.when.iter_mut().for_each(sql);
        for event in &mut trigger.events {
            if let TriggerEvent::Update(columns) = event {
                columns.iter_mut().for_each(name);
            }
        }
    }
    for grants in table.grants.0.values_mut() {
        grants.values_mut().flat_map(|granted| &mut granted.columns).for_each(name);
    }
    if let Some(partition) = &mut table.partition_by {
        partition.keys.iter_mut().for_each(sql);
    }
}
