//! Views and materialised views.

use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
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
    /// In the order in which they are written, which is no difference between views.
    #[serde(flatten)]
    pub options: IndexMap<ViewOption, ViewSetting>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

impl View {
    /// Whether it checks row security of the tables as the reader, not as the view's owner.
    pub fn asks_as_reader(&self) -> bool {
        self.options.get(&ViewOption::SecurityInvoker).is_some_and(ViewSetting::holds)
    }
}

/// What may stand in WITH (...).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewOption {
    SecurityInvoker,
    SecurityBarrier,
    CheckOption,
}

impl ViewOption {
    pub const ALL: [Self; 3] = [Self::SecurityInvoker, Self::SecurityBarrier, Self::CheckOption];

    pub fn name(self) -> &'static str {
        match self {
            Self::SecurityInvoker => "security_invoker",
            Self::SecurityBarrier => "security_barrier",
            Self::CheckOption => "check_option",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// The value of an option, in the spelling that PostgreSQL keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ViewSetting {
    Switch(bool),
    /// `local` and `cascaded`, and `on`, `off`, `yes`, `no` for a switch.
    Word(String),
}

impl ViewSetting {
    pub fn holds(&self) -> bool {
        match self {
            Self::Switch(on) => *on,
            Self::Word(word) => ["on", "yes"].contains(&word.as_str()),
        }
    }
}

impl fmt::Display for ViewSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => on.fmt(f),
            Self::Word(word) => word.fmt(f),
        }
    }
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
