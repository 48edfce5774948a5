//! Indexes that only cost.

use crate::report::definition::{Layout, Report, Threshold, bar, counter, gauge, label};

pub static REPORT: Report = Report {
    name: "unused-indexes",
    about: "Indexes that no query has used since the statistics were reset",
    advice: "Look at watched_seconds before you drop one: a month's end or a yearly job may need it; and each standby counts for itself. Those of keys, unique and exclusion constraints are not listed.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        label("index", "The index."),
        bar("size_bytes", "On disk."),
        counter("write_count", "Rows written to the table for which it had to be changed."),
        gauge("watched_seconds", "Since when the server counts; before a first reset, since its start."),
        gauge("definition", "The statement that made it."),
    ],
    // A day of traffic before anything is said.
    thresholds: &[
        Threshold::warn_at_least("size_bytes", 10_485_760.0).given(&[("watched_seconds", 86_400.0)])
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("unused_indexes.sql")),
    hidden: None,
};
