//! Whether a column can take what an erasure puts into it.

use super::write::unquoted;
use crate::model::constraint::{Bounds, ConstraintKind, RuleKind};
use crate::model::subject::ColumnErasure;
use crate::model::table::{Column, ColumnValue};
use crate::model::{Name, Table};

/// What is wrong with a column's `on_erase`, and what to write instead.
pub fn column_mistake(table: &Table, column: &Column) -> Option<(String, String)> {
    let erasure = column.on_erase.as_ref()?;
    if matches!(erasure, ColumnErasure::Retain(_)) {
        return None;
    }
    let name = &column.name;
    if matches!(column.value, Some(ColumnValue::Generated(_))) {
        let message = format!("`{name}` is generated and takes no value");
        return Some((message, "erase the columns that it is computed from".to_owned()));
    }
    if table.primary_key_columns().contains(name) {
        let message = format!("`{name}` is in the primary key, by which rows are erased one by one");
        return Some((
            message,
            "delete the rows, or keep the key with `{ retain: <legal ground> }`".to_owned(),
        ));
    }
    match erasure {
        ColumnErasure::SetNull if column.not_null => {
            let message = format!("`{name}` is NOT NULL");
            Some((message, "write `{ mask: ... }`, or let it be NULL".to_owned()))
        }
        ColumnErasure::SetDefault if column.value.is_none() => {
            Some((format!("`{name}` has no default"), "write `set null` or `{ mask: ... }`".to_owned()))
        }
        ColumnErasure::Mask(literal) => masked(table, name, literal),
        _ => None,
    }
}

fn masked(table: &Table, column: &Name, literal: &str) -> Option<(String, String)> {
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::Unique(key) if matches!(key.columns.as_slice(), [only] if only == column) => {
                let message = format!("`{column}` is unique: two rows cannot have the same mask");
                return Some((message, "write `set null` or `{ retain: <legal ground> }`".to_owned()));
            }
            ConstraintKind::ForeignKey(key) if key.columns.contains(column) => {
                let message =
                    format!("`{column}` refers to {}: a mask would have to be a row there", key.table);
                return Some((message, "write `set null`".to_owned()));
            }
            ConstraintKind::Check(check) => {
                let rule = check.rule.as_ref().filter(|rule| rule.column.as_ref() == Some(column));
                if let Some(broken) = rule.and_then(|rule| broken(&rule.kind, literal)) {
                    return Some((
                        format!("the mask {literal} breaks `{broken}`"),
                        "write a value that the column takes".to_owned(),
                    ));
                }
            }
            _ => {}
        }
    }
    None
}

/// The rule's key, where the value surely breaks it. What a regular expression takes is PostgreSQL's to say.
fn broken(rule: &RuleKind, literal: &str) -> Option<&'static str> {
    let holds = match rule {
        RuleKind::OneOf(values) => values.iter().any(|value| value == literal),
        RuleKind::Length(bounds) => {
            let length = unquoted(literal).map(|text| text.chars().count().to_string());
            length.as_deref().is_none_or(|length| within(bounds, length))
        }
        RuleKind::Range(bounds) => within(bounds, literal),
        RuleKind::Matches(_) => true,
    };
    (!holds).then(|| rule.keyword())
}

/// Whether a number lies between; also where one of them is no number.
fn within(bounds: &Bounds, number: &str) -> bool {
    let Ok(number) = number.parse::<f64>() else { return true };
    let limit = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<f64>().ok());
    limit(&bounds.min).is_none_or(|it| number >= it)
        && limit(&bounds.max).is_none_or(|it| number <= it)
        && limit(&bounds.above).is_none_or(|it| number > it)
        && limit(&bounds.below).is_none_or(|it| number < it)
}
