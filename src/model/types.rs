//! Types that people make: enums, domains, composite types.

use serde::{Deserialize, Serialize};

use super::constraint::Constraint;
use super::grant::Grants;
use super::name::{Name, QualifiedName};
use super::table::ColumnValue;
use super::{DataType, is_default};

/// `CREATE TYPE ... AS ENUM`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enum {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// In sort order.
    pub values: Vec<String>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

/// `CREATE DOMAIN`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(rename = "type")]
    pub data_type: DataType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collate: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ColumnValue>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Constraint>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

/// `CREATE TYPE ... AS RANGE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeType {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub subtype: DataType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collate: Option<QualifiedName>,
    /// The function that gives the distance of two values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype_diff: Option<QualifiedName>,
    /// The name of its multirange, where PostgreSQL's own is not wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multirange: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

impl RangeType {
    /// The name of the multirange that comes with it.
    pub fn multirange_name(&self) -> QualifiedName {
        self.multirange.clone().unwrap_or_else(|| Self::usual_multirange(&self.name))
    }

    /// The name that PostgreSQL gives the multirange by itself.
    pub fn usual_multirange(name: &QualifiedName) -> QualifiedName {
        let text = name.name.as_str();
        let chosen = if text.contains("range") {
            text.replacen("range", "multirange", 1)
        } else {
            format!("{text}_multirange")
        };
        name.sibling(Name::new(chosen))
    }
}

/// `CREATE COLLATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collation {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub provider: CollationProvider,
    /// How texts are ordered: for ICU, and for libc how they are classified as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The two of libc, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lc_collate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lc_ctype: Option<String>,
    /// Rules of ICU beside those of the locale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// Texts that differ in their bytes may be equal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nondeterministic: bool,
}

/// Who knows how texts are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollationProvider {
    Icu,
    Libc,
}

/// `CREATE TYPE ... AS (...)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composite {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub attributes: Vec<Attribute>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: Name,
    #[serde(rename = "type")]
    pub data_type: DataType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collate: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Attribute {
    /// Whether the two are the same to PostgreSQL, comments aside.
    pub fn is_like(&self, other: &Self) -> bool {
        self.name == other.name && self.data_type == other.data_type && self.collate == other.collate
    }
}
