//! Settings that are not as they were delivered, or should not be.

use crate::report::definition::{Hidden, Layout, Report, Threshold, gauge, key};

pub static REPORT: Report = Report {
    name: "settings",
    about: "Settings that were changed, and those worth a thought",
    advice: "Only what endangers data or the server is marked; the rest is advice. It shows the settings of this session's role and database.",
    layout: Layout::Rows,
    columns: &[
        key("setting", "The parameter."),
        gauge("value", "What it is, in `unit`."),
        gauge("unit", "8kB, ms, ..."),
        gauge("default_value", "What it is delivered with."),
        gauge("source", "Where the value comes from."),
        gauge("pending_restart", "Whether the file has another value that takes a restart."),
        gauge("verdict", "ok, warn, crit."),
        gauge("advice", "Why."),
    ],
    thresholds: &[Threshold::is("verdict", &["warn"], &["crit"])],
    reads_statements: false,
    query: |_| Ok(include_str!("settings.sql")),
    hidden: Some(Hidden::WithoutMonitor("a few settings are hidden")),
};
