//! Objects that are there and do not do what they are there for.

use crate::report::definition::{Layout, Report, Threshold, gauge, key};

pub static REPORT: Report = Report {
    name: "invalid",
    about: "Invalid indexes, constraints never validated, triggers switched off",
    advice: "An invalid index is what a failed CREATE INDEX CONCURRENTLY leaves: no query uses it, every write may pay for it. A constraint that was not validated holds for new rows only, and the planner does not rely on it.",
    layout: Layout::Rows,
    columns: &[
        key("relation", "The table."),
        key("object", "The index, constraint or trigger."),
        gauge("problem", "What is wrong with it."),
        gauge("size_bytes", "What an index takes on disk."),
        gauge("remedy", "The statement that mends it; see what it locks."),
    ],
    thresholds: &[Threshold::is(
        "problem",
        &[
            "invalid index",
            "invalid index, still maintained",
            "constraint that was not validated",
            "trigger that is switched off",
        ],
        &[],
    )],
    reads_statements: false,
    query: |_| Ok(include_str!("invalid.sql")),
    hidden: None,
};
