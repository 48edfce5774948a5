//! A change of policies, grants or row security, set apart from all else that changes: which tables it is
//! about, and the schema as it would be with what was there before.

use crate::model::access::Command;
use crate::model::policy::Policy;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Table};

/// The tables, there before and after, of which other rows or columns are within reach.
pub fn changed(before: &Schema, after: &Schema) -> Vec<QualifiedName> {
    let differs = |table: &&Table| {
        before.table(&table.name).is_some_and(|old| {
            old.row_security != table.row_security
                || old.grants != table.grants
                || essence(&old.policies) != essence(&table.policies)
        })
    };
    after.tables().filter(differs).map(|it| it.name.clone()).collect()
}

/// What comes after, but with the policies, grants and row security that these tables had before.
pub fn as_before(before: &Schema, after: &Schema, tables: &[QualifiedName]) -> Schema {
    let mut earlier = after.clone();
    for name in tables {
        let Some(old) = before.table(name) else { continue };
        if let Some(Object::Table(table)) = earlier.objects.get_mut(&ObjectId::Table(name.clone())) {
            table.policies.clone_from(&old.policies);
            table.grants.clone_from(&old.grants);
            table.row_security = old.row_security;
        }
    }
    earlier
}

/// Policies without what tells nothing of rows.
fn essence(policies: &[Policy]) -> Vec<Policy> {
    let bare = |it: &Policy| Policy { comment: None, renamed_from: None, ..it.clone() };
    policies.iter().map(bare).collect()
}

/// What a role could reach before and can after, in rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub table: QualifiedName,
    pub role: Name,
    pub command: Command,
    pub before: usize,
    pub after: usize,
    pub gained: usize,
    pub lost: usize,
}
