//! Columns that get another type, those of one table that follow each other in one statement: each would write
//! the table anew.

use super::object::collate;
use super::table::{compression, data_type, storage};
use super::value;
use crate::model::data_type::TypeName;
use crate::model::table::{Column, ColumnValue};
use crate::model::{DataType, Name, QualifiedName};
use crate::plan::{Statement, gains_or_loses_zone};

/// Whether one statement may do both.
pub fn go_together(one: &Statement, other: &Statement) -> bool {
    let of = |it: &Statement| match it {
        Statement::SetColumnType { table, from, to } => {
            Some((table.clone(), gains_or_loses_zone(&from.data_type, &to.data_type)))
        }
        _ => None,
    };
    of(one).is_some_and(|it| Some(it) == of(other))
}

/// The new types with their defaults; storage and compression start anew with them.
pub fn set_types(table: &QualifiedName, columns: &[(&Column, &Column)]) -> String {
    let actions: Vec<String> = columns.iter().flat_map(|(from, to)| actions(from, to)).collect();
    let alter = format!("ALTER TABLE {}", table.sql());
    let text = match actions.as_slice() {
        [action] => format!("{alter} {action};"),
        actions => format!("{alter}\n    {};", actions.join(",\n    ")),
    };
    if columns.iter().any(|(from, to)| gains_or_loses_zone(&from.data_type, &to.data_type)) {
        return format!("SET LOCAL TimeZone = 'UTC';\n{text}\nSET LOCAL TimeZone TO DEFAULT;");
    }
    text
}

fn actions(from: &Column, to: &Column) -> Vec<String> {
    let name = &to.name;
    let is_default =
        |column: &Column| matches!(column.value, Some(ColumnValue::Literal(_) | ColumnValue::Expression(_)));
    let mut actions = Vec::new();
    if is_default(from) {
        actions.push("DROP DEFAULT".to_owned());
    }
    let collate = collate(to.collate.as_ref());
    actions.push(format!("TYPE {}{collate}{}", data_type(&to.data_type), using(name, from, to)));
    if let Some(default) = to.value.as_ref().filter(|_| is_default(to)) {
        actions.push(format!("SET DEFAULT {}", value(default)));
    }
    if let Some(word) = to.storage {
        actions.push(format!("SET STORAGE {}", storage(word)));
    }
    if let Some(method) = to.compression {
        actions.push(format!("SET COMPRESSION {}", compression(Some(method))));
    }
    actions.into_iter().map(|it| format!("ALTER COLUMN {name} {it}")).collect()
}

/// ` USING ...` where PostgreSQL would not convert the values by itself.
fn using(name: &Name, from: &Column, to: &Column) -> String {
    let (old, new) = (&from.data_type, &to.data_type);
    // The same type under the same name: an enum that was swapped for another.
    let swapped = old == new && made_by_somebody(new) && from.collate == to.collate;
    if old.turns_by_itself_into(new) && !swapped {
        return String::new();
    }
    // From one enum to another the way leads through the labels.
    let labels = match (made_by_somebody(old) && made_by_somebody(new), new.array) {
        (false, _) => "",
        (true, false) => "::text",
        (true, true) => "::text[]",
    };
    format!(" USING {name}{labels}::{}", data_type(new))
}

fn made_by_somebody(data_type: &DataType) -> bool {
    matches!(data_type.name, TypeName::Named { .. })
}
