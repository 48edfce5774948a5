//! Extensions and whether their objects are as new as their libraries.

use crate::report::definition::{Layout, Report, Threshold, gauge, key};

pub static REPORT: Report = Report {
    name: "extensions",
    about: "The extensions of the database, and those older than what is installed",
    advice: "The packages bring a new library; its SQL objects stay as they were until ALTER EXTENSION ... UPDATE. Read its notes first: some need more than that.",
    layout: Layout::Rows,
    columns: &[
        key("extension", "The extension."),
        gauge("schema", "Where its objects are."),
        gauge("installed_version", "The version of its objects."),
        gauge("available_version", "The version that CREATE EXTENSION would make now."),
        gauge(
            "state",
            "current; outdated: there is an update to be made; another version: there is none; or its files are gone.",
        ),
    ],
    thresholds: &[Threshold::is("state", &["outdated", "its files are gone"], &[])],
    reads_statements: false,
    query: |_| Ok(include_str!("extensions.sql")),
    hidden: None,
};
