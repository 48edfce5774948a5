//! What is written ahead, checkpoints and the archive.

use crate::report::definition::{Layout, Report, Threshold, bar, counter, gauge};

pub static REPORT: Report = Report {
    name: "wal",
    about: "What is written ahead, checkpoints, and the archive",
    advice: "Many requested checkpoints: raise max_wal_size. Blocks written by clients in large numbers: the background writer is too slow. A failing archive keeps WAL until the disk is full, and there is no restore to a point in time from then on.",
    layout: Layout::Record,
    columns: &[
        counter("wal_bytes", "Written ahead; from PostgreSQL 14."),
        counter("record_count", "Records of it; from PostgreSQL 14."),
        counter("full_page_count", "Whole pages among them, one after each checkpoint; from PostgreSQL 14."),
        counter("buffers_full_count", "Times that wal_buffers was too small; from PostgreSQL 14."),
        counter("checkpoint_timed_count", "Checkpoints because the time had come."),
        counter(
            "checkpoint_requested_count",
            "Checkpoints because max_wal_size was reached, or somebody asked.",
        ),
        bar("requested_ratio", "Of all checkpoints, how many came early."),
        counter("checkpoint_write_ms", "Time spent writing in checkpoints."),
        counter("checkpoint_sync_ms", "Time spent in fsync in checkpoints."),
        counter("checkpoint_block_count", "Blocks written by checkpoints."),
        counter("backend_block_count", "Blocks that clients had to write themselves."),
        counter("backend_fsync_count", "Fsyncs that clients had to do themselves."),
        counter("archived_count", "Files archived."),
        counter("archive_failure_count", "Times that archiving a file failed."),
        gauge("archived_seconds", "Since a file was last archived."),
        gauge("archiving", "off, on, or failing: the last try went wrong."),
    ],
    thresholds: &[
        Threshold::warn_at_least("requested_ratio", 0.5).given(&[("checkpoint_requested_count", 20.0)]),
        Threshold::warn_at_least("backend_fsync_count", 1.0),
        Threshold::is("archiving", &[], &["failing"]),
    ],
    reads_statements: false,
    query: |facts| {
        Ok(match facts.major {
            ..14 => include_str!("wal_13.sql"),
            14..17 => include_str!("wal_14.sql"),
            _ => include_str!("wal_17.sql"),
        })
    },
    hidden: None,
};
