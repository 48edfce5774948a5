//! What takes rows as they are, without naming each of their columns: a column that comes or goes changes it.

use std::collections::BTreeSet;

use squawk_syntax::{SourceFile, SyntaxKind};

use super::Dependencies;
use crate::model::routine::Routine;
use crate::model::sql_text::{Sql, SqlNames, names_columns_by_place};
use crate::model::view::{MaterializedView, View};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

/// Whether a query takes all columns there are (`select *`), or counts them (`from t x (a, b)`), so that one
/// that comes or goes changes what it yields.
pub fn selects_every_column(query: &Sql) -> bool {
    let tree = SourceFile::parse(query.as_str()).syntax_node();
    if tree.descendants().any(|it| names_columns_by_place(&it)) {
        return true;
    }
    let mut stars = tree.descendants_with_tokens().filter(|element| element.kind() == SyntaxKind::STAR);
    stars.any(|star| {
        star.parent().is_some_and(|it| matches!(it.kind(), SyntaxKind::TARGET | SyntaxKind::FIELD_EXPR))
    })
}

/// Whether an object takes all columns of what it reads, and not only those that it names.
pub fn reads_every_column(object: &Object) -> bool {
    match object {
        Object::View(view) => selects_every_column(&view.definition),
        Object::MaterializedView(view) => selects_every_column(&view.definition),
        Object::Routine(Routine { definition: Some(body), .. }) => selects_every_column(body),
        _ => false,
    }
}

/// The tables of which an object takes every column, whatever it names: those whose rows a routine returns, or
/// a view makes (`row(1)::t`), and those that a parsed body writes to with ON CONFLICT, since PostgreSQL ties
/// `excluded` to all of them.
pub fn held_as_a_whole(schema: &Schema, object: &Object) -> BTreeSet<ObjectId> {
    let mut found = Dependencies::new(schema);
    let routine = match object {
        Object::Routine(routine) => routine,
        Object::View(View { definition, .. })
        | Object::MaterializedView(MaterializedView { definition, .. }) => {
            return made_in(schema, definition.query_names());
        }
        _ => return BTreeSet::new(),
    };
    if routine.language == "sql" {
        found.found.extend(rows_returned(schema, routine));
    }
    if let Some(body) = &routine.definition {
        let tree = SourceFile::parse(body.as_str()).syntax_node();
        if tree.descendants_with_tokens().any(|element| element.kind() == SyntaxKind::CONFLICT_KW) {
            found.definition(routine);
        }
    }
    owners(found)
}

/// The tables and composite types of whose rows an expression makes one (`row(1)::t`), as what their columns
/// belong to.
pub fn rows_made(schema: &Schema, expression: &Sql) -> BTreeSet<ObjectId> {
    made_in(schema, expression.expression_names())
}

fn made_in(schema: &Schema, names: &SqlNames) -> BTreeSet<ObjectId> {
    let mut found = Dependencies::new(schema);
    found.names(&SqlNames { types: names.types.clone(), ..SqlNames::default() });
    owners(found)
}

/// What has columns, named as columns name it.
fn owners(found: Dependencies) -> BTreeSet<ObjectId> {
    let owner = |id| match id {
        ObjectId::Table(name) | ObjectId::Composite(name) => Some(ObjectId::Table(name)),
        _ => None,
    };
    found.into_set().into_iter().filter_map(owner).collect()
}

/// The tables, or composite types, of which a routine returns rows.
pub fn rows_returned(schema: &Schema, routine: &Routine) -> BTreeSet<ObjectId> {
    let mut found = Dependencies::new(schema);
    if let Some(returns) = &routine.returns {
        found.names(returns.type_names());
    }
    owners(found)
}

impl Dependencies<'_> {
    /// The attributes of these names in any type: which type a value has does not show in its text.
    pub(super) fn attributes(&mut self, fields: &BTreeSet<Name>) {
        for name in row_types(self.schema) {
            self.columns_among(&name, |it| fields.contains(it));
        }
    }

    /// What is taken of the rows that functions return.
    pub(super) fn rows_given(&mut self, names: &SqlNames) {
        let schema = self.schema;
        let mentioned = |column: &Name| {
            names.fields.contains(column) || names.columns.iter().any(|it| it.last() == Some(column))
        };
        for name in names.calls.iter().filter_map(|path| super::qualified(path)) {
            for (_, object) in super::overloads(schema, &name) {
                let Object::Routine(Routine { returns: Some(returns), .. }) = object else { continue };
                for name in returns.type_names().types.iter().filter_map(|it| super::qualified(it)) {
                    self.columns_among(&name, mentioned);
                }
            }
        }
    }

    /// What a body takes of the rows that are a routine's arguments.
    pub(super) fn rows_passed(&mut self, routine: &Routine, names: &SqlNames) {
        let taken = |column: &Name| names.columns.iter().any(|it| it.len() > 1 && it.last() == Some(column));
        for name in routine.arguments.iter().filter_map(|it| it.data_type.named()) {
            self.columns_among(&name, taken);
        }
    }

    /// The columns of a table or attributes of a type that are taken.
    fn columns_among(&mut self, name: &QualifiedName, is_taken: impl Fn(&Name) -> bool) {
        let id = |column: &Name| ObjectId::Column { table: name.clone(), name: column.clone() };
        let schema = self.schema;
        if let Some(table) = schema.table(name) {
            self.found.extend(table.columns.iter().filter(|it| is_taken(&it.name)).map(|it| id(&it.name)));
        }
        if let Some(Object::Composite(it)) = schema.find(&ObjectId::Composite(name.clone())) {
            self.found.extend(it.attributes.iter().filter(|it| is_taken(&it.name)).map(|it| id(&it.name)));
        }
    }
}

/// The types whose values are rows: composite ones, and tables that are used as types.
fn row_types(schema: &Schema) -> BTreeSet<QualifiedName> {
    let mut found = BTreeSet::new();
    for object in schema.objects.values() {
        match object {
            Object::Composite(it) => {
                found.insert(it.name.clone());
                found.extend(it.attributes.iter().filter_map(|it| it.data_type.named()));
            }
            Object::Table(it) => found.extend(it.columns.iter().filter_map(|it| it.data_type.named())),
            Object::Domain(it) => found.extend(it.data_type.named()),
            Object::Routine(it) => {
                found.extend(it.arguments.iter().filter_map(|it| it.data_type.named()));
                let returned = it.returns.iter().flat_map(|it| &it.type_names().types);
                found.extend(returned.filter_map(|it| super::qualified(it)));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_queries_take_every_column() {
        let every = |text: &str| selects_every_column(&Sql::new(text));
        assert!(every("select * from t"));
        assert!(every("select t.*, 1 from t"));
        assert!(every("select a from (select * from t) x"));
        assert!(every("select b from t x (a, b)"));
        assert!(!every("select count(*), a * 2 from t"));
        assert!(!every("select a from f() x (a, b)"));
    }
}
