//! The names that PostgreSQL lets only one thing have: the old makes way for the new.

use crate::model::{ObjectId, QualifiedName};

/// A name that only one thing can have at a time, of whatever kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// Tables, views, sequences and indexes (also those of constraints).
    Relation(QualifiedName),
    Type(QualifiedName),
    Statistics(QualifiedName),
    Other(ObjectId),
}

impl Slot {
    /// A relation has the name of a type besides: that of its rows.
    pub(super) fn all(id: &ObjectId) -> Vec<Self> {
        match id {
            ObjectId::Table(name)
            | ObjectId::View(name)
            | ObjectId::MaterializedView(name)
            | ObjectId::Composite(name) => vec![Self::Relation(name.clone()), Self::Type(name.clone())],
            ObjectId::Sequence(name) => vec![Self::Relation(name.clone())],
            ObjectId::Index { table, name } | ObjectId::Constraint { table, name } => {
                vec![Self::Relation(table.sibling(name.clone()))]
            }
            ObjectId::Enum(name) | ObjectId::Domain(name) | ObjectId::Range(name) => {
                vec![Self::Type(name.clone())]
            }
            ObjectId::Statistics { table, name } => vec![Self::Statistics(table.sibling(name.clone()))],
            other => vec![Self::Other(other.clone())],
        }
    }
}
