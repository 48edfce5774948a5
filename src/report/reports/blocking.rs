//! Who waits for whom.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, key, statement};

pub static REPORT: Report = Report {
    name: "blocking",
    about: "Sessions that wait for a lock, and who holds it",
    advice: "End the session at the root (`is_root`), not those that wait: `SELECT pg_cancel_backend(blocking_pid)`, or pg_terminate_backend if it is idle. Migrations should run with a lock_timeout.",
    layout: Layout::Rows,
    columns: &[
        key("blocked_pid", "The session that waits."),
        gauge("blocked_role", "Whose it is."),
        key("blocking_pid", "The session that is in its way; 0 is a prepared transaction."),
        gauge("blocking_role", "Whose it is."),
        gauge("blocking_state", "What it does: active, idle in transaction."),
        bar("waited_seconds", "Since it waits; before PostgreSQL 14, since its statement began."),
        gauge("blocking_seconds", "Since the transaction in the way began."),
        gauge("wanted_mode", "The lock that is waited for."),
        gauge("relation", "On what; none if it is a row's or a transaction's."),
        gauge("is_root", "Whether what is in the way waits for nobody itself."),
        statement("blocked_query", "What waits."),
        statement("blocking_query", "What the other session runs, or ran last."),
    ],
    thresholds: &[Threshold::at_least("waited_seconds", 5.0, 60.0)],
    reads_statements: false,
    query: |facts| {
        Ok(if facts.major < 14 { include_str!("blocking_13.sql") } else { include_str!("blocking_14.sql") })
    },
    hidden: Some(Hidden::WithoutMonitor("sessions of other roles that wait are hidden")),
};
