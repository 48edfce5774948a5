//! Rows that wait in a table of their own while the one that they belong to changes. It is no temporary
//! table: the schema for these would stay behind in the catalog.

use std::fmt::Write as _;

use super::{quote, table};
use crate::model::QualifiedName;
use crate::plan::Statement;

/// What sets rows aside or puts them back; nothing for any other statement.
pub(super) fn rows(statement: &Statement) -> String {
    match statement {
        Statement::SetRowsAside { table, except, aside, columns, condition } => {
            let (table, aside, columns) = (table.sql(), aside.sql(), table::names(columns));
            let except = except.as_ref().map(|it| format!(" AND {}", others(it))).unwrap_or_default();
            let condition = format!("({condition}){except}");
            format!(
                "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\nCREATE TABLE {aside} AS SELECT {columns} FROM {table} WITH NO DATA;\nWITH gone AS (DELETE FROM {table} WHERE {condition} RETURNING {columns})\nINSERT INTO {aside} SELECT {columns} FROM gone;"
            )
        }
        Statement::SetTableAside { table, except, aside, columns, positions } => {
            let (of, aside, columns) = (table.sql(), aside.sql(), table::names(columns));
            let conditions: Vec<String> = except.iter().map(others).collect();
            let condition = match &*conditions {
                [] => String::new(),
                some => format!(" WHERE {}", some.join(" AND ")),
            };
            let mut text = format!(
                "LOCK TABLE {of} IN ACCESS EXCLUSIVE MODE;\nCREATE TABLE {aside} AS SELECT {columns} FROM {of}{condition};"
            );
            for (column, waits) in positions {
                let counter = serial(table, column.as_str());
                let (sequence, quoted) = (waits.sql(), quote(&waits.sql()));
                // Infallible: it is written to a string.
                _ = write!(
                    text,
                    "\nCREATE SEQUENCE {sequence} MINVALUE {} START 1;\nSELECT setval({quoted}, pg_sequence_last_value({counter}::regclass));",
                    i64::MIN
                );
            }
            text
        }
        Statement::PutBackRows { into, aside, columns, positions, checks_wait } => {
            let (of, aside, columns) = (into.sql(), aside.sql(), table::names(columns));
            let now = if *checks_wait { "SET CONSTRAINTS ALL IMMEDIATE;\n" } else { "" };
            let mut text = format!(
                "INSERT INTO {of} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {aside};\n{now}DROP TABLE {aside};"
            );
            for (column, waits) in positions {
                let counter = serial(into, column.as_str());
                let (sequence, quoted) = (waits.sql(), quote(&waits.sql()));
                _ = write!(
                    text,
                    "\nSELECT setval({counter}, pg_sequence_last_value({quoted}::regclass));\nDROP SEQUENCE {sequence};"
                );
            }
            text
        }
        _ => String::new(),
    }
}

/// The rows that are not those of a partition, at whatever depth they lie in it.
fn others(partition: &QualifiedName) -> String {
    let tree = format!("SELECT relid FROM pg_partition_tree({})", quote(&partition.sql()));
    format!("tableoid NOT IN ({tree})")
}

fn serial(table: &QualifiedName, column: &str) -> String {
    format!("pg_get_serial_sequence({}, {})", quote(&table.sql()), quote(column))
}
