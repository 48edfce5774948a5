//! What refers to something that the format cannot say, and so would have no meaning without it: it is
//! told of and left out, so that the rest is a project that compiles.

use std::collections::BTreeSet;

use super::{Name, QualifiedName, Reader};
use crate::model::name::PUBLIC;
use crate::model::sql_text::SqlNames;
use crate::model::{Object, Schema, Sql};

/// The relations and functions that are in the database and not in the schema.
#[derive(Default)]
pub struct Beyond {
    pub relations: BTreeSet<QualifiedName>,
    pub routines: BTreeSet<QualifiedName>,
}

impl Beyond {
    /// The first thing that a query names and nobody can declare.
    fn found_in(&self, names: &SqlNames) -> Option<QualifiedName> {
        let relation = names.relations.iter().filter_map(qualified).find(|it| self.relations.contains(it));
        let called = || names.calls.iter().filter_map(qualified).find(|it| self.routines.contains(it));
        relation.or_else(called)
    }
}

fn qualified(path: &Vec<Name>) -> Option<QualifiedName> {
    match path.as_slice() {
        [name] => Some(QualifiedName { schema: Name::from(PUBLIC), name: name.clone() }),
        [schema, name] => Some(QualifiedName { schema: schema.clone(), name: name.clone() }),
        _ => None,
    }
}

impl Reader<'_> {
    /// Takes out the views and the functions in SQL that stand on what is beyond the format, and what
    /// stands on them.
    pub fn leave_out_dependants(&mut self, schema: &mut Schema) {
        let mut beyond = std::mem::take(&mut self.beyond);
        // Another function of the name may be declared, and a call may mean either.
        beyond.routines.retain(|name| {
            !schema.objects.values().any(|it| matches!(it, Object::Routine(it) if it.name == *name))
        });
        loop {
            let found = schema.objects.iter().find_map(|(id, object)| {
                let at = match object {
                    Object::View(it) => beyond.found_in(it.definition.query_names()),
                    Object::MaterializedView(it) => beyond.found_in(it.definition.query_names()),
                    Object::Routine(it) => match &it.definition {
                        Some(sql) => beyond.found_in(sql.body_names()),
                        None if it.has_sql_text() => beyond.found_in(Sql::new(&it.body).query_names()),
                        None => None,
                    },
                    _ => None,
                };
                Some((id.clone(), at?))
            });
            let Some((id, at)) = found else { return };
            match schema.objects.remove(&id) {
                Some(Object::Routine(it)) => _ = beyond.routines.insert(it.name),
                Some(Object::View(it)) => _ = beyond.relations.insert(it.name),
                Some(Object::MaterializedView(it)) => _ = beyond.relations.insert(it.name),
                _ => {}
            }
            self.note(id.to_string(), format!("it refers to {at}, which is not in YAML"));
        }
    }
}
