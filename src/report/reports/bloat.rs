//! Space that is on disk and holds nothing.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, label};

pub static REPORT: Report = Report {
    name: "bloat",
    about: "Space in tables and btree indexes that holds nothing, estimated from the statistics",
    advice: "An estimate without reading the tables: right to about a tenth after ANALYZE, worse for wide values. Of a TOAST table the estimate is from VACUUM's count, and low rather than high. A table's space is used again by new rows; give it back with pg_repack or VACUUM FULL (which locks), an index's with REINDEX CONCURRENTLY.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        label("index", "The index; none for the table itself."),
        gauge("size_bytes", "On disk, for a table with its TOAST table, where long values are."),
        bar(
            "bloat_bytes",
            "Of this, what holds nothing; unknown without statistics (ANALYZE, or the right to read the table).",
        ),
        gauge("bloat_ratio", "The same as a share."),
    ],
    thresholds: &[Threshold::at_least("bloat_ratio", 0.4, 0.7).given(&[("bloat_bytes", 16_777_216.0)])],
    reads_statements: false,
    query: |_| Ok(include_str!("bloat.sql")),
    hidden: Some(Hidden::Rows {
        count: include_str!("bloat_hidden.sql"),
        what: "the bloat of tables, or of their indexes, is not shown",
        right: "SELECT on every column of the table, past its row security",
    }),
};
