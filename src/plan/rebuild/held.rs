//! Dependants that cannot be taken down and built again without losing something.

use std::collections::BTreeSet;

use super::{Touched, found_in};
use crate::diff;
use crate::model::dependencies::Dependencies;
use crate::model::types::Attribute;
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema};
use crate::plan::{Impossible, enumeration, rows};

/// What a view of a platform's stands on.
fn stands_on(schema: &Schema, object: &Object) -> BTreeSet<ObjectId> {
    let mut found = Dependencies::new(schema);
    let query = match object {
        Object::View(view) => &view.definition,
        Object::MaterializedView(view) => &view.definition,
        _ => return BTreeSet::new(),
    };
    found.query(query);
    found.into_set()
}

/// The domains whose checks make values of what loses attributes: PostgreSQL would cut these.
fn made_by_domains(to: &Schema, touched: &Touched) -> Vec<Impossible> {
    let mut found = Vec::new();
    for (id, object) in to.objects.iter().filter(|(id, _)| matches!(id, ObjectId::Domain(_))) {
        let mut needs = Dependencies::new(to);
        needs.object(object);
        found.extend(needs.types_made().intersection(&touched.cut).map(|at| Impossible {
            object: at.clone(),
            message: format!("it cannot lose an attribute while {id} makes values of it"),
            help: "take the check or default out in one compile, and write it again in the next".to_owned(),
        }));
    }
    found
}

/// What keeps the touched from changing.
pub(super) fn impossible(before: &Schema, to: &Schema, touched: &Touched) -> Vec<Impossible> {
    let mut found = made_by_domains(to, touched);
    if touched.ids.is_empty() {
        return found;
    }
    for table in to.tables() {
        if before.table(&table.name).is_none() {
            continue;
        }
        let name = &table.name;
        for key in table.partition_by.iter().flat_map(|it| &it.keys) {
            let needs = found_in([before, to], name, |found| _ = found.expression(key));
            if let Some(at) = needs.intersection(&touched.ids).next() {
                found.push(Impossible {
                    object: ObjectId::Table(name.clone()),
                    message: format!("the table is partitioned by {at}, which cannot change under it"),
                    help: "create a new partitioned table and move the rows".to_owned(),
                });
            }
        }
    }
    for id in touched.ids.iter().filter(|id| matches!(id, ObjectId::Column { .. })) {
        let ObjectId::Table(row) = id.owner() else { continue };
        if before.table(&row).is_none() {
            continue;
        }
        if let Some(ObjectId::Column { table, name }) = rows::keeper(before, to, &[row.clone()].into()) {
            found.push(Impossible {
                object: id.clone(),
                message: format!("its type cannot change while {table}.{name} holds whole rows of {row}"),
                help:
                    "add a column of another name with `backfill_sql`, and drop this one when nobody reads it"
                        .to_owned(),
            });
        }
    }
    found.extend(held_rows(before, to, touched));
    for (id, object) in &to.platform {
        let at = stands_on(to, object).into_iter().find(|it| touched.ids.contains(it));
        if let Some(at) = at {
            found.push(Impossible {
                object: at,
                message: format!(
                    "it cannot change under {id}, which is declared under `platform` and is not built anew"
                ),
                help: format!(
                    "drop the {} yourself and take it out of `platform`, or let it be managed",
                    id.kind()
                ),
            });
        }
    }
    for (id, object) in &before.objects {
        let names = enumeration::parts(object).into_iter().filter_map(DataType::named);
        let at = names.flat_map(type_ids).find(|it| touched.ids.contains(it));
        let Some(at) = at.filter(|_| to.objects.contains_key(id) && !touched.ids.contains(id)) else {
            continue;
        };
        // One that goes itself is no obstacle.
        if to.objects.contains_key(&at) {
            found.push(Impossible {
                object: at.clone(),
                message: format!("its values can only be added to while {id} is made of it"),
                help: "keep the values, or create a new type and change the columns over to it".to_owned(),
            });
        }
    }
    found.extend(other_kinds(before, to, touched));
    for table in to.tables() {
        let Some(old) = before.table(&table.name) else { continue };
        for column in &table.columns {
            let Some(name) = column.data_type.named() else { continue };
            let kept = old
                .column(&column.name)
                .is_some_and(|it| diff::is_same_type(&it.data_type, &column.data_type));
            if let Some(gone) = gone(to, touched, name).filter(|_| kept) {
                found.push(Impossible {
                    object: ObjectId::Column { table: table.name.clone(), name: column.name.clone() },
                    message: format!("{gone} cannot become another kind of type under it"),
                    help: "give the new type another name, and change the column over to it".to_owned(),
                });
            }
        }
    }
    found
}

/// The type of that name that goes, while another kind of type gets its name.
fn gone(to: &Schema, touched: &Touched, name: QualifiedName) -> Option<ObjectId> {
    let mut ids = type_ids(name.clone()).into_iter().chain([ObjectId::Table(name)]);
    ids.find(|it| touched.ids.contains(it) && !to.objects.contains_key(it))
}

/// The types that stay made of a name under which another kind of type takes over: the old one cannot go from
/// under them.
fn other_kinds(before: &Schema, to: &Schema, touched: &Touched) -> Vec<Impossible> {
    let mut found = Vec::new();
    for (id, object) in &to.objects {
        let Some(old) = before.objects.get(id) else { continue };
        let kept = stay_in(old, object).into_iter().filter_map(DataType::named);
        let mut kept = kept.filter_map(|name| gone(to, touched, name));
        found.extend(kept.next().map(|gone| Impossible {
            object: id.clone(),
            message: format!("{gone} cannot become another kind of type under it"),
            help: format!(
                "give the new type another name; or drop the {} in one compile, and make it of the new type in a second",
                id.kind()
            ),
        }));
    }
    found
}

/// What a type is made of after as before, by name: an attribute has its own.
fn stay_in<'t>(old: &Object, new: &'t Object) -> Vec<&'t DataType> {
    let is_same = |old: &DataType, new: &DataType| old.named() == new.named();
    match (old, new) {
        (Object::Composite(old), Object::Composite(new)) => {
            let is_kept = |it: &&Attribute| {
                old.attributes.iter().any(|old| old.name == it.name && is_same(&old.data_type, &it.data_type))
            };
            new.attributes.iter().filter(is_kept).map(|it| &it.data_type).collect()
        }
        _ => {
            let olds = enumeration::parts(old);
            let is_kept = |it: &&DataType| olds.iter().any(|old| is_same(old, it));
            enumeration::parts(new).into_iter().filter(is_kept).collect()
        }
    }
}

/// The columns and types that are made of the rows of a view or a table that is built anew, and which would
/// have to go with it.
fn held_rows(before: &Schema, to: &Schema, touched: &Touched) -> Vec<Impossible> {
    let views = touched.ids.iter().filter(|id| match id {
        ObjectId::View(_) | ObjectId::MaterializedView(_) => true,
        ObjectId::Table(name) => super::tables::is_anew(to, touched, name),
        _ => false,
    });
    let mut found = Vec::new();
    for view in views {
        let (ObjectId::View(row) | ObjectId::MaterializedView(row) | ObjectId::Table(row)) = view else {
            continue;
        };
        let is_of_it = |it: &DataType| it.named().as_ref() == Some(row);
        let columns = before.tables().flat_map(|table| table.columns.iter().map(move |it| (table, it)));
        let columns = columns
            .filter(|(_, it)| is_of_it(&it.data_type))
            .map(|(table, it)| ObjectId::Column { table: table.name.clone(), name: it.name.clone() });
        let types = before.objects.iter().filter(|(_, it)| enumeration::parts(it).into_iter().any(is_of_it));
        let is_there = |it: &ObjectId| match it {
            ObjectId::Column { table, name } => to.table(table).is_some_and(|it| it.column(name).is_some()),
            other => to.objects.contains_key(other),
        };
        let stays = |it: &ObjectId| is_there(it) && !touched.ids.contains(it);
        let user = columns.chain(types.map(|(id, _)| id.clone())).find(stays);
        found.extend(user.map(|user| {
            Impossible {
                object: view.clone(),
                message: format!("it cannot be built anew while {user} holds whole rows of it"),
                help:
                    "drop what holds its rows in one compile, make the change, and add it again in a second"
                        .to_owned(),
            }
        }));
    }
    found
}

pub(super) fn type_ids(name: QualifiedName) -> [ObjectId; 4] {
    [
        ObjectId::Enum(name.clone()),
        ObjectId::Domain(name.clone()),
        ObjectId::Composite(name.clone()),
        ObjectId::Range(name),
    ]
}
