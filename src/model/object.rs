//! The kinds of object a schema holds, and how each is identified.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::cluster::{Extension, Namespace, Role};
use super::grant::{DefaultPrivileges, DefaultPrivilegesId, Grants};
use super::name::{Name, QualifiedName};
use super::routine::{Routine, Signature};
use super::sequence::Sequence;
use super::table::{Additions, Table};
use super::types::{Collation, Composite, Domain, Enum, RangeType};
use super::view::{MaterializedView, View};

/// Which object: its kind and its full name. The order of the variants is the order in which
/// objects that do not depend on each other are created.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    Role(Name),
    Namespace(Name),
    Extension(Name),
    Collation(QualifiedName),
    Enum(QualifiedName),
    Domain(QualifiedName),
    Composite(QualifiedName),
    Range(QualifiedName),
    Sequence(QualifiedName),
    Routine(Signature),
    Table(QualifiedName),
    View(QualifiedName),
    MaterializedView(QualifiedName),
    /// Policies and triggers on a table of the platform's.
    Additions(QualifiedName),
    DefaultPrivileges(DefaultPrivilegesId),
    /// Parts of a table, view or domain; never keys of a schema's map.
    Column {
        table: QualifiedName,
        name: Name,
    },
    /// The sequence behind an identity column, by its column.
    Identity {
        table: QualifiedName,
        name: Name,
    },
    Constraint {
        table: QualifiedName,
        name: Name,
    },
    DomainConstraint {
        domain: QualifiedName,
        name: Name,
    },
    Index {
        table: QualifiedName,
        name: Name,
    },
    Policy {
        table: QualifiedName,
        name: Name,
    },
    Trigger {
        table: QualifiedName,
        name: Name,
    },
    Statistics {
        table: QualifiedName,
        name: Name,
    },
}

impl ObjectId {
    /// What people call the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Role(_) => "role",
            Self::Namespace(_) => "schema",
            Self::Extension(_) => "extension",
            Self::Collation(_) => "collation",
            Self::Enum(_) => "enum",
            Self::Domain(_) => "domain",
            Self::Composite(_) => "type",
            Self::Range(_) => "range type",
            Self::Sequence(_) => "sequence",
            Self::Routine(_) => "function",
            Self::Table(_) => "table",
            Self::View(_) => "view",
            Self::MaterializedView(_) => "materialized view",
            Self::Additions(_) => "additions to table",
            Self::DefaultPrivileges(_) => "default privileges",
            Self::Column { .. } => "column",
            Self::Identity { .. } => "identity",
            Self::Constraint { .. } | Self::DomainConstraint { .. } => "constraint",
            Self::Index { .. } => "index",
            Self::Policy { .. } => "policy",
            Self::Trigger { .. } => "trigger",
            Self::Statistics { .. } => "statistics",
        }
    }

    /// The name alone: `session_logs`, `session_logs.user_id`.
    pub fn path(&self) -> String {
        match self {
            Self::Role(name) | Self::Namespace(name) | Self::Extension(name) => name.to_string(),
            Self::Enum(name)
            | Self::Collation(name)
            | Self::Domain(name)
            | Self::Composite(name)
            | Self::Range(name)
            | Self::Sequence(name)
            | Self::Table(name)
            | Self::View(name)
            | Self::MaterializedView(name)
            | Self::Additions(name) => name.to_string(),
            Self::Routine(signature) => signature.to_string(),
            Self::DefaultPrivileges(id) => id.path(),
            Self::Column { table, name }
            | Self::Identity { table, name }
            | Self::Constraint { table, name }
            | Self::DomainConstraint { domain: table, name }
            | Self::Policy { table, name }
            | Self::Trigger { table, name } => format!("{table}.{name}"),
            Self::Index { table, name } | Self::Statistics { table, name } => {
                table.sibling(name.clone()).to_string()
            }
        }
    }

    /// The full name as SQL, without the kind.
    pub fn sql_name(&self) -> String {
        match self {
            Self::Routine(signature) => signature.sql(),
            other => match other.namespace() {
                Some(schema) => format!("{schema}.{}", other.last_name()),
                None => other.last_name().to_string(),
            },
        }
    }

    /// The last part of the name.
    pub fn last_name(&self) -> Name {
        match self {
            Self::Enum(name)
            | Self::Collation(name)
            | Self::Domain(name)
            | Self::Composite(name)
            | Self::Range(name)
            | Self::Sequence(name)
            | Self::Table(name)
            | Self::View(name)
            | Self::MaterializedView(name)
            | Self::Additions(name) => name.name.clone(),
            Self::Routine(signature) => signature.name.name.clone(),
            Self::DefaultPrivileges(id) => Name::new(id.path()),
            Self::Role(name)
            | Self::Namespace(name)
            | Self::Extension(name)
            | Self::Column { name, .. }
            | Self::Identity { name, .. }
            | Self::Constraint { name, .. }
            | Self::DomainConstraint { name, .. }
            | Self::Index { name, .. }
            | Self::Policy { name, .. }
            | Self::Trigger { name, .. }
            | Self::Statistics { name, .. } => name.clone(),
        }
    }

    /// The object of another name in the same place.
    #[must_use]
    pub fn with_name(&self, new: Name) -> Self {
        let mut renamed = self.clone();
        match &mut renamed {
            Self::Enum(name)
            | Self::Collation(name)
            | Self::Domain(name)
            | Self::Composite(name)
            | Self::Range(name)
            | Self::Sequence(name)
            | Self::Table(name)
            | Self::View(name)
            | Self::MaterializedView(name)
            | Self::Additions(name) => name.name = new,
            Self::Routine(signature) => signature.name.name = new,
            Self::DefaultPrivileges(_) => {}
            Self::Role(name)
            | Self::Namespace(name)
            | Self::Extension(name)
            | Self::Column { name, .. }
            | Self::Identity { name, .. }
            | Self::Constraint { name, .. }
            | Self::DomainConstraint { name, .. }
            | Self::Index { name, .. }
            | Self::Policy { name, .. }
            | Self::Trigger { name, .. }
            | Self::Statistics { name, .. } => *name = new,
        }
        renamed
    }

    /// The object of the same name in another schema; itself, where it lives in none.
    #[must_use]
    pub fn with_schema(&self, new: Name) -> Self {
        let mut moved = self.clone();
        match &mut moved {
            Self::Role(_) | Self::Namespace(_) | Self::Extension(_) | Self::DefaultPrivileges(_) => {}
            Self::Enum(name)
            | Self::Collation(name)
            | Self::Domain(name)
            | Self::Composite(name)
            | Self::Range(name)
            | Self::Sequence(name)
            | Self::Table(name)
            | Self::View(name)
            | Self::MaterializedView(name)
            | Self::Additions(name)
            | Self::Routine(Signature { name, .. })
            | Self::Column { table: name, .. }
            | Self::Identity { table: name, .. }
            | Self::Constraint { table: name, .. }
            | Self::DomainConstraint { domain: name, .. }
            | Self::Index { table: name, .. }
            | Self::Policy { table: name, .. }
            | Self::Trigger { table: name, .. }
            | Self::Statistics { table: name, .. } => name.schema = new,
        }
        moved
    }

    /// The object that this one is a part of; itself, where it is none's.
    pub fn owner(&self) -> Self {
        match self {
            Self::Column { table, .. }
            | Self::Identity { table, .. }
            | Self::Constraint { table, .. }
            | Self::Index { table, .. }
            | Self::Policy { table, .. }
            | Self::Trigger { table, .. }
            | Self::Statistics { table, .. } => Self::Table(table.clone()),
            Self::DomainConstraint { domain, .. } => Self::Domain(domain.clone()),
            whole => whole.clone(),
        }
    }

    /// The name of a type that somebody made.
    pub fn type_name(&self) -> Option<&QualifiedName> {
        match self {
            Self::Enum(name) | Self::Domain(name) | Self::Composite(name) | Self::Range(name) => Some(name),
            _ => None,
        }
    }

    /// The schema it lives in; none for what belongs to the database or the server.
    pub fn namespace(&self) -> Option<&Name> {
        match self {
            Self::Role(_) | Self::Namespace(_) | Self::Extension(_) | Self::DefaultPrivileges(_) => None,
            Self::Enum(name)
            | Self::Collation(name)
            | Self::Domain(name)
            | Self::Composite(name)
            | Self::Range(name)
            | Self::Sequence(name)
            | Self::Table(name)
            | Self::View(name)
            | Self::MaterializedView(name)
            | Self::Additions(name) => Some(&name.schema),
            Self::Routine(signature) => Some(&signature.name.schema),
            Self::Column { table, .. }
            | Self::Identity { table, .. }
            | Self::Constraint { table, .. }
            | Self::Index { table, .. }
            | Self::Policy { table, .. }
            | Self::Trigger { table, .. }
            | Self::Statistics { table, .. }
            | Self::DomainConstraint { domain: table, .. } => Some(&table.schema),
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.path())
    }
}

/// One object with its definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    Role(Role),
    Namespace(Namespace),
    Extension(Extension),
    Collation(Collation),
    Enum(Enum),
    Domain(Domain),
    Composite(Composite),
    Range(RangeType),
    Sequence(Sequence),
    Routine(Routine),
    Table(Table),
    View(View),
    MaterializedView(MaterializedView),
    Additions(Additions),
    DefaultPrivileges(DefaultPrivileges),
}

/// Does the same to whichever object has a comment.
macro_rules! each {
    ($object:expr, $it:ident => $do:expr, $otherwise:expr) => {
        match $object {
            Object::Role($it) => $do,
            Object::Namespace($it) => $do,
            Object::Extension($it) => $do,
            Object::Collation($it) => $do,
            Object::Enum($it) => $do,
            Object::Domain($it) => $do,
            Object::Composite($it) => $do,
            Object::Range($it) => $do,
            Object::Sequence($it) => $do,
            Object::Routine($it) => $do,
            Object::Table($it) => $do,
            Object::View($it) => $do,
            Object::MaterializedView($it) => $do,
            Object::Additions(_) | Object::DefaultPrivileges(_) => $otherwise,
        }
    };
}

impl Object {
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Role(it) => ObjectId::Role(it.name.clone()),
            Self::Namespace(it) => ObjectId::Namespace(it.name.clone()),
            Self::Extension(it) => ObjectId::Extension(it.name.clone()),
            Self::Collation(it) => ObjectId::Collation(it.name.clone()),
            Self::Enum(it) => ObjectId::Enum(it.name.clone()),
            Self::Domain(it) => ObjectId::Domain(it.name.clone()),
            Self::Composite(it) => ObjectId::Composite(it.name.clone()),
            Self::Range(it) => ObjectId::Range(it.name.clone()),
            Self::Sequence(it) => ObjectId::Sequence(it.name.clone()),
            Self::Routine(it) => ObjectId::Routine(it.signature()),
            Self::Table(it) => ObjectId::Table(it.name.clone()),
            Self::View(it) => ObjectId::View(it.name.clone()),
            Self::MaterializedView(it) => ObjectId::MaterializedView(it.name.clone()),
            Self::Additions(it) => ObjectId::Additions(it.table.clone()),
            Self::DefaultPrivileges(it) => ObjectId::DefaultPrivileges(it.id.clone()),
        }
    }

    /// The identity it had before, if it says so.
    pub fn renamed_from(&self) -> Option<ObjectId> {
        match self {
            Self::Role(_)
            | Self::Namespace(_)
            | Self::Extension(_)
            | Self::Collation(_)
            | Self::Additions(_)
            | Self::DefaultPrivileges(_) => None,
            Self::Enum(it) => it.renamed_from.clone().map(ObjectId::Enum),
            Self::Domain(it) => it.renamed_from.clone().map(ObjectId::Domain),
            Self::Composite(it) => it.renamed_from.clone().map(ObjectId::Composite),
            // Its functions would keep the old name.
            Self::Range(_) => None,
            Self::Sequence(it) => it.renamed_from.clone().map(ObjectId::Sequence),
            Self::Routine(it) => it
                .renamed_from
                .clone()
                .map(|name| ObjectId::Routine(Signature { name, arguments: it.signature().arguments })),
            Self::Table(it) => it.renamed_from.clone().map(ObjectId::Table),
            Self::View(it) => it.renamed_from.clone().map(ObjectId::View),
            Self::MaterializedView(it) => it.renamed_from.clone().map(ObjectId::MaterializedView),
        }
    }

    pub fn comment(&self) -> Option<&str> {
        each!(self, it => it.comment.as_deref(), None)
    }

    pub fn set_comment(&mut self, comment: Option<String>) {
        each!(self, it => it.comment = comment, ());
    }

    /// The privileges given on it; roles and extensions have none.
    pub fn grants(&self) -> Option<&Grants> {
        match self {
            Self::Role(_) | Self::Extension(_) | Self::Collation(_) | Self::Additions(_) => None,
            Self::Namespace(it) => Some(&it.grants),
            Self::Enum(it) => Some(&it.grants),
            Self::Domain(it) => Some(&it.grants),
            Self::Composite(it) => Some(&it.grants),
            Self::Range(it) => Some(&it.grants),
            Self::Sequence(it) => Some(&it.grants),
            Self::Routine(it) => Some(&it.grants),
            Self::Table(it) => Some(&it.grants),
            Self::View(it) => Some(&it.grants),
            Self::MaterializedView(it) => Some(&it.grants),
            Self::DefaultPrivileges(it) => Some(&it.grants),
        }
    }

    pub fn grants_mut(&mut self) -> Option<&mut Grants> {
        match self {
            Self::Role(_) | Self::Extension(_) | Self::Collation(_) | Self::Additions(_) => None,
            Self::Namespace(it) => Some(&mut it.grants),
            Self::Enum(it) => Some(&mut it.grants),
            Self::Domain(it) => Some(&mut it.grants),
            Self::Composite(it) => Some(&mut it.grants),
            Self::Range(it) => Some(&mut it.grants),
            Self::Sequence(it) => Some(&mut it.grants),
            Self::Routine(it) => Some(&mut it.grants),
            Self::Table(it) => Some(&mut it.grants),
            Self::View(it) => Some(&mut it.grants),
            Self::MaterializedView(it) => Some(&mut it.grants),
            Self::DefaultPrivileges(it) => Some(&mut it.grants),
        }
    }

    /// The same object without what is told by changes of its own (comment, grants, old name), and
    /// without the blanks around a function's body.
    pub fn essence(&self) -> Self {
        let mut object = self.clone();
        object.set_comment(None);
        match &mut object {
            Self::Role(_) | Self::Extension(_) | Self::Collation(_) | Self::Additions(_) => {}
            Self::Namespace(it) => it.grants = Grants::default(),
            Self::Enum(it) => (it.renamed_from, it.grants) = (None, Grants::default()),
            Self::Domain(it) => (it.renamed_from, it.grants) = (None, Grants::default()),
            Self::Composite(it) => {
                (it.renamed_from, it.grants) = (None, Grants::default());
                it.attributes.iter_mut().for_each(|it| it.comment = None);
            }
            Self::Range(it) => it.grants = Grants::default(),
            Self::Sequence(it) => (it.renamed_from, it.grants) = (None, Grants::default()),
            Self::Routine(it) => {
                (it.renamed_from, it.grants) = (None, Grants::default());
                it.body = it.trimmed_body().to_owned();
            }
            Self::Table(it) => (it.renamed_from, it.grants) = (None, Grants::default()),
            Self::View(it) => {
                (it.renamed_from, it.grants) = (None, Grants::default());
                it.column_comments.clear();
            }
            Self::MaterializedView(it) => {
                (it.renamed_from, it.grants) = (None, Grants::default());
                it.column_comments.clear();
            }
            Self::DefaultPrivileges(it) => it.grants = Grants::default(),
        }
        object
    }
}
