//! How often a table's blocks are found in memory.

use crate::report::definition::{Layout, Report, Threshold, bar, counter, label};

pub static REPORT: Report = Report {
    name: "cache-hit",
    about: "How often the blocks of a table and its indexes are found in shared_buffers",
    advice: "Below 0.95 on a busy table: look in `queries` for what reads it, in `seq-scans` for a missing index; only then raise shared_buffers. A block that is not there may still be in the system's cache.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        counter("table_hit_count", "Blocks of the table found in memory."),
        counter("table_read_count", "Blocks of the table asked from the system."),
        counter("index_hit_count", "Blocks of its indexes found in memory."),
        counter("index_read_count", "Blocks of its indexes asked from the system."),
        counter("block_count", "All of them."),
        bar("hit_ratio", "How many of all were found in memory."),
    ],
    thresholds: &[Threshold::below("hit_ratio", 0.95, 0.8).given(&[("block_count", 100_000.0)])],
    reads_statements: false,
    query: |_| Ok(include_str!("cache_hit.sql")),
    hidden: None,
};
