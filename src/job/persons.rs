//! Archives of rows that are persons': an export or erasure finds nothing in a table that says nothing of
//! whose its rows are.

use super::Job;
use crate::diagnostic::Diagnostic;
use crate::model::table::Column;
use crate::model::{Schema, Table};

/// The archives of tables with personal data that do not say as much about it.
pub fn unclassified_archives(schema: &Schema, jobs: &[Job]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (job, rule) in jobs.iter().flat_map(|job| job.rules.iter().map(move |rule| (job, rule))) {
        let Some(into) = &rule.into else { continue };
        let (Some(table), Some(name)) = (schema.table(&rule.table.it), into.it.table()) else { continue };
        let archive = schema.table(name);
        let (message, help) = if is_tied(table) && !archive.is_some_and(is_tied) {
            (
                format!(
                    "{name} gets rows of {table}, which are persons', and does not say whose they are",
                    table = table.name
                ),
                format!(
                    "write `subject` in the file of {name}: the same, or of packed rows `subject: {{ packed: rows, rows_of: {} }}`",
                    table.name
                ),
            )
        } else if is_personal(table) && !archive.is_some_and(|it| is_tied(it) || is_personal(it)) {
            (
                format!(
                    "{name} gets rows of {}, in which there is personal data, and is not classified",
                    table.name
                ),
                format!("write `pii` beside the columns of {name}"),
            )
        } else {
            continue;
        };
        found.push(Diagnostic::new(&job.path, into.span, "unclassified", message).help(help));
    }
    found
}

/// The table that the ledger names, whatever the session's `search_path`: NULL where it is there no more.
pub fn ledger_table(name: &str) -> String {
    // Names in `public` are written without it.
    format!(
        r#"to_regclass(CASE WHEN {name} ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || {name} ELSE {name} END)"#
    )
}

/// Whether a table says whose its rows are.
fn is_tied(table: &Table) -> bool {
    table.subject.as_ref().is_some_and(|it| !it.is_empty())
}

fn is_personal(table: &Table) -> bool {
    table.columns.iter().any(Column::is_personal)
}
