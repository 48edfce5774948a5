//! What the rows of a table have to do with one person, and what becomes of them when that person
//! asks for a copy or wants to be forgotten. None of it changes what PostgreSQL has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grant::Grants;
use super::name::{Name, QualifiedName};

/// The `subject` section of a schema: whom its personal data is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The table with one row for each person.
    pub root: QualifiedName,
    pub on_erase: RootErasure,
    /// Systems outside of the database that hold data too, and what.
    pub external: BTreeMap<String, String>,
    /// Who may call the generated functions; none are generated where this is missing.
    pub functions: Option<Grants>,
}

/// What an erasure does with the person's own row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RootErasure {
    /// It stays, and its columns change as they say.
    #[default]
    Keep,
    /// It goes, after everything else.
    Delete,
}

/// One way from a row to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selector {
    /// The column holds what the person's row has in a column, its primary key where none is named.
    Is {
        column: Name,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<Name>,
    },
    /// The row that a foreign key from this column leads to is the person's.
    Through(Name),
    /// The column holds what it holds in a row of the person's, here or in another table that says so.
    Same(Name),
    /// The column holds rows of another table, as an array of JSON objects; each is whose it would be there.
    Packed { column: Name, rows_of: QualifiedName },
}

impl Selector {
    /// The table's own column.
    pub fn column(&self) -> &Name {
        match self {
            Self::Is { column, .. }
            | Self::Through(column)
            | Self::Same(column)
            | Self::Packed { column, .. } => column,
        }
    }

    /// Whether the column names the person: a row that names somebody is nobody else's.
    pub fn names_person(&self) -> bool {
        matches!(self, Self::Is { of: None, .. })
    }
}

/// `on_erase` of a table: what becomes of a person's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableErasure {
    #[default]
    Delete,
    /// They stay, and every personal column says what becomes of it.
    Anonymize,
    /// They stay on a legal ground, but for the columns that say otherwise.
    Retain(String),
}

/// `on_erase` of a column whose row stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnErasure {
    SetNull,
    SetDefault,
    /// A value, as the literal of the column's type.
    Mask(String),
    /// It keeps its value, on a legal ground.
    Retain(String),
}

/// `on_export`: where a value came from, as data protection law tells it apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// The person entered it.
    Provided,
    /// It was recorded of what the person did.
    Observed,
    /// It was computed or judged.
    Derived,
    /// It is left out of an export, and why.
    Exclude(String),
}
