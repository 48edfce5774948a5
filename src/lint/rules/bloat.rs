//! Tables and indexes that take far more room than their rows.

use super::invalid_index::{index_spot, table_spot};
use crate::lint::finding::Found;
use crate::lint::live::Row;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "bloat",
    about: "A table or index of which a large part holds nothing",
    why: "Every scan and the cache carry the empty space along. An estimate from the statistics, reported from 40% and 16 MB on.",
    severity: Severity::Info,
    check: Check::Live { report: "bloat", check },
};

fn check(project: &Project, rows: &[Row], found: &mut Found) {
    for row in rows.iter().filter(|it| it.is_bad()) {
        let (table, index) = (row.text("relation"), row.text("index"));
        let (what, help) = if index.is_empty() {
            (table.to_owned(), "pg_repack gives it back; VACUUM FULL does, too, under a lock".to_owned())
        } else {
            (format!("index {index}"), format!("run `REINDEX INDEX CONCURRENTLY {index}`"))
        };
        let share = row.number("bloat_ratio").unwrap_or_default() * 100.0;
        let message = format!("{} of {what} hold nothing ({share:.0}%)", row.size("bloat_bytes"));
        let spot = if index.is_empty() { table_spot(project, table) } else { index_spot(project, index) };
        found.on_server(spot, message, help);
    }
}
