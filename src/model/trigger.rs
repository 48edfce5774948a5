//! Triggers of tables and views.

use serde::{Deserialize, Serialize};

use super::name::{Name, QualifiedName};
use super::sql_text::Sql;
use super::{Named, is_default};

/// One trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub timing: TriggerTiming,
    pub events: Vec<TriggerEvent>,
    /// `FOR EACH ROW` instead of `FOR EACH STATEMENT`.
    pub for_each_row: bool,
    /// A constraint trigger, which may be put off to the end of the transaction.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: super::constraint::Deferrable,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_table: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_table: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Sql>,
    pub function: QualifiedName,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub enabled: TriggerEnabled,
}

impl Named for Trigger {
    fn name(&self) -> &Name {
        &self.name
    }

    fn renamed_from(&self) -> Option<&Name> {
        self.renamed_from.as_ref()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerTiming {
    Before,
    After,
    InsteadOf,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerEvent {
    Insert,
    /// Of these columns; of any, where none is named.
    Update(Vec<Name>),
    Delete,
    Truncate,
}

/// When the trigger fires: `ALTER TABLE ... ENABLE REPLICA TRIGGER` and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerEnabled {
    #[default]
    Origin,
    Disabled,
    Replica,
    Always,
}
