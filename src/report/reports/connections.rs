//! Who is connected to the server.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, label};

pub static REPORT: Report = Report {
    name: "connections",
    about: "Clients of the whole server by role, and how many there may be",
    advice: "Many idle ones: put a pooler in front, or make the program's pool smaller, rather than raise max_connections. Idle in transaction: see `long-running`.",
    layout: Layout::Rows,
    columns: &[
        label("role", "Who is connected."),
        gauge("connection_count", "Sessions."),
        gauge("active_count", "Sessions that run a statement."),
        gauge("idle_count", "Sessions that do nothing."),
        gauge("idle_in_transaction_count", "Sessions that do nothing inside a transaction."),
        gauge("idle_in_transaction_seconds", "The longest of these."),
        gauge("limit_count", "How many there may be: of the role, or of the server without its reserve."),
        bar("used_ratio", "Sessions against that."),
        gauge("applications", "What the programs call themselves."),
    ],
    thresholds: &[
        Threshold::at_least("used_ratio", 0.8, 0.95),
        Threshold::at_least("idle_in_transaction_seconds", 60.0, 600.0),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("connections.sql")),
    hidden: Some(Hidden::WithoutMonitor("what other roles' sessions do is hidden")),
};
