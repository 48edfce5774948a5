//! Transactions that are open.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, key, statement};

pub static REPORT: Report = Report {
    name: "long-running",
    about: "Open transactions of this database, the oldest first, prepared ones included",
    advice: "An old transaction keeps vacuum from removing what was deleted since. One that is idle in it has been forgotten by its program: set idle_in_transaction_session_timeout. `SELECT pg_terminate_backend(pid)` ends it.",
    layout: Layout::Rows,
    columns: &[
        key("pid", "The session's process; none for a prepared transaction."),
        gauge("role", "Whose session it is."),
        gauge("application", "What the program calls itself."),
        gauge("state", "active, idle in transaction, prepared."),
        bar("transaction_seconds", "Since the transaction began."),
        gauge("query_seconds", "Since the statement began, while one runs."),
        gauge("idle_in_transaction_seconds", "Since it last did anything, inside a transaction."),
        gauge("waits_for", "What it waits for at this moment."),
        statement("query", "The statement that runs, or ran last."),
    ],
    thresholds: &[
        Threshold::at_least("transaction_seconds", 300.0, 3600.0),
        Threshold::at_least("query_seconds", 60.0, 600.0),
        Threshold::at_least("idle_in_transaction_seconds", 60.0, 600.0),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("long_running.sql")),
    hidden: Some(Hidden::WithoutMonitor("transactions of other roles are hidden")),
};
