//! What stands around the tables: schemas, extensions, roles.

use serde::{Deserialize, Serialize};

use super::grant::Grants;
use super::is_default;
use super::name::Name;

/// A namespace (`CREATE SCHEMA`); `public` exists in every database and need not be declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

/// `CREATE EXTENSION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A role. Roles belong to the whole server; passwords are never written here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub login: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub superuser: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub createdb: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub createrole: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub replication: bool,
    /// Row security never applies to it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bypassrls: bool,
    /// Does not use the privileges of the roles it is a member of unless it changes to them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub noinherit: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_limit: Option<i32>,
    /// Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<Name>,
}
