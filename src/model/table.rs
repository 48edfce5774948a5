//! Tables and what stands inside them: columns, row security, partitioning, storage.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::constraint::{Constraint, ConstraintKind};
use super::grant::Grants;
use super::index::Index;
use super::name::{Name, QualifiedName};
use super::policy::Policy;
use super::relation::Relation;
use super::sequence::SequenceOptions;
use super::sql_text::Sql;
use super::subject::{ColumnErasure, Export, Selector, TableErasure};
use super::trigger::Trigger;
use super::{DataType, Named, is_default};

/// A table with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub unlogged: bool,
    /// In the order of the file, which is the order in the table.
    pub columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub row_security: RowSecurity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<PartitionBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<PartitionOf>,
    /// What a partition calls its parts of its parent's keys and indexes, by their names there, where
    /// PostgreSQL would choose another name. One that is a key of its own is that key's index.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub index_names: BTreeMap<Name, Name>,
    /// The tables whose columns and checks it has as well, and whose readers find its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QualifiedName>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub replica_identity: ReplicaIdentity,
    /// The index in whose order `CLUSTER` writes the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_on: Option<Name>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statistics: Vec<Statistics>,
    /// `WITH (fillfactor = 70)`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub storage_parameters: StorageParameters,
    /// What ties its rows to a person; empty where nothing does, none where nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Vec<Selector>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_erase: Option<TableErasure>,
    /// What each role is meant to do with it; none where nobody has said. Kept out of the lock file.
    #[serde(skip)]
    pub access: Option<Access>,
    /// No part of the database, so no part of the lock file.
    #[serde(skip)]
    pub relations: Vec<Relation>,
}

/// What is added to a table that the platform owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Additions {
    pub table: QualifiedName,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
}

/// Storage parameters of a table, index or materialised view, or options of a column.
pub type StorageParameters = IndexMap<String, String>;

impl Table {
    pub fn column(&self, name: &Name) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    pub fn primary_key(&self) -> Option<&Constraint> {
        self.constraints.iter().find(|constraint| constraint.is_primary_key())
    }

    /// The columns of the primary key, none where there is no such key.
    pub fn primary_key_columns(&self) -> &[Name] {
        match self.primary_key().map(|constraint| &constraint.kind) {
            Some(ConstraintKind::PrimaryKey(key)) => &key.columns,
            _ => &[],
        }
    }
}

/// One column. Checks, keys and references written beside a column stand in the table's constraints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: Name,
    #[serde(rename = "type")]
    pub data_type: DataType,
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null: bool,
    /// The value a row gets that names none: also identity and generated columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ColumnValue>,
    /// Who may do what with the sequence of its identity.
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub sequence_grants: Grants,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collate: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// How finely ANALYZE looks at its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<i32>,
    /// `SET (n_distinct = -0.5)`: what the planner takes for granted of its values.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub attribute_options: StorageParameters,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    /// What existing rows get where the column is NULL, once it becomes NOT NULL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backfill: Option<Sql>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pii: Option<Pii>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_erase: Option<ColumnErasure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_export: Option<Export>,
}

impl Column {
    pub fn is_identity(&self) -> bool {
        matches!(self.value, Some(ColumnValue::Identity(_)))
    }

    /// Whether it was said to tell something about a person.
    pub fn is_personal(&self) -> bool {
        self.pii.is_some_and(|pii| pii != Pii::None)
    }
}

impl Named for Column {
    fn name(&self) -> &Name {
        &self.name
    }

    fn renamed_from(&self) -> Option<&Name> {
        self.renamed_from.as_ref()
    }
}

/// Where a column's value comes from when an INSERT names none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnValue {
    /// `default: USD`: a value, already written as the literal of the column's type.
    Literal(String),
    /// `default_sql: now()`.
    Expression(Sql),
    /// `GENERATED ALWAYS AS (...) STORED`.
    Generated(Sql),
    Identity(Identity),
}

impl ColumnValue {
    /// The same, whatever the sequence of an identity is called.
    pub fn without_sequence_name(&self) -> Self {
        match self {
            Self::Identity(identity) => Self::Identity(Identity { sequence_name: None, ..identity.clone() }),
            other => other.clone(),
        }
    }
}

/// `GENERATED ... AS IDENTITY`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Whether a value given by an INSERT is refused (`ALWAYS`) or taken (`BY DEFAULT`).
    pub always: bool,
    /// What its sequence is called in the table's schema; nothing where PostgreSQL's own name for it is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_name: Option<Name>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub sequence: SequenceOptions,
}

/// `ALTER COLUMN SET STORAGE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    Plain,
    External,
    Extended,
    Main,
}

/// The compression method of a column's large values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    Pglz,
    Lz4,
}

/// What a column tells about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pii {
    Contact,
    Identifier,
    Network,
    FreeText,
    Financial,
    None,
}

/// What tells a row's old version apart in logical replication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicaIdentity {
    /// Its primary key.
    #[default]
    Default,
    Full,
    Nothing,
    Index(Name),
}

impl ReplicaIdentity {
    pub fn index(&self) -> Option<&Name> {
        match self {
            Self::Index(name) => Some(name),
            Self::Default | Self::Full | Self::Nothing => None,
        }
    }
}

/// `CREATE STATISTICS`: what ANALYZE finds out about several columns together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Sorted; all there are where none is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<StatisticsKind>,
    /// Columns, and expressions in parentheses.
    pub on: Vec<Sql>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<i32>,
}

impl Named for Statistics {
    fn name(&self) -> &Name {
        &self.name
    }

    fn renamed_from(&self) -> Option<&Name> {
        self.renamed_from.as_ref()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticsKind {
    Ndistinct,
    Dependencies,
    Mcv,
}

/// Whether policies apply to the table's readers and writers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSecurity {
    #[default]
    Disabled,
    Enabled,
    /// Also to the table's owner.
    Forced,
    /// They do not, and once they do, to the owner as well.
    DisabledButForced,
}

impl RowSecurity {
    /// Whether policies apply to anybody.
    #[must_use]
    pub const fn applies(self) -> bool {
        matches!(self, Self::Enabled | Self::Forced)
    }

    /// Whether the owner is no exception, once they apply.
    #[must_use]
    pub const fn is_forced(self) -> bool {
        matches!(self, Self::Forced | Self::DisabledButForced)
    }
}

/// `PARTITION BY`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionBy {
    pub strategy: PartitionStrategy,
    /// Columns or parenthesised expressions, with operator class and collation if written.
    pub keys: Vec<Sql>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionStrategy {
    Range,
    List,
    Hash,
}

/// `PARTITION OF parent FOR VALUES ...`. The partition's columns stand in its own file too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionOf {
    pub table: QualifiedName,
    pub bounds: PartitionBounds,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionBounds {
    Range { from: Vec<Sql>, to: Vec<Sql> },
    List { values: Vec<Sql> },
    Hash { modulus: u32, remainder: u32 },
    Default,
}
