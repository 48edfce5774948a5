//! Extensions outside of `public` whose types the schema uses. Some operators cannot be named with their
//! schema (`IS DISTINCT FROM`, `NULLIF`, `CASE x WHEN`, `JOIN ... USING`): PostgreSQL looks for those of
//! such types in the `search_path`, and takes the ones of `text` where it does not lead there.

use std::collections::BTreeSet;

use super::{Batch, Impossible, Statement};
use crate::model::dependencies::is_declared;
use crate::model::index::{Index, IndexedValue};
use crate::model::name::PUBLIC;
use crate::model::{DataType, Name, Object, ObjectId, Schema, Sql};

/// Leads the files to the operators of those types; where one cannot be led, that is told.
pub(super) fn find_operators(
    batches: &mut [Batch],
    from: &Schema,
    to: &Schema,
) -> Result<(), Vec<Impossible>> {
    if batches.is_empty() {
        return Ok(());
    }
    let found: BTreeSet<Name> = [from, to].into_iter().flat_map(schemas).collect();
    if found.is_empty() {
        return Ok(());
    }
    let mut impossible = Vec::new();
    for batch in batches {
        if batch.no_transaction {
            impossible.extend(batch.steps.iter().filter_map(|step| left_alone(&step.statement, to)));
        } else if batch.steps.iter().any(|step| holds_sql(&step.statement)) {
            batch.search_path = found.iter().cloned().collect();
        }
    }
    if impossible.is_empty() { Ok(()) } else { Err(impossible) }
}

/// An index with such an operator, outside a transaction: no `search_path` can be set for it there.
fn left_alone(statement: &Statement, to: &Schema) -> Option<Impossible> {
    let Statement::CreateIndex { table, index, .. } = statement else { return None };
    let mut columns = to.table(table)?.columns.iter();
    if !leans_on_search_path(index) || !columns.any(|it| schema_of(&it.data_type, to).is_some()) {
        return None;
    }
    Some(Impossible {
        object: ObjectId::Index { table: table.clone(), name: index.name.clone() },
        message:
            "it is built CONCURRENTLY, where no `search_path` leads to the operators of an extension's type"
                .to_owned(),
        help:
            "name the operator with its schema: `not (a operator(extensions.=) b)` for `a is distinct from b`"
                .to_owned(),
    })
}

/// Whether somebody's SQL may stand in it.
fn holds_sql(statement: &Statement) -> bool {
    !matches!(
        statement,
        Statement::Drop(_)
            | Statement::Comment { .. }
            | Statement::Grant { .. }
            | Statement::Revoke { .. }
            | Statement::Rename { .. }
            | Statement::SetSchema { .. }
            | Statement::ValidateConstraint { .. }
            | Statement::SetNotNull { .. }
            | Statement::DropNotNull { .. }
    )
}

/// The schemas of the extensions whose types a schema uses.
fn schemas(schema: &Schema) -> Vec<Name> {
    let types = schema.objects.values().flat_map(data_types);
    let mut found: Vec<Name> = types.filter_map(|it| schema_of(it, schema)).collect();
    // A bare name: whichever extension it comes from.
    if found.iter().any(|it| *it == *PUBLIC) {
        let extensions = schema.objects.values().chain(schema.platform.values());
        found.extend(extensions.filter_map(|it| match it {
            Object::Extension(it) => it.schema.clone(),
            _ => None,
        }));
    }
    found.retain(|it| *it != *PUBLIC);
    found
}

fn data_types(object: &Object) -> Vec<&DataType> {
    match object {
        Object::Table(it) => it.columns.iter().map(|it| &it.data_type).collect(),
        Object::Composite(it) => it.attributes.iter().map(|it| &it.data_type).collect(),
        Object::Domain(it) => vec![&it.data_type],
        Object::Range(it) => vec![&it.subtype],
        Object::Routine(it) => it.arguments.iter().map(|it| &it.data_type).collect(),
        _ => Vec::new(),
    }
}

/// The schema of a type that nobody declares: an extension's.
fn schema_of(data_type: &DataType, schema: &Schema) -> Option<Name> {
    let name = data_type.named().filter(|it| it.schema.as_str() != "pg_catalog")?;
    (!is_declared(data_type, schema)).then_some(name.schema)
}

fn leans_on_search_path(index: &Index) -> bool {
    let keys = index.keys.iter().filter_map(|it| match &it.on {
        IndexedValue::Expression(sql) => Some(sql),
        IndexedValue::Column(_) => None,
    });
    let leans = |sql: &Sql| {
        let text = sql.to_lower_case();
        ["distinct", "nullif", "case"].iter().any(|word| text.as_str().contains(word))
    };
    keys.chain(&index.predicate).any(leans)
}
