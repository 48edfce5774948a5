//! How far sequences are from their end.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, label};

pub static REPORT: Report = Report {
    name: "sequences",
    about: "How much of each sequence is used up, measured by the column it fills",
    advice: "An integer key ends at 2,147,483,647, and the next insert fails. Change the column to bigint in time: on a large table that takes a new column, a backfill and an exchange.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The sequence."),
        gauge("used_by", "The column that it fills: it owns the sequence, or its default takes from it."),
        gauge("data_type", "The column's type (what a domain is over), else the sequence's."),
        gauge("last_value", "Where it is."),
        gauge("limit_value", "Where it ends: at its own end or the column's, what comes first."),
        gauge("cycles", "Whether it begins anew then."),
        bar(
            "used_ratio",
            "How much is used; unknown without a right on the sequence, none where it begins anew.",
        ),
    ],
    thresholds: &[Threshold::at_least("used_ratio", 0.7, 0.9)],
    reads_statements: false,
    query: |_| Ok(include_str!("sequences.sql")),
    hidden: Some(Hidden::Rows {
        count: include_str!("sequences_hidden.sql"),
        what: "how far sequences are used is not shown",
        right: "SELECT on the sequence",
    }),
};
