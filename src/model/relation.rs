//! Relations that people see between tables and no foreign key enforces. They are for diagrams and
//! documentation: PostgreSQL never hears of them, and the lock file keeps nothing of them.

use super::name::{Name, QualifiedName};

/// One logical relation: each row here belongs to one row of another table, or to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What the other row does, as a verb: `displays`.
    pub label: String,
    /// The columns here that hold it; none where no column does.
    pub columns: Vec<Name>,
    pub table: QualifiedName,
    /// What they hold of the other row; as many as `columns`, or none.
    pub references: Vec<Name>,
}
