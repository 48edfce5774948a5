//! What roles are meant to do with a table: the inverse of the reader's `access.rs`.

use super::parts;
use super::value::{MapStyle, Record, Value};
use crate::model::access::{Access, Columns, Command, RoleAccess, Rule, Scope};

/// `access` of a table.
pub fn access(access: &Access) -> Value {
    Value::aligned(access.0.iter().map(|(name, it)| (name.as_str().to_owned(), role(it))))
}

fn role(access: &RoleAccess) -> Value {
    if access.is_empty() {
        return Value::word("none");
    }
    if access.len() == Command::ALL.len() && access.values().all(|it| *it == Rule::everything()) {
        return Value::word("all");
    }
    let mut record = Record::default();
    for (command, it) in access {
        record.put(command.word(), rule(it));
    }
    record.into_value(MapStyle::Short)
}

fn rule(rule: &Rule) -> Value {
    let rows = match rule.rows.as_slice() {
        [only] => Value::word(only.word()),
        several => Value::list(several.iter().map(|it| Value::word(it.word()))),
    };
    if rule.columns == Columns::All && rule.condition.is_none() {
        return rows;
    }
    let mut record = Record::default();
    record.put_some("rows", (rule.rows != [Scope::All]).then_some(rows));
    match &rule.columns {
        Columns::All => {}
        Columns::Only(names) => record.put("columns", Value::names(names)),
        Columns::Except(names) => record.put("except", Value::names(names)),
    }
    record.put_some("where", rule.condition.as_ref().map(parts::sql));
    record.into_value(MapStyle::Short)
}
