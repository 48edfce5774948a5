//! Columns that hold each value once, and by default the time of the transaction.

use crate::lint::finding::Found;
use crate::lint::project::{Project, leading_columns};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::ConstraintKind;
use crate::model::table::{Column, ColumnValue};
use crate::model::{Sql, Table};

pub static RULE: Rule = Rule {
    name: "default_collides",
    about: "A unique column whose default is made of the time of the transaction alone",
    why: "now() is the same for every row of a transaction: the second INSERT in it fails on the UNIQUE constraint, and so do two transactions that begin in the same microsecond. A number of a sequence or a random uuid does not collide.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

/// What gives the same in one statement or transaction.
const TIMES: [&str; 3] = ["now", "transaction_timestamp", "statement_timestamp"];

/// What makes no two values of one.
const PURE: [&str; 14] = [
    "extract",
    "date_part",
    "date_trunc",
    "to_char",
    "lower",
    "upper",
    "lpad",
    "rpad",
    "md5",
    "concat",
    "replace",
    "substr",
    "round",
    "floor",
];

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns().filter(|(table, column)| is_unique(table, column)) {
        let Some(ColumnValue::Expression(default)) = &column.value else { continue };
        if is_of_time(default) {
            let place = project.places.column(&table.name, &column.name);
            let message = format!(
                "`{}` of {} is unique, and its default is the same for all rows of a transaction",
                column.name, table.name
            );
            let help = "write a default that differs: `default_sql: gen_random_uuid()`, a sequence's nextval(), or the time with one of these behind it";
            found.report(place.map(|it| it.spot()), message, help);
        }
    }
}

/// Whether no two rows can hold the same in this column alone.
fn is_unique(table: &Table, column: &Column) -> bool {
    let only = std::slice::from_ref(&column.name);
    let by_constraint = table.constraints.iter().any(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.columns == only,
        _ => false,
    });
    let mut indexes =
        table.indexes.iter().filter(|it| it.unique && it.predicate.is_none() && it.keys.len() == 1);
    by_constraint || indexes.any(|it| leading_columns(it) == [&column.name])
}

/// Whether nothing in it differs from one row to the next, as far as that is certain.
fn is_of_time(default: &Sql) -> bool {
    let names: Vec<String> =
        default.calls().iter().filter_map(|it| it.name.last()).map(|it| it.as_str().to_owned()).collect();
    let is = |known: &[&str], name: &String| known.contains(&name.as_str());
    names.iter().any(|it| is(&TIMES, it)) && names.iter().all(|it| is(&TIMES, it) || is(&PURE, it))
}
