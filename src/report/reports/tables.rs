//! How large tables are and how they are written to.

use crate::report::definition::{Layout, Report, bar, counter, gauge, label};

pub static REPORT: Report = Report {
    name: "tables",
    about: "Tables by size, with what is written to them",
    advice: "Indexes larger than their table: see `unused-indexes` and `duplicate-indexes`. A low hot_update_ratio on a table with many updates: a lower fillfactor, or fewer indexes on the columns that change.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        gauge("row_count", "Rows, as the planner believes; unknown before the first ANALYZE."),
        bar("total_bytes", "On disk, with everything that belongs to it."),
        gauge("table_bytes", "The rows alone."),
        gauge("index_bytes", "Its indexes."),
        gauge("toast_bytes", "Its large values, stored apart."),
        counter("inserted_count", "Rows inserted."),
        counter("updated_count", "Rows updated."),
        counter("deleted_count", "Rows deleted."),
        gauge("hot_update_ratio", "Updates that touched no index."),
    ],
    thresholds: &[],
    reads_statements: false,
    query: |_| Ok(include_str!("tables.sql")),
    hidden: None,
};
