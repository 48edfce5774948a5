//! What takes rows as they are, without naming each of their columns: a column that comes or goes changes it.

use std::collections::BTreeSet;

use squawk_syntax::{SourceFile, SyntaxKind};

use super::Dependencies;
use crate::model::routine::Routine;
use crate::model::sql_text::{Sql, SqlNames, names_columns_by_place};
use crate::model::view::{MaterializedView, View};
use crate::model::{Object, ObjectId, Schema};

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

/// The tables of which a routine returns rows.
pub fn rows_returned(schema: &Schema, routine: &Routine) -> BTreeSet<ObjectId> {
    let mut found = Dependencies::new(schema);
    if let Some(returns) = &routine.returns {
        found.names(returns.type_names());
    }
    owners(found)
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
