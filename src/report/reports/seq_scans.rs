//! Tables that are read from end to end.

use crate::report::definition::{Layout, Report, Threshold, bar, counter, gauge, label};

pub static REPORT: Report = Report {
    name: "seq-scans",
    about: "Tables that are read from end to end, and how many rows that cost",
    advice: "Many rows per scan and many scans: an index is missing, or a policy or operator cannot use the one that is there; `queries` shows which statement. On a small table a sequential scan is the right plan.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        counter("seq_scan_count", "Scans from end to end."),
        counter("seq_row_count", "Rows that these read."),
        counter("index_scan_count", "Scans of its indexes."),
        counter("index_row_count", "Rows that these fetched."),
        bar("seq_scan_ratio", "How many of all scans went from end to end."),
        gauge("rows_per_scan_count", "Rows of a sequential scan, on average."),
        gauge("table_bytes", "The table on disk."),
    ],
    thresholds: &[Threshold::at_least("seq_scan_ratio", 0.5, 0.9)
        .given(&[("rows_per_scan_count", 50_000.0), ("seq_scan_count", 100.0)])],
    reads_statements: false,
    query: |_| Ok(include_str!("seq_scans.sql")),
    hidden: None,
};
