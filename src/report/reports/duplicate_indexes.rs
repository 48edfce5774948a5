//! Indexes that another one makes superfluous.

use crate::report::definition::{Layout, Report, Threshold, bar, gauge, label};

pub static REPORT: Report = Report {
    name: "duplicate-indexes",
    about: "Indexes that another index or a key makes superfluous",
    advice: "`same columns`: drop it. `prefix`: the other index begins with the same columns and can do its work; the smaller one may still be worth its price where it is scanned a lot.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        label("index", "The superfluous one: never a key's or a constraint's."),
        gauge("reason", "same columns, or prefix: the other one begins with its columns."),
        gauge("covered_by", "The index that does the same."),
        bar("size_bytes", "What dropping it would free."),
        gauge("definition", "The statement that made it."),
        gauge("other_definition", "The statement that made the other."),
    ],
    thresholds: &[Threshold::is("reason", &["same columns"], &[])],
    reads_statements: false,
    query: |_| Ok(include_str!("duplicate_indexes.sql")),
    hidden: None,
};
