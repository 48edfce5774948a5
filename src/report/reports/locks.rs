//! Which tables and indexes are locked.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, key};

pub static REPORT: Report = Report {
    name: "locks",
    about: "Locks on tables and indexes of this database, by mode",
    advice: "A waiting AccessExclusiveLock makes everybody who comes after it wait too; `blocking` says who is in the way.",
    layout: Layout::Rows,
    columns: &[
        key("relation", "The table or index."),
        key("mode", "The lock's mode."),
        gauge("granted_count", "Sessions that have it."),
        bar("waiting_count", "Sessions that wait for it."),
        gauge("oldest_seconds", "Age of the oldest transaction among them."),
        gauge("pids", "Their processes."),
    ],
    thresholds: &[Threshold::at_least("waiting_count", 1.0, 10.0)],
    reads_statements: false,
    query: |_| Ok(include_str!("locks.sql")),
    hidden: Some(Hidden::WithoutMonitor("the age of other roles' transactions is hidden")),
};
