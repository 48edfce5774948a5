//! What is said about persons: the inverse of the reader's `subject.rs`.

use super::literal::value;
use super::parts;
use super::value::{MapStyle, Record, Value};
use crate::model::DataType;
use crate::model::subject::{ColumnErasure, Export, RootErasure, Selector, Subject, TableErasure};
use crate::yaml::read::ROUTINE_PRIVILEGES;

/// The section `subject`.
pub fn section(subject: &Subject) -> Value {
    let mut record = Record::default();
    record.put("root", Value::text(parts::qualified(&subject.root)));
    if subject.on_erase == RootErasure::Delete {
        record.put("on_erase", Value::word("delete"));
    }
    let systems = subject.external.iter().map(|(name, what)| (name.clone(), Value::Prose(what.clone())));
    record.put_filled("external", Value::aligned(systems));
    if let Some(grants) = &subject.functions {
        let mut functions = Record::default();
        functions.put_filled("grants", parts::grants(grants, ROUTINE_PRIVILEGES));
        record.put("functions", functions.into_value(MapStyle::Short));
    }
    record.into_value(MapStyle::Lines)
}

/// `subject` of a table.
pub fn selectors(selectors: &[Selector]) -> Value {
    match selectors {
        [] => Value::word("none"),
        [only] => selector(only),
        several => Value::list(several.iter().map(selector)),
    }
}

fn selector(selector: &Selector) -> Value {
    let column = Value::text(selector.column().as_str());
    let mut record = Record::default();
    match selector {
        // A column of that name would be read as the word.
        Selector::Is { column: name, of: None } if *name != "none" => return column,
        Selector::Is { of, .. } => {
            record.put("column", column);
            record.put_some("of", of.as_ref().map(|it| Value::text(it.as_str())));
        }
        Selector::Through(_) => record.put("through", column),
        Selector::Same(_) => record.put("same", column),
        Selector::Packed { rows_of, .. } => {
            record.put("packed", column);
            record.put("rows_of", Value::text(parts::qualified(rows_of)));
        }
    }
    record.into_value(MapStyle::Short)
}

pub fn table_erasure(erasure: &TableErasure) -> Value {
    match erasure {
        TableErasure::Delete => Value::word("delete"),
        TableErasure::Anonymize => Value::word("anonymize"),
        TableErasure::Retain(ground) => with("retain", Value::text(ground.as_str())),
    }
}

pub fn column_erasure(erasure: &ColumnErasure, data_type: &DataType) -> Option<Value> {
    Some(match erasure {
        ColumnErasure::SetNull => Value::word("set null"),
        ColumnErasure::SetDefault => Value::word("set default"),
        ColumnErasure::Mask(literal) => with("mask", value(literal, data_type)?),
        ColumnErasure::Retain(ground) => with("retain", Value::text(ground.as_str())),
    })
}

pub fn export(export: &Export) -> Value {
    match export {
        Export::Provided => Value::word("provided"),
        Export::Observed => Value::word("observed"),
        Export::Derived => Value::word("derived"),
        Export::Exclude(reason) => with("exclude", Value::text(reason.as_str())),
    }
}

fn with(key: &'static str, value: Value) -> Value {
    let mut record = Record::default();
    record.put(key, value);
    record.into_value(MapStyle::Short)
}
