//! The order of columns: PostgreSQL keeps what is there and appends what is new, and no migration can do
//! otherwise. A pair that asks for more is run with the order that a person would write after being told.

use canai_db::model::{Object, ObjectId, QualifiedName, Schema};

/// Puts the columns of `to` into the order that they can have after `from`; the tables that had another.
pub fn settle(from: &Schema, to: &mut Schema) -> Vec<QualifiedName> {
    let mut settled = Vec::new();
    for table in from.tables() {
        let Some(Object::Table(after)) = to.objects.get_mut(&ObjectId::Table(table.name.clone())) else {
            continue;
        };
        let place = |name| table.columns.iter().position(|it| it.name == name).unwrap_or(usize::MAX);
        let before: Vec<_> = after.columns.iter().map(|it| it.name.clone()).collect();
        // The sort keeps new ones in their order.
        after.columns.sort_by_key(|it| place(it.name.clone()));
        if after.columns.iter().map(|it| &it.name).ne(&before) {
            settled.push(table.name.clone());
        }
    }
    settled
}

/// Whether a fact of the digest tells the order of columns of one of the tables.
pub fn is_about(tables: &[QualifiedName], fact: &str) -> bool {
    let order = fact.strip_prefix("colorder ");
    order.is_some_and(|rest| {
        tables.iter().any(|it| rest.starts_with(&format!("{}.{} ", it.schema.as_str(), it.name.as_str())))
    })
}
