//! What others own, as far as the imported objects refer to it: other schemas' objects and all roles.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use crate::model::constraint::ConstraintKind;
use crate::model::dependencies::Dependencies;
use crate::model::grant::Grants;
use crate::model::name::PUBLIC;
use crate::model::table::{Additions, Table};
use crate::model::view::View;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Sql};

/// Puts what the imported objects need of `others`, and the roles they mention, into the platform.
pub fn take(schema: &mut Schema, others: BTreeMap<ObjectId, Object>, reader: &mut Reader) {
    for additions in additions(&others, schema) {
        schema.insert(Object::Additions(additions));
    }
    let all = Schema { objects: schema.objects.clone(), platform: others, ..Schema::default() };
    let mut needed = BTreeSet::new();
    for object in all.objects.values().chain(schema.platform.values()) {
        needed.extend(needs(&all, object));
    }
    // What the platform's own objects need in turn.
    let mut taken: BTreeSet<ObjectId> = BTreeSet::new();
    let mut open: Vec<ObjectId> = needed.iter().map(ObjectId::owner).collect();
    while let Some(id) = open.pop() {
        let Some(object) = all.platform.get(&id).filter(|_| !taken.contains(&id)) else { continue };
        taken.insert(id);
        let more = needs(&all, &trimmed(object, &needed));
        open.extend(more.iter().map(ObjectId::owner));
        needed.extend(more);
    }
    for id in taken {
        if let Some(object) = all.platform.get(&id) {
            schema.platform.insert(id, trimmed(object, &needed));
        }
    }
    take_roles(schema, reader);
}

/// What is hung on others' tables: policies, and triggers that call an imported function.
fn additions(others: &BTreeMap<ObjectId, Object>, own: &Schema) -> Vec<Additions> {
    let names: BTreeSet<&QualifiedName> = own
        .objects
        .keys()
        .filter_map(|id| match id {
            ObjectId::Routine(signature) => Some(&signature.name),
            _ => None,
        })
        .collect();
    let tables = others.values().filter_map(|object| match object {
        Object::Table(table) => Some(table),
        _ => None,
    });
    let added = tables.map(|table| Additions {
        table: table.name.clone(),
        policies: table.policies.clone(),
        triggers: table.triggers.iter().filter(|it| names.contains(&it.function)).cloned().collect(),
    });
    added.filter(|it| !it.policies.is_empty() || !it.triggers.is_empty()).collect()
}

/// Everything that an object and its parts refer to.
fn needs(schema: &Schema, object: &Object) -> BTreeSet<ObjectId> {
    let mut found = Dependencies::new(schema);
    match object {
        Object::View(view) => query(&mut found, &view.definition),
        Object::MaterializedView(view) => query(&mut found, &view.definition),
        other => _ = found.object(other),
    }
    if let Some(namespace) = object.id().namespace() {
        found.add(ObjectId::Namespace(namespace.clone()));
    }
    let mut needed = found.into_set();
    let triggers = match object {
        Object::Table(table) => {
            let mut inside = Dependencies::inside(schema, &table.name);
            for it in &table.constraints {
                inside.constraint(it);
            }
            for it in &table.indexes {
                inside.index(it);
            }
            for it in &table.policies {
                inside.policy(it);
            }
            needed.extend(inside.into_set());
            &table.triggers
        }
        Object::Additions(added) => {
            let mut inside = Dependencies::inside(schema, &added.table);
            inside.add(ObjectId::Table(added.table.clone()));
            for it in &added.policies {
                inside.policy(it);
            }
            for it in &added.triggers {
                inside.trigger(it);
            }
            needed.extend(inside.into_set());
            &added.triggers
        }
        Object::View(view) => &view.triggers,
        _ => return needed,
    };
    let mut found = Dependencies::new(schema);
    for it in triggers {
        found.trigger(it);
    }
    needed.extend(found.into_set());
    needed
}

/// What a query names; only the columns that stand in it, since its `*` was resolved long ago.
fn query(found: &mut Dependencies, definition: &Sql) {
    found.expression(&Sql::new(format!("({definition})")));
}

/// A platform's object with no more than what is referred to.
fn trimmed(object: &Object, needed: &BTreeSet<ObjectId>) -> Object {
    match object {
        Object::Table(table) => Object::Table(trimmed_table(table, needed)),
        Object::View(view) => {
            Object::View(View { triggers: Vec::new(), grants: Grants::default(), ..view.clone() })
        }
        Object::MaterializedView(view) => {
            let mut view = view.clone();
            (view.indexes, view.grants) = (Vec::new(), Grants::default());
            Object::MaterializedView(view)
        }
        Object::Routine(routine) => {
            let mut routine = routine.clone();
            routine.grants = Grants::default();
            Object::Routine(routine)
        }
        Object::Sequence(sequence) => {
            let mut sequence = sequence.clone();
            (sequence.grants, sequence.owned_by) = (Grants::default(), None);
            Object::Sequence(sequence)
        }
        Object::Namespace(namespace) => {
            let mut namespace = namespace.clone();
            namespace.grants = Grants::default();
            Object::Namespace(namespace)
        }
        other => other.clone(),
    }
}

fn trimmed_table(table: &Table, needed: &BTreeSet<ObjectId>) -> Table {
    let is_needed =
        |name: &Name| needed.contains(&ObjectId::Column { table: table.name.clone(), name: name.clone() });
    let key = |columns: &[Name]| columns.iter().any(&is_needed);
    let constraints: Vec<_> = table
        .constraints
        .iter()
        .filter(|it| match &it.kind {
            ConstraintKind::PrimaryKey(it) => key(&it.columns),
            // A key of the one column that a foreign key refers to.
            ConstraintKind::Unique(it) => it.columns.iter().all(&is_needed),
            _ => false,
        })
        .cloned()
        .collect();
    let in_key = |name: &Name| {
        constraints.iter().any(|it| match &it.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                key.columns.contains(name) || key.include.contains(name)
            }
            _ => false,
        })
    };
    let mut columns: Vec<_> =
        table.columns.iter().filter(|it| is_needed(&it.name) || in_key(&it.name)).cloned().collect();
    for column in &mut columns {
        (column.value, column.sequence_grants) = (None, Grants::default());
    }
    Table {
        columns,
        constraints,
        indexes: Vec::new(),
        policies: Vec::new(),
        triggers: Vec::new(),
        grants: Grants::default(),
        partition_by: None,
        partition_of: None,
        index_names: std::collections::BTreeMap::new(),
        storage_parameters: crate::model::table::StorageParameters::default(),
        subject: None,
        on_erase: None,
        access: None,
        relations: Vec::new(),
        row_security: crate::model::table::RowSecurity::Disabled,
        ..table.clone()
    }
}

/// Declares the roles that grants and policies name, and the groups that those belong to.
fn take_roles(schema: &mut Schema, reader: &Reader) {
    let mut open: Vec<Name> = Vec::new();
    for object in schema.objects.values().chain(schema.platform.values()) {
        open.extend(object.grants().into_iter().flat_map(|grants| grants.0.keys().cloned()));
        if let Object::Table(table) = object {
            open.extend(table.columns.iter().flat_map(|it| it.sequence_grants.0.keys().cloned()));
            open.extend(table.policies.iter().flat_map(|policy| policy.to.iter().cloned()));
        }
        if let Object::Additions(added) = object {
            open.extend(added.policies.iter().flat_map(|policy| policy.to.iter().cloned()));
        }
        if let Object::DefaultPrivileges(privileges) = object {
            open.extend(privileges.id.role.clone());
        }
    }
    while let Some(name) = open.pop() {
        let id = ObjectId::Role(name.clone());
        if name == *PUBLIC || name.as_str().starts_with("pg_") || schema.platform.contains_key(&id) {
            continue;
        }
        let found = reader.roles.values().find(|it| it.name == name.as_str());
        if let Some(role) = found.and_then(|it| reader.role(it.oid)) {
            open.extend(role.member_of.iter().cloned());
            schema.platform.insert(id, Object::Role(role));
        }
    }
}
