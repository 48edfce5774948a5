//! What refers to something that the format cannot say, and so would have no meaning without it: it is
//! told of and left out, so that the rest is a project that compiles.

use std::collections::BTreeSet;

use super::raw::Oid;
use super::{Name, QualifiedName, Reader};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::grant::Grants;
use crate::model::name::PUBLIC;
use crate::model::routine::Routine;
use crate::model::sql_text::SqlNames;
use crate::model::table::{ColumnValue, Table};
use crate::model::view::View;
use crate::model::{DataType, Object, ObjectId, Schema, Sql};

/// The relations and functions that are in the database and not in the schema.
#[derive(Default)]
pub struct Beyond {
    pub relations: BTreeSet<QualifiedName>,
    pub routines: BTreeSet<QualifiedName>,
    /// Base types and those that are made of them; the rows of a relation are a type as well.
    pub types: BTreeSet<QualifiedName>,
}

impl Beyond {
    /// The first thing that a query names and nobody can declare.
    fn found_in(&self, names: &SqlNames) -> Option<QualifiedName> {
        let relation = names.relations.iter().filter_map(qualified).find(|it| self.relations.contains(it));
        let called = || names.calls.iter().filter_map(qualified).find(|it| self.routines.contains(it));
        relation.or_else(called).or_else(|| self.type_in(names))
    }

    fn type_in(&self, names: &SqlNames) -> Option<QualifiedName> {
        names.types.iter().filter_map(qualified).find(|it| self.has_type(it))
    }

    fn has_type(&self, name: &QualifiedName) -> bool {
        self.types.contains(name) || self.relations.contains(name)
    }

    fn of_type(&self, data_type: &DataType) -> Option<QualifiedName> {
        data_type.named().filter(|it| self.has_type(it))
    }

    /// The first thing without which the object has no meaning, and that nobody can declare.
    fn needed_by(&self, object: &Object) -> Option<QualifiedName> {
        match object {
            Object::View(it) => self.found_in(it.definition.query_names()),
            Object::MaterializedView(it) => self.found_in(it.definition.query_names()),
            Object::Routine(it) => self.needed_by_routine(it),
            Object::Table(it) => self.needed_by_table(it),
            Object::Domain(it) => self.of_type(&it.data_type),
            Object::Composite(it) => it.attributes.iter().find_map(|it| self.of_type(&it.data_type)),
            Object::Range(it) => self.of_type(&it.subtype),
            Object::Sequence(it) => {
                let owner = it.owned_by.as_ref().map(|(table, _)| table);
                owner.filter(|table| self.relations.contains(*table)).cloned()
            }
            _ => None,
        }
    }

    fn needed_by_routine(&self, routine: &Routine) -> Option<QualifiedName> {
        let argument = routine.arguments.iter().find_map(|it| self.of_type(&it.data_type));
        let result = || self.type_in(routine.returns.as_ref()?.type_names());
        let body = || match &routine.definition {
            Some(sql) => self.found_in(sql.body_names()),
            None if routine.has_sql_text() => self.found_in(Sql::new(&routine.body).query_names()),
            None => None,
        };
        argument.or_else(result).or_else(body)
    }

    fn needed_by_table(&self, table: &Table) -> Option<QualifiedName> {
        let mut parents = table.partition_of.iter().map(|it| &it.table).chain(&table.inherits);
        let parent = parents.find(|it| self.relations.contains(*it)).cloned();
        let column = || table.columns.iter().find_map(|it| self.of_type(&it.data_type));
        let target = || {
            let keys = table.constraints.iter().filter_map(Constraint::foreign_key);
            keys.map(|it| &it.table).find(|it| self.relations.contains(*it)).cloned()
        };
        let values = || {
            let expressions = table.columns.iter().filter_map(|it| match &it.value {
                Some(ColumnValue::Expression(sql) | ColumnValue::Generated(sql)) => Some(sql),
                _ => None,
            });
            let checks = table.constraints.iter().filter_map(|it| match &it.kind {
                ConstraintKind::Check(check) => Some(&check.expression),
                _ => None,
            });
            expressions.chain(checks).find_map(|it| self.found_in(it.expression_names()))
        };
        parent.or_else(column).or_else(target).or_else(values)
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
    /// What a part of the catalog needs that the format cannot say.
    pub fn needs_of(&self, part: &str, oid: Oid) -> Option<&str> {
        let found = self.catalog.dependants.iter().find(|it| it.part == part && it.oid == oid);
        found.map(|it| it.needs.as_str())
    }

    /// The name of something that is imported, and needs what the format cannot say.
    pub fn stands_on_others(
        &mut self,
        kind: &str,
        oid: Oid,
        schema: Oid,
        name: &str,
    ) -> Option<QualifiedName> {
        let part = match kind {
            "type" => "type",
            "function" => "routine",
            _ => "relation",
        };
        let needs = self.needs_of(part, oid).filter(|_| self.noting)?.to_owned();
        let name = self.qualified(schema, name);
        self.note(format!("{kind} {name}"), format!("it refers to {needs}, which is not in YAML"));
        Some(name)
    }

    /// Declares the views that are left as they are, with nothing but what they stand on.
    pub fn declare_only(&mut self, schema: &mut Schema) {
        for view in std::mem::take(&mut self.declared_only) {
            let view = View { triggers: Vec::new(), grants: Grants::default(), ..view };
            schema.platform.insert(ObjectId::View(view.name.clone()), Object::View(view));
        }
    }

    /// Takes out what stands on what is beyond the format, and what stands on that in turn.
    pub fn leave_out_dependants(&mut self, schema: &mut Schema) {
        let beyond = &mut std::mem::take(&mut self.beyond);
        // Another function of the name may be declared, and a call may mean either.
        beyond.routines.retain(|name| {
            !schema.objects.values().any(|it| matches!(it, Object::Routine(it) if it.name == *name))
        });
        loop {
            let found =
                schema.objects.iter().find_map(|(id, object)| Some((id.clone(), beyond.needed_by(object)?)));
            let Some((id, at)) = found else {
                let declarable = |it: &View| beyond.found_in(it.definition.query_names()).is_none();
                self.declared_only.retain(declarable);
                return;
            };
            match schema.objects.remove(&id) {
                Some(Object::Routine(it)) => _ = beyond.routines.insert(it.name),
                Some(Object::View(it)) => _ = beyond.relations.insert(it.name),
                Some(Object::MaterializedView(it)) => _ = beyond.relations.insert(it.name),
                Some(Object::Table(it)) => _ = beyond.relations.insert(it.name),
                Some(object) => beyond.types.extend(object.id().type_name().cloned()),
                None => {}
            }
            self.note(id.to_string(), format!("it refers to {at}, which is not in YAML"));
        }
    }
}
