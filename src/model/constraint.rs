//! Constraints of tables and domains.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::name::{Name, QualifiedName};
use super::sql_text::Sql;
use super::table::StorageParameters;
use super::{Named, is_default};

/// One constraint; its name is always known, PostgreSQL's own choice where none was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: Deferrable,
    /// Checks and foreign keys that rows from before may break; only new ones are looked at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// `WITH (fillfactor = 70)` of the index behind a key or an exclusion.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub storage_parameters: StorageParameters,
    /// What is said of that index, beside the constraint's own comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_comment: Option<String>,
    #[serde(flatten)]
    pub kind: ConstraintKind,
}

impl Named for Constraint {
    fn name(&self) -> &Name {
        &self.name
    }

    fn renamed_from(&self) -> Option<&Name> {
        self.renamed_from.as_ref()
    }
}

impl Constraint {
    /// One that says nothing but what it is.
    pub fn new(name: Name, kind: ConstraintKind) -> Self {
        Self {
            name,
            renamed_from: None,
            comment: None,
            deferrable: Deferrable::No,
            not_valid: false,
            storage_parameters: StorageParameters::default(),
            index_comment: None,
            kind,
        }
    }

    /// Whether an index of its name stands behind it.
    pub fn has_index(&self) -> bool {
        !matches!(self.kind, ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_))
    }

    pub fn is_primary_key(&self) -> bool {
        matches!(self.kind, ConstraintKind::PrimaryKey(_))
    }

    /// Whether the two are the same to PostgreSQL, comments aside.
    pub fn is_like(&self, other: &Self) -> bool {
        self.essence() == other.essence()
    }

    /// The constraint without what PostgreSQL does not enforce.
    #[must_use]
    pub fn essence(&self) -> Self {
        let mut constraint = Self { comment: None, index_comment: None, renamed_from: None, ..self.clone() };
        if let ConstraintKind::Check(check) = &mut constraint.kind {
            check.rule = None;
        }
        constraint
    }

    /// The primary key or unique constraint, if it is one.
    pub fn key(&self) -> Option<&Key> {
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(key),
            _ => None,
        }
    }

    /// The foreign key, if it is one.
    pub fn foreign_key(&self) -> Option<&ForeignKey> {
        match &self.kind {
            ConstraintKind::ForeignKey(key) => Some(key),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    PrimaryKey(Key),
    Unique(Key),
    Check(Check),
    ForeignKey(ForeignKey),
    Exclude(Exclude),
}

/// When the constraint is looked at: at once, or at the end of the transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    #[default]
    No,
    InitiallyImmediate,
    InitiallyDeferred,
}

/// The columns of a primary key or unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub columns: Vec<Name>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// PostgreSQL 15: two NULLs count as equal.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
}

/// Whether they are the same columns, in whatever order, as a foreign key wants them.
pub fn is_same_key(one: &[Name], other: &[Name]) -> bool {
    one.len() == other.len() && one.iter().all(|it| other.contains(it))
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub expression: Sql,
    /// The sugar it was written as, for those who make values: seeds, generated rows, documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
}

/// What `one_of`, `length`, `range` and `matches` say about a column's values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Missing on a domain, where the value has no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Name>,
    #[serde(flatten)]
    pub kind: RuleKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// The permitted values, each as the text of its literal (`'a'`, `1`).
    OneOf(Vec<String>),
    /// The permitted number of characters.
    Length(Bounds),
    /// The permitted numbers or times.
    Range(Bounds),
    /// A POSIX regular expression.
    Matches(String),
}

/// Limits as the literals that were written; `above` and `below` exclude the limit itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    pub columns: Vec<Name>,
    pub table: QualifiedName,
    /// The referenced columns; the referenced table's primary key where none were written.
    pub references: Vec<Name>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Action,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Action,
    /// PostgreSQL 15: those that SET NULL and SET DEFAULT set when the other row goes, where it is not all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<Name>,
    /// `MATCH FULL`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub match_full: bool,
}

impl ForeignKey {
    /// The columns that lose what they refer to by when the other row goes and this one stays.
    pub fn let_go(&self) -> &[Name] {
        if self.on_delete_columns.is_empty() { &self.columns } else { &self.on_delete_columns }
    }
}

/// What happens to the referencing rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclude {
    pub using: String,
    /// `(column or expression, operator)`.
    pub elements: Vec<(Sql, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Sql>,
}
