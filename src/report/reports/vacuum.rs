//! Dead rows and who clears them away.

use crate::report::definition::{Layout, Report, Threshold, bar, gauge, label};

pub static REPORT: Report = Report {
    name: "vacuum",
    about: "Dead rows, when they are due to be removed, and when that was last done",
    advice: "Overdue many times over: something holds vacuum back (`long-running`, a slot in `replication`), or it cannot keep up: lower autovacuum_vacuum_cost_delay, or the table's scale factor.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table."),
        gauge("live_count", "Rows."),
        bar("dead_count", "Rows deleted or replaced, and still on disk."),
        gauge("dead_ratio", "Dead ones among all."),
        gauge("due_at_count", "Dead rows at which autovacuum begins, by the settings of server and table."),
        gauge("due_ratio", "Dead rows against that: 1 is due."),
        gauge("autovacuum", "on or off, for the table and the server."),
        gauge("changed_count", "Rows changed since the planner's statistics were made."),
        gauge("vacuumed_seconds", "Since the last vacuum of either kind."),
        gauge("analyzed_seconds", "Since the last analyze of either kind."),
    ],
    thresholds: &[
        Threshold::at_least("due_ratio", 3.0, 10.0).given(&[("dead_count", 10_000.0)]),
        Threshold::is("autovacuum", &["off"], &[]),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("vacuum.sql")),
    hidden: None,
};
