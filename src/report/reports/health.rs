//! The state of the server and the database at a glance.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, counter, gauge};

pub static REPORT: Report = Report {
    name: "health",
    about: "The state of the server and the database at a glance",
    advice: "Start here. What is marked has a report of its own: `connections`, `long-running`, `blocking`, `cache-hit`, `wraparound`, `invalid`, `replication`.",
    layout: Layout::Record,
    columns: &[
        gauge("uptime_seconds", "Since the server was started."),
        gauge("in_recovery", "Whether the server is a standby."),
        gauge("size_bytes", "Of the database, on disk."),
        gauge("connection_count", "Clients of the whole server."),
        bar("connection_used_ratio", "Clients against `max_connections`."),
        gauge("oldest_transaction_seconds", "How long the oldest transaction has been open."),
        gauge("waiting_count", "Sessions that wait for a lock."),
        counter("block_count", "Blocks asked for since the statistics were reset."),
        bar("hit_ratio", "Of these, how many were in shared_buffers."),
        counter("transaction_count", "Transactions committed or rolled back."),
        bar("rollback_ratio", "Of these, how many were rolled back."),
        counter("deadlock_count", "Deadlocks that were broken."),
        counter("temp_bytes", "Written to temporary files, since work_mem was too small."),
        counter("checksum_failure_count", "Damaged blocks; NULL when the server keeps no checksums."),
        bar(
            "wraparound_ratio",
            "Age of the oldest transaction or multixact id against the 2^31 at which the server stops; the worst of all databases.",
        ),
        gauge("invalid_index_count", "Indexes that failed to be built and are not being built."),
        gauge(
            "replay_lag_seconds",
            "On a standby that has something to replay: how old the last replayed commit is.",
        ),
        gauge("slot_retained_bytes", "WAL that a replication slot keeps; the largest."),
    ],
    thresholds: &[
        Threshold::at_least("connection_used_ratio", 0.8, 0.95),
        Threshold::at_least("oldest_transaction_seconds", 300.0, 3600.0),
        Threshold::at_least("waiting_count", 5.0, 20.0),
        Threshold::below("hit_ratio", 0.95, 0.85).given(&[("block_count", 1_000_000.0)]),
        Threshold::at_least("rollback_ratio", 0.2, 0.5).given(&[("transaction_count", 10_000.0)]),
        Threshold::at_least("checksum_failure_count", 1.0, 1.0),
        Threshold::at_least("wraparound_ratio", 0.2, 0.5),
        Threshold::warn_at_least("invalid_index_count", 1.0),
        Threshold::at_least("replay_lag_seconds", 60.0, 600.0),
        Threshold::at_least("slot_retained_bytes", 1_073_741_824.0, 10_737_418_240.0),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("health.sql")),
    hidden: Some(Hidden::WithoutMonitor("transactions of other roles are hidden")),
};
