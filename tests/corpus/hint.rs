//! Renames that a pair tells of: scripts have no place to say that something had another name before.

use std::collections::BTreeMap;

use canai_db::model::{Name, Object, QualifiedName, Schema, Table};

/// The schema, with what was called otherwise before saying so: the old names by the new ones, whatever has them.
/// What has changed its schema is named with both of them.
pub fn renamed(schema: &Schema, old: &BTreeMap<String, String>) -> Schema {
    let before = |name: &Name| old.get(name.as_str()).map(|it| Name::from(it.as_str()));
    let mut hinted = schema.clone();
    for object in hinted.objects.values_mut() {
        let (name, renamed_from) = match object {
            Object::Enum(it) => (&it.name, &mut it.renamed_from),
            Object::Domain(it) => (&it.name, &mut it.renamed_from),
            Object::Composite(it) => (&it.name, &mut it.renamed_from),
            Object::Sequence(it) => (&it.name, &mut it.renamed_from),
            Object::Routine(it) => (&it.name, &mut it.renamed_from),
            Object::View(it) => (&it.name, &mut it.renamed_from),
            Object::MaterializedView(it) => (&it.name, &mut it.renamed_from),
            Object::Table(it) => {
                parts(it, before);
                (&it.name, &mut it.renamed_from)
            }
            _ => continue,
        };
        let moved = old.get(&format!("{}.{}", name.schema, name.name)).and_then(|it| it.split_once('.'));
        *renamed_from = match moved {
            Some((schema, name)) => Some(QualifiedName { schema: schema.into(), name: name.into() }),
            None => before(&name.name).map(|it| QualifiedName { name: it, ..name.clone() }),
        };
    }
    hinted
}

fn parts(table: &mut Table, before: impl Fn(&Name) -> Option<Name>) {
    table.columns.iter_mut().for_each(|it| it.renamed_from = before(&it.name));
    table.constraints.iter_mut().for_each(|it| it.renamed_from = before(&it.name));
    table.indexes.iter_mut().for_each(|it| it.renamed_from = before(&it.name));
    table.policies.iter_mut().for_each(|it| it.renamed_from = before(&it.name));
    table.triggers.iter_mut().for_each(|it| it.renamed_from = before(&it.name));
    table.statistics.iter_mut().for_each(|it| it.renamed_from = before(&it.name));
}
