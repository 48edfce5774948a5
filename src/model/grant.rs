//! Privileges given to roles.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::name::{Name, PUBLIC};
use super::{Object, ObjectId};

/// Who may do what with one object. `public` is everybody. The order means nothing, and is that in which a
/// new object is given them: PostgreSQL lists them so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(pub IndexMap<Name, RoleGrants>);

impl Grants {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With what everybody has on that kind of object unless something is said about `public`.
    #[must_use]
    pub fn complete(&self, on: &ObjectId) -> Self {
        let mut grants = self.clone();
        if let Some(privilege) = everybodys(on) {
            let given = || BTreeMap::from([(privilege, Granted::default())]);
            let of_everybody = grants.0.entry(Name::from(PUBLIC)).or_insert_with(given);
            // More than everybody has there by itself takes nothing away.
            if matches!(on, ObjectId::Namespace(_)) && !of_everybody.is_empty() {
                of_everybody.entry(privilege).or_default();
            }
        }
        grants
    }

    /// With what the platform gives to each role of which nothing is said, and what everybody has.
    #[must_use]
    pub fn complete_on_platform(&self, on: &ObjectId, platform: &BTreeMap<ObjectId, Object>) -> Self {
        let mut grants = self.complete(on);
        for (role, given) in platform_defaults(on, platform) {
            if *role != *PUBLIC && !self.0.contains_key(role) {
                // Several entries may give to one role.
                grants.0.entry(role.clone()).or_default().extend(given.clone());
            }
        }
        grants
    }

    /// Names every role that the platform gives something to: those of which nothing is said have nothing.
    pub fn name_platform_roles(&mut self, on: &ObjectId, platform: &BTreeMap<ObjectId, Object>) {
        for (role, _) in platform_defaults(on, platform).filter(|(role, _)| **role != *PUBLIC) {
            self.0.entry(role.clone()).or_default();
        }
    }
}

/// What the platform gives on an object that whoever runs the migrations creates.
fn platform_defaults<'p>(
    on: &ObjectId,
    platform: &'p BTreeMap<ObjectId, Object>,
) -> impl Iterator<Item = (&'p Name, &'p RoleGrants)> {
    let defaults = platform.values().filter_map(|object| match object {
        Object::DefaultPrivileges(it) if it.id.role.is_none() && it.id.covers(on) => Some(&it.grants.0),
        _ => None,
    });
    defaults.flatten()
}

/// What PostgreSQL gives everybody on a new object of the kind.
fn everybodys(on: &ObjectId) -> Option<Privilege> {
    match on {
        ObjectId::Routine(_) => Some(Privilege::Execute),
        ObjectId::Enum(_) | ObjectId::Domain(_) | ObjectId::Composite(_) | ObjectId::Range(_) => {
            Some(Privilege::Usage)
        }
        ObjectId::Namespace(name) if *name == PUBLIC => Some(Privilege::Usage),
        // Those of one schema only add to those of the database.
        ObjectId::DefaultPrivileges(DefaultPrivilegesId { schema: None, on, .. }) => match on {
            DefaultsFor::Functions => Some(Privilege::Execute),
            DefaultsFor::Types => Some(Privilege::Usage),
            DefaultsFor::Tables | DefaultsFor::Sequences | DefaultsFor::Schemas => None,
        },
        _ => None,
    }
}

/// The privileges that objects get when they are created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultPrivileges {
    #[serde(flatten)]
    pub id: DefaultPrivilegesId,
    pub grants: Grants,
}

/// Which objects default privileges are for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DefaultPrivilegesId {
    /// The role that creates them; whoever runs the migration where none is written.
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Name>,
    /// The schema they are created in; any where none is written.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    pub on: DefaultsFor,
}

/// The kinds of object that have default privileges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultsFor {
    /// Views are among them.
    Tables,
    Sequences,
    /// Procedures are among them.
    Functions,
    Types,
    Schemas,
}

impl DefaultsFor {
    pub const ALL: [Self; 5] = [Self::Tables, Self::Sequences, Self::Functions, Self::Types, Self::Schemas];

    /// The SQL keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Tables => "TABLES",
            Self::Sequences => "SEQUENCES",
            Self::Functions => "FUNCTIONS",
            Self::Types => "TYPES",
            Self::Schemas => "SCHEMAS",
        }
    }
}

impl DefaultPrivilegesId {
    /// `for postgres in public on tables`, what is not written left out.
    pub fn path(&self) -> String {
        let role = self.role.iter().map(|role| format!("for {role} "));
        let schema = self.schema.iter().map(|schema| format!("in {schema} "));
        let on = format!("on {}", self.on.keyword().to_lowercase());
        role.chain(schema).chain([on]).collect()
    }

    /// Whether an object gets them when it is created, by the right role.
    pub fn covers(&self, object: &ObjectId) -> bool {
        let on = match object {
            ObjectId::Table(_) | ObjectId::View(_) | ObjectId::MaterializedView(_) => DefaultsFor::Tables,
            ObjectId::Sequence(_) | ObjectId::Identity { .. } => DefaultsFor::Sequences,
            ObjectId::Routine(_) => DefaultsFor::Functions,
            ObjectId::Enum(_) | ObjectId::Domain(_) | ObjectId::Composite(_) | ObjectId::Range(_) => {
                DefaultsFor::Types
            }
            ObjectId::Namespace(_) => DefaultsFor::Schemas,
            _ => return false,
        };
        self.on == on && (self.schema.is_none() || self.schema.as_ref() == object.namespace())
    }
}

/// The privileges of one role, by privilege.
pub type RoleGrants = BTreeMap<Privilege, Granted>;

/// How far a privilege reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Granted {
    /// Only on these columns; on the whole object where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// On the whole object as well as on the columns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub and_whole: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_grant_option: bool,
}

impl Granted {
    /// Whether it is on the whole object, and not on columns only.
    pub fn is_whole(&self) -> bool {
        self.columns.is_empty() || self.and_whole
    }

    /// More of the same privilege.
    pub fn add(&mut self, more: Self) {
        let whole = self.is_whole() || more.is_whole();
        for column in more.columns {
            if !self.columns.contains(&column) {
                self.columns.push(column);
            }
        }
        self.and_whole = whole && !self.columns.is_empty();
        self.with_grant_option |= more.with_grant_option;
    }

    /// The same on these columns only.
    #[must_use]
    pub fn on(&self, columns: Vec<Name>) -> Self {
        Self { columns, and_whole: false, ..self.clone() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privilege {
    Select,
    Insert,
    Update,
    Delete,
    Truncate,
    References,
    Trigger,
    /// Of PostgreSQL 17 and later, and no part of `all`: what is compiled does not depend on a server.
    Maintain,
    Usage,
    Create,
    Execute,
}

impl Privilege {
    /// The SQL keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Truncate => "TRUNCATE",
            Self::References => "REFERENCES",
            Self::Trigger => "TRIGGER",
            Self::Maintain => "MAINTAIN",
            Self::Usage => "USAGE",
            Self::Create => "CREATE",
            Self::Execute => "EXECUTE",
        }
    }
}
