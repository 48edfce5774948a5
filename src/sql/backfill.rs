//! Filling NULLs in an existing table: in batches along the primary key, each its own transaction, as
//! one statement that psql, sqlx and canai-db can all run.

use crate::model::Name;
use crate::plan::Fill;

/// Rows of one batch: short enough that no writer waits noticeably for it.
const BATCH_ROWS: u32 = 5000;
/// Pages of one batch where there is no key to go along.
const BATCH_PAGES: u32 = 500;

/// One DO block over all fills; it can be run again at any time.
pub fn batches(fills: &[Fill]) -> String {
    let mut declarations: Vec<String> = Vec::new();
    let mut loops = Vec::new();
    for (at, fill) in fills.iter().enumerate() {
        if fill.key.is_empty() {
            loops.push(by_pages(fill));
            if !declarations.contains(&PAGE.to_owned()) {
                declarations.push(PAGE.to_owned());
            }
        } else {
            let table = fill.table.sql();
            for name in &fill.key {
                for bound in ["low", "high"] {
                    declarations.push(format!("    {} {table}.{name}%TYPE;", variable(bound, at, name)));
                }
            }
            loops.push(by_key(fill, at));
        }
    }
    format!(
        "DO $backfill$\nDECLARE\n{}\nBEGIN\n{}\nEND\n$backfill$;",
        declarations.join("\n"),
        loops.join("\n\n")
    )
}

const PAGE: &str = "    page bigint;\n    pages bigint;";

fn variable(bound: &str, at: usize, name: &Name) -> Name {
    Name::new(format!("{bound}_{}_{}", at + 1, name.as_str()))
}

fn by_key(fill: &Fill, at: usize) -> String {
    let (table, column, value) = (fill.table.sql(), &fill.column, &fill.value);
    let list = |bound: &str| {
        fill.key.iter().map(|name| variable(bound, at, name).to_string()).collect::<Vec<_>>().join(", ")
    };
    let keys = fill.key.iter().map(ToString::to_string).collect::<Vec<_>>();
    let descending = keys.iter().map(|key| format!("{key} DESC")).collect::<Vec<_>>().join(", ");
    let keys = keys.join(", ");
    let (low, high) = (list("low"), list("high"));
    // Several columns are compared as a row.
    let row = |list: &str| if fill.key.len() == 1 { list.to_owned() } else { format!("({list})") };
    let (key_row, low_row, high_row) = (row(&keys), row(&low), row(&high));
    let started = variable("low", at, &fill.key[0]);
    let first = variable("high", at, &fill.key[0]);
    let assign = fill
        .key
        .iter()
        .map(|name| format!("        {} := {};", variable("low", at, name), variable("high", at, name)))
        .collect::<Vec<_>>()
        .join("\n");
    format!(
        "    -- {table}.{column}
    LOOP
        SELECT {keys} INTO {high}
        FROM (
            SELECT {keys} FROM {table}
            WHERE {started} IS NULL OR {key_row} > {low_row}
            ORDER BY {keys} LIMIT {BATCH_ROWS}
        ) AS batch
        ORDER BY {descending} LIMIT 1;
        EXIT WHEN {first} IS NULL;
        UPDATE {table} SET {column} = {value}
        WHERE {column} IS NULL
            AND ({started} IS NULL OR {key_row} > {low_row})
            AND {key_row} <= {high_row};
        COMMIT;
{assign}
    END LOOP;"
    )
}

/// Along the table's pages: what moves meanwhile is left to the sweep that follows.
fn by_pages(fill: &Fill) -> String {
    let (table, column, value) = (fill.table.sql(), &fill.column, &fill.value);
    let name = super::quote(&table);
    format!(
        "    -- {table}.{column}
    page := 0;
    pages := pg_relation_size({name}::regclass) / current_setting('block_size')::bigint;
    WHILE page <= pages LOOP
        UPDATE {table} SET {column} = {value}
        WHERE {column} IS NULL
            AND ctid >= format('(%s,0)', page)::tid
            AND ctid < format('(%s,0)', page + {BATCH_PAGES})::tid;
        COMMIT;
        page := page + {BATCH_PAGES};
    END LOOP;"
    )
}

/// The few rows written while the batches ran.
pub fn sweep(fill: &Fill) -> String {
    let (table, column, value) = (fill.table.sql(), &fill.column, &fill.value);
    format!("UPDATE {table} SET {column} = {value} WHERE {column} IS NULL;")
}
