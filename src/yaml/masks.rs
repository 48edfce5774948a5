//! Whether a column can take what an erasure puts into it: by the rules by which jobs are told.

use crate::diagnostic::Span;
use crate::job::facts::table_facts;
use crate::job::masks::{self, Verdict};
use crate::job::{At, Mask, Setting};
use crate::model::subject::ColumnErasure;
use crate::model::table::{Column, ColumnValue};
use crate::model::{Sql, Table};

/// What is wrong with a column's `on_erase`, and what to write instead.
pub fn column_mistake(table: &Table, column: &Column) -> Option<(String, String)> {
    let erasure = column.on_erase.as_ref()?;
    let name = &column.name;
    let setting = setting(column, erasure)?;
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
    if *erasure == ColumnErasure::SetDefault && column.value.is_none() {
        let message = format!("`{name}` has no default");
        return Some((message, "write `set null` or `{ mask: ... }`".to_owned()));
    }
    let help = match erasure {
        ColumnErasure::SetNull => "write `{ mask: ... }` or `{ retain: <legal ground> }`, or let it be NULL",
        _ => "write `set null`, `{ retain: <legal ground> }`, or a value that the column takes",
    };
    let mut facts = table_facts(table);
    if *erasure == ColumnErasure::SetDefault {
        // The row that a declared default refers to is meant to be there.
        facts.foreign_keys.clear();
    }
    // All columns of a row change at once.
    let settings = settings(table);
    if let Some((message, _)) = masks::mistake(&facts, &settings, &setting) {
        return Some((message, help.to_owned()));
    }
    // The first column that a check names is told.
    let met = masks::met(&facts, &settings);
    let broken = met.iter().find(|it| it.verdict == Verdict::Broken && it.setting.column.it == *name)?;
    let (check, expression) = (&broken.check.name, broken.check.expression.as_str());
    Some((format!("no row that is erased so keeps {check}: {expression}"), help.to_owned()))
}

/// What an erasure makes of the columns of a row that stays.
pub fn settings(table: &Table) -> Vec<Setting> {
    let of = |column: &Column| setting(column, column.on_erase.as_ref()?);
    table.columns.iter().filter_map(of).collect()
}

fn setting(column: &Column, erasure: &ColumnErasure) -> Option<Setting> {
    let mask = match (erasure, &column.value) {
        (ColumnErasure::Retain(_), _) => return None,
        (ColumnErasure::Mask(literal), _)
        | (ColumnErasure::SetDefault, Some(ColumnValue::Literal(literal))) => Mask::Value(literal.clone()),
        (ColumnErasure::SetDefault, Some(ColumnValue::Expression(expression))) => {
            Mask::Sql(expression.clone())
        }
        (ColumnErasure::SetDefault, Some(_)) => Mask::Sql(Sql::new("DEFAULT")),
        (ColumnErasure::SetNull | ColumnErasure::SetDefault, _) => Mask::Null,
    };
    Some(Setting { column: At { it: column.name.clone(), span: Span::default() }, mask })
}
