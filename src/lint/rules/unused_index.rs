//! Indexes that no query uses.

use super::invalid_index::index_spot;
use crate::lint::finding::Found;
use crate::lint::live::Row;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "unused_index",
    about: "An index that no query has used since the statistics were reset",
    why: "It is written with every row and read by nobody. Reported from 10 MB on, after a day of traffic at least; a monthly job or a standby, which counts for itself, may need it all the same.",
    severity: Severity::Info,
    check: Check::Live { report: "unused-indexes", check },
};

fn check(project: &Project, rows: &[Row], found: &mut Found) {
    for row in rows.iter().filter(|it| it.is_bad()) {
        let index = row.text("index");
        let days = row.number("watched_seconds").unwrap_or_default() / 86_400.0;
        let message = format!(
            "no query used index {index} of {} in {days:.0} days; it takes {}",
            row.text("relation"),
            row.size("size_bytes")
        );
        found.on_server(
            index_spot(project, index),
            message,
            "remove its line, unless something seldom needs it",
        );
    }
}
