//! Standbys and replication slots.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, gauge, key};

pub static REPORT: Report = Report {
    name: "replication",
    about: "Standbys and replication slots: how far behind, and how much WAL they keep",
    advice: "An inactive slot keeps WAL until the disk is full: drop it with pg_drop_replication_slot, or limit it with max_slot_wal_keep_size. No rows: nobody replicates.",
    layout: Layout::Rows,
    columns: &[
        key("name", "The slot, or what the standby calls itself."),
        key("kind", "physical slot, logical slot, or standby without a slot."),
        gauge("role", "Who replicates."),
        gauge("state", "streaming, catchup, inactive."),
        gauge("sync_state", "Whether commits wait for it."),
        bar("lag_bytes", "WAL it has not replayed or confirmed yet."),
        gauge("replay_lag_seconds", "How late the last commit was replayed."),
        gauge("retained_bytes", "WAL the slot keeps on disk."),
        gauge("wal_status", "reserved, extended, unreserved (about to be lost), lost."),
        gauge("client", "Where it connects from."),
    ],
    thresholds: &[
        Threshold::at_least("lag_bytes", 104_857_600.0, 1_073_741_824.0),
        Threshold::at_least("replay_lag_seconds", 60.0, 600.0),
        Threshold::at_least("retained_bytes", 1_073_741_824.0, 10_737_418_240.0),
        Threshold::is("state", &["inactive"], &[]),
        Threshold::is("wal_status", &[], &["unreserved", "lost"]),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("replication.sql")),
    hidden: Some(Hidden::WithoutMonitor("the positions of standbys are hidden")),
};
