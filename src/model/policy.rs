//! Row security policies.

use serde::{Deserialize, Serialize};

use super::name::Name;
use super::sql_text::Sql;
use super::{Named, is_default};

/// One policy of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Combined with AND (restrictive) instead of OR.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restrictive: bool,
    #[serde(rename = "for", default, skip_serializing_if = "is_default")]
    pub command: PolicyCommand,
    /// Sorted; `public` where none was written.
    pub to: Vec<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Sql>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_check: Option<Sql>,
}

impl Named for Policy {
    fn name(&self) -> &Name {
        &self.name
    }

    fn renamed_from(&self) -> Option<&Name> {
        self.renamed_from.as_ref()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    #[default]
    All,
    Select,
    Insert,
    Update,
    Delete,
}
