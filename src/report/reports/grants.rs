//! What roles may do with tables, and what of it no policy holds back.

use crate::report::definition::{Layout, Report, Threshold, gauge, label};

pub static REPORT: Report = Report {
    name: "grants",
    about: "What is granted on tables, and what of it row security does not hold back",
    advice: "Policies are about SELECT, INSERT, UPDATE and DELETE alone: TRUNCATE empties the table past all of them, and a function under TRIGGER sees every row. GRANT ALL contains both. Owners are not listed.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        label("role", "Who has it; `public` is everybody."),
        gauge("privileges", "What is granted on the whole table."),
        gauge("row_security", "Whether it is on."),
        gauge("past_policies", "What of it policies do not hold back, for a role that they hold for."),
        gauge("past_policies_count", "How many that are."),
    ],
    thresholds: &[Threshold::warn_at_least("past_policies_count", 1.0)],
    reads_statements: false,
    query: |_| Ok(include_str!("grants.sql")),
    hidden: None,
};
