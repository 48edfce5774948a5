//! Renames, by hint only. The state before is rewritten to the new names first, as PostgreSQL itself
//! follows a rename through constraints, indexes and policies; what is left are real differences.

mod expressions;
mod readers;
mod text;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use expressions::{each_condition, each_expression, each_indexed};
pub use readers::follow_constraints;

use super::{Change, TableChange, partition};
use crate::model::constraint::ConstraintKind;
use crate::model::data_type::TypeName;
use crate::model::index::IndexedValue;
use crate::model::name::PUBLIC;
use crate::model::policy::Policy;
use crate::model::sql_text::FragmentKind;
use crate::model::table::{ColumnValue, Table};
use crate::model::trigger::{Trigger, TriggerEvent};
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName, Schema};

/// The schema before under the names after, and the renames that lead there; `None` where there are none.
pub fn apply(from: &Schema, to: &Schema) -> Option<(Schema, Vec<Change>)> {
    let mut objects = object_renames(from, to);
    let mut changes = Vec::new();
    let hinted = |table: &&Table| table.columns.iter().any(|column| column.renamed_from.is_some());
    if objects.is_empty() && !to.tables().any(|table| hinted(&table)) {
        return None;
    }
    let mut renamed = from.clone();
    let mut targets = BTreeMap::new();
    if !objects.is_empty() {
        let mut along;
        (along, targets) = with_what_goes_along(from, &objects);
        renamed.objects = under_new_names(from, &targets);
        // A routine that cannot be replaced goes, and another one comes, with all that calls it.
        let count = objects.len();
        objects.retain(|(_, new)| match (renamed.get(new), to.get(new)) {
            (Some(Object::Routine(old)), Some(Object::Routine(new))) => old.is_replaceable_by(new),
            _ => true,
        });
        if objects.len() < count {
            (along, targets) = with_what_goes_along(from, &objects);
            renamed.objects = under_new_names(from, &targets);
        }
        let again = targets.keys().filter(|it| to.objects.contains_key(it));
        let again: Vec<_> = again.filter_map(own_name).cloned().collect();
        let reads = |view: &readers::Query| again.iter().any(|it| view.names(it));
        readers::take_views_apart(&renamed, to, &mut changes, reads);
        let from_there = |(old, new): (ObjectId, ObjectId)| (along.get(&old).cloned().unwrap_or(old), new);
        let rest = objects.into_iter().map(from_there).filter(|(at, new)| at != new);
        changes.extend(rest.map(|(from, to)| Change::Rename { from, to }));
    }
    for table in to.tables().filter(hinted) {
        let Some(before) = renamed.table(&table.name) else { continue };
        // A partition's columns follow its parent's.
        if table.partition_of.is_some() && is_with(before, table) {
            continue;
        }
        // So do those of an heir; where it joins, only its own can get the name.
        let inherited = |name: &Name| {
            let mut parents = table.inherits.iter().filter(|it| before.inherits.contains(it));
            parents.any(|it| to.table(it).is_some_and(|it| it.column(name).is_some()))
        };
        let mut columns = column_renames(before, table);
        columns.retain(|(_, new)| !inherited(new));
        for (old, new) in columns {
            let mut tables = vec![table.name.clone()];
            while let Some(name) = tables.pop() {
                readers::follow_in_bodies(&mut renamed, to, &mut changes, &name, (&old, &new));
                let beside = text::tables_with(&renamed, &name, &old);
                for object in renamed.objects.values_mut() {
                    follow_column(object, &name, (&old, &new), &beside);
                }
                // A partition that leaves has left by then.
                let follows = |it: &Table| to.table(&it.name).is_none_or(|after| is_with(it, after));
                let parent = |it: &&Table| {
                    it.partition_of.as_ref().is_some_and(|of| of.table == name) && follows(it)
                        || it.inherits.contains(&name)
                };
                tables.extend(renamed.tables().filter(parent).map(|it| it.name.clone()));
            }
            if table.column(&old).is_some() {
                let reads = |view: &readers::Query| view.names(&table.name) && view.may_name_column(&old);
                readers::take_views_apart(&renamed, to, &mut changes, reads);
            }
            let change = TableChange::RenameColumn { from: old, to: new };
            changes.push(Change::Table { table: table.name.clone(), change });
        }
    }
    partition::keep_names_of_parts((from, &mut renamed), to, |new| {
        let old = targets.iter().find(|(_, it)| **it == ObjectId::Table(new.clone()));
        old.and_then(|(old, _)| own_name(old)).unwrap_or(new).clone()
    });
    (!changes.is_empty()).then_some((renamed, changes))
}

/// Whether a partition stays with its parent.
fn is_with(before: &Table, after: &Table) -> bool {
    let parent = |it: &Table| it.partition_of.as_ref().map(|of| of.table.clone());
    parent(before) == parent(after)
}

/// The parent of a partition that leaves, with the columns as the partition calls them: what they are renamed to
/// is not carried over.
pub(super) fn parent_that_is_left<'s>(
    partition: &Table,
    parent: Cow<'s, Table>,
    renames: &[Change],
) -> Cow<'s, Table> {
    let mut parent = parent;
    let of_columns = renames.iter().filter_map(|it| match it {
        Change::Table { table, change: TableChange::RenameColumn { from, to } } => Some((table, from, to)),
        _ => None,
    });
    let has = |name: &Name| partition.column(name).is_some();
    for (table, old, new) in of_columns {
        if *table == partition.name && parent.column(old).is_some() {
            rename_column(parent.to_mut(), (old, new), &BTreeSet::new());
        } else if has(old) && !has(new) && parent.column(new).is_some() && parent.column(old).is_none() {
            rename_column(parent.to_mut(), (new, old), &BTreeSet::new());
        }
    }
    parent
}

/// What goes to another name with the objects, and these and it together.
fn with_what_goes_along(
    from: &Schema,
    objects: &[(ObjectId, ObjectId)],
) -> (BTreeMap<ObjectId, ObjectId>, BTreeMap<ObjectId, ObjectId>) {
    let along: BTreeMap<ObjectId, ObjectId> =
        objects.iter().flat_map(|(old, new)| taken_along(from, old, new)).collect();
    let mut targets = along.clone();
    targets.extend(objects.iter().cloned());
    (along, targets)
}

fn under_new_names(from: &Schema, targets: &BTreeMap<ObjectId, ObjectId>) -> BTreeMap<ObjectId, Object> {
    let mut renamed = Schema::default();
    for object in from.objects.values() {
        let mut object = object.clone();
        let id = object.id();
        follow(&mut object, targets);
        if let Some(new) = targets.get(&id) {
            set_name(&mut object, new);
        }
        renamed.insert(object);
    }
    renamed.objects
}

/// What is to be renamed in a circle of names that are all taken, before and after: whether that was done
/// already, nobody can tell.
pub fn circles(from: &Schema, to: &Schema) -> Vec<ObjectId> {
    let hints: Vec<_> =
        to.objects.iter().filter_map(|(id, object)| Some((object.renamed_from()?, id.clone()))).collect();
    let mut found = in_circles(&hints, |id| from.objects.contains_key(id));
    for table in to.tables() {
        let Some(before) = from.table(&table.name) else { continue };
        let hints: Vec<_> =
            table.columns.iter().filter_map(|it| Some((it.renamed_from.clone()?, it.name.clone()))).collect();
        let names = in_circles(&hints, |name| before.column(name).is_some());
        found.extend(names.into_iter().map(|name| ObjectId::Column { table: table.name.clone(), name }));
    }
    found
}

fn in_circles<T: Clone + PartialEq>(hints: &[(T, T)], is_before: impl Fn(&T) -> bool) -> Vec<T> {
    let in_circle = |start: &T| {
        let mut at = start;
        for _ in hints {
            let Some((old, _)) = hints.iter().find(|(_, new)| new == at) else { return false };
            at = old;
            if !is_before(at) || at == start {
                break;
            }
        }
        at == start && is_before(start)
    };
    let names = hints.iter().map(|(_, new)| new).filter(|it| in_circle(it));
    names.cloned().collect()
}

fn object_renames(from: &Schema, to: &Schema) -> Vec<(ObjectId, ObjectId)> {
    let hints: Vec<_> =
        to.objects.iter().filter_map(|(id, object)| Some((object.renamed_from()?, id.clone()))).collect();
    moves(&hints, |id| from.objects.contains_key(id))
}

fn column_renames(from: &Table, to: &Table) -> Vec<(Name, Name)> {
    let hints: Vec<_> =
        to.columns.iter().filter_map(|it| Some((it.renamed_from.clone()?, it.name.clone()))).collect();
    moves(&hints, |name| from.column(name).is_some())
}

/// The hints that are to be followed, in an order in which each new name is free. A hint whose new name
/// exists already was followed before: it does nothing, for ever. The old name may be taken again.
fn moves<T: Clone + PartialEq>(hints: &[(T, T)], is_before: impl Fn(&T) -> bool) -> Vec<(T, T)> {
    let mut moves: Vec<(T, T)> = Vec::new();
    loop {
        let next = hints.iter().find(|(old, new)| {
            let vacant = |name: &T| !is_before(name) || moves.iter().any(|(left, _)| left == name);
            is_before(old) && vacant(new) && !moves.iter().any(|(left, _)| left == old)
        });
        match next {
            Some(next) => moves.push(next.clone()),
            None => return moves,
        }
    }
}

/// The sequences that go to another schema with the table whose columns own them.
pub fn taken_along(from: &Schema, old: &ObjectId, new: &ObjectId) -> Vec<(ObjectId, ObjectId)> {
    let (ObjectId::Table(table), Some(schema)) = (old, new.namespace()) else { return Vec::new() };
    if table.schema == *schema {
        return Vec::new();
    }
    let owned = from.objects.values().filter_map(|object| match object {
        Object::Sequence(it) if it.owned_by.as_ref().is_some_and(|(owner, _)| owner == table) => {
            Some(object.id())
        }
        _ => None,
    });
    owned.map(|id| (id.clone(), id.with_schema(schema.clone()))).collect()
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
        Object::Role(_)
        | Object::Namespace(_)
        | Object::Extension(_)
        | Object::Collation(_)
        | Object::Range(_)
        | Object::Additions(_)
        | Object::DefaultPrivileges(_) => {}
    }
}

/// Rewrites what an object says about renamed ones.
fn follow(object: &mut Object, renames: &BTreeMap<ObjectId, ObjectId>) {
    match object {
        Object::Table(table) => {
            for column in &mut table.columns {
                retype(&mut column.data_type, renames);
            }
            let own = table.name.clone();
            each_expression(table, &mut |sql| text::rename_beside(sql, &own, renames));
            for constraint in &mut table.constraints {
                if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                    retarget(&mut key.table, renames);
                }
            }
            table.triggers.iter_mut().for_each(|trigger| call_renamed(trigger, renames));
            if let Some(partition) = &mut table.partition_of {
                retarget(&mut partition.table, renames);
            }
            table.inherits.iter_mut().for_each(|parent| retarget(parent, renames));
        }
        Object::Additions(additions) => {
            each_condition((&mut additions.policies, &mut additions.triggers), &mut |sql| {
                text::rename_inside(sql, renames);
            });
            additions.triggers.iter_mut().for_each(|trigger| call_renamed(trigger, renames));
        }
        Object::MaterializedView(view) => {
            each_indexed(&mut view.indexes, &mut |sql| text::rename_inside(sql, renames));
        }
        Object::View(view) => view.triggers.iter_mut().for_each(|trigger| call_renamed(trigger, renames)),
        Object::Domain(domain) => {
            retype(&mut domain.data_type, renames);
            if let Some(ColumnValue::Expression(sql)) = &mut domain.value {
                text::rename_inside(sql, renames);
            }
            for check in &mut domain.checks {
                if let ConstraintKind::Check(check) = &mut check.kind {
                    text::rename_inside(&mut check.expression, renames);
                }
            }
        }
        Object::Range(range) => retype(&mut range.subtype, renames),
        Object::Composite(composite) => {
            for attribute in &mut composite.attributes {
                retype(&mut attribute.data_type, renames);
            }
        }
        Object::Routine(routine) => {
            for argument in &mut routine.arguments {
                retype(&mut argument.data_type, renames);
                argument.default.iter_mut().for_each(|it| text::rename_inside(it, renames));
            }
            let returns = routine.returns.iter_mut();
            returns.for_each(|it| text::rename_in(FragmentKind::ResultType, it, renames));
            let definition = routine.definition.iter_mut();
            definition.for_each(|it| text::rename_in(FragmentKind::RoutineBody, it, renames));
        }
        Object::Sequence(sequence) => {
            if let Some((table, _)) = &mut sequence.owned_by {
                retarget(table, renames);
            }
        }
        _ => {}
    }
}

fn call_renamed(trigger: &mut Trigger, renames: &BTreeMap<ObjectId, ObjectId>) {
    let routine = renames
        .iter()
        .find(|(old, _)| matches!(old, ObjectId::Routine(signature) if signature.name == trigger.function));
    if let Some(new) = routine.and_then(|(_, new)| own_name(new)) {
        trigger.function = new.clone();
    }
}

fn retarget(table: &mut QualifiedName, renames: &BTreeMap<ObjectId, ObjectId>) {
    if let Some(new) = renames.get(&ObjectId::Table(table.clone())).and_then(own_name) {
        *table = new.clone();
    }
}

fn retype(data_type: &mut DataType, renames: &BTreeMap<ObjectId, ObjectId>) {
    let Some(name) = data_type.named() else { return };
    let ids = [
        ObjectId::Enum,
        ObjectId::Domain,
        ObjectId::Composite,
        ObjectId::Table,
        ObjectId::View,
        ObjectId::MaterializedView,
    ];
    let new = ids.iter().find_map(|id| renames.get(&id(name.clone())).and_then(own_name));
    if let (Some(new), TypeName::Named { schema, name }) = (new, &mut data_type.name) {
        *name = new.name.clone();
        // As it is written where nothing else is said.
        *schema = (new.schema != *PUBLIC).then(|| new.schema.clone());
    }
}

/// Rewrites what an object says about a renamed column.
fn follow_column(
    object: &mut Object,
    table: &QualifiedName,
    (old, new): (&Name, &Name),
    beside: &BTreeSet<QualifiedName>,
) {
    match object {
        Object::Table(other) => {
            if other.name == *table {
                rename_column(other, (old, new), beside);
            } else {
                follow_in_policies((&other.name, &mut other.policies), table, (old, new), beside);
            }
            for constraint in &mut other.constraints {
                if let ConstraintKind::ForeignKey(key) = &mut constraint.kind
                    && key.table == *table
                {
                    key.references.iter_mut().filter(|it| *it == old).for_each(|it| *it = new.clone());
                }
            }
        }
        Object::Sequence(sequence) => {
            if let Some((owner, column)) = &mut sequence.owned_by
                && owner == table
                && column == old
            {
                *column = new.clone();
            }
        }
        Object::Additions(other) => {
            follow_in_policies((&other.table, &mut other.policies), table, (old, new), beside);
        }
        _ => {}
    }
}

/// Policies of other tables read a column in queries.
fn follow_in_policies(
    (of, policies): (&QualifiedName, &mut [Policy]),
    table: &QualifiedName,
    column: (&Name, &Name),
    beside: &BTreeSet<QualifiedName>,
) {
    for sql in policies.iter_mut().flat_map(|it| it.using.iter_mut().chain(&mut it.with_check)) {
        text::rename_column_read(sql, of, table, column, beside);
    }
}

fn rename_column(table: &mut Table, (old, new): (&Name, &Name), beside: &BTreeSet<QualifiedName>) {
    let name = |name: &mut Name| {
        if name == old {
            *name = new.clone();
        }
    };
    // A default cannot name a column.
    let of = table.name.clone();
    each_expression(table, &mut |sql| text::rename_column(sql, &of, (old, new), beside));
    for column in &mut table.columns {
        name(&mut column.name);
    }
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                key.columns.iter_mut().chain(&mut key.include).for_each(name);
            }
            ConstraintKind::ForeignKey(key) => {
                key.columns.iter_mut().chain(&mut key.on_delete_columns).for_each(name);
            }
            ConstraintKind::Check(_) | ConstraintKind::Exclude(_) => {}
        }
    }
    for index in &mut table.indexes {
        for key in &mut index.keys {
            if let IndexedValue::Column(column) = &mut key.on {
                name(column);
            }
        }
        index.include.iter_mut().for_each(name);
    }
    for trigger in &mut table.triggers {
        for event in &mut trigger.events {
            if let TriggerEvent::Update(columns) = event {
                columns.iter_mut().for_each(name);
            }
        }
    }
    for grants in table.grants.0.values_mut() {
        grants.values_mut().flat_map(|granted| &mut granted.columns).for_each(name);
    }
}
