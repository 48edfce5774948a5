//! Sequences, free-standing or behind an identity column.

use serde::{Deserialize, Serialize};

use super::grant::Grants;
use super::name::{Name, QualifiedName};
use super::{DataType, is_default};

/// A sequence of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// `bigint` where none was written.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataType>,
    #[serde(flatten)]
    pub options: SequenceOptions,
    /// The column that takes the sequence with it when it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<(QualifiedName, Name)>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

/// What a sequence counts; what is missing is PostgreSQL's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceOptions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub cycle: bool,
}

impl SequenceOptions {
    /// What it counts between; without a type it is a `bigint`.
    fn limits(&self, data_type: Option<&DataType>) -> (i64, i64) {
        let (least, most) = data_type.and_then(DataType::integer_limits).unwrap_or((i64::MIN, i64::MAX));
        if self.counts_up() {
            (self.min.unwrap_or(1), self.max.unwrap_or(most))
        } else {
            (self.min.unwrap_or(least), self.max.unwrap_or(-1))
        }
    }

    pub fn counts_up(&self) -> bool {
        self.increment.is_none_or(|by| by > 0)
    }

    /// The number that it begins with.
    pub fn first(&self) -> i64 {
        let usual = if self.counts_up() { self.min.unwrap_or(1) } else { self.max.unwrap_or(-1) };
        self.start.unwrap_or(usual)
    }

    /// Whether a sequence that has given no number yet can stand where it began before.
    pub fn has_room_for(&self, before: &Self, data_type: Option<&DataType>) -> bool {
        let (min, max) = self.limits(data_type);
        (min..=max).contains(&before.first())
    }

    /// Whether it counts less far than before, whatever the types.
    pub fn is_narrower_than(&self, before: &Self) -> bool {
        let ((min, max), (least, most)) = (self.limits(None), before.limits(None));
        min > least || max < most
    }

    /// Says the limits that the type gives it.
    pub fn write_limits(&mut self, data_type: &DataType) {
        let (min, max) = self.limits(Some(data_type));
        (self.min, self.max) = (Some(min), Some(max));
    }
}
