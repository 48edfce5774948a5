//! Views and materialised views.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grant::Grants;
use super::index::Index;
use super::is_default;
use super::name::{Name, QualifiedName};
use super::sql_text::Sql;
use super::table::StorageParameters;
use super::trigger::Trigger;

/// `CREATE VIEW`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Column names, where the query's own are not wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub column_comments: BTreeMap<Name, String>,
    pub definition: Sql,
    /// Checks row security of the tables as the reader, not as the view's owner.
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_invoker: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_barrier: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_option: Option<CheckOption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOption {
    Local,
    Cascaded,
}

/// `CREATE MATERIALIZED VIEW`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterializedView {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub column_comments: BTreeMap<Name, String>,
    pub definition: Sql,
    /// Left empty (and unreadable) until its first refresh.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with_no_data: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    #[serde(default, skip_serializing_if = "StorageParameters::is_empty")]
    pub storage_parameters: StorageParameters,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}
