//! How large indexes are and how they are used.

use crate::report::definition::{Layout, Report, bar, counter, gauge, label};

pub static REPORT: Report = Report {
    name: "indexes",
    about: "Indexes by size, with how they are used",
    advice: "Many entries for few rows: the index is not selective for the queries that use it.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        label("index", "The index."),
        gauge("method", "btree, gin, ..."),
        gauge("is_unique", "Whether it holds up a uniqueness."),
        bar("size_bytes", "On disk."),
        counter("scan_count", "How often it was used."),
        counter("entry_count", "Entries read."),
        counter("row_count", "Rows of the table fetched by it."),
        gauge("hit_ratio", "How many of its blocks were found in memory."),
    ],
    thresholds: &[],
    reads_statements: false,
    query: |_| Ok(include_str!("indexes.sql")),
    hidden: None,
};
