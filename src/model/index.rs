//! Indexes that belong to no constraint.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::constraint::is_same_key;
use super::name::{Name, QualifiedName};
use super::sql_text::Sql;
use super::table::StorageParameters;
use super::{Named, is_default};

/// One index; it lives in its table's schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// The access method; `btree` unless written.
    pub using: String,
    pub keys: Vec<IndexKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// `WHERE` of a partial index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Sql>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub storage_parameters: StorageParameters,
}

impl Named for Index {
    fn name(&self) -> &Name {
        &self.name
    }

    fn renamed_from(&self) -> Option<&Name> {
        self.renamed_from.as_ref()
    }
}

impl Index {
    /// Whether a foreign key to these columns could stand on it.
    pub fn is_key_over(&self, columns: &[Name]) -> bool {
        let keys: Option<Vec<Name>> = self
            .keys
            .iter()
            .map(|key| match &key.on {
                IndexedValue::Column(name) => Some(name.clone()),
                IndexedValue::Expression(_) => None,
            })
            .collect();
        self.unique && self.predicate.is_none() && keys.is_some_and(|keys| is_same_key(&keys, columns))
    }
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexKey {
    pub on: IndexedValue,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collate: Option<QualifiedName>,
    /// Operator class, with its parameters if written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// Where NULLs go; PostgreSQL puts them last ascending and first descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls_first: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexedValue {
    Column(Name),
    Expression(Sql),
}
