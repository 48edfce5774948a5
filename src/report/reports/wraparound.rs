//! How far tables are from the end of the transaction ids.

use crate::report::definition::{Layout, Report, Threshold, bar, gauge, label};

pub static REPORT: Report = Report {
    name: "wraparound",
    about: "Age of the oldest transaction ids in tables of this database",
    advice: "At freeze_due_ratio 1 autovacuum freezes the table, whatever the settings; well above it, something keeps it from doing so: an old transaction, a prepared one, a replication slot. VACUUM (FREEZE) does it by hand. `health` has the worst of all databases.",
    layout: Layout::Rows,
    columns: &[
        label("relation", "The table; toast tables and worrying system tables included."),
        gauge("xid_age_count", "Transactions since its oldest unfrozen row."),
        gauge("multixact_age_count", "The same for ids of shared row locks."),
        gauge(
            "freeze_due_ratio",
            "Against autovacuum_freeze_max_age, or its multixact sister: the worse one.",
        ),
        bar("wraparound_ratio", "Against the 2^31 at which the server takes no more writes."),
        gauge("size_bytes", "What a freeze has to read."),
    ],
    thresholds: &[
        Threshold::at_least("freeze_due_ratio", 1.1, 2.0),
        Threshold::at_least("wraparound_ratio", 0.2, 0.5),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("wraparound.sql")),
    hidden: None,
};
