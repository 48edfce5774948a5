//! The database as somebody wants it: [`Schema`] and the objects in it, as values. Nothing here
//! reads a file or a catalog; names are resolved and complete, so two equal schemas are equal
//! databases.

pub mod access;
pub mod cluster;
pub mod constraint;
pub mod data_type;
pub mod dependencies;
pub mod grant;
pub mod index;
mod keywords;
pub mod name;
pub mod naming;
pub mod object;
pub mod plpgsql;
pub mod policy;
pub mod relation;
pub mod routine;
pub mod sequence;
pub mod sql_text;
pub mod subject;
pub mod table;
pub mod trigger;
pub mod types;
pub mod view;

use std::collections::BTreeMap;

pub use data_type::DataType;
pub use name::{Name, QualifiedName};
pub use object::{Object, ObjectId};
pub use sql_text::Sql;
pub use subject::Subject;
pub use table::Table;

/// The wanted state of one database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// What canai-db creates, changes and drops.
    pub objects: BTreeMap<ObjectId, Object>,
    /// What the platform owns: may be referred to, is created where it is missing in local and
    /// scratch databases, and is never changed or dropped.
    pub platform: BTreeMap<ObjectId, Object>,
    /// Whom its personal data is about; nothing of it is kept in the lock file.
    pub subject: Option<Subject>,
}

impl Schema {
    /// The managed object of that identity.
    pub fn get(&self, id: &ObjectId) -> Option<&Object> {
        self.objects.get(id)
    }

    /// A declared object, managed or the platform's.
    pub fn find(&self, id: &ObjectId) -> Option<&Object> {
        self.objects.get(id).or_else(|| self.platform.get(id))
    }

    /// A declared table, managed or the platform's.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        match self.find(&ObjectId::Table(name.clone())) {
            Some(Object::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// The managed tables, by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.objects.values().filter_map(|object| match object {
            Object::Table(table) => Some(table),
            _ => None,
        })
    }

    pub fn insert(&mut self, object: Object) -> Option<Object> {
        self.objects.insert(object.id(), object)
    }
}

/// A part of a table that has a name of its own and may once have had another.
pub trait Named {
    fn name(&self) -> &Name;
    fn renamed_from(&self) -> Option<&Name>;
}

/// For `skip_serializing_if`: what is as PostgreSQL would have it anyway is not written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
