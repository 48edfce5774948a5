//! Which names exclude each other: what is dropped makes room for what takes its name.

use crate::model::{ObjectId, QualifiedName};

/// A name that only one thing can have at a time, of whatever kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Tables, views, sequences and indexes (also those of constraints).
    Relation(QualifiedName),
    Type(QualifiedName),
    Other(ObjectId),
}

impl Slot {
    pub fn of(id: &ObjectId) -> Self {
        match id {
            ObjectId::Table(name)
            | ObjectId::View(name)
            | ObjectId::MaterializedView(name)
            | ObjectId::Sequence(name) => Self::Relation(name.clone()),
            ObjectId::Index { table, name } | ObjectId::Constraint { table, name } => {
                Self::Relation(table.sibling(name.clone()))
            }
            ObjectId::Enum(name)
            | ObjectId::Domain(name)
            | ObjectId::Composite(name)
            | ObjectId::Range(name) => Self::Type(name.clone()),
            other => Self::Other(other.clone()),
        }
    }
}
