//! A table as its rows have to fit it, as the catalog describes it. It is read from the database and
//! not from schema/: the rows go into what is there.

use serde::Deserialize;

use crate::model::{Name, QualifiedName};

/// A table of a live database.
#[derive(Clone, Debug, Deserialize)]
pub struct Table {
    pub oid: u32,
    pub schema: Name,
    pub name: Name,
    /// `r`, `p`, `v`... as in `pg_class`.
    pub kind: String,
    /// Whether row security would hide rows from this role.
    pub hides_rows: bool,
    pub owner: String,
    pub columns: Vec<Column>,
    pub uniques: Vec<Unique>,
    /// All unique indexes, those of expressions and of a part of the rows among them.
    pub unique_indexes: Vec<UniqueIndex>,
    /// Of a partitioned table.
    pub partitions: Option<Partitions>,
    pub checks: Vec<Check>,
    pub foreign_keys: Vec<ForeignKey>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Column {
    pub name: Name,
    /// As `format_type` writes it.
    pub type_name: String,
    pub kind: Kind,
    pub not_null: bool,
    /// The SQL of its default: of an identity column, the sequence's next value.
    pub default: Option<String>,
    /// GENERATED ALWAYS AS IDENTITY.
    pub identity_always: bool,
    pub generated: bool,
}

/// How a value of YAML or JSON is written for a type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// json and jsonb.
    Json,
    Bytea,
    /// timestamptz, timestamp and date.
    Time,
    Array(Box<Kind>),
    /// Everything whose text is its value.
    Text,
}

/// A unique constraint or index without expression or condition; the primary key among them.
#[derive(Clone, Debug, Deserialize)]
pub struct Unique {
    pub name: String,
    pub columns: Vec<Name>,
    pub primary: bool,
}

/// A unique index as SQL, from the catalog.
#[derive(Clone, Debug, Deserialize)]
pub struct UniqueIndex {
    pub name: String,
    /// Columns and expressions.
    pub parts: Vec<String>,
    /// The columns, if there are only columns.
    pub columns: Vec<Name>,
    pub condition: Option<String>,
}

/// What the partitions of a table take.
#[derive(Clone, Debug, Deserialize)]
pub struct Partitions {
    /// `RANGE (created_at)`.
    pub by: String,
    /// For each partition that holds rows, the condition that they fulfil, as SQL.
    pub bounds: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Check {
    pub name: String,
    /// The condition as SQL, from the catalog.
    pub condition: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<Name>,
    pub to_schema: Name,
    pub to_table: Name,
    pub to_columns: Vec<Name>,
}

impl ForeignKey {
    pub fn target(&self) -> QualifiedName {
        QualifiedName { schema: self.to_schema.clone(), name: self.to_table.clone() }
    }
}

impl Column {
    /// Whether a sequence gives its values, whole numbers, where nobody does.
    pub fn counts(&self) -> bool {
        let counts = self.default.as_deref().is_some_and(|default| default.starts_with("nextval("));
        counts && matches!(self.type_name.as_str(), "smallint" | "integer" | "bigint")
    }
}

impl Table {
    pub fn qualified(&self) -> QualifiedName {
        QualifiedName { schema: self.schema.clone(), name: self.name.clone() }
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    pub fn primary_key(&self) -> Option<&[Name]> {
        self.uniques.iter().find(|unique| unique.primary).map(|unique| unique.columns.as_slice())
    }

    /// Whether these columns hold no two rows alike, by a constraint of the table.
    pub fn is_unique(&self, key: &[Name]) -> bool {
        self.uniques.iter().any(|unique| unique.columns.iter().all(|column| key.contains(column)))
    }

    /// The foreign keys that a column is in, those of it alone first.
    pub fn references(&self, column: &Name) -> Vec<&ForeignKey> {
        let mut keys: Vec<&ForeignKey> =
            self.foreign_keys.iter().filter(|key| key.columns.contains(column)).collect();
        keys.sort_by_key(|key| key.columns.len());
        keys
    }
}
