//! Types that move along with their extension into another schema: PostgreSQL takes a column's type with
//! it, so that only the name is another.

use std::collections::BTreeMap;

use crate::model::data_type::TypeName;
use crate::model::dependencies::is_declared;
use crate::model::name::PUBLIC;
use crate::model::{DataType, Name, Object, Schema};

/// The schema before with the types of extensions where `to` has these; `None` where none moves.
pub fn moved_along(from: &Schema, to: &Schema) -> Option<Schema> {
    let place = |object: &Object| match object {
        Object::Extension(it) => Some(it.schema.clone().unwrap_or_else(|| Name::from(PUBLIC))),
        _ => None,
    };
    let moves: BTreeMap<Name, Name> = to
        .objects
        .iter()
        .filter_map(|(id, object)| Some((place(from.objects.get(id)?)?, place(object)?)))
        .filter(|(old, new)| old != new)
        .collect();
    if moves.is_empty() {
        return None;
    }
    let mut moved = from.clone();
    for object in moved.objects.values_mut() {
        let types: Vec<&mut DataType> = match object {
            Object::Table(it) => it.columns.iter_mut().map(|it| &mut it.data_type).collect(),
            Object::Composite(it) => it.attributes.iter_mut().map(|it| &mut it.data_type).collect(),
            Object::Domain(it) => vec![&mut it.data_type],
            _ => continue,
        };
        for data_type in types {
            follow(data_type, &moves, from);
        }
    }
    Some(moved)
}

/// One that somebody declares is not an extension's.
fn follow(data_type: &mut DataType, moves: &BTreeMap<Name, Name>, from: &Schema) {
    let Some(found) = data_type.named().filter(|_| !is_declared(data_type, from)) else { return };
    let TypeName::Named { schema, .. } = &mut data_type.name else { return };
    if let Some(new) = moves.get(&found.schema) {
        *schema = Some(new.clone()).filter(|it| *it != PUBLIC);
    }
}
